package main

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args   string
		status int
	}{{"-h", 0}, {"", 2}, {"-b /x extra", 2}, {"-b /x -w 0", 2}, {"-b /x -w x", 2}, {"-z", 2}, {"-b /nowhere", 1}} {
		var out, errs bytes.Buffer
		if got := run(t.Context(), strings.Fields(c.args), &out, &errs); got != c.status {
			t.Errorf("%s: %d: %s", c.args, got, errs.String())
		}
		if c.status == 0 && !strings.Contains(out.String(), "Example:") || c.status == 2 && !strings.Contains(errs.String(), "Usage:") {
			t.Errorf("%s: %q %q", c.args, out.String(), errs.String())
		}
	}
}

func TestServesUntilItIsTold(t *testing.T) {
	base := t.TempDir()
	path, socket := filepath.Join(base, "a.rrd"), filepath.Join(base, "s")
	if err := rrd.Create(path, "-b", "1000000200", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int)
	var out, errs bytes.Buffer
	go func() {
		done <- run(ctx, []string{"-b", base, "-j", t.TempDir(), "-l", "unix:" + socket, "-l", "127.0.0.1:0"}, &out, &errs)
	}()
	peers.Eventually(t, "the server answers", func() bool {
		c, err := net.Dial("unix", socket)
		if err == nil {
			c.Close()
		}
		return err == nil
	})
	if err := rrd.Update("-d", "unix:"+socket, path, "1000000500:7"); err != nil {
		t.Error(err)
	}
	if status := run(t.Context(), []string{"-b", base, "-l", socket}, &out, &errs); status != 1 {
		t.Errorf("a second server at the same place: %d", status)
	}
	cancel()
	if status := <-done; status != 0 {
		t.Errorf("status %d: %s", status, errs.String())
	}
	f, err := rrd.Fetch(path, "LAST", "-s", "1000000200", "-e", "1000000300")
	if err != nil || fmt.Sprint(f.Data[0]) != "7" {
		t.Errorf("%+v, %v: what waited was not written at the end", f, err)
	}
}
