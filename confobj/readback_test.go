package confobj_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// formats are the options that change how a file looks, alone and together.
func formats() []confobj.ConfigObjOptions {
	var all []confobj.ConfigObjOptions
	for bits := range 1 << 4 {
		for _, indent := range []*string{nil, new(""), new("\t"), new("\u00a0 ")} {
			o := confobj.ConfigObjOptions{NoListValues: bits&1 != 0, Unrepr: bits&2 != 0, WriteEmptyValues: bits&4 != 0, Inspec: bits&8 != 0, Interpolation: confobj.InterpolationOff, IndentType: indent}
			all = append(all, o)
		}
	}
	return all
}

// textOf is what a value comes back as where there are only texts, and lists of
// them where there are lists.
func textOf(o confobj.ConfigObjOptions, value any) any {
	var items []string
	switch v := value.(type) {
	case []string:
		items = v
	case []any:
		for _, item := range v {
			items = append(items, confobj.Str(item))
		}
	default:
		return confobj.Str(value)
	}
	if o.Inspec || o.NoListValues {
		if text := strings.Join(items, ", "); len(items) > 1 {
			return text
		}
		return strings.Join(items, "") + ","
	}
	return append([]string{}, items...)
}

// Under every option that changes the format, what is written comes back equal,
// or is refused. No key is made on the way, and none lost.
func TestWhatIsWrittenComesBackUnderEveryOption(t *testing.T) {
	rng := original.Rand(t)
	texts := []string{"", " ", " x", "x ", "a#b", "#", "#b", "x\nadmin = true", "a\r", "a\rb", "a\r\nb", "\n", "'", `"`, `'"`, `'''"""`, `"""`, "'''", ",", "a,b", "[s]", "a = b", "\u00a0", "x\u2028", "\ufeffx", "\x0c", "%(x)s", "é", "# c", `"a"`, "'a'", "a''' # b"}
	keys := append([]string{"k", "key two"}, texts...)
	comments := []string{"", "# c", "c", `# "quoted"`, "# it's", "# x, y", "#'''", "# a\nadmin = true", "# end\r"}
	for _, o := range formats() {
		for range 60 {
			var value any = texts[rng.IntN(len(texts))]
			switch rng.IntN(3) {
			case 0:
				list := []any{}
				for range rng.IntN(3) {
					list = append(list, texts[rng.IntN(len(texts))])
				}
				value = list
			case 1:
				value = []any{nil, true, 5, 1.5, math.Inf(1), math.NaN(), "x"}[rng.IntN(7)]
			}
			key, comment := keys[rng.IntN(len(keys))], comments[rng.IntN(len(comments))]
			ending := []string{"", "\n", "\r\n", "\r"}[rng.IntN(4)]
			comesBack(t, o, key, value, comment, ending)
		}
	}
}

func comesBack(t *testing.T, o confobj.ConfigObjOptions, key string, value any, comment, ending string) {
	t.Helper()
	c, err := confobj.NewConfigObj(nil, &o)
	if err != nil {
		t.Fatal(err)
	}
	c.Newlines = ending
	if err := errors.Join(c.Set(key, value), c.SetInlineComment(key, comment), c.Set("section", confobj.Dict{{Key: key, Value: "x"}}), c.Sub("section").SetInlineComment(key, comment)); err != nil {
		t.Fatal(err)
	}
	before, indent := confobj.Repr(raw(&c.Section)), c.Options.IndentType
	contents, err := c.Bytes()
	if after := confobj.Repr(raw(&c.Section)); after != before || c.Options.IndentType != indent || c.Newlines != ending {
		t.Errorf("writing made %s of %s", after, before)
	}
	if err != nil {
		if !errors.Is(err, confobj.ErrConfigObj) && !errors.Is(err, confobj.ErrValue) {
			t.Errorf("%q = %#v: %v", key, value, err)
		}
		return
	}
	want := textOf(o, value)
	back, err := confobj.Parse(contents, &o)
	if err != nil {
		t.Errorf("%q = %#v %q with %+v was written as %q: %v", key, value, comment, o, contents, err)
		return
	}
	got := back.Raw(key)
	if o.Unrepr {
		want = value
	}
	if !original.Same(back.Keys(), []string{key, "section"}) && key != "section" || confobj.Repr(got) != confobj.Repr(want) || back.Sub("section").Len() != 1 || !back.Sub("section").Has(key) {
		t.Errorf("%q = %#v %q with %+v was written as %q, which is %v", key, value, comment, o, contents, back)
	}
}

// Each of these was written without a word so that something else was read.
func TestNothingIsLostInWriting(t *testing.T) {
	for _, c := range []struct {
		name    string
		options confobj.ConfigObjOptions
		value   any
		comment string
		want    string // what is written; empty when it is refused
	}{
		{"an item with a line end becomes a key", confobj.ConfigObjOptions{NoListValues: true}, []string{"x\nadmin = true"}, "", ""},
		{"an empty text becomes two quotes", confobj.ConfigObjOptions{NoListValues: true}, "", "", "k = \n"},
		{"blanks at the ends are lost", confobj.ConfigObjOptions{NoListValues: true}, " x ", "", "k = ''' x '''\n"},
		{"what follows a # is lost", confobj.ConfigObjOptions{NoListValues: true}, "a#b", "", "k = '''a#b'''\n"},
		{"infinity makes the file unreadable", confobj.ConfigObjOptions{Unrepr: true}, math.Inf(-1), "", "k = -1e999\n"},
		{"and what is no number is none", confobj.ConfigObjOptions{Unrepr: true}, []any{math.NaN()}, "", ""},
		{"a comment behind a list joins it", confobj.ConfigObjOptions{Inspec: true}, []string{"a", "b"}, "# c", ""},
		{"a comment with a line end becomes a key", confobj.ConfigObjOptions{}, "v", "# c\nadmin = true", ""},
		{"a carriage return before a line feed is lost", confobj.ConfigObjOptions{}, "a\r\nb", "", ""},
		{"white space that is none of ASCII is lost", confobj.ConfigObjOptions{}, []string{"\u00a0a"}, "", "k = \"\u00a0a\",\n"},
	} {
		c.options.Interpolation = confobj.InterpolationOff
		conf, err := confobj.NewConfigObj(nil, &c.options)
		if err != nil {
			t.Fatal(err)
		}
		conf.Newlines, conf.Options.IndentType = "\n", new("")
		if err := errors.Join(conf.Set("k", c.value), conf.SetInlineComment("k", c.comment)); err != nil {
			t.Fatal(err)
		}
		got, err := conf.Bytes()
		if c.want == "" && (err == nil || !errors.Is(err, confobj.ErrConfigObj) && !errors.Is(err, confobj.ErrValue)) {
			t.Errorf("%s: %q, %v", c.name, got, err)
		} else if c.want != "" && (string(got) != c.want || err != nil) {
			t.Errorf("%s: %q, %v, want %q", c.name, got, err, c.want)
		}
	}
}

func TestOptionsThatNoReaderKnowsAreRefused(t *testing.T) {
	for _, change := range []func(*confobj.ConfigObj){
		func(c *confobj.ConfigObj) { c.Options.IndentType = new("x") },
		func(c *confobj.ConfigObj) { c.Options.IndentType = new(" \n") },
		func(c *confobj.ConfigObj) { c.Newlines = "; " },
		func(c *confobj.ConfigObj) { c.Options.Encoding = "nonsense" },
	} {
		c, err := confobj.NewConfigObj([]string{"a = 1"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		change(c)
		if got, err := c.Bytes(); !errors.Is(err, confobj.ErrValue) && !errors.Is(err, confobj.ErrEncoding) {
			t.Errorf("%q, %v", got, err)
		}
	}
}

// With a lone carriage return as the line ending all keys would be one.
func TestALoneCarriageReturnJoinsNothing(t *testing.T) {
	c, err := confobj.NewConfigObj(strings.NewReader("a=1\rb=2\r"), nil)
	if err != nil || c.Newlines != "\r" {
		t.Fatal(c, err)
	}
	contents, err := c.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	again, err := confobj.Parse(contents, nil)
	if err != nil || !slices.Equal(again.Keys(), []string{"a", "b"}) {
		t.Errorf("%q: %v, %v", contents, again, err)
	}
}

// A configspec that names no encoding has none to give, and one that does, does.
func TestValidationKeepsTheEncodingOfTheFile(t *testing.T) {
	spec := []string{"v = float(default=1.5)"}
	c, err := confobj.Parse([]byte("name = caf\xe9\n"), &confobj.ConfigObjOptions{Encoding: "latin-1", Configspec: spec})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{Copy: true}); err != nil {
		t.Fatal(err)
	}
	if got, err := c.Bytes(); string(got) != "name = caf\xe9\nv = 1.5\n" || err != nil || c.Options.Encoding != "latin-1" {
		t.Errorf("%q, %v, %q", got, err, c.Options.Encoding)
	}
	named, err := confobj.NewConfigObj(spec, &confobj.ConfigObjOptions{Inspec: true, Encoding: "utf-16-le", Interpolation: confobj.InterpolationOff})
	if err != nil {
		t.Fatal(err)
	}
	if c, err = confobj.Parse([]byte("name = x\n"), &confobj.ConfigObjOptions{Configspec: named}); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{Copy: true}); err != nil || c.Options.Encoding != "utf-16-le" {
		t.Errorf("%q, %v", c.Options.Encoding, err)
	}
}

// A character set in which two characters are one, or one is two, cannot bring a
// text back.
func TestEncodingsBringTextsBack(t *testing.T) {
	name := filepath.Join(t.TempDir(), "c.conf")
	for _, encoding := range []string{"latin-1", "cp1252", "shift_jis", "euc-jp", "iso2022_jp", "gbk", "gb18030", "big5", "euc_kr", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "ascii"} {
		for _, text := range []string{"é", "\\~¥‾", "日本", "値", "“", "😀", "\ufffd", "\u00a5"} {
			o := &confobj.ConfigObjOptions{Encoding: encoding}
			c, err := confobj.NewConfigObj(confobj.Dict{{Key: "k", Value: text}}, o)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.WriteFile(name); err != nil {
				if !errors.Is(err, confobj.ErrEncoding) {
					t.Errorf("%s in %s: %v", text, encoding, err)
				}
				continue
			}
			again, err := confobj.Load(name, o)
			if err != nil || again.Raw("k") != text {
				contents, _ := os.ReadFile(name)
				t.Errorf("%s in %s was written as %q: %v, %v", text, encoding, contents, again, err)
			}
		}
	}
}

// Two readers of one configuration write nothing into it. The race detector is the
// judge.
func TestReadingIsSafeForTwo(t *testing.T) {
	c, err := confobj.NewConfigObj(confobj.Dict{{Key: "a", Value: "x, y"}, {Key: "b", Value: []any{"%(a)s", "z"}}, {Key: "s", Value: confobj.Dict{{Key: "n", Value: 1}}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan string)
	for range 2 {
		go func() {
			contents, err := c.Bytes()
			lines, lerr := c.Lines()
			b, berr := c.Get("b")
			dict, derr := c.Dict()
			done <- fmt.Sprint(string(contents), err, lines, lerr, b, berr, dict, derr, c.String(), c.Keys(), c.Sub("s").Scalars())
		}()
	}
	if one, two := <-done, <-done; one != two {
		t.Errorf("%s\n%s", one, two)
	}
}
