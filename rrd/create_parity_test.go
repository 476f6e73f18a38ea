package rrd

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// headerOf decodes the header of a file's bytes.
func headerOf(t testing.TB, b []byte) *header {
	t.Helper()
	r := headerReader{path: "x", size: int64(len(b)), read: func(n int) ([]byte, error) { return b[:min(n, len(b))], nil }}
	h, err := r.decode()
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// createLike creates a file whose archives begin where those of another do.
func createLike(h *header, args ...string) error {
	next := 0
	return defaultTool.create(args, func(rows uint64) uint64 {
		if next++; next > len(h.cur) {
			return 0
		}
		return h.cur[next-1]
	})
}

func TestNewFilesAreEqualByteForByte(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	path := filepath.Join(t.TempDir(), "x.rrd")
	for round := range original.Rounds(t, 200) {
		s := r.randomSpec()
		py.Value("create", append([]any{path, round}, anys(s.args...)...)...)
		theirs, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := createLike(headerOf(t, theirs), append([]string{path}, s.args...)...); err != nil {
			t.Fatalf("%q: %v", s.args, err)
		}
		ours, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(theirs, ours) {
			for i := range theirs {
				if i >= len(ours) || theirs[i] != ours[i] {
					t.Fatalf("%q: byte %d of %d and %d: %x and %x", s.args, i, len(theirs), len(ours), theirs[i:i+8], ours[i:i+8])
				}
			}
		}
	}
}

// createRefusals are arguments of create, of which most are refused.
const createRefusals = `
G
R
G R
DS:a:GAUGE:600:U R
DS:a:GAUGE:600 R
DS:a:GAUGE R
DS:a R
DS: R
DS R
DS:a:GAUGE:600:U:U:U R
DS:a:FOO:600:U:U R
DS:a+b:GAUGE:600:U:U R
DS:abcdefghijklmnopqrst:GAUGE:600:U:U R
DS:abcdefghijklmnopqrs:GAUGE:600:U:U R
DS::GAUGE:600:U:U R
DS:a:GAUGE:0:U:U R
DS:a:GAUGE:x:U:U R
DS:a:GAUGE:5x:U:U R
DS:a:GAUGE:10m:U:U R
DS:a:GAUGE::U:U R
DS:a:GAUGE:600:5:1 R
DS:a:GAUGE:600:5:5 R
DS:a:GAUGE:600:x:5 R
DS:a:GAUGE:600:5:x R
DS:a:GAUGE:600:5x:6 R
DS:a:GAUGE:600:: R
DS:a:GAUGE:600:nan:inf R
DS:a:GAUGE:600:-inf:inf R
DS:a:GAUGE:600:1234567890123456789:U R
DS:a:GAUGE:600:123456789012345678:U R
DS:a:GAUGE:600:U:12345678901234567890 R
DS:a:GAUGE:600:Ux:U R
DS:a:GAUGE:600:u:U R
DS:a:GAUGE:600:1,5:U R
G G R
G DS:b:COMPUTE:a,2,* R
G DS:b:COMPUTE:a,2.5,* R
G DS:b:COMPUTE:zz,2,* R
G DS:b:COMPUTE:TIME,a,* R
G DS:b:COMPUTE:a,32767,* R
G DS:b:COMPUTE:a,-32768,* R
G DS:b:COMPUTE:a,32768,* R
G DS:b:COMPUTE:a,-32769,* R
G DS:b:COMPUTE:b R
G DS:b:COMPUTE:c DS:c:GAUGE:600:U:U R
G DS:b:COMPUTE: R
G DS:b:COMPUTE R
G DS:b:COMPUTE:a,+ R
G DS:b:COMPUTE:a,DUP,+,a,DUP,+,a,DUP,+,a,DUP,+,a,DUP,+,a,DUP,+,a,+ R
G DS:b:COMPUTE:a,a,a,a,a,a,a,a,a,+,+,+,+,+,+,+,+,1,+ R
G DS:b:COMPUTE:5,6,+ R
G DS:b:COMPUTE:NOW,a,+ R
G DS:b:COMPUTE:PREV R
G DS:b:COMPUTE:NEWDAY,a,+ R
G DS:b:COMPUTE:STEPWIDTH,a,+ R
G DS:b:COMPUTE:a,900,TREND R
G DS:b:COMPUTE:COUNT R
G DS:b:COMPUTE:LTIME R
G RRA:FOO:0.5:1:10
G RRA:AVERAGE:0.5:1
G RRA:AVERAGE:0.5
G RRA:AVERAGE
G RRA:
G RRA
G RRA:AVERAGE:1:1:10
G RRA:AVERAGE:-0.1:1:10
G RRA:AVERAGE:0,5:1:10
G RRA:AVERAGE:x:1:10
G RRA:AVERAGE:0.5x:1:10
G RRA:AVERAGE:.5:1:10
G RRA:AVERAGE:5e-1:1:10
G RRA::AVERAGE:0.5:1:10
G RRA:AVERAGE:0.5:0:10
G RRA:AVERAGE:0.5:1:0
G RRA:AVERAGE:0.5:x:10
G RRA:AVERAGE:0.5:1:x
G RRA:AVERAGE:0.5:1:10:5
G RRA:AVERAGE:0.5:90s:10
G RRA:AVERAGE:0.5:10m:1h
G RRA:AVERAGE:0.5:10m:15m
G RRA:AVERAGE:0.5:5m:1d
G hello R
G R hello
hello
G R ds:x
-s 0 G R
-s x G R
-s 5m G R
-s -5 G R
G RRA:AVERAGE:0.5:2m:10 --step 60
-b foo G R
-b end-1 G R
-b 1.1.1975 G R
-b 2000 G R
-b 20010909 G R
-b 1000000000 G R
-t /nowhere/x G R
-r /nowhere/x G R
G RRA:HWPREDICT:10:0.1:0.1:20
G RRA:HWPREDICT:20:0.1:0.1:20
G RRA:HWPREDICT:40:0:0.1:20
G RRA:HWPREDICT:40:1:0.1:20
G RRA:HWPREDICT:40:0.1:1.5:20
G RRA:HWPREDICT:40:0.1:0.1
G RRA:HWPREDICT:x:0.1:0.1:20
G RRA:HWPREDICT:40:x:0.1:20
G RRA:SEASONAL:20:2:2 R
G RRA:SEASONAL:20:0.1
G RRA:SEASONAL:20:0.1:1:smoothing-window=2
G RRA:SEASONAL:20:0.1:1:smoothing-window=x
G RRA:SEASONAL:20:0.1:1:foo
G RRA:SEASONAL:20:0.1:1:foo=3
G RRA:DEVPREDICT:20
G RRA:FAILURES:20:9:5:1
G RRA:FAILURES:20:0:5:1
G RRA:FAILURES:20:5:29:1
G RRA:FAILURES:20:5:9
G RRA:FAILURES:20:x:9:1
DS:a=b:GAUGE:600:U:U R
DS:a=b[1]:GAUGE:600:U:U R
DS:a=b[x]:GAUGE:600:U:U R
DS:a=:GAUGE:600:U:U R
G RRA:AVERAGE:0.5:1:4611686018427387904
G RRA:AVERAGE:0.5:1:99999999999999999999
-z G R`

func TestParityCreateRefusals(t *testing.T) {
	py := startLibrrd(t)
	path := filepath.Join(t.TempDir(), "x.rrd")
	j := &original.Judge{Python: py, Ours: func(c original.Call) original.Result {
		var args []string
		for _, a := range append(c.Args[:1:1], c.Args[2:]...) {
			args = append(args, a.(string))
		}
		return resultOf(int64(0), Create(args...))
	}}
	var calls []original.Call
	short := map[string]string{"G": "DS:a:GAUGE:600:U:U", "R": "RRA:AVERAGE:0.5:1:10"}
	for _, line := range strings.Split(createRefusals, "\n") {
		args := []any{path, 1}
		for _, word := range strings.Fields(line) {
			if long := short[word]; long != "" {
				word = long
			}
			args = append(args, word)
		}
		calls = append(calls, original.Call{Func: "create", Args: args})
	}
	j.Table(t, calls)
	calls = calls[:0]
	for _, args := range [][]any{{"/nowhere/x.rrd", 1, "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"}, {path, 1, "-O", "DS:a:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:10"}} {
		calls = append(calls, original.Call{Func: "create", Args: args})
	}
	j.Table(t, calls)
}
