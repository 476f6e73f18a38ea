package jinja

import (
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

type scope struct{ d *value.Dict }

func (s scope) Lookup(name string) (any, bool, error) { v, ok := s.d.Get(name); return v, ok, nil }

var sample = scope{value.NewDict("n", 3, "s", "text", "l", []any{1, "two", 3.5}, "d", value.NewDict("k", "v", "deep", value.NewDict("x", 1)))}

// FuzzTemplate: any text is read or refused, what is read is evaluated or refused, the
// same way each time, and nothing panics.
func FuzzTemplate(f *testing.F) {
	for _, s := range []string{
		"a {{ n }} b", "{% for x in l %}{{ loop.index }}{{ x }}{% else %}none{% endfor %}", "{% if n > 2 and s is defined %}y{% elif not d %}z{% endif %}",
		"{{ d.deep.x | default(1) ~ s[1:-1] }}", "{% set a = [1,(2,3),{'k': -n ** 2}] %}{{ a|to_json }}", "{{ '%05.1f' | format(3.14) }}", "{{ l | map('string') | select('match', 't.*') | list }}",
		"{# c #}{% raw %}{{ no }}{% endraw %}", "{{ missing.a.b|d('x') if s else none }}", "{{ 'a-b'|regex_replace('(\\w)-(\\w)', '\\\\2\\\\1') }}", "{% filter upper %}x{% endfilter %}", "{{ range(3)|sum // 0 }}",
		"{% macro m(a, b=a) %}{{ a }}{{ varargs }}{{ caller() }}{% endmacro %}{% call(x) m(1, *l) %}{{ x }}{% endcall %}{{ m(b=n, a=2) }}", "{% from 's' import f as g with context %}{{ g.name }}", "{% import 's' as x %}{{ x.y }}",
		"  {%- raw -%} {{ a }} {%+ endraw +%}\n", "a\n  {%+ if n +%}\n{#- c +#}\n", "<% if n %>{s}<% endif %># c\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		text := value.Text{S: s, Pos: value.Pos{File: "f", Line: 1, Col: 1}}
		// Other marks may make another template of it, and no panic.
		if p, err := ParseWith(text, Syntax{BlockStart: "<%", BlockEnd: "%>", VariableStart: "{", VariableEnd: "}", CommentStart: "#", CommentEnd: "\n", StripIndent: true, KeepNewlines: true, Newline: "\r\n"}); err == nil {
			p.Text(sample, nil)
		}
		p, err := Parse(text)
		if err != nil {
			return
		}
		a, errA := p.Text(sample, nil)
		b, errB := p.Text(sample, nil)
		if a != b || (errA == nil) != (errB == nil) {
			t.Errorf("%q comes to %q (%v) and then to %q (%v)", s, a, errA, b, errB)
		}
	})
}
