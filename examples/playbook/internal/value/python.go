package value

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Truth reports whether Python takes a value for true.
func Truth(v any) bool {
	switch v := v.(type) {
	case nil:
		return false
	case bool:
		return v
	case int:
		return v != 0
	case float64:
		return v != 0
	case string:
		return v != ""
	case Text:
		return v.S != ""
	case []any:
		return len(v) > 0
	case *Dict:
		return v.Len() > 0
	}
	return true
}

// Str is str(v) of Python.
func Str(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case Text:
		return v.S
	}
	return Repr(v)
}

// Repr is repr(v) of Python.
func Repr(v any) string {
	switch v := v.(type) {
	case nil:
		return "None"
	case bool:
		if v {
			return "True"
		}
		return "False"
	case int:
		return strconv.Itoa(v)
	case float64:
		return pytext.Float(v)
	case string:
		return pytext.Repr(v)
	case Text:
		return pytext.Repr(v.S)
	case []any:
		var b strings.Builder
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(Repr(e))
		}
		return b.String() + "]"
	case *Dict:
		var b strings.Builder
		b.WriteByte('{')
		first := true
		for k, e := range v.All() {
			if !first {
				b.WriteString(", ")
			}
			first = false
			b.WriteString(pytext.Repr(k) + ": " + Repr(e))
		}
		return b.String() + "}"
	}
	return "<" + Kind(v) + ">"
}

// Kind is how messages call the type of a value.
func Kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case bool:
		return "bool"
	case int:
		return "int"
	case float64:
		return "float"
	case string, Text:
		return "string"
	case []any:
		return "list"
	case *Dict:
		return "dictionary"
	}
	return "object"
}

// Number is a value as a number; texts are none.
func Number(v any) (float64, bool) {
	switch v := v.(type) {
	case bool:
		if v {
			return 1, true
		}
		return 0, true
	case int:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// Equal is == of Python.
func Equal(a, b any) bool {
	if t, ok := a.(Text); ok {
		a = t.S
	}
	if t, ok := b.(Text); ok {
		b = t.S
	}
	if x, ok := Number(a); ok {
		y, ok := Number(b)
		return ok && x == y
	}
	switch a := a.(type) {
	case nil:
		return b == nil
	case string:
		s, ok := b.(string)
		return ok && a == s
	case []any:
		l, ok := b.([]any)
		if !ok || len(a) != len(l) {
			return false
		}
		for i := range a {
			if !Equal(a[i], l[i]) {
				return false
			}
		}
		return true
	case *Dict:
		d, ok := b.(*Dict)
		if !ok || a.Len() != d.Len() {
			return false
		}
		for k, v := range a.All() {
			if w, ok := d.Get(k); !ok || !Equal(v, w) {
				return false
			}
		}
		return true
	}
	return a == b
}

// Compare orders two values as Python does; ok tells whether they have an order.
func Compare(a, b any) (order int, ok bool) {
	if x, isNumber := Number(a); isNumber {
		y, ok := Number(b)
		return cmp.Compare(x, y), ok
	}
	switch a := a.(type) {
	case string:
		s, ok := b.(string)
		return strings.Compare(a, s), ok
	case []any:
		l, isList := b.([]any)
		if !isList {
			return 0, false
		}
		for i := range min(len(a), len(l)) {
			if Equal(a[i], l[i]) {
				continue
			}
			return Compare(a[i], l[i])
		}
		return cmp.Compare(len(a), len(l)), true
	}
	return 0, false
}

// Bool reads a value as options of modules do: yes, on, 1, true and their opposites.
func Bool(v any) (b, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case int:
		return v == 1, v == 0 || v == 1
	case float64:
		return v == 1, v == 0 || v == 1
	}
	switch strings.ToLower(strings.TrimSpace(Str(v))) {
	case "yes", "on", "1", "true", "y", "t", "1.0":
		return true, true
	case "no", "off", "0", "false", "n", "f", "0.0":
		return false, true
	}
	return false, false
}

// Int reads a value as a whole number.
func Int(v any) (int, bool) {
	switch v := v.(type) {
	case int:
		return v, true
	case bool:
		n, _ := Number(v)
		return int(n), true
	case float64:
		return int(v), v == math.Trunc(v) && math.Abs(v) < 1<<53
	}
	n, ok := pytext.Int(Str(v))
	if !ok || !n.IsInt64() || int64(int(n.Int64())) != n.Int64() {
		return 0, false
	}
	return int(n.Int64()), true
}
