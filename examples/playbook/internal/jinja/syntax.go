package jinja

import (
	"fmt"
	"strings"
)

// A Syntax is how a template marks what is to be evaluated. Its zero value is what
// Ansible's templates have: {{ }}, {% %}, {# #}, and no line's end after a block.
type Syntax struct {
	BlockStart, BlockEnd       string
	VariableStart, VariableEnd string
	CommentStart, CommentEnd   string
	// Newline ends the lines of the text; "" is \n.
	Newline string
	// KeepNewlines leaves the line's end after a block: trim_blocks is off.
	KeepNewlines bool
	// StripIndent drops blanks between the beginning of a line and a block:
	// lstrip_blocks is on.
	StripIndent bool
	// Backslashes are what they are in strings between VariableStart and VariableEnd,
	// as Ansible has it in playbooks, though not in template files.
	Backslashes bool
}

// filled has the usual marks where a syntax has none. Marks that begin with each
// other's whole text, or are the same, cannot be told apart.
func (s Syntax) filled() (Syntax, error) {
	for _, m := range []struct {
		at    *string
		usual string
	}{{&s.BlockStart, "{%"}, {&s.BlockEnd, "%}"}, {&s.VariableStart, "{{"}, {&s.VariableEnd, "}}"}, {&s.CommentStart, "{#"}, {&s.CommentEnd, "#}"}, {&s.Newline, "\n"}} {
		if *m.at == "" {
			*m.at = m.usual
		}
	}
	if s.BlockStart == s.VariableStart || s.BlockStart == s.CommentStart || s.VariableStart == s.CommentStart {
		return s, fmt.Errorf("block, variable and comment begin with %q, %q and %q; expected three different texts", s.BlockStart, s.VariableStart, s.CommentStart)
	}
	return s, nil
}

// usual is the syntax of all texts but templates that say otherwise.
var usual, _ = Syntax{}.filled()

// tag finds the first mark that opens something: where, and which. Of two at one
// place the longer one counts.
func (s *Syntax) tag(text string) (at int, opened string) {
	at = -1
	for _, mark := range []string{s.BlockStart, s.VariableStart, s.CommentStart} {
		i := strings.Index(text, mark)
		if i >= 0 && (at < 0 || i < at || i == at && len(mark) > len(opened)) {
			at, opened = i, mark
		}
	}
	return at, opened
}

// A rawText is what stands between {% raw %} and {% endraw %}.
type rawText struct {
	body string
	end  int // behind the closing block
	// trim and keep are the - and the + of the closing block.
	trim, keep bool
}

// raw reads a raw block from behind the mark that opens it.
func (s *Syntax) raw(text string) (r rawText, ok bool) {
	first, rest, found := strings.Cut(text, s.BlockEnd)
	word := strings.TrimSpace(strings.TrimSuffix(strings.TrimLeft(first, "-+"), "-"))
	if !found || word != "raw" {
		return r, false
	}
	start := len(first) + len(s.BlockEnd)
	for at := 0; ; {
		i := strings.Index(rest[at:], s.BlockStart)
		if i < 0 {
			return r, false
		}
		open := at + i
		inner, _, found := strings.Cut(rest[open+len(s.BlockStart):], s.BlockEnd)
		mark := strings.TrimSpace(strings.Trim(inner, "-+"))
		if !found || mark != "endraw" {
			at = open + len(s.BlockStart)
			continue
		}
		r.body = rest[:open]
		if strings.HasSuffix(first, "-") {
			r.body = strings.TrimLeft(r.body, blanks)
		}
		switch {
		case strings.HasPrefix(inner, "-"):
			r.body = strings.TrimRight(r.body, blanks)
		case s.StripIndent && !strings.HasPrefix(inner, "+"):
			r.body = unindented(r.body, false)
		}
		r.end = start + open + len(s.BlockStart) + len(inner) + len(s.BlockEnd)
		r.trim, r.keep = strings.HasSuffix(inner, "-"), strings.HasSuffix(inner, "+")
		return r, true
	}
}

const blanks = " \t\r\n\v\f"

// unindented is a text without the blanks after its last line's end, if that is all
// that stands there. The first line of a text counts only where it begins a line.
func unindented(text string, begins bool) string {
	bare := strings.TrimRight(text, " \t\v\f")
	if strings.HasSuffix(bare, "\n") || bare == "" && begins {
		return bare
	}
	return text
}
