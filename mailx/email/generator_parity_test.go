package email_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// texts are messages for people to read.
var texts = []string{
	"Subject: x\n\nbody\n", "Subject: =?utf-8?q?=C3=A9?=\nContent-Type: text/html\n\n<p>\n",
	"From: a@b\nContent-Type: multipart/mixed; boundary=B\n\n--B\n\none\ntwo\n--B\nContent-Type: image/png\nContent-Description: a picture\nContent-Disposition: attachment; filename=\"x y.png\"\nContent-Transfer-Encoding: base64\n\nAAAA\n--B\nContent-Type: application/pdf\n\nx\n--B--\n",
	"Content-Type: message/rfc822\n\nSubject: inner\n\ntext\n",
}

func TestParityDecodedGenerator(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		policy := email.Policy{Structured: c.Args[1].(bool), Linesep: c.Args[2].(string), AsPython: true}
		m := email.MessageFromBytes(c.Args[0].([]byte), &email.ParseOptions{Policy: &policy})
		var b strings.Builder
		if err := m.EncodeDecoded(&b, nil); err != nil {
			return nil, err
		}
		lines, plain := []any{}, []any{}
		for line := range m.IterLines(nil) {
			lines = append(lines, line)
		}
		for p := range m.Walk() {
			if p.GetContentType() == "text/plain" {
				plain = append(plain, p.GetContentType())
			}
		}
		return []any{b.String(), lines, plain}, nil
	}
	var calls []original.Call
	for _, text := range texts {
		for _, modern := range []bool{false, true} {
			for _, sep := range []string{"\n", "\r\n"} {
				calls = append(calls, original.Call{Func: "decoded", Args: []any{[]byte(text), modern, sep}})
			}
		}
	}
	judge(t, ours).Table(t, calls)
}

func TestDecodedTextIsDecoded(t *testing.T) {
	m, err := email.NewMIMEText("见附件\n", nil)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := m.EncodeDecoded(&b, nil); err != nil || !strings.HasSuffix(b.String(), "\n\n见附件\n\n") {
		t.Errorf("%q (%v)", b.String(), err)
	}
	b.Reset()
	if err := full(t).EncodeDecoded(&b, &email.DecodedOptions{Omitted: func(p *email.Message) string { return "<" + p.GetContentType() + ">" }}); err != nil || !strings.Contains(b.String(), "<image/png>\n") {
		t.Errorf("%q (%v)", b.String(), err)
	}
}

// What a policy does with one header.
func TestParityPolicyHooks(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		name, value := c.Args[0].(string), c.Args[1].(string)
		p := email.Policy{Structured: c.Args[2].(bool), AsPython: true, MaxLineLength: c.Args[4].(int)}
		p.RefoldSource = map[string]email.Refold{"long": email.RefoldLong, "none": email.RefoldNone, "all": email.RefoldAll}[c.Args[3].(string)]
		or := func(s string, err error) any {
			if err != nil {
				return "failed"
			}
			return s
		}
		binary, err := p.FoldBinary(name, value)
		n, v, perr := p.HeaderSourceParse([]string{name + ": " + value + "\n"})
		if perr != nil {
			return nil, perr
		}
		_, serr := p.HeaderStoreParse(name, value)
		return []any{p.HeaderMaxCount(name), or(p.Fold(name, value)), or(latin1(binary), err), p.HeaderFetchParse(name, value).String(), []any{n, v}, or(name, serr)}, nil
	}
	var calls []original.Call
	for _, name := range []string{"Subject", "To", "X-Any", "Resent-To", "Message-ID", "Received", "Date"} {
		for _, value := range []string{"plain", strings.Repeat("word ", 30), "a b\n c", strings.Repeat("x", 100), "a@b.c, \"D E\" <d@e.f>", "<a@b>", "Fri, 09 Nov 2001 01:08:47 -0000", "folded\n " + strings.Repeat("y ", 50)} {
			for _, refold := range []string{"long", "none", "all"} {
				calls = append(calls, original.Call{Func: "policy_hooks", Args: []any{name, value, true, refold, 78}})
			}
			if value != "a b\n c" && !strings.HasPrefix(value, "folded") {
				calls = append(calls, original.Call{Func: "policy_hooks", Args: []any{name, value, false, "long", 60}})
			}
		}
	}
	judge(t, ours).Table(t, calls)
}

func TestStrictPolicyTakesNoDefects(t *testing.T) {
	strict := email.Strict()
	for text, defect := range map[string]string{
		"Subject: x\n\nfine\n": "", "To: a@b <c@d>\n\n": "To: InvalidHeaderDefect", "Content-Type: multipart/mixed\n\nx": "NoBoundaryInMultipartDefect", "Date: never\n\nx": "Date: InvalidDateDefect",
	} {
		m, err := email.MessageFromReader(strings.NewReader(text), &email.ParseOptions{Policy: &strict})
		if (err == nil) != (defect == "") || err != nil && (!strings.Contains(err.Error(), defect) || m != nil || strings.Contains(err.Error(), "\n")) {
			t.Errorf("%q: %v, %v", text, m, err)
		}
		if m, err := email.MessageFromReader(strings.NewReader(text), nil); err != nil || m == nil {
			t.Errorf("%q by default: %v", text, err)
		}
	}
}
