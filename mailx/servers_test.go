package mailx_test

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/mailx"
	"github.com/pyops-go/pyops/mailx/email"
)

func at(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// real connects to a real server, by the name of its certificate.
func real(t testing.TB, server *peers.MailServer, opts mailx.Options) *mailx.SMTP {
	t.Helper()
	opts.TLSConfig = &tls.Config{RootCAs: server.Roots, ServerName: server.Name}
	opts.LocalHostname = "client.example.org"
	s, err := mailx.NewSMTP(ctx(t), at(server.Port), &opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// The same script, through smtplib and here.
func TestParityRealServers(t *testing.T) {
	for name, start := range map[string]func(testing.TB) *peers.MailServer{"exim": peers.StartExim, "aiosmtpd": peers.StartAiosmtpd} {
		t.Run(name, func(t *testing.T) {
			server := start(t)
			want := startSmtplib(t).Value("real", server.Port, server.RootsFile, server.User, server.Password)
			s := real(t, server, mailx.Options{NoPipelining: true})
			c := ctx(t)
			done := []any{}
			say := func(r mailx.Reply, err error) {
				t.Helper()
				if err != nil {
					done = append(done, failure(t, err))
					return
				}
				done = append(done, r.Code)
			}
			say(s.Ehlo(c, ""))
			say(s.StartTLS(c, nil))
			say(s.Login(c, "user", "wrong", nil))
			say(s.Login(c, server.User, server.Password, nil))
			say(s.Noop(c))
			say(s.Verify(c, "a@example.org"))
			for _, to := range [][]string{{"a@example.org"}, {"a@example.org", "bad@example.org"}, {"bad@example.org"}} {
				refused, err := s.SendMail(c, "f@example.org", to, []byte("Subject: x\n\n.\nbody\n"), nil)
				if err != nil {
					done = append(done, failure(t, err))
				} else {
					done = append(done, refusals(refused))
				}
			}
			say(s.Rset(c))
			say(s.Quit(c))
			if got := original.Plain(done); !original.Same(got, want) {
				t.Errorf("came to\n %v\nwant\n %v", got, want)
			}
		})
	}
}

func TestEximTakesWhatIsSent(t *testing.T) {
	server := peers.StartExim(t)
	body := strings.Repeat("a line\r\n", 10000) + ".\r\n..\r\n"
	for name, opts := range map[string]mailx.Options{"pipelined": {}, "step by step": {NoPipelining: true}, "in chunks": {Chunking: true}} {
		s := real(t, server, opts)
		refused, err := s.SendMail(ctx(t), "f@example.org", []string{"a@example.org", "bad@example.org", "later@example.org", "x@elsewhere.test"}, []byte("Subject: x\r\n\r\n"+name+"\r\n"+body), nil)
		if err != nil || len(refused) != 3 || refused["later@example.org"].Code != 451 || refused["bad@example.org"].Code != 550 {
			t.Errorf("%s: %v, %v", name, refused, err)
		}
		if _, err := s.SendMail(ctx(t), "f@example.org", []string{"bad@example.org"}, letters, nil); !errors.Is(err, mailx.ErrRecipientsRefused) {
			t.Errorf("%s: %v", name, err)
		}
		// After that the connection is as good as new.
		if _, err := s.SendMail(ctx(t), "f@example.org", []string{"a@example.org"}, letters, &mailx.SendOptions{DSN: &mailx.DSN{Notify: []string{"NEVER"}}}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		want := name + "\n" + strings.ReplaceAll(body, "\r\n", "\n")
		peers.Eventually(t, name+" in the queue", func() bool { return slices.Contains(server.Bodies(t), want) })
	}
}

func TestEximManyRecipients(t *testing.T) {
	server := peers.StartExim(t)
	s := real(t, server, mailx.Options{})
	var to []string
	for i := range 350 { // more than a group
		to = append(to, fmt.Sprintf("%s%d@example.org", []string{"a", "b", "c"}[i%3], i))
	}
	to[200] = "bad@example.org"
	refused, err := s.SendMail(ctx(t), "f@example.org", to, letters, nil)
	if err != nil || len(refused) != 1 || refused["bad@example.org"].Code != 550 {
		t.Errorf("%v, %v", refused, err)
	}
}

func TestEximLogins(t *testing.T) {
	server := peers.StartExim(t)
	config := &tls.Config{RootCAs: server.Roots, ServerName: server.Name}
	s, err := mailx.NewSMTPSSL(ctx(t), at(server.TLSPort), &mailx.Options{TLSConfig: config})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	if _, err := s.Login(ctx(t), server.User, server.Password, nil); err != nil {
		t.Error(err)
	}
	for mechanism, answer := range map[string]mailx.Authenticator{
		"CRAM-MD5": mailx.CRAMMD5(server.User, server.Password), "PLAIN": mailx.Plain(server.User, server.Password), "LOGIN": mailx.LoginMechanism(server.User, server.Password),
	} {
		s := real(t, server, mailx.Options{})
		if _, err := s.StartTLS(ctx(t), nil); err != nil {
			t.Fatal(err)
		}
		if err := s.EhloOrHeloIfNeeded(ctx(t)); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Auth(ctx(t), mechanism, answer, nil); err != nil || r.Code != 235 {
			t.Errorf("%s: %v, %v", mechanism, r, err)
		}
	}
	// A port that speaks no TLS at once says so.
	if _, err := mailx.NewSMTPSSL(ctx(t), at(server.Port), &mailx.Options{TLSConfig: config}); err == nil || !strings.Contains(err.Error(), "StartTLS") {
		t.Errorf("TLS to a plain port: %v", err)
	}
}

func TestEximInternationalMail(t *testing.T) {
	server := peers.StartExim(t)
	s := real(t, server, mailx.Options{})
	m := email.NewMessage()
	m.Set("Subject", "月报")
	m.SetAddresses("From", email.Address{Name: "张三", Addr: "张@example.org"})
	m.SetAddresses("To", email.Address{Addr: "a@example.org"})
	if err := m.SetContent("见附件\n", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SendMessage(ctx(t), m, nil); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the message in the queue", func() bool { return len(server.Bodies(t)) == 1 })
}
