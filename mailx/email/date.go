package email

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"
)

// DateOptions for [FormatDate]. The zero value, or nil, is Python's: universal time
// of a place that is not told, "-0000".
type DateOptions struct {
	LocalTime bool // the time of t's own zone, with its offset
	UseGMT    bool // "GMT", as HTTP wants it
}

// FormatDate writes a time as a header holds it: formatdate.
func FormatDate(t time.Time, opts *DateOptions) string {
	o := DateOptions{}
	if opts != nil {
		o = *opts
	}
	zone := "-0000"
	switch {
	case o.LocalTime:
		zone = t.Format("-0700")
	default:
		t = t.UTC()
		if o.UseGMT {
			zone = "GMT"
		}
	}
	return t.Format("Mon, 02 Jan 2006 15:04:05 ") + zone
}

// FormatDateTime writes a time with the offset of its zone: format_datetime.
func FormatDateTime(t time.Time) string { return FormatDate(t, &DateOptions{LocalTime: true}) }

var months = []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}

// zones are the names that mail still carries, in hours and minutes.
var zones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "AST": -400, "ADT": -300, "EST": -500, "EDT": -400, "CST": -600, "CDT": -500,
	"MST": -700, "MDT": -600, "PST": -800, "PDT": -700,
}

// ParseDate reads a time as headers hold it, in the forms of RFC 5322 and older ones:
// parsedate_to_datetime. Without a zone, or with "-0000", it is universal time.
// Errors: ErrValue.
func ParseDate(text string) (time.Time, error) {
	bad := func(reason string) (time.Time, error) {
		return time.Time{}, &Error{Kind: ErrValue, Op: "date", Input: text, Reason: reason}
	}
	var words []string
	for _, w := range strings.Fields(dropComments(text)) {
		if day, rest, ok := strings.Cut(w, ","); ok && weekday(day) {
			w = rest
		}
		if w == "" || strings.HasSuffix(w, ",") || weekday(w) && len(words) == 0 {
			continue // the day of the week
		}
		if parts := strings.Split(w, "-"); len(parts) == 3 && len(words) == 0 {
			words = append(words, parts...)
			continue
		}
		words = append(words, w)
	}
	if len(words) < 4 {
		return bad("expected a day, a month, a year and a time")
	}
	if month(words[0]) > 0 {
		// asctime: the year is last, or before the zone.
		words[0], words[1] = words[1], words[0]
		if len(words) >= 4 && strings.Contains(words[2], ":") {
			words[2], words[3] = words[3], words[2]
		}
	}
	day, err := strconv.Atoi(words[0])
	mon := month(words[1])
	year, yerr := strconv.Atoi(strings.TrimSuffix(words[2], ","))
	if err != nil || yerr != nil || mon == 0 || day < 1 || year < 0 {
		return bad("expected a day, a month and a year")
	}
	switch {
	case year < 69:
		year += 2000
	case year < 100:
		year += 1900
	}
	if year > 9999 {
		return bad("the year is beyond 9999")
	}
	var clock [3]int
	parts := strings.Split(words[3], ":")
	if len(parts) == 1 {
		parts = strings.Split(words[3], ".")
	}
	if len(parts) < 2 || len(parts) > 3 {
		return bad("expected a time such as 15:04:05")
	}
	for i, p := range parts {
		if clock[i], err = strconv.Atoi(p); err != nil || clock[i] < 0 {
			return bad("expected a time such as 15:04:05")
		}
	}
	if clock[0] > 23 || clock[1] > 59 || clock[2] > 60 || day > 31 {
		return bad("there is no such time")
	}
	zone := time.UTC
	if len(words) > 4 {
		offset, ok := zoneOffset(words[4])
		if ok && offset != 0 {
			zone = time.FixedZone("", offset)
		}
	}
	t := time.Date(year, time.Month(mon), day, clock[0], clock[1], clock[2], 0, zone)
	if t.Day() != day && clock[2] < 60 {
		return bad("there is no such day")
	}
	return t, nil
}

func zoneOffset(s string) (seconds int, ok bool) {
	hhmm, named := zones[strings.ToUpper(s)]
	if !named {
		n, err := strconv.Atoi(s)
		if err != nil || n < -9999 || n > 9999 {
			return 0, false
		}
		hhmm = n
	}
	return hhmm/100*3600 + hhmm%100*60, true
}

// dropComments takes what stands in parentheses out.
func dropComments(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(':
			depth++
			return -1
		case ')':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}

func month(s string) int {
	s = strings.ToLower(strings.TrimSuffix(s, "."))
	for i, m := range months {
		if len(s) >= 3 && strings.HasPrefix(s, m) {
			return i + 1
		}
	}
	return 0
}

func weekday(s string) bool {
	s = strings.ToLower(strings.TrimSuffix(s, ","))
	for _, d := range []string{"mon", "tue", "wed", "thu", "fri", "sat", "sun"} {
		if len(s) >= 3 && strings.HasPrefix(s, d) && len(s) <= len("wednesday") {
			return true
		}
	}
	return false
}

// MakeMsgID makes the id of a message, which no other message has: make_msgid. idString
// becomes a part of it, "" for none; domain follows the "@", "" for the name of this
// machine. Errors: ErrValue.
func MakeMsgID(idString, domain string) (string, error) {
	if domain == "" {
		domain, _ = os.Hostname()
		if domain == "" {
			domain = "localhost"
		}
	}
	var random [8]byte
	rand.Read(random[:])
	if idString != "" {
		idString = "." + idString
	}
	id := fmt.Sprintf("<%d.%d.%d%s@%s>", time.Now().UnixMilli()/10, os.Getpid(), binary.BigEndian.Uint64(random[:]), idString, domain)
	if strings.ContainsAny(id[1:len(id)-1], " \t\r\n\x00<>()") || !ascii(id) {
		return "", &Error{Kind: ErrValue, Op: "msgid", Input: id, Reason: "holds what no message id may"}
	}
	return id, nil
}
