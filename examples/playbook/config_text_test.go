package main

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/confobj"
	"github.com/pyops-go/pyops/internal/original"
)

// configparser is how Ansible reads an ansible.cfg; the quotes it takes away later.
const configparser = `
def read(text):
    import configparser
    p = configparser.ConfigParser(inline_comment_prefixes=(';',))
    try:
        p.read_string(text)
    except configparser.Error:
        return None
    out = []
    for s in p.sections():
        for k in ('forks', 'timeout', 'inventory'):
            if p.has_option(s, k):
                v = p.get(s, k, raw=True)
                if len(v) > 1 and v[0] in '"\'' and v[-1] == v[0]:
                    v = v[1:-1]
                out.append([s, k, v.strip()])
    return out
`

func iniLines(r *rand.Rand) string {
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	var b strings.Builder
	b.WriteString(pick("", "", "# c\n", "; c\n", "\n") + "[defaults]" + pick("", " ; c", " ") + "\n")
	for range r.IntN(6) {
		switch r.IntN(8) {
		case 0:
			b.WriteString(pick("# forks = 9", "; forks: 9", "  # c", "", "   ", "[ssh_connection]", "[privilege_escalation]", "[DEFAULT]", "nonsense") + "\n")
		case 1:
			b.WriteString(pick("   ", "\t") + pick("more", "b: c", "x ; c", "# no", "[x]") + "\n")
		default:
			b.WriteString(pick("forks", "Forks", "timeout", "inventory", " forks") + pick("=", ":", " = ", " : ", "= ", ": ") +
				pick("", "5", "a:b=c", "a#b", "a #b", "a;b", "a ;b", "a ; b", `"q"`, "'q'", `"q`, `it's`, `a "b" 'c'`, "a, b", "%(x)s", "é", "C:\\x") + "\n")
		}
	}
	return b.String()
}

func TestConfigurationsAsConfigparserReadsThem(t *testing.T) {
	py := original.Start(t)
	py.Define(configparser)
	r := original.Rand(t)
	refused := 0
	for range original.Rounds(t, 2000) {
		text := iniLines(r)
		theirs, err := py.Call("read", text)
		if err != nil {
			t.Fatal(err)
		}
		var ours any
		ini, iniErr := iniText("x", text)
		if iniErr == nil {
			file, err := confobj.Parse([]byte(ini), &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
			if err != nil {
				t.Fatalf("%q became %q: %v", text, ini, err)
			}
			c := &configuration{file: file, path: "x"}
			list := []any{}
			for _, s := range file.Sections() {
				for _, k := range []string{"forks", "timeout", "inventory"} {
					if v, from := c.text(s, k); from != "" && s != "DEFAULT" {
						list = append(list, []any{s, k, v})
					}
				}
			}
			ours = list
		} else {
			refused++
		}
		if !original.Same(ours, theirs) {
			t.Errorf("%q: %v (%v), configparser's %v", text, ours, iniErr, theirs)
		}
	}
	if refused == 0 {
		t.Error("nothing was refused")
	}
}

func TestConfigurationsThatCannotBeRead(t *testing.T) {
	for text, want := range map[string]string{
		"forks = 3\n":                       "x:1: forks = 3 stands before the first section; expected [defaults] or another",
		"[defaults]\nforks\n":               "x:2: forks; expected name = value or name: value",
		"[defaults\nforks = 3\n":            "x:1: [defaults; expected [section]",
		"[defaults]\nforks = 3\nForks: 4\n": "x:3: forks stands in line 2 already",
		"[defaults]\n[other]\n[defaults]\n": "x:3: section [defaults] stands in line 1 already",
		"[defaults]\nforks = \xff\n":        `x:2: "forks = \xff" is not UTF-8`,
		"[defaults]\n\n# c\n = 3\n":         "x:4: = 3; expected name = value or name: value",
	} {
		if _, err := iniText("x", text); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// FuzzConfiguration: whatever can be read at all can be read by confobj, and says for
// a setting what stands there, without a quote or a comment more.
func FuzzConfiguration(f *testing.F) {
	for _, s := range []string{"[defaults]\nforks = 5\n", "[defaults]\nforks: \"5\" ; c\n  more\n[x'y]\n\"k\" = '''\n", "[a]b]\nk = '''\"\"\"x\n", "[DEFAULT]\r\nforks=\r\n\t;\n\tx\n", "[d]\nforks = '\n  '\n"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		ini, err := iniText("x", text)
		if err != nil || strings.ContainsRune(text, 0) {
			return
		}
		file, err := confobj.Parse([]byte(ini), &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff})
		if err != nil {
			t.Fatalf("%q became %q: %v", text, ini, err)
		}
		c := &configuration{file: file, path: "x"}
		for _, s := range file.Sections() {
			if v, _ := c.text(s, "forks"); strings.Contains(v, " ;") {
				t.Errorf("%q: forks is %q", text, v)
			}
		}
	})
}
