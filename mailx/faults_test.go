package mailx_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/mailx"
)

var letters = []byte("Subject: x\r\n\r\nbody\r\n")

func TestWhoHasTheMessage(t *testing.T) {
	for name, test := range map[string]struct {
		server  *scripted
		kind    error
		unknown string
		refused string
	}{
		"a drop after the end":    {&scripted{DataEnd: "drop"}, mailx.ErrServerDisconnected, "a@b.test,c@b.test", ""},
		"refused after the end":   {&scripted{DataEnd: "554 spam"}, mailx.ErrData, "", ""},
		"421 after the end":       {&scripted{DataEnd: "421 going"}, mailx.ErrData, "", ""},
		"one refused, then spam":  {&scripted{DataEnd: "554 spam", Replies: map[string]string{"rcpt to:<a@": "550 no"}}, mailx.ErrData, "", "a@b.test"},
		"all refused":             {&scripted{Replies: map[string]string{"rcpt": "550 no"}}, mailx.ErrRecipientsRefused, "", "a@b.test,c@b.test"},
		"DATA answered by 421":    {&scripted{Replies: map[string]string{"data": "421 going"}}, mailx.ErrData, "", ""},
		"a drop instead of DATA":  {&scripted{Hangs: "data"}, mailx.ErrServerDisconnected, "", ""},
		"RSET is not known":       {&scripted{DataEnd: "554 spam", Replies: map[string]string{"rset": "502 what?"}}, mailx.ErrData, "", ""},
		"a drop at the recipient": {&scripted{Hangs: "rcpt to:<c@"}, mailx.ErrServerDisconnected, "", ""},
	} {
		for _, ehlo := range []string{"", "250-x\n250 PIPELINING"} {
			server := &scripted{Ehlo: ehlo, DataEnd: test.server.DataEnd, Replies: test.server.Replies, Hangs: test.server.Hangs}
			s := open(t, server, nil)
			refused, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@b.test"}, letters, nil)
			if !errors.Is(err, test.kind) || refused != nil {
				t.Errorf("%s (%q): %v, %v", name, ehlo, refused, err)
				continue
			}
			var e *mailx.SendError
			if errors.As(err, &e) {
				names := []string{}
				for _, addr := range []string{"a@b.test", "c@b.test"} {
					if _, ok := e.Refused[addr]; ok {
						names = append(names, addr)
					}
				}
				if strings.Join(e.Unknown, ",") != test.unknown || strings.Join(names, ",") != test.refused {
					t.Errorf("%s (%q): unknown %q, refused %q", name, ehlo, e.Unknown, names)
				}
			} else if test.unknown+test.refused != "" {
				t.Errorf("%s (%q): the error is %T: %v", name, ehlo, err, err)
			}
		}
	}
}

// A server may close with 421 at any time (RFC 5321, 3.8). The connection is closed
// then, and nobody is said to have the message.
func TestGoodbyeAtEachStage(t *testing.T) {
	full := "250-x\n250-STARTTLS\n250-AUTH PLAIN\n250 SIZE"
	for stage, test := range map[string]struct {
		server *scripted
		kind   error
	}{
		"greeting":  {&scripted{Greeting: "421 busy"}, mailx.ErrConnect},
		"ehlo":      {&scripted{Replies: map[string]string{"ehlo": "421 going"}}, mailx.ErrServerDisconnected},
		"starttls":  {&scripted{Ehlo: full, Replies: map[string]string{"starttls": "421 going"}}, mailx.ErrResponse},
		"auth":      {&scripted{Ehlo: full, Replies: map[string]string{"auth": "421 going"}}, mailx.ErrAuthentication},
		"mail":      {&scripted{Replies: map[string]string{"mail": "421 going"}}, mailx.ErrSenderRefused},
		"rcpt":      {&scripted{Replies: map[string]string{"rcpt": "421 going"}}, mailx.ErrRecipientsRefused},
		"data":      {&scripted{Replies: map[string]string{"data": "421 going"}}, mailx.ErrData},
		"data, end": {&scripted{DataEnd: "421 going"}, mailx.ErrData},
	} {
		s, err := mailx.NewSMTP(ctx(t), at(test.server.serve(t)), &mailx.Options{LocalHostname: "client.test"})
		if err == nil && stage == "starttls" {
			_, err = s.StartTLS(ctx(t), nil)
		}
		if err == nil && stage == "auth" {
			_, err = s.Login(ctx(t), "user", "secret", nil)
		}
		if err == nil {
			_, err = s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil)
		}
		if !errors.Is(err, test.kind) {
			t.Errorf("%s: %v", stage, err)
		}
		var e *mailx.SendError
		if errors.As(err, &e) && len(e.Accepted)+len(e.Unknown) > 0 {
			t.Errorf("%s: accepted %q, unknown %q", stage, e.Accepted, e.Unknown)
		}
		if _, err := s.Noop(ctx(t)); err == nil {
			t.Errorf("%s: the connection lives on", stage)
		}
		s.Close()
	}
}

// A message that is cut off before its end counts for nothing: nobody has it.
func TestADropInTheMiddleOfAMessage(t *testing.T) {
	for name, opts := range map[string]*mailx.Options{"in lines": nil, "pipelined": {}} {
		server := &scripted{Cuts: 3, Deaf: true}
		if name == "pipelined" {
			server.Ehlo = "250-x\n250 PIPELINING"
		}
		s := open(t, server, opts)
		large := strings.NewReader(strings.Repeat(strings.Repeat("x", 70)+"\r\n", 1<<18))
		_, err := s.SendReader(ctx(t), "f@a.test", []string{"a@b.test"}, large, nil)
		var e *mailx.SendError
		if !errors.As(err, &e) || !errors.Is(err, mailx.ErrServerDisconnected) || len(e.Unknown)+len(e.Accepted) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAMessageAfterOneThatWasRefused(t *testing.T) {
	server := &scripted{DataEnd: "554 spam"}
	s := open(t, server, nil)
	for range 2 {
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrData) {
			t.Fatal(err)
		}
	}
	if heard := server.sessions()[0]; strings.Count(heard, "rset") != 2 {
		t.Errorf("heard %q", heard)
	}
}

func TestTooLargeForTheServer(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250 SIZE 10"}
	s := open(t, server, nil)
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrSenderRefused) {
		t.Error(err)
	}
	if heard := server.sessions()[0]; strings.Contains(heard, "mail") {
		t.Errorf("heard %q", heard)
	}
}

func TestBytesOnTheWire(t *testing.T) {
	for name, test := range map[string]struct{ ehlo, text, want string }{
		"lone ends":       {"", "a\r.\r\nb\n.\rMAIL\n", "a\r\n..\r\nb\r\n..\r\nMAIL\r\n.\r\n"},
		"no end":          {"", "x", "x\r\n.\r\n"},
		"dots":            {"", ".\n..\n", "..\r\n...\r\n.\r\n"},
		"8 bits":          {"250-x\n250 8BITMIME", "é\n", "é\r\n.\r\n"},
		"long lines pass": {"", strings.Repeat("x", 998) + "\n", strings.Repeat("x", 998) + "\r\n.\r\n"},
	} {
		server := &scripted{Ehlo: test.ehlo}
		s := open(t, server, nil)
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, []byte(test.text), nil); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		heard := server.sessions()[0]
		_, body, _ := strings.Cut(heard, "data\r\n")
		if body != test.want {
			t.Errorf("%s: heard %q, want %q", name, body, test.want)
		}
	}
	for text, kind := range map[string]error{strings.Repeat("x", 999): mailx.ErrMessage, "é": mailx.ErrNotSupported} {
		server := &scripted{}
		s := open(t, server, nil)
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, []byte(text), nil); !errors.Is(err, kind) {
			t.Errorf("%.9q: %v", text, err)
		}
		if heard := server.sessions()[0]; strings.Contains(heard, "mail") {
			t.Errorf("the message was begun: %q", heard)
		}
		// Nothing was begun, and the next message goes.
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); err != nil {
			t.Error(err)
		}
		s = open(t, &scripted{}, nil)
		_, err := s.SendReader(ctx(t), "f@a.test", []string{"a@b.test"}, strings.NewReader("x\n"+text), nil)
		if !errors.Is(err, kind) || !strings.Contains(err.Error(), "line 2 ") {
			t.Errorf("%.9q from a reader: %v", text, err)
		}
	}
}

func TestAddressesThatWouldBeCommands(t *testing.T) {
	server := &scripted{}
	s := open(t, server, nil)
	for _, addr := range []string{"a@b> ORCPT=x", "a@b\r\nDATA", "a@b\x00", "a@b, c@d", "a b@c", "<a@b> SIZE=1", "", "a@b\u0085", "a@b> NOTIFY=NEVER [", "a@b,c@d[", "a@[1.2.3.4", "a@[x]> y",
		"a@b\r\n", "<a@b>\r\n", "<a@b>\n", "\na@b", "a:b@c", `"a@b`, `"a\"@b`, "\xff@b", strings.Repeat("a", 1001)} {
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{addr}, letters, nil); !errors.Is(err, mailx.ErrSMTP) {
			t.Errorf("%q as recipient: %v", addr, err)
		}
		if _, err := s.Mail(ctx(t), addr+" ", nil); addr != "" && !errors.Is(err, mailx.ErrSMTP) {
			t.Errorf("%q as sender: %v", addr, err)
		}
	}
	if heard := server.sessions()[0]; strings.Contains(heard, "rcpt") {
		t.Errorf("heard %q", heard)
	}
}

func TestBDATAndDSN(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250-CHUNKING\n250-DSN\n250 8BITMIME"}
	s := open(t, server, &mailx.Options{Chunking: true})
	body := strings.Repeat(".line\r\n", 20000)
	dsn := &mailx.DSN{Return: "HDRS", EnvelopeID: "a+b c", Notify: []string{"SUCCESS", "FAILURE"}}
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, []byte(body), &mailx.SendOptions{DSN: dsn}); err != nil {
		t.Fatal(err)
	}
	heard := server.sessions()[0]
	for _, part := range []string{"RET=HDRS ENVID=a+2Bb+20c\r\n", "rcpt TO:<a@b.test> NOTIFY=SUCCESS,FAILURE\r\n", " LAST\r\n"} {
		if !strings.Contains(heard, part) {
			t.Errorf("no %q in %.300q", part, heard)
		}
	}
	got := strings.Builder{}
	for rest := heard[strings.Index(heard, "BDAT "):]; rest != ""; {
		var n int
		line, after, _ := strings.Cut(rest, "\r\n")
		if _, err := fmt.Sscanf(line, "BDAT %d", &n); err != nil || n > len(after) {
			t.Fatalf("%q: %v", line, err)
		}
		got.WriteString(after[:n])
		rest = after[n:]
	}
	if got.String() != body {
		t.Errorf("%d bytes came, %d went", got.Len(), len(body))
	}
	s = open(t, &scripted{}, nil)
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, &mailx.SendOptions{DSN: dsn}); !errors.Is(err, mailx.ErrNotSupported) {
		t.Errorf("DSN without DSN: %v", err)
	}
}

// certificate is one for a name, signed by itself.
func certificate(t testing.TB, name string) (tls.Certificate, *x509.CertPool) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true}
	der, err := x509.CreateCertificate(rand.Reader, c, c, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, _ := x509.ParseCertificate(der)
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func TestCertificatesAreVerified(t *testing.T) {
	good, pool := certificate(t, "mail.test")
	for name, test := range map[string]struct {
		config *tls.Config
		ok     bool
	}{
		"the right name":       {&tls.Config{RootCAs: pool, ServerName: "mail.test"}, true},
		"another name":         {&tls.Config{RootCAs: pool, ServerName: "other.test"}, false},
		"the address we dial":  {&tls.Config{RootCAs: pool}, false},
		"an unknown authority": {nil, false},
	} {
		server := &scripted{Ehlo: "250-x\n250 STARTTLS", Certificate: &good}
		s := open(t, server, &mailx.Options{TLSConfig: test.config})
		if state, ok := s.TLS(); ok || state.HandshakeComplete {
			t.Errorf("%s: TLS before STARTTLS", name)
		}
		_, err := s.StartTLS(ctx(t), nil)
		if (err == nil) != test.ok {
			t.Errorf("%s: %v", name, err)
		}
		if err != nil {
			if _, again := s.Noop(ctx(t)); again == nil {
				t.Errorf("%s: the connection lives on", name)
			}
			continue
		}
		if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if state, ok := s.TLS(); !ok || !state.HandshakeComplete {
			t.Errorf("%s: no TLS", name)
		}
		if _, err := s.StartTLS(ctx(t), nil); !errors.Is(err, mailx.ErrNotSupported) || !strings.Contains(err.Error(), "has TLS already") {
			t.Errorf("%s: twice: %v", name, err)
		}
	}
}

func TestPlainTextBeforeTLSIsNotBelieved(t *testing.T) {
	s := open(t, &scripted{Ehlo: "250-x\n250 STARTTLS", Replies: map[string]string{"starttls": "220 go\n250 injected"}}, nil)
	if _, err := s.StartTLS(ctx(t), nil); !errors.Is(err, mailx.ErrProtocol) {
		t.Error(err)
	}
}

func TestAnswersNobodyAskedFor(t *testing.T) {
	s := open(t, &scripted{Replies: map[string]string{"mail": "250 ok\n250 ok", "rcpt": "550 no"}}, &mailx.Options{NoPipelining: true})
	if _, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil); !errors.Is(err, mailx.ErrProtocol) {
		t.Error(err)
	}
}

// A verdict before the message is none.
func TestAVerdictBeforeTheMessage(t *testing.T) {
	for _, ehlo := range []string{"", "250-x\n250 PIPELINING"} {
		server := &scripted{Ehlo: ehlo, DataEnd: "554 spam", Replies: map[string]string{"data": "354 go\n250 taken"}}
		s := open(t, server, nil)
		_, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test"}, letters, nil)
		var e *mailx.SendError
		if !errors.As(err, &e) || !errors.Is(err, mailx.ErrProtocol) || len(e.Accepted)+len(e.Unknown) > 0 {
			t.Errorf("%q: %v", ehlo, err)
		}
		if heard := server.sessions()[0]; strings.Contains(heard, "Subject") {
			t.Errorf("%q: heard %q", ehlo, heard)
		}
	}
}

// Words of a refusal are not lost in what happens after it.
func TestARefusalAndThenADrop(t *testing.T) {
	for _, ehlo := range []string{"", "250-x\n250 PIPELINING"} {
		for _, last := range []string{"rcpt to:<c@", "data"} {
			s := open(t, &scripted{Ehlo: ehlo, Hangs: last, Replies: map[string]string{"rcpt to:<a@": "550 no such user"}}, nil)
			_, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "b@b.test", "c@b.test"}, letters, nil)
			var e *mailx.SendError
			if !errors.As(err, &e) || !errors.Is(err, mailx.ErrServerDisconnected) || e.Refused["a@b.test"].Message != "no such user" || len(e.Refused) != 1 || len(e.Accepted)+len(e.Unknown) > 0 {
				t.Errorf("%q, %s: %v", ehlo, last, err)
			}
		}
	}
}

// A connection whose answer was not waited for is closed: the answer may still come, and
// would be taken for that to the next command.
func TestAnAnswerThatIsNotWaitedFor(t *testing.T) {
	cause := errors.New("enough")
	c, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	for name, command := range map[string]func(*mailx.SMTP) error{
		"a command": func(s *mailx.SMTP) error { _, err := s.Noop(c); return err },
		"a message": func(s *mailx.SMTP) error {
			_, err := s.SendMail(c, "f@a.test", []string{"a@b.test"}, letters, nil)
			return err
		},
		"an answer": func(s *mailx.SMTP) error { _, err := s.GetReply(c); return err },
	} {
		s := open(t, &scripted{}, nil)
		if err := command(s); !errors.Is(err, cause) || !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Noop(ctx(t)); err == nil || !strings.Contains(err.Error(), "please connect first") {
			t.Errorf("%s: the connection lives on: %v", name, err)
		}
		if err := s.Connect(ctx(t)); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Noop(ctx(t)); err != nil || r.Code != 250 {
			t.Errorf("%s: connected again: %v, %v", name, r, err)
		}
	}
}

func TestErrorsAreOneLine(t *testing.T) {
	cause := errors.New("two\nlines")
	refused := map[string]mailx.Reply{"a@b.test": {Code: 550, Message: "no\nnever"}}
	for _, err := range []error{
		&mailx.SMTPError{Kind: mailx.ErrMessage, Op: "data", Reason: "cannot be read", Err: cause}, &mailx.SMTPError{Op: "rcpt", Input: "a\nb", Code: 550, Reply: "no\nnever"},
		&mailx.SMTPError{Op: "noop", Reply: "no code\nat all"}, &mailx.SendError{Err: cause}, &mailx.SendError{Kind: mailx.ErrRecipientsRefused, Refused: refused, Unknown: []string{"c@d.test"}},
	} {
		if text := err.Error(); strings.ContainsAny(text, "\r\n") || !strings.HasPrefix(text, "mailx: ") && !strings.HasPrefix(text, "two ") {
			t.Errorf("%T: %q", err, text)
		}
	}
	if got, want := (&mailx.SMTPError{Op: "noop", Reason: "expected a code", Reply: "hello"}).Error(), "mailx: noop: expected a code: 0 hello"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSecretsAreNotShown(t *testing.T) {
	var log strings.Builder
	s := open(t, &scripted{Ehlo: "250-x\n250 AUTH plain LOGIN", Replies: map[string]string{"auth": "535 no", "auth login": "334 UGFzc3dvcmQ6", "c2vj": "235 ok"}}, &mailx.Options{Debug: &log})
	if _, err := s.Login(ctx(t), "user", "secret", nil); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"secret", "c2VjcmV0", "AHVzZXIAc2VjcmV0"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %s: %s", secret, log.String())
		}
	}
	if !strings.Contains(log.String(), "AUTH PLAIN ***") {
		t.Errorf("the log is %s", log.String())
	}
}

// remote is a connection that says it goes to another machine.
type remote struct{ net.Conn }

func (remote) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 25} }

func TestPasswordsNeedTLS(t *testing.T) {
	server := &scripted{Ehlo: "250-x\n250 AUTH PLAIN LOGIN", Replies: map[string]string{"auth": "235 ok"}}
	port := server.serve(t)
	for _, allow := range []bool{false, true} {
		dial := func(ctx context.Context, network, _ string) (net.Conn, error) {
			c, err := (&net.Dialer{}).DialContext(ctx, network, fmt.Sprintf("127.0.0.1:%d", port))
			return remote{c}, err
		}
		s, err := mailx.NewSMTP(ctx(t), "mail.test", &mailx.Options{Dial: dial, AllowPlainAuth: allow, LocalHostname: "c.test"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Login(ctx(t), "user", "secret", nil)
		if allow != (err == nil) || !allow && !errors.Is(err, mailx.ErrUnsafe) {
			t.Errorf("allowed %v: %v", allow, err)
		}
		s.Close()
	}
}

func TestSlowServers(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go io.Copy(io.Discard, theirs) // it says nothing
		return ours, nil
	}
	if _, err := mailx.NewSMTP(t.Context(), "x", &mailx.Options{Dial: dial, Timeout: time.Millisecond}); !errors.Is(err, mailx.ErrServerDisconnected) {
		t.Errorf("a time limit: %v", err)
	}
	cause := errors.New("enough")
	c, cancel := context.WithCancelCause(t.Context())
	cancel(cause)
	if _, err := mailx.NewSMTP(c, "x", &mailx.Options{Dial: dial}); !errors.Is(err, cause) {
		t.Errorf("a cancelled context: %v", err)
	}
}

func TestAnswersByteByByte(t *testing.T) {
	dial := func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go io.Copy(io.Discard, theirs)
		go func() {
			for _, c := range []byte("220 x\r\n250-x\r\n250 PIPELINING\r\n250 ok\r\n550 no\r\n250 ok\r\n354 go\r\n250 ok\r\n") {
				theirs.Write([]byte{c})
			}
			theirs.Close()
		}()
		return ours, nil
	}
	s, err := mailx.NewSMTP(ctx(t), "x", &mailx.Options{Dial: dial, LocalHostname: "c.test"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	refused, err := s.SendMail(ctx(t), "f@a.test", []string{"a@b.test", "c@b.test"}, letters, nil)
	if err != nil || len(refused) != 1 || refused["a@b.test"].Code != 550 {
		t.Errorf("%v, %v", refused, err)
	}
}

func TestZeroValues(t *testing.T) {
	var none *mailx.SMTP
	for _, s := range []*mailx.SMTP{none, {}} {
		if _, err := s.SendMail(ctx(t), "a@b", []string{"c@d"}, nil, nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.Login(ctx(t), "a", "b", nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.StartTLS(ctx(t), nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.Data(ctx(t), nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.Mail(ctx(t), "a@b", nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.Rcpt(ctx(t), "a@b", nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		if _, err := s.SendMessage(ctx(t), letter(t, "From", "a@b", "To", "c@d"), nil); !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Error(err)
		}
		s.Close()
	}
	if none.HasExtn("size") || none.Feature("size") != "" || none.Features() != nil {
		t.Error("a server that is none offers something")
	}
	for name, err := range map[string]error{"Connect": none.Connect(ctx(t)), "of no address": new(mailx.SMTP).Connect(ctx(t))} {
		if !errors.Is(err, mailx.ErrServerDisconnected) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, ask := range map[string]func() (mailx.Reply, error){
		"Ehlo": func() (mailx.Reply, error) { return none.Ehlo(ctx(t), "") },
		"Auth": func() (mailx.Reply, error) { return none.Auth(ctx(t), "PLAIN", mailx.Plain("a", "b"), nil) },
	} {
		if r, err := ask(); !errors.Is(err, mailx.ErrServerDisconnected) || r.Code != -1 {
			t.Errorf("%s: %v, %v", name, r, err)
		}
	}
	var d *mailx.Sender
	if _, err := d.SendMail(ctx(t), "", nil, nil, nil); err == nil || d.Close(ctx(t)) != nil {
		t.Error("a nil sender sends")
	}
}
