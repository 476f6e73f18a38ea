package house

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// The Go snippets of the README compile, each in a function of its own with what a
// reader would have around it.
func TestSnippetsOfTheReadmeCompile(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	snippets := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(snippets) < 10 {
		t.Fatalf("%d snippets, expected ten and more", len(snippets))
	}
	paths := map[string]string{"fmt": "fmt", "log": "log", "errors": "errors", "context": "context", "email": module + "/mailx/email"}
	for _, name := range []string{"psutilx", "ipy", "dnsq", "diffx", "mailx", "curlx", "xlsx", "rrd", "packet", "clam", "nmapx", "expect", "sshx", "fab", "confobj"} {
		paths[name] = module + "/" + name
	}
	dir, err := os.MkdirTemp(filepath.Join(root, "internal", "house"), "snippets")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	var program strings.Builder
	used := []string{"context"}
	for i, s := range snippets {
		fmt.Fprintf(&program, "func snippet%d(ctx context.Context, old, new []string) {\n%s}\n\n", i, s[1])
		for name := range paths {
			if regexp.MustCompile(`\b` + name + `\.`).MatchString(s[1]) {
				used = append(used, name)
			}
		}
	}
	slices.Sort(used)
	imports := ""
	for _, name := range slices.Compact(used) {
		imports += fmt.Sprintf("%s %q\n", name, paths[name])
	}
	calls := ""
	for i := range snippets {
		calls += fmt.Sprintf("_ = snippet%d\n", i)
	}
	source := "package main\n\nimport (\n" + imports + ")\n\nfunc main() {\n" + calls + "}\n\n" + program.String()
	if err := os.WriteFile(filepath.Join(dir, "main.go"), []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	tool(t, dir, "go", "vet", ".")
}
