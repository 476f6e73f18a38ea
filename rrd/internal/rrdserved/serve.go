package rrdserved

import (
	"context"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/cached"
)

// Start is when the files begin, in seconds since 1970.
const Start = 1000000200

// Serve runs a server over a new folder with the files a.rrd and b.rrd.
func Serve(t *testing.T) (base string, c *rrd.Cached) {
	t.Helper()
	base = t.TempDir()
	for _, name := range []string{"a.rrd", "b.rrd"} {
		Create(t, filepath.Join(base, name))
	}
	s, err := cached.NewServer(&cached.Options{Base: base, Journal: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("unix", filepath.Join(base, "s"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()
	c = Dial(t, filepath.Join(base, "s"))
	t.Cleanup(func() {
		c.Close()
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return base, c
}

// Create makes a file of one value every five minutes.
func Create(t *testing.T, path string) {
	t.Helper()
	if err := rrd.Create(path, "-b", fmt.Sprint(Start), "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
}

// Dial connects to a socket until the test ends.
func Dial(t *testing.T, socket string) *rrd.Cached {
	t.Helper()
	c, err := rrd.DialCached(t.Context(), "unix:"+socket, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// OnDisk is the known values of a file.
func OnDisk(t *testing.T, path string) string {
	t.Helper()
	f, err := rrd.Fetch(path, "LAST", "-s", fmt.Sprint(Start), "-e", fmt.Sprint(Start+5999))
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, v := range f.Data {
		if v == v {
			known = append(known, fmt.Sprint(v))
		}
	}
	return strings.Join(known, " ")
}

// Reading is the nth update of a file.
func Reading(n int, v any) string { return fmt.Sprintf("%d:%v", Start+300*n, v) }
