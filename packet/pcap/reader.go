package pcap

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"iter"
	"time"
)

// A Reader reads the records of a capture file. It is for one goroutine.
type Reader struct {
	in     *counter
	order  binary.ByteOrder
	ng     *sections // nil for the classic format
	nano   bool
	extra  int // bytes of a record's header beyond the usual sixteen
	link   uint32
	snap   uint32
	cut    bool
	ended  error
	slab   []byte
	header [24]byte
}

// counter counts the bytes read, for errors.
type counter struct {
	*bufio.Reader
	at int64
}

func (c *counter) full(p []byte) (int, error) {
	n, err := io.ReadFull(c.Reader, p)
	c.at += int64(n)
	return n, err
}

// Magic numbers of the classic format, in the writer's byte order, and pcapng's
// first block type, which reads the same either way.
const (
	magicMicro    = 0xa1b2c3d4
	magicNano     = 0xa1b23c4d
	magicModified = 0xa1b2cd34
	blockSection  = 0x0a0d0d0a
)

// NewReader begins to read a capture file. The bytes tell which format it has, and
// whether it is packed by gzip. What is none is an error of kind [ErrFormat].
func NewReader(r io.Reader) (*Reader, error) {
	if r == nil {
		return nil, &FormatError{Kind: ErrEmpty, Reason: "there is nothing to read from"}
	}
	in := bufio.NewReaderSize(r, 1<<18)
	if b, _ := in.Peek(2); len(b) == 2 && b[0] == 0x1f && b[1] == 0x8b {
		z, err := gzip.NewReader(in)
		if err != nil {
			return nil, &FormatError{Kind: ErrFormat, Reason: "gzip's header is broken", Err: err}
		}
		in = bufio.NewReaderSize(z, 1<<18)
	}
	s := &Reader{in: &counter{Reader: in}}
	b, err := in.Peek(4)
	if len(b) == 0 {
		if err == io.EOF {
			err = nil
		}
		return nil, &FormatError{Kind: ErrEmpty, Reason: "there are no bytes", Err: err}
	}
	if len(b) < 4 {
		return nil, &FormatError{Kind: ErrFormat, Reason: fmt.Sprintf("%d bytes are too few for a capture file", len(b)), Err: ended(err)}
	}
	if binary.LittleEndian.Uint32(b) == blockSection {
		return s, s.startNG()
	}
	return s, s.startClassic()
}

func (s *Reader) startClassic() error {
	n, err := s.in.full(s.header[:24])
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		switch order.Uint32(s.header[:]) {
		case magicMicro:
		case magicNano:
			s.nano = true
		case magicModified:
			s.extra = 8
		default:
			continue
		}
		s.order = order
	}
	if s.order == nil {
		return &FormatError{Kind: ErrFormat, Reason: fmt.Sprintf("no capture file begins with %x", s.header[:4])}
	}
	if err != nil {
		return &FormatError{Kind: ErrFormat, Offset: int64(n), Reason: "it ends within the header of 24 bytes", Err: ended(err)}
	}
	s.snap = s.order.Uint32(s.header[16:])
	// The upper half tells of frame check sequences.
	s.link = s.order.Uint32(s.header[20:]) & 0xffff
	return nil
}

// Next returns the next record, or [io.EOF] behind the last one. The bytes of a
// record are its own. Once it has failed, it goes on to fail.
func (s *Reader) Next() (Record, error) {
	if s == nil || s.in == nil {
		return Record{}, io.EOF
	}
	if s.ended != nil {
		return Record{}, s.ended
	}
	var r Record
	var err error
	if s.ng != nil {
		r, err = s.nextNG()
	} else {
		r, err = s.nextClassic()
	}
	if err != nil {
		s.ended = err
	}
	return r, err
}

// All yields the records to the end of the file, or to an error.
func (s *Reader) All() iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for {
			r, err := s.Next()
			if err == io.EOF || !yield(r, err) || err != nil {
				return
			}
		}
	}
}

func (s *Reader) nextClassic() (Record, error) {
	at := s.in.at
	if s.extra == 0 {
		// Most records lie whole in the buffer and are copied once.
		if head, err := s.in.Peek(16); err == nil {
			n := int(min(s.order.Uint32(head[8:]), slabSize))
			if whole, err := s.in.Peek(16 + n); err == nil && n < slabSize/8 {
				if len(s.slab) < n {
					s.slab = make([]byte, slabSize)
				}
				data := s.slab[:n:n]
				s.slab = s.slab[n:]
				copy(data, whole[16:])
				seconds, fraction := s.order.Uint32(whole), s.order.Uint32(whole[4:])
				if !s.nano {
					fraction *= 1000
				}
				r := Record{Time: time.Unix(int64(seconds), int64(fraction)).UTC(), Data: data, WireLen: int(s.order.Uint32(whole[12:])), Link: s.link}
				s.in.Discard(16 + n)
				s.in.at += int64(16 + n)
				return r, nil
			}
		}
	}
	head := s.header[:16]
	switch n, err := s.in.full(head); {
	case n == 0 && err == io.EOF:
		return Record{}, io.EOF
	case err != nil:
		return Record{}, s.within(at, err)
	}
	seconds, fraction := s.order.Uint32(head), s.order.Uint32(head[4:])
	captured, wire := s.order.Uint32(head[8:]), s.order.Uint32(head[12:])
	if !s.nano {
		fraction *= 1000
	}
	if s.extra > 0 {
		if _, err := s.in.Discard(s.extra); err != nil {
			return Record{}, s.within(at, err)
		}
		s.in.at += int64(s.extra)
	}
	data, err := s.bytes(captured)
	if err != nil && err != io.ErrUnexpectedEOF {
		return Record{}, s.broken(at, err)
	}
	r := Record{Time: time.Unix(int64(seconds), int64(fraction)).UTC(), Data: data, WireLen: int(wire), Link: s.link}
	if err != nil {
		r.Cut, s.cut = true, true
		s.ended = io.EOF
	}
	return r, nil
}

// within is what becomes of a file whose reader ended or failed in the midst of a
// header.
func (s *Reader) within(at int64, err error) error {
	if ended(err) != io.ErrUnexpectedEOF {
		return s.broken(at, err)
	}
	s.cut = true
	return io.EOF
}

// broken is the error of a file whose reader failed, rather than ended.
func (s *Reader) broken(at int64, err error) error {
	return &FormatError{Kind: ErrFormat, Offset: at, Reason: "it could not be read on", Err: err}
}

// Small records are cut from one piece of memory.
const slabSize = 1 << 16

// bytes reads n bytes; where fewer are left it returns these, with
// io.ErrUnexpectedEOF.
func (s *Reader) bytes(n uint32) ([]byte, error) {
	if n <= slabSize/8 {
		if len(s.slab) < int(n) {
			s.slab = make([]byte, slabSize)
		}
		p := s.slab[:n:n]
		s.slab = s.slab[n:]
		have, err := s.in.full(p)
		return p[:have], ended(err)
	}
	var b bytes.Buffer
	have, err := io.CopyN(&b, s.in.Reader, int64(n))
	s.in.at += have
	return b.Bytes(), ended(err)
}

func ended(err error) error {
	if err == io.EOF || errors.Is(err, io.ErrUnexpectedEOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Cut reports whether the file ended within a record: what [Reader.Next] had
// returned before its end is not all that once was there.
func (s *Reader) Cut() bool { return s != nil && s.cut }

// NG reports whether the file is a pcapng file.
func (s *Reader) NG() bool { return s != nil && s.ng != nil }

// Nano reports whether a classic file tells nanoseconds.
func (s *Reader) Nano() bool { return s != nil && s.nano }

// BigEndian reports the byte order of the file, or of its present section.
func (s *Reader) BigEndian() bool { return s != nil && s.order == binary.ByteOrder(binary.BigEndian) }

// Link is the link type of a classic file; of a pcapng file that of its first
// interface so far, which [Record.Link] tells for each record.
func (s *Reader) Link() uint32 {
	if s == nil {
		return 0
	}
	return s.link
}

// SnapLen is how many bytes of a packet were captured at most; zero if the file
// does not say.
func (s *Reader) SnapLen() int {
	if s == nil {
		return 0
	}
	return int(s.snap)
}
