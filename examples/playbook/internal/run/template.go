package run

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/pyops-go/pyops/examples/playbook/internal/inventory"
	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// template brings a file that is evaluated here.
func template(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	path, problem := find(scope, value.Str(args.Value("src")), "templates")
	if problem != nil {
		return problem, nil
	}
	data, err := n.read(path, args)
	if err != nil {
		return failed("%v", err), nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return failed("%v", err), nil
	}
	host, _ := os.Hostname()
	full, _ := filepath.Abs(path)
	inner := scope.With(value.NewDict("ansible_managed", "Ansible managed", "template_path", full, "template_fullpath", full, "template_host", host))
	inner.Files = append([]string{filepath.Dir(path)}, scope.Files...)
	source := value.Text{S: string(data), Pos: value.Pos{File: path, Line: 1, Col: 1}}
	syntax, problem := syntaxOf(args)
	if problem == nil {
		source, problem = overridden(source, &syntax)
	}
	if problem != nil {
		return problem, nil
	}
	text, err := inner.File(source, syntax)
	if err != nil {
		if e, ok := err.(*jinja.Error); ok && e.Undefined != "" {
			return value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf("AnsibleUndefinedVariable: %s (%s)", e.Reason, e.Pos)), nil
		}
		return value.NewDict("changed", false, "failed", true, "msg", err.Error()), nil
	}
	encoded, problem := encodeText(text, value.Str(orText(args.Value("output_encoding"), "")))
	if problem != nil {
		return problem, nil
	}
	args = args.Clone()
	for _, k := range append(slices.Collect(maps.Keys(syntaxArguments)), "src", "output_encoding", "trim_blocks", "lstrip_blocks") {
		args.Delete(k)
	}
	args.Set("_name", strings.TrimSuffix(filepath.Base(path), ".j2"))
	if filepath.Ext(path) == ".j2" {
		args.Set("_name", filepath.Base(path))
	}
	args.Set("_shown", path)
	if args.Value("mode") == "preserve" {
		args.Set("mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	return n.ship(ctx, scope, "copy", args, encoded, o)
}

// syntaxArguments are the arguments of template that name a mark.
var syntaxArguments = map[string]func(*jinja.Syntax) *string{
	"block_start_string":    func(s *jinja.Syntax) *string { return &s.BlockStart },
	"block_end_string":      func(s *jinja.Syntax) *string { return &s.BlockEnd },
	"variable_start_string": func(s *jinja.Syntax) *string { return &s.VariableStart },
	"variable_end_string":   func(s *jinja.Syntax) *string { return &s.VariableEnd },
	"comment_start_string":  func(s *jinja.Syntax) *string { return &s.CommentStart },
	"comment_end_string":    func(s *jinja.Syntax) *string { return &s.CommentEnd },
	"newline_sequence":      func(s *jinja.Syntax) *string { return &s.Newline },
}

// syntaxOf is the syntax that the arguments of a template ask for.
func syntaxOf(args *value.Dict) (s jinja.Syntax, problem *value.Dict) {
	for name, field := range syntaxArguments {
		if v := args.Value(name); v != nil {
			*field(&s) = value.Str(v)
		}
	}
	switch s.Newline {
	case "", "\n", "\r", "\r\n":
	case `\n`, `\r`, `\r\n`:
		s.Newline = strings.NewReplacer(`\n`, "\n", `\r`, "\r").Replace(s.Newline)
	default:
		return s, failed(`newline_sequence needs to be one of: \n, \r or \r\n, not %q`, s.Newline)
	}
	s.KeepNewlines = args.Value("trim_blocks") == false
	s.StripIndent = args.Value("lstrip_blocks") == true
	return s, nil
}

// override begins a first line by which a template changes its own syntax.
const override = "#jinja2:"

// overridden takes that line from a template.
func overridden(t value.Text, s *jinja.Syntax) (value.Text, *value.Dict) {
	line, rest, _ := strings.Cut(t.S, "\n")
	pairs, ok := strings.CutPrefix(line, override)
	if !ok {
		return t, nil
	}
	for pair := range strings.SplitSeq(pairs, ",") {
		k, text, ok := strings.Cut(pair, ":")
		if k = strings.TrimSpace(k); !ok {
			return t, failed("%s: %s %q; expected name: value", t.Pos, override, strings.TrimSpace(pair))
		}
		v, err := inventory.Literal(strings.TrimSpace(text))
		if err != nil {
			return t, failed("%s: %s %s: %v", t.Pos, override, k, err)
		}
		yes, isBool := v.(bool)
		field := syntaxArguments[k]
		switch word, isText := v.(string); {
		case k == "trim_blocks" && isBool:
			s.KeepNewlines = !yes
		case k == "lstrip_blocks" && isBool:
			s.StripIndent = yes
		case field != nil && isText && word != "":
			*field(s) = word
		default:
			return t, failed("%s: %s %s: %s; expected trim_blocks or lstrip_blocks with True or False, or a mark in quotes for %s",
				t.Pos, override, k, value.Repr(v), strings.Join(slices.Sorted(maps.Keys(syntaxArguments)), ", "))
		}
	}
	return value.Text{S: rest, Pos: value.Pos{File: t.Pos.File, Line: 2, Col: 1}}, nil
}

// encodeText is what a template wrote in the encoding that it is to have.
func encodeText(text, encoding string) ([]byte, *value.Dict) {
	name := strings.ReplaceAll(strings.ToLower(encoding), "_", "-")
	var limit rune
	switch name {
	case "", "utf-8", "utf8":
		return []byte(text), nil
	case "ascii", "us-ascii":
		limit = 0x7f
	case "latin-1", "latin1", "iso-8859-1", "iso8859-1":
		limit = 0xff
	case "utf-16", "utf-16le", "utf-16-le", "utf-16be", "utf-16-be":
		var b bytes.Buffer
		units := utf16.Encode([]rune(text))
		var order binary.ByteOrder = binary.LittleEndian
		if strings.HasSuffix(name, "be") {
			order = binary.BigEndian
		} else if name == "utf-16" {
			units = append([]uint16{0xfeff}, units...)
		}
		if err := binary.Write(&b, order, units); err != nil {
			return nil, failed("%v", err)
		}
		return b.Bytes(), nil
	default:
		return nil, failed("output_encoding %q; expected utf-8, ascii, latin-1, utf-16, utf-16le or utf-16be", encoding)
	}
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > limit {
			return nil, failed("output_encoding %s has no %q", encoding, r)
		}
		out = append(out, byte(r))
	}
	return out, nil
}
