package confobj_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// file is a configuration with everything that belongs to it, like its namesake
// in testdata/original.py.
func file(c *confobj.ConfigObj) original.Dict {
	lines, err := c.Lines()
	written := outcome(c.Bytes())
	ours := outcome(lines, err)
	if c.Options.Encoding != "" || c.BOM {
		ours = nil
	}
	return original.Dict{
		{Key: "values", Value: dump(&c.Section)}, {Key: "initial", Value: c.InitialComment}, {Key: "final", Value: c.FinalComment},
		{Key: "indent", Value: c.Options.IndentType}, {Key: "newlines", Value: orNone(c.Newlines)},
		{Key: "encoding", Value: orNone(c.Options.Encoding)}, {Key: "BOM", Value: c.BOM}, {Key: "written", Value: written}, {Key: "lines", Value: ours},
	}
}

// orNone is None for an empty text: in Python what is not known is None.
func orNone(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// parsed is what reading came to, in the terms of testdata/original.py.
func parsed(c *confobj.ConfigObj, err error) any {
	var e *confobj.ConfigObjError
	if !errors.As(err, &e) {
		if err != nil {
			return outcome(nil, err)
		}
		return file(c)
	}
	out := outcome(nil, err).(original.Dict)
	all := e.Errors
	if all == nil {
		all = []*confobj.ConfigObjError{e}
	}
	list := []any{}
	for _, one := range all {
		list = append(list, []any{className(one), one.Error(), one.LineNumber, one.Line})
	}
	out = append(out, original.Pair{Key: "errors", Value: list})
	if e.Config != nil {
		out = append(out, original.Pair{Key: "values", Value: dump(&e.Config.Section)})
	}
	return out
}

// A reading is a text, or lines, to be read with options.
type reading struct {
	text    string
	lines   []string
	options confobj.ConfigObjOptions
	stream  bool // by a reader instead of a file
}

func (r reading) python() original.Call {
	var infile any = []byte(r.text)
	switch {
	case r.lines != nil:
		infile = r.lines
	case !r.stream:
		// What ConfigObj reads from a file is such a list.
		lines := []any{}
		for line := range strings.Lines(r.text) {
			lines = append(lines, []byte(line))
		}
		infile = lines
	}
	return original.Call{Func: "parse", Args: []any{infile, python(r.options)}}
}

func (r reading) ours() (*confobj.ConfigObj, error) {
	switch {
	case r.lines != nil:
		return confobj.NewConfigObj(r.lines, &r.options)
	case r.stream:
		return confobj.NewConfigObj(strings.NewReader(r.text), &r.options)
	}
	return confobj.Parse([]byte(r.text), &r.options)
}

// compareReadings reads each in both ways.
func compareReadings(t *testing.T, readings []reading) {
	t.Helper()
	py := startConfigObj(t)
	for len(readings) > 0 {
		n := min(len(readings), 2000)
		calls := make([]original.Call, n)
		for i, r := range readings[:n] {
			calls[i] = r.python()
		}
		for i, result := range py.Batch(calls) {
			readings[i].compare(t, result)
		}
		readings = readings[n:]
	}
}

func (r reading) compare(t *testing.T, result original.Result) {
	t.Helper()
	c, err := r.ours()
	got, want := parsed(c, err), plainErr(result)
	if err == nil {
		if d := writtenOtherwise(c.Options, &c.Section); d != nil {
			g, gok := got.(original.Dict)
			w, wok := want.(original.Dict)
			_, refused := w.Get("written").(original.Dict) // for a reason of its own
			if gok && wok && !refused && original.Same(g.Get("written"), w.Get("written")) {
				t.Errorf("%q is written alike: the divergence %q has healed or is drawn too wide", r.text, d.name)
			}
			got, want = withoutWriting(got), withoutWriting(want)
		}
	}
	if !original.Same(got, want) {
		t.Errorf("%q, %q with %+v (stream %v)%s", r.text, r.lines, r.options, r.stream, differing(got, want))
	}
}

func withoutWriting(facts any) any {
	var kept original.Dict
	d, ok := facts.(original.Dict)
	if !ok {
		return facts
	}
	for _, p := range d {
		if p.Key != "written" && p.Key != "lines" {
			kept = append(kept, p)
		}
	}
	return kept
}

// texts are the files that say most: each grammar's corner and each error.
var texts = []string{
	"", "\n", "# c", "# c\n\n", "a=", "a=,", "a=1,", "a= , ", "a=1,,2", "a=,b", `a="a"b`, `a="`, "a=it's", "a='it''s'", "a=x#c", "a=x;y", "a = b = c",
	`"k=1"=2`, "'k=v", "=v", "[]", `[""]`, "[s][t]", "[a]]", "[[a]", "[[x]]", "[a]\n[[b]]\n[[[c]]]\nk=1\n[[d]]\n[e]", "[a]\n[[b]]\n[a]\nk=1\n[[b]]\nk=2",
	`a="""x" ""y"""`, `a="""x""" # c`, "a='''x\ny''' # c\nb=1", "a='''x\ny", "a='''x''' y'''", "a='''x\ny''' z", "'''k''' = 1", "a=1\rb=2\r", "a=1\r\nb=2\n", "\ta=1",
	"a=1\n\n\n", "# i\na=1\n# f\n", "\xef\xbb\xbfa=1\n", "\xef\xbb\xbfa=\xc3\xa9\n", "a=1\na=2\n[b]\n[b]\nx=1", "a = 1, 2, 3 # c", `a = "x, y", 'z'`, `a = "x" # c", d`, "a =  ,b",
	"a = x # c", "[ a ] # c", "[  [ a ]  ]", "a=1 # c\n  b=2 # d\n", "a='''", `a="""`, "a='' ''", "a = # c", "a = ,# c", "a = 1,# c", `a="b",`, `a = "a", "b`, "a=1\nb",
}

func TestParityReading(t *testing.T) {
	var readings []reading
	for _, text := range texts {
		for _, o := range []confobj.ConfigObjOptions{{}, {NoListValues: true}, {Interpolation: confobj.InterpolationOff, RaiseErrors: true}, {Inspec: true}, {WriteEmptyValues: true}} {
			readings = append(readings, reading{text: text, options: o}, reading{text: text, options: o, stream: true})
		}
	}
	compareReadings(t, readings)
}

func TestParityReadingGenerated(t *testing.T) {
	rng := original.Rand(t)
	readings := make([]reading, original.Rounds(t, 4000))
	for i := range readings {
		r := reading{text: randomFile(rng), options: randomOptions(rng)}
		switch rng.IntN(4) {
		case 0:
			r.stream = true
		case 1:
			r.lines = strings.SplitAfter(r.text, "\n")
		}
		readings[i] = r
	}
	compareReadings(t, readings)
}

func TestParityValuesGenerated(t *testing.T) {
	rng := original.Rand(t)
	readings := make([]reading, original.Rounds(t, 4000))
	for i := range readings {
		text := "k = " + randomValue(rng)
		if rng.IntN(3) == 0 {
			text = randomMarker(rng)
		} else if rng.IntN(3) == 0 {
			text = randomKey(rng) + randomValue(rng) + "=" + randomKey(rng)
		}
		readings[i] = reading{text: text, options: confobj.ConfigObjOptions{NoListValues: rng.IntN(4) == 0}}
	}
	compareReadings(t, readings)
}

// differing words what is not the same, of two dictionaries only the entries
// that are not.
func differing(got, want any) string {
	g, gok := got.(original.Dict)
	w, wok := want.(original.Dict)
	if !gok || !wok {
		return fmt.Sprintf("\n got %q\nwant %q", original.Plain(got), want)
	}
	text := ""
	for _, p := range w {
		if value := g.Get(p.Key); !original.Same(value, p.Value) {
			text += fmt.Sprintf("\n%v:\n got %q\nwant %q", p.Key, original.Plain(value), p.Value)
		}
	}
	return text
}
