package confobj

import "github.com/pyops-go/pyops/internal/pytext"

// A tangle is a value that can be read in more than one way: quotes within
// quotes, commas that follow each other, signs out of place. The original tries
// the readings one after another, in time that doubles with each item; here a
// walk from the end notes for every place whether a reading from there reaches
// the end, and a walk from the start takes the first that does.
//
// The readings, in the order of preference: as many items as there are, each
// followed by a comma; then perhaps a last one. An item is quoted and ends with
// the first quote that works, or is bare and as short as works. White space
// before a comma belongs to nothing; behind one it may begin a bare item.
type tangle struct {
	text    string
	s       []rune
	offsets []int32 // where each of s begins in text, and where text ends

	comma []int32 // first comma at or after i with nothing but white space before it, or -1
	ends  []bool  // from i there is nothing but white space and perhaps a comment

	next  []int32    // where the reading goes on after the comma at i, or -1
	after [2][]int32 // the first quote after i, of each kind, behind which an item may end
	quits [2][]int32 // the first quote after i, of each kind, behind which the value may end
	bare  []int32    // where a bare item that goes through i may end, or -1
	halt  []int32    // where a bare last item that goes through i may end, or -1
}

var quotes = [2]rune{'"', '\''}

func quoteKind(r rune) int {
	switch r {
	case '"':
		return 0
	case '\'':
		return 1
	}
	return -1
}

func newTangle(text string) *tangle {
	t := &tangle{text: text, s: []rune(text)}
	n := len(t.s)
	numbers := make([]int32, 9*(n+2))
	take := func() []int32 {
		part := numbers[: n+2 : n+2]
		numbers = numbers[n+2:]
		return part
	}
	t.comma, t.next, t.bare, t.halt = take(), take(), take(), take()
	for k := range quotes {
		t.after[k], t.quits[k] = take(), take()
	}
	t.offsets = take()[:0]
	for at := range text {
		t.offsets = append(t.offsets, int32(at))
	}
	t.offsets = append(t.offsets, int32(len(text)))
	t.ends = make([]bool, n+2)
	t.comma[n], t.next[n], t.bare[n], t.halt[n], t.ends[n] = -1, -1, -1, int32(n), true
	for k := range quotes {
		t.after[k][n], t.quits[k][n] = -1, -1
	}
	for i := n - 1; i >= 0; i-- {
		t.look(i)
	}
	return t
}

// cut is the text of the places from i to before j. A byte that is no character is
// a place of its own, and stays what it is.
func (t *tangle) cut(i, j int) string { return t.text[t.offsets[i]:t.offsets[j]] }

// look notes everything about place i once all places behind it are known.
func (t *tangle) look(i int) {
	r := t.s[i]
	blank := pytext.IsSpace(r)
	t.comma[i] = -1
	switch {
	case r == ',':
		t.comma[i] = int32(i)
	case blank:
		t.comma[i] = t.comma[i+1]
	}
	t.ends[i] = r == '#' || blank && t.ends[i+1]

	t.next[i] = -1
	if r == ',' {
		resume := i + 1
		for resume < len(t.s) && pytext.IsSpace(t.s[resume]) {
			resume++
		}
		for ; resume > i; resume-- {
			if t.reads(resume) {
				t.next[i] = int32(resume)
				break
			}
		}
	}
	for k, q := range quotes {
		t.after[k][i], t.quits[k][i] = t.after[k][i+1], t.quits[k][i+1]
		if i+1 < len(t.s) && t.s[i+1] == q {
			if t.passes(i + 2) {
				t.after[k][i] = int32(i + 1)
			}
			if t.ends[i+2] {
				t.quits[k][i] = int32(i + 1)
			}
		}
	}
	t.bare[i] = -1
	if t.passes(i) {
		t.bare[i] = int32(i)
	} else if r != ',' && r != '#' {
		t.bare[i] = t.bare[i+1]
	}
	t.halt[i] = -1
	if t.ends[i] {
		t.halt[i] = int32(i)
	} else if r != ',' {
		t.halt[i] = t.halt[i+1]
	}
}

// passes reports whether an item may end before i: a comma follows, and behind
// it the reading goes on.
func (t *tangle) passes(i int) bool {
	return i < len(t.s) && t.comma[i] >= 0 && t.next[t.comma[i]] >= 0
}

// reads reports whether there is a reading of all from i on.
func (t *tangle) reads(i int) bool {
	if _, ok := t.item(i); ok {
		return true
	}
	_, _, ok := t.tail(i)
	return ok
}

// item is where an item that begins at i and has a comma after it ends.
func (t *tangle) item(i int) (end int, ok bool) {
	if i >= len(t.s) {
		return 0, false
	}
	if k := quoteKind(t.s[i]); k >= 0 {
		q := t.after[k][i]
		return int(q) + 1, q >= 0
	}
	if r := t.s[i]; r == ',' || r == '#' {
		return 0, false
	}
	e := t.bare[i+1]
	return int(e), e >= 0
}

// tail is where a last item that begins at i ends. There may be none: missing
// tells that apart from one that is empty.
func (t *tangle) tail(i int) (end int, missing, ok bool) {
	if i < len(t.s) {
		k := quoteKind(t.s[i])
		switch r := t.s[i]; {
		case k >= 0:
			if q := t.quits[k][i]; q >= 0 {
				return int(q) + 1, false, true
			}
		case r != ',' && r != '#' && !pytext.IsSpace(r):
			if e := t.halt[i+1]; e >= 0 {
				return int(e), false, true
			}
		}
	}
	return i, i > 0 && t.s[i-1] == ',', t.ends[i]
}

// scanTangled is scanValue for a value that is not plain.
func scanTangled(text string) (v scanned, at int, ok bool) {
	t := newTangle(text)
	if !t.reads(0) {
		if len(t.s) > 0 && t.s[0] == ',' && t.ends[1] {
			v.isList, v.list, v.comment = true, []string{}, t.comment(1)
			return v, 0, true
		}
		return v, t.stuck(), false
	}
	i := 0
	for {
		end, more := t.item(i)
		if !more {
			break
		}
		i = int(t.next[t.comma[end]])
	}
	end, missing, _ := t.tail(i)
	v.comment = t.comment(end)
	single := t.cut(i, end)
	if i == 0 {
		v.single, _ = unquote(single)
		return v, 0, true
	}
	v.isList = true
	if v.list, ok = t.members(i); !ok {
		return scanned{}, 0, false
	}
	if !missing && single != "" {
		last, _ := unquote(single)
		v.list = append(v.list, last)
	}
	return v, 0, true
}

func (t *tangle) comment(i int) string {
	for i < len(t.s) && pytext.IsSpace(t.s[i]) {
		i++
	}
	return t.cut(i, len(t.s))
}

// members cuts the items before stop, in a pass of its own that does not care
// how they came to be items: a quoted one ends with the first quote before a
// comma, a bare one with the first comma, and an empty one is an error.
func (t *tangle) members(stop int) (items []string, ok bool) {
	closes := [2][]int32{make([]int32, stop+1), make([]int32, stop+1)}
	commas := make([]int32, stop+1)
	for k := range quotes {
		closes[k][stop] = -1
	}
	commas[stop] = -1
	for i := stop - 1; i >= 0; i-- {
		commas[i] = commas[i+1]
		if t.s[i] == ',' {
			commas[i] = int32(i)
		}
		for k, q := range quotes {
			closes[k][i] = closes[k][i+1]
			if i+1 < stop && t.s[i+1] == q && i+2 < stop && t.comma[i+2] >= 0 && int(t.comma[i+2]) < stop {
				closes[k][i] = int32(i + 1)
			}
		}
	}
	for i := 0; i < stop; {
		end := -1
		k := quoteKind(t.s[i])
		if k >= 0 && closes[k][i] >= 0 {
			end = int(closes[k][i]) + 1
		} else if comma := int(commas[i]); comma < 0 {
			break
		} else {
			first := i
			if k < 0 && t.s[i] != ',' && t.s[i] != '#' {
				first++
			}
			end = comma
			for end > first && pytext.IsSpace(t.s[end-1]) {
				end--
			}
		}
		item, ok := unquote(t.cut(i, end))
		if !ok {
			return nil, false
		}
		items = append(items, item)
		i = int(t.comma[end]) + 1
		for i < stop && pytext.IsSpace(t.s[i]) {
			i++
		}
	}
	return items, true
}

// stuck is a byte index to point at in an error: a comma without an item, or a
// quote that nothing closes or that something follows.
func (t *tangle) stuck() int {
	open := rune(0)
	from := 0
	wanting := true
	for i, r := range t.s {
		at := int(t.offsets[i])
		switch {
		case open != 0:
			if r == open {
				open = 0
				from = at
				wanting = false
			}
		case r == ',':
			if wanting {
				return at
			}
			wanting = true
		case pytext.IsSpace(r):
		case quoteKind(r) >= 0 && wanting:
			open, from = r, at
		case r == '#':
			return at
		default:
			if !wanting && i > 0 && quoteKind(t.s[i-1]) >= 0 {
				return at
			}
			wanting = false
		}
	}
	return from
}
