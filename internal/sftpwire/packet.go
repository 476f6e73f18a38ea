package sftpwire

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Version is the version of the protocol that all servers speak.
const Version = 3

// MostPacket bounds the length of a packet. Servers are content with 256 kB.
const MostPacket = 1 << 20

// Kinds of packets, as draft-ietf-secsh-filexfer-02 numbers them.
const (
	Init          = 1
	VersionReply  = 2
	Open          = 3
	Close         = 4
	Read          = 5
	Write         = 6
	Lstat         = 7
	Fstat         = 8
	Setstat       = 9
	Fsetstat      = 10
	Opendir       = 11
	Readdir       = 12
	Remove        = 13
	Mkdir         = 14
	Rmdir         = 15
	Realpath      = 16
	Stat          = 17
	Rename        = 18
	Readlink      = 19
	Symlink       = 20
	Status        = 101
	Handle        = 102
	Data          = 103
	Name          = 104
	AttrsReply    = 105
	Extended      = 200
	ExtendedReply = 201
)

// Codes of a Status.
const (
	OK               = 0
	EOF              = 1
	NoSuchFile       = 2
	PermissionDenied = 3
	Failure          = 4
	BadMessage       = 5
	NoConnection     = 6
	ConnectionLost   = 7
	OpUnsupported    = 8
)

// Flags of Open.
const (
	FlagRead = 1 << iota
	FlagWrite
	FlagAppend
	FlagCreate
	FlagTruncate
	FlagExclusive
)

// head is the length, the kind and the number of a request.
const head = 9

// A Writer makes a packet. Its zero value is not usable; see [NewWriter].
type Writer struct{ b []byte }

// NewWriter begins a packet of a kind, with a number (a request's own, or that of the
// request that it answers; a version for Init and VersionReply).
func NewWriter(kind byte, number uint32) *Writer {
	w := &Writer{b: make([]byte, head, 64)}
	w.b[4] = kind
	binary.BigEndian.PutUint32(w.b[5:], number)
	return w
}

// On makes the packet in memory of the caller's, which is not read.
func (w *Writer) On(buffer []byte) *Writer {
	w.b = append(buffer[:0], w.b...)
	return w
}

// Byte adds a byte.
func (w *Writer) Byte(v byte) *Writer { w.b = append(w.b, v); return w }

// Uint32 adds a number.
func (w *Writer) Uint32(v uint32) *Writer {
	w.b = binary.BigEndian.AppendUint32(w.b, v)
	return w
}

// Uint64 adds a number.
func (w *Writer) Uint64(v uint64) *Writer {
	w.b = binary.BigEndian.AppendUint64(w.b, v)
	return w
}

// Text adds a string with its length.
func (w *Writer) Text(s string) *Writer {
	w.b = append(binary.BigEndian.AppendUint32(w.b, uint32(len(s))), s...)
	return w
}

// Bytes adds bytes with their length.
func (w *Writer) Bytes(p []byte) *Writer {
	w.b = append(binary.BigEndian.AppendUint32(w.b, uint32(len(p))), p...)
	return w
}

// Fill adds a string of bytes that the caller writes: f gets room for most of them and
// returns how many it wrote. Whatever f did, the packet is whole.
func (w *Writer) Fill(most int, f func([]byte) (int, error)) (int, error) {
	w.Uint32(0)
	at := len(w.b)
	if cap(w.b)-at < most {
		w.b = append(make([]byte, 0, at+most), w.b...)
	}
	n, err := f(w.b[at : at+most])
	w.b = w.b[:at+n]
	binary.BigEndian.PutUint32(w.b[at-4:], uint32(n))
	return n, err
}

// Packet ends the packet and returns it.
func (w *Writer) Packet() []byte {
	binary.BigEndian.PutUint32(w.b, uint32(len(w.b)-4))
	return w.b
}

// ErrShort is the error of a packet that ends too early.
var ErrShort = errors.New("sftp: a packet that ends too early")

// A Reader takes a packet apart. After the first error every value is zero.
type Reader struct {
	b   []byte
	err error
}

// NewReader reads what follows the kind of a packet.
func NewReader(b []byte) *Reader { return &Reader{b: b} }

// Err is the first error.
func (r *Reader) Err() error { return r.err }

// Len is how many bytes are left.
func (r *Reader) Len() int { return len(r.b) }

func (r *Reader) take(n int) []byte {
	if r.err != nil || n < 0 || n > len(r.b) {
		r.err = ErrShort
		r.b = nil
		return nil
	}
	p := r.b[:n:n]
	r.b = r.b[n:]
	return p
}

// Uint32 reads a number.
func (r *Reader) Uint32() uint32 {
	if p := r.take(4); p != nil {
		return binary.BigEndian.Uint32(p)
	}
	return 0
}

// Uint64 reads a number.
func (r *Reader) Uint64() uint64 {
	if p := r.take(8); p != nil {
		return binary.BigEndian.Uint64(p)
	}
	return 0
}

// Bytes reads bytes with their length. They are a part of the packet.
func (r *Reader) Bytes() []byte {
	n := r.Uint32()
	if n > uint32(len(r.b)) {
		return r.take(-1)
	}
	return r.take(int(n))
}

// Rest is all that is left.
func (r *Reader) Rest() []byte { return r.take(len(r.b)) }

// Text reads a string.
func (r *Reader) Text() string { return string(r.Bytes()) }

// ReadPacket reads a packet: its kind, and what follows that, in memory that get gives
// for a length.
func ReadPacket(in io.Reader, get func(n int) []byte) (kind byte, body []byte, err error) {
	var h [5]byte
	if _, err := io.ReadFull(in, h[:]); err != nil {
		return 0, nil, err
	}
	n := binary.BigEndian.Uint32(h[:])
	if n < 1 || n > MostPacket {
		return 0, nil, fmt.Errorf("sftp: a packet of %d bytes; expected 1 to %d", n, MostPacket)
	}
	body = get(int(n) - 1)
	if _, err := io.ReadFull(in, body); err != nil {
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		return 0, nil, err
	}
	return h[4], body, nil
}
