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

// zones are the names that mail still carries, in hours and minutes.
var zones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0, "AST": -400, "ADT": -300, "EST": -500, "EDT": -400, "CST": -600, "CDT": -500,
	"MST": -700, "MDT": -600, "PST": -800, "PDT": -700,
}

// ParseDate reads a time as headers hold it, in the forms of RFC 5322 and older ones:
// parsedate_to_datetime. Without a zone, or with "-0000", it is universal time.
// Errors: ErrValue.
func ParseDate(text string) (time.Time, error) {
	t, _, err := parseDate(text)
	return t, err
}

// parseDate reads a time, and tells whether its zone is not told.
func parseDate(text string) (at time.Time, noZone bool, err error) {
	bad := func(reason string) (time.Time, bool, error) {
		return time.Time{}, false, &Error{Kind: ErrValue, Op: "date", Input: text, Reason: reason}
	}
	words := dateWords(text)
	if len(words) < 5 {
		if bare := dropComments(text); bare != text {
			return parseDate(bare)
		}
		return bad("expected a day, a month, a year and a time")
	}
	dayWord, monthWord, yearWord, clockWord, zoneWord := words[0], words[1], words[2], words[3], words[4]
	if month(monthWord) == 0 {
		dayWord, monthWord = monthWord, dayWord
	}
	if strings.IndexByte(yearWord, ':') > 0 {
		yearWord, clockWord = clockWord, yearWord
	}
	yearWord = strings.TrimSuffix(yearWord, ",")
	if yearWord == "" || yearWord[0] < '0' || yearWord[0] > '9' {
		yearWord, zoneWord = zoneWord, yearWord
	}
	day, err := dateNumber(strings.TrimSuffix(dayWord, ","))
	mon := month(monthWord)
	year, yerr := dateNumber(yearWord)
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
	clockWord = strings.TrimSuffix(clockWord, ",")
	parts := strings.Split(clockWord, ":")
	if len(parts) == 1 {
		parts = strings.Split(clockWord, ".")
	}
	if len(parts) < 2 || len(parts) > 3 {
		return bad("expected a time such as 15:04:05")
	}
	for i, p := range parts {
		if clock[i], err = dateNumber(p); err != nil || clock[i] < 0 {
			return bad("expected a time such as 15:04:05")
		}
	}
	if clock[0] > 23 || clock[1] > 59 || clock[2] > 59 || day > 31 {
		return bad("there is no such time")
	}
	zone := time.UTC
	noZone = true
	if offset, ok := zoneOffset(zoneWord); ok {
		if offset <= -24*3600 || offset >= 24*3600 {
			return bad("there is no such zone")
		}
		noZone = offset == 0 && zoneWord[0] == '-'
		if offset != 0 {
			zone = time.FixedZone("", offset)
		}
	}
	t := time.Date(year, time.Month(mon), day, clock[0], clock[1], clock[2], 0, zone)
	if t.Day() != day || year == 0 {
		return bad("there is no such day")
	}
	return t, noZone, nil
}

// dateWords are day, month, year, time and zone, in any of the orders that mail has
// them in. The day of the week is left out, a zone that is not there is "".
func dateWords(text string) []string {
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil
	}
	if strings.HasSuffix(words[0], ",") || weekday(words[0]) {
		words = words[1:]
	} else if i := strings.LastIndexByte(words[0], ','); i >= 0 {
		words[0] = words[0][i+1:]
	}
	if len(words) == 3 {
		if parts := strings.Split(words[0], "-"); len(parts) == 3 {
			words = append(parts, words[1:]...)
		}
	}
	if len(words) == 4 {
		clock := words[3]
		at := strings.IndexByte(clock, '+')
		if at < 0 {
			at = strings.IndexByte(clock, '-')
		}
		if at > 0 {
			words = append(words[:3], clock[:at], clock[at:])
		} else {
			words = append(words, "")
		}
	}
	return words
}

// mostDateNumber is longer than any number in a date.
const mostDateNumber = 10

func dateNumber(s string) (int, error) {
	if len(s) > mostDateNumber {
		return 0, strconv.ErrRange
	}
	return strconv.Atoi(s)
}

func zoneOffset(s string) (seconds int, ok bool) {
	hhmm, named := zones[strings.ToUpper(s)]
	if !named {
		n, err := dateNumber(s)
		if err != nil {
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

var longMonths = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// month is the number of a month by its English name or the first three letters of
// it, 0 for no month.
func month(s string) int {
	s = strings.ToLower(s)
	for i, m := range longMonths {
		if s == m || s == m[:3] {
			return i + 1
		}
	}
	return 0
}

func weekday(s string) bool {
	switch strings.ToLower(s) {
	case "mon", "tue", "wed", "thu", "fri", "sat", "sun":
		return true
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
