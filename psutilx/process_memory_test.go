//go:build linux

package psutilx

import (
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestNewerNames is about what psutil has had since the release that other tests
// compare with: the figures are of files that stand still.
func TestNewerNames(t *testing.T) {
	pt := plainProcess()
	p, err := (&Host{Proc: pt.write(t, t.TempDir())}).NewProcess(7)
	if err != nil {
		t.Fatal(err)
	}
	for want, read := range map[string]func() (string, error){
		"ppagefaults(minor=5021, major=7)":          func() (string, error) { return text(p.PageFaults) },
		"pfootprint(uss=1024, pss=1024, swap=3072)": func() (string, error) { return text(p.MemoryFootprint) },
		"pmem_ex(rss=12288, vms=16384, shared=8192, text=4096, data=4096, peak_rss=78848, peak_vms=125952, rss_anon=11264, rss_file=0, rss_shmem=0, swap=0, hugetlb=0)": func() (string, error) {
			return text(p.MemoryInfoEx)
		},
	} {
		if got, err := read(); err != nil || got != want {
			t.Errorf("%s (%v), want %s", got, err, want)
		}
	}
	pt.files["7/status"] += "VmSwap: much kB\n"
	p, err = (&Host{Proc: pt.write(t, t.TempDir())}).NewProcess(7)
	if err != nil {
		t.Fatal(err)
	}
	var bad *ParseError
	if _, err := p.MemoryInfoEx(); !errors.As(err, &bad) || !strings.HasSuffix(bad.Path, "/7/status") || bad.Input != "VmSwap: much kB" {
		t.Error(err)
	}
	if names := ProcessAttrs(); len(names) != len(attributes) || names[0] != "cmdline" {
		t.Errorf("%v", names)
	}
}

// TestAThreadByItsNumber: it is no process, and yet can be asked.
func TestAThreadByItsNumber(t *testing.T) {
	py := startProcesses(t)
	busy := startBusy(t)
	freeze(t, busy)
	threads, err := busy.Threads()
	if err != nil || len(threads) != 4 {
		t.Fatalf("%v, %v", threads, err)
	}
	tid := threads[3].ID
	p, err := NewProcess(tid)
	if err != nil {
		t.Fatal(err)
	}
	name, err := p.Name()
	exists, err2 := PIDExists(tid)
	want := py.Value("lambda tid: [psutil.Process(tid).name(), psutil.pid_exists(tid)]", tid)
	if got := []any{name, exists}; !original.Same(got, want) || err != nil || err2 != nil {
		t.Errorf("%v (%v, %v), psutil %v", got, err, err2, want)
	}
	// Its process is the one that this program runs in as long as it is asked.
	if me, err := ThisProcess(); err != nil || me.PID() != os.Getpid() || me.Equal(p) || !me.Equal(me) || me.Equal(nil) {
		t.Errorf("%v, %v", me, err)
	}
}
