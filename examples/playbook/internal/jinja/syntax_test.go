package jinja

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// byJinja is Jinja itself, with the marks and options of Ansible's templates.
const byJinja = `
def render(text, keep, strip, newline, marks):
    import jinja2
    b, B, v, V, c, C = marks
    env = jinja2.Environment(trim_blocks=not keep, lstrip_blocks=strip, newline_sequence=newline, keep_trailing_newline=True,
        block_start_string=b, block_end_string=B, variable_start_string=v, variable_end_string=V, comment_start_string=c, comment_end_string=C)
    try:
        return env.from_string(text).render(n=3)
    except jinja2.exceptions.TemplateSyntaxError:
        return None
`

// piece is a part of a template: text, a block, a variable, a comment, a raw block,
// with signs and blanks wherever they may be.
func piece(r *rand.Rand, marks []string) string {
	sign := func() string { return []string{"", "", "", "-", "+"}[r.IntN(5)] }
	bare := func() string { return []string{"", "", "-"}[r.IntN(3)] }
	space := func() string { return []string{"", " ", "\n", "\t", " \n  ", "x", "\r\n", "\r"}[r.IntN(8)] }
	word := []string{"a", "set x = 1", "n", "if n", "endif", "endraw", "c"}[r.IntN(7)]
	switch r.IntN(6) {
	case 0:
		return space() + "t" + space()
	case 1:
		return marks[0] + sign() + " if n " + sign() + marks[1] + space() + "y" + space() + marks[0] + sign() + " endif " + sign() + marks[1]
	case 2:
		return marks[2] + bare() + " n " + bare() + marks[3]
	case 3:
		return marks[4] + sign() + " c " + sign() + marks[5]
	case 4:
		return marks[0] + sign() + " raw " + bare() + marks[1] + space() + marks[2] + " no " + marks[3] + space() + marks[0] + sign() + " endraw " + sign() + marks[1]
	}
	return space() + marks[0] + sign() + " " + word + " " + sign() + marks[1] + space()
}

func TestMarksAndBlanksAsJinjaHasThem(t *testing.T) {
	py := original.Start(t, "jinja2")
	py.Define(byJinja)
	r := original.Rand(t)
	all := [][]string{{"{%", "%}", "{{", "}}", "{#", "#}"}, {"<%", "%>", "<<", ">>", "<#", "#>"}, {"[%", "%]", "[[", "]]", "[#", "#]"}, {"{%", "%}", "$(", ")", "{#", "#}"}}
	refused := 0
	n := original.Rounds(t, 3000)
	for range n {
		marks := all[r.IntN(len(all))]
		var b strings.Builder
		for range 1 + r.IntN(4) {
			b.WriteString([]string{"", " ", "  ", "\n", "\n  ", "z"}[r.IntN(6)])
			b.WriteString(piece(r, marks))
		}
		keep, strip, newline := r.IntN(2) == 0, r.IntN(2) == 0, []string{"\n", "\r\n", "\r"}[r.IntN(3)]
		theirs, err := py.Call("render", b.String(), keep, strip, newline, marks)
		if err != nil {
			t.Fatal(err)
		}
		var ours any
		p, err := ParseWith(value.Text{S: b.String()}, Syntax{BlockStart: marks[0], BlockEnd: marks[1], VariableStart: marks[2], VariableEnd: marks[3],
			CommentStart: marks[4], CommentEnd: marks[5], Newline: newline, KeepNewlines: keep, StripIndent: strip})
		if err == nil {
			text, err := p.Text(sample, nil)
			if err != nil {
				t.Fatalf("%q: %v", b.String(), err)
			}
			ours = text
		} else {
			refused++
		}
		if !original.Same(ours, theirs) {
			t.Errorf("%q, trim_blocks %v, lstrip_blocks %v, newline %q: %q (%v), Jinja's %q", b.String(), !keep, strip, newline, ours, err, theirs)
		}
	}
	if refused > n*2/3 {
		t.Errorf("%d of %d are no templates", refused, n)
	}
}
