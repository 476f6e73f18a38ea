package sshx_test

import (
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/sshx"
)

// ignored is a message that a peer must ignore, as it goes over the wire before
// encryption begins: length, padding, number, an empty string.
func ignored() []byte {
	const padding = 6
	body := append([]byte{padding, 2, 0, 0, 0, 0}, make([]byte, padding)...)
	return append(binary.BigEndian.AppendUint32(nil, uint32(len(body))), body...)
}

// between puts itself between a client and a server, and adds bytes to what the server
// says, after its version.
func between(t *testing.T, to string, extra []byte) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := dialTCP(to)
			if err != nil {
				near.Close()
				continue
			}
			wg.Go(func() {
				io.Copy(struct{ io.Writer }{far}, near)
				far.Close()
			})
			wg.Go(func() {
				defer near.Close()
				one := make([]byte, 1)
				for one[0] != '\n' {
					if _, err := io.ReadFull(far, one); err != nil {
						return
					}
					near.Write(one)
				}
				near.Write(extra)
				io.Copy(struct{ io.Writer }{near}, far)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wg.Wait() })
	return l.Addr().(*net.TCPAddr).Port
}

// Who sits in between may not put messages before the encryption, with which it could
// later cut as many from what is encrypted (CVE-2023-48795).
func TestMessagesThatAreSlippedInBeforeTheEncryption(t *testing.T) {
	s := peers.StartSSHD(t)
	at := net.JoinHostPort("127.0.0.1", strconv.Itoa(s.Port))
	for name, extra := range map[string][]byte{"nothing": nil, "one": ignored(), "two": append(ignored(), ignored()...)} {
		c := sshx.NewSSHClient()
		c.SetMissingHostKeyPolicy(sshx.AutoAddPolicy{})
		o := options(s)
		o.Port = between(t, at, extra)
		err := c.Connect(ctx(t), "127.0.0.1", o)
		c.Close()
		if extra == nil {
			must(t, err)
			continue
		}
		if !errors.Is(err, sshx.ErrIncompatiblePeer) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Nor may they reach our server: the same, seen from there.
	v := serve(t, nil)
	port := between(t, net.JoinHostPort("127.0.0.1", strconv.Itoa(v.port)), ignored())
	must(t, new(sshx.HostKeys).Append(v.known, sshx.HostName("127.0.0.1", port), keyOfServer(t, v)))
	real := v.port
	v.port = port
	if out, status := v.openssh(t, "ssh", "", v.user+"@127.0.0.1", "hello"); status != 255 {
		t.Errorf("OpenSSH went on: %d %q", status, out)
	}
	v.port = real
	if out, status := v.openssh(t, "ssh", "", v.user+"@127.0.0.1", "hello"); status != 7 {
		t.Errorf("without it: %d %q", status, out)
	}
}

// keyOfServer is the key of a server.
func keyOfServer(t *testing.T, v *served) *sshx.PKey {
	h := &sshx.HostKeys{}
	must(t, second(h.Load(v.known)))
	for _, e := range h.All() {
		return e.Key
	}
	t.Fatal("no key")
	return nil
}
