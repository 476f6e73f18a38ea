package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/rrd"
)

func TestMain(m *testing.M) { leak.Main(m) }

// status is the exit status of the program.
func status(t *testing.T, args []string, out, errs *bytes.Buffer) int {
	return cli.Run("rrdmonitor", args, cli.IO{Out: out, Err: errs}, func(args []string, std cli.IO) error { return run(t.Context(), args, std) })
}

func TestUsage(t *testing.T) {
	for args, want := range map[string]struct {
		status    int
		out, errs string
	}{
		"-h":         {0, "usage: rrdmonitor [flags]\n", ""},
		"-n -1":      {2, "", "rrdmonitor: -n -1: expected a number of samples, or 0 for no end\nusage: "},
		"-every 1ms": {2, "", "rrdmonitor: -every 1ms: expected whole seconds, such as 1s\nusage: "},
		"extra":      {2, "", `rrdmonitor: unexpected argument "extra"`},
		"-i nonesuch0 -f " + filepath.Join(t.TempDir(), "x.rrd"): {1, "", `rrdmonitor: there is no interface "nonesuch0"`},
	} {
		var out, errs bytes.Buffer
		if got := status(t, strings.Fields(args), &out, &errs); got != want.status || !strings.Contains(out.String(), want.out) || !strings.HasPrefix(errs.String(), want.errs) {
			t.Errorf("%s: %d, %q, %q", args, got, out.String(), errs.String())
		}
	}
}

func TestTheDefaultRun(t *testing.T) {
	t.Chdir(t.TempDir())
	var out, errs bytes.Buffer
	if code := status(t, nil, &out, &errs); code != 0 || strings.Count(out.String(), "  in ") != 5 || !strings.HasSuffix(out.String(), ".png\n") {
		t.Fatalf("%d: %s%s", code, out.String(), errs.String())
	}
	for _, name := range []string{"traffic.rrd", "day.png", "week.png"} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
}

func TestSamplesAndDraws(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "a:b.rrd")
	for range 2 { // the second run takes up the file
		var out, errs bytes.Buffer
		if code := status(t, []string{"-f", file, "-o", folder, "-n", "2"}, &out, &errs); code != 0 {
			t.Fatalf("%d: %s", code, errs.String())
		}
		if strings.Count(out.String(), "  in ") != 2 {
			t.Errorf("printed %s", out.String())
		}
	}
	info, err := rrd.Info(file)
	if v, _ := info.Get("ds[in].type"); err != nil || v != "DERIVE" {
		t.Errorf("%v, %v", v, err)
	}
	for _, name := range []string{"day.png", "week.png"} {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		config, err := png.DecodeConfig(f)
		f.Close()
		if err != nil || config.Width < 400 || config.Height < 100 {
			t.Errorf("%s: %+v, %v", name, config, err)
		}
	}
}
