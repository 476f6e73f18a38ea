package vars

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// variables are those of the expressions below, as JSON.
const variables = `{"n": 3, "neg": -7, "f": 2.5, "s": "text", "up": "Mixed Case", "e": "", "t": true, "no": false, "nil": null, "l": [3, 1, 2], "words": ["b", "a", "C", "a"], "mixed": [1, "two", null, true, 2.5],
"nest": [[1, 2], [3, [4, 5]]], "d": {"b": 1, "a": {"x": [1, 2]}}, "users": [{"name": "ann", "age": 30, "in": {"k": 1}}, {"name": "bob", "age": 25, "in": {"k": 2}}, {"name": "cid", "age": 30}],
"path": "/etc/nginx/conf.d/site.conf", "url": "http://user@host.example:8080/a/b?q=1#f", "csv": "a,b,,c", "multi": "one\ntwo\n three\n", "json": "{\"k\": [1, null]}", "yes": "yes", "num": "42", "bytes": 123456789, "uni": "äöü €", "quote": "it's \"q\""}`

// expressions are templates that must come to the same in Ansible, one a line.
const expressions = `
{{ n }}|{{ n + 1 }}|{{ n * f }}|{{ n / 2 }}|{{ n // 2 }}|{{ neg // 2 }}|{{ neg % 3 }}|{{ n ** 2 }}|{{ -n }}|{{ 7 / 7 }}|{{ 1e3 }}|{{ f - 0.5 }}
{{ s ~ n }}|{{ s + 'x' }}|{{ s * 2 }}|{{ l + [4] }}|{{ n == 3 }}|{{ n == 3.0 }}|{{ '3' == n }}|{{ n < 4 <= 4 }}|{{ not t }}|{{ t and s }}|{{ e or 'none' }}|{{ no or nil }}
{{ s[0] }}|{{ s[-1] }}|{{ s[1:3] }}|{{ s[::-1] }}|{{ l[0] }}|{{ l[-1:] }}|{{ d.a.x[1] }}|{{ d['b'] }}|{{ users[0].name }}|{{ users[1]['in'].k }}|{{ nest[1][1][0] }}
{{ 'a' in words }}|{{ 'z' not in words }}|{{ 'ex' in s }}|{{ 'b' in d }}|{{ 3 in l }}|{{ 1 if t else 2 }}|{{ 'x' if no }}|{{ n is number }}|{{ s is string }}|{{ l is iterable }}
{{ missing is defined }}|{{ missing is undefined }}|{{ n is defined and n > 2 }}|{{ missing | default('d') }}|{{ e | default('d') }}|{{ e | default('d', true) }}|{{ d.zz | default(d.b) }}|{{ d.zz.yy | default('deep') }}
{{ n is odd }}|{{ n is even }}|{{ 6 is divisibleby 3 }}|{{ nil is none }}|{{ t is boolean }}|{{ d is mapping }}|{{ l is sequence }}|{{ 'abc' is match('b') }}|{{ 'abc' is search('b') }}|{{ 'ABC' is upper }}
{{ '2.10' is version('2.9', '>') }}|{{ '1.0' is version('1.0.1', 'lt') }}|{{ [1, 2] is subset([1, 2, 3]) }}|{{ [1, 2, 3] is superset([2]) }}|{{ l is contains(2) }}|{{ n is in l }}|{{ 'x' is eq('x') }}|{{ 3 is ge(2) }}
{{ s | upper }}|{{ up | lower }}|{{ 'ab cd' | title }}|{{ s | capitalize }}|{{ ' x ' | trim }}|{{ 'a-b-a' | replace('a', 'c') }}|{{ s | length }}|{{ s | reverse }}|{{ 'a b c' | wordcount }}
{{ l | sort }}|{{ l | sort(reverse=true) }}|{{ words | sort }}|{{ words | sort(case_sensitive=true) }}|{{ words | unique }}|{{ l | sum }}|{{ l | min }}|{{ l | max }}|{{ l | first }}|{{ l | last }}|{{ l | join('-') }}
{{ users | map(attribute='name') | list }}|{{ users | map(attribute='in.k', default=0) | list }}|{{ users | sum(attribute='age') }}|{{ users | sort(attribute='age') | map(attribute='name') | join(',') }}
{{ users | selectattr('age', 'equalto', 30) | map(attribute='name') | list }}|{{ users | rejectattr('in', 'defined') | list | length }}|{{ users | selectattr('age', '>', 26) | list | length }}|{{ words | select('match', '^a') | list }}
{{ users | groupby('age') | map('first') | list }}|{{ l | map('string') | list }}|{{ words | map('upper') | join }}|{{ l | reject('odd') | list }}|{{ mixed | select('number') | list }}|{{ words | map('regex_replace', 'a', 'z') | list }}
{{ nest | flatten }}|{{ nest | flatten(levels=1) }}|{{ [1, 2] | zip(['a', 'b']) | map('list') | list }}|{{ [1, 2] | product([3, 4]) | map('list') | list }}|{{ range(5) | batch(2) | list }}|{{ range(1, 10, 3) | list }}|{{ l | union([9]) }}|{{ l | intersect([1, 9]) }}|{{ l | difference([1]) }}|{{ l | symmetric_difference([1, 9]) }}
{{ d | dictsort | map('list') | list }}|{{ d | dict2items }}|{{ [{'key': 'k', 'value': 1}] | items2dict }}|{{ d | combine({'b': 2, 'c': 3}) }}|{{ d | combine({'a': {'y': 1}}, recursive=true) }}|{{ d.keys() | list }}|{{ d.items() | map('list') | list }}|{{ d.get('zz', 5) }}
{{ f | round }}|{{ 2.456 | round(2) }}|{{ 2.4 | round(0, 'ceil') }}|{{ f | int }}|{{ num | int + 1 }}|{{ 'x' | int }}|{{ 'x' | int(7) }}|{{ '1.5' | float }}|{{ neg | abs }}|{{ yes | bool }}|{{ 'no' | bool }}|{{ 1 | bool }}|{{ 'ff' | int(base=16) }}
{{ bytes | human_readable }}
{{ path | basename }}|{{ path | dirname }}|{{ path | splitext | list }}|{{ ('/etc', 'x') | path_join }}|{{ '/a/b/c' | relpath('/a') }}|{{ url | urlsplit('hostname') }}|{{ url | urlsplit('port') }}|{{ 'a b&c' | urlencode }}
{{ 'ansible-2.9' | regex_replace('^(\w+)-(\d)', '\\2:\\1') }}|{{ 'foo=1 bar=2' | regex_findall('(\w+)=(\d)') | map('list') | list }}|{{ 'a1' | regex_replace('(\w)(\d)', '\2\1') }}|{{ 'foo=12' | regex_search('\d+') }}|{{ 'foo=12' | regex_search('(\w+)=(\d+)', '\1', '\2') }}|{{ 'a.b*c' | regex_escape }}|{{ 'AbC' | regex_search('b', ignorecase=true) }}
{{ csv.split(',') }}|{{ csv | split(',') }}|{{ 'a b' | split }}|{{ multi.splitlines() | map('trim') | list }}|{{ s.upper() }}|{{ s.startswith('te') }}|{{ s.find('x') }}|{{ ' a'.strip() }}|{{ '-'.join(words) }}|{{ '{} {}'.format(1, 'b') }}
{{ d | to_json }}
{{ d | to_nice_json }}
{{ d | to_yaml }}
{{ l | to_yaml }}
{{ users | to_yaml }}
{{ nest | to_yaml }}
{{ {'e': [], 'f': {}, 'g': [{'h': [1, [2]]}]} | to_yaml }}
{{ d | to_nice_yaml(indent=2) }}
{{ json | from_json }}|{{ (json | from_json).k[0] }}|{{ 'a: [1, x]' | from_yaml }}|{{ 'x' | b64encode }}|{{ 'eA==' | b64decode }}|{{ s | hash('md5') }}|{{ s | checksum }}|{{ uni | b64encode }}|{{ s | hash('sha256') }}
{{ quote | quote }}|{{ quote | escape | string }}|{{ 'x' | comment }}|{{ 'text here' | truncate(7) }}|{{ 'x' | center(5) }}|{{ multi | indent(2) }}|{{ '%05.1f|%s|%x' | format(3.14159, 'a', 255) }}|{{ '%d%%' % 5 }}
{{ t | ternary('a', 'b') }}|{{ nil | ternary('a', 'b', 'c') }}|{{ [no, t] | any }}|{{ [n, 0] | all }}|{{ 'a' | mandatory }}|{{ [1, [2]] | string }}|{{ words | list | count }}|{{ l | type_debug }}|{{ f | type_debug }}
{{ users | json_query_not_there | default('x') }}
{% for x in l %}{{ loop.index }}{{ loop.index0 }}{{ loop.first }}{{ loop.last }}{{ loop.length }}{{ loop.revindex }}:{{ x }};{% endfor %}
{% for k, v in d.items() %}{{ k }}={{ v }},{% endfor %}|{% for u in users if u.age > 26 %}{{ u.name }}{% else %}none{% endfor %}|{% for x in [] %}a{% else %}empty{% endfor %}
{% for x in l %}{{ loop.previtem | default('-') }}{{ loop.nextitem | default('-') }}{% endfor %}
{% set a = 1 %}{% if a == 1 %}one{% elif a == 2 %}two{% else %}more{% endif %}|{% set ns = namespace(x=0) %}{% for i in l %}{% set ns.x = ns.x + i %}{% endfor %}{{ ns.x }}|{% set b %}block{% endset %}{{ b }}
{% raw %}{{ not }}{% endraw %}|{# comment #}|{{ '{{' }}|{%- if t -%}  trimmed  {%- endif -%}|{% filter upper %}abc{% endfilter %}
{% macro m(a, b='d') %}[{{ a }}{{ b }}{{ varargs | list }}{{ kwargs }}]{% endmacro %}{{ m(1) }}{{ m(1, 2, 3) }}{{ m(b=1, a=2, c=4) }}
{{ [1, 'a', none, true, 1.0, {'k': 2}] }}|{{ (1,) | list }}|{{ {} }}|{{ [] }}|{{ 'it''s' }}|{{ "a\tb" }}|{{ uni }}|{{ [uni] }}
{{ lookup('env', 'NOTHING_SUCH') }}|{{ omit is defined }}|{{ query('items', [1, [2]]) }}|{{ lookup('dict', {'a': 1}) }}
{{ 1 == 1.0 }}|{{ 'b' > 'a' }}|{{ [1, 2] < [1, 3] }}|{{ nil == none }}|{{ true == 1 }}|{{ '' == none }}|{{ 5 if n > 2 else 6 if n > 1 else 7 }}|{{ ((1, 2) + (3,)) | list }}|{{ 'a' 'b' }}|{{ 0.1 + 0.2 }}|{{ 10 // 3.0 }}|{{ 1_000 }}
`

// A template comes to what Ansible's own templating makes of it.
func TestTemplatesAsAnsibleEvaluatesThem(t *testing.T) {
	py := original.Start(t, "ansible.template")
	py.Define(`
import json
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar
from ansible.errors import AnsibleError
def evaluate(text, variables):
    t = Templar(loader=DataLoader(), variables=dict(json.loads(variables), omit="x"))
    try:
        return {"repr": repr(t.template(text))}
    except Exception as e:
        return {"error": str(e)}
`)
	v, err := value.ParseJSON([]byte(variables))
	if err != nil {
		t.Fatal(err)
	}
	layer := v.(*value.Dict)
	layer.Set("omit", "x")
	var texts []string
	for line := range strings.Lines(strings.TrimPrefix(expressions, "\n")) {
		line = strings.TrimSuffix(line, "\n")
		texts = append(texts, line)
		if !strings.HasPrefix(line, "{{") {
			continue
		}
		// An expression by itself may come to something that is no text.
		for part := range strings.SplitSeq(line, "}}|{{") {
			texts = append(texts, "{{ "+strings.TrimSpace(strings.TrimSuffix(strings.TrimPrefix(part, "{{"), "}}"))+" }}")
		}
	}
	for _, text := range texts {
		answer, err := py.Call("evaluate", text, variables)
		if err != nil {
			t.Fatal(err)
		}
		theirs := answer.(original.Dict)
		got, err := New(layer).Text(value.Text{S: text, Pos: value.Pos{File: "f", Line: 1, Col: 1}})
		switch want := theirs.Get("repr"); {
		case want == nil && err == nil:
			t.Errorf("%s comes to %s, which Ansible refuses: %v", text, value.Repr(got), theirs.Get("error"))
		case want != nil && err != nil:
			t.Errorf("%s: %v, Ansible's %v", text, err, want)
		case want != nil && value.Repr(got) != want:
			t.Errorf("%s comes to %s, Ansible's %v", text, value.Repr(got), want)
		}
	}
	if len(texts) < 250 {
		t.Errorf("%d templates", len(texts))
	}
}
