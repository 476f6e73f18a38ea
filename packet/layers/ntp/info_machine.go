package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPInfoIOStats is the counters of input and output.
	NTPInfoIOStats struct {
		Timereset     any // 0
		Totalrecvbufs any // 0
		Freerecvbufs  any // 0
		Fullrecvbufs  any // 0
		Lowwater      any // 0
		Dropped       any // 0
		Ignored       any // 0
		Received      any // 0
		Sent          any // 0
		Notsent       any // 0
		Interrupts    any // 0
		IntReceived   any // 0
	}

	// NTPInfoMemStats is the counters of memory.
	NTPInfoMemStats struct {
		Timereset       any // 0
		Totalpeermem    any // 0
		Freepeermem     any // 0
		FindpeerCalls   any // 0
		Allocations     any // 0
		Demobilizations any // 0
		Hashcount       any // a list
	}

	// NTPInfoTimerStats is the counters of the timer.
	NTPInfoTimerStats struct {
		Timereset any // 0
		Alarms    any // 0
		Overflows any // 0
		Xmtcalls  any // 0
	}

	// NTPInfoIfStatsIPv4 is an IPv4 interface and its counters.
	NTPInfoIfStatsIPv4 struct {
		Unaddr        any // "0.0.0.0"
		Unbcast       any // "0.0.0.0"
		Unmask        any // "0.0.0.0"
		V6Flag        any // 0
		Ifname        any // unset
		Flags         any // 0
		LastTTL       any // 0
		NumMcast      any // 0
		Received      any // 0
		Sent          any // 0
		Notsent       any // 0
		Uptime        any // 0
		Scopeid       any // 0
		Ifindex       any // 0
		Ifnum         any // 0
		Peercnt       any // 0
		Family        any // 0
		IgnorePackets any // 0
		Action        any // 0
		Filler0       any // 0
	}

	// NTPInfoIfStatsIPv6 is an IPv6 interface and its counters.
	NTPInfoIfStatsIPv6 struct {
		Unaddr        any // "::"
		Unbcast       any // "::"
		Unmask        any // "::"
		V6Flag        any // 0
		Ifname        any // unset
		Flags         any // 0
		LastTTL       any // 0
		NumMcast      any // 0
		Received      any // 0
		Sent          any // 0
		Notsent       any // 0
		Uptime        any // 0
		Scopeid       any // 0
		Ifindex       any // 0
		Ifnum         any // 0
		Peercnt       any // 0
		Family        any // 0
		IgnorePackets any // 0
		Action        any // 0
		Filler0       any // 0
	}
)

var (
	ntpInfoIOStatsProto = packet.Define[NTPInfoIOStats](packet.Desc{
		Family: &family, Name: "NTPInfoIOStats", Title: "info_io_stats",
		Fields: []packet.Field{
			packet.IntField("timereset", 0),
			packet.ShortField("totalrecvbufs", 0),
			packet.ShortField("freerecvbufs", 0),
			packet.ShortField("fullrecvbufs", 0),
			packet.ShortField("lowwater", 0),
			packet.IntField("dropped", 0),
			packet.IntField("ignored", 0),
			packet.IntField("received", 0),
			packet.IntField("sent", 0),
			packet.IntField("notsent", 0),
			packet.IntField("interrupts", 0),
			packet.IntField("int_received", 0),
		},
	})

	ntpInfoMemStatsProto = packet.Define[NTPInfoMemStats](packet.Desc{
		Family: &family, Name: "NTPInfoMemStats", Title: "info_mem_stats",
		Fields: []packet.Field{
			packet.IntField("timereset", 0),
			packet.ShortField("totalpeermem", 0),
			packet.ShortField("freepeermem", 0),
			packet.IntField("findpeer_calls", 0),
			packet.IntField("allocations", 0),
			packet.IntField("demobilizations", 0),
			packet.FieldListCountField("hashcount", packet.ByteField("", 0), times(128)).WithDefault(zeros(128)),
		},
	})

	ntpInfoTimerStatsProto = packet.Define[NTPInfoTimerStats](packet.Desc{
		Family: &family, Name: "NTPInfoTimerStats", Title: "info_timer_stats",
		Fields: []packet.Field{
			packet.IntField("timereset", 0),
			packet.IntField("alarms", 0),
			packet.IntField("overflows", 0),
			packet.IntField("xmtcalls", 0),
		},
	})

	ntpInfoIfStatsIPv4Proto = packet.Define[NTPInfoIfStatsIPv4](packet.Desc{
		Family: &family, Name: "NTPInfoIfStatsIPv4", Title: "info_if_stats",
		Fields: []packet.Field{
			packet.IPField("unaddr", "0.0.0.0").Pad(16),
			packet.IPField("unbcast", "0.0.0.0").Pad(16),
			packet.IPField("unmask", "0.0.0.0").Pad(16),
			packet.IntField("v6_flag", 0),
			packet.StrFixedLenField("ifname", []byte{}, 32),
			packet.IntField("flags", 0),
			packet.IntField("last_ttl", 0),
			packet.IntField("num_mcast", 0),
			packet.IntField("received", 0),
			packet.IntField("sent", 0),
			packet.IntField("notsent", 0),
			packet.IntField("uptime", 0),
			packet.IntField("scopeid", 0),
			packet.IntField("ifindex", 0),
			packet.IntField("ifnum", 0),
			packet.IntField("peercnt", 0),
			packet.ShortField("family", 0),
			packet.ByteField("ignore_packets", 0),
			packet.ByteField("action", 0),
			packet.IntField("_filler0", 0),
		},
	})

	ntpInfoIfStatsIPv6Proto = packet.Define[NTPInfoIfStatsIPv6](packet.Desc{
		Family: &family, Name: "NTPInfoIfStatsIPv6", Title: "info_if_stats",
		Fields: []packet.Field{
			packet.IP6Field("unaddr", "::"),
			packet.IP6Field("unbcast", "::"),
			packet.IP6Field("unmask", "::"),
			packet.IntField("v6_flag", 0),
			packet.StrFixedLenField("ifname", []byte{}, 32),
			packet.IntField("flags", 0),
			packet.IntField("last_ttl", 0),
			packet.IntField("num_mcast", 0),
			packet.IntField("received", 0),
			packet.IntField("sent", 0),
			packet.IntField("notsent", 0),
			packet.IntField("uptime", 0),
			packet.IntField("scopeid", 0),
			packet.IntField("ifindex", 0),
			packet.IntField("ifnum", 0),
			packet.IntField("peercnt", 0),
			packet.ShortField("family", 0),
			packet.ByteField("ignore_packets", 0),
			packet.ByteField("action", 0),
			packet.IntField("_filler0", 0),
		},
	})
)

// Describe returns the description and the values.
func (l NTPInfoIOStats) Describe() (*packet.Proto, []any) {
	return ntpInfoIOStatsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoMemStats) Describe() (*packet.Proto, []any) {
	return ntpInfoMemStatsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoTimerStats) Describe() (*packet.Proto, []any) {
	return ntpInfoTimerStatsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoIfStatsIPv4) Describe() (*packet.Proto, []any) {
	return ntpInfoIfStatsIPv4Proto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoIfStatsIPv6) Describe() (*packet.Proto, []any) {
	return ntpInfoIfStatsIPv6Proto, packet.ValuesOf(l)
}
