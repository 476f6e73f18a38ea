package email

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// Encode writes the message: Generator.flatten and BytesGenerator.flatten. A nil
// policy is the message's own; over SMTP it is [SMTP]. The message is not changed.
//
// What would break the rules of mail is written otherwise, unless the policy says
// AsPython: lines of a body longer than 998 bytes go as quoted-printable, in headers
// of addresses only the names are encoded and domains become punycode, long words of
// ASCII such as message ids stay whole, and MIME-Version stands where it must. Errors:
// ErrHeaderWrite, ErrHeaderParse, ErrCharset, and those of the writer.
func (m *Message) Encode(w io.Writer, policy *Policy) error {
	return m.write(w, policy, false)
}

// AsBytes is the message as [Message.Encode] writes it: as_bytes. With an error there
// are no bytes.
func (m *Message) AsBytes(policy *Policy) ([]byte, error) {
	var b bytes.Buffer
	if err := m.Encode(&b, policy); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// AsString is the message as text: as_string. 8-bit bodies are encoded. Headers are
// not folded, unless the policy gives a length or the message is an EmailMessage.
func (m *Message) AsString(policy *Policy) (string, error) {
	p := m.Policy()
	if policy != nil {
		p = *policy
	}
	if p.MaxLineLength == 0 && !m.structured() {
		p.MaxLineLength = Unlimited
	}
	p.SevenBit = true
	var b strings.Builder
	if err := m.write(&b, &p, true); err != nil {
		return "", err
	}
	return b.String(), nil
}

// WriteFile writes the message to a file, all or nothing: a ".eml".
func (m *Message) WriteFile(path string, policy *Policy) error {
	f, err := atomicfile.Create(path, nil)
	if err != nil {
		return &Error{Kind: ErrMessage, Op: "write", Input: path, Err: err}
	}
	defer f.Close()
	if err := m.Encode(f, policy); err != nil {
		return err
	}
	if err := f.Commit(); err != nil {
		return &Error{Kind: ErrMessage, Op: "write", Input: path, Err: err}
	}
	return nil
}

// String is the message as text, or what is wrong with it.
func (m *Message) String() string {
	p := m.Policy()
	p.UTF8 = p.Structured
	s, err := m.AsString(&p)
	if err != nil {
		return err.Error()
	}
	return s
}

func (m *Message) write(w io.Writer, policy *Policy, asText bool) error {
	p := m.Policy()
	if policy != nil {
		p = *policy
	}
	if m == nil {
		return &Error{Kind: ErrValue, Op: "encode", Reason: "no message"}
	}
	out := writers.Get().(*bufio.Writer)
	out.Reset(w)
	defer func() {
		out.Reset(nil)
		writers.Put(out)
	}()
	g := &generator{w: out, policy: p, nl: p.linesep(), asText: asText}
	if p.UnixFrom {
		from := m.unixFrom
		if from == "" {
			from = "From nobody Thu Jan  1 00:00:00 1970"
		}
		g.put(from, g.nl)
	}
	g.message(m, 0)
	if g.err != nil {
		return g.err
	}
	return g.w.Flush()
}

// writers are kept for the next message.
var writers = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 16<<10) }}

// A generator writes messages; the first error stays.
type generator struct {
	w      *bufio.Writer
	policy Policy
	nl     string
	asText bool     // characters may be written, bytes may not
	signed bool     // inside of a signed message, where no byte may change
	bounds []string // boundaries of the multiparts around, which were not read
	err    error
}

func (g *generator) put(parts ...string) {
	for _, s := range parts {
		if g.err == nil {
			_, g.err = g.w.WriteString(s)
		}
	}
}

// lines writes text with the policy's line ends.
func (g *generator) lines(text string) {
	if g.nl == "\n" && strings.IndexByte(text, '\r') < 0 {
		g.put(text)
		return
	}
	for text != "" {
		n := lineLength(text)
		line := text[:n]
		text = text[n:]
		if bare := withoutEnd(line); len(bare) < len(line) {
			g.put(bare, g.nl)
		} else {
			g.put(line)
		}
	}
}

// mostBodyLine is how long a line of a body may be: RFC 5322, 2.1.1.
const mostBodyLine = 998

func (g *generator) message(m *Message, depth int) {
	if depth > mostDepth {
		g.fail(&Error{Kind: ErrMessage, Op: "encode", Reason: fmt.Sprintf("messages are nested more than %d deep", mostDepth)})
		return
	}
	m = g.prepared(m)
	if g.err != nil {
		return
	}
	if depth == 0 && needsVersion(m, g.policy) {
		m = m.clone()
		m.fields = append(m.fields, field{name: "MIME-Version", value: "1.0", understood: true})
	}
	for i := range m.fields {
		f := &m.fields[i]
		if g.putPlain(f) {
			continue
		}
		text, err := g.fold(*f)
		if err != nil {
			g.fail(err)
			return
		}
		g.put(text, g.nl)
	}
	g.put(g.nl)
	g.body(m, depth)
}

// needsVersion reports a message that speaks of its content and does not say that it
// is MIME, without which the rest means nothing (RFC 2045, 4). What was read stays as
// it was.
func needsVersion(m *Message, p Policy) bool {
	return !p.AsPython && !m.read && !m.Has("MIME-Version") && slices.ContainsFunc(m.fields, contentHeader)
}

func (g *generator) fail(err error) {
	if g.err == nil {
		g.err = err
	}
}

// prepared is the message with the header that its body needs: a boundary, another
// encoding.
func (g *generator) prepared(m *Message) *Message {
	if ctype := m.GetContentType(); strings.HasPrefix(ctype, "multipart/") && !m.hasText {
		if !ascii(ctype) && !m.read && !g.policy.AsPython {
			// Encoded, it would be no type, and the parts would be text.
			g.fail(&Error{Kind: ErrHeaderWrite, Op: "Content-Type", Input: ctype, Reason: "expected a type of ASCII"})
			return m
		}
		if b, ok := m.GetBoundary(); ok && b != "" {
			return m
		}
		seed := m.seed
		if seed == 0 {
			seed = rand.Uint64()
		}
		c := m.clone()
		if !c.Has("Content-Type") {
			return c
		}
		g.fail2(c.SetBoundary(fmt.Sprintf("===============%019d==", seed>>1)))
		return c
	}
	if m.multi || m.source != nil {
		return m
	}
	if m.raw && g.policy.SevenBit {
		return g.sevenBit(m)
	}
	if !m.raw && !g.asText && !ascii(m.text) {
		g.fail(&Error{Kind: ErrCharset, Op: "encode", Reason: "the payload is not ASCII, and has no character set: use SetPayloadCharset"})
		return m
	}
	if !g.policy.AsPython && !g.signed && longLine(m.text) {
		return g.shorter(m)
	}
	return m
}

func (g *generator) fail2(err error) {
	if err != nil {
		g.fail(err)
	}
}

// sevenBit is a message with its 8-bit text encoded.
func (g *generator) sevenBit(m *Message) *Message {
	c := m.clone()
	charset, ok := m.GetParam("charset", nil)
	if !ok && g.policy.AsPython {
		if !g.asText {
			g.fail(&Error{Kind: ErrCharset, Op: "encode", Reason: "the payload is not ASCII, and has no character set"})
		}
		c.text, c.raw = asciiText([]byte(m.text)), false
		return c
	}
	text, err := DecodeText([]byte(m.text), charset)
	if err != nil || !ok {
		// Only the sender knows what the bytes are: all of them are kept.
		c.text, c.raw = Base64BodyEncode([]byte(m.text), 0, ""), false
		g.fail2(c.setInPlace("Content-Transfer-Encoding", "base64"))
		return c
	}
	c.Del("Content-Transfer-Encoding")
	if err := c.SetPayloadCharset(text, charset); err != nil {
		g.fail(err)
		return m
	}
	d := m.clone()
	d.text, d.raw = c.text, c.raw
	g.fail2(d.setInPlace("Content-Transfer-Encoding", c.Get("Content-Transfer-Encoding")))
	g.fail2(d.setInPlace("Content-Type", c.Get("Content-Type")))
	return d
}

// longLine reports a line that is longer than mail allows.
func longLine(text string) bool {
	for len(text) > mostBodyLine {
		n := strings.LastIndexAny(text[:mostBodyLine+1], "\r\n")
		if n < 0 {
			return true
		}
		text = text[n+1:]
	}
	return false
}

// shorter is a message with its long lines encoded, where their encoding says that
// they are plain.
func (g *generator) shorter(m *Message) *Message {
	switch m.encoding() {
	case "", "7bit", "8bit":
	default:
		return m
	}
	c := m.clone()
	c.text, c.raw = QuoBodyEncode(string(latin([]byte(m.text))), 0, ""), false
	g.fail2(c.setInPlace("Content-Transfer-Encoding", "quoted-printable"))
	return c
}

func (g *generator) body(m *Message, depth int) {
	switch main, sub := m.GetContentMaintype(), m.GetContentSubtype(); {
	case main == "multipart" && (m.multi || !m.hasText):
		g.multipart(m, sub == "signed", depth)
	case main == "message" && sub == "delivery-status" && m.multi:
		g.status(m, depth)
	case m.multi && main == "message":
		if len(m.parts) > 0 {
			g.message(m.parts[0], depth+1)
		}
	case m.multi:
		g.fail(&Error{Kind: ErrMessage, Op: "encode", Input: m.GetContentType(), Reason: "is a text, and its payload a list of messages"})
	case m.source != nil:
		g.stream(m.source)
	case endsPart(m.text, g.bounds):
		g.fail(&Error{Kind: ErrBoundary, Op: "encode", Reason: "a text holds the boundary of the multipart it is in"})
	case g.policy.MangleFrom:
		g.lines(mangled(m.text))
	default:
		g.lines(m.text)
	}
}

// endsPart reports a text with a line that would be taken for one of the boundaries.
func endsPart(text string, bounds []string) bool {
	for _, b := range bounds {
		for rest := text; ; {
			at := strings.Index(rest, "--"+b)
			if at < 0 {
				break
			}
			if from := len(text) - len(rest) + at; from == 0 || text[from-1] == '\n' || text[from-1] == '\r' {
				return true
			}
			rest = rest[at+1:]
		}
	}
	return false
}

var fromLine = regexp.MustCompile(`(?m)^From `)

func mangled(text string) string {
	if !strings.Contains(text, "From ") {
		return text
	}
	return fromLine.ReplaceAllString(text, ">From ")
}

func (g *generator) around(text string) {
	if g.policy.MangleFrom {
		text = mangled(text)
	}
	g.lines(text)
}

func (g *generator) multipart(m *Message, signed bool, depth int) {
	if signed {
		old := *g
		g.policy.MaxLineLength, g.signed = Unlimited, true
		defer func() { g.policy, g.signed = old.policy, old.signed }()
	}
	boundary, _ := m.GetBoundary()
	if !m.read && !g.policy.AsPython {
		if slices.Contains(g.bounds, boundary) {
			g.fail(&Error{Kind: ErrBoundary, Op: "encode", Input: boundary, Reason: "is the boundary of a multipart inside of another that has the same"})
			return
		}
		around := g.bounds
		g.bounds = append(g.bounds, boundary)
		if m.Preamble != nil && endsPart(*m.Preamble, g.bounds) || m.Epilogue != nil && endsPart(*m.Epilogue, around) {
			g.fail(&Error{Kind: ErrBoundary, Op: "encode", Input: boundary, Reason: "a text before or after the parts holds a boundary"})
			return
		}
		defer func() { g.bounds = g.bounds[:len(g.bounds)-1] }()
	}
	if m.Preamble != nil {
		g.around(*m.Preamble)
		g.put(g.nl)
	}
	g.put("--", boundary, g.nl)
	for i, p := range m.parts {
		if i > 0 {
			g.put(g.nl, "--", boundary, g.nl)
		}
		g.message(p, depth+1)
	}
	g.put(g.nl, "--", boundary, "--", g.nl)
	if m.Epilogue != nil {
		g.around(*m.Epilogue)
	}
}

// status writes the blocks of a report of delivery, a blank line between two.
func (g *generator) status(m *Message, depth int) {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	for i, p := range m.parts {
		b.Reset()
		w.Reset(&b)
		in := *g
		in.w = w
		in.message(p, depth+1)
		in.w.Flush()
		g.fail2(in.err)
		if i > 0 {
			g.put(g.nl)
		}
		g.put(strings.TrimSuffix(b.String(), g.nl))
	}
}

// blocks are what is read of a part at once.
var blocks = sync.Pool{New: func() any { return new([57 * 72]byte) }}

// fill reads until p is full. Only io.EOF ends the data: a reader that says
// io.ErrUnexpectedEOF, as one of a file that was cut short does, has failed.
func fill(r io.Reader, p []byte) (n int, err error) {
	for n < len(p) && err == nil {
		var k int
		k, err = r.Read(p[n:])
		n += k
	}
	return n, err
}

// stream writes data in base64 while it is read.
func (g *generator) stream(s *source) {
	if g.err != nil {
		return
	}
	r, err := s.open()
	if err != nil {
		g.fail(&Error{Kind: ErrMessage, Op: "attachment", Reason: "cannot be opened", Err: err})
		return
	}
	if r == nil {
		g.fail(&Error{Kind: ErrMessage, Op: "attachment", Reason: "the function that opens it gave nothing"})
		return
	}
	defer r.Close()
	const lines = 72
	buf := blocks.Get().(*[57 * lines]byte)
	defer blocks.Put(buf)
	in := buf[:]
	for {
		n, err := fill(r, in)
		for p := in[:n]; len(p) > 0; {
			k := min(57, len(p))
			if g.w.Available() < 80 {
				if err := g.w.Flush(); err != nil {
					g.fail(err)
					return
				}
			}
			out := base64.StdEncoding.AppendEncode(g.w.AvailableBuffer(), p[:k])
			if _, werr := g.w.Write(append(out, g.nl...)); werr != nil {
				g.fail(werr)
				return
			}
			p = p[k:]
		}
		if err == io.EOF {
			return
		}
		if err != nil {
			g.fail(&Error{Kind: ErrMessage, Op: "attachment", Reason: "cannot be read", Err: err})
			return
		}
		if g.err != nil {
			return
		}
	}
}
