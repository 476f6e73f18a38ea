package email

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A source is a payload that is read when the message is written.
type source struct {
	open func() (io.ReadCloser, error)
}

// IsMultipart reports whether the payload is a list of messages: is_multipart.
func (m *Message) IsMultipart() bool { return m != nil && m.multi }

// Parts are the messages of the payload: get_payload() of a multipart.
func (m *Message) Parts() []*Message {
	if m == nil {
		return nil
	}
	return slices.Clip(m.parts)
}

// Payload is the text of the payload as it stands, encoded as
// Content-Transfer-Encoding says: get_payload(). It is "" for a multipart.
func (m *Message) Payload() string {
	if m == nil {
		return ""
	}
	return m.text
}

// encoding is how the payload is encoded, in small letters. The name may stand in a
// line of its own.
func (m *Message) encoding() string {
	return strings.ToLower(trimBlanks(m.Get("content-transfer-encoding")))
}

// Content is the payload decoded: get_payload(decode=True). What base64 has wrong
// is in the defects, with as much as could be read. It is nil for a multipart.
func (m *Message) Content() (content []byte, defects []DefectKind) {
	if m == nil || m.multi {
		return nil, nil
	}
	switch m.encoding() {
	case "quoted-printable":
		return decodeQuoted(m.text), nil
	case "base64":
		return decodeB(m.text)
	case "x-uuencode", "uuencode", "uue", "x-uue":
		if p, ok := decodeUU(m.text); ok {
			return p, nil
		}
	}
	return []byte(m.text), nil
}

// ContentText is the payload decoded and read in its character set: get_content of
// a text. A set that is not known is an error, ErrCharset, and [Message.Content] has
// the bytes.
func (m *Message) ContentText() (string, error) {
	p, _ := m.Content()
	charset, ok := m.GetContentCharset()
	if !ok {
		charset = "us-ascii"
	}
	return DecodeText(p, charset)
}

// SetPayload sets the payload to text as it stands: set_payload(text). Text that is
// not ASCII cannot be written so; see [Message.SetPayloadCharset].
func (m *Message) SetPayload(text string) {
	if m == nil {
		return
	}
	m.text, m.hasText, m.raw, m.parts, m.multi, m.source = text, true, false, nil, false, nil
}

// SetParts sets the payload to messages: set_payload(list). A part that is nil, or that
// holds the message, is an error, ErrValue, and nothing is set.
func (m *Message) SetParts(parts ...*Message) error {
	if m == nil {
		return noMessage("payload")
	}
	for _, p := range parts {
		if err := m.checkPart(p); err != nil {
			return err
		}
	}
	m.text, m.hasText, m.raw, m.source = "", false, false, nil
	m.parts, m.multi = slices.Clone(parts), true
	return nil
}

// checkPart refuses what cannot be a part of the message.
func (m *Message) checkPart(part *Message) error {
	if part == nil {
		return &Error{Kind: ErrValue, Op: "attach", Reason: "a message is needed"}
	}
	for p := range part.Walk() {
		if p == m {
			return &Error{Kind: ErrValue, Op: "attach", Reason: "a message cannot hold itself"}
		}
	}
	return nil
}

// SetPayloadCharset sets the payload to text in a character set, and the headers
// that tell of it: set_payload(text, charset). Errors: ErrCharset.
func (m *Message) SetPayloadCharset(text, charset string) error {
	if m == nil {
		return noMessage("payload")
	}
	c, err := NewCharset(charset)
	if err != nil {
		return err
	}
	p, err := EncodeText(text, c.OutputCharset)
	if err != nil {
		return err
	}
	m.SetPayload(string(p))
	m.raw = !ascii(m.text)
	return m.setCharset(c, p)
}

// SetCharset says in which character set the payload is, and encodes it as the set
// wants it: set_charset. Errors: ErrCharset.
func (m *Message) SetCharset(charset string) error {
	if m == nil {
		return noMessage("charset")
	}
	c, err := NewCharset(charset)
	if err != nil {
		return err
	}
	p := []byte(m.text)
	if !m.raw && !m.multi {
		if p, err = EncodeText(m.text, c.OutputCharset); err != nil {
			return err
		}
	}
	return m.setCharset(c, p)
}

// GetCharset is what SetCharset set, nil for nothing: get_charset.
func (m *Message) GetCharset() *Charset {
	if m == nil {
		return nil
	}
	return m.charset
}

func (m *Message) setCharset(c *Charset, p []byte) error {
	m.charset = c
	if !m.Has("MIME-Version") {
		m.fields = append(m.fields, field{name: "MIME-Version", value: "1.0"})
	}
	if !m.Has("Content-Type") {
		if err := m.AddHeader("Content-Type", "text/plain", Param{Name: "charset", Value: c.OutputCharset}); err != nil {
			return err
		}
	} else if err := m.SetParam("charset", c.OutputCharset, nil); err != nil {
		return err
	}
	if m.Has("Content-Transfer-Encoding") || m.multi {
		return nil
	}
	cte := c.GetBodyEncoding()
	switch cte {
	case "":
		m.text = string(p)
		EncodeSevenOrEight(m)
		return nil
	default:
		m.text, m.raw = c.bodyBytes(p), false
	}
	m.hasText = true
	return m.Add("Content-Transfer-Encoding", cte)
}

// Attach adds a message to the payload: attach. A payload of text is an error,
// ErrMultipartConversion.
func (m *Message) Attach(part *Message) error {
	if m == nil {
		return noMessage("attach")
	}
	if err := m.checkPart(part); err != nil {
		return err
	}
	if m.hasText {
		return &Error{Kind: ErrMultipartConversion, Op: "attach", Reason: "Attach is not valid on a message with a non-multipart payload"}
	}
	m.parts, m.multi = append(m.parts, part), true
	return nil
}

// EncodeBase64 encodes the payload in base64, and says so in
// Content-Transfer-Encoding: encoders.encode_base64.
func EncodeBase64(m *Message) {
	if m == nil {
		return
	}
	m.text, m.raw, m.hasText = Base64BodyEncode([]byte(m.text), 0, ""), false, true
	m.fields = append(m.fields, field{name: "Content-Transfer-Encoding", value: "base64"})
}

// EncodeQuopri encodes the payload as quoted-printable, each blank too:
// encoders.encode_quopri.
func EncodeQuopri(m *Message) {
	if m == nil {
		return
	}
	m.text, m.raw, m.hasText = quotedTabs(m.text, false), false, true
	m.fields = append(m.fields, field{name: "Content-Transfer-Encoding", value: "quoted-printable"})
}

// EncodeSevenOrEight says in Content-Transfer-Encoding whether the payload is 7bit
// or 8bit: encoders.encode_7or8bit.
func EncodeSevenOrEight(m *Message) {
	if m == nil {
		return
	}
	cte := "7bit"
	if !ascii(m.text) {
		cte = "8bit"
	}
	m.raw, m.hasText = cte == "8bit", true
	m.fields = append(m.fields, field{name: "Content-Transfer-Encoding", value: cte})
}

// EncodeNoop encodes nothing: encoders.encode_noop.
func EncodeNoop(*Message) {}

// quotedTabs is quoted-printable with every blank encoded, and of data every line
// end too.
func quotedTabs(text string, data bool) string {
	var b strings.Builder
	column := 0
	put := func(s string, last bool) {
		if column+len(s) > 76 || !last && column+len(s) > 75 {
			b.WriteString("=\n")
			column = 0
		}
		b.WriteString(s)
		column += len(s)
	}
	for i := range len(text) {
		c := text[i]
		if c == '\n' && !data {
			b.WriteByte('\n')
			column = 0
			continue
		}
		last := i+1 == len(text) || text[i+1] == '\n' && !data
		if c > ' ' && c <= '~' && c != '=' && !(c == '.' && column == 0 && last) {
			put(string(rune(c)), last)
		} else {
			put(hexOf(c), last)
		}
	}
	return b.String()
}

// decodeUU reads the lines between "begin" and "end" of uuencoded text.
func decodeUU(text string) ([]byte, bool) {
	var out []byte
	lines := networkLines(text)
	i := 0
	for ; i < len(lines); i++ {
		words := strings.Fields(lines[i])
		if len(words) >= 2 && words[0] == "begin" {
			if _, err := strconv.ParseUint(words[1], 8, 32); err == nil {
				break
			}
		}
	}
	if i == len(lines) {
		return nil, false
	}
	for _, line := range lines[i+1:] {
		line = strings.TrimRight(line, "\r\n")
		if line == "end" {
			return out, true
		}
		if line == "" {
			return nil, false
		}
		n := int(line[0]-' ') & 63
		// What follows the characters that n bytes need is the garbage of broken
		// encoders.
		line = line[:min(len(line), 1+(4*n+2)/3)]
		var group []byte
		for j := 1; j < len(line); j += 4 {
			var v [4]byte
			for k := range v {
				if j+k < len(line) {
					if line[j+k] < ' ' || line[j+k] > '`' {
						return nil, false
					}
					v[k] = (line[j+k] - ' ') & 63
				}
			}
			group = append(group, v[0]<<2|v[1]>>4, v[1]<<4|v[2]>>2, v[2]<<6|v[3])
		}
		for len(group) < n {
			group = append(group, 0)
		}
		out = append(out, bytes.Clone(group[:n])...)
	}
	return out, true
}
