package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// book is what the book's programs do, in Python 3.
const book = `
from configobj import ConfigObj

def read(name):
    return str(ConfigObj(name))

def build(name):
    config = ConfigObj()
    config.filename = name
    config["keyword1"] = "value1"
    config["keyword2"] = ["a", "b"]
    config["section1"] = {}
    config["section1"]["keyword3"] = "value3"
    config["section1"]["sub"] = {}
    config["section1"]["sub"]["keyword4"] = "value 4"
    config.write()
    with open(name) as f:
        return f.read()

def delete(name, other):
    config = ConfigObj(name)
    del config["keyword1"]
    config.filename = other
    config.write()
    with open(other) as f:
        return f.read()
`

func confedit(t *testing.T, args ...string) string {
	t.Helper()
	var out strings.Builder
	if err := run(args, cli.IO{Out: &out}); err != nil {
		t.Fatal(args, err)
	}
	return out.String()
}

func contents(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAsInTheBook(t *testing.T) {
	py := original.Start(t, "configobj")
	py.Define(book)
	dir := t.TempDir()
	ours, theirs := filepath.Join(dir, "ours.conf"), filepath.Join(dir, "theirs.conf")
	confedit(t, "-o", ours, "keyword1=value1", "keyword2=a, b", "section1.keyword3=value3", "section1.sub.keyword4=value 4")
	if got, want := contents(t, ours), py.Value("build", theirs); got != want {
		t.Errorf("built %q, want %q", got, want)
	}
	if got, want := confedit(t, ours), py.Value("read", theirs).(string)+"\n"; got != want {
		t.Errorf("read %q, want %q", got, want)
	}
	if got := confedit(t, ours, "section1.sub.keyword4", "keyword2"); got != "value 4\n['a', 'b']\n" {
		t.Errorf("values %q", got)
	}
	other := filepath.Join(dir, "other.conf")
	confedit(t, "-d", "keyword1", "-o", other, ours)
	if got, want := contents(t, other), py.Value("delete", theirs, filepath.Join(dir, "theirs2.conf")); got != want {
		t.Errorf("without a member %q, want %q", got, want)
	}
	latin := filepath.Join(dir, "latin.conf")
	confedit(t, "-e", "latin-1", "-o", latin, "é=ü")
	if got := contents(t, latin); got != "\xe9 = \xfc\n" {
		t.Errorf("in Latin-1 %q", got)
	}
}

func TestAFileThatWasNotReadIsKept(t *testing.T) {
	t.Chdir(t.TempDir())
	for name, text := range map[string]string{"app.conf": "a = 1\n", "other.conf": "b = 2\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"-o", "app.conf", "a=2"}, {"-o", "app.conf"}, {"-o", "app.conf", "other.conf", "a=2"}, {"-d", "b", "-o", "app.conf", "other.conf"}} {
		if err := run(args, cli.IO{Out: io.Discard}); err == nil || err.Error() != "app.conf is there: name it twice to edit it" {
			t.Errorf("%q: %v", args, err)
		}
		if got := contents(t, "app.conf"); got != "a = 1\n" {
			t.Errorf("%q left %q", args, got)
		}
	}
	// Named twice it is edited, by whatever names.
	confedit(t, "-o", "app.conf", "./app.conf", "a=2")
	if got := contents(t, "app.conf"); got != "a = 2\n" {
		t.Errorf("edited: %q", got)
	}
}

func TestWhatIsWrongIsSaid(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "bad.conf")
	if err := os.WriteFile(bad, []byte("a = \"x\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, args := range map[string][]string{
		"not found":          {filepath.Join(t.TempDir(), "none")},
		"1 | a = \"x\n    |": {bad},
		"deleting k":         {"-d", "k"},
		"no.where":           {"a=1", "no.where"},
		"setting a":          {"a='"},
	} {
		if err := run(args, cli.IO{Out: io.Discard}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q in it", args, err, want)
		}
	}
}

func TestExitStatus(t *testing.T) {
	for _, c := range []struct {
		args   []string
		status int
		out    string
		err    string
	}{
		{[]string{"-h"}, 0, "usage: confedit [flags] [WORD...]\n", ""},
		{nil, 2, "", "confedit: nothing to do"},
		{[]string{"-x"}, 2, "", "not defined: -x"},
		{[]string{filepath.Join(t.TempDir(), "none")}, 1, "", "not found"},
	} {
		var out, messages strings.Builder
		status := cli.Run("confedit", c.args, cli.IO{Out: &out, Err: &messages}, run)
		if status != c.status || !strings.Contains(out.String(), c.out) || !strings.Contains(messages.String(), c.err) || strings.Count(messages.String(), "confedit: ") > 1 {
			t.Errorf("%q: status %d, %q, %q", c.args, status, out.String(), messages.String())
		}
	}
}
