package email

import (
	"iter"
	"slices"
)

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
		if m.GetContentSubtype() == "related" {
			root := m.root()
			for _, p := range m.Parts() {
				if p != root && !yield(p) {
					return
				}
			}
			return
		}
		// The first part of each kind of body is taken to be the body.
		var seen []string
		for _, p := range m.Parts() {
			sub := p.GetContentSubtype()
			if slices.Contains(bodyTypes, p.GetContentType()) && !p.IsAttachment() && !slices.Contains(seen, sub) {
				seen = append(seen, sub)
				continue
			}
			if !yield(p) {
				return
			}
		}
	}
}

// bodyTypes are what a body may be.
var bodyTypes = []string{"text/plain", "text/html", "multipart/related", "multipart/alternative"}
