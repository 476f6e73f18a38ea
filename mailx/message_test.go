package mailx_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// open connects to a scripted server.
func open(t testing.TB, server *scripted, opts *mailx.Options) *mailx.SMTP {
	t.Helper()
	if opts == nil {
		opts = &mailx.Options{}
	}
	opts.LocalHostname = "client.test"
	s, err := mailx.NewSMTP(ctx(t), fmt.Sprintf("127.0.0.1:%d", server.serve(t)), opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// letter is a message with headers.
func letter(t testing.TB, headers ...string) *email.Message {
	t.Helper()
	m, err := email.NewMIMEText("body\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(headers); i += 2 {
		if err := m.Add(headers[i], headers[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	return m
}

// The sessions of smtplib's send_message, with the same message.
func TestParitySendMessage(t *testing.T) {
	py := startSmtplib(t)
	for name, headers := range map[string][]string{
		"to, cc and bcc": {"From", "Joe <a@b.test>", "To", "c@d.test, E <e@f.test>", "Cc", "g@h.test", "Bcc", "i@j.test"},
		"the sender":     {"From", "a@b.test", "Sender", "s@b.test", "To", "c@d.test"},
		"resent":         {"From", "a@b.test", "To", "c@d.test", "Resent-Date", "x", "Resent-From", "r@b.test", "Resent-To", "q@d.test", "Resent-Bcc", "z@d.test"},
		"a Chinese name": {"From", "=?utf-8?b?5byg5LiJ?= <a@b.test>", "To", "c@d.test"},
	} {
		server := &scripted{}
		s := open(t, server, &mailx.Options{NoPipelining: true})
		if refused, err := s.SendMessage(ctx(t), letter(t, headers...), nil); err != nil || len(refused) > 0 {
			t.Errorf("%s: %v, %v", name, refused, err)
		}
		s.Quit(ctx(t))
		py.Value("send_message", server.port, headers)
		heard := server.sessions()
		if len(heard) != 2 || heard[0] != heard[1] {
			t.Errorf("%s: the server heard\n %q\nand from smtplib\n %q", name, heard[0], heard[1:])
		}
	}
}

func TestMessagesWithoutAnEnvelope(t *testing.T) {
	for name, test := range map[string]struct {
		headers []string
		kind    error
		names   string
	}{
		"no From":             {[]string{"To", "a@b"}, mailx.ErrAddress, "From"},
		"nobody":              {[]string{"From", "a@b", "To", "", "Cc", ""}, mailx.ErrAddress, "recipients"},
		"a semicolon":         {[]string{"From", "a@b", "To", "a@b; c@d"}, mailx.ErrAddress, "To"},
		"two in one":          {[]string{"From", "a@b", "To", "a@b <c@d>"}, mailx.ErrAddress, "To"},
		"two Resent-Date":     {[]string{"From", "a@b", "To", "a@b", "Resent-Date", "x", "Resent-Date", "y"}, mailx.ErrMessage, "Resent-Date"},
		"a local part beyond": {[]string{"From", "a@b", "To", "jörg@b.test"}, mailx.ErrNotSupported, "jörg"},
	} {
		// An EmailMessage too, of which Python's sends to whom it made out.
		built := email.NewEmailMessage(nil)
		for i := 0; i < len(test.headers); i += 2 {
			if err := built.Add(test.headers[i], test.headers[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		for _, m := range []*email.Message{letter(t, test.headers...), built} {
			server := &scripted{}
			s := open(t, server, nil)
			_, err := s.SendMessage(ctx(t), m, nil)
			if !errors.Is(err, test.kind) || !strings.Contains(fmt.Sprint(err), test.names) {
				t.Errorf("%s: %v", name, err)
			}
			if heard := strings.Join(server.sessions(), ""); strings.Contains(heard, "mail") {
				t.Errorf("%s: sent all the same: %q", name, heard)
			}
		}
	}
}

func TestEmptyHeadersHideNobody(t *testing.T) {
	server := &scripted{}
	s := open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), letter(t, "From", "a@b.test", "To", "c@d.test", "Cc", "", "Bcc", ""), nil); err != nil {
		t.Fatal(err)
	}
	if heard := server.sessions()[0]; strings.Count(heard, "rcpt TO:") != 1 || !strings.Contains(heard, "rcpt TO:<c@d.test>\r\n") {
		t.Errorf("heard %q", heard)
	}
}

func TestDomainsBeyondASCII(t *testing.T) {
	server := &scripted{}
	s := open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), letter(t, "From", "张三 <a@b.test>", "To", "x@münchen.de"), nil); err != nil {
		t.Fatal(err)
	}
	heard := server.sessions()[0]
	for _, part := range []string{"rcpt TO:<x@xn--mnchen-3ya.de>\r\n", "To: x@xn--mnchen-3ya.de\r\n", "From: =?utf-8?b?5byg5LiJ?= <a@b.test>\r\n"} {
		if !strings.Contains(heard, part) {
			t.Errorf("no %q in %q", part, heard)
		}
	}
	server = &scripted{Ehlo: "250-x\n250-SMTPUTF8\n250 8BITMIME"}
	s = open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), letter(t, "From", "jörg@b.test", "To", "x@münchen.de"), nil); err != nil {
		t.Fatal(err)
	}
	heard = server.sessions()[0]
	for _, part := range []string{"mail FROM:<jörg@b.test> SMTPUTF8 BODY=8BITMIME\r\n", "To: x@münchen.de\r\n"} {
		if !strings.Contains(heard, part) {
			t.Errorf("no %q in %q", part, heard)
		}
	}
}

// Who is named in a header needs SMTPUTF8 as much as who is on the envelope.
func TestAHeaderBeyondASCIIWithAPlainEnvelope(t *testing.T) {
	for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc"} {
		headers := []string{"From", "a@b.test", "To", "c@d.test"}
		switch name {
		case "From":
			headers[1] = "jörg@b.test"
		case "To":
			headers[3] = "jörg@b.test"
		default:
			headers = append(headers, name, "jörg@b.test")
		}
		server := &scripted{Ehlo: "250-x\n250-SMTPUTF8\n250 8BITMIME"}
		s := open(t, server, nil)
		if _, err := s.SendMessage(ctx(t), letter(t, headers...), &mailx.MessageOptions{From: "a@b.test", To: []string{"c@d.test"}}); err != nil {
			t.Fatal(err)
		}
		heard := server.sessions()[0]
		for _, part := range []string{"mail FROM:<a@b.test> SMTPUTF8 BODY=8BITMIME\r\n", "\n" + name + ": jörg@b.test\r\n"} {
			if !strings.Contains("\n"+heard, part) {
				t.Errorf("%s: no %q in %q", name, part, heard)
			}
		}
	}
}

func TestPartsAreReadWhileTheyGo(t *testing.T) {
	m := letter(t, "From", "a@b.test", "To", "c@d.test")
	opened := 0
	read := func() (io.ReadCloser, error) { opened++; return io.NopCloser(strings.NewReader("attached")), nil }
	if err := m.AddAttachmentReader(read, "text/csv", &email.ContentOptions{Filename: "月报.csv"}); err != nil {
		t.Fatal(err)
	}
	server := &scripted{}
	s := open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), m, nil); err != nil || opened != 1 {
		t.Fatalf("opened %d times: %v", opened, err)
	}
	if heard := server.sessions()[0]; !strings.Contains(heard, "YXR0YWNoZWQ=\r\n") {
		t.Errorf("heard %q", heard)
	}
	// A part that fails half way breaks the message off: no end of it is sent.
	broken := errors.New("disk gone")
	m = letter(t, "From", "a@b.test", "To", "c@d.test")
	m.AddAttachmentReader(func() (io.ReadCloser, error) { return nil, broken }, "text/csv", nil)
	server = &scripted{}
	s = open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), m, nil); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
	if heard := server.sessions()[0]; strings.Contains(heard, "\r\n.\r\n") {
		t.Errorf("the message was ended: %q", heard)
	}
}
