package email_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

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

// A mailbox of any bytes is read to its end; the messages that it holds are written to
// another, and read from there the same.
func FuzzMbox(f *testing.F) {
	f.Add([]byte("From a@b Thu Jan  1 00:00:00 1970\nSubject: x\n\n>From y\nz\n\nFrom c@d Thu Jan  1 00:00:00 1970\n\n\n"))
	f.Add([]byte("\n\nFrom x\r\n\r\nFrom y\r\n\r\nFrom z"))
	f.Add([]byte("no mailbox\n"))
	for _, m := range messages {
		f.Add([]byte("From x\n" + m + "\n\nFrom y\n" + m))
	}
	read := func(data []byte) (all []*email.Message) {
		for m, err := range email.ReadMbox(bytes.NewReader(data)) {
			if err != nil {
				return all
			}
			all = append(all, m)
		}
		return all
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var box bytes.Buffer
		var kept [][]byte
		for _, m := range read(data) {
			text, err := m.AsBytes(nil)
			if err != nil {
				continue // a header that is not one cannot be written
			}
			if err := m.AppendMbox(&box, "a@b.test", epoch); err != nil {
				t.Fatalf("%q can be written and not be appended: %v", text, err)
			}
			kept = append(kept, text)
		}
		back := read(box.Bytes())
		if len(back) != len(kept) {
			t.Fatalf("%q: %d messages were written as %q, %d read", data, len(kept), box.Bytes(), len(back))
		}
		for i, m := range back {
			want, err := email.MessageFromBytes(kept[i], nil).AsBytes(nil)
			got, err2 := m.AsBytes(nil)
			if end := []byte("\n"); err == nil && (err2 != nil || !bytes.Equal(bytes.TrimRight(got, "\r\n"), bytes.TrimRight(want, "\r\n")) || !bytes.HasSuffix(got, end) && bytes.HasSuffix(want, end)) {
				t.Fatalf("message %d is %q (%v), want %q", i, got, err2, want)
			}
		}
	})
}

// Bytes of any set are read as text, or the set is refused by its name; text that a set
// can write reads back the same.
func FuzzCharacterSets(f *testing.F) {
	for _, set := range []string{"utf-8", "gb2312", "gbk", "gb18030", "big5", "hz", "utf-7", "iso-2022-kr", "iso-2022-jp", "shift_jis", "euc-kr", "ks_c_5601-1987", "utf-16", "utf-32", "latin-1", "koi8-r", "bogus"} {
		f.Add([]byte("a+T2BZfQ-\x0eGQ\x0f ~{VPND~} \xd6\xec\xe9F\x1b$B"), set)
	}
	f.Fuzz(func(t *testing.T, p []byte, set string) {
		text, err := email.DecodeText(p, set)
		if err != nil {
			if !errors.Is(err, email.ErrCharset) || text != "" {
				t.Fatalf("%q: %q, %v", set, text, err)
			}
			return
		}
		if !utf8.ValidString(text) {
			t.Fatalf("%q: %q reads as %q, which is no text", set, p, text)
		}
		if strings.ContainsRune(text, utf8.RuneError) {
			return
		}
		written, err := email.EncodeText(text, set)
		if err != nil {
			return // what reads the same as another character
		}
		if back, err := email.DecodeText(written, set); err != nil || back != text {
			t.Fatalf("%q: %q was written as %q, and reads as %q (%v)", set, text, written, back, err)
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
