package mailx

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// A Reply is a server's answer: a code of three digits, and words. Lines of a
// longer answer are parted by line feeds.
type Reply struct {
	Code    int // -1 where the answer began with no number
	Message string
}

// String is the code and the words, in one line.
func (r Reply) String() string {
	return strings.TrimSpace(strconv.Itoa(r.Code) + " " + oneLine(r.Message))
}

// Bounds of a reply, so that no server can fill our memory.
const (
	mostLine  = 8192 // bytes, smtplib's own bound
	mostReply = 1 << 20
)

// readReply reads one answer, as smtplib's getreply does: each line loses its code
// and the blanks around it, a line whose code is not followed by a hyphen is the
// last, and so is one that begins with no number.
func readReply(r *bufio.Reader) (reply Reply, raw []byte, err error) {
	var lines []string
	for {
		line, err := readLine(r)
		raw = append(raw, line...)
		if err != nil {
			return Reply{}, raw, err
		}
		if len(raw) > mostReply {
			return Reply{}, raw, &SMTPError{Kind: ErrProtocol, Op: "reply", Reason: fmt.Sprintf("more than %d bytes", mostReply)}
		}
		text := ""
		if len(line) > 4 {
			text = strings.Trim(line[4:], " \t\r\n")
		}
		lines = append(lines, text)
		code, ok := replyCode(line)
		reply.Code = code
		if !ok || len(line) < 4 || line[3] != '-' {
			break
		}
	}
	reply.Message = strings.Join(lines, "\n")
	return reply, raw, nil
}

// wholeReply reports whether a reply of one line has come already.
func wholeReply(r *bufio.Reader) bool {
	p, _ := r.Peek(r.Buffered())
	end := bytes.IndexByte(p, '\n')
	return end > 3 && p[3] != '-'
}

// replyCode reads the first three bytes of a line as a number.
func replyCode(line string) (int, bool) {
	if len(line) < 3 {
		return -1, false
	}
	n, err := strconv.ParseUint(line[:3], 10, 16)
	if err != nil {
		return -1, false
	}
	return int(n), true
}

// readLine reads a line with its end, of at most mostLine bytes.
func readLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case len(line) > mostLine:
			return string(line), &SMTPError{Kind: ErrResponse, Op: "reply", Code: 500, Reply: "Line too long.", Reason: fmt.Sprintf("a line of more than %d bytes", mostLine)}
		case err == bufio.ErrBufferFull:
		case err == io.EOF && len(line) > 0:
			return string(line), io.ErrUnexpectedEOF
		case err != nil:
			return string(line), err
		default:
			return string(line), nil
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
