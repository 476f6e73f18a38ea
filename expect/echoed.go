package expect

import (
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// echoedForms are the texts that a secret may come back as: itself, and as a
// terminal shows it, with "\r\n" for the end of a line and ^A for a control
// character. Each line of several is a secret too, unless it is so short that it
// stands everywhere: a program may say something between two.
func echoedForms(secret string) []string {
	forms := []string{secret}
	lines := strings.FieldsFunc(secret, func(r rune) bool { return r == '\r' || r == '\n' })
	for _, line := range lines {
		if len(line) > leastFragment || len(lines) == 1 {
			forms = append(forms, line)
		}
	}
	for _, form := range slices.Clone(forms) {
		// A carriage return is taken for the end of a line, or is not.
		for _, ends := range []*strings.Replacer{strings.NewReplacer("\r\n", crlf, "\n", crlf), strings.NewReplacer("\r", crlf, "\n", crlf), strings.NewReplacer()} {
			ended := ends.Replace(form)
			forms = append(forms, ended, caretForm(ended, crlf), caretForm(ended, ""))
		}
	}
	return distinct(forms)
}

// caretForm has control characters as a terminal echoes them, except tabs, ends of
// lines, and what is given.
func caretForm(text, except string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case except != "" && strings.HasPrefix(text[i:], except):
			b.WriteString(except)
			i += len(except) - 1
		case c == '\t' || c == '\n' || c >= ' ' && c != 0x7f:
			b.WriteByte(c)
		default:
			b.WriteByte('^')
			b.WriteByte(c ^ 0x40)
		}
	}
	return b.String()
}

// shownForms are echoedForms of all secrets, and as the list of patterns in an
// error has them.
func shownForms(secrets []string) (forms []string) {
	for _, secret := range secrets {
		if secret == "" {
			continue
		}
		for _, form := range echoedForms(secret) {
			bytes, text := pytext.ReprBytes([]byte(form)), pytext.Repr(form)
			forms = append(forms, form, bytes[2:len(bytes)-1], text[1:len(text)-1])
		}
	}
	return distinct(forms)
}

// distinct leaves out what was there before, and what is empty.
func distinct(texts []string) []string {
	var out []string
	for _, text := range texts {
		if text != "" && !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}
