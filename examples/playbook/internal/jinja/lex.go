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
	syntax Syntax
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
		i, opened := l.syntax.tag(rest)
		text := rest
		if i >= 0 {
			text = rest[:i]
		}
		var sign byte
		if after := i + len(opened); i >= 0 && after < len(rest) && (rest[after] == '-' || rest[after] == '+') {
			sign = rest[after]
		}
		begins := l.at == 0 || l.src[l.at-1] == '\n'
		if trimNext {
			text = strings.TrimLeft(text, blanks)
			trimNext = false
		}
		switch {
		case sign == '-':
			text = strings.TrimRight(text, blanks)
		case l.syntax.StripIndent && sign != '+' && i >= 0 && opened != l.syntax.VariableStart:
			text = unindented(text, begins)
		}
		l.text(l.at, text)
		if i < 0 {
			l.at = len(l.src)
			break
		}
		start := l.at + i
		l.at = start + len(opened)
		if sign != 0 {
			l.at++
		}
		switch opened {
		case l.syntax.CommentStart:
			end := strings.Index(l.src[l.at:], l.syntax.CommentEnd)
			if end < 0 {
				return l.errorf(start, "a comment %s that does not end; expected %s", opened, l.syntax.CommentEnd)
			}
			last := byte(0)
			if end > 0 {
				last = l.src[l.at+end-1]
			}
			trimNext = last == '-'
			l.at += end + len(l.syntax.CommentEnd)
			if last != '+' {
				l.eatNewline()
			}
			continue
		case l.syntax.BlockStart:
			if r, ok := l.syntax.raw(l.src[l.at:]); ok {
				l.text(l.at, r.body)
				l.at += r.end
				trimNext = r.trim
				if !r.keep {
					l.eatNewline()
				}
				continue
			}
		}
		// The parser knows the usual marks alone.
		open, closer, kind, name := tokenOpen, l.syntax.VariableEnd, tokenClose, "}}"
		if opened == l.syntax.BlockStart {
			open, closer, kind, name = tokenBegin, l.syntax.BlockEnd, tokenEnd, "%}"
		}
		l.add(open, start, map[tokenKind]string{tokenOpen: "{{", tokenBegin: "{%"}[open])
		last, err := l.inside(closer, start)
		if err != nil {
			return err
		}
		trimNext = last == '-'
		l.add(kind, l.at, name)
		l.at += len(closer)
		if kind == tokenEnd && last != '+' {
			l.eatNewline()
		}
	}
	l.add(tokenEOF, len(l.src), "")
	return nil
}

// text adds what is written as it is, with the line ends that are asked for.
func (l *lexer) text(at int, s string) {
	if s == "" {
		return
	}
	if l.syntax.Newline != "\n" {
		s = strings.ReplaceAll(s, "\n", l.syntax.Newline)
	}
	l.add(tokenText, at, s)
}

// eatNewline drops the line's end after a block: trim_blocks.
func (l *lexer) eatNewline() {
	if !l.syntax.KeepNewlines && strings.HasPrefix(l.src[l.at:], "\n") {
		l.at++
	}
}

// operators, longest first.
var operators = []string{"**", "//", "==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "~", "<", ">", "=", "|", "(", ")", "[", "]", "{", "}", ",", ".", ":"}

// inside cuts an expression up to its closer, which is left. The - or + right before
// the closer is the sign that is returned.
func (l *lexer) inside(closer string, start int) (sign byte, err error) {
	depth := 0
	for l.at < len(l.src) {
		s := l.src[l.at:]
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case unicode.IsSpace(r):
			l.at += size
		case closer != "" && depth == 0 && strings.HasPrefix(s, closer):
			return 0, nil
		case closer != "" && depth == 0 && strings.HasPrefix(s, "-"+closer):
			l.at++
			return '-', nil
		case closer == l.syntax.BlockEnd && depth == 0 && strings.HasPrefix(s, "+"+closer):
			l.at++
			return '+', nil
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
			text, n, err := quoted(s, l.syntax.Backslashes && closer == l.syntax.VariableEnd)
			if err != nil {
				return 0, l.errorf(l.at, "%v", err)
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
				return 0, l.errorf(l.at, "unexpected %q in an expression", r)
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
		return 0, nil
	}
	return 0, l.errorf(start, "an expression that does not end; expected %s", closer)
}

// quoted reads a string of Python with its escapes, or with backslashes as they are.
func quoted(s string, as bool) (text string, n int, err error) {
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
			if as && s[i] != q {
				b.WriteByte('\\')
				b.WriteByte(s[i])
				continue
			}
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
