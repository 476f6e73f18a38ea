package email

import (
	"io"
	"slices"
)

// makeMultipart moves the content into the first part of a multipart.
func (m *Message) makeMultipart(subtype string, opts *MakeOptions, not ...string) error {
	if m == nil {
		return noMessage("make_" + subtype)
	}
	if m.GetContentMaintype() == "multipart" {
		have := m.GetContentSubtype()
		if have == subtype || slices.Contains(not, have) {
			return &Error{Kind: ErrMultipartConversion, Op: "make_" + subtype, Input: have,
				Reason: "Cannot convert " + have + " to " + subtype + ": call it on a part, or before the message holds parts of that kind"}
		}
	}
	part := m.sibling()
	part.text, part.hasText, part.raw, part.multi, part.parts, part.source = m.text, m.hasText, m.raw, m.multi, m.parts, m.source
	part.Preamble, part.Epilogue = m.Preamble, m.Epilogue
	for _, f := range m.fields {
		if contentHeader(f) {
			part.fields = append(part.fields, f)
		}
	}
	m.ClearContent()
	m.multi = true
	if len(part.fields) > 0 || part.hasText || part.multi {
		m.parts = []*Message{part}
	}
	m.fields = append(m.fields, field{name: "Content-Type", value: "multipart/" + subtype, understood: m.structured()})
	if opts != nil && opts.Boundary != "" {
		return m.SetBoundary(opts.Boundary)
	}
	return nil
}

// MakeOptions for turning a message into a multipart. The zero value, or nil, is
// Python's.
type MakeOptions struct {
	Boundary string // "" makes one when the message is written
}

// MakeRelated turns the message into multipart/related, with its content as the
// first part: make_related. Errors: ErrMultipartConversion.
func (m *Message) MakeRelated(opts *MakeOptions) error {
	return m.makeMultipart("related", opts, "alternative", "mixed")
}

// MakeAlternative turns the message into multipart/alternative: make_alternative.
func (m *Message) MakeAlternative(opts *MakeOptions) error {
	return m.makeMultipart("alternative", opts, "mixed")
}

// MakeMixed turns the message into multipart/mixed: make_mixed.
func (m *Message) MakeMixed(opts *MakeOptions) error {
	return m.makeMultipart("mixed", opts)
}

// addPart adds a part, after turning the message into a multipart of the subtype.
func (m *Message) addPart(subtype string, part *Message, turn func(*MakeOptions) error) error {
	if m.GetContentMaintype() != "multipart" || m.GetContentSubtype() != subtype {
		if err := turn(nil); err != nil {
			return err
		}
	}
	return m.Attach(part)
}

// newPart makes a part, sets its content, and says how it is shown unless the content
// says so.
func (m *Message) newPart(disposition string, set func(*Message) error) (*Message, error) {
	if m == nil {
		return nil, noMessage("add")
	}
	p := m.sibling()
	if err := set(p); err != nil {
		return nil, err
	}
	if disposition != "" && !p.Has("Content-Disposition") {
		return p, p.Add("Content-Disposition", disposition)
	}
	return p, nil
}

// AddAlternative adds another form of the text, the better one last:
// add_alternative. Errors: ErrMultipartConversion where attachments were added
// before.
func (m *Message) AddAlternative(text string, opts *ContentOptions) error {
	p, err := m.newPart("", func(p *Message) error { return p.SetContent(text, opts) })
	if err != nil {
		return err
	}
	return m.addPart("alternative", p, m.MakeAlternative)
}

// AddRelated adds data that the content shows, such as a picture of an HTML text:
// add_related. It is "inline" unless the options say otherwise or name a file, which
// makes it an attachment, as in Python; the HTML names it as "cid:" and the CID
// without angle brackets. On a message with alternatives, call
// it on the part that is HTML: see [Message.GetBody]. Errors: ErrMultipartConversion.
func (m *Message) AddRelated(data []byte, ctype string, opts *ContentOptions) error {
	p, err := m.newPart("inline", func(p *Message) error { return p.SetContentBytes(data, ctype, opts) })
	if err != nil {
		return err
	}
	return m.addPart("related", p, m.MakeRelated)
}

// AddAttachment adds data as an attachment: add_attachment.
func (m *Message) AddAttachment(data []byte, ctype string, opts *ContentOptions) error {
	p, err := m.newPart("attachment", func(p *Message) error { return p.SetContentBytes(data, ctype, opts) })
	if err != nil {
		return err
	}
	return m.addPart("mixed", p, m.MakeMixed)
}

// AddAttachmentMessage adds a message as an attachment: add_attachment(message). See
// [Message.SetContentMessage].
func (m *Message) AddAttachmentMessage(message *Message, opts *ContentOptions) error {
	p, err := m.newPart("attachment", func(p *Message) error { return p.SetContentMessage(message, opts) })
	if err != nil {
		return err
	}
	return m.addPart("mixed", p, m.MakeMixed)
}

// AddAttachmentText adds text as an attachment: add_attachment(str). See
// [Message.SetContent].
func (m *Message) AddAttachmentText(text string, opts *ContentOptions) error {
	p, err := m.newPart("attachment", func(p *Message) error { return p.SetContent(text, opts) })
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
	p, err := m.newPart("attachment", func(p *Message) error { return p.setContentHeaders(ctype, &o) })
	if err != nil {
		return err
	}
	p.hasText, p.source = true, &source{open: open}
	return m.addPart("mixed", p, m.MakeMixed)
}
