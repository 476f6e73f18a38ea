package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// toSink sends the message to a server inside the program, and shows what came.
func toSink(ctx context.Context, m *email.Message, out io.Writer) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer l.Close()
	got := make(chan string, 1)
	go func() { got <- sink(l) }()
	s, err := mailx.NewSMTP(ctx, l.Addr().String(), nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := send(ctx, s, m, out); err != nil {
		return err
	}
	text := <-got
	if text == "" {
		return errors.New("the server got no message")
	}
	return show(email.MessageFromString(text, nil), out)
}

// sink is the smallest of servers. It takes one session, and returns the message.
func sink(l net.Listener) string {
	c, err := l.Accept()
	if err != nil {
		return ""
	}
	defer c.Close()
	fmt.Fprint(c, "220 sink\r\n")
	r := bufio.NewReader(c)
	var message strings.Builder
	for body := false; ; {
		line, err := r.ReadString('\n')
		if err != nil {
			return message.String()
		}
		switch verb := strings.ToLower(strings.TrimSpace(line)); {
		case body && line != ".\r\n":
			message.WriteString(strings.TrimPrefix(line, "."))
			continue
		case verb == "data":
			body = true
			fmt.Fprint(c, "354 go on\r\n")
			continue
		case verb == "quit":
			fmt.Fprint(c, "221 bye\r\n")
			return message.String()
		}
		body = false
		fmt.Fprint(c, "250 ok\r\n")
	}
}

// show prints the message as a mail reader has it: its header, and its parts.
func show(m *email.Message, out io.Writer) error {
	for _, name := range []string{"From", "To", "Subject"} {
		if _, err := fmt.Fprintf(out, "%s: %s\n", name, m.Text(name)); err != nil {
			return err
		}
	}
	for p := range m.Walk() {
		if p.IsMultipart() {
			continue
		}
		content, defects := p.Content()
		name, _ := p.GetFilename()
		fmt.Fprintf(out, "%s, %d bytes %s\n", p.GetContentType(), len(content), name)
		if len(defects) > 0 {
			return fmt.Errorf("the part is broken: %v", defects)
		}
	}
	body, err := m.GetBody("plain").ContentText()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "\n%s", body)
	return err
}
