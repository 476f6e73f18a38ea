package email

import "strings"

// GetContentType is the type of the content in small letters, "text/plain" where
// none or a broken one is given: get_content_type.
func (m *Message) GetContentType() string {
	v, ok := m.shown("content-type")
	if !ok {
		return m.GetDefaultType()
	}
	main, _, _ := strings.Cut(v, ";")
	main = strings.ToLower(trimBlanks(main))
	if strings.Count(main, "/") != 1 {
		return "text/plain"
	}
	// A type is two tokens. With blanks in it, it is none.
	if strings.ContainsAny(main, " \t\r\n") {
		return "text/plain"
	}
	return main
}

// GetContentMaintype is what stands before the slash: get_content_maintype.
func (m *Message) GetContentMaintype() string {
	main, _, _ := strings.Cut(m.GetContentType(), "/")
	return main
}

// GetContentSubtype is what stands after the slash: get_content_subtype.
func (m *Message) GetContentSubtype() string {
	_, sub, _ := strings.Cut(m.GetContentType(), "/")
	return sub
}

// GetDefaultType is the type where none is given: "text/plain", or
// "message/rfc822" in a digest: get_default_type.
func (m *Message) GetDefaultType() string {
	if m == nil || m.defaultType == "" {
		return "text/plain"
	}
	return m.defaultType
}

// SetDefaultType sets what [Message.GetDefaultType] gives.
func (m *Message) SetDefaultType(ctype string) {
	if m != nil {
		m.defaultType = ctype
	}
}

// ParamOptions for reading and setting parameters. The zero value, or nil, is
// Python's.
type ParamOptions struct {
	Header   string // "" is Content-Type
	Charset  string // in SetParam: write it as RFC 2231 says, in this set
	Language string
	NoQuote  bool // write the value without quotes
	InPlace  bool // keep the header where it stands: replace=True
}

func (o *ParamOptions) header() string {
	if o == nil || o.Header == "" {
		return "Content-Type"
	}
	return o.Header
}

// GetParams are the parameters of a header: get_params. The first is the header's
// value itself, by its name. Values are decoded.
func (m *Message) GetParams(opts *ParamOptions) []Param {
	v, ok := m.shown(opts.header())
	if !ok {
		return nil
	}
	return decodeParams(rawParams(v))
}

// GetParam is the value of a parameter, and whether it is there: get_param.
func (m *Message) GetParam(name string, opts *ParamOptions) (string, bool) {
	if v, ok := m.Lookup(opts.header()); !ok {
		return "", false
	} else if value, found, plain := plainParam(v, name); plain {
		return value, found
	}
	for _, p := range m.GetParams(opts) {
		if strings.EqualFold(p.Name, name) {
			return p.Value, true
		}
	}
	return "", false
}

// SetParam sets a parameter of a header, at the end if it is new: set_param. A
// header that is not there is made. Errors: ErrValue.
func (m *Message) SetParam(name, value string, opts *ParamOptions) error {
	o := ParamOptions{}
	if opts != nil {
		o = *opts
	}
	text := name
	var err error
	if o.NoQuote && o.Charset == "" && ascii(value) {
		if strings.ContainsAny(value, " \t\r\n\x00()<>@,;:\\\"/[]?=") {
			return &Error{Kind: ErrValue, Op: name, Input: value, Reason: "needs quotes"}
		}
		text += "=" + value
	} else if text, err = formatParam(Param{Name: name, Value: value, Charset: o.Charset, Language: o.Language}); err != nil {
		return err
	}
	header := o.header()
	old, ok := m.shown(header)
	if !ok {
		if strings.EqualFold(header, "content-type") {
			old = "text/plain"
		}
	}
	if _, has := m.GetParam(name, &o); !has {
		if old == "" {
			return m.put(header, text, o.InPlace)
		}
		return m.put(header, old+"; "+text, o.InPlace)
	}
	var parts []string
	for _, p := range decodeParams(rawParams(old)) {
		switch {
		case strings.EqualFold(p.Name, name):
			parts = append(parts, text)
		default:
			kept, err := keepParam(p)
			if err != nil {
				return err
			}
			if kept != "" || len(parts) > 0 {
				parts = append(parts, kept)
			}
		}
	}
	value = strings.Join(parts, "; ")
	if value == old {
		return nil
	}
	return m.put(header, value, o.InPlace)
}

// keepParam writes a parameter, or the value before them, again.
func keepParam(p Param) (string, error) {
	if p.Flag {
		return p.Name, nil
	}
	if p.Value == "" {
		return p.Name, nil
	}
	return formatParam(p)
}

// put sets a header: at the end, as Python does, or where it stands.
func (m *Message) put(header, value string, inPlace bool) error {
	if inPlace {
		return m.setInPlace(header, value)
	}
	if err := checkField(header, value); err != nil {
		return err
	}
	m.Del(header)
	return m.Add(header, value)
}

// DelParam removes a parameter of a header: del_param.
func (m *Message) DelParam(name string, opts *ParamOptions) error {
	header := opts.header()
	old, ok := m.shown(header)
	if !ok {
		return nil
	}
	var parts []string
	for _, p := range decodeParams(rawParams(old)) {
		if strings.EqualFold(p.Name, name) {
			continue
		}
		text, err := keepParam(p)
		if err != nil {
			return err
		}
		parts = append(parts, text)
	}
	value := strings.Join(parts, "; ")
	if value == old {
		return nil
	}
	return m.put(header, value, false)
}

// SetType replaces the type of the content, and keeps its parameters: set_type.
// Errors: ErrValue.
func (m *Message) SetType(ctype string, opts *ParamOptions) error {
	if strings.Count(ctype, "/") != 1 || strings.ContainsAny(ctype, " \t\r\n\x00;\"") {
		return &Error{Kind: ErrValue, Op: "set_type", Input: ctype, Reason: "expected main/sub"}
	}
	header := opts.header()
	if strings.EqualFold(header, "content-type") {
		m.Del("MIME-Version")
		if err := m.Add("MIME-Version", "1.0"); err != nil {
			return err
		}
	}
	old, ok := m.shown(header)
	if !ok {
		return m.Add(header, ctype)
	}
	params := decodeParams(rawParams(old))
	m.Del(header)
	parts := []string{ctype}
	for _, p := range params[min(1, len(params)):] {
		text, err := keepParam(p)
		if err != nil {
			return err
		}
		parts = append(parts, text)
	}
	return m.Add(header, strings.Join(parts, "; "))
}

// GetFilename is the name of the file that the part holds: get_filename. It is the
// filename of Content-Disposition, or else the name of Content-Type. It may hold
// anything, such as "../x": it is the sender's.
func (m *Message) GetFilename() (string, bool) {
	name, ok := m.GetParam("filename", &ParamOptions{Header: "Content-Disposition"})
	if !ok {
		if name, ok = m.GetParam("name", nil); !ok {
			return "", false
		}
	}
	return strings.Trim(DecodeWords(name), pythonBlanks), true
}

// GetBoundary is what parts the parts of a multipart: get_boundary.
func (m *Message) GetBoundary() (string, bool) {
	b, ok := m.GetParam("boundary", nil)
	return strings.TrimRight(b, pythonBlanks), ok
}

// SetBoundary sets the boundary of a multipart: set_boundary. Errors: ErrHeaderParse
// where there is no Content-Type, ErrValue.
func (m *Message) SetBoundary(boundary string) error {
	if boundary == "" || len(boundary) > 70 || strings.HasSuffix(boundary, " ") || strings.ContainsAny(boundary, "\r\n\x00\"\\") || !ascii(boundary) {
		return &Error{Kind: ErrValue, Op: "boundary", Input: boundary, Reason: "expected 1 to 70 characters of ASCII that need no escape"}
	}
	old, ok := m.shown("content-type")
	if !ok {
		return &Error{Kind: ErrHeaderParse, Op: "boundary", Reason: "No Content-Type header found"}
	}
	if _, _, n, plain := plainParams(old); plain && n == 0 {
		return m.setInPlace("Content-Type", old+`; boundary="`+boundary+`"`)
	}
	var parts []string
	found := false
	for i, p := range rawParams(old) {
		switch {
		case strings.EqualFold(p.name, "boundary"):
			parts = append(parts, `boundary="`+boundary+`"`)
			found = true
		case i == 0 && p.bare:
			parts = append(parts, p.name)
		case strings.HasSuffix(p.name, "*"):
			parts = append(parts, p.name+"="+p.value)
		default:
			parts = append(parts, p.name+`="`+quote(Unquote(p.value))+`"`)
		}
	}
	if !found {
		parts = append(parts, `boundary="`+boundary+`"`)
	}
	return m.setInPlace("Content-Type", strings.Join(parts, "; "))
}

// GetContentCharset is the character set of the content in small letters, and
// whether one is given: get_content_charset.
func (m *Message) GetContentCharset() (string, bool) {
	c, ok := m.GetParam("charset", nil)
	if !ok || !ascii(c) {
		return "", false
	}
	return strings.ToLower(c), true
}

// GetCharsets are the character sets of the message and its parts, "" for none:
// get_charsets.
func (m *Message) GetCharsets() []string {
	var sets []string
	for p := range m.Walk() {
		c, _ := p.GetContentCharset()
		sets = append(sets, c)
	}
	return sets
}

// GetContentDisposition is "inline", "attachment" or another in small letters, ""
// for none: get_content_disposition.
func (m *Message) GetContentDisposition() string {
	if m.structured() && !simpleValue(m.Get("content-disposition")) {
		return m.Header("content-disposition").Disposition
	}
	v := m.Get("content-disposition")
	main, _, _ := strings.Cut(v, ";")
	return strings.ToLower(strings.Trim(main, pythonBlanks))
}

// IsAttachment reports whether the part is shown as an attachment: is_attachment.
func (m *Message) IsAttachment() bool { return m.GetContentDisposition() == "attachment" }
