package confobj_test

import (
	"errors"
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
		list = append(list, []any{className(one), pythonText(one), one.LineNumber, one.Line})
	}
	out = append(out, original.Pair{Key: "errors", Value: list})
	if e.Config != nil {
		out = append(out, original.Pair{Key: "values", Value: dump(&e.Config.Section)})
	}
	return out
}

// A reading is a text, or lines, to be read with options.
type reading struct {
	Infile  any           // bytes for a stream, or a list of lines
	Options original.Dict // in Python's terms

	text    string
	lines   []string
	options confobj.ConfigObjOptions
	stream  bool // by a reader instead of a file
}

func (r reading) call() original.Call {
	r.Infile, r.Options = []byte(r.text), python(r.options)
	switch {
	case r.lines != nil:
		r.Infile = r.lines
	case !r.stream:
		// What ConfigObj reads from a file is such a list.
		lines := []any{}
		for line := range strings.Lines(r.text) {
			lines = append(lines, []byte(line))
		}
		r.Infile = lines
	}
	return original.Call{Func: "parse", Args: []any{r}}
}

func (r reading) ours() any {
	switch {
	case r.lines != nil:
		return parsed(confobj.NewConfigObj(r.lines, &r.options))
	case r.stream:
		return parsed(confobj.NewConfigObj(strings.NewReader(r.text), &r.options))
	}
	return parsed(confobj.Parse([]byte(r.text), &r.options))
}

func callsOf(readings []reading) []original.Call {
	calls := make([]original.Call, len(readings))
	for i, r := range readings {
		calls[i] = r.call()
	}
	return calls
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
	judge(t).Table(t, callsOf(readings))
}

func TestParityReadingGenerated(t *testing.T) {
	rng := original.Rand(t)
	readings := make([]reading, original.Rounds(t, 2500))
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
	judge(t).Generated(t, callsOf(readings))
}

func TestParityValuesGenerated(t *testing.T) {
	rng := original.Rand(t)
	readings := make([]reading, original.Rounds(t, 2500))
	for i := range readings {
		text := "k = " + randomValue(rng)
		if rng.IntN(3) == 0 {
			text = randomMarker(rng)
		} else if rng.IntN(3) == 0 {
			text = randomKey(rng) + randomValue(rng) + "=" + randomKey(rng)
		}
		readings[i] = reading{text: text, options: confobj.ConfigObjOptions{NoListValues: rng.IntN(4) == 0}}
	}
	judge(t).Generated(t, callsOf(readings))
}
