package expect_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// rescan is what a session does, done plainly: after each piece all of the text
// is searched again.
func rescan(t testing.TB, pieces [][]byte, patterns []any) (index int, before, after string, read int) {
	t.Helper()
	list, err := new(expect.Session).CompilePatternList(patterns...)
	if err != nil {
		t.Fatal(err)
	}
	var text []byte
	for i := -1; i < len(pieces); i++ {
		if i >= 0 {
			text = append(text, pieces[i]...)
		}
		best, at := -1, []int(nil)
		for j, p := range list {
			if loc := p.Find(text); loc != nil && (best < 0 || loc[0] < at[0]) {
				best, at = j, loc
			}
		}
		if best >= 0 {
			return best, string(text[:at[0]]), string(text[at[0]:at[1]]), i + 1
		}
	}
	return -1, string(text), "", len(pieces)
}

// incremental is the same through a session.
func incremental(t testing.TB, pieces [][]byte, patterns []any) (index int, before, after string, read int) {
	t.Helper()
	copied := make([][]byte, len(pieces))
	for i, p := range pieces {
		copied[i] = slices.Clone(p)
	}
	s, left := expect.Counted(copied)
	i, err := s.Expect(patterns...)
	if err != nil && named(err) != "EOF" {
		t.Fatal(err)
	}
	return i, s.Before(), s.After(), len(pieces) - left()
}

func sameSearch(t testing.TB, pieces [][]byte, patterns []any) {
	t.Helper()
	i, before, after, read := incremental(t, pieces, patterns)
	j, before2, after2, read2 := rescan(t, pieces, patterns)
	if i != j || before != before2 || after != after2 || i >= 0 && read != read2 {
		t.Fatalf("%q in %q:\nincremental %d after %d pieces: %q %q\nrescanning  %d after %d pieces: %q %q", patterns, pieces, i, read, before, after, j, read2, before2, after2)
	}
}

// pieced cuts text at random places, through characters too.
func pieced(r *rand.Rand, text []byte) (pieces [][]byte) {
	for len(text) > 0 {
		n := 1 + r.IntN(min(len(text), 1+r.IntN(9)))
		pieces, text = append(pieces, text[:n]), text[n:]
	}
	return pieces
}

// unicodes join the regular expressions for texts with more than ASCII in them.
var unicodes = []string{"é", "[é-ü]+", "a.é", ".*é", "\u20ac$", "(?i)É", "\\bé", "é\\b", "[^a]", "\\x{FFFD}", ".{3}b", "😀|é"}

func TestIncrementalSearchIsRescanning(t *testing.T) {
	t.Parallel()
	r := original.Rand(t)
	from := slices.Concat(regexps, unicodes, []string{"(a*)*b", "(?:ab|a)*c", "(?m)$", "(?m)^$", "a(b|cc)*?c", ".*?c$", "[ab]*ba[ab]c"})
	tried := 0
	for range original.Rounds(t, 20000) {
		var text []byte
		for range r.IntN(30) {
			text = append(text, []string{"a", "b", "c", "\n", "\r\n", " ", "é", "€", "😀", "\xff", "\xe2\x82"}[r.IntN(11)]...)
		}
		var patterns []any
		for range 1 + r.IntN(3) {
			if r.IntN(5) == 0 {
				patterns = append(patterns, expect.Exact(exacts[r.IntN(len(exacts))]))
			} else {
				patterns = append(patterns, from[r.IntN(len(from))])
			}
		}
		sameSearch(t, pieced(r, text), patterns)
		tried++
	}
	if tried == 0 {
		t.Error("nothing was tried")
	}
}

// A text that doubles takes twice the time: what is counted is not time but the
// bytes that the patterns are searched in.
func TestSearchingDoesNotGoBack(t *testing.T) {
	s := &expect.Session{}
	for _, p := range regexps {
		list, err := s.CompilePatternList(p)
		if err != nil {
			t.Fatal(err)
		}
		looks := strings.Contains(p, "(?=") || strings.Contains(p, "(?!") || strings.Contains(p, "(?<") || strings.Contains(p, `\1`) || strings.Contains(p, "(?P=") || strings.Contains(p, `$\n`)
		if list[0].Incremental() == looks {
			t.Errorf("%q: incremental %v", p, list[0].Incremental())
		}
	}
}

func TestMaxBuffer(t *testing.T) {
	const keep = 100
	var pieces [][]byte
	for range 1000 {
		pieces = append(pieces, []byte("0123456789"))
	}
	pieces = append(pieces, []byte("needle."))
	for _, pattern := range []any{"n(e+)dle", expect.Exact("needle"), "(?<=9)needle"} {
		s, err := expect.Scripted(slices.Clone(pieces), &expect.SessionOptions{MaxBuffer: keep, MaxRead: 7})
		if err != nil {
			t.Fatal(err)
		}
		if i, err := s.Expect(pattern); i != 0 || err != nil {
			t.Fatalf("%v: %d, %v", pattern, i, err)
		}
		n := len(s.Before())
		if n < keep-7 || n > 2*keep || s.Dropped() != uint64(10000-n) || !strings.HasSuffix(s.Before(), "6789") || s.Buffer() != "" && s.Buffer() != "." {
			t.Errorf("%v: before has %d bytes, %d dropped, buffer %q", pattern, n, s.Dropped(), s.Buffer())
		}
	}
}

// Options may change between two calls; what was compiled for one is not taken for
// the other.
func TestIgnoreCaseBetweenCalls(t *testing.T) {
	s, err := expect.Scripted([][]byte{[]byte("A ia IA a iA")}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		ignore bool
		text   string
		want   string
	}{{true, "a", "A"}, {false, "ia", "ia"}, {true, "ia", "IA"}, {false, "a", "a"}, {true, "ia", "iA"}} {
		s.IgnoreCase = c.ignore
		if i, err := s.Expect(c.text); i != 0 || err != nil || s.After() != c.want {
			t.Errorf("%+v: %q, %v", c, s.After(), err)
		}
	}
}
