package original

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"math/big"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A Tuple is a Python tuple. A list is a []any.
type Tuple []any

// A Set is a Python set or frozenset, in the order the original iterated it.
type Set []any

// A Pair is one item of a [Dict].
type Pair struct{ Key, Value any }

// A Dict is a Python dictionary in its own order.
type Dict []Pair

// Get returns the value under a key, or nil.
func (d Dict) Get(key any) any {
	for _, p := range d {
		if p.Key == key {
			return p.Value
		}
	}
	return nil
}

// A Named is a Python named tuple.
type Named struct {
	Type   string
	Fields Dict
}

// An Object is a Python value that has no Go counterpart: its class and repr().
type Object struct{ Class, Repr string }

// An Exception is what a Python call raised.
type Exception struct {
	Class   string   // name of the class, without its module
	MRO     []string // the class and its bases, in method resolution order
	Message string   // str() of the exception
}

// Error joins class and message as a Python traceback does.
func (e *Exception) Error() string { return e.Class + ": " + e.Message }

// IsA reports whether the exception's class is, or derives from, the named one.
func (e *Exception) IsA(class string) bool {
	for _, c := range e.MRO {
		if c == class {
			return true
		}
	}
	return false
}

// encode turns a Go value into what server.py decodes.
func encode(v any) (any, error) {
	switch v := v.(type) {
	case nil, bool, json.Number:
		return v, nil
	case string:
		if !utf8.ValidString(v) {
			return map[string]any{"$text": base64.StdEncoding.EncodeToString([]byte(v))}, nil
		}
		return v, nil
	case []byte:
		return map[string]any{"$bytes": base64.StdEncoding.EncodeToString(v)}, nil
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return map[string]any{"$float": strings.ToLower(strings.TrimPrefix(strconv.FormatFloat(v, 'g', -1, 64), "+"))}, nil
		}
		s := strconv.FormatFloat(v, 'g', -1, 64)
		if !strings.ContainsAny(s, ".e") {
			s += ".0" // else Python would read an int
		}
		return json.Number(s), nil
	case *big.Int:
		return json.Number(v.String()), nil
	case Tuple:
		return tagged("$tuple", v)
	case Set:
		return tagged("$set", v)
	case Dict:
		items := make([]any, 0, len(v))
		for _, p := range v {
			items = append(items, []any{p.Key, p.Value})
		}
		return tagged("$dict", items)
	case Named, Object, Exception, *Exception:
		return nil, fmt.Errorf("original: a %T comes from Python and cannot be sent to it", v)
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return json.Number(strconv.FormatInt(r.Int(), 10)), nil
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return json.Number(strconv.FormatUint(r.Uint(), 10)), nil
	case reflect.String:
		return encode(r.String())
	case reflect.Bool:
		return r.Bool(), nil
	case reflect.Float32:
		return encode(r.Float())
	case reflect.Pointer:
		if r.IsNil() {
			return nil, nil
		}
		return encode(r.Elem().Interface())
	case reflect.Slice, reflect.Array:
		out := make([]any, r.Len())
		for i := range out {
			x, err := encode(r.Index(i).Interface())
			if err != nil {
				return nil, err
			}
			out[i] = x
		}
		return out, nil
	case reflect.Map:
		var d Dict
		for _, k := range r.MapKeys() {
			d = append(d, Pair{k.Interface(), r.MapIndex(k).Interface()})
		}
		sort.Slice(d, func(i, j int) bool { return fmt.Sprint(d[i].Key) < fmt.Sprint(d[j].Key) })
		return encode(d)
	case reflect.Struct:
		return encodeStruct(r)
	}
	return nil, fmt.Errorf("original: a %T cannot be sent to Python", v)
}

// encodeStruct makes an object whose attributes are the exported fields, in
// snake_case unless a tag `py:"name"` says otherwise.
func encodeStruct(r reflect.Value) (any, error) {
	fields := []any{}
	for i := range r.NumField() {
		f := r.Type().Field(i)
		if !f.IsExported() {
			continue
		}
		name := f.Tag.Get("py")
		if name == "" {
			name = snake(f.Name)
		}
		v, err := encode(r.Field(i).Interface())
		if err != nil {
			return nil, fmt.Errorf("%w (field %s of a %s)", err, f.Name, r.Type())
		}
		fields = append(fields, []any{name, v})
	}
	if len(fields) == 0 {
		return nil, fmt.Errorf("original: a %s has no exported field to send to Python", r.Type())
	}
	return map[string]any{"$fields": fields}, nil
}

// snake writes a Go name as Python does: HostName, PID and DNSServer are
// host_name, pid and dns_server.
func snake(name string) string {
	upper := func(i int) bool { return 0 <= i && i < len(name) && 'A' <= name[i] && name[i] <= 'Z' }
	var b strings.Builder
	for i := range len(name) {
		c := name[i]
		if upper(i) {
			endsRun := upper(i-1) && i+1 < len(name) && !upper(i+1)
			if i > 0 && (!upper(i-1) || endsRun) {
				b.WriteByte('_')
			}
			c += 'a' - 'A'
		}
		b.WriteByte(c)
	}
	return b.String()
}

func tagged(tag string, items []any) (any, error) {
	out := make([]any, len(items))
	for i, x := range items {
		e, err := encode(x)
		if err != nil {
			return nil, err
		}
		out[i] = e
	}
	return map[string]any{tag: out}, nil
}

// decode turns what json.Decoder (with UseNumber) made of server.py's answer
// into Go values: int64 or *big.Int, float64, string, []byte, []any, and the
// types of this package.
func decode(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		return number(string(v))
	case []any:
		return decodeAll(v)
	case map[string]any:
		for tag, x := range v {
			return decodeTagged(tag, x)
		}
		return nil, fmt.Errorf("original: empty object in an answer")
	}
	return v, nil
}

func number(s string) (any, error) {
	if strings.ContainsAny(s, ".eE") {
		return strconv.ParseFloat(s, 64)
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, nil
	}
	n, ok := new(big.Int).SetString(s, 10)
	if !ok {
		return nil, fmt.Errorf("original: %q is not a number", s)
	}
	return n, nil
}

func decodeAll(items []any) ([]any, error) {
	out := make([]any, len(items))
	for i, x := range items {
		d, err := decode(x)
		if err != nil {
			return nil, err
		}
		out[i] = d
	}
	return out, nil
}

func decodeTagged(tag string, x any) (any, error) {
	switch tag {
	case "$bytes":
		return base64.StdEncoding.DecodeString(x.(string))
	case "$text":
		raw, err := base64.StdEncoding.DecodeString(x.(string))
		return string(raw), err
	case "$float":
		return strconv.ParseFloat(x.(string), 64)
	case "$tuple":
		items, err := decodeAll(x.([]any))
		return Tuple(items), err
	case "$set":
		items, err := decodeAll(x.([]any))
		return Set(items), err
	case "$dict":
		return decodeDict(x.([]any))
	case "$named":
		parts := x.([]any)
		fields, err := decodeDict(parts[1].([]any))
		return Named{Type: parts[0].(string), Fields: fields}, err
	case "$object":
		parts, err := decodeAll(x.([]any))
		if err != nil {
			return nil, err
		}
		return Object{Class: parts[0].(string), Repr: parts[1].(string)}, nil
	case "$error":
		return decodeException(x.(map[string]any))
	}
	return nil, fmt.Errorf("original: unknown tag %q in an answer", tag)
}

func decodeDict(items []any) (Dict, error) {
	d := make(Dict, 0, len(items))
	for _, item := range items {
		kv, err := decodeAll(item.([]any))
		if err != nil {
			return nil, err
		}
		d = append(d, Pair{kv[0], kv[1]})
	}
	return d, nil
}

func decodeException(m map[string]any) (*Exception, error) {
	message, err := decode(m["message"])
	if err != nil {
		return nil, err
	}
	e := &Exception{Class: m["class"].(string), Message: message.(string)}
	for _, c := range m["mro"].([]any) {
		e.MRO = append(e.MRO, c.(string))
	}
	return e, nil
}

// Plain rewrites a Go value in the terms in which answers arrive, so that the
// two can be compared with [Same]: every integer becomes int64 or *big.Int,
// every slice but []byte a []any, every map a Dict sorted by its keys' text,
// every named string a string; pointers are followed.
func Plain(v any) any {
	switch v := v.(type) {
	case nil, bool, string, []byte, float64, int64:
		return v
	case *big.Int:
		if v.IsInt64() {
			return v.Int64()
		}
		return v
	case Tuple:
		return Tuple(plainAll(v))
	case Set:
		return Set(plainAll(v))
	case Dict:
		out := make(Dict, len(v))
		for i, p := range v {
			out[i] = Pair{Plain(p.Key), Plain(p.Value)}
		}
		return out
	case Named:
		return Named{v.Type, Plain(v.Fields).(Dict)}
	}
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32:
		return r.Int()
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return Plain(new(big.Int).SetUint64(r.Uint()))
	case reflect.String:
		return r.String()
	case reflect.Float32:
		return r.Float()
	case reflect.Pointer:
		if r.IsNil() {
			return nil
		}
		return Plain(r.Elem().Interface())
	case reflect.Slice, reflect.Array:
		out := make([]any, r.Len())
		for i := range out {
			out[i] = Plain(r.Index(i).Interface())
		}
		return out
	case reflect.Map:
		d := Dict{}
		for _, k := range r.MapKeys() {
			d = append(d, Pair{Plain(k.Interface()), Plain(r.MapIndex(k).Interface())})
		}
		sort.Slice(d, func(i, j int) bool { return fmt.Sprint(d[i].Key) < fmt.Sprint(d[j].Key) })
		return d
	}
	return v
}

func plainAll(items []any) []any {
	out := make([]any, len(items))
	for i, x := range items {
		out[i] = Plain(x)
	}
	return out
}

// Same reports whether two values are the same once both are [Plain]. Floats
// are compared by their bits, except that any NaN equals any other; an int never
// equals a float, nor a tuple a list.
func Same(a, b any) bool { return same(Plain(a), Plain(b)) }

func same(a, b any) bool {
	switch a := a.(type) {
	case float64:
		b, ok := b.(float64)
		return ok && (math.Float64bits(a) == math.Float64bits(b) || math.IsNaN(a) && math.IsNaN(b))
	case *big.Int:
		b, ok := b.(*big.Int)
		return ok && a.Cmp(b) == 0
	case []any:
		b, ok := b.([]any)
		return ok && sameAll(a, b)
	case Tuple:
		b, ok := b.(Tuple)
		return ok && sameAll(a, b)
	case Set:
		b, ok := b.(Set)
		return ok && sameAll(a, b)
	case Dict:
		b, ok := b.(Dict)
		if !ok || len(a) != len(b) {
			return false
		}
		for i := range a {
			if !same(a[i].Key, b[i].Key) || !same(a[i].Value, b[i].Value) {
				return false
			}
		}
		return true
	case Named:
		b, ok := b.(Named)
		return ok && a.Type == b.Type && same(a.Fields, b.Fields)
	}
	return reflect.DeepEqual(a, b)
}

func sameAll(a, b []any) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !same(a[i], b[i]) {
			return false
		}
	}
	return true
}
