package packet

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"
)

// BitField is a number of so many bits; fields of bits that follow each other share
// bytes, the first in the highest bits. A number of more than 64 bits, 128 at most, is
// a *big.Int where an int cannot hold it.
func BitField(name string, def any, bits int) Field {
	if bits > 64 {
		return Field{name: name, def: def, bits: bits, codec: wideCodec{}}
	}
	return Field{name: name, def: def, bits: bits, codec: numberCodec{}}
}

// ByteField is a number of one byte. A nil default means that it is computed, or
// zero.
func ByteField(name string, def any) Field { return BitField(name, def, 8) }

// ShortField is a number of two bytes.
func ShortField(name string, def any) Field { return BitField(name, def, 16) }

// ThreeBytesField is a number of three bytes.
func ThreeBytesField(name string, def any) Field { return BitField(name, def, 24) }

// IntField is a number of four bytes.
func IntField(name string, def any) Field { return BitField(name, def, 32) }

// LongField is a number of eight bytes.
func LongField(name string, def any) Field { return BitField(name, def, 64) }

// XByteField is a [ByteField] that is shown in hexadecimal.
func XByteField(name string, def any) Field { return ByteField(name, def).Hex() }

// XShortField is a [ShortField] that is shown in hexadecimal.
func XShortField(name string, def any) Field { return ShortField(name, def).Hex() }

// XIntField is an [IntField] that is shown in hexadecimal.
func XIntField(name string, def any) Field { return IntField(name, def).Hex() }

// XLongField is a [LongField] that is shown in hexadecimal.
func XLongField(name string, def any) Field { return LongField(name, def).Hex() }

// BitEnumField is a [BitField] whose numbers have names.
func BitEnumField(name string, def any, bits int, e *Enum) Field {
	return BitField(name, def, bits).Enum(e)
}

// ByteEnumField is a [ByteField] whose numbers have names.
func ByteEnumField(name string, def any, e *Enum) Field { return ByteField(name, def).Enum(e) }

// ShortEnumField is a [ShortField] whose numbers have names.
func ShortEnumField(name string, def any, e *Enum) Field { return ShortField(name, def).Enum(e) }

// IntEnumField is an [IntField] whose numbers have names.
func IntEnumField(name string, def any, e *Enum) Field { return IntField(name, def).Enum(e) }

// XShortEnumField is a [ShortEnumField] whose other numbers are shown in
// hexadecimal.
func XShortEnumField(name string, def any, e *Enum) Field { return ShortEnumField(name, def, e).Hex() }

// FlagsField is a number of bits that have names, the lowest first. Names of one
// letter are written together ("SA"), longer ones with plus signs ("DF+MF").
func FlagsField(name string, def any, bits int, names ...string) Field {
	f := BitField(name, def, bits)
	f.flags = newFlagNames(names)
	f.typed = func(n uint64) any { return Flags{n, f.flags} }
	return f
}

// FieldLenField is a number of so many bytes that holds the length of another
// field in bytes; unset, it is computed. See [Field.Adjust].
func FieldLenField(name, lengthOf string, bytes int) Field {
	f := BitField(name, nil, 8*bytes)
	f.of = lengthOf
	return f
}

// FieldCountField is [FieldLenField] for the number of another field's items:
// scapy's count_of.
func FieldCountField(name, countOf string, bytes int) Field {
	f := FieldLenField(name, countOf, bytes)
	f.count = true
	return f
}

// LenField is a number of so many bytes that holds the length of the payload;
// unset, it is computed.
func LenField(name string, bytes int) Field {
	f := BitField(name, nil, 8*bytes)
	f.of = payloadOf
	return f
}

// payloadOf stands for the payload where the name of a field is asked for; no
// field is named so.
const payloadOf = "\x00payload"

// A Flags is the value of a field of flags in a dissected packet, where it has no
// type of its own.
type Flags struct {
	n     uint64
	names *flagNames
}

// Bits is the number.
func (f Flags) Bits() uint64 { return f.n }

// String has the names of the bits that are set: "SA", or "DF+MF".
func (f Flags) String() string { return f.names.text(f.n) }

// Has reports whether all of the named flags are set.
func (f Flags) Has(names string) bool {
	if f.names == nil {
		return names == ""
	}
	n, err := f.names.parse(names)
	return err == nil && f.n&n == n
}

// flagNames are the names of bits, the lowest first.
type flagNames struct {
	names []string
	long  bool
}

func newFlagNames(names []string) *flagNames {
	f := &flagNames{names: names}
	for _, s := range names {
		f.long = f.long || len(s) > 1
	}
	return f
}

func (f *flagNames) text(n uint64) string {
	var b strings.Builder
	for i := 0; n>>i != 0; i++ {
		if n>>i&1 == 0 {
			continue
		}
		if b.Len() > 0 && f.long {
			b.WriteByte('+')
		}
		if i < len(f.names) {
			b.WriteString(f.names[i])
		} else {
			b.WriteByte('?')
		}
	}
	return b.String()
}

func (f *flagNames) parse(s string) (uint64, error) {
	var n uint64
	for rest := s; rest != ""; {
		var w string
		if f.long {
			w, rest, _ = strings.Cut(rest, "+")
		} else {
			_, size := utf8.DecodeRuneInString(rest)
			w, rest = rest[:size], rest[size:]
		}
		if w == "" || w == " " || !f.long && w == "+" {
			continue
		}
		found := false
		for i, name := range f.names {
			if name == w {
				n |= 1 << i
				found = true
			}
		}
		if !found {
			return 0, &Error{Kind: ErrValue, Input: s, Reason: fmt.Sprintf("%q is none of the flags %s", w, strings.Join(f.names, " "))}
		}
	}
	return n, nil
}

// number is a value of a numeric field as what is written.
func (f *Field) number(v any) (uint64, error) {
	if f.bits <= 0 {
		n, ok := Uint(v)
		if !ok && v != nil {
			return 0, badValue(v, "a number was expected")
		}
		return n, nil
	}
	switch x := v.(type) {
	case nil:
		return 0, nil
	case int:
		if x >= 0 && (f.bits == 64 || uint64(x)>>f.bits == 0) {
			return uint64(x), nil
		}
	case string:
		return f.named(x)
	case float64:
		return 0, badValue(v, "a whole number was expected")
	}
	n, negative, ok := integer(v)
	if !ok {
		w, some := first(f, v)
		if !some {
			return 0, badValue(v, "a number was expected")
		}
		return f.number(w)
	}
	if negative || f.signed && n>>(f.bits-1) == 1 {
		low := -(int64(1) << (f.bits - 1))
		if !f.signed || int64(n) < low || !negative {
			return 0, &Error{Kind: ErrValue, Input: plain(v), Reason: f.limits()}
		}
		return n & (1<<f.bits - 1), nil
	}
	if f.bits < 64 && n>>f.bits != 0 {
		return 0, &Error{Kind: ErrValue, Input: plain(v), Reason: f.limits()}
	}
	return n, nil
}

func (f *Field) limits() string {
	if f.signed {
		return fmt.Sprintf("a number of %d bits from %d to %d was expected", f.bits, -(int64(1) << (f.bits - 1)), int64(1)<<(f.bits-1)-1)
	}
	return fmt.Sprintf("a number of %d bits, up to %d, was expected", f.bits, uint64(1)<<(f.bits-1)-1+uint64(1)<<(f.bits-1))
}

// named is the number of a name, in a field whose names do not depend on others.
func (f *Field) named(s string) (uint64, error) {
	if f.flags != nil {
		return f.flags.parse(s)
	}
	if f.enum == nil {
		return 0, &Error{Kind: ErrValue, Input: s, Reason: "a number was expected: the field knows no names"}
	}
	if n, ok := f.enum(nil).Value(s); ok {
		return n, nil
	}
	return 0, &Error{Kind: ErrValue, Input: s, Reason: "the field does not know the name"}
}

// numberCodec is all numbers, flags among them.
type numberCodec struct{}

func (numberCodec) read(r *reader, h *Header, f *Field) (any, error) {
	n, err := r.number(f.bits)
	if err != nil {
		return nil, err
	}
	if f.little {
		n = swap(n, f.bits)
	}
	if f.typed != nil {
		return f.typed(n), nil
	}
	if f.signed {
		return signedNumber(int64(n<<(64-f.bits)) >> (64 - f.bits)), nil
	}
	return number(n), nil
}

func (numberCodec) write(w *writer, h *Header, f *Field, v any) error {
	n, err := f.numberIn(h, v)
	if err != nil {
		return err
	}
	if f.little {
		n = swap(n, f.bits)
	}
	w.number(n, f.bits)
	return nil
}

// wideCodec is numbers of more than 64 bits.
type wideCodec struct{}

func (wideCodec) read(r *reader, _ *Header, f *Field) (any, error) {
	high, err := r.number(f.bits - 64)
	if err != nil {
		return nil, err
	}
	low, err := r.number(64)
	if err != nil || high == 0 {
		return number(low), err
	}
	n := new(big.Int).SetUint64(high)
	return n.Or(n.Lsh(n, 64), new(big.Int).SetUint64(low)), nil
}

func (c wideCodec) write(w *writer, _ *Header, f *Field, v any) error {
	if u, some := first(f, v); some {
		v = u
	}
	n, ok := v.(*big.Int)
	if !ok || n == nil {
		low, isNumber := Uint(v)
		if !isNumber && v != nil {
			return badValue(v, "a number or a *big.Int was expected")
		}
		n = new(big.Int).SetUint64(low)
	}
	if n.Sign() < 0 || n.BitLen() > f.bits {
		return &Error{Kind: ErrValue, Input: n.String(), Reason: fmt.Sprintf("a number of %d bits was expected", f.bits)}
	}
	w.number(new(big.Int).Rsh(n, 64).Uint64(), f.bits-64)
	w.number(new(big.Int).And(n, new(big.Int).SetUint64(math.MaxUint64)).Uint64(), 64)
	return nil
}

func (wideCodec) text(_ *Header, _ *Field, v any) string {
	if v == nil {
		return "None"
	}
	return plain(v)
}

func (wideCodec) command(v any) string { return plain(v) }

// numberIn is number for a field whose names may depend on others.
func (f *Field) numberIn(h *Header, v any) (uint64, error) {
	if s, ok := v.(string); ok && f.enum != nil {
		if n, ok := f.enum(h).Value(s); ok {
			return n, nil
		}
	}
	return f.number(v)
}

// swap turns the bytes of a number round.
func swap(n uint64, bits int) uint64 {
	var r uint64
	for range bits / 8 {
		r = r<<8 | n&0xff
		n >>= 8
	}
	return r
}

func (numberCodec) text(h *Header, f *Field, v any) string {
	if f.flags != nil {
		n, err := f.number(v)
		if err != nil || v == nil {
			return plain(v)
		}
		return f.flags.text(n)
	}
	if v == nil {
		return "None"
	}
	n, negative, ok := integer(v)
	if !ok {
		if s, isText := v.(string); isText {
			if m, err := f.numberIn(h, s); err == nil {
				return numberCodec{}.text(h, f, m)
			}
		}
		return plain(v)
	}
	if negative {
		return strconv.FormatInt(int64(n), 10)
	}
	if f.enum != nil {
		if s, ok := f.enum(h).Name(n); ok {
			return s
		}
	}
	if f.hex {
		return "0x" + strconv.FormatUint(n, 16)
	}
	return strconv.FormatUint(n, 10)
}
