package expect_test

import (
	"testing"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// A divergence is where we mean to differ from pexpect 4.8. The differential
// tests read the list; TestDivergencesArePinned fails when one has healed.
type divergence struct {
	name, why string
	script    script // shows it
	applies   func(*expect.Session) bool
}

var emptyAtEnd = divergence{
	name:   "emptyAtEnd",
	why:    "an empty match at the very end of what has been read loses what stands before it",
	script: script{pieces: [][]byte{[]byte("abc")}, steps: []step{{op: "read", window: 1}, {op: "expect", patterns: []string{"$"}}}},
	applies: func(s *expect.Session) bool {
		return s.Match() != nil && s.After() == "" && s.Buffer() == ""
	},
}

// starGroup is one of engines, not of pexpect.
var starGroup = divergence{
	name:   "starGroup",
	why:    "a group that repeats something which may be empty keeps, in Go, its last text, and in Python the empty text after it",
	script: script{pieces: [][]byte{[]byte("aab")}, steps: []step{{op: "expect", patterns: []string{"(a*)*b"}}}},
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

// loginEnd is shown by TestLogins.
var loginEnd = divergence{
	name: "loginEnd",
	why:  "a connection that ends after the password raises EOF, not ExceptionPxssh",
}

var divergences = []divergence{emptyAtEnd, starGroup}

func TestDivergencesArePinned(t *testing.T) {
	py := startPexpect(t)
	for _, d := range divergences {
		d.script.maxRead, d.script.errors = 2000, "strict"
		c := d.script.call()
		theirs := py.Value("script", c.Args...)
		if ours := d.script.told(t, false); original.Same(ours, theirs) {
			t.Errorf("%s has healed: %s", d.name, d.why)
		}
	}
}

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
