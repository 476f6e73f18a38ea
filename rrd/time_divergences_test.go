package rrd_test

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

var (
	dateWithoutYear = regexp.MustCompile(`^([ _,]*[0-9:]+(?: ?[ap]m)?[ _,]+|[ _,]*)([0-9]{1,2})([./])([0-9]{1,2})($|[^0-9./])`)
	monthAfterClock = regexp.MustCompile(`(?i)^([ _,]*[0-9:]+(?: ?[ap]m)?[ _,]*(?:jan|february|mar|dec)[ _,]*[0-9]+)([ _,]*)($|[^0-9 _,])`)
	dateThenSign    = regexp.MustCompile(`^[ _,]*([0-9]{8}|[0-9]+[./][0-9]+[./][0-9]+)[ _,]*[-+:./A-Za-z]`)
	atPieces        = regexp.MustCompile(`[0-9]+|[A-Za-z]+|.`)
)

// timeDivergences are where librrd misreads a time. What is owed is what it says
// itself to the same time in words that it reads well.
func timeDivergences(py *original.Python, now time.Time) []original.Divergence {
	inOtherWords := func(rewrite func(string) string) func(original.Call, original.Result) (original.Result, bool) {
		return func(c original.Call, theirs original.Result) (original.Result, bool) {
			other := healed(c, func(s string) string { return s })
			changed := healed(c, rewrite)
			if fmt.Sprint(other.Args) == fmt.Sprint(changed.Args) {
				return theirs, false
			}
			all := healed(c, func(s string) string {
				return nameSeconds(giveClock(giveYear(s, now)))
			})
			owed := py.Batch([]original.Call{all})[0]
			if owed.Err != nil && theirs.Err != nil {
				return original.Result{Err: &original.Exception{Class: "RRDError", Message: anyWords}}, true
			}
			return owed, true
		}
	}
	times := func(start, end string) original.Call {
		return original.Call{Func: "times", Args: []any{start, end}}
	}
	return []original.Divergence{{
		Name: "date without a year", Why: "in a time that begins with a number librrd has it in the year 30000; its manual says the year may be left out",
		Example: times("12:00 3/4", "now"),
		Theirs:  []any{int64(884546827200), int64(1795896000)}, Ours: []any{int64(1772625600), int64(1795896000)},
		Share:  0.2,
		Expect: inOtherWords(func(s string) string { return giveYear(s, now) }),
	}, {
		Name: "sign after a date in numbers", Why: "librrd looks for a time of day there and loses the sign",
		Example: times("20251026-1d", "now"),
		Theirs:  &original.Exception{Class: "RRDError", Message: "start time: unparsable trailing text: '...1d'"},
		Ours:    []any{int64(1761350400), int64(1795896000)},
		Share:   0.1,
		Expect:  inOtherWords(giveClock),
	}, {
		Name: "number without a unit", Why: "librrd takes the next sign or number for its unit",
		Example: times("-36+12", "now"),
		Theirs:  []any{int64(1795895952), int64(1795896000)}, Ours: []any{int64(1795895976), int64(1795896000)},
		Share:  0.2,
		Expect: inOtherWords(nameSeconds),
	}, {
		Name: "epoch", Why: "librrd 1.7.2 counts from 1900; later versions from 1970",
		Example: times("epoch+1000000000", "now"),
		Theirs:  []any{int64(-1209075200), int64(1795896000)}, Ours: []any{int64(1000000000), int64(1795896000)},
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if c.Args[0] != "epoch+1000000000" {
				return theirs, false
			}
			return original.Result{Value: []any{int64(1000000000), theirs.Value.([]any)[1]}}, true
		},
	}}
}

// anyWords is the message of an error whose place differs with the words that
// the time is given in.
const anyWords = "any"

func healed(c original.Call, rewrite func(string) string) original.Call {
	return original.Call{Func: c.Func, Args: []any{rewrite(c.Args[0].(string)), rewrite(c.Args[1].(string))}}
}

// giveYear adds this year to a date that has none.
func giveYear(s string, now time.Time) string {
	s = dateWithoutYear.ReplaceAllString(s, fmt.Sprintf("${1}${2}${3}${4}${3}%d${5}", now.Year()))
	return monthAfterClock.ReplaceAllString(s, fmt.Sprintf("${1} %d${2}${3}", now.Year()))
}

// giveClock adds midnight to a date in numbers that an offset follows.
func giveClock(s string) string {
	if dateThenSign.MatchString(s) {
		return "00:00 " + s
	}
	return s
}

// nameSeconds adds a unit that librrd does not know, and takes for seconds, to
// numbers of an offset that have none.
func nameSeconds(s string) string {
	pieces := atPieces.FindAllString(s, -1)
	var out strings.Builder
	inOffset := false
	for i, p := range pieces {
		out.WriteString(p)
		if p == "+" || p == "-" {
			inOffset = true
		}
		if !inOffset || p[0] < '0' || p[0] > '9' {
			continue
		}
		next := i + 1
		for next < len(pieces) && strings.Contains(" _,", pieces[next]) {
			next++
		}
		if next < len(pieces) && strings.Contains("+-0123456789", pieces[next][:1]) {
			out.WriteString("x")
		}
	}
	return out.String()
}
