package rrd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/rrd"
	"github.com/pyops-go/pyops/rrd/internal/rrdserved"
)

// Every command that takes a daemon asks it, or has it write first: what it says is
// what the file says afterwards.
func TestCommandsWithADaemon(t *testing.T) {
	base, c := rrdserved.Serve(t)
	socket := "unix:" + filepath.Join(base, "s")
	a := filepath.Join(base, "a.rrd")
	tool := rrd.NewTool(&rrd.ToolOptions{NoDaemon: true})
	wait := func(n int) {
		t.Helper()
		if err := tool.Update(a, "-d", socket, rrdserved.Reading(n, n)); err != nil {
			t.Fatal(err)
		}
		if got := rrdserved.OnDisk(t, a); strings.HasSuffix(got, fmt.Sprint(n)) {
			t.Fatalf("reading %d is written at once", n)
		}
	}
	written := func(command string, n int) {
		t.Helper()
		if got := rrdserved.OnDisk(t, a); !strings.HasSuffix(got, fmt.Sprint(n)) {
			t.Errorf("%s did not have reading %d written: %s", command, n, got)
		}
	}

	wait(1)
	if at, err := tool.Last(a, "-d", socket); err != nil || at.Unix() != served+300 {
		t.Errorf("last: %v, %v", at, err)
	}
	first, err := tool.First(a, "-d", socket)
	if err != nil {
		t.Error(err)
	}
	if direct, err := tool.First(a); err != nil || !direct.Equal(first) {
		t.Errorf("first: %v, the file says %v, %v", first, direct, err)
	}
	if _, err := tool.First(a, "--rraindex", "1", "-d", socket); err == nil {
		t.Error("the first row of a second archive")
	}
	for _, index := range []string{"x", "-1", ""} {
		if _, err := tool.First(a, "--rraindex", index, "-d", socket); err == nil || !strings.Contains(err.Error(), "invalid rraindex number") {
			t.Errorf("index %q: %v", index, err)
		}
	}
	if last, err := tool.LastUpdate(a, "--daemon", socket); err != nil || last.Date.Unix() != served+300 {
		t.Errorf("lastupdate: %+v, %v", last, err)
	}
	written("lastupdate", 1)

	wait(2)
	if _, err := tool.Info(a, "-d", socket, "--noflush"); err != nil {
		t.Error(err)
	}
	if pending, err := c.Pending(t.Context(), "a.rrd"); err != nil || len(pending) != 1 {
		t.Errorf("--noflush: %v wait, %v", pending, err)
	}
	info, err := tool.Info(a, "-d", socket)
	if err != nil {
		t.Fatal(err)
	}
	written("info", 2)
	direct, err := tool.Info(a)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range direct {
		v, ok := info.Get(e.Key)
		if f, isFloat := e.Value.(float64); !ok || fmt.Sprint(v) != fmt.Sprint(e.Value) && !(isFloat && f != f) {
			t.Errorf("info: %s is %v, the file says %v", e.Key, v, e.Value)
		}
	}

	wait(3)
	span := []string{"LAST", "-s", fmt.Sprint(served), "-e", fmt.Sprint(served + 600)}
	rows, err := tool.Fetch(append([]string{a, "-d", socket}, span...)...)
	if err != nil {
		t.Fatal(err)
	}
	written("fetch", 3)
	if direct, err := tool.Fetch(append([]string{a}, span...)...); err != nil || !direct.Start.Equal(rows.Start) || !direct.End.Equal(rows.End) || direct.Step != rows.Step ||
		!slices.Equal(direct.Names, rows.Names) || !reflect.DeepEqual(direct.Data, rows.Data) {
		t.Errorf("fetch: %+v, the file says %+v, %v", rows, direct, err)
	}

	wait(4)
	var dump, again bytes.Buffer
	if err := errors.Join(tool.Dump(&dump, "--daemon", socket, a), tool.Dump(&again, a)); err != nil || dump.String() != again.String() {
		t.Errorf("dump: %v", err)
	}
	written("dump", 4)

	wait(5)
	if err := tool.FlushCached("-d", socket, a); err != nil {
		t.Error(err)
	}
	written("flushcached", 5)
	for name, err := range map[string]error{
		"a file that is missing": tool.FlushCached("-d", socket, filepath.Join(base, "none.rrd"), a), "nothing to flush": tool.FlushCached("-d", socket),
	} {
		if err == nil {
			t.Errorf("%s was flushed", name)
		}
	}

	// What the daemon refuses is told in rrdtool's words.
	update := []string{"-d", socket, filepath.Join(base, "none.rrd"), "N:1"}
	words, err := exec.Command(peers.Need(t, "rrdtool"), append([]string{"update"}, update...)...).CombinedOutput()
	var refused *rrd.Error
	if got := tool.Update(update...); err == nil || !errors.As(got, &refused) || "ERROR: "+refused.Reason+"\n" != string(words) {
		t.Errorf("a file that is missing: %v, rrdtool says %q", got, words)
	}

	made := filepath.Join(base, "made.rrd")
	create := []string{made, "-d", socket, "-b", fmt.Sprint(served), "-s", "60", "-O", "DS:x:GAUGE:600:U:U", "RRA:LAST:0.5:1:20"}
	if err := tool.Create(create...); err != nil {
		t.Fatal(err)
	}
	if info, err := tool.Info(made); err != nil {
		t.Error(err)
	} else if step, _ := info.Get("step"); fmt.Sprint(step) != "60" {
		t.Errorf("the file was made with a step of %v", step)
	}
	if at, err := tool.Last(made); err != nil || at.Unix() != served {
		t.Errorf("the file was made at %v, %v", at, err)
	}
	if err := tool.Create(create...); err == nil || !strings.Contains(err.Error(), "File exists") {
		t.Errorf("made twice: %v", err)
	}
	for option, rest := range map[string][]string{"-r": create[3:], "-t": nil} {
		if err := tool.Create(append([]string{filepath.Join(base, "more.rrd"), "-d", socket, option, a}, rest...)...); err == nil || !strings.Contains(err.Error(), "creates no file from others") {
			t.Errorf("%s: %v", option, err)
		}
	}
	names, err := tool.List("-d", socket, "/")
	if want := []string{"a.rrd", "b.rrd", "made.rrd"}; err != nil || !slices.Equal(slices.Sorted(slices.Values(names)), want) {
		t.Errorf("list: %v, %v", names, err)
	}
	if names, err := tool.List("--recursive", "-d", socket, "/"); err != nil || len(names) != 3 {
		t.Errorf("list: %v, %v", names, err)
	}
}

// Addresses of a daemon, and none.
func TestAddressesOfADaemon(t *testing.T) {
	base, _ := rrdserved.Serve(t)
	for _, address := range []string{"unix:" + filepath.Join(base, "s"), filepath.Join(base, "s")} {
		c, err := rrd.DialCached(t.Context(), address, nil)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		if err := c.Ping(t.Context()); err != nil {
			t.Errorf("%s: %v", address, err)
		}
		c.Close()
	}
	if _, err := rrd.DialCached(t.Context(), "", nil); !errors.Is(err, rrd.ErrSyntax) || !strings.Contains(err.Error(), "RRDCACHED_ADDRESS") {
		t.Errorf("no address: %v", err)
	}
	// Without a port it is rrdcached's own.
	given, cancel := context.WithCancel(t.Context())
	cancel() // the error names the address that would have been dialled
	for address, where := range map[string]string{"127.0.0.1": "127.0.0.1:" + rrd.CachedPort, "[::1]": "[::1]:" + rrd.CachedPort, "127.0.0.1:1": "127.0.0.1:1"} {
		if _, err := rrd.DialCached(given, address, nil); !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "Unable to connect to rrdcached: "+address) || !strings.Contains(err.Error(), where) {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// Answers that a client does not take for what it asked.
func TestAnswersThatAreNone(t *testing.T) {
	for name, test := range map[string]struct {
		answer []string
		ask    func(c *rrd.Cached) error
	}{
		"no time":           {[]string{"0 soon"}, func(c *rrd.Cached) error { _, err := c.Last(t.Context(), "a"); return err }},
		"no counter":        {[]string{"1 line", "QueueLength: many"}, func(c *rrd.Cached) error { _, err := c.Stats(t.Context()); return err }},
		"no name of a fact": {[]string{"1 line", "step"}, func(c *rrd.Cached) error { _, err := c.Info(t.Context(), "a"); return err }},
		"no float":          {[]string{"1 line", "ds[x].min 0 wide"}, func(c *rrd.Cached) error { _, err := c.Info(t.Context(), "a"); return err }},
		"no whole number":   {[]string{"1 line", "step 1 -5"}, func(c *rrd.Cached) error { _, err := c.Info(t.Context(), "a"); return err }},
		"no names":          {[]string{"1 Success", "FlushVersion: 1"}, func(c *rrd.Cached) error { _, err := c.Fetch(t.Context(), "a", rrd.CFLast, epoch, epoch); return err }},
	} {
		c := answering(t, test.answer...)
		if err := test.ask(c); !errors.Is(err, rrd.ErrOperational) || !strings.Contains(err.Error(), "is not to be understood") && !strings.Contains(err.Error(), "is no counter") {
			t.Errorf("%s: %v", name, err)
		}
	}
	info, err := answering(t, "4 lines", "step 1 300", "ds[x].min 0 2.5", "filename 2 a b.rrd", "ds[x].unknown_sec 3 7").Info(t.Context(), "a")
	want := rrd.InfoList{{Key: "step", Value: uint64(300)}, {Key: "ds[x].min", Value: 2.5}, {Key: "filename", Value: "a b.rrd"}, {Key: "ds[x].unknown_sec", Value: uint64(7)}}
	if err != nil || !reflect.DeepEqual(info, want) {
		t.Errorf("%v, %v, want %v", info, err, want)
	}
	if err := answering(t, "2 errors", "a: no", "b: no").Update(t.Context(), "x", "1:1"); err == nil || !strings.HasSuffix(err.Error(), ": a: no; b: no") {
		t.Errorf("readings that were refused: %v", err)
	}
	long := answering(t, strings.Repeat("x", 2<<20))
	if err := long.Ping(t.Context()); err == nil || !strings.Contains(err.Error(), "too long") {
		t.Errorf("a line without an end: %v", err)
	}
	if _, _, err := long.Ask(t.Context(), "UPDATE", strings.Repeat("y", 1<<20)); !errors.Is(err, rrd.ErrSyntax) || !strings.Contains(err.Error(), "less than 1048576 are understood") {
		t.Errorf("a request that is too long: %v", err)
	}
}
