// Package jinja evaluates the expressions and templates of playbooks: Jinja as
// Ansible uses it, without inheritance.
package jinja

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// An Error is a mistake in a template, or one that showed when it was evaluated.
type Error struct {
	Pos    value.Pos
	Reason string
	// Undefined is the variable that is not there, as the template names it.
	Undefined string
	Err       error
}

func (e *Error) Error() string {
	if e.Pos.File == "" {
		return e.Reason
	}
	return e.Pos.String() + ": " + e.Reason
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

type tokenKind int

const (
	tokenText  tokenKind = iota
	tokenOpen            // {{
	tokenClose           // }}
	tokenBegin           // {%
	tokenEnd             // %}
	tokenName
	tokenString
	tokenNumber
	tokenOperator
	tokenEOF
)

type token struct {
	kind tokenKind
	text string
	pos  value.Pos
}

// A lexer cuts a template into tokens.
type lexer struct {
	src    string
	at     int
	origin value.Pos
	tokens []token
}

// pos is where an offset of the text stands in its file.
func (l *lexer) pos(at int) value.Pos {
	p := l.origin
	lines := strings.Count(l.src[:at], "\n")
	if lines == 0 {
		if p.Col > 0 {
			p.Col += at
		}
		return p
	}
	if p.Line > 0 {
		p.Line += lines
	}
	p.Col = at - strings.LastIndexByte(l.src[:at], '\n')
	if l.origin.Col > 1 {
		p.Col = 0 // the text was folded or indented: the column is not known
	}
	return p
}

func (l *lexer) errorf(at int, format string, args ...any) error {
	return &Error{Pos: l.pos(at), Reason: fmt.Sprintf(format, args...)}
}

func (l *lexer) add(kind tokenKind, at int, text string) {
	l.tokens = append(l.tokens, token{kind, text, l.pos(at)})
}

// template cuts a whole template.
func (l *lexer) template() error {
	trimNext := false
	for l.at < len(l.src) {
		rest := l.src[l.at:]
		i := nextTag(rest)
		text := rest
		if i >= 0 {
			text = rest[:i]
		}
		if trimNext {
			text = strings.TrimLeft(text, " \t\r\n")
			trimNext = false
		}
		if i >= 0 && i+2 < len(rest) && rest[i+2] == '-' {
			text = strings.TrimRight(text, " \t\r\n")
		}
		if text != "" {
			l.add(tokenText, l.at, text)
		}
		if i < 0 {
			l.at = len(l.src)
			break
		}
		start := l.at + i
		opened := l.src[start : start+2]
		l.at = start + 2
		if l.at < len(l.src) && (l.src[l.at] == '-' || l.src[l.at] == '+') {
			l.at++
		}
		switch opened {
		case "{#":
			end := strings.Index(l.src[l.at:], "#}")
			if end < 0 {
				return l.errorf(start, "a comment {# that does not end; expected #}")
			}
			trimNext = end > 0 && l.src[l.at+end-1] == '-'
			l.at += end + 2
			l.eatNewline()
			continue
		case "{%":
			if body, end, ok := rawBlock(l.src[l.at:]); ok {
				l.add(tokenText, l.at, body)
				l.at += end
				l.eatNewline()
				continue
			}
		}
		open, closer, kind := tokenOpen, "}}", tokenClose
		if opened == "{%" {
			open, closer, kind = tokenBegin, "%}", tokenEnd
		}
		l.add(open, start, opened)
		trim, err := l.inside(closer, start)
		if err != nil {
			return err
		}
		trimNext = trim
		l.add(kind, l.at, closer)
		l.at += 2
		if kind == tokenEnd {
			l.eatNewline()
		}
	}
	l.add(tokenEOF, len(l.src), "")
	return nil
}

// eatNewline drops the line's end after a block: trim_blocks.
func (l *lexer) eatNewline() {
	if strings.HasPrefix(l.src[l.at:], "\r\n") {
		l.at += 2
	} else if strings.HasPrefix(l.src[l.at:], "\n") {
		l.at++
	}
}

func nextTag(s string) int {
	for i := 0; i+1 < len(s); i++ {
		if s[i] == '{' && (s[i+1] == '{' || s[i+1] == '%' || s[i+1] == '#') {
			return i
		}
	}
	return -1
}

// rawBlock finds the text of {% raw %} up to {% endraw %}.
func rawBlock(s string) (body string, end int, ok bool) {
	first, rest, found := strings.Cut(s, "%}")
	if !found || strings.Trim(first, " -") != "raw" {
		return "", 0, false
	}
	for at := 0; ; {
		i := strings.Index(rest[at:], "{%")
		if i < 0 {
			return "", 0, false
		}
		inner, _, found := strings.Cut(rest[at+i+2:], "%}")
		if found && strings.Trim(inner, " -") == "endraw" {
			return rest[:at+i], len(first) + 2 + at + i + 2 + len(inner) + 2, true
		}
		at += i + 2
	}
}

// operators, longest first.
var operators = []string{"**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "|", "(", ")", "[", "]", "{", "}", ",", ".", ":"}

// inside cuts an expression up to its closer, which is left.
func (l *lexer) inside(closer string, start int) (trim bool, err error) {
	depth := 0
	for l.at < len(l.src) {
		s := l.src[l.at:]
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case unicode.IsSpace(r):
			l.at += size
		case closer != "" && depth == 0 && strings.HasPrefix(s, closer):
			return false, nil
		case closer != "" && depth == 0 && strings.HasPrefix(s, "-"+closer):
			l.at++
			return true, nil
		case r == '_' || unicode.IsLetter(r):
			n := strings.IndexFunc(s, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			if n < 0 {
				n = len(s)
			}
			l.add(tokenName, l.at, s[:n])
			l.at += n
		case r >= '0' && r <= '9':
			n := 0
			for n < len(s) && (s[n] >= '0' && s[n] <= '9' || s[n] == '_' || s[n] == '.' && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9' ||
				(s[n] == 'e' || s[n] == 'E') && n+1 < len(s) && (s[n+1] >= '0' && s[n+1] <= '9' || s[n+1] == '-')) {
				if s[n] == 'e' || s[n] == 'E' {
					n++
				}
				n++
			}
			l.add(tokenNumber, l.at, s[:n])
			l.at += n
		case r == '\'' || r == '"':
			text, n, err := quoted(s)
			if err != nil {
				return false, l.errorf(l.at, "%v", err)
			}
			l.add(tokenString, l.at, text)
			l.at += n
		default:
			op := ""
			for _, o := range operators {
				if strings.HasPrefix(s, o) {
					op = o
					break
				}
			}
			if op == "" {
				return false, l.errorf(l.at, "unexpected %q in an expression", r)
			}
			switch op {
			case "(", "[", "{":
				depth++
			case ")", "]", "}":
				depth--
			}
			l.add(tokenOperator, l.at, op)
			l.at += len(op)
		}
	}
	if closer == "" {
		return false, nil
	}
	return false, l.errorf(start, "an expression that does not end; expected %s", closer)
}

// quoted reads a string of Python with its escapes.
func quoted(s string) (text string, n int, err error) {
	q := s[0]
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch {
		case s[i] == q:
			return b.String(), i + 1, nil
		case s[i] != '\\' || i+1 >= len(s):
			b.WriteByte(s[i])
		default:
			i++
			switch s[i] {
			case 'n':
				b.WriteByte('\n')
			case 't':
				b.WriteByte('\t')
			case 'r':
				b.WriteByte('\r')
			case '\\', '\'', '"':
				b.WriteByte(s[i])
			case '\n':
			default:
				b.WriteByte('\\')
				b.WriteByte(s[i])
			}
		}
	}
	return "", 0, fmt.Errorf("a string that does not end; expected %c", q)
}
