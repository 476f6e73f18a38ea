package pcap

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"strings"
	"time"
)

// sections are what a pcapng file has said of itself so far.
type sections struct {
	interfaces []ngInterface
}

type ngInterface struct {
	link   uint32
	snap   uint32
	name   string
	offset int64  // seconds to be added
	units  uint64 // of its clock, a second
}

// Block types of pcapng.
const (
	blockInterface = 1
	blockPacket    = 2 // obsolete
	blockSimple    = 3
	blockEnhanced  = 6

	byteOrderMagic = 0x1a2b3c4d
)

// mostInterfaces bounds what a section may describe: a packet names its interface
// by 32 bits, or 16.
const mostInterfaces = 1 << 20

func (s *Reader) startNG() error {
	s.ng = &sections{}
	_, _, err := s.block()
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return &FormatError{Kind: ErrFormat, Reason: "it ends within its first block", Err: io.ErrUnexpectedEOF}
	}
	return err
}

// block reads the next block, and what it says of sections. It returns the body,
// without the lengths around it.
func (s *Reader) block() (kind uint32, body []byte, err error) {
	at := s.in.at
	head := s.header[:12]
	switch n, err := s.in.full(head[:8]); {
	case n == 0 && err == io.EOF:
		return 0, nil, io.EOF
	case err != nil:
		return 0, nil, s.within(at, err)
	}
	done := uint32(8)
	if binary.LittleEndian.Uint32(head) == blockSection {
		kind = blockSection
		if _, err := s.in.full(head[8:12]); err != nil {
			return 0, nil, s.within(at, err)
		}
		done = 12
		switch uint32(byteOrderMagic) {
		case binary.LittleEndian.Uint32(head[8:]):
			s.order = binary.LittleEndian
		case binary.BigEndian.Uint32(head[8:]):
			s.order = binary.BigEndian
		default:
			return 0, nil, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("a section's byte order is %x: 1a2b3c4d was expected, either way round", head[8:12])}
		}
	} else {
		kind = s.order.Uint32(head)
	}
	length := s.order.Uint32(head[4:])
	if length < done+4 || length%4 != 0 {
		return 0, nil, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("a block's length is %d: a multiple of four from %d on was expected", length, done+4)}
	}
	body, err = s.bytes(length - done)
	switch {
	case err == io.ErrUnexpectedEOF:
		s.cut = true
		s.ended = io.EOF
		return kind, body, err
	case err != nil:
		return 0, nil, s.broken(at, err)
	}
	if again := s.order.Uint32(body[len(body)-4:]); again != length {
		return 0, nil, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("a block of %d bytes says %d at its end", length, again)}
	}
	body = body[:len(body)-4]
	switch kind {
	case blockSection:
		if len(body) < 12 {
			return 0, nil, &FormatError{Kind: ErrFormat, Offset: at, Reason: "a section's block is too short"}
		}
		if major := s.order.Uint16(body); major != 1 {
			return 0, nil, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("version %d of pcapng is not known", major)}
		}
		s.ng.interfaces = s.ng.interfaces[:0]
	case blockInterface:
		if err := s.describe(at, body); err != nil {
			return 0, nil, err
		}
	}
	return kind, body, nil
}

// describe reads an interface's block.
func (s *Reader) describe(at int64, body []byte) error {
	if len(body) < 8 {
		return &FormatError{Kind: ErrFormat, Offset: at, Reason: "an interface's block is too short"}
	}
	if len(s.ng.interfaces) >= mostInterfaces {
		return &FormatError{Kind: ErrFormat, Offset: at, Reason: "a section describes more than a million interfaces"}
	}
	i := ngInterface{link: uint32(s.order.Uint16(body)), snap: s.order.Uint32(body[4:]), units: 1e6}
	for code, value := range s.options(body[8:]) {
		switch {
		case code == 2:
			i.name = text(value)
		case code == 9 && len(value) >= 1:
			if value[0]&0x80 != 0 {
				if n := value[0] & 0x7f; n < 64 {
					i.units = 1 << n
				}
				break
			}
			i.units = 1
			for range min(value[0], 19) {
				i.units *= 10
			}
		case code == 14 && len(value) >= 8:
			i.offset = int64(s.order.Uint64(value))
		}
	}
	if len(s.ng.interfaces) == 0 && s.link == 0 {
		s.link, s.snap = i.link, i.snap
	}
	s.ng.interfaces = append(s.ng.interfaces, i)
	return nil
}

func text(b []byte) string { return strings.TrimRight(string(b), "\x00") }

// options yields the options at a block's end, as far as they are whole.
func (s *Reader) options(b []byte) func(yield func(uint16, []byte) bool) {
	return func(yield func(uint16, []byte) bool) {
		for len(b) >= 4 {
			code, n := s.order.Uint16(b), int(s.order.Uint16(b[2:]))
			if b = b[4:]; code == 0 || n > len(b) || !yield(code, b[:n]) {
				return
			}
			b = b[min(len(b), (n+3)&^3):]
		}
	}
}

func (s *Reader) nextNG() (Record, error) {
	for {
		at := s.in.at
		kind, body, err := s.block()
		cut := err == io.ErrUnexpectedEOF
		if err != nil && !cut {
			return Record{}, err
		}
		var r Record
		var ok bool
		switch kind {
		case blockEnhanced, blockPacket:
			r, ok, err = s.enhanced(kind, at, body, cut)
		case blockSimple:
			r, ok, err = s.simple(at, body, cut)
		default:
			err = nil
		}
		if err != nil {
			return Record{}, err
		}
		r.Cut = cut
		switch {
		case ok:
			return r, nil
		case cut:
			return Record{}, io.EOF
		}
	}
}

func (s *Reader) enhanced(kind uint32, at int64, body []byte, cut bool) (r Record, ok bool, err error) {
	if len(body) < 20 {
		if cut {
			return r, false, nil
		}
		return r, false, &FormatError{Kind: ErrFormat, Offset: at, Reason: "a packet's block is too short"}
	}
	number := s.order.Uint32(body)
	if kind == blockPacket {
		number = uint32(s.order.Uint16(body))
	}
	if int64(number) >= int64(len(s.ng.interfaces)) {
		return r, false, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("a packet is from interface %d, and %d are described", number, len(s.ng.interfaces))}
	}
	i := &s.ng.interfaces[number]
	captured := int64(s.order.Uint32(body[12:]))
	rest := body[20:]
	if captured > int64(len(rest)) && !cut {
		return r, false, &FormatError{Kind: ErrFormat, Offset: at, Reason: fmt.Sprintf("a packet of %d bytes does not fit into its block", captured)}
	}
	n := int(min(captured, int64(len(rest))))
	r = Record{
		Time: i.time(uint64(s.order.Uint32(body[4:]))<<32 | uint64(s.order.Uint32(body[8:]))),
		Data: rest[:n:n], WireLen: int(s.order.Uint32(body[16:])), Link: i.link, Interface: i.name,
	}
	for code, value := range s.options(rest[min(len(rest), (n+3)&^3):]) {
		switch {
		case code == 1:
			r.Comment = text(value)
		case code == 2 && len(value) >= 4:
			switch s.order.Uint32(value) & 3 {
			case 1:
				r.Incoming = true
			case 2:
				r.Outgoing = true
			}
		}
	}
	return r, true, nil
}

func (s *Reader) simple(at int64, body []byte, cut bool) (r Record, ok bool, err error) {
	if len(body) < 4 || len(s.ng.interfaces) == 0 {
		if cut {
			return r, false, nil
		}
		return r, false, &FormatError{Kind: ErrFormat, Offset: at, Reason: "a simple packet's block is too short, or no interface is described"}
	}
	i := &s.ng.interfaces[0]
	wire := s.order.Uint32(body)
	n := int64(wire)
	if i.snap != 0 {
		n = min(n, int64(i.snap))
	}
	n = min(n, int64(len(body)-4))
	return Record{Data: body[4 : 4+n : 4+n], WireLen: int(wire), Link: i.link, Interface: i.name}, true, nil
}

// time is a moment on the interface's clock.
func (i *ngInterface) time(v uint64) time.Time {
	seconds, fraction := v/i.units, v%i.units
	high, low := bits.Mul64(fraction, 1e9)
	nanos, _ := bits.Div64(high, low, i.units)
	return time.Unix(int64(seconds)+i.offset, int64(nanos)).UTC()
}
