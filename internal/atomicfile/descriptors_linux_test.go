package atomicfile_test

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

func TestDescriptors(t *testing.T) {
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "f"))
	must(t, err)
	defer f.Close()
	link := filepath.Join(dir, "link")
	must(t, os.Symlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), link))
	must(t, atomicfile.WriteFile(link, []byte("by the descriptor"), inPlace))
	holds(t, filepath.Join(dir, "f"), "by the descriptor")

	must(t, os.Remove(filepath.Join(dir, "f")))
	must(t, atomicfile.WriteFile(link, []byte("deleted"), inPlace))
	b := make([]byte, 100)
	if n, _ := f.ReadAt(b, 0); string(b[:n]) != "deleted" {
		t.Errorf("the deleted file holds %q", b[:n])
	}
	contains(t, dir, "link")

	for _, opts := range []*atomicfile.Options{nil, inPlace} {
		if err := atomicfile.WriteFile("/proc/self/fd/99999", nil, opts); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("no such descriptor: %v", err)
		}
	}
}
