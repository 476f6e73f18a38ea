package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

type (
	// NTPInfoSys is the state of the system.
	NTPInfoSys struct {
		Peer           any // "0.0.0.0"
		PeerMode       any // 0
		Leap           any // 0
		Stratum        any // 0
		Precision      any // 0
		Rootdelay      any // 0
		Rootdispersion any // 0
		Refid          any // "0.0.0.0"
		Reftime        any // 0
		Poll           any // 0
		Flags          any // flags, 0
		Unused1        any // 0
		Unused2        any // 0
		Unused3        any // 0
		Bdelay         any // 0
		Frequency      any // 0
		Authdelay      any // 0
		Stability      any // 0
		V6Flag         any // 0
		Unused4        any // 0
		Peer6          any // "::"
	}

	// NTPInfoSysStats is the counters of the system.
	NTPInfoSysStats struct {
		Timeup         any // 0
		Timereset      any // 0
		Denied         any // 0
		Oldversionpkt  any // 0
		Newversionpkt  any // 0
		Unknownversion any // 0
		Badlength      any // 0
		Processed      any // 0
		Badauth        any // 0
		Received       any // 0
		Limitrejected  any // 0
	}

	// NTPInfoLoop is the state of the loop filter.
	NTPInfoLoop struct {
		LastOffset    any // 0
		DriftComp     any // 0
		Compliance    any // 0
		WatchdogTimer any // 0
	}

	// NTPInfoKernel is the state of the kernel's clock.
	NTPInfoKernel struct {
		Offset    any // 0
		Freq      any // 0
		Maxerror  any // 0
		Esterror  any // 0
		Status    any // 0
		Shift     any // 0
		Constant  any // 0
		Precision any // 0
		Tolerance any // 0
		Ppsfreq   any // 0
		Jitter    any // 0
		Stabil    any // 0
		Jitcnt    any // 0
		Calcnt    any // 0
		Errcnt    any // 0
		Stbcnt    any // 0
	}

	// NTPInfoAuth is the counters of authentication.
	NTPInfoAuth struct {
		Timereset   any // 0
		Numkeys     any // 0
		Numfreekeys any // 0
		Keylookups  any // 0
		Keynotfound any // 0
		Encryptions any // 0
		Decryptions any // 0
		Expired     any // 0
		Keyuncached any // 0
	}

	// NTPInfoControl is the counters of control messages.
	NTPInfoControl struct {
		Ctltimereset       any // 0
		Numctlreq          any // 0
		Numctlbadpkts      any // 0
		Numctlresponses    any // 0
		Numctlfrags        any // 0
		Numctlerrors       any // 0
		Numctltooshort     any // 0
		Numctlinputresp    any // 0
		Numctlinputfrag    any // 0
		Numctlinputerr     any // 0
		Numctlbadoffset    any // 0
		Numctlbadversion   any // 0
		Numctldatatooshort any // 0
		Numctlbadop        any // 0
		Numasyncmsgs       any // 0
	}
)

var (
	ntpInfoSysProto = packet.Define[NTPInfoSys](packet.Desc{
		Family: &family, Name: "NTPInfoSys", Title: "info_sys",
		Fields: []packet.Field{
			packet.IPField("peer", "0.0.0.0"),
			packet.ByteField("peer_mode", 0),
			packet.ByteField("leap", 0),
			packet.ByteField("stratum", 0),
			packet.ByteField("precision", 0),
			packet.FixedPointField("rootdelay", 0, 32, 16),
			packet.FixedPointField("rootdispersion", 0, 32, 16),
			packet.IPField("refid", "0.0.0.0"),
			packet.NTPTimeField("reftime", 0),
			packet.IntField("poll", 0),
			packet.FlagsField("flags", 0, 8, "INFO_FLAG_BCLIENT", "INFO_FLAG_AUTHENTICATE", "INFO_FLAG_NTP", "INFO_FLAG_KERNEL", "INFO_FLAG_CAL",
				"INFO_FLAG_PPS_SYNC", "INFO_FLAG_MONITOR", "INFO_FLAG_FILEGEN"),
			packet.ByteField("unused1", 0),
			packet.ByteField("unused2", 0),
			packet.ByteField("unused3", 0),
			packet.FixedPointField("bdelay", 0, 32, 16),
			packet.FixedPointField("frequency", 0, 32, 16),
			packet.NTPTimeField("authdelay", 0),
			packet.FixedPointField("stability", 0, 32, 16),
			packet.IntField("v6_flag", 0),
			packet.IntField("unused4", 0),
			packet.IP6Field("peer6", "::"),
		},
	})

	ntpInfoSysStatsProto = packet.Define[NTPInfoSysStats](packet.Desc{
		Family: &family, Name: "NTPInfoSysStats", Title: "info_sys_stats",
		Fields: []packet.Field{
			packet.IntField("timeup", 0),
			packet.IntField("timereset", 0),
			packet.IntField("denied", 0),
			packet.IntField("oldversionpkt", 0),
			packet.IntField("newversionpkt", 0),
			packet.IntField("unknownversion", 0),
			packet.IntField("badlength", 0),
			packet.IntField("processed", 0),
			packet.IntField("badauth", 0),
			packet.IntField("received", 0),
			packet.IntField("limitrejected", 0),
		},
	})

	ntpInfoLoopProto = packet.Define[NTPInfoLoop](packet.Desc{
		Family: &family, Name: "NTPInfoLoop", Title: "info_loop",
		Fields: []packet.Field{
			packet.NTPTimeField("last_offset", 0),
			packet.NTPTimeField("drift_comp", 0),
			packet.IntField("compliance", 0),
			packet.IntField("watchdog_timer", 0),
		},
	})

	ntpInfoKernelProto = packet.Define[NTPInfoKernel](packet.Desc{
		Family: &family, Name: "NTPInfoKernel", Title: "info_kernel",
		Fields: []packet.Field{
			packet.IntField("offset", 0),
			packet.IntField("freq", 0),
			packet.IntField("maxerror", 0),
			packet.IntField("esterror", 0),
			packet.ShortField("status", 0),
			packet.ShortField("shift", 0),
			packet.IntField("constant", 0),
			packet.IntField("precision", 0),
			packet.IntField("tolerance", 0),
			packet.IntField("ppsfreq", 0),
			packet.IntField("jitter", 0),
			packet.IntField("stabil", 0),
			packet.IntField("jitcnt", 0),
			packet.IntField("calcnt", 0),
			packet.IntField("errcnt", 0),
			packet.IntField("stbcnt", 0),
		},
	})

	ntpInfoAuthProto = packet.Define[NTPInfoAuth](packet.Desc{
		Family: &family, Name: "NTPInfoAuth", Title: "info_auth",
		Fields: []packet.Field{
			packet.IntField("timereset", 0),
			packet.IntField("numkeys", 0),
			packet.IntField("numfreekeys", 0),
			packet.IntField("keylookups", 0),
			packet.IntField("keynotfound", 0),
			packet.IntField("encryptions", 0),
			packet.IntField("decryptions", 0),
			packet.IntField("expired", 0),
			packet.IntField("keyuncached", 0),
		},
	})

	ntpInfoControlProto = packet.Define[NTPInfoControl](packet.Desc{
		Family: &family, Name: "NTPInfoControl", Title: "info_control",
		Fields: []packet.Field{
			packet.IntField("ctltimereset", 0),
			packet.IntField("numctlreq", 0),
			packet.IntField("numctlbadpkts", 0),
			packet.IntField("numctlresponses", 0),
			packet.IntField("numctlfrags", 0),
			packet.IntField("numctlerrors", 0),
			packet.IntField("numctltooshort", 0),
			packet.IntField("numctlinputresp", 0),
			packet.IntField("numctlinputfrag", 0),
			packet.IntField("numctlinputerr", 0),
			packet.IntField("numctlbadoffset", 0),
			packet.IntField("numctlbadversion", 0),
			packet.IntField("numctldatatooshort", 0),
			packet.IntField("numctlbadop", 0),
			packet.IntField("numasyncmsgs", 0),
		},
	})
)

// Describe returns the description and the values.
func (l NTPInfoSys) Describe() (*packet.Proto, []any) { return ntpInfoSysProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPInfoSysStats) Describe() (*packet.Proto, []any) {
	return ntpInfoSysStatsProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoLoop) Describe() (*packet.Proto, []any) { return ntpInfoLoopProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPInfoKernel) Describe() (*packet.Proto, []any) {
	return ntpInfoKernelProto, packet.ValuesOf(l)
}

// Describe returns the description and the values.
func (l NTPInfoAuth) Describe() (*packet.Proto, []any) { return ntpInfoAuthProto, packet.ValuesOf(l) }

// Describe returns the description and the values.
func (l NTPInfoControl) Describe() (*packet.Proto, []any) {
	return ntpInfoControlProto, packet.ValuesOf(l)
}
