package psutilx

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
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

// procArgs lays out what macOS would, with the padding that a boundary makes.
func procArgs(path string, padding int, args []string, environ string) []byte {
	b := binary.NativeEndian.AppendUint32(nil, uint32(len(args)))
	b = append(b, path...)
	b = append(b, make([]byte, 1+padding)...)
	for _, a := range args {
		b = append(append(b, a...), 0)
	}
	return append(b, environ...)
}

func TestProcArgs(t *testing.T) {
	for _, c := range []struct {
		name, path string
		padding    int
		args       []string
		environ    string
	}{
		{"usual", "/bin/ls", 7, []string{"ls", "-l"}, "HOME=/root\x00LANG=C\x00"},
		{"no padding", "/bin/ls", 0, []string{"ls"}, ""},
		{"empty arguments", "/bin/ls", 3, []string{"ls", "", "a b", ""}, "A=\x00"},
		{"no arguments", "/bin/ls", 3, []string{}, ""},
		{"nothing of the environment", "/usr/bin/ssh", 3, []string{"ssh"}, "\x00\x00"},
	} {
		args, environ, bad := parseProcArgs(procArgs(c.path, c.padding, c.args, c.environ))
		if bad != nil || !slices.Equal(args, c.args) || environ != c.environ {
			t.Errorf("%s: %q, %q, %v", c.name, args, environ, bad)
		}
	}
}

func TestProcArgsThatMakeNoSense(t *testing.T) {
	whole := procArgs("/bin/ls", 2, []string{"ls", "SECRET"}, "")
	for _, b := range [][]byte{
		nil,
		whole[:3],
		whole[:8],
		whole[:len(whole)-1],
		append(binary.NativeEndian.AppendUint32(nil, 1<<31), "/bin/ls\x00\x00"...),
		append(binary.NativeEndian.AppendUint32(nil, 9), whole[4:]...),
	} {
		_, _, bad := parseProcArgs(b)
		if bad == nil || !errors.Is(bad, ErrFormat) || strings.Contains(bad.Error(), "SECRET") {
			t.Errorf("%q: %v", b, bad)
		}
	}
}

func TestUsageOfPS(t *testing.T) {
	for text, want := range map[string]usage{
		"  4096   35000   1:02.34   0:00.56\n": {4096 * 1024, 35000 * 1024, 62.34, 0.56},
		"0 1 0:00.00 1234:59.99":               {0, 1024, 0, 1234*60 + 59.99},
	} {
		if got, bad := parseUsage([]byte(text)); bad != nil || got != want {
			t.Errorf("%q: %+v, %v, want %+v", text, got, bad, want)
		}
	}
	for _, text := range []string{
		"", "\n", "1 2 0:00.00", "1 2 0:00,00 0:00.00", "1 2 0:60.00 0:00.00", "1 2 00.00 0:00.00", "1 2 0:0.00 0:00.00",
		"1 2 0:+1.00 0:00.00", "- 2 0:00.00 0:00.00", "1 2 0:00.00 0:00.00 5", "1 2 0:00.00 0:00.00\n1 2 0:00.00 0:00.00",
	} {
		if got, bad := parseUsage([]byte(text)); bad == nil || bad.Want == "" {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

// FuzzProcArgs: what was read goes back together to what there was.
func FuzzProcArgs(f *testing.F) {
	f.Add(procArgs("/bin/ls", 7, []string{"ls", "", "a b"}, "HOME=/root\x00"))
	f.Add(procArgs("", 0, nil, ""))
	f.Add([]byte("\xff\xff\xff\xff/bin/ls\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		args, environ, bad := parseProcArgs(b)
		if bad != nil {
			return
		}
		if n := binary.NativeEndian.Uint32(b); int(n) != len(args) {
			t.Fatalf("%d arguments of %d", len(args), n)
		}
		tail := environ
		if len(args) > 0 {
			tail = strings.Join(args, "\x00") + "\x00" + environ
		}
		if !strings.HasSuffix(string(b), tail) {
			t.Errorf("%q: %q", b, tail)
		}
	})
}

// FuzzUsage: it is four fields, and as many kilobytes as a slow twin reads.
func FuzzUsage(f *testing.F) {
	f.Add([]byte("  4096   35000   1:02.34   0:00.56\n"))
	f.Add([]byte("1 2 0:00,00 0:00.00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		u, bad := parseUsage(b)
		if bad != nil {
			checkError(t, b, bad)
			return
		}
		fields := slowFields(b)
		if len(fields) != 4 {
			t.Fatalf("%q: %+v", b, u)
		}
		if rss, ok := slowUint(fields[0]); !ok || mulSaturating(rss, 1024) != u.rss {
			t.Errorf("%q: %+v", b, u)
		}
	})
}
