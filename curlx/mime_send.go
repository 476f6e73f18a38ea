package curlx

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"sync/atomic"
)

// A segment is a stretch of a form that is sent: bytes, or what a part holds.
type segment struct {
	size   int64 // -1 if it is not known
	open   func() (io.Reader, error)
	rewind func() error // goes back to its beginning, nil where open does
}

func textSegment(s string) segment {
	return segment{size: int64(len(s)), open: func() (io.Reader, error) { return strings.NewReader(s), nil }}
}

// formSource is the form of MIMEPOST or HTTPPOST as something to send, and its
// content type.
func (t *transfer) formSource() (*source, string, error) {
	m := get(t.o, MIMEPOST)
	if m == nil {
		var err error
		if m, err = formMime(get(t.o, HTTPPOST)); err != nil {
			return nil, "", err
		}
	}
	if err := m.usable(); err != nil {
		return nil, "", err
	}
	boundary, kind := newBoundary(), formType
	for _, line := range get(t.o, HTTPHEADER) {
		if n := len("Content-Type"); len(line) > n && strings.EqualFold(line[:n], "Content-Type") && (line[n] == ':' || line[n] == ';') {
			kind = strings.TrimLeft(line[n+1:], " ")
			break
		}
	}
	segments, err := m.segments(boundary, isFormType(kind), 0)
	if err != nil {
		return nil, "", err
	}
	r := &segmentReader{segments: segments}
	t.opened = append(t.opened, r)
	s := &source{t: t, r: r, size: joined(segments).size, rewind: r.rewind}
	return s, kind + "; boundary=" + boundary, nil
}

const formType = "multipart/form-data"

// isFormType reports whether a content type is that of forms, whose parts are fields.
func isFormType(s string) bool {
	n := len(formType)
	return len(s) >= n && strings.EqualFold(s[:n], formType) && (len(s) == n || strings.IndexByte("\t\r\n ;", s[n]) >= 0)
}

// newBoundary is libcurl's 24 hyphens and 16 digits.
func newBoundary() string {
	b := make([]byte, 8)
	_, _ = rand.Read(b) // crypto/rand never fails
	return strings.Repeat("-", 24) + hex.EncodeToString(b)
}

// deepestForm is how many forms may be within one another.
const deepestForm = 32

// segments are a form, cut into what is sent one after the other.
func (m *CurlMime) segments(boundary string, form bool, depth int) ([]segment, error) {
	if depth > deepestForm {
		return nil, fail(E_BAD_FUNCTION_ARGUMENT, "").because(errors.New("forms are within one another too deeply"))
	}
	if err := m.usable(); err != nil {
		return nil, err
	}
	var all []segment
	lead := "--" + boundary + "\r\n"
	for _, p := range m.parts {
		inner := ""
		if p.content.sub != nil {
			inner = newBoundary()
		}
		all = append(all, textSegment(lead+p.head(form, inner)+"\r\n"))
		lead = "\r\n--" + boundary + "\r\n"
		if p.content.sub != nil {
			kind, _ := p.typeOf()
			sub, err := p.content.sub.segments(inner, isFormType(kind), depth+1)
			if err != nil {
				return nil, err
			}
			if p.encoder != "" {
				sub = []segment{encoded(joined(sub), p.encoder)}
			}
			all = append(all, sub...)
			continue
		}
		s, err := p.segment()
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return append(all, textSegment(strings.TrimSuffix(lead, "\r\n")+"--\r\n")), nil
}

// headerValue is the value of a part's own line, if it has that name.
func headerValue(line, name string) (string, bool) {
	n := len(name)
	if len(line) <= n || line[n] != ':' || !strings.EqualFold(line[:n], name) {
		return "", false
	}
	return strings.TrimLeft(line[n+1:], " "), true
}

// header is the value of the part's first own line of a name.
func (p *CurlMimePart) header(name string) (string, bool) {
	for _, line := range p.headers {
		if value, ok := headerValue(line, name); ok {
			return value, true
		}
	}
	return "", false
}

// head is a part's header without its last line end.
func (p *CurlMimePart) head(form bool, inner string) string {
	var b strings.Builder
	contentType, typed := p.typeOf()
	if _, own := p.header("Content-Disposition"); !own {
		kind := "form-data"
		if !form {
			kind = "attachment"
		}
		if form || p.hasName || p.hasFilename {
			b.WriteString("Content-Disposition: " + kind)
			if p.hasName {
				b.WriteString(`; name="` + formQuote(p.name) + `"`)
			}
			if p.hasFilename {
				b.WriteString(`; filename="` + formQuote(p.filename) + `"`)
			}
			b.WriteString("\r\n")
		}
	}
	if typed {
		b.WriteString("Content-Type: " + contentType)
		if inner != "" {
			b.WriteString("; boundary=" + inner)
		}
		b.WriteString("\r\n")
	}
	if _, own := p.header("Content-Transfer-Encoding"); !own && p.encoder != "" {
		b.WriteString("Content-Transfer-Encoding: " + p.encoder + "\r\n")
	}
	for _, line := range p.headers {
		if _, ok := headerValue(line, "Content-Type"); !ok {
			b.WriteString(line + "\r\n")
		}
	}
	return b.String()
}

// formQuote is a name as browsers write it.
func formQuote(s string) string {
	return strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(s)
}

// typeOf is a part's content type: what was set, or what its file name tells. A line of
// the part's own may say that it is empty.
func (p *CurlMimePart) typeOf() (contentType string, typed bool) {
	if p.contentType != "" {
		return p.contentType, true
	}
	if own, ok := p.header("Content-Type"); ok {
		return own, true
	}
	switch {
	case p.content.sub != nil:
		contentType = "multipart/mixed"
	case p.content.path != "":
		contentType = cmp.Or(fileType(p.filename), fileType(p.content.path), "application/octet-stream")
	case p.hasFilename:
		contentType = fileType(p.filename)
	}
	return contentType, contentType != ""
}

// fileType is the content type of a file by the end of its name, as libcurl knows
// it.
func fileType(name string) string {
	lower := strings.ToLower(name)
	for _, known := range [...][2]string{
		{".gif", "image/gif"}, {".jpg", "image/jpeg"}, {".jpeg", "image/jpeg"}, {".png", "image/png"}, {".svg", "image/svg+xml"},
		{".txt", "text/plain"}, {".htm", "text/html"}, {".html", "text/html"}, {".pdf", "application/pdf"}, {".xml", "application/xml"},
	} {
		if strings.HasSuffix(lower, known[0]) {
			return known[1]
		}
	}
	return ""
}

// segment is a part's content, encoded.
func (p *CurlMimePart) segment() (segment, error) {
	s, err := p.content.segment()
	if err != nil || p.encoder == "" {
		return s, err
	}
	return encoded(s, p.encoder), nil
}

// encoded is a segment as an encoder has it.
func encoded(s segment, encoder string) segment {
	e := encoders[encoder]
	return segment{size: e.size(s.size), rewind: s.rewind, open: func() (io.Reader, error) {
		r, err := s.open()
		if err != nil {
			return nil, err
		}
		closer, _ := r.(io.Closer)
		return readCloser{e.wrap(r), closer}, nil
	}}
}

// joined are segments as one.
func joined(segments []segment) segment {
	all := segment{
		open:   func() (io.Reader, error) { return &segmentReader{segments: segments}, nil },
		rewind: func() error { return rewindAll(segments) },
	}
	for _, s := range segments {
		if s.size < 0 {
			all.size = -1
			break
		}
		all.size += s.size
	}
	return all
}

// A readCloser closes what lies beneath an encoder.
type readCloser struct {
	io.Reader
	closer io.Closer
}

func (r readCloser) Close() error {
	if r.closer == nil {
		return nil
	}
	return r.closer.Close()
}

func (c *mimeContent) segment() (segment, error) {
	switch {
	case c.reader != nil:
		if c.used {
			if err := c.goBack(); err != nil {
				return segment{}, fail(E_SEND_FAIL_REWIND, "necessary data rewind wasn't possible").because(err)
			}
		}
		return segment{size: c.size, rewind: c.goBack, open: func() (io.Reader, error) {
			c.used = true
			return exactly(struct{ io.Reader }{c.reader}, c.size), nil
		}}, nil
	case c.path != "":
		info, err := os.Stat(c.path)
		if err != nil {
			return segment{}, fail(E_READ_ERROR, "").because(err)
		}
		if info.IsDir() {
			return segment{}, fail(E_READ_ERROR, "").because(fmt.Errorf("%s is a directory", c.path))
		}
		size := info.Size()
		if !info.Mode().IsRegular() {
			size = -1
		}
		return segment{size: size, open: func() (io.Reader, error) {
			f, err := os.Open(c.path)
			if err != nil {
				return nil, err
			}
			return readCloser{exactly(f, size), f}, nil
		}}, nil
	}
	return segment{size: int64(len(c.data)), open: func() (io.Reader, error) { return bytes.NewReader(c.data), nil }}, nil
}

// goBack takes the reader back to where it stood, if it was read from.
func (c *mimeContent) goBack() error {
	if !c.used {
		return nil
	}
	s, ok := c.reader.(io.Seeker)
	if !ok || c.begin < 0 {
		return errCantSeek
	}
	_, err := s.Seek(c.begin, io.SeekStart)
	return err
}

// rewindAll takes all segments back to their beginnings.
func rewindAll(segments []segment) error {
	for _, s := range segments {
		if s.rewind == nil {
			continue
		}
		if err := s.rewind(); err != nil {
			return err
		}
	}
	return nil
}

// exactly reads size bytes, and fails if there are fewer; -1 reads all.
func exactly(r io.Reader, size int64) io.Reader {
	if size < 0 {
		return r
	}
	return &exactReader{r, size, size}
}

type exactReader struct {
	r          io.Reader
	left, size int64
}

func (e *exactReader) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n, err := e.r.Read(p[:min(int64(len(p)), e.left)])
	if n == READFUNC_PAUSE || n == READFUNC_ABORT || n < 0 {
		return n, err
	}
	e.left -= int64(n)
	if err == io.EOF && e.left > 0 {
		err = fmt.Errorf("only %d of %d bytes could be read: %w", e.size-e.left, e.size, io.ErrUnexpectedEOF)
	} else if err == io.EOF {
		err = nil
	}
	return n, err
}

// A segmentReader reads segments one after the other.
type segmentReader struct {
	segments []segment
	mu       sync.Mutex // held while it reads
	over     atomic.Bool
	at       int
	open     io.Reader
}

func (r *segmentReader) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer func() {
		r.mu.Unlock()
		r.shutIfOver()
	}()
	for r.at < len(r.segments) {
		if r.open == nil {
			var err error
			if r.open, err = r.segments[r.at].open(); err != nil {
				return 0, err
			}
		}
		n, err := r.open.Read(p)
		if n != 0 || err == nil {
			if err == io.EOF {
				err = nil
			}
			return n, err
		}
		if cerr := r.shut(); err == io.EOF {
			err = cerr
		}
		if err != nil {
			return 0, err
		}
		r.at++
	}
	return 0, io.EOF
}

// shut closes what is open.
func (r *segmentReader) shut() error {
	closer, _ := r.open.(io.Closer)
	r.open = nil
	if closer == nil {
		return nil
	}
	return closer.Close()
}

// rewind begins anew.
func (r *segmentReader) rewind() error {
	err := r.shut()
	r.at = 0
	return errors.Join(err, rewindAll(r.segments))
}

// Close closes a file that is open, where the form was not sent to its end. A read
// that the transfer left behind does so when it returns.
func (r *segmentReader) Close() error {
	r.over.Store(true)
	r.shutIfOver()
	return nil
}

func (r *segmentReader) shutIfOver() {
	if r.over.Load() && r.mu.TryLock() {
		defer r.mu.Unlock()
		// It was only read.
		_ = r.shut()
	}
}
