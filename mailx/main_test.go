package mailx_test

import (
	"bufio"
	"context"
	"crypto/tls"
	_ "embed"
	"io"
	"net"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalPy string

func startSmtplib(t testing.TB) *original.Python {
	py := original.Start(t, "smtplib")
	py.Define(originalPy)
	return py
}

// ctx bounds a test that would else hang.
func ctx(t testing.TB) context.Context {
	t.Helper()
	c, cancel := context.WithTimeout(t.Context(), peers.ReadyTimeout)
	t.Cleanup(cancel)
	return c
}

// A scripted server says what it is told to, right or wrong, and keeps what it
// hears. Real servers are in the tests of exim; this one is for what they do not do.
type scripted struct {
	Greeting string            // "" is a plain 220
	Ehlo     string            // the whole answer to EHLO; "" offers nothing
	Replies  map[string]string // by the beginning of a command, in small letters
	DataEnd  string            // the answer to the end of a message
	Blank    string            // the answer to an empty line
	Hangs    string            // after this command it says nothing more and closes
	Skips    int               // but not in so many messages

	Drops   int // after so many messages it says Goodbye and closes
	Goodbye string

	Cuts int // it closes after so many lines of a message

	Deaf bool // it keeps nothing of what it hears

	Certificate *tls.Certificate // STARTTLS works with it

	port  int // once it serves
	mu    sync.Mutex
	heard []string // a session each
}

// serve answers on loopback until the test ends, and returns the port.
func (s *scripted) serve(t testing.TB) int {
	t.Helper()
	l := s.serveOn(t, "tcp", "127.0.0.1:0")
	s.port = l.Addr().(*net.TCPAddr).Port
	return s.port
}

// serveOn answers on an address.
func (s *scripted) serveOn(t testing.TB, network, address string) net.Listener {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wait.Go(func() {
				defer c.Close()
				s.session(c)
			})
		}
	})
	t.Cleanup(func() { l.Close(); wait.Wait() })
	return l
}

func (s *scripted) hear(session int, line string) {
	if s.Deaf {
		return
	}
	s.mu.Lock()
	s.heard[session] += line
	s.mu.Unlock()
}

// sessions are what the clients said, one after another.
func (s *scripted) sessions() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.heard...)
}

func (s *scripted) session(c net.Conn) {
	s.mu.Lock()
	n := len(s.heard)
	s.heard = append(s.heard, "")
	s.mu.Unlock()
	defer func() { c.Close() }()
	say := func(reply string) {
		if reply != "" {
			io.WriteString(c, strings.ReplaceAll(reply, "\n", "\r\n")+"\r\n")
		}
	}
	greeting := s.Greeting
	if greeting == "" {
		greeting = "220 server.test ready"
	}
	say(greeting)
	r := bufio.NewReader(c)
	sent := 0
	for {
		line, err := r.ReadString('\n')
		s.hear(n, line)
		if err != nil {
			return
		}
		verb := strings.ToLower(strings.TrimRight(line, "\r\n"))
		if s.Hangs != "" && sent >= s.Skips && strings.HasPrefix(verb, s.Hangs) {
			return
		}
		if rest, ok := strings.CutPrefix(verb, "bdat "); ok {
			size, _, _ := strings.Cut(rest, " ")
			n64, _ := strconv.ParseInt(size, 10, 64)
			var chunk strings.Builder
			if _, err := io.CopyN(&chunk, r, n64); err != nil {
				return
			}
			s.hear(n, chunk.String())
		}
		reply := s.reply(verb)
		say(reply)
		if verb == "starttls" && s.Certificate != nil {
			secure := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*s.Certificate}})
			if secure.Handshake() != nil {
				return
			}
			c, r = secure, bufio.NewReader(secure)
			continue
		}
		switch {
		case strings.HasPrefix(verb, "quit") || strings.HasPrefix(reply, "421"):
			return
		case verb == "data" && strings.HasPrefix(reply, "354"):
			for lines := 0; line != ".\r\n"; lines++ {
				if s.Cuts > 0 && lines == s.Cuts {
					return
				}
				if line, err = r.ReadString('\n'); err != nil {
					s.hear(n, line)
					return
				}
				s.hear(n, line)
			}
			end := s.DataEnd
			if end == "" {
				end = "250 taken"
			}
			if end == "drop" {
				return
			}
			say(end)
			if strings.HasPrefix(end, "421") {
				return
			}
			if sent++; s.Drops > 0 && sent == s.Drops {
				say(s.Goodbye)
				return
			}
		}
	}
}

// reply is the longest match of the script, or what a server usually says.
func (s *scripted) reply(verb string) string {
	best, reply := -1, ""
	for prefix, r := range s.Replies {
		if strings.HasPrefix(verb, prefix) && len(prefix) > best {
			best, reply = len(prefix), r
		}
	}
	switch {
	case verb == "" && s.Blank != "":
		return s.Blank
	case best >= 0:
		return reply
	case strings.HasPrefix(verb, "ehlo"), strings.HasPrefix(verb, "lhlo"):
		if s.Ehlo == "" {
			return "250 server.test"
		}
		return s.Ehlo
	case verb == "data":
		return "354 go on"
	case verb == "quit":
		return "221 bye"
	case verb == "starttls":
		return "220 go"
	}
	return "250 ok"
}
