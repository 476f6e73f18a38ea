package expect

import (
	"regexp/syntax"
	"strings"
)

// toRE2 rewrites what Python's regular expressions spell otherwise than RE2: \Z
// is \z, {,n} is {0,n}, \s has the vertical tab, and \uXXXX is \x{XXXX}.
func toRE2(text string) string {
	if !strings.ContainsAny(text, `\{`) {
		return text
	}
	return rewrite(text, re2Escape, nil)
}

// toDotNet rewrites what Python's regular expressions spell otherwise than .NET's:
// named groups, \Z, {,n}, and the classes, which are of ASCII here.
func toDotNet(text string) string {
	return rewrite(text, dotNetEscape, func(b *strings.Builder, text string) int {
		if strings.HasPrefix(text, "(?P<") {
			b.WriteString("(?<")
			return len("(?P<")
		}
		if rest, ok := strings.CutPrefix(text, "(?P="); ok {
			if name, _, ok := strings.Cut(rest, ")"); ok {
				b.WriteString(`\k<` + name + ">")
				return len("(?P=") + len(name) + 1
			}
		}
		return 0
	})
}

// rewrite copies a pattern. escape writes the escape that its text begins with,
// and group, unless nil, what opens a group; both return how much of the text that
// was.
func rewrite(text string, escape func(b *strings.Builder, text string, inClass bool) int, group func(*strings.Builder, string) int) string {
	var b strings.Builder
	inClass := false
	for i := 0; i < len(text); i++ {
		c := text[i]
		if group != nil && c == '(' && !inClass {
			if n := group(&b, text[i:]); n > 0 {
				i += n - 1
				continue
			}
		}
		switch {
		case c == '\\' && i+1 < len(text):
			n := escape(&b, text[i:], inClass)
			i += n - 1
		case c == '[' && !inClass:
			inClass = true
			b.WriteByte(c)
			// A bracket at the beginning of a class stands for itself.
			for i+1 < len(text) && (text[i+1] == '^' && text[i] == '[' || text[i+1] == ']') {
				i++
				if text[i] == ']' {
					b.WriteByte('\\')
				}
				b.WriteByte(text[i])
				if text[i] == ']' {
					break
				}
			}
		case c == ']' && inClass:
			inClass = false
			b.WriteByte(c)
		case c == '{' && !inClass && strings.HasPrefix(text[i:], "{,") && lower(text[i+2:]):
			b.WriteString("{0,")
			i++
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// lower tells whether a brace closes what begins with a comma: the rest of "{,n}",
// or of "{,}", which is any number of times.
func lower(rest string) bool {
	return strings.HasPrefix(strings.TrimLeft(rest, "0123456789"), "}")
}

// re2Escape writes the escape that text begins with and returns its length.
func re2Escape(b *strings.Builder, text string, inClass bool) int {
	switch {
	case text[1] == 'Z' && !inClass:
		b.WriteString(`\z`)
	case text[1] == 's' && inClass:
		b.WriteString(`\s\v`)
	case text[1] == 's':
		b.WriteString(`[\s\v]`)
	case text[1] == 'S' && inClass:
		b.WriteString(noBlanks)
	case text[1] == 'S':
		b.WriteString(`[^\s\v]`)
	case text[1] == 'u' && len(text) >= 6:
		b.WriteString(`\x{` + text[2:6] + `}`)
		return 6
	default:
		b.WriteString(text[:2])
	}
	return 2
}

// What the classes of .NET are in ASCII, within brackets.
const (
	asciiDigits = "0-9"
	asciiWord   = "0-9A-Z_a-z"
	asciiBlanks = ` \t\n\r\f\v`
)

// What they leave over, within brackets.
const (
	noDigits = "\x00-/:-\U0010FFFF"
	noWord   = "\x00-/:-@\\[-\\^`{-\U0010FFFF"
	noBlanks = "\x00-\x08\x0e-\x1f!-\U0010FFFF"
)

// dotNetEscape writes the escape that text begins with and returns its length.
func dotNetEscape(b *strings.Builder, text string, inClass bool) int {
	class := map[byte]string{'d': asciiDigits, 'w': asciiWord, 's': asciiBlanks}[text[1]|0x20]
	negated := text[1]&0x20 == 0
	switch {
	case class != "" && inClass && negated:
		b.WriteString(map[byte]string{'D': noDigits, 'W': noWord, 'S': noBlanks}[text[1]])
	case class != "" && inClass:
		b.WriteString(class)
	case class != "" && !inClass && negated:
		b.WriteString("[^" + class + "]")
	case class != "" && !inClass:
		b.WriteString("[" + class + "]")
	case text[1] == 'Z' && !inClass:
		b.WriteString(`\z`)
	case (text[1] == 'b' || text[1] == 'B') && !inClass:
		const word = "[" + asciiWord + "]"
		if text[1] == 'b' {
			b.WriteString("(?:(?<=" + word + ")(?!" + word + ")|(?<!" + word + ")(?=" + word + "))")
		} else {
			b.WriteString("(?:(?<=" + word + ")(?=" + word + ")|(?<!" + word + ")(?!" + word + "))")
		}
	default:
		b.WriteString(text[:2])
	}
	return 2
}

// endGroup is the name of the groups that stand before the end of text; no
// Python name begins so.
const endGroup = "pyopsEnd"

// What markEnds found.
type endings int

const (
	plainEnds endings = iota // no $ that needs anything
	tailEnds                 // marked, all at the end
	innerEnds                // something may follow a $, which only a backtracking engine does as Python
)

// markEnds has each $ take a newline before the end of text, as Python's does,
// in a group of ours that is taken off the match again.
func markEnds(tree *syntax.Regexp) endings {
	found := plainEnds
	var mark func(re *syntax.Regexp, tail bool)
	mark = func(re *syntax.Regexp, tail bool) {
		if re.Op == syntax.OpEndText && re.Flags&syntax.WasDollar != 0 {
			if !tail {
				found = innerEnds
			}
			found = max(found, tailEnds)
			newline := &syntax.Regexp{Op: syntax.OpLiteral, Rune: []rune{'\n'}}
			optional := &syntax.Regexp{Op: syntax.OpQuest, Sub: []*syntax.Regexp{newline}}
			group := &syntax.Regexp{Op: syntax.OpCapture, Name: endGroup, Cap: 1, Sub: []*syntax.Regexp{optional}}
			end := &syntax.Regexp{Op: syntax.OpEndText}
			*re = syntax.Regexp{Op: syntax.OpConcat, Sub: []*syntax.Regexp{group, end}}
			return
		}
		for i, sub := range re.Sub {
			inTail := tail
			switch re.Op {
			case syntax.OpConcat:
				inTail = tail && i == len(re.Sub)-1
			case syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
				inTail = false
			}
			mark(sub, inTail)
		}
	}
	mark(tree, true)
	return found
}
