package sshx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/sftpwire"
	"github.com/pyops-go/pyops/sshx"
)

// Whatever a client sends: the server answers or ends, and nothing outside of its
// folder is made, changed or read.
func FuzzSFTPServer(f *testing.F) {
	packet := func(kind byte, build func(w *sftpwire.Writer)) []byte {
		w := sftpwire.NewWriter(kind, 1)
		build(w)
		return w.Packet()
	}
	seed := func(packets ...[]byte) { f.Add(bytes.Join(packets, nil)) }
	seed(packet(sftpwire.Open, func(w *sftpwire.Writer) { w.Text("../out").Uint32(26).Attrs(&sftpwire.Attrs{}) }), packet(sftpwire.Write, func(w *sftpwire.Writer) { w.Text("1").Uint64(0).Text("x") }))
	seed(packet(sftpwire.Symlink, func(w *sftpwire.Writer) { w.Text("../out").Text("l") }), packet(sftpwire.Open, func(w *sftpwire.Writer) { w.Text("l").Uint32(1).Attrs(&sftpwire.Attrs{}) }), packet(sftpwire.Read, func(w *sftpwire.Writer) { w.Text("1").Uint64(0).Uint32(1 << 31) }))
	seed(packet(sftpwire.Opendir, func(w *sftpwire.Writer) { w.Text("/") }), packet(sftpwire.Readdir, func(w *sftpwire.Writer) { w.Text("1") }), packet(sftpwire.Close, func(w *sftpwire.Writer) { w.Text("1") }))
	seed(packet(sftpwire.Extended, func(w *sftpwire.Writer) { w.Text("posix-rename@openssh.com").Text("a").Text("../out") }), packet(sftpwire.Rename, func(w *sftpwire.Writer) { w.Text("a").Text("b") }))
	seed(packet(sftpwire.Setstat, func(w *sftpwire.Writer) {
		w.Text("a").Attrs(&sftpwire.Attrs{Flags: sftpwire.HasMode | sftpwire.HasTimes, Mode: 0o7777})
	}), packet(sftpwire.Mkdir, func(w *sftpwire.Writer) { w.Text("d").Attrs(&sftpwire.Attrs{}) }))
	f.Fuzz(func(t *testing.T, requests []byte) {
		d := t.TempDir()
		root, secret := filepath.Join(d, "root"), filepath.Join(d, "out")
		must(t, os.Mkdir(root, 0o755))
		write(t, secret, "the secret")
		write(t, filepath.Join(root, "a"), "text")
		r, err := os.OpenRoot(root)
		must(t, err)
		begin := sftpwire.NewWriter(sftpwire.Init, 3).Packet()
		var out bytes.Buffer
		sshx.ServeSFTP(context.Background(), bytes.NewReader(append(begin, requests...)), &out, sshx.RootFiles(r, nil))
		if bytes.Contains(out.Bytes(), []byte("the secret")) || read(t, secret) != "the secret" {
			t.Error("the secret got out, or was changed")
		}
		entries, err := os.ReadDir(d)
		if err != nil || len(entries) != 2 {
			t.Errorf("something was made outside: %v %v", entries, err)
		}
		for {
			kind, body, err := sftpwire.ReadPacket(&out, func(n int) []byte { return make([]byte, n) })
			if err == io.EOF {
				break
			}
			if err != nil || kind == 0 || len(body) < 4 {
				t.Fatalf("an answer of kind %d, %d bytes: %v", kind, len(body), err)
			}
		}
	})
}

// Whatever a server answers to the first request: the client says what is wrong, or
// gives what it has a name for, and the end of the context ends it.
func FuzzSFTPClient(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x11\x65\x00\x00\x00\x01\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00"))
	f.Add([]byte("\x00\x00\x00\x09\x69\x00\x00\x00\x01\x00\x00\x00\x00"))
	f.Add(sftpwire.NewWriter(sftpwire.Name, 1).Uint32(1).Text("a").Text("b").Attrs(&sftpwire.Attrs{}).Packet())
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, answers []byte) {
		begin := sftpwire.NewWriter(sftpwire.VersionReply, 3).Packet()
		c, err := sftpwire.Start(bytes.NewReader(append(begin, answers...)), io.Discard)
		must(t, err)
		k, err := c.Send(t.Context(), sftpwire.NewWriter(sftpwire.Stat, 0).Text("x").Packet())
		if err != nil {
			return // the answers had ended before
		}
		reply, err := k.Wait(t.Context(), nil)
		if err == nil && (reply.Kind < sftpwire.Status || len(reply.Body) > len(answers)) {
			t.Errorf("packet %d of %d bytes", reply.Kind, len(reply.Body))
		}
		c.Fail(io.ErrClosedPipe)
	})
}

// The hosts on a way are read, or refused with what stood there.
func FuzzProxyJump(f *testing.F) {
	f.Add("a@b:1,c")
	f.Add("ssh://u@[::1]:22")
	f.Add(",")
	f.Fuzz(func(t *testing.T, hops string) {
		if strings.ContainsAny(hops, "\r\n\x00\"'#\\ \t%") {
			return
		}
		c, err := sshx.ParseSSHConfig(strings.NewReader("Host target\nProxyJump "+hops+"\n"), nil)
		if err != nil {
			return
		}
		_, o, err := c.ConnectOptions(t.Context(), "target", nil)
		if err != nil {
			if !errors.Is(err, sshx.ErrConfigParse) {
				t.Errorf("%v", err)
			}
			return
		}
		for j := o.Jump; j != nil; j = j.Options.Jump {
			if j.Host == "" || j.Options.Port < 0 || j.Options.Port > 65535 {
				t.Errorf("%q leads over %q, port %d", hops, j.Host, j.Options.Port)
			}
		}
	})
}
