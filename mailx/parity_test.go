package mailx_test

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx"
)

// A step is a method of smtplib's SMTP and its arguments.
type step struct {
	Method string
	Args   []any
}

// do does a step here, and gives what smtplib's would return.
func do(t testing.TB, s *mailx.SMTP, p step) (any, error) {
	pair := func(r mailx.Reply, err error) (any, error) { return []any{int64(r.Code), r.Message}, err }
	text := func(i int) string {
		if i < len(p.Args) {
			return p.Args[i].(string)
		}
		return ""
	}
	list := func(i int) []string {
		if i < len(p.Args) {
			return p.Args[i].([]string)
		}
		return nil
	}
	c := ctx(t)
	switch p.Method {
	case "ehlo":
		return pair(s.Ehlo(c, text(0)))
	case "helo":
		return pair(s.Helo(c, text(0)))
	case "ehlo_or_helo_if_needed":
		return nil, s.EhloOrHeloIfNeeded(c)
	case "has_extn":
		return s.HasExtn(text(0)), nil
	case "noop":
		return pair(s.Noop(c))
	case "rset":
		return pair(s.Rset(c))
	case "help":
		// smtplib returns the words alone.
		r, err := s.Help(c, text(0))
		return r.Message, err
	case "verify", "vrfy":
		return pair(s.Verify(c, text(0)))
	case "expn":
		return pair(s.Expn(c, text(0)))
	case "docmd":
		return pair(s.DoCmd(c, text(0), text(1)))
	case "mail":
		return pair(s.Mail(c, text(0), list(1)))
	case "rcpt":
		return pair(s.Rcpt(c, text(0), list(1)))
	case "data":
		return pair(s.Data(c, []byte(text(0))))
	case "quit":
		return pair(s.Quit(c))
	case "login":
		return pair(s.Login(c, text(0), text(1), nil))
	case "starttls":
		return pair(s.StartTLS(c, nil))
	case "sendmail":
		opts := &mailx.SendOptions{MailOptions: list(3), RcptOptions: list(4)}
		refused, err := s.SendMail(c, text(0), list(1), []byte(text(2)), opts)
		return refusals(refused), err
	}
	t.Fatalf("no method %s", p.Method)
	return nil, nil
}

func refusals(m map[string]mailx.Reply) map[string]any {
	d := map[string]any{}
	for addr, r := range m {
		d[addr] = []any{int64(r.Code), r.Message}
	}
	return d
}

// classes are smtplib's, the most special first.
var classes = []struct {
	kind error
	name string
}{
	{mailx.ErrConnect, "SMTPConnectError"}, {mailx.ErrHelo, "SMTPHeloError"}, {mailx.ErrAuthentication, "SMTPAuthenticationError"},
	{mailx.ErrSenderRefused, "SMTPSenderRefused"}, {mailx.ErrData, "SMTPDataError"}, {mailx.ErrRecipientsRefused, "SMTPRecipientsRefused"},
	{mailx.ErrResponse, "SMTPResponseException"}, {mailx.ErrNotSupported, "SMTPNotSupportedError"},
	{mailx.ErrServerDisconnected, "SMTPServerDisconnected"}, {mailx.ErrSMTP, "SMTPException"},
}

func failure(t testing.TB, err error) any {
	f := map[string]any{"class": fmt.Sprintf("%T: %v", err, err)}
	for _, c := range classes {
		if errors.Is(err, c.kind) {
			f["class"] = c.name
			break
		}
	}
	var e *mailx.SMTPError
	if errors.As(err, &e) && errors.Is(err, mailx.ErrResponse) {
		f["code"], f["reply"] = e.Code, e.Reply
	}
	var s *mailx.SendError
	if errors.As(err, &s) && errors.Is(err, mailx.ErrRecipientsRefused) {
		f["refused"] = refusals(s.Refused)
	}
	return f
}

// session does the steps with a server on a port, as original.py does.
func session(t testing.TB, port int, kind string, steps []step) (done []any) {
	done = []any{}
	open := map[string]func(string) (*mailx.SMTP, error){
		"SMTP": func(a string) (*mailx.SMTP, error) {
			return mailx.NewSMTP(ctx(t), a, &mailx.Options{LocalHostname: "client.test", NoPipelining: true})
		},
		"LMTP": func(a string) (*mailx.SMTP, error) {
			return mailx.NewLMTP(ctx(t), a, &mailx.Options{LocalHostname: "client.test", NoPipelining: true})
		},
	}[kind]
	s, err := open(net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	if err != nil {
		return append(done, failure(t, err))
	}
	defer s.Close()
	for _, p := range steps {
		v, err := do(t, s, p)
		if err != nil {
			return append(done, failure(t, err))
		}
		done = append(done, v)
	}
	return done
}

// beyond is what we say after smtplib has stopped: a message that the server did
// not want is reset, so that the next one is no nested MAIL.
var beyond = map[string]string{"DATA refused": "rset\r\n"}

func TestParitySessions(t *testing.T) {
	py := startSmtplib(t)
	full := "250-server.test hello\n250-SIZE 1000000\n250-8BITMIME\n250-AUTH LOGIN PLAIN CRAM-MD5\n250-DSN\n250 HELP"
	send := step{"sendmail", []any{"from@a.test", []string{"to@b.test"}, "Subject: x\n\nbody\n.\n..dots\nend"}}
	many := step{"sendmail", []any{"from@a.test", []string{"a@b.test", "bad@b.test", "c@b.test"}, "x\r\n"}}
	login := step{"login", []any{"user", "secret"}}
	for name, test := range map[string]struct {
		server *scripted
		kind   string
		steps  []step
	}{
		"a message":                  {&scripted{Ehlo: full}, "SMTP", []step{send, {"quit", nil}}},
		"an empty message":           {&scripted{}, "SMTP", []step{{"sendmail", []any{"f@a.test", []string{"t@b.test"}, ""}}}},
		"HELO alone":                 {&scripted{Replies: map[string]string{"ehlo": "500 what?"}}, "SMTP", []step{send, {"has_extn", []any{"size"}}}},
		"neither greeting":           {&scripted{Replies: map[string]string{"ehlo": "500 what?", "helo": "501-no\n501 still no"}}, "SMTP", []step{send}},
		"no welcome":                 {&scripted{Greeting: "554 go away"}, "SMTP", []step{send}},
		"no server at all":           {&scripted{Greeting: "hello there"}, "SMTP", []step{{"noop", nil}}},
		"closes":                     {&scripted{Hangs: "mail"}, "SMTP", []step{send}},
		"sender refused":             {&scripted{Replies: map[string]string{"mail": "550 who?"}}, "SMTP", []step{send, {"noop", nil}}},
		"sender refused by 421":      {&scripted{Replies: map[string]string{"mail": "421 later"}}, "SMTP", []step{send}},
		"one recipient refused":      {&scripted{Replies: map[string]string{"rcpt to:<bad": "550-5.1.1 no\n550 such user"}}, "SMTP", []step{many, many}},
		"all refused":                {&scripted{Replies: map[string]string{"rcpt": "550 no"}}, "SMTP", []step{many}},
		"421 to a recipient":         {&scripted{Replies: map[string]string{"rcpt to:<bad": "421 closing"}}, "SMTP", []step{many}},
		"251 is yes":                 {&scripted{Replies: map[string]string{"rcpt": "251 forwarded"}}, "SMTP", []step{many}},
		"DATA refused":               {&scripted{Replies: map[string]string{"data": "451 not now"}}, "SMTP", []step{send}},
		"message refused":            {&scripted{DataEnd: "554-spam\n554 it is"}, "SMTP", []step{send}},
		"message refused by 421":     {&scripted{DataEnd: "421 closing"}, "SMTP", []step{send}},
		"commands":                   {&scripted{Ehlo: full, Replies: map[string]string{"vrfy": "252 maybe", "expn": "550 no list", "help": "214-this\n214 and that", "noop": "250"}}, "SMTP", []step{{"ehlo", nil}, {"vrfy", []any{"a@b"}}, {"verify", []any{"<a@b>"}}, {"verify", []any{"a@b, c@d"}}, {"expn", []any{"list"}}, {"help", nil}, {"help", []any{"mail"}}, {"noop", nil}, {"rset", nil}, {"docmd", []any{"XYZ", "a b"}}, {"docmd", []any{"XYZ"}}, {"helo", []any{"me"}}, {"quit", nil}}},
		"steps":                      {&scripted{Ehlo: full}, "SMTP", []step{{"ehlo", []any{"name"}}, {"mail", []any{"a@b.test", []string{"size=3", "RET=FULL"}}}, {"rcpt", []any{"c@d.test", []string{"NOTIFY=NEVER"}}}, {"rcpt", []any{"<e@f.test>"}}, {"data", []any{"x"}}}},
		"options before greeting":    {&scripted{}, "SMTP", []step{{"mail", []any{"a@b.test", []string{"size=3"}}}}},
		"the null sender":            {&scripted{}, "SMTP", []step{{"sendmail", []any{"", []string{"t@b.test"}, "x"}}}},
		"options":                    {&scripted{Ehlo: full}, "SMTP", []step{{"sendmail", []any{"f@a.test", []string{"t@b.test"}, "x", []string{"BODY=7BIT"}, []string{"NOTIFY=FAILURE"}}}}},
		"no AUTH":                    {&scripted{}, "SMTP", []step{login}},
		"no known AUTH":              {&scripted{Ehlo: "250-x\n250 AUTH GSSAPI"}, "SMTP", []step{login}},
		"CRAM-MD5":                   {&scripted{Ehlo: full, Replies: map[string]string{"auth cram": "334 PDEyMzQ1QHNlcnZlcj4=", "dxnl": "235 welcome"}}, "SMTP", []step{login}},
		"the next mechanism":         {&scripted{Ehlo: full, Replies: map[string]string{"auth cram": "504 no", "auth plain": "235 welcome"}}, "SMTP", []step{login}},
		"PLAIN is not known":         {&scripted{Ehlo: "250-x\n250 AUTH PLAIN LOGIN", Replies: map[string]string{"auth plain": "504 no", "auth login": "334 UGFzc3dvcmQ6", "c2vj": "235 welcome"}}, "SMTP", []step{login}},
		"LOGIN last":                 {&scripted{Ehlo: full, Replies: map[string]string{"auth": "535 no", "auth login": "334 UGFzc3dvcmQ6", "c2vj": "235 welcome"}}, "SMTP", []step{login}},
		"all refused by AUTH":        {&scripted{Ehlo: full, Replies: map[string]string{"auth": "535 5.7.8 no"}}, "SMTP", []step{login}},
		"503 is content":             {&scripted{Ehlo: full, Replies: map[string]string{"auth": "503 already"}}, "SMTP", []step{login}},
		"the old AUTH=":              {&scripted{Ehlo: "250-x\n250-AUTH=LOGIN\n250 AUTH PLAIN", Replies: map[string]string{"auth": "235 ok"}}, "SMTP", []step{login, {"has_extn", []any{"AUTH"}}}},
		"no STARTTLS":                {&scripted{}, "SMTP", []step{{"starttls", nil}}},
		"STARTTLS refused":           {&scripted{Ehlo: "250-x\n250 STARTTLS", Replies: map[string]string{"starttls": "454 not now"}}, "SMTP", []step{{"starttls", nil}}},
		"LMTP greets":                {&scripted{}, "LMTP", []step{{"ehlo", nil}, {"noop", nil}}},
		"an empty answer to EHLO":    {&scripted{Replies: map[string]string{"ehlo": "  "}}, "SMTP", []step{send}},
		"a line without an end":      {&scripted{Replies: map[string]string{"noop": "250 " + strings.Repeat("x", 9000)}}, "SMTP", []step{{"noop", nil}}},
		"RSET breaks":                {&scripted{Hangs: "rset", Replies: map[string]string{"mail": "550 who?"}}, "SMTP", []step{send}},
		"SMTPUTF8 that is not there": {&scripted{Ehlo: full}, "SMTP", []step{{"ehlo", nil}, {"mail", []any{"a@b.test", []string{"SMTPUTF8"}}}}},
		"SMTPUTF8":                   {&scripted{Ehlo: "250-x\n250 SMTPUTF8"}, "SMTP", []step{{"ehlo", nil}, {"mail", []any{"jörg@b.test", []string{"SMTPUTF8"}}}, {"rcpt", []any{"müller@b.test"}}, {"rset", nil}}},
		"questions without end":      {&scripted{Ehlo: full, Replies: map[string]string{"auth": "334 eA==", "dxnl": "334 eA=="}}, "SMTP", []step{login}},
		"answers of no code":         {&scripted{Replies: map[string]string{"noop": "hi"}}, "SMTP", []step{{"noop", nil}}},
		"answers with blanks":        {&scripted{Replies: map[string]string{"noop": "250-  a \n250- \n250 b\t"}}, "SMTP", []step{{"noop", nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			server := test.server
			port := server.serve(t)
			want := py.Value("session", port, test.steps, test.kind)
			got := original.Plain(session(t, port, test.kind, test.steps))
			if !original.Same(got, want) {
				t.Errorf("came to\n %v\nwant\n %v", got, want)
			}
			heard := server.sessions()
			if len(heard) != 2 || heard[0]+beyond[name] != heard[1] {
				t.Errorf("the server heard\n %q\nand from smtplib\n %q", heard[1:], heard[:1])
			}
		})
	}
}

func TestParityFeatures(t *testing.T) {
	py := startSmtplib(t)
	for _, message := range []string{
		"x", "x\nSIZE", "x\nSIZE 100", "x\nsize  100 ", "x\nSTARTTLS\n8BITMIME", "x\nAUTH PLAIN LOGIN", "x\nAUTH=LOGIN", "x\nAUTH=LOGIN\nAUTH PLAIN",
		"x\nAUTH PLAIN\nAUTH=LOGIN x", "x\nX-A-B c d", "x\n-bad\nok", "x\n\nok", "x\nA_B c", "x\nauth plain\nAUTH login", "x\nXAUTH=Y", "SIZE 3",
	} {
		want := py.Value("features", message).(original.Dict)
		port := (&scripted{Ehlo: "250-" + strings.ReplaceAll(message, "\n", "\n250-") + "\n250 LAST end"}).serve(t)
		s, err := mailx.NewSMTP(ctx(t), fmt.Sprintf("127.0.0.1:%d", port), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Ehlo(ctx(t), ""); err != nil {
			t.Fatal(err)
		}
		all := s.Features()
		if len(all) != len(want)+1 || all["last"] != "end" { // and the server's own
			t.Errorf("%q: %v are offered, want %v", message, all, want)
		}
		clear(all) // it is the caller's
		for _, p := range want {
			if got := s.Feature(p.Key.(string)); !s.HasExtn(p.Key.(string)) || got != p.Value {
				t.Errorf("%q: %s is %q, want %q", message, p.Key, got, p.Value)
			}
		}
		for _, name := range []string{"size", "auth", "a", "xauth", "x-a-b", "ok", "x", "starttls"} {
			if s.HasExtn(name) != (want.Get(name) != nil) {
				t.Errorf("%q: %s is offered: %v", message, name, s.HasExtn(name))
			}
		}
		s.Close()
	}
}
