package diffx

import (
	"bytes"
	"errors"
	"io"
	"os"
	"sync"
)

// pieces are what content is read into, two at a time.
var pieces = sync.Pool{New: func() any { return new([2][64 << 10]byte) }}

// sameContent reads two files until they differ or end.
func sameContent(f1, f2 string) (bool, error) {
	if f1 == f2 {
		// Still opened, so that one that may not be read is an error.
		r, err := os.Open(f1)
		if err != nil {
			return false, err
		}
		return true, r.Close()
	}
	r1, err := os.Open(f1)
	if err != nil {
		return false, err
	}
	defer r1.Close()
	r2, err := os.Open(f2)
	if err != nil {
		return false, err
	}
	defer r2.Close()
	p := pieces.Get().(*[2][64 << 10]byte)
	defer pieces.Put(p)
	for {
		n1, err := readPiece(r1, p[0][:])
		if err != nil {
			return false, err
		}
		n2, err := readPiece(r2, p[1][:])
		if err != nil {
			return false, err
		}
		if !bytes.Equal(p[0][:n1], p[1][:n2]) {
			return false, nil
		}
		if n1 < len(p[0]) {
			return true, nil
		}
	}
}

// readPiece fills a piece, or as much of it as the file still has.
func readPiece(r io.Reader, p []byte) (int, error) {
	n, err := io.ReadFull(r, p)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return n, nil
	}
	return n, err
}
