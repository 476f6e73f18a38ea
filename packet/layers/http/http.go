package http

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
	"github.com/pyops-go/pyops/packet"
)

// family is the protocols of this folder.
var family packet.Family

// Protos are the protocols of this folder, for a [packet.Dissector] that shall find
// them.
func Protos() []*packet.Proto { return family.Protos() }

var (
	httpProto = packet.Define[HTTP](packet.Desc{
		Family: &family, Name: "HTTP", Title: "HTTP 1", Flat: true,
		Next: func(_ *packet.Header, payload []byte) *packet.Proto {
			switch kindOf(payload) {
			case aRequest:
				return protoOf(HTTPRequest{})
			case aResponse:
				return protoOf(HTTPResponse{})
			}
			return nil
		},
	})

	requestProto = packet.Define[HTTPRequest](packet.Desc{
		Family: &family, Name: "HTTPRequest", Title: "HTTP Request",
		Fields:  fields([]string{"Method", "Path", "Http_Version"}, []string{"GET", "/", "HTTP/1.1"}, requestHeaders),
		Read:    func(h *packet.Header, data []byte) (int, error) { return read(h, data, requestHeaders) },
		Write:   write,
		Summary: summary,
		Hashret: hashret,
	})

	responseProto = packet.Define[HTTPResponse](packet.Desc{
		Family: &family, Name: "HTTPResponse", Title: "HTTP Response",
		Fields:  fields([]string{"Http_Version", "Status_Code", "Reason_Phrase"}, []string{"HTTP/1.1", "200", "OK"}, responseHeaders),
		Read:    func(h *packet.Header, data []byte) (int, error) { return read(h, data, responseHeaders) },
		Write:   write,
		Summary: summary,
		Hashret: hashret,
		AnswersIn: func(_, q *packet.Header, _ func() bool) bool {
			return q.Proto() == protoOf(HTTPRequest{})
		},
	})
)

func init() {
	family.Bind(HTTP{},
		packet.Binding{Under: packet.TCP{SPort: 80}, NoBuild: true},
		packet.Binding{Under: packet.TCP{DPort: 80}, NoBuild: true},
		packet.Binding{Under: packet.TCP{SPort: 8080}, NoBuild: true},
		packet.Binding{Under: packet.TCP{DPort: 8080}, NoBuild: true},
		packet.Binding{Under: packet.TCP{SPort: 80, DPort: 80}, NoDissect: true},
	)
	family.Bind(HTTPRequest{}, packet.Binding{Under: HTTP{}, NoDissect: true})
	family.Bind(HTTPResponse{}, packet.Binding{Under: HTTP{}, NoDissect: true})
}

// protoOf is looked up when it is needed, since descriptions name each other.
func protoOf(l packet.Layer) *packet.Proto {
	p, _ := l.Describe()
	return p
}

func fields(start, defaults, headers []string) []packet.Field {
	var list []packet.Field
	for i, name := range start {
		list = append(list, packet.StrField(name, []byte(defaults[i])))
	}
	for _, name := range headers {
		list = append(list, packet.StrField(name, nil))
	}
	return append(list, packet.CustomField("Unknown_Headers", nil, others{}))
}

const (
	neither = iota
	aRequest
	aResponse
)

// kindOf tells what a message's first line makes it.
func kindOf(data []byte) int {
	line, _, whole := bytes.Cut(data, crlf)
	if !whole {
		return neither
	}
	if status, ok := afterVersion(line); ok {
		if len(status) >= 5 && status[0] == ' ' && digits(status[1:4]) && status[4] == ' ' {
			return aResponse
		}
		return neither
	}
	method, rest, ok := bytes.Cut(line, []byte(" "))
	if !ok || !isMethod(method) || len(rest) < len(" HTTP/1.1") {
		return neither
	}
	end := rest[len(rest)-len(" HTTP/1.1"):]
	if tail, ok := afterVersion(end[1:]); ok && len(tail) == 0 && end[0] == ' ' && len(rest) > len(end) {
		return aRequest
	}
	return neither
}

// afterVersion is what follows "HTTP/1.1" or its like at the beginning of a line.
func afterVersion(line []byte) ([]byte, bool) {
	if len(line) < 8 || string(line[:5]) != "HTTP/" || !digits(line[5:6]) || line[6] != '.' || !digits(line[7:8]) {
		return nil, false
	}
	return line[8:], true
}

func digits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// methods are those of IANA's registry.
const methods = " ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL" +
	" MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PROPFIND PROPPATCH PUT REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK" +
	" UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL "

func isMethod(b []byte) bool {
	return len(b) > 0 && strings.Contains(methods, " "+string(b)+" ")
}

var crlf = []byte("\r\n")

// read takes the first line and the headers up to the empty line, or all there is.
func read(h *packet.Header, data []byte, headers []string) (int, error) {
	head, n := data, len(data)
	if i := bytes.Index(data, []byte("\r\n\r\n")); i >= 0 {
		head, n = data[:i], i+4
	} else {
		head = bytes.TrimSuffix(head, crlf)
	}
	first, rest, more := bytes.Cut(head, crlf)
	words := bytes.SplitN(first, []byte(" "), 2)
	if len(words) < 2 {
		return 0, noFirstLine(first)
	}
	tail := bytes.SplitN(bytes.TrimLeft(words[1], " "), []byte(" "), 2)
	if len(tail) < 2 {
		return 0, noFirstLine(first)
	}
	names := h.Proto().Fields()
	for i, word := range [][]byte{words[0], tail[0], bytes.TrimSpace(tail[1])} {
		if err := h.Set(names[i], word); err != nil {
			return 0, err
		}
	}
	if !more {
		return n, nil
	}
	m := message{h: h, headers: headers}
	for line := range bytes.SplitSeq(rest, crlf) {
		m.line(line)
	}
	if m.unknown != nil {
		return n, h.Set("Unknown_Headers", m.unknown)
	}
	return n, nil
}

func noFirstLine(line []byte) error {
	return &packet.Error{
		Kind: packet.ErrMalformed, Input: string(line[:min(len(line), 40)]),
		Reason: "a first line was expected: a method, a path and a version, or a version, a code and a reason",
	}
}

// A message is what is known of one while its header lines are read.
type message struct {
	h       *packet.Header
	headers []string
	unknown []packet.Option
	last    string // the field of the line before, "" if it is unknown
}

// line takes one header line. A name that comes again makes a list of its values, and
// a line that begins with a blank goes on where the one before ended (RFC 9112, 5.2).
func (m *message) line(line []byte) {
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') && (m.last != "" || len(m.unknown) > 0) {
		m.extend(bytes.TrimSpace(line))
		return
	}
	name, value, ok := bytes.Cut(line, []byte(":"))
	if !ok {
		m.unknown, m.last = append(m.unknown, packet.Option{Name: string(line)}), ""
		return
	}
	name, value = bytes.TrimSpace(name), bytes.TrimSpace(value)
	for _, field := range m.headers {
		if strings.EqualFold(strings.ReplaceAll(field, "_", "-"), string(name)) {
			v, _ := m.h.Get(field)
			switch x := v.(type) {
			case nil:
				v = value
			case []any:
				v = append(x, value)
			default:
				v = []any{x, value}
			}
			_ = m.h.Set(field, v) // the field is one of the layer's
			m.last = field
			return
		}
	}
	m.unknown, m.last = append(m.unknown, packet.Option{Name: string(name), Value: value}), ""
}

func (m *message) extend(more []byte) {
	if m.last == "" {
		o := &m.unknown[len(m.unknown)-1]
		b, _ := packet.Bytes(o.Value)
		o.Value = fold(b, more)
		return
	}
	v, _ := m.h.Get(m.last)
	if list, ok := v.([]any); ok {
		b, _ := packet.Bytes(list[len(list)-1])
		list[len(list)-1] = fold(b, more)
		return
	}
	b, _ := packet.Bytes(v)
	_ = m.h.Set(m.last, fold(b, more))
}

func fold(value, more []byte) []byte { return bytes.Join([][]byte{value, more}, []byte(" ")) }

// write is the first line, the headers that have a field in the order of the fields,
// the others in their own, and the empty line.
func write(dst []byte, h *packet.Header) ([]byte, error) {
	names := h.Proto().Fields()
	for i, name := range names[:3] {
		v, _ := h.Get(name)
		b, err := clean(name, v)
		if err != nil {
			return dst, err
		}
		if i > 0 {
			dst = append(dst, ' ')
		}
		dst = append(dst, b...)
	}
	dst = append(dst, crlf...)
	for _, name := range names[3 : len(names)-1] {
		v, _ := h.Get(name)
		list, ok := v.([]any)
		if !ok {
			list = []any{v}
		}
		for _, v := range list {
			b, err := clean(name, v)
			if err != nil {
				return dst, err
			}
			if len(b) > 0 {
				dst = fmt.Appendf(dst, "%s: %s\r\n", strings.ReplaceAll(name, "_", "-"), b)
			}
		}
	}
	v, _ := h.Get("Unknown_Headers")
	list, ok := v.([]packet.Option)
	if !ok && v != nil {
		return dst, wrong("Unknown_Headers", fmt.Sprintf("%T", v), "a []packet.Option was expected")
	}
	for _, o := range list {
		name, err := clean("Unknown_Headers", o.Name)
		if err != nil {
			return dst, err
		}
		if o.Value == nil {
			dst = fmt.Appendf(dst, "%s\r\n", name)
			continue
		}
		value, err := clean(o.Name, o.Value)
		if err != nil {
			return dst, err
		}
		dst = fmt.Appendf(dst, "%s: %s\r\n", name, value)
	}
	return append(dst, crlf...), nil
}

// clean is a value as bytes; one with an end of line would be another header.
func clean(name string, v any) ([]byte, error) {
	if v == nil {
		return nil, nil
	}
	b, ok := packet.Bytes(v)
	if !ok {
		return nil, wrong(name, fmt.Sprintf("%T", v), "text or bytes were expected")
	}
	if bytes.Contains(b, crlf) {
		return nil, wrong(name, string(b[:min(len(b), 40)]), "a value of one line was expected")
	}
	return b, nil
}

func wrong(name, input, reason string) error {
	return &packet.Error{Kind: packet.ErrValue, Path: name, Input: input, Reason: reason}
}

func summary(h *packet.Header) string {
	var parts []string
	for _, name := range h.Proto().Fields()[:3] {
		s, _ := h.Text(name)
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

func hashret(*packet.Header, func() []byte) []byte { return []byte("HTTP1") }

// others is the headers that have no field, as Python's dictionary of them.
type others struct{}

// Read and Append are not used: the layer reads and writes itself.
func (others) Read(*packet.Header, []byte) (any, int, error) { return nil, 0, nil }

// Append appends nothing.
func (others) Append(dst []byte, _ *packet.Header, _ any) ([]byte, error) { return dst, nil }

func (others) Text(_ *packet.Header, v any) string {
	if v == nil {
		return "None"
	}
	return others{}.Command(v)
}

func (others) Command(v any) string {
	list, ok := v.([]packet.Option)
	if !ok {
		return fmt.Sprint(v)
	}
	parts := make([]string, len(list))
	for i, o := range list {
		b, _ := packet.Bytes(o.Value)
		parts[i] = pytext.ReprBytes([]byte(o.Name)) + ": " + pytext.ReprBytes(b)
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
