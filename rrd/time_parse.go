package rrd

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// An atTime is an at-style time that has been read but not placed: relative
// ones wait for what they are relative to.
type atTime struct {
	base   atBase
	fields calendar // a date, or for a relative time what to add to one
	exact  bool     // seconds since 1970 were given: offsets keep their flag
	add    int64    // seconds to add in the end

	began int64    // the second that it begins with,
	shown calendar // and that on the calendar
}

// An atBase is what a time is relative to.
type atBase uint8

const (
	atAbsolute atBase = iota
	atStart
	atEnd
)

// An atToken is a piece of an at-style time.
type atToken struct {
	kind atKind
	text string // as it stands
	word string // in lower case
	num  int64
}

type atKind uint8

const (
	atEOF atKind = iota
	atNumber
	atWord
	atMark // one of : . + - /
)

// An atScanner cuts an at-style time into tokens, one ahead of the parser.
type atScanner struct {
	rest string
	tok  atToken
}

// next moves on to the next token. Any byte outside the alphabet ends the text.
func (s *atScanner) next() {
	s.rest = strings.TrimLeft(s.rest, " \t\n\v\f\r_,")
	n := 0
	switch {
	case s.rest == "":
		s.tok = atToken{}
		return
	case isDigit(s.rest[0]):
		for n < len(s.rest) && isDigit(s.rest[n]) {
			n++
		}
		s.tok = atToken{kind: atNumber, text: s.rest[:n]}
		s.tok.num, _ = strconv.ParseInt(s.tok.text, 10, 64)
	case isLetter(s.rest[0]):
		for n < len(s.rest) && isLetter(s.rest[n]) {
			n++
		}
		s.tok = atToken{kind: atWord, text: s.rest[:n], word: strings.ToLower(s.rest[:n])}
	case strings.IndexByte(":.+-/", s.rest[0]) >= 0:
		n = 1
		s.tok = atToken{kind: atMark, text: s.rest[:1]}
	default:
		s.tok = atToken{}
		return
	}
	s.rest = s.rest[n:]
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// is reports whether the token is the given mark.
func (s *atScanner) is(mark string) bool { return s.tok.kind == atMark && s.tok.text == mark }

// isSign reports whether the token begins an offset.
func (s *atScanner) isSign() bool { return s.is("+") || s.is("-") }

// left is the token and what follows it, for errors.
func (s *atScanner) left() string { return s.tok.text + s.rest }

func timeError(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf(format, args...)}
}

// atDigits is how many digits a number of a time may have: no useful time has
// more, and sums of such numbers do not overflow.
const atDigits = 15

// parseAt reads an at-style time. Times of day and dates are those of now's
// location.
func parseAt(text string, now time.Time) (*atTime, error) {
	p := &atParser{atScanner: atScanner{rest: text}, now: now}
	if err := p.digits(text); err != nil {
		return nil, err
	}
	p.begin(now)
	p.next()
	if err := p.reference(); err != nil {
		return nil, err
	}
	if p.isSign() {
		if err := p.offsets(); err != nil {
			return nil, err
		}
	}
	if p.tok.kind != atEOF {
		return nil, timeError("unparsable trailing text: '...%s'", p.left())
	}
	return &p.atTime, nil
}

// An atParser is the state of one parseAt.
type atParser struct {
	atScanner
	atTime
	now time.Time
}

// digits refuses numbers that no calendar holds.
func (p *atParser) digits(text string) error {
	run := 0
	for i := range len(text) {
		if !isDigit(text[i]) {
			run = 0
		} else if run++; run > atDigits {
			return timeError("number of more than %d digits in time: %s", atDigits, text)
		}
	}
	return nil
}

// hoursOfDay are the times of day that have names.
var hoursOfDay = map[string]int{"midnight": 0, "noon": 12, "teatime": 16}

// reference reads what stands before the offset.
func (p *atParser) reference() error {
	unparsable := timeError("unparsable time: %s", p.left())
	switch t := p.tok; t.kind {
	case atMark:
		if !p.isSign() {
			return unparsable
		}
		return nil
	case atNumber:
		return p.numeric()
	case atWord:
		if hour, ok := hoursOfDay[t.word]; ok {
			p.setClock(hour, 0)
			p.next()
			return p.day(false)
		}
		if _, ok := monthNames[t.word]; ok {
			if err := p.day(false); err != nil {
				return err
			}
			_, err := p.clock()
			return err
		}
		return p.relative(t.word, unparsable)
	}
	return unparsable
}

// relative reads now, start, end and epoch.
func (p *atParser) relative(word string, unparsable error) error {
	switch word {
	case "now", "n":
		if p.next(); p.tok.kind != atEOF && !p.isSign() {
			return timeError("if 'now' is followed by a token it must be +|- offset")
		}
		return nil
	case "start", "s":
		p.base, p.fields = atStart, calendar{}
	case "end", "e":
		p.base, p.fields = atEnd, calendar{}
	case "epoch":
		p.begin(time.Unix(0, 0).In(p.now.Location()))
	default:
		return unparsable
	}
	if p.next(); !p.isSign() {
		return timeError("'start' or 'end' MUST be followed by +|- offset")
	}
	return nil
}

// numeric reads a time that begins with a number: a time of day, a date, or
// either followed by the other.
func (p *atParser) numeric() error {
	hadClock, err := p.clock()
	if err != nil {
		return err
	}
	numericDate := p.tok.kind == atNumber && p.tok.num <= smallestEpoch
	if err := p.day(!hadClock); err != nil {
		return err
	}
	if numericDate && !hadClock {
		_, err = p.clock()
	}
	return err
}

func (p *atParser) setClock(hour, minute int) {
	p.fields.hour, p.fields.min, p.fields.sec = int64(hour), int64(minute), 0
	p.fields.dst = dstUnknown
}

// clock reads a time of day if there is one: a number of one or two digits that
// begins no date, as HH, HH:MM, each with am or pm.
func (p *atParser) clock() (bool, error) {
	if p.tok.kind != atNumber || len(p.tok.text) > 2 {
		return false, nil
	}
	before := p.atScanner
	hour, minute := p.tok.num, int64(0)
	p.next()
	switch {
	case p.is("/") || p.is("."):
		p.atScanner = before
		return false, nil
	case p.is(":"):
		p.next()
		if p.tok.kind != atNumber {
			return false, timeError("Parsing HH:MM syntax, expecting MM as number, got none")
		}
		if minute = p.tok.num; minute > 59 {
			return false, timeError("parsing HH:MM syntax, got MM = %d (>59!)", minute)
		}
		p.next()
	}
	if p.tok.word == "am" || p.tok.word == "pm" {
		if hour > 12 {
			return false, timeError("there cannot be more than 12 AM or PM hours")
		}
		hour %= 12
		if p.tok.word == "pm" {
			hour += 12
		}
		p.next()
	} else if hour > 23 {
		p.atScanner = before
		return false, nil
	}
	p.setClock(int(hour), int(minute))
	return true, nil
}

var monthNames = names("jan january", "feb february", "mar march", "apr april", "may may", "jun june", "jul july",
	"aug august", "sep september", "oct october", "nov november", "dec december")

var weekdayNames = names("sun sunday", "mon monday", "tue tuesday", "wed wednesday", "thu thursday", "fri friday", "sat saturday")

// names numbers words from 0; those of one string have one number.
func names(lists ...string) map[string]int {
	m := map[string]int{}
	for i, list := range lists {
		for _, name := range strings.Fields(list) {
			m[name] = i
		}
	}
	return m
}

// day reads a date if there is one. A date in numbers means its midnight where
// no time of day was given.
func (p *atParser) day(midnight bool) error {
	switch p.tok.kind {
	case atWord:
		return p.dayByName()
	case atNumber:
		if midnight {
			p.setClock(0, 0)
		}
		return p.dayByNumber()
	}
	return nil
}

func (p *atParser) dayByName() error {
	word := p.tok.word
	if month, ok := monthNames[word]; ok {
		p.next()
		if p.tok.kind != atNumber {
			return timeError("the day of the month should follow month name")
		}
		day := p.tok.num
		p.next()
		year, err := p.year()
		if err != nil {
			return err
		}
		p.fields.month, p.fields.day, p.fields.year, p.fields.dst = int64(month), day, year, dstUnknown
		return nil
	}
	p.fields.dst = dstUnknown
	if weekday, ok := weekdayNames[word]; ok {
		p.fields.day += int64(weekday) - int64(p.now.Weekday())
	} else if word == "yesterday" {
		p.fields.day--
	} else if word == "tomorrow" {
		p.fields.day++
	} else if word != "today" {
		return nil
	}
	p.next()
	return nil
}

// Numbers that are seconds since 1970, or a year, month and day in eight digits.
const (
	smallestEpoch = 315360000
	firstEight    = 19700101
	lastEight     = 24000101
)

func (p *atParser) dayByNumber() error {
	number := p.tok.num
	p.next()
	switch {
	case number > smallestEpoch:
		p.begin(time.Unix(number, 0).In(p.now.Location()))
		p.exact = true
		return nil
	case firstEight < number && number < lastEight:
		year, err := wholeYear(number / 10000)
		if err != nil {
			return err
		}
		return p.date(number%100, number/100%100, year)
	}
	first, second, mark := number, int64(0), p.tok.text
	year := p.fields.year
	if p.is("/") || p.is(".") {
		p.next()
		if p.tok.kind != atNumber {
			what := "day"
			if mark == "." {
				what = "month"
			}
			return timeError("there should be %s number after '%s'", what, mark)
		}
		second = p.tok.num
		p.next()
		if p.is(mark) {
			p.next()
			if p.tok.kind != atNumber {
				return timeError("there should be year number after '%s'", mark)
			}
			var err error
			if year, err = p.year(); err != nil {
				return err
			}
		}
	}
	if mark == "." && first <= 31 {
		return p.date(first, second, year)
	}
	return p.date(second, first, year)
}

// date sets a date whose month counts from 1.
func (p *atParser) date(day, month, year int64) error {
	if month < 1 || month > 12 {
		return timeError("did you really mean month %d?", month)
	}
	if day < 1 || day > 31 {
		return timeError("I'm afraid that %d is not a valid day of the month", day)
	}
	p.fields.day, p.fields.month, p.fields.year, p.fields.dst = day, month-1, year, dstUnknown
	return nil
}

// year reads a year if there is one, else it is this year.
func (p *atParser) year() (int64, error) {
	if p.tok.kind != atNumber {
		return p.fields.year, nil
	}
	year, err := wholeYear(p.tok.num)
	if err == nil {
		p.next()
	}
	return year, err
}

// wholeYear is the year that a number means: two digits are of 1970 to 2037.
// Numbers up to 138 are taken as years after 1900, as librrd does.
func wholeYear(n int64) (int64, error) {
	year := n
	switch {
	case n > 138:
		if n <= 1970 {
			return 0, timeError("invalid year %d (should be either 00-99 or >1900)", n)
		}
	case n < 38:
		year += 2000
	default:
		year += 1900
	}
	if year < 1970 {
		return 0, timeError("won't handle dates before epoch (01/01/1970), sorry")
	}
	return year, nil
}
