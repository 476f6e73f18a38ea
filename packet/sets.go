package packet

import (
	"fmt"
	"iter"
	"math"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// Values is a field's value that stands for several: the packet is a set with a
// member for each, see [Packet.All]. Its items are values, ranges and networks.
type Values []any

// A Range is a field's value that stands for all numbers from First to Last, both
// among them; see [Span].
type Range struct{ First, Last uint64 }

// Span is the range of all numbers from first to last: Python's tuple of two.
func Span(first, last uint64) Range { return Range{first, last} }

// An AddrRange is a field's value that stands for all addresses from First to Last,
// both among them: Python's Net("10.0.0.1", "10.0.0.9").
type AddrRange struct{ First, Last netip.Addr }

// String is the range as Python writes it.
func (r AddrRange) String() string {
	return fmt.Sprintf("%s(\"%v\", \"%v\")", netName(r.First), r.First, r.Last)
}

func netName(a netip.Addr) string {
	if a.Is6() {
		return "Net6"
	}
	return "Net"
}

// A Volatile is a field's value that is another each time a packet is built. The
// functions named Rand… make some.
type Volatile interface {
	// Roll returns another value, taken from r, or from the process's own source of
	// random numbers if r is nil.
	Roll(r *rand.Rand) any
}

// All iterates over the packets that a packet stands for: fields that are sets take
// each value in turn, those of the outermost layer changing most slowly and in a
// layer the first fields fastest; volatile values are rolled once a packet. A packet
// without either yields a copy of itself.
func (p *Packet) All() iter.Seq[*Packet] {
	return func(yield func(*Packet) bool) {
		if p == nil || p.err != nil {
			return
		}
		type place struct {
			h, k int
			v    any
		}
		var places []place
		for i := range p.layers {
			for k := len(p.layers[i].vals) - 1; k >= 0; k-- {
				v := p.layers[i].vals[k]
				if isSet(p.layers[i], k, v) {
					places = append(places, place{i, k, v})
				}
			}
		}
		if p.LenBig().Sign() == 0 {
			return // also where a set of another field is long
		}
		current := p.Copy()
		var walk func(n int) bool
		walk = func(n int) bool {
			if n == len(places) {
				q := current.Copy()
				for i, h := range q.layers {
					for k, v := range h.vals {
						if x, ok := v.(Volatile); ok {
							q.layers[i].vals[k] = x.Roll(nil)
						}
					}
				}
				q.link()
				return yield(q)
			}
			for v := range members(places[n].v) {
				current.layers[places[n].h].vals[places[n].k] = v
				if !walk(n + 1) {
					return false
				}
			}
			return true
		}
		walk(0)
	}
}

// Len is how many packets the packet stands for, see [Packet.All]; the largest int
// if there are more.
func (p *Packet) Len() int {
	n := p.LenBig()
	if !n.IsInt64() || n.Int64() > math.MaxInt {
		return math.MaxInt
	}
	return int(n.Int64())
}

// LenBig is [Packet.Len] for sets of any size.
func (p *Packet) LenBig() *big.Int {
	n := big.NewInt(1)
	if p == nil {
		return n.SetInt64(0)
	}
	for _, h := range p.layers {
		for k, v := range h.vals {
			if isSet(h, k, v) {
				n.Mul(n, size(v))
			}
		}
	}
	return n
}

// isSet reports whether a field's value stands for several.
func isSet(h *Header, k int, v any) bool {
	switch x := v.(type) {
	case Values, Range, AddrRange, netip.Prefix:
		return true
	case string:
		switch h.proto.fields[k].coder(h).(type) {
		case ip4Codec, ip6Codec:
			_, err := netip.ParsePrefix(x)
			return err == nil
		}
	}
	return false
}

// members are the values of a set.
func members(v any) iter.Seq[any] {
	return func(yield func(any) bool) { eachMember(v, yield) }
}

func eachMember(v any, yield func(any) bool) bool {
	switch x := v.(type) {
	case Values:
		for _, item := range x {
			if !eachMember(item, yield) {
				return false
			}
		}
		return true
	case Range:
		for n := x.First; n <= x.Last; n++ {
			if !yield(number(n)) {
				return false
			}
			if n == math.MaxUint64 {
				break
			}
		}
		return true
	case AddrRange:
		for a := x.First; a.IsValid() && a.Compare(x.Last) <= 0; a = a.Next() {
			if !yield(a) {
				return false
			}
		}
		return true
	case netip.Prefix:
		for a := x.Masked().Addr(); a.IsValid() && x.Contains(a); a = a.Next() {
			if !yield(a) {
				return false
			}
		}
		return true
	case string:
		if net, err := netip.ParsePrefix(x); err == nil {
			return eachMember(net, yield)
		}
	}
	return yield(v)
}

// size is how many values a set has.
func size(v any) *big.Int {
	switch x := v.(type) {
	case Values:
		n := new(big.Int)
		for _, item := range x {
			n.Add(n, size(item))
		}
		return n
	case Range:
		if x.First > x.Last {
			return new(big.Int)
		}
		n := new(big.Int).SetUint64(x.Last - x.First)
		return n.Add(n, big.NewInt(1))
	case AddrRange:
		if !x.First.IsValid() || x.First.BitLen() != x.Last.BitLen() || x.First.Compare(x.Last) > 0 {
			return new(big.Int)
		}
		from, to := new(big.Int).SetBytes(x.First.AsSlice()), new(big.Int).SetBytes(x.Last.AsSlice())
		return to.Add(to.Sub(to, from), big.NewInt(1))
	case netip.Prefix:
		if !x.IsValid() {
			return new(big.Int)
		}
		return new(big.Int).Lsh(big.NewInt(1), uint(x.Addr().BitLen()-x.Bits()))
	case string:
		if net, err := netip.ParsePrefix(x); err == nil {
			return size(net)
		}
	}
	return big.NewInt(1)
}

// first is the first member of a value that is a set, or a roll of a volatile
// value. ok is false for other values, and for empty sets.
func first(_ *Field, v any) (w any, ok bool) {
	switch x := v.(type) {
	case Volatile:
		w = x.Roll(nil)
		_, again := w.(Volatile)
		return w, !again
	case Values, Range, AddrRange, netip.Prefix:
	case string:
		if _, err := netip.ParsePrefix(x); err != nil {
			return nil, false
		}
	default:
		return nil, false
	}
	for m := range members(v) {
		_, again := m.(Values)
		return m, !again
	}
	return nil, false
}

// setText is the text of a value that is a set or volatile.
func setText(h *Header, f *Field, v any) (string, bool) {
	switch x := v.(type) {
	case Values:
		parts := make([]string, len(x))
		for i, item := range x {
			s, ok := setText(h, f, item)
			_, isNumber := f.codec.(numberCodec)
			switch {
			case isNumber && f.enum == nil && ok:
			case isNumber && f.enum == nil:
				s = literal(item)
			case ok && isNumber:
				s = pytext.Repr(s)
			case !ok:
				s = pytext.Repr(f.coder(h).text(h, f, item))
			}
			parts[i] = s
		}
		return "[" + strings.Join(parts, ", ") + "]", true
	case Range:
		if f.hex {
			return fmt.Sprintf("(%#x, %#x)", x.First, x.Last), true
		}
		return fmt.Sprintf("(%d, %d)", x.First, x.Last), true
	case AddrRange, Volatile:
		return fmt.Sprint(x), true
	case netip.Prefix:
		return fmt.Sprintf("%s(\"%v\")", netName(x.Addr()), x), true
	case string:
		switch f.coder(h).(type) {
		case ip4Codec, ip6Codec:
			if net, err := netip.ParsePrefix(x); err == nil {
				return fmt.Sprintf("%s(%q)", netName(net.Addr()), x), true
			}
		}
	}
	return "", false
}
