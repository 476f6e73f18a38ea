package house

import (
	"fmt"
	"net/url"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

var pathLaw = law{
	name: "nothing names the machine that it was written on",
	find: func(t testing.TB, tr *tree) (found []string) {
		return foreign(t, tr, moduleProxies(t))
	},
	broken: map[string]string{
		"ipy/a.go":           "package ipy\n\n// See ROOT/notes.\n",
		"ipy/testdata/x":     "one\n'ROOT/x'\n",
		"ipy/testdata/image": "\x00ROOT/x",
		"ipy/b.go":           "package ipy\n\n// See https://example.orgROOT/x and elsewhereROOT/x.\n",
	},
	want: []string{"ipy/a.go:3: names ", "ipy/testdata/x:2: names "},
}

// foreign looks through all text for the tree's own place and for hosts.
func foreign(t testing.TB, tr *tree, hosts []string) (found []string) {
	forbidden := []string{`(?:^|[^\w.~-])(` + regexp.QuoteMeta(ofThisMachine(tr.root)) + `)`}
	for _, h := range hosts {
		forbidden = append(forbidden, `(?:^|[^\w.-])(`+regexp.QuoteMeta(h)+`)`)
	}
	pattern := regexp.MustCompile(strings.Join(forbidden, "|"))
	for _, f := range tr.files {
		text := tr.text(t, f)
		if strings.Contains(text, "\x00") {
			continue
		}
		number := 0
		for line := range strings.Lines(text) {
			number++
			if m := pattern.FindString(line); m != "" {
				found = append(found, fmt.Sprintf("%s:%d: names %q, which is of this machine alone: leave it out", f, number, m))
			}
		}
	}
	return found
}

// moduleProxies are the hosts that this machine fetches modules from, other than
// those that everybody uses.
func moduleProxies(t testing.TB) (hosts []string) {
	out, err := exec.Command("go", "env", "GOPROXY").Output()
	if err != nil {
		t.Fatalf("go env: %v", err)
	}
	for _, entry := range strings.FieldsFunc(strings.TrimSpace(string(out)), func(r rune) bool { return r == ',' || r == '|' }) {
		if u, err := url.Parse(entry); err == nil && u.Hostname() != "" && u.Hostname() != "proxy.golang.org" {
			hosts = append(hosts, u.Hostname())
		}
	}
	return hosts
}

func TestAHostOfThisMachineIsFound(t *testing.T) {
	tr := plant(t, map[string]string{"a.md": "fetch https://proxy.corp.test/x\n", "b.md": "notproxy.corp.test\n"})
	found := foreign(t, tr, []string{"proxy.corp.test"})
	if len(found) != 1 || !strings.HasPrefix(found[0], "a.md:1: names ") {
		t.Errorf("found %q", found)
	}
}
