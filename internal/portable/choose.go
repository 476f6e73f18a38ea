package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// beyondWine are the packages whose use in a test, directly or through helpers
// beside it, means folders, sockets, or child processes.
var beyondWine = map[string]string{
	"os":                         "uses files",
	"os/exec":                    "starts programs",
	"net":                        "uses sockets",
	"net/http/httptest":          "uses sockets",
	"testing/fstest":             "uses files",
	"testing.TempDir":            "uses files", // of T, B and F
	"testing.Chdir":              "uses files",
	"github.com/creack/pty":      "needs a terminal",
	"internal/original":          "asks the Python original",
	"internal/peers":             "needs a server",
	"golang.org/x/sys/unix":      "is for Unix",
	"github.com/miekg/dns":       "uses sockets",
	"golang.org/x/crypto/ssh":    "uses sockets",
	"github.com/pkg/sftp":        "uses sockets",
	"github.com/nats-io/nats.go": "uses sockets",
	"rrd/internal/rrdserved":     "uses sockets",
}

// beyondQemu is what qemu-user does not give to a package's tests: it knows neither
// the sockets that see whole frames nor those that tell the kernel's routes.
var beyondQemu = map[string]map[string]string{
	"packet": {
		"internal/peers.NewNamespace": "captures and sends on a network of its own",
		"golang.org/x/sys/unix":       "is about the kernel of this machine",
	},
}

// harmless are names of those packages that need nothing of the system.
var harmless = []string{
	"os.ErrDeadlineExceeded", "os.ErrNotExist", "os.ErrPermission", "os.Stdout", "os.Getenv", "os.FileMode",
	"net.IP", "net.IPNet", "net.IPMask", "net.ParseIP", "net.ParseCIDR", "net.CIDRMask", "net.HardwareAddr", "net.ParseMAC",
	"net.ErrClosed", "net.JoinHostPort", "net.SplitHostPort", "net.Pipe", "net.OpError", "net.Error",
}

// testFolders are the folders of a package, its own first, that have tests.
func testFolders(pkg string) (folders []string, err error) {
	err = filepath.WalkDir(pkg, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() {
			if d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if tests, _ := filepath.Glob(filepath.Join(path, "*_test.go")); tests != nil {
				folders = append(folders, filepath.ToSlash(path))
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("portable: %w", err)
	}
	return folders, nil
}

// chooseTests reads the test sources of a folder and parts the tests and examples
// into those that do without what is beyond an emulator (packages, and single
// names of packages) and the rest, with the reason.
func chooseTests(folder string, beyond map[string]string) (chosen, left []string, err error) {
	functions, err := testFunctions(folder)
	if err != nil {
		return nil, nil, err
	}
	for name, f := range functions {
		if !isTest(f) {
			continue
		}
		if why := needs(functions, beyond, name, map[string]bool{}); why != "" {
			left = append(left, name+": "+why)
		} else {
			chosen = append(chosen, name)
		}
	}
	slices.Sort(chosen)
	slices.Sort(left)
	return chosen, left, nil
}

// declares reports whether a package, or a package below it, has a test of a name.
func declares(pkg, test string) bool {
	for _, folder := range []string{pkg, pkg + "/*", pkg + "/*/*"} {
		folders, err := filepath.Glob(folder)
		if err != nil {
			return false
		}
		for _, dir := range folders {
			if functions, err := testFunctions(dir); err == nil && functions[test].decl != nil && isTest(functions[test]) {
				return true
			}
		}
	}
	return false
}

// A function is one of the test sources, with the imports of its file.
type function struct {
	decl    *ast.FuncDecl
	imports map[string]string
	file    string
}

func isTest(f function) bool {
	name := f.decl.Name.Name
	return f.decl.Recv == nil && name != "TestMain" &&
		(strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Fuzz") || strings.HasPrefix(name, "Example"))
}

// testFunctions are the functions and methods of a package's test files for
// Windows, by name. Files that only other systems build are left out.
func testFunctions(dir string) (map[string]function, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*_test.go"))
	if err != nil {
		return nil, err
	}
	functions := map[string]function{}
	for _, name := range files {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, fmt.Errorf("portable: %w", err)
		}
		imports := map[string]string{}
		for _, i := range file.Imports {
			path, _ := strconv.Unquote(i.Path.Value)
			local := path[strings.LastIndex(path, "/")+1:]
			if i.Name != nil {
				local = i.Name.Name
			}
			imports[local] = path
		}
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok {
				functions[f.Name.Name] = function{f, imports, filepath.Base(name)}
			}
		}
	}
	return functions, nil
}

// needs is what a function needs that an emulator does not give, or "".
func needs(functions map[string]function, beyond map[string]string, name string, seen map[string]bool) (why string) {
	f, ok := functions[name]
	if !ok || seen[name] || f.decl.Body == nil {
		return ""
	}
	seen[name] = true
	ast.Inspect(f.decl, func(n ast.Node) bool {
		if why != "" {
			return false
		}
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if on, ok := n.X.(*ast.Ident); ok && f.imports[on.Name] != "" {
				path := strings.TrimPrefix(f.imports[on.Name], "github.com/pyops-go/pyops/")
				if reason := beyond[path]; reason != "" && !slices.Contains(harmless, on.Name+"."+n.Sel.Name) {
					why = reason
				}
				if reason := beyond[path+"."+n.Sel.Name]; reason != "" {
					why = reason
				}
				return false
			}
			if reason := beyond["testing."+n.Sel.Name]; reason != "" {
				why = reason
			} else {
				why = needs(functions, beyond, n.Sel.Name, seen) // a method of a helper
			}
		case *ast.Ident:
			why = needs(functions, beyond, n.Name, seen)
		}
		return true
	})
	return why
}
