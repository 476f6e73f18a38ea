package rrd

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

// What a COMPUTE source makes of infinite readings is in the file, and so it is
// librrd's order of them that counts, odd as it is.
func TestComputeOrdersTheInfiniteAsLibrrd(t *testing.T) {
	py := startLibrrd(t)
	r := chooser{original.Rand(t)}
	const sources = 6
	args := []any{"--start", fmt.Sprint(rpnStart), "--step", "300"}
	var all []string
	for i := range sources {
		all = append(all, fmt.Sprintf("d%d", i))
		args = append(args, fmt.Sprintf("DS:d%d:GAUGE:600:U:U", i))
	}
	values := strings.Join(all, ",")
	for i := range sources {
		args = append(args, fmt.Sprintf("DS:c%d:COMPUTE:%s,%d,SORT%s%s", i, values, sources, strings.Repeat(",POP", i), strings.Repeat(",EXC,POP", sources-1-i)))
	}
	args = append(args, fmt.Sprintf("DS:m:COMPUTE:%s,%d,MEDIAN", values, sources), fmt.Sprintf("DS:p:COMPUTE:%s,40,%d,PERCENT", values, sources), "RRA:LAST:0.5:1:600")
	theirs, ours := filepath.Join(t.TempDir(), "x.rrd"), filepath.Join(t.TempDir(), "x.rrd")
	if _, err := py.Call("create", append([]any{theirs, 1}, args...)...); err != nil {
		t.Fatal(err)
	}
	copyFile(t, theirs, ours)
	var updates []string
	for i := range 500 {
		update := fmt.Sprint(rpnStart + 300*(i+1))
		for range sources {
			update += ":" + r.of("inf inf -inf U 1 2 -3 0.5")
		}
		updates = append(updates, update)
	}
	py.Value("update", append([]any{theirs}, anys(updates...)...)...)
	if err := Update(append([]string{ours}, updates...)...); err != nil {
		t.Fatal(err)
	}
	if !sameFiles(t, theirs, ours) {
		a, _ := os.ReadFile(theirs)
		b, _ := os.ReadFile(ours)
		t.Errorf("%s", firstDifference(a, b, sources*2+2))
	}
}
