package ini

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

const spec = `top = string(default="")
[server]
port = integer(1, 65535, default=80)
wait = float(default=1)
names = string_list(default=list())
shares = float_list(min=2, max=2, default=list(1, 2))
on = boolean(default=yes)
[site]
    [[__many__]]
    root = string(min=1)
[free]
__many__ = integer(0, 9)
`

func TestMistakesHaveTheirPlace(t *testing.T) {
	for text, want := range map[string]string{
		"[server]\nport = many":                       `a.ini:2: [server] port: the value "many" is of the wrong type; expected integer(1, 65535)`,
		"\n\n[server]\n\n\"port\" = 0":                `a.ini:5: [server] port: the value "0" is too small; expected integer(1, 65535)`,
		"[server]\non = perhaps":                      `a.ini:2: [server] on: the value "perhaps" is of the wrong type; expected boolean`,
		"[server]\nports = 1":                         `a.ini:2: [server] ports: there is no such key: did you mean "port"?`,
		"[sever]\nport = 1":                           `a.ini:1: sever: there is no such section: did you mean "server"?`,
		"[site]\n[[one]]\nx = 1":                      "a.ini:2: [site] [one] root: is missing; expected string(min=1)",
		"[site]\n[[one]]\nroot = /\n[[two]]\nrot = /": `a.ini:5: [site] [two] rot: there is no such key: did you mean "root"?`,
		"[free]\na = 1\nb = 10":                       `a.ini:3: [free] b: the value "10" is too big; expected integer(0, 9)`,
		"[server]\nwait = nan":                        "a.ini:2: [server] wait: the value NaN is no number to compare with; expected float",
		"[server]\nshares = 1, -inf":                  "a.ini:2: [server] shares: the value -Inf is no number to compare with",
		"tops = 1":                                    `a.ini:1: tops: there is no such key: did you mean "top"?`,
		"[server\n":                                   "a.ini: ",
		"[server]\nport = 1\nport = 2":                "a.ini: ",
	} {
		_, err := Parse("a.ini", []byte(text), []byte(spec))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v\nwant %s", text, err, want)
		}
	}
	// What is missing outside of all sections is on no line.
	if _, err := Parse("a.ini", nil, []byte("name = string(min=1)")); err == nil || err.Error() != "a.ini: name: is missing; expected string(min=1)" {
		t.Errorf("a key that must be there: %v", err)
	}
	// All of them are told at once, a line each.
	_, err := Parse("a.ini", []byte("[server]\nport = 0\nwait = x\n[nothing]"), []byte(spec))
	if err == nil || len(strings.Split(err.Error(), "\n")) != 3 {
		t.Errorf("three mistakes: %v", err)
	}
}

func TestWhatIsRead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.ini")
	if err := os.WriteFile(file, []byte("[server]\nport = 8080\nnames = a, b\n[site]\n[[one]]\nroot = /srv\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Load(file, []byte(spec))
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Server struct {
			Port  int
			Wait  float64
			Names []string
			On    bool
		}
	}
	var one struct{ Root string }
	if err := errors.Join(f.Decode(&all), f.Decode(&one, "site", "one")); err != nil {
		t.Fatal(err)
	}
	if s := all.Server; s.Port != 8080 || s.Wait != 1 || strings.Join(s.Names, "+") != "a+b" || !s.On || one.Root != "/srv" {
		t.Errorf("%+v, %+v", all, one)
	}
	if err := f.Err(); err != nil {
		t.Error(err)
	}
	f.Fail([]string{"site", "one"}, "root", "is not %s", "there")
	f.Fail([]string{"site", "one"}, "", "is odd")
	if err := f.Err(); err == nil || err.Error() != file+":6: [site] [one] root: is not there\n"+file+":5: [site] [one]: is odd" {
		t.Error(err)
	}
	if _, err := Load(file+".gone", []byte(spec)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// Whatever a file holds, it is either a configuration or a mistake that names it.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"", "[server]\nport = 1", "[server]\nwait = nan", "[[x]]", "[site]\n[[a]]\nroot = '''x\ny'''", "\ufeff[free]\na = 1", "[server]\nnames = ,", "= 1", "[]\n[[]]"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, err := Parse("a.ini", text, []byte(spec))
		if err != nil {
			for line := range strings.SplitSeq(err.Error(), "\na.ini") {
				if line == "" {
					t.Errorf("%q: a mistake without words in %q", text, err)
				}
			}
			if !strings.HasPrefix(err.Error(), "a.ini:") {
				t.Errorf("%q: %v does not name the file", text, err)
			}
			return
		}
		var v struct {
			Server struct {
				Port int
				Wait float64
			}
		}
		if err := got.Decode(&v); err != nil || v.Server.Port < 1 || v.Server.Port > 65535 || v.Server.Wait != v.Server.Wait {
			t.Errorf("%q: %+v, %v", text, v, err)
		}
	})
}
