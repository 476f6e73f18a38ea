package psutilx

import (
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A tree stands in for /proc: what is in each file.
type tree map[string]string

// treeFiles are the files that a tree can have.
var treeFiles = []string{"meminfo", "vmstat", "zoneinfo", "stat", "cpuinfo", "diskstats", "net/dev", "loadavg"}

// recordedTrees are the folders in testdata.
func recordedTrees(t testing.TB) map[string]tree {
	t.Helper()
	dirs, err := filepath.Glob("testdata/*/stat")
	if err != nil || len(dirs) == 0 {
		t.Fatalf("no trees in testdata (%v)", err)
	}
	trees := map[string]tree{}
	for _, stat := range dirs {
		trees[filepath.Base(filepath.Dir(stat))] = readTree(t, filepath.Dir(stat))
	}
	return trees
}

func readTree(t testing.TB, dir string) tree {
	t.Helper()
	tr := tree{}
	for _, name := range treeFiles {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			tr[name] = string(data)
		} else if !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	return tr
}

// write writes the files in the order of their names: the order of a folder on
// tmpfs is that in which its entries were made, and a seed has to repeat it.
func (tr tree) write(t testing.TB, dir string) string {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(tr)) {
		writeFile(t, filepath.Join(dir, name), tr[name])
	}
	return dir
}

// memoryDir is a folder for the length of the test, in memory where there is a
// place for it: thousands of small files are written and read once.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "psutilx")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func writeFile(t testing.TB, name, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (tr tree) with(name, content string) tree {
	c := maps.Clone(tr)
	c[name] = content
	return c
}

var numbers = regexp.MustCompile(`\b[0-9]+\b`)

// otherNumbers gives every number of the tree that is not part of a name another
// value, so that sums and percentages come out in ways that no real machine
// shows.
func (tr tree) otherNumbers(r *rand.Rand) tree {
	c := maps.Clone(tr)
	for name, content := range c {
		limit := 50
		if name == "meminfo" || name == "zoneinfo" {
			limit = 1 + r.IntN(40)
		}
		lines := strings.SplitAfter(content, "\n")
		for i, line := range lines {
			start := len(line) - len(strings.TrimLeft(line, " "))
			switch {
			case name == "diskstats":
				if f := strings.Fields(line); len(f) > 3 {
					start = strings.Index(line, f[2]) + len(f[2])
					if len(f) == 15 {
						start = strings.Index(line, f[3]) + len(f[3])
					}
				}
			case name == "net/dev":
				start = strings.LastIndex(line, ":") + 1
			case name == "loadavg":
				continue
			default:
				if f := strings.Fields(line); len(f) > 0 {
					start += len(f[0])
				}
			}
			lines[i] = line[:start] + numbers.ReplaceAllStringFunc(line[start:], func(string) string {
				return strconv.FormatUint(r.Uint64()>>(64-uint(1+r.IntN(limit))), 10)
			})
		}
		c[name] = strings.Join(lines, "")
	}
	return c
}

// damaged breaks one file of the tree in one way.
func (tr tree) damaged(r *rand.Rand) tree {
	names := slices.Sorted(maps.Keys(tr))
	name := names[r.IntN(len(names))]
	lines := strings.SplitAfter(tr[name], "\n")
	at := r.IntN(len(lines))
	fields := strings.Fields(lines[at])
	join := func() { lines[at] = strings.Join(fields, " ") + "\n" }
	switch r.IntN(10) {
	case 0:
		c := maps.Clone(tr)
		if name != "diskstats" { // in its stead sysfs would be read, which moves
			delete(c, name)
		}
		return c
	case 1:
		lines = slices.Delete(lines, at, at+1)
	case 2:
		lines = slices.Insert(lines, at, lines[r.IntN(len(lines))])
	case 3:
		other := r.IntN(len(lines))
		lines[at], lines[other] = lines[other], lines[at]
	case 4:
		if len(fields) > 0 {
			fields = fields[:len(fields)-1]
			join()
		}
	case 5:
		fields = append(fields, "7")
		join()
	case 6:
		if len(fields) > 0 {
			fields = slices.Delete(fields, 0, 1)
			join()
		}
	case 7:
		lines = slices.Insert(lines, at, "\n")
	case 8:
		if i := len(lines[at]); i > 0 {
			i = r.IntN(i)
			lines[at] = lines[at][:i] + string("xk: +"[r.IntN(5)]) + lines[at][i+1:]
		}
	case 9:
		return tr.with(name, tr[name][:r.IntN(len(tr[name])+1)])
	}
	return tr.with(name, strings.Join(lines, ""))
}
