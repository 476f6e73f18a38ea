package netflow

import (
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"github.com/pyops-go/pyops/packet"
)

type (
	// NetflowHeader is the number of the version; the message lies on it.
	NetflowHeader struct {
		Version any // 1
	}

	// NetflowHeaderV1 is Netflow Header v1.
	NetflowHeaderV1 struct {
		Count           any // unset
		SysUptime       any // 0
		UnixSecs        any // 0
		UnixNanoSeconds any // 0
	}

	// NetflowRecordV1 is Netflow Record v1.
	NetflowRecordV1 struct {
		Ipsrc        any // "0.0.0.0"
		Ipdst        any // "0.0.0.0"
		Nexthop      any // "0.0.0.0"
		InputIfIndex any // 0
		OutpuIfIndex any // 0
		Dpkts        any // 0
		Dbytes       any // 0
		Starttime    any // 0
		Endtime      any // 0
		Srcport      any // 0
		Dstport      any // 0
		Padding      any // 0
		Proto        any // 0
		Tos          any // 0
		Padding1     any // 0
		Padding2     any // 0
	}

	// NetflowHeaderV5 is Netflow Header v5.
	NetflowHeaderV5 struct {
		Count            any // unset
		SysUptime        any // 0
		UnixSecs         any // 0
		UnixNanoSeconds  any // 0
		FlowSequence     any // 0
		EngineType       any // 0
		EngineID         any // 0
		SamplingInterval any // 0
	}

	// NetflowRecordV5 is Netflow Record v5.
	NetflowRecordV5 struct {
		Src      any // "127.0.0.1"
		Dst      any // "127.0.0.1"
		Nexthop  any // "0.0.0.0"
		Input    any // 0
		Output   any // 0
		Dpkts    any // 1
		DOctets  any // 60
		First    any // 0
		Last     any // 0
		Srcport  any // 0
		Dstport  any // 0
		Pad1     any // 0
		TcpFlags any // flags, 2
		Prot     any // 6, tcp
		Tos      any // 0
		SrcAs    any // 0
		DstAs    any // 0
		SrcMask  any // 0
		DstMask  any // 0
		Pad2     any // 0
	}

	// NetflowHeaderV9 is Netflow Header V9.
	NetflowHeaderV9 struct {
		Count           any // unset
		SysUptime       any // 0
		UnixSecs        any // unset
		PackageSequence any // 0
		SourceID        any // 0
	}

	// NetflowTemplateFieldV9 is Netflow Flowset Template Field V9/10.
	NetflowTemplateFieldV9 struct {
		EnterpriseBit    any // 0
		FieldType        any // unset
		FieldLength      any // computed
		EnterpriseNumber any // 0
	}

	// NetflowTemplateV9 is Netflow Flowset Template V9/10.
	NetflowTemplateV9 struct {
		TemplateID     any // 255
		FieldCount     any // computed
		TemplateFields any // a list
	}

	// NetflowFlowsetV9 is Netflow FlowSet V9/10.
	NetflowFlowsetV9 struct {
		FlowSetID any // 0
		Length    any // computed
		Templates any // a list
	}

	// NetflowRecordV9 is Netflow DataFlowset Record V9/10.
	NetflowRecordV9 struct {
		FieldValue any // bytes
	}

	// NetflowDataflowsetV9 is Netflow DataFlowSet V9/10.
	NetflowDataflowsetV9 struct {
		TemplateID any // 255
		Length     any // computed
		Records    any // a list
	}

	// NetflowOptionsFlowsetOptionV9 is Netflow Options Template FlowSet V9/10 - Option.
	NetflowOptionsFlowsetOptionV9 struct {
		EnterpriseBit     any // 0
		OptionFieldType   any // unset
		OptionFieldlength any // 0
		EnterpriseNumber  any // 0
	}

	// NetflowOptionsFlowsetScopeV9 is Netflow Options Template FlowSet V9/10 - Scope.
	NetflowOptionsFlowsetScopeV9 struct {
		ScopeFieldType   any // unset
		ScopeFieldlength any // 0
	}

	// NetflowOptionsFlowsetV9 is Netflow Options Template FlowSet V9.
	NetflowOptionsFlowsetV9 struct {
		FlowSetID         any // 1
		Length            any // computed
		TemplateID        any // 255
		OptionScopeLength any // computed
		OptionFieldLength any // computed
		Scopes            any // a list
		Options           any // a list
		Pad               any // unset
	}
)

var (
	netflowRecordV5Prot = packet.NewEnum(map[uint64]string{
		0: "hopopt", 1: "icmp", 2: "igmp", 3: "ggp", 4: "ipencap", 5: "st", 6: "tcp", 8: "egp", 9: "igp", 12: "pup", 17: "udp", 20: "hmp",
		22: "xns_idp", 27: "rdp", 29: "iso_tp4", 33: "dccp", 36: "xtp", 37: "ddp", 38: "idpr_cmtp", 41: "ipv6", 43: "ipv6_route",
		44: "ipv6_frag", 45: "idrp", 46: "rsvp", 47: "gre", 50: "esp", 51: "ah", 57: "skip", 58: "ipv6_icmp", 59: "ipv6_nonxt",
		60: "ipv6_opts", 73: "rspf", 81: "vmtp", 88: "eigrp", 89: "ospf", 93: "ax_25", 94: "ipip", 97: "etherip", 98: "encap", 103: "pim",
		108: "ipcomp", 112: "vrrp", 115: "l2tp", 124: "isis", 132: "sctp", 133: "fc", 135: "mobility_header", 136: "udplite",
		137: "mpls_in_ip", 138: "manet", 139: "hip", 140: "shim6", 141: "wesp", 142: "rohc", 143: "ethernet", 262: "mptcp",
	})
	netflowOptionsFlowsetScopeV9ScopeFieldType = packet.NewEnum(map[uint64]string{
		1: "System", 2: "Interface", 3: "Line card", 4: "Cache", 5: "Template",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	netflowHeaderProto = packet.Define[NetflowHeader](packet.Desc{
		Family: &family, Name: "NetflowHeader", Title: "Netflow Header",
		Fields: []packet.Field{
			packet.ShortField("version", 1),
		},
	})

	netflowHeaderV1Proto = packet.Define[NetflowHeaderV1](packet.Desc{
		Family: &family, Name: "NetflowHeaderV1", Title: "Netflow Header v1",
		Fields: []packet.Field{
			packet.ShortField("count", nil),
			packet.IntField("sysUptime", 0),
			packet.CustomField("unixSecs", 0, timeCodec{}),
			packet.CustomField("unixNanoSeconds", 0, timeCodec{nanoseconds: true}),
		},
		Finish: count(48),
	})

	netflowRecordV1Proto = packet.Define[NetflowRecordV1](packet.Desc{
		Family: &family, Name: "NetflowRecordV1", Title: "Netflow Record v1",
		Fields: []packet.Field{
			packet.IPField("ipsrc", "0.0.0.0"),
			packet.IPField("ipdst", "0.0.0.0"),
			packet.IPField("nexthop", "0.0.0.0"),
			packet.ShortField("inputIfIndex", 0),
			packet.ShortField("outpuIfIndex", 0),
			packet.IntField("dpkts", 0),
			packet.IntField("dbytes", 0),
			packet.IntField("starttime", 0),
			packet.IntField("endtime", 0),
			packet.ShortField("srcport", 0),
			packet.ShortField("dstport", 0),
			packet.ShortField("padding", 0),
			packet.ByteField("proto", 0),
			packet.ByteField("tos", 0),
			packet.IntField("padding1", 0),
			packet.IntField("padding2", 0),
		},
	})

	netflowHeaderV5Proto = packet.Define[NetflowHeaderV5](packet.Desc{
		Family: &family, Name: "NetflowHeaderV5", Title: "Netflow Header v5",
		Fields: []packet.Field{
			packet.ShortField("count", nil),
			packet.IntField("sysUptime", 0),
			packet.CustomField("unixSecs", 0, timeCodec{}),
			packet.CustomField("unixNanoSeconds", 0, timeCodec{nanoseconds: true}),
			packet.IntField("flowSequence", 0),
			packet.ByteField("engineType", 0),
			packet.ByteField("engineID", 0),
			packet.ShortField("samplingInterval", 0),
		},
		Finish: count(48),
	})

	netflowRecordV5Proto = packet.Define[NetflowRecordV5](packet.Desc{
		Family: &family, Name: "NetflowRecordV5", Title: "Netflow Record v5",
		Fields: []packet.Field{
			packet.IPField("src", "127.0.0.1"),
			packet.IPField("dst", "127.0.0.1"),
			packet.IPField("nexthop", "0.0.0.0"),
			packet.ShortField("input", 0),
			packet.ShortField("output", 0),
			packet.IntField("dpkts", 1),
			packet.IntField("dOctets", 60),
			packet.IntField("first", 0),
			packet.IntField("last", 0),
			packet.ShortField("srcport", 0),
			packet.ShortField("dstport", 0),
			packet.ByteField("pad1", 0),
			packet.FlagsField("tcpFlags", 2, 8, "F", "S", "R", "P", "A", "U", "E", "C"),
			packet.ByteEnumField("prot", 6, netflowRecordV5Prot),
			packet.ByteField("tos", 0),
			packet.ShortField("src_as", 0),
			packet.ShortField("dst_as", 0),
			packet.ByteField("src_mask", 0),
			packet.ByteField("dst_mask", 0),
			packet.ShortField("pad2", 0),
		},
	})

	netflowHeaderV9Proto = packet.Define[NetflowHeaderV9](packet.Desc{
		Family: &family, Name: "NetflowHeaderV9", Title: "Netflow Header V9",
		Fields: []packet.Field{
			packet.ShortField("count", nil),
			packet.IntField("sysUptime", 0),
			packet.CustomField("unixSecs", nil, timeCodec{}),
			packet.IntField("packageSequence", 0),
			packet.IntField("SourceID", 0),
		},
		Finish: count(0), Next: flowset,
	})

	netflowTemplateFieldV9Proto = packet.Define[NetflowTemplateFieldV9](packet.Desc{
		Family: &family, Name: "NetflowTemplateFieldV9", Title: "Netflow Flowset Template Field V9/10",
		Fields: []packet.Field{
			packet.BitField("enterpriseBit", 0, 1),
			packet.BitEnumField("fieldType", nil, 15, fieldTypes),
			packet.ShortField("fieldLength", nil),
			packet.IntField("enterpriseNumber", 0).If(when("enterpriseBit", 1)),
		},
		Finish: fieldLength,
	})

	netflowTemplateV9Proto = packet.Define[NetflowTemplateV9](packet.Desc{
		Family: &family, Name: "NetflowTemplateV9", Title: "Netflow Flowset Template V9/10",
		Fields: []packet.Field{
			packet.ShortField("templateID", 255),
			packet.FieldCountField("fieldCount", "template_fields", 2),
			packet.LayersField("template_fields", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return templateField }, Count: packet.LengthIn("fieldCount")}),
		},
	})

	netflowFlowsetV9Proto = packet.Define[NetflowFlowsetV9](packet.Desc{
		Family: &family, Name: "NetflowFlowsetV9", Title: "Netflow FlowSet V9/10",
		Fields: []packet.Field{
			packet.ShortField("flowSetID", 0),
			packet.FieldLenField("length", "templates", 2).Adjust(plus(4)),
			packet.LayersField("templates", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return template }, Length: less("length", 4)}),
		},
		Next: flowset,
	})

	netflowRecordV9Proto = packet.Define[NetflowRecordV9](packet.Desc{
		Family: &family, Name: "NetflowRecordV9", Title: "Netflow DataFlowset Record V9/10",
		Fields: []packet.Field{
			packet.StrField("fieldValue", []byte{}),
		},
	})

	netflowDataflowsetV9Proto = packet.Define[NetflowDataflowsetV9](packet.Desc{
		Family: &family, Name: "NetflowDataflowsetV9", Title: "Netflow DataFlowSet V9/10",
		Fields: []packet.Field{
			packet.ShortField("templateID", 255),
			packet.ShortField("length", nil),
			packet.LayersField("records", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return record }, Length: less("length", 4)}),
		},
		Pick: pick, Next: flowset, Finish: flowsetLength,
	})

	netflowOptionsFlowsetOptionV9Proto = packet.Define[NetflowOptionsFlowsetOptionV9](packet.Desc{
		Family: &family, Name: "NetflowOptionsFlowsetOptionV9", Title: "Netflow Options Template FlowSet V9/10 - Option",
		Fields: []packet.Field{
			packet.BitField("enterpriseBit", 0, 1),
			packet.BitEnumField("optionFieldType", nil, 15, fieldTypes),
			packet.ShortField("optionFieldlength", 0),
			packet.IntField("enterpriseNumber", 0).If(when("enterpriseBit", 1)),
		},
	})

	netflowOptionsFlowsetScopeV9Proto = packet.Define[NetflowOptionsFlowsetScopeV9](packet.Desc{
		Family: &family, Name: "NetflowOptionsFlowsetScopeV9", Title: "Netflow Options Template FlowSet V9/10 - Scope",
		Fields: []packet.Field{
			packet.ShortEnumField("scopeFieldType", nil, netflowOptionsFlowsetScopeV9ScopeFieldType),
			packet.ShortField("scopeFieldlength", 0),
		},
	})

	netflowOptionsFlowsetV9Proto = packet.Define[NetflowOptionsFlowsetV9](packet.Desc{
		Family: &family, Name: "NetflowOptionsFlowsetV9", Title: "Netflow Options Template FlowSet V9",
		Fields: []packet.Field{
			packet.ShortField("flowSetID", 1),
			packet.ShortField("length", nil),
			packet.ShortField("templateID", 255),
			packet.FieldLenField("option_scope_length", "scopes", 2),
			packet.FieldLenField("option_field_length", "options", 2),
			packet.LayersField("scopes", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return scope }, Length: packet.LengthIn("option_scope_length")}),
			packet.LayersField("options", []packet.Layer(nil), packet.LayersOptions{Choose: func(*packet.Header, []byte) *packet.Proto { return option }, Length: packet.LengthIn("option_field_length")}),
			packet.StrLenField("pad", nil, func(h *packet.Header) int {
				return h.Num("length") - h.Num("option_scope_length") - h.Num("option_field_length") - 10
			}),
		},
		Next: flowset, Finish: flowsetLength,
	})
)

// Describe returns the description and the values.
func (l NetflowHeader) Describe() (*packet.Proto, []any) {
	return netflowHeaderProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowHeaderV1) Describe() (*packet.Proto, []any) {
	return netflowHeaderV1Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowRecordV1) Describe() (*packet.Proto, []any) {
	return netflowRecordV1Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowHeaderV5) Describe() (*packet.Proto, []any) {
	return netflowHeaderV5Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowRecordV5) Describe() (*packet.Proto, []any) {
	return netflowRecordV5Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowHeaderV9) Describe() (*packet.Proto, []any) {
	return netflowHeaderV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowTemplateFieldV9) Describe() (*packet.Proto, []any) {
	return netflowTemplateFieldV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowTemplateV9) Describe() (*packet.Proto, []any) {
	return netflowTemplateV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowFlowsetV9) Describe() (*packet.Proto, []any) {
	return netflowFlowsetV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowRecordV9) Describe() (*packet.Proto, []any) {
	return netflowRecordV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowDataflowsetV9) Describe() (*packet.Proto, []any) {
	return netflowDataflowsetV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowOptionsFlowsetOptionV9) Describe() (*packet.Proto, []any) {
	return netflowOptionsFlowsetOptionV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowOptionsFlowsetScopeV9) Describe() (*packet.Proto, []any) {
	return netflowOptionsFlowsetScopeV9Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NetflowOptionsFlowsetV9) Describe() (*packet.Proto, []any) {
	return netflowOptionsFlowsetV9Proto, packet.ValuesOf(l)
}

// plus is a length with so much more.
func plus(more int) func(n int) int { return func(n int) int { return n + more } }

func init() {
	family.Bind(NetflowHeader{},
		packet.Binding{Under: packet.UDP{DPort: 2055}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 2055}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 2056}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 2056}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 9995}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 9995}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 9996}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 9996}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 6343}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 6343}, NoBuild: true},
		packet.Binding{Under: packet.UDP{DPort: 2055, SPort: 2055}},
	)
	family.Bind(NetflowHeaderV1{},
		packet.Binding{Under: NetflowHeader{Version: 1}},
	)
	family.Bind(NetflowRecordV1{},
		packet.Binding{Under: NetflowHeaderV1{}},
		packet.Binding{Under: NetflowRecordV1{}},
	)
	family.Bind(NetflowHeaderV5{},
		packet.Binding{Under: NetflowHeader{Version: 5}},
	)
	family.Bind(NetflowRecordV5{},
		packet.Binding{Under: NetflowHeaderV5{}},
		packet.Binding{Under: NetflowRecordV5{}},
	)
	family.Bind(NetflowHeaderV9{},
		packet.Binding{Under: NetflowHeader{Version: 9}},
	)
	family.Bind(NetflowDataflowsetV9{},
		packet.Binding{Under: NetflowHeaderV9{}},
		packet.Binding{Under: NetflowFlowsetV9{}},
		packet.Binding{Under: NetflowDataflowsetV9{}},
		packet.Binding{Under: NetflowOptionsFlowsetV9{}},
	)
}

// when is a condition: the field before has one of the values.
func when(field string, values ...int) func(h *packet.Header) bool {
	return func(h *packet.Header) bool { return slices.Contains(values, h.Num(field)) }
}

// less is a length that a field before tells, without so many bytes.
func less(field string, n int) func(h *packet.Header) int {
	return func(h *packet.Header) int { return h.Num(field) - n }
}

// The protocols of flowsets and of what is in them, set once all are described.
var templates, data, options, options10, template, templateField, record, scope, option *packet.Proto

func init() {
	templates, data, options = netflowFlowsetV9Proto, netflowDataflowsetV9Proto, netflowOptionsFlowsetV9Proto
	template, templateField, record = netflowTemplateV9Proto, netflowTemplateFieldV9Proto, netflowRecordV9Proto
	scope, option = netflowOptionsFlowsetScopeV9Proto, netflowOptionsFlowsetOptionV9Proto
}

// pick is the protocol of a flowset, by its number.
func pick(b []byte) *packet.Proto {
	if len(b) < 2 {
		return data
	}
	switch binary.BigEndian.Uint16(b) {
	case 0, 2:
		return templates
	case 1:
		return options
	case 3:
		return options10
	}
	return data
}

func flowset(_ *packet.Header, payload []byte) *packet.Proto { return pick(payload) }

// flowsetLength fills in the length of a flowset, filled up to a multiple of four.
func flowsetLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("length"); v == nil && len(header) >= 4 {
		for len(header)%4 != 0 {
			header = append(header, 0)
		}
		if len(header) > 0xffff {
			return nil, nil, &packet.Error{Kind: packet.ErrValue, Path: h.Name() + ".length", Reason: "a flowset of 65535 bytes at most was expected"}
		}
		binary.BigEndian.PutUint16(header[2:], uint16(len(header)))
	}
	return header, payload, nil
}

// count fills in how many records of so many bytes lie on a header; without a size,
// how many flowsets.
func count(size int) func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	return func(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
		v, _ := h.Get("count")
		if v != nil || len(header) < 2 {
			return header, payload, nil
		}
		n := 0
		if size > 0 {
			n = len(payload) / size
		} else {
			for b := payload; len(b) >= 4; n++ {
				b = b[min(max(int(binary.BigEndian.Uint16(b[2:])), 4), len(b)):]
			}
		}
		binary.BigEndian.PutUint16(header, uint16(n))
		return header, payload, nil
	}
}

// fieldLength fills in how long the values of a field are, as Cisco documents it.
func fieldLength(h *packet.Header, header, payload []byte) ([]byte, []byte, error) {
	if v, _ := h.Get("fieldLength"); v == nil && len(header) >= 4 {
		n, ok := fieldLengths[h.Num("fieldType")]
		if !ok && h.Num("fieldType") != 0 {
			n = 4
		}
		binary.BigEndian.PutUint16(header[2:], n)
	}
	return header, payload, nil
}

// timeCodec is a time in seconds since 1970, or nanoseconds, of which the seconds are
// shown.
type timeCodec struct{ nanoseconds bool }

func (timeCodec) Read(_ *packet.Header, data []byte) (any, int, error) {
	if len(data) < 4 {
		return nil, 0, &packet.Error{Kind: packet.ErrTooShort, Reason: "a time of four bytes was expected"}
	}
	seconds := binary.BigEndian.Uint32(data)
	if n := int(seconds); n >= 0 {
		return n, 4, nil
	}
	return uint64(seconds), 4, nil // an int of 32 bits has no room for times after 2038
}

func (timeCodec) Append(dst []byte, _ *packet.Header, v any) ([]byte, error) {
	n, ok := packet.Uint(v)
	switch x := v.(type) {
	case nil:
		n, ok = uint64(time.Now().Unix()), true
	case time.Time:
		n, ok = uint64(x.Unix()), x.Unix() >= 0
	}
	if !ok || n > 0xffffffff {
		return dst, &packet.Error{Kind: packet.ErrValue, Input: fmt.Sprint(v), Reason: "a time, or seconds since 1970, were expected"}
	}
	return binary.BigEndian.AppendUint32(dst, uint32(n)), nil
}

func (c timeCodec) Text(_ *packet.Header, v any) string {
	if t, ok := v.(time.Time); ok {
		v = t.Unix()
	}
	n, ok := packet.Uint(v)
	if !ok {
		return "None"
	}
	if c.nanoseconds {
		n /= 1e9
	}
	return fmt.Sprintf("%s (%d)", time.Unix(int64(n), 0).UTC().Format("Mon, 02 Jan 2006 15:04:05 +0000"), n)
}
