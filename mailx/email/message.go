package email

import (
	"errors"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"unicode/utf8"
)

// A Message is a mail, or a part of one: a header, and a payload that is text or
// further messages. It is Python's Message and EmailMessage in one type. The zero
// value is an empty message. Reading it from several goroutines is safe, and so is
// writing it out, which changes nothing in it.
type Message struct {
	fields      []field
	text        string
	hasText     bool
	raw         bool // text holds bytes as they were read
	parts       []*Message
	multi       bool
	source      *source // instead of text
	charset     *Charset
	unixFrom    string
	defaultType string
	seed        uint64 // makes the boundary, if none is set
	policy      *Policy
	read        bool // came from a parser

	// Preamble stands before the first part of a multipart, Epilogue after the
	// last; nil is none.
	Preamble, Epilogue *string

	// Defects are what the parser found wrong.
	Defects []Defect
}

// A field is a header. The name is kept as it was given.
type field struct {
	name, value string
	more        *fieldMore
	raw         bool // value holds bytes above 127 as they were read
	source      bool // value is as it was read, folds and all
	understood  bool // was set in a message that understands its headers
}

// fieldMore is what few headers have.
type fieldMore struct {
	header *Header // instead of value
	lead   string  // blanks between the colon and the value that was read, if not one space
}

// pieces is the value as a Header, nil for one of text.
func (f *field) pieces() *Header {
	if f.more == nil {
		return nil
	}
	return f.more.header
}

// lead is what stood between the colon and the value.
func (f *field) lead() string {
	if f.more == nil {
		return " "
	}
	return f.more.lead
}

// NewMessage makes an empty message of the policy [Compat32]: Message(). See
// [NewEmailMessage] for one that understands its headers.
func NewMessage() *Message { return &Message{seed: rand.Uint64()} }

// NewEmailMessage makes an empty message of a policy, nil for [Default]:
// EmailMessage(policy).
func NewEmailMessage(policy *Policy) *Message {
	m := NewMessage()
	p := Default()
	if policy != nil {
		p = *policy
	}
	m.policy = &p
	return m
}

// noMessage is the error of a nil message that is to be changed.
func noMessage(op string) error {
	return &Error{Kind: ErrValue, Op: op, Reason: "no message"}
}

// Policy is the policy of the message, by which it is written unless another is
// named: msg.policy.
func (m *Message) Policy() Policy {
	if m == nil || m.policy == nil {
		return Policy{}
	}
	return *m.policy
}

// structured reports whether the message understands its headers.
func (m *Message) structured() bool { return m != nil && m.policy != nil && m.policy.Structured }

// sibling makes an empty message of the same policy.
func (m *Message) sibling() *Message {
	c := NewMessage()
	c.policy = m.policy
	return c
}

// checkField refuses what would be more than one header, or none.
func checkField(name, value string) error {
	if err := checkName(name); err != nil {
		return err
	}
	if !ascii(value) && !utf8.ValidString(value) {
		return &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Reason: "a header is text in UTF-8: decode it first"}
	}
	for i := range len(value) {
		switch c := value[i]; {
		case c == 0:
			return &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Reason: "a header holds no zero byte"}
		case c == '\n' || c == '\r' && (i+1 == len(value) || value[i+1] != '\n'):
			// A fold is a line end with a blank after it, and then something.
			if i+1 == len(value) || value[i+1] != ' ' && value[i+1] != '\t' || c == '\r' {
				return &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Reason: "a header holds no line end"}
			}
		}
	}
	return nil
}

func checkName(name string) error {
	if name == "" {
		return &Error{Kind: ErrHeaderWrite, Op: "header", Reason: "a header has a name"}
	}
	for i := range len(name) {
		if c := name[i]; c <= ' ' || c >= 0x7f || c == ':' {
			return &Error{Kind: ErrHeaderWrite, Op: "header", Input: name, Reason: "is no name of a header: expected letters, digits and hyphens"}
		}
	}
	return nil
}

// Add adds a header after those there are, also of the same name: msg[name] =
// value. Text that is not ASCII is encoded when the message is written; in headers
// of addresses only the names are, not the addresses. A line end or a zero byte is
// refused: ErrHeaderWrite. In a message of a structured policy, a second header of a
// name that stands once, such as Subject, is refused: ErrValue.
func (m *Message) Add(name, value string) error {
	if m == nil {
		return noMessage("add")
	}
	p := m.Policy()
	value, err := p.HeaderStoreParse(name, value)
	if err != nil {
		return err
	}
	if most := p.HeaderMaxCount(name); most > 0 && m.count(name) >= most {
		return &Error{Kind: ErrValue, Op: name, Input: value, Reason: "There may be at most " + itoa(most) + " " + name + " headers in a message"}
	}
	if m.fields == nil {
		m.fields = make([]field, 0, 8)
	}
	m.fields = append(m.fields, field{name: name, value: value, understood: p.Structured})
	return nil
}

// count is how many headers of a name there are.
func (m *Message) count(name string) (n int) {
	for _, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			n++
		}
	}
	return n
}

// AddEncoded adds a header made of pieces: msg[name] = Header(…).
func (m *Message) AddEncoded(name string, value *Header) error {
	if m == nil {
		return noMessage("add")
	}
	if err := checkField(name, strings.ReplaceAll(value.String(), "\n", "\n ")); err != nil {
		return err
	}
	m.fields = append(m.fields, field{name: name, more: &fieldMore{header: value}})
	return nil
}

// Set replaces all headers of a name by one.
func (m *Message) Set(name, value string) error {
	if m == nil {
		return noMessage("set")
	}
	if _, err := m.Policy().HeaderStoreParse(name, value); err != nil {
		return err
	}
	seen := false
	m.fields = slices.DeleteFunc(m.fields, func(f field) bool {
		again := seen && strings.EqualFold(f.name, name)
		seen = seen || strings.EqualFold(f.name, name)
		return again
	})
	return m.setInPlace(name, value)
}

// setInPlace replaces the first header of a name, or adds one.
func (m *Message) setInPlace(name, value string) error {
	value, err := m.Policy().HeaderStoreParse(name, value)
	if err != nil {
		return err
	}
	for i, f := range m.fields {
		if strings.EqualFold(f.name, name) {
			m.fields[i] = field{name: f.name, value: value, understood: m.structured()}
			return nil
		}
	}
	m.fields = append(m.fields, field{name: name, value: value, understood: m.structured()})
	return nil
}

// AddHeader adds a header with parameters: add_header. An underscore in the name of
// a parameter becomes a hyphen.
func (m *Message) AddHeader(name, value string, params ...Param) error {
	parts := []string{value}
	if value == "" {
		parts = nil
	}
	for _, p := range params {
		p.Name = strings.ReplaceAll(p.Name, "_", "-")
		text, err := formatParam(p)
		if err != nil {
			return err
		}
		parts = append(parts, text)
	}
	return m.Add(name, strings.Join(parts, "; "))
}

// ReplaceHeader replaces the first header of a name, where it stands:
// replace_header. Errors: ErrValue where there is none.
func (m *Message) ReplaceHeader(name, value string) error {
	if _, ok := m.Lookup(name); !ok {
		return &Error{Kind: ErrValue, Op: "replace_header", Input: name, Reason: "the message has no such header"}
	}
	return m.setInPlace(name, value)
}

// Del removes all headers of a name: del msg[name]. There may be none.
func (m *Message) Del(name string) {
	if m == nil {
		return
	}
	m.fields = slices.DeleteFunc(m.fields, func(f field) bool { return strings.EqualFold(f.name, name) })
}

// Lookup is the first header of a name, in any case, and whether there is one. The
// value is as it stands in the message; see [Message.Text] for what it says.
func (m *Message) Lookup(name string) (string, bool) {
	if m != nil {
		for _, f := range m.fields {
			if strings.EqualFold(f.name, name) {
				return f.String(), true
			}
		}
	}
	return "", false
}

// Get is [Message.Lookup], with "" for a header that is not there.
func (m *Message) Get(name string) string {
	v, _ := m.Lookup(name)
	return v
}

// Has reports whether there is a header of a name: name in msg.
func (m *Message) Has(name string) bool {
	_, ok := m.Lookup(name)
	return ok
}

// GetAll is every header of a name: get_all.
func (m *Message) GetAll(name string) []string {
	var all []string
	for n, v := range m.All() {
		if strings.EqualFold(n, name) {
			all = append(all, v)
		}
	}
	return all
}

// Text is a header as a person reads it: unfolded, with its encoded-words decoded,
// as EmailMessage gives it.
func (m *Message) Text(name string) string {
	if h := m.Header(name); h != nil && m.structured() {
		return h.String()
	}
	return DecodeWords(withoutFirstFold(m.Get(name)))
}

// withoutFirstFold is a value without the fold that it begins with, where all of it
// stands below its name.
func withoutFirstFold(v string) string {
	if v != "" && (v[0] == '\r' || v[0] == '\n') {
		return strings.TrimLeft(v, "\r\n \t")
	}
	return v
}

// Header is the first header of a name as it is understood, nil where there is none:
// EmailMessage's msg[name]. The message may have any policy.
func (m *Message) Header(name string) *HeaderValue {
	if m != nil {
		for _, f := range m.fields {
			if strings.EqualFold(f.name, name) {
				return m.understood(f)
			}
		}
	}
	return nil
}

// Headers are all headers of a name as they are understood.
func (m *Message) Headers(name string) []*HeaderValue {
	var all []*HeaderValue
	if m != nil {
		for _, f := range m.fields {
			if strings.EqualFold(f.name, name) {
				all = append(all, m.understood(f))
			}
		}
	}
	return all
}

func (m *Message) understood(f field) *HeaderValue {
	p := m.Policy()
	p.Structured = true
	return p.understood(f.name, runesOf(withoutEnds(withoutFirstFold(f.String())), f.raw))
}

// withoutEnds is text with every CR and LF taken out.
func withoutEnds(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r", "", "\n", "").Replace(s)
}

// shown is the first header of a name as Python's msg.get(name) shows it: as it
// stands, or as the policy understands it.
func (m *Message) shown(name string) (string, bool) {
	v, ok := m.Lookup(name)
	if ok && m.structured() && !simpleValue(v) {
		return m.Header(name).String(), true
	}
	return v, ok
}

// simpleValue tells a value that reads the same however it is read: main/sub, and
// parameters that need no escapes.
func simpleValue(v string) bool {
	quotes := 0
	for i := range len(v) {
		switch c := v[i]; {
		case alnum(c), c == '/', c == '-', c == '+', c == '.', c == '_':
		case c == '"':
			quotes++
		case c == '=' && i > 0 && v[i-1] != ' ', c == ';' && i+1 < len(v) && v[i+1] == ' ', c == ' ' && i > 0 && v[i-1] == ';':
		default:
			return false
		}
	}
	return quotes%2 == 0
}

// Check is nil for a message without defects, in its headers and in those of its
// parts too; else it joins them all. It is what raise_on_defect raises.
func (m *Message) Check() error {
	var all []error
	for p := range m.Walk() {
		for _, d := range p.Defects {
			all = append(all, d)
		}
		if !p.structured() {
			continue
		}
		for _, f := range p.fields {
			for _, d := range p.understood(f).Defects {
				d.Header = f.name
				all = append(all, d)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return &Error{Kind: ErrMessageParse, Op: "check", Reason: "the message has defects", Err: errors.Join(all...)}
}

func (f field) String() string {
	if h := f.pieces(); h != nil {
		return h.String()
	}
	return f.value
}

// All yields each header, its name and its value, in the order of the message:
// items.
func (m *Message) All() iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		if m == nil {
			return
		}
		for _, f := range m.fields {
			if !yield(f.name, f.String()) {
				return
			}
		}
	}
}

// Keys are the names of the headers, in order.
func (m *Message) Keys() []string {
	var names []string
	for n := range m.All() {
		names = append(names, n)
	}
	return names
}

// Values are the values of the headers, in order.
func (m *Message) Values() []string {
	var values []string
	for _, v := range m.All() {
		values = append(values, v)
	}
	return values
}

// Len is the number of headers: len(msg).
func (m *Message) Len() int {
	if m == nil {
		return 0
	}
	return len(m.fields)
}

// UnixFrom is the line "From …" that came first, as in an mbox: get_unixfrom.
func (m *Message) UnixFrom() string {
	if m == nil {
		return ""
	}
	return m.unixFrom
}

// SetUnixFrom sets the line "From …": set_unixfrom.
func (m *Message) SetUnixFrom(line string) error {
	if m == nil {
		return noMessage("unixfrom")
	}
	if strings.ContainsAny(line, "\r\n\x00") || line != "" && !strings.HasPrefix(line, "From ") {
		return &Error{Kind: ErrValue, Op: "unixfrom", Input: line, Reason: `expected one line that begins with "From "`}
	}
	m.unixFrom = line
	return nil
}

// Walk yields the message and all its parts, depth first: walk.
func (m *Message) Walk() iter.Seq[*Message] {
	return func(yield func(*Message) bool) { m.walk(yield) }
}

func (m *Message) walk(yield func(*Message) bool) bool {
	if m == nil {
		return true
	}
	if !yield(m) {
		return false
	}
	for _, p := range m.parts {
		if !p.walk(yield) {
			return false
		}
	}
	return true
}

// clone copies the header, not the parts.
func (m *Message) clone() *Message {
	c := *m
	c.fields = slices.Clone(m.fields)
	return &c
}

// Without is the message without headers of some names, such as "Bcc". The message
// itself is not changed; the two share their parts.
func (m *Message) Without(names ...string) *Message {
	if m == nil {
		return nil
	}
	c := m.clone()
	for _, name := range names {
		c.Del(name)
	}
	return c
}

// Streamed reports whether a part of the message is read when it is written, as
// [NewMIMEReader] and [Message.AddAttachmentReader] make them.
func (m *Message) Streamed() bool {
	for p := range m.Walk() {
		if p.source != nil {
			return true
		}
	}
	return false
}
