package email_test

import (
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// Building a message with an attachment of 1 KB, up to its bytes.
func BenchmarkBuild(b *testing.B) {
	data := []byte(strings.Repeat("x", 1024))
	b.ReportAllocs()
	for b.Loop() {
		m, err := email.NewMIMEMultipart(nil)
		if err != nil {
			b.Fatal(err)
		}
		m.Set("Subject", "report")
		m.Set("From", "a@b.test")
		m.Set("To", "c@d.test")
		text, _ := email.NewMIMEText("see the file\n", nil)
		file, _ := email.NewMIMEApplication(data, "", nil)
		file.AddHeader("Content-Disposition", "attachment", email.Param{Name: "filename", Value: "data.bin"})
		m.Attach(text)
		m.Attach(file)
		if err := m.Encode(io.Discard, nil); err != nil {
			b.Fatal(err)
		}
	}
}

// The same as an EmailMessage, with a name that must be encoded.
func BenchmarkBuildEmail(b *testing.B) {
	data := []byte(strings.Repeat("x", 1024))
	smtp := email.SMTP()
	b.ReportAllocs()
	for b.Loop() {
		m := email.NewEmailMessage(nil)
		m.Set("Subject", "Report")
		m.SetAddresses("From", email.Address{Name: "张三", Addr: "a@example.org"})
		m.SetAddresses("To", email.Address{Addr: "b@example.org"})
		m.SetContent("see the attachment\n", nil)
		m.AddAttachment(data, "application/octet-stream", &email.ContentOptions{Filename: "data.bin"})
		if err := m.Encode(io.Discard, &smtp); err != nil {
			b.Fatal(err)
		}
	}
}

// Reading a message of 100 KB in twenty parts.
func BenchmarkParse(b *testing.B) {
	var text strings.Builder
	text.WriteString("Content-Type: multipart/mixed; boundary=B\n\n")
	for range 20 {
		text.WriteString("--B\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n" + strings.Repeat(strings.Repeat("QUJD", 19)+"\n", 66) + "\n")
	}
	text.WriteString("--B--\n")
	data := []byte(text.String())
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for p := range email.MessageFromBytes(data, nil).Walk() {
			content, _ := p.Content()
			n += len(content)
		}
		if n != 20*66*57 {
			b.Fatal(n)
		}
	}
}
