package source

import (
	"iter"
	"math"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// Value is a node as a value; texts that may be templates are [value.Text].
func (f *File) Value(n *yaml.Node) (any, error) {
	if n == nil {
		return nil, nil
	}
	switch n.Kind {
	case yaml.AliasNode:
		return f.Value(n.Alias)
	case yaml.SequenceNode:
		list := make([]any, 0, len(n.Content))
		for _, c := range n.Content {
			v, err := f.Value(c)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case yaml.MappingNode:
		d := value.NewDict()
		for k, c := range f.Pairs(n) {
			v, err := f.Value(c)
			if err != nil {
				return nil, err
			}
			d.Set(key(k), v)
		}
		return d, nil
	}
	return f.scalar(n)
}

// key is a key as a text: numbers and truth as Python prints them.
func key(n *yaml.Node) string {
	if n.Style == 0 {
		return value.Str(Plain(n.Value))
	}
	return n.Value
}

// Pairs yields keys and values of a dictionary, those merged in by << first.
func (f *File) Pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) { f.pairs(n, yield) }
}

func (f *File) pairs(n *yaml.Node, yield func(k, v *yaml.Node) bool) bool {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	if n.Kind == yaml.SequenceNode {
		// Of several dictionaries that are merged the first counts, so it comes last.
		for i := len(n.Content) - 1; i >= 0; i-- {
			if !f.pairs(n.Content[i], yield) {
				return false
			}
		}
		return true
	}
	if n.Kind != yaml.MappingNode {
		return true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "<<" && n.Content[i].Style == 0 && !f.pairs(n.Content[i+1], yield) {
			return false
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "<<" && n.Content[i].Style == 0 {
			continue
		}
		if !yield(n.Content[i], n.Content[i+1]) {
			return false
		}
	}
	return true
}

func (f *File) scalar(n *yaml.Node) (any, error) {
	switch n.Tag {
	case "!vault", "!vault-encrypted":
		if f.Secret == nil {
			return nil, f.Errorf(n, "a value is encrypted; expected a vault password")
		}
		s, err := f.Secret(n.Value)
		if err != nil {
			return nil, f.Errorf(n, "%v", err)
		}
		return s, nil
	case "!unsafe":
		return n.Value, nil
	}
	if n.Style == 0 {
		v := Plain(n.Value)
		if s, ok := v.(string); ok {
			return value.Text{S: s, Pos: f.Pos(n)}, nil
		}
		return v, nil
	}
	if n.Style&yaml.TaggedStyle != 0 && n.Tag != "!!str" {
		var v any
		if err := n.Decode(&v); err != nil {
			return nil, f.Errorf(n, "%v", err)
		}
		switch v := v.(type) {
		case nil, bool, int, float64, string:
			return v, nil
		}
		return nil, f.Errorf(n, "tag %s; expected a plain value, !vault or !unsafe", n.Tag)
	}
	pos := f.Pos(n)
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		pos.Line, pos.Col = pos.Line+1, 0
	}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		pos.Col++
	}
	return value.Text{S: n.Value, Pos: pos}, nil
}

var (
	intForm   = regexp.MustCompile(`^[-+]?(0b[0-1_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+)$`)
	sixtyForm = regexp.MustCompile(`^[-+]?[1-9][0-9_]*(:[0-5]?[0-9])+$`)
	floatForm = regexp.MustCompile(`^[-+]?([0-9][0-9_]*\.[0-9_]*([eE][-+][0-9]+)?|\.[0-9][0-9_]*([eE][-+][0-9]+)?)$`)
)

// Plain is what PyYAML takes an unquoted text for: YAML 1.1, in which yes is true,
// 0644 is octal, 1:30 is ninety, and 1e3 is a text.
func Plain(s string) any {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return nil
	case "yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON":
		return true
	case "no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF":
		return false
	case ".nan", ".NaN", ".NAN":
		return math.NaN()
	case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF":
		return math.Inf(1)
	case "-.inf", "-.Inf", "-.INF":
		return math.Inf(-1)
	}
	bare := strings.ReplaceAll(s, "_", "")
	if intForm.MatchString(s) {
		sign, digits := "", bare
		if bare[0] == '-' || bare[0] == '+' {
			sign, digits = strings.TrimPrefix(bare[:1], "+"), bare[1:]
		}
		base := 10
		switch {
		case strings.HasPrefix(digits, "0b"):
			base, digits = 2, digits[2:]
		case strings.HasPrefix(digits, "0x"):
			base, digits = 16, digits[2:]
		case len(digits) > 1 && digits[0] == '0':
			base, digits = 8, digits[1:]
		}
		if n, err := strconv.ParseInt(sign+digits, base, strconv.IntSize); err == nil {
			return int(n)
		}
		return s
	}
	if sixtyForm.MatchString(s) {
		n := 0
		for _, part := range strings.Split(strings.TrimLeft(bare, "+-"), ":") {
			d, _ := strconv.Atoi(part)
			n = n*60 + d
		}
		if s[0] == '-' {
			n = -n
		}
		return n
	}
	if floatForm.MatchString(s) {
		if n, err := strconv.ParseFloat(bare, 64); err == nil {
			return n
		}
	}
	return s
}

// Dict is a node as a dictionary; an empty node is an empty one.
func (f *File) Dict(n *yaml.Node) (*value.Dict, error) {
	v, err := f.Value(n)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return value.NewDict(), nil
	case *value.Dict:
		return v, nil
	}
	return nil, f.Errorf(n, "%s; expected a dictionary", value.Kind(v))
}
