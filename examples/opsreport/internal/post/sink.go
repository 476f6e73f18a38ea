package post

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"strings"

	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/mailx/email"
)

// ToFile sends the message to a server inside the program, as it would be sent to
// any other, and writes what came to a file.
func ToFile(ctx context.Context, m *email.Message, to settings.Mail, path string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	got := make(chan string, 1)
	go func() { got <- sink(l) }()
	to.Server, to.User = l.Addr().String(), ""
	err = Send(ctx, m, to)
	// A server that nobody came to waits no longer.
	err = errors.Join(err, l.Close())
	text := <-got
	if err != nil {
		return err
	}
	if text == "" {
		return errors.New("the server inside the program got no message")
	}
	return atomicfile.WriteFile(path, []byte(text), &atomicfile.Options{Mode: 0o600})
}

// sink is the smallest of servers: it takes one session, and returns its message,
// nothing where the session ended before the message did.
func sink(l net.Listener) string {
	c, err := l.Accept()
	if err != nil {
		return ""
	}
	defer c.Close()
	fmt.Fprint(c, "220 sink\r\n")
	r := bufio.NewReader(c)
	var message strings.Builder
	body, whole := false, false
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			break
		}
		if body && line != ".\r\n" {
			message.WriteString(strings.TrimPrefix(line, "."))
			continue
		}
		switch verb := strings.ToLower(strings.TrimSpace(line)); {
		case body:
			body, whole = false, true
		case verb == "data":
			body = true
			fmt.Fprint(c, "354 go on\r\n")
			continue
		case verb == "quit":
			fmt.Fprint(c, "221 bye\r\n")
			return message.String()
		}
		fmt.Fprint(c, "250 ok\r\n")
	}
	if !whole {
		return ""
	}
	return message.String()
}
