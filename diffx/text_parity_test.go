package diffx_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/original"
)

func TestParityJunk(t *testing.T) {
	py := startOriginal(t)
	sets := py.Value("blanks").([]any)
	var line, char []any
	for r := rune(0); r < 0x110000; r++ {
		if 0xD800 <= r && r < 0xE000 {
			continue
		}
		if diffx.IsLineJunk(string(r)) {
			line = append(line, r)
		}
		if diffx.IsCharacterJunk(r) {
			char = append(char, r)
		}
	}
	if !original.Same(line, sets[1]) || !original.Same(char, sets[2]) {
		t.Errorf("junk lines %x, characters %x; want %x, %x", line, char, sets[1], sets[2])
	}
	for _, s := range []string{"", "\n", "  #   \n", "hello\n", "#", "##", " # \t\u3000\n", "#a", " #\n#", "\n\n", "a\n", "#\x1c"} {
		if want := py.Value("difflib.IS_LINE_JUNK", s); diffx.IsLineJunk(s) != want {
			t.Errorf("IsLineJunk(%q) is not %v", s, want)
		}
	}
}

func TestParityLines(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	pieces := []string{"a", "b", "日本", "\n", "\r", "\r\n", "\v", "\f", "\x1c", "\x1d", "\x1e", "\x1f", "\x85", "\u0085", "\u2028", "\u2029", "\u2027", " ", "\x00"}
	for range original.Rounds(t, 500) {
		var s strings.Builder
		for range rng.IntN(12) {
			s.WriteString(pick(rng, pieces))
		}
		text := s.String()
		if utf8.ValidString(text) {
			for _, keep := range []diffx.LineEnds{diffx.DropEnds, diffx.KeepEnds} {
				got, want := diffx.SplitLines(text, keep), py.Value("lambda s, k: s.splitlines(k)", text, keep == diffx.KeepEnds)
				if !original.Same(got, want) {
					t.Errorf("SplitLines(%q, %v):\n got %q\nwant %q", text, keep, got, want)
				}
			}
		}
		if strings.Contains(text, "\x85") && !utf8.ValidString(text) {
			text = strings.ToValidUTF8(text, "?")
		}
		got, err := diffx.ReadLines(strings.NewReader(text))
		if want := py.Value("readlines", []byte(text)); err != nil || !original.Same(got, want) {
			t.Errorf("ReadLines(%q):\n got %q, %v\nwant %q", text, got, err, want)
		}
	}
}

func TestParityDiffBytes(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	line := func() []byte {
		b := make([]byte, rng.IntN(5))
		for i := range b {
			b[i] = pick(rng, []byte{'a', 0x80, 0xff, 0xe6, '\r', 0})
		}
		return append(b, '\n')
	}
	for range original.Rounds(t, 200) {
		var a, b [][]byte
		for range rng.IntN(12) {
			a = append(a, line())
		}
		b = slices.Clone(a)
		for range rng.IntN(4) {
			b = slices.Insert(b, rng.IntN(len(b)+1), line())
		}
		if len(b) > 0 && rng.IntN(2) == 0 {
			b = b[1:]
		}
		for _, context := range []bool{false, true} {
			dfunc := diffx.UnifiedDiff
			if context {
				dfunc = diffx.ContextDiff
			}
			got := slices.Collect(must(diffx.DiffBytes(dfunc, a, b, &diffx.DiffOptions{FromFile: "a\xff", ToFile: "b", ToFileDate: "\x80"})))
			want := py.Value("diff_bytes", context, a, b, []byte("a\xff"), []byte("b"), []byte(""), []byte("\x80"))
			if len(got) == 0 {
				got = [][]byte{}
			}
			if !original.Same(got, want) {
				t.Errorf("%q and %q:\n got %q\nwant %q", a, b, got, want)
			}
		}
	}
}

// Text that is not UTF-8 is compared by its bytes, as Python does under
// surrogateescape.
func TestParityInvalidText(t *testing.T) {
	py := startOriginal(t)
	a, b := []string{"a\xffb\n", "\xfe\n", "\xe6\x97 x\n"}, []string{"a\xfeb\n", "\xfe\n", "\xe6\x97\xa5 x\n"}
	got := slices.Collect(diffx.NDiff(a, b, nil))
	want := py.Value("lambda a, b: [os.fsencode(s) for s in difflib.ndiff([os.fsdecode(x) for x in a], [os.fsdecode(x) for x in b])]", byteLines(a), byteLines(b))
	if !original.Same(byteLines(got), want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	page, err := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: new(0)}).MakeFile(a, b, nil)
	if err != nil {
		t.Fatal(err)
	}
	py.Define("difflib.HtmlDiff._default_prefix = 0")
	if want := py.Value("lambda a, b: difflib.HtmlDiff().make_file([os.fsdecode(x) for x in a], [os.fsdecode(x) for x in b])", byteLines(a), byteLines(b)); page != want {
		t.Errorf("got %q\nwant %q", page, want)
	}
}

func byteLines(lines []string) [][]byte {
	var list [][]byte
	for _, line := range lines {
		list = append(list, []byte(line))
	}
	return list
}

func TestParityPrefixes(t *testing.T) {
	py := startOriginal(t)
	want := py.Value("prefixes", 12)
	h := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: new(0)})
	var got []string
	for range 12 {
		got = append(got, must(h.MakeTable([]string{"a"}, []string{"b"}, nil)))
	}
	if !original.Same(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
	// Tables of different HtmlDiffs share one count unless told otherwise.
	one, two := must(diffx.NewHTMLDiff(nil).MakeTable(nil, nil, nil)), must(diffx.NewHTMLDiff(nil).MakeTable(nil, nil, nil))
	if one == two {
		t.Errorf("two tables of one page have the same anchors: %q", one)
	}
}

func TestParityCharsets(t *testing.T) {
	py := startOriginal(t)
	a, b := []string{"é 日 😀 <\n"}, []string{"é 本 😀 <\n"}
	for _, name := range []string{"utf-8", "UTF-8", "utf8", "U8", "utf_8", "utf-8-sig", "utf-16", "utf-16-le", "UTF_16_BE", "utf-32", "utf-32-be", "us-ascii", "ascii", "646", "latin-1", "iso-8859-1", "ISO8859-1", "l1", "cp819"} {
		py.Define("difflib.HtmlDiff._default_prefix = 3")
		want, err := py.Call("lambda a, b, c: difflib.HtmlDiff().make_file(a, b, charset=c)", a, b, name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := diffx.NewHTMLDiff(&diffx.HTMLDiffOptions{FirstPrefix: new(3)}).MakeFile(a, b, &diffx.MakeOptions{Charset: name})
		if err != nil || got != want {
			t.Errorf("%s: %v\n got %q\nwant %q", name, err, got, want)
		}
	}
	_, want := py.Call("lambda: difflib.HtmlDiff().make_file([], [], charset='no-such')")
	_, err := diffx.NewHTMLDiff(nil).MakeFile(nil, nil, &diffx.MakeOptions{Charset: "no-such"})
	var theirs *original.Exception
	if !errors.As(want, &theirs) || theirs.Class != "LookupError" || !errors.Is(err, diffx.ErrLookup) || reasonOf(err) != theirs.Message {
		t.Errorf("unknown charset: got %v, want %v", err, want)
	}
	// With a predicate at hand any charset will do.
	page, err := diffx.NewHTMLDiff(nil).MakeFile(a, b, &diffx.MakeOptions{Charset: `x"y`, Encodes: func(r rune) bool { return r != '😀' }})
	if err != nil || !strings.Contains(page, "&#128512;") || !strings.Contains(page, "日") || !strings.Contains(page, "charset=x&#34;y") {
		t.Errorf("own charset: %v, %q", err, page)
	}
}

// The newer rule of ndiff, judged by its plainest form over the original.
func TestParityWindowed(t *testing.T) {
	py := startOriginal(t)
	rng := original.Rand(t)
	inChunks(min(original.Rounds(t, 300), 20_000), func(n int) {
		var calls []original.Call
		var ours []func() []any
		for range n {
			a, b := genLines(rng)
			junk := pick(rng, []string{"blank", "never", "vowel"})
			calls = append(calls, original.Call{Func: "windowed", Args: []any{a, b, junk}})
			ours = append(ours, func() []any {
				return texts(diffx.NDiff(a, b, &diffx.DifferOptions{CharJunk: charJunks[junk], Windowed: true}))
			})
		}
		for i, r := range py.Batch(calls) {
			if got := ours[i](); r.Err != nil || !original.Same(got, r.Value) {
				t.Fatalf("%.700q: %v\n got %.1500q\nwant %.1500q", calls[i].Args, r.Err, got, r.Value)
			}
		}
	})
}

func TestWriteLinesTellsOfTheWriter(t *testing.T) {
	var out bytes.Buffer
	diff := must(diffx.UnifiedDiff([]string{"a\n"}, []string{"b\n"}, nil))
	if n, err := diffx.WriteLines(&out, diff); err != nil || int(n) != out.Len() || !strings.HasSuffix(out.String(), "-a\n+b\n") {
		t.Errorf("%d, %v: %q", n, err, out.String())
	}
	full := errors.New("full")
	if n, err := diffx.WriteLines(failing{full}, diff); !errors.Is(err, full) || n != 0 {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := diffx.ReadLines(failing{full}); !errors.Is(err, full) {
		t.Error(err)
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }
func (f failing) Read([]byte) (int, error)  { return 0, f.err }
