package clam

import (
	"bufio"
	"errors"
	"io"
	"strings"
)

// A verdict is one reply about a file: clean, or a finding.
type verdict struct {
	name    string
	finding *Finding // nil when clamd said OK
}

// excluded is the finding for what clamd was told not to scan.
var excluded = Finding{Excluded, "left out by ExcludePath of clamd's configuration"}

// readVerdict takes a reply apart, "name: reason FOUND", from its end: a name
// may hold anything, the name of a signature no colon.
func readVerdict(reply string) (v verdict, ok bool) {
	if name, is := strings.CutSuffix(reply, ": OK"); is {
		return verdict{name: name}, true
	}
	if name, is := strings.CutSuffix(reply, ": Excluded"); is {
		return verdict{name, new(excluded)}, true
	}
	body, status, ok := cutStatus(reply)
	if !ok {
		return verdict{}, false
	}
	at := strings.LastIndex(body, ": ")
	if status == Error {
		// What went wrong may have a colon, as in "File path check failure: No
		// such file or directory."
		for _, failure := range failures {
			if i := strings.LastIndex(body, ": "+failure); i >= 0 {
				at = i
				break
			}
		}
	}
	if at < 0 || at+2 == len(body) {
		return verdict{}, false
	}
	return verdict{body[:at], &Finding{status, body[at+2:]}}, true
}

// readVerdictOf is readVerdict of a reply that may be about root itself, whose
// name and reason are then told apart however many colons they have.
func readVerdictOf(reply, root string) (verdict, bool) {
	if body, status, ok := cutStatus(reply); ok {
		if reason, ok := strings.CutPrefix(body, root+": "); ok && reason != "" {
			return verdict{root, &Finding{status, reason}}, true
		}
	}
	return readVerdict(reply)
}

func cutStatus(reply string) (body string, status Status, ok bool) {
	for _, status := range []Status{Found, Error} {
		if body, ok := strings.CutSuffix(reply, " "+string(status)); ok {
			return body, status, true
		}
	}
	return "", "", false
}

// failures are clamd's complaints that have a colon themselves.
var failures = []string{"File path check failure: ", "lstat() failed: ", "Access denied: ", "Error: "}

// mostReply bounds one reply. A name is at most some kilobytes long.
const mostReply = 1 << 20

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
