package story

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
)

// WriteText tells a story on a terminal. Colour marks who speaks and what is
// encrypted.
func (s *Story) WriteText(w io.Writer, colour bool) error {
	paint := func(code, text string) string {
		if !colour {
			return text
		}
		return "\x1b[" + code + "m" + text + "\x1b[0m"
	}
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("%s", paint("1", fmt.Sprintf("%s with %s", s.Mode, s.Target)))
	for _, line := range s.Intro {
		say("%s", wrap(line, 0))
	}
	for _, c := range s.Connections {
		say("\n%s", paint("1", c.Title))
		for _, f := range c.Flights {
			arrow, code := "client ──▶ server", "36"
			if f.From == "server" {
				arrow, code = "client ◀── server", "33"
			}
			say("\n%d  %s", f.Number, paint(code, arrow))
			for _, l := range f.Lines {
				lock := " "
				if l.Encrypted {
					lock = "*"
				}
				say("   %s %s  %s", paint("32", lock), paint("1", l.Name), l.Size)
				for _, text := range l.Texts {
					say("%s", wrap(text, 8))
				}
				say("        %s", paint("2", l.Hex))
			}
		}
		say("\n   * is encrypted on the wire")
		if len(c.Chain) > 0 {
			say("\n%s", paint("1", "Why the certificate is believed, or not"))
			if !c.Sent {
				say("%s", wrap("It did not travel; it is remembered from the first connection.", 3))
			}
			for _, x := range c.Chain {
				say("   %s (%s)", x.Subject, x.Role)
				say("        names %s; key %s; signed by %s; from %s to %s", x.Names, x.Key, x.Issuer, x.From, x.To)
			}
			for _, q := range c.Questions {
				mark := paint("32", "yes")
				if !q.OK {
					mark = paint("31", "NO ")
				}
				say("   %s %-8s%s", mark, q.Name, strings.TrimSpace(wrap(q.Text, 15)))
			}
		}
		if len(c.Facts) > 0 {
			say("\n%s", paint("1", "What was agreed on"))
			for _, f := range c.Facts {
				say("   %-24s%s", f.Name, f.Text)
			}
		}
		if len(c.Values) > 0 {
			say("\n%s", paint("1", "What the keys are made of"))
			for _, v := range c.Values {
				say("   %-18s%s", v.Name, v.Hex)
				say("%s", wrap(v.Text, 21))
			}
		}
		verdict, code := "well", "32"
		if !c.OK {
			verdict, code = "failed", "31"
		}
		say("\n%s: %s", paint(code, verdict), strings.TrimSpace(wrap(c.Outcome, 3)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// wrap breaks a text into lines that begin with blanks.
func wrap(text string, indent int) string {
	const width = 100
	var b strings.Builder
	margin := strings.Repeat(" ", indent)
	b.WriteString(margin)
	at := indent
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		if i > 0 && at+1+n > width {
			b.WriteString("\n" + margin)
			at = indent
		} else if i > 0 {
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += n
	}
	return b.String()
}

//go:embed story.gohtml
var page string

var pageTemplate = template.Must(template.New("story").Parse(page))

// WriteHTML tells a story as a page that needs nothing beside it.
func (s *Story) WriteHTML(w io.Writer) error { return pageTemplate.Execute(w, s) }
