package diffx

import (
	"bytes"
	"sync"
)

// pieces are what content is read into, two at a time.
var pieces = sync.Pool{New: func() any { return new([2][64 << 10]byte) }}

// sameContent reads two files of one size until they differ or end. Where the
// size is 0 there may be content all the same, as in /proc.
func sameContent(f1, f2 string, size int64) (bool, error) {
	r1, err := open(f1)
	if err != nil {
		return false, err
	}
	defer r1.close()
	r2, err := open(f2)
	if err != nil {
		return false, err
	}
	defer r2.close()
	p := pieces.Get().(*[2][64 << 10]byte)
	defer pieces.Put(p)
	for left := size; ; {
		n1, err := readPiece(r1, p[0][:], left)
		if err != nil {
			return false, err
		}
		n2, err := readPiece(r2, p[1][:], left)
		if err != nil {
			return false, err
		}
		if !bytes.Equal(p[0][:n1], p[1][:n2]) {
			return false, nil
		}
		left -= int64(n1)
		if n1 < len(p[0]) || left == 0 {
			return true, nil
		}
	}
}

// readPiece fills a piece, or as much of it as the file still has. It does not
// ask for the end of a file that has as many bytes as were expected.
func readPiece(r file, p []byte, expected int64) (int, error) {
	n := 0
	for n < len(p) {
		k, err := r.read(p[n:])
		if err != nil {
			return n, err
		}
		n += k
		if k == 0 || int64(n) == expected {
			break
		}
	}
	return n, nil
}
