package rip

import (
	"slices"

	"github.com/pyops-go/pyops/packet"
)

type (
	// RIP is the header of a message.
	RIP struct {
		Cmd     any // 1, req
		Version any // 1
		Null    any // 0
	}

	// RIPEntry is a route, or a request for one.
	RIPEntry struct {
		AF       any // 2, IP
		RouteTag any // 0
		Addr     any // "0.0.0.0"
		Mask     any // "0.0.0.0"
		NextHop  any // "0.0.0.0"
		Metric   any // 1
	}

	// RIPAuth is the authentication before the entries.
	RIPAuth struct {
		AF           any // 65535, Auth
		Authtype     any // 2, simple
		Password     any // unset
		Digestoffset any // 0
		Keyid        any // 0
		Authdatalen  any // 0
		Seqnum       any // 0
		Zeropad      any // unset
		Authdata     any // unset
	}
)

var (
	ripCmd = packet.NewEnum(map[uint64]string{
		1: "req", 2: "resp", 3: "traceOn", 4: "traceOff", 5: "sun", 6: "trigReq", 7: "trigResp", 8: "trigAck", 9: "updateReq",
		10: "updateResp", 11: "updateAck",
	})
	ripEntryAF = packet.NewEnum(map[uint64]string{
		2: "IP",
	})
	ripEntryMetric = packet.NewEnum(map[uint64]string{
		16: "Unreach",
	})
	ripAuthAF = packet.NewEnum(map[uint64]string{
		0xffff: "Auth",
	})
	ripAuthAuthtype = packet.NewEnum(map[uint64]string{
		1: "md5authdata", 2: "simple", 3: "md5",
	})
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	ripProto = packet.Define[RIP](packet.Desc{
		Family: &family, Name: "RIP", Title: "RIP header",
		Fields: []packet.Field{
			packet.ByteEnumField("cmd", 1, ripCmd),
			packet.ByteField("version", 1),
			packet.ShortField("null", 0),
		},
		Next: next,
	})

	ripEntryProto = packet.Define[RIPEntry](packet.Desc{
		Family: &family, Name: "RIPEntry", Title: "RIP entry",
		Fields: []packet.Field{
			packet.ShortEnumField("AF", 2, ripEntryAF),
			packet.ShortField("RouteTag", 0),
			packet.IPField("addr", "0.0.0.0"),
			packet.IPField("mask", "0.0.0.0"),
			packet.IPField("nextHop", "0.0.0.0"),
			packet.IntEnumField("metric", 1, ripEntryMetric),
		},
	})

	ripAuthProto = packet.Define[RIPAuth](packet.Desc{
		Family: &family, Name: "RIPAuth", Title: "RIP authentication",
		Fields: []packet.Field{
			packet.ShortEnumField("AF", 0xffff, ripAuthAF),
			packet.ShortEnumField("authtype", 2, ripAuthAuthtype),
			packet.StrFixedLenField("password", nil, 16).If(when("authtype", 2)),
			packet.ShortField("digestoffset", 0).If(when("authtype", 3)),
			packet.ByteField("keyid", 0).If(when("authtype", 3)),
			packet.ByteField("authdatalen", 0).If(when("authtype", 3)),
			packet.IntField("seqnum", 0).If(when("authtype", 3)),
			packet.StrFixedLenField("zeropad", nil, 8).If(when("authtype", 3)),
			packet.StrField("authdata", nil).If(when("authtype", 1)),
		},
		Next: next,
	})
)

// Describe returns the description and the values.
func (l RIP) Describe() (*packet.Proto, []any) { return ripProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l RIPEntry) Describe() (*packet.Proto, []any) { return ripEntryProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l RIPAuth) Describe() (*packet.Proto, []any) { return ripAuthProto, packet.ValuesOf(l) }

func init() {
	family.Bind(RIP{},
		packet.Binding{Under: packet.UDP{DPort: 520}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 520}, NoBuild: true},
		packet.Binding{Under: packet.UDP{SPort: 520, DPort: 520}},
	)
	family.Bind(RIPEntry{},
		packet.Binding{Under: RIP{}},
		packet.Binding{Under: RIPEntry{}},
		packet.Binding{Under: RIPAuth{}},
		packet.Binding{Under: packet.UDP{SPort: 520, DPort: 520}, NoDissect: true},
	)
	family.Bind(RIPAuth{},
		packet.Binding{Under: RIP{}, NoDissect: true},
	)
}

// entry and auth are the protocols above a header, set once all are described.
var entry, auth *packet.Proto

func init() { entry, auth = ripEntryProto, ripAuthProto }

// next is the layer above: an authentication has an address family of its own.
func next(_ *packet.Header, payload []byte) *packet.Proto {
	if len(payload) >= 2 && payload[0] == 0xff && payload[1] == 0xff {
		return auth
	}
	return entry
}

// when is a condition: the field before has one of the values.
func when(field string, values ...int) func(h *packet.Header) bool {
	return func(h *packet.Header) bool { return slices.Contains(values, h.Num(field)) }
}
