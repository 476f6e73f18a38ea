package email_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx/email"
)

// What Python loses or breaks when it reads, and what is read here instead.
func TestReadingKeepsWhatPythonLoses(t *testing.T) {
	for name, test := range map[string]struct{ text, payload, written string }{
		"the blank line after a late From":  {"A: 1\nFrom x\n\nb", "From x\n\nb", ""},
		"text without a boundary":           {"Content-Type: multipart/mixed\n\n--B\n\nx\n--B--\n", "--B\n\nx\n--B--\n", "Content-Type: multipart/mixed\r\n\r\n--B\r\n\r\nx\r\n--B--\r\n"},
		"a closing boundary that is alone":  {"Content-Type: multipart/mixed; boundary=B\n\n--B--\n", "--B--\n", ""},
		"a multipart that has no boundary":  {"Content-Type: multipart/mixed; boundary=B\n\nnothing\n", "nothing\n", "Content-Type: multipart/mixed; boundary=B\r\n\r\nnothing\r\n"},
		"a type that is two words":          {"Content-Type: text/html charset=utf-8\n\nx", "x", ""},
		"broken base64 says what it cannot": {"Content-Transfer-Encoding: base64\n\na\n", "a\n", ""},
	} {
		m := email.MessageFromString(test.text, nil)
		if m.Payload() != test.payload {
			t.Errorf("%s: payload %q, want %q", name, m.Payload(), test.payload)
		}
		if test.written == "" {
			continue
		}
		smtp := email.SMTP()
		if b, err := m.AsBytes(&smtp); err != nil || string(b) != test.written {
			t.Errorf("%s: written as %q (%v), want %q", name, b, err, test.written)
		}
	}
	two := email.MessageFromString("Content-Type: text/html charset=utf-8\n\n", &email.ParseOptions{Policy: ptr(email.Default())})
	if got := two.GetContentType(); got != "text/plain" || len(two.Header("Content-Type").Defects) == 0 {
		t.Errorf("a type that is two words is %q, with %v", got, two.Header("Content-Type").Defects)
	}
}

func TestReadingIsBounded(t *testing.T) {
	var nested strings.Builder
	for i := range 100000 {
		fmt.Fprintf(&nested, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i)
	}
	for level, text := range map[string]string{"messages": strings.Repeat("Content-Type: message/rfc822\n\n", 100000), "multiparts": nested.String()} {
		n := 0
		var last *email.Message
		for p := range email.MessageFromString(text+"Subject: x\n\nend", nil).Walk() {
			n++
			last = p
		}
		if n > 102 || len(last.Defects) == 0 || last.Defects[0].Kind != email.TooDeep {
			t.Errorf("%s: read %d messages deep, the last with %v", level, n, last.Defects)
		}
	}
	for name, test := range map[string]struct{ head, part, end string }{
		"two of them":   {"Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n", "--b\n\n", "--a\n\nlast\n--a--\n"},
		"a report":      {"Content-Type: message/delivery-status\n\n", "a: b\n\n", "last\n"},
		"a long header": {"", "a: b\n", "\nlast\n"},
	} {
		text := test.head + strings.Repeat(test.part, 110_000) + test.end
		m := email.MessageFromString(text, nil)
		n, headers, defects := 0, 0, ""
		for p := range m.Walk() {
			n++
			headers = max(headers, p.Len())
			for _, d := range p.Defects {
				defects += string(d.Kind) + " "
			}
		}
		if n > 100_100 || headers > 100_000 || !strings.Contains(defects, string(email.TooMany)) {
			t.Errorf("%s: read as %d messages of at most %d headers, with %.80s", name, n, headers, defects)
		}
		// Nothing of it is lost.
		if b, err := m.AsBytes(nil); err != nil || !strings.Contains(string(b), "last") || strings.Count(string(b), test.part) < 109_990 {
			t.Errorf("%s: written as %d bytes, %d parts (%v)", name, len(b), strings.Count(string(b), test.part), err)
		}
	}
	if _, err := email.ParseAddressList(strings.Repeat("(", 5000) + "a@b"); err == nil {
		t.Error("5,000 comments in each other were read")
	}
	// One of the two line ends alone must not cost the square of the length.
	for _, end := range []string{"\r", "\n", "\r\n"} {
		if got := email.MessageFromString(end+strings.Repeat("x"+end, 200000), nil).Payload(); len(got) != 200000*(1+len(end)) {
			t.Errorf("read %d bytes of %q", len(got), end)
		}
	}
}

// Values whose reading would take the square of their length are text.
func TestLongHeadersAreBounded(t *testing.T) {
	const n = 50000
	for name, piece := range map[string]string{"To": "a b@c,", "Cc": "=?utf-8?q?x?=,", "Subject": "=? ", "X": "=?utf-8?q?é?=", "From": "((", "Content-Type": ";x*0*=", "Reply-To": `"`, "Message-ID": "<a.", "Content-Disposition": "a\"", "Sender": "<@"} {
		value := strings.Repeat(piece, n)
		h := email.ParseHeader(name, value)
		if len(h.String()) < n/2 || h.Groups != nil {
			t.Errorf("%s is %.80q, %d groups", name, h.String(), len(h.Groups))
		}
		m := email.NewEmailMessage(nil)
		if err := m.Add(name, value); err != nil {
			t.Fatal(err)
		}
		m.AsBytes(nil) // it may be refused, and comes to an end
	}
	for _, text := range []string{"<" + strings.Repeat("a", 1<<20) + "@b>", strings.Repeat(`"" `, 1<<18) + "<a@b>", strings.Repeat("a@b,", 1<<18), strings.Repeat("(", 1<<20)} {
		if list, err := email.ParseAddressList(text); err == nil {
			t.Errorf("%.20q was read as %d addresses", text, len(list))
		}
	}
	// A long list of addresses goes to everybody all the same.
	var list []email.Address
	for range 5000 {
		list = append(list, email.Address{Name: "张三", Addr: "zhang@example.com"})
	}
	m := email.NewEmailMessage(nil)
	if err := m.SetAddresses("To", list...); err != nil {
		t.Fatal(err)
	}
	b, err := m.AsBytes(nil)
	if err != nil {
		t.Fatal(err)
	}
	back, err := email.MessageFromBytes(b, nil).Addresses("To")
	if err != nil || len(back) != len(list) || back[4999] != list[4999] {
		t.Errorf("%d addresses read back (%v)", len(back), err)
	}
}

// Folding takes work in proportion to the length. Allocations are counted, for they are
// the same on any machine.
func TestFoldingIsInProportion(t *testing.T) {
	policy := email.Default()
	for _, piece := range []string{"é", "é ", "é@b, ", "\"é\" "} {
		count := func(n int) float64 {
			h := email.ParseHeader("To", strings.Repeat(piece, n))
			return testing.AllocsPerRun(1, func() { h.Fold(&policy) })
		}
		if short, long := count(200), count(1600); long > 12*short || long > 1600*300 {
			t.Errorf("%q: %.0f allocations for 200, %.0f for 1,600", piece, short, long)
		}
	}
}

func TestCharsetsThatLie(t *testing.T) {
	for name, test := range map[string]struct{ head, body, want string }{
		"gb2312 that is GBK": {"charset=gb2312", "\xd6\xec\xe9F", "朱镕"},
	} {
		m := email.MessageFromBytes([]byte("Content-Type: text/plain; "+test.head+"\n\n"+test.body), nil)
		if got, err := m.ContentText(); err != nil || got != test.want {
			t.Errorf("%s: %q (%v), want %q", name, got, err, test.want)
		}
	}
	m := email.MessageFromBytes([]byte("Content-Type: text/plain; charset=bogus\n\nx\xff"), nil)
	if _, err := m.ContentText(); err == nil || !strings.Contains(err.Error(), "bogus") {
		t.Errorf("a set that does not exist: %v", err)
	}
	if p, _ := m.Content(); string(p) != "x\xff" {
		t.Errorf("its bytes are %q", p)
	}
}
