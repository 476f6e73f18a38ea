package main

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

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

// The pictures have what came in as an area, red above the limit, what went out as a
// line, the limit, and a legend of each.
func TestWhatThePicturesShow(t *testing.T) {
	folder := t.TempDir()
	m := &monitor{file: filepath.Join(folder, "x.rrd"), folder: folder, samples: 1, every: time.Minute, limit: 700, read: func(string) (in, out uint64, err error) { return 1 << 40, 1 << 40, nil }}
	begin := time.Now().Add(-12 * time.Hour)
	err := rrd.Create(m.file, "-b", fmt.Sprint(begin.Unix()), "-s", "60", "DS:in:DERIVE:180:0:U", "DS:out:DERIVE:180:0:U", "RRA:AVERAGE:0.5:1:1440", "RRA:AVERAGE:0.5:10:1008", "RRA:MAX:0.5:10:1008")
	if err != nil {
		t.Fatal(err)
	}
	db, err := rrd.Open(m.file, &rrd.OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	var in, out uint64
	for i := range 12*60 - 5 {
		in, out = in+30_000, out+15_000 // 500 and 250 bytes a second
		if i > 300 {
			in += 30_000 // above the limit
		}
		if err := db.Update(begin.Add(time.Duration(i+1)*time.Minute), rrd.Uint(in), rrd.Uint(out)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if err := m.monitor(t.Context(), &said); err != nil {
		t.Fatal(err)
	}
	for name, least := range map[string]int{"day.png": 50, "week.png": 7} {
		f, err := os.Open(filepath.Join(folder, name))
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(f)
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		// Columns with at least three pixels of an area, or with any of a line.
		columns := map[string]int{}
		legend := map[string]bool{}
		b := picture.Bounds()
		for x := b.Min.X; x < b.Max.X; x++ {
			seen := map[string]int{}
			for y := b.Min.Y; y < b.Max.Y; y++ {
				r, g, bl, _ := picture.At(x, y).RGBA()
				c := fmt.Sprintf("%02x%02x%02x", r>>8, g>>8, bl>>8)
				seen[c]++
				if y > b.Max.Y-45 {
					legend[c] = true
				}
			}
			for c, n := range seen {
				if n >= 3 || c == "0000c0" || c == "ff0000" {
					columns[c]++
				}
			}
		}
		for _, c := range []string{"00c000", "c00000", "0000c0", "ff0000"} {
			if columns[c] < least {
				t.Errorf("%s: %d columns of %s", name, columns[c], c)
			}
		}
		for _, c := range []string{"00c000", "0000c0", "ff0000"} {
			if !legend[c] {
				t.Errorf("%s: the legend has no %s", name, c)
			}
		}
	}
}

var drawPicture = flag.Bool("picture", false, "draw day.png of the README anew")

// The README's picture is what the program draws of a day that is made up: busy from the
// morning on, quiet at night, with an hour without samples.
func TestTheReadmesPicture(t *testing.T) {
	folder := t.TempDir()
	end := time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)
	m := &monitor{
		file: filepath.Join(folder, "traffic.rrd"), every: time.Minute, limit: 900_000,
		tool: rrd.NewTool(&rrd.ToolOptions{Location: time.UTC, Now: func() time.Time { return end }}),
	}
	begin := end.Add(-24 * time.Hour)
	if err := m.tool.Create(m.file, "-b", fmt.Sprint(begin.Unix()), "-s", "60", "DS:in:DERIVE:180:0:U", "DS:out:DERIVE:180:0:U", "RRA:AVERAGE:0.5:1:1440"); err != nil {
		t.Fatal(err)
	}
	db, err := rrd.Open(m.file, &rrd.OpenOptions{Write: true})
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(15, 15))
	var in, out uint64
	burst := 1.0
	for minute := 1; minute <= 1440; minute++ {
		busy := 0.55 + 0.45*math.Cos(float64(minute-300)/1440*2*math.Pi)
		if burst = 1 + (burst-1)*0.9; r.IntN(60) == 0 {
			burst = 1.5
		}
		in += uint64(60 * 800_000 * busy * burst * (0.85 + 0.3*r.Float64()))
		out += uint64(60 * 300_000 * busy * burst * (0.85 + 0.3*r.Float64()))
		if minute > 700 && minute <= 760 {
			continue
		}
		if err := db.Update(begin.Add(time.Duration(minute)*time.Minute), rrd.Uint(in), rrd.Uint(out)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	drawn := filepath.Join(folder, "day.png")
	if *drawPicture {
		drawn = "day.png"
	}
	if err := m.draw(drawn, "Traffic of the day", "end-1day"); err != nil {
		t.Fatal(err)
	}
	ours, kept := pixels(t, drawn), pixels(t, "day.png")
	if ours.Bounds() != kept.Bounds() {
		t.Fatalf("the picture is %v, that of the README %v", ours.Bounds(), kept.Bounds())
	}
	other, b := 0, kept.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if ours.At(x, y) != kept.At(x, y) {
				other++
			}
		}
	}
	if other > b.Dx()*b.Dy()/200 { // some machines round another way
		t.Errorf("%d pixels differ from the README's picture: go test -run TestTheReadmesPicture -args -picture draws it anew", other)
	}
}

// pixels are those of a file.
func pixels(t *testing.T, name string) image.Image {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	picture, err := png.Decode(f)
	if err != nil {
		t.Fatal(err)
	}
	return picture
}
