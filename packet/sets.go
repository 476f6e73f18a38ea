package packet

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"strings"
)

// Values is a field's value that stands for several: the packet is a set with a
// member for each, see [Packet.All]. Its items are values, ranges and networks.
type Values []any

// A Range is a field's value that stands for all numbers from First to Last, both
// among them; see [Span].
type Range struct{ First, Last uint64 }

// Span is the range of all numbers from first to last: Python's tuple of two.
func Span(first, last uint64) Range { return Range{first, last} }

// A Volatile is a field's value that is another each time a packet is built. The
// functions named Rand… make some.
type Volatile interface {
	// Roll returns a value of another kind.
	Roll(r *rand.Rand) any
}

// first is the first member of a value that is a set, or a roll of a volatile
// value. ok is false for other values, and for empty sets.
func first(f *Field, v any) (w any, ok bool) {
	switch x := v.(type) {
	case Values:
		if len(x) > 0 {
			return x[0], true
		}
	case Range:
		return x.First, true
	case netip.Prefix:
		return x.Masked().Addr(), x.IsValid()
	case string:
		if p, err := netip.ParsePrefix(x); err == nil {
			return p.Masked().Addr(), true
		}
	case Volatile:
		w = x.Roll(nil)
		_, again := w.(Volatile)
		return w, !again
	}
	return nil, false
}

// setText is the text of a value that is a set.
func setText(h *Header, f *Field, v any) (string, bool) {
	switch x := v.(type) {
	case Values:
		var b strings.Builder
		b.WriteByte('[')
		for i, item := range x {
			if i > 0 {
				b.WriteString(", ")
			}
			s, ok := setText(h, f, item)
			if !ok {
				s = "'" + f.coder(h).text(h, f, item) + "'"
			}
			b.WriteString(s)
		}
		return b.String() + "]", true
	case Range:
		return fmt.Sprintf("(%d, %d)", x.First, x.Last), true
	case Volatile:
		return fmt.Sprint(x), true
	case string:
		if _, isAddr := f.codec.(ip4Codec); isAddr && strings.Contains(x, "/") {
			return fmt.Sprintf("Net(%q)", x), true
		}
	}
	return "", false
}
