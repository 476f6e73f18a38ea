package packet

// Raw is bytes that no other layer describes. Text and []byte become one in
// [Stack].
type Raw struct {
	Load any // the bytes
}

// Padding is bytes beyond the length that a layer gives, such as the filling of
// short Ethernet frames. Lengths of the layers leave it out.
type Padding struct {
	Load any // the bytes
}

var (
	rawProto     = define[Raw]("Raw", "", StrField("load", nil).WithDefault([]byte{}))
	paddingProto = define[Padding]("Padding", "", StrField("load", nil).WithDefault([]byte{}))
)

// Describe returns the description and the values.
func (l Raw) Describe() (*Proto, []any) { return rawProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l Padding) Describe() (*Proto, []any) { return paddingProto, valuesOf(&l) }

func init() {
	rawProto.encode = func(b *builder, h *Header) error {
		switch x := h.vals[0].(type) {
		case []byte:
			b.buf = append(b.buf, x...)
			return nil
		case string:
			b.buf = append(b.buf, x...)
			return nil
		}
		return b.table(h)
	}
	rawProto.parse = func(s *dissection, h *Header, data []byte) (int, error) {
		if len(data) > 0 {
			h.vals[0] = s.bytesOf(data)
		}
		return len(data), nil
	}
	rawProto.answers = func(*answering, *Packet, int, *Packet, int) bool { return true }
}
