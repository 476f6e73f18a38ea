package rrd_test

import (
	_ "embed"
	"errors"
	"path/filepath"
	"testing"
	"time"
	_ "time/tzdata" // for systems without a database of time zones

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd"
)

func TestMain(m *testing.M) { leak.Main(m) }

//go:embed testdata/original.py
var originalSource string

// theClock is what librrd's clock shows, where a test sets it.
var theClock = time.Unix(1795896000, 0) // 2026-11-28 20:00 UTC

// startLibrrdWithClock is an original of the test's own whose clock stands at
// theClock until its helper "clock" sets it.
func startLibrrdWithClock(t testing.TB) *original.Python {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/*/faketime/libfaketime.so.1")
	if len(found) == 0 {
		peers.Missing(t, "libfaketime")
	}
	py := original.StartWith(t, &original.Options{Env: []string{
		"LD_PRELOAD=" + found[0], "FAKETIME_FMT=%s", "FAKETIME=1795896000", "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1", "TZ=UTC",
	}}, "rrdtool")
	py.Define(originalSource)
	return py
}

// exception is an error as librrd's helpers raise it.
func exception(err error) error {
	var e *rrd.Error
	if errors.As(err, &e) {
		return &original.Exception{Class: "RRDError", Message: e.Reason}
	}
	return err
}
