//go:build linux

package psutilx

import (
	"os"
	"runtime"
	"slices"
	"testing"
)

// TestReadersShareAll: each process is read once, in order, whatever the number
// of readers.
func TestReadersShareAll(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(8))
	for _, perReader := range []int{1, 7, 50} {
		h := &Host{}
		h.perReader = perReader
		for n := range 200 {
			pids := make([]int, n)
			for i := range pids {
				pids[i] = i * i
			}
			readers := h.readers(n)
			parts := make([][]int, readers)
			h.handOut(readers, pids, func(part int, b *buffer, mine []int) {
				if b == nil {
					t.Error("no buffer")
				}
				parts[part] = append(parts[part], mine...)
			})
			if got := slices.Concat(parts...); !slices.Equal(got, pids) || len(parts) > maxReaders {
				t.Fatalf("%d processes, %d a reader: %v", n, perReader, parts)
			}
		}
	}
}

// TestOneReaderOrMany: the processes that sleep are the same ones to both.
func TestOneReaderOrMany(t *testing.T) {
	asleep := map[int]bool{}
	for range 20 {
		p, _ := start(t, "sleep", "1000")
		asleep[p.PID()] = true
	}
	var lists, children [][]int
	for _, perReader := range []int{1 << 20, 1} {
		h := &Host{}
		h.perReader = perReader
		me, err := h.NewProcess(os.Getpid())
		if err != nil {
			t.Fatal(err)
		}
		rows, err := h.ListProcesses(nil)
		if err != nil {
			t.Fatal(err)
		}
		var found []int
		for _, r := range rows {
			if asleep[r.PID] {
				found = append(found, r.PID)
			}
		}
		lists = append(lists, found)
		all, err := me.Children(&ChildrenOptions{Recursive: true})
		if err != nil {
			t.Fatal(err)
		}
		found = nil
		for _, p := range all {
			if asleep[p.PID()] {
				found = append(found, p.PID())
			}
		}
		children = append(children, found)
	}
	if len(lists[0]) != len(asleep) || !slices.Equal(lists[0], lists[1]) {
		t.Errorf("one reader lists %v, many %v", lists[0], lists[1])
	}
	if len(children[0]) != len(asleep) || !slices.Equal(children[0], children[1]) {
		t.Errorf("one reader finds the children %v, many %v", children[0], children[1])
	}
}
