package curlx

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// An ftpReply is an answer on the control connection.
type ftpReply struct {
	code int
	text string // the last line, without its line end
}

// longestReply bounds the answer to one command, in bytes.
const longestReply = 1 << 20

// responseTimeout is how long an answer may take.
func (f *ftpRun) responseTimeout() time.Duration {
	if s := get(f.t.o, FTP_RESPONSE_TIMEOUT); s > 0 {
		return time.Duration(s) * time.Second
	}
	return 120 * time.Second
}

// command sends a command and reads the answer.
func (f *ftpRun) command(line string) (ftpReply, error) {
	if err := f.send(line); err != nil {
		return ftpReply{}, err
	}
	return f.reply()
}

func (f *ftpRun) commandf(format string, args ...any) (ftpReply, error) {
	return f.command(fmt.Sprintf(format, args...))
}

// send sends a command. None may hold another one.
func (f *ftpRun) send(line string) error {
	if strings.ContainsAny(line, "\r\n\x00") {
		return fail(E_BAD_FUNCTION_ARGUMENT, "").because(errors.New("an FTP command would hold a line end or a zero byte"))
	}
	out := []byte(line + "\r\n")
	f.t.debug(INFOTYPE_HEADER_OUT, out)
	if _, err := f.c.Write(out); err != nil {
		f.dead = true
		return f.t.sendError(err)
	}
	return nil
}

// reply reads an answer, all its lines.
func (f *ftpRun) reply() (ftpReply, error) {
	return f.replyIn(f.responseTimeout(), "server response timeout")
}

// lastReply reads the answer after a transfer.
func (f *ftpRun) lastReply() (ftpReply, error) {
	return f.replyIn(min(f.responseTimeout(), finalTimeout), "FTP response timeout")
}

func (f *ftpRun) replyIn(limit time.Duration, words string) (ftpReply, error) {
	t := f.t
	outer := t.phase
	if outer.deadline.IsZero() || time.Until(outer.deadline) > limit {
		t.enter(outer.name, limit, func() *Error { return fail(E_OPERATION_TIMEDOUT, "%s", words) })
	}
	r, err := f.readReply()
	t.phase = outer
	if err != nil {
		f.dead = true
		if errors.Is(err, E_RECV_ERROR) {
			t.info.responseCode = 0
		}
		return r, err
	}
	t.info.responseCode = r.code
	if r.code == 421 {
		f.dead = true
		return r, fail(E_OPERATION_TIMEDOUT, "").because(fmt.Errorf("the server closes the connection: %s", r.text))
	}
	return r, nil
}

func (f *ftpRun) readReply() (ftpReply, error) {
	for size := 0; ; {
		line, err := f.c.br.ReadSlice('\n')
		size += len(line)
		if errors.Is(err, bufio.ErrBufferFull) || size > longestReply {
			return ftpReply{}, fail(E_FTP_WEIRD_SERVER_REPLY, "").because(errors.New("an answer of the server is too long"))
		}
		if err == io.EOF {
			return ftpReply{}, fail(E_RECV_ERROR, "response reading failed (errno: 0)").because(err)
		}
		if err != nil {
			return ftpReply{}, f.t.recvError(err)
		}
		if bytes.IndexByte(line, 0) >= 0 {
			return ftpReply{}, fail(E_FTP_WEIRD_SERVER_REPLY, "").because(errors.New("an answer of the server holds a zero byte"))
		}
		if err := f.replyLine(line); err != nil {
			return ftpReply{}, err
		}
		if code, last := replyCode(line); last {
			return ftpReply{code, strings.TrimRight(string(line), "\r\n")}, nil
		}
		f.t.info.responseCode = 0 // until the answer has its end
	}
}

// replyLine gives a line of an answer to the header callback.
func (f *ftpRun) replyLine(line []byte) error {
	t := f.t
	t.debug(INFOTYPE_HEADER_IN, line)
	t.info.headerSize += int64(len(line))
	if t.sink.header == nil {
		return nil
	}
	return t.sink.put(t.sink.header, line, t.sink.headWaits, "Failed writing header")
}

// replyCode is the code of an answer's last line, which is three digits and a
// blank.
func replyCode(line []byte) (code int, last bool) {
	if len(line) < 4 || line[3] != ' ' {
		return 0, false
	}
	for _, c := range line[:3] {
		if c < '0' || c > '9' {
			return 0, false
		}
		code = code*10 + int(c-'0')
	}
	return code, true
}

// ftpGoodbye is the answer to QUIT.
const ftpGoodbye = 221

// lastWord waits a moment for the answer to QUIT where that before it, to ABOR, came
// late: to close while it is under way may take QUIT back.
func (f *ftpRun) lastWord() {
	outer := f.t.phase
	f.t.enter(outer.name, time.Second, nil)
	// The connection is closed whatever happens.
	_, _ = f.c.br.ReadSlice('\n')
	f.t.phase = outer
}

// ftpQuit says good-bye, and waits a moment for the answer: to close at once may
// take the word back.
func ftpQuit(c *conn) {
	// The connection is closed whatever happens.
	_ = c.SetDeadline(time.Now().Add(time.Second))
	if _, err := io.WriteString(c, "QUIT\r\n"); err == nil {
		_, _ = c.br.ReadSlice('\n')
	}
}
