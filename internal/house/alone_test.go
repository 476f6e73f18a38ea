package house

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Each package can be had alone: a module that requires this one and imports one
// package builds without cgo into one binary, which holds none of the others. The
// test prints what a package adds to a program.
func TestPackagesStandAlone(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	packages := []string{"psutilx", "ipy", "dnsq", "diffx", "mailx", "curlx", "xlsx", "rrd", "packet", "clam", "nmapx", "expect", "sshx", "fab", "confobj"}
	empty, _ := buildAlone(t, root, "")
	for _, name := range packages {
		if _, err := os.Stat(filepath.Join(root, name)); err != nil {
			t.Errorf("%s is not there", name)
			continue
		}
		size, info := buildAlone(t, root, name)
		var modules []string
		for line := range strings.Lines(info) {
			if f := strings.Fields(line); len(f) >= 2 && f[0] == "dep" && f[1] != module {
				modules = append(modules, f[1])
			}
		}
		t.Logf("%-8s %5.1f MB more, %d modules of others: %s", name, float64(size-empty)/1e6, len(modules), strings.Join(modules, " "))
		deps := tool(t, filepath.Join(root, name), "go", "list", "-deps", ".")
		for _, other := range packages {
			if other != name && strings.Contains("\n"+deps, "\n"+module+"/"+other+"\n") {
				t.Errorf("%s brings %s along", name, other)
			}
		}
	}
}

// buildAlone builds a program that imports a package, and returns its size and what
// it is made of.
func buildAlone(t *testing.T, root, name string) (size int64, info string) {
	t.Helper()
	dir := t.TempDir()
	source := "package main\n\nfunc main() {}\n"
	if name != "" {
		// A bare import links what the package makes at its start, and no more: it is the
		// least that the package adds.
		source = fmt.Sprintf("package main\n\nimport _ %q\n\nfunc main() {}\n", module+"/"+name)
	}
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	// The versions are those of this module; what it requires, the program does.
	required := mod[strings.Index(string(mod), "\n"):]
	text := fmt.Sprintf("module example.org/alone\n%s\nrequire %s v0.0.0\nreplace %s => %s\n", required, module, module, root)
	for file, content := range map[string]string{"main.go": source, "go.mod": text, "go.sum": string(sums)} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tool(t, dir, "go", "build", "-mod=mod", "-ldflags=-s -w", "-o", "alone", ".")
	stat, err := os.Stat(filepath.Join(dir, "alone"))
	if err != nil {
		t.Fatal(err)
	}
	return stat.Size(), tool(t, dir, "go", "version", "-m", "alone")
}

func tool(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=")
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v: %s", strings.Join(args, " "), err, &complaint)
	}
	return string(out)
}
