package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPInfoPeerList is a peer, by its address.
	NTPInfoPeerList struct {
		Addr    any // "0.0.0.0"
		Port    any // 0
		Hmode   any // 0, reserved
		Flags   any // flags, 0
		V6Flag  any // 0
		Unused1 any // 0
		Addr6   any // "::"
	}

	// NTPInfoPeerSummary is the summary of a peer.
	NTPInfoPeerSummary struct {
		Dstaddr    any // "0.0.0.0"
		Srcaddr    any // "0.0.0.0"
		Srcport    any // 0
		Stratum    any // 0
		Hpoll      any // 0
		Ppoll      any // 0
		Reach      any // 0
		Flags      any // flags, 0
		Hmode      any // 0
		Delay      any // 0
		Offset     any // 0
		Dispersion any // 0
		V6Flag     any // 0
		Unused1    any // 0
		Dstaddr6   any // "::"
		Srcaddr6   any // "::"
	}

	// NTPInfoPeer is all that is known of a peer.
	NTPInfoPeer struct {
		Dstaddr        any // "0.0.0.0"
		Srcaddr        any // "0.0.0.0"
		Srcport        any // 0
		Flags          any // flags, 0
		Leap           any // 0
		Hmode          any // 0, reserved
		Pmode          any // 0
		Stratum        any // 0
		Ppoll          any // 0
		Hpoll          any // 0
		Precision      any // 0
		Version        any // 0
		Unused8        any // 0
		Reach          any // 0
		Unreach        any // 0
		Flash          any // 0
		TTL            any // 0
		Flash2         any // 0
		Associd        any // 0
		Keyid          any // 0
		Pkeyid         any // 0
		Refid          any // "0.0.0.0"
		Timer          any // 0
		Rootdelay      any // 0
		Rootdispersion any // 0
		Reftime        any // 0
		Org            any // 0
		Rec            any // 0
		Xmt            any // 0
		Filtdelay      any // a list
		Filtoffset     any // a list
		Order          any // a list
		Delay          any // 0
		Dispersion     any // 0
		Offset         any // 0
		Selectdisp     any // 0
		Unused1        any // 0
		Unused2        any // 0
		Unused3        any // 0
		Unused4        any // 0
		Unused5        any // 0
		Unused6        any // 0
		Unused7        any // 0
		Estbdelay      any // 0
		V6Flag         any // 0
		Unused9        any // 0
		Dstaddr6       any // "::"
		Srcaddr6       any // "::"
	}

	// NTPInfoPeerStats is the counters of a peer.
	NTPInfoPeerStats struct {
		Dstaddr       any // "0.0.0.0"
		Srcaddr       any // "0.0.0.0"
		Srcport       any // 0
		Flags         any // flags, 0
		Timereset     any // 0
		Timereceived  any // 0
		Timetosend    any // 0
		Timereachable any // 0
		Sent          any // 0
		Unused1       any // 0
		Processed     any // 0
		Unused2       any // 0
		Badauth       any // 0
		Bogusorg      any // 0
		Oldpkt        any // 0
		Unused3       any // 0
		Unused4       any // 0
		Seldisp       any // 0
		Selbroken     any // 0
		Unused5       any // 0
		Candidate     any // 0
		Unused6       any // 0
		Unused7       any // 0
		Unused8       any // 0
		V6Flag        any // 0
		Unused9       any // 0
		Dstaddr6      any // "::"
		Srcaddr6      any // "::"
	}

	// NTPInfoMonitor1 is somebody who has sent packets.
	NTPInfoMonitor1 struct {
		Lasttime  any // 0
		Firsttime any // 0
		Lastdrop  any // 0
		Count     any // 0
		Addr      any // "0.0.0.0"
		Daddr     any // "0.0.0.0"
		Flags     any // 0
		Port      any // 0
		Mode      any // 0
		Version   any // 0
		V6Flag    any // 0
		Unused1   any // 0
		Addr6     any // "::"
		Daddr6    any // "::"
	}
)

var (
	ntpInfoPeerListProto = packet.Define[NTPInfoPeerList](packet.Desc{
		Family: &family, Name: "NTPInfoPeerList", Title: "info_peer_list",
		Fields: []packet.Field{
			packet.IPField("addr", "0.0.0.0"),
			packet.ShortField("port", 0),
			packet.ByteEnumField("hmode", 0, modes),
			packet.FlagsField("flags", 0, 8, "INFO_FLAG_CONFIG", "INFO_FLAG_SYSPEER", "INFO_FLAG_BURST", "INFO_FLAG_REFCLOCK", "INFO_FLAG_PREFER",
				"INFO_FLAG_AUTHENABLE", "INFO_FLAG_SEL_CANDIDATE", "INFO_FLAG_SHORTLIST", "INFO_FLAG_IBURST"),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused1", 0),
			packet.IP6Field("addr6", "::"),
		},
	})

	ntpInfoPeerSummaryProto = packet.Define[NTPInfoPeerSummary](packet.Desc{
		Family: &family, Name: "NTPInfoPeerSummary", Title: "info_peer_summary",
		Fields: []packet.Field{
			packet.IPField("dstaddr", "0.0.0.0"),
			packet.IPField("srcaddr", "0.0.0.0"),
			packet.ShortField("srcport", 0),
			packet.ByteField("stratum", 0),
			packet.ByteField("hpoll", 0),
			packet.ByteField("ppoll", 0),
			packet.ByteField("reach", 0),
			packet.FlagsField("flags", 0, 8, "INFO_FLAG_CONFIG", "INFO_FLAG_SYSPEER", "INFO_FLAG_BURST", "INFO_FLAG_REFCLOCK", "INFO_FLAG_PREFER",
				"INFO_FLAG_AUTHENABLE", "INFO_FLAG_SEL_CANDIDATE", "INFO_FLAG_SHORTLIST", "INFO_FLAG_IBURST"),
			packet.ByteField("hmode", 0),
			packet.FixedPointField("delay", 0, 32, 16),
			packet.NTPTimeField("offset", 0),
			packet.FixedPointField("dispersion", 0, 32, 16),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused1", 0),
			packet.IP6Field("dstaddr6", "::"),
			packet.IP6Field("srcaddr6", "::"),
		},
	})

	ntpInfoPeerProto = packet.Define[NTPInfoPeer](packet.Desc{
		Family: &family, Name: "NTPInfoPeer", Title: "info_peer",
		Fields: []packet.Field{
			packet.IPField("dstaddr", "0.0.0.0"),
			packet.IPField("srcaddr", "0.0.0.0"),
			packet.ShortField("srcport", 0),
			packet.FlagsField("flags", 0, 8, "INFO_FLAG_CONFIG", "INFO_FLAG_SYSPEER", "INFO_FLAG_BURST", "INFO_FLAG_REFCLOCK", "INFO_FLAG_PREFER",
				"INFO_FLAG_AUTHENABLE", "INFO_FLAG_SEL_CANDIDATE", "INFO_FLAG_SHORTLIST", "INFO_FLAG_IBURST"),
			packet.ByteField("leap", 0),
			packet.ByteEnumField("hmode", 0, modes),
			packet.ByteField("pmode", 0),
			packet.ByteField("stratum", 0),
			packet.ByteField("ppoll", 0),
			packet.ByteField("hpoll", 0),
			packet.ByteField("precision", 0).Signed(),
			packet.ByteField("version", 0),
			packet.ByteField("unused8", 0),
			packet.ByteField("reach", 0),
			packet.ByteField("unreach", 0),
			packet.XByteField("flash", 0),
			packet.ByteField("ttl", 0),
			packet.XShortField("flash2", 0).LittleEndian(),
			packet.ShortField("associd", 0),
			packet.IntField("keyid", 0).LittleEndian(),
			packet.IntField("pkeyid", 0),
			packet.IPField("refid", "0.0.0.0"),
			packet.IntField("timer", 0),
			packet.FixedPointField("rootdelay", 0, 32, 16),
			packet.FixedPointField("rootdispersion", 0, 32, 16),
			packet.NTPTimeField("reftime", 0),
			packet.NTPTimeField("org", 0),
			packet.NTPTimeField("rec", 0),
			packet.NTPTimeField("xmt", 0),
			packet.FieldListCountField("filtdelay", packet.FixedPointField("", 0, 32, 16), times(8)).WithDefault(zeros(8)),
			packet.FieldListCountField("filtoffset", packet.NTPTimeField("", 0), times(8)).WithDefault(zeros(8)),
			packet.FieldListCountField("order", packet.ByteField("", 0), times(8)).WithDefault(zeros(8)),
			packet.FixedPointField("delay", 0, 32, 16),
			packet.FixedPointField("dispersion", 0, 32, 16),
			packet.NTPTimeField("offset", 0),
			packet.FixedPointField("selectdisp", 0, 32, 16),
			packet.IntField("unused1", 0),
			packet.IntField("unused2", 0),
			packet.IntField("unused3", 0),
			packet.IntField("unused4", 0),
			packet.IntField("unused5", 0),
			packet.IntField("unused6", 0),
			packet.IntField("unused7", 0),
			packet.FixedPointField("estbdelay", 0, 32, 16),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused9", 0),
			packet.IP6Field("dstaddr6", "::"),
			packet.IP6Field("srcaddr6", "::"),
		},
	})

	ntpInfoPeerStatsProto = packet.Define[NTPInfoPeerStats](packet.Desc{
		Family: &family, Name: "NTPInfoPeerStats", Title: "info_peer_stats",
		Fields: []packet.Field{
			packet.IPField("dstaddr", "0.0.0.0"),
			packet.IPField("srcaddr", "0.0.0.0"),
			packet.ShortField("srcport", 0),
			packet.FlagsField("flags", 0, 16, "INFO_FLAG_CONFIG", "INFO_FLAG_SYSPEER", "INFO_FLAG_BURST", "INFO_FLAG_REFCLOCK", "INFO_FLAG_PREFER",
				"INFO_FLAG_AUTHENABLE", "INFO_FLAG_SEL_CANDIDATE", "INFO_FLAG_SHORTLIST", "INFO_FLAG_IBURST"),
			packet.IntField("timereset", 0),
			packet.IntField("timereceived", 0),
			packet.IntField("timetosend", 0),
			packet.IntField("timereachable", 0),
			packet.IntField("sent", 0),
			packet.IntField("unused1", 0),
			packet.IntField("processed", 0),
			packet.IntField("unused2", 0),
			packet.IntField("badauth", 0),
			packet.IntField("bogusorg", 0),
			packet.IntField("oldpkt", 0),
			packet.IntField("unused3", 0),
			packet.IntField("unused4", 0),
			packet.IntField("seldisp", 0),
			packet.IntField("selbroken", 0),
			packet.IntField("unused5", 0),
			packet.ByteField("candidate", 0),
			packet.ByteField("unused6", 0),
			packet.ByteField("unused7", 0),
			packet.ByteField("unused8", 0),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused9", 0),
			packet.IP6Field("dstaddr6", "::"),
			packet.IP6Field("srcaddr6", "::"),
		},
	})

	ntpInfoMonitor1Proto = packet.Define[NTPInfoMonitor1](packet.Desc{
		Family: &family, Name: "NTPInfoMonitor1", Title: "InfoMonitor1",
		Fields: []packet.Field{
			packet.IntField("lasttime", 0),
			packet.IntField("firsttime", 0),
			packet.IntField("lastdrop", 0),
			packet.IntField("count", 0),
			packet.IPField("addr", "0.0.0.0"),
			packet.IPField("daddr", "0.0.0.0"),
			packet.IntField("flags", 0),
			packet.ShortField("port", 0),
			packet.ByteField("mode", 0),
			packet.ByteField("version", 0),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused1", 0),
			packet.IP6Field("addr6", "::"),
			packet.IP6Field("daddr6", "::"),
		},
	})
)

// Describe returns the description and the values.
func (l NTPInfoPeerList) Describe() (*packet.Proto, []any) {
	return ntpInfoPeerListProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoPeerSummary) Describe() (*packet.Proto, []any) {
	return ntpInfoPeerSummaryProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoPeer) Describe() (*packet.Proto, []any) { return ntpInfoPeerProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPInfoPeerStats) Describe() (*packet.Proto, []any) {
	return ntpInfoPeerStatsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoMonitor1) Describe() (*packet.Proto, []any) {
	return ntpInfoMonitor1Proto, packet.ValuesOf(l)
}
