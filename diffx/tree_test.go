package diffx_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A tree of files for filecmp: contents by name; a name that ends with "/" is a
// folder, a content that begins with "->" a symbolic link to what follows, "|" a
// named pipe.
func plant(t testing.TB, root string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		full := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		var err error
		switch {
		case name[len(name)-1] == '/':
			err = os.MkdirAll(full, 0o777)
		case content == "|":
			err = pipe(full)
		case len(content) > 2 && content[:2] == "->":
			err = os.Symlink(content[2:], full)
		default:
			err = os.WriteFile(full, []byte(content), 0o666)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// setTime gives a file a time of change, in seconds since the year 2023 or so.
func setTime(t testing.TB, name string, seconds int) {
	t.Helper()
	when := time.Unix(1_700_000_000+int64(seconds), 0)
	if err := os.Chtimes(name, when, when); err != nil {
		t.Fatal(err)
	}
}

var treeNames = []string{"a", "b", "c.txt", "it's", `say "x"`, `it's "x"`, "日本", "é", "tab\there", "new\nline", "tags", "__pycache__", ".git", "back\\slash", "z z", "\u200b", "\u00a0"}

// genTree makes two folders with much in common, some levels deep.
func genTree(t testing.TB, rng *rand.Rand, left, right string, depth int) {
	t.Helper()
	for _, dir := range []string{left, right} {
		if err := os.MkdirAll(dir, 0o777); err != nil {
			t.Fatal(err)
		}
	}
	names := treeNames
	if runtime.GOOS == "linux" {
		names = append(names[:len(names):len(names)], "raw\xff", "\xe6\x97")
	}
	for _, name := range names {
		l, r := filepath.Join(left, name), filepath.Join(right, name)
		switch rng.IntN(12) {
		case 0, 1:
		case 2:
			plant(t, left, map[string]string{name: "left"})
		case 3:
			plant(t, right, map[string]string{name: "right"})
		case 4:
			plant(t, left, map[string]string{name + "/": ""})
			plant(t, right, map[string]string{name: "x"})
		case 5:
			dangling, whole := left, right
			if rng.IntN(2) == 0 {
				dangling, whole = right, left
			}
			plant(t, dangling, map[string]string{name: "->nowhere"})
			plant(t, whole, map[string]string{name: "x"})
		case 6:
			plant(t, left, map[string]string{name: "|"})
			plant(t, right, map[string]string{name: pick(rng, []string{"|", "x"})})
		case 7, 8:
			if depth > 0 {
				genTree(t, rng, l, r, depth-1)
			}
		default:
			plant(t, left, map[string]string{name: pick(rng, []string{"one", "two", "three", ""})})
			plant(t, right, map[string]string{name: pick(rng, []string{"one", "two", "three", ""})})
			setTime(t, l, rng.IntN(2))
			setTime(t, r, rng.IntN(2))
		}
	}
}
