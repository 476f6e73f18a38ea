package email_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// policyOptions are what original.py makes a policy of.
type policyOptions struct {
	Linesep, Refold string
	Seven           bool
	Utf8            bool `py:"utf8"`
	Most            int
}

func (o policyOptions) policy() *email.Policy {
	refold := map[string]email.Refold{"long": email.RefoldLong, "none": email.RefoldNone, "all": email.RefoldAll}[o.Refold]
	return &email.Policy{Structured: true, AsPython: true, Linesep: o.Linesep, SevenBit: o.Seven, UTF8: o.Utf8, RefoldSource: refold, MaxLineLength: o.Most}
}

// contentOptions are the keywords of a content.
type contentOptions struct {
	Subtype, Charset, Cte, Disposition, Filename, Cid, Ctype string
	Params                                                   [][2]string
	Headers                                                  []string
}

func (o contentOptions) options() *email.ContentOptions {
	c := &email.ContentOptions{Subtype: o.Subtype, Charset: o.Charset, CTE: o.Cte, Disposition: o.Disposition, Filename: o.Filename, CID: o.Cid, Headers: o.Headers}
	for _, p := range o.Params {
		c.Params = append(c.Params, email.Param{Name: p[0], Value: p[1]})
	}
	return c
}

// buildEmail does the steps of original.py's email_message.
func buildEmail(steps []any, policy *email.Policy) (*email.Message, error) {
	m := email.NewEmailMessage(policy)
	for _, step := range steps {
		s := step.([]any)
		what := s[0].(string)
		if what == "set" {
			if err := m.Add(s[1].(string), s[2].(string)); err != nil {
				return nil, err
			}
			continue
		}
		if what == "make" {
			opts := &email.MakeOptions{Boundary: s[2].(string)}
			make := map[string]func(*email.MakeOptions) error{"related": m.MakeRelated, "alternative": m.MakeAlternative, "mixed": m.MakeMixed}
			if err := make[s[1].(string)](opts); err != nil {
				return nil, err
			}
			continue
		}
		to := m
		if rest, ok := strings.CutPrefix(what, "html_"); ok {
			what, to = rest, m.GetBody("html")
			if to == nil {
				return nil, fmt.Errorf("no HTML")
			}
		}
		if err := addContent(to, what, s[1], s[2].(contentOptions)); err != nil {
			return nil, err
		}
	}
	return m, nil
}

func addContent(m *email.Message, what string, content any, o contentOptions) error {
	opts := o.options()
	switch c := content.(type) {
	case string:
		return map[string]func(string, *email.ContentOptions) error{"set_content": m.SetContent, "add_alternative": m.AddAlternative, "add_attachment": m.AddAttachmentText}[what](c, opts)
	case []byte:
		return map[string]func([]byte, string, *email.ContentOptions) error{"set_content": m.SetContentBytes, "add_related": m.AddRelated, "add_attachment": m.AddAttachment}[what](c, o.Ctype, opts)
	}
	inner, err := buildEmail(content.([]any), ptr(m.Policy()))
	if err != nil {
		return err
	}
	return map[string]func(*email.Message, *email.ContentOptions) error{"set_content": m.SetContentMessage, "add_attachment": m.AddAttachmentMessage}[what](inner, opts)
}

func ptr[T any](v T) *T { return &v }

func ourEmail(c original.Call) (any, error) {
	policy := c.Args[1].(policyOptions).policy()
	m, err := buildEmail(c.Args[0].([]any), policy)
	if err != nil {
		return nil, err
	}
	n := 0
	for p := range m.Walk() {
		if _, ok := p.GetBoundary(); !ok && p.GetContentMaintype() == "multipart" {
			if err := p.SetBoundary(fmt.Sprintf("B%d", n)); err != nil {
				return nil, err
			}
			n++
		}
	}
	parts, attachments, inner := []any{}, []any{}, []any{}
	for p := range m.Walk() {
		content, err := p.GetContent()
		if _, ok := content.(*email.Message); ok {
			content = "a message"
		}
		if err != nil {
			content = nil
		}
		if b, ok := content.([]byte); ok {
			content = append([]byte{}, b...)
		}
		var disposition any
		if d := p.GetContentDisposition(); d != "" {
			disposition = d
		}
		parts = append(parts, []any{p.GetContentType(), optional(p.GetFilename()), disposition, p.IsAttachment(), content})
	}
	for p := range m.IterAttachments() {
		attachments = append(attachments, p.GetContentType())
	}
	for p := range m.IterParts() {
		inner = append(inner, p.GetContentType())
	}
	var body any
	if b := m.GetBody(); b != nil {
		body = b.GetContentType()
	}
	data, err := m.AsBytes(nil)
	if err != nil {
		return nil, err
	}
	text, err := m.AsString(nil)
	if err != nil {
		return nil, err
	}
	again := email.MessageFromBytes(data, &email.ParseOptions{Policy: policy})
	second, err := again.AsBytes(nil)
	items := []any{}
	for _, name := range again.Keys() {
		items = append(items, []any{name, again.Text(name)})
	}
	return []any{latin1(data), text, parts, body, attachments, inner, []any{latin1(second), items}}, err
}

var emailTexts = []string{"", "hello\n", "hello", "é\n", "你好，世界\n", strings.Repeat("你好", 50) + "\n", strings.Repeat("é", 5) + strings.Repeat("a", 100), strings.Repeat("x", 1200), "a\r\nb\rc\n", "From x\n.\n", "tab\t \n",
	strings.Repeat("line of text\n", 12) + strings.Repeat("y", 90) + "\n", strings.Repeat("你", 40) + "\n" + strings.Repeat("long ", 30)}

var emailHeaders = [][2]string{
	{"Subject", "hello"}, {"Subject", "月报 " + strings.Repeat("很长的主题", 12)}, {"Subject", strings.Repeat("words and words ", 8)}, {"Subject", "Grüße aus " + strings.Repeat("München ", 9)}, {"From", "张三 <zhang@example.com>"},
	{"To", "\"Doe, J.\" <doe@example.com>, Li <li@example.com>"}, {"Cc", strings.Repeat("someone@example.com, ", 6) + "last@example.com"}, {"Date", "Fri, 09 Nov 2001 01:08:47 -0000"}, {"Message-ID", "<abc.def@example.com>"},
	{"X-Any", "=?utf-8?q?already?= encoded"}, {"Reply-To", "group: a@b.c, \"D E\" <d@e.f>;"}, {"Sender", "Jörg <j@example.com>"}, {"List-Unsubscribe", "<mailto:x@y.z>"}, {"In-Reply-To", "<a@b>"},
}

// generatedEmail are steps that build a message. Where it is written in 7 bits it holds
// no data of 8, which the original cannot write.
func generatedEmail(rng *rand.Rand, seven bool) []any {
	pick := func(all []string) string { return all[rng.IntN(len(all))] }
	often := func(all ...string) string {
		if rng.IntN(3) > 0 {
			return ""
		}
		return pick(all)
	}
	options := func() contentOptions {
		o := contentOptions{Disposition: often("inline", "attachment"), Filename: often("a.txt", "报告.pdf", strings.Repeat("名", 30)+".txt", "a b;c\"d.txt"), Cid: often("<pic@x>")}
		if rng.IntN(5) == 0 {
			o.Params = [][2]string{{"format", "flowed"}}
		}
		if rng.IntN(8) == 0 {
			o.Headers = []string{"X-Extra: één", "X-Second: 2"}
		}
		return o
	}
	text := func() (string, contentOptions) {
		o := options()
		o.Subtype, o.Charset, o.Cte = often("html", "csv"), often("utf-8", "latin-1", "us-ascii", "gbk"), often("7bit", "8bit", "quoted-printable", "base64", "bogus")
		return pick(emailTexts), o
	}
	data := func() ([]byte, contentOptions) {
		o := options()
		if seven {
			return []byte("data\n"), contentOptions{Ctype: "image/png", Cte: often("base64", "8bit")}
		}
		o.Ctype, o.Cte = pick([]string{"application/pdf", "image/png", "text/csv", "video/mp4"}), often("base64", "quoted-printable", "8bit", "binary", "7bit")
		return []byte(pick([]string{"", "data", "\x00\xff\n\r\n.\n", strings.Repeat("0123456789 ", 20), "a\nb \n"})), o
	}
	var steps []any
	add := func(s ...any) { steps = append(steps, s) }
	for range rng.IntN(4) {
		h := emailHeaders[rng.IntN(len(emailHeaders))]
		add("set", h[0], h[1])
	}
	if rng.IntN(6) > 0 {
		t, o := text()
		if rng.IntN(4) > 0 {
			o.Disposition, o.Filename = "", ""
		}
		add("set_content", t, o)
	}
	for range rng.IntN(4) {
		switch rng.IntN(8) {
		case 0, 1:
			t, o := text()
			if rng.IntN(2) == 0 {
				o.Subtype = "html"
			}
			add("add_alternative", t, o)
		case 2:
			d, o := data()
			add("add_related", d, o)
		case 3:
			d, o := data()
			add("html_add_related", d, o)
		case 4:
			t, o := text()
			add("add_attachment", t, o)
		case 5:
			o := options()
			o.Subtype, o.Cte = often("external-body", "partial", "x-own"), often("7bit", "8bit", "base64")
			add("add_attachment", []any{[]any{"set", "Subject", "inner ü"}, []any{"set_content", "inner\n", contentOptions{}}}, o)
		case 6:
			add("make", pick([]string{"related", "alternative", "mixed"}), often(fmt.Sprintf("own%d", len(steps))))
		default:
			d, o := data()
			add("add_attachment", d, o)
		}
	}
	return steps
}

func TestParityEmailMessages(t *testing.T) {
	rng := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 700) {
		o := generatedPolicy(rng)
		calls = append(calls, original.Call{Func: "email_message", Args: []any{generatedEmail(rng, o.Seven), o}})
	}
	judge(t, ourEmail).Generated(t, calls)
}

// generatedPolicy is a policy without what the original stumbles over: characters of
// UTF-8 in a header that is then read as bytes and encoded.
func generatedPolicy(rng *rand.Rand) policyOptions {
	o := policyOptions{Linesep: []string{"\n", "\r\n"}[rng.IntN(2)], Refold: []string{"long", "none", "all"}[rng.IntN(3)], Seven: rng.IntN(3) == 0, Most: []int{78, 78, 60}[rng.IntN(3)]}
	if rng.IntN(5) == 0 {
		o.Utf8, o.Seven, o.Refold = true, false, "none"
	}
	return o
}
