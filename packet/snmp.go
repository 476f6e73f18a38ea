package packet

import (
	"fmt"
	"strings"
)

// SNMP's messages of version 1 and 2c, RFC 1157 and 3416.
type (
	// SNMP is a message.
	SNMP struct {
		Version   any // 1, v2c; 0 is v1
		Community any // "public"
		PDU       any // SNMPGet and its like; unset, an empty SNMPGet
	}

	// SNMPGet asks for values.
	SNMPGet struct {
		ID          any // 0
		Error       any // 0, no_error
		ErrorIndex  any // 0
		VarBindList any // []Layer of SNMPVarBind
	}

	// SNMPNext asks for the values that follow.
	SNMPNext struct{ ID, Error, ErrorIndex, VarBindList any }

	// SNMPResponse answers.
	SNMPResponse struct{ ID, Error, ErrorIndex, VarBindList any }

	// SNMPSet sets values.
	SNMPSet struct{ ID, Error, ErrorIndex, VarBindList any }

	// SNMPTrapV1 tells of an event, in version 1.
	SNMPTrapV1 struct {
		Enterprise   any // OID 1.3
		AgentAddr    any // 0.0.0.0
		GenericTrap  any // 0, cold_start
		SpecificTrap any // 0
		TimeStamp    any // 0; TimeTicks
		VarBindList  any // []Layer of SNMPVarBind
	}

	// SNMPBulk asks for many values that follow.
	SNMPBulk struct {
		ID             any // 0
		NonRepeaters   any // 0
		MaxRepetitions any // 0
		VarBindList    any // []Layer of SNMPVarBind
	}

	// SNMPInform tells of an event and wants an answer.
	SNMPInform struct{ ID, Error, ErrorIndex, VarBindList any }

	// SNMPTrapV2 tells of an event.
	SNMPTrapV2 struct{ ID, Error, ErrorIndex, VarBindList any }

	// SNMPVarBind is an object and its value.
	SNMPVarBind struct {
		OID   any // OID 1.3; text or an OID
		Value any // NULL; an integer, text, bytes, an OID, a Counter32 and so on
	}
)

var (
	snmpVersions = NewEnum(map[uint64]string{0: "v1", 1: "v2c", 2: "v2", 3: "v3"})
	snmpErrors   = NewEnum(map[uint64]string{
		0: "no_error", 1: "too_big", 2: "no_such_name", 3: "bad_value", 4: "read_only", 5: "generic_error", 6: "no_access", 7: "wrong_type",
		8: "wrong_length", 9: "wrong_encoding", 10: "wrong_value", 11: "no_creation", 12: "inconsistent_value", 13: "resource_unavailable",
		14: "commit_failed", 15: "undo_failed", 16: "authorization_error", 17: "not_writable", 18: "inconsistent_name",
	})
	snmpTraps = NewEnum(map[uint64]string{
		0: "cold_start", 1: "warm_start", 2: "link_down", 3: "link_up", 4: "auth_failure", 5: "egp_neigh_loss", 6: "enterprise_specific",
	})
)

func snmpPDU(third *Enum) []Field {
	return []Field{asn1("id", 0), asn1("error", 0).Enum(third), asn1("error_index", 0), snmpBindings()}
}

var (
	snmpProto         = define[SNMP]("SNMP", "", asn1("version", 1).Enum(snmpVersions), asn1("community", "public"), snmpPDUField())
	snmpGetProto      = define[SNMPGet]("SNMPget", "", snmpPDU(snmpErrors)...)
	snmpNextProto     = define[SNMPNext]("SNMPnext", "", snmpPDU(snmpErrors)...)
	snmpResponseProto = define[SNMPResponse]("SNMPresponse", "", snmpPDU(snmpErrors)...)
	snmpSetProto      = define[SNMPSet]("SNMPset", "", snmpPDU(snmpErrors)...)
	snmpInformProto   = define[SNMPInform]("SNMPinform", "", snmpPDU(snmpErrors)...)
	snmpTrapV2Proto   = define[SNMPTrapV2]("SNMPtrapv2", "", snmpPDU(snmpErrors)...)
	snmpTrapV1Proto   = define[SNMPTrapV1]("SNMPtrapv1", "", asn1("enterprise", OID("1.3")), asn1("agent_addr", "0.0.0.0"),
		asn1("generic_trap", 0).Enum(snmpTraps), asn1("specific_trap", 0), asn1("time_stamp", TimeTicks(0)), snmpBindings())
	snmpBulkProto    = define[SNMPBulk]("SNMPbulk", "", asn1("id", 0), asn1("non_repeaters", 0), asn1("max_repetitions", 0), snmpBindings())
	snmpVarBindProto = define[SNMPVarBind]("SNMPvarbind", "", asn1("oid", OID("1.3")), asn1("value", nil))
)

// Describe returns the description and the values.
func (l SNMP) Describe() (*Proto, []any) { return snmpProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPGet) Describe() (*Proto, []any) { return snmpGetProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPNext) Describe() (*Proto, []any) { return snmpNextProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPResponse) Describe() (*Proto, []any) { return snmpResponseProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPSet) Describe() (*Proto, []any) { return snmpSetProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPTrapV1) Describe() (*Proto, []any) { return snmpTrapV1Proto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPBulk) Describe() (*Proto, []any) { return snmpBulkProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPInform) Describe() (*Proto, []any) { return snmpInformProto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPTrapV2) Describe() (*Proto, []any) { return snmpTrapV2Proto, valuesOf(&l) }

// Describe returns the description and the values.
func (l SNMPVarBind) Describe() (*Proto, []any) { return snmpVarBindProto, valuesOf(&l) }

// snmpPDUs are the tags of the messages.
var snmpPDUs map[byte]*Proto

func init() {
	snmpPDUs = map[byte]*Proto{
		0xa0: snmpGetProto, 0xa1: snmpNextProto, 0xa2: snmpResponseProto, 0xa3: snmpSetProto, 0xa4: snmpTrapV1Proto, 0xa5: snmpBulkProto,
		0xa6: snmpInformProto, 0xa7: snmpTrapV2Proto,
	}
	sequence := func(b *builder, h *Header) error {
		body, err := b.asn1(h)
		b.buf = appendTLV(b.buf, tagSequence, body)
		return err
	}
	snmpProto.encode, snmpVarBindProto.encode = sequence, sequence
	parse := func(s *dissection, h *Header, data []byte) (int, error) {
		tag, body, rest, err := readTLV(data)
		if err != nil {
			return 0, err
		}
		if tag != tagSequence {
			return 0, malformed("", "it is no SEQUENCE")
		}
		return len(data) - len(rest), s.asn1(h, body)
	}
	snmpProto.parse, snmpVarBindProto.parse = parse, parse
	for tag, p := range snmpPDUs {
		p.encode = func(b *builder, h *Header) error {
			body, err := b.asn1(h)
			b.buf = appendTLV(b.buf, tag, body)
			return err
		}
		p.parse = func(s *dissection, h *Header, data []byte) (int, error) {
			got, body, rest, err := readTLV(data)
			if err != nil {
				return 0, err
			}
			if got != tag {
				return 0, malformed("", "it has the tag of another message")
			}
			return len(data) - len(rest), s.asn1(h, body)
		}
	}
	snmpProto.answers = func(_ *answering, p *Packet, i int, q *Packet, j int) bool {
		if !q.is(j, snmpProto) {
			return false
		}
		mine, asked := pduOf(p.layers[i]), pduOf(q.layers[j])
		if mine == nil || asked == nil || mine.proto != snmpResponseProto {
			return false
		}
		switch asked.proto {
		case snmpGetProto, snmpNextProto, snmpSetProto, snmpBulkProto, snmpInformProto:
			return mine.num(0) == asked.num(0)
		}
		return false
	}
}

func pduOf(h *Header) *Header {
	l, ok := h.value(2).(Layer)
	if !ok {
		return nil
	}
	return Stack(l).Last()
}

// asn1 is the items of a sequence, by the layer's description.
func (b *builder) asn1(h *Header) ([]byte, error) {
	var body []byte
	for i := range h.proto.fields {
		f := &h.proto.fields[i]
		w := writer{b: b, buf: body}
		if err := f.codec.write(&w, h, f, h.value(i)); err != nil {
			return nil, at(err, "", h.proto.name+"."+f.name)
		}
		body = w.buf
	}
	return body, nil
}

func (s *dissection) asn1(h *Header, body []byte) error {
	r := reader{d: s, data: body}
	for i := range h.proto.fields {
		f := &h.proto.fields[i]
		v, err := f.codec.read(&r, h, f)
		if err != nil {
			return at(err, "", h.proto.name+"."+f.name)
		}
		if v == nil {
			v = Null{}
		}
		h.vals[i] = v
	}
	return nil
}

// Null is ASN.1's NULL where a field would be unset otherwise.
type Null struct{}

// String is "NULL".
func (Null) String() string { return "NULL" }

// asn1 is a field of a sequence.
func asn1(name string, def any) Field { return Field{name: name, def: def, codec: asn1Codec{}} }

type asn1Codec struct{}

func (asn1Codec) read(r *reader, _ *Header, f *Field) (any, error) {
	tag, value, rest, err := readTLV(r.data[r.off:])
	if err != nil {
		return nil, err
	}
	if want := tagOf(f); want != 0 && tag != want {
		return nil, malformed("", fmt.Sprintf("its tag is %#x, not %#x", tag, want))
	}
	r.off = len(r.data) - len(rest)
	return berValue(tag, value)
}

// tagOf is the tag that a field has to have, 0 if any will do.
func tagOf(f *Field) byte {
	switch f.def.(type) {
	case int:
		return tagInteger
	case OID:
		return tagOID
	case TimeTicks:
		return tagTicks
	case string:
		if f.name == "agent_addr" {
			return tagIP
		}
		return tagString
	}
	return 0
}

func (asn1Codec) write(w *writer, h *Header, f *Field, v any) (err error) {
	w.buf, err = appendBER(w.buf, asn1Value(h, f, v))
	return err
}

// asn1Value gives a field's value the type that the field has on the wire.
func asn1Value(h *Header, f *Field, v any) any {
	switch x := v.(type) {
	case Null:
		return nil
	case string:
		switch f.def.(type) {
		case OID:
			return OID(x)
		case int:
			if f.enum != nil {
				if n, ok := f.enum(h).Value(x); ok {
					return n
				}
			}
		}
		if f.name == "agent_addr" {
			if a, ok := Addr(x); ok {
				return a
			}
		}
	case Values, Range, Volatile:
		if u, ok := first(f, v); ok {
			return asn1Value(h, f, u)
		}
	}
	if n, ok := Uint(v); ok && v != nil {
		if _, ticks := f.def.(TimeTicks); ticks {
			return TimeTicks(n)
		}
	}
	return v
}

func (asn1Codec) text(h *Header, f *Field, v any) string {
	u := asn1Value(h, f, v)
	s := berText(u)
	if f.enum != nil {
		if n, ok := Uint(u); ok {
			if name, ok := f.enum(h).Name(n); ok {
				return quote(name) + " " + s
			}
		}
	}
	return s
}

func (asn1Codec) command(v any) string {
	if _, null := v.(Null); null {
		v = nil
	}
	return berCommand(v)
}

// snmpBindings is a sequence of bindings.
func snmpBindings() Field {
	return Field{name: "varbindlist", def: []Layer(nil), codec: bindingsCodec{}}
}

type bindingsCodec struct{ listCodec }

func (bindingsCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	tag, value, rest, err := readTLV(r.data[r.off:])
	if err != nil {
		return nil, err
	}
	if tag != tagSequence {
		return nil, malformed("", "it is no SEQUENCE")
	}
	r.off = len(r.data) - len(rest)
	return readLayers(r.d, value, func([]byte) *Proto { return snmpVarBindProto })
}

func (c bindingsCodec) write(w *writer, h *Header, f *Field, v any) error {
	inner := writer{b: w.b}
	if err := c.listCodec.write(&inner, h, f, v); err != nil {
		return err
	}
	w.buf = appendTLV(w.buf, tagSequence, inner.buf)
	return nil
}

// snmpPDUField is the message inside an SNMP layer.
func snmpPDUField() Field { return Field{name: "PDU", def: []Layer{SNMPGet{}}, codec: pduCodec{}} }

type pduCodec struct{ listCodec }

func (pduCodec) read(r *reader, _ *Header, _ *Field) (any, error) {
	if r.left() == 0 {
		return nil, tooShort("", 2, 0)
	}
	p := snmpPDUs[r.data[r.off]]
	if p == nil {
		return nil, malformed("", "its tag is of no message of SNMP")
	}
	h := r.d.header(p)
	n, err := p.parse(r.d, h, r.data[r.off:])
	if err != nil {
		return nil, err
	}
	h.data = r.data[r.off : r.off+n : r.off+n]
	r.off += n
	return h, nil
}

func (c pduCodec) text(h *Header, f *Field, v any) string {
	if list, ok := v.([]Layer); ok && len(list) == 1 {
		return layerText(list[0])
	}
	return c.listCodec.text(h, f, v)
}

func (pduCodec) command(v any) string {
	switch x := v.(type) {
	case []Layer:
		parts := make([]string, len(x))
		for i, l := range x {
			parts[i] = Stack(l).Command()
		}
		return strings.Join(parts, "/")
	case Layer:
		return Stack(x).Command()
	}
	return literal(v)
}
