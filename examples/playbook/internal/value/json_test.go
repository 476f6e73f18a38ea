package value

import (
	"math"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// random is a value that JSON can hold.
func random(r interface{ IntN(int) int }, depth int) any {
	text := func() string {
		pieces := []string{"", "a", "ä€😀", "\"", "\\", "\n\t\r\b\f", "\x00\x01\x1f", "\x7f", "<&>", "\u2028", " ", "{{ x }}"}
		var b strings.Builder
		for range r.IntN(4) {
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		return b.String()
	}
	kinds := 8
	if depth == 0 {
		kinds = 6
	}
	switch r.IntN(kinds) {
	case 0:
		return nil
	case 1:
		return r.IntN(2) == 0
	case 2:
		return r.IntN(2_000_000) - 1_000_000
	case 3:
		return float64(r.IntN(2_000_000)-1_000_000) / 256
	case 4, 5:
		return text()
	case 6:
		list := []any{}
		for range r.IntN(4) {
			list = append(list, random(r, depth-1))
		}
		return list
	}
	d := NewDict()
	for range r.IntN(4) {
		d.Set(text(), random(r, depth-1))
	}
	return d
}

// theirs is a value as Python gets it.
func theirs(v any) any {
	switch v := v.(type) {
	case []any:
		out := []any{}
		for _, e := range v {
			out = append(out, theirs(e))
		}
		return out
	case *Dict:
		out := original.Dict{}
		for k, e := range v.All() {
			out = append(out, original.Pair{Key: k, Value: theirs(e)})
		}
		return out
	}
	return v
}

// What we write is what json.dumps writes, and reads back as it was.
func TestJSONIsThatOfPython(t *testing.T) {
	py := original.Start(t)
	py.Define("import json")
	r := original.Rand(t)
	values := []any{math.Inf(1), math.Inf(-1), math.NaN(), []any{}, NewDict(), NewDict("b", []any{1, nil}, "a", NewDict("x", ""))}
	for range original.Rounds(t, 500) {
		values = append(values, random(r, 3))
	}
	for _, v := range values {
		for _, c := range []struct {
			indent int
			sorted bool
		}{{0, true}, {0, false}, {4, true}, {2, false}} {
			want, err := py.Call("lambda v, i, s: json.dumps(v, indent=i or None, sort_keys=s, ensure_ascii=False)", theirs(v), c.indent, c.sorted)
			if err != nil {
				t.Fatal(err)
			}
			if got := EncodeJSON(v, c.indent, c.sorted); got != want {
				t.Errorf("indent %d, sorted %v: %s, want %s", c.indent, c.sorted, got, want)
			}
		}
		if f, ok := v.(float64); ok && (math.IsInf(f, 0) || math.IsNaN(f)) {
			continue // JSON of others has none
		}
		back, err := ParseJSON([]byte(EncodeJSON(v, 0, false)))
		if err != nil || EncodeJSON(back, 0, false) != EncodeJSON(v, 0, false) {
			t.Errorf("%s comes back as %s, %v", EncodeJSON(v, 0, false), EncodeJSON(back, 0, false), err)
		}
	}
}

// A host may write what it likes: what is no text becomes the mark for it, byte by
// byte, and what is no JSON, or too deep, or more than one value, is an error.
func TestForeignJSON(t *testing.T) {
	if got := JSON("a\xff\xfe\"\xc3b", 0); got != "\"a\ufffd\ufffd\\\"\ufffdb\"" {
		t.Errorf("%q", got)
	}
	deep := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	for text, want := range map[string]string{
		"": "EOF", "{": "EOF", "[1": "EOF", "1 2": "more text after the JSON value", `{"a": 1} x`: "more text", "nope": "invalid character",
		`{1: 2}`: "invalid character", deep(maxDepth + 2): "nested deeper than 200 levels", `{"a": 1e999}`: "range",
	} {
		if v, err := ParseJSON([]byte(text)); err == nil || !strings.Contains(err.Error(), want) || v != nil {
			t.Errorf("%.40q: %v, %v; want %q", text, v, err, want)
		}
	}
	if _, err := ParseJSON([]byte(deep(maxDepth))); err != nil {
		t.Error(err)
	}
	v, err := ParseJSON([]byte(` {"b": [1, 2.5, 12345678901234567890, null], "a": true} `))
	if err != nil || EncodeJSON(v, 0, false) != `{"b": [1, 2.5, 1.2345678901234567e+19, null], "a": true}` {
		t.Errorf("%s, %v", EncodeJSON(v, 0, false), err)
	}
}
