package email_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// words are what generated headers are made of.
var words = []string{"hello", "a", "", " ", "  two  ", "你好", "wörld", "日本語テキスト", "x,y;z", "(c)", "\\", strings.Repeat("long", 30), strings.Repeat("你", 40),
	"end.", "tab\there", "a=b", "?=", "_", "éé", "<a@b.c>,", strings.Repeat("word ", 20), "a\n b", "привет мир", "\u00a0x"}

var sets = []string{"", "us-ascii", "utf-8", "iso-8859-1", "gbk", "koi8-r", "shift_jis", "euc-kr", "iso-2022-jp"}

func ourHeader(c original.Call) (any, error) {
	name, most, sep := c.Args[1].(string), c.Args[2].(int), c.Args[3].(string)
	h, err := email.NewHeader("", &email.HeaderOptions{HeaderName: name})
	if err != nil {
		return nil, err
	}
	for _, chunk := range c.Args[0].([]any) {
		pair := chunk.([]any)
		if err := h.Append(pair[0].(string), pair[1].(string)); err != nil {
			return nil, err
		}
	}
	text, err := h.Encode(&email.EncodeOptions{MaxLineLen: most, Linesep: sep, AsPython: true})
	return []any{text, h.String()}, err
}

func TestParityHeaders(t *testing.T) {
	rng := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 1500) {
		var chunks []any
		for range 1 + rng.IntN(3) {
			text := ""
			for range 1 + rng.IntN(4) {
				text += words[rng.IntN(len(words))] + strings.Repeat(" ", rng.IntN(2))
			}
			chunks = append(chunks, []any{text, sets[rng.IntN(len(sets))]})
		}
		calls = append(calls, original.Call{Func: "header", Args: []any{chunks, []string{"", "Subject", "X-Rather-Long-Name"}[rng.IntN(3)], []int{0, 78, 40, -1, 200}[rng.IntN(5)], "\n"}})
	}
	judge(t, ourHeader).Generated(t, calls)
}

func TestParityFields(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		m := email.NewMessage()
		if err := m.Add(c.Args[0].(string), c.Args[1].(string)); err != nil {
			return nil, err
		}
		p := asPython()
		p.MaxLineLength = c.Args[2].(int)
		b, err := m.AsBytes(p)
		return latin1(b), err
	}
	var calls []original.Call
	for _, v := range []string{
		"plain", "", "a, b, c", strings.Repeat("<someone@example.com>, ", 8), "attachment; filename=\"" + strings.Repeat("x", 90) + "\"",
		strings.Repeat("<0123456789@example.com> ", 6), "张三 <z@e.c>", "=?utf-8?q?=22Meier=2C_J=C3=B6rg=22?= <a@b>", strings.Repeat("你", 60),
		"tab\tand\ttab " + strings.Repeat("w ", 50), "a\n b", "a\n\tb", strings.Repeat("no-break", 30), "x;y", "é", "\x0b", "a b" + strings.Repeat(" ", 80) + "c",
		"text/html charset=utf-8", "(comment) " + strings.Repeat("x;", 50), "ünï " + strings.Repeat("plain words ", 9),
	} {
		for _, name := range []string{"Subject", "X", "A-Header-With-A-Long-Name"} {
			for _, most := range []int{78, 60, 200} {
				calls = append(calls, original.Call{Func: "field", Args: []any{name, v, most}})
			}
		}
	}
	judge(t, ours).Table(t, calls)
}

func TestParityDecodeHeader(t *testing.T) {
	ours := func(c original.Call) (any, error) {
		parts, err := email.DecodeHeader(c.Args[0].(string))
		out := []any{}
		for _, p := range parts {
			out = append(out, []any{append([]byte{}, p.Bytes...), p.Charset})
		}
		return out, err
	}
	var calls []original.Call
	for _, v := range []string{
		"plain", "", "=?utf-8?q?a?= =?utf-8?q?b?=", "=?utf-8?q?a?=x=?utf-8?q?b?=", "a =?utf-8?b?w6k=?= b", "=?utf-8?b?w6?=", "=?utf-8?b?w?=",
		"=?utf-8?x?a?=", "=?utf-8?q?a?=\n =?latin1?q?=e9?=", "  =?utf-8?q?a?=  ", "=?utf-8?Q?=zz?=", "=?utf-8?q??=", "a=?utf-8?q?b", "=?UTF-8?B?5L2g?= =?utf-8?b?5aW9?= (c)", "=?a?q?x?= y =?a?q?z?=", "\"=?utf-8?q?x?=\" <a@b>",
	} {
		calls = append(calls, original.Call{Func: "decode_header", Args: []any{v}})
	}
	judge(t, ours).Table(t, calls)
}

// A set that lies is left for UTF-8 when a header is made of what was read in it.
func TestMakeHeaderOfASetThatLies(t *testing.T) {
	h, err := email.MakeHeader([]email.HeaderPart{{Bytes: []byte("\xd6\xec\xe9F"), Charset: "gb2312"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if text, err := h.Encode(nil); err != nil || text != "=?utf-8?b?5pyx6ZWV?=" {
		t.Errorf("%q (%v)", text, err)
	}
	if _, err := email.MakeHeader([]email.HeaderPart{{Bytes: []byte("x"), Charset: "bogus"}}, nil); err == nil {
		t.Error("a set that does not exist was taken")
	}
}
