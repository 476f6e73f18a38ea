package mailx_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx"
)

// The error of each thing that goes wrong says what, where and what was expected.
func TestWhatErrorsSay(t *testing.T) {
	full := "250-x\n250-AUTH GSSAPI\n250-STARTTLS\n250 SIZE 1000"
	send := func(s *mailx.SMTP, opts *mailx.SendOptions) error {
		_, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, opts)
		return err
	}
	message := func(s *mailx.SMTP, headers ...string) error {
		_, err := s.SendMessage(ctx(t), letter(t, headers...), nil)
		return err
	}
	for want, test := range map[string]struct {
		server *scripted
		do     func(*mailx.SMTP) error
	}{
		`login: SMTP AUTH extension not supported by server.`:                                             {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Login(ctx(t), "u", "p", nil); return err }},
		`login " GSSAPI": No suitable authentication method found.`:                                       {&scripted{Ehlo: full}, func(s *mailx.SMTP) error { _, err := s.Login(ctx(t), "u", "p", nil); return err }},
		`auth "X": an Authenticator is needed`:                                                            {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Auth(ctx(t), "x", nil, nil); return err }},
		`auth "PLAIN": the server asks more than 5 times`:                                                 {&scripted{Replies: map[string]string{"auth": "334 ", "ah": "334 "}}, func(s *mailx.SMTP) error { _, err := s.Auth(ctx(t), "plain", mailx.Plain("u", "p"), nil); return err }},
		`auth "PLAIN": 501 no: the server's challenge is not base64`:                                      {&scripted{Replies: map[string]string{"auth": "334 !", "*": "501 no"}}, func(s *mailx.SMTP) error { _, err := s.Auth(ctx(t), "plain", mailx.Plain("u", "p"), nil); return err }},
		`starttls: STARTTLS extension not supported by server.`:                                           {&scripted{}, func(s *mailx.SMTP) error { _, err := s.StartTLS(ctx(t), nil); return err }},
		`starttls: connection unexpectedly closed: unexpected EOF`:                                        {&scripted{Ehlo: full, Hangs: "starttls"}, func(s *mailx.SMTP) error { _, err := s.StartTLS(ctx(t), nil); return err }},
		`starttls: 454 not now`:                                                                           {&scripted{Ehlo: full, Replies: map[string]string{"starttls": "454 not now"}}, func(s *mailx.SMTP) error { _, err := s.StartTLS(ctx(t), nil); return err }},
		`starttls: 8 bytes in plain text follow the answer to STARTTLS: somebody may have put them there`: {&scripted{Ehlo: full, Replies: map[string]string{"starttls": "220 go\n250 ok"}}, func(s *mailx.SMTP) error { _, err := s.StartTLS(ctx(t), nil); return err }},
		`noop "noop a\nb": a command holds no '\n'`:                                                       {&scripted{}, func(s *mailx.SMTP) error { _, err := s.DoCmd(ctx(t), "noop", "a\nb"); return err }},
		`noop: connection unexpectedly closed: unexpected EOF`:                                            {&scripted{Hangs: "noop"}, func(s *mailx.SMTP) error { _, err := s.Noop(ctx(t)); return err }},
		`reply: a line of more than 8192 bytes: 500 Line too long.`:                                       {&scripted{Replies: map[string]string{"noop": strings.Repeat("x", 9000)}}, func(s *mailx.SMTP) error { _, err := s.Noop(ctx(t)); return err }},
		`reply: more than 1048576 bytes`:                                                                  {&scripted{Replies: map[string]string{"noop": strings.Repeat("250-"+strings.Repeat("x", 8000)+"\n", 132)}}, func(s *mailx.SMTP) error { _, err := s.Noop(ctx(t)); return err }},
		`rset "250 spare\r\n": the server answered what nobody asked`:                                     {&scripted{Replies: map[string]string{"noop": "250 ok\n250 spare"}}, func(s *mailx.SMTP) error { s.Noop(ctx(t)); _, err := s.Rset(ctx(t)); return err }},
		`rset "421 bye\r\n": the server has said goodbye`:                                                 {&scripted{Replies: map[string]string{"noop": "250 ok\n421 bye"}}, func(s *mailx.SMTP) error { s.Noop(ctx(t)); _, err := s.Rset(ctx(t)); return err }},
		`helo: 500 what?`: {&scripted{Replies: map[string]string{"ehlo": "500 what?", "helo": "500 what?"}}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`mail "f@a.test": 552 the message has 20 bytes, and the server takes 10`:                     {&scripted{Ehlo: "250-x\n250 SIZE 10"}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`mail: SMTPUTF8 not supported by server`:                                                     {&scripted{}, func(s *mailx.SMTP) error { return send(s, &mailx.SendOptions{MailOptions: []string{"SMTPUTF8"}}) }},
		`mail "a b": is no option of a command: expected a word such as SIZE=1000`:                   {&scripted{}, func(s *mailx.SMTP) error { return send(s, &mailx.SendOptions{MailOptions: []string{"a b"}}) }},
		`mail: the server has no DSN`:                                                                {&scripted{}, func(s *mailx.SMTP) error { return send(s, &mailx.SendOptions{DSN: &mailx.DSN{}}) }},
		`mail "f@a.test": 550 no`:                                                                    {&scripted{Replies: map[string]string{"mail": "550 no"}}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`recipients refused; a@b.test refused (550 no such user)`:                                    {&scripted{Replies: map[string]string{"rcpt": "550-no\n550 such user"}}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`data: connection unexpectedly closed: unexpected EOF; whether a@b.test got it is not known`: {&scripted{DataEnd: "drop"}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`data: 554 spam`:      {&scripted{DataEnd: "554 spam"}, func(s *mailx.SMTP) error { return send(s, nil) }},
		`rcpt: no recipients`: {&scripted{}, func(s *mailx.SMTP) error { _, err := s.SendMail(ctx(t), "a@b", nil, letters, nil); return err }},
		`data: no message`: {&scripted{}, func(s *mailx.SMTP) error {
			_, err := s.SendReader(ctx(t), "a@b", []string{"a@b"}, nil, nil)
			return err
		}},
		`send_message: no message`: {&scripted{}, func(s *mailx.SMTP) error { _, err := s.SendMessage(ctx(t), nil, nil); return err }},
		`data: line 1 is longer than the 998 bytes that SMTP carries`: {&scripted{}, func(s *mailx.SMTP) error {
			_, err := s.SendMail(ctx(t), "a@b", []string{"a@b"}, []byte(strings.Repeat("x", 999)), nil)
			return err
		}},
		`data: line 2 holds bytes above 127, and the server has no 8BITMIME`: {&scripted{}, func(s *mailx.SMTP) error {
			_, err := s.SendMail(ctx(t), "a@b", []string{"a@b"}, []byte("x\né"), nil)
			return err
		}},
		`data: the message cannot be read: io: read/write on closed pipe`: {&scripted{}, func(s *mailx.SMTP) error {
			_, err := s.SendReader(ctx(t), "a@b", []string{"a@b"}, readerFunc(func([]byte) (int, error) { return 0, io.ErrClosedPipe }), nil)
			return err
		}},
		`rcpt: empty: expected user@host`:                                              {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "", nil); return err }},
		`rcpt "a b": holds ' ': expected one address, user@host`:                       {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "a b", nil); return err }},
		`rcpt "a\x7f": holds the control character '\x7f'`:                             {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "a\x7f", nil); return err }},
		`rcpt "a\u009f": holds the control character '\u009f'`:                         {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "a\u009f", nil); return err }},
		`rcpt "\xff": not UTF-8`:                                                       {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "\xff", nil); return err }},
		`rcpt "\"a": its quotes or brackets are not closed`:                            {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), `"a`, nil); return err }},
		`rcpt "é@b": is not ASCII, and the server has no SMTPUTF8`:                     {&scripted{}, func(s *mailx.SMTP) error { _, err := s.Rcpt(ctx(t), "é@b", nil); return err }},
		`send_message: the message has no recipients`:                                  {&scripted{}, func(s *mailx.SMTP) error { return message(s, "From", "a@b") }},
		`send_message: the message has no From, and no sender was given`:               {&scripted{}, func(s *mailx.SMTP) error { return message(s, "To", "a@b") }},
		`send_message: the message has no Resent-From, and no sender was given`:        {&scripted{}, func(s *mailx.SMTP) error { return message(s, "From", "a@b", "To", "a@b", "Resent-Date", "x") }},
		`send_message: message has 2 Resent-Date headers: whose recipients are meant?`: {&scripted{}, func(s *mailx.SMTP) error { return message(s, "From", "a@b", "Resent-Date", "x", "Resent-Date", "y") }},
		`send_message "Joe": is no list of addresses in Cc: email: Cc "Joe": is no list of addresses: email: address "Joe": expected user@host or a name and <user@host> at byte 3`:     {&scripted{}, func(s *mailx.SMTP) error { return message(s, "From", "a@b", "Cc", "Joe") }},
		`send_message "é@b, c@d": one or more source or delivery addresses require internationalized email support, but the server does not advertise the required SMTPUTF8 capability`: {&scripted{}, func(s *mailx.SMTP) error { return message(s, "From", "é@b", "To", "c@d") }},
		`noop: please connect first`: {&scripted{}, func(s *mailx.SMTP) error { s.Close(); _, err := s.Noop(ctx(t)); return err }},
	} {
		s := open(t, test.server, &mailx.Options{NoPipelining: true})
		if err := test.do(s); err == nil || err.Error() != "mailx: "+want || !errors.Is(err, mailx.ErrSMTP) {
			t.Errorf("%v, want mailx: %s", err, want)
		}
	}
	for address, want := range map[string]string{
		"": `mailx: connect: expected host or host:port`, "x:0": `mailx: connect "x:0": expected host or host:port`, "a b": `mailx: connect "a b": expected host or host:port`, "x:99999": `mailx: connect "x:99999": expected host or host:port`,
	} {
		if _, err := mailx.NewSMTP(ctx(t), address, nil); err == nil || err.Error() != want || !errors.Is(err, mailx.ErrAddress) {
			t.Errorf("%q: %v, want %s", address, err, want)
		}
	}
	server := &scripted{Greeting: "554 go\x1b away\x7f"}
	if _, err := mailx.NewSMTP(ctx(t), at(server.serve(t)), nil); err == nil || !strings.HasSuffix(err.Error(), `": 554 go? away?`) {
		t.Errorf("no welcome: %v", err)
	}
	if got, want := (mailx.Reply{Code: 250, Message: "a\nb\u0080\u009f\u00a0c"}).String(), "250 a b??\u00a0c"; got != want {
		t.Errorf("a reply is %q, want %q", got, want)
	}
	for _, test := range []struct {
		err  *mailx.SMTPError
		want string
	}{
		{&mailx.SMTPError{Kind: mailx.ErrServerDisconnected, Op: "noop"}, "mailx: noop: server disconnected"},
		{&mailx.SMTPError{Kind: mailx.ErrData, Op: "data", Reason: "why"}, "mailx: data: why"},
		{&mailx.SMTPError{Kind: mailx.ErrData, Op: "data", Err: io.EOF}, "mailx: data: EOF"},
		{&mailx.SMTPError{Kind: mailx.ErrData, Op: "data", Code: 554}, "mailx: data: 554 "},
	} {
		if test.err.Error() != test.want {
			t.Errorf("%q, want %q", test.err.Error(), test.want)
		}
	}
	if e := (&mailx.SMTPError{Reply: "no\nnever"}); e.Detail() != "no\nnever" {
		t.Errorf("the whole reply is %q", e.Detail())
	}
	e := &mailx.SendError{Kind: mailx.ErrServerDisconnected, Accepted: []string{"a@b", "c@d"}, Unknown: []string{"e@f", "g@h"}}
	if got, want := e.Error(), "mailx: server disconnected; accepted for a@b, c@d; whether e@f, g@h got it is not known"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
