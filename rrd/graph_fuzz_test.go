package rrd

import (
	"bytes"
	"image/png"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzGraphElement reads elements: what is accepted is drawn or refused, and never
// brings anything down.
func FuzzGraphElement(f *testing.F) {
	for _, odd := range strings.Split(oddElements, "\n") {
		if !strings.HasPrefix(odd, "-") {
			f.Add(odd)
		}
	}
	path := filepath.Join(f.TempDir(), "x.rrd")
	if err := Create(path, "--start", "1699999000", "--step", "300", "DS:in:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err != nil {
		f.Fatal(err)
	}
	if err := Update(path, "1699999300:5", "1699999600:-3", "1699999900:U", "1700000200:1e9", "1700000500:0"); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.HasPrefix(text, "-") || strings.HasPrefix(text, "DEF") {
			return
		}
		p, err := utc.Graph("-", "--start", "1699999300", "--end", "1700000500", "--width", "40", "--height", "20", "DEF:a="+path+":in:AVERAGE", "VDEF:w=a,LAST",
			"--", text, "LINE1:a#f00")
		if err != nil {
			if p != nil || reasonOf(err) == "" {
				t.Errorf("%q: %v and %v", text, p, err)
			}
			return
		}
		if _, err := png.Decode(bytes.NewReader(p.Image)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	})
}

// FuzzGraphOptions reads command lines of options, one a line.
func FuzzGraphOptions(f *testing.F) {
	for line := range strings.Lines(gallery) {
		if parts := strings.Split(line, "\t"); len(parts) == 3 {
			f.Add(strings.ReplaceAll(strings.TrimSpace(parts[2]), "|", "\n"))
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 200 || strings.Contains(text, "DEF") {
			return
		}
		args := append([]string{"-", "--start", "1699999300", "--end", "1700000500", "LINE1:5#f00"}, strings.Split(text, "\n")...)
		c, err := utc.parseGraphCommand(args)
		if err != nil || c.file != "-" || c.opts.Width*c.opts.Height > 100_000 || c.opts.Zoom > 4 {
			return
		}
		p, err := utc.Graph(args...)
		if (p == nil) == (err == nil) {
			t.Errorf("%q: %v and %v", args, p, err)
		}
	})
}
