package expect_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// emptyAtEnd: of an empty match at the very end, pexpect cuts nothing off and is
// left with nothing. What is owed is all that was read and not taken before.
var emptyAtEnd = original.Divergence{
	Name:    "emptyAtEnd",
	Why:     "an empty match at the very end of what has been read loses what stands before it",
	Example: script{Pieces: [][]byte{[]byte("abc")}, Steps: []step{{Op: "read", Window: 1}, {Op: "expect", Patterns: []string{"$"}}}, MaxRead: 2000, Errors: "strict"}.call(),
	Theirs: []any{[]any{
		[]any{[]any{[]byte("a"), ""}, []any{[]byte(""), []byte("a"), "", 0, []any{}, []byte("bc"), 3}},
		[]any{[]any{0, ""}, []any{[]byte(""), []byte(""), "", 0, []any{}, []byte(""), 3}},
	}, []byte("abc"), []byte("abc"), false},
	Ours: []any{[]any{
		[]any{[]any{[]byte("a"), ""}, []any{[]byte(""), []byte("a"), "", 0, []any{}, []byte("bc"), 3}},
		[]any{[]any{0, ""}, []any{[]byte("bc"), []byte(""), "", 0, []any{}, []byte(""), 3}},
	}, []byte("abc"), []byte("abc"), false},
	Share: 0.02,
	Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
		sc := c.Args[0].(script)
		told, ok := theirs.Value.([]any)
		if !ok || len(told) != 4 {
			return theirs, false
		}
		all := bytes.Join(sc.Pieces, nil)
		var owed []any
		taken, applies := 0, false
		for _, one := range told[0].([]any) {
			one := slices.Clone(one.([]any))
			state := slices.Clone(one[1].([]any))
			before, after, buffer := state[0].([]byte), state[1].([]byte), state[5].([]byte)
			read := int(state[6].(int64))
			matched := state[2] == "" && state[3].(int64) >= 0
			if matched && len(before)+len(after)+len(buffer) == 0 && read > taken {
				state[0], applies = all[taken:read], true
				one[1] = state
			}
			switch {
			case matched || state[2] == "EOF":
				taken = read - len(buffer)
			case state[2] == "TIMEOUT":
				taken = read - len(before) // of several lines, some may have been taken
			}
			owed = append(owed, one)
		}
		return original.Result{Value: append([]any{owed}, told[1:]...)}, applies
	},
}

// starGroup is one of engines, not of pexpect: the group that Go leaves is the
// last of the letters, where Python has the empty text after them.
var starGroup = original.Divergence{
	Name:    "starGroup",
	Why:     "a group that repeats something which may be empty keeps, in Go, its last text, and in Python the empty text after it",
	Example: script{Pieces: [][]byte{[]byte("aab")}, Steps: []step{{Op: "expect", Patterns: []string{"(a*)*b"}}}, MaxRead: 2000, Errors: "strict"}.call(),
	Theirs: []any{[]any{
		[]any{[]any{0, ""}, []any{[]byte(""), []byte("aab"), "", 0, []any{[]byte("")}, []byte(""), 3}},
	}, []byte("aab"), []byte("aab"), false},
	Ours: []any{[]any{
		[]any{[]any{0, ""}, []any{[]byte(""), []byte("aab"), "", 0, []any{[]byte("aa")}, []byte(""), 3}},
	}, []byte("aab"), []byte("aab"), false},
	Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
		steps := c.Args[0].(script).Steps
		told, ok := theirs.Value.([]any)
		if !ok || !slices.ContainsFunc(steps, func(s step) bool { return slices.Equal(s.Patterns, []string{"(a*)*b"}) }) {
			return theirs, false
		}
		var owed []any
		for i, one := range told[0].([]any) {
			one := slices.Clone(one.([]any))
			if slices.Equal(steps[i].Patterns, []string{"(a*)*b"}) {
				state := slices.Clone(one[1].([]any))
				state[4] = []any{bytes.TrimSuffix(state[1].([]byte), []byte("b"))}
				one[1] = state
			}
			owed = append(owed, one)
		}
		return original.Result{Value: append([]any{owed}, told[1:]...)}, true
	},
}

// interactEnd comes and goes with the moment, so that nothing can pin it. These
// are the screens of those times when nothing is lost.
var interactEnd = struct {
	why     string
	screens map[string]string
}{
	why: "interact() ends as soon as the child has, though what it wrote last has not been read",
	screens: map[string]string{
		"interact":  "ready\r\nleft over\r\ngot abc\r\nover\r\nback\r\n",
		"no escape": "ready\r\nleft over\r\ngot ab\r\nover\r\nback\r\n",
	},
}

// loginEnd is a connection that ends after the password, at which pexpect raises
// EOF, not ExceptionPxssh; TestLogins pins it.
const loginEnd = "loginEnd"

var divergences = []original.Divergence{emptyAtEnd, starGroup}

func TestDivergencesArePinned(t *testing.T) { scripts(t, startPexpect(t)).Pins(t) }

// What expect_loop and buffer do in pexpect, and here.
func TestFixedRowsArePinned(t *testing.T) {
	py := startPexpect(t)
	scripted := func(text string) *expect.Session {
		s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}

	if got := py.Value("loop_without_timeout"); got != "TIMEOUT" {
		t.Errorf("expect_loop's default timeout has healed: %v", got)
	}
	s := scripted("text")
	list, err := s.CompilePatternList("ex")
	if err != nil {
		t.Fatal(err)
	}
	searcher, err := expect.NewSearcher(anys(list)...)
	if err != nil {
		t.Fatal(err)
	}
	if i, err := s.ExpectLoop(searcher, nil); i != 0 || err != nil {
		t.Errorf("ExpectLoop: %d, %v", i, err)
	}

	if got := py.Value("buffer_by_hand"); !original.Same(got, []byte("re")) {
		t.Errorf("the buffer set by hand has healed: %q", got)
	}
	s = scripted("read")
	s.SetBuffer("by hand, ")
	if _, err := s.Expect("ad"); err != nil || s.Before() != "by hand, re" {
		t.Errorf("before is %q, %v", s.Before(), err)
	}
}
