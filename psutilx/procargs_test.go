package psutilx

import (
	"encoding/binary"
	"errors"
	"slices"
	"strings"
	"testing"
)

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
