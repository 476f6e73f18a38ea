package email

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// A HeaderKind says how a header's value is read and folded: a class of
// email.headerregistry. The kinds that are Unique stand once in a message.
type HeaderKind int

// The classes of email.headerregistry.
const (
	UnstructuredHeader HeaderKind = iota
	UniqueUnstructuredHeader
	DateHeader
	UniqueDateHeader
	AddressHeader
	UniqueAddressHeader
	SingleAddressHeader
	UniqueSingleAddressHeader
	MIMEVersionHeader
	ContentTypeHeader
	ContentDispositionHeader
	ContentTransferEncodingHeader
	MessageIDHeader
)

// MaxCount is how many headers of the kind a message may have, 0 for any number:
// max_count.
func (k HeaderKind) MaxCount() int {
	switch k {
	case UnstructuredHeader, DateHeader, AddressHeader, SingleAddressHeader:
		return 0
	}
	return 1
}

// standardKinds are the kinds of the headers that the registry knows.
var standardKinds = map[string]HeaderKind{
	"subject": UniqueUnstructuredHeader, "date": UniqueDateHeader, "resent-date": DateHeader, "orig-date": UniqueDateHeader,
	"sender": UniqueSingleAddressHeader, "resent-sender": SingleAddressHeader, "to": UniqueAddressHeader, "resent-to": AddressHeader,
	"cc": UniqueAddressHeader, "resent-cc": AddressHeader, "bcc": UniqueAddressHeader, "resent-bcc": AddressHeader,
	"from": UniqueAddressHeader, "resent-from": AddressHeader, "reply-to": UniqueAddressHeader, "mime-version": MIMEVersionHeader,
	"content-type": ContentTypeHeader, "content-disposition": ContentDispositionHeader,
	"content-transfer-encoding": ContentTransferEncodingHeader, "message-id": MessageIDHeader,
}

// A HeaderRegistry knows the kinds of headers by their names. The zero value is
// Python's HeaderRegistry(): the kinds that RFC 5322 and MIME have, and
// UnstructuredHeader for any other name. It may be used by several goroutines once
// it is made.
type HeaderRegistry struct {
	Default       HeaderKind // of names that are not known: default_class
	NoStandardMap bool       // know no names but those of MapToType: use_default_map=False

	kinds map[string]HeaderKind
}

// MapToType makes headers of a name headers of a kind: map_to_type. It is for a
// registry that nobody uses yet.
func (r *HeaderRegistry) MapToType(name string, kind HeaderKind) {
	if r == nil {
		return
	}
	if r.kinds == nil {
		r.kinds = map[string]HeaderKind{}
	}
	r.kinds[string(appendLower(nil, name))] = kind
}

func appendLower(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		b = append(b, c)
	}
	return b
}

// Kind is the kind of headers of a name: registry[name]. A nil registry is the zero
// one.
func (r *HeaderRegistry) Kind(name string) HeaderKind {
	var buf [40]byte // no standard name is longer, and most are looked up without an allocation
	lower := appendLower(buf[:0], name)
	if r != nil {
		if k, ok := r.kinds[string(lower)]; ok {
			return k
		}
	}
	if r == nil || !r.NoStandardMap {
		if k, ok := standardKinds[string(lower)]; ok {
			return k
		}
	}
	if r == nil {
		return UnstructuredHeader
	}
	return r.Default
}

// Parse reads a header's value: registry(name, value). Any text is a value; what is
// wrong with it is in Defects.
func (r *HeaderRegistry) Parse(name, value string) *HeaderValue {
	return parseHeader(name, runesOf(value, false), r.Kind(name))
}

// ParseHeader reads a header's value as the zero [HeaderRegistry] does.
func ParseHeader(name, value string) *HeaderValue { return (*HeaderRegistry)(nil).Parse(name, value) }

// A HeaderValue is a header as it is understood: email.headerregistry's BaseHeader
// with its sub-classes. Which fields are set depends on the Kind.
type HeaderValue struct {
	Name    string
	Kind    HeaderKind
	Defects []Defect

	// Groups are the addresses of an address header. An address that stands alone
	// is a group without a name.
	Groups []Group

	// Time is that of a date header, zero where it cannot be read. NoZone tells
	// that the place is not told ("-0000"): the time is UTC.
	Time   time.Time
	NoZone bool

	// ContentType is that of Content-Type, "text/plain" for a broken one.
	ContentType string

	// Disposition is that of Content-Disposition, "" for a broken one.
	Disposition string

	// CTE is that of Content-Transfer-Encoding, "7bit" for a broken one.
	CTE string

	// Params are those of Content-Type and Content-Disposition, with their names in
	// small letters.
	Params []Param

	// Major and Minor are the MIME version, -1 for a broken one.
	Major, Minor int

	tree    *token
	decoded string
}

// String is the value as a person reads it, encoded-words decoded: str(header).
func (h *HeaderValue) String() string {
	if h == nil {
		return ""
	}
	return h.decoded
}

// Addresses are the addresses of all groups.
func (h *HeaderValue) Addresses() []Address {
	if h == nil {
		return nil
	}
	var all []Address
	for _, g := range h.Groups {
		all = append(all, g.Addresses...)
	}
	return all
}

// Address is the only address of the header: SingleAddressHeader.address. None, or
// several, are an error, ErrValue.
func (h *HeaderValue) Address() (Address, error) {
	all := h.Addresses()
	if len(all) != 1 {
		return Address{}, &Error{Kind: ErrValue, Op: "address", Input: h.String(), Reason: "holds " + itoa(len(all)) + " addresses, expected one"}
	}
	return all[0], nil
}

// Param is a parameter by its name, in any case, and whether it is there.
func (h *HeaderValue) Param(name string) (string, bool) {
	if h != nil {
		for _, p := range h.Params {
			if strings.EqualFold(p.Name, name) {
				return p.Value, true
			}
		}
	}
	return "", false
}

// Version is "major.minor" of MIME-Version, "" for a broken one.
func (h *HeaderValue) Version() string {
	if h == nil || h.Major < 0 || h.Minor < 0 {
		return ""
	}
	return itoa(h.Major) + "." + itoa(h.Minor)
}

func itoa(n int) string { return strconv.Itoa(n) }

// Fold writes the header in lines, "Name: value" and the line end: fold. Errors:
// ErrHeaderParse where the policy's lines are too short.
func (h *HeaderValue) Fold(p *Policy) (string, error) {
	if h == nil || h.tree == nil {
		return "", &Error{Kind: ErrValue, Op: "fold", Reason: "no header that was read"}
	}
	q := Policy{}
	if p != nil {
		q = *p
	}
	text, err := foldTree(h.Name, h.tree, q, false)
	if err == errNoSense {
		err = &Error{Kind: ErrHeaderParse, Op: h.Name, Input: h.decoded, Reason: "cannot be folded"}
	}
	if err != nil {
		return "", err
	}
	return string(text) + q.linesep(), nil
}

// mostStructured is how many characters of a value are taken apart. There are values
// that take the square of their length; a longer one is text, with a defect.
const mostStructured = 1 << 15

// parseHeader reads a value as headers of a kind are read. What cannot be taken
// apart at all is text, with a defect.
func parseHeader(name string, value []rune, kind HeaderKind) *HeaderValue {
	h := &HeaderValue{Name: name, Kind: kind, Major: -1, Minor: -1}
	if len(value) > mostStructured {
		return h.asText(value)
	}
	r := &valueReader{s: value}
	var err error
	switch kind {
	case DateHeader, UniqueDateHeader:
		h.date(value)
		return h
	case AddressHeader, UniqueAddressHeader, SingleAddressHeader, UniqueSingleAddressHeader:
		if h.tree, err = r.addressList(); err == nil {
			err = h.addresses()
		}
	case MIMEVersionHeader:
		if h.tree, h.Major, h.Minor, err = r.mimeVersion(); h.Minor < 0 {
			h.Major = -1
		}
	case ContentTypeHeader:
		var v *mimeValue
		if v, err = r.contentType(); err == nil {
			h.mime(v)
			h.ContentType = v.main + "/" + v.sub
		}
	case ContentDispositionHeader:
		var v *mimeValue
		if v, err = r.disposition(); err == nil {
			h.mime(v)
			h.Disposition = v.main
		}
	case ContentTransferEncodingHeader:
		var v *mimeValue
		if v, err = r.transferEncoding(); err == nil {
			h.tree, h.CTE = v.tree, v.main
		}
	case MessageIDHeader:
		h.tree, err = r.messageID()
	default:
		h.tree = r.unstructured()
		h.decoded = h.tree.String()
		return h
	}
	if err != nil {
		return h.asText(value)
	}
	h.Defects = h.tree.allDefects()
	if h.tree.kind != tAddressList {
		h.decoded = h.tree.String()
	}
	return h
}

// asText makes the header one of text.
func (h *HeaderValue) asText(value []rune) *HeaderValue {
	t := (&valueReader{s: value}).unstructured()
	decoded := t.String()
	if len(value) > mostStructured {
		decoded = DecodeWords(textOf(value))
	}
	t.defect(InvalidHeader, "cannot be taken apart")
	*h = HeaderValue{Name: h.Name, Kind: h.Kind, Major: -1, Minor: -1, tree: t, decoded: decoded, Defects: t.allDefects()}
	switch h.Kind {
	case ContentTypeHeader:
		h.ContentType = "text/plain"
	case ContentTransferEncodingHeader:
		h.CTE = "7bit"
	}
	return h
}

func (h *HeaderValue) date(value []rune) {
	h.tree = &token{kind: tList}
	h.decoded = textOf(value)
	if len(value) == 0 {
		h.Defects = []Defect{{Kind: HeaderMissingRequiredValue}}
		return
	}
	t, noZone, err := parseDate(h.decoded)
	if err != nil {
		h.Defects = []Defect{{Kind: InvalidDate, Line: h.decoded}}
		return
	}
	h.Time, h.NoZone = t, noZone
	h.decoded = FormatDateTime(t)
	if noZone {
		h.decoded = FormatDate(t, nil)
	}
	h.tree = (&valueReader{s: []rune(h.decoded)}).unstructured()
}

// addresses fills the groups from the tree.
func (h *HeaderValue) addresses() error {
	var texts []string
	for _, a := range h.tree.parts {
		if a.kind != tAddress {
			continue
		}
		g, err := groupOf(a.parts[0])
		if err != nil {
			return err
		}
		h.Groups = append(h.Groups, g)
		texts = append(texts, g.String())
	}
	h.decoded = strings.Join(texts, ", ")
	return nil
}

func groupOf(a *token) (g Group, err error) {
	boxes := []*token{a}
	if a.kind == tGroup {
		name, err := a.parts[0].bareName()
		if err != nil {
			return g, err
		}
		text := textOf(name)
		g.Name = &text
		boxes = nil
		if list := a.find(tGroupList); list != nil && len(list.parts) > 0 && list.parts[0].kind == tMailboxList {
			boxes = list.parts[0].parts
		}
	}
	for _, box := range boxes {
		if box.kind != tMailbox && box.kind != tBadMailbox {
			continue
		}
		name, local, domain, err := mailboxOf(box)
		if err != nil {
			return g, err
		}
		g.Addresses = append(g.Addresses, newAddress(textOf(name), textOf(local), textOf(domain)))
	}
	return g, nil
}

func (h *HeaderValue) mime(v *mimeValue) {
	h.tree = v.tree
	for _, t := range slices.Backward(v.tree.parts) {
		if t.kind != tParameters {
			continue
		}
		for _, p := range t.params() {
			name := strings.ToLower(textOf(p.name))
			at := slices.IndexFunc(h.Params, func(q Param) bool { return q.Name == name })
			if at < 0 {
				h.Params = append(h.Params, Param{Name: name})
				at = len(h.Params) - 1
			}
			h.Params[at].Value = textOf(p.value)
		}
		return
	}
}
