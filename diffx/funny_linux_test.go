package diffx_test

import (
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/pyops-go/pyops/diffx"
)

// Of all that a process is under /proc, its memory is a regular file that may be
// examined, and not read from its beginning: trouble for whoever compares.
func TestParityTroubleWithFiles(t *testing.T) {
	py := startOriginal(t)
	ours, theirs := "/proc/"+strconv.Itoa(os.Getpid()), "/proc/"+strconv.Itoa(py.PID())
	entries, err := os.ReadDir(ours)
	if err != nil {
		t.Fatal(err)
	}
	var ignore []string
	for _, e := range entries {
		if !slices.Contains([]string{"mem", "limits"}, e.Name()) {
			ignore = append(ignore, e.Name())
		}
	}
	opts := &diffx.DirCmpOptions{Ignore: ignore, Deep: true}
	compareDirs(t, py, ours, theirs, opts)
	if got, err := diffx.NewDirCmp(ours, theirs, opts).FunnyFiles(); err != nil || !slices.Equal(got, []string{"mem"}) {
		t.Errorf("trouble with %q, %v", got, err)
	}
}
