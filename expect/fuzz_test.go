package expect_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/expect"
)

// cut cuts text at the places that cuts tells.
func cut(text, cuts []byte) (pieces [][]byte) {
	for len(text) > 0 {
		n := len(text)
		if len(cuts) > 0 {
			n, cuts = min(n, 1+int(cuts[0])%16), cuts[1:]
		}
		pieces, text = append(pieces, text[:n:n]), text[n:]
	}
	return pieces
}

// Any pattern either is refused or finds in pieces what it finds in the whole.
func FuzzExpect(f *testing.F) {
	if len(regexps) < 50 {
		f.Fatal("the seeds are gone")
	}
	for i, p := range append(append([]string{}, regexps...), unicodes...) {
		f.Add(p, exacts[i%len(exacts)], []byte("abc é\r\naab\nb c\xff€abcabc"), []byte{3, 1, 0, 7, 2})
	}
	f.Fuzz(func(t *testing.T, pattern, literal string, text, cuts []byte) {
		if len(pattern) > 200 || len(text) > 2000 {
			return
		}
		list, err := new(expect.Session).CompilePatternList(pattern)
		if err != nil {
			if !errors.Is(err, expect.ErrPattern) || len(list) != 0 {
				t.Fatalf("%q: %v", pattern, err)
			}
			return
		}
		if !list[0].Incremental() {
			return // searched again in any case, at a backtracking engine's cost
		}
		sameSearch(t, cut(text, cuts), []any{pattern, expect.Exact(literal)})
	})
}

// However a stream is cut, the same comes out without the marks, which then
// holds none.
func FuzzBracketedPaste(f *testing.F) {
	for _, s := range []string{"\x1b[?2004hprompt$ \x1b[?2004l\r\r\nout", "\x1b[?200", "\x1b[?2004x", "\x1b\x1b[?2004h", "\x1b[?2004l\x1b[?2004h\r"} {
		f.Add([]byte(s), []byte{1, 2, 0})
	}
	f.Fuzz(func(t *testing.T, text, cuts []byte) {
		whole := expect.CleanPaste(text)
		if got := expect.CleanPaste(cut(text, cuts)...); !bytes.Equal(got, whole) {
			t.Fatalf("%q whole %q, in pieces %q", text, whole, got)
		}
		if bytes.IndexByte(text, '\x1b') < 0 && !bytes.Equal(text, whole) {
			t.Fatalf("%q became %q", text, whole)
		}
	})
}

// However bytes are cut, they decode to the same, which is valid, or to an error.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{"aé€😀", "\xff\xc3", "\xf0\x9f\x98", "\xed\xa0\x80", "\xe2\x82\xe2\x82\xac"} {
		for _, mode := range []string{"strict", "replace", "ignore"} {
			f.Add([]byte(s), []byte{0, 1, 2}, "utf-8", mode)
		}
	}
	f.Add([]byte("\xe9"), []byte{}, "latin-1", "strict")
	f.Fuzz(func(t *testing.T, text, cuts []byte, encoding, mode string) {
		if len(text) == 0 {
			return
		}
		whole, err := expect.Decode(encoding, mode, text)
		got, err2 := expect.Decode(encoding, mode, cut(text, cuts)...)
		if (err == nil) != (err2 == nil) || !bytes.Equal(whole, got) {
			t.Fatalf("%s %s %q: whole %q %v, in pieces %q %v", encoding, mode, text, whole, err, got, err2)
		}
		if err == nil && encoding != "" && !utf8.Valid(whole) {
			t.Fatalf("%q is no valid text", whole)
		}
	})
}

// What a command line is split into holds the line's own characters, in order.
func FuzzSplitCommandLine(f *testing.F) {
	for _, s := range commandLines {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		rest := line
		if !utf8.ValidString(line) {
			return
		}
		for _, c := range strings.Join(expect.SplitCommandLine(line), "") {
			at := strings.IndexRune(rest, c)
			if at < 0 {
				t.Fatalf("%q: %q is not of it", line, c)
			}
			rest = rest[at+utf8.RuneLen(c):]
		}
	})
}
