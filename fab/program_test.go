package fab_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// ran runs a program and returns what it prints.
func ran(t *testing.T, p *fab.Program, stdin string, args ...string) (string, int) {
	t.Helper()
	seen := &screen{}
	status := p.Run(ctx(t), args, &fab.Streams{In: strings.NewReader(stdin), Out: seen, Err: seen})
	return seen.String(), status
}

// shown are keys of env as a task sees them.
func shown(names ...string) *fab.Program {
	return &fab.Program{Tasks: []fab.Task{{Name: "show", Func: func(c *fab.Context) {
		var b strings.Builder
		for _, n := range names {
			v, _ := c.Env.Get(n)
			if s, ok := v.(fab.Secret); ok {
				v = string(s)
			}
			b.WriteString(n + "=" + strings.Trim(strings.ReplaceAll(strings.Join(strings.Fields(python(v)), " "), "'", ""), "[]") + " ")
		}
		c.Puts(b.String(), &fab.PutsOptions{NoPrefix: true})
	}}}}
}

func TestOptions(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	for _, q := range []struct {
		args, names, want string
	}{
		{"-u me --port=23 -t 3 -T 4.5", "user port timeout command_timeout", "user=me port=23 timeout=3s command_timeout=4.5s "},
		{"-wAk -n3 -z 5", "warn_only forward_agent no_keys connection_attempts pool_size", "warn_only=True forward_agent=True no_keys=True connection_attempts=3 pool_size=5 "},
		{"-x a,b -g gw", "exclude_hosts gateway", "exclude_hosts=a, b gateway=gw "},
		{"-p pass --sudo-password word", "password sudo_password", "password=pass sudo_password=word "},
		{"--pass pass -s sh", "password shell", "password=pass shell=sh "},
		{`--set=a=1,b,c\,d=e\=f,warn_only=true`, "a b c,d warn_only", "a=1 b=True c,d=e=f warn_only=True "},
		{"-i one -i two", "key_filename", "key_filename=one, two "},
		{"--no-pty --linewise -D -a -e", "always_use_pty linewise disable_known_hosts no_agent eagerly_disconnect", "always_use_pty=False linewise=True disable_known_hosts=True no_agent=True eagerly_disconnect=True "},
		{"--retries 2 --retry-wait 1 --batch 3 --max-failures 4 --dry-run --keep-by-host", "retries batch_size max_failures dry_run keep_by_host", "retries=2 batch_size=3 max_failures=4 dry_run=True keep_by_host=True "},
		{"--abort-on-prompts --colorize-errors -r --skip-bad-hosts --skip-unknown-tasks -P --use-ssh-config", "abort_on_prompts colorize_errors reject_unknown_hosts skip_bad_hosts skip_unknown_tasks parallel use_ssh_config", "abort_on_prompts=True colorize_errors=True reject_unknown_hosts=True skip_bad_hosts=True skip_unknown_tasks=True parallel=True use_ssh_config=True "},
		{"--system-known-hosts kh --keepalive 7 --ssh-config-path sc -f ff --port 9", "system_known_hosts keepalive ssh_config_path fabfile port", "system_known_hosts=kh keepalive=7s ssh_config_path=sc fabfile=ff port=9 "},
		{"--accept-new-hosts", "reject_unknown_hosts accept_new_hosts", "reject_unknown_hosts=False accept_new_hosts=True "},
		{"", "reject_unknown_hosts tasks command", "reject_unknown_hosts=True tasks=show command=show "},
	} {
		out, status := ran(t, shown(strings.Fields(q.names)...), "", append(strings.Fields(q.args), "show")...)
		if status != 0 || out != q.want+"\n\nDone.\n" {
			t.Errorf("%s: %d, %q, want %q", q.args, status, out, q.want)
		}
	}
	for args, want := range map[string]string{
		"--nosuch": "no such option: --nosuch", "-Z": "no such option: -Z", "--li": "ambiguous option: --li (--list-format, --list, --linewise?)", "-u": "-u option requires 1 argument",
		"--user": "--user option requires 1 argument", "--list=x": "--list option does not take a value", "-n x": `option -n: "x": expected a number`, "-F long": `option -F: "long": expected short, normal or nested`,
		"--gss-auth": "GSS-API is not supported", "--set a=b=c": `expected KEY=VALUE`,
	} {
		out, status := ran(t, shown("user"), "", strings.Fields(args)...)
		if status != 2 || !strings.Contains(out, want) || !strings.HasPrefix(out, "Usage: fab ") {
			t.Errorf("%s: %d, %s", args, status, out)
		}
	}
	for args, want := range map[string]string{"--hide nosuch show": "no such level", "--set version=1 show": "cannot be set", "--compile x": "compiled already", "--completion csh": `completion: "csh": expected bash, zsh or fish`, "-c /nosuch show": "cannot be read", "--inventory /nosuch show": "cannot be read", "show:x": "too many arguments", ":x": "a task has no name"} {
		out, status := ran(t, shown("user"), "", strings.Fields(args)...)
		if status != 1 || !strings.Contains(out, "\nFatal error: ") || !strings.Contains(out, want) {
			t.Errorf("%s: %d, %s", args, status, out)
		}
	}
	if out, status := ran(t, shown(), "", "-V"); status != 0 || !strings.Contains(out, "1.14") {
		t.Errorf("%d, %s", status, out)
	}
	if out, status := ran(t, shown(), "", "-h"); status != 0 || !strings.Contains(out, "-T N, --command-timeout=N") {
		t.Errorf("%d, %s", status, out)
	}
	if out, status := ran(t, shown("password", "sudo_password"), "one\ntwo\n", "-I", "--initial-sudo-password-prompt", "show"); status != 0 || !strings.Contains(out, "password=one sudo_password=two") {
		t.Errorf("%d, %s", status, out)
	}
	if out, status := ran(t, shown("x"), "", "--skip-unknown-tasks", "nosuch", "show"); status != 0 || !strings.HasPrefix(out, "\nWarning: Command(s) not found:\n    nosuch\n\n") || !strings.HasSuffix(out, "Done.\n") {
		t.Errorf("%d, %s", status, out)
	}
}

func TestSettingsAndInventory(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	write := func(name, text string) string {
		path := filepath.Join(home, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write(".fabricrc", "# mine\n\n; also\nuser = rc user\n stage=prod = a\nwarn_only = yes\n")
	out, status := ran(t, shown("user", "stage", "warn_only"), "", "show")
	if status != 0 || !strings.HasPrefix(out, "user=rc user stage=prod = a warn_only=True ") {
		t.Errorf("%d, %s", status, out)
	}
	if out, _ := ran(t, shown("user"), "", "-u", "cli", "show"); !strings.HasPrefix(out, "user=cli ") {
		t.Errorf("the command line goes before the file: %s", out)
	}
	other := write("other", "user = other\n")
	if out, _ := ran(t, shown("user", "warn_only"), "", "-c", other, "show"); !strings.HasPrefix(out, "user=other warn_only=False ") {
		t.Errorf("%s", out)
	}
	for text, want := range map[string]string{"user\n": "broken:1\": expected key = value\n", "\ntimeout = x\n": "broken:2: env: \"timeout\": cannot be set: \"x\": expected seconds, such as 10, 0.5 or 1m30s\n"} {
		if out, status := ran(t, shown("user"), "", "-c", write("broken", text), "show"); status != 1 || !strings.Contains(out, want) {
			t.Errorf("%q: %d, %s", text, status, out)
		}
	}

	e := &fab.Env{Hosts: []string{"before"}}
	if err := e.LoadInventory(write("hosts", `
plain # a comment
[web]
web[08:10].example.org:2222 ansible_user=deploy
db-[a:c] color=red
[db:vars]
x=y
[db]
alias ansible_host=10.0.0.1 ansible_port=23 ansible_user='me'
you@[::1]:22
older ansible_ssh_host="10.0.0.2" ansible_ssh_port=24 ansible_ssh_user=she
[all:children]
web
db
[web]
late
`)); err != nil {
		t.Fatal(err)
	}
	web := []string{"deploy@web08.example.org:2222", "deploy@web09.example.org:2222", "deploy@web10.example.org:2222", "db-a", "db-b", "db-c", "late"}
	db := []string{"me@10.0.0.1:23", "you@[::1]:22", "she@10.0.0.2:24"}
	if want := []string{"before", "plain"}; !slices.Equal(e.Hosts, want) {
		t.Errorf("hosts: %q", e.Hosts)
	}
	for name, want := range map[string][]string{"web": web, "db": db, "all": slices.Concat(web, db)} {
		if got := e.Roledefs[name].Hosts; !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	const few = "not a range that goes up, of less than 131072 hosts"
	for text, want := range map[string]string{
		"a b\n": `hosts:1: "b": expected a host, and behind it name=value`, "[x\ny\n": `hosts:1: "[x": expected [user@]host[:port]`, "[x:odd]\n": "hosts:1: expected [role] or [role:children]",
		"\nh[3:1]\n": "hosts:2: [3:1]: " + few, "h[1:999999999]\n": "hosts:1: [1:999999999]: " + few, "h[0:131072]\n": "hosts:1: [0:131072]: " + few, "h[1:a]\n": "hosts:1: [1:a]: not a range that goes up", "h[b:a]\n": "hosts:1: [b:a]: not a range that goes up",
		"h[0:1023]\nh[1:127][0:1023]\nh": "hosts:3: more than 131072 hosts",
		"[a:children]\nb\n":              `hosts: [a:children] names "b", which is no role`, "h[1:2] ansible_host=x\n": "hosts:1: one address for 2 hosts", "@:\n": `hosts:1: "@:": expected [user@]host[:port]`,
	} {
		e := &fab.Env{}
		err := e.LoadInventory(write("hosts", text))
		var told *fab.Error
		if !errors.Is(err, fab.ErrInvalid) || !errors.As(err, &told) || told.Op != "inventory" || told.Input+": "+told.Reason != filepath.Join(home, want) || e.Hosts != nil {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestLists(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	long := strings.Repeat("very ", 40)
	p := &fab.Program{Doc: "D.", Tasks: []fab.Task{{Name: "top", Doc: long, Func: func() {}}, {Name: "db.move", Func: func() {}}, {Name: "db.sub.x", Func: func() {}}, {Name: "db.sub.y", Func: func() {}}, {Name: "app.go", Func: func() {}, Args: nil}}}
	if out, _ := ran(t, p, "", "-l", "-F", "nested"); out != "D.\n\nAvailable commands (remember to call as module.[...].task):\n\n    top\n    app:\n        go\n    db:\n        move\n        sub:\n            x\n            y\n" {
		t.Errorf("%s", out)
	}
	out, _ := ran(t, p, "", "-l")
	for line := range strings.Lines(out) {
		if len(line) > 80 || strings.Contains(line, "very") && !strings.HasSuffix(line, "...\n") {
			t.Errorf("%q", line)
		}
	}
	if out, status := ran(t, p, "", "-d", "top"); status != 0 || !strings.HasPrefix(out, "Displaying detailed information for task 'top':\n\n    very ") {
		t.Errorf("%d, %s", status, out)
	}
	for _, bad := range []fab.Task{
		{Name: "a b", Func: func() {}}, {Name: "x", Func: 1}, {Name: "x", Func: func(chan int) {}}, {Name: "x", Func: func() (int, int) { return 0, 0 }},
		{Name: "x", Func: func() {}, Parallel: true, Serial: true}, {Name: "x", Func: func(string) {}, Args: []fab.Arg{{Name: "a"}, {Name: "b"}}},
	} {
		if out, status := ran(t, &fab.Program{Tasks: []fab.Task{bad}}, "", "x"); status != 1 || !strings.Contains(out, "Fatal error: task") {
			t.Errorf("%+v: %d, %s", bad, status, out)
		}
	}
}

// TestCompletion asks the shells what they would complete.
func TestCompletion(t *testing.T) {
	for shell, ask := range map[string]string{
		"bash": `COMP_WORDS=(fab hel); COMP_CWORD=1; fab() { echo hello; echo help_me; echo other; }; _fab; echo "${COMPREPLY[@]}"; COMP_WORDS=(fab --max); _fab; echo "${COMPREPLY[@]}"`,
	} {
		program, err := exec.LookPath(shell)
		if err != nil {
			continue // the other shells are tried where they are
		}
		script, status := ran(t, shown(), "", "--completion", shell)
		if status != 0 {
			t.Fatal(script)
		}
		out, err := exec.Command(program, "-c", script+ask).CombinedOutput()
		if err != nil || string(out) != "hello help_me\n--max-failures\n" {
			t.Errorf("%s: %s, %v", shell, out, err)
		}
	}
	for _, shell := range []string{"zsh", "fish"} {
		if out, status := ran(t, shown(), "", "--completion", shell); status != 0 || !strings.Contains(out, "--shortlist") || !strings.Contains(out, "max-failures") {
			t.Errorf("%s: %d, %s", shell, status, out)
		}
	}
}

// TestTasksChangeEnv is Fabric's idiom of a task that chooses hosts for others.
func TestTasksChangeEnv(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	p := &fab.Program{Tasks: []fab.Task{
		{Name: "staging", Func: func(c *fab.Context) {
			c.Env.Hosts, c.Env.Parallel = []string{"me@s1:1", "s2"}, false
			c.Env.Set("stage", "s")
		}},
		{Name: "where", Func: func(c *fab.Context) {
			v, _ := c.Env.Get("stage")
			c.Puts(strings.Join([]string{c.Env.HostString, c.Env.User, c.Env.Port, python(v), strings.Join(c.Env.AllHosts, "+")}, " "), &fab.PutsOptions{NoPrefix: true})
		}},
		{Name: "fork", Parallel: true, Func: func(c *fab.Context) { c.Env.Set("stage", "forked") }},
		{Name: "nest", Func: func(c *fab.Context) error {
			_, err := c.Execute("where", &fab.ExecuteOptions{Hosts: []string{"s3", "you@s4"}})
			c.Settings(func(e *fab.Env) { e.HostString = "s5" }).Execute("where", &fab.ExecuteOptions{Hosts: []string{"s5:5", "s6"}})
			return err
		}},
	}}
	// What a host string says holds for its host alone.
	out, status := ran(t, p, "", "-u", "u", "-H", "me@s1:1", "nest")
	for _, line := range []string{"s3 u 22 None", "you@s4 you 22 None", "s5:5 u 5 None", "s6 u 22 None"} {
		if status != 0 || !strings.Contains(out, "\n"+line) {
			t.Errorf("%d, expected %q:\n%s", status, line, out)
		}
	}
	out, status = ran(t, p, "", "-u", "u", "staging", "where", "fork", "where")
	one := "[me@s1:1] Executing task 'where'\nme@s1:1 me 1 's' me@s1:1+s2\n[s2] Executing task 'where'\ns2 u 22 's' me@s1:1+s2\n"
	if want := one + "[me@s1:1] Executing task 'fork'\n[s2] Executing task 'fork'\n" + one + "\nDone.\n"; status != 0 || out != want {
		t.Errorf("%d\n%s\nwant\n%s", status, out, want)
	}
}

// TestTheDefaultTask runs without a name, and with the defaults of its arguments.
func TestTheDefaultTask(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	p := &fab.Program{Tasks: []fab.Task{
		{Name: "other", Func: func(c *fab.Context) { c.Puts("other", nil) }},
		{Name: "hello", Default: true, Args: []fab.Arg{{Name: "name", Default: fab.Value("world")}}, Func: func(c *fab.Context, name string) { c.Puts("Hello "+name, nil) }},
	}}
	if out, status := ran(t, p, ""); status != 0 || out != "Hello world\n\nDone.\n" {
		t.Errorf("%d, %q", status, out)
	}
	p.Tasks[1].Args[0].Default = nil
	if out, status := ran(t, p, ""); status != 1 || !strings.Contains(out, "task hello: argument name is missing: it takes name") {
		t.Errorf("%d, %q", status, out)
	}
}

// TestWhichHosts is the order in which places that name hosts count.
func TestWhichHosts(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	calls := 0
	task := func(hosts, roles []string) *fab.Program {
		return &fab.Program{
			Setup: func(e *fab.Env) error {
				e.Roledefs = map[string]fab.Role{"r": {Hosts: []string{"r1", "both"}}, "q": {Hosts: []string{"q1"}}}
				return nil
			},
			Tasks: []fab.Task{{Name: "t", Hosts: hosts, Roles: roles, Func: func(c *fab.Context) { calls++ }}},
		}
	}
	// What a fabfile sets at its top goes before the command line, as in Fabric.
	top := &fab.Program{
		Setup: func(e *fab.Env) error { e.Hosts = []string{"x1"}; return nil },
		Tasks: []fab.Task{{Name: "t", Func: func(*fab.Context) { calls++ }}},
	}
	plain, own := task(nil, nil), task([]string{"y1", "y2", "both"}, []string{"r"})
	for _, q := range []struct {
		p          *fab.Program
		args, want string
	}{
		{plain, "-H a,b t", "a b"}, {plain, "-R r t", "r1 both"}, {plain, "-H a,both -R r,q t", "a both r1 q1"}, {plain, "-H a,a,a t", "a"}, {plain, "-H a,b,c -x b t", "a c"},
		{plain, "-H a,u@b:22,c -u u -x b t", "a c"}, {plain, "-H a t:host=c", "c"}, {plain, "-H a t:roles=q", "q1"}, {plain, "-H a t:hosts=c;d,role=q,exclude_hosts=d", "c q1"},
		{own, "-H a t", "y1 y2 both r1"}, {own, "-H a t:host=c", "c"}, {own, "-x y1,both t", "y2 r1"}, {own, "t:exclude_hosts=y2,hosts=y2;y1", "y1"}, {own, "-x y1 t:hosts=y1;z", "z"},
		{plain, "--set dedupe_hosts=false -H a,a t", "a a"}, {top, "-H zz t", "x1"}, {top, "t:host=zz", "zz"},
		{plain, "-H a -x a t", ""}, {plain, "-R r t:exclude_hosts=r1;both", ""}, {own, "-x y1,y2,both,r1 t", ""}, {own, "t:host=c,exclude_hosts=c", ""},
	} {
		calls = 0
		out, status := ran(t, q.p, "", strings.Fields(q.args)...)
		var hosts []string
		for line := range strings.Lines(out) {
			if h, _, ok := strings.Cut(strings.TrimPrefix(line, "["), "] Executing"); ok {
				hosts = append(hosts, h)
			}
		}
		if got := strings.Join(hosts, " "); status != 0 || got != q.want || calls != len(hosts) {
			t.Errorf("%s: %d, %q, %d calls, want %q\n%s", q.args, status, got, calls, q.want, out)
		}
		if excluded := "\nWarning: every host of task 't' is excluded: it does not run\n\n\nDone.\n"; q.want == "" && out != excluded {
			t.Errorf("%s: %q, want %q", q.args, out, excluded)
		}
	}
}
