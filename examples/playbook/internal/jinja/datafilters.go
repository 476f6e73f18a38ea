package jinja

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

func toJSON(indent int) filter {
	return func(in any, g *given) (any, error) {
		n, err := g.number(-1, "indent", indent)
		if err != nil || n < 0 || n > 100 {
			return nil, errors.New("expected an indent up to 100")
		}
		keep := indent == 0 && !value.Truth(g.get(-1, "sort_keys", false))
		return value.EncodeJSON(in, n, !keep), nil
	}
}

// toYAML writes YAML; flow has what holds nothing but scalars on one line, as PyYAML
// does unless it is told.
func toYAML(indent int, flow bool) filter {
	return func(in any, g *given) (any, error) {
		n, err := g.number(-1, "indent", indent)
		if err != nil || n < 1 || n > 100 {
			return nil, errors.New("expected an indent up to 100")
		}
		var b strings.Builder
		writeYAML(&b, in, layout{n, flow}, 0, true)
		return b.String(), nil
	}
}

var dataFilters = map[string]filter{
	"int": func(in any, g *given) (any, error) {
		missing := g.get(0, "default", 0)
		switch v := in.(type) {
		case float64:
			return int(v), nil
		case string:
			base, err := g.number(1, "base", 10)
			if err != nil {
				return nil, err
			}
			s := strings.TrimSpace(v)
			if base != 10 {
				s = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(strings.ToLower(s), "0x"), "0o"), "0b")
				if n, err := strconv.ParseInt(s, base, 64); err == nil {
					return int(n), nil
				}
				return missing, nil
			}
			if n, ok := value.Int(s); ok {
				return n, nil
			}
			if f, err := strconv.ParseFloat(s, 64); err == nil {
				return int(f), nil
			}
			return missing, nil
		}
		if n, ok := value.Int(in); ok {
			return n, nil
		}
		return missing, nil
	},
	"float": func(in any, g *given) (any, error) {
		if n, ok := value.Number(in); ok {
			return n, nil
		}
		if f, err := strconv.ParseFloat(strings.TrimSpace(value.Str(in)), 64); err == nil {
			return f, nil
		}
		return g.get(0, "default", 0.0), nil
	},
	"bool": func(in any, _ *given) (any, error) {
		if in == nil {
			return nil, nil
		}
		switch strings.ToLower(value.Str(in)) {
		case "yes", "on", "1", "true":
			return true, nil
		}
		return false, nil
	},
	"to_json": toJSON(0), "to_nice_json": toJSON(4), "to_yaml": toYAML(2, true), "to_nice_yaml": toYAML(4, false),
	"from_json": func(in any, _ *given) (any, error) { return value.ParseJSON([]byte(value.Str(in))) },
	"from_yaml": func(in any, _ *given) (any, error) {
		f, err := source.Parse("", []byte(value.Str(in)), nil)
		if err != nil {
			return nil, err
		}
		v, err := f.Value(f.Root)
		return Final(v), err
	},
	"ternary": func(in any, g *given) (any, error) {
		switch {
		case in == nil && (len(g.args) > 2 || g.named.Has("none_val")):
			return g.get(2, "none_val", nil), nil
		case value.Truth(in):
			return g.get(0, "true_val", nil), nil
		}
		return g.get(1, "false_val", nil), nil
	},
	"combine": func(in any, g *given) (any, error) {
		recursive := value.Truth(g.get(-1, "recursive", false))
		out := value.NewDict()
		for _, v := range append([]any{in}, g.args...) {
			parts := []any{v}
			if l, ok := v.([]any); ok {
				parts = l
			}
			for _, p := range parts {
				d, ok := p.(*value.Dict)
				if u, missing := p.(Undefined); missing {
					return nil, u.err()
				}
				if !ok {
					return nil, fmt.Errorf("%s; expected dictionaries", value.Kind(p))
				}
				out = merge(out, d, recursive)
			}
		}
		return out, nil
	},
	"dict2items": func(in any, g *given) (any, error) {
		d, ok := in.(*value.Dict)
		if !ok {
			return nil, fmt.Errorf("dict2items requires a dictionary, got %s instead", value.Kind(in))
		}
		out := []any{}
		for k, v := range d.All() {
			out = append(out, value.NewDict(g.text(0, "key_name", "key"), k, g.text(1, "value_name", "value"), v))
		}
		return out, nil
	},
	"items2dict": onList(func(items []any, g *given) (any, error) {
		out := value.NewDict()
		for _, e := range items {
			k, err := field(e, g.text(0, "key_name", "key"))
			if err != nil {
				return nil, err
			}
			v, err := field(e, g.text(1, "value_name", "value"))
			if err != nil {
				return nil, err
			}
			if _, err := defined([]any{k, v}); err != nil {
				return nil, err
			}
			out.Set(value.Str(k), v)
		}
		return out, nil
	}),
	"dictsort": func(in any, g *given) (any, error) {
		d, ok := in.(*value.Dict)
		if !ok {
			return nil, fmt.Errorf("%s; expected a dictionary", value.Kind(in))
		}
		pairs := []any{}
		for k, v := range d.All() {
			pairs = append(pairs, []any{k, v})
		}
		by := "0"
		if g.text(1, "by", "key") == "value" {
			by = "1"
		}
		return sorted(pairs, by, g.truth(0, "case_sensitive"), g.truth(2, "reverse"))
	},
	"dictitems": func(in any, _ *given) (any, error) {
		d, ok := in.(*value.Dict)
		if !ok {
			return nil, fmt.Errorf("%s; expected a dictionary", value.Kind(in))
		}
		out := []any{}
		for k, v := range d.All() {
			out = append(out, []any{k, v})
		}
		return out, nil
	},
	"human_readable": func(in any, g *given) (any, error) {
		n, ok := value.Number(in)
		if !ok {
			if n2, isInt := value.Int(in); isInt {
				n, ok = float64(n2), true
			}
		}
		if !ok {
			return nil, fmt.Errorf("%s; expected a number of bytes", value.Repr(in))
		}
		unit := "Bytes"
		for _, u := range []string{"KB", "MB", "GB", "TB", "PB"} {
			if n < 1024 {
				break
			}
			n, unit = n/1024, u
		}
		return fmt.Sprintf("%.2f %s", n, unit), nil
	},
}

func merge(a, b *value.Dict, recursive bool) *value.Dict {
	out := a.Clone()
	for k, v := range b.All() {
		if recursive {
			x, ok := out.Value(k).(*value.Dict)
			y, ok2 := v.(*value.Dict)
			if ok && ok2 {
				v = merge(x, y, true)
			}
		}
		out.Set(k, v)
	}
	return out
}

// Final is a value whose texts are no templates any more.
func Final(v any) any {
	switch v := v.(type) {
	case value.Text:
		return v.S
	case []any:
		out := make([]any, len(v))
		for i, e := range v {
			out[i] = Final(e)
		}
		return out
	case *value.Dict:
		out := value.NewDict()
		for k, e := range v.All() {
			out.Set(k, Final(e))
		}
		return out
	}
	return v
}

// YAML is a value as PyYAML writes it in blocks, keys sorted.
func YAML(v any, indent int) string {
	var b strings.Builder
	writeYAML(&b, v, layout{indent: indent}, 0, true)
	return b.String()
}

type layout struct {
	indent int
	flow   bool
}

// oneLine is a list or a dictionary of scalars on one line.
func oneLine(v any) (string, bool) {
	var parts []string
	scalar := func(e any) bool {
		switch e.(type) {
		case []any, *value.Dict:
			return false
		}
		return true
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if !scalar(e) {
				return "", false
			}
			parts = append(parts, yamlScalar(e))
		}
		return "[" + strings.Join(parts, ", ") + "]", len(v) > 0
	case *value.Dict:
		keys, _ := sorted(texts(v.Keys()), "", true, false)
		for _, k := range keys {
			e := v.Value(k.(string))
			if !scalar(e) {
				return "", false
			}
			parts = append(parts, yamlScalar(k)+": "+yamlScalar(e))
		}
		return "{" + strings.Join(parts, ", ") + "}", v.Len() > 0
	}
	return "", false
}

func writeYAML(b *strings.Builder, v any, as layout, depth int, top bool) {
	indent := as.indent
	pad := strings.Repeat(" ", indent*depth)
	if line, ok := oneLine(v); ok && as.flow {
		b.WriteString(line + "\n")
		return
	}
	switch v := v.(type) {
	case *value.Dict:
		if v.Len() == 0 {
			b.WriteString("{}\n")
			return
		}
		if !top {
			b.WriteByte('\n')
		}
		pairs, _ := sorted(texts(v.Keys()), "", true, false)
		for _, k := range pairs {
			b.WriteString(pad + yamlScalar(k) + ":")
			e := v.Value(k.(string))
			if _, ok := oneLine(e); ok && as.flow {
				b.WriteByte(' ')
				writeYAML(b, e, as, depth, false)
				continue
			}
			if l, ok := e.([]any); ok && len(l) > 0 {
				writeYAML(b, e, as, depth, false)
				continue
			}
			if d, ok := e.(*value.Dict); !ok || d.Len() == 0 {
				b.WriteByte(' ')
			}
			writeYAML(b, e, as, depth+1, false)
		}
	case []any:
		if len(v) == 0 {
			b.WriteString("[]\n")
			return
		}
		if !top {
			b.WriteByte('\n')
		}
		for _, e := range v {
			var inner strings.Builder
			writeYAML(&inner, e, as, 0, true)
			rows := strings.Split(strings.TrimSuffix(inner.String(), "\n"), "\n")
			for i, row := range rows {
				mark := "- "
				if _, ok := oneLine(e); ok && as.flow {
					e = nil
				}
				switch e := e.(type) {
				case []any:
					if len(e) > 0 {
						mark = "-" + strings.Repeat(" ", max(indent-1, 1))
					}
				case *value.Dict:
					if e.Len() > 0 {
						mark = "-" + strings.Repeat(" ", max(indent-1, 1))
					}
				}
				if i > 0 {
					mark = strings.Repeat(" ", len(mark))
				}
				b.WriteString(strings.TrimRight(pad+mark+row, " ") + "\n")
			}
		}
	default:
		b.WriteString(yamlScalar(v) + "\n")
	}
}

func yamlScalar(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	case float64:
		return pytext.Float(v)
	}
	s := value.Str(v)
	if strings.ContainsAny(s, "\n\t\r") {
		return value.JSON(s, 0)
	}
	if _, plain := source.Plain(s).(string); !plain || s == "" || strings.TrimSpace(s) != s || strings.ContainsAny(s[:1], "-?:,[]{}#&*!|>'\"%@`=<") && s != "-" && !(s[0] == '-' && len(s) > 1 && s[1] != ' ') ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") {
		return "'" + strings.ReplaceAll(s, "'", "''") + "'"
	}
	return s
}
