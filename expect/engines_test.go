package expect_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// catastrophe is a pattern that a backtracking engine tries for ever on many a's.
const catastrophe = `(a+)+(?!x)$b`

// A search that is given up is told as such, never as text that did not come, and
// takes no longer than the call.
func TestSearchesThatAreGivenUp(t *testing.T) {
	for n := range 4 {
		s, err := expect.Scripted([][]byte{[]byte(strings.Repeat("a", 60)), nil}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var patterns []any
		for i := range n + 1 {
			patterns = append(patterns, fmt.Sprintf("%s%d", catastrophe, i))
		}
		began := time.Now()
		i, err := s.ExpectWith(t.Context(), append(patterns, expect.TIMEOUT), &expect.ExpectOptions{Timeout: 200 * time.Millisecond})
		var e *expect.Error
		if i != -1 || !errors.Is(err, expect.ErrSearch) || errors.Is(err, expect.TIMEOUT) || !errors.As(err, &e) || !strings.Contains(e.Input, "(a+)+") || e.Reason != "the search for "+e.Input+" in 60 bytes was given up" {
			t.Errorf("%d patterns: %d, %v", n+1, i, err)
		}
		if s.Before() != strings.Repeat("a", 60) || s.Buffer() == "" {
			t.Errorf("what came is gone: %q, %q", s.Before(), s.Buffer())
		}
		// Not a measure of speed: without the limit of the call four patterns take
		// twenty seconds.
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("%d patterns took %v of 200 ms", n+1, took)
		}
	}
	// Where nobody waits a search is given up too.
	polled, err := expect.Scripted([][]byte{[]byte(strings.Repeat("a", 60)), nil}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := polled.ExpectWith(t.Context(), []any{catastrophe}, &expect.ExpectOptions{Timeout: expect.Poll}); !errors.Is(err, expect.ErrSearch) {
		t.Errorf("without waiting: %v", err)
	}
	// The end of a context is waited for no longer either.
	s, err := expect.Scripted([][]byte{[]byte(strings.Repeat("a", 60))}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(why)
	if _, err := s.ExpectWith(ctx, []any{catastrophe}, &expect.ExpectOptions{Timeout: expect.NoTimeout}); !errors.Is(err, why) {
		t.Errorf("got %v", err)
	}
}

// Groups are numbered as Python numbers them, whatever engine finds them, and
// references to named ones mean these.
func TestGroupsOfBothEngines(t *testing.T) {
	py := startPexpect(t)
	text := "job 17 on web1 took 250ms, xx yy xx\r\n"
	for _, p := range []string{
		`job (\d+) on (?P<node>\w+) took (\d+)(?!\d)s?`, `(?P<a>j)(o)(?P<c>b)(?= 17)`, `(?P<q>x)(?P=q)`, `(?P<w>xx) (yy) (?P=w)`, `(?P<w>x)(?P=w) (yy)`, `(x)\1 (?P<n>y)\2`,
		`(?<=on )(?P<host>\w+)`, `took (?=(\d+))`, `(?P<first>\w+) (?!on)(\d+)?`, `\bxx\b(?!.)`, `\D+(?=17)(\d\d)`, `[\d\w]+(?= took)`, `(?:(a)|(j))(?=ob)`,
	} {
		want := py.Value("lambda p, s: [[raw(g) if g is not None else b'' for g in m.groups()] + [raw(m.group())] for m in [re.search(p, s, re.S)] if m]", p, text)
		s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		got := []any{}
		if i, err := s.Expect(p); i == 0 && err == nil {
			groups := []any{}
			for _, g := range s.Match().Groups() {
				groups = append(groups, []byte(g))
			}
			got = append(got, append(groups, []byte(s.After())))
		}
		if !original.Same(got, want) {
			t.Errorf("%s: got %q, want %q", p, got, want)
		}
	}
	s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect(`job (\d+) on (?P<node>\w+) took (\d+)(?!\d)`); err != nil {
		t.Fatal(err)
	}
	if node, ok := s.Match().Named("node"); !ok || node != "web1" {
		t.Errorf("node is %q", node)
	}
}

// What Python spells otherwise than the engines, on both.
func TestSpellings(t *testing.T) {
	py := startPexpect(t)
	const text = "\u0663\u00e9\u00a0a]b[c^d\\e \v{,2}xx__9-\r\n" // with a digit, a letter and a blank that are not of ASCII
	for _, p := range []string{
		`[]a]+`, `[^]a]+`, `[]]`, `[^]]+`, `[a\]]+`, `[[]`, `[\]a-c]+`, `[^^]+`, `[]^]+`, `x{,2}_`, `x{,}_`, `x{,}?_`, `x{,`, `[{,}2]+`, `\{,2\}`, `[{,2}]+`, `e\s+\{`, `[\s]+`, `\S+`, `[^\s]+`, `\s`, `\d`, `\D+`, `\w`, `[\d]`, `[\w]+`,
		`\u0061`, `\n\Z`, `a\Z`, `\Aa`, `[\d\w]+`, `\W+`, `\bxx`, `x\B`, `\\e`, `(?P<all>x+)`, `_{2}`, `(?:a|b)\]`,
	} {
		// With a look-ahead behind it, which is always true, it is the other engine's.
		for _, p := range []string{p, p + `(?!\x00)`} {
			want := py.Value("lambda p, s: [raw(m.group()) for m in [re.search(p, s, re.S | re.A)] if m]", p, text)
			s, err := expect.Scripted([][]byte{[]byte(text)}, &expect.SessionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got := []any{}
			if i, err := s.Expect(p); i == 0 && err == nil {
				got = append(got, []byte(s.After()))
			} else if !errors.Is(err, expect.EOF) {
				t.Errorf("%s: %v", p, err)
			}
			if !original.Same(got, want) {
				t.Errorf("%s: got %q, want %q", p, got, want)
			}
		}
	}
}

// Patterns of bytes match these bytes, and no others.
func TestPatternsOfBytes(t *testing.T) {
	py := startPexpect(t)
	texts := [][]byte{{0xff}, {0xfe}, []byte("a\xffb"), []byte("\u00ff"), []byte("\ufffd"), []byte("é\xc3"), []byte("\xe2\x82"), []byte("€")}
	for _, p := range []string{"\xff", `\xff`, "[\xf0-\xff]", `\xe9`, "a\xff?b", `[\x80-\xff]+`, "\xe2\x82(?!\xac)", `\377`, "(?P<x>\xff)b", "é\xc3", "\xc3"} {
		for _, text := range texts {
			want := py.Value("lambda p, s: [m.group() for m in [re.search(p, s, re.S)] if m]", []byte(p), text)
			s, err := expect.Scripted([][]byte{text}, &expect.SessionOptions{})
			if err != nil {
				t.Fatal(err)
			}
			got := []any{}
			if i, err := s.Expect(p); i == 0 && err == nil {
				got = append(got, []byte(s.After()))
			} else if err != nil && !errors.Is(err, expect.EOF) {
				t.Errorf("%q: %v", p, err)
			}
			if !original.Same(got, want) {
				t.Errorf("%q in %q: got %q, want %q", p, text, got, want)
			}
		}
	}
	s, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	const want = `pattern "\xff" is not UTF-8, as the session's text is`
	_, err = s.Expect("\xff")
	if e := new(expect.Error); !errors.As(err, &e) || e.Kind != expect.ErrPattern || e.Input != "\xff" || e.Reason != want {
		t.Errorf("bytes in a session of text: %v", err)
	}
}

// TestBytesThatAreNoCharacter: a byte that is none is not the character that stands for
// it, to the engine that looks around either.
func TestBytesThatAreNoCharacter(t *testing.T) {
	s, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.CompilePatternList("(?=\uFFFD)")
	if err != nil {
		t.Fatal(err)
	}
	if at := list[0].Find([]byte("a\xff")); at != nil {
		t.Errorf("found at %v", at)
	}
	if at := list[0].Find([]byte("a\uFFFD")); len(at) < 2 || at[0] != 1 {
		t.Errorf("found at %v, want 1", at)
	}
}

// TestClassesOfBothEngines: the escapes for classes hold the characters that they hold
// in Python, to both engines.
func TestClassesOfBothEngines(t *testing.T) {
	py := startPexpect(t)
	py.Define("def held(p):\n    return [i for i in [*range(768), 0x663, 0x2003, 0xFFFD, 0x1F600] if re.compile(p, re.S | re.A).match(chr(i))]")
	s, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "utf-8"})
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range strings.Fields(`\d \D \w \W \s \S [\d~] [\w~] [\s~] [^\d] [^\w] [^\s] [\D] [\W] [\S] [^\D] [^\W] [^\S] [\D0] [\W\d] [^\Sa] [\S\s] . [~] [^~]`) {
		for _, pattern := range []string{class, "(?=" + class + ")" + class} {
			list, err := s.CompilePatternList(pattern)
			if err != nil {
				t.Errorf("%s: %v", pattern, err)
				continue
			}
			held := []any{}
			for i := range rune(0x1F601) {
				if i >= 768 && i != 0x663 && i != 0x2003 && i != 0xFFFD && i != 0x1F600 {
					continue
				}
				if list[0].Find([]byte(string(i))) != nil {
					held = append(held, int(i))
				}
			}
			if want := py.Value("held", pattern); !original.Same(held, want) {
				t.Errorf("%s holds %v, want %v", pattern, held, want)
			}
		}
	}
}
