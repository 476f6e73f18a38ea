package fab

import (
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

// A capture keeps the end of what a command says, or all of it.
type capture struct {
	buf  []byte
	most int // 0 is all
}

func (k *capture) Write(b []byte) {
	if k.most <= 0 {
		k.buf = append(k.buf, b...)
		return
	}
	if len(b) >= k.most {
		k.buf = append(k.buf[:0], b[len(b)-k.most:]...)
		return
	}
	// Cut now and then, not for every piece.
	if len(k.buf)+len(b) > 2*k.most {
		k.buf = append(k.buf[:0], k.buf[len(k.buf)-k.most:]...)
	}
	k.buf = append(k.buf, b...)
}

func (k *capture) text() string {
	b := k.buf
	if k.most > 0 && len(b) > k.most {
		b = b[len(b)-k.most:]
	}
	return strings.TrimSpace(string(b))
}
