package email_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// policies are the ways in which a message is written. Lines that begin with "From "
// are changed by MangleFrom on purpose; no text here has one.
var policies = map[string]email.Policy{
	"compat32": email.Compat32(), "default": email.Default(), "SMTP": email.SMTP(), "SMTPUTF8": email.SMTPUTF8(), "HTTP": email.HTTP(), "strict": email.Strict(),
	"seven bits": {Structured: true, SevenBit: true}, "seven bits of old": {SevenBit: true}, "mangled": {MangleFrom: true}, "narrow": {Structured: true, MaxLineLength: 40},
	"narrow, of old": {MaxLineLength: 40}, "endless": {Structured: true, MaxLineLength: email.Unlimited}, "endless, of old": {MaxLineLength: email.Unlimited}, "refolded": {Structured: true, RefoldSource: email.RefoldAll},
	"for a mailbox": {UnixFrom: true}, "CR LF of old": {Linesep: "\r\n"}, "as Python": {AsPython: true, Structured: true}, "as Python of old": {AsPython: true},
}

// What was set reads back, whatever the policy that wrote it and the policy that reads.
func TestWhatIsWrittenReadsBack(t *testing.T) {
	subjects := []string{"plain", "月报 " + strings.Repeat("很长的主题", 12), strings.Repeat("words and ", 20) + "end", strings.Repeat("x", 200), "é", "a  b", "=?not a word"}
	people := [][]email.Address{
		{{Name: "张三", Addr: "zhang@example.com"}}, {{Name: "Doe, J.", Addr: "doe@example.com"}, {Addr: "x@example.org"}},
		{{Name: `q"x\`, Addr: "q@example.com"}, {Name: strings.Repeat("名", 30), Addr: "n@example.com"}, {Name: "Ünï Cödé", Addr: `"a b"@example.com`}},
	}
	bodies := []string{"plain\n", "见附件。\n", strings.Repeat("long ", 300) + "\n", "a\u2028b\u0085c\fd\n", "dots\n.\n..\n", "blank at the end \n\ttab\t\n", "é" + strings.Repeat("y", 1200) + "\n"}
	files := []string{`a"b\c.txt`, "a;b.txt", "it's.txt", "50%.txt", strings.Repeat("报", 24) + ".txt", strings.Repeat("x", 104), "韩安.jpg", "a b.txt"}
	data := []byte{0, 1, 2, 0xff, '\r', '\n', '.', '\n', 0x80}
	for name, policy := range policies {
		for i := range max(len(subjects), len(bodies), len(files)) {
			subject, to, body, file := subjects[i%len(subjects)], people[i%len(people)], bodies[i%len(bodies)], files[i%len(files)]
			m := email.NewEmailMessage(nil)
			for _, err := range []error{
				m.Set("Subject", subject), m.SetAddresses("To", to...), m.SetContent(body, nil), m.AddAttachment(data, "application/x-any", &email.ContentOptions{Filename: file}),
			} {
				if err != nil {
					t.Fatal(err)
				}
			}
			b, err := m.AsBytes(&policy)
			if err != nil {
				t.Errorf("%s, %d: %v", name, i, err)
				continue
			}
			for reading, by := range map[string]*email.Policy{"of old": nil, "structured": ptr(email.Default())} {
				back := email.MessageFromBytes(b, &email.ParseOptions{Policy: by})
				// Python's own way of folding gives some of this another meaning.
				if !policy.AsPython {
					if got := back.Text("Subject"); got != subject {
						t.Errorf("%s, read by one %s: subject %q, want %q", name, reading, got, subject)
					}
					list, err := back.Addresses("To")
					if err != nil || len(list) != len(to) {
						t.Errorf("%s, read by one %s: %v (%v), want %v", name, reading, list, err, to)
						continue
					}
					for j := range to {
						if list[j] != to[j] {
							t.Errorf("%s, read by one %s: %q, want %q", name, reading, list[j], to[j])
						}
					}
				}
				text, err := back.GetBody("plain").ContentText()
				if text = strings.ReplaceAll(text, "\r\n", "\n"); err != nil || text != body {
					t.Errorf("%s, read by one %s: body %.80q (%v), want %.80q", name, reading, text, err, body)
				}
				for a := range back.IterAttachments() {
					got, defects := a.Content()
					if filename, ok := a.GetFilename(); !ok || filename != file || !bytes.Equal(got, data) || len(defects) > 0 {
						t.Errorf("%s, read by one %s: the file %q of %q (%v), want %q", name, reading, filename, got, defects, file)
					}
				}
				if len(back.Defects) > 0 || len(back.Parts()) != 2 {
					t.Errorf("%s, read by one %s: %d parts, %v", name, reading, len(back.Parts()), back.Defects)
				}
			}
		}
	}
}
