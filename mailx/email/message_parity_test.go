package email_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

func ourSteps(c original.Call) (any, error) {
	m := email.NewMessage()
	for _, s := range c.Args[0].([]any) {
		step := s.([]any)
		a := func(i int) string { return step[i].(string) }
		var err error
		switch a(0) {
		case "set":
			err = m.Add(a(1), a(2))
		case "del":
			m.Del(a(1))
		case "set_payload":
			if len(step) == 3 {
				err = m.SetPayloadCharset(a(1), a(2))
			} else {
				m.SetPayload(a(1))
			}
		case "set_charset":
			err = m.SetCharset(a(1))
		case "set_unixfrom":
			err = m.SetUnixFrom(a(1))
		case "set_default_type":
			m.SetDefaultType(a(1))
		case "set_type":
			err = m.SetType(a(1), nil)
		case "set_param":
			err = m.SetParam(a(1), a(2), nil)
		}
		if err != nil {
			return nil, err
		}
	}
	p := asPython()
	p.UnixFrom = true
	b, err := m.AsBytes(p)
	if err != nil {
		return nil, err
	}
	text, err := m.AsString(asPython())
	if err != nil {
		return nil, err
	}
	var charset any
	if c := m.GetCharset(); c != nil {
		charset = c.String()
	}
	content, _ := m.Content()
	return []any{latin1(b), text, charset, m.GetCharsets(), append([]string{}, m.GetAll("x")...), m.GetDefaultType(), m.GetContentMaintype(), m.GetContentSubtype(), append([]byte{}, content...), m.IsMultipart(), m.Has("Subject"), m.Len()}, nil
}

func TestParityMessages(t *testing.T) {
	type list = []any
	from := list{"set_unixfrom", "From a@b Thu Jan  1 00:00:00 1970"}
	var calls []original.Call
	call := func(steps ...any) {
		calls = append(calls, original.Call{Func: "message_steps", Args: list{append(list{from}, steps...)}})
	}
	for _, text := range []string{"hello\n", "é\n", "你好", "a=b " + strings.Repeat("ö", 60), ""} {
		for _, charset := range []string{"us-ascii", "utf-8", "iso-8859-1", "gb2312", "koi8-r"} {
			call(list{"set_payload", text, charset})
			call(list{"set", "MIME-Version", "1.0"}, list{"set_payload", text, charset})
			call(list{"set", "Content-Type", "text/html; x=y"}, list{"set_payload", text, charset})
			call(list{"set", "Content-Transfer-Encoding", "8bit"}, list{"set", "Subject", "x"}, list{"set_payload", text, charset})
			if text == "hello\n" {
				call(list{"set_payload", text}, list{"set_charset", charset})
				call(list{"set_payload", text}, list{"set", "Content-Transfer-Encoding", "7bit"}, list{"set_charset", charset})
			}
		}
	}
	call(list{"set_payload", "x"}, list{"set", "X", "1"}, list{"set", "x", "2"}, list{"del", "y"})
	call(list{"set_payload", "x"}, list{"set", "X", "1"}, list{"set", "Y", "2"}, list{"del", "x"})
	call(list{"set_payload", "x"}, list{"set_default_type", "message/rfc822"})
	call(list{"set_payload", "x"}, list{"set", "Content-Type", "bad"}, list{"set_type", "text/csv"})
	call(list{"set_payload", "x"}, list{"set", "Content-Type", "text/plain; charset=x; y=\"z\""}, list{"set_type", "text/csv"}, list{"set_param", "y", "a b"})
	judge(t, ourSteps).Table(t, calls)
}

func TestFeedParserTakesPieces(t *testing.T) {
	text := "Content-Type: multipart/mixed; boundary=B\n\n--B\n\none\n--B--\n"
	for _, heads := range []bool{false, true} {
		p := email.NewFeedParser(&email.ParseOptions{HeadersOnly: heads})
		for i := range len(text) {
			p.Feed([]byte(text[i : i+1]))
		}
		if m := p.Close(); m.IsMultipart() == heads || m.Get("Content-Type") != "multipart/mixed; boundary=B" {
			t.Errorf("heads only %v: %v", heads, m)
		}
	}
	var zero email.FeedParser
	zero.Feed([]byte("A: b\n\nc"))
	if m := zero.Close(); m.Get("a") != "b" || m.Payload() != "c" {
		t.Errorf("%v", m)
	}
}

func TestErrorsNameWhatTheyRefuse(t *testing.T) {
	_, err := email.DecodeHeader("x =?utf-8?b?w?= y")
	if err == nil || !strings.Contains(err.Error(), `"=?utf-8?b?w?="`) {
		t.Errorf("%v", err)
	}
	for _, v := range []string{"x <.a@b>", "<a.@b>", "<a..b@c>", "<@b>", "<a b@c>", "<\xff@b>", "<a@b", "<a@>", "<a@b.>", "<a@.b>"} {
		if list, err := email.ParseAddressList(v); err == nil || !strings.Contains(err.Error(), "at byte") {
			t.Errorf("%q was read as %v (%v)", v, list, err)
		}
	}
	for _, v := range []string{`<"a..b"@c>`, `x <"."@c>`, "<a.b@c>"} {
		if list, err := email.ParseAddressList(v); err != nil || len(list) != 1 {
			t.Errorf("%q: %v, %v", v, list, err)
		}
	}
}
