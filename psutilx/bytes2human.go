package psutilx

import "strconv"

// Bytes2Human is a number of bytes for people: "9.8K" for 10000:
// psutil.bytes2human of psutil 8.
func Bytes2Human(n int64) string {
	const symbols = "KMGTPEZY"
	f := float64(n)
	for i := len(symbols) - 1; i >= 0; i-- {
		unit := float64(1)
		for range i + 1 {
			unit *= 1024
		}
		if f >= unit || -f >= unit {
			return strconv.FormatFloat(f/unit, 'f', 1, 64) + symbols[i:i+1]
		}
	}
	return strconv.FormatFloat(f, 'f', 1, 64) + "B"
}
