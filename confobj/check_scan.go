package confobj

import (
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A checkText is what stands between the brackets of a check: parameters with
// commas between them, each a value, name=value or name=list(values). Quoted
// text ends with the first quote after which the text can go on, whatever quotes
// it holds before that; bare text ends as soon as it can.
//
// A method that reads something at a place returns where that ends, and -1 if it
// is not there.
type checkText struct {
	text   string
	failed [3]failures // of each role

	// hopeless are the places from which a list was not read to its end.
	hopeless map[int]bool
}

// A role is what a text is read as: where it may end depends on that.
type role int

const (
	asValue  role = iota
	asMember      // of a list, with a comma behind it
	asLast        // of a list, with its bracket behind it
)

// failures tell from where a text of a role is known to have no good end, so
// that nothing is tried twice: the end of a text does not depend on its start.
type failures struct {
	double, single   int // quoted text, from here on; 0 for none
	bareFrom, bareTo int // bare text that starts between these
}

// parameter reads a parameter, and then what parts it from the next, which
// begins at next.
func (t *checkText) parameter(at int) (stop, next int) {
	value, named := t.assigned(at)
	if named {
		if open := t.openList(value); open >= 0 {
			if stop := t.list(open, func(stop int) bool { return t.behind(stop) >= 0 }); stop >= 0 {
				return stop, t.behind(stop)
			}
		}
	}
	if stop, next := t.value(at); next >= 0 || !named {
		return stop, next
	}
	return t.value(value)
}

// assigned reads a name and the equals sign behind it.
func (t *checkText) assigned(at int) (value int, ok bool) {
	stop := t.word(at)
	if stop < 0 {
		return at, false
	}
	stop = t.blanks(stop)
	if stop == len(t.text) || t.text[stop] != '=' {
		return at, false
	}
	return t.blanks(stop + 1), true
}

// word reads a name as programs have them, of ASCII.
func (t *checkText) word(at int) int {
	stop := at
	for stop < len(t.text) {
		c := t.text[stop]
		letter := c == '_' || 'a' <= c|0x20 && c|0x20 <= 'z'
		if !letter && (stop == at || c < '0' || '9' < c) {
			break
		}
		stop++
	}
	if stop == at {
		return -1
	}
	return stop
}

// value reads quoted or bare text, and what parts it from the next.
func (t *checkText) value(at int) (stop, next int) {
	next = -1
	stop = t.read(asValue, at, func(stop int) bool {
		next = t.behind(stop)
		return next >= 0
	})
	return stop, next
}

// read reads a text up to the first place that is a good end.
func (t *checkText) read(as role, at int, good func(stop int) bool) int {
	if at == len(t.text) {
		return -1
	}
	failed := &t.failed[as]
	switch t.text[at] {
	case '"':
		return t.quoted(at, &failed.double, good)
	case '\'':
		return t.quoted(at, &failed.single, good)
	}
	never := ",="
	if as != asValue {
		never = ",)"
	}
	first, size := utf8.DecodeRuneInString(t.text[at:])
	if pytext.IsSpace(first) || strings.IndexByte(never, t.text[at]) >= 0 || failed.bareFrom <= at && at < failed.bareTo {
		return -1
	}
	stop := at + size
	for !good(stop) {
		if stop == len(t.text) || strings.IndexByte(never, t.text[stop]) >= 0 {
			failed.bareFrom, failed.bareTo = at, stop
			return -1
		}
		stop++
	}
	return stop
}

func (t *checkText) quoted(at int, failed *int, good func(stop int) bool) int {
	quote := t.text[at]
	for stop := at + 1; stop < len(t.text) && (*failed == 0 || stop < *failed); stop++ {
		if t.text[stop] == quote && good(stop+1) {
			return stop + 1
		}
	}
	if *failed == 0 || at+1 < *failed {
		*failed = at + 1
	}
	return -1
}

// openList reads "list(".
func (t *checkText) openList(at int) int {
	if strings.HasPrefix(t.text[at:], "list(") {
		return at + len("list(")
	}
	return -1
}

// listBody is what the brackets of a list at this place hold.
func (t *checkText) listBody(at int) (body string, ok bool) {
	open := t.openList(at)
	if open < 0 {
		return "", false
	}
	stop := t.list(open, func(int) bool { return true })
	if stop < 0 {
		return "", false
	}
	return t.text[open : stop-1], true
}

// list reads members up to a closing bracket behind which may stand what stands
// there. As many commas as possible are between members, not within them.
func (t *checkText) list(at int, may func(stop int) bool) int {
	if t.hopeless[at] {
		return -1
	}
	end := -1
	if t.read(asMember, t.blanks(at), func(stop int) bool {
		if comma := t.blanks(stop); comma < len(t.text) && t.text[comma] == ',' {
			end = t.list(t.blanks(comma+1), may)
		}
		return end >= 0
	}) >= 0 {
		return end
	}
	closes := func(at int) bool { return at < len(t.text) && t.text[at] == ')' && may(at+1) }
	if stop := t.read(asLast, at, closes); stop >= 0 {
		return stop + 1
	}
	if closes(at) {
		return at + 1
	}
	if t.hopeless == nil {
		t.hopeless = map[int]bool{}
	}
	t.hopeless[at] = true
	return -1
}

// behind reads what parts a parameter from the next one: a comma, or the end.
func (t *checkText) behind(at int) int {
	at = t.blanks(at)
	switch {
	case at == len(t.text):
		return at
	case t.text[at] == ',':
		return t.blanks(at + 1)
	}
	return -1
}

func (t *checkText) blanks(at int) int { return skipSpace(t.text, at) }

// after is the place behind the character at this one.
func (t *checkText) after(at int) int {
	_, size := utf8.DecodeRuneInString(t.text[at:])
	return at + size
}
