package nmapx

import (
	"math"
	"strconv"
	"time"
)

// absent has a bit for each attribute that the XML lacks, so that the view as a
// dictionary can tell None from an empty string. Values made by hand lack none.
type absent uint16

func (a absent) lacks(bit int) bool { return a>>bit&1 != 0 }

// odd keeps the texts of numbers that nmap would have written in another way, for
// the dictionary, whose numbers are texts. It is nil for all that nmap writes.
type odd []oddText

type oddText struct {
	bit           int
	text, instead string // what stood there, and what the number reads as
}

// text is that of a number: as it stood in the report, unless the number has been
// changed since.
func (o odd) text(bit int, number string) string {
	for _, t := range o {
		if t.bit == bit && t.instead == number {
			return t.text
		}
	}
	return number
}

// numbersOf reads numbers of one element.
type numbersOf struct {
	d      *decoder
	t      *token
	absent *absent
	odd    *odd
}

// int is an attribute that is a number; one that is not is 0.
func (n numbersOf) int(name string, bit int) int {
	v, ok := n.t.attr(name)
	if !ok {
		*n.absent |= 1 << bit
		return 0
	}
	i := digits(v)
	if !isDecimal(v) {
		n.keep(bit, v, strconv.Itoa(i))
	}
	return i
}

// pointer is an attribute that may be missing.
func (n numbersOf) pointer(name string, bit int) *int {
	if v, ok := n.t.attr(name); !ok || len(v) == 0 {
		return nil
	}
	return n.d.newInt(n.int(name, bit))
}

// seconds is an attribute of seconds with two decimals.
func (n numbersOf) seconds(name string, bit int) time.Duration {
	v, ok := n.t.attr(name)
	if !ok {
		*n.absent |= 1 << bit
		return 0
	}
	d := fractionOf(v, time.Second)
	if text := secondsText(d); string(v) != text {
		n.keep(bit, v, text)
	}
	return d
}

// wholeSeconds is an attribute of seconds; one of more than 292 years is 0.
func (n numbersOf) wholeSeconds(name string, bit int) time.Duration {
	i := n.int(name, bit)
	d := time.Duration(i) * time.Second
	if int(d/time.Second) != i {
		v, _ := n.t.attr(name)
		*n.odd, d = nil, 0
		n.keep(bit, v, "0")
	}
	return d
}

func (n numbersOf) keep(bit int, text []byte, instead string) {
	*n.odd = append(*n.odd, oddText{bit, string(text), instead})
}

// secondsText is how nmap writes a number of seconds.
func secondsText(d time.Duration) string { return strconv.FormatFloat(d.Seconds(), 'f', 2, 64) }

// isDecimal reports whether a number is written as nmap and this package write it.
func isDecimal(v []byte) bool {
	if len(v) == 0 || len(v) > 9 || v[0] == '0' && len(v) > 1 {
		return false
	}
	for _, c := range v {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// digits is a number, or 0.
func digits(v []byte) int {
	if isDecimal(v) {
		n := 0
		for _, c := range v {
			n = 10*n + int(c-'0')
		}
		return n
	}
	n, err := strconv.Atoi(string(v))
	if err != nil {
		return 0
	}
	return n
}

// fractionOf is a decimal number of some unit, or 0.
func fractionOf(v []byte, unit time.Duration) time.Duration {
	f, err := strconv.ParseFloat(string(v), 64)
	f *= float64(unit)
	if err != nil || !(math.Abs(f) < math.MaxInt64) {
		return 0
	}
	return time.Duration(math.Round(f))
}

// The attributes that the dictionary does not have.

func (d *decoder) int(t *token, name string) int {
	v, _ := t.attr(name)
	return digits(v)
}

func (d *decoder) optionalInt(t *token, name string) *int {
	v, _ := t.attr(name)
	if len(v) == 0 {
		return nil
	}
	n, err := strconv.Atoi(string(v))
	if err != nil {
		return nil
	}
	return d.newInt(n)
}

// newInt is a place of its own for a number, of many that are made at once.
func (d *decoder) newInt(n int) *int {
	const many = 256
	if len(d.ints) == cap(d.ints) {
		d.ints = make([]int, 0, many)
	}
	d.ints = append(d.ints, n)
	return &d.ints[len(d.ints)-1]
}

// time is an attribute of seconds since 1970, or the zero time.
func (d *decoder) time(t *token, name string) time.Time {
	v, _ := t.attr(name)
	n, err := strconv.ParseInt(string(v), 10, 64)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(n, 0)
}

func (d *decoder) duration(t *token, name string, unit time.Duration) time.Duration {
	v, _ := t.attr(name)
	return fractionOf(v, unit)
}
