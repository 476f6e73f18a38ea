package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPConfPeer adds a peer.
	NTPConfPeer struct {
		Peeraddr  any // "0.0.0.0"
		Hmode     any // 0
		Version   any // 0
		Minpoll   any // 0
		Maxpoll   any // 0
		Flags     any // flags, 0
		TTL       any // 0
		Unused1   any // 0
		Keyid     any // 0
		Keystr    any // unset
		V6Flag    any // 0
		Unused2   any // 0
		Peeraddr6 any // "::"
	}

	// NTPConfUnpeer names a peer, to remove it or to reset its counters.
	NTPConfUnpeer struct {
		Peeraddr  any // "0.0.0.0"
		V6Flag    any // 0
		Peeraddr6 any // "::"
	}

	// NTPConfRestrict restricts who may ask what.
	NTPConfRestrict struct {
		Addr   any // "0.0.0.0"
		Mask   any // "0.0.0.0"
		Flags  any // flags, 0
		MFlags any // 0
		V6Flag any // 0
		Addr6  any // "::"
		Mask6  any // "::"
	}

	// NTPConfTrap names who is told of events.
	NTPConfTrap struct {
		LocalAddress  any // "0.0.0.0"
		TrapAddress   any // "0.0.0.0"
		TrapPort      any // 0
		Unused        any // 0
		V6Flag        any // 0
		LocalAddress6 any // "::"
		TrapAddress6  any // "::"
	}
)

var (
	ntpConfPeerProto = packet.Define[NTPConfPeer](packet.Desc{
		Family: &family, Name: "NTPConfPeer", Title: "conf_peer",
		Fields: []packet.Field{
			packet.IPField("peeraddr", "0.0.0.0"),
			packet.ByteField("hmode", 0),
			packet.ByteField("version", 0),
			packet.ByteField("minpoll", 0),
			packet.ByteField("maxpoll", 0),
			packet.FlagsField("flags", 0, 8, "CONF_FLAG_AUTHENABLE", "CONF_FLAG_PREFER", "CONF_FLAG_BURST", "CONF_FLAG_IBURST",
				"CONF_FLAG_NOSELECT", "CONF_FLAG_SKEY"),
			packet.ByteField("ttl", 0),
			packet.ShortField("unused1", 0),
			packet.IntField("keyid", 0),
			packet.StrFixedLenField("keystr", []byte{}, 128),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused2", 0),
			packet.IP6Field("peeraddr6", "::"),
		},
	})

	ntpConfUnpeerProto = packet.Define[NTPConfUnpeer](packet.Desc{
		Family: &family, Name: "NTPConfUnpeer", Title: "conf_unpeer",
		Fields: []packet.Field{
			packet.IPField("peeraddr", "0.0.0.0"),
			packet.IntField("v6_flag", 0),
			packet.IP6Field("peeraddr6", "::"),
		},
	})

	ntpConfRestrictProto = packet.Define[NTPConfRestrict](packet.Desc{
		Family: &family, Name: "NTPConfRestrict", Title: "conf_restrict",
		Fields: []packet.Field{
			packet.IPField("addr", "0.0.0.0"),
			packet.IPField("mask", "0.0.0.0"),
			packet.FlagsField("flags", 0, 16, "RES_IGNORE", "RES_DONTSERVE", "RES_DONTTRUST", "RES_VERSION", "RES_NOPEER", "RES_LIMITED",
				"RES_NOQUERY", "RES_NOMODIFY", "RES_NOTRAP", "RES_LPTRAP", "RES_KOD", "RES_MSSNTP", "RES_FLAKE",
				"RES_NOMRULIST"),
			packet.ShortField("m_flags", 0),
			packet.IntField("v6_flag", 0),
			packet.IP6Field("addr6", "::"),
			packet.IP6Field("mask6", "::"),
		},
	})

	ntpConfTrapProto = packet.Define[NTPConfTrap](packet.Desc{
		Family: &family, Name: "NTPConfTrap", Title: "conf_trap",
		Fields: []packet.Field{
			packet.IPField("local_address", "0.0.0.0"),
			packet.IPField("trap_address", "0.0.0.0"),
			packet.ShortField("trap_port", 0),
			packet.ShortField("unused", 0),
			packet.IntField("v6_flag", 0),
			packet.IP6Field("local_address6", "::"),
			packet.IP6Field("trap_address6", "::"),
		},
	})
)

// Describe returns the description and the values.
func (l NTPConfPeer) Describe() (*packet.Proto, []any) { return ntpConfPeerProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPConfUnpeer) Describe() (*packet.Proto, []any) {
	return ntpConfUnpeerProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPConfRestrict) Describe() (*packet.Proto, []any) {
	return ntpConfRestrictProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPConfTrap) Describe() (*packet.Proto, []any) { return ntpConfTrapProto, packet.ValuesOf(l) }
