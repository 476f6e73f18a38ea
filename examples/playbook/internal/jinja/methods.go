package jinja

import (
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// globals are the functions that every template has.
var globals = map[string]any{
	"range": Func(func(args []any, _ *value.Dict) (any, error) {
		from, to, step := 0, 0, 1
		targets := [][]*int{{&to}, {&from, &to}, {&from, &to, &step}}
		if len(args) < 1 || len(args) > 3 {
			return nil, errors.New("range: expected one to three numbers")
		}
		for i, p := range targets[len(args)-1] {
			n, ok := value.Int(args[i])
			if !ok {
				return nil, fmt.Errorf("range: %s; expected a whole number", value.Repr(args[i]))
			}
			*p = n
		}
		if step == 0 {
			return nil, errors.New("range: the step is zero")
		}
		if (to-from)/step > maxRepeat {
			return nil, errors.New("range: more than a million numbers")
		}
		out := []any{}
		for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
			out = append(out, i)
		}
		return out, nil
	}),
	"dict": Func(func(args []any, named *value.Dict) (any, error) {
		d := value.NewDict()
		for _, a := range args {
			if from, ok := a.(*value.Dict); ok {
				d.Update(from)
				continue
			}
			pairs, err := sequence(a)
			if err != nil {
				return nil, err
			}
			for _, p := range pairs {
				pair, ok := p.([]any)
				if !ok || len(pair) != 2 {
					return nil, errors.New("dict: expected pairs")
				}
				d.Set(value.Str(pair[0]), pair[1])
			}
		}
		d.Update(named)
		return d, nil
	}),
	"namespace": Func(func(args []any, named *value.Dict) (any, error) { return namespace{named.Clone()}, nil }),
}

// method is a method of Python's str, dict or list, or nil.
func method(of any, id string) any {
	switch of := of.(type) {
	case string:
		return textMethod(of, id)
	case *value.Dict:
		switch id {
		case "keys":
			return Func(func([]any, *value.Dict) (any, error) { return sequence(of) })
		case "values", "items":
			return Func(func([]any, *value.Dict) (any, error) {
				out := []any{}
				for k, v := range of.All() {
					if id == "items" {
						v = []any{k, v}
					}
					out = append(out, v)
				}
				return out, nil
			})
		case "get":
			return Func(func(args []any, _ *value.Dict) (any, error) {
				if len(args) == 0 {
					return nil, errors.New("get: expected a key")
				}
				if v, ok := of.Get(value.Str(args[0])); ok {
					return v, nil
				}
				if len(args) > 1 {
					return args[1], nil
				}
				return nil, nil
			})
		}
	case []any:
		switch id {
		case "index", "count":
			return Func(func(args []any, _ *value.Dict) (any, error) {
				if len(args) != 1 {
					return nil, fmt.Errorf("%s: expected one value", id)
				}
				n := 0
				for i, e := range of {
					if value.Equal(e, args[0]) {
						if id == "index" {
							return i, nil
						}
						n++
					}
				}
				if id == "index" {
					return nil, fmt.Errorf("%s is not in the list", value.Repr(args[0]))
				}
				return n, nil
			})
		}
	}
	return nil
}

func textMethod(s, id string) any {
	arg := func(args []any, i int, missing string) string {
		if i < len(args) {
			return value.Str(args[i])
		}
		return missing
	}
	plain := func(f func(args []any) any) any {
		return Func(func(args []any, _ *value.Dict) (any, error) { return f(args), nil })
	}
	const blanks = " \t\n\r\v\f"
	switch id {
	case "upper":
		return plain(func([]any) any { return strings.ToUpper(s) })
	case "lower":
		return plain(func([]any) any { return strings.ToLower(s) })
	case "title":
		return plain(func([]any) any { return title(s) })
	case "capitalize":
		return plain(func([]any) any { return capitalize(s) })
	case "strip":
		return plain(func(a []any) any { return strings.Trim(s, arg(a, 0, blanks)) })
	case "lstrip":
		return plain(func(a []any) any { return strings.TrimLeft(s, arg(a, 0, blanks)) })
	case "rstrip":
		return plain(func(a []any) any { return strings.TrimRight(s, arg(a, 0, blanks)) })
	case "startswith":
		return plain(func(a []any) any { return strings.HasPrefix(s, arg(a, 0, "")) })
	case "endswith":
		return plain(func(a []any) any { return strings.HasSuffix(s, arg(a, 0, "")) })
	case "replace":
		return plain(func(a []any) any { return strings.ReplaceAll(s, arg(a, 0, ""), arg(a, 1, "")) })
	case "find":
		return plain(func(a []any) any {
			i := strings.Index(s, arg(a, 0, ""))
			if i > 0 {
				i = len([]rune(s[:i]))
			}
			return i
		})
	case "count":
		return plain(func(a []any) any { return strings.Count(s, arg(a, 0, "")) })
	case "splitlines":
		return plain(func([]any) any { return texts(lines(s)) })
	case "isdigit":
		return plain(func([]any) any {
			return s != "" && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
		})
	case "zfill":
		return plain(func(a []any) any {
			n, _ := value.Int(arg(a, 0, "0"))
			return strings.Repeat("0", min(max(n-len(s), 0), 1000)) + s
		})
	case "split":
		return Func(func(a []any, named *value.Dict) (any, error) {
			most := -1
			if len(a) > 1 {
				most, _ = value.Int(a[1])
			}
			if n, ok := named.Get("maxsplit"); ok {
				most, _ = value.Int(n)
			}
			if len(a) == 0 || a[0] == nil {
				return texts(strings.Fields(s)), nil
			}
			sep := value.Str(a[0])
			if sep == "" {
				return nil, errors.New("split: empty separator")
			}
			if most >= 0 {
				most++
			}
			return texts(strings.SplitN(s, sep, most)), nil
		})
	case "join":
		return Func(func(a []any, _ *value.Dict) (any, error) {
			if len(a) != 1 {
				return nil, errors.New("join: expected one list")
			}
			items, err := sequence(a[0])
			if err != nil {
				return nil, err
			}
			return joined(items, s), nil
		})
	case "format":
		return Func(func(a []any, named *value.Dict) (any, error) { return braces(s, a, named) })
	}
	return nil
}

func joined(items []any, sep string) string {
	words := make([]string, len(items))
	for i, e := range items {
		words[i] = value.Str(e)
	}
	return strings.Join(words, sep)
}

func texts(words []string) []any {
	out := make([]any, len(words))
	for i, w := range words {
		out[i] = w
	}
	return out
}

// lines cuts a text as splitlines does.
func lines(s string) []string {
	if s == "" {
		return nil
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Split(strings.TrimSuffix(s, "\n"), "\n")
}

func capitalize(s string) string {
	r := []rune(strings.ToLower(s))
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

func title(s string) string {
	r := []rune(strings.ToLower(s))
	for i := range r {
		if unicode.IsLetter(r[i]) && (i == 0 || !unicode.IsLetter(r[i-1])) {
			r[i] = unicode.ToUpper(r[i])
		}
	}
	return string(r)
}

// braces is str.format with {}, {0} and {name}.
func braces(s string, args []any, named *value.Dict) (string, error) {
	var b strings.Builder
	next := 0
	for i := 0; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "}}"):
			b.WriteByte(s[i])
			i++
		case s[i] == '{':
			end := strings.IndexByte(s[i:], '}')
			if end < 0 {
				return "", errors.New("format: a brace that does not close")
			}
			field := s[i+1 : i+end]
			i += end
			if strings.ContainsAny(field, ":!.[") {
				return "", fmt.Errorf("format: field %q; expected a number or a name", field)
			}
			if v, ok := named.Get(field); ok {
				b.WriteString(value.Str(v))
				continue
			}
			n, ok := next, true
			if field != "" {
				n, ok = value.Int(field)
			} else {
				next++
			}
			if !ok || n < 0 || n >= len(args) {
				return "", fmt.Errorf("format: no argument for {%s}", field)
			}
			b.WriteString(value.Str(args[n]))
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String(), nil
}
