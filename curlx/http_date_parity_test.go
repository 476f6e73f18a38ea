package curlx

import (
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// getdatePy asks libcurl for the time of a text; -1 where it is none.
const getdatePy = `
import ctypes, pycurl
_lib = ctypes.CDLL("libcurl-gnutls.so.4" if "GnuTLS" in pycurl.version else "libcurl.so.4")
_lib.curl_getdate.restype = ctypes.c_long
_lib.curl_getdate.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
def getdate(text):
    return _lib.curl_getdate(text.encode(), None)
`

// randomDate is a text that is a date, or nearly one.
func randomDate(r *rand.Rand) string {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	day := pick("1", "06", "6", "15", "31", "30", "29", "28", "0", "32", "00", "001", "x")
	month := pick("Jan", "feb", "MAR", "Apr", "may", "June", "jul", "August", "Sep", "Octo", "Nov", "dec", "Foo", "1", "12")
	year := pick("1994", "2026", "94", "69", "70", "03", "1970", "1969", "1583", "2038", "9999", "10000", "4")
	clock := pick("08:49:37", "8:49", "00:00:00", "23:59:60", "24:00:00", "8:4:7", "12:60:00", "12:00:61", "12", "1:2:3:4", "08:49:37x", "008:49:37")
	zone := pick("GMT", "UTC", "EST", "MET", "Z", "CEST", "PDT", "+0100", "-0830", "+01", "NOPE", "", "", "gmt", "A")
	week := pick("Sun, ", "sunday, ", "Sunday ", "Mon, ", "Foo, ", "")
	var text string
	switch r.IntN(7) {
	case 0, 1:
		text = week + day + " " + month + " " + year + " " + clock + " " + zone
	case 2:
		text = week + day + "-" + month + "-" + year + " " + clock + " " + zone
	case 3:
		text = strings.Trim(week, ", ") + " " + month + " " + day + " " + clock + " " + year + " " + zone
	case 4:
		text = clock + " " + month + " " + day + " " + year
	case 5:
		text = pick("19940115", "20261131", "1994015", "199401155") + " " + clock + " " + zone
	case 6:
		parts := []string{week, day, month, year, clock, zone}
		r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
		text = strings.Join(parts[:2+r.IntN(5)], pick(" ", "  ", "-", "/"))
	}
	return text
}

// Dates are read as libcurl reads them.
func TestParityDates(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(getdatePy)
	r := original.Rand(t)
	texts := []string{
		"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994", "06 Nov 1994 08:49:37 GMT", "Nov  6 08:49:37 1994",
		"06 Nov 1994 08:49:37", "1994 Nov 6 08:49:37", "Sun, 12 Sep 2004 15:05:58 -0700", "20040912 15:05:58", "20040911 +0200", "Thu, 01-Jan-1970 00:59:58 GMT",
		"", "GMT", "08:49:37", "Nov", "6", "6 Nov", "Nov 1994", "6 1994", "6 Nov 1994", "Tue Oct 13 10:00:00 CEST 2015",
	}
	names := slices.Collect(maps.Keys(zones))
	for c := 'a'; c <= 'z'; c++ {
		names = append(names, string(c))
	}
	for _, zone := range append(names, "IST", "MSK", "AEST", "AKST", "SST", "CEDT", "WEST", "EEST", "NST", "BDST", "HKT", "SGT", "PKT", "+1400", "-1400", "+1401", "+0530", "-530", "+05:30") {
		texts = append(texts, "6 Nov 1994 08:49:37 "+zone, "Sun Nov 6 08:49:37 "+strings.ToUpper(zone)+" 1994")
	}
	for range original.Rounds(t, 1000) {
		texts = append(texts, randomDate(r))
	}
	for _, text := range texts {
		theirs := py.Value("getdate", text).(int64)
		ours := int64(-1)
		if at, ok := parseDate(text); ok {
			ours = at.Unix()
		}
		if ours != theirs {
			t.Errorf("%q is %d, libcurl says %d", text, ours, theirs)
		}
	}
}
