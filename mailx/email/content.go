package email

import (
	"slices"
	"strings"
)

// ContentOptions for the methods that set and add content. The zero value, or nil, is
// Python's default.
type ContentOptions struct {
	Subtype     string // of a text: "" is "plain"
	Charset     string // of a text: "" is UTF-8
	CTE         string // "7bit", "8bit", "quoted-printable", "base64"; "" chooses by the content
	Disposition string // "inline" or "attachment"; "" is what the method means
	Filename    string
	CID         string // Content-ID, with or without its angle brackets
	Params      []Param
	Headers     []string // further headers, "Name: value" each

	// RFC2047Name writes the file's name as name= of Content-Type too, in
	// encoded-words, for mail readers that do not know RFC 2231.
	RFC2047Name bool
}

// SetContent makes the message one of text: set_content(str). The text ends with a
// line end, and every line end in it counts the same. Headers of an earlier content
// are replaced. Without a CTE, short lines go as they are, as 7bit or 8bit, and others
// as quoted-printable or base64, whichever is shorter; SMTP.SendMessage of package
// mailx encodes 8bit content for servers that need it. Errors: ErrCharset, ErrValue;
// ErrMultipartConversion for a multipart.
func (m *Message) SetContent(text string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.Subtype == "" {
		o.Subtype = "plain"
	}
	if o.Charset == "" {
		o.Charset = "utf-8"
	}
	if _, err := NewCharset(o.Charset); err != nil {
		return err
	}
	p, err := EncodeText(text, o.Charset)
	if err != nil {
		return err
	}
	cte, payload, err := encodeLines(p, o.CTE, m.Policy())
	if err != nil {
		return err
	}
	o.CTE = cte
	name := o.Charset
	if a, ok := charsetAliases[name]; ok {
		name = a
	}
	return m.setPayload("text/"+o.Subtype, payload, &o, Param{Name: "charset", Value: name})
}

// mostSniffed is how many lines tell which encoding is shorter.
const mostSniffed = 10

// encodeLines encodes the lines of a text, or chooses how.
func encodeLines(p []byte, cte string, policy Policy) (string, string, error) {
	lines := byteLines(string(p))
	most, nl := policy.maxLine(), policy.linesep()
	if most < 0 {
		most = mostQuoted
	}
	quote := func(text string) string {
		n := most
		if !policy.AsPython {
			n = min(n, mostQuoted)
		}
		return QuoBodyEncode(string(latin([]byte(text))), n, "")
	}
	plain := strings.Join(lines, "\n") + "\n"
	wire := func(lines []string) string { return strings.Join(lines, nl) + nl }
	if cte == "" {
		longest := 0
		for _, l := range lines {
			longest = max(longest, len(l))
		}
		if longest <= most {
			if ascii(plain) {
				return "7bit", plain, nil
			}
			if !policy.SevenBit {
				return "8bit", plain, nil
			}
		}
		sniff := wire(lines[:min(len(lines), mostSniffed)])
		quoted := quote(sniff)
		cte = "quoted-printable"
		if len(quoted) > Base64HeaderLength([]byte(sniff))+1 {
			cte = "base64"
		} else if len(lines) <= mostSniffed {
			return cte, quoted, nil
		}
	}
	switch cte {
	case "7bit":
		if !ascii(plain) {
			return "", "", &Error{Kind: ErrValue, Op: "content", Input: cte, Reason: "the content has bytes above 127"}
		}
		return cte, plain, nil
	case "8bit":
		return cte, plain, nil
	case "quoted-printable":
		return cte, quote(plain), nil
	case "base64":
		return cte, Base64BodyEncode([]byte(wire(lines)), most, ""), nil
	}
	return "", "", badCTE(cte)
}

// mostQuoted is how long a line of quoted-printable may be: RFC 2045, 6.7.
const mostQuoted = 76

func badCTE(cte string) error {
	return &Error{Kind: ErrValue, Op: "content", Input: cte, Reason: "Unknown content transfer encoding: expected 7bit, 8bit, quoted-printable or base64"}
}

// byteLines parts bytes at CRLF, CR and LF. An end at the end begins no new line.
func byteLines(s string) []string {
	lines := networkLines(s)
	for i := range lines {
		lines[i] = withoutEnd(lines[i])
	}
	return lines
}

// SetContentBytes makes the message one of data, of the type "main/sub":
// set_content(bytes). Without a CTE it is base64. Errors: ErrValue;
// ErrMultipartConversion for a multipart.
func (m *Message) SetContentBytes(data []byte, ctype string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.CTE == "" {
		o.CTE = "base64"
	}
	text := string(data)
	switch o.CTE {
	case "7bit":
		if !ascii(text) {
			return &Error{Kind: ErrValue, Op: "content", Input: o.CTE, Reason: "the content has bytes above 127"}
		}
	case "8bit", "binary":
	case "quoted-printable":
		text = quotedTabs(text, true)
	case "base64":
		text = Base64BodyEncode(data, max(m.Policy().maxLine(), 0), "")
	default:
		return badCTE(o.CTE)
	}
	return m.setPayload(ctype, text, &o)
}

// SetContentMessage makes the message one that holds another: set_content(message).
// "" as subtype is "rfc822", which goes as 8bit unless the CTE says "7bit" or
// "binary"; other subtypes go as 7bit. "partial" is refused. Errors: ErrValue.
func (m *Message) SetContentMessage(message *Message, opts *ContentOptions) error {
	o := contentOptions(opts)
	refuse := func(reason string) error {
		return &Error{Kind: ErrValue, Op: "content", Input: "message/" + o.Subtype, Reason: reason}
	}
	if o.Subtype == "" {
		o.Subtype = "rfc822"
	}
	switch {
	case message == nil:
		return refuse("a message is needed")
	case o.Subtype == "partial":
		return refuse("message/partial is not supported for Message objects")
	case o.Subtype == "rfc822" && o.CTE == "":
		o.CTE = "8bit"
	case o.Subtype == "rfc822" && o.CTE != "7bit" && o.CTE != "8bit" && o.CTE != "binary":
		return refuse("message/rfc822 parts do not support cte=" + o.CTE)
	case o.Subtype == "external-body" && o.CTE != "" && o.CTE != "7bit":
		return refuse("message/external-body parts do not support cte=" + o.CTE)
	case o.CTE == "":
		o.CTE = "7bit"
	}
	for p := range message.Walk() {
		if p == m {
			return refuse("a message cannot hold itself")
		}
	}
	if err := m.setContentHeaders("message/"+o.Subtype, &o); err != nil {
		return err
	}
	return m.SetParts(message)
}

func contentOptions(opts *ContentOptions) ContentOptions {
	if opts == nil {
		return ContentOptions{}
	}
	return *opts
}

// setPayload sets a payload that is encoded, and the headers that tell of it.
func (m *Message) setPayload(ctype, text string, o *ContentOptions, params ...Param) error {
	if err := m.setContentHeaders(ctype, o, params...); err != nil {
		return err
	}
	m.SetPayload(text)
	m.raw = !ascii(text)
	return nil
}

// setContentHeaders sets the headers of a content, in Python's order: the type, the
// options' own, the encoding, how it is shown.
func (m *Message) setContentHeaders(ctype string, o *ContentOptions, params ...Param) error {
	if m == nil {
		return noMessage("content")
	}
	if m.GetContentMaintype() == "multipart" {
		return &Error{Kind: ErrMultipartConversion, Op: "set_content", Reason: "set_content not valid on multipart"}
	}
	fresh := &Message{policy: m.policy}
	if err := checkType(ctype); err != nil {
		return err
	}
	if o.RFC2047Name && o.Filename != "" {
		words, err := charsetOf("utf-8").HeaderEncodeLines(o.Filename, func(int) int { return mostWord - len(`name=""`) - 1 })
		if err != nil {
			return err
		}
		name := strings.Join(words, " ")
		if ascii(o.Filename) {
			name = o.Filename
		}
		params = append(params, Param{Name: "name", Value: name})
	}
	if err := fresh.AddHeader("Content-Type", ctype, params...); err != nil {
		return err
	}
	if err := fresh.addLines(o.Headers); err != nil {
		return err
	}
	if err := fresh.Add("Content-Transfer-Encoding", o.CTE); err != nil {
		return err
	}
	disposition := o.Disposition
	if disposition == "" && o.Filename != "" {
		disposition = "attachment"
	}
	if disposition != "" {
		var name []Param
		if o.Filename != "" {
			name = []Param{{Name: "filename", Value: o.Filename}}
		}
		if err := fresh.AddHeader("Content-Disposition", disposition, name...); err != nil {
			return err
		}
	}
	if o.CID != "" {
		cid := "<" + strings.Trim(o.CID, "<>") + ">"
		if strings.ContainsAny(cid[1:len(cid)-1], " \t<>") {
			return &Error{Kind: ErrValue, Op: "Content-ID", Input: o.CID, Reason: "expected name@host"}
		}
		if err := fresh.Add("Content-ID", cid); err != nil {
			return err
		}
	}
	for _, p := range o.Params {
		if err := fresh.SetParam(p.Name, p.Value, &ParamOptions{Charset: p.Charset, Language: p.Language}); err != nil {
			return err
		}
	}
	m.ClearContent()
	for _, f := range fresh.fields {
		if !contentHeader(f) {
			m.Del(f.name)
		}
	}
	if m.fields == nil {
		m.fields = fresh.fields
	} else {
		m.fields = append(m.fields, fresh.fields...)
	}
	if !m.Has("MIME-Version") {
		m.fields = append(m.fields, field{name: "MIME-Version", value: "1.0", understood: m.structured()})
	}
	return nil
}

// addLines adds headers that are given whole. One with a defect is refused.
func (m *Message) addLines(lines []string) error {
	for _, line := range lines {
		name, value, err := m.Policy().HeaderSourceParse([]string{line})
		if err != nil {
			return err
		}
		if h := m.Policy().HeaderFetchParse(name, value); len(h.Defects) > 0 {
			return &Error{Kind: ErrValue, Op: name, Input: value, Reason: "Invalid header", Err: h.Defects[0]}
		}
		if err := m.Add(name, value); err != nil {
			return err
		}
	}
	return nil
}

func contentHeader(f field) bool {
	return len(f.name) >= 8 && strings.EqualFold(f.name[:8], "content-")
}

// ClearContent removes the payload, and the headers whose names begin with
// "Content-": clear_content.
func (m *Message) ClearContent() {
	if m == nil {
		return
	}
	m.fields = slices.DeleteFunc(m.fields, contentHeader)
	m.text, m.hasText, m.raw, m.multi, m.parts, m.source = "", false, false, false, nil, nil
	m.Preamble, m.Epilogue = nil, nil
}

// Clear removes everything: clear.
func (m *Message) Clear() {
	if m == nil {
		return
	}
	m.fields = nil
	m.ClearContent()
}
