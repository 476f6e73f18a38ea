package expect

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// dumped is how much of the end of buffers a description shows.
const dumped = 100

// describe is the session in an error.
func (s *Session) describe() string {
	if s.self == nil {
		return ""
	}
	return s.self()
}

// dump is the state of a session, in the original's order.
func (s *Session) dump(title, command string, args []string, exit string, pid, fd int) string {
	raw := s.Encoding == ""
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = pytext.Repr(s.masked(a))
	}
	lines := []string{
		title,
		"command: " + s.masked(command),
		"args: [" + strings.Join(list, ", ") + "]",
		"buffer (last 100 chars): " + s.lastChars(shownBuffer{s}, raw, dumped),
		"before (last 100 chars): " + s.lastChars(&s.before, raw, dumped),
		"after: " + s.dumpAfter(raw),
		"match: " + s.dumpMatch(raw),
		"match_index: " + orNone(s.index, s.index >= 0),
		"exitstatus: " + exit,
		"flag_eof: " + pyBool(s.flagEOF),
		"pid: " + strconv.Itoa(pid),
		"child_fd: " + strconv.Itoa(fd),
		"closed: " + pyBool(s.Closed()),
		"timeout: " + pySeconds(orDefault(s.Timeout, DefaultTimeout)),
		"delimiter: " + s.dumpDelimiter(),
		"logfile: " + pyLog(s.LogFile),
		"logfile_read: " + pyLog(s.LogFileRead),
		"logfile_send: " + pyLog(s.LogFileSend),
		"maxread: " + strconv.Itoa(s.maxRead()),
		"ignorecase: " + pyBool(s.IgnoreCase),
		"searchwindowsize: " + orNone(s.SearchWindowSize, s.SearchWindowSize > 0),
		"delaybeforesend: " + pySeconds(orDefault(s.DelayBeforeSend, DefaultDelayBeforeSend)),
		"delayafterclose: " + pySeconds(orDefault(s.DelayAfterClose, DefaultDelayAfterClose)),
		"delayafterterminate: " + pySeconds(orDefault(s.DelayAfterTerminate, DefaultDelayAfterClose)),
	}
	return strings.Join(lines, "\n")
}

// lastChars is the end of a text: as many bytes when raw, else characters. Secrets
// go before it is cut, lest a part of one be left, and only as much of the text is
// looked at as that takes.
func (s *Session) lastChars(all interface {
	size() int
	last(n int) []byte
}, raw bool, most int) string {
	longest := 0
	for _, secret := range shownForms(s.Secrets) {
		longest = max(longest, len(secret))
	}
	for n := 4*most + longest; ; n *= 2 {
		seen := string(all.last(n))
		masked := s.masked(seen)
		whole := len(seen) == all.size()
		if raw {
			if whole || len(masked) >= most+longest {
				return shownAs(masked[max(0, len(masked)-most):], raw)
			}
			continue
		}
		runes := []rune(masked)
		if whole || len(runes) >= most+longest {
			return shownAs(string(runes[max(0, len(runes)-most):]), raw)
		}
	}
}

// shownBuffer is what Buffer returns, for lastChars.
type shownBuffer struct{ *Session }

func (b shownBuffer) size() int         { return min(b.shown, b.data.size) }
func (b shownBuffer) last(n int) []byte { return b.data.last(min(n, b.size())) }

func (s *Session) dumpAfter(raw bool) string {
	switch {
	case s.after == EOF:
		return "<class 'pexpect.exceptions.EOF'>"
	case s.after == TIMEOUT:
		return "<class 'pexpect.exceptions.TIMEOUT'>"
	case s.match == nil:
		return "None"
	}
	return shownAs(s.masked(s.match.String()), raw)
}

func (s *Session) dumpMatch(raw bool) string {
	if s.match == nil {
		// At EOF and TIMEOUT among the patterns the class itself is the match.
		if s.index >= 0 {
			return s.dumpAfter(raw)
		}
		return "None"
	}
	text := shownAs(s.masked(s.match.String()), raw)
	if s.searcher != nil && s.searcher.exact {
		return text
	}
	return fmt.Sprintf("<re.Match object; span=(%d, %d), match=%s>", s.before.size(), s.before.size()+len(s.match.String()), text)
}

func (s *Session) dumpDelimiter() string {
	if s.Delimiter == nil || s.Delimiter == any(EOF) {
		return "<class 'pexpect.exceptions.EOF'>"
	}
	return s.masked(fmt.Sprint(s.Delimiter))
}

func pyBool(b bool) string {
	if b {
		return "True"
	}
	return "False"
}

func orNone(n int, some bool) string {
	if !some {
		return "None"
	}
	return strconv.Itoa(n)
}

// pySeconds is a duration as Python writes seconds; below zero is None.
func pySeconds(d time.Duration) string {
	if d < 0 {
		return "None"
	}
	if d == Poll {
		return "0"
	}
	return strconv.FormatFloat(d.Seconds(), 'f', -1, 64)
}

func pyLog(w io.Writer) string {
	if w == nil {
		return "None"
	}
	return fmt.Sprintf("<%T>", w)
}

// shownAs writes text as Python's shownAs() does: as bytes when raw, else as a str.
func shownAs(s string, raw bool) string {
	if raw {
		return pytext.ReprBytes([]byte(s))
	}
	return pytext.Repr(s)
}
