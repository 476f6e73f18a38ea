package netflow

import (
	"encoding/binary"

	"github.com/pyops-go/pyops/packet"
)

type (
	// NetflowHeaderV10 is the header of IPFIX, RFC 7011.
	NetflowHeaderV10 struct {
		Length              any // computed
		ExportTime          any // 0
		FlowSequence        any // 0
		ObservationDomainID any // 0
	}

	// NetflowOptionsFlowset10 is a template of options of IPFIX.
	NetflowOptionsFlowset10 struct {
		FlowSetID       any // 3
		Length          any // computed
		TemplateID      any // 255
		FieldCount      any // "options"
		ScopeFieldCount any // "scopes"
		Scopes          any // []packet.Layer
		Options         any // []packet.Layer
		Pad             any // unset
	}
)

var (
	netflowHeaderV10Proto = packet.Define[NetflowHeaderV10](packet.Desc{
		Family: &family, Name: "NetflowHeaderV10", Title: "IPFix (Netflow V10) Header",
		Fields: []packet.Field{
			packet.ShortField("length", nil),
			packet.UTCTimeField("ExportTime", 0),
			packet.IntField("flowSequence", 0),
			packet.IntField("ObservationDomainID", 0),
		},
		Next:   flowset,
		Finish: messageLength,
	})

	netflowOptionsFlowset10Proto = packet.Define[NetflowOptionsFlowset10](packet.Desc{
		Family: &family, Name: "NetflowOptionsFlowset10", Title: "Netflow V10 (IPFix) Options Template FlowSet",
		Fields: []packet.Field{
			packet.ShortField("flowSetID", 3),
			packet.ShortField("length", nil),
			packet.ShortField("templateID", 255),
			packet.FieldCountField("field_count", "options", 2).AdjustIn(func(h *packet.Header, n int) int { return n + scopes(h) }),
			packet.FieldCountField("scope_field_count", "scopes", 2),
			packet.LayersField("scopes", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return scope }, Count: packet.LengthIn("scope_field_count")}),
			packet.LayersField("options", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return option }, Count: func(h *packet.Header) int { return h.Num("field_count") - h.Num("scope_field_count") }}),
			packet.StrLenField("pad", nil, padding10),
		},
		Next:   flowset,
		Finish: flowsetLength,
	})
)

// Describe returns the description and the values.
func (l NetflowHeaderV10) Describe() (*packet.Proto, []any) {
	return netflowHeaderV10Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowOptionsFlowset10) Describe() (*packet.Proto, []any) {
	return netflowOptionsFlowset10Proto, packet.ValuesOf(l)
}

// scopes is how many fields tell what the others are about: they count among all fields.
func scopes(h *packet.Header) int {
	v, _ := h.Get("scopes")
	switch x := v.(type) {
	case []packet.Layer:
		return len(x)
	case packet.Layer:
		return 1
	}
	return 0
}

// padding10 is how many bytes are left of a flowset behind its fields.
func padding10(h *packet.Header) int {
	n := h.Num("length") - 10
	for _, field := range []string{"scopes", "options"} {
		v, _ := h.Get(field)
		list, _ := v.([]packet.Layer)
		for _, l := range list {
			b, err := packet.Stack(l).Build()
			if err != nil {
				return 0
			}
			n -= len(b)
		}
	}
	return n
}

// messageLength fills in the length of a message, its version included: RFC 7011, 3.1.
func messageLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("length"); v == nil && len(header) >= 2 {
		n := 2 + len(header) + len(payload)
		if n > 0xffff {
			return nil, nil, &packet.Error{Kind: packet.ErrValue, Path: h.Name() + ".length", Reason: "a message of 65535 bytes at most was expected"}
		}
		binary.BigEndian.PutUint16(header, uint16(n))
	}
	return header, payload, nil
}

func init() {
	family.Bind(NetflowHeaderV10{}, packet.Binding{Under: NetflowHeader{Version: 10}})
	family.Bind(NetflowDataflowsetV9{}, packet.Binding{Under: NetflowHeaderV10{}}, packet.Binding{Under: NetflowOptionsFlowset10{}})
	options10 = netflowOptionsFlowset10Proto
}
