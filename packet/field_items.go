package packet

import (
	"net/netip"
	"reflect"
	"strings"
)

// FieldListField is a list of values of one kind, as long as a function of the
// fields before it says in bytes; nil means to the end. Its value is a slice:
// []netip.Addr for addresses, []any for others.
func FieldListField(name string, item Field, lengthFrom func(h *Header) int) Field {
	return Field{name: name, def: []any(nil), codec: itemsCodec{item: item, length: lengthFrom}}
}

// FieldListCountField is [FieldListField] with the number of items instead of their
// length: scapy's count_from.
func FieldListCountField(name string, item Field, countFrom func(h *Header) int) Field {
	return Field{name: name, def: []any(nil), codec: itemsCodec{item: item, count: countFrom}}
}

type itemsCodec struct {
	item   Field
	length func(h *Header) int
	count  func(h *Header) int
}

func (c itemsCodec) read(r *reader, h *Header, _ *Field) (any, error) {
	end, count := len(r.data), -1
	if c.length != nil {
		end = r.off + min(max(c.length(h), 0), r.left())
	}
	if c.count != nil {
		count = c.count(h)
	}
	inner := reader{d: r.d, data: r.data[:end], off: r.off}
	var addrs []netip.Addr
	var items []any
	for inner.off < end && count != 0 {
		v, err := c.item.codec.read(&inner, h, &c.item)
		if err != nil {
			return nil, err
		}
		if a, ok := v.(netip.Addr); ok {
			addrs = append(addrs, a)
		} else {
			items = append(items, v)
		}
		count--
	}
	r.off = inner.off
	if addrs != nil {
		return addrs, nil
	}
	return items, nil
}

func (c itemsCodec) write(w *writer, h *Header, _ *Field, v any) error {
	if b, ok := v.([]byte); ok {
		w.buf = append(w.buf, b...)
		return nil
	}
	list, ok := items(v)
	if !ok {
		return badValue(v, "a slice was expected")
	}
	for _, item := range list {
		if err := c.item.codec.write(w, h, &c.item, item); err != nil {
			return err
		}
	}
	return nil
}

func (c itemsCodec) text(h *Header, f *Field, v any) string {
	if v == nil && f.def == nil {
		return "None"
	}
	list, ok := items(v)
	if !ok {
		return plain(v)
	}
	parts := make([]string, len(list))
	_, six := c.item.codec.(ip6Codec)
	for i, item := range list {
		if _, known := Addr(item); six && known {
			parts[i] = addressText(item) // scapy says nothing beside these
			continue
		}
		parts[i] = c.item.codec.text(h, &c.item, item)
	}
	if six {
		return "[ " + strings.Join(parts, ", ") + " ]"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// items are the values of a slice of any type, one by one.
func items(v any) ([]any, bool) {
	switch x := v.(type) {
	case nil:
		return nil, true
	case []any:
		return x, true
	case []netip.Addr:
		list := make([]any, len(x))
		for i, a := range x {
			list[i] = a
		}
		return list, true
	case string, Values:
		return nil, false
	}
	r := reflect.ValueOf(v)
	if r.Kind() != reflect.Slice && r.Kind() != reflect.Array {
		return nil, false
	}
	list := make([]any, r.Len())
	for i := range list {
		list[i] = r.Index(i).Interface()
	}
	return list, true
}

// LengthIn is a length_from: the value of a number before the field.
func LengthIn(field string) func(h *Header) int {
	return func(h *Header) int {
		if h == nil || h.proto == nil {
			return 0
		}
		i, ok := h.proto.byName[field]
		if !ok {
			return 0
		}
		return int(min(h.num(i), 1<<30))
	}
}
