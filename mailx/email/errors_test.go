package email_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// first is the error of a call with a result.
func first[T any](_ T, err error) error { return err }

// What was refused stands in an error, and what was expected.
func TestWhatErrorsSay(t *testing.T) {
	message := func() *email.Message { return email.NewEmailMessage(nil) }
	text := func() *email.Message {
		m := message()
		if err := m.SetContent("x", nil); err != nil {
			t.Fatal(err)
		}
		return m
	}
	mixed := func() *email.Message {
		m := message()
		if err := m.MakeMixed(nil); err != nil {
			t.Fatal(err)
		}
		return m
	}
	list := func(s string) error { return first(email.ParseAddressList(s)) }
	date := func(s string) error { return first(email.ParseDate(s)) }
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }
	for _, c := range []struct {
		err  error
		kind error
		want string
	}{
		{list("a@b c"), email.ErrHeaderParse, `address "a@b c": expected a comma at byte 4`},
		{list(""), email.ErrHeaderParse, `address: expected an address at byte 0`},
		{list(",a@b"), email.ErrHeaderParse, `address ",a@b": expected an address at byte 0`},
		{list("a@b,"), email.ErrHeaderParse, `address "a@b,": expected an address at byte 4`},
		{list("a..b@c"), email.ErrHeaderParse, `address "a..b@c": the name before the @ has an empty part at byte 6`},
		{list("g: a@b"), email.ErrHeaderParse, `address "g: a@b": expected the ; that ends a group at byte 6`},
		{list("\xff@b"), email.ErrHeaderParse, `address "\xff@b": bytes that are no UTF-8 at byte 1`},
		{list("Joe"), email.ErrHeaderParse, `address "Joe": expected user@host or a name and <user@host> at byte 3`},
		{list("(a"), email.ErrHeaderParse, `address "(a": expected the ) of a comment at byte 2`},
		{list(strings.Repeat("(", 101)), email.ErrHeaderParse, `address "` + strings.Repeat("(", 80) + `…": comments are nested too deep at byte 100`},
		{list(`"a`), email.ErrHeaderParse, `address "\"a": expected a quote at byte 2`},
		{list(`"a\`), email.ErrHeaderParse, `address "\"a\\": expected a quote at byte 3`},
		{list("\"a\x00\""), email.ErrHeaderParse, `address "\"a\x00\"": a zero byte at byte 2`},
		{list("a@[1 2]"), email.ErrHeaderParse, `address "a@[1 2]": expected an address in brackets at byte 4`},
		{list("a@[1"), email.ErrHeaderParse, `address "a@[1": expected ] at byte 4`},
		{list("a@"), email.ErrHeaderParse, `address "a@": expected a domain at byte 2`},
		{list("<a"), email.ErrHeaderParse, `address "<a": expected user@host at byte 2`},
		{list("<@b>"), email.ErrHeaderParse, `address "<@b>": expected user@host at byte 3`},
		{list("<.a@b>"), email.ErrHeaderParse, `address "<.a@b>": expected a user before the @ at byte 3`},
		{list("<a@b"), email.ErrHeaderParse, `address "<a@b": expected > at byte 4`},
		{list("<" + strings.Repeat("a", 1002) + "@b>"), email.ErrHeaderParse, `address "<` + strings.Repeat("a", 79) + `…": the user before the @ is too long at byte 1002`},
		{list(strings.Repeat("a ", 1001) + "<a@b>"), email.ErrHeaderParse, `address "` + strings.Repeat("a ", 40) + `…": too many words before an address at byte 2002`},
		{first(email.ParseAddr("a@b, c@d")), email.ErrHeaderParse, `address "a@b, c@d": holds 2 addresses, expected one`},
		{first(email.ParseAddrSpec("x <a@b>")), email.ErrHeaderParse, `address "x <a@b>": expected user@host`},
		{first(email.NewAddress("a\nb", "u", "h")), email.ErrValue, `address "a\nb": invalid arguments; address parts cannot contain CR or LF`},
		{first(email.FormatAddr(email.Address{Name: "a\nb", Addr: "u@h"}, "")), email.ErrValue, `address "a\nb <u@h>": holds a line end or a zero byte`},
		{first(email.FormatAddr(email.Address{Addr: "é@h"}, "")), email.ErrValue, `address "é@h": is not ASCII`},
		{first(email.ASCIIAddress("é@h")), email.ErrValue, `address "é@h": only a server with SMTPUTF8 carries it`},
		{message().SetAddresses("To", email.Address{Name: "a\nb", Addr: "u@h"}), email.ErrHeaderWrite, `To "a\nb <u@h>": holds a line end or a zero byte`},
		{message().SetAddresses("To", email.Address{Addr: "u"}), email.ErrHeaderWrite, `To "u": expected user@host: email: address "u": expected user@host or a name and <user@host> at byte 1`},
		{message().SetGroups("To", email.Group{}), email.ErrHeaderWrite, `To: a group without a name is one address`},
		{message().SetGroups("To", email.Group{Name: ptr("a\x00")}), email.ErrHeaderWrite, `To "a\x00": holds a line end or a zero byte`},

		{date("x"), email.ErrValue, `date "x": expected a day, a month, a year and a time`},
		{date("1 Foo 2000 10:00"), email.ErrValue, `date "1 Foo 2000 10:00": expected a day, a month and a year`},
		{date("1 Jan 10000 10:00"), email.ErrValue, `date "1 Jan 10000 10:00": the year is beyond 9999`},
		{date("1 Jan 2000 10"), email.ErrValue, `date "1 Jan 2000 10": expected a time such as 15:04:05`},
		{date("1 Jan 2000 10:x"), email.ErrValue, `date "1 Jan 2000 10:x": expected a time such as 15:04:05`},
		{date("1 Jan 2000 24:00"), email.ErrValue, `date "1 Jan 2000 24:00": there is no such time`},
		{date("1 Jan 2000 10:00 +2400"), email.ErrValue, `date "1 Jan 2000 10:00 +2400": there is no such zone`},
		{date("30 Feb 2000 10:00"), email.ErrValue, `date "30 Feb 2000 10:00": there is no such day`},
		{first(email.MakeMsgID("a b", "h")), email.ErrValue, `: holds what no message id may`},

		{first(email.Base64Decode("YQ=")), email.ErrValue, `base64 "YQ=": ends in the middle of a byte`},
		{first(email.QuoUnquote("=G0")), email.ErrValue, `unquote "=G0": expected =XX`},
		{first(email.NewCharset("a b")), email.ErrCharset, `charset "a b": is no name of a character set`},
		{first(email.DecodeText(nil, "bogus")), email.ErrCharset, `charset "bogus": unknown character set`},
		{first(email.EncodeText("\xff", "utf-8")), email.ErrCharset, `charset "utf-8": the text is not UTF-8`},
		{first(email.EncodeText("aé", "")), email.ErrCharset, `charset "us-ascii": has no 'é', which stands at byte 1 of the text`},
		{first(email.EncodeText("a你", "latin-1")), email.ErrCharset, `charset "latin-1": has no '你', which stands at byte 1 of the text`},
		{first(email.DecodeHeader("=?utf-8?b?a?=")), email.ErrHeaderParse, `header "=?utf-8?b?a?=": Base64 decoding error`},

		{message().SetContent("é", &email.ContentOptions{CTE: "7bit"}), email.ErrValue, `content "7bit": the content has bytes above 127`},
		{message().SetContentBytes([]byte("\xff"), "a/b", &email.ContentOptions{CTE: "7bit"}), email.ErrValue, `content "7bit": the content has bytes above 127`},
		{message().SetContent("x", &email.ContentOptions{CTE: "rot13"}), email.ErrValue, `content "rot13": Unknown content transfer encoding: expected 7bit, 8bit, quoted-printable or base64`},
		{message().SetContentBytes(nil, "a", nil), email.ErrValue, `type "a": expected main/sub`},
		{message().SetContentBytes(nil, "a/b", &email.ContentOptions{CID: "a b"}), email.ErrValue, `Content-ID "a b": expected name@host`},
		{message().SetContent("x", &email.ContentOptions{Headers: []string{"no colon"}}), email.ErrHeaderParse, `header "no colon": expected a name and a colon`},
		{message().SetContent("x", &email.ContentOptions{Headers: []string{"Date: bad"}}), email.ErrValue, `Date "bad": Invalid header: email: InvalidDateDefect: "bad"`},
		{message().SetContentMessage(nil, nil), email.ErrValue, `content "message/rfc822": a message is needed`},
		{message().SetContentMessage(text(), &email.ContentOptions{Subtype: "partial"}), email.ErrValue, `content "message/partial": message/partial is not supported for Message objects`},
		{message().SetContentMessage(text(), &email.ContentOptions{CTE: "base64"}), email.ErrValue, `content "message/rfc822": message/rfc822 parts do not support cte=base64`},
		{message().SetContentMessage(text(), &email.ContentOptions{Subtype: "external-body", CTE: "base64"}), email.ErrValue, `content "message/external-body": message/external-body parts do not support cte=base64`},
		{func() error { m := text(); return m.SetContentMessage(m, nil) }(), email.ErrValue, `content "message/rfc822": a message cannot hold itself`},
		{mixed().SetContent("x", nil), email.ErrMultipartConversion, `set_content: set_content not valid on multipart`},
		{mixed().MakeMixed(nil), email.ErrMultipartConversion, `make_mixed "mixed": Cannot convert mixed to mixed: call it on a part, or before the message holds parts of that kind`},
		{mixed().AddAttachmentReader(nil, "a/b", nil), email.ErrValue, `attachment: a function that opens the data is needed`},
		{mixed().AddAttachmentReader(open, "a", nil), email.ErrValue, `type "a": expected main/sub`},
		{first(mixed().GetContent()), email.ErrValue, `content "multipart/mixed": no handler for the type`},
		{first(email.MessageFromString("Content-Type: message/x\n\n", nil).GetContent()), nil, ""},
		{(&email.ContentManager{}).SetContent(message(), 1, nil), email.ErrValue, `content: no handler for contents of this kind`},
		{email.RawDataManager().SetContent(mixed(), "x", nil), email.ErrMultipartConversion, `set_content: set_content not valid on multipart`},
		{email.RawDataManager().SetContent(nil, "x", nil), email.ErrValue, `content: no message`},
		{first(email.RawDataManager().GetContent(nil)), email.ErrValue, `content: no message`},

		{message().SetParam("a", "b c", &email.ParamOptions{NoQuote: true}), email.ErrValue, `a "b c": needs quotes`},
		{message().SetParam("a b", "c", nil), email.ErrValue, `parameter "a b": is no name of a parameter`},
		{message().SetParam("a", "b\nc", nil), email.ErrValue, `a "b\nc": a parameter holds no line end and no zero byte`},
		{message().SetType("a b", nil), email.ErrValue, `set_type "a b": expected main/sub`},
		{mixed().SetBoundary(""), email.ErrValue, `boundary: expected 1 to 70 characters of ASCII that need no escape`},
		{message().SetBoundary("b"), email.ErrHeaderParse, `boundary: No Content-Type header found`},
		{message().Add("", "x"), email.ErrHeaderWrite, `header: a header has a name`},
		{message().Add("a b", "x"), email.ErrHeaderWrite, `header "a b": is no name of a header: expected letters, digits and hyphens`},
		{message().Add("X", "a\x00"), email.ErrHeaderWrite, `X "a\x00": a header holds no zero byte`},
		{message().Add("X", "a\xff"), email.ErrHeaderWrite, `X "a\xff": a header is text in UTF-8: decode it first`},
		{message().Add("X", "a\nb"), email.ErrHeaderWrite, `X "a\nb": a header holds no line end`},
		{message().Add("X", "a\n b"), email.ErrHeaderWrite, `X "a\n b": Header values may not contain linefeed or carriage return characters`},
		{func() error { m := message(); m.Add("To", "a@b"); return m.Add("to", "c@d") }(), email.ErrValue, `to "c@d": There may be at most 1 to headers in a message`},
		{message().ReplaceHeader("X", "y"), email.ErrValue, `replace_header "X": the message has no such header`},
		{message().SetUnixFrom("x"), email.ErrValue, `unixfrom "x": expected one line that begins with "From "`},
		{text().Attach(text()), email.ErrMultipartConversion, `attach: Attach is not valid on a message with a non-multipart payload`},
		{message().Attach(nil), email.ErrValue, `attach: a message is needed`},
		{mixed().SetParts(text(), nil), email.ErrValue, `attach: a message is needed`},
		{func() error { m := mixed(); return m.SetParts(m) }(), email.ErrValue, `attach: a message cannot hold itself`},
		{first(email.MessageFromString("A: 1\nbroken\n\n", nil), email.MessageFromString("A: 1\nbroken\n\n", nil).Check()), email.ErrMessageParse, `check: the message has defects: email: MissingHeaderBodySeparatorDefect`},
		{first(email.NewMIMEImage([]byte("x"), "", nil)), email.ErrValue, `image: Could not guess image MIME subtype`},
		{first(email.NewMIMEAudio([]byte("x"), "", nil)), email.ErrValue, `audio: Could not find audio MIME subtype`},
		{first(email.NewMIMEReader("a/b", nil)), email.ErrValue, `reader: a function that opens the data is needed`},
		{text().AppendMbox(io.Discard, "a b", epoch), email.ErrValue, `mbox "a b": expected user@host`},
		{text().WriteFile("/nonexistent/x", nil), email.ErrMessage, `write "/nonexistent/x": `},
		{first(email.ReadFile("/nonexistent", nil)), email.ErrMessage, `read "/nonexistent": `},
		{(*email.Message)(nil).Encode(io.Discard, nil), email.ErrValue, `encode: no message`},
		{(*email.Message)(nil).EncodeDecoded(io.Discard, nil), email.ErrValue, `encode: no message`},
		{(*email.Message)(nil).Add("X", "y"), email.ErrValue, `add: no message`},
		{(*email.Header)(nil).Append("x", ""), email.ErrValue, `header: no header`},
		{first((&email.HeaderValue{}).Fold(nil)), email.ErrValue, `fold: no header that was read`},
		{first(email.ParseHeader("To", "a@b, c@d").Address()), email.ErrValue, `address "a@b, c@d": holds 2 addresses, expected one`},
		{first(email.ParseHeader("Subject", "é").Fold(&email.Policy{MaxLineLength: 10})), email.ErrHeaderParse, `fold: the length of a line is too small for an encoded-word`},
		{&email.Error{Kind: email.ErrBoundary, Op: "x"}, email.ErrBoundary, `x: no boundary`},
		{&email.Error{Op: "x", Err: errors.Join(io.EOF, io.ErrNoProgress)}, io.ErrNoProgress, `x: EOF; multiple Read calls return no data or error`},
	} {
		switch {
		case c.kind == nil:
			if c.err != nil {
				t.Errorf("%v", c.err)
			}
		case !errors.Is(c.err, c.kind):
			t.Errorf("%v is of another kind than %v, want %s", c.err, c.kind, c.want)
		case strings.HasSuffix(c.want, " ") || strings.HasPrefix(c.want, ":"): // what is random, or the system's
			if got := c.err.Error(); !strings.HasPrefix(got, "email: ") || !strings.Contains(got, c.want) {
				t.Errorf("%s, want %s", got, c.want)
			}
		case c.err.Error() != "email: "+c.want:
			t.Errorf("%s, want %s", c.err, c.want)
		}
	}
}

// What cannot be written is refused when it is written.
func TestWhatCannotBeWritten(t *testing.T) {
	boundary := func(inner string) *email.Message {
		part := email.NewMessage()
		part.SetPayload(inner)
		m, err := email.NewMIMEMultipart(&email.MultipartOptions{Boundary: "B", Parts: []*email.Message{part}})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	nested := boundary("")
	if err := nested.Attach(boundary("x")); err != nil {
		t.Fatal(err)
	}
	before, after := boundary("x"), boundary("x")
	before.Preamble = ptr("x\n--B\n")
	after.Epilogue = ptr("--O--")
	outer, err := email.NewMIMEMultipart(&email.MultipartOptions{Boundary: "O", Parts: []*email.Message{after}})
	if err != nil {
		t.Fatal(err)
	}
	deep := email.NewMessage()
	for range 102 {
		m, err := email.NewMIMEMessage(deep, "")
		if err != nil {
			t.Fatal(err)
		}
		deep = m
	}
	plain := email.NewMessage()
	plain.SetPayload("é")
	list, _ := email.NewMIMEBase("text", "plain")
	if err := list.SetParts(email.NewMessage()); err != nil {
		t.Fatal(err)
	}
	fails := errors.New("disk gone")
	opened := func(open func() (io.ReadCloser, error)) *email.Message {
		m, err := email.NewMIMEReader("a/b", open)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	to := email.NewMessage()
	to.Add("To", "é")
	ctype := email.NewMessage()
	ctype.Add("Content-Type", "multipart/é")
	for _, c := range []struct {
		m    *email.Message
		kind error
		want string
	}{
		{boundary("x\n--B\n"), email.ErrBoundary, `encode: a text holds the boundary of the multipart it is in`},
		{nested, email.ErrBoundary, `encode "B": is the boundary of a multipart inside of another that has the same`},
		{before, email.ErrBoundary, `encode "B": a text before or after the parts holds a boundary`},
		{outer, email.ErrBoundary, `encode "B": a text before or after the parts holds a boundary`},
		{deep, email.ErrMessage, `encode: messages are nested more than 100 deep`},
		{plain, email.ErrCharset, `encode: the payload is not ASCII, and has no character set: use SetPayloadCharset`},
		{list, email.ErrMessage, `encode "text/plain": is a text, and its payload a list of messages`},
		{opened(func() (io.ReadCloser, error) { return nil, fails }), fails, `attachment: cannot be opened: disk gone`},
		{opened(func() (io.ReadCloser, error) { return nil, nil }), email.ErrMessage, `attachment: the function that opens it gave nothing`},
		{opened(func() (io.ReadCloser, error) { return io.NopCloser(failing{io.ErrUnexpectedEOF}), nil }), io.ErrUnexpectedEOF, `attachment: cannot be read: unexpected EOF`},
		{ctype, email.ErrHeaderWrite, `Content-Type "multipart/é": expected a type of ASCII`},
		{to, email.ErrHeaderWrite, `To "é": is not ASCII and no list of addresses: email: address "é": expected user@host or a name and <user@host> at byte 2`},
	} {
		b, err := c.m.AsBytes(nil)
		if !errors.Is(err, c.kind) || err.Error() != "email: "+c.want {
			t.Errorf("%v, want %s", err, c.want)
		}
		if b != nil {
			t.Errorf("%s: and yet there is %q", c.want, b)
		}
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
