package cached

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/pyops-go/pyops/rrd"
)

// longestRequest bounds a line of a client.
const longestRequest = 1 << 20

// split takes a request apart at blanks; a backslash makes the next byte part of
// a word.
func split(line string) []string {
	var words []string
	var word []byte
	in := false
	for i := 0; i < len(line); i++ {
		switch c := line[i]; {
		case c == '\\' && i+1 < len(line):
			i++
			word, in = append(word, line[i]), true
		case c == ' ' || c == '\t':
			if in {
				words = append(words, string(word))
			}
			word, in = nil, false
		default:
			word, in = append(word, c), true
		}
	}
	if in {
		words = append(words, string(word))
	}
	return words
}

func escape(name string) string {
	return strings.NewReplacer(`\`, `\\`, " ", `\ `, "\t", "\\\t").Replace(name)
}

// An answer is what a request comes to: a number, which is negative for an
// error, a text, and as many lines as the number says.
type answer struct {
	status int
	text   string
	lines  []string
	raw    []byte // behind the lines
}

func ok(format string, args ...any) answer { return answer{text: fmt.Sprintf(format, args...)} }

func refuse(err error) answer { return answer{status: -1, text: oneLine(words(err))} }

// words is what the protocol says of an error: librrd's words, where it is one of
// librrd's, and of several errors the words of each.
func words(err error) string {
	var e *rrd.Error
	many, ok := err.(interface{ Unwrap() []error })
	if _, one := err.(*rrd.Error); ok && !one {
		var all []string
		for _, err := range many.Unwrap() {
			all = append(all, words(err))
		}
		return strings.Join(all, "; ")
	}
	if errors.As(err, &e) {
		return e.Reason
	}
	return err.Error()
}

func listing(lines []string, format string, args ...any) answer {
	return answer{status: len(lines), text: fmt.Sprintf(format, args...), lines: lines}
}

// A saying is an error in the words of the protocol.
type saying string

func (s saying) Error() string { return string(s) }

func say(format string, args ...any) error { return saying(fmt.Sprintf(format, args...)) }

func oneLine(s string) string { return strings.NewReplacer("\n", " ", "\r", " ").Replace(s) }

func (a answer) write(w io.Writer) error {
	b := fmt.Appendf(nil, "%d %s\n", a.status, oneLine(a.text))
	for _, l := range a.lines {
		b = append(append(b, oneLine(l)...), '\n')
	}
	_, err := w.Write(append(b, a.raw...))
	return err
}

// A client is one conversation.
type client struct {
	s *Server
	r *bufio.Reader
	w io.Writer
}

var errTooLong = errors.New("the request is too long")

// readLine reads a request. One that is too long is read to its end and refused.
func (c *client) readLine() (string, error) {
	var b []byte
	tooLong := false
	for {
		part, err := c.r.ReadSlice('\n')
		if !tooLong {
			b = append(b, part...)
		}
		if tooLong = tooLong || len(b) > longestRequest; tooLong {
			b = nil
		}
		if err == bufio.ErrBufferFull {
			continue
		}
		if err != nil {
			return "", err
		}
		if tooLong {
			return "", errTooLong
		}
		return strings.TrimRight(string(b), "\r\n"), nil
	}
}

// converse answers requests until the client goes.
func (s *Server) converse(conn io.ReadWriter) error {
	c := &client{s: s, r: bufio.NewReaderSize(conn, 1<<16), w: conn}
	for {
		line, err := c.readLine()
		if err == errTooLong {
			if err := refuse(err).write(c.w); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		words := split(line)
		if len(words) == 0 {
			continue
		}
		switch strings.ToUpper(words[0]) {
		case "QUIT":
			return nil
		case "BATCH":
			if err := c.batch(); err != nil {
				return err
			}
			continue
		}
		if err := s.answer(words, false).write(c.w); err != nil {
			return err
		}
	}
}

// mostErrors bounds what a batch keeps of what went wrong.
const mostErrors = 1 << 16

// batch takes requests up to a line with a dot, and answers them all at once.
func (c *client) batch() error {
	if err := ok("Go ahead.  End with dot '.' on its own line.").write(c.w); err != nil {
		return err
	}
	var failed []string
	for n := 1; ; n++ {
		line, err := c.readLine()
		if err != nil && err != errTooLong {
			return err
		}
		if err == nil && line == "." {
			return listing(failed, "errors").write(c.w)
		}
		a := refuse(errTooLong)
		if err == nil {
			if words := split(line); len(words) > 0 {
				a = c.s.answer(words, true)
			} else {
				a = ok("")
			}
		}
		if a.status < 0 && len(failed) < mostErrors {
			failed = append(failed, fmt.Sprintf("%d %s", n, a.text))
		}
		if a.status > 0 && len(failed)+len(a.lines) < mostErrors { // readings that were refused
			for _, l := range a.lines {
				failed = append(failed, fmt.Sprintf("%d %s", n, l))
			}
		}
	}
}
