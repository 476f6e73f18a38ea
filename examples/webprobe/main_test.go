package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func ran(t *testing.T, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = cli.Run("webprobe", args, cli.IO{Out: &o, Err: &e}, func(args []string, std cli.IO) error { return run(context.Background(), args, std) })
	return status, o.String(), e.String()
}

func TestTheDefaultRun(t *testing.T) {
	status, out, errs := ran(t)
	if status != 0 || errs != "" {
		t.Fatalf("status %d, %s", status, errs)
	}
	for _, want := range []string{`URL +http://127\.0\.0\.1:\d+/\n`, `HTTP status +200\n`, `Connected after +\d+\.\d\d ms\n`, `First byte after +\d+\.\d\d ms\n`, `Size +10424 bytes\n`, `Speed +\d+ bytes/s\n`} {
		if !regexp.MustCompile(want).MatchString(out) {
			t.Errorf("%q does not have %s", out, want)
		}
	}
	if strings.Contains(out, "Problem") || strings.Contains(out, "TLS") {
		t.Errorf("it says %q", out)
	}
}

func TestHelpAndUsage(t *testing.T) {
	if status, out, _ := ran(t, "-h"); status != 0 || !strings.Contains(out, "usage: webprobe") || !strings.Contains(out, "-max-time") {
		t.Errorf("-h: status %d, %q", status, out)
	}
	for _, args := range [][]string{{"-max-time", "-1s"}, {"-nosuchflag"}, {"-timeout", "soon"}} {
		if status, _, errs := ran(t, args...); status != 2 || errs == "" {
			t.Errorf("%q: status %d, %q", args, status, errs)
		}
	}
}

// site has a page, a redirect to it, an error and something slow.
func site(t *testing.T) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/broken":
			http.Error(w, "no", http.StatusInternalServerError)
		case "/slow":
			select {
			case <-time.After(60 * time.Millisecond):
			case <-r.Context().Done():
			}
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func TestStatusForMonitoring(t *testing.T) {
	s := site(t)
	for _, c := range []struct {
		args   []string
		status int
		says   string
	}{
		{[]string{s.URL + "/"}, 0, ""},
		{[]string{s.URL + "/broken"}, 1, "the status is 500"},
		{[]string{s.URL + "/", s.URL + "/broken"}, 1, "1 of 2 targets"},
		{[]string{"-max-time", "20ms", s.URL + "/slow"}, 1, "more than 20ms"},
		{[]string{"-timeout", "20ms", s.URL + "/slow"}, 1, "(28) Operation timed out"},
		{[]string{"http://127.0.0.1:1/"}, 1, "(7) Failed to connect"},
		{[]string{"file:///etc/passwd"}, 1, "(1) Protocol"},
		{[]string{s.URL + "/moved"}, 0, "302"},
		{[]string{"-follow", "-timeline", s.URL + "/moved"}, 0, "Redirects"},
	} {
		status, out, errs := ran(t, c.args...)
		if status != c.status || !strings.Contains(out+errs, c.says) {
			t.Errorf("%q: status %d, %q, %q", c.args, status, out, errs)
		}
	}
}

func TestJSON(t *testing.T) {
	s := site(t)
	status, out, errs := ran(t, "-json", "-follow", strings.Replace(s.URL, "http://", "http://ann:secret@", 1)+"/moved", s.URL+"/broken")
	if status != 1 || strings.Contains(out+errs, "secret") {
		t.Fatalf("status %d, %q, %q", status, out, errs)
	}
	var results []result
	for line := range strings.Lines(out) {
		var r result
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		results = append(results, r)
	}
	if len(results) != 2 || results[0].Status != 200 || results[0].Redirects != 1 || results[0].Problem != "" || results[1].Status != 500 || results[1].Problem == "" {
		t.Errorf("%+v", results)
	}
	for _, r := range results {
		if r.Connect <= 0 || r.FirstByte < r.Connect || r.Total < r.FirstByte || r.Header == 0 {
			t.Errorf("times that cannot be: %+v", r)
		}
	}
}

// The sums that libcurl tells mislead after a redirect: the timeline shows each hop by
// itself.
func TestTheTimelineShowsEachHop(t *testing.T) {
	s := site(t)
	status, out, errs := ran(t, "-follow", "-timeline", s.URL+"/moved")
	hops := regexp.MustCompile(`(?m)^\d  .*$`).FindAllString(out, -1)
	want := []string{"1  " + s.URL + "/moved  [302]", "2  " + s.URL + "/  [200]"}
	if status != 0 || errs != "" || strings.Join(hops, "\n") != strings.Join(want, "\n") {
		t.Errorf("status %d, %q, hops %q, want %q", status, errs, hops, want)
	}
	for _, phase := range []string{"connect", "wait", "receive"} {
		if n := strings.Count(out, "   "+phase+" "); n < 1 || phase == "wait" && n != 2 {
			t.Errorf("%s stands %d times in %q", phase, n, out)
		}
	}
}

// TLS has a row and a figure of its own, and a certificate that nobody knows is a problem.
func TestTargetsInTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // it tells of handshakes that are refused
	s.StartTLS()
	defer s.Close()
	if status, out, _ := ran(t, s.URL); status != 1 || !strings.Contains(out, "(60)") {
		t.Errorf("a certificate that nobody knows: status %d, %q", status, out)
	}
	status, out, errs := ran(t, "-insecure", s.URL)
	if status != 0 || errs != "" || !regexp.MustCompile(`TLS set up after +\d+\.\d\d ms\n`).MatchString(out) {
		t.Errorf("status %d, %q, %q", status, out, errs)
	}
	_, out, _ = ran(t, "-insecure", "-json", s.URL)
	var r result
	if err := json.Unmarshal([]byte(out), &r); err != nil || r.TLS < r.Connect || r.Request < r.TLS || r.DNS > r.Connect {
		t.Errorf("%v, %+v", err, r)
	}
}
