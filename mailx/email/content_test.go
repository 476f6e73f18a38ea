package email_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

const png = "\x89PNG\r\n\x1a\n not much of a picture"

// full is a message of all kinds: text, HTML with a picture, an attachment.
func full(t testing.TB) *email.Message {
	m := email.NewEmailMessage(nil)
	for _, err := range []error{
		m.Set("Subject", "月报 "+strings.Repeat("很长的主题", 12)),
		m.SetAddresses("From", email.Address{Name: "张三", Addr: "zhang@example.com"}),
		m.SetAddresses("To", email.Address{Name: "Doe, J.", Addr: "doe@example.com"}, email.Address{Name: strings.Repeat("名", 12), Addr: "x@münchen.de"}),
		m.SetContent("见附件。\n", nil),
		m.AddAlternative(`<p>见附件。<img src="cid:pic@x">`+strings.Repeat("<br>", 400)+`</p>`, &email.ContentOptions{Subtype: "html"}),
		m.GetBody("html").AddRelated([]byte(png), "image/png", &email.ContentOptions{CID: "pic@x"}),
		m.AddAttachment([]byte("a,b\n"), "text/csv", &email.ContentOptions{Filename: "韩安;\"x\".csv", RFC2047Name: true}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return m
}

func TestPythonReadsWhatIsBuilt(t *testing.T) {
	py := startEmail(t)
	smtp := email.SMTP()
	smtp.SevenBit = true
	data, err := full(t).AsBytes(&smtp)
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range bytes.Split(data, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") || !isASCII(line) {
			t.Errorf("line %d: %q", i, line)
		}
		if word := bytes.Index(line, []byte("=?")); word >= 0 {
			for _, w := range bytes.Fields(line[word:]) {
				if bytes.HasPrefix(w, []byte("=?")) && len(w) > 75 {
					t.Errorf("an encoded-word of %d characters: %s", len(w), w)
				}
			}
		}
	}
	got := py.Value(`lambda d: (lambda m: [
		str(m["subject"]), [[a.display_name, a.addr_spec] for a in m["from"].addresses], [[a.display_name, a.addr_spec] for a in m["to"].addresses],
		m.get_body(("plain",)).get_content().replace("\r\n", "\n"), "cid:pic@x" in m.get_body(("html",)).get_content(), [a.get_filename() for a in m.iter_attachments()],
		[p.get_content_type() for p in m.walk()], [len(p.defects) for p in m.walk()], [p.get_content() for p in m.walk() if p.get_content_type() == "image/png"], m["mime-version"]])(email.message_from_bytes(d, policy=email.policy.default))`, data)
	want := []any{
		"月报 " + strings.Repeat("很长的主题", 12), []any{[]any{"张三", "zhang@example.com"}}, []any{[]any{"Doe, J.", "doe@example.com"}, []any{strings.Repeat("名", 12), "x@xn--mnchen-3ya.de"}},
		"见附件。\n", true, []any{"韩安;\"x\".csv"},
		[]any{"multipart/mixed", "multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png", "text/csv"}, []any{0, 0, 0, 0, 0, 0, 0}, []any{[]byte(png)}, "1.0",
	}
	if !original.Same(got, original.Plain(want)) {
		t.Errorf("Python reads\n %v\nwant\n %v", got, want)
	}
	// And so do we.
	m := email.MessageFromBytes(data, nil)
	for p := range m.Walk() {
		if id, ok := p.Lookup("Content-ID"); ok != (p.GetContentType() == "image/png") || ok && id != "<pic@x>" {
			t.Errorf("%s has the id %q", p.GetContentType(), id)
		}
	}
	if m.Text("Subject") != want[0] {
		t.Errorf("subject %q", m.Text("Subject"))
	}
	if list, err := m.Addresses("To"); err != nil || len(list) != 2 || list[1].Name != strings.Repeat("名", 12) {
		t.Errorf("To is %v (%v)", list, err)
	}
	names := []string{}
	for a := range m.IterAttachments() {
		name, _ := a.GetFilename()
		names = append(names, name)
	}
	if len(names) != 1 || names[0] != "韩安;\"x\".csv" {
		t.Errorf("attachments %q", names)
	}
}

// The name of a file stands in both forms where that is asked for, however long it is.
func TestNamesForReadersThatKnowNoRFC2231(t *testing.T) {
	for _, name := range []string{"韩安.jpg", strings.Repeat("报告", 30) + ".pdf", "plain.txt"} {
		m := email.NewEmailMessage(nil)
		if err := m.SetContentBytes([]byte("x"), "image/jpeg", &email.ContentOptions{Filename: name, RFC2047Name: true}); err != nil {
			t.Fatal(err)
		}
		b, err := m.AsBytes(nil)
		if err != nil {
			t.Fatal(err)
		}
		head := strings.Join(strings.Fields(strings.ReplaceAll(string(b), "\n", " ")), " ")
		words := "name=\"=?utf-8?b?"
		if isASCII([]byte(name)) {
			words = "name=\"plain.txt\""
		}
		if !strings.Contains(head, "Content-Type: image/jpeg; "+words) || !isASCII([]byte(name)) && !strings.Contains(head, "filename*") {
			t.Errorf("%s", b)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if len(line) > 78 {
				t.Errorf("a line of %d: %s", len(line), line)
			}
		}
		back := email.MessageFromBytes(b, nil)
		if got, _ := back.GetParam("name", nil); email.DecodeWords(got) != name {
			t.Errorf("name reads back as %q", email.DecodeWords(got))
		}
		if got, _ := back.GetFilename(); got != name {
			t.Errorf("the file is %q", got)
		}
	}
}

func isASCII(p []byte) bool {
	for _, c := range p {
		if c >= 0x80 {
			return false
		}
	}
	return true
}

func TestWritingChangesNothing(t *testing.T) {
	m := full(t)
	first, err := m.AsBytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	m.AsString(nil)
	second, err := m.AsBytes(nil)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("written twice (%v):\n%s\n%s", err, first, second)
	}
}

// Reading and writing a message from several goroutines is safe.
func TestAMessageIsReadByMany(t *testing.T) {
	m := full(t)
	registry := &email.HeaderRegistry{}
	registry.MapToType("X-To", email.AddressHeader)
	policy := email.Policy{Structured: true, Headers: registry, Contents: email.RawDataManager()}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := m.AsBytes(&policy); err != nil {
				t.Error(err)
			}
			m.Check()
			for p := range m.Walk() {
				p.GetContent()
				p.GetFilename()
			}
			if got := m.Text("From"); got != "张三 <zhang@example.com>" {
				t.Error(got)
			}
			if h := registry.Parse("x-to", "a@b.c"); len(h.Addresses()) != 1 {
				t.Error(h)
			}
			email.RawDataManager().Clone().GetContent(m.GetBody())
		})
	}
	all.Wait()
}

func TestPartsInTheWrongOrder(t *testing.T) {
	m := email.NewEmailMessage(nil)
	m.SetContent("x", nil)
	m.AddAlternative("y", nil)
	if err := m.AddRelated(nil, "image/png", nil); !errors.Is(err, email.ErrMultipartConversion) || !strings.Contains(err.Error(), "call it on a part") {
		t.Errorf("a picture beside alternatives: %v", err)
	}
	m.AddAttachment(nil, "text/csv", nil)
	if err := m.AddAlternative("z", nil); !errors.Is(err, email.ErrMultipartConversion) || !strings.Contains(err.Error(), "or before the message holds") {
		t.Errorf("an alternative after an attachment: %v", err)
	}
	if err := m.Attach(m); err == nil {
		t.Error("a message holds itself")
	}
}

func TestHeadersThatWouldBeTwo(t *testing.T) {
	m := email.NewEmailMessage(nil)
	for _, h := range [][2]string{{"A B", "x"}, {"A:B", "x"}, {"A\nB", "x"}, {"", "x"}, {"X", "a\nBcc: y"}, {"X", "a\r\nBcc: y"}, {"X", "a\rb"}, {"X", "a\x00"}, {"X", "a\n"}, {"Ä", "x"}} {
		if err := m.Add(h[0], h[1]); !errors.Is(err, email.ErrHeaderWrite) {
			t.Errorf("%q was set: %v", h, err)
		}
	}
	if err := m.AddHeader("Content-Disposition", "attachment", email.Param{Name: "filename", Value: "a\r\nBcc: x"}); err == nil {
		t.Error("a file name with a line end was set")
	}
	if err := m.SetAddresses("To", email.Address{Name: "x\nBcc: y", Addr: "a@b"}); err == nil {
		t.Error("a name with a line end was set")
	}
	if err := m.SetAddresses("To", email.Address{Addr: "a@b> x"}); err == nil {
		t.Error("no address was set")
	}
	if m.Len() != 0 {
		t.Errorf("there are headers: %v", m.Keys())
	}
	// What is no line end for mail is text.
	if err := m.Add("Subject", "a\u2028b\u0085c\fd\ve\x1cf"); err != nil {
		t.Error(err)
	}
}

func TestLongLinesAreEncoded(t *testing.T) {
	long := strings.Repeat("<b>x</b>", 300)
	m, err := email.NewMIMEText(long, &email.TextOptions{Subtype: "html"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := m.AsBytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(string(b), "\n") {
		if len(line) > 76 {
			t.Errorf("a line of %d", len(line))
		}
	}
	if p, _ := email.MessageFromBytes(b, nil).Content(); string(p) != long {
		t.Errorf("reads back as %q", p)
	}
	if m.Payload() != long {
		t.Error("writing changed the message")
	}
}

// counted counts what is read at once, and never holds it.
type counted struct{ left int64 }

func (c *counted) Read(p []byte) (int, error) {
	if c.left == 0 {
		return 0, io.EOF
	}
	n := min(int64(len(p)), c.left, 1000)
	clear(p[:n])
	c.left -= n
	return int(n), nil
}

func TestLargePartsAreNotHeld(t *testing.T) {
	m := email.NewEmailMessage(nil)
	m.SetContent("x", nil)
	const size = 20 << 20
	m.AddAttachmentReader(func() (io.ReadCloser, error) { return io.NopCloser(&counted{size}), nil }, "application/octet-stream", nil)
	wrote := int64(0)
	allocs := testing.AllocsPerRun(1, func() {
		var w lengths
		if err := m.Encode(&w, nil); err != nil {
			t.Error(err)
		}
		wrote = w.n
	})
	if wrote < size*4/3 || allocs > 500 {
		t.Errorf("wrote %d bytes in %.0f allocations", wrote, allocs)
	}
}

type lengths struct{ n int64 }

func (l *lengths) Write(p []byte) (int, error) { l.n += int64(len(p)); return len(p), nil }

func TestMboxReadsBack(t *testing.T) {
	var box strings.Builder
	bodies := []string{"From here\n>From there\nx\n", "", "no end", "\n\nFrom a\n\n"}
	for _, body := range bodies {
		m, err := email.NewMIMEText(body, nil)
		if err == nil {
			err = m.AppendMbox(&box, "a@b.test", epoch)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	i := 0
	for m, err := range email.ReadMbox(strings.NewReader(box.String())) {
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Payload(); strings.TrimSuffix(got, "\n") != strings.TrimSuffix(bodies[i], "\n") || m.UnixFrom() != "From a@b.test Thu Jan  1 00:00:00 1970" {
			t.Errorf("message %d: %q, %q", i, m.UnixFrom(), got)
		}
		i++
	}
	if i != len(bodies) {
		t.Errorf("read %d messages of %q", i, box.String())
	}
	for _, err := range email.ReadMbox(strings.NewReader("no mailbox\n")) {
		if err == nil {
			t.Error("text that is no mailbox was read")
		}
	}
}
