package rrd

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// holdLocks has a process of its own lock files as librrd does.
const holdLocks = `
import fcntl
held = []

def hold(kind, *paths):
    for path in paths:
        f = open(path, "r+b")
        fcntl.lockf(f, (fcntl.LOCK_EX if kind == "write" else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        held.append(f)

def release():
    while held:
        held.pop().close()
`

// Where another process holds a lock of librrd's kind, each command is refused, or not,
// as rrdtool's is.
func TestParityLocksOfAnother(t *testing.T) {
	holder := original.StartWith(t, &original.Options{Env: []string{"TZ=UTC"}})
	holder.Define(holdLocks)
	theirs, ours := newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"), newFile(t, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10")
	t.Chdir(t.TempDir()) // where resize writes
	next := 0
	refused := map[string]int{}
	for _, kind := range []string{"none", "read", "write"} {
		if kind != "none" {
			holder.Value("hold", kind, theirs, ours)
		}
		for _, line := range []string{
			"update FILE READING", "updatev FILE READING", "info FILE", "fetch FILE AVERAGE -s 1000000200 -e 1000000800", "last FILE", "first FILE", "lastupdate FILE", "dump FILE",
			"tune FILE -h a:500", "resize FILE 0 GROW 1", "graph - -s 1000000200 -e 1000000800 DEF:a=FILE:a:AVERAGE PRINT:a:MAX:%lf", "xport -s 1000000200 -e 1000000800 DEF:a=FILE:a:AVERAGE XPORT:a",
		} {
			next++
			line = strings.ReplaceAll(line, "READING", fmt.Sprintf("%d:1", rpnStart+300*next))
			out, err := rrdtool(t, strings.Fields(strings.ReplaceAll(line, "FILE", theirs))...)
			said, _, _ := strings.Cut(out, "\n") // some say what they return after it
			own := locked(t, strings.Fields(strings.ReplaceAll(line, "FILE", ours))...)
			if (err == nil) != (own == nil) || err != nil && (said != "ERROR: "+reasonOf(own) || !errors.Is(own, ErrLocked)) {
				t.Errorf("%s, with a lock for %s: %v, rrdtool says %s", line, kind, own, out)
			}
			if own != nil {
				refused[kind]++
			}
		}
		holder.Value("release")
	}
	if refused["none"] != 0 || refused["read"] == 0 || refused["write"] <= refused["read"] {
		t.Errorf("refused: %v", refused)
	}
}

// locked runs a command of ours.
func locked(t *testing.T, words ...string) error {
	t.Helper()
	args := words[1:]
	switch words[0] {
	case "dump":
		return utc.Dump(&strings.Builder{}, args...)
	case "tune":
		return utc.Tune(args...)
	case "resize":
		return utc.Resize(args...)
	}
	return ourRefusal(t, words[0], args...)
}
