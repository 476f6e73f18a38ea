package main

import (
	"bytes"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

func TestPeakMemoryIsThatOfTheWork(t *testing.T) {
	if _, err := os.Stat("/proc/self/clear_refs"); err != nil {
		peers.Lacking(t, "/proc/self/clear_refs")
	}
	touch := func(megabytes int) func(int) {
		return func(n int) {
			for range n {
				b := make([]byte, megabytes<<20)
				for i := 0; i < len(b); i += 4096 {
					b[i] = 1
				}
				kept.value = b
			}
			kept.value = nil
		}
	}
	var out, log bytes.Buffer
	err := newHarness(&out, &log).run(Workload{"p", "w", func() (*Contest, error) {
		return &Contest{Memory: true, Ours: Contestant{Run: touch(20)}, Peers: []Contestant{
			{Name: "big", Run: touch(80)},
			{Name: "snake", Python: &Python{Statement: "b = bytearray(80 << 20)"}},
		}}, nil
	}})
	if err != nil {
		t.Fatal(err, log.String())
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if strings.Contains(log.String(), "left out") {
		peers.Lacking(t, "the peak of resident memory: "+log.String())
	}
	for _, line := range lines[len(lines)/2:] {
		columns := strings.Split(line, "\t")
		if columns[1] != "w, peak memory" {
			t.Fatalf("line %q", line)
		}
		for i, least := range map[int]float64{2: 20 << 20, 4: 80 << 20} {
			if got, err := strconv.ParseFloat(columns[i], 64); err != nil || got < 0.9*least || got > 1.6*least {
				t.Errorf("%s: column %d is %s, and %v were touched (%v)", line, i, columns[i], least, err)
			}
		}
	}
}
