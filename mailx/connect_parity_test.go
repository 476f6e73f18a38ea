package mailx_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

// closedPort is a port of loopback that nobody listens on.
func closedPort(t testing.TB) int {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func TestParityConnecting(t *testing.T) {
	py := startSmtplib(t)
	port := (&scripted{}).serve(t)
	closed := closedPort(t)
	socket := filepath.Join(t.TempDir(), "lmtp")
	unix := &scripted{Ehlo: "250-x\n250 PIPELINING"}
	unix.serveOn(t, "unix", socket)
	type dial = func(context.Context, string, *mailx.Options) (*mailx.SMTP, error)
	noop := []step{{"noop", nil}}
	for name, test := range map[string]struct {
		kind, host string
		port       int
		dial       dial
		address    string
		source     string
		err        error
	}{
		"a host and a port":           {"SMTP", "127.0.0.1", port, mailx.NewSMTP, at(port), "", nil},
		"a port in the host":          {"SMTP", at(port), 0, mailx.NewSMTP, at(port), "", nil},
		"a name":                      {"SMTP", "localhost", port, mailx.NewSMTP, fmt.Sprintf("localhost:%d", port), "", nil},
		"no number":                   {"SMTP", "127.0.0.1:abc", 0, mailx.NewSMTP, "127.0.0.1:abc", "", mailx.ErrAddress},
		"nobody there":                {"SMTP", "127.0.0.1", closed, mailx.NewSMTP, at(closed), "", syscall.ECONNREFUSED},
		"an address to come from":     {"SMTP", "127.0.0.1", port, mailx.NewSMTP, at(port), "127.0.0.1", nil},
		"LMTP over TCP":               {"LMTP", "127.0.0.1", port, mailx.NewLMTP, at(port), "", nil},
		"LMTP over a socket":          {"LMTP", socket, 0, mailx.NewLMTP, socket, "", nil},
		"LMTP, and there is no file":  {"LMTP", socket + "x", 0, mailx.NewLMTP, socket + "x", "", fs.ErrNotExist},
		"TLS, and there is none":      {"SMTP_SSL", "127.0.0.1", port, mailx.NewSMTPSSL, at(port), "", mailx.ErrProtocol},
		"TLS, and nobody there":       {"SMTP_SSL", "127.0.0.1", closed, mailx.NewSMTPSSL, at(closed), "", syscall.ECONNREFUSED},
		"LMTP, and nobody there":      {"LMTP", "127.0.0.1", closed, mailx.NewLMTP, at(closed), "", syscall.ECONNREFUSED},
		"an address that is not ours": {"SMTP", "127.0.0.1", port, mailx.NewSMTP, at(port), "192.0.2.1", syscall.EADDRNOTAVAIL},
	} {
		want := py.Value("dialogue", test.kind, test.host, test.port, noop, optionalText(test.source)).([]any)[0].([]any)
		s, err := test.dial(ctx(t), test.address, &mailx.Options{LocalHostname: "client.test", SourceAddress: test.source})
		if failed := want[0] == "failed"; failed != (err != nil) || failed != (test.err != nil) || test.err != nil && !errors.Is(err, test.err) {
			t.Errorf("%s: %v, and from smtplib %v", name, err, want)
		}
		if err == nil {
			if r, err := s.Noop(ctx(t)); err != nil || !original.Same(original.Plain([]any{r.Code, r.Message}), want[0]) {
				t.Errorf("%s: %v (%v), want %v", name, r, err, want)
			}
		}
		s.Close()
	}
}

func optionalText(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func TestParityTLSFromTheFirstByte(t *testing.T) {
	server := peers.StartExim(t)
	steps := []step{{"login", []any{server.User, server.Password}}, {"sendmail", []any{"f@example.org", []string{"a@example.org", "bad@example.org"}, "Subject: x\n\nbody\n"}}}
	want := startSmtplib(t).Value("dialogue", "SMTP_SSL", "127.0.0.1", server.TLSPort, steps, nil, server.RootsFile).([]any)[0]
	s, err := mailx.NewSMTPSSL(ctx(t), at(server.TLSPort), &mailx.Options{TLSConfig: &tls.Config{RootCAs: server.Roots}, LocalHostname: "client.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	got := []any{}
	for _, p := range steps {
		v, err := do(t, s, p)
		if err != nil {
			v = failure(t, err)
		}
		got = append(got, v)
	}
	if !original.Same(original.Plain(got), want) {
		t.Errorf("came to\n %v\nwant\n %v", got, want)
	}
}

// A message that was taken stays sent, whatever the server says to the goodbye.
func TestParityWithStatement(t *testing.T) {
	py := startSmtplib(t)
	send := []step{{"sendmail", []any{"f@a.test", []string{"t@b.test"}, "x\n"}}}
	for goodbye, raises := range map[string]bool{"221 bye": false, "421 going": true, "hang": false} {
		server := &scripted{Replies: map[string]string{}}
		if goodbye == "hang" {
			server.Hangs = "quit"
		} else {
			server.Replies["quit"] = goodbye
		}
		port := server.serve(t)
		want := py.Value("dialogue", "SMTP", "127.0.0.1", port, send, nil, nil, true).([]any)[0].([]any)
		if _, raised := want[len(want)-1].(original.Dict); raised != raises {
			t.Errorf("%s: smtplib came to %v", goodbye, want)
		}
		s, err := mailx.NewSMTP(ctx(t), at(port), &mailx.Options{LocalHostname: "client.test"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"t@b.test"}, []byte("x\n"), nil); err != nil {
			t.Errorf("%s: %v", goodbye, err)
		}
		s.Quit(ctx(t))
		heard := server.sessions()
		if len(heard) != 2 || strings.ReplaceAll(heard[0], "QUIT", "quit") != heard[1] {
			t.Errorf("%s: heard %q", goodbye, heard)
		}
	}
}

// clock is the time of day that debug level 2 puts before each line.
var clock = regexp.MustCompile(`(?m)^\d\d:\d\d:\d\d\.\d+ `)

func TestParityDebugOutput(t *testing.T) {
	py := startSmtplib(t)
	for _, from := range []string{"", "127.0.0.1"} {
		level := 1
		if from == "" {
			level = 2
		}
		port := (&scripted{Ehlo: "250-x\n250-SIZE 1000\n250 HELP", Replies: map[string]string{"rcpt to:<bad": "550-no\n550 no"}}).serve(t)
		steps := []step{{"ehlo", nil}, {"noop", nil}, {"sendmail", []any{"f@a.test", []string{"t@b.test", "bad@b.test"}, "x\n"}}, {"quit", nil}}
		printed := py.Value("dialogue", "SMTP", "127.0.0.1", port, steps, optionalText(from), nil, false, level).([]any)[1].(string)
		printed = clock.ReplaceAllString(printed, "")
		var log strings.Builder
		s, err := mailx.NewSMTP(ctx(t), at(port), &mailx.Options{LocalHostname: "client.test", Debug: &log, NoPipelining: true, SourceAddress: from})
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range steps {
			if _, err := do(t, s, p); err != nil {
				t.Fatal(err)
			}
		}
		// The message itself is not shown here, but its length.
		want := strings.Replace(printed, `send: b'x\r\n.\r\n'`, `send: '2 bytes of the message\r\n.\r\n'`, 1)
		if log.String() != want {
			t.Errorf("printed\n%s\nand smtplib\n%s", log.String(), want)
		}
	}
}

// A long line is shown by its beginning.
func TestDebugOutputIsBounded(t *testing.T) {
	var log strings.Builder
	s := open(t, &scripted{Replies: map[string]string{"noop": "250 " + strings.Repeat("y", 2000)}}, &mailx.Options{Debug: &log})
	if _, err := s.DoCmd(ctx(t), "noop", strings.Repeat("x", 2000)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"send: 'noop " + strings.Repeat("x", 1024-5) + "' and " + fmt.Sprint(5+2000+2-1024) + " bytes\n", "reply: b'250 " + strings.Repeat("y", 1024-4) + "' and " + fmt.Sprint(4+2000+2-1024) + " bytes\n",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("no %.60q … in %.200q", want, log.String())
		}
	}
}

func TestSourceAddresses(t *testing.T) {
	server := &scripted{}
	port := server.serve(t)
	for _, any := range []string{"127.0.0.1", "127.0.0.1:0"} {
		s, err := mailx.NewSMTP(ctx(t), at(port), &mailx.Options{SourceAddress: any})
		if err != nil {
			t.Errorf("%s: %v", any, err)
		}
		s.Close()
	}
	for _, bad := range []string{"127.0.0.1:none", "::1::", "127.0.0.1:99999"} {
		if _, err := mailx.NewSMTP(ctx(t), at(port), &mailx.Options{SourceAddress: bad}); err == nil || !strings.Contains(err.Error(), "source address: ") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestParityDebugOfSockets(t *testing.T) {
	py := startSmtplib(t)
	socket := filepath.Join(t.TempDir(), "lmtp:24") // which is no host with a port
	server := &scripted{}
	server.serveOn(t, "unix", socket)
	for _, path := range []string{socket, socket + "x"} {
		want := py.Value("dialogue", "LMTP", path, 0, []step{{"noop", nil}}, nil, nil, false, 1, 20).([]any)[1]
		var log strings.Builder
		s, err := mailx.NewLMTP(ctx(t), path, &mailx.Options{LocalHostname: "client.test", Debug: &log})
		if err == nil {
			s.Noop(ctx(t))
		}
		s.Close()
		if log.String() != want {
			t.Errorf("printed\n%s\nand smtplib\n%s", log.String(), want)
		}
	}
}

// Of a connection that is made late, the original forgets the host's name, so that no
// certificate is right.
func TestSmtplibForgetsTheHost(t *testing.T) {
	server := peers.StartExim(t)
	want := startSmtplib(t).Value("dialogue", "SMTP_SSL", "127.0.0.1", server.TLSPort, []step{}, nil, server.RootsFile, false, 1).([]any)[0]
	if !original.Same(want, []any{"failed", "ValueError"}) {
		t.Errorf("smtplib came to %v", want)
	}
	s, err := mailx.NewSMTPSSL(ctx(t), at(server.TLSPort), &mailx.Options{TLSConfig: &tls.Config{RootCAs: server.Roots}})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Connect(ctx(t)); err != nil {
		t.Error(err)
	}
	s.Close()
}

func TestParitySilence(t *testing.T) {
	script := &scripted{Replies: map[string]string{"noop": ""}}
	port := script.serve(t)
	want := startSmtplib(t).Value("dialogue", "SMTP", "127.0.0.1", port, []step{{"noop", nil}}, nil, nil, false, 0, 1).([]any)[0].([]any)
	s, err := mailx.NewSMTP(ctx(t), at(port), &mailx.Options{Timeout: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	_, err = s.Noop(ctx(t))
	if err == nil || !original.Same(original.Plain(failure(t, err)), want[0]) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("%v, want %v", err, want)
	}
}

func TestParityUnconnected(t *testing.T) {
	py := startSmtplib(t)
	for _, p := range []step{{"noop", nil}, {"quit", nil}, {"getreply", nil}, {"ehlo", nil}} {
		want := py.Value("unconnected", p.Method, append([]any{}, p.Args...))
		var s mailx.SMTP
		var err error
		if p.Method == "getreply" {
			// The original fails on its own None.
			want = original.Dict{{Key: "class", Value: "SMTPServerDisconnected"}}
			_, err = s.GetReply(ctx(t))
		} else {
			_, err = do(t, &s, p)
		}
		if err == nil || !original.Same(original.Plain(failure(t, err)), want) {
			t.Errorf("%s: %v, want %v", p.Method, err, want)
		}
	}
}

func TestParityQuoting(t *testing.T) {
	py := startSmtplib(t)
	for _, data := range []string{"", "a", ".", ".a\n..b\r.c\r\n.", "\n.\n", "a\r\rb", "x\r\n"} {
		if want := py.Value("quoted", data); mailx.QuoteData(data) != want {
			t.Errorf("%q: %q, want %q", data, mailx.QuoteData(data), want)
		}
	}
	for _, addr := range []string{"a@b", "<a@b>", "", "<>", "a@b, c@d"} {
		if want := py.Value("quoteaddr", addr); mailx.QuoteAddr(addr) != want {
			t.Errorf("%q: %q, want %q", addr, mailx.QuoteAddr(addr), want)
		}
	}
}

// The sessions of send_message with EmailMessages: 8-bit bodies, addresses that need
// SMTPUTF8, servers that have it and do not.
func TestParityEmailEnvelopes(t *testing.T) {
	py := startSmtplib(t)
	all := "250-x\n250-8BITMIME\n250-SIZE 100000\n250 SMTPUTF8"
	for name, test := range map[string]struct {
		ehlo    string
		headers []string
		text    string
	}{
		"plain":                      {"", headerList("Subject", "x", "From", "a@b.test", "To", "c@d.test"), "hello\n"},
		"8 bits":                     {all, headerList("Subject", "月报", "From", "张三 <a@b.test>", "To", "c@d.test, \"E, F\" <e@f.test>"), "见附件\n"},
		"a local part beyond ASCII":  {all, headerList("Subject", "月报", "From", "jörg@b.test", "To", "c@d.test"), "hello\n"},
		"and no SMTPUTF8":            {"", headerList("From", "jörg@b.test", "To", "c@d.test"), "hello\n"},
		"Bcc and a group":            {all, headerList("From", "a@b.test", "Bcc", "x@y.test", "To", "friends: c@d.test, e@f.test;"), "hello\n"},
		"long lines in the envelope": {all, headerList("From", "a@b.test", "To", strings.Repeat("someone@d.test, ", 9)+"z@d.test", "Subject", strings.Repeat("long words ", 12)), "x\n"},
	} {
		server := &scripted{Ehlo: test.ehlo}
		s := open(t, server, &mailx.Options{NoPipelining: true})
		m := email.NewEmailMessage(nil)
		for i := 0; i < len(test.headers); i += 2 {
			if err := m.Add(test.headers[i], test.headers[i+1]); err != nil {
				t.Fatal(err)
			}
		}
		if err := m.SetContent(test.text, nil); err != nil {
			t.Fatal(err)
		}
		refused, err := s.SendMessage(ctx(t), m, nil)
		var got any = refusals(refused)
		if err != nil {
			got = failure(t, err)
		}
		s.Close()
		want := py.Value("email_envelope", server.port, test.headers, test.text)
		heard := server.sessions()
		ours, theirs := eightBitOption.ReplaceAllString(heard[0], ""), heard[1]
		if !original.Same(original.Plain(got), want) || eightBitOption.ReplaceAllString(ours, "") != eightBitOption.ReplaceAllString(theirs, "") {
			t.Errorf("%s: %v, want %v; heard\n %q\nand from smtplib\n %q", name, got, want, ours, theirs)
		}
	}
}

// eightBitOption is what we say of an 8-bit body where the server knows of it, and
// smtplib only with SMTPUTF8; each has its place for it.
var eightBitOption = regexp.MustCompile(` (BODY=8BITMIME|SMTPUTF8)`)

func headerList(list ...string) []string { return list }
