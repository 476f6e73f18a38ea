package fab

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
)

// TestTypingForACommandThatEnds hands on what is typed to a command that takes no more.
func TestTypingForACommandThatEnds(t *testing.T) {
	gone := errors.New("it has ended")
	in := newInput(&inPieces{"first", "second", "an answer\n"})
	var took []string
	err := in.forward(t.Context(), func(b []byte) error {
		if took = append(took, string(b)); len(took) == 2 {
			return gone
		}
		return nil
	})
	if err != gone || strings.Join(took, "+") != "first+second" {
		t.Errorf("%q, %v", took, err)
	}
	// The rest is for who asks next.
	if l, err := in.line(t.Context()); l != "an answer" || err != nil {
		t.Errorf("%q, %v", l, err)
	}
	if err := in.forward(t.Context(), func(b []byte) error { return errors.New("called with " + string(b)) }); err != io.EOF {
		t.Errorf("at the end: %v", err)
	}
}

// inPieces is read a piece at a time.
type inPieces []string

func (p *inPieces) Read(b []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(b, (*p)[0])
	if (*p)[0] = (*p)[0][n:]; (*p)[0] == "" {
		*p = (*p)[1:]
	}
	return n, nil
}

func TestLinesThatAreTyped(t *testing.T) {
	broken := errors.New("broken")
	for what, q := range map[string]struct {
		from io.Reader
		want []string
		err  error
	}{
		"in pieces":     {&inPieces{"o", "ne\ntw", "o\r\n", "\n", "end"}, []string{"one", "two", "", "end"}, io.EOF},
		"nothing":       {strings.NewReader(""), nil, io.EOF},
		"nobody":        {nil, nil, io.EOF},
		"one that ends": {io.MultiReader(strings.NewReader("a\nb"), failingReader{broken}), []string{"a"}, broken},
	} {
		in := newInput(q.from)
		var got []string
		var err error
		for err == nil {
			var l string
			if l, err = in.line(t.Context()); err == nil {
				got = append(got, l)
			}
		}
		if strings.Join(got, "|") != strings.Join(q.want, "|") || len(got) != len(q.want) || err != q.err {
			t.Errorf("%s: %q, %v", what, got, err)
		}
	}
	long := newInput(strings.NewReader(strings.Repeat("x", mostTyped+1) + "\n"))
	if l, err := long.line(t.Context()); err != nil || len(l) != mostTyped+1 {
		t.Errorf("a line as long as may be: %d bytes, %v", len(l), err)
	}
	endless := newInput(zeros{})
	if l, err := endless.line(t.Context()); err == nil || err.Error() != "the answer has no end" {
		t.Errorf("%d bytes, %v", len(l), err)
	}
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(broken)
	if _, err := newInput(zeros{}).line(ended); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

type failingReader struct{ err error }

func (f failingReader) Read([]byte) (int, error) { return 0, f.err }

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

// TestNoTerminal has inputs that are none.
func TestNoTerminal(t *testing.T) {
	null, err := os.Open(os.DevNull)
	if err != nil {
		t.Fatal(err)
	}
	defer null.Close()
	for what, src := range map[string]io.Reader{"nothing": nil, "no file": (*os.File)(nil), "a reader": strings.NewReader("x"), "the null device": null} {
		if in := newInput(src); in.terminal != nil {
			t.Errorf("%s is a terminal", what)
		}
	}
}
