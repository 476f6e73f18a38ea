package packet

import (
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// tcpOption says how the value of one of TCP's options is written: as so many
// numbers of so many bytes; without widths as bytes.
type tcpOption struct {
	kind   byte
	name   string
	widths []int // of each number
	many   bool  // any count of the one width
	fixed  int   // bytes of this length
}

var tcpOptionTable = []tcpOption{
	{kind: 0, name: "EOL"}, {kind: 1, name: "NOP"}, {kind: 2, name: "MSS", widths: []int{2}}, {kind: 3, name: "WScale", widths: []int{1}},
	{kind: 4, name: "SAckOK"}, {kind: 5, name: "SAck", widths: []int{4}, many: true}, {kind: 8, name: "Timestamp", widths: []int{4, 4}},
	{kind: 14, name: "AltChkSum", widths: []int{1, 2}}, {kind: 15, name: "AltChkSumOpt"}, {kind: 19, name: "MD5", fixed: 16},
	{kind: 25, name: "Mood"}, {kind: 28, name: "UTO", widths: []int{2}}, {kind: 29, name: "AO"}, {kind: 34, name: "TFO", widths: []int{4, 4}},
}

var (
	tcpOptionByKind [256]*tcpOption
	tcpOptionByName = map[string]*tcpOption{}
)

func init() {
	for i := range tcpOptionTable {
		o := &tcpOptionTable[i]
		tcpOptionByKind[o.kind], tcpOptionByName[o.name] = o, o
	}
}

// parseTCPOptions reads the options of a header. An option whose length is
// impossible is kept without a value, and the reading goes on behind its length
// byte, as in scapy.
func parseTCPOptions(data []byte) []Option {
	var list []Option
	for len(data) > 0 {
		kind := data[0]
		if kind == 0 {
			return append(list, Option{Name: "EOL"})
		}
		if kind == 1 {
			list = append(list, Option{Name: "NOP"})
			data = data[1:]
			continue
		}
		n := 2
		if len(data) > 1 {
			n = max(int(data[1]), 2)
		}
		var value []byte
		if len(data) > 2 {
			value = data[2:min(n, len(data))]
		}
		o := Option{Name: strconv.Itoa(int(kind)), Value: value[:len(value):len(value)]}
		if t := tcpOptionByKind[kind]; t != nil {
			o.Name = t.name
			if v, ok := t.value(value); ok {
				o.Value = v
			}
		}
		list = append(list, o)
		data = data[min(n, len(data)):]
	}
	return list
}

// value reads the numbers of an option; ok is false where they do not fill the
// bytes, which then are the value.
func (o *tcpOption) value(b []byte) (v any, ok bool) {
	if o.many {
		if len(b)%o.widths[0] != 0 {
			return nil, false
		}
		list := make([]uint32, 0, len(b)/4)
		for ; len(b) > 0; b = b[4:] {
			list = append(list, binary.BigEndian.Uint32(b))
		}
		return list, true
	}
	total := 0
	for _, w := range o.widths {
		total += w
	}
	if total == 0 || total != len(b) {
		return nil, false
	}
	list := make([]uint32, 0, len(o.widths))
	for _, w := range o.widths {
		var n uint32
		for _, c := range b[:w] {
			n = n<<8 | uint32(c)
		}
		list, b = append(list, n), b[w:]
	}
	if len(list) == 1 {
		return int(list[0]), true
	}
	return [2]uint32(list), true
}

// appendTCPOptions writes options: a []Option, or bytes as they are.
func appendTCPOptions(dst []byte, v any) ([]byte, error) {
	list, ok := v.([]Option)
	if !ok {
		if raw, ok := Bytes(v); ok {
			return append(dst, raw...), nil
		}
		return dst, badValue(v, "a []Option was expected")
	}
	for _, o := range list {
		t := tcpOptionByName[o.Name]
		if t == nil {
			n, err := strconv.ParseUint(o.Name, 10, 8)
			if err != nil {
				return dst, &Error{Kind: ErrValue, Input: o.Name, Reason: "the name of an option, or its number, was expected"}
			}
			if t = tcpOptionByKind[n]; t == nil {
				t = &tcpOption{kind: byte(n), name: o.Name}
			}
		}
		if t.kind < 2 {
			dst = append(dst, t.kind)
			continue
		}
		start := len(dst)
		dst = append(dst, t.kind, 0)
		var err error
		if dst, err = t.append(dst, o.Value); err != nil {
			return dst[:start], err
		}
		if len(dst)-start > 255 {
			return dst[:start], &Error{Kind: ErrValue, Input: o.Name, Reason: "an option of 255 bytes at most was expected"}
		}
		dst[start+1] = byte(len(dst) - start)
	}
	return dst, nil
}

func (o *tcpOption) append(dst []byte, v any) ([]byte, error) {
	wrong := func(expected string) ([]byte, error) {
		return dst, &Error{Kind: ErrValue, Path: o.name, Input: plain(v), Reason: expected}
	}
	if b, ok := Bytes(v); ok {
		dst = append(dst, b...)
		for n := len(b); n < o.fixed; n++ {
			dst = append(dst, 0)
		}
		return dst, nil
	}
	var numbers []uint64
	switch x := v.(type) {
	case nil:
		for range o.fixed {
			dst = append(dst, 0)
		}
		if len(o.widths) > 0 && !o.many {
			return wrong("a value was expected")
		}
		return dst, nil
	case [2]uint32:
		numbers = []uint64{uint64(x[0]), uint64(x[1])}
	case []uint32:
		for _, n := range x {
			numbers = append(numbers, uint64(n))
		}
	case []int:
		for _, n := range x {
			if n < 0 {
				return wrong("numbers that are not negative were expected")
			}
			numbers = append(numbers, uint64(n))
		}
	default:
		n, ok := Uint(v)
		if !ok {
			return wrong("a number, numbers or bytes were expected")
		}
		numbers = []uint64{n}
	}
	if len(o.widths) == 0 || !o.many && len(numbers) != len(o.widths) {
		return wrong("another count of numbers was expected")
	}
	for i, n := range numbers {
		w := o.widths[min(i, len(o.widths)-1)]
		if n>>(8*w) != 0 {
			return wrong("a smaller number was expected")
		}
		for w > 0 {
			w--
			dst = append(dst, byte(n>>(8*w)))
		}
	}
	return dst, nil
}

// tcpOptionsCodec is TCP's options as a field.
type tcpOptionsCodec struct{}

func (tcpOptionsCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	data, err := r.take(min(max(int(h.num(tcpDataOfs))*4-20, 0), r.left()))
	if err != nil {
		return nil, err
	}
	return parseTCPOptions(data), nil
}

func (tcpOptionsCodec) write(w *writer, _ *Header, _ *Field, v any) (err error) {
	if v == nil {
		return nil
	}
	w.buf, err = appendTCPOptions(w.buf, v)
	return err
}

func (tcpOptionsCodec) text(_ *Header, _ *Field, v any) string { return optionsText(v, "''") }

// optionsText is a list of options as Python writes a list of tuples.
func optionsText(v any, empty string) string {
	list, ok := v.([]Option)
	if !ok {
		if v == nil {
			return empty
		}
		if b, ok := Bytes(v); ok {
			return pytext.ReprBytes(b)
		}
		return plain(v)
	}
	var b strings.Builder
	b.WriteByte('[')
	for i, o := range list {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(o.String())
	}
	return b.String() + "]"
}
