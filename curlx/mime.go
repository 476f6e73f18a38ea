package curlx

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
)

// A CurlMime is a form to be sent as multipart/form-data, or a part of one that has
// parts itself: pycurl.CurlMime. It is given to the option MIMEPOST, and may be sent
// several times. What is read from readers and files is read while it is sent.
//
// A CurlMime is for one goroutine at a time.
type CurlMime struct {
	parts  []*CurlMimePart
	within *CurlMimePart
	closed bool
}

// NewCurlMime makes a form without parts.
func NewCurlMime() *CurlMime { return &CurlMime{} }

// A MimePartOptions is what a part may have beside its name and its content.
type MimePartOptions struct {
	Filename    string   // the file name to tell; by default a file's own
	ContentType string   // by default told by the end of the file name, or none
	Encoder     string   // binary, 8bit, 7bit, base64 or quoted-printable; none by default
	Headers     []string // more header lines, "Name: value"
}

// errMimeClosed says that a CurlMime is nil or was closed.
var errMimeClosed = errors.New("the form is closed: NewCurlMime makes one")

func (m *CurlMime) usable() error {
	if m == nil || m.closed {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(errMimeClosed)
	}
	return nil
}

// AddPart adds an empty part, which its methods fill. On a closed CurlMime it
// returns a part that belongs to none.
func (m *CurlMime) AddPart() *CurlMimePart {
	p := &CurlMimePart{}
	if m.usable() == nil {
		m.parts = append(m.parts, p)
	}
	return p
}

// AddField adds a field with a value.
func (m *CurlMime) AddField(name, value string, opts *MimePartOptions) error {
	return m.add(name, opts, func(p *CurlMimePart) error { return p.Data([]byte(value)) })
}

// AddFile adds a file, which is read while the form is sent.
func (m *CurlMime) AddFile(name, path string, opts *MimePartOptions) error {
	return m.add(name, opts, func(p *CurlMimePart) error { return p.FileData(path) })
}

// AddReader adds what a reader gives; size is in bytes, or -1 if it is not known. A
// form can only be sent again if the reader is an [io.Seeker] too.
func (m *CurlMime) AddReader(name string, r io.Reader, size int64, opts *MimePartOptions) error {
	return m.add(name, opts, func(p *CurlMimePart) error { return p.DataReader(r, size) })
}

// AddMultipart adds a part that has parts itself, and returns it; subtype is what
// follows multipart/, "" for mixed.
func (m *CurlMime) AddMultipart(name, subtype string) (*CurlMime, error) {
	sub := NewCurlMime()
	opts := &MimePartOptions{}
	if subtype != "" {
		opts.ContentType = "multipart/" + subtype
	}
	return sub, m.add(name, opts, func(p *CurlMimePart) error { return p.Subparts(sub) })
}

func (m *CurlMime) add(name string, opts *MimePartOptions, fill func(*CurlMimePart) error) error {
	if err := m.usable(); err != nil {
		return err
	}
	p := &CurlMimePart{}
	if opts == nil {
		opts = &MimePartOptions{}
	}
	errs := []error{p.Name(name), fill(p), p.Type(opts.ContentType), p.Encoder(opts.Encoder), p.Headers(opts.Headers)}
	if opts.Filename != "" {
		errs = append(errs, p.Filename(opts.Filename))
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	m.parts = append(m.parts, p)
	return nil
}

// Close gives up the parts. A transfer that has the form fails from then on.
func (m *CurlMime) Close() error {
	if m != nil {
		m.closed, m.parts = true, nil
	}
	return nil
}

// Closed reports whether the form was closed.
func (m *CurlMime) Closed() bool { return m == nil || m.closed }

// A CurlMimePart is a part of a [CurlMime]. Of Data, DataReader, FileData and
// Subparts the last one counts.
type CurlMimePart struct {
	name, filename, contentType, encoder string
	hasName, hasFilename                 bool
	headers                              []string
	content                              mimeContent
}

// A mimeContent is what a part holds.
type mimeContent struct {
	data   []byte
	reader io.Reader
	begin  int64 // where the reader stood, -1 if it cannot tell
	used   bool  // the reader was read from
	size   int64
	path   string
	sub    *CurlMime
}

// smuggles is an error if what goes into a header could end its line.
func smuggles(what, s string) error {
	if i := strings.IndexAny(s, "\r\n\x00"); i >= 0 {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(fmt.Errorf("%s %q holds a line end or a zero byte", what, s))
	}
	return nil
}

// Name sets the field's name. Quotes and line ends in it are percent-encoded, as
// browsers do it.
func (p *CurlMimePart) Name(name string) error {
	if strings.Contains(name, "\x00") {
		return smuggles("the name", name)
	}
	p.name, p.hasName = name, true
	return nil
}

// Filename sets the file name to tell.
func (p *CurlMimePart) Filename(name string) error {
	if strings.Contains(name, "\x00") {
		return smuggles("the file name", name)
	}
	p.filename, p.hasFilename = name, true
	return nil
}

// Data sets the content.
func (p *CurlMimePart) Data(b []byte) error {
	p.content = mimeContent{data: append([]byte{}, b...)}
	return nil
}

// DataReader sets the content to what r gives while the form is sent, pycurl's
// data_cb. The size is in bytes, or -1 if it is not known; a reader that gives less
// fails the transfer with error 26, and of one that gives more the rest is not read.
func (p *CurlMimePart) DataReader(r io.Reader, size int64) error {
	if r == nil {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(errors.New("there is no reader"))
	}
	p.content = mimeContent{reader: r, size: max(size, -1), begin: -1}
	if s, ok := r.(io.Seeker); ok {
		if at, err := s.Seek(0, io.SeekCurrent); err == nil {
			p.content.begin = at
		}
	}
	return nil
}

// FileData sets the content to that of a file, and the file name to its own. The
// file is opened when the form is sent.
func (p *CurlMimePart) FileData(path string) error {
	if path == "" || strings.Contains(path, "\x00") {
		return fail(E_READ_ERROR, "").because(fmt.Errorf("%q cannot be the path of a file", path))
	}
	p.content = mimeContent{path: path}
	p.filename, p.hasFilename = baseName(path), true
	return nil
}

// Subparts makes the parts of another CurlMime the content. It may not belong to
// another part yet, nor hold this one.
func (p *CurlMimePart) Subparts(m *CurlMime) error {
	if err := m.usable(); err != nil {
		return err
	}
	if m.within != nil || m.holds(p) {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(errors.New("a form can be part of one part only, and not of itself"))
	}
	p.content = mimeContent{sub: m}
	m.within = p
	return nil
}

// holds reports whether p is somewhere in m.
func (m *CurlMime) holds(p *CurlMimePart) bool {
	for _, q := range m.parts {
		if q == p || q.content.sub != nil && q.content.sub.holds(p) {
			return true
		}
	}
	return false
}

// Type sets the content type; "" is the default.
func (p *CurlMimePart) Type(contentType string) error {
	if err := smuggles("the content type", contentType); err != nil {
		return err
	}
	p.contentType = contentType
	return nil
}

// Encoder sets how the content is encoded: binary, 8bit, 7bit, base64 or
// quoted-printable; "" is none. The first three change nothing; 7bit refuses to send
// what is not ASCII.
func (p *CurlMimePart) Encoder(name string) error {
	name = strings.ToLower(name)
	if _, known := encoders[name]; !known && name != "" {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(fmt.Errorf("%q is no encoder: want binary, 8bit, 7bit, base64 or quoted-printable", name))
	}
	p.encoder = name
	return nil
}

// Headers sets more header lines, "Name: value" each.
func (p *CurlMimePart) Headers(lines []string) error {
	for _, line := range lines {
		if err := smuggles("the header", line); err != nil {
			return err
		}
	}
	p.headers = append([]string(nil), lines...)
	return nil
}

// baseName is the last part of a path.
func baseName(path string) string {
	separators := "/"
	if filepath.Separator != '/' {
		separators += string(filepath.Separator)
	}
	if i := strings.LastIndexAny(path, separators); i >= 0 && i+1 < len(path) {
		return path[i+1:]
	}
	return path
}
