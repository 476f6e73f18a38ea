package mailx

import (
	"bytes"
	"fmt"
	"io"
	"net"

	"github.com/pyops-go/pyops/internal/pytext"
)

// mostDebug is how much of a message a debug line shows.
const mostDebug = 1 << 10

// debug writes a line as smtplib's debug level 1 does, secrets masked.
func (s *SMTP) debug(direction string, p []byte) {
	if s.opts.Debug == nil || len(p) == 0 {
		return
	}
	shown := p
	if s.masked && direction == "send" {
		shown = mask(p)
	}
	more := ""
	if len(shown) > mostDebug {
		more, shown = fmt.Sprintf(" and %d bytes", len(shown)-mostDebug), shown[:mostDebug]
	}
	text := pytext.ReprBytes(shown)
	if direction == "send" {
		text = pytext.Repr(string(shown))
	}
	io.WriteString(s.opts.Debug, direction+": "+text+more+"\n")
}

// debugf writes a line of what was understood.
func (s *SMTP) debugf(format string, args ...any) {
	if s.opts.Debug != nil {
		fmt.Fprintf(s.opts.Debug, format+"\n", args...)
	}
}

func (s *SMTP) debugConnect() {
	host, port, err := net.SplitHostPort(s.address)
	if s.opts.Debug == nil || err != nil || s.network == "unix" {
		return
	}
	where, source := "("+pytext.Repr(host)+", "+port+")", "None"
	if s.opts.SourceAddress != "" {
		from, fromPort := s.source()
		source = "(" + pytext.Repr(from) + ", " + fromPort + ")"
	}
	s.debugf("connect: to %s %s", where, source)
}

func (s *SMTP) debugData(r Reply) {
	s.debugf("data: (%d, %s)", r.Code, pytext.ReprBytes([]byte(r.Message)))
}

// mask leaves the command and its mechanism of what carries a secret.
func mask(p []byte) []byte {
	words := bytes.SplitN(bytes.TrimRight(p, "\r\n"), []byte(" "), 3)
	if len(words) > 1 && bytes.EqualFold(words[0], []byte("AUTH")) {
		return fmt.Appendf(nil, "%s %s ***\r\n", words[0], words[1])
	}
	return []byte("***\r\n")
}
