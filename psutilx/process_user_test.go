//go:build linux

package psutilx

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// TestPasswd compares, line by line, with what the C library makes of a file in
// the form of /etc/passwd, which psutil asks for the name of a user: the first
// name of each number, or none.
func TestPasswd(t *testing.T) {
	py := original.Start(t)
	py.Define(`
import ctypes, os, tempfile
libc = ctypes.CDLL(None)
class Entry(ctypes.Structure):
    _fields_ = [('name', ctypes.c_char_p), ('password', ctypes.c_char_p), ('uid', ctypes.c_uint32), ('gid', ctypes.c_uint32)]
libc.fopen.restype = ctypes.c_void_p
libc.fclose.argtypes = libc.fgetpwent.argtypes = [ctypes.c_void_p]
libc.fgetpwent.restype = ctypes.POINTER(Entry)
def names_in(files):
    out = []
    for text in files:
        with tempfile.NamedTemporaryFile() as f:
            f.write(text.encode())
            f.flush()
            found, stream = {}, libc.fopen(f.name.encode(), b'r')
            while entry := libc.fgetpwent(stream):
                found.setdefault(entry.contents.uid, entry.contents.name.decode())
            libc.fclose(stream)
            out.append(found)
    return out
`)
	files := []string{
		"", "\n\n", "a:x:5:5:::\n", "b::7:7::/:/bin/sh\n", "root:x:0:0:root:/root:/bin/sh\nr:x:0:0:::\n", "x:x:3:3:::\ny:x:4:4:::\nz:x:3:3:::",
		"#c:x:8:8:::\nd:x:8:8:::\n", "c:x:+9:9:::\n", "c:x:-9:9:::\n", "c:x:9\n", "c:x:09:9:::\n", "c:x::9:::\n", "c:x:0x9:9:::\n", "c:x:9q:9:::\n",
		"d:x:4294967295:9:::\n", "d:x:4294967296:9:::\n", "d\n", "d:\n", "d:x:1:2:::\r\n", "a.b-c_d$:x:12:12:::\n",
	}
	for i, want := range py.Value("names_in", files).([]any) {
		if got := parsePasswd([]byte(files[i])); !original.Same(got, want) {
			t.Errorf("%q: %v, the C library %v", files[i], got, want)
		}
	}
	// Such lines name no user: NIS marks, and a name of no letters.
	for _, line := range []string{"+a:x:1:2:::\n", "-a:x:1:2:::\n", "+:::\n", ":x:6:6::/:/bin/sh\n"} {
		if got := parsePasswd([]byte(line)); len(got) > 0 {
			t.Errorf("%q: %v", line, got)
		}
	}
}
