package pcap

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"time"
)

// WriterOptions are the options of [NewWriter]. Zero fields are scapy's defaults.
type WriterOptions struct {
	// NG writes a pcapng file, which takes records of any link type and keeps
	// names of interfaces, comments and directions.
	NG bool

	// Nano keeps nanoseconds. Otherwise times are cut to microseconds.
	Nano bool

	// BigEndian writes numbers in network byte order.
	BigEndian bool

	// SnapLen is what the header says of the longest capture. Zero means 65535.
	SnapLen int

	// Headless writes records alone, to go behind those of another file of the
	// same format, byte order and link type. It is not for pcapng, where a new
	// section stands anywhere.
	Headless bool
}

// A Writer writes a capture file. It collects what it writes: call Flush or Close
// at the end. It is for one goroutine.
type Writer struct {
	out    *bufio.Writer
	o      WriterOptions
	order  binary.AppendByteOrder
	link   uint32
	faces  map[face]uint32
	buf    []byte
	closed bool
	err    error
}

// face is what makes an interface another one, in a pcapng file.
type face struct {
	link uint32
	name string
}

// mostLink is the largest link type that the formats have room for.
const mostLink = 0xffff

// NewWriter begins a capture file of a link type, such as 1 for Ethernet.
func NewWriter(w io.Writer, link uint32, opts *WriterOptions) (*Writer, error) {
	if w == nil {
		return nil, &FormatError{Kind: ErrRecord, Reason: "there is nothing to write to"}
	}
	if err := checkLink(link); err != nil {
		return nil, err
	}
	s := &Writer{out: bufio.NewWriterSize(w, 1<<16), link: link, order: binary.LittleEndian, faces: map[face]uint32{}}
	if opts != nil {
		s.o = *opts
	}
	if s.o.BigEndian {
		s.order = binary.BigEndian
	}
	if s.o.SnapLen <= 0 {
		s.o.SnapLen = 65535
	}
	switch {
	case s.o.NG:
		s.section()
	case !s.o.Headless:
		magic := uint32(magicMicro)
		if s.o.Nano {
			magic = magicNano
		}
		b := s.order.AppendUint32(s.buf[:0], magic)
		b = s.order.AppendUint16(b, 2)
		b = s.order.AppendUint16(b, 4)
		b = s.order.AppendUint64(b, 0)
		b = s.order.AppendUint32(b, uint32(s.o.SnapLen))
		s.buf = s.order.AppendUint32(b, link)
		s.out.Write(s.buf)
	}
	return s, nil
}

func checkLink(link uint32) error {
	if link > mostLink {
		return &FormatError{Kind: ErrRecord, Reason: fmt.Sprintf("link type %d: 65535 is the highest", link)}
	}
	return nil
}

// Write writes a record. A record that the format has no room for is an error and
// leaves the file as it was; the next one may be written.
func (s *Writer) Write(r Record) error {
	switch {
	case s == nil || s.closed || s.out == nil:
		return ErrClosed
	case s.err != nil:
		return s.err
	}
	if r.Link == 0 {
		r.Link = s.link
	}
	if r.WireLen == 0 {
		r.WireLen = len(r.Data)
	}
	if err := s.check(r); err != nil {
		return err
	}
	if s.o.NG {
		s.enhanced(r)
	} else {
		seconds, fraction := split(r.Time)
		if !s.o.Nano {
			fraction /= 1000
		}
		b := s.order.AppendUint32(s.buf[:0], uint32(seconds))
		b = s.order.AppendUint32(b, fraction)
		b = s.order.AppendUint32(b, uint32(len(r.Data)))
		s.buf = s.order.AppendUint32(b, uint32(r.WireLen))
		s.out.Write(s.buf)
	}
	_, err := s.out.Write(r.Data)
	if s.o.NG && err == nil {
		err = s.tail(r)
	}
	s.err = err
	return err
}

func split(t time.Time) (seconds int64, nanos uint32) {
	if t.IsZero() {
		return 0, 0
	}
	return t.Unix(), uint32(t.Nanosecond())
}

func (s *Writer) check(r Record) error {
	seconds, _ := split(r.Time)
	most := int64(math.MaxUint32)
	if s.o.NG {
		most = math.MaxInt64 / int64(time.Second)
	}
	switch {
	case !s.o.NG && r.Link != s.link:
		return &FormatError{Kind: ErrLinkType, Reason: fmt.Sprintf("a record of link type %d does not go into a file of link type %d: pcapng takes both", r.Link, s.link)}
	case r.Link > mostLink:
		return &FormatError{Kind: ErrRecord, Reason: fmt.Sprintf("link type %d: 65535 is the highest", r.Link)}
	case seconds < 0 || seconds > most:
		return &FormatError{Kind: ErrRecord, Reason: fmt.Sprintf("the time %s is beyond the format", r.Time.Format(time.RFC3339))}
	case int64(len(r.Data)) > math.MaxInt32, r.WireLen < 0, int64(r.WireLen) > math.MaxUint32:
		return &FormatError{Kind: ErrRecord, Reason: fmt.Sprintf("lengths of %d and %d bytes are beyond the format", len(r.Data), r.WireLen)}
	case len(r.Comment) > math.MaxUint16 || len(r.Interface) > math.MaxUint16:
		return &FormatError{Kind: ErrRecord, Reason: "a comment and an interface's name have 65535 bytes at most"}
	}
	return nil
}

// Flush writes out what was collected.
func (s *Writer) Flush() error {
	if s == nil || s.out == nil {
		return nil
	}
	if s.err == nil {
		s.err = s.out.Flush()
	}
	return s.err
}

// Close ends the file. It does not close what lies below.
func (s *Writer) Close() error {
	if s == nil || s.closed {
		return nil
	}
	s.closed = true
	return s.Flush()
}

// section writes a section's block.
func (s *Writer) section() {
	b := s.order.AppendUint32(s.buf[:0], blockSection)
	b = s.order.AppendUint32(b, 28)
	b = s.order.AppendUint32(b, byteOrderMagic)
	b = s.order.AppendUint16(b, 1)
	b = s.order.AppendUint16(b, 0)
	b = s.order.AppendUint64(b, math.MaxUint64) // length not told
	s.buf = s.order.AppendUint32(b, 28)
	s.out.Write(s.buf)
}

// describe writes an interface's block the first time it is seen.
func (s *Writer) describe(f face) uint32 {
	if n, ok := s.faces[f]; ok {
		return n
	}
	n := uint32(len(s.faces))
	s.faces[f] = n
	body := s.order.AppendUint16(nil, uint16(f.link))
	body = s.order.AppendUint16(body, 0)
	body = s.order.AppendUint32(body, uint32(s.o.SnapLen))
	if f.name != "" {
		body = s.option(body, 2, []byte(f.name))
	}
	if s.o.Nano {
		body = s.option(body, 9, []byte{9})
	}
	if f.name != "" || s.o.Nano {
		body = s.option(body, 0, nil)
	}
	b := s.order.AppendUint32(s.buf[:0], blockInterface)
	b = s.order.AppendUint32(b, uint32(len(body)+12))
	b = append(b, body...)
	s.buf = s.order.AppendUint32(b, uint32(len(body)+12))
	s.out.Write(s.buf)
	return n
}

func (s *Writer) option(b []byte, code uint16, value []byte) []byte {
	b = s.order.AppendUint16(b, code)
	b = s.order.AppendUint16(b, uint16(len(value)))
	b = append(b, value...)
	return append(b, make([]byte, -len(value)&3)...)
}

// options are those of a packet.
func (s *Writer) options(r Record) []byte {
	var b []byte
	if r.Comment != "" {
		b = s.option(b, 1, []byte(r.Comment))
	}
	var flags uint32
	switch {
	case r.Incoming:
		flags = 1
	case r.Outgoing:
		flags = 2
	}
	if flags != 0 {
		b = s.option(b, 2, s.order.AppendUint32(nil, flags))
	}
	if b != nil {
		b = s.option(b, 0, nil)
	}
	return b
}

// enhanced writes a packet's block up to its data.
func (s *Writer) enhanced(r Record) {
	n := s.describe(face{r.Link, r.Interface})
	seconds, nanos := split(r.Time)
	moment := uint64(seconds)*1e6 + uint64(nanos/1000)
	if s.o.Nano {
		moment = uint64(seconds)*1e9 + uint64(nanos)
	}
	b := s.order.AppendUint32(s.buf[:0], blockEnhanced)
	b = s.order.AppendUint32(b, s.blockLen(r))
	b = s.order.AppendUint32(b, n)
	b = s.order.AppendUint32(b, uint32(moment>>32))
	b = s.order.AppendUint32(b, uint32(moment))
	b = s.order.AppendUint32(b, uint32(len(r.Data)))
	s.buf = s.order.AppendUint32(b, uint32(r.WireLen))
	s.out.Write(s.buf)
}

func (s *Writer) blockLen(r Record) uint32 {
	return uint32(32 + (len(r.Data)+3)&^3 + len(s.options(r)))
}

// tail writes what is behind a packet's data.
func (s *Writer) tail(r Record) error {
	b := append(s.buf[:0], make([]byte, -len(r.Data)&3)...)
	b = append(b, s.options(r)...)
	s.buf = s.order.AppendUint32(b, s.blockLen(r))
	_, err := s.out.Write(s.buf)
	return err
}
