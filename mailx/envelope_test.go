package mailx_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// What is said for an address, step by step and in a group.
func TestAddressesOnTheWire(t *testing.T) {
	for addr, want := range map[string]string{
		"a@b.test": "<a@b.test>", " a@b.test\t": "<a@b.test>", "<a@b.test>": "<a@b.test>", `"a b;c"@d.test`: `<"a b;c"@d.test>`,
		"a@[192.0.2.1]": "<a@[192.0.2.1]>", "a@[IPv6:2001:db8::1]": "<a@[IPv6:2001:db8::1]>", "x@münchen.de": "<x@xn--mnchen-3ya.de>",
	} {
		for _, ehlo := range []string{"", "250-x\n250 PIPELINING"} {
			server := &scripted{Ehlo: ehlo}
			s := open(t, server, nil)
			if _, err := s.SendMail(ctx(t), addr, []string{addr}, letters, nil); err != nil {
				t.Errorf("%q: %v", addr, err)
			}
			if heard := server.sessions()[0]; !strings.Contains(heard, "mail FROM:"+want+"\r\n") || !strings.Contains(heard, "rcpt TO:"+want+"\r\n") {
				t.Errorf("%q: heard %q", addr, heard)
			}
		}
	}
	// A server with SMTPUTF8 gets the name as it is.
	server := &scripted{Ehlo: "250-x\n250 SMTPUTF8"}
	s := open(t, server, nil)
	if _, err := s.Rcpt(ctx(t), "x@münchen.de", nil); err != nil {
		t.Fatal(err)
	}
	if err := s.EhloOrHeloIfNeeded(ctx(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Rcpt(ctx(t), "x@münchen.de", nil); err != nil {
		t.Fatal(err)
	}
	if heard := server.sessions()[0]; !strings.HasSuffix(heard, "rcpt TO:<x@münchen.de>\r\n") || strings.Count(heard, "xn--") != 1 {
		t.Errorf("heard %q", heard)
	}
	if _, err := open(t, &scripted{}, nil).SendMail(ctx(t), "jörg@b.test", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrNotSupported) {
		t.Errorf("a local part beyond ASCII: %v", err)
	}
}

func TestTheNullSender(t *testing.T) {
	for _, sender := range []string{"", "<>"} {
		server := &scripted{}
		if _, err := open(t, server, nil).SendMail(ctx(t), sender, []string{"a@b.test"}, letters, nil); err != nil {
			t.Error(err)
		}
		if heard := server.sessions()[0]; !strings.Contains(heard, "mail FROM:<>\r\n") {
			t.Errorf("%q: heard %q", sender, heard)
		}
	}
	if _, err := open(t, &scripted{}, nil).SendMail(ctx(t), " ", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrAddress) {
		t.Errorf("a blank sender: %v", err)
	}
}

func TestOptionsOfCommands(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250 AUTH PLAIN"}
	s := open(t, server, nil)
	for _, o := range []string{"", "A B", "A\r\nDATA", "A\x00", "X=<a>", "<"} {
		for _, opts := range []*mailx.SendOptions{{MailOptions: []string{o}}, {RcptOptions: []string{o}}} {
			if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, opts); !errors.Is(err, mailx.ErrAddress) {
				t.Errorf("%q: %v", o, err)
			}
		}
	}
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, &mailx.SendOptions{MailOptions: []string{"auth=<>"}}); err != nil {
		t.Error(err)
	}
	if heard := server.sessions()[0]; strings.Count(heard, "mail FROM:<f@a.test> auth=<>\r\n") != 1 || strings.Count(heard, "mail") != 1 {
		t.Errorf("heard %q", heard)
	}
}

// What the message's own policy says of characters holds where the server has
// SMTPUTF8, and nowhere else; the line "From …" of a mailbox is for no server.
func TestPoliciesOfMessages(t *testing.T) {
	for _, offered := range []bool{false, true} {
		server := &scripted{Ehlo: "250-x\n250 8BITMIME"}
		if offered {
			server.Ehlo = "250-x\n250-SMTPUTF8\n250 8BITMIME"
		}
		policy := email.SMTPUTF8()
		policy.UnixFrom = true
		m := email.NewEmailMessage(&policy)
		for name, value := range map[string]string{"From": "a@b.test", "To": "c@d.test", "Subject": "é"} {
			if err := m.Set(name, value); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := open(t, server, nil).SendMessage(ctx(t), m, nil); err != nil {
			t.Fatal(err)
		}
		heard := server.sessions()[0]
		if strings.Contains(heard, "Subject: é\r\n") != offered || strings.Contains(heard, "> SMTPUTF8") != offered || strings.Contains(heard, "From nobody") {
			t.Errorf("offered %v: heard %q", offered, heard)
		}
	}
}

// A header may need SMTPUTF8 where the envelope does not.
func TestCharactersInOtherAddresses(t *testing.T) {
	m := letter(t, "From", "a@b.test", "To", "c@d.test", "Reply-To", "jörg@b.test")
	if _, err := open(t, &scripted{}, nil).SendMessage(ctx(t), m, nil); err == nil || !strings.Contains(err.Error(), "Reply-To") {
		t.Errorf("a server of ASCII: %v", err)
	}
	server := &scripted{Ehlo: "250-x\n250-SMTPUTF8\n250 8BITMIME"}
	if _, err := open(t, server, nil).SendMessage(ctx(t), m, nil); err != nil {
		t.Fatal(err)
	}
	if heard := server.sessions()[0]; !strings.Contains(heard, "mail FROM:<a@b.test> SMTPUTF8 BODY=8BITMIME\r\n") || !strings.Contains(heard, "Reply-To: jörg@b.test\r\n") {
		t.Errorf("heard %q", heard)
	}
}
