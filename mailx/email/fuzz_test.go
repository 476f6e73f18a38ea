package email_test

import (
	"bytes"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// Whatever is read can be written, and what was written reads and writes the same
// again.
func FuzzMessage(f *testing.F) {
	for _, m := range messages {
		f.Add([]byte(m))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		first, err := email.MessageFromBytes(data, nil).AsBytes(nil)
		if err != nil {
			return // a header that is not one cannot be written
		}
		m := email.MessageFromBytes(first, nil)
		for p := range m.Walk() {
			for _, block := range p.Parts() {
				if p.GetContentType() == "message/delivery-status" && block.Len() == 0 {
					return // a report with blocks that are none grows a line each time, in Python too
				}
			}
		}
		second, err := m.AsBytes(nil)
		if err != nil {
			t.Fatalf("%q was written as %q, which cannot be written: %v", data, first, err)
		}
		third, err := email.MessageFromBytes(second, nil).AsBytes(nil)
		if err != nil || !bytes.Equal(second, third) {
			t.Fatalf("%q was written as\n %q, then\n %q, then\n %q (%v)", data, first, second, third, err)
		}
		for p := range m.Walk() {
			p.Content()
			p.ContentText()
			p.GetFilename()
			p.AsString(nil)
			for range p.IterAttachments() {
			}
			p.GetBody()
		}
	})
}

// A list that was read is written and read back the same.
func FuzzAddresses(f *testing.F) {
	for _, s := range []string{"a@b", `"Doe, J." <a@b>, c@d`, "g: x@y;", "(c) Joe <a@b>", "<@r:a@b>", `"a b"@c`, "张三 <z@e.c>", "a@[1.2.3.4]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		list, err := email.ParseAddressList(text)
		if err != nil {
			return
		}
		for _, a := range list {
			written, err := email.FormatAddr(a, "")
			if err != nil {
				continue // what no header can hold
			}
			back, err := email.ParseAddr(written)
			if err != nil || back.Addr != a.Addr {
				t.Fatalf("%q holds %q, written as %q, read as %q (%v)", text, a, written, back, err)
			}
		}
	})
}

// A header of any text decodes to text, and encodes to one header.
func FuzzHeader(f *testing.F) {
	for _, w := range words {
		f.Add(w)
	}
	f.Add("=?utf-8?q?a?= =?utf-8?b?w6k=?=")
	f.Fuzz(func(t *testing.T, text string) {
		email.DecodeWords(text)
		email.ParseParams(text)
		email.ParseDate(text)
		if parts, err := email.DecodeHeader(text); err == nil {
			email.MakeHeader(parts, nil)
		}
		m := email.NewMessage()
		if m.Add("Subject", text) != nil {
			return
		}
		b, err := m.AsBytes(nil)
		if err != nil {
			return
		}
		back := email.MessageFromBytes(b, nil)
		if keys := back.Keys(); len(keys) != 1 || keys[0] != "Subject" || len(back.Payload()) > 0 {
			t.Fatalf("%q was written as %q", text, b)
		}
	})
}

// A header of any kind and any text is taken apart and folded to any width; written by
// default it is one header, in lines that may be sent, and reads the same twice.
func FuzzStructured(f *testing.F) {
	for name, pieces := range headerPieces {
		for _, p := range pieces {
			f.Add(name, p+" "+pieces[0], 78)
		}
	}
	f.Add("To", "\"", 20)
	f.Add("Content-Type", "text/plain; name*=\"utf-8''%E4%BD%A0\"", 21)
	f.Fuzz(func(t *testing.T, name, text string, most int) {
		h := email.ParseHeader(name, text)
		for _, p := range []email.Policy{{MaxLineLength: most % 100}, {MaxLineLength: most % 100, UTF8: true}} {
			h.Fold(&p)
		}
		m := email.NewEmailMessage(nil)
		if m.Add(name, text) != nil {
			return
		}
		first, err := m.AsBytes(nil)
		if err != nil {
			return
		}
		for _, line := range bytes.Split(first, []byte("\n")) {
			if len(line) > 998 {
				t.Fatalf("%q: a line of %d", text, len(line))
			}
		}
		policy := email.Default()
		back := email.MessageFromBytes(first, &email.ParseOptions{Policy: &policy})
		keys := back.Keys()
		if len(keys) == 2 && keys[1] == "MIME-Version" {
			keys = keys[:1]
		}
		if len(keys) != 1 || keys[0] != name || back.Payload() != "" {
			t.Fatalf("%q: %q was written as %q", name, text, first)
		}
		policy.RefoldSource = email.RefoldAll
		again, err := back.AsBytes(&policy)
		if err != nil {
			t.Fatalf("%q was written as %q, which cannot be written: %v", text, first, err)
		}
		// Blanks around the value may go in a first step.
		third, err := email.MessageFromBytes(again, nil).AsBytes(&policy)
		if err != nil {
			t.Fatalf("%q cannot be written: %v", again, err)
		}
		fourth, err := email.MessageFromBytes(third, nil).AsBytes(&policy)
		if err != nil || !bytes.Equal(third, fourth) {
			t.Fatalf("%q was written as\n %q, then\n %q, then\n %q, then\n %q (%v)", text, first, again, third, fourth, err)
		}
	})
}
