package email

import (
	"maps"
	"strings"
)

// A ContentManager makes contents of parts, and parts of contents, by handlers:
// contentmanager.ContentManager. The zero value has none; [RawDataManager] gives the
// standard ones. It may be used by several goroutines once it is made.
type ContentManager struct {
	get map[string]GetHandler
	set map[ContentKind]SetHandler
}

// A GetHandler makes a content of a part.
type GetHandler func(*Message) (any, error)

// A SetHandler makes a message one of a content. The message has no content when it
// is called.
type SetHandler func(m *Message, content any, opts *ContentOptions) error

// A ContentKind is a kind of contents: what stands for the type of an object in
// add_set_handler.
type ContentKind int

// Kinds of contents. What a program makes of its own is OtherContent, and
// ContentManager.SetContent takes any value of it.
const (
	TextContent    ContentKind = iota // string
	BytesContent                      // []byte; its Subtype option is "main/sub"
	MessageContent                    // *Message
	OtherContent                      // anything else
)

// RawDataManager makes a manager of the standard handlers: raw_data_manager. A text
// is a string, a message/rfc822 and a message/external-body a *Message, anything else
// []byte.
func RawDataManager() *ContentManager {
	c := &ContentManager{}
	c.AddGetHandler("text", func(m *Message) (any, error) { return m.ContentText() })
	for _, main := range []string{"audio", "image", "video", "application"} {
		c.AddGetHandler(main, func(m *Message) (any, error) {
			p, _ := m.Content()
			return p, nil
		})
	}
	inner := func(m *Message) (*Message, error) {
		if len(m.Parts()) == 0 {
			return nil, &Error{Kind: ErrValue, Op: "content", Input: m.GetContentType(), Reason: "holds no message"}
		}
		return m.Parts()[0], nil
	}
	for _, sub := range []string{"rfc822", "external-body"} {
		c.AddGetHandler("message/"+sub, func(m *Message) (any, error) { return inner(m) })
	}
	c.AddGetHandler("message", func(m *Message) (any, error) {
		in, err := inner(m)
		if err != nil {
			return nil, err
		}
		return in.AsBytes(nil)
	})
	c.AddSetHandler(TextContent, func(m *Message, content any, opts *ContentOptions) error {
		return m.SetContent(content.(string), opts)
	})
	c.AddSetHandler(BytesContent, func(m *Message, content any, opts *ContentOptions) error {
		o := contentOptions(opts)
		ctype := o.Subtype
		if ctype == "" {
			ctype = "application/octet-stream"
		}
		return m.SetContentBytes(content.([]byte), ctype, &o)
	})
	c.AddSetHandler(MessageContent, func(m *Message, content any, opts *ContentOptions) error {
		return m.SetContentMessage(content.(*Message), opts)
	})
	return c
}

// AddGetHandler sets the handler of a type "main/sub", of every type "main", or of
// all with "": add_get_handler. It is for a manager that nobody uses yet.
func (c *ContentManager) AddGetHandler(key string, handler GetHandler) {
	if c == nil {
		return
	}
	if c.get == nil {
		c.get = map[string]GetHandler{}
	}
	c.get[key] = handler
}

// AddSetHandler sets the handler of a kind of contents: add_set_handler. It is for a
// manager that nobody uses yet.
func (c *ContentManager) AddSetHandler(kind ContentKind, handler SetHandler) {
	if c == nil {
		return
	}
	if c.set == nil {
		c.set = map[ContentKind]SetHandler{}
	}
	c.set[kind] = handler
}

// Clone is a manager with the same handlers, to which others can be added.
func (c *ContentManager) Clone() *ContentManager {
	if c == nil {
		return RawDataManager()
	}
	return &ContentManager{get: maps.Clone(c.get), set: maps.Clone(c.set)}
}

// GetContent makes a content of a part by the handler of its type: get_content. No
// handler is an error, ErrValue.
func (c *ContentManager) GetContent(m *Message) (any, error) {
	if m == nil {
		return nil, &Error{Kind: ErrValue, Op: "content", Reason: "no message"}
	}
	if c == nil {
		c = RawDataManager()
	}
	for _, key := range []string{m.GetContentType(), m.GetContentMaintype(), ""} {
		if h := c.get[key]; h != nil {
			return h(m)
		}
	}
	return nil, &Error{Kind: ErrValue, Op: "content", Input: m.GetContentType(), Reason: "no handler for the type"}
}

// SetContent makes a message one of a content by the handler of its kind:
// set_content. No handler is an error, ErrValue; so is a multipart,
// ErrMultipartConversion.
func (c *ContentManager) SetContent(m *Message, content any, opts *ContentOptions) error {
	if m == nil {
		return &Error{Kind: ErrValue, Op: "content", Reason: "no message"}
	}
	if c == nil {
		c = RawDataManager()
	}
	if m.GetContentMaintype() == "multipart" {
		return &Error{Kind: ErrMultipartConversion, Op: "set_content", Reason: "set_content not valid on multipart"}
	}
	kind := OtherContent
	switch content.(type) {
	case string:
		kind = TextContent
	case []byte:
		kind = BytesContent
	case *Message:
		kind = MessageContent
	}
	h := c.set[kind]
	if h == nil {
		h = c.set[OtherContent]
	}
	if h == nil {
		return &Error{Kind: ErrValue, Op: "content", Reason: "no handler for contents of this kind"}
	}
	m.ClearContent()
	return h(m, content, opts)
}

// GetContent is the content of the part as the manager of its policy makes it:
// get_content. Of the standard handlers, a text is a string, a message a *Message,
// anything else []byte; a multipart has none, ErrValue.
func (m *Message) GetContent() (any, error) { return m.Policy().Contents.GetContent(m) }

// IterLines yields the lines of the text payloads of the message and its parts, line
// ends left on: iterators.body_line_iterator. decode takes the encodings off.
func (m *Message) IterLines(opts *LinesOptions) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for p := range m.Walk() {
			text := p.Payload()
			if p.IsMultipart() || text == "" {
				continue
			}
			if opts != nil && opts.Decode {
				content, _ := p.Content()
				text = string(content)
			}
			for _, line := range strings.SplitAfter(text, "\n") {
				if line != "" && !yield(line) {
					return
				}
			}
		}
	}
}

// LinesOptions for [Message.IterLines]. The zero value, or nil, is Python's.
type LinesOptions struct {
	Decode bool // take the encodings of the payloads off
}
