package confobj_test

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/confobj"
)

func TestWatch(t *testing.T) {
	name := write(t, "a = 1\n")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	replace := func(text string) {
		c, err := confobj.Parse([]byte(text), nil)
		if err == nil {
			err = c.WriteFile(name)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	step := 0
	for c, err := range confobj.Watch(ctx, name, &confobj.WatchOptions{Interval: time.Millisecond}) {
		step++
		switch step {
		case 1:
			if err != nil || c.Raw("a") != "1" || c.Filename != name {
				t.Fatal(c, err)
			}
			replace("a = 2\n")
		case 2:
			if err != nil || c.Raw("a") != "2" {
				t.Fatal(c, err)
			}
			if err := os.WriteFile(name, []byte("a = 2\n[\n"), 0o600); err != nil { // in place, and broken
				t.Fatal(err)
			}
		case 3:
			if !errors.Is(err, confobj.ErrParse) {
				// An empty file may have been seen on the way.
				if err == nil && c.Len() == 0 {
					step--
					continue
				}
				t.Fatal(c, err)
			}
			if err := os.Remove(name); err != nil {
				t.Fatal(err)
			}
		case 4:
			if !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(c, err)
			}
			replace("a = 3\n")
		case 5:
			if err != nil || c.Raw("a") != "3" {
				t.Fatal(c, err)
			}
			cancel()
		case 6:
			if !errors.Is(err, context.Canceled) || c != nil {
				t.Fatal(c, err)
			}
		}
	}
	if step != 6 {
		t.Errorf("ended after %d", step)
	}
}

func TestWatchEndsWithTheLoop(t *testing.T) {
	for range confobj.Watch(t.Context(), write(t, ""), nil) {
		return
	}
	t.Error("told of nothing")
}

// A pipe that nobody writes to, or a device without an end, cannot hold a watch.
func TestWatchReadsFilesAlone(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	defer cancel(nil)
	gone := errors.New("gone")
	for _, err := range confobj.Watch(ctx, os.DevNull, &confobj.WatchOptions{Interval: time.Millisecond}) {
		if errors.Is(err, gone) {
			return
		}
		if err == nil {
			t.Fatal("a device was read")
		}
		cancel(gone)
	}
	t.Error("it ended without a word")
}

// A configspec that comes from a reader holds for every reading of the file, not
// for the first alone.
func TestAConfigspecFromAReaderIsKept(t *testing.T) {
	name := write(t, "port = abc\n")
	options := func() confobj.ConfigObjOptions {
		return confobj.ConfigObjOptions{Configspec: strings.NewReader("port = integer\n")}
	}
	fails := func(c *confobj.ConfigObj, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if r, err := c.Validate(confobj.NewValidator(nil), nil); err != nil || r.OK() {
			t.Errorf("port %v is an integer: %v, %v", c.Raw("port"), r, err)
		}
	}
	o := options()
	c, err := confobj.Load(name, &o)
	fails(c, err)
	fails(c, c.Reload())

	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	watched := confobj.Watch(ctx, name, &confobj.WatchOptions{ConfigObjOptions: options(), Interval: time.Millisecond})
	for range 2 { // loops over the same watch
		seen := 0
		for c, err := range watched {
			fails(c, err)
			if seen++; seen == 2 {
				break
			}
			if err := c.Set("port", c.Raw("port").(string)+"d"); err != nil {
				t.Fatal(err)
			}
			if err := c.WriteFile(name); err != nil {
				t.Fatal(err)
			}
		}
	}

	broken := confobj.WatchOptions{ConfigObjOptions: confobj.ConfigObjOptions{Configspec: strings.NewReader("[")}}
	for _, err := range confobj.Watch(ctx, name, &broken) {
		if !errors.Is(err, confobj.ErrConfigspec) {
			t.Fatal(err)
		}
	}
}
