package curlx

import (
	"errors"
	"os"
	"strings"
	"syscall"
	"unicode/utf8"
)

// ErrNotText is the error of [Curl.PerformRS] for a body that is not UTF-8,
// Python's UnicodeDecodeError.
var ErrNotText = errors.New("curlx: the body is not UTF-8")

// text is a body as a string.
func text(b []byte) (string, error) {
	if !utf8.Valid(b) {
		return string(b), ErrNotText
	}
	return string(b), nil
}

// pyOneLine makes one line of a message that a server had its say in.
func pyOneLine(s string) string {
	if !strings.ContainsAny(s, "\r\n") {
		return s
	}
	return strings.NewReplacer("\r\n", " ", "\n", " ", "\r", " ").Replace(s)
}

// errnoText is the system's text for an error, with a capital as C libraries have
// it.
func errnoText(no syscall.Errno) string {
	s := no.Error()
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		s = string(s[0]-'a'+'A') + s[1:]
	}
	return s
}

func stdin() *os.File { return os.Stdin }
