package main

import (
	"bytes"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/rrd"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestUsage(t *testing.T) {
	for args, want := range map[string]int{"-h": 0, "-n -1": 2, "-every 1ms": 2, "extra": 2, "-i nonesuch0 -f " + filepath.Join(t.TempDir(), "x.rrd"): 1} {
		var out, errs bytes.Buffer
		if got := run(t.Context(), strings.Fields(args), &out, &errs); got != want {
			t.Errorf("%s: %d: %s", args, got, errs.String())
		}
	}
}

func TestSamplesAndDraws(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "a:b.rrd")
	for range 2 { // the second run takes up the file
		var out, errs bytes.Buffer
		if status := run(t.Context(), []string{"-f", file, "-o", folder, "-n", "2"}, &out, &errs); status != 0 {
			t.Fatalf("%d: %s", status, errs.String())
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
