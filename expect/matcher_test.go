package expect_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// A finder is a matcher that says always the same.
type finder []int

func (f finder) Find(data []byte) []int {
	if len(data) < 3 {
		return nil
	}
	return f
}

// What a matcher of the caller's says is taken as it is where it makes sense, an empty
// match at the start and a group that took no part among it, and is no match elsewhere.
func TestMatchersOfCallers(t *testing.T) {
	for _, c := range []struct {
		loc           finder
		before, match string
		none          bool
	}{
		{loc: finder{0, 3}, match: "abc"}, {loc: finder{0, 0}, match: ""}, {loc: finder{3, 3}, before: "abc"}, {loc: finder{1, 2}, before: "a", match: "b"},
		{loc: finder{0, 3, -1, -1}, match: "abc"}, {loc: finder{0, 3, 0, 0, 1, 2}, match: "abc"},
		{loc: finder{-1, -1}, none: true}, {loc: finder{0, 4}, none: true}, {loc: finder{2, 1}, none: true}, {loc: finder{0}, none: true},
		{loc: finder{0, 3, -1, 2}, none: true}, {loc: finder{0, 3, -1, 0}, none: true}, {loc: finder{0, 3, 1}, none: true},
	} {
		s, err := expect.Scripted([][]byte{[]byte("abc"), nil}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		i, err := s.Expect(c.loc)
		switch {
		case c.none != (err != nil) || c.none && !errors.Is(err, expect.TIMEOUT):
			t.Errorf("%v: %v", c.loc, err)
		case !c.none && (i != 0 || s.Before() != c.before || s.After() != c.match):
			t.Errorf("%v: %d, before %q, match %q", c.loc, i, s.Before(), s.After())
		}
	}
}

// Not every failure to read is the end.
func TestAFolderHasNoEnd(t *testing.T) {
	f, err := os.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := expect.NewFdSpawn(context.Background(), f, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Expect("x"); !errors.Is(err, syscall.EISDIR) || errors.Is(err, expect.EOF) {
		t.Errorf("got %v", err)
	}
}

// What Python would show of the bytes of a secret is masked from its first to its last.
func TestBytesOfSecretsAreMasked(t *testing.T) {
	s, err := expect.Scripted([][]byte{[]byte("a pässwört b"), nil}, &expect.SessionOptions{Secrets: []string{"pässwört"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Expect("no such text")
	if !errors.Is(err, expect.TIMEOUT) || !strings.HasSuffix(err.Error(), "ends in b'a ******** b'") {
		t.Errorf("got %v", err)
	}
}
