package expect_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
)

// allocated is how many bytes f asks the memory manager for.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// large makes a session that has read so much without a match, in pieces of the
// usual size.
func large(t *testing.T, size int, opts *expect.SessionOptions) *expect.Session {
	t.Helper()
	line := []byte("a line of output, as there are so many of them é\r\n")
	var pieces [][]byte
	for n := 0; n < size; n += len(line) * 40 {
		pieces = append(pieces, []byte(strings.Repeat(string(line), 40)))
	}
	for range 10 {
		pieces = append(pieces, nil)
	}
	opts.Timeout = time.Hour // the timeouts are those of the pieces: a slow machine makes none of its own
	s, err := expect.Scripted(pieces, opts)
	if err != nil {
		t.Fatal(err)
	}
	if i, err := s.Expect("never", expect.TIMEOUT); i != 1 || err != nil {
		t.Fatal(i, err)
	}
	return s
}

// A look that finds nothing new does not copy what has come, nor does the error
// about it.
func TestPollsOfMuchOutput(t *testing.T) {
	const size = 20 << 20
	for _, encoding := range []string{"", "utf-8"} {
		s := large(t, size, &expect.SessionOptions{Encoding: encoding, Secrets: []string{"secret"}})
		n := allocated(func() {
			for range 3 {
				if i, err := s.Expect(expect.Exact("never"), expect.TIMEOUT); i != 1 || err != nil {
					t.Error(i, err)
				}
				_, err := s.Expect(expect.Exact("never"))
				if !errors.Is(err, expect.TIMEOUT) || len(err.Error()) > 300 {
					t.Errorf("%.500v", err)
				}
			}
		})
		if n > size/10 {
			t.Errorf("encoding %q: six looks at %d bytes allocated %d", encoding, size, n)
		}
		if got := s.Before(); len(got) < size || !strings.HasPrefix(got, "a line") || got != s.Before() {
			t.Errorf("encoding %q: before has %d bytes", encoding, len(got))
		}
	}
}

// Output costs its own length in memory, and once more when it is made one text.
func TestMemoryOfMuchOutput(t *testing.T) {
	const size = 20 << 20
	line := []byte(strings.Repeat("a line of output, as there are so many of them\r\n", 40))
	var pieces [][]byte
	for n := 0; n < size; n += len(line) {
		pieces = append(pieces, line)
	}
	pieces = append(pieces, []byte("PROMPT> rest"))
	for _, pattern := range []any{"PROMPT> ", expect.Exact("PROMPT> "), "(?i)prompt(ed)?> ?"} {
		s, err := expect.Scripted(append([][]byte(nil), pieces...), &expect.SessionOptions{Timeout: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		n := allocated(func() {
			if i, err := s.Expect(pattern); i != 0 || err != nil {
				t.Error(i, err)
			}
			if len(s.Before()) < size || s.Buffer() != "rest" || s.After() != "PROMPT> " {
				t.Errorf("%d bytes before, %q, then %q", len(s.Before()), s.After(), s.Buffer())
			}
		})
		if n > size*22/10 {
			t.Errorf("%v: %d bytes of output allocated %d", pattern, size, n)
		}
	}
}

// Reading so many characters, of which each is looked at once: with all of them at
// each piece this would take the better part of a minute.
func TestReadNOfManyCharacters(t *testing.T) {
	const size = 3 << 20
	text := strings.Repeat("é€😀a", size/10)
	var pieces [][]byte
	for rest := text; rest != ""; {
		n := min(len(rest), 1999) // through characters too
		pieces, rest = append(pieces, []byte(rest[:n])), rest[n:]
	}
	s, err := expect.Scripted(pieces, &expect.SessionOptions{Encoding: "utf-8", Timeout: time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	const half = size / 10 * 4 / 2
	first, err := s.ReadN(half)
	if err != nil || len([]rune(first)) != half || !strings.HasPrefix(text, first) {
		t.Fatalf("%d characters, %v", len([]rune(first)), err)
	}
	rest, err := s.ReadN(half * 2)
	if err != nil || first+rest != text {
		t.Errorf("%d bytes of %d, %v", len(first+rest), len(text), err)
	}
}

// A session reads on as an io.Reader, piece by piece.
func TestReadingOn(t *testing.T) {
	s := large(t, 1<<20, &expect.SessionOptions{})
	want := s.Before()
	got, err := io.ReadAll(s)
	for errors.Is(err, expect.TIMEOUT) { // the prepared timeouts
		var more []byte
		more, err = io.ReadAll(s)
		got = append(got, more...)
	}
	if err != nil || string(got) != want {
		t.Errorf("%d bytes of %d, %v", len(got), len(want), err)
	}
}
