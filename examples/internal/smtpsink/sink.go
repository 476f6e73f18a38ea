// Package smtpsink is a mail server inside a program: the smallest there can be, for
// those who want to see a mail and have no server to send it to.
package smtpsink

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"time"
)

// ErrNothing is a session that ended before a message was whole.
var ErrNothing = errors.New("the server inside the program got no message")

// silence is how long the server waits for the next line.
const silence = time.Minute

// mostMessage is how many bytes a message may have.
const mostMessage = 32 << 20

// A Sink takes one session. Make one with [Start].
type Sink struct {
	listener net.Listener
	over     sync.WaitGroup
	text     string
}

// Start listens on a free port of loopback.
func Start() (*Sink, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Sink{listener: l}
	s.over.Go(func() { s.text = serve(l) })
	return s, nil
}

// Address is where it listens, host:port.
func (s *Sink) Address() string { return s.listener.Addr().String() }

// Close ends the server, and returns the message that came: its header and body as
// they were sent. A server that nobody came to waits no longer. Close once.
func (s *Sink) Close() (message string, err error) {
	err = s.listener.Close()
	s.over.Wait()
	if err == nil && s.text == "" {
		err = ErrNothing
	}
	return s.text, err
}

// serve takes a session, and returns its last message that came to its end.
func serve(l net.Listener) string {
	c, err := l.Accept()
	if err != nil {
		return ""
	}
	defer c.Close()
	fmt.Fprint(c, "220 sink\r\n")
	r := bufio.NewReader(c)
	var message strings.Builder
	body, length, whole := false, 0, ""
	for {
		c.SetDeadline(time.Now().Add(silence))
		line, err := r.ReadString('\n')
		if err != nil {
			return whole
		}
		if body && line != ".\r\n" {
			// What is too long is read to its end: who is cut off while it sends
			// learns no reason.
			if length += len(line); length <= mostMessage {
				message.WriteString(strings.TrimPrefix(line, "."))
			}
			continue
		}
		switch verb := strings.ToLower(strings.TrimSpace(line)); {
		case body && length > mostMessage:
			body = false
			fmt.Fprint(c, "552 too long\r\n")
			continue
		case body:
			body, whole = false, message.String()
		case strings.HasPrefix(verb, "ehlo"):
			fmt.Fprintf(c, "250-sink\r\n250 SIZE %d\r\n", mostMessage)
			continue
		case verb == "data":
			body, length = true, 0
			message.Reset()
			fmt.Fprint(c, "354 go on\r\n")
			continue
		case verb == "quit":
			fmt.Fprint(c, "221 bye\r\n")
			return whole
		}
		fmt.Fprint(c, "250 ok\r\n")
	}
}
