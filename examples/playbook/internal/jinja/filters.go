package jinja

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

type filter func(in any, g *given) (any, error)

var filters map[string]filter

func init() {
	filters = map[string]filter{}
	for _, group := range []map[string]filter{listFilters, textFilters, dataFilters, chosen()} {
		maps.Copy(filters, group)
	}
	for alias, of := range map[string]string{"count": "length", "e": "escape", "to_uuid": "", "tojson": "to_json", "items": "dictitems"} {
		if of != "" {
			filters[alias] = filters[of]
		}
	}
}

// onList makes a filter of a function on a list.
func onList(f func(items []any, g *given) (any, error)) filter {
	return func(in any, g *given) (any, error) {
		items, err := sequence(in)
		if err != nil {
			return nil, err
		}
		return f(items, g)
	}
}

// onLists makes a filter of a function on the list and another.
func onLists(f func(a, b []any) any) filter {
	return onList(func(items []any, g *given) (any, error) {
		other, err := sequence(g.get(0, "b", nil))
		if err != nil {
			return nil, err
		}
		return f(items, other), nil
	})
}

func has(items []any, v any) bool {
	return slices.ContainsFunc(items, func(e any) bool { return value.Equal(e, v) })
}

func unique(items []any) []any {
	out := []any{}
	for _, e := range items {
		if !has(out, e) {
			out = append(out, e)
		}
	}
	return out
}

// folded is what two texts are compared by when case does not count.
func folded(v any) any {
	if s, ok := v.(string); ok {
		return strings.ToLower(s)
	}
	return v
}

// field finds a.b.c in a value.
func field(v any, path string) (any, error) {
	for part := range strings.SplitSeq(path, ".") {
		var key any = part
		if n, ok := value.Int(part); ok {
			if _, isList := v.([]any); isList {
				key = n
			}
		}
		next, ok, err := index(v, key)
		if err != nil {
			return nil, err
		}
		if !ok {
			return Undefined{Name: path, Reason: fmt.Sprintf("'%s object' has no attribute '%s'", strings.TrimSuffix(value.Kind(v), "ionary"), part)}, nil
		}
		v = next
	}
	return v, nil
}

func sorted(items []any, by string, exact, reverse bool) ([]any, error) {
	type pair struct{ key, v any }
	pairs := make([]pair, len(items))
	for i, e := range items {
		k := e
		if by != "" {
			var err error
			if k, err = field(e, by); err != nil {
				return nil, err
			}
			if u, ok := k.(Undefined); ok {
				return nil, u.err()
			}
		}
		if !exact {
			k = folded(k)
		}
		pairs[i] = pair{k, e}
	}
	var failed error
	slices.SortStableFunc(pairs, func(a, b pair) int {
		o, ok := value.Compare(a.key, b.key)
		if !ok {
			failed = fmt.Errorf("%s and %s have no order", value.Kind(a.key), value.Kind(b.key))
		}
		if reverse {
			return -o
		}
		return o
	})
	out := make([]any, len(pairs))
	for i, p := range pairs {
		out[i] = p.v
	}
	return out, failed
}

func extreme(sign int) filter {
	return onList(func(items []any, g *given) (any, error) {
		by := ""
		if a := g.get(-1, "attribute", nil); a != nil {
			by = value.Str(a)
		}
		s, err := sorted(items, by, g.truth(0, "case_sensitive"), sign > 0)
		if err != nil || len(s) == 0 {
			return Undefined{"…", "the list is empty", value.Pos{}}, err
		}
		return s[0], nil
	})
}

var listFilters = map[string]filter{
	"length": func(in any, _ *given) (any, error) {
		switch in := in.(type) {
		case string:
			return len([]rune(in)), nil
		case []any:
			return len(in), nil
		case *value.Dict:
			return in.Len(), nil
		}
		return nil, fmt.Errorf("%s has no length", value.Kind(in))
	},
	"list": onList(func(items []any, _ *given) (any, error) { return slices.Clone(items), nil }),
	"first": onList(func(items []any, _ *given) (any, error) {
		if len(items) == 0 {
			return Undefined{"…", "No first item, sequence was empty.", value.Pos{}}, nil
		}
		return items[0], nil
	}),
	"last": onList(func(items []any, _ *given) (any, error) {
		if len(items) == 0 {
			return Undefined{"…", "No last item, sequence was empty.", value.Pos{}}, nil
		}
		return items[len(items)-1], nil
	}),
	"join": onList(func(items []any, g *given) (any, error) {
		if a := g.get(1, "attribute", nil); a != nil {
			for i, e := range slices.Clone(items) {
				v, err := field(e, value.Str(a))
				if err != nil {
					return nil, err
				}
				if i == 0 {
					items = slices.Clone(items)
				}
				items[i] = v
			}
		}
		if _, err := defined(items); err != nil {
			return nil, err
		}
		return joined(items, g.text(0, "d", "")), nil
	}),
	"sort": onList(func(items []any, g *given) (any, error) {
		by := ""
		if a := g.get(2, "attribute", nil); a != nil {
			by = value.Str(a)
		}
		return sorted(items, by, g.truth(1, "case_sensitive"), g.truth(0, "reverse"))
	}),
	"unique": onList(func(items []any, _ *given) (any, error) { return unique(items), nil }),
	"reverse": func(in any, _ *given) (any, error) {
		items, err := sequence(in)
		if err != nil {
			return nil, err
		}
		out := slices.Clone(items)
		slices.Reverse(out)
		if _, ok := in.(string); ok {
			return joined(out, ""), nil
		}
		return out, nil
	},
	"min": extreme(-1), "max": extreme(1),
	"sum": onList(func(items []any, g *given) (any, error) {
		total := g.get(1, "start", 0)
		for _, e := range items {
			var err error
			if a := g.get(0, "attribute", nil); a != nil {
				if e, err = field(e, value.Str(a)); err != nil {
					return nil, err
				}
			}
			if total, err = arithmetic("+", total, e); err != nil {
				return nil, err
			}
		}
		return total, nil
	}),
	"flatten": onList(func(items []any, g *given) (any, error) {
		levels, err := g.number(0, "levels", 100)
		return flatten(items, levels), err
	}),
	"difference": onLists(func(a, b []any) any {
		return unique(slices.DeleteFunc(slices.Clone(a), func(e any) bool { return has(b, e) }))
	}),
	"intersect": onLists(func(a, b []any) any {
		return unique(slices.DeleteFunc(slices.Clone(a), func(e any) bool { return !has(b, e) }))
	}),
	"union": onLists(func(a, b []any) any { return unique(slices.Concat(a, b)) }),
	"symmetric_difference": onLists(func(a, b []any) any {
		return unique(slices.DeleteFunc(slices.Concat(a, b), func(e any) bool { return has(a, e) && has(b, e) }))
	}),
	"zip": onLists(func(a, b []any) any {
		out := []any{}
		for i := range min(len(a), len(b)) {
			out = append(out, []any{a[i], b[i]})
		}
		return out
	}),
	"product": onLists(func(a, b []any) any {
		out := []any{}
		for _, x := range a {
			for _, y := range b {
				out = append(out, []any{x, y})
			}
		}
		return out
	}),
	"batch": onList(func(items []any, g *given) (any, error) {
		n, err := g.number(0, "linecount", 0)
		if err != nil || n < 1 {
			return nil, errors.New("expected how many items a line has")
		}
		out := []any{}
		for c := range slices.Chunk(items, n) {
			out = append(out, c)
		}
		return out, nil
	}),
	"groupby": onList(func(items []any, g *given) (any, error) {
		by := g.text(0, "attribute", "")
		s, err := sorted(items, by, false, false)
		if err != nil {
			return nil, err
		}
		out := []any{}
		for _, e := range s {
			k, _ := field(e, by)
			if n := len(out); n > 0 && value.Equal(folded(out[n-1].([]any)[0]), folded(k)) {
				last := out[n-1].([]any)
				last[1] = append(last[1].([]any), e)
				continue
			}
			out = append(out, []any{k, []any{e}})
		}
		return out, nil
	}),
	"subelements": onList(func(items []any, g *given) (any, error) {
		out := []any{}
		for _, e := range items {
			v, err := field(e, g.text(0, "subelements", ""))
			if err != nil {
				return nil, err
			}
			if u, ok := v.(Undefined); ok {
				if g.truth(1, "skip_missing") {
					continue
				}
				return nil, u.err()
			}
			subs, err := sequence(v)
			if err != nil {
				return nil, err
			}
			for _, sub := range subs {
				out = append(out, []any{e, sub})
			}
		}
		return out, nil
	}),
	"abs": func(in any, _ *given) (any, error) {
		switch n := in.(type) {
		case int:
			return max(n, -n), nil
		case float64:
			return math.Abs(n), nil
		}
		return nil, fmt.Errorf("%s; expected a number", value.Kind(in))
	},
	"round": func(in any, g *given) (any, error) {
		n, ok := value.Number(in)
		digits, err := g.number(0, "precision", 0)
		if !ok || err != nil {
			return nil, errors.Join(err, fmt.Errorf("%s; expected a number", value.Kind(in)))
		}
		scale := math.Pow10(digits)
		switch g.text(1, "method", "common") {
		case "ceil":
			return math.Ceil(n*scale) / scale, nil
		case "floor":
			return math.Floor(n*scale) / scale, nil
		}
		return math.RoundToEven(n*scale) / scale, nil
	},
}

func flatten(items []any, levels int) []any {
	out := []any{}
	for _, e := range items {
		if sub, ok := e.([]any); ok && levels > 0 {
			out = append(out, flatten(sub, levels-1)...)
		} else if e != nil {
			out = append(out, e)
		}
	}
	return out
}

// chosen are the filters that take other filters or tests.
func chosen() map[string]filter {
	passes := func(e any, g *given, from int) (bool, error) {
		if len(g.args) <= from {
			return value.Truth(e), nil
		}
		id := value.Str(g.args[from])
		t, ok := tests[id]
		u, missing := e.(Undefined)
		switch {
		case id == "defined":
			return !missing, nil
		case id == "undefined":
			return missing, nil
		case !ok:
			return false, fmt.Errorf("no test named %q", id)
		case missing:
			return false, u.err()
		}
		return t(e, &given{s: g.s, args: g.args[from+1:], named: g.named})
	}
	selecting := func(byField, keep bool) filter {
		return onList(func(items []any, g *given) (any, error) {
			from := 0
			if byField {
				if len(g.args) == 0 {
					return nil, errors.New("expected the name of an attribute")
				}
				from = 1
			}
			out := []any{}
			for _, e := range items {
				v := e
				var err error
				if byField {
					if v, err = field(e, value.Str(g.args[0])); err != nil {
						return nil, err
					}
					if u, ok := v.(Undefined); ok && len(g.args) == 1 {
						_ = u
						v = nil
					}
				}
				yes, err := passes(v, g, from)
				if err != nil {
					return nil, err
				}
				if yes == keep {
					out = append(out, e)
				}
			}
			return out, nil
		})
	}
	return map[string]filter{
		"select": selecting(false, true), "reject": selecting(false, false),
		"selectattr": selecting(true, true), "rejectattr": selecting(true, false),
		"map": onList(func(items []any, g *given) (any, error) {
			out := make([]any, 0, len(items))
			attr, byField := g.named.Get("attribute")
			if !byField && len(g.args) == 0 {
				return nil, errors.New("expected a filter or attribute=")
			}
			for _, e := range items {
				var v any
				var err error
				if byField {
					v, err = field(e, value.Str(attr))
					if _, missing := v.(Undefined); missing && g.named.Has("default") {
						v = g.named.Value("default")
					}
				} else {
					v, err = g.s.filter(strings.TrimPrefix(value.Str(g.args[0]), "ansible.builtin."), e, &given{s: g.s, args: g.args[1:], named: g.named})
				}
				if err != nil {
					return nil, err
				}
				out = append(out, v)
			}
			return out, nil
		}),
		"extract": func(in any, g *given) (any, error) {
			v, ok, err := index(g.get(0, "container", nil), in)
			if !ok {
				return Undefined{Name: value.Str(in), Reason: fmt.Sprintf("%s is not there to extract", value.Repr(in))}, err
			}
			if more := g.get(1, "morekeys", nil); more != nil {
				keys, isList := more.([]any)
				if !isList {
					keys = []any{more}
				}
				for _, k := range keys {
					if v, ok, err = index(v, k); !ok {
						return Undefined{Name: value.Str(k), Reason: fmt.Sprintf("%s is not there to extract", value.Repr(k))}, err
					}
				}
			}
			return v, err
		},
	}
}
