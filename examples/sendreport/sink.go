package main

import (
	"context"
	"fmt"
	"io"

	"github.com/pyops-go/pyops/examples/internal/smtpsink"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// toSink sends the message to a server inside the program, and shows what came.
func toSink(ctx context.Context, m *email.Message, out io.Writer) error {
	sink, err := smtpsink.Start()
	if err != nil {
		return err
	}
	err = deliver(ctx, sink.Address(), m, out)
	text, missed := sink.Close()
	if err != nil {
		return err // it says more than that nothing came
	}
	if missed != nil {
		return missed
	}
	return show(email.MessageFromString(text, nil), out)
}

// deliver opens a session with the server inside the program.
func deliver(ctx context.Context, address string, m *email.Message, out io.Writer) error {
	s, err := mailx.NewSMTP(ctx, address, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	return send(ctx, s, m, out)
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
