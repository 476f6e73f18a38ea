package rrd

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// An xmlReader reads the XML of dumps: elements and text. Comments, the
// declaration, the document type and attributes mean nothing here.
type xmlReader struct {
	r    *bufio.Reader
	line int
	open []string // elements that are open, in lower case
	text []byte
}

// Bounds of what a dump may hold.
const (
	mostXMLDepth = 16
	mostXMLText  = 1 << 16
)

func (x *xmlReader) fail(format string, args ...any) error {
	return &Error{Kind: ErrSyntax, Reason: fmt.Sprintf("line %d: ", x.line) + fmt.Sprintf(format, args...)}
}

func (x *xmlReader) byte() (byte, error) {
	c, err := x.r.ReadByte()
	if c == '\n' {
		x.line++
	}
	if err == io.EOF {
		return 0, x.fail("the document ends early")
	}
	if err != nil {
		return 0, &Error{Kind: ErrOperational, Reason: fmt.Sprintf("line %d: %v", x.line, err), Err: err}
	}
	return c, nil
}

// errEnd is the end of the element that is being read.
var errEnd = errors.New("end of element")

// next moves on to the next element and opens it. At the end of the one that is
// open it returns errEnd and closes that.
func (x *xmlReader) next() (string, error) {
	for {
		c, err := x.byte()
		if err != nil {
			return "", err
		}
		if isSpace(c) {
			continue
		}
		if c != '<' {
			return "", x.fail("text where an element was expected in <%s>", x.parent())
		}
		name, closing, err := x.tag()
		switch {
		case err != nil:
			return "", err
		case name == "":
			continue // a comment and the like
		case closing:
			return "", x.end(name)
		}
		return name, x.begin(name)
	}
}

func (x *xmlReader) begin(name string) error {
	if len(x.open) >= mostXMLDepth {
		return x.fail("more than %d elements within each other", mostXMLDepth)
	}
	x.open = append(x.open, name)
	return nil
}

// parent is the element that is open.
func (x *xmlReader) parent() string {
	if len(x.open) == 0 {
		return "?xml"
	}
	return x.open[len(x.open)-1]
}

func (x *xmlReader) end(name string) error {
	if x.parent() != name || len(x.open) == 0 {
		return x.fail("</%s> where </%s> was expected", name, x.parent())
	}
	x.open = x.open[:len(x.open)-1]
	return errEnd
}

// tag reads what follows a "<". The name is empty for what is no element. An
// element that is empty leaves its end to be read.
func (x *xmlReader) tag() (name string, closing bool, err error) {
	c, err := x.byte()
	if err != nil {
		return "", false, err
	}
	switch c {
	case '!':
		return "", false, x.skipDeclaration()
	case '?':
		return "", false, x.skipTo("?>")
	case '/':
		closing = true
		if c, err = x.byte(); err != nil {
			return "", false, err
		}
	}
	var word []byte
	for ; c != '>' && c != '/' && !isSpace(c); c, err = x.byte() {
		if err != nil {
			return "", false, err
		}
		if word = append(word, c); len(word) > 256 {
			return "", false, x.fail("an element's name is longer than 256 bytes")
		}
	}
	if err != nil {
		return "", false, err
	}
	name = strings.ToLower(string(word))
	if name == "" {
		return "", false, x.fail("an element without a name")
	}
	return name, closing, x.attributes(name, c)
}

// attributes reads on to the end of a tag.
func (x *xmlReader) attributes(name string, c byte) (err error) {
	quote, last := byte(0), byte(0)
	for ; c != '>' || quote != 0; c, err = x.byte() {
		if err != nil {
			return err
		}
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		}
		last = c
	}
	if err == nil && last == '/' {
		return x.fail("<%s/> is empty", name)
	}
	return err
}

// skipDeclaration passes over a comment or a document type.
func (x *xmlReader) skipDeclaration() error {
	b, err := x.r.Peek(2)
	if err == nil && string(b) == "--" {
		x.r.Discard(2)
		return x.skipTo("-->")
	}
	for depth := 1; depth > 0; {
		c, err := x.byte()
		if err != nil {
			return err
		}
		switch c {
		case '<':
			depth++
		case '>':
			depth--
		}
	}
	return nil
}

// skipTo passes over all up to a text and the text itself.
func (x *xmlReader) skipTo(end string) error {
	matched := make([]byte, 0, len(end))
	for {
		c, err := x.byte()
		if err != nil {
			return err
		}
		if len(matched) == len(end) {
			matched = append(matched[:0], matched[1:]...)
		}
		if matched = append(matched, c); string(matched) == end {
			return nil
		}
	}
}

// content reads the text of the element that is open, up to its end, without the
// blanks around it.
func (x *xmlReader) content() (string, error) {
	x.text = x.text[:0]
	for {
		c, err := x.byte()
		if err != nil {
			return "", err
		}
		if c == '<' {
			name, closing, err := x.tag()
			switch {
			case err != nil:
				return "", err
			case name == "":
				continue
			case !closing:
				return "", x.fail("<%s> within <%s>", name, x.parent())
			}
			if err := x.end(name); err != errEnd {
				return "", err
			}
			return x.unescape(strings.TrimSpace(string(x.text)))
		}
		if x.text = append(x.text, c); len(x.text) > mostXMLText {
			return "", x.fail("more than %d bytes of text in <%s>", mostXMLText, x.parent())
		}
	}
}

var xmlEntities = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&apos;", "'", "&amp;", "&")

func (x *xmlReader) unescape(s string) (string, error) {
	if strings.IndexByte(s, '&') < 0 {
		return s, nil
	}
	return xmlEntities.Replace(s), nil
}
