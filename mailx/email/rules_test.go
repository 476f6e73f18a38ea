package email_test

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/mailx/email"
)

// The rules of RFC 5322, 2045 and 2047 that every message must keep, checked by the
// standard library and by hand; nothing of the package under test reads here.

var (
	wordStart   = regexp.MustCompile(`=\?[^?\s]+\?[qQbB]\?`)
	wordPattern = regexp.MustCompile(`^=\?[^?\s]+\?[qQbB]\?[!->@-~]*\?=$`)
	fieldName   = regexp.MustCompile(`^[!-9;-~]+$`)
)

// A rulesReader checks a message, part by part.
type rulesReader struct {
	seven  bool // no byte above 127 anywhere
	faults []string
}

func (r *rulesReader) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

// head checks the lines of a header and gives it unfolded.
func (r *rulesReader) head(text string) mail.Header {
	h := mail.Header{}
	name := ""
	for _, line := range strings.Split(text, "\r\n") {
		switch {
		case line == "":
			r.fault("an empty line in a header")
			continue
		case len(line) > 998:
			r.fault("a line of %d in a header", len(line))
		case strings.ContainsAny(line, "\r\n\x00"):
			r.fault("a control character in %q", line)
		case !isASCII([]byte(line)):
			r.fault("no ASCII in %q", line)
		}
		if line[0] == ' ' || line[0] == '\t' {
			if strings.Trim(line, " \t") == "" {
				r.fault("a fold of blanks alone after %s", name)
			}
			if name != "" {
				h[name][len(h[name])-1] += line
			}
			continue
		}
		key, value, ok := strings.Cut(line, ":")
		if !ok || !fieldName.MatchString(key) {
			r.fault("no field: %q", line)
			continue
		}
		name = canonical(key)
		h[name] = append(h[name], strings.TrimLeft(value, " "))
	}
	for name, values := range h {
		for _, v := range values {
			r.words(name, v)
		}
	}
	return h
}

func canonical(key string) string { return strings.ToLower(key) }

var addressFields = []string{"from", "to", "cc", "reply-to", "sender"}

// words checks the encoded-words of a header.
func (r *rulesReader) words(name, value string) {
	for _, w := range strings.FieldsFunc(value, func(c rune) bool {
		return strings.ContainsRune(" \t()", c) || slices.Contains(addressFields, name) && c == ','
	}) {
		if !wordStart.MatchString(w) {
			continue
		}
		switch {
		case name == "message-id" || name == "in-reply-to" || name == "references" || strings.HasPrefix(name, "content-") && !strings.Contains(value, `name="=?`):
			r.fault("an encoded-word in %s: %q", name, w)
		case strings.HasPrefix(name, "content-"):
		case !wordPattern.MatchString(w):
			r.fault("an encoded-word that does not stand alone in %s: %q", name, w)
		case len(w) > 75:
			r.fault("an encoded-word of %d in %s", len(w), name)
		}
	}
	if slices.Contains(addressFields, name) {
		if _, err := (&mail.AddressParser{WordDecoder: &mime.WordDecoder{}}).ParseList(value); err != nil {
			r.fault("%s: %v in %q", name, err, value)
		}
	}
}

// entity checks a message or a part.
func (r *rulesReader) entity(data string, top bool) mail.Header {
	head, body, ok := strings.Cut(data, "\r\n\r\n")
	if !ok {
		if rest, empty := strings.CutPrefix(data, "\r\n"); empty {
			head, body = "", rest
		} else {
			r.fault("no end of the header in %.80q", data)
			return nil
		}
	}
	if strings.HasPrefix(data, "\r\n") {
		head, body = "", data[2:]
	}
	h := mail.Header{}
	if head != "" {
		h = r.head(head)
	}
	first := func(name string) string {
		if v := h[name]; len(v) > 0 {
			return v[0]
		}
		return ""
	}
	if top && first("mime-version") == "" && (first("content-type") != "" || first("content-transfer-encoding") != "") {
		r.fault("no MIME-Version")
	}
	kind, params := "text/plain", map[string]string{}
	if v := first("content-type"); v != "" {
		var err error
		if kind, params, err = mime.ParseMediaType(v); err != nil {
			r.fault("Content-Type: %v in %q", err, v)
			return h
		}
	}
	if v := first("content-disposition"); v != "" {
		if _, _, err := mime.ParseMediaType(v); err != nil {
			r.fault("Content-Disposition: %v in %q", err, v)
		}
	}
	switch {
	case strings.HasPrefix(kind, "multipart/"):
		for i, part := range strings.Split("\r\n"+body, "\r\n--"+params["boundary"]) {
			text, inside := strings.CutPrefix(part, "\r\n")
			if i > 0 && inside && text != "" {
				r.entity(text, false)
			}
		}
		parts := multipart.NewReader(strings.NewReader(body), params["boundary"])
		for {
			p, err := parts.NextRawPart()
			if err == io.EOF {
				return h
			}
			if err != nil {
				r.fault("a part: %v", err)
				return h
			}
			p.Close()
		}
	case kind == "message/rfc822":
		r.entity(body, true)
	default:
		r.lines(body, first("content-transfer-encoding"))
	}
	return h
}

// lines checks a body as its encoding says.
func (r *rulesReader) lines(body, cte string) {
	cte = strings.ToLower(cte)
	for _, line := range strings.Split(body, "\r\n") {
		switch {
		case len(line) > 998 && cte != "binary":
			r.fault("a line of %d in a body of %s", len(line), cte)
		case strings.ContainsAny(line, "\r\n") && cte != "binary":
			r.fault("a lone line end in a body of %q: %.80q", cte, line)
		case len(line) > 76 && (cte == "quoted-printable" || cte == "base64"):
			r.fault("a line of %d in %s", len(line), cte)
		case !isASCII([]byte(line)) && (r.seven || cte == "7bit" || cte == "quoted-printable" || cte == "base64" || cte == ""):
			r.fault("bytes above 127 in %q: %.80q", cte, line)
		}
	}
}

var ruleHeaders = []string{"Subject", "From", "To", "Cc", "References", "In-Reply-To", "List-Unsubscribe", "X-Any", "Message-ID", "Reply-To", "Comments"}

// ruleValues are what headers are set to, by the name or by "" for any.
var ruleValues = map[string][]string{
	"": {"hello", "你好", strings.Repeat("很长的主题", 15), "a " + strings.Repeat("x", 200), "https://example.com/" + strings.Repeat("path/", 60), strings.Repeat("words ", 40), "é" + strings.Repeat("y", 100) + " z", "=?utf-8?q?x?= y",
		"=?not a word", "tab\there", "a  b   c", "\"quoted\" (comment)", "?= =?", strings.Repeat("ü", 30) + " " + strings.Repeat("a", 80) + " " + strings.Repeat("ö", 40), "x,y;z:" + strings.Repeat("ß,", 40), "\u2028x\u0085y"},
	"address": {"a@example.com", "Joe <a@example.com>", "张三 <z@example.com>", "\"Doe, J.\" <d@example.com>, x@example.org", "=?utf-8?q?=22Meier=2C_J=C3=B6rg=22?= <a@b.example>", strings.Repeat("名", 40) + " <n@example.com>", "x@münchen.example",
		"Jörg X. Meier <j@example.com>", "\"Jörg \\\"X\\\" (Y)\" <j@example.com>", "group: a@b.example, \"C, D\" <c@d.example>;", strings.Repeat("someone@example.com, ", 12) + "last@example.com", strings.Repeat("Long Name ", 12) + "<l@example.com>",
		"张三 <z@example.com>, " + strings.Repeat("李四 <l@example.com>, ", 8) + "w@example.com", "\"" + strings.Repeat("n", 90) + "\" <q@example.com>", strings.Repeat("u", 64) + "@" + strings.Repeat("d", 60) + ".example", "Ünï " + strings.Repeat("x", 80) + " <u@example.com>", "\"a b\"@example.com"},
	"id": {"<a@b.example>", "<" + strings.Repeat("i", 120) + "@example.com>", strings.TrimSpace(strings.Repeat("<0123456789.0123456789@mail.example.com> ", 8))},
}

func valuesFor(name string) []string {
	switch {
	case slices.Contains(addressFields, strings.ToLower(name)):
		return ruleValues["address"]
	case name == "References" || name == "In-Reply-To":
		return ruleValues["id"]
	case name == "Message-ID":
		return ruleValues["id"][:2]
	}
	return ruleValues[""]
}

// defaultMessage is a message built in one of the two ways, and what its header was
// set to.
func defaultMessage(rng *rand.Rand) (*email.Message, map[string]string, error) {
	var m *email.Message
	var err error
	switch rng.IntN(3) {
	case 0:
		if m, err = email.NewMIMEText(emailTexts[rng.IntN(len(emailTexts))], nil); err != nil {
			return nil, nil, err
		}
	case 1:
		m, err = email.NewMIMEMultipart(nil)
		for range rng.IntN(3) {
			part, perr := email.NewMIMEText(emailTexts[rng.IntN(len(emailTexts))], nil)
			if perr == nil {
				perr = m.Attach(part)
			}
			err = perr
		}
	default:
		var steps []any
		for _, s := range generatedEmail(rng, rng.IntN(2) == 0) {
			if what := s.([]any)[0]; what != "set" && what != "make" {
				steps = append(steps, s)
			}
		}
		m, err = buildEmail(steps, nil)
	}
	if err != nil {
		return nil, nil, err
	}
	set := map[string]string{}
	for range rng.IntN(6) {
		name := ruleHeaders[rng.IntN(len(ruleHeaders))]
		values := valuesFor(name)
		if value := values[rng.IntN(len(values))]; set[name] == "" {
			set[name] = value
			if err := m.Add(name, value); err != nil {
				return nil, nil, err
			}
		}
	}
	return m, set, nil
}

func TestDefaultMessagesKeepTheRules(t *testing.T) {
	rng := original.Rand(t)
	for range original.Rounds(t, 2400) {
		m, set, err := defaultMessage(rng)
		if err != nil {
			continue // steps that make no sense one after another
		}
		policy := m.Policy()
		policy.Linesep, policy.SevenBit = "\r\n", rng.IntN(2) == 0
		data, err := m.AsBytes(&policy)
		if err != nil {
			t.Errorf("%q cannot be written: %v", set, err)
			continue
		}
		r := &rulesReader{seven: policy.SevenBit}
		h := r.entity(string(data), true)
		for name, value := range set {
			r.reads(name, value, h)
		}
		if len(r.faults) > 0 {
			t.Errorf("%q:\n %s\n%s", set, strings.Join(r.faults, "\n "), bytes.ReplaceAll(data, []byte("\r"), nil))
		}
		if t.Failed() {
			return
		}
	}
}

// reads checks that a header says what it was set to, for readers of the standard
// library.
func (r *rulesReader) reads(name, value string, h mail.Header) {
	got := h[canonical(name)]
	if len(got) != 1 {
		r.fault("%s stands %d times", name, len(got))
		return
	}
	squeeze := func(s string) string {
		return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '\t' }), " ")
	}
	decode := func(s string) string {
		text, err := new(mime.WordDecoder).DecodeHeader(s)
		if err != nil {
			return s
		}
		return text
	}
	if slices.Contains(addressFields, canonical(name)) {
		parser := &mail.AddressParser{WordDecoder: new(mime.WordDecoder)}
		want, err := parser.ParseList(strings.ReplaceAll(value, "münchen", "xn--mnchen-3ya"))
		if err != nil {
			r.fault("the test's own %q: %v", value, err)
			return
		}
		list, err := parser.ParseList(got[0])
		if err != nil || fmt.Sprint(list) != fmt.Sprint(want) {
			r.fault("%s reads as %v, want %v", name, list, want)
		}
		return
	}
	if g, w := squeeze(decode(got[0])), squeeze(decode(value)); g != w {
		r.fault("%s reads as %q, want %q", name, g, w)
	}
}
