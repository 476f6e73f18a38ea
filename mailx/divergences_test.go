package mailx_test

import (
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// Where smtplib sends to the wrong person, shows a secret or loses track of a
// message. Each test asks it what it does, so that a difference that has healed fails.

// pinned sends headers through smtplib, with a plain server, and gives what it heard.
func pinned(t *testing.T, headers ...string) string {
	t.Helper()
	server := &scripted{}
	port := server.serve(t)
	startSmtplib(t).Call("send_message", port, headers)
	return strings.Join(server.sessions(), "")
}

func TestSmtplibSendsToTheWrongPeople(t *testing.T) {
	for name, test := range map[string]struct {
		headers []string
		heard   string
	}{
		"an empty Cc":    {[]string{"From", "a@b.test", "To", "c@d.test", "Cc", "", "Bcc", ""}, "rcpt TO:<>\r\n"},
		"no From":        {[]string{"To", "c@d.test"}, "mail FROM:<None>"},
		"a semicolon":    {[]string{"From", "a@b.test", "To", "a@b.test; c@d.test"}, "rcpt TO:<>\r\n"},
		"two in one":     {[]string{"From", "a@b.test", "To", "a@b.test, c@d.test", "Cc", ""}, "rcpt TO:<>\r\n"},
		"a second Cc":    {[]string{"From", "a@b.test", "To", "a@b.test", "Cc", "c@d.test", "Cc", "e@f.test"}, "rcpt TO:<c@d.test>\r\ndata\r\n"},
		"no quotes here": {[]string{"From", "a@b.test", "To", "a@b.test <c@d.test>"}, "rcpt TO:<>\r\n"},
	} {
		if heard := pinned(t, test.headers...); !strings.Contains(heard, test.heard) {
			t.Errorf("%s: smtplib says %q, pinned is %q", name, heard, test.heard)
		}
	}
	// Every Cc counts, as every reader shows it.
	server := &scripted{}
	s := open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), letter(t, "From", "a@b.test", "To", "a@b.test", "Cc", "c@d.test", "Cc", "e@f.test"), nil); err != nil {
		t.Fatal(err)
	}
	if heard := server.sessions()[0]; !strings.Contains(heard, "rcpt TO:<c@d.test>\r\nrcpt TO:<e@f.test>\r\n") {
		t.Errorf("heard %q", heard)
	}
}

func TestSmtplibRefusesTwoResentBlocks(t *testing.T) {
	_, err := startSmtplib(t).Call("send_message", (&scripted{}).serve(t), []string{"From", "a@b.test", "To", "c@d.test", "Resent-Date", "x", "Resent-Date", "y"})
	if err == nil || !strings.Contains(err.Error(), "ValueError") {
		t.Errorf("smtplib came to %v", err)
	}
	// Ours: TestMessagesWithoutAnEnvelope.
}

// dialogue is a session of smtplib, and what the server heard.
func dialogue(t *testing.T, server *scripted, kind string, steps ...step) ([]any, string) {
	t.Helper()
	port := server.serve(t)
	done := startSmtplib(t).Value("dialogue", kind, "127.0.0.1", port, steps).([]any)[0].([]any)
	return done, strings.Join(server.sessions(), "")
}

func TestSmtplibTakesTwoRecipientsForOne(t *testing.T) {
	send := step{"sendmail", []any{"f@a.test", "a@b.test, c@d.test", "x\n"}}
	if _, heard := dialogue(t, &scripted{}, "SMTP", send); !strings.Contains(heard, "rcpt TO:<a@b.test, c@d.test>\r\n") {
		t.Errorf("smtplib says %q", heard)
	}
	injected := step{"sendmail", []any{"f@a.test", []string{"a@b> ORCPT=x"}, "x\n"}}
	if _, heard := dialogue(t, &scripted{}, "SMTP", injected); !strings.Contains(heard, "rcpt TO:<a@b> ORCPT=x>\r\n") {
		t.Errorf("smtplib says %q", heard)
	}
	server := &scripted{}
	s := open(t, server, nil)
	for _, to := range []string{"a@b.test, c@d.test", "a@b> ORCPT=x"} {
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{to}, letters, nil); !errors.Is(err, mailx.ErrAddress) || !strings.Contains(err.Error(), to) {
			t.Errorf("%q: %v", to, err)
		}
	}
}

// smtplib reads one answer after the message, and the next command gets the second.
func TestLMTPAnswersForEachRecipient(t *testing.T) {
	script := func() *scripted { return &scripted{DataEnd: "250 first\n550 second has no room"} }
	send := step{"sendmail", []any{"f@a.test", []string{"a@b.test", "c@d.test"}, "x\n"}}
	done, _ := dialogue(t, script(), "LMTP", send, step{"noop", nil})
	if want := []any{original.Dict{}, []any{550, "second has no room"}}; !original.Same(done, original.Plain(want)) {
		t.Errorf("smtplib came to %v", done)
	}
	s, err := mailx.NewLMTP(ctx(t), at(script().serve(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	refused, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@d.test"}, letters, nil)
	if err != nil || len(refused) != 1 || refused["c@d.test"].Code != 550 {
		t.Errorf("%v, %v", refused, err)
	}
	if r, err := s.Noop(ctx(t)); err != nil || r.Message != "ok" {
		t.Errorf("and then %v, %v", r, err)
	}
}

func TestLMTPThatEndsHalfWay(t *testing.T) {
	s, err := mailx.NewLMTP(ctx(t), at((&scripted{DataEnd: "421 first goes"}).serve(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@d.test"}, letters, nil)
	var e *mailx.SendError
	if !errors.As(err, &e) || len(e.Unknown) != 1 || e.Unknown[0] != "c@d.test" || e.Refused["a@b.test"].Code != 421 || len(e.Accepted) != 0 {
		t.Errorf("%+v", err)
	}
}

func TestAUTHInSmallLetters(t *testing.T) {
	script := func() *scripted {
		return &scripted{Ehlo: "250-x\n250 AUTH plain login", Replies: map[string]string{"auth": "235 ok"}}
	}
	login := step{"login", []any{"user", "secret"}}
	if done, _ := dialogue(t, script(), "SMTP", login); !original.Same(done[0], original.Dict{{Key: "class", Value: "SMTPException"}}) {
		t.Errorf("smtplib came to %v", done)
	}
	s := open(t, script(), nil)
	if r, err := s.Login(ctx(t), "user", "secret", nil); err != nil || r.Code != 235 {
		t.Errorf("%v, %v", r, err)
	}
}

func TestSmtplibSendsBytesAsTheyAre(t *testing.T) {
	done, heard := dialogue(t, &scripted{}, "SMTP", step{"sendmail", []any{"f@a.test", []string{"a@b.test"}, []byte("a\r.\r\nb\xff\n.\nMAIL")}})
	if !strings.Contains(heard, "data\r\na\r.\r\nb\xff\n..\nMAIL\r\n.\r\n") {
		t.Errorf("smtplib says %q (%v)", heard, done)
	}
	// Ours: TestBytesOnTheWire.
}

// smtplib believes any certificate unless it is given a context.
func TestSmtplibDoesNotVerify(t *testing.T) {
	good, _ := certificate(t, "mail.test")
	script := func() *scripted { return &scripted{Ehlo: "250-x\n250 STARTTLS", Certificate: &good} }
	done, _ := dialogue(t, script(), "SMTP", step{"starttls", nil}, step{"ehlo", nil})
	if len(done) != 2 || !original.Same(done[0], original.Plain([]any{220, "go"})) {
		t.Errorf("smtplib came to %v", done)
	}
	s := open(t, script(), nil)
	if _, err := s.StartTLS(ctx(t), nil); err == nil || !strings.Contains(err.Error(), "certificate") {
		t.Errorf("ours: %v", err)
	}
}

// smtplib takes the port for a part of the host's name, and then no certificate fits.
func TestThePortIsNoPartOfTheName(t *testing.T) {
	good, pool := certificate(t, "localhost")
	port := (&scripted{Ehlo: "250-x\n250 STARTTLS", Certificate: &good}).serve(t)
	s, err := mailx.NewSMTP(ctx(t), fmt.Sprintf("localhost:%d", port), &mailx.Options{TLSConfig: &tls.Config{RootCAs: pool}})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.StartTLS(ctx(t), nil); err != nil {
		t.Error(err)
	}
}

// A 421 to DATA means that the server closes. smtplib keeps the connection.
func TestGoodbyeInsteadOfData(t *testing.T) {
	for _, ehlo := range []string{"", "250-x\n250 PIPELINING"} {
		s := open(t, &scripted{Ehlo: ehlo, Replies: map[string]string{"data": "421 going"}}, nil)
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrData) {
			t.Error(err)
		}
		if _, err := s.Noop(ctx(t)); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Errorf("the connection lives on: %v", err)
		}
	}
}

func TestEightBitTextToAnOldServer(t *testing.T) {
	m := email.NewEmailMessage(nil)
	m.Add("From", "a@b.test")
	m.Add("To", "c@d.test")
	if err := m.SetContent("é à ü\n", nil); err != nil || m.Get("Content-Transfer-Encoding") != "8bit" {
		t.Fatalf("%v, %v", m, err)
	}
	server := &scripted{}
	s := open(t, server, nil)
	if _, err := s.SendMessage(ctx(t), m, nil); err != nil {
		t.Fatal(err)
	}
	heard := server.sessions()[0]
	if eightBit := strings.ContainsFunc(heard, func(r rune) bool { return r > 0x7f }); eightBit || !strings.Contains(heard, "Content-Transfer-Encoding: base64\r\n") {
		t.Errorf("heard %q", heard)
	}
	_, body, _ := strings.Cut(heard, "data\r\n")
	if text, err := email.MessageFromString(body, nil).ContentText(); err != nil || !strings.HasPrefix(text, "é à ü\n") {
		t.Errorf("reads back as %q (%v)", text, err)
	}
}

func TestOneTryIsOne(t *testing.T) {
	script := func() *scripted {
		return &scripted{Ehlo: "250-x\n250 AUTH CRAM-MD5 PLAIN LOGIN", Replies: map[string]string{"auth": "535 no", "auth cram": "504 what?"}}
	}
	for _, once := range []bool{false, true} {
		server := script()
		s := open(t, server, nil)
		if _, err := s.Login(ctx(t), "user", "secret", &mailx.LoginOptions{OneTry: once}); !errors.Is(err, mailx.ErrAuthentication) {
			t.Error(err)
		}
		tries := strings.Count(server.sessions()[0], "AUTH ")
		if once && tries != 2 || !once && tries != 3 { // CRAM-MD5 is not known there
			t.Errorf("once %v: %d tries", once, tries)
		}
	}
}

func TestBearerTokensAreNotShown(t *testing.T) {
	var log strings.Builder
	server := &scripted{Ehlo: "250-x\n250 AUTH XOAUTH2 CRAM-MD5", Replies: map[string]string{"auth xoauth2": "334 eyJzdGF0dXMiOiI0MDEifQ==", "auth cram": "334 PDEyMzQ1QHNlcnZlcj4="}, Blank: "535 no"}
	s := open(t, server, &mailx.Options{Debug: &log})
	if _, err := s.Login(ctx(t), "user", "", &mailx.LoginOptions{Token: "very-secret"}); !errors.Is(err, mailx.ErrAuthentication) || strings.Contains(err.Error(), "very-secret") {
		t.Error(err)
	}
	s.Login(ctx(t), "user", "secret", nil)
	heard := server.sessions()[0]
	for _, line := range strings.Split(heard, "\r\n") {
		if secret := strings.TrimPrefix(strings.TrimPrefix(line, "AUTH XOAUTH2 "), "AUTH CRAM-MD5"); len(secret) > 20 && strings.Contains(log.String(), secret) {
			t.Errorf("the log shows %q", line)
		}
	}
	o := mailx.LoginOptions{Token: "very-secret", OneTry: true}
	for _, shown := range []string{fmt.Sprint(o), fmt.Sprintf("%+v", o), fmt.Sprintf("%#v", o), fmt.Sprint(&o)} {
		if strings.Contains(shown, "very-secret") || !strings.Contains(shown, "OneTry:true") {
			t.Errorf("the options are shown as %s", shown)
		}
	}
	if !strings.Contains(heard, "AUTH XOAUTH2 ") || !strings.Contains(log.String(), "AUTH XOAUTH2 ***") {
		t.Errorf("heard %q, printed %s", heard, log.String())
	}
}

// The example of Google's description of XOAUTH2, and its answer to a refusal.
func TestXOAUTH2(t *testing.T) {
	const token = "dXNlcj1zb21ldXNlckBleGFtcGxlLmNvbQFhdXRoPUJlYXJlciB5YTI5LnZGOWRmdDRxbVRjMk52YjNSbGNrQmhkSFJoZG1semRHRXVZMjl0Q2cBAQ=="
	answer := mailx.XOAuth2("someuser@example.com", "ya29.vF9dft4qmTc2Nvb3RlckBhdHRhdmlzdGEuY29tCg")
	for _, challenge := range [][]byte{nil, {}} { // with the command, or after an empty question
		if p, ok, err := answer(challenge); err != nil || !ok || base64.StdEncoding.EncodeToString(p) != token {
			t.Errorf("%q, %v, %v", p, ok, err)
		}
	}
	if p, ok, err := answer([]byte(`{"status":"401"}`)); err != nil || !ok || p == nil || len(p) > 0 {
		t.Errorf("%q, %v, %v", p, ok, err)
	}
}

// Servers refuse who calls himself localhost.
func TestWhatWeCallOurselves(t *testing.T) {
	server := &scripted{}
	s, err := mailx.NewSMTP(ctx(t), at(server.serve(t)), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Ehlo(ctx(t), ""); err != nil {
		t.Fatal(err)
	}
	name, _ := os.Hostname()
	want := "[127.0.0.1]"
	if strings.Contains(name, ".") {
		want = name
	}
	if heard := server.sessions()[0]; heard != "ehlo "+want+"\r\n" {
		t.Errorf("we say %q, want %s", heard, want)
	}
	l, err := net.Listen("tcp6", "[::1]:0")
	if err != nil || strings.Contains(name, ".") {
		return // no IPv6 here, or a full name
	}
	l.Close()
	six := &scripted{}
	s6, err := mailx.NewSMTP(ctx(t), six.serveOn(t, "tcp6", "[::1]:0").Addr().String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s6.Close()
	s6.Ehlo(ctx(t), "")
	if heard := six.sessions()[0]; heard != "ehlo [IPv6:::1]\r\n" {
		t.Errorf("we say %q", heard)
	}
}

// A server that waits for TLS says nothing to one who does not begin it.
func TestPlainTextToThePortOfTLS(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { theirs.Close() })
		return ours, nil
	}
	_, err := mailx.NewSMTP(ctx(t), "mail.test:465", &mailx.Options{Dial: dial, Timeout: time.Millisecond})
	if !errors.Is(err, mailx.ErrProtocol) || !strings.Contains(err.Error(), "NewSMTPSSL") {
		t.Error(err)
	}
	// Without a time limit of the caller's it does not take the five minutes that a
	// welcome may take elsewhere.
	for address, limit := range map[string]time.Duration{"mail.test:465": 3 * time.Second, "mail.test:587": 5 * time.Minute} {
		synctest.Test(t, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer theirs.Close()
			dial := func(context.Context, string, string) (net.Conn, error) { return ours, nil }
			begin := time.Now()
			_, err := mailx.NewSMTP(t.Context(), address, &mailx.Options{Dial: dial})
			if err == nil || time.Since(begin) != limit || (limit < time.Minute) != strings.Contains(err.Error(), "NewSMTPSSL") {
				t.Errorf("%s, after %v: %v", address, time.Since(begin), err)
			}
		})
	}
}

// NoTimeout waits as long as the context allows, for a welcome and for an answer.
func TestNoTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		dial := func(context.Context, string, string) (net.Conn, error) { return ours, nil }
		ended := make(chan struct{})
		time.AfterFunc(time.Hour, func() {
			theirs.Write([]byte("220 at last\r\n"))
			theirs.Read(make([]byte, 100))
			time.AfterFunc(time.Hour, func() {
				theirs.Write([]byte("250 ok\r\n"))
				close(ended)
			})
		})
		begin := time.Now()
		s, err := mailx.NewSMTP(t.Context(), "mail.test", &mailx.Options{Dial: dial, Timeout: mailx.NoTimeout, LocalHostname: "c.test"})
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Noop(t.Context()); err != nil || r.Code != 250 || time.Since(begin) != 2*time.Hour {
			t.Errorf("after %v: %v, %v", time.Since(begin), r, err)
		}
		<-ended
		// The context still ends it.
		c, cancel := context.WithTimeout(t.Context(), 3*time.Hour)
		defer cancel()
		go theirs.Read(make([]byte, 100))
		if _, err := s.Noop(c); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a context that ends: %v", err)
		}
		s.Close()
		theirs.Close()
	})
}

// Where a password may be read by others: TLS, this machine's addresses and its
// sockets are safe, and what is not known to be is not.
func TestWhereAPasswordMayGo(t *testing.T) {
	script := func() *scripted {
		return &scripted{Ehlo: "250-x\n250 AUTH PLAIN", Replies: map[string]string{"auth": "235 ok"}}
	}
	socket := filepath.Join(t.TempDir(), "lmtp")
	script().serveOn(t, "unix", socket)
	s, err := mailx.NewLMTP(ctx(t), socket, &mailx.Options{LocalHostname: "client.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Login(ctx(t), "user", "secret", nil); err != nil {
		t.Errorf("over a socket of this machine: %v", err)
	}
	server := script()
	server.heard = []string{""}
	dial := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go server.session(theirs)
		return ours, nil
	}
	unknown, err := mailx.NewSMTP(ctx(t), "mail.test", &mailx.Options{Dial: dial, LocalHostname: "client.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer unknown.Close()
	if _, err := unknown.Login(ctx(t), "user", "secret", nil); !errors.Is(err, mailx.ErrUnsafe) {
		t.Errorf("over an unknown connection: %v", err)
	}
}

// The answers of the caller that are none.
func TestNothingInsteadOfAFunction(t *testing.T) {
	s := open(t, &scripted{Ehlo: "250-x\n250 AUTH PLAIN"}, nil)
	if _, err := s.Auth(ctx(t), "PLAIN", nil, nil); !errors.Is(err, mailx.ErrAuthentication) {
		t.Errorf("no Authenticator: %v", err)
	}
	dial := func(context.Context, string, string) (net.Conn, error) { return nil, nil }
	if _, err := mailx.NewSMTP(ctx(t), "x", &mailx.Options{Dial: dial}); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("no connection: %v", err)
	}
}

// A server that closes with its answer to a login gets no second one.
func TestGoodbyeToALogin(t *testing.T) {
	s := open(t, &scripted{Ehlo: "250-x\n250 AUTH PLAIN LOGIN", Replies: map[string]string{"auth": "421 too many"}}, nil)
	if r, err := s.Login(ctx(t), "user", "secret", nil); !errors.Is(err, mailx.ErrAuthentication) || r.Code != 421 {
		t.Errorf("%v, %v", r, err)
	}
	if _, err := s.Noop(ctx(t)); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("the connection lives on: %v", err)
	}
}

func TestCommandsWithLineEnds(t *testing.T) {
	done, _ := dialogue(t, &scripted{}, "SMTP", step{"docmd", []any{"noop", "a\r\nquit"}})
	if !original.Same(done[0], original.Dict{{Key: "class", Value: "ValueError"}}) {
		t.Errorf("smtplib came to %v", done)
	}
	server := &scripted{}
	s := open(t, server, nil)
	for _, args := range []string{"a\r\nquit", "a\nquit", "a\rquit", "a\x00"} {
		if _, err := s.DoCmd(ctx(t), "noop", args); !errors.Is(err, mailx.ErrProtocol) {
			t.Errorf("%q: %v", args, err)
		}
	}
	if heard := server.sessions()[0]; heard != "" {
		t.Errorf("heard %q", heard)
	}
}
