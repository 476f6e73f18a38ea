package dnstest

import (
	"testing"
	"time"
)

// Linear says that eight times as much work takes about as long as the work eight
// times, which what else the machine does hits alike. Growth by the square would take
// eight times as long as that.
func Linear(t *testing.T, what string, n int, work func(n int) func()) {
	t.Helper()
	const times, most = 8, 4
	small, large := work(n), work(times*n)
	for range 6 {
		start := time.Now()
		for range times {
			small()
		}
		first := time.Since(start)
		large()
		second := time.Since(start) - first
		if second < most*first {
			return
		}
		t.Logf("%s: %v for %d times %d, %v for %d", what, first, times, n, second, times*n)
	}
	t.Errorf("%s: the time grows faster than the input", what)
}
