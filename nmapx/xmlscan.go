package nmapx

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode"
	"unicode/utf8"
)

// Bounds on what one piece of XML may cost. nmap comes nowhere near them.
const (
	maxTag   = 64 << 20 // bytes of one tag; a script's whole output is an attribute
	maxDepth = 256      // elements inside one another
)

// A token is one piece of XML. Its parts are valid until the next is read.
type token struct {
	kind  tokenKind
	name  []byte
	attrs []attribute
}

type tokenKind uint8

const (
	startTag tokenKind = iota
	endTag
	endOfDocument
)

// An attribute has references replaced and white space normalised, as XML
// orders.
type attribute struct{ name, value []byte }

// attr returns the value of an attribute, and whether it is there.
func (t *token) attr(name string) ([]byte, bool) {
	for i := range t.attrs {
		if string(t.attrs[i].name) == name {
			return t.attrs[i].value, true
		}
	}
	return nil, false
}

// An xmlScanner reads XML piece by piece from a reader that may deliver it
// slowly. It is as strict as any XML parser, but reads no entity definitions,
// which nmap never writes and which could make a small document huge.
type xmlScanner struct {
	r     io.Reader
	buf   []byte
	pos   int   // of the next byte to be looked at
	end   int   // of what has been read
	base  int64 // offset of buf[0] in the document
	lines int   // line ends before buf[0]
	ended error // what the reader said at its end

	stack   []string // names of open elements
	names   pool
	stuck   bool // what is at pos cannot be read
	closing bool // the last tag was an empty element, its end is due
	seen    seen
	text    []byte // character data since the last tag, when wanted
	want    bool

	token   token
	scratch []byte // values that differ from the bytes they came from
}

// seen tells what a document has had so far, outside its root element.
type seen struct{ anything, doctype, root bool }

func newXMLScanner(r io.Reader) *xmlScanner {
	return &xmlScanner{r: r, buf: make([]byte, 64<<10)}
}

// errMore says that what is buffered ends within a token.
var errMore = errors.New("more input needed")

// syntaxError is a breach of XML's rules at a place in the buffer.
type syntaxError struct {
	at     int
	reason string
}

func (e *syntaxError) Error() string { return e.reason }

func wrong(at int, format string, args ...any) error {
	return &syntaxError{at, fmt.Sprintf(format, args...)}
}

// next reads up to and including the next tag. Character data before it is
// kept in s.text if s.want is set.
func (s *xmlScanner) next() (*token, error) {
	if s.closing {
		s.closing = false
		return s.leave(s.token.name, s.pos)
	}
	s.text = s.text[:0]
	for {
		t, n, err := s.piece(s.buf[s.pos:s.end])
		switch {
		case err == nil:
			s.pos += n
			if t != nil {
				return t, nil
			}
		case err == errMore && s.ended == nil:
			// A long tag is read anew only when it has grown by much, lest its
			// cost grow with the square of its length.
			enough := s.end - s.pos + 1
			if enough > 64<<10 {
				enough += enough / 4
			}
			for s.end-s.pos < enough && s.ended == nil {
				if err := s.fill(); err != nil {
					return nil, s.fault(0, err.Error(), false)
				}
			}
		case err == errMore:
			return s.finish()
		default:
			var e *syntaxError
			if errors.As(err, &e) {
				return nil, s.fault(e.at, e.reason, false)
			}
			return nil, s.fault(0, err.Error(), false)
		}
	}
}

// finish judges a document at whose end something is still open.
func (s *xmlScanner) finish() (*token, error) {
	switch {
	case s.ended != io.EOF:
		return nil, s.fault(s.end-s.pos, s.ended.Error(), true)
	case s.pos < s.end && s.buf[s.pos] == '<':
		return nil, s.fault(s.end-s.pos, "ends within a piece of markup", true)
	case len(s.stack) > 0:
		return nil, s.fault(s.end-s.pos, fmt.Sprintf("ends before </%s>", s.stack[len(s.stack)-1]), true)
	case !s.seen.root:
		return nil, s.fault(s.end-s.pos, "ends before the first element", true)
	}
	s.token = token{kind: endOfDocument}
	return &s.token, nil
}

// fault makes an error of something at an offset from the current position.
func (s *xmlScanner) fault(at int, reason string, truncated bool) *XMLError {
	place := min(s.pos+at, s.end)
	s.stuck = true
	return &XMLError{
		Offset:    s.base + int64(place),
		Line:      1 + s.lines + bytes.Count(s.buf[:place], []byte{'\n'}),
		Reason:    reason,
		Truncated: truncated,
	}
}

// fill reads more into the buffer, behind what has not been consumed.
func (s *xmlScanner) fill() error {
	if s.pos > 0 {
		s.lines += bytes.Count(s.buf[:s.pos], []byte{'\n'})
		s.base += int64(s.pos)
		s.end = copy(s.buf, s.buf[s.pos:s.end])
		s.pos = 0
	}
	if s.end == len(s.buf) {
		if len(s.buf) >= maxTag {
			return fmt.Errorf("a piece of markup is longer than %d MB", maxTag>>20)
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if err != nil {
			s.ended = err
			return nil
		}
		if n > 0 {
			return nil
		}
	}
	s.ended = io.ErrNoProgress
	return nil
}

// piece reads one piece of the document at the start of b: n bytes of it, and a
// token if the piece was a tag.
func (s *xmlScanner) piece(b []byte) (t *token, n int, err error) {
	if len(b) == 0 {
		return nil, 0, errMore
	}
	if b[0] != '<' {
		n, err := s.characters(b)
		return nil, n, err
	}
	if len(b) < 2 {
		return nil, 0, errMore
	}
	switch b[1] {
	case '/':
		return s.finishTag(b)
	case '?':
		n, err = s.instruction(b)
	case '!':
		n, err = s.declaration(b)
	default:
		return s.start(b)
	}
	if err == nil {
		s.seen.anything = true
	}
	return nil, n, err
}

// characters reads character data up to the next markup.
func (s *xmlScanner) characters(b []byte) (int, error) {
	n := bytes.IndexByte(b, '<')
	whole := n >= 0
	if !whole {
		n = len(b)
	}
	if len(s.stack) == 0 {
		for i, c := range b[:n] {
			if !isSpace(c) {
				if i == 0 && s.base == 0 && s.pos == 0 {
					if bom := []byte("\ufeff"); bytes.HasPrefix(b, bom) {
						return len(bom), nil
					} else if len(b) < len(bom) && s.ended == nil {
						return 0, errMore
					}
				}
				return 0, wrong(i, "expected an element, found %q", clip(b[i:]))
			}
		}
		s.seen.anything = true
		return n, nil
	}
	if !whole {
		// What is undecided at the end waits: a reference, "]]>", a rune.
		return s.charactersSoFar(b)
	}
	return n, s.checkText(b[:n])
}

func (s *xmlScanner) charactersSoFar(b []byte) (int, error) {
	n := max(0, len(b)-2)
	for n > 0 && (b[n-1] >= utf8.RuneSelf || b[n-1] == ']' || b[n-1] == '\r') {
		n--
	}
	if i := bytes.LastIndexByte(b[:n], '&'); i >= 0 && bytes.IndexByte(b[i:n], ';') < 0 {
		n = i
	}
	if n == 0 || s.ended != nil {
		return 0, errMore
	}
	return n, s.checkText(b[:n])
}

func (s *xmlScanner) checkText(b []byte) error {
	if i := bytes.Index(b, []byte("]]>")); i >= 0 {
		return wrong(i, "]]> in character data")
	}
	if !s.want {
		_, err := unescape(nil, b, false, false)
		return err
	}
	var err error
	s.text, err = unescape(s.text, b, false, true)
	return err
}

// start reads a start tag.
func (s *xmlScanner) start(b []byte) (*token, int, error) {
	n, err := name(b, 1)
	if err != nil {
		return nil, 0, err
	}
	if len(s.stack) == 0 && s.seen.root {
		return nil, 0, wrong(0, "a second root element")
	}
	s.token.kind, s.token.name, s.token.attrs = startTag, b[1:n], s.token.attrs[:0]
	s.scratch = s.scratch[:0]
	for {
		i := skipSpace(b, n)
		if i >= len(b) {
			return nil, 0, errMore
		}
		switch {
		case b[i] == '>':
			return s.enter(i + 1)
		case b[i] == '/':
			if i+1 >= len(b) {
				return nil, 0, errMore
			}
			if b[i+1] != '>' {
				return nil, 0, wrong(i, "a slash within <%s>", s.token.name)
			}
			s.closing = true
			return s.enter(i + 2)
		case i == n:
			return nil, 0, wrong(i, "expected white space in <%s>, found %q", s.token.name, clip(b[i:]))
		}
		if n, err = s.attribute(b, i); err != nil {
			return nil, 0, err
		}
	}
}

func (s *xmlScanner) enter(n int) (*token, int, error) {
	if len(s.stack) == maxDepth {
		return nil, 0, wrong(0, "more than %d elements inside one another", maxDepth)
	}
	s.stack = append(s.stack, s.names.share(s.token.name))
	s.seen.root = true
	return &s.token, n, nil
}

// attribute reads name="value" at b[i:] and returns where it ends.
func (s *xmlScanner) attribute(b []byte, i int) (int, error) {
	n, err := name(b, i)
	if err != nil {
		return 0, err
	}
	label := b[i:n]
	if n = skipSpace(b, n); n >= len(b) {
		return 0, errMore
	}
	if b[n] != '=' {
		return 0, wrong(n, "expected = after %s in <%s>, found %q", label, s.token.name, clip(b[n:]))
	}
	if n = skipSpace(b, n+1); n >= len(b) {
		return 0, errMore
	}
	quote := b[n]
	if quote != '"' && quote != '\'' {
		return 0, wrong(n, "expected a quoted value of %s in <%s>, found %q", label, s.token.name, clip(b[n:]))
	}
	n++
	length := bytes.IndexByte(b[n:], quote)
	value := b[n:]
	if length >= 0 {
		value = b[n : n+length]
	}
	if !plain(value) {
		if length < 0 {
			// What is there already may be wrong, and then its end may be far off.
			if i := bytes.IndexByte(value, '<'); i >= 0 {
				return 0, wrong(n+i, "< in the value of %s in <%s>", label, s.token.name)
			}
			return 0, errMore
		}
		before := len(s.scratch)
		if s.scratch, err = unescape(s.scratch, value, true, true); err != nil {
			var e *syntaxError
			if errors.As(err, &e) {
				e.at += n
			}
			return 0, err
		}
		value = s.scratch[before:len(s.scratch):len(s.scratch)]
	} else if length < 0 {
		return 0, errMore
	}
	for k := range s.token.attrs {
		if bytes.Equal(s.token.attrs[k].name, label) {
			return 0, wrong(i, "%s stands twice in <%s>", label, s.token.name)
		}
	}
	if len(s.token.attrs) == 64 {
		return 0, wrong(i, "more than 64 attributes in <%s>", s.token.name)
	}
	s.token.attrs = append(s.token.attrs, attribute{label, value})
	return n + length + 1, nil
}

// finishTag reads an end tag.
func (s *xmlScanner) finishTag(b []byte) (*token, int, error) {
	n, err := name(b, 2)
	if err != nil {
		return nil, 0, err
	}
	i := skipSpace(b, n)
	if i >= len(b) {
		return nil, 0, errMore
	}
	if b[i] != '>' {
		return nil, 0, wrong(i, "expected > in </%s, found %q", b[2:n], clip(b[i:]))
	}
	t, err := s.leave(b[2:n], 0)
	return t, i + 1, err
}

func (s *xmlScanner) leave(name []byte, at int) (*token, error) {
	if len(s.stack) == 0 {
		return nil, wrong(at, "</%s> without a beginning", name)
	}
	open := s.stack[len(s.stack)-1]
	if string(name) != open {
		return nil, wrong(at, "</%s> where </%s> was expected", name, open)
	}
	s.stack = s.stack[:len(s.stack)-1]
	s.token.kind, s.token.name, s.token.attrs = endTag, name, s.token.attrs[:0]
	return &s.token, nil
}

// instruction reads <?...?>, among them the XML declaration.
func (s *xmlScanner) instruction(b []byte) (int, error) {
	n, err := name(b, 2)
	if err != nil {
		return 0, err
	}
	length := bytes.Index(b[n:], []byte("?>"))
	if length < 0 {
		return 0, errMore
	}
	body := b[n : n+length]
	if err := legal(body, n); err != nil {
		return 0, err
	}
	if len(body) > 0 && !isSpace(body[0]) {
		return 0, wrong(n, "expected white space in <?%s", b[2:n])
	}
	if bytes.EqualFold(b[2:n], []byte("xml")) {
		if s.seen.anything || s.seen.root || string(b[2:n]) != "xml" {
			return 0, wrong(0, "an XML declaration that is not at the start of the document")
		}
		if !declared.Match(body) {
			return 0, wrong(n, "expected version=\"1.0\", and perhaps encoding and standalone in the XML declaration, found %q", clip(body))
		}
	}
	return n + length + 2, nil
}

// declaration reads comments, CDATA sections and the document type.
func (s *xmlScanner) declaration(b []byte) (int, error) {
	for _, opening := range []string{"<!--", "<![CDATA[", "<!DOCTYPE"} {
		if len(b) < len(opening) && opening[:len(b)] == string(b) {
			return 0, errMore
		}
	}
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		n := bytes.Index(b[4:], []byte("--"))
		if n < 0 || n+6 >= len(b) {
			return 0, errMore
		}
		if b[n+6] != '>' {
			return 0, wrong(n+4, "-- within a comment")
		}
		return n + 7, legal(b[4:n+4], 4)
	case bytes.HasPrefix(b, []byte("<![CDATA[")) && len(s.stack) > 0:
		n := bytes.Index(b[9:], []byte("]]>"))
		if n < 0 {
			return 0, errMore
		}
		if err := legal(b[9:9+n], 9); err != nil {
			return 0, err
		}
		if s.want {
			s.text = appendLines(s.text, b[9:9+n])
		}
		return n + 12, nil
	case bytes.HasPrefix(b, []byte("<!DOCTYPE")):
		n := bytes.IndexAny(b, ">[")
		if n < 0 {
			return 0, errMore
		}
		if s.seen.root || s.seen.doctype {
			return 0, wrong(0, "a document type that is not before the first element")
		}
		if !doctype.Match(b[9 : n+1]) {
			return 0, wrong(9, "expected a document type without definitions of its own, found %q", clip(b[9:]))
		}
		s.seen.doctype = true
		return n + 1, nil
	}
	return 0, wrong(0, "unknown markup %q", clip(b))
}

// resync gives up on an element of the report: it goes to the next tag that is
// one of those named, as if it stood directly under the root, and reports
// whether there is one.
func (s *xmlScanner) resync(root string, names ...string) bool {
	s.closing = false
	if s.stuck && s.pos < s.end {
		s.pos++ // the place of the fault itself
	}
	s.stuck = false
	for {
		for i := s.pos; i < s.end; i++ {
			j := bytes.IndexByte(s.buf[i:s.end], '<')
			if j < 0 {
				break
			}
			i += j
			for _, name := range names {
				end := i + 1 + len(name)
				if end < s.end && string(s.buf[i+1:end]) == name && (isSpace(s.buf[end]) || s.buf[end] == '>') {
					s.pos = i
					s.stack = append(s.stack[:0], root)
					return true
				}
			}
		}
		if s.ended != nil {
			s.pos = s.end
			return false
		}
		// A tag may lie across the end of what is buffered.
		s.pos = max(s.pos, s.end-32)
		if s.fill() != nil {
			return false
		}
	}
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

func skipSpace(b []byte, i int) int {
	for i < len(b) && isSpace(b[i]) {
		i++
	}
	return i
}

// name reads a name at b[i:] and returns where it ends.
func name(b []byte, i int) (int, error) {
	first := i
	for i < len(b) {
		if class[b[i]]&inName != 0 {
			i++
			continue
		}
		if b[i] < utf8.RuneSelf {
			break
		}
		if !utf8.FullRune(b[i:]) {
			return 0, errMore
		}
		r, size := utf8.DecodeRune(b[i:])
		if !unicode.IsLetter(r) && (i == first || !unicode.In(r, unicode.Nd, unicode.Mn, unicode.Mc)) {
			break
		}
		i += size
	}
	if i > first && b[first] < utf8.RuneSelf && class[b[first]]&startsName == 0 {
		return 0, wrong(first, "expected a name, found %q", clip(b[first:]))
	}
	switch {
	case i == len(b):
		return 0, errMore
	case i == first:
		return 0, wrong(i, "expected a name, found %q", clip(b[i:]))
	}
	return i, nil
}

// clip shortens what an error quotes.
func clip(b []byte) []byte { return b[:min(len(b), 24)] }
