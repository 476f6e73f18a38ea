package expect

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/dlclark/regexp2/v2"
)

// A limit bounds a search: by the time that the call has, and by its context.
type limit struct {
	ctx      context.Context // nil for none
	deadline time.Time       // zero for none
}

// slowest bounds one search of a backtracking engine, whose worst cases are
// exponential, and quickest is what it has even where nobody waits. The engine
// keeps a goroutine as its clock, which ends by itself once no search can be late
// any more.
const (
	slowest  = 5 * time.Second
	quickest = 50 * time.Millisecond
)

// left is how long a search may take.
func (l limit) left() time.Duration {
	d := slowest
	if !l.deadline.IsZero() {
		d = min(d, time.Until(l.deadline))
	}
	return max(d, quickest)
}

// looking is a Matcher for what RE2 cannot do: look-around, references back, a $
// in the middle, and patterns of bytes that are not UTF-8.
type looking struct {
	mu    sync.Mutex // the time limit is the engine's own
	re    *regexp2.Regexp
	names []string
	bytes bool // each byte is a character
}

// beyondASCII finds the escapes of bytes that are no characters by themselves.
var beyondASCII = regexp.MustCompile(`(^|[^\\])(\\\\)*\\(x[89a-fA-F][0-9a-fA-F]|[23][0-7][0-7])`)

// ofBytes tells whether a pattern has bytes that are not UTF-8, as such or as
// escapes: it is then one of bytes, as all of Python's for bytes are.
func ofBytes(text string) bool {
	return !utf8.ValidString(text) || beyondASCII.MatchString(text)
}

// newLooking compiles a Python regular expression for the backtracking engine.
func newLooking(text string, ignoreCase, raw bool) (*looking, error) {
	l := &looking{bytes: raw && ofBytes(text)}
	if l.bytes {
		text = string(latin1([]byte(text)))
	}
	options := []regexp2.CompileOption{regexp2.Singleline, regexp2.OptionMaintainCaptureOrder()}
	if ignoreCase {
		options = append(options, regexp2.IgnoreCase)
	}
	re, err := regexp2.Compile(toDotNet(text), options...)
	if err != nil {
		return nil, err
	}
	l.re, l.names = re, make([]string, len(re.GetGroupNumbers()))
	for i := range l.names {
		if name := re.GroupNameFromNumber(i); i > 0 && name != fmt.Sprint(i) {
			l.names[i] = name
		}
	}
	return l, nil
}

// latin1 has each byte as a character.
func latin1(b []byte) []rune {
	out := make([]rune, len(b))
	for i, c := range b {
		out[i] = rune(c)
	}
	return out
}

// errSlow says that a search ran out of time, the only way in which it fails.
var errSlow = errors.New("it took longer than the call may")

// SubexpNames are the names of the groups.
func (l *looking) SubexpNames() []string { return l.names }

// Find is the leftmost match. A search that takes too long finds nothing.
func (l *looking) Find(data []byte) []int {
	loc, _ := l.search(data, limit{})
	return loc
}

// search is the leftmost match. A search that takes too long is an error; one
// whose context ends is left to end by itself.
func (l *looking) search(data []byte, lim limit) ([]int, error) {
	runes, offsets := l.characters(data)
	if lim.ctx == nil || lim.ctx.Done() == nil {
		return l.match(runes, offsets, lim.left())
	}
	type result struct {
		loc []int
		err error
	}
	done := make(chan result, 1)
	go func() {
		loc, err := l.match(runes, offsets, lim.left())
		done <- result{loc, err}
	}()
	select {
	case r := <-done:
		return r.loc, r.err
	case <-lim.ctx.Done():
		return nil, context.Cause(lim.ctx)
	}
}

// notText stands for a byte that is no part of a character: it is no character's
// own number.
const notText = 0xdc00

// characters are those of the data, and where each begins.
func (l *looking) characters(data []byte) (runes []rune, offsets []int) {
	if l.bytes {
		return latin1(data), nil
	}
	runes, offsets = make([]rune, 0, len(data)), make([]int, 0, len(data)+1)
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			r = notText + rune(data[i])
		}
		runes, offsets = append(runes, r), append(offsets, i)
		i += size
	}
	return runes, append(offsets, len(data))
}

func (l *looking) match(runes []rune, offsets []int, most time.Duration) ([]int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.re.MatchTimeout = most
	m, err := l.re.FindRunesMatch(runes)
	switch {
	case err != nil:
		return nil, errSlow // the engine's own error quotes all that was searched
	case m == nil:
		return nil, nil
	}
	at := func(i int) int {
		if l.bytes {
			return i
		}
		return offsets[i]
	}
	loc := make([]int, 2*len(l.names))
	for i := range l.names {
		loc[2*i], loc[2*i+1] = -1, -1
		if g := m.GroupByNumber(i); g != nil && len(g.Captures) > 0 {
			loc[2*i], loc[2*i+1] = at(g.RuneIndex), at(g.RuneIndex+g.RuneLength)
		}
	}
	return loc, nil
}
