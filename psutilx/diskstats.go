package psutilx

// sectorSize is the unit of the kernel's counters, in bytes, whatever the size
// of a disk's own sectors.
const sectorSize = 512

// appendDiskstats reads the lines of /proc/diskstats, which came in several
// forms: 14 fields for a disk or partition, and of late more; 7 for a partition
// before 2.6.25; and 15 with a number before the name. Lines that make no sense
// are handed to bad.
func appendDiskstats(dst []counted[diskCounters], b []byte, bad func(*ParseError)) []counted[diskCounters] {
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		row, err := parseDiskstats(number, line)
		if err != nil {
			bad(err)
			continue
		}
		dst = append(dst, row)
	}
	return dst
}

func parseDiskstats(number int, line []byte) (row counted[diskCounters], err *ParseError) {
	var field [15][]byte // what may come after it has no meaning here
	n := 0
	for rest := line; ; n++ {
		var f []byte
		if f, rest = cutField(rest); len(f) == 0 {
			break
		}
		if n < len(field) {
			field[n] = f
		}
	}
	var from []int   // where each number of the named tuple stands
	var unused []int // fields that have to be numbers too
	switch {
	case n == 15:
		row.name, unused = field[3], []int{11, 13}
		from = []int{2, 7, 5, 9, 6, 10, 4, 8, 12}
	case n >= 14: // lxcfs has 17: the 14, and three of discards
		row.name, unused = field[2], []int{11, 13}
		from = []int{3, 7, 5, 9, 6, 10, 4, 8, 12}
	case n == 7:
		row.name = field[2]
		from = []int{3, 5, 4, 6}
	default:
		return row, badLine(number, line, "7 fields, or 14 and more")
	}
	for _, f := range unused {
		// Some kernels have shown requests under way below zero.
		if _, ok := parseInt(field[f]); ok {
			continue
		}
		if _, ok := parseUint(field[f]); !ok {
			return row, badLine(number, line, "numbers after the name")
		}
	}
	for i, f := range from {
		v, ok := parseUint(field[f])
		if !ok {
			return row, badLine(number, line, "numbers after the name")
		}
		row.values[i] = v
	}
	row.values[2] = mulSaturating(row.values[2], sectorSize)
	row.values[3] = mulSaturating(row.values[3], sectorSize)
	return row, nil
}

// parseBlockStat reads /sys/block/*/stat and the like: the numbers of a line of
// /proc/diskstats, without its name.
func parseBlockStat(b []byte) (values diskCounters, err *ParseError) {
	var n [10]uint64
	for i, rest := 0, b; i < len(n); i++ {
		var field []byte
		field, rest = cutField(rest)
		v, ok := parseUint(field)
		if !ok {
			return values, badLine(1, trimSpace(b), "at least 10 numbers")
		}
		n[i] = v
	}
	return diskCounters{
		n[0], n[4], mulSaturating(n[2], sectorSize), mulSaturating(n[6], sectorSize), n[3], n[7], n[1], n[5], n[9],
	}, nil
}
