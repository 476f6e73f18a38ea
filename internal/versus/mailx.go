package main

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"hash/crc32"
	"io"
	"mime"
	"mime/multipart"
	mailmsg "net/mail"
	"strings"

	"github.com/wneessen/go-mail"

	"github.com/pyops-go/pyops/mailx/email"
)

var mailxWorkloads = []Workload{
	{"mailx", "build a message with 1 kB attached", buildSmall},
	{"mailx", "build a message with 5 MB attached", buildLarge},
	{"mailx", "read a message of 100 kB", readMessage},
	{"mailx", "100 recipients at 10 ms", hundredRecipients},
	{"mailx", "1000 messages over one connection", thousandMessages},
}

// built writes a message of text and an attachment.
func built(w io.Writer, data []byte) error {
	m := email.NewEmailMessage(nil)
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
	return m.Encode(w, &smtp)
}

func builtByGoMail(w io.Writer, data []byte) error {
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
	_, err := m.WriteTo(w)
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

// told is what a message says, for readers that none of the contestants wrote.
func told(message []byte) any {
	m, err := mailmsg.ReadMessage(bytes.NewReader(message))
	if err != nil {
		return err.Error()
	}
	words := new(mime.WordDecoder)
	subject, _ := words.DecodeHeader(m.Header.Get("Subject"))
	from, err := (&mailmsg.AddressParser{WordDecoder: words}).Parse(m.Header.Get("From"))
	if err != nil {
		return err.Error()
	}
	to, err := mailmsg.ParseAddress(m.Header.Get("To"))
	if err != nil {
		return err.Error()
	}
	says := []any{subject, from.Name, from.Address, to.Address}
	_, params, _ := mime.ParseMediaType(m.Header.Get("Content-Type"))
	parts := multipart.NewReader(m.Body, params["boundary"])
	for {
		p, err := parts.NextPart()
		if err != nil {
			return says
		}
		text, _ := io.ReadAll(p)
		if p.Header.Get("Content-Transfer-Encoding") == "base64" {
			text, _ = base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(text)), ""))
		}
		text = bytes.TrimRight(text, "\r\n")
		says = append(says, p.FileName(), int64(len(text)), int64(crc32.ChecksumIEEE(text)))
	}
}

const toldByPython = `
def told(message):
    m = message_from_bytes(message, policy=policy.default)
    says = [str(m["Subject"]), m["From"].addresses[0].display_name, m["From"].addresses[0].addr_spec, m["To"].addresses[0].addr_spec]
    for p in m.iter_parts():
        text = p.get_payload(decode=True)
        if p.get_content_maintype() == "text":
            text = text.replace(b"\r\n", b"\n")
        text = text.rstrip(b"\r\n")
        says += [p.get_filename() or "", len(text), zlib.crc32(text)]
    return says
`

const emailImports = `from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.mime.application import MIMEApplication
from email.utils import formataddr
from email import message_from_bytes, policy
import zlib
`

func buildSmall() (*Contest, error) { return building(1<<10, 25, 2.5, false) }
func buildLarge() (*Contest, error) { return building(5<<20, 20, 4, true) }

func building(size int, python, goMail float64, memory bool) (*Contest, error) {
	data := bytes.Repeat([]byte{0, 1, 2, 3}, size/4)
	contestant := func(name string, bar float64, build func(io.Writer, []byte) error) Contestant {
		return Contestant{Name: name, Bar: bar, Run: func(n int) {
			for range n {
				kept.value = build(io.Discard, data)
			}
		}, Value: func() any {
			var b bytes.Buffer
			if err := build(&b, data); err != nil {
				return err.Error()
			}
			return told(b.Bytes())
		}}
	}
	return &Contest{
		Memory: memory,
		Ours:   contestant("", 0, built),
		Peers: []Contestant{
			{Name: "email", Bar: python, Python: &Python{Setup: emailImports + toldByPython + fmt.Sprintf("data = bytes([0, 1, 2, 3]) * %d", size/4), Statement: builtByPython, Value: "told(out)"}},
			contestant("go-mail", goMail, builtByGoMail),
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
