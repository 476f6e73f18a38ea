package play

import (
	"errors"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func splitCommas(s string) []string {
	var out []string
	for w := range strings.SplitSeq(s, ",") {
		if w = strings.TrimSpace(w); w != "" {
			out = append(out, w)
		}
	}
	return out
}

// splitWords parts a text at blanks that are neither in quotes nor in braces; the
// quotes stay.
func splitWords(s string) ([]string, error) {
	var out []string
	var word strings.Builder
	var quote byte
	depth, started := 0, false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote != 0:
			word.WriteByte(c)
			if c == '\\' && i+1 < len(s) {
				i++
				word.WriteByte(s[i])
			} else if c == quote {
				quote = 0
			}
			continue
		case c == '\\' && i+1 < len(s):
			word.WriteByte(c)
			i++
			word.WriteByte(s[i])
			started = true
			continue
		case strings.HasPrefix(s[i:], "{{"), strings.HasPrefix(s[i:], "{%"):
			depth++
		case strings.HasPrefix(s[i:], "}}"), strings.HasPrefix(s[i:], "%}"):
			depth--
			word.WriteString(s[i : i+2])
			i++
			continue
		case (c == '"' || c == '\'') && depth <= 0:
			quote = c
		case strings.IndexByte(" \t\n\r", c) >= 0 && depth <= 0:
			if started {
				out = append(out, word.String())
				word.Reset()
				started = false
			}
			continue
		}
		started = true
		word.WriteByte(c)
	}
	if quote != 0 || depth > 0 {
		return nil, errors.New("failed at splitting arguments, either an unbalanced jinja2 block or quotes")
	}
	if started {
		out = append(out, word.String())
	}
	return out, nil
}

func bare(s string) string {
	if len(s) > 1 && (s[0] == '"' || s[0] == '\'') && s[len(s)-1] == s[0] {
		inner := s[1 : len(s)-1]
		if s[0] == '"' {
			inner = strings.ReplaceAll(inner, `\"`, `"`)
		}
		return inner
	}
	return s
}

// ParseArguments reads "name=value" words as -a and one-line tasks have them. Of a
// module that takes free text, what is no argument of it is that text.
func ParseArguments(spec *module.Spec, t value.Text) (*value.Dict, error) {
	out := value.NewDict()
	words, err := splitWords(t.S)
	if err != nil {
		return nil, err
	}
	free := spec != nil && spec.Free != ""
	cut := false
	var raw []string
	for _, w := range words {
		k, v, ok := strings.Cut(w, "=")
		known := ok && k != "" && strings.Trim(k, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-") == ""
		if known && free {
			known = spec.Takes(k)
		}
		if known {
			out.Set(k, value.Text{S: bare(v), Pos: t.Pos})
			cut = true
			continue
		}
		if !free {
			if strings.HasPrefix(w, "{{") && len(words) == 1 {
				out.Set("_text", t)
				return out, nil
			}
			return nil, errors.New("this task has extra params, which is only allowed for command, shell, raw, script, meta and includes: expected name=value, not " + w)
		}
		raw = append(raw, w)
	}
	switch {
	case len(raw) == 0:
	case cut:
		out.Set("_raw_params", value.Text{S: strings.Join(raw, " "), Pos: t.Pos})
	default:
		// Blanks and line ends of the text are the shell's own.
		out.Set("_raw_params", value.Text{S: strings.TrimSpace(t.S), Pos: t.Pos})
	}
	return out, nil
}
