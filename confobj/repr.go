package confobj

import (
	"fmt"
	"math"
	"reflect"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Str is what Python's str() makes of a value: None for nil, True for true, 1.0
// for a float that is whole; a string as it is, and what [Repr] gives for all
// else.
func Str(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	return Repr(value)
}

// Repr is what Python's repr() makes of a value, that is the literal that reads
// as it. A Set is written in its own order. In the place of what is nested beyond 200,
// or shared so often that it would be printed tens of thousands of times, stand three points.
func Repr(value any) string {
	p := &printer{}
	p.value(value, 0)
	return string(p.buf)
}

// mostNested bounds values within values, which may hold themselves.
const mostNested = 200

// A printer writes a value as Python's repr() does.
type printer struct {
	buf     []byte
	budget  budget
	copies       // of what was printed before
	literal bool // for a reader: a float that is infinite as one that overflows
}

func (p *printer) value(value any, depth int) {
	if depth > mostNested || p.tooMany() {
		p.text("...")
		return
	}
	if v := reflect.ValueOf(value); depth > 0 && v.IsValid() && (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) {
		p.spendCopy(v, v.Len())
	}
	switch v := value.(type) {
	case nil:
		p.text("None")
	case bool:
		if v {
			p.text("True")
		} else {
			p.text("False")
		}
	case string:
		p.buf = pytext.AppendRepr(p.buf, v)
	case float64:
		p.float(v)
	case float32:
		p.float(float64(v))
	case complex128:
		p.text(pytext.Complex(v))
	case []byte:
		p.text(pytext.ReprBytes(v))
	case []any:
		p.all("[", v, "]", depth)
	case []string:
		p.text("[")
		for i, item := range v {
			if i > 0 {
				p.text(", ")
			}
			p.buf = pytext.AppendRepr(p.buf, item)
		}
		p.text("]")
	case Tuple:
		if len(v) == 1 {
			p.all("(", v, ",)", depth)
		} else {
			p.all("(", v, ")", depth)
		}
	case Set:
		if len(v) == 0 {
			p.text("set()")
		} else {
			p.all("{", v, "}", depth)
		}
	case Dict:
		p.pairs(v, depth)
	case *Section:
		p.pairs(v.shown(&p.budget), depth)
	case *ConfigObj:
		if v == nil {
			p.text("{}")
		} else {
			p.pairs(v.shown(&p.budget), depth)
		}
	default:
		if n, ok := integer(v); ok {
			p.text(n.String())
		} else {
			p.buf = fmt.Append(p.buf, v)
		}
	}
}

func (p *printer) text(s string) { p.buf = append(p.buf, s...) }

func (p *printer) float(f float64) {
	switch {
	case p.literal && math.IsInf(f, 1):
		p.text("1e999")
	case p.literal && math.IsInf(f, -1):
		p.text("-1e999")
	default:
		p.text(pytext.Float(f))
	}
}

// shown is a section for printing, references that lead nowhere left as they are.
func (s *Section) shown(b *budget) Dict {
	if s == nil {
		return nil
	}
	dict := make(Dict, 0, s.Len())
	for _, m := range s.members() {
		value, err := s.value(m, b)
		if err != nil {
			value = m.value
		}
		dict = append(dict, Pair{m.key, value})
	}
	return dict
}

func (p *printer) all(open string, items []any, close string, depth int) {
	p.text(open)
	for i, item := range items {
		if i > 0 {
			p.text(", ")
		}
		p.value(item, depth+1)
	}
	p.text(close)
}

func (p *printer) pairs(pairs Dict, depth int) {
	p.text("{")
	for i, pair := range pairs {
		if i > 0 {
			p.text(", ")
		}
		p.value(pair.Key, depth+1)
		p.text(": ")
		p.value(pair.Value, depth+1)
	}
	p.text("}")
}
