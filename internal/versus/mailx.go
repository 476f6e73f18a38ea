package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/wneessen/go-mail"

	"github.com/pyops-go/pyops/mailx/email"
)

var mailxWorkloads = []Workload{
	{"mailx", "build a message with 1 kB attached", buildSmall},
	{"mailx", "build a message with 5 MB attached", buildLarge},
	{"mailx", "read a message of 100 kB", readMessage},
}

// built is a message of text and an attachment, and how long it came out. The
// lengths differ by boundaries and ids, so that no value is compared.
func built(data []byte) error {
	m := email.NewMessage()
	if err := m.Set("Subject", "Report"); err != nil {
		return err
	}
	if err := m.SetAddresses("From", email.Address{Name: "张三", Addr: "a@example.org"}); err != nil {
		return err
	}
	if err := m.SetAddresses("To", email.Address{Addr: "b@example.org"}); err != nil {
		return err
	}
	if err := m.SetContent("see the attachment\n", nil); err != nil {
		return err
	}
	open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	if err := m.AddAttachmentReader(open, "application/octet-stream", &email.ContentOptions{Filename: "data.bin"}); err != nil {
		return err
	}
	smtp := email.SMTP()
	return m.Encode(io.Discard, &smtp)
}

func builtByGoMail(data []byte) error {
	m := mail.NewMsg()
	m.Subject("Report")
	if err := m.FromFormat("张三", "a@example.org"); err != nil {
		return err
	}
	if err := m.To("b@example.org"); err != nil {
		return err
	}
	m.SetBodyString(mail.TypeTextPlain, "see the attachment\n")
	if err := m.AttachReader("data.bin", bytes.NewReader(data)); err != nil {
		return err
	}
	_, err := m.WriteTo(io.Discard)
	return err
}

const builtByPython = `
m = MIMEMultipart()
m["Subject"] = "Report"
m["From"] = formataddr(("张三", "a@example.org"))
m["To"] = "b@example.org"
m.attach(MIMEText("see the attachment\n"))
part = MIMEApplication(data)
part.add_header("Content-Disposition", "attachment", filename="data.bin")
m.attach(part)
out = m.as_bytes(policy=m.policy.clone(linesep="\r\n"))`

const emailImports = `from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.application import MIMEApplication
from email.utils import formataddr
from email import message_from_bytes
`

func buildSmall() (*Contest, error) { return building(1<<10, 25, 2.5, false) }
func buildLarge() (*Contest, error) { return building(5<<20, 20, 4, true) }

func building(size int, python, goMail float64, memory bool) (*Contest, error) {
	data := bytes.Repeat([]byte{0, 1, 2, 3}, size/4)
	for _, build := range []func([]byte) error{built, builtByGoMail} {
		if err := build(data); err != nil {
			return nil, err
		}
	}
	repeat := func(build func([]byte) error) func(int) {
		return func(n int) {
			for range n {
				kept.value = build(data)
			}
		}
	}
	return &Contest{
		Memory: memory,
		Ours:   Contestant{Run: repeat(built)},
		Peers: []Contestant{
			{Name: "email", Bar: python, Python: &Python{Setup: emailImports + fmt.Sprintf("data = bytes([0, 1, 2, 3]) * %d", size/4), Statement: builtByPython}},
			{Name: "go-mail", Bar: goMail, Run: repeat(builtByGoMail)},
		},
	}, nil
}

// readMessage reads a multipart of twenty texts, and decodes each.
func readMessage() (*Contest, error) {
	var text strings.Builder
	text.WriteString("Subject: x\nContent-Type: multipart/mixed; boundary=B\n\n")
	for range 20 {
		text.WriteString("--B\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + strings.Repeat(strings.Repeat("QUJD", 19)+"\n", 66) + "\n")
	}
	text.WriteString("--B--\n")
	data := []byte(text.String())
	read := func() any {
		sum := 0
		for p := range email.MessageFromBytes(data, nil).Walk() {
			content, _ := p.Content()
			sum += len(content)
		}
		return sum
	}
	return &Contest{
		Ours: repeating("", 0, read),
		Peers: []Contestant{{Name: "email", Bar: 20, Python: &Python{
			Setup:     emailImports + fmt.Sprintf("data = %s", pythonBytes(text.String())),
			Statement: "got = sum(len(p.get_payload(decode=True) or b'') for p in message_from_bytes(data).walk())",
			Value:     "got",
		}}},
	}, nil
}

// pythonBytes writes ASCII text as a literal of bytes.
func pythonBytes(s string) string {
	return "b'" + strings.NewReplacer("\\", "\\\\", "'", "\\'", "\n", "\\n").Replace(s) + "'"
}
