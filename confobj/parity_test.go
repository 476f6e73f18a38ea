package confobj_test

import (
	_ "embed"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(writerFile); name != "" {
		writeForever(name)
	}
	leak.Main(m)
}

//go:embed testdata/original.py
var originalSource string

func startConfigObj(t *testing.T) *original.Python {
	py := original.Start(t, "configobj", "validate")
	py.Define(originalSource)
	return py
}

// classes are Python's names for the classes of errors.
var classes = []struct {
	kind error
	name string
}{
	{confobj.ErrNesting, "NestingError"}, {confobj.ErrParse, "ParseError"}, {confobj.ErrDuplicate, "DuplicateError"},
	{confobj.ErrConfigspec, "ConfigspecError"}, {confobj.ErrUnrepr, "UnreprError"},
	{confobj.ErrInterpolationLoop, "InterpolationLoopError"}, {confobj.ErrMissingInterpolationOption, "MissingInterpolationOption"},
	{confobj.ErrInterpolation, "InterpolationError"}, {confobj.ErrConfigObj, "ConfigObjError"},
	{confobj.ErrReload, "ReloadError"}, {confobj.ErrKey, "KeyError"}, {confobj.ErrValue, "ValueError"},
	{confobj.ErrType, "TypeError"}, {confobj.ErrNotFound, "OSError"},
}

func className(err error) string {
	var e *confobj.ConfigObjError
	if errors.As(err, &e) {
		err = e.Kind // a file's error is each of its errors too
	}
	for _, c := range classes {
		if errors.Is(err, c.kind) {
			return c.name
		}
	}
	return "another error"
}

// outcome is a value, or an error in the terms of testdata/original.py.
func outcome(value any, err error) any {
	if err != nil {
		return original.Dict{{Key: "error", Value: className(err)}, {Key: "text", Value: pythonText(err)}}
	}
	return pythonic(value)
}

// pythonText is what str() of Python's exception says, of which Error() is one
// line with the place in it.
func pythonText(err error) string {
	var e *confobj.Error
	var c *confobj.ConfigObjError
	var v *confobj.ValidateError
	switch {
	case errors.As(err, &c):
		if len(c.Errors) > 1 {
			return fmt.Sprintf("Parsing failed with several errors.\nFirst error at line %d.", c.Errors[0].LineNumber)
		}
		return c.Reason
	case errors.As(err, &v):
		return v.Reason
	case errors.As(err, &e):
		switch {
		case e.Kind != confobj.ErrKey:
			return e.Reason
		case strings.HasPrefix(e.Reason, "no "):
			return confobj.Repr(e.Input)
		case e.Reason == "there is no key to take away":
			return confobj.Repr(": 'popitem(): dictionary is empty'")
		}
		return confobj.Repr(e.Reason)
	}
	return err.Error()
}

// done is outcome where Python returns None.
func done(err error) any { return outcome(nil, err) }

// pythonic is a value of this package in the terms of package original.
func pythonic(value any) any {
	switch v := value.(type) {
	case confobj.Tuple:
		out := original.Tuple{}
		for _, item := range v {
			out = append(out, pythonic(item))
		}
		return out
	case []any:
		out := []any{}
		for _, item := range v {
			out = append(out, pythonic(item))
		}
		return out
	case confobj.Dict:
		out := original.Dict{}
		for _, p := range v {
			out = append(out, original.Pair{Key: pythonic(p.Key), Value: pythonic(p.Value)})
		}
		return out
	case confobj.Set:
		out := original.Set{}
		for _, item := range v {
			out = append(out, pythonic(item))
		}
		return out
	case complex128:
		return original.Object{Class: "builtins.complex", Repr: confobj.Repr(v)}
	case *confobj.Section:
		return dump(v)
	}
	return original.Plain(value)
}

// dump is a section as it stands, like its namesake in testdata/original.py.
func dump(s *confobj.Section) any {
	scalars, sections := []any{}, []any{}
	for _, k := range s.Scalars() {
		scalars = append(scalars, []any{k, pythonic(s.Raw(k)), s.Comments(k), s.InlineComment(k)})
	}
	for _, k := range s.Sections() {
		sections = append(sections, []any{k, dump(s.Sub(k)), s.Comments(k), s.InlineComment(k)})
	}
	return []any{scalars, sections}
}

func plainErr(r original.Result) any {
	var e *original.Exception
	if errors.As(r.Err, &e) {
		return original.Dict{{Key: "error", Value: e.Class}, {Key: "text", Value: e.Message}}
	}
	return r.Value
}

func python(o confobj.ConfigObjOptions) original.Dict {
	d := original.Dict{
		{Key: "list_values", Value: !o.NoListValues}, {Key: "raise_errors", Value: o.RaiseErrors},
		{Key: "unrepr", Value: o.Unrepr}, {Key: "write_empty_values", Value: o.WriteEmptyValues}, {Key: "stringify", Value: !o.NoStringify},
		{Key: "interpolation", Value: []any{"configparser", "template", false}[o.Interpolation]},
		{Key: "default_encoding", Value: "utf-8"},
	}
	if o.IndentType != nil {
		d = append(d, original.Pair{Key: "indent_type", Value: *o.IndentType})
	}
	if o.Encoding != "" {
		d = append(d, original.Pair{Key: "encoding", Value: o.Encoding})
	}
	if o.Inspec {
		d = append(d, original.Pair{Key: "_inspec", Value: true})
	}
	return d
}
