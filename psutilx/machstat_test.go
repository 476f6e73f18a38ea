package psutilx

import (
	"fmt"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// machStatText is what vm_stat prints.
func machStatText(page, free, active, inactive, speculative, wired uint64) string {
	return fmt.Sprintf("Mach Virtual Memory Statistics: (page size of %d bytes)\n"+
		"Pages free:                             %8d.\nPages active:                           %8d.\n"+
		"Pages inactive:                         %8d.\nPages speculative:                      %8d.\n"+
		"Pages throttled:                               0.\nPages wired down:                       %8d.\n"+
		"\"Translation faults\":                 123456789.\nPages copy-on-write:                       12345.\n",
		page, free, active, inactive, speculative, wired)
}

// pythonOnMacOS has psutil's own code for macOS calculate with what a kernel
// might say there.
const pythonOnMacOS = `
def on_macos():
    import sys, types
    class Kernel(types.ModuleType):
        def __getattr__(self, name):
            if name.startswith('__'):
                raise AttributeError(name)
            return 0
    kernel = Kernel('psutil._psutil_osx')
    sys.modules['psutil._psutil_osx'] = kernel
    psutil._psutil_posix.AF_LINK = 18  # of macOS
    from psutil import _psosx
    del psutil._psutil_posix.AF_LINK
    def memory(*said):
        kernel.virtual_mem = lambda: said
        m = _psosx.virtual_memory()
        return [m.total, m.available, m.percent, m.used, m.free, m.active, m.inactive]
    return memory
macos_memory = on_macos()
`

// TestMemoryOfMacOS gives psutil's code for macOS the same counts: its kernel
// call has pages that were read ahead among the free ones, vm_stat apart.
func TestMemoryOfMacOS(t *testing.T) {
	py := original.Start(t, "psutil")
	py.Define(pythonOnMacOS)
	r := original.Rand(t)
	for range original.Rounds(t, 200) {
		page := uint64(4096) << (2 * r.IntN(2))
		var n [5]uint64
		all := uint64(0)
		for i := range n {
			n[i] = r.Uint64N(1 << 22)
			all += n[i]
		}
		total := (all + r.Uint64N(1<<22)) * page
		free, active, inactive, speculative, wired := n[0], n[1], n[2], n[3], n[4]
		m, bad := parseMachStat([]byte(machStatText(page, free, active, inactive, speculative, wired)))
		if bad != nil {
			t.Fatal(bad)
		}
		got := m.virtualMemory(total)
		want := py.Value("macos_memory", total, active*page, inactive*page, wired*page, (free+speculative)*page, speculative*page)
		if ours := []any{got.Total, got.Available, got.Percent, got.Used, got.Free, got.Active, got.Inactive}; !original.Same(ours, want) {
			t.Fatalf("%v, psutil %v", ours, want)
		}
	}
}

// FuzzMachStat: what was read prints as a text that reads the same.
func FuzzMachStat(f *testing.F) {
	f.Add([]byte(machStatText(16384, 1, 2, 3, 4, 5)))
	f.Add([]byte(machStatText(4096, 1<<52, 0, 1<<63, 4, 5)))
	f.Add([]byte("(page size of 4096 bytes)\nPages free: x.\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		m, bad := parseMachStat(b)
		if bad != nil {
			checkError(t, b, bad)
			return
		}
		again, bad := parseMachStat([]byte(machStatText(1, m.free, m.active, m.inactive, m.speculative, m.wired)))
		if bad != nil || again != m {
			t.Errorf("%+v again %+v, %v", m, again, bad)
		}
		if v := m.virtualMemory(1 << 40); v.Available > v.Total {
			t.Errorf("%+v", v)
		}
	})
}
