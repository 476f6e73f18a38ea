package email_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

func ourParams(c original.Call) (any, error) {
	m := email.NewMessage()
	for _, s := range c.Args[0].([]any) {
		step := s.([]any)
		a := func(i int) string { return step[i].(string) }
		var err error
		switch a(0) {
		case "set":
			err = m.Add(a(1), a(2))
		case "add":
			var params []email.Param
			for _, p := range step[3].([]any) {
				pair := p.([]any)
				value, has := pair[1].(string)
				params = append(params, email.Param{Name: pair[0].(string), Value: value, Flag: !has})
			}
			err = m.AddHeader(a(1), a(2), params...)
		case "set_param":
			err = m.SetParam(a(1), a(2), nil)
		case "del_param":
			err = m.DelParam(a(1), nil)
		case "set_type":
			err = m.SetType(a(1), nil)
		case "set_boundary":
			err = m.SetBoundary(a(1))
		case "replace_header":
			err = m.ReplaceHeader(a(1), a(2))
		}
		if err != nil {
			return nil, err
		}
	}
	items := []any{}
	for k, v := range m.All() {
		items = append(items, []any{k, v})
	}
	var disposition any
	if d := m.GetContentDisposition(); d != "" {
		disposition = d
	}
	return []any{items, m.GetContentType(), optional(m.GetFilename()), optional(m.GetBoundary()), optional(m.GetContentCharset()), disposition}, nil
}

func TestParityParams(t *testing.T) {
	type list = []any
	var calls []original.Call
	call := func(steps ...any) { calls = append(calls, original.Call{Func: "params", Args: []any{steps}}) }
	for _, name := range []string{"a.txt", "", "a b.txt", `a"b\c.txt`, "a;b.txt", "it's.txt", "50%.txt", "é.txt", strings.Repeat("报", 24) + ".txt", strings.Repeat("x", 104)} {
		call(list{"add", "Content-Disposition", "attachment", list{list{"filename", name}}})
		call(list{"add", "Content-Type", "text/plain", list{list{"name", name}, list{"x_y", "z"}, list{"flag", nil}}})
	}
	for _, v := range []string{"text/plain", "TEXT/html; charset=UTF-8", "text", "a/b/c", `text/plain; charset="us-ascii"; x`, "multipart/mixed; boundary=B", `multipart/mixed; boundary="a b "; y=1`, "; charset=x", `text/plain; name="a\"b;c"`} {
		call(list{"set", "Content-Type", v})
		call(list{"set", "Content-Type", v}, list{"set_param", "charset", "utf-8"})
		call(list{"set", "Content-Type", v}, list{"set_param", "new", "a b"})
		call(list{"set", "Content-Type", v}, list{"del_param", "charset"})
		call(list{"set", "X", "y"}, list{"set", "Content-Type", v}, list{"set", "Z", "y"}, list{"set_boundary", "NEW"})
		call(list{"set", "Content-Type", v}, list{"set", "Z", "y"}, list{"replace_header", "content-type", "text/html"})
	}
	call(list{"set_type", "text/html"})
	call(list{"set_type", "bad"})
	call(list{"set_boundary", "B"})
	call(list{"replace_header", "X", "y"})
	call(list{"set_param", "charset", "x"})
	judge(t, ourParams).Table(t, calls)
}

// Parameters that say their set and their language, whole and in pieces.
func TestParityParamsOfSets(t *testing.T) {
	py := startEmail(t)
	for _, v := range []string{
		"a/b; name*=utf-8'en'%E4%BD%A0", "a/b; x=y; name*=utf-8''plain", "a/b; n*0=a; n*1=b; x*=iso-8859-1'de'Fu%DF", "a/b; n*0*=utf-8'zh'%E4%BD; n*1*=%A0; n*2=c", `a/b; n*="us-ascii''x"`, "a/b; flag; x=",
	} {
		want := py.Value(`lambda v: (lambda m: (m.__setitem__("X", v), [[n, *(x[:2] if isinstance(x, tuple) else ("", "")), email.utils.collapse_rfc2231_value(x), isinstance(x, tuple)] for n, x in m.get_params(header="X")])[1])(email.message.Message())`, v)
		m := email.NewMessage()
		if err := m.Add("X", v); err != nil {
			t.Fatal(err)
		}
		got := []any{}
		for _, p := range m.GetParams(&email.ParamOptions{Header: "X"}) {
			got = append(got, []any{p.Name, p.Charset, p.Language, p.Value, p.Encoded})
		}
		if !original.Same(original.Plain(got), want) {
			t.Errorf("%q: %v, want %v", v, got, want)
		}
	}
}
