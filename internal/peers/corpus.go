package peers

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

// Corpus returns a folder of data that tests read and the project does not
// contain, such as files that other programs made: below PYOPS_CORPUS, or below
// ../shared/corpus from the module's root. A test whose corpus is not there ends: it
// fails where PYOPS_CORPUS names one, or where the folder above is there without it
// and peers are required, and is skipped by name where nobody has promised it.
func Corpus(t testing.TB, name string) string {
	t.Helper()
	root, promised := os.Getenv("PYOPS_CORPUS"), true
	if root == "" {
		module, err := moduleRoot()
		if err != nil {
			t.Fatal(err)
		}
		shared := filepath.Join(module, "..", "shared")
		_, err = os.Stat(shared)
		root, promised = filepath.Join(shared, "corpus"), err == nil && Required()
	}
	folder := filepath.Join(root, name)
	_, err := os.Stat(folder)
	switch {
	case err == nil:
	case promised:
		t.Fatalf("missing: the corpus %s: %v", folder, err)
	default:
		Lacking(t, "the corpus "+name+" (PYOPS_CORPUS names its folder)")
	}
	return folder
}

// moduleRoot is the folder of the go.mod above the working folder, which for a test
// is its package's.
func moduleRoot() (string, error) {
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.Join(errors.New("peers: no go.mod above the test"), fs.ErrNotExist)
		}
		dir = up
	}
}
