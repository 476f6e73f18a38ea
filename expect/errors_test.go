package expect_test

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
	"github.com/pyops-go/pyops/internal/original"
)

// unlike are the lines of a dump that differ from process to process.
var unlike = regexp.MustCompile(`(?m)^(<.* object at 0x[0-9a-f]+>|pid: \d+|child_fd: \d+)$`)

// Python keeps arguments that it has split from a str in the encoding's type.
var encodedArgs = regexp.MustCompile(`(?m)^args: \[.*\]$`)

func TestDumps(t *testing.T) {
	py := startOwn(t)
	for _, c := range []struct {
		command, encoding string
		op                string
		patterns          []string
	}{
		{"cat", "", "expect", []string{"zz\\d", "it's", eof}},
		{"cat", "", "expect_exact", []string{"zz\\d", "it's", timeout + "x"}},
		{"cat", "utf-8", "expect", []string{"zz\\d"}},
		{"cat", "utf-8", "expect_exact", []string{"zz\\d", eof}},
		{"true", "", "expect", []string{"x", "y"}},
		{"sh -c 'echo some words; exit 3'", "", "expect_exact", []string{"x", timeout}},
	} {
		theirs := py.Value("dumped", c.command, c.encoding, c.op, func() (raw []any) {
			for _, p := range c.patterns {
				raw = append(raw, []byte(p))
			}
			return raw
		}())
		child, err := expect.Spawn(context.Background(), c.command, &expect.SpawnOptions{
			NoEcho:         true,
			SessionOptions: expect.SessionOptions{Timeout: 300 * time.Millisecond, Encoding: c.encoding, DelayBeforeSend: expect.NoDelay}})
		if err != nil {
			t.Fatal(err)
		}
		child.SendLine(strings.Repeat("long ", 30) + "é'\t")
		patterns := patternsOf(c.patterns)
		if c.op == "expect" {
			_, err = child.Expect(patterns...)
		} else {
			_, err = child.ExpectExact(patterns...)
		}
		child.Close()
		if err == nil {
			t.Fatalf("%s %q: no error", c.command, c.patterns)
		}
		clean := func(s string) string { return encodedArgs.ReplaceAllString(unlike.ReplaceAllString(s, "?"), "args: ?") }
		got, want := clean(pyText(err)), clean(theirs.(string))
		// Nothing has been asked whether the child lives.
		want = strings.Replace(want, "exitstatus: 0", "exitstatus: None", 1)
		want = strings.Replace(want, "exitstatus: 3", "exitstatus: None", 1)
		want = strings.Replace(want, "before (last 100 chars): ''", "before (last 100 chars): b''", 1)
		if c.encoding != "" {
			want = strings.Replace(want, "before (last 100 chars): b''", "before (last 100 chars): ''", 1)
		}
		if got != want {
			t.Errorf("%s %s %q\n got %s\nwant %s", c.command, c.op, c.patterns, got, want)
		}
	}
}

// pyText is what Python's str() of the exception would be.
func pyText(err error) string {
	var e *expect.Error
	if !errors.As(err, &e) {
		return err.Error()
	}
	reason, _, _ := strings.Cut(e.Reason, "\n")
	if detail := e.Detail(); detail != "" {
		return reason + "\n" + detail
	}
	return reason
}

func TestClassesOfErrors(t *testing.T) {
	for _, kind := range []error{expect.EOF, expect.TIMEOUT, expect.ErrPxssh} {
		if !errors.Is(kind, expect.ErrPexpect) {
			t.Errorf("%v is no ErrPexpect", kind)
		}
	}
	if errors.Is(expect.EOF, expect.TIMEOUT) || errors.Is(expect.ErrPexpect, expect.EOF) {
		t.Error("classes are mixed up")
	}
}

func TestPatternsOfNoKind(t *testing.T) {
	py := startPexpect(t)
	s, err := expect.Scripted(nil, &expect.SessionOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []any{5, nil, []byte("x"), (*regexp.Regexp)(nil), (*expect.Pattern)(nil), errors.New("x"), context.Canceled, &expect.ExpectOptions{}} {
		if _, err := s.Expect(p, "x"); !errors.Is(err, expect.ErrType) {
			t.Errorf("%v: %v", p, err)
		}
		if _, err := s.ExpectExact(p, "x"); !errors.Is(err, expect.ErrType) {
			t.Errorf("exactly %v: %v", p, err)
		}
	}
	if _, err := s.ExpectExact(regexp.MustCompile("x")); !errors.Is(err, expect.ErrType) {
		t.Errorf("an exact regular expression: %v", err)
	}
	for _, p := range []string{"(", "[a", "a{2", "*", "(?P<n>a", "a**", `\`} {
		theirs := py.Value("lambda p: type(attempt(lambda: re.compile(p))) is dict", p)
		if _, err := s.Expect(p); errors.Is(err, expect.ErrPattern) != theirs {
			t.Errorf("%q: got %v, an error there: %v", p, err, theirs)
		}
	}
}

// told is all that an error tells, whichever way it is asked.
func told(err error) string {
	if strings.Contains(err.Error(), "\n") {
		return "more than a line: " + err.Error()
	}
	return err.Error() + "\n" + pyText(err)
}

// A secret is in no error: neither whole nor cut by the end of what has come or
// of what is shown.
func TestSecretsAreMasked(t *testing.T) {
	const secret = "correct horse battery staple"
	for cut := range 130 {
		text := strings.Repeat("-", 20) + secret + strings.Repeat("-", cut)
		s, err := expect.Scripted([][]byte{[]byte(text), nil}, &expect.SessionOptions{Secrets: []string{secret}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Expect("no", secret+"!")
		if err == nil || strings.Contains(told(err), "battery") || strings.Contains(told(err), "staple") {
			t.Fatalf("%d: %v", cut, err)
		}
	}
	child, err := expect.Spawn(context.Background(), "cat", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer child.Close()
	if _, err := child.SendSecret(secret); err != nil {
		t.Fatal(err)
	}
	if err := child.SendEOF(); err != nil {
		t.Fatal(err)
	}
	_, err = child.Expect("nothing") // to the end, when all has come
	if !errors.Is(err, expect.EOF) || strings.Contains(told(err), "horse") || !strings.Contains(told(err), "********") {
		t.Errorf("got %v", err)
	}
	for n := range len(secret) - 3 {
		s, err := expect.Scripted([][]byte{[]byte("said " + secret[:n+3]), nil}, &expect.SessionOptions{Secrets: []string{secret}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Expect("no"); err == nil || strings.Contains(told(err), secret[:n+3]) {
			t.Errorf("a part: %v", err)
		}
	}
}

func TestDecoding(t *testing.T) {
	py := startPexpect(t)
	r := original.Rand(t)
	parts := []string{"a", "é", "€", "😀", "\xff", "\xc3", "\xe2\x82", "\xf0\x9f", "\xed\xa0\x80", "\xc0\x80", "\xf4\x90", "\x80", "\xe0\x80"}
	for range original.Rounds(t, 2000) {
		var pieces [][]byte
		var raw []any
		for range 1 + r.IntN(4) {
			var p []byte
			for range 1 + r.IntN(3) {
				p = append(p, parts[r.IntN(len(parts))]...)
			}
			pieces, raw = append(pieces, p), append(raw, p)
		}
		encoding, mode := []string{"utf-8", "ascii", "latin-1"}[r.IntN(3)], []string{"strict", "replace", "ignore"}[r.IntN(3)]
		var got any
		text, err := expect.Decode(encoding, mode, pieces...)
		if got = append([]byte{}, text...); err != nil {
			got = original.Dict{{Key: "error", Value: "UnicodeDecodeError"}, {Key: "text", Value: reasonOf(err)}}
		}
		if want := py.Value("decoded", encoding, mode, raw); !original.Same(got, want) {
			t.Fatalf("%s %s %q: got %q %v, want %q", encoding, mode, pieces, got, err, want)
		}
	}
}

// TestBeginningsOfCharacters decodes every first byte with what may and may not follow.
func TestBeginningsOfCharacters(t *testing.T) {
	py := startPexpect(t)
	py.Define("def replaced(texts):\n    return [b.decode('utf-8', 'replace') for b in texts]")
	after := []string{"", "\x7f", "\x80", "\x8f", "\x90", "\x9f", "\xa0", "\xbf", "\xc0"}
	for first := 0x7f; first <= 0xff; first++ {
		var texts [][]byte
		for _, second := range after {
			for _, third := range after {
				texts = append(texts, []byte(string([]byte{byte(first)})+second+third), []byte(string([]byte{byte(first)})+second+third+"\x80"))
			}
		}
		for i, want := range py.Value("replaced", texts).([]any) {
			if got, err := expect.Decode("utf-8", "replace", texts[i]); err != nil || string(got) != want {
				t.Errorf("%q: got %q (%v), want %q", texts[i], got, err, want)
			}
		}
	}
}

// Encodings of golang.org/x/text, against Python's own: characters that both have,
// cut anywhere, and both ways.
func TestEncodings(t *testing.T) {
	py := startPexpect(t)
	r := original.Rand(t)
	letters := map[string][]rune{
		"gbk": []rune("aé中文字。~"), "gb18030": []rune("a中é€😀文ü"), "cp1252": []rune("aé€ÿ–œ"), "big5": []rune("a中文字"), "shift_jis": []rune("aあ漢字カ"),
		"euc_jp": []rune("aあ漢字"), "euc_kr": []rune("a한국어"), "koi8-r": []rune("aПривет"), "iso-8859-2": []rune("ažČł"), "cp437": []rune("aéü█"), "utf-16-le": []rune("aé😀"),
		"utf-16-be": []rune("aé😀"), "cp932": []rune("aあ漢字カ"), "cp936": []rune("a中文字。"), "cp949": []rune("a한국어"), "cp950": []rune("a中文字"), "mac-roman": []rune("aéüß"),
	}
	for name, from := range letters {
		for range original.Rounds(t, 40) {
			var text []rune
			for range 1 + r.IntN(8) {
				text = append(text, from[r.IntN(len(from))])
			}
			coded := py.Value("lambda s, e: s.encode(e)", string(text), name).([]byte)
			if got, err := expect.Decode(name, "strict", pieced(r, coded)...); err != nil || string(got) != string(text) {
				t.Fatalf("%s: %q from %q: %v", name, got, coded, err)
			}
			if got, err := expect.Encode(name, "strict", string(text)); err != nil || string(got) != string(coded) {
				t.Fatalf("%s: %q is %q, want %q: %v", name, string(text), got, coded, err)
			}
		}
	}
	for mode, want := range map[string]string{"strict": "", "replace": "a\uFFFDb", "ignore": "ab"} {
		got, err := expect.Decode("gbk", mode, []byte("a\xffb"))
		if string(got) != want || errors.Is(err, expect.ErrDecode) != (mode == "strict") {
			t.Errorf("%s: %q, %v", mode, got, err)
		}
	}
	for mode, want := range map[string]string{"strict": "", "replace": "a?b", "ignore": "ab"} {
		got, err := expect.Encode("cp1252", mode, "a中b")
		if string(got) != want || errors.Is(err, expect.ErrValue) != (mode == "strict") {
			t.Errorf("%s: %q, %v", mode, got, err)
		}
	}
}

// Errors are one line, with what was waited for, how long, and what came last; the
// rest of Python's text is their detail.
func TestErrorsAreOneLine(t *testing.T) {
	for _, c := range []struct {
		pieces [][]byte
		want   string
	}{
		{[][]byte{[]byte("some \x1b[1mwords\r\nand more"), nil}, `expect: timeout after 1.5s, waiting for re.compile(b'zz\\d') or b'x\n'; what came ends in b'some \x1b[1mwords\r\nand more'`},
		{[][]byte{nil}, `expect: timeout after 1.5s, waiting for re.compile(b'zz\\d') or b'x\n'; nothing came`},
		{[][]byte{[]byte("all")}, `expect: end of file, waiting for re.compile(b'zz\\d') or b'x\n'; what came ends in b'all'`},
		{[][]byte{[]byte("$"), nil}, `expect: timeout after 1.5s, waiting for re.compile(b'zz\\d') or b'x\n'; what came ends in b'$'`},
	} {
		s, err := expect.Scripted(c.pieces, &expect.SessionOptions{Timeout: 1500 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Expect(`zz\d`, expect.Exact("x\n"))
		var e *expect.Error
		if !errors.As(err, &e) || err.Error() != c.want || !strings.Contains(e.Detail(), "searcher: searcher_re:\n    0: re.compile(b'zz") {
			t.Errorf("got %q\nwant %q", err, c.want)
		}
	}
}

// What Latin-1 has no place for is refused, from U+0100 on; the names of encodings that
// are known are told.
func TestCharactersThatDoNotFit(t *testing.T) {
	for text, fits := range map[string]bool{"\u00ff": true, "\u0100": false, "\u0101": false, "a": true} {
		s, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "latin-1"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Send(text); (err == nil) != fits {
			t.Errorf("%q: %v", text, err)
		}
	}
	_, err := expect.Scripted(nil, &expect.SessionOptions{Encoding: "nonsense"})
	if err == nil || !strings.Contains(err.Error(), "unknown encoding: nonsense (expected utf-8, ascii, latin-1, one that golang.org/x/text has, or none)") {
		t.Error(err)
	}
}

// Of many patterns an error names three.
func TestErrorsNameThreePatterns(t *testing.T) {
	for patterns, want := range map[string]string{"a": "re.compile(b'a')", "a b c": "re.compile(b'a') or re.compile(b'b') or re.compile(b'c')", "a b c d": "re.compile(b'a'), re.compile(b'b'), re.compile(b'c') or 1 more", "a b c d e": "re.compile(b'a'), re.compile(b'b'), re.compile(b'c') or 2 more"} {
		s, err := expect.Scripted([][]byte{[]byte("xyz")}, &expect.SessionOptions{})
		if err != nil {
			t.Fatal(err)
		}
		var list []any
		for _, p := range strings.Fields(patterns) {
			list = append(list, p)
		}
		if _, err := s.Expect(list...); err == nil || !strings.Contains(err.Error(), "waiting for "+want+";") {
			t.Errorf("%s: %v, want %s", patterns, err, want)
		}
	}
}
