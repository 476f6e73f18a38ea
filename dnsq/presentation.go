package dnsq

import (
	"encoding/hex"
	"strconv"
	"sync"
)

// RdataTextOptions say how RdataToText writes. Nil means Python's defaults.
type RdataTextOptions struct {
	// Origin is what names are relative to. Relativize takes it off names in
	// it; without that, relative names are completed by it.
	Origin     *Name
	Relativize bool

	// ChunkSize is how many characters of base64 or hexadecimal text stand
	// together: 0 means each type's own, negative no chunks.
	ChunkSize int
}

// RdataToText writes rdata in presentation format. A value that could not be read
// back is an ErrValue; one that has no text of its own is written in the generic
// format of RFC 3597.
func RdataToText(rd Rdata, opts *RdataTextOptions) (string, error) {
	c := textCodecs.Get().(*codec)
	defer textCodecs.Put(c)
	*c = codec{mode: writeText}
	if opts != nil {
		c.origin, c.relativize, c.chunk = opts.Origin, opts.Relativize, opts.ChunkSize
	}
	out, err := c.appendRdata(nil, rd)
	return string(out), err
}

// rdataString is the String method of rdata.
func rdataString(rd Rdata) string {
	text, err := RdataToText(rd, nil)
	if err != nil {
		return faultText(rd.RdType(), err)
	}
	return text
}

// faultText stands for what cannot be written.
func faultText(typ RdataType, err error) string {
	return "<" + typ.String() + ": " + reason(err) + ">"
}

// textCodecs are used again, since what is behind an interface's method lives on
// the heap.
var textCodecs = sync.Pool{New: func() any { return new(codec) }}

// appendRdata appends the text of rdata. With an error nothing is appended.
func (c *codec) appendRdata(dst []byte, rd Rdata) ([]byte, error) {
	start := len(dst)
	c.rdtype = rd.RdType()
	c.out, c.begun, c.err, c.unwritten = dst, false, nil, false
	rd.fields(c)
	dst, c.out = c.out, nil
	if c.err != nil {
		return dst[:start], c.err
	}
	if !c.unwritten {
		return dst, nil
	}
	wire, err := rd.ToWire(c.origin)
	if err != nil {
		return dst[:start], err
	}
	return c.appendGeneric(dst[:start], wire), nil
}

// appendGeneric appends the generic text of rdata. RFC 3597 section 5.
func (c *codec) appendGeneric(dst, data []byte) []byte {
	dst = append(dst, `\# `...)
	dst = strconv.AppendInt(dst, int64(len(data)), 10)
	dst = append(dst, ' ')
	return appendChunked(dst, hex.EncodeToString(data), c.chunkSize(32))
}

// SetTextOptions say how the ToText methods of rdatasets, nodes and RRsets write.
// Nil means Python's defaults.
type SetTextOptions struct {
	// Origin is what names are relative to.
	Origin *Name

	// KeepAbsolute leaves names in the origin absolute (Python's
	// relativize=False).
	KeepAbsolute bool

	// Class, if not zero, is written in place of the set's own.
	Class RdataClass

	// WantComments writes the comments that stood at the ends of records.
	WantComments bool
}

// ToText writes a line for each rdata: owner, time to live, class, type, rdata.
// An empty set is written as owner, class and type. Errors are those of
// RdataToText.
func (s *Rdataset) ToText(owner *Name, opts *SetTextOptions) (string, error) {
	out, err := s.AppendText(nil, owner, opts)
	return string(out), err
}

// String is ToText without an owner; in the place of an rdata that cannot be
// written it tells why.
func (s *Rdataset) String() string { return s.shown(nil, nil) }

// AppendText is ToText that appends to what is there. With an error nothing is
// appended.
func (s *Rdataset) AppendText(dst []byte, owner *Name, opts *SetTextOptions) ([]byte, error) {
	out, err := s.appendText(dst, owner, opts, func(_ []byte, err error) ([]byte, error) { return nil, err })
	if err != nil {
		return dst, err
	}
	return out, nil
}

// shown is the text with faults in the places of the rdata that have them.
func (s *Rdataset) shown(owner *Name, opts *SetTextOptions) string {
	out, _ := s.appendText(nil, owner, opts, func(dst []byte, err error) ([]byte, error) {
		return append(dst, faultText(s.Type, err)...), nil
	})
	return string(out)
}

func (s *Rdataset) appendText(dst []byte, owner *Name, opts *SetTextOptions, faulty func([]byte, error) ([]byte, error)) ([]byte, error) {
	if opts == nil {
		opts = &SetTextOptions{}
	}
	c := textCodecs.Get().(*codec)
	defer textCodecs.Put(c)
	*c = codec{mode: writeText, origin: opts.Origin, relativize: !opts.KeepAbsolute}
	class := s.Class
	if opts.Class != 0 {
		class = opts.Class
	}
	start := len(dst)
	if owner != nil {
		dst = append(c.appendName(dst, *owner), ' ')
	}
	if len(s.Items) == 0 {
		dst = append(append(dst, class.String()...), ' ')
		return append(dst, s.Type.String()...), nil
	}
	dst = strconv.AppendUint(dst, uint64(s.TTL), 10)
	dst = append(append(append(dst, ' '), class.String()...), ' ')
	dst = append(append(dst, s.Type.String()...), ' ')
	head := len(dst) // what all lines begin with
	for i, rd := range s.Items {
		if i > 0 {
			dst = append(append(dst, '\n'), dst[start:head]...)
		}
		var err error
		if dst, err = c.appendRdata(dst, rd); err != nil {
			if dst, err = faulty(dst, err); err != nil {
				return nil, err
			}
		}
		if opts.WantComments {
			if comment := s.comments[rd]; comment != "" {
				dst = append(append(dst, " ;"...), comment...)
			}
		}
	}
	return dst, nil
}

// Comment is what stood behind an rdata of the set in a zone file, without the
// semicolon.
func (s *Rdataset) Comment(rd Rdata) string { return s.comments[rd] }

// SetComment sets what is written behind an rdata of the set, if comments are
// wanted: one line.
func (s *Rdataset) SetComment(rd Rdata, comment string) {
	if s.comments == nil {
		s.comments = map[Rdata]string{}
	}
	s.comments[rd] = comment
}

// appendChunked writes text in chunks of a size, parted by spaces.
func appendChunked(dst []byte, text string, size int) []byte {
	for size > 0 && len(text) > size {
		dst = append(dst, text[:size]...)
		dst = append(dst, ' ')
		text = text[size:]
	}
	return append(dst, text...)
}
