package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

func TestSCPAtOpenSSH(t *testing.T) {
	s := peers.StartSSHD(t)
	c := connect(t, s)
	d := t.TempDir()
	local := filepath.Join(d, "local")
	for _, size := range []int{0, 1, 300_000} {
		write(t, local, string(noise(size)))
		must(t, os.Chmod(local, 0o640))
		var last int64
		name := "it's a $(file)"
		must(t, c.SCPPut(ctx(t), local, name, &sshx.SCPOptions{Progress: func(done, total int64) { last = done }}))
		info, err := os.Stat(filepath.Join(s.Home, name))
		if err != nil || info.Mode().Perm() != 0o640 || read(t, filepath.Join(s.Home, name)) != string(noise(size)) || last != int64(size) {
			t.Errorf("put of %d: %v %v, progress %d", size, info, err, last)
		}
		must(t, c.SCPGet(ctx(t), name, local+"2", nil))
		if read(t, local+"2") != string(noise(size)) {
			t.Errorf("get of %d", size)
		}
	}
	must(t, os.Mkdir(filepath.Join(s.Home, "dir"), 0o755))
	for what, e := range map[string]struct {
		err, kind error
		text      string
	}{
		"missing":     {c.SCPGet(ctx(t), "none", local+"2", nil), fs.ErrNotExist, "none"},
		"a directory": {c.SCPGet(ctx(t), "dir", local+"2", nil), sshx.ErrSFTP, "not a regular file"},
		"no rights":   {c.SCPPut(ctx(t), local, "/etc/pyops-none", nil), fs.ErrPermission, "/etc/pyops-none"},
		"too short":   {c.SCPPutFO(ctx(t), strings.NewReader("abc"), "x", 5, nil), io.ErrUnexpectedEOF, "3 bytes"},
		"a name":      {c.SCPPutFO(ctx(t), strings.NewReader("abc"), "x\ny", 3, nil), sshx.ErrInvalid, "x"},
		"nothing":     {c.SCPPutFO(ctx(t), nil, "x", 3, nil), sshx.ErrInvalid, "x"},
	} {
		if !errors.Is(e.err, e.kind) || e.err == nil || !strings.Contains(e.err.Error(), e.text) || strings.Contains(e.err.Error(), "\n") {
			t.Errorf("%s: %v, expected %v and %q", what, e.err, e.kind, e.text)
		}
	}
	if read(t, local+"2") != string(noise(300_000)) {
		t.Error("a get that failed changed the local file")
	}
}

// What a server says instead of SCP.
func TestSCPAtServersOfAnotherMind(t *testing.T) {
	var words atomic.Pointer[string]
	v := serve(t, func(s *sshx.Server) {
		s.Command = func(ctx context.Context, s *sshx.ServerSession) int {
			says := *words.Load()
			io.WriteString(s.Stdout, says)
			if says == "" {
				io.WriteString(s.Stderr, "sh: scp: not found\n")
			}
			return 127
		}
	})
	c := v.connect(t)
	for what, e := range map[string]struct{ says, text string }{
		"no program":      {"", "not found"},
		"a greeting":      {"Welcome!\n", "Welcome!"},
		"a directory":     {"D0755 0 x\n", "it is a directory"},
		"a negative size": {"C0644 -1 x\n", "announces no file"},
		"no size":         {"C0644 x\n", "announces no file"},
		"too little":      {"C0644 100 x\nabc", "unexpected EOF"},
		"no end of line":  {strings.Repeat("C", 40_000), "without an end"},
		"a refusal":       {"\x01scp: out of paper\n", "out of paper"},
		"a late refusal":  {"C0644 3 x\nabc\x02disk on fire\n", "disk on fire"},
		"a bad status":    {"C0644 3 x\nabc\x00", "status 127"},
		"times":           {"T1 0 1 0\nC0644 3 ../../x\nabc\x00", "status 127"},
	} {
		words.Store(&e.says)
		var out bytes.Buffer
		if _, err := c.SCPGetFO(ctx(t), "x", &out, nil); !errors.Is(err, sshx.ErrSFTP) || !strings.Contains(err.Error(), e.text) {
			t.Errorf("%s: %v, expected %q", what, err, e.text)
		}
	}
	yes := "\x00\x00"
	words.Store(&yes)
	if err := c.SCPPutFO(ctx(t), strings.NewReader("abc"), "x", 3, nil); err == nil {
		t.Error("a server that takes nothing took a file")
	}
}

// OpenSSH's scp, which tells times as well where it is asked to (-p), and goes on only
// after a yes to them.
func TestSCPThatTellsTimes(t *testing.T) {
	scp := peers.Need(t, "scp")
	path := filepath.Join(t.TempDir(), "it's")
	write(t, path, string(noise(100_000)))
	v := serve(t, func(s *sshx.Server) {
		s.Command = func(ctx context.Context, s *sshx.ServerSession) int {
			cmd := exec.CommandContext(ctx, scp, "-p", "-f", path)
			in, err := cmd.StdinPipe()
			if err != nil {
				return 100
			}
			cmd.Stdout, cmd.Stderr = s.Stdout, s.Stderr
			go func() {
				io.Copy(in, s.Stdin)
				in.Close()
			}()
			if cmd.Run() != nil {
				return 1
			}
			return 0
		}
	})
	var out bytes.Buffer
	if n, err := v.connect(t).SCPGetFO(ctx(t), path, &out, nil); err != nil || n != 100_000 || !bytes.Equal(out.Bytes(), noise(100_000)) {
		t.Errorf("%d bytes, %v", n, err)
	}
}
