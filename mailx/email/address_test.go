package email_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

func TestParityGetAddresses(t *testing.T) {
	py := startEmail(t)
	for _, v := range []string{
		"a@b", "Joe <a@b.c>", "Joe Q. Public <a@b.c>", `"Doe, J." <a@b>, c@d`, "a@b (comment)", "(c) Joe <a@b>", "Joe (c) <a@b>", `"a b"@c`, "g: x@y, z@w;", "<a@b>", "=?utf-8?q?J=C3=B6rg?= <a@b>",
		"a.b.c@d.e", `"q\"x" <a@b>`, "a@b,c@d,\n e@f", "O'Neil <o@n>", "user+tag@x-y.z", "张三 <z@e.c>", "Joe<a@b>", "a@b , c@d", "Joe  Two   Blanks <a@b>",
	} {
		want := py.Value("lambda v: [list(p) for p in email.utils.getaddresses([v])]", v)
		got := []any{}
		list, err := email.ParseAddressList(v)
		if err != nil {
			t.Errorf("%q: %v, want %v", v, err, want)
		}
		for _, a := range list {
			got = append(got, []any{a.Name, a.Addr})
		}
		if !original.Same(got, want) {
			t.Errorf("%q: %v, want %v", v, got, want)
		}
	}
	// What Python answers with an empty address, or with a wrong one.
	for _, v := range []string{"a@b; c@d", "a@b <c@d>", "Joe", "a b@c", "<a@b", "a@", "@b", "", "a@b,", "a@b@c", `"`, "(c", "(c):", "a@b c@d", "a..b@c", "a@b..c", "a@b\x00", "x <a@b> y", "g: a@b", "<>"} {
		if list, err := email.ParseAddressList(v); !errors.Is(err, email.ErrHeaderParse) {
			t.Errorf("%q was read as %v (%v)", v, list, err)
		}
	}
	// Python has an empty address for each of these.
	if list, err := email.ParseAddressList("undisclosed-recipients:;"); err != nil || len(list) != 0 {
		t.Errorf("an empty group: %v, %v", list, err)
	}
	if a, err := email.ParseAddr("<@r,@s:a@b>"); err != nil || a.Addr != "a@b" {
		t.Errorf("a route: %v, %v", a, err)
	}
	// Python's strict reader refuses every address literal.
	if a, err := email.ParseAddr("a@[1.2.3.4]"); err != nil || a.Addr != "a@[1.2.3.4]" {
		t.Errorf("an address literal: %v, %v", a, err)
	}
}

func TestParityFormatAddr(t *testing.T) {
	py := startEmail(t)
	for _, a := range []email.Address{{"", "a@b"}, {"Joe", "a@b"}, {"J. Doe", "a@b"}, {`a"b\c`, "a@b"}, {"张三", "z@e.c"}, {"Jörg Meier", "a@b"}, {"a,b", "c@d"}} {
		want := py.Value("lambda n, a: email.utils.formataddr((n, a))", a.Name, a.Addr)
		if got, err := email.FormatAddr(a, ""); err != nil || got != want {
			t.Errorf("%v: %q (%v), want %q", a, got, err, want)
		}
		back, err := email.ParseAddr(want.(string))
		if err != nil || email.DecodeWords(back.Name) != a.Name || back.Addr != a.Addr {
			t.Errorf("%q reads back as %v (%v)", want, back, err)
		}
	}
	for _, a := range []email.Address{{"x\r\nBcc: y@z", "a@b"}, {"x", "a@b\nc"}, {"x\x00", "a@b"}, {"", "jörg@b"}} {
		if got, err := email.FormatAddr(a, ""); err == nil {
			t.Errorf("%q was written as %q", a, got)
		}
	}
	long, err := email.FormatAddr(email.Address{Name: strings.Repeat("你", 40), Addr: "a@b"}, "")
	for _, w := range strings.Fields(long) {
		if len(w) > 75 || err != nil {
			t.Errorf("a word of %d characters (%v): %s", len(w), err, w)
		}
	}
	if got := email.DecodeWords(long); got != strings.Repeat("你", 40)+" <a@b>" {
		t.Errorf("read back as %q", got)
	}
}

func TestParityDates(t *testing.T) {
	py := startEmail(t)
	for _, s := range []string{
		"Fri, 09 Nov 2001 01:08:47 -0000", "Fri, 9 Nov 2001 01:08:47 +0130", "9 Nov 2001 01:08", "Fri, 09 Nov 95 01:08:47 EST", "20-Nov-1995 1:2:3 EST", "Mon Nov  9 01:08:47 2001",
		"Fri, 09 Nov 2001 01:08:47 GMT (comment)", "bad", "", "Fri, 09 Nov 2001", "1 Jan 68 00:00:00 +0000", "1 Jan 69 00:00:00 +0000", "Fri,09 Nov 2001 01:08:47 -0800", "31 Feb 2001 1:2:3", "1 Jan 2001 25:00:00", "Fri, 09 Nov 2001 01.08.47 +0000", "1 Foo 2001 1:2:3",
	} {
		want := py.Value("parsedate", s)
		var got any = "failed"
		if d, err := email.ParseDate(s); err == nil {
			_, offset := d.Zone()
			got = []any{d.Unix(), offset}
		}
		if !original.Same(original.Plain(got), want) {
			t.Errorf("%q: %v, want %v", s, got, want)
		}
	}
	at := time.Unix(1005268127, 0).In(time.FixedZone("", 5400))
	for call, got := range map[string]string{
		"lambda: email.utils.formatdate(1005268127)":              email.FormatDate(at, nil),
		"lambda: email.utils.formatdate(1005268127, usegmt=True)": email.FormatDate(at, &email.DateOptions{UseGMT: true}),
		"lambda: email.utils.formatdate(0)":                       email.FormatDate(time.Unix(0, 0), nil),
		"lambda: __import__('datetime') and email.utils.format_datetime(__import__('datetime').datetime.fromtimestamp(1005268127, __import__('datetime').timezone(__import__('datetime').timedelta(seconds=5400))))": email.FormatDateTime(at),
	} {
		if want := py.Value(call); got != want {
			t.Errorf("%s: %q, want %q", call, got, want)
		}
	}
}
