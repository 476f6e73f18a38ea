package curlx

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// A stage is a server that says what a script has, waits for what it wants, and keeps
// what it hears.
type stage struct {
	addr string

	mu    sync.Mutex
	heard []string // of each connection
	all   sync.WaitGroup
}

// A line is a step of a script: text to say, or with want text to wait for.
type line struct {
	say  string
	want string
}

// play serves each connection by the script, and closes it afterwards.
func play(t *testing.T, script ...line) *stage {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{addr: l.Addr().String()}
	s.all.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			s.all.Go(func() { s.serve(c, script) })
		}
	})
	t.Cleanup(func() { l.Close(); s.all.Wait() })
	return s
}

func (s *stage) serve(c net.Conn, script []line) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(30 * time.Second))
	var got bytes.Buffer
	defer func() {
		// What comes until the client hangs up is heard too, unless it waits for us.
		if half, ok := c.(*net.TCPConn); ok {
			half.CloseWrite()
		}
		io.Copy(&got, c)
		s.mu.Lock()
		s.heard = append(s.heard, got.String())
		s.mu.Unlock()
	}()
	buf := make([]byte, 4096)
	for _, step := range script {
		for seen := 0; step.want != ""; {
			if i := bytes.Index(got.Bytes()[seen:], []byte(step.want)); i >= 0 {
				break
			}
			n, err := c.Read(buf)
			got.Write(buf[:n])
			if err != nil {
				return
			}
		}
		if _, err := io.WriteString(c, step.say); err != nil {
			return
		}
	}
}

// take returns what was heard, connection by connection, and forgets it. It waits
// for n connections to end.
func (s *stage) take(t *testing.T, n int) []string {
	t.Helper()
	var heard []string
	peers.Eventually(t, fmt.Sprintf("%d connections end", n), func() bool {
		s.mu.Lock()
		defer s.mu.Unlock()
		if len(s.heard) < n {
			return false
		}
		heard, s.heard = s.heard, nil
		return true
	})
	return heard
}
