package house

import (
	"fmt"
	"go/ast"
	"go/doc"
	"go/doc/comment"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/ledger"
)

// directive is a line for a tool, or about the file, that no reader of the
// documentation should meet.
var directive = regexp.MustCompile(`(?m)^(lint:|size:|TODO|nolint)`)

var synopsisLaw = law{
	name: "a package is told once, in doc.go",
	find: func(t *testing.T, tr *tree) (found []string) {
		for _, s := range tr.code {
			if chapter(s.path) == "" || s.isTest() || s.file.Doc == nil {
				continue
			}
			if filepath.Base(s.path) != "doc.go" && s.file.Name.Name != "main" {
				found = append(found, s.at(s.file.Package, "has a package comment: only doc.go has one; put a blank line between them, or the comment after the package clause"))
			}
			for _, c := range s.file.Doc.List {
				if directive.MatchString(strings.TrimLeft(strings.TrimPrefix(c.Text, "//"), " ")) {
					found = append(found, s.at(c.Pos(), "is no documentation: put it after the package clause"))
				}
			}
		}
		for _, p := range tr.chapters() {
			l, err := ledger.Read(filepath.Join(tr.root, p, ledger.File))
			if err != nil {
				continue // for another law to tell
			}
			for _, s := range tr.code {
				if s.path != p+"/doc.go" || s.file.Doc == nil {
					continue
				}
				first := new(doc.Package).Synopsis(s.file.Doc.Text())
				if !slices.ContainsFunc(originals(l.Original), func(name string) bool { return strings.Contains(first, name) }) || !strings.Contains(first, "Python") {
					found = append(found, s.at(s.file.Package, "the first sentence, which searches show, names neither %s nor Python, or only one of them: %q", l.Original, first))
				}
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/doc.go":          "// Package ipy is Python's filecmp.\npackage ipy\n",
		"ipy/parity.tsv":      header,
		"ipy/a.go":            "// size: a table.\n\npackage ipy\n",
		"ipy/b.go":            "// Told twice.\npackage ipy\n",
		"ipy/b_test.go":       "// Told in a test.\npackage ipy\n",
		"fab/cmd/fab/main.go": "// Fab runs tasks.\npackage main\n",
		"dnsq/doc.go":         "// size: a table.\n//lint:file-ignore X y\n// Package dnsq asks. It is Python's filecmp.\npackage dnsq\n",
		"dnsq/parity.tsv":     header,
		"dnsq/c.go":           "// size: a table.\npackage dnsq\n",
	},
	want: []string{
		"ipy/b.go:2: has a package comment", "dnsq/doc.go:1: is no documentation", "dnsq/doc.go:2: is no documentation",
		"dnsq/doc.go:4: the first sentence", "dnsq/c.go:2: has a package comment", "dnsq/c.go:1: is no documentation",
	},
}

// originals are the names in a ledger's header, without their versions.
func originals(header string) (names []string) {
	for _, word := range strings.FieldsFunc(header, func(r rune) bool { return r == ' ' || r == ',' }) {
		if !strings.ContainsAny(word[:1], "0123456789") {
			names = append(names, word)
		}
	}
	return names
}

// linkLike is what somebody meant for a link to a name; after a letter it is an
// index.
var linkLike = regexp.MustCompile(`[^\w\])](\[\*?(?:[a-z][\w/.]*\.)?[A-Z]\w*(?:\.[A-Z]\w*){0,2}\])`)

var linkLaw = law{
	name: "links in documentation lead somewhere",
	find: func(t *testing.T, tr *tree) (found []string) {
		folders := map[string][]*source{}
		for _, s := range tr.code {
			if chapter(s.path) != "" && !s.isTest() && s.file.Name.Name != "main" && !strings.Contains(s.path, "/internal/") {
				folders[s.folder()] = append(folders[s.folder()], s)
			}
		}
		for folder, sources := range folders {
			names := exported(sources)
			for _, s := range sources {
				found = append(found, deadLinks(s, folder, names)...)
			}
		}
		return found
	},
	broken: map[string]string{
		"ipy/a.go": `// Package ipy has [IP], [IP.Len], [IP.Field], [net/netip.Addr], [netip.Addr], [Parse] and [Gone].
package ipy

import "net/netip"

// IP is like [Parse], [*IP], and [IP.Gone]; an index as in x[I] is none, and so
// is [this].
//
//	code [Gone]
type IP struct {
	// Field is that of [Lost].
	Field int
	addr  netip.Addr
}

// Len is [other.Name]'s.
func (IP) Len() int { return 0 }

// Parse is here.
func Parse() {}
`,
		"ipy/b.go": "package ipy\n\n// hidden [Gone]\nfunc hidden() {}\n",
	},
	want: []string{
		"ipy/a.go:1: [Gone]", "ipy/a.go:6: [IP.Gone]", "ipy/a.go:11: [Lost]", "ipy/a.go:16: [other.Name]",
	},
}

// exported are the names that links in a package may lead to: "Name",
// "Type.Method", "Type.Field".
func exported(sources []*source) map[string]bool {
	names := map[string]bool{}
	for _, s := range sources {
		for _, d := range s.file.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv == nil {
					names[d.Name.Name] = true
				} else {
					names[receiverName(d.Recv.List[0].Type)+"."+d.Name.Name] = true
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					switch spec := spec.(type) {
					case *ast.ValueSpec:
						for _, n := range spec.Names {
							names[n.Name] = true
						}
					case *ast.TypeSpec:
						names[spec.Name.Name] = true
						fields := (*ast.FieldList)(nil)
						switch t := spec.Type.(type) {
						case *ast.StructType:
							fields = t.Fields
						case *ast.InterfaceType:
							fields = t.Methods
						}
						if fields == nil {
							continue
						}
						for _, f := range fields.List {
							for _, n := range f.Names {
								names[spec.Name.Name+"."+n.Name] = true
							}
						}
					}
				}
			}
		}
	}
	return names
}

// deadLinks reads a file's documentation as the go command does.
func deadLinks(s *source, folder string, names map[string]bool) (found []string) {
	imports := s.imports()
	parser := comment.Parser{
		LookupPackage: func(name string) (string, bool) {
			if p, ok := imports[name]; ok {
				return p, true
			}
			return comment.DefaultLookupPackage(name)
		},
		LookupSym: func(recv, name string) bool {
			if recv != "" {
				name = recv + "." + name
			}
			return names[name]
		},
	}
	look := func(c *ast.CommentGroup) {
		if c == nil {
			return
		}
		for _, block := range parser.Parse(c.Text()).Content {
			for _, text := range plainTexts(block) {
				for _, m := range linkLike.FindAllStringSubmatch(" "+text, -1) {
					found = append(found, s.at(c.Pos(), "%s leads nowhere: no such name in %s, or a package that the file does not import and that is none of Go's", m[1], folder))
				}
			}
		}
	}
	look(s.file.Doc)
	for _, d := range s.file.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Name.IsExported() && (d.Recv == nil || ast.IsExported(receiverName(d.Recv.List[0].Type))) {
				look(d.Doc)
			}
		case *ast.GenDecl:
			look(d.Doc)
			for _, spec := range d.Specs {
				switch spec := spec.(type) {
				case *ast.ValueSpec:
					look(spec.Doc)
				case *ast.TypeSpec:
					look(spec.Doc)
					if t, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() {
						for _, f := range t.Fields.List {
							look(f.Doc)
						}
					}
				}
			}
		}
	}
	return found
}

// plainTexts is the text of a block that is neither code nor a link.
func plainTexts(b comment.Block) (texts []string) {
	add := func(words []comment.Text) {
		var line strings.Builder
		for _, w := range words {
			if p, ok := w.(comment.Plain); ok {
				line.WriteString(string(p))
			} else {
				line.WriteString(" ")
			}
		}
		texts = append(texts, line.String())
	}
	switch b := b.(type) {
	case *comment.Paragraph:
		add(b.Text)
	case *comment.Heading:
		add(b.Text)
	case *comment.List:
		for _, item := range b.Items {
			for _, inner := range item.Content {
				texts = append(texts, plainTexts(inner)...)
			}
		}
	}
	return texts
}

func TestNamesOfOriginals(t *testing.T) {
	if got := fmt.Sprint(originals("difflib, filecmp 3.11")); got != "[difflib filecmp]" {
		t.Error(got)
	}
}
