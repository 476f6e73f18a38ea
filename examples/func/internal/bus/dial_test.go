package bus

import (
	"errors"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
)

// Whoever is refused again and again has one connection at most, and none once it
// gives up; TestMain sees what is left.
func TestWhoIsRefusedLeavesNoConnections(t *testing.T) {
	dir := t.TempDir()
	a, err := authority.Open(filepath.Join(dir, "authority"))
	if err != nil {
		t.Fatal(err)
	}
	refusals := make(chan string, 1000)
	s, err := Start(Of(a), Options{Dir: dir, Listen: "127.0.0.1:0", Name: "test", Log: func(format string, _ ...any) {
		select {
		case refusals <- format:
		default:
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	cert := member(t, a, "web1")
	if err := a.Revoke("web1"); err != nil {
		t.Fatal(err)
	}
	c, err := Connect(s.URL(), ClientTLS(cert, a.Pool()), "web1", "one", func(string, ...any) {})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for range 3 {
		if text := <-refusals; !strings.Contains(text, "is refused") {
			t.Error(text)
		}
	}
}

// A dialer that has ended makes no more connections.
func TestADialerHasOneConnection(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d := new(dialer)
	first, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	second, err := d.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	closed := func(c net.Conn) bool { _, err := c.Write([]byte("x")); return errors.Is(err, net.ErrClosed) }
	if !closed(first) || closed(second) {
		t.Error("the first connection is open, or the second is closed")
	}
	d.end()
	if !closed(second) {
		t.Error("the last connection is open")
	}
	if c, err := d.Dial("tcp", l.Addr().String()); !errors.Is(err, net.ErrClosed) || c != nil {
		t.Errorf("%v, %v", c, err)
	}
	l.Close()
	if _, err := d.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("connected to nobody")
	}
}
