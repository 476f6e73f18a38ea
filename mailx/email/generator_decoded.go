package email

import (
	"bufio"
	"io"
)

// DecodedOptions for [Message.EncodeDecoded]. The zero value, or nil, is Python's.
type DecodedOptions struct {
	Policy *Policy // of the header; nil is the message's own

	// Omitted is what stands for a part that is no text: fmt. Nil is
	// "[Non-text (type) part of message omitted, filename name]".
	Omitted func(part *Message) string
}

// EncodeDecoded writes the message for a person who reads it in a terminal:
// generator.DecodedGenerator. After the header come the texts of its parts, decoded,
// each with a line end after it, and a line for every other part that is no multipart.
// With a policy of AsPython the texts stay in their encodings, as Python leaves them.
func (m *Message) EncodeDecoded(w io.Writer, opts *DecodedOptions) error {
	o := DecodedOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Omitted == nil {
		o.Omitted = omitted
	}
	if m == nil {
		return &Error{Kind: ErrValue, Op: "encode", Reason: "no message"}
	}
	p := m.Policy()
	if o.Policy != nil {
		p = *o.Policy
	}
	g := &generator{w: bufio.NewWriter(w), policy: p, nl: p.linesep(), asText: true}
	g.policy.SevenBit = true
	for _, f := range m.fields {
		text, err := g.fold(f)
		if err != nil {
			return err
		}
		g.put(text, g.nl)
	}
	g.put(g.nl)
	if p.AsPython {
		g.nl = "\n" // whatever the policy says
	}
	for part := range m.Walk() {
		switch part.GetContentMaintype() {
		case "multipart":
			continue
		case "text":
			text := part.Payload()
			if !p.AsPython {
				var err error
				if text, err = part.ContentText(); err != nil {
					content, _ := part.Content()
					text = replaceInvalid(content)
				}
			}
			g.around(text)
		default:
			g.lines(o.Omitted(part))
		}
		g.put(g.nl)
	}
	if g.err != nil {
		return g.err
	}
	return g.w.Flush()
}

// omitted is the line that stands for a part.
func omitted(part *Message) string {
	name, ok := part.GetFilename()
	if !ok {
		name = "[no filename]"
	}
	return "[Non-text (" + part.GetContentType() + ") part of message omitted, filename " + name + "]"
}
