// Sendreport sends a report by mail: text, HTML with a picture in it, and an
// attachment.
//
//	sendreport [-server host:port] [-from address] [-to address] [file]
//
// Without -server it sends to a small server inside the program, and shows what
// came.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

func main() {
	cli.Main("sendreport", func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
}

// settings are what the arguments say.
type settings struct {
	server, user, from, fromName, to, subject string
	plain                                     bool
	file                                      string
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("sendreport", "Send a report by mail: text, HTML with a picture, and an attachment.\n"+
		"Without -server it goes to a server inside the program, which shows what it got. The password is read from the environment variable PASSWORD.")
	c.Example("PASSWORD=secret sendreport -server mail.example.org:587 -user ops -from ops@example.org -to boss@example.org report.pdf")
	var o settings
	c.Flags.StringVar(&o.server, "server", "", "the mail server, `host:port`")
	c.Flags.StringVar(&o.user, "user", "", "log in as this `name`")
	c.Flags.StringVar(&o.from, "from", "ops@example.org", "the sender's `address`")
	c.Flags.StringVar(&o.fromName, "name", "运维", "the sender's `name`")
	c.Flags.StringVar(&o.to, "to", "admin@example.org", "the recipients' `addresses`, parted by commas")
	c.Flags.StringVar(&o.subject, "subject", "监控日报: all is well", "the `subject`")
	c.Flags.BoolVar(&o.plain, "plain", false, "send without TLS")
	file := c.Optional("FILE", "what to attach; a table of the program's own without it")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	o.file = *file
	m, err := report(o, newBar(std.Err, o.file))
	if err != nil {
		return err
	}
	if o.server == "" {
		return toSink(ctx, m, std.Out)
	}
	s, err := mailx.NewSMTP(ctx, o.server, nil)
	if err != nil {
		return err
	}
	defer s.Close()
	if !o.plain {
		if _, err := s.StartTLS(ctx, nil); err != nil {
			return err
		}
	}
	if o.user != "" {
		if _, err := s.Login(ctx, o.user, os.Getenv("PASSWORD"), nil); err != nil {
			return err
		}
	}
	return send(ctx, s, m, std.Out)
}

// send sends the message, and says who has it.
func send(ctx context.Context, s *mailx.SMTP, m *email.Message, out io.Writer) error {
	refused, err := s.SendMessage(ctx, m, nil)
	if err != nil {
		return err
	}
	if _, err := s.Quit(ctx); err != nil {
		fmt.Fprintln(out, "the server was not polite:", err)
	}
	for addr, reply := range refused {
		fmt.Fprintf(out, "%s was refused: %s\n", addr, reply)
	}
	if len(refused) > 0 {
		return errors.New("not everybody has the report")
	}
	fmt.Fprintln(out, "sent to", m.Get("To"))
	return nil
}

// table is the attachment of the default run.
const table = "host,cpu,memory\nweb1,12,40\nweb2,80,71\ndb1,35,66\n"

// report builds the message.
func report(o settings, watch progress) (*email.Message, error) {
	to, err := email.ParseAddressList(o.to)
	if err != nil {
		return nil, err
	}
	id, err := email.MakeMsgID("report", "example.org")
	if err != nil {
		return nil, err
	}
	cid := strings.Trim(id, "<>")
	m := email.NewEmailMessage(nil)
	err = errors.Join(
		m.Set("Subject", o.subject),
		m.SetAddresses("From", email.Address{Name: o.fromName, Addr: o.from}),
		m.SetAddresses("To", to...),
		m.Set("Date", email.FormatDate(now(), &email.DateOptions{LocalTime: true})),
		m.Set("Message-ID", id),
		m.SetContent("Three hosts, the busiest is web2 at 80 %.\n", nil),
		m.AddAlternative(`<p>Three hosts, the busiest is <b>web2</b> at 80&nbsp;%.</p><p><img src="cid:`+cid+`" alt="load of each host"></p>`, &email.ContentOptions{Subtype: "html"}),
	)
	if err != nil {
		return nil, err
	}
	picture, err := chart([]int{12, 80, 35})
	if err != nil {
		return nil, err
	}
	if err := m.GetBody("html").AddRelated(picture, "image/png", &email.ContentOptions{CID: cid, Filename: "load.png", Disposition: "inline"}); err != nil {
		return nil, err
	}
	if o.file == "" {
		return m, m.AddAttachment([]byte(table), "text/csv", &email.ContentOptions{Filename: "主机.csv", RFC2047Name: true})
	}
	open := func() (io.ReadCloser, error) {
		f, err := os.Open(o.file)
		if err != nil {
			return nil, err
		}
		return watched{f, watch}, nil
	}
	return m, m.AddAttachmentReader(open, "application/octet-stream", &email.ContentOptions{Filename: filepath.Base(o.file), RFC2047Name: true})
}
