package clam

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// mostReply bounds one reply. A name is at most some kilobytes long.
const mostReply = 1 << 20

// A verdict is one reply about a file: nothing found, or a finding.
type verdict struct {
	name    string
	finding *Finding
}

// readVerdict takes a reply apart, "name: reason FOUND", from its end: a name
// may hold anything, the name of a signature no colon. known is the name that
// was asked for, empty if the reply may be about another.
func readVerdict(reply, known string) (v verdict, ok bool) {
	if name, clean := strings.CutSuffix(reply, ": OK"); clean {
		return verdict{name: name}, true
	}
	status, body := Found, ""
	if cut, ok := strings.CutSuffix(reply, " FOUND"); ok {
		body = cut
	} else if cut, ok := strings.CutSuffix(reply, " ERROR"); ok {
		status, body = Error, cut
	} else {
		return verdict{}, false
	}
	if reason, ok := strings.CutPrefix(body, known+": "); known != "" && ok {
		return verdict{known, &Finding{status, reason}}, true
	}
	name, reason := "", ""
	if status == Error {
		// What went wrong may have a colon, as in "File path check failure: No
		// such file or directory."
		for _, failure := range failures {
			if i := strings.LastIndex(body, ": "+failure); i >= 0 {
				return verdict{body[:i], &Finding{status, body[i+2:]}}, true
			}
		}
	}
	i := strings.LastIndex(body, ": ")
	if i < 0 {
		return verdict{}, false
	}
	name, reason = body[:i], body[i+2:]
	if reason == "" {
		return verdict{}, false
	}
	return verdict{name, &Finding{status, reason}}, true
}

// failures are clamd's complaints that have a colon themselves.
var failures = []string{"File path check failure: ", "lstat() failed: ", "Access denied: ", "Error: "}

// replies reads what clamd sends, each piece ended by a zero byte.
type replies struct{ r *bufio.Reader }

func newReplies(r io.Reader) *replies { return &replies{bufio.NewReaderSize(r, 4096)} }

var errLongReply = errors.New("a reply without end")

// next reads a reply. At the end of the connection the error is io.EOF, or
// io.ErrUnexpectedEOF if a reply was cut short, which is returned as well.
func (r *replies) next() (string, error) {
	var reply []byte
	for {
		part, err := r.r.ReadSlice(0)
		reply = append(reply, part...)
		switch {
		case err == nil:
			return string(reply[:len(reply)-1]), nil
		case len(reply) > mostReply:
			return string(reply[:100]), errLongReply
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(reply) > 0:
			return string(reply), io.ErrUnexpectedEOF
		default:
			return string(reply), err
		}
	}
}
