package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/examples/func/internal/minion"
	"github.com/pyops-go/pyops/internal/peers"
)

// A wire leads from a port to a server, until it is cut.
type wireTo struct {
	l     net.Listener
	mu    sync.Mutex
	conns []net.Conn
	cut   bool
	work  sync.WaitGroup
}

func lead(t *testing.T, from, to string) *wireTo {
	t.Helper()
	l, err := net.Listen("tcp", from)
	if err != nil {
		t.Fatal(err)
	}
	w := &wireTo{l: l}
	w.work.Go(func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil || !w.keep(near, far) {
				near.Close()
				if far != nil {
					far.Close()
				}
				continue
			}
			for _, pair := range [][2]net.Conn{{near, far}, {far, near}} {
				w.work.Go(func() {
					// Without the kernel's shortcut, which keeps pipes for the next time.
					io.Copy(struct{ io.Writer }{pair[0]}, struct{ io.Reader }{pair[1]})
					pair[0].Close()
				})
			}
		}
	})
	t.Cleanup(w.end)
	return w
}

func (w *wireTo) keep(conns ...net.Conn) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.conns = append(w.conns, conns...)
	return !w.cut
}

// end cuts the wire, and all that goes through it.
func (w *wireTo) end() {
	w.l.Close()
	w.mu.Lock()
	w.cut = true
	for _, c := range w.conns {
		c.Close()
	}
	w.mu.Unlock()
	w.work.Wait()
}

// A minion that starts before its bus is there waits for it, and one whose bus goes
// away comes back by itself.
func TestABusThatIsNotThere(t *testing.T) {
	c := newCluster(t)
	port := fmt.Sprintf("127.0.0.1:%d", peers.Port(t))
	c.start(minion.Options{ID: "web1", Bus: "tls://" + port})
	peers.Eventually(t, "its certificate", func() bool {
		_, err := os.Stat(filepath.Join(c.dir, "web1", "identity.json"))
		return err == nil
	})
	if live, err := c.caller.Live(t.Context()); err != nil || len(live) != 0 {
		t.Errorf("alive are %v, %v", live, err)
	}
	first := lead(t, port, strings.TrimPrefix(c.URL, "tls://"))
	c.await("web1")
	first.end()
	peers.Eventually(t, "the end of the connection", func() bool { return c.log.has("the bus is gone") })
	lead(t, port, strings.TrimPrefix(c.URL, "tls://"))
	peers.Eventually(t, "an answer through the new wire", func() bool {
		printed, _, status := c.run("web1", "call", "-timeout", "2s", "test", "ping")
		return status == 0 && printed == "('web1', 1)\n"
	})
}
