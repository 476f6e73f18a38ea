package run

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// with are the items of with_NAME, the loops before loop.
func with(scope *vars.Scope, kind string, v any, terms []any) ([]any, error) {
	out := []any{}
	switch kind {
	case "items", "flattened":
		var add func(l []any, depth int)
		add = func(l []any, depth int) {
			for _, e := range l {
				if sub, ok := e.([]any); ok && depth > 0 {
					add(sub, depth-1)
				} else {
					out = append(out, e)
				}
			}
		}
		add(terms, map[string]int{"items": 1, "flattened": 100}[kind])
	case "list":
		return terms, nil
	case "dict":
		for _, t := range terms {
			d, ok := t.(*value.Dict)
			if !ok {
				return nil, fmt.Errorf("with_dict expects a dict, got %s", value.Kind(t))
			}
			for k, e := range d.All() {
				out = append(out, value.NewDict("key", k, "value", e))
			}
		}
	case "fileglob", "file", "first_found":
		f, _, err := scope.Lookup("query")
		if err != nil {
			return nil, err
		}
		query, ok := f.(jinja.Func)
		if !ok {
			return nil, errors.New("the variable query hides the function of that name")
		}
		found, err := query(append([]any{kind}, terms...), value.NewDict())
		if err != nil {
			return nil, err
		}
		return listOf(found), nil
	case "nested", "cartesian":
		out = []any{[]any{}}
		for _, t := range terms {
			var next []any
			for _, head := range out {
				for _, e := range listOf(t) {
					row := append(append([]any{}, head.([]any)...), e)
					if next = append(next, row); len(next) > 100_000 {
						return nil, errors.New("with_nested comes to more than 100000 items")
					}
				}
			}
			out = next
		}
	case "together":
		for i := 0; ; i++ {
			row, some := []any{}, false
			for _, t := range terms {
				l := listOf(t)
				if i < len(l) {
					row, some = append(row, l[i]), true
				} else {
					row = append(row, nil)
				}
			}
			if !some {
				return out, nil
			}
			out = append(out, row)
		}
	case "indexed_items":
		for i, t := range terms {
			out = append(out, []any{i, t})
		}
	case "subelements":
		if len(terms) < 2 {
			return nil, errors.New("with_subelements expects a list and a key")
		}
		for _, e := range listOf(terms[0]) {
			d, ok := e.(*value.Dict)
			if !ok {
				return nil, fmt.Errorf("with_subelements expects dictionaries, got %s", value.Kind(e))
			}
			for _, sub := range listOf(d.Value(value.Str(terms[1]))) {
				out = append(out, []any{e, sub})
			}
		}
	case "sequence":
		return sequence(value.Str(terms[0]))
	case "lines":
		return nil, errors.New("with_lines runs commands here, which this program does not; expected with_items over a registered result")
	default:
		return nil, fmt.Errorf("there is no loop with_%s", kind)
	}
	return out, nil
}

// sequence reads "start=1 end=5 stride=2 format=%02d".
func sequence(spec string) ([]any, error) {
	start, end, stride, format, count := 1, 0, 1, "%d", -1
	for w := range strings.FieldsSeq(spec) {
		k, v, ok := strings.Cut(w, "=")
		if !ok {
			return nil, fmt.Errorf("with_sequence: %q; expected start= end= stride= format= count=", w)
		}
		n, err := strconv.ParseInt(v, 0, 32)
		if err != nil && k != "format" {
			return nil, fmt.Errorf("with_sequence: %q is no whole number", w)
		}
		switch k {
		case "start":
			start = int(n)
		case "end":
			end = int(n)
		case "stride":
			stride = int(n)
		case "count":
			count = int(n)
		case "format":
			format = v
		default:
			return nil, fmt.Errorf("with_sequence: %q; expected start= end= stride= format= count=", w)
		}
	}
	if count >= 0 {
		end = start + (count-1)*stride
	}
	if stride == 0 || strings.Count(format, "%") != 1 || (end-start)/stride > 100_000 {
		return nil, fmt.Errorf("with_sequence: %q; expected a stride, one number in the format, and up to 100000 items", spec)
	}
	out := []any{}
	for i := start; stride > 0 && i <= end || stride < 0 && i >= end; i += stride {
		out = append(out, fmt.Sprintf(format, i))
	}
	return out, nil
}
