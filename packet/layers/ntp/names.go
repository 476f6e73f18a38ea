package ntp

import (
	"github.com/pyops-go/pyops/packet"
)

var (
	operations = packet.NewEnum(map[uint64]string{
		0: "CTL_OP_UNSPEC", 1: "CTL_OP_READSTAT", 2: "CTL_OP_READVAR", 3: "CTL_OP_WRITEVAR", 4: "CTL_OP_READCLOCK", 5: "CTL_OP_WRITECLOCK",
		6: "CTL_OP_SETTRAP", 7: "CTL_OP_ASYNCMSG", 8: "CTL_OP_CONFIGURE", 9: "CTL_OP_SAVECONFIG", 10: "CTL_OP_READ_MRU",
		11: "CTL_OP_READ_ORDLIST_A", 12: "CTL_OP_REQ_NONCE", 31: "CTL_OP_UNSETTRAP",
	})
	requests = packet.NewEnum(map[uint64]string{
		0: "REQ_PEER_LIST", 1: "REQ_PEER_LIST_SUM", 2: "REQ_PEER_INFO", 3: "REQ_PEER_STATS", 4: "REQ_SYS_INFO", 5: "REQ_SYS_STATS",
		6: "REQ_IO_STATS", 7: "REQ_MEM_STATS", 8: "REQ_LOOP_INFO", 9: "REQ_TIMER_STATS", 10: "REQ_CONFIG", 11: "REQ_UNCONFIG",
		12: "REQ_SET_SYS_FLAG", 13: "REQ_CLR_SYS_FLAG", 14: "REQ_MONITOR", 15: "REQ_NOMONITOR", 16: "REQ_GET_RESTRICT", 17: "REQ_RESADDFLAGS",
		18: "REQ_RESSUBFLAGS", 19: "REQ_UNRESTRICT", 20: "REQ_MON_GETLIST", 21: "REQ_RESET_STATS", 22: "REQ_RESET_PEER", 23: "REQ_REREAD_KEYS",
		24: "REQ_DO_DIRTY_HACK", 25: "REQ_DONT_DIRTY_HACK", 26: "REQ_TRUSTKEY", 27: "REQ_UNTRUSTKEY", 28: "REQ_AUTHINFO", 29: "REQ_TRAPS",
		30: "REQ_ADD_TRAP", 31: "REQ_CLR_TRAP", 32: "REQ_REQUEST_KEY", 33: "REQ_CONTROL_KEY", 34: "REQ_GET_CTLSTATS", 35: "REQ_GET_LEAPINFO",
		36: "REQ_GET_CLOCKINFO", 37: "REQ_SET_CLKFUDGE", 38: "REQ_GET_KERNEL", 39: "REQ_GET_CLKBUGINFO", 41: "REQ_SET_PRECISION",
		42: "REQ_MON_GETLIST_1", 43: "REQ_HOSTNAME_ASSOCID", 44: "REQ_IF_STATS", 45: "REQ_IF_RELOAD",
	})
	implementations = packet.NewEnum(map[uint64]string{
		0: "IMPL_UNIV", 2: "IMPL_XNTPD_OLD", 3: "XNTPD",
	})
	privateErrors = packet.NewEnum(map[uint64]string{
		0: "no error", 1: "incompatible implementation number", 2: "unimplemented request code",
		3: "format error (wrong data items, data size, packet size etc.)", 4: "no data available (e.g. request for details on unknown peer)",
		5: "I don\x22t know", 6: "I don\x22t know", 7: "authentication failure (i.e. permission denied)",
	})
	modes = packet.NewEnum(map[uint64]string{
		0: "reserved", 1: "symmetric active", 2: "symmetric passive", 3: "client", 4: "server", 5: "broadcast", 6: "NTP control message",
		7: "reserved for private use",
	})
	controlErrors = packet.NewEnum(map[uint64]string{
		0: "unspecified", 1: "authentication failure", 2: "invalid message length or format", 3: "invalid opcode",
		4: "unknown association identifier", 5: "unknown variable name", 6: "invalid variable value", 7: "administratively prohibited",
	})
	leapIndicators = packet.NewEnum(map[uint64]string{
		0: "no warning", 1: "last minute was 61 seconds", 2: "last minute was 59 seconds", 3: "alarm condition (clock not synchronized)",
	})
	clockSources = packet.NewEnum(map[uint64]string{
		0: "unspecified or unknown", 1: " Calibrated atomic clock", 2: "VLF (band 4) or LF (band 5) radio", 3: "HF (band 7) radio",
		4: "UHF (band 9) satellite", 5: "local net", 6: "UDP/NTP", 7: "UDP/TIME", 8: "eyeball-and-wristwatch", 9: "telephone modem",
	})
	systemEvents = packet.NewEnum(map[uint64]string{
		0: "unspecified", 1: "system restart", 2: "system or hardware fault", 3: "system new status word (leap bits or synchronization change)",
		4: "system new synchronization source or stratum (sys.peer or sys.stratum change)",
		5: "system clock reset (offset correction exceeds CLOCK.MAX)", 6: "system invalid time or date", 7: "system clock exception",
	})
	selections = packet.NewEnum(map[uint64]string{
		0: "rejected", 1: "passed sanity checks", 2: "passed correctness checks", 3: "passed candidate checks", 4: "passed outlyer checks",
		5: "current synchronization source; max distance exceeded", 6: "current synchronization source; max distance okay", 7: "reserved",
	})
	peerEvents = packet.NewEnum(map[uint64]string{
		0: "unspecified", 1: "peer IP error", 2: "peer authentication failure", 3: "peer unreachable", 4: "peer reachable",
		5: "peer clock exception",
	})
	clockStates = packet.NewEnum(map[uint64]string{
		0: "clock operating within nominals", 1: "reply timeout", 2: "bad reply format", 3: "hardware or software fault",
		4: "propagation failure", 5: "bad date format or value", 6: "bad time format or value",
	})
)
