package inventory

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
)

func TestMain(m *testing.M) { leak.Main(m) }

// judge teaches Python to read an inventory as Ansible does.
func judge(t *testing.T) *original.Python {
	py := original.Start(t, "ansible.inventory.manager")
	py.Define(`
import json
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.utils.display import Display
Display.warning = lambda *a, **k: None
def load(path):
    return InventoryManager(loader=DataLoader(), sources=[path])
def look(path, patterns):
    inv = load(path)
    chosen = {}
    for p in patterns:
        try:
            chosen[p] = [h.name for h in inv.get_hosts(p)]
        except Exception as e:
            chosen[p] = None
    return {"chosen": chosen, "groups": {k: sorted(v) for k, v in inv.get_groups_dict().items()},
        "hosts": {h: json.dumps({k: v for k, v in inv.get_host(h).vars.items() if k not in ("inventory_file", "inventory_dir", "inventory_hostname", "inventory_hostname_short")}, sort_keys=True, ensure_ascii=False) for h in inv.hosts},
        "vars": {g: json.dumps(inv.groups[g].vars, sort_keys=True, ensure_ascii=False) for g in inv.groups},
        "order": {h: [g.name for g in __import__("ansible.inventory.helpers", fromlist=["x"]).sort_groups(inv.get_host(h).get_groups())] for h in inv.hosts}}
`)
	return py
}

// compared compares an inventory in a file with what Ansible makes of it.
// Where groups nest deeper, Ansible takes those of one depth in the order of a set's
// hashes, another in each run: there the order is not compared.
func compared(t *testing.T, py *original.Python, name, text string, patterns []string, nested bool) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	v, err := py.Call("look", path, patterns)
	if err != nil {
		t.Fatal(err)
	}
	theirs := v.(original.Dict)
	inv, err := Load([]string{path}, nil)
	if err != nil {
		t.Errorf("%v\n%s", err, text)
		return
	}
	part := func(name string) original.Dict { return theirs.Get(name).(original.Dict) }
	for _, p := range patterns {
		ours, _, err := inv.Select(p)
		want := part("chosen").Get(p)
		if want == nil {
			if err == nil && len(ours) > 0 {
				t.Errorf("pattern %q: %q, which Ansible refuses\n%s", p, ours, text)
			}
			continue
		}
		if nested {
			slices.Sort(ours)
			list := want.([]any)
			slices.SortFunc(list, func(a, b any) int { return strings.Compare(a.(string), b.(string)) })
		}
		if got := words(ours); err != nil || !original.Same(got, want) {
			t.Errorf("pattern %q: %v, %v, Ansible's %v\n%s", p, got, err, want, text)
		}
	}
	for _, g := range inv.Groups() {
		members := inv.Members(g)
		slices.Sort(members)
		if want := part("groups").Get(g); !original.Same(words(members), want) {
			t.Errorf("group %s: %v, Ansible's %v\n%s", g, members, want, text)
		}
		if got, want := value.JSON(inv.GroupVars(g), 0), part("vars").Get(g); got != want {
			t.Errorf("variables of group %s: %v, Ansible's %v\n%s", g, got, want, text)
		}
	}
	if len(inv.Groups()) != len(part("groups")) {
		t.Errorf("groups %v, Ansible's %v\n%s", inv.Groups(), part("groups"), text)
	}
	for _, h := range inv.Hosts() {
		if got, want := value.JSON(inv.HostVars(h), 0), part("hosts").Get(h); got != want {
			t.Errorf("variables of host %s: %v, Ansible's %v\n%s", h, got, want, text)
		}
		if got, want := words(inv.GroupsOf(h)), part("order").Get(h); !original.Same(got, want) {
			t.Errorf("groups of host %s: %v, Ansible's %v\n%s", h, got, want, text)
		}
	}
	if len(inv.Hosts()) != len(part("hosts")) {
		t.Errorf("hosts %v, Ansible's %v\n%s", inv.Hosts(), part("hosts"), text)
	}
}

func words(list []string) []any {
	out := []any{}
	for _, w := range list {
		out = append(out, w)
	}
	return out
}

var patterns = []string{"all", "*", "web", "web:db", "web,db", "web:!h2", "web,!h2", "web:&db", "all:!web", "all:!web:!db", "~h[12]", "~(h1|db)", "h*", "w*", "h?", "h[12]", "web[0]", "web[1:2]", "web[-1]", "web[1:]", "web[0:1]",
	"*:!h1", "&web", "!web", "all:&web:&db", "nosuch", "h1:nosuch", "h3,h1", "h1,h1", "ungrouped", "web[9]", "localhost", "h1:h2", "all[0]", "all[-2]", "h[!1]", "h[!1-3]", "[wd]*", "h[^1]"}

func TestInventoriesAsAnsibleReadsThem(t *testing.T) {
	py := judge(t)
	for name, text := range map[string]string{
		"ini":       "lone a=1\n[web]\nh1 ansible_port=2222 flag=False num=010 p=8080 y=yes f=1.5 l=[1,2] d={'a':1} q='two words' e= h='a#b' # c\nh2\nh[3:5]\n[db]\nh2\nx[a:c].example.org v=\"{{ w }}\"\n[db:vars]\ng=True\nn=10\nt=a b c\nl=[1, 'x']\nempty=\n[par:children]\nweb\ndb\n[par:vars]\nansible_group_priority=5\n",
		"ini2":      "[web]\n10.0.0.1:22\n[::1]:2022 a=1\nh1 a=1\nh1 b=2\nh1 a=3\n\n; comment\n# comment\n[web:vars]\na=1 # c\nb = \"x # y\"\n c=d\n[empty]\n[z:children]\nempty\nweb\n",
		"ini3":      "h[01:10:3] a=1\nh[1:3]-[a:b]\nhost[001:003]x\n",
		"hosts.yml": "all:\n  hosts:\n    lone: {a: 1}\n  vars: {v: yes, n: 0644}\n  children:\n    web:\n      hosts:\n        h[1:3]: {p: 8080}\n        h2:\n      vars:\n        t: text\n        l: [1, two, {three: 3}]\n      children:\n        deep: {hosts: {h9: }}\n    db:\n      hosts: {h2: {q: \"x\"}}\n",
		"two.yaml":  "web:\n  hosts:\n    h1:\n    h2:\n      a: 1\ndb:\n  children:\n    web:\n  vars: {x: 1:30}\n",
	} {
		t.Run(name, func(t *testing.T) { compared(t, py, name, text, patterns, false) })
	}
}

// generated is an inventory in which groups nest, hosts are in several, and all have
// variables.
func generated(r *rand.Rand, nested bool) string {
	names := []string{"web", "db", "par", "zoo", "app"}
	literals := []string{"1", "010", "1.5", "True", "false", "yes", "'a b'", "[1,'x']", "{'k':2}", "text", "\"x y\"", "None", "0x10", "1e3", "a=b", "-7", "(1,2)", "''", "~", "é"}
	var b strings.Builder
	vars := func(n int) string {
		s := ""
		for range r.IntN(n) {
			s += fmt.Sprintf(" v%d=%s", r.IntN(4), literals[r.IntN(len(literals))])
		}
		return s
	}
	for range r.IntN(3) {
		fmt.Fprintf(&b, "h%d%s\n", 1+r.IntN(6), vars(3))
	}
	for i, g := range names {
		fmt.Fprintf(&b, "[%s]\n", g)
		for range r.IntN(4) {
			switch r.IntN(5) {
			case 0:
				from := 1 + r.IntN(4)
				fmt.Fprintf(&b, "h[%d:%d]%s\n", from, from+r.IntN(3), vars(3))
			default:
				fmt.Fprintf(&b, "h%d%s\n", 1+r.IntN(6), vars(3))
			}
		}
		if r.IntN(2) == 0 {
			fmt.Fprintf(&b, "[%s:vars]\n", g)
			for range 1 + r.IntN(3) {
				fmt.Fprintf(&b, "v%d=%s\n", r.IntN(4), literals[r.IntN(len(literals))])
			}
			if r.IntN(3) == 0 {
				fmt.Fprintf(&b, "ansible_group_priority=%d\n", r.IntN(20))
			}
		}
		if nested && i+1 < len(names) && r.IntN(2) == 0 { // groups nest in those before them alone
			fmt.Fprintf(&b, "[%s:children]\n", g)
			for range 1 + r.IntN(2) {
				fmt.Fprintln(&b, names[i+1+r.IntN(len(names)-i-1)])
			}
		}
	}
	return b.String()
}

func TestGeneratedInventories(t *testing.T) {
	py := judge(t)
	r := original.Rand(t)
	terms := []string{"all", "web", "db", "par", "zoo", "app", "h1", "h2", "h3", "h*", "?eb", "~h[24]", "*", "ungrouped", "nope"}
	some := []string{"web[0]", "web[1:]", "db[-1]", "par[0:1]"}
	for i := range original.Rounds(t, 80) {
		nested := i%2 == 0
		usable := terms
		if !nested {
			usable = append(usable[:len(usable):len(usable)], some...)
		}
		var chosen []string
		for range 8 {
			var parts []string
			for range 1 + r.IntN(3) {
				parts = append(parts, []string{"", "", "!", "&"}[r.IntN(4)]+usable[r.IntN(len(usable))])
			}
			chosen = append(chosen, strings.Join(parts, []string{":", ","}[r.IntN(2)]))
		}
		compared(t, py, "hosts", generated(r, nested), chosen, nested)
		if t.Failed() {
			return
		}
	}
}

// Half a pattern, which Ansible takes for all hosts or for none, is refused.
func TestHalfAPattern(t *testing.T) {
	inv, err := Load([]string{"h1,h2"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []string{"[", "~[", "h1,[", "~(", "@file", "h[1"} {
		if got, _, err := inv.Select(p); err == nil || len(got) != 0 || !strings.Contains(err.Error(), "pattern ") {
			t.Errorf("%q: %v, %v", p, got, err)
		}
	}
}
