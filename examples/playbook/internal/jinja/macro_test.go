package jinja

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// render evaluates a text as a file beside others.
func render(text string, files map[string]string) (string, error) {
	p, err := Parse(value.Text{S: text, Pos: value.Pos{File: "t", Line: 1, Col: 1}})
	if err != nil {
		return "", err
	}
	steps := maxSteps - 20_000 // so that what never ends ends soon
	s := &state{scope: sample, out: new(strings.Builder), steps: &steps, files: func(name string) (value.Text, error) {
		return value.Text{S: files[name], Pos: value.Pos{File: name, Line: 1, Col: 1}}, nil
	}}
	err = s.run(p.body)
	return s.out.String(), err
}

// The values and the reasons are Jinja 3's.
func TestMacros(t *testing.T) {
	for text, want := range map[string]string{
		"{% macro x(a, b=a) %}<{{ a }}{{ b }}>{% endmacro %}{{ x(1) }}{{ x(1, 2) }}{{ x(b=3, a=4) }}":  "<11><12><43>",
		"{% macro x(a) %}{{ varargs | length }}{{ kwargs.z }}{% endmacro %}{{ x(1, 2, 3, z=4) }}":      "24",
		"{% macro o() %}[{{ caller('q') }}]{% endmacro %}{% call(u) o() %}{{ u }}{{ s }}{% endcall %}": "[qtext]",
		"{% macro o() %}{{ caller is defined }}{% endmacro %}{{ o() }}":                                "False",
		"{% macro x() %}{{ n }}{% set n = 9 %}{{ n }}{% endmacro %}{{ x() }}{{ n }}":                   "393",
		"{% macro x() %}{{ y }}{% endmacro %}{% set y = 1 %}{{ x() }}":                                 "1",
		"{% macro x(a) %}{% endmacro %}{{ x.name }} {{ x.arguments | join }} {{ x.catch_kwargs }}":     "x a False",
		"{% import 'lib' as l %}{{ l.f(2) }}{{ l.c }}{{ l._p is defined }}":                            "[2]7False",
		"{% from 'lib' import f as g, c %}{{ g(1) }}{{ c }}":                                           "[1]7",
		"{% from 'lib' import f with context %}{{ f(s) }}":                                             "[text]",
		"{% from 'lib' import nope %}{{ nope is defined }}":                                            "False",
		"{% import 'lib' as l %}{{ l.outer() }}":                                                       "none",
		"{% import 'lib' as l with context %}{{ l.outer() }}":                                          "text",
	} {
		got, err := render(text, map[string]string{"lib": "{% set c = 7 %}{% set _p = 1 %}{% macro f(x) %}[{{ x }}]{% endmacro %}{% macro outer() %}{{ s | default('none') }}{% endmacro %}"})
		if got != want || err != nil {
			t.Errorf("%s\ncomes to %q, %v; want %q", text, got, err, want)
		}
	}
	for text, reason := range map[string]string{
		"{% macro x(a) %}{{ a }}{% endmacro %}{{ x() }}":                                         "parameter 'a' was not provided",
		"{% macro x(a) %}{{ a }}{% endmacro %}{{ x(1, 2) }}":                                     "macro 'x' takes not more than 1 argument(s)",
		"{% macro x(a) %}{{ a }}{% endmacro %}{{ x(1, z=2) }}":                                   "macro 'x' takes no keyword argument 'z'",
		"{% macro x(a) %}{{ a }}{% endmacro %}{{ x(1, a=2) }}":                                   "two values for 'a'",
		"{% macro x(a=1, b) %}{% endmacro %}":                                                    `parameter "b" has no default`,
		"{% macro x(a, a) %}{% endmacro %}":                                                      `two parameters are named "a"`,
		"{% macro x(a) %}":                                                                       "expected {% endmacro %}",
		"{% call 5 %}{% endcall %}":                                                              "call needs a macro",
		"{% from 'lib' import nope %}{{ nope }}":                                                 "does not export the requested name 'nope'",
		"{% macro x() %}{{ x() }}{% endmacro %}{{ x() }}":                                        "more than 60 deep",
		"{% import 'self' as l %}":                                                               "more than 60 deep",
		"{% include 'again' %}":                                                                  "more than 60 deep",
		"{% macro x(k) %}{% if k %}{{ x(k-1) }}{{ x(k-1) }}{% endif %}{% endmacro %}{{ x(50) }}": "more than 2000000 steps",
		"{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% set z = a %}{% for c in range(9999) %}{% set y = c %}{% endfor %}{% endfor %}": "more than 2000000 steps",
	} {
		got, err := render(text, map[string]string{"lib": "{% set c = 7 %}", "self": "{% import 'self' as l %}", "again": "{% include 'again' %}"})
		if err == nil || !strings.Contains(err.Error(), reason) {
			t.Errorf("%s\ncomes to %.100q, %v; want an error with %q", text, got, err, reason)
		}
	}
}
