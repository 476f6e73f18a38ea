package fab

import (
	"bytes"
	"strings"
	"time"
)

// A Result is what a command left.
type Result struct {
	// Stdout and Stderr are what it said, without blanks at the beginning and the
	// end. On a terminal all of it is in Stdout, with \r\n at line ends.
	Stdout, Stderr string

	// ReturnCode is its exit status; -1 where a signal ended it. Failed is whether
	// that is none of Env.OKRetCodes.
	ReturnCode int
	Failed     bool

	// Command is the command as it was given, RealCommand as it was sent: but for an
	// "exec </dev/null" that Sudo may put first, where nobody types.
	Command, RealCommand string

	// Duration is how long it took, from its start to its end.
	Duration time.Duration
}

// Succeeded is whether it did not fail.
func (r *Result) Succeeded() bool { return r != nil && !r.Failed }

// String is the standard output, as for Python's result.
func (r *Result) String() string {
	if r == nil {
		return ""
	}
	return r.Stdout
}

// Lines are those of the standard output, without their ends; none for no output.
func (r *Result) Lines() []string {
	if r == nil || r.Stdout == "" {
		return nil
	}
	return strings.Split(strings.ReplaceAll(r.Stdout, "\r\n", "\n"), "\n")
}

// A capture keeps the end of what a command says, or all of it: in pieces, so that
// nothing is copied while it grows.
type capture struct {
	pieces [][]byte
	most   int // 0 is all; else there is one piece
}

// Sizes of pieces, from the first to those of long outputs.
const (
	firstPiece = 4 << 10
	mostPiece  = 1 << 20
)

func (k *capture) Write(b []byte) {
	if k.most > 0 {
		k.keepEnd(b)
		return
	}
	for len(b) > 0 {
		n := len(k.pieces)
		if n == 0 || len(k.pieces[n-1]) == cap(k.pieces[n-1]) {
			k.pieces = append(k.pieces, make([]byte, 0, min(firstPiece<<min(n, 8), mostPiece)))
			n++
		}
		last := k.pieces[n-1]
		room := min(cap(last)-len(last), len(b))
		k.pieces[n-1] = append(last, b[:room]...)
		b = b[room:]
	}
}

func (k *capture) keepEnd(b []byte) {
	if k.pieces == nil {
		k.pieces = [][]byte{nil}
	}
	buf := k.pieces[0]
	switch {
	case len(b) >= k.most:
		buf = append(buf[:0], b[len(b)-k.most:]...)
	default:
		// Cut now and then, not for every piece.
		if len(buf)+len(b) > 2*k.most && len(buf) > k.most {
			buf = append(buf[:0], buf[len(buf)-k.most:]...)
		}
		buf = append(buf, b...)
	}
	k.pieces[0] = buf
}

// cut takes an end away, blanks before it, and another end before those.
func (k *capture) cut(end, before string) {
	all := bytes.TrimSuffix(bytes.Join(k.pieces, nil), []byte(end))
	if rest, ok := bytes.CutSuffix(bytes.TrimSpace(all), []byte(before)); ok {
		all = rest
	}
	k.pieces = [][]byte{all}
}

func (k *capture) text() string {
	total := 0
	for _, p := range k.pieces {
		total += len(p)
	}
	var b strings.Builder
	b.Grow(total)
	for _, p := range k.pieces {
		b.Write(p)
	}
	k.pieces = nil
	text := b.String()
	if k.most > 0 && len(text) > k.most {
		text = text[len(text)-k.most:]
	}
	return strings.TrimSpace(text)
}
