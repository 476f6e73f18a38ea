package expect

import "bytes"

// pasteFilter takes out of a stream what shells write to turn bracketed paste on
// and off around their prompts: ESC [ ? 2004 h, and ESC [ ? 2004 l with the
// carriage return after it. What may be the beginning of one is kept until more
// has come.
type pasteFilter struct {
	rest      []byte
	returning bool // a carriage return that comes next goes too
}

var pasteMode = []byte("\x1b[?2004")

// clean returns p without the noise.
func (f *pasteFilter) clean(p []byte) []byte {
	if f == nil {
		return p
	}
	if len(f.rest) == 0 && !f.returning && bytes.IndexByte(p, '\x1b') < 0 {
		return p
	}
	p = append(f.rest, p...)
	f.rest = nil
	out := make([]byte, 0, len(p))
	for len(p) > 0 {
		if f.returning {
			f.returning = false
			if p[0] == '\r' {
				p = p[1:]
				continue
			}
		}
		at := bytes.IndexByte(p, '\x1b')
		if at < 0 {
			return append(out, p...)
		}
		out = append(out, p[:at]...)
		p = p[at:]
		switch {
		case len(p) <= len(pasteMode) && bytes.HasPrefix(pasteMode, p):
			f.rest = bytes.Clone(p)
			return out
		case bytes.HasPrefix(p, pasteMode) && p[len(pasteMode)] == 'h':
			p = p[len(pasteMode)+1:]
		case bytes.HasPrefix(p, pasteMode) && p[len(pasteMode)] == 'l':
			p = p[len(pasteMode)+1:]
			f.returning = true
		default:
			out = append(out, p[0])
			p = p[1:]
		}
	}
	return out
}
