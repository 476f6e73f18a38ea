package house

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Every program is in the list of programs, in both languages and in the README,
// and every program that a list names is there.
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
			if !strings.Contains(string(text), "["+name+list.link+name+")") {
				t.Errorf("%s does not list %s", list.file, name)
			}
		}
	}
}
