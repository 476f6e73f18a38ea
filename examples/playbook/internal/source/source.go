// Package source reads YAML files as PyYAML does, and keeps where things stand.
package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// An Error is a mistake in a file.
type Error struct {
	Pos    value.Pos
	Reason string
	Err    error
}

func (e *Error) Error() string {
	if e.Pos.File == "" {
		return e.Reason
	}
	return e.Pos.String() + ": " + e.Reason
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// A File is a YAML file that has been read. Its nodes are checked: no key stands
// twice in a dictionary, and aliases do not go round in circles.
type File struct {
	Path string
	Root *yaml.Node // nil for an empty file
	// Secret decrypts values that are marked !vault; nil refuses them.
	Secret func(text string) (string, error)
}

// Decrypt decrypts texts of ansible-vault; nil stands for one that knows no password.
type Decrypt func(text string) (string, error)

// maxSize is how large a YAML file may be.
const maxSize = 32 << 20

// Read reads a file, whole vaults among them.
func Read(path string, decrypt Decrypt) (*File, error) {
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(in, maxSize+1)) // /dev/zero does not end
	in.Close()
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(string(data), "$ANSIBLE_VAULT;") {
		if decrypt == nil {
			return nil, &Error{Pos: value.Pos{File: path}, Reason: "is encrypted; expected a vault password"}
		}
		text, err := decrypt(string(data))
		if err != nil {
			return nil, &Error{Pos: value.Pos{File: path}, Reason: err.Error(), Err: err}
		}
		data = []byte(text)
	}
	return Parse(path, data, decrypt)
}

// Parse reads a text; path is what errors call it.
func Parse(path string, data []byte, decrypt Decrypt) (*File, error) {
	if len(data) > maxSize {
		return nil, &Error{Pos: value.Pos{File: path}, Reason: fmt.Sprintf("has %d bytes; expected at most %d", len(data), maxSize)}
	}
	f := &File{Path: path, Secret: decrypt}
	d := yaml.NewDecoder(bytes.NewReader(data))
	var doc yaml.Node
	err := d.Decode(&doc)
	if errors.Is(err, io.EOF) {
		return f, nil
	}
	if err != nil {
		return nil, f.syntax(err, data)
	}
	var more yaml.Node
	if err := d.Decode(&more); !errors.Is(err, io.EOF) {
		if err != nil {
			return nil, f.syntax(err, data)
		}
		return nil, &Error{Pos: f.Pos(&more), Reason: "a second document; expected one"}
	}
	if len(doc.Content) > 0 {
		f.Root = doc.Content[0]
	}
	left := maxNodes
	if err := f.check(f.Root, 0, &left); err != nil {
		return nil, err
	}
	if r := f.Root; r != nil && r.Kind == yaml.ScalarNode && r.Tag == "!!null" && r.Value == "" {
		f.Root = nil
	}
	return f, nil
}

var (
	atLine  = regexp.MustCompile(`line (\d+): ?`)
	unquote = regexp.MustCompile(`^\s*(- )?[\w.]+:\s*\{\{`)
)

// syntax tells where the library's message points to, and what is often meant.
func (f *File) syntax(err error, data []byte) error {
	text := strings.TrimPrefix(err.Error(), "yaml: ")
	pos := value.Pos{File: f.Path}
	lines := strings.Split(string(data), "\n")
	if m := atLine.FindStringSubmatchIndex(text); m != nil {
		pos.Line, _ = strconv.Atoi(text[m[2]:m[3]])
		text = text[:m[0]] + text[m[1]:]
	}
	for i := max(pos.Line-3, 0); i < min(pos.Line+1, len(lines)); i++ {
		if unquote.MatchString(lines[i]) {
			pos.Line, pos.Col = i+1, strings.Index(lines[i], "{{")+1
			return &Error{Pos: pos, Reason: "a value that begins with {{ must be quoted: \"{{ … }}\"", Err: err}
		}
		if c := strings.IndexByte(lines[i], '\t'); c >= 0 && strings.TrimSpace(lines[i][:c]) == "" {
			pos.Line, pos.Col = i+1, c+1
			return &Error{Pos: pos, Reason: "a tab where YAML expects blanks", Err: err}
		}
	}
	if n := misindented(lines); n > 0 && n >= pos.Line {
		pos.Line = n
	}
	if pos.Line > 0 && pos.Line <= len(lines) {
		pos.Col = len(lines[pos.Line-1]) - len(strings.TrimLeft(lines[pos.Line-1], " ")) + 1
	}
	return &Error{Pos: pos, Reason: "no YAML: " + text, Err: err}
}

// misindented is the first line, from 1, that begins between the columns of those
// around it, or 0.
func misindented(lines []string) int {
	var open []int
	for i, l := range lines {
		bare := strings.TrimLeft(l, " ")
		if bare == "" || bare[0] == '#' {
			continue
		}
		indent := len(l) - len(bare)
		popped := false
		for len(open) > 0 && open[len(open)-1] > indent {
			open, popped = open[:len(open)-1], true
		}
		if popped && (len(open) == 0 || open[len(open)-1] != indent) {
			return i + 1
		}
		if len(open) == 0 || open[len(open)-1] != indent {
			open = append(open, indent)
		}
		for strings.HasPrefix(bare, "- ") {
			rest := strings.TrimLeft(bare[1:], " ")
			indent += len(bare) - len(rest)
			open, bare = append(open, indent), rest
		}
	}
	return 0
}

// The bounds of what aliases may unfold to.
const (
	maxNodes = 500_000
	maxDepth = 200
)

func (f *File) check(n *yaml.Node, depth int, left *int) error {
	if n == nil {
		return nil
	}
	if *left--; *left < 0 || depth > maxDepth {
		return &Error{Pos: f.Pos(n), Reason: "aliases unfold to too much, or values lie too deep in each other"}
	}
	if n.Kind == yaml.AliasNode {
		return f.check(n.Alias, depth+1, left)
	}
	if n.Kind == yaml.MappingNode {
		seen := map[string]*yaml.Node{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind == yaml.MappingNode && k.Style&yaml.FlowStyle != 0 {
				return &Error{Pos: f.Pos(k), Reason: "a value that begins with {{ must be quoted: \"{{ … }}\""}
			}
			if k.Kind != yaml.ScalarNode {
				continue
			}
			if old := seen[k.Value]; old != nil && k.Value != "<<" {
				return &Error{Pos: f.Pos(k), Reason: fmt.Sprintf("%q stands twice in one dictionary; the first is in line %d", k.Value, old.Line)}
			}
			seen[k.Value] = k
		}
	}
	for _, c := range n.Content {
		if err := f.check(c, depth+1, left); err != nil {
			return err
		}
	}
	return nil
}

// Pos is where a node stands.
func (f *File) Pos(n *yaml.Node) value.Pos {
	if n == nil {
		return value.Pos{File: f.Path}
	}
	if n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	return value.Pos{File: f.Path, Line: n.Line, Col: n.Column}
}

// Errorf is a mistake at a node.
func (f *File) Errorf(n *yaml.Node, format string, args ...any) error {
	return &Error{Pos: f.Pos(n), Reason: fmt.Sprintf(format, args...)}
}
