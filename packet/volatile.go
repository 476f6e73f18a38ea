package packet

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"sync"
)

// A volatile is a value of a named kind.
type volatile struct {
	name string
	args string // as Python writes them
	roll func(r *rand.Rand) any
}

// Roll returns another value.
func (v volatile) Roll(r *rand.Rand) any {
	if r == nil {
		r = process
	}
	return v.roll(r)
}

// String is the value as Python's repr writes it, such as "<RandByte>".
func (v volatile) String() string { return "<" + v.name + ">" }

// process is the process's own source of random numbers, which is safe for
// concurrent use.
var process = rand.New(globalSource{})

type globalSource struct{}

func (globalSource) Uint64() uint64 { return rand.Uint64() }

// RandNum is a number from min to max, both among them.
func RandNum(min, max uint64) Volatile {
	return volatile{"RandNum", fmt.Sprintf("min=%d, max=%d", min, max), func(r *rand.Rand) any {
		if max <= min {
			return number(min)
		}
		if max-min == ^uint64(0) {
			return number(r.Uint64())
		}
		return number(min + r.Uint64N(max-min+1))
	}}
}

func randBits(name string, bits int) Volatile {
	return volatile{name, "", func(r *rand.Rand) any { return number(r.Uint64() >> (64 - bits)) }}
}

// RandByte is a number of one byte.
func RandByte() Volatile { return randBits("RandByte", 8) }

// RandShort is a number of two bytes.
func RandShort() Volatile { return randBits("RandShort", 16) }

// RandInt is a number of four bytes.
func RandInt() Volatile { return randBits("RandInt", 32) }

// RandLong is a number of eight bytes.
func RandLong() Volatile { return randBits("RandLong", 64) }

// RandChoice is one of some values.
func RandChoice(values ...any) Volatile {
	return volatile{"RandChoice", "", func(r *rand.Rand) any {
		if len(values) == 0 {
			return 0
		}
		return values[r.IntN(len(values))]
	}}
}

// RandBin is so many bytes of any value.
func RandBin(size int) Volatile {
	return volatile{"RandBin", fmt.Sprintf("size=%d", size), func(r *rand.Rand) any {
		b := make([]byte, max(size, 0))
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return b
	}}
}

// RandString is so many letters and digits.
func RandString(size int) Volatile {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	return volatile{"RandString", fmt.Sprintf("size=%d", size), func(r *rand.Rand) any {
		b := make([]byte, max(size, 0))
		for i := range b {
			b[i] = letters[r.IntN(len(letters))]
		}
		return b
	}}
}

// RandMAC is a hardware address.
func RandMAC() Volatile {
	return volatile{"RandMAC", "", func(r *rand.Rand) any {
		var m MAC
		for i := range m {
			m[i] = byte(r.Uint32())
		}
		return m
	}}
}

// RandIP is an IPv4 address of a network; the zero Prefix means any address.
func RandIP(network netip.Prefix) Volatile {
	return volatile{"RandIP", "", func(r *rand.Rand) any {
		var b [4]byte
		n := r.Uint32()
		if network.IsValid() && network.Addr().Is4() {
			base := network.Masked().Addr().As4()
			first := uint32(base[0])<<24 | uint32(base[1])<<16 | uint32(base[2])<<8 | uint32(base[3])
			if bits := network.Bits(); bits > 0 {
				n = first | n>>bits
			}
		}
		b[0], b[1], b[2], b[3] = byte(n>>24), byte(n>>16), byte(n>>8), byte(n)
		return netip.AddrFrom4(b)
	}}
}

// RandIP6 is an IPv6 address.
func RandIP6() Volatile {
	return volatile{"RandIP6", "", func(r *rand.Rand) any {
		var b [16]byte
		for i := range b {
			b[i] = byte(r.Uint32())
		}
		return netip.AddrFrom16(b)
	}}
}

// IncrementalValue counts from start, a step each time it is asked: a source port
// or an identification of its own for every packet of a set.
func IncrementalValue(start, step uint64) Volatile { return &counter{next: start, step: step} }

// Roll returns a copy of the packet in which volatile values have become plain
// ones, taken from r, so that a seed repeats them; nil means the process's own
// source.
func (p *Packet) Roll(r *rand.Rand) *Packet {
	q := p.Copy()
	for _, h := range q.layers {
		for i, v := range h.vals {
			if x, ok := v.(Volatile); ok {
				h.vals[i] = x.Roll(r)
			}
		}
	}
	q.link()
	return q
}

// Fuzz returns a copy of the packet in which fields that are not set, and would have
// a default, have another value of their kind each time the packet is built. What is
// set, and what is computed, stays. It is Python's fuzz.
func (p *Packet) Fuzz() *Packet {
	q := p.Copy()
	for _, h := range q.layers {
		for i := range h.vals {
			f := &h.proto.fields[i]
			if h.vals[i] != nil || f.def == nil || f.computed() || h.overloaded(i) {
				continue
			}
			if v := f.volatile(h); v != nil {
				h.vals[i] = v
			}
		}
	}
	q.link()
	return q
}

func (h *Header) overloaded(i int) bool {
	if h.over != nil {
		for _, s := range h.over.settings {
			if s.field == i {
				return true
			}
		}
	}
	return false
}

// volatile is the kind of values that a field has.
func (f *Field) volatile(h *Header) Volatile {
	switch c := f.coder(h).(type) {
	case numberCodec:
		if f.signed {
			if name, ok := signedNames[f.bits]; ok {
				return randSigned(name, f.bits)
			}
			return randSigned("RandNum", f.bits)
		}
		switch f.bits {
		case 8:
			return RandByte()
		case 16:
			return RandShort()
		case 32:
			return RandInt()
		case 64:
			return RandLong()
		}
		return RandNum(0, 1<<f.bits-1)
	case macCodec:
		return RandMAC()
	case ip4Codec:
		return RandIP(netip.Prefix{})
	case ip6Codec:
		return RandIP6()
	case bytesCodec:
		if c.fixed > 0 {
			return RandBin(c.fixed)
		}
		if c.null { // a zero would end it early
			return volatile{"RandTermString", "", func(r *rand.Rand) any {
				b := make([]byte, r.IntN(40))
				for i := range b {
					b[i] = byte(1 + r.IntN(255))
				}
				return b
			}}
		}
		return volatile{"RandBin", "", func(r *rand.Rand) any {
			b := make([]byte, r.IntN(40))
			for i := range b {
				b[i] = byte(r.Uint32())
			}
			return b
		}}
	}
	return nil
}

// counter is a number that goes up each time.
type counter struct {
	mu   sync.Mutex
	next uint64
	step uint64
}

// Roll returns the next number.
func (c *counter) Roll(*rand.Rand) any {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.next
	c.next += c.step
	return number(n)
}

// String is "<IncrementalValue>".
func (c *counter) String() string { return "<IncrementalValue>" }
