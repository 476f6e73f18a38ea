package main

import (
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestWritesOneSelfContainedPage(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new", "folder")
	if err := command(t.Context(), []string{"-seconds", "0.1", "-interval", "10ms", "-out", dir}, cli.IO{Out: io.Discard}); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir)
	for _, want := range []string{"<h2>System</h2>", "<h2>CPU</h2>", "<h2>Memory</h2>", "<h2>Disks</h2>", "<h2>Network</h2>", "<h2>Processes</h2>", "<th>Busiest</th>", "<th>File system</th>", "<td>/</td>", "10 samples"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s in the page", want)
		}
	}
	if m := regexp.MustCompile(`(?i)https?://|<script|<link|\ssrc=|@import|url\(`).FindString(page); m != "" {
		t.Errorf("the page refers to something outside it: %s", m)
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "NaN") || strings.Contains(page, "Inf") {
		t.Error("the page shows a value that is none")
	}
	for _, svg := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(page, -1) {
		d := xml.NewDecoder(strings.NewReader(svg))
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%v in %s", err, svg)
			}
		}
		if !regexp.MustCompile(`d="M[\d.]+ [\d.]+(L[\d.]+ [\d.]+)+"`).MatchString(svg) {
			t.Errorf("a chart without a line: %s", svg)
		}
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left in the folder: %v, %v", entries, err)
	}
}

func read(t *testing.T, dir string) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join(dir, "index.html"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// counting ends the sampling after some samples, as Ctrl-C does.
type counting struct {
	left int
	end  func()
}

func (c *counting) Add(int) error {
	if c.left--; c.left == 0 {
		c.end()
	}
	return nil
}

func (*counting) Close() error { return nil }

func TestAnInterruptKeepsWhatThereIs(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	r := &report{Started: time.Now(), sections: allSections()}
	r.sample(ctx, 1000, time.Millisecond, &counting{3, cancel})
	if r.Samples != 3 {
		t.Errorf("%d samples after an interrupt at the third", r.Samples)
	}
	dir := t.TempDir()
	if err := r.write(filepath.Join(dir, "index.html")); err != nil {
		t.Fatal(err)
	}
	if page := read(t, dir); !strings.Contains(page, "3 samples") || !strings.Contains(page, "<path") {
		t.Error("the page lacks what was sampled")
	}
}

// broken is a section whose readings fail, with a name that must be escaped.
type broken struct{}

func (broken) Title() string                               { return "<Broken>" }
func (broken) Sample(context.Context, time.Duration) error { return errors.New("no such <reading>") }
func (broken) Content() (content, error)                   { return content{}, nil }

func TestASectionThatFailsSaysSo(t *testing.T) {
	r := &report{Started: time.Now(), sections: []section{broken{}, new(memory)}}
	r.sample(t.Context(), 2, time.Millisecond, silent{})
	dir := t.TempDir()
	if err := r.write(filepath.Join(dir, "index.html")); err != nil {
		t.Fatal(err)
	}
	page := read(t, dir)
	if !strings.Contains(page, "<h2>&lt;Broken&gt;</h2>") || !strings.Contains(page, "no such &lt;reading&gt;") || !strings.Contains(page, "<h2>Memory</h2>") {
		t.Error("the failure is not shown beside the rest")
	}
}

func TestAnOlderReportSurvivesAFailure(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "index.html")
	if err := os.Mkdir(path, 0o755); err != nil { // cannot be replaced by a file
		t.Fatal(err)
	}
	r := &report{Started: time.Now(), sections: []section{new(memory)}}
	if err := r.write(path); err == nil {
		t.Error("no error")
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left behind: %v", entries)
	}
}

func TestRefusesSenselessFlags(t *testing.T) {
	for _, args := range [][]string{{"-seconds", "-1"}, {"-seconds", "0"}, {"-seconds", "NaN"}, {"-seconds", "1e9"}, {"-interval", "0s"}, {"-interval", "1h"}, {"extra"}} {
		std := cli.IO{Out: io.Discard, Err: io.Discard}
		if code := cli.Run("opsreport", append([]string{"-out", t.TempDir()}, args...), std, func(args []string, std cli.IO) error { return command(t.Context(), args, std) }); code != 2 {
			t.Errorf("%q: %d", args, code)
		}
	}
}

func TestTheLoopbackIsNoTraffic(t *testing.T) {
	s := new(network)
	if !s.isLoopback("lo") || s.isLoopback("eth7") {
		t.Error("lo is traffic, or another is none")
	}
}

// TestManyCPUsAreBars: as lines nobody could tell them apart.
func TestManyCPUsAreBars(t *testing.T) {
	for n, want := range map[int][2]int{1: {1, 0}, 4: {2, 0}, 5: {1, 5}, 64: {1, 64}} {
		s := &cpus{perCPU: make([]line, n)}
		for i := range s.perCPU {
			s.perCPU[i].add(0, 10)
			s.perCPU[i].add(time.Second, 20)
		}
		c, err := s.Content()
		if err != nil || len(c.Charts) != want[0] || len(c.Bars) != want[1] || n > 4 && c.Bars[0].Value != "15.0 %" {
			t.Errorf("%d CPUs: %d charts and %v, %v", n, len(c.Charts), c.Bars, err)
		}
	}
}

func TestBar(t *testing.T) {
	var out strings.Builder
	b := newBar(&out, 4)
	for range 5 {
		b.Add(1)
	}
	b.Close()
	if s := out.String(); !strings.Contains(s, "["+strings.Repeat("#", 10)+strings.Repeat(" ", 30)+"] 1/4") || !strings.HasSuffix(s, "] 4/4\r\x1b[K") {
		t.Errorf("%q", s)
	}
}

func TestNumbersForPeople(t *testing.T) {
	for n, want := range map[float64]string{0: "0 B", 1023: "1023 B", 1024: "1.0 KiB", 1536: "1.5 KiB", 1 << 30: "1.0 GiB"} {
		if got := bytesText(n); got != want {
			t.Errorf("%v bytes: %q, want %q", n, got, want)
		}
	}
	for v, want := range map[float64]float64{0: 1, 0.03: 0.04, 1: 1, 3: 4, 4.5: 5, 7: 10, 120: 200} {
		if got := roundUp(v); got != want {
			t.Errorf("roundUp(%v) = %v, want %v", v, got, want)
		}
	}
	for v, want := range map[float64]float64{0: 1024, 1500: 2048, 3 << 20: 4 << 20} {
		if got := roundBytes(v); got != want {
			t.Errorf("roundBytes(%v) = %v, want %v", v, got, want)
		}
	}
}
