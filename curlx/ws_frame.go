package curlx

import (
	"crypto/rand"
	"encoding/binary"
)

// What frames of a WebSocket are, and how they are sent.
const (
	WS_TEXT   = 1 << 0 // text in UTF-8
	WS_BINARY = 1 << 1 // bytes
	WS_CONT   = 1 << 2 // more frames of the same message follow
	WS_CLOSE  = 1 << 3 // the end; see Curl.WSClose
	WS_PING   = 1 << 4 // is answered by a pong
	WS_OFFSET = 1 << 5 // a piece of a frame whose size WSSendOptions.FragSize says
	WS_PONG   = 1 << 6 // the answer to a ping
)

// The bits of WS_OPTIONS.
const (
	WS_RAW_MODE   = 1 << 0 // frames are read and written as they are
	WS_NOAUTOPONG = 1 << 1 // pings are delivered, and not answered
)

// A WSFrame tells of a piece of a frame, pycurl.WsFrame.
type WSFrame struct {
	Flags     int   // a sum of WS values; 0 in raw mode
	Offset    int64 // where in the frame's payload the piece begins
	BytesLeft int64 // how many bytes of the frame follow it
	Len       int   // how many bytes the piece has
}

// Opcodes of RFC 6455.
const (
	opContinue = 0
	opText     = 1
	opBinary   = 2
	opClose    = 8
	opPing     = 9
	opPong     = 10
)

// maxControl is the longest payload of a close, ping or pong.
const maxControl = 125

// A frameHead is the beginning of a frame.
type frameHead struct {
	fin    bool
	opcode byte
	size   int64
}

func (h frameHead) control() bool { return h.opcode >= opClose }

// flags are the frame's WS values; message is those of the message that a
// continuation belongs to.
func (h frameHead) flags(message int) int {
	f := message
	switch h.opcode {
	case opText:
		f = WS_TEXT
	case opBinary:
		f = WS_BINARY
	case opClose:
		f = WS_CLOSE
	case opPing:
		f = WS_PING
	case opPong:
		f = WS_PONG
	}
	if !h.fin {
		f |= WS_CONT
	}
	return f
}

// headSize is how long the head of a frame is, by its first two bytes.
func headSize(b []byte) int {
	switch b[1] & 127 {
	case 126:
		return 4
	case 127:
		return 10
	}
	return 2
}

// badFrame is the error of a server that breaks the rules of RFC 6455.
func badFrame(format string, args ...any) error {
	return fail(E_RECV_ERROR, "[WS] "+format, args...)
}

// parseFrameHead reads the head of a server's frame, all headSize bytes of it.
func parseFrameHead(b []byte) (frameHead, error) {
	h := frameHead{fin: b[0]&128 != 0, opcode: b[0] & 15}
	switch {
	case b[0]&0x70 != 0:
		return h, badFrame("invalid reserved bits: %02x", b[0])
	case h.opcode > opBinary && h.opcode < opClose || h.opcode > opPong:
		return h, badFrame("invalid opcode: %02x", b[0])
	case h.control() && !h.fin:
		return h, badFrame("fragmented control frame: %02x", b[0])
	case b[1]&128 != 0:
		return h, badFrame("masked input frame")
	}
	switch n := b[1] & 127; n {
	case 126:
		h.size = int64(binary.BigEndian.Uint16(b[2:]))
	case 127:
		long := binary.BigEndian.Uint64(b[2:])
		if long>>63 != 0 {
			return h, badFrame("frame length longer than 63 bits")
		}
		h.size = int64(long)
	default:
		h.size = int64(n)
	}
	if h.control() && h.size > maxControl {
		return h, badFrame("control frame too long: %d bytes", h.size)
	}
	return h, nil
}

// appendFrameHead writes the head of a client's frame, its mask included.
func appendFrameHead(b []byte, h frameHead, mask [4]byte) []byte {
	first := h.opcode
	if h.fin {
		first |= 128
	}
	switch {
	case h.size < 126:
		b = append(b, first, 128|byte(h.size))
	case h.size < 1<<16:
		b = binary.BigEndian.AppendUint16(append(b, first, 128|126), uint16(h.size))
	default:
		b = binary.BigEndian.AppendUint64(append(b, first, 128|127), uint64(h.size))
	}
	return append(b, mask[:]...)
}

// maskedFrame is a whole frame of a client's.
func maskedFrame(h frameHead, payload []byte) []byte {
	var mask [4]byte
	// It is documented never to fail.
	_, _ = rand.Read(mask[:])
	return appendMasked(appendFrameHead(make([]byte, 0, 14+len(payload)), h, mask), payload, mask, 0)
}

// appendMasked writes payload that begins at a place in its frame.
func appendMasked(b, payload []byte, mask [4]byte, at int64) []byte {
	for i, c := range payload {
		b = append(b, c^mask[(at+int64(i))&3])
	}
	return b
}
