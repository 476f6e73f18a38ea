//go:build linux

package psutilx

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"

	"github.com/pyops-go/pyops/internal/pytext"
)

// TestConstants compares the constants with psutil's.
func TestConstants(t *testing.T) {
	py := startPsutil(t)
	for name, ours := range map[string]any{
		"STATUS_RUNNING": StatusRunning, "STATUS_SLEEPING": StatusSleeping, "STATUS_DISK_SLEEP": StatusDiskSleep, "STATUS_STOPPED": StatusStopped,
		"STATUS_TRACING_STOP": StatusTracingStop, "STATUS_ZOMBIE": StatusZombie, "STATUS_DEAD": StatusDead, "_common.STATUS_WAKE_KILL": StatusWakeKill,
		"STATUS_WAKING": StatusWaking, "STATUS_PARKED": StatusParked, "STATUS_IDLE": StatusIdle, "STATUS_LOCKED": StatusLocked,
		"STATUS_WAITING": StatusWaiting, "_common.STATUS_SUSPENDED": StatusSuspended,
		"CONN_ESTABLISHED": ConnEstablished, "CONN_SYN_SENT": ConnSynSent, "CONN_SYN_RECV": ConnSynRecv, "CONN_FIN_WAIT1": ConnFinWait1,
		"CONN_FIN_WAIT2": ConnFinWait2, "CONN_TIME_WAIT": ConnTimeWait, "CONN_CLOSE": ConnClose, "CONN_CLOSE_WAIT": ConnCloseWait,
		"CONN_LAST_ACK": ConnLastAck, "CONN_LISTEN": ConnListen, "CONN_CLOSING": ConnClosing, "CONN_NONE": ConnNone,
		"RLIMIT_AS": RLimitAS, "RLIMIT_CORE": RLimitCore, "RLIMIT_CPU": RLimitCPU, "RLIMIT_DATA": RLimitData, "RLIMIT_FSIZE": RLimitFSize,
		"RLIMIT_LOCKS": RLimitLocks, "RLIMIT_MEMLOCK": RLimitMemlock, "RLIMIT_MSGQUEUE": RLimitMsgQueue, "RLIMIT_NICE": RLimitNice,
		"RLIMIT_NOFILE": RLimitNoFile, "RLIMIT_NPROC": RLimitNProc, "RLIMIT_RSS": RLimitRSS, "RLIMIT_RTPRIO": RLimitRTPrio,
		"RLIMIT_RTTIME": RLimitRTTime, "RLIMIT_SIGPENDING": RLimitSigPending, "RLIMIT_STACK": RLimitStack, "RLIM_INFINITY": RLimInfinity,
		"IOPRIO_CLASS_NONE": IOPrioClassNone, "IOPRIO_CLASS_RT": IOPrioClassRT, "IOPRIO_CLASS_BE": IOPrioClassBE, "IOPRIO_CLASS_IDLE": IOPrioClassIdle,
		"NIC_DUPLEX_FULL": NICDuplexFull, "NIC_DUPLEX_HALF": NICDuplexHalf, "NIC_DUPLEX_UNKNOWN": NICDuplexUnknown,
		"POWER_TIME_UNKNOWN": int64(PowerTimeUnknown), "POWER_TIME_UNLIMITED": int64(PowerTimeUnlimited), "AF_LINK": AFLink,
	} {
		if theirs := py.Value("lambda name: eval('psutil.' + name)", name); !original.Same(ours, theirs) {
			t.Errorf("%s is %v, in psutil %v", name, ours, theirs)
		}
	}
	for _, c := range []IOPriorityClass{0, 1, 2, 3} {
		if theirs := py.Value("lambda n: repr(psutil._pslinux.IOPriority(n))", c); c.String() != theirs {
			t.Errorf("%v, in psutil %v", c, theirs)
		}
	}
	for _, f := range []AddressFamily{AFUnix, AFInet, AFInet6, AFLink} {
		if theirs := py.Value("lambda n: repr(__import__('socket').AddressFamily(n))", f); f.String() != theirs {
			t.Errorf("%v, in Python %v", f, theirs)
		}
	}
	for _, s := range []SocketType{1, 2, 3, 4, 5} {
		if theirs := py.Value("lambda n: repr(__import__('socket').SocketKind(n))", s); s.String() != theirs {
			t.Errorf("%v, in Python %v", s, theirs)
		}
	}
	for _, s := range []string{"", "plain", "it's", `"`, `'"`, "a\\b\n\r\t\x00\x7f", "é", "\u00a0\u00ad", "\u2028", "😀", "\U000e0001", "漢"} {
		if theirs := py.Value("repr", s); pytext.Repr(s) != theirs {
			t.Errorf("%s, in Python %v", pytext.Repr(s), theirs)
		}
	}
	if got, want := pytext.Repr("\xff\xfea"), py.Value("lambda b: repr(__import__('os').fsdecode(b))", []byte("\xff\xfea")); got != want {
		t.Errorf("%s, in Python %v", got, want)
	}
}
