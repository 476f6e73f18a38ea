package email

import (
	"io"
	"iter"
	"slices"
	"strings"
)

// ContentOptions for the methods that set and add content. The zero value, or nil, is
// Python's default.
type ContentOptions struct {
	Subtype     string // of a text: "" is "plain"
	Charset     string // of a text: "" is UTF-8
	CTE         string // "7bit", "8bit", "quoted-printable", "base64"; "" chooses what any server takes
	Disposition string // "inline" or "attachment"; "" is what the method means
	Filename    string
	CID         string // Content-ID, with or without its angle brackets
	Params      []Param

	// RFC2047Name writes the file's name as name= of Content-Type too, in
	// encoded-words, for mail readers that do not know RFC 2231.
	RFC2047Name bool
}

// SetContent makes the message one of text: set_content. The text ends with a line
// end. Headers of an earlier content are replaced. Errors: ErrCharset, ErrValue.
func (m *Message) SetContent(text string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.Subtype == "" {
		o.Subtype = "plain"
	}
	if o.Charset == "" {
		o.Charset = "utf-8"
	}
	c, err := NewCharset(o.Charset)
	if err != nil {
		return err
	}
	text = strings.Join(networkLinesBare(text), "\n")
	if text == "" || text[len(text)-1] != '\n' {
		text += "\n"
	}
	p, err := EncodeText(text, c.OutputCharset)
	if err != nil {
		return err
	}
	if o.CTE == "" {
		o.CTE = textEncoding(p)
	}
	return m.setData("text/"+o.Subtype, p, &o, Param{Name: "charset", Value: c.OutputCharset})
}

// networkLinesBare parts text at line ends; the last is what follows the last end.
func networkLinesBare(text string) []string {
	var out []string
	for _, l := range networkLines(text) {
		out = append(out, withoutEnd(l))
	}
	if text != "" && (text[len(text)-1] == '\n' || text[len(text)-1] == '\r') {
		out = append(out, "")
	}
	return out
}

// textEncoding chooses for text: as it is, or the shorter of the two encodings.
func textEncoding(p []byte) string {
	if ascii(string(p)) && !longLine(string(p)) {
		return "7bit"
	}
	if QuoBodyLength(p) <= Base64HeaderLength(p) {
		return "quoted-printable"
	}
	return "base64"
}

// SetContentBytes makes the message one of data, of the type "main/sub".
func (m *Message) SetContentBytes(data []byte, ctype string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.CTE == "" {
		o.CTE = "base64"
	}
	return m.setData(ctype, data, &o)
}

func contentOptions(opts *ContentOptions) ContentOptions {
	if opts == nil {
		return ContentOptions{}
	}
	return *opts
}

// setData sets the payload and the headers that tell of it.
func (m *Message) setData(ctype string, p []byte, o *ContentOptions, params ...Param) error {
	text := string(p)
	switch o.CTE {
	case "7bit":
		if !ascii(text) {
			return &Error{Kind: ErrValue, Op: "content", Input: o.CTE, Reason: "the content has bytes above 127"}
		}
	case "8bit", "binary":
	case "quoted-printable":
		text = QuoBodyEncode(string(latin(p)), 0, "")
	case "base64":
		text = Base64BodyEncode(p, 0, "")
	default:
		return &Error{Kind: ErrValue, Op: "content", Input: o.CTE, Reason: "expected 7bit, 8bit, quoted-printable or base64"}
	}
	if err := m.setContentHeaders(ctype, o, params...); err != nil {
		return err
	}
	m.SetPayload(text)
	m.raw = !ascii(text)
	return nil
}

func (m *Message) setContentHeaders(ctype string, o *ContentOptions, params ...Param) error {
	fresh := NewMessage()
	main, sub, _ := strings.Cut(ctype, "/")
	if _, err := NewMIMEBase(main, sub); err != nil {
		return err
	}
	params = append(params, o.Params...)
	if o.RFC2047Name && o.Filename != "" {
		words, err := charsetOf("utf-8").HeaderEncodeLines(o.Filename, func(int) int { return mostWord })
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
	fresh.fields = append(fresh.fields, field{name: "Content-Transfer-Encoding", value: o.CTE})
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
	m.ClearContent()
	if !m.Has("MIME-Version") {
		m.fields = append(m.fields, field{name: "MIME-Version", value: "1.0"})
	}
	m.fields = append(m.fields, fresh.fields...)
	return nil
}

func contentHeader(f field) bool {
	return len(f.name) >= 8 && strings.EqualFold(f.name[:8], "content-")
}

// ClearContent removes the payload, and the headers whose names begin with
// "Content-": clear_content.
func (m *Message) ClearContent() {
	m.fields = slices.DeleteFunc(m.fields, contentHeader)
	m.text, m.hasText, m.raw, m.multi, m.parts, m.source = "", false, false, false, nil, nil
	m.Preamble, m.Epilogue = nil, nil
}

// Clear removes everything: clear.
func (m *Message) Clear() {
	m.fields = nil
	m.ClearContent()
}

// makeMultipart moves the content into the first part of a multipart.
func (m *Message) makeMultipart(subtype string, not ...string) error {
	if m.GetContentMaintype() == "multipart" {
		have := m.GetContentSubtype()
		if have == subtype || slices.Contains(not, have) {
			return &Error{Kind: ErrMultipartConversion, Op: "make_" + subtype, Input: have,
				Reason: "Cannot convert " + have + " to " + subtype + ": call it on a part, or before the message holds parts of that kind"}
		}
	}
	var parts []*Message
	if m.hasText || m.multi || m.source != nil {
		part := NewMessage()
		part.text, part.hasText, part.raw, part.multi, part.parts, part.source = m.text, m.hasText, m.raw, m.multi, m.parts, m.source
		for _, f := range m.fields {
			if contentHeader(f) {
				part.fields = append(part.fields, f)
			}
		}
		parts = append(parts, part)
	}
	m.ClearContent()
	if !m.Has("MIME-Version") {
		m.fields = append(m.fields, field{name: "MIME-Version", value: "1.0"})
	}
	m.fields = append(m.fields, field{name: "Content-Type", value: "multipart/" + subtype})
	m.parts, m.multi = parts, true
	return nil
}

// MakeRelated turns the message into multipart/related, with its content as the
// first part: make_related. Errors: ErrMultipartConversion.
func (m *Message) MakeRelated() error { return m.makeMultipart("related", "alternative", "mixed") }

// MakeAlternative turns the message into multipart/alternative: make_alternative.
func (m *Message) MakeAlternative() error { return m.makeMultipart("alternative", "mixed") }

// MakeMixed turns the message into multipart/mixed: make_mixed.
func (m *Message) MakeMixed() error { return m.makeMultipart("mixed") }

// addPart adds a part, after turning the message into a multipart of the subtype.
func (m *Message) addPart(subtype string, part *Message, turn func() error) error {
	if m.GetContentMaintype() != "multipart" || m.GetContentSubtype() != subtype {
		if err := turn(); err != nil {
			return err
		}
	}
	return m.Attach(part)
}

// part makes a part of text or data.
func newPart(set func(*Message) error) (*Message, error) {
	p := NewMessage()
	if err := set(p); err != nil {
		return nil, err
	}
	p.Del("MIME-Version") // it belongs to the message alone
	return p, nil
}

// AddAlternative adds another form of the text, the better one last:
// add_alternative. Errors: ErrMultipartConversion where attachments were added
// before.
func (m *Message) AddAlternative(text string, opts *ContentOptions) error {
	p, err := newPart(func(p *Message) error { return p.SetContent(text, opts) })
	if err != nil {
		return err
	}
	return m.addPart("alternative", p, m.MakeAlternative)
}

// AddRelated adds data that the content shows, such as a picture of an HTML text:
// add_related. It is "inline" unless the options say otherwise, and the HTML names it
// as "cid:" and the CID without angle brackets. On a message with alternatives, call
// it on the part that is HTML: see [Message.GetBody]. Errors: ErrMultipartConversion.
func (m *Message) AddRelated(data []byte, ctype string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.Disposition == "" {
		o.Disposition = "inline"
	}
	p, err := newPart(func(p *Message) error { return p.SetContentBytes(data, ctype, &o) })
	if err != nil {
		return err
	}
	return m.addPart("related", p, m.MakeRelated)
}

// AddAttachment adds data as an attachment: add_attachment.
func (m *Message) AddAttachment(data []byte, ctype string, opts *ContentOptions) error {
	o := contentOptions(opts)
	if o.Disposition == "" {
		o.Disposition = "attachment"
	}
	p, err := newPart(func(p *Message) error { return p.SetContentBytes(data, ctype, &o) })
	if err != nil {
		return err
	}
	return m.addPart("mixed", p, m.MakeMixed)
}

// AddAttachmentReader adds an attachment that is read when the message is written, in
// base64, so that a large file never stands in memory. It is opened once for each
// writing, and closed.
func (m *Message) AddAttachmentReader(open func() (io.ReadCloser, error), ctype string, opts *ContentOptions) error {
	if open == nil {
		return &Error{Kind: ErrValue, Op: "attachment", Reason: "a function that opens the data is needed"}
	}
	o := contentOptions(opts)
	o.CTE = "base64"
	if o.Disposition == "" {
		o.Disposition = "attachment"
	}
	p, err := newPart(func(p *Message) error { return p.setContentHeaders(ctype, &o) })
	if err != nil {
		return err
	}
	p.hasText, p.source = true, &source{open: open}
	return m.addPart("mixed", p, m.MakeMixed)
}

// GetBody is the part that is best shown as the body: get_body. preferences are
// "related", "html" and "plain", best first; none are those three. It is nil where
// there is no such part.
func (m *Message) GetBody(preferences ...string) *Message {
	if len(preferences) == 0 {
		preferences = []string{"related", "html", "plain"}
	}
	best := len(preferences)
	var body *Message
	m.candidates(preferences, func(rank int, p *Message) {
		if rank < best {
			best, body = rank, p
		}
	})
	return body
}

func (m *Message) candidates(preferences []string, found func(int, *Message)) {
	if m == nil || m.IsAttachment() {
		return
	}
	switch main, sub := m.GetContentMaintype(), m.GetContentSubtype(); {
	case main == "text":
		if i := slices.Index(preferences, sub); i >= 0 {
			found(i, m)
		}
	case main != "multipart" || !m.multi:
	case sub != "related":
		for _, p := range m.parts {
			p.candidates(preferences, found)
		}
	default:
		if i := slices.Index(preferences, "related"); i >= 0 {
			found(i, m)
		}
		if root := m.root(); root != nil {
			root.candidates(preferences, found)
		}
	}
}

// root is the part of a multipart/related that the others belong to.
func (m *Message) root() *Message {
	if start, ok := m.GetParam("start", nil); ok {
		for _, p := range m.parts {
			if p.Get("content-id") == start {
				return p
			}
		}
	}
	if len(m.parts) > 0 {
		return m.parts[0]
	}
	return nil
}

// IterParts yields the parts of a multipart: iter_parts.
func (m *Message) IterParts() iter.Seq[*Message] { return slices.Values(m.Parts()) }

// IterAttachments yields the parts that are not the body: iter_attachments.
func (m *Message) IterAttachments() iter.Seq[*Message] {
	return func(yield func(*Message) bool) {
		if m.GetContentMaintype() != "multipart" || m.GetContentSubtype() == "alternative" {
			return
		}
		parts := slices.Clone(m.Parts())
		if m.GetContentSubtype() == "related" {
			root := m.root()
			for _, p := range parts {
				if p != root && !yield(p) {
					return
				}
			}
			return
		}
		var seen []string
		for _, p := range parts {
			// The first part of each kind of text is taken to be the body.
			if main := p.GetContentMaintype(); (main == "text" || p.GetContentType() == "multipart/alternative" || p.GetContentType() == "multipart/related") &&
				!p.IsAttachment() && !slices.Contains(seen, bodyKind(p)) {
				if len(seen) == 0 || main == "text" {
					seen = append(seen, bodyKind(p))
					continue
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

func bodyKind(p *Message) string {
	if p.GetContentMaintype() == "text" {
		return p.GetContentSubtype()
	}
	return "multipart"
}
