package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every program is in the list of programs, in both languages and in the README,
// and the lists by chapter show a call of each and what it prints.
func TestProgramsAreListed(t *testing.T) {
	root := "../.."
	mains, err := filepath.Glob(root + "/examples/*/main.go")
	if err != nil || len(mains) < 20 {
		t.Fatalf("%d programs, %v", len(mains), err)
	}
	for _, list := range []struct{ file, link string }{{"examples/README.md", "]("}, {"examples/README.zh.md", "]("}, {"README.md", "](examples/"}} {
		text, err := os.ReadFile(filepath.Join(root, list.file))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range mains {
			name := filepath.Base(filepath.Dir(m))
			if list.file != "README.md" && !shown(string(text), name) {
				t.Errorf("%s does not show what %s prints", list.file, name)
			}
			if !strings.Contains(string(text), "["+name+list.link+name+")") {
				t.Errorf("%s does not list %s", list.file, name)
			}
		}
	}
}

// shown tells whether a list has a call of the program with at least a line of
// what it prints below.
func shown(list, program string) bool {
	_, after, ok := strings.Cut(list, "    $ go run ./examples/"+program)
	if !ok {
		return false
	}
	_, after, _ = strings.Cut(after, "\n")
	first, _, _ := strings.Cut(after, "\n")
	return strings.HasPrefix(first, "    ")
}
