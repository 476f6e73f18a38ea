package email

import (
	"bufio"
	"errors"
	"io"
	"iter"
	"strings"
	"time"
)

// mostMboxMessage is how large one message of a mailbox may be.
const mostMboxMessage = 1 << 30

var errLongMessage = errors.New("a message is longer than 1 GB")

// mboxLine reads a line with its end, however long it is within one message.
func mboxLine(r *bufio.Reader) (string, error) {
	var line []byte
	for {
		part, err := r.ReadSlice('\n')
		if line == nil && err != bufio.ErrBufferFull {
			return string(part), err
		}
		if line = append(line, part...); len(line) > mostMboxMessage {
			return "", errLongMessage
		}
		if err != bufio.ErrBufferFull {
			return string(line), err
		}
	}
}

// ReadMbox yields the messages of a mailbox in the format mboxrd: each begins with a
// line "From …" after a blank line, and a line of a body that begins so has a ">"
// before it, which is taken off. An error of the reader ends it.
func ReadMbox(r io.Reader) iter.Seq2[*Message, error] {
	return func(yield func(*Message, error) bool) {
		br := bufio.NewReader(r)
		var text strings.Builder
		blank, begun := true, false
		give := func() bool {
			body := strings.TrimSuffix(text.String(), "\n")
			text.Reset()
			return yield(MessageFromBytes([]byte(body), nil), nil)
		}
		for {
			line, err := mboxLine(br)
			if err != nil && err != io.EOF {
				yield(nil, &Error{Kind: ErrMessage, Op: "mbox", Err: err})
				return
			}
			switch {
			case blank && strings.HasPrefix(line, "From "):
				if begun && !give() {
					return
				}
				begun = true
				text.WriteString(line)
			case line != "" && !begun && strings.TrimRight(line, "\r\n") != "":
				yield(nil, &Error{Kind: ErrMessageParse, Op: "mbox", Input: strings.TrimRight(line, "\r\n"), Reason: `expected a line that begins with "From "`})
				return
			case begun:
				if quoted := strings.TrimLeft(line, ">"); len(quoted) < len(line) && strings.HasPrefix(quoted, "From ") {
					line = line[1:]
				}
				if text.Len()+len(line) > mostMboxMessage {
					yield(nil, &Error{Kind: ErrMessage, Op: "mbox", Err: errLongMessage})
					return
				}
				text.WriteString(line)
			}
			blank = strings.TrimRight(line, "\r\n") == ""
			if err == io.EOF {
				if begun {
					give()
				}
				return
			}
		}
	}
}

// AppendMbox writes the message to a mailbox in the format mboxrd, which
// [ReadMbox] reads: the line "From …" first, and a ">" before each line of the body
// that begins with "From " or has such a ">" already. from is the sender, "" for
// "MAILER-DAEMON"; at is when it came.
func (m *Message) AppendMbox(w io.Writer, from string, at time.Time) error {
	if from == "" {
		from = "MAILER-DAEMON"
	}
	if strings.ContainsAny(from, " \t\r\n\x00") {
		return &Error{Kind: ErrValue, Op: "mbox", Input: from, Reason: "expected user@host"}
	}
	text, err := m.AsBytes(nil)
	if err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("From " + from + " " + at.UTC().Format(time.ANSIC) + "\n")
	for _, line := range networkLines(string(text)) {
		if strings.HasPrefix(strings.TrimLeft(line, ">"), "From ") {
			b.WriteByte('>')
		}
		b.WriteString(line)
	}
	if !strings.HasSuffix(string(text), "\n") {
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	_, err = io.WriteString(w, b.String())
	return err
}
