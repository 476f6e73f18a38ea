package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// browse has Chromium load a page and tell what became of it.
func browse(t *testing.T, chromium, profile, url string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	page, err := exec.CommandContext(ctx, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--user-data-dir="+profile, "--virtual-time-budget=2000", "--dump-dom", url).Output()
	return string(page), err
}

// A browser shows a page with its style and its program, and asks the second time
// whether they have changed: 304, and no body.
func TestABrowserLoadsAPageTwice(t *testing.T) {
	// It is too large to be demanded of everybody who runs the tests, and starts
	// only where it is given the memory.
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		peers.Lacking(t, "Chromium")
	}
	if _, err := browse(t, chromium, t.TempDir(), "about:blank"); err != nil {
		peers.Lacking(t, fmt.Sprint("a Chromium that starts: ", err))
	}
	dir := openFolder(t)
	files := map[string]string{
		"index.html": "<!DOCTYPE html><title>none</title><link rel=stylesheet href=style.css><script src=code.js></script><p>text</p>",
		"style.css":  "p { color: rgb(1, 2, 3) }",
		"code.js":    "addEventListener('load', () => document.title = getComputedStyle(document.querySelector('p')).color)",
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
		long := time.Now().AddDate(-1, 0, 0)
		if err := os.Chtimes(filepath.Join(dir, name), long, long); err != nil {
			t.Fatal(err)
		}
	}
	logs := t.TempDir()
	log := filepath.Join(logs, "access.log")
	ini := filepath.Join(logs, "web.ini")
	write(t, ini, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\n[cache]\ndefault = 0\n[log]\naccess = "+log+"\n")
	p := start(t, dir, "-c", ini)
	profile := t.TempDir()
	asked := func() (lines []string) {
		text, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`"GET (\S+) HTTP/1.1" (\d+) (\S+)`).FindAllStringSubmatch(string(text), -1) {
			if m[1] != "/favicon.ico" {
				lines = append(lines, m[2]+" "+m[1]+" "+m[3])
			}
		}
		slices.Sort(lines)
		return lines
	}
	var want []string
	first := []string{fmt.Sprint("200 / ", len(files["index.html"])), fmt.Sprint("200 /code.js ", len(files["code.js"])), fmt.Sprint("200 /style.css ", len(files["style.css"]))}
	for _, round := range [][]string{first, {"304 / -", "304 /code.js -", "304 /style.css -"}} {
		page, err := browse(t, chromium, profile, p.url)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(page, "<title>rgb(1, 2, 3)</title>") {
			t.Errorf("the page came to %s", page)
		}
		want = append(want, round...)
		peers.Eventually(t, "the log to be written", func() bool { return len(asked()) >= len(want) })
		if got := asked(); !slices.Equal(got, want) {
			t.Errorf("it asked\n%q, want\n%q", got, want)
		}
	}
}
