package email

import (
	"encoding/binary"
	"io"
	"os"
	"slices"
	"strings"
	"unicode/utf8"
)

// mostDepth is how deep messages may be nested. What is deeper is left as text, with
// a defect.
const mostDepth = 100

// Bounds of what a message may be taken apart into. What goes beyond them is text,
// with a defect: a line of two bytes must not cost a part of hundreds.
const (
	mostParts   = 100_000 // of a message and all its parts
	mostHeaders = 100_000 // lines of one header
)

// ParseOptions for reading messages. The zero value, or nil, is Python's.
type ParseOptions struct {
	HeadersOnly bool // leave the body as one text

	// Policy is that of the message and its parts; nil is [Compat32].
	Policy *Policy
}

// MessageFromBytes reads a message: message_from_bytes, BytesParser.parsebytes. Any
// bytes are a message; what is wrong with them is in its Defects.
func MessageFromBytes(data []byte, opts *ParseOptions) *Message {
	// Of ASCII, no byte can be of an unknown set.
	return parse(string(data), !asciiBytes(data), opts)
}

func asciiBytes(p []byte) bool {
	for len(p) >= 8 {
		if binary.LittleEndian.Uint64(p)&0x8080808080808080 != 0 {
			return false
		}
		p = p[8:]
	}
	return ascii(string(p))
}

// MessageFromString reads a message from text: message_from_string,
// Parser.parsestr. Characters beyond ASCII in its headers are characters, not
// bytes of an unknown set.
func MessageFromString(text string, opts *ParseOptions) *Message {
	return parse(text, !utf8.ValidString(text), opts)
}

// MessageFromReader reads a message to the end of a reader:
// message_from_binary_file, BytesParser.parse.
func MessageFromReader(r io.Reader, opts *ParseOptions) (*Message, error) {
	data, err := io.ReadAll(r)
	if err != nil {
		return nil, &Error{Kind: ErrMessage, Op: "read", Err: err}
	}
	return checkedMessage(MessageFromBytes(data, opts))
}

// checkedMessage refuses a message with defects where its policy says so.
func checkedMessage(m *Message) (*Message, error) {
	if m.Policy().RaiseOnDefect {
		if err := m.Check(); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// ReadFile reads a message from a file: a ".eml".
func ReadFile(path string, opts *ParseOptions) (*Message, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: ErrMessage, Op: "read", Input: path, Err: err}
	}
	return checkedMessage(MessageFromBytes(data, opts))
}

// A FeedParser reads a message that comes in pieces: feedparser.BytesFeedParser. The
// zero value is ready.
type FeedParser struct {
	opts ParseOptions
	data strings.Builder
}

// NewFeedParser makes a parser: BytesFeedParser().
func NewFeedParser(opts *ParseOptions) *FeedParser {
	f := &FeedParser{}
	if opts != nil {
		f.opts = *opts
	}
	return f
}

// Feed takes a piece.
func (f *FeedParser) Feed(data []byte) {
	if f != nil {
		f.data.Write(data)
	}
}

// Close ends the message, and gives it.
func (f *FeedParser) Close() *Message {
	if f == nil {
		f = &FeedParser{}
	}
	return parse(f.data.String(), true, &f.opts)
}

func parse(text string, bytes bool, opts *ParseOptions) *Message {
	p := &parser{s: text, bytes: bytes}
	if opts != nil && opts.Policy != nil {
		policy := *opts.Policy
		p.policy = &policy
	}
	m := p.newMessage()
	p.last = m
	p.message(m, opts != nil && opts.HeadersOnly, 0)
	if m.GetContentMaintype() == "multipart" && !m.multi && (opts == nil || !opts.HeadersOnly) {
		m.defect(MultipartInvariantViolation, "")
	}
	return m
}

func (m *Message) defect(kind DefectKind, line string) {
	m.Defects = append(m.Defects, Defect{Kind: kind, Line: line})
}

// A parser reads lines up to the end of the part it is in. Payloads are slices of
// the text.
type parser struct {
	s     string
	pos   int
	bytes bool     // characters above 127 are bytes
	ends  []string // boundaries of the multiparts around, innermost last; "" ends at a blank line
	last  *Message // the message that was read last
	count int      // messages so far

	policy *Policy
}

func (p *parser) newMessage() *Message {
	p.count++
	m := NewMessage()
	m.policy, m.read = p.policy, true
	return m
}

// line reads a line with its end; "" is the end of the part.
func (p *parser) line() string {
	if p.pos == len(p.s) {
		return ""
	}
	n := lineLength(p.s[p.pos:])
	line := p.s[p.pos : p.pos+n]
	if line[0] == '-' || line[0] == '\r' || line[0] == '\n' {
		for i := len(p.ends) - 1; i >= 0; i-- {
			if p.ends[i] == "" {
				if line[0] != '-' {
					return ""
				}
			} else if ok, _, _ := boundaryLine(line, p.ends[i]); ok {
				return ""
			}
		}
	}
	p.pos += n
	return line
}

// rest reads to the end of the part. Only a line that begins with "--" can be it, but
// for the blocks of a report.
func (p *parser) rest() string {
	from := p.pos
	if slices.Contains(p.ends, "") {
		for p.line() != "" {
		}
		return p.s[from:p.pos]
	}
	at := len(p.s)
	if len(p.ends) > 0 {
		at = from
	}
	for at < len(p.s) {
		i := strings.Index(p.s[at:], "--")
		if i < 0 {
			at = len(p.s)
			break
		}
		if at += i; at == from || p.s[at-1] == '\n' || p.s[at-1] == '\r' {
			line := p.s[at : at+lineLength(p.s[at:])]
			if slices.ContainsFunc(p.ends, func(b string) bool { ok, _, _ := boundaryLine(line, b); return ok }) {
				break
			}
		}
		at += len("--")
	}
	p.pos = at
	return p.s[from:at]
}

// boundaryLine reports whether a line is a boundary, and whether it is the last one.
func boundaryLine(line, boundary string) (ok, last bool, end string) {
	rest, ok := strings.CutPrefix(line, "--")
	if !ok {
		return false, false, ""
	}
	if rest, ok = strings.CutPrefix(rest, boundary); !ok {
		return false, false, ""
	}
	rest, last = strings.CutPrefix(rest, "--")
	rest = strings.TrimLeft(rest, " \t")
	return withoutEnd(rest) == "", last, rest
}

func (p *parser) message(m *Message, headersOnly bool, depth int) {
	p.header(m)
	if headersOnly {
		p.setText(m, p.rest())
		return
	}
	switch main := m.GetContentMaintype(); {
	case main != "message" && main != "multipart":
		p.setText(m, p.rest())
	case depth >= mostDepth:
		m.defect(TooDeep, "")
		p.setText(m, p.rest())
	case p.count >= mostParts:
		m.defect(TooMany, "")
		p.setText(m, p.rest())
	case m.GetContentType() == "message/delivery-status":
		p.status(m, depth)
	case main == "message":
		p.child(m, depth)
	default:
		p.multipart(m, depth)
	}
}

func (p *parser) setText(m *Message, text string) {
	m.text, m.hasText = text, true
	m.raw = p.bytes && !ascii(text)
}

// child reads a message inside of another.
func (p *parser) child(m *Message, depth int) {
	c := p.newMessage()
	if m.GetContentType() == "multipart/digest" {
		c.defaultType = "message/rfc822"
	}
	m.parts, m.multi = append(m.parts, c), true
	p.last = c
	p.message(c, p.count >= mostParts, depth+1)
}

// headerLine tells a line of a header: "From ", a name and a colon, or a blank.
func headerLine(line string) bool {
	if line[0] == ' ' || line[0] == '\t' || strings.HasPrefix(line, "From ") {
		return true
	}
	for i := range len(line) {
		switch c := line[i]; {
		case c == ':':
			return true
		case c <= ' ' || c > '~':
			return false
		}
	}
	return false
}

// header reads the header, and the line that parts it from the body.
func (p *parser) header(m *Message) {
	type span struct{ from, to int }
	var lines []span
	for {
		from := p.pos
		line := p.line()
		if line == "" {
			break
		}
		if len(lines) == mostHeaders {
			m.defect(TooMany, "")
			p.pos = from
			break
		}
		if !headerLine(line) {
			if withoutEnd(line) != "" {
				m.defect(MissingHeaderBodySeparator, "")
				p.pos = from
			}
			break
		}
		lines = append(lines, span{from, p.pos})
	}
	name, value := "", span{}
	end := func() {
		if name != "" {
			m.fields = append(m.fields, p.field(name, p.s[value.from:value.to]))
		}
		name = ""
	}
	for i, at := range lines {
		line := p.s[at.from:at.to]
		if line[0] == ' ' || line[0] == '\t' {
			if name == "" {
				m.defect(FirstHeaderLineIsContinuation, line)
				continue
			}
			value.to = at.to
			continue
		}
		end()
		if strings.HasPrefix(line, "From ") {
			switch {
			case i == 0:
				m.unixFrom = withoutEnd(line)
			case i == len(lines)-1:
				// It belongs to the body.
				p.pos = at.from
				return
			default:
				m.defect(MisplacedEnvelopeHeader, line)
			}
			continue
		}
		colon := strings.IndexByte(line, ':')
		if colon == 0 {
			m.defect(InvalidHeader, "Missing header name.")
			continue
		}
		name, value = line[:colon], span{at.from + colon + 1, at.to}
	}
	end()
}

func (p *parser) field(name, value string) field {
	return sourceField(name, value, p.bytes)
}

// sourceField is a header as it was read.
func sourceField(name, value string, bytes bool) field {
	lead := len(value) - len(strings.TrimLeft(value, " \t"))
	text := strings.TrimRight(value[lead:], "\r\n")
	f := field{name: name, value: text, raw: bytes && !ascii(text), source: true}
	if value[:lead] != " " {
		f.more = &fieldMore{lead: value[:lead]}
	}
	return f
}

func cutColon(text string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(text, ":")
	return name, strings.TrimRight(strings.TrimLeft(value, " \t"), "\r\n"), ok
}

// status reads the blocks of a report of delivery.
func (p *parser) status(m *Message, depth int) {
	m.multi = true
	for {
		if p.count+1 >= mostParts {
			m.defect(TooMany, "")
			p.child(m, depth) // to the end of the part
			return
		}
		p.ends = append(p.ends, "")
		p.child(m, depth)
		p.ends = p.ends[:len(p.ends)-1]
		if p.line() == "" { // the blank line between two blocks
			return
		}
		from := p.pos
		if p.line() == "" {
			return
		}
		p.pos = from
	}
}

func (p *parser) multipart(m *Message, depth int) {
	boundary, ok := m.GetBoundary()
	if !ok || boundary == "" {
		m.defect(NoBoundaryInMultipart, "")
		p.setText(m, p.rest())
		return
	}
	switch m.encoding() {
	case "", "7bit", "8bit", "binary":
	default:
		m.defect(InvalidMultipartTransferEncoding, "")
	}
	ends := p.ends
	if slices.Contains(ends, boundary) {
		// A multipart around this one has the same boundary: until this one is
		// closed, it is this one's.
		p.ends = slices.DeleteFunc(slices.Clone(ends), func(b string) bool { return b == boundary })
		defer func() { p.ends = ends }()
	}
	start := p.pos
	ended := false
	begun := false
	for {
		from := p.pos
		line := p.line()
		if line == "" {
			break
		}
		ok, last, _ := boundaryLine(line, boundary)
		if !ok {
			continue
		}
		if !begun && !last {
			begun = true
			if from > start {
				preamble := withoutEnd(p.s[start:from])
				m.Preamble = &preamble
			}
		}
		if last {
			ended = true
			break
		}
		p.parts(m, boundary, depth)
	}
	if !begun {
		m.defect(StartBoundaryNotFound, "")
		p.setText(m, p.s[start:p.pos])
		p.rest()
		empty := ""
		m.Epilogue = &empty
		return
	}
	p.last, p.ends = m, ends
	if !ended {
		m.defect(CloseBoundaryNotFound, "")
		return
	}
	from := p.pos
	p.rest()
	epilogue := p.s[from:p.pos]
	m.Epilogue = &epilogue
}

// parts reads one part, after its boundary.
func (p *parser) parts(m *Message, boundary string, depth int) {
	for { // a boundary may stand several times
		from := p.pos
		line := p.line()
		if line == "" {
			break
		}
		if ok, _, _ := boundaryLine(line, boundary); !ok {
			p.pos = from
			break
		}
	}
	if p.count+1 >= mostParts {
		m.defect(TooMany, "")
		p.child(m, depth) // to the end of the part that m is
		p.last = m
		return
	}
	p.ends = append(p.ends, boundary)
	p.child(m, depth)
	p.ends = p.ends[:len(p.ends)-1]
	// The line end before a boundary belongs to the boundary.
	last := p.last
	if last.GetContentMaintype() == "multipart" {
		if e := last.Epilogue; e != nil {
			if *e == "" {
				last.Epilogue = nil
			} else {
				text := withoutEnd(*e)
				last.Epilogue = &text
			}
		}
	}
	if !last.multi {
		last.text = withoutEnd(last.text)
	}
	p.last = m
}
