package value

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/pyops-go/pyops/internal/pytext"
)

// JSON is a value as Python's json.dumps writes it, keys sorted: on one line for
// indent 0, else by so many blanks a level.
func JSON(v any, indent int) string { return EncodeJSON(v, indent, true) }

// EncodeJSON is [JSON] with keys sorted, or in their order.
func EncodeJSON(v any, indent int, sorted bool) string {
	var b strings.Builder
	writeJSON(&b, v, indent, 0, sorted)
	return b.String()
}

func writeJSON(b *strings.Builder, v any, indent, depth int, sorted bool) {
	line := func(d int) {
		if indent > 0 {
			b.WriteString("\n" + strings.Repeat(" ", indent*d))
		}
	}
	comma := func() {
		b.WriteByte(',')
		if indent == 0 {
			b.WriteByte(' ')
		}
	}
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case int:
		b.WriteString(strconv.Itoa(v))
	case float64:
		switch {
		case math.IsNaN(v):
			b.WriteString("NaN")
		case math.IsInf(v, 0):
			b.WriteString(map[bool]string{true: "Infinity", false: "-Infinity"}[v > 0])
		default:
			b.WriteString(pytext.Float(v))
		}
	case []any:
		if len(v) == 0 {
			b.WriteString("[]")
			return
		}
		b.WriteByte('[')
		for i, e := range v {
			if i > 0 {
				comma()
			}
			line(depth + 1)
			writeJSON(b, e, indent, depth+1, sorted)
		}
		line(depth)
		b.WriteByte(']')
	case *Dict:
		if v.Len() == 0 {
			b.WriteString("{}")
			return
		}
		keys := v.Keys()
		if sorted {
			slices.Sort(keys)
		}
		b.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				comma()
			}
			line(depth + 1)
			quoteJSON(b, k)
			b.WriteString(": ")
			writeJSON(b, v.Value(k), indent, depth+1, sorted)
		}
		line(depth)
		b.WriteByte('}')
	default:
		quoteJSON(b, Str(v))
	}
}

func quoteJSON(b *strings.Builder, s string) {
	const digits = "0123456789abcdef"
	b.WriteByte('"')
	rest := 0 // of s, which is not written yet
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		writePlain(b, s[rest:i])
		rest = i + 1
		b.WriteByte('\\')
		switch c {
		case '"', '\\':
			b.WriteByte(c)
		case '\n':
			b.WriteByte('n')
		case '\t':
			b.WriteByte('t')
		case '\r':
			b.WriteByte('r')
		case '\b':
			b.WriteByte('b')
		case '\f':
			b.WriteByte('f')
		default:
			b.WriteString("u00")
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	writePlain(b, s[rest:])
	b.WriteByte('"')
}

// writePlain writes a text in which nothing is escaped.
func writePlain(b *strings.Builder, s string) {
	if utf8.ValidString(s) {
		b.WriteString(s)
		return
	}
	for _, r := range s {
		b.WriteRune(r)
	}
}

// maxDepth is how deep values of a foreign text may lie in each other.
const maxDepth = 200

// ParseJSON reads one JSON value; dictionaries keep their order.
func ParseJSON(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	v, err := readJSON(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more text after the JSON value; expected one value")
	}
	return v, nil
}

func readJSON(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("JSON is nested deeper than %d levels", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := t.(type) {
	case json.Number:
		if n, err := strconv.Atoi(t.String()); err == nil {
			return n, nil
		}
		return t.Float64()
	case json.Delim:
		if t == '[' {
			list := []any{}
			for d.More() {
				v, err := readJSON(d, depth+1)
				if err != nil {
					return nil, err
				}
				list = append(list, v)
			}
			_, err := d.Token()
			return list, err
		}
		dict := NewDict()
		for d.More() {
			k, err := d.Token()
			if err != nil {
				return nil, err
			}
			key, ok := k.(string)
			if !ok {
				return nil, fmt.Errorf("key %v; expected a string", k)
			}
			v, err := readJSON(d, depth+1)
			if err != nil {
				return nil, err
			}
			dict.Set(key, v)
		}
		_, err := d.Token()
		return dict, err
	}
	return t, nil
}
