package confobj

import (
	"strings"
	"unicode/utf8"
)

// A scanned value is a single one or a list, and the comment after it.
type scanned struct {
	single  string
	list    []string
	isList  bool
	comment string // from # on
}

// scanValue reads what follows "key = " on a line, lists and all. When it
// cannot, at is the index where it gave up.
func scanValue(s string) (v scanned, at int, ok bool) {
	for i := 0; ; {
		done, clear := v.item(s, &i)
		if !clear {
			return scanTangled(s)
		}
		if done {
			return v, 0, true
		}
	}
}

// item reads one item of a plain value: one that can be read in one way only.
// clear is false when it is not plain.
func (v *scanned) item(s string, i *int) (done, clear bool) {
	start := *i
	if start == len(s) || s[start] == '#' {
		// The end after a comma; or an empty value, which is the empty string.
		v.comment = s[start:]
		return true, true
	}
	end := 0
	switch q := s[start]; q {
	case ',':
		return false, false
	case '"', '\'':
		close := strings.IndexByte(s[start+1:], q)
		if close < 0 {
			return false, false
		}
		end = start + 1 + close + 1
		next := skipSpace(s, end)
		if next < len(s) && s[next] == ',' {
			v.add(s[start+1:end-1], s)
			*i = skipSpace(s, next+1)
			return false, plainAfterComma(s, *i)
		}
		// Were a comma to follow, the quotes might close further on.
		if next < len(s) && (s[next] != '#' || strings.IndexByte(s[next:], ',') >= 0) {
			return false, false
		}
		v.last(s[start+1:end-1], s[next:])
		return true, true
	}
	stop := start
	for stop < len(s) && s[stop] != ',' && s[stop] != '#' {
		stop++
	}
	if stop == len(s) {
		v.last(s[start:trimRight(s, start, len(s))], "")
		return true, true
	}
	text := s[start:trimRight(s, start, stop)]
	if s[stop] == '#' {
		v.last(text, s[stop:])
		return true, true
	}
	v.add(text, s)
	*i = skipSpace(s, stop+1)
	return false, plainAfterComma(s, *i)
}

// plainAfterComma reports whether what stands after a comma is not another one.
func plainAfterComma(s string, i int) bool { return i == len(s) || s[i] != ',' }

func (v *scanned) add(item, s string) {
	if !v.isList {
		v.isList = true
		v.list = make([]string, 0, min(strings.Count(s, ",")+1, 1<<16))
	}
	v.list = append(v.list, item)
}

func (v *scanned) last(item, comment string) {
	if v.isList {
		v.list = append(v.list, item)
	} else {
		v.single = item
	}
	v.comment = comment
}

// scanBare reads a value where lists are switched off: quotes stay.
func scanBare(s string) (v scanned, at int, ok bool) {
	if s == "" {
		return v, 0, true
	}
	if q := s[0]; q == '"' || q == '\'' {
		for end := 1; ; end++ {
			next := strings.IndexByte(s[end:], q)
			if next < 0 {
				return v, len(s), false
			}
			end += next
			if after := skipSpace(s, end+1); after == len(s) || s[after] == '#' {
				v.single, v.comment = s[:end+1], s[after:]
				return v, 0, true
			}
		}
	}
	_, size := utf8.DecodeRuneInString(s)
	if s[0] == '#' {
		size = 0
	}
	stop := strings.IndexByte(s[size:], '#')
	if stop < 0 {
		stop = len(s)
	} else {
		stop += size
	}
	v.single, v.comment = s[:trimRight(s, size, stop)], s[stop:]
	return v, 0, true
}
