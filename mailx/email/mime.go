package email

import (
	"io"
	"strings"
)

// NewMIMEBase makes a message of a type, with the header that MIME needs:
// mime.base.MIMEBase. Errors: ErrValue.
func NewMIMEBase(maintype, subtype string, params ...Param) (*Message, error) {
	if err := checkType(maintype + "/" + subtype); err != nil {
		return nil, err
	}
	m := NewMessage()
	if err := m.AddHeader("Content-Type", maintype+"/"+subtype, params...); err != nil {
		return nil, err
	}
	return m, m.Add("MIME-Version", "1.0")
}

// checkType refuses what is not two words with a slash between them.
func checkType(ctype string) error {
	main, sub, _ := strings.Cut(ctype, "/")
	for _, t := range [2]string{main, sub} {
		if t == "" || !ascii(t) || strings.ContainsAny(t, " \t\r\n\x00()<>@,;:\\\"/[]?=") {
			return &Error{Kind: ErrValue, Op: "type", Input: ctype, Reason: "expected main/sub"}
		}
	}
	return nil
}

// MIMEOptions for the parts below. The zero value, or nil, is Python's.
type MIMEOptions struct {
	// Params go into Content-Type.
	Params []Param

	// Encoder encodes the payload: [EncodeBase64] where it is nil.
	Encoder func(*Message)
}

// MultipartOptions for [NewMIMEMultipart]. The zero value, or nil, is Python's.
type MultipartOptions struct {
	Subtype  string // "" is "mixed"
	Boundary string // "" makes one
	Parts    []*Message
	Params   []Param
}

// NewMIMEMultipart makes a message that holds others: mime.multipart.MIMEMultipart.
func NewMIMEMultipart(opts *MultipartOptions) (*Message, error) {
	o := MultipartOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Subtype == "" {
		o.Subtype = "mixed"
	}
	m, err := NewMIMEBase("multipart", o.Subtype, o.Params...)
	if err != nil {
		return nil, err
	}
	m.multi = true
	for _, p := range o.Parts {
		if err := m.Attach(p); err != nil {
			return nil, err
		}
	}
	if o.Boundary != "" {
		return m, m.SetBoundary(o.Boundary)
	}
	return m, nil
}

// TextOptions for [NewMIMEText]. The zero value, or nil, is Python's.
type TextOptions struct {
	Subtype string // "" is "plain"
	Charset string // "" is US-ASCII, or UTF-8 where the text needs it
}

// NewMIMEText makes a part of text: mime.text.MIMEText. Text that the character set
// does not have is an error, ErrCharset.
func NewMIMEText(text string, opts *TextOptions) (*Message, error) {
	o := TextOptions{}
	if opts != nil {
		o = *opts
	}
	if o.Subtype == "" {
		o.Subtype = "plain"
	}
	if o.Charset == "" {
		o.Charset = "us-ascii"
		if !ascii(text) {
			o.Charset = "utf-8"
		}
	}
	m, err := NewMIMEBase("text", o.Subtype, Param{Name: "charset", Value: o.Charset})
	if err != nil {
		return nil, err
	}
	return m, m.SetPayloadCharset(text, o.Charset)
}

// newData makes a part of bytes.
func newData(maintype, subtype string, data []byte, opts *MIMEOptions) (*Message, error) {
	o := MIMEOptions{}
	if opts != nil {
		o = *opts
	}
	m, err := NewMIMEBase(maintype, subtype, o.Params...)
	if err != nil {
		return nil, err
	}
	m.text, m.hasText = string(data), true
	m.raw = !ascii(m.text)
	if o.Encoder == nil {
		o.Encoder = EncodeBase64
	}
	o.Encoder(m)
	return m, nil
}

// NewMIMEApplication makes a part of data: mime.application.MIMEApplication. ""
// as subtype is "octet-stream".
func NewMIMEApplication(data []byte, subtype string, opts *MIMEOptions) (*Message, error) {
	if subtype == "" {
		subtype = "octet-stream"
	}
	return newData("application", subtype, data, opts)
}

// NewMIMEImage makes a part of a picture: mime.image.MIMEImage. "" as subtype is
// found in the data; where it cannot be, that is an error, ErrValue.
func NewMIMEImage(data []byte, subtype string, opts *MIMEOptions) (*Message, error) {
	if subtype == "" {
		if subtype = imageType(data); subtype == "" {
			return nil, &Error{Kind: ErrValue, Op: "image", Reason: "Could not guess image MIME subtype"}
		}
	}
	return newData("image", subtype, data, opts)
}

// NewMIMEAudio makes a part of sound: mime.audio.MIMEAudio. "" as subtype is found
// in the data; where it cannot be, that is an error, ErrValue.
func NewMIMEAudio(data []byte, subtype string, opts *MIMEOptions) (*Message, error) {
	if subtype == "" {
		if subtype = audioType(data); subtype == "" {
			return nil, &Error{Kind: ErrValue, Op: "audio", Reason: "Could not find audio MIME subtype"}
		}
	}
	return newData("audio", subtype, data, opts)
}

// NewMIMEMessage makes a part that holds a message: mime.message.MIMEMessage. "" as
// subtype is "rfc822".
func NewMIMEMessage(message *Message, subtype string) (*Message, error) {
	if subtype == "" {
		subtype = "rfc822"
	}
	m, err := NewMIMEBase("message", subtype)
	if err != nil {
		return nil, err
	}
	m.defaultType = "message/rfc822"
	return m, m.Attach(message)
}

// NewMIMEReader makes a part of data that is read when the message is written, in
// base64, so that a large file never stands in memory. It is opened once for each
// writing, and closed. ctype is "main/sub".
func NewMIMEReader(ctype string, open func() (io.ReadCloser, error), params ...Param) (*Message, error) {
	main, sub, _ := strings.Cut(ctype, "/")
	m, err := NewMIMEBase(main, sub, params...)
	if err != nil {
		return nil, err
	}
	if open == nil {
		return nil, &Error{Kind: ErrValue, Op: "reader", Reason: "a function that opens the data is needed"}
	}
	m.hasText, m.source = true, &source{open: open}
	return m, m.Add("Content-Transfer-Encoding", "base64")
}

// imageType knows a picture by its first bytes.
func imageType(p []byte) string {
	at := func(i int, s string) bool { return len(p) >= i+len(s) && string(p[i:i+len(s)]) == s }
	switch {
	case at(6, "JFIF"), at(6, "Exif"), at(0, "\xff\xd8\xff\xdb"):
		return "jpeg"
	case at(0, "\x89PNG\r\n\x1a\n"):
		return "png"
	case at(0, "GIF87a"), at(0, "GIF89a"):
		return "gif"
	case at(0, "MM"), at(0, "II"):
		return "tiff"
	case at(0, "\x01\xda"):
		return "rgb"
	case len(p) >= 3 && p[0] == 'P' && strings.IndexByte(" \t\n\r", p[2]) >= 0:
		switch p[1] {
		case '1', '4':
			return "pbm"
		case '2', '5':
			return "pgm"
		case '3', '6':
			return "ppm"
		}
	case at(0, "\x59\xa6\x6a\x95"):
		return "rast"
	case at(0, "#define "):
		return "xbm"
	case at(0, "BM"):
		return "bmp"
	case at(0, "RIFF") && at(8, "WEBP"):
		return "webp"
	case at(0, "v/1\x01"):
		return "exr"
	}
	return ""
}

// audioType knows a sound by its first bytes.
func audioType(p []byte) string {
	at := func(i int, s string) bool { return len(p) >= i+len(s) && string(p[i:i+len(s)]) == s }
	switch {
	case at(0, "RIFF") && at(8, "WAVE") && at(12, "fmt "):
		return "x-wav"
	case at(0, ".snd"), at(0, "\x00ds.") && len(p) >= 4, at(0, "dns."):
		return "basic"
	case at(0, "FORM") && (at(8, "AIFF") || at(8, "AIFC")):
		return "x-aiff"
	}
	return ""
}
