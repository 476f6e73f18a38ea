package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPControl is a control message, mode 6: what ntpq sends and gets, RFC 9327.
	NTPControl struct {
		Zeros         any // 0
		Version       any // 2
		Mode          any // 6
		Response      any // 0
		Err           any // 0
		More          any // 0
		OpCode        any // 0, CTL_OP_UNSPEC
		Sequence      any // 0
		StatusWord    any // a layer
		Status        any // 0
		AssociationID any // 0
		Offset        any // 0
		Count         any // "data"
		Data          any // bytes
		Authenticator any // a layer
	}

	// NTPStatusPacket is a status word of which no more is known.
	NTPStatusPacket struct {
		Status any // 0
	}

	// NTPErrorStatusPacket is the status word of an answer that tells of an error.
	NTPErrorStatusPacket struct {
		ErrorCode any // 0, unspecified
		Reserved  any // 0
	}

	// NTPSystemStatusPacket is the status word of the system.
	NTPSystemStatusPacket struct {
		LeapIndicator      any // 0, no warning
		ClockSource        any // 0, unspecified or unknown
		SystemEventCounter any // 0
		SystemEventCode    any // 0, unspecified
	}

	// NTPPeerStatusPacket is the status word of a peer.
	NTPPeerStatusPacket struct {
		Configured       any // 0
		AuthEnabled      any // 0
		Authentic        any // 0
		Reachability     any // 0
		Reserved         any // 0
		PeerSel          any // 0, rejected
		PeerEventCounter any // 0
		PeerEventCode    any // 0, unspecified
	}

	// NTPClockStatusPacket is the status word of a reference clock.
	NTPClockStatusPacket struct {
		ClockStatus any // 0, clock operating within nominals
		Code        any // 0
	}

	// NTPPeerStatusDataPacket is a peer and its status, in the answer to CTL_OP_READSTAT.
	NTPPeerStatusDataPacket struct {
		AssociationID any // 0
		PeerStatus    any // a layer
	}
)

var (
	ntpControlProto = packet.Define[NTPControl](packet.Desc{
		Family: &family, Name: "NTPControl", Title: "Control message",
		Fields: []packet.Field{
			packet.BitField("zeros", 0, 2),
			packet.BitField("version", 2, 3),
			packet.BitField("mode", 6, 3),
			packet.BitField("response", 0, 1),
			packet.BitField("err", 0, 1),
			packet.BitField("more", 0, 1),
			packet.BitEnumField("op_code", 0, 5, operations),
			packet.ShortField("sequence", 0),
			packet.CustomField("status_word", []byte{}, statusCodec{}).If(response),
			packet.ShortField("status", 0).If(not(response)),
			packet.ShortField("association_id", 0),
			packet.ShortField("offset", 0),
			packet.ShortField("count", nil).Computed(countOf),
			packet.CustomField("data", []byte{}, dataCodec{}),
			packet.LayerField("authenticator", []byte{}, authenticator, nil),
		},
		Instead: packet.NTPHeader{},
		Pick:    kind,
		Summary: summary,
	})

	ntpStatusPacketProto = packet.Define[NTPStatusPacket](packet.Desc{
		Family: &family, Name: "NTPStatusPacket", Title: "status",
		Fields: []packet.Field{
			packet.ShortField("status", 0),
		},
	})

	ntpErrorStatusPacketProto = packet.Define[NTPErrorStatusPacket](packet.Desc{
		Family: &family, Name: "NTPErrorStatusPacket", Title: "error status",
		Fields: []packet.Field{
			packet.BitEnumField("error_code", 0, 8, controlErrors),
			packet.BitField("reserved", 0, 8),
		},
	})

	ntpSystemStatusPacketProto = packet.Define[NTPSystemStatusPacket](packet.Desc{
		Family: &family, Name: "NTPSystemStatusPacket", Title: "system status",
		Fields: []packet.Field{
			packet.BitEnumField("leap_indicator", 0, 2, leapIndicators),
			packet.BitEnumField("clock_source", 0, 6, clockSources),
			packet.BitField("system_event_counter", 0, 4),
			packet.BitEnumField("system_event_code", 0, 4, systemEvents),
		},
	})

	ntpPeerStatusPacketProto = packet.Define[NTPPeerStatusPacket](packet.Desc{
		Family: &family, Name: "NTPPeerStatusPacket", Title: "peer status",
		Fields: []packet.Field{
			packet.BitField("configured", 0, 1),
			packet.BitField("auth_enabled", 0, 1),
			packet.BitField("authentic", 0, 1),
			packet.BitField("reachability", 0, 1),
			packet.BitField("reserved", 0, 1),
			packet.BitEnumField("peer_sel", 0, 3, selections),
			packet.BitField("peer_event_counter", 0, 4),
			packet.BitEnumField("peer_event_code", 0, 4, peerEvents),
		},
	})

	ntpClockStatusPacketProto = packet.Define[NTPClockStatusPacket](packet.Desc{
		Family: &family, Name: "NTPClockStatusPacket", Title: "clock status",
		Fields: []packet.Field{
			packet.BitEnumField("clock_status", 0, 8, clockStates),
			packet.BitField("code", 0, 8),
		},
	})

	ntpPeerStatusDataPacketProto = packet.Define[NTPPeerStatusDataPacket](packet.Desc{
		Family: &family, Name: "NTPPeerStatusDataPacket", Title: "data / peer status",
		Fields: []packet.Field{
			packet.ShortField("association_id", 0),
			packet.LayerField("peer_status", nil, peerStatus, func(*packet.Header) int { return 2 }).WithDefault(NTPPeerStatusPacket{}),
		},
	})
)

// Describe returns the description and the values.
func (l NTPControl) Describe() (*packet.Proto, []any) { return ntpControlProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPStatusPacket) Describe() (*packet.Proto, []any) {
	return ntpStatusPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPErrorStatusPacket) Describe() (*packet.Proto, []any) {
	return ntpErrorStatusPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPSystemStatusPacket) Describe() (*packet.Proto, []any) {
	return ntpSystemStatusPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPPeerStatusPacket) Describe() (*packet.Proto, []any) {
	return ntpPeerStatusPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPClockStatusPacket) Describe() (*packet.Proto, []any) {
	return ntpClockStatusPacketProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPPeerStatusDataPacket) Describe() (*packet.Proto, []any) {
	return ntpPeerStatusDataPacketProto, packet.ValuesOf(l)
}
