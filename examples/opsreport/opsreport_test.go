package main

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/mailx/email"
)

// The test binary is the program, too: other machines get a copy of it, and some
// tests end it in the middle.
func TestMain(m *testing.M) {
	if os.Getenv("OPSREPORT_MAIN") != "" || len(os.Args) > 1 && os.Args[1] == "-snapshot" {
		main()
		return
	}
	leak.Main(m)
}

// calm are settings by which nothing that depends on this machine decides the
// verdict.
const calm = "[limits]\nload_per_cpu = 100000\ncpu_percent = 100, 100\ncpu_back = 100, 100\ndisk_percent = 100, 100\ndisk_back = 100, 100\nmemory_available_percent = 0, 0\nswap_percent = 100, 100\niowait_percent = 100\nsteal_percent = 100\ndisk_busy_percent = 100\ndisk_queue = 1e9\nline_percent = 1e9\nnetwork_errors = 1e9\nclock_ms = 1e12\nclock_minutes = 1e12\nopen_files_percent = 100, 100\nconntrack_percent = 100\n[ports]\nports = 1\n"

// report runs the program, and returns its folder, what it printed, and its status.
func report(t *testing.T, ctx context.Context, args ...string) (dir, printed string, status int) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "new", "folder")
	config := filepath.Join(t.TempDir(), "report.ini")
	if err := os.WriteFile(config, []byte(calm), 0o600); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	status = cli.Run("opsreport", append([]string{"-c", config, "-out", dir, "-seconds", "1"}, args...), cli.IO{Out: &out, Err: io.Discard},
		func(args []string, std cli.IO) error { return command(ctx, args, std) })
	return dir, out.String(), status
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWritesPageWorkbookAndMail(t *testing.T) {
	t.Parallel()
	dir, printed, status := report(t, t.Context())
	if status != 0 || !strings.Contains(printed, "[ok]") || !strings.Contains(printed, "report: "+dir) {
		t.Fatalf("status %d: %s", status, printed)
	}
	page := read(t, dir, "index.html")
	at := 0
	for _, want := range []string{"What is wrong", "At a glance", "Services and names", "a server inside this program", "www.example.org", "192.0.2.80", "Space", "Load", "Changes since the last run", "Safety", "Hosts", "Not looked at", "Limits in force"} {
		i := strings.Index(page[at:], want)
		if i < 0 {
			t.Fatalf("no %q in the page, or not in its place", want)
		}
		at += i
	}
	selfContained(t, page)
	if book := read(t, dir, "report.xlsx"); !strings.HasPrefix(book, "PK\x03\x04") {
		t.Errorf("the workbook begins with %.10q", book)
	}
	mail(t, dir)
	// One snapshot feeds all: the figures at a glance are the same in the mail.
	_, glance, _ := strings.Cut(page, `<section id="glance">`)
	glance, _, _ = strings.Cut(glance, "</section>")
	values := regexp.MustCompile(`</span><b>([^<]+)</b>`).FindAllStringSubmatch(glance, -1)
	_, hosts, _ := strings.Cut(page, `<section id="hosts">`)
	if len(values) == 0 || !strings.Contains(hosts, ">"+values[0][1]+"<") {
		t.Errorf("the CPU at a glance, %v, is not that of the host: %s", values, hosts)
	}
	m := email.MessageFromString(read(t, dir, "report.eml"), nil)
	for _, kind := range []string{"plain", "html"} {
		text, err := m.GetBody(kind).ContentText()
		if err != nil || len(values) < 5 {
			t.Fatal(values, err)
		}
		for _, v := range values {
			if !strings.Contains(text, v[1]) {
				t.Errorf("the page says %s, the mail's %s part does not", v[1], kind)
			}
		}
	}
}

// selfContained fails for a page that asks for anything elsewhere, or that shows a
// value that is none.
func selfContained(t *testing.T, page string) {
	t.Helper()
	if m := regexp.MustCompile(`(?i)https?://|<script|\ssrc=|@import|url\(`).FindString(page); m != "" {
		t.Errorf("the page refers to something outside it: %s", m)
	}
	for _, bad := range []string{"ZgotmplZ", "NaN", "Inf", "%!"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page shows %s", bad)
		}
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
	}
}

// mail checks what the server inside the program got.
func mail(t *testing.T, dir string) {
	t.Helper()
	m := email.MessageFromString(read(t, dir, "report.eml"), nil)
	if subject := m.Text("Subject"); !strings.HasPrefix(subject, "[ok] ") {
		t.Errorf("the subject is %q, not the verdict", subject)
	}
	html, err := m.GetBody("html").ContentText()
	if err != nil {
		t.Fatal(err)
	}
	if len(html) > 100_000 || strings.Contains(html, "<svg") || strings.Contains(html, "data:") || strings.Contains(html, "http") || strings.Contains(html, "<script") {
		t.Errorf("%d bytes of HTML with something that mail readers refuse", len(html))
	}
	text, err := m.GetBody("plain").ContentText()
	if err != nil || !strings.Contains(text, "At a glance") || !strings.Contains(text, "[ok]") {
		t.Errorf("the text does not stand alone: %q, %v", text, err)
	}
	cids := map[string]bool{}
	attached := ""
	for p := range m.Walk() {
		switch p.GetContentType() {
		case "image/png":
			cids[strings.Trim(p.Text("Content-ID"), " <>")] = true
		case "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet":
			content, _ := p.Content()
			attached = string(content)
		}
	}
	for _, m := range regexp.MustCompile(`src="cid:([^"]+)"`).FindAllStringSubmatch(html, -1) {
		if !cids[m[1]] {
			t.Errorf("the picture %s is not in the mail", m[1])
		}
		delete(cids, m[1])
	}
	if len(cids) > 0 {
		t.Errorf("pictures that nothing shows: %v", cids)
	}
	if attached != read(t, dir, "report.xlsx") {
		t.Error("the workbook in the mail is another than that in the folder")
	}
}

// What is wrong with what was watched is a status of 1, and stands first.
func TestSomethingWrongIsAStatus(t *testing.T) {
	t.Parallel()
	config := filepath.Join(t.TempDir(), "report.ini")
	if err := os.WriteFile(config, []byte("[services]\n[[shop]]\nurl = http://127.0.0.1:1/\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir, printed, status := report(t, t.Context(), "-c", config)
	if status != 1 || !strings.Contains(printed, "shop does not answer as it should") {
		t.Errorf("status %d: %s", status, printed)
	}
	page := read(t, dir, "index.html")
	if !strings.Contains(page, "<b class=\"s critical\">● critical</b>") || strings.Index(page, "shop does not answer") > strings.Index(page, "At a glance") {
		t.Error("the page does not begin with what is wrong")
	}
	if subject := email.MessageFromString(read(t, dir, "report.eml"), nil).Text("Subject"); !strings.Contains(subject, "shop does not answer") {
		t.Errorf("the subject is %q", subject)
	}
}

func TestAnInterruptKeepsWhatThereIs(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir, printed, status := report(t, ctx, "-seconds", "1000")
	if page := read(t, dir, "index.html"); status != 0 || !strings.Contains(page, "the run was interrupted") {
		t.Errorf("status %d: %s", status, printed)
	}
}

func TestWhatCannotWorkIsAStatus(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("not a folder"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"-out", filepath.Join(file, "out")}, {"-c", filepath.Join(file, "none.ini")}, {"-c", file}, {"-serve", "nonsense"}} {
		if _, printed, status := report(t, t.Context(), args...); status != 2 {
			t.Errorf("%q: status %d, want 2: %s", args, status, printed)
		}
	}
}

func TestRefusesSenselessFlags(t *testing.T) {
	for _, args := range [][]string{{"-seconds", "-1"}, {"-seconds", "0"}, {"-seconds", "NaN"}, {"-seconds", "1e9"}, {"-interval", "0s"}, {"-interval", "1h"}, {"-every", "1s"}, {"-once", "-every", "1m"}, {"-hosts", "a,,b"}, {"extra"}} {
		if _, _, status := report(t, t.Context(), args...); status != 2 {
			t.Errorf("%q: %d", args, status)
		}
	}
}

func TestPrintsItsConfigurationAndHelp(t *testing.T) {
	var out strings.Builder
	if err := command(t.Context(), []string{"-init"}, cli.IO{Out: &out}); err != nil || out.String() != string(settings.Default) {
		t.Errorf("%v: %s", err, out.String())
	}
	out.Reset()
	if err := command(t.Context(), []string{"-h"}, cli.IO{Out: &out}); !errors.Is(err, flag.ErrHelp) || !strings.Contains(out.String(), "-serve") {
		t.Errorf("%v: %s", err, out.String())
	}
}

// A snapshot is what other machines are read by.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := command(t.Context(), []string{"-snapshot", "-interval", "10ms", "-seconds", "0.05"}, cli.IO{Out: &out}); err != nil {
		t.Fatal(err)
	}
	var m model.Machine
	if err := json.Unmarshal(out.Bytes(), &m); err != nil || m.MemoryTotal == 0 || m.Processes == 0 || len(m.Filesystems) == 0 || m.Recent.Length <= 0 {
		t.Errorf("%v: %+v", err, m)
	}
}

// The live page is there while the program runs, over the range that is asked for.
func TestServesThePage(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, w := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- command(ctx, []string{"-out", t.TempDir(), "-serve", "127.0.0.1:0", "-seconds", "1"}, cli.IO{Out: w, Err: io.Discard})
		w.Close()
	}()
	line := make([]byte, 200)
	n, err := r.Read(line)
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, r)
	url := strings.TrimSpace(strings.TrimPrefix(string(line[:n]), "serving "))
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	get := func(query string) (status int, page string) {
		answer, err := client.Get(url + query)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		text, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(text)
	}
	peers.Eventually(t, "the first report", func() bool { status, _ := get(""); return status == 200 })
	for _, want := range model.Ranges() {
		status, page := get("?range=" + string(want))
		if status != 200 || !strings.Contains(page, `<a href="?range=`+string(want)+`" aria-current="page">`) {
			t.Errorf("%s: status %d", want, status)
		}
		selfContained(t, page)
	}
	if status, text := get("?range=%3Cyear%3E"); status != 400 || !strings.Contains(text, "expected hour, day, week or month") {
		t.Errorf("status %d: %s", status, text)
	}
	if status, _ := get("data/state.json"); status != 404 {
		t.Errorf("state.json: status %d", status)
	}
	cancel()
	select {
	case <-ended:
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
}

func TestBar(t *testing.T) {
	var out strings.Builder
	b := newBar(&out, 2)
	for _, what := range []string{"one", "two", "three", "four"} {
		b.Step(what)
	}
	b.Close()
	if s := out.String(); !strings.Contains(s, "["+strings.Repeat("#", 15)+strings.Repeat(" ", 15)+"] two") || !strings.HasSuffix(s, "] four\r\x1b[K") {
		t.Errorf("%q", s)
	}
}
