package rrd

import (
	"bytes"
	"fmt"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// servedFolder is a handler over a folder with net.rrd in it, and a file outside.
func servedFolder(t *testing.T, opts *GraphHandlerOptions) (h *GraphHandler, folder string) {
	t.Helper()
	outside := t.TempDir()
	folder = filepath.Join(outside, "served")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(folder, "net.rrd"), filepath.Join(outside, "secret.rrd")} {
		if err := Create(path, "--start", "1699999000", "--step", "300", "DS:in:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:20"); err != nil {
			t.Fatal(err)
		}
		if err := Update(path, "1699999300:5", "1699999600:3", "1700000200:9"); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(filepath.Join(outside, "secret.rrd"), filepath.Join(folder, "link.rrd")); err != nil {
		peers.Missing(t, "symbolic links")
	}
	h, err := NewGraphHandler(folder, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.Close() })
	return h, folder
}

func ask(h http.Handler, method, query string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, "/?"+query, nil))
	return w
}

// element is a parameter g.
func element(text string) string { return "g=" + url.QueryEscape(text) }

const servedSpan = "start=1699999300&end=1700000500&"

func TestGraphHandler(t *testing.T) {
	h, _ := servedFolder(t, &GraphHandlerOptions{Location: time.UTC})
	query := servedSpan + "title=Net&" + element("DEF:a=net.rrd:in:AVERAGE") + "&" + element("LINE1:a#ff0000:In")
	w := ask(h, "GET", query)
	if w.Code != 200 || w.Header().Get("Content-Type") != "image/png" {
		t.Fatalf("%d %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	if _, err := png.Decode(bytes.NewReader(w.Body.Bytes())); err != nil {
		t.Error(err)
	}
	if head := ask(h, "HEAD", query); head.Code != 200 || head.Body.Len() != 0 || head.Header().Get("Content-Length") != fmt.Sprint(w.Body.Len()) {
		t.Errorf("HEAD: %d, %d bytes of %s", head.Code, head.Body.Len(), head.Header().Get("Content-Length"))
	}
	if got := w.Header().Get("X-Content-Type-Options"); got != "nosniff" {
		t.Errorf("X-Content-Type-Options is %q", got)
	}
	// A picture is good for as long as a pixel of it takes: a second to an hour.
	for span, want := range map[string]string{"start=1699999300&end=1700000500&": "max-age=3", "start=1700000400&end=1700000500&": "max-age=1", "start=1600000000&end=1700000000&": "max-age=3600"} {
		if got := ask(h, "GET", strings.Replace(query, servedSpan, span, 1)).Header().Get("Cache-Control"); got != want {
			t.Errorf("%s: Cache-Control is %q, want %q", span, got, want)
		}
	}
	if svg := ask(h, "GET", query+"&imgformat=SVG"); svg.Code != 200 || svg.Header().Get("Content-Type") != "image/svg+xml" || !strings.Contains(svg.Body.String(), "<svg") {
		t.Errorf("SVG: %d %s", svg.Code, svg.Header().Get("Content-Type"))
	}
	text := ask(h, "GET", servedSpan+element("DEF:a=net.rrd:in:AVERAGE")+"&"+element("PRINT:a:MAX:%.0lf"))
	if text.Code != 200 || text.Body.String() != "9\n" && text.Body.String() != "7\n" && text.Body.String() != "5\n" {
		t.Errorf("PRINT: %d %q", text.Code, text.Body)
	}
}

func TestGraphHandlerRefuses(t *testing.T) {
	h, folder := servedFolder(t, &GraphHandlerOptions{MaxElements: 5, MaxRows: 1000})
	line := element("DEF:a=net.rrd:in:AVERAGE") + "&" + element("LINE1:a#ff0000:In")
	def := func(file string) string { return element("DEF:a="+file+":in:AVERAGE") + "&" + element("LINE1:a#f00") }
	for _, c := range []struct {
		query string
		code  int
	}{
		{servedSpan + def("../secret.rrd"), 404},
		{servedSpan + def(filepath.Join(filepath.Dir(folder), "secret.rrd")), 404},
		{servedSpan + def("link.rrd"), 404},
		{servedSpan + def("none.rrd"), 404},
		{servedSpan + def("."), 400},
		{servedSpan, 400},
		{"", 400},
		{"%zz", 400},
		{servedSpan + line + "&unknown=1", 400},
		{servedSpan + line + "&imginfo=1", 400},
		{servedSpan + line + "&daemon=/tmp/x", 400},
		{servedSpan + line + "&width=100&width=200", 400},
		{servedSpan + line + "&width=100000", 400},
		{servedSpan + line + "&zoom=1000", 400},
		{servedSpan + line + "&zoom=NaN", 400},
		{servedSpan + line + "&y-grid=1e-9:5", 400},
		{servedSpan + line + "&imgformat=GIF", 400},
		{"start=400000000&end=1700000500&" + line, 400},
		{"start=1400000000&end=1700000500&" + element("DEF:a=net.rrd:in:AVERAGE:step=1") + "&" + element("LINE1:a#f00"), 400},
		{servedSpan + element("DEF:a=net.rrd:in:AVERAGE:start=400000000") + "&" + element("LINE1:a#f00"), 400},
		{servedSpan + strings.Repeat(element("COMMENT:x")+"&", 6) + line, 400},
		{servedSpan + element("--imginfo") + "&" + line, 400},
		// What makes a picture of many pixels is not its width and height alone.
		{servedSpan + "title=" + strings.Repeat("%0A", 15000) + "&" + line, 400},
		{servedSpan + "legend-position=east&" + element("LINE1:1#f00:"+strings.Repeat("x", 40000)) + "&" + line, 400},
		{servedSpan + "title=" + strings.Repeat("x", 1<<16) + "&" + line, 414},
		{"start=1698400000&end=1700000000&width=2000&" + line + "&" + element("CDEF:c=0,-60000,1000000,a,PREDICT"), 400},
		{"start=1698400000&end=1700000000&width=2000&" + line + "&" + element("CDEF:c=a,"+strings.Repeat("a,", 40)+strings.Repeat("DEPTH,COPY,", 9)+strings.Repeat("DEPTH,SORT,", 50)+"DEPTH,AVG"), 400},
	} {
		w := ask(h, "GET", c.query)
		if w.Code != c.code || strings.Contains(w.Body.String(), filepath.Dir(folder)+"/served") || strings.HasPrefix(w.Header().Get("Content-Type"), "image") {
			t.Errorf("%s: %d %s, want %d", c.query, w.Code, w.Body, c.code)
		}
	}
	if w := ask(h, "POST", servedSpan+line); w.Code != 405 || w.Header().Get("Allow") != "GET, HEAD" || w.Body.String() != "only GET and HEAD are answered\n" {
		t.Errorf("POST: %d", w.Code)
	}
	// The longest query that is read, and one byte more.
	longest := servedSpan + line + "&title="
	longest += strings.Repeat("x", longestQuery-len(longest))
	if w := ask(h, "GET", longest); w.Code == 414 {
		t.Errorf("a query of %d bytes: %d %s", len(longest), w.Code, w.Body)
	}
	want := fmt.Sprintf("parameters of %d bytes are too long: at most %d\n", longestQuery+1, longestQuery)
	if w := ask(h, "GET", longest+"x"); w.Code != 414 || w.Body.String() != want {
		t.Errorf("a query of a byte more: %d %q, want %q", w.Code, w.Body, want)
	}
	// The largest picture without a zoom, borders and legends counted, and a pixel less.
	for most, code := range map[int]int{(100 + 400) * (80 + 200): 200, (100+400)*(80+200) - 1: 400} {
		h, _ := servedFolder(t, &GraphHandlerOptions{MaxPixels: most})
		if w := ask(h, "GET", servedSpan+line+"&width=100&height=80"); w.Code != code {
			t.Errorf("at most %d pixels: %d %s", most, w.Code, w.Body)
		}
	}
	if _, err := NewGraphHandler(filepath.Join(folder, "none"), nil); err == nil {
		t.Error("a folder that is missing is served")
	}
	var none *GraphHandler
	if w := ask(none, "GET", servedSpan+line); w.Code != 500 || w.Body.String() != "no folder is served\n" || none.Close() != nil {
		t.Errorf("no handler: %d %q", w.Code, w.Body)
	}
}

// TestGraphsAtOnce: hundreds of graphs of four goroutines are those that are drawn one
// after the other, no error is another's, and nothing of them stays in memory.
func TestGraphsAtOnce(t *testing.T) {
	_, folder := servedFolder(t, nil)
	file := filepath.Join(folder, "net.rrd")
	args := func(i int) []string {
		return []string{
			"-", "--start", "1699999300", "--end", "1700000500", "--title", fmt.Sprint("graph ", i), "--width", fmt.Sprint(30 + 10*i), "--height", "20",
			"DEF:a=" + file + ":in:AVERAGE", "AREA:a#00ff00:in", fmt.Sprintf("LINE2:a#ff00%02x:x", i), fmt.Sprintf("GPRINT:a:MAX:%%%d.2lf", 5+i),
		}
	}
	want := make([][]byte, 8)
	for i := range want {
		p, err := utc.Graph(args(i)...)
		if err != nil {
			t.Fatal(err)
		}
		want[i] = p.Image
	}
	before := heap()
	rounds := min(original.Rounds(t, 100), 1000)
	var wait sync.WaitGroup
	for n := range 4 {
		wait.Go(func() {
			for round := range rounds {
				i := (n + round) % len(want)
				if round%5 == 0 {
					if _, err := utc.Graph(append(args(i), fmt.Sprintf("LINE1:none%d#f00", n))...); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("none%d", n)) {
						t.Errorf("error %v of another", err)
					}
				}
				p, err := utc.Graph(args(i)...)
				if err != nil || !bytes.Equal(p.Image, want[i]) {
					t.Errorf("graph %d differs when others are drawn: %v", i, err)
				}
			}
		})
	}
	wait.Wait()
	// A canvas kept of each would be a hundred times as much.
	if after := heap(); after > before+uint64(rounds)*1000+4<<20 {
		t.Errorf("%d bytes in memory after %d graphs, %d before them", after, 4*rounds, before)
	}
}

// heap is how much memory is in use.
func heap() uint64 {
	runtime.GC()
	runtime.GC() // pools are emptied by the second
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
