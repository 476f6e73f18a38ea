package fab_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// A said error has a kind and a text of one line.
type said struct {
	err, kind error
	want      string
}

func saysSo(t *testing.T, all ...said) {
	t.Helper()
	for _, c := range all {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("got  %v\nwant %s", c.err, c.want)
		}
		if !errors.Is(c.err, c.kind) {
			t.Errorf("%v is not of kind %v", c.err, c.kind)
		}
	}
}

func TestWordsOfKinds(t *testing.T) {
	for kind, want := range map[error]string{
		fab.ErrAbort: "aborted", fab.ErrFailed: "command failed", fab.ErrTransfer: "transfer failed", fab.ErrHosts: "task failed on hosts", fab.ErrNetwork: "network error",
		fab.ErrCommandTimeout: "command timed out", fab.ErrPrompt: "nobody to ask", fab.ErrInvalid: "invalid argument", fab.ErrNoTask: "no such task", fab.ErrClosed: "session is closed",
	} {
		if kind.Error() != "fab: "+want {
			t.Errorf("%q, want %q", kind, want)
		}
		if e := (&fab.Error{Kind: kind, Op: "try", Host: "h", Input: "a b"}); e.Error() != `fab: try on h: "a b": `+want {
			t.Errorf("%q", e)
		}
	}
	if e := (*fab.Error)(nil); e.Error() != "fab: no error" {
		t.Errorf("%q", e.Error())
	}
}

func TestWordsOfWrongCalls(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	file := filepath.Join(t.TempDir(), "file")
	c, _ := asked(t, &fab.Env{HostString: "h", DryRun: true}, "")
	nowhere, _ := asked(t, &fab.Env{AbortOnPrompts: true}, "")
	unasked, _ := asked(t, &fab.Env{HostString: "h", AbortOnPrompts: true}, "")
	closed, _ := asked(t, &fab.Env{HostString: "h"}, "")
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	var none *fab.Context
	var noEnv *fab.Env
	set := func(name string, value any) error { return new(fab.Env).Set(name, value) }
	run := func(c *fab.Context) error { return second(c.Run("true", nil)) }
	execute := func(task any, o *fab.ExecuteOptions) error { return second(c.Execute(task, o)) }
	task := func(f any, args ...fab.Arg) fab.Task { return fab.Task{Name: "t", Func: f, Args: args} }
	tunnel := func(port int, o *fab.TunnelOptions) error { return second(c.RemoteTunnel(port, o)) }
	saysSo(t,
		said{run(none), fab.ErrInvalid, "fab: run: the context was not made by NewContext"},
		said{run(none.Cd("x")), fab.ErrInvalid, "fab: run: the context was not made by NewContext"},
		said{run(closed), fab.ErrClosed, "fab: run: session is closed"},
		said{run(nowhere), fab.ErrPrompt, "fab: needed to ask for a host to connect to, but abort-on-prompts was set to True"},
		said{second(unasked.Prompt("Why?", nil)), fab.ErrPrompt, "fab: h: needed to ask for a prompt, but abort-on-prompts was set to True"},
		said{second(c.Prompt("Why?", &fab.PromptOptions{Pattern: "("})), fab.ErrInvalid, "fab: prompt: \"(\": not a regular expression: error parsing regexp: missing closing ): `\\A(?:()\\z`"},
		said{second(c.Prompt("Why?", nil)), io.ErrUnexpectedEOF, "fab: prompt on h: nobody answered: the input is at its end: unexpected EOF"},

		said{second(c.Run("", nil)), fab.ErrInvalid, "fab: run: expected a command"},
		said{second(c.Run("a\x00b", nil)), fab.ErrInvalid, `fab: run: "a?b": the command holds a zero byte`},
		said{second(c.Sudo("a\x00b", nil)), fab.ErrInvalid, `fab: sudo: "a?b": the command holds a zero byte`},
		said{second(c.Sudo("a", &fab.RunOptions{User: "b\x00"})), fab.ErrInvalid, `fab: sudo: "a": what goes around the command, or its user or group, holds a zero byte`},
		said{second(c.Prefix("x").Sudo("a", &fab.RunOptions{NoShell: true})), fab.ErrInvalid, `fab: sudo: "a": without a shell there are no prefixes and no variables for it: leave NoShell out`},
		said{second(c.Local("", nil)), fab.ErrInvalid, "fab: local: expected a command"},
		said{run(c.Cd("")), fab.ErrInvalid, "fab: cd: expected the path of a directory"},
		said{run(c.Lcd("")), fab.ErrInvalid, "fab: lcd: expected the path of a directory"},
		said{run(c.Prefix("")), fab.ErrInvalid, "fab: prefix: expected a command"},
		said{run(c.Path("", nil)), fab.ErrInvalid, "fab: path: expected a directory"},
		said{run(c.Path("/x", &fab.PathOptions{Behavior: "instead"})), fab.ErrInvalid, `fab: path: "instead": no such behaviour: expected append, prepend or replace`},
		said{run(c.ShellEnv(map[string]string{"a b": ""})), fab.ErrInvalid, `fab: shell_env: "a b": no name of a variable: expected letters, digits and _`},
		said{run(c.ShellEnv(map[string]string{"a": "\x00"})), fab.ErrInvalid, `fab: shell_env: "a": its value holds a zero byte`},
		said{c.Require("a", "b"), fab.ErrAbort, `fab: require on h: "a, b": not set in env, and required`},
		said{tunnel(0, nil), fab.ErrInvalid, `fab: remote_tunnel: "0": not a port from 1 to 65535, or 0 with a local port`},
		said{tunnel(65536, nil), fab.ErrInvalid, `fab: remote_tunnel: "65536": not a port from 1 to 65535, or 0 with a local port`},

		said{second(c.Get("", file, nil)), fab.ErrInvalid, "fab: get: expected a remote path"},
		said{second(c.GetWriter("x", nil, nil)), fab.ErrInvalid, `fab: get: "x": there is no writer`},
		said{second(c.Put("", "x", nil)), fab.ErrInvalid, "fab: put: expected a local path; PutReader takes a reader"},
		said{second(c.Put(file, "x", &fab.PutOptions{Mode: 0o10000})), fab.ErrInvalid, `fab: put: "0o10000": not a mode: expected permissions up to 0o7777`},
		said{second(c.PutReader(nil, "x", nil)), fab.ErrInvalid, `fab: put: "x": there is no reader`},
		said{second(c.PutReader(strings.NewReader(""), "", nil)), fab.ErrInvalid, "fab: put: expected the name of a file for what the reader has"},
		said{second(c.PutReader(strings.NewReader(""), "d/", nil)), fab.ErrInvalid, `fab: put: "d/": expected the name of a file for what the reader has`},
		said{second(c.PutReader(strings.NewReader(""), "x", &fab.PutOptions{MirrorLocalMode: true})), fab.ErrInvalid, `fab: put: "x": a reader has no mode to mirror`},

		said{noEnv.Set("a", 1), fab.ErrInvalid, `fab: env: "a": there is no env to set it in`},
		said{set("", 1), fab.ErrInvalid, "fab: env: a key without a name"},
		said{set("local_user", "x"), fab.ErrInvalid, `fab: env: "local_user": cannot be set: it is who runs this program`},
		said{set("user", 1.5), fab.ErrInvalid, `fab: env: "user": cannot be set: 1.5 of type float64: expected a text`},
		said{set("warn_only", "maybe"), fab.ErrInvalid, `fab: env: "warn_only": cannot be set: "maybe": expected true or false`},
		said{set("warn_only", 1.5), fab.ErrInvalid, `fab: env: "warn_only": cannot be set: 1.5 of type float64: expected true or false`},
		said{set("pool_size", "-1"), fab.ErrInvalid, `fab: env: "pool_size": cannot be set: "-1": expected a number, at least 0`},
		said{set("pool_size", fab.Secret("hunter2")), fab.ErrInvalid, `fab: env: "pool_size": cannot be set: a password: expected a number`},
		said{set("timeout", "soon"), fab.ErrInvalid, `fab: env: "timeout": cannot be set: "soon": expected seconds, such as 10, 0.5 or 1m30s`},
		said{set("timeout", true), fab.ErrInvalid, `fab: env: "timeout": cannot be set: true of type bool: expected seconds`},
		said{set("hosts", 5), fab.ErrInvalid, `fab: env: "hosts": cannot be set: 5 of type int: expected a list of texts`},
		said{noEnv.LoadInventory(file), fab.ErrInvalid, `fab: inventory: "` + file + `": there is no env to load it into`},
		said{new(fab.Env).LoadInventory(file), os.ErrNotExist, `fab: inventory: "` + file + `": the file cannot be read: open ` + file + ": no such file or directory"},

		said{second(fab.ParseCall("")), fab.ErrInvalid, "fab: command line: a task has no name: expected task or task:arguments"},
		said{second(fab.ParseCall("t:a=b=c")), fab.ErrInvalid, `fab: command line: "t:a=b=c": too many = in "a=b=c": write \= for one that belongs to the value`},
		said{execute(5, nil), fab.ErrInvalid, `fab: execute: "int": expected a Task, the name of one, or a function`},
		said{execute("none", nil), fab.ErrNoTask, `fab: execute: "none": the session knows no task of that name`},
		said{execute(fab.Task{Func: func() {}}, nil), fab.ErrInvalid, "fab: task: expected a name without blanks, commas and colons"},
		said{execute(task(5), nil), fab.ErrInvalid, `fab: task: "t": Func is a int: expected a function`},
		said{execute(task(func(struct{}) {}), nil), fab.ErrInvalid, `fab: task: "t": parameter 1 is of type struct {}, which no text becomes: expected string, bool, int, int64, uint, float64, time.Duration, or []string at the end`},
		said{execute(task(func() {}, fab.Arg{Name: "a"}), nil), fab.ErrInvalid, `fab: task: "t": 1 arguments are named, of 0 parameters`},
		said{execute(task(func() (int, int) { return 0, 0 }), nil), fab.ErrInvalid, `fab: task: "t": it returns 2 values: expected nothing, an error, or a value and an error`},
		said{execute(fab.Task{Name: "t", Func: func() {}, Parallel: true, Serial: true}, nil), fab.ErrInvalid, `fab: task: "t": it cannot be both parallel and serial`},
		said{execute(fab.Task{Name: "t", Func: func() {}, Roles: []string{"a", "b"}}, nil), fab.ErrAbort, `fab: task t: "a, b": no such role in env.roledefs`},
	)
}

// The help has every option once, with what the command line takes it for and a text, and
// -h is --help.
func TestWordsOfTheHelp(t *testing.T) {
	status, help := 0, ""
	for _, option := range []string{"-h", "--help"} {
		text, n := ran(t, shown(), "", option)
		if status += n; help != "" && text != help {
			t.Errorf("-h and --help differ:\n%s\n%s", help, text)
		}
		help = text
	}
	line := regexp.MustCompile(`(?m)^  (?:(-\S)(?: (\S+))?(?:, |  ))?(?:(--[a-z][-_a-z]*)(?:=(\S+))?)? +(\S.*)$`)
	seen := map[string]bool{}
	for _, m := range line.FindAllStringSubmatch(help, -1) {
		for _, name := range []string{m[1], m[3]} {
			if name == "" {
				continue
			}
			if seen[name] {
				t.Errorf("%s is there twice", name)
			}
			seen[name] = true
			args, want := []string{"show", name}, name+" option requires 1 argument\n"
			switch {
			case m[2] != "" || m[4] != "":
			case name == m[3]:
				args, want = []string{"show", name + "=x"}, name+" option does not take a value\n"
			default:
				continue // a letter alone takes no value in this way
			}
			if text, n := ran(t, shown(), "", args...); n != 2 || !strings.HasSuffix(text, want) {
				t.Errorf("%q: %d %s", args, n, text)
			}
		}
	}
	for _, name := range strings.Fields("-h --help -l --list -H --hosts -P --parallel --set -R --roles -u --user -x --exclude-hosts -w --warn-only -z --pool-size") {
		if !seen[name] {
			t.Errorf("the help has no %s", name)
		}
	}
	if status != 0 || len(seen) < 60 {
		t.Errorf("status %d, %d options", status, len(seen))
	}
}

func TestWordsOfWrongCommandLines(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	none := filepath.Join(t.TempDir(), "none")
	const usage = "Usage: fab [options] <task>[:arg1,arg2=val2,host=foo,hosts='h1;h2',...] ...\n\nfab: error: "
	for line, want := range map[string]string{
		"--set=a=b=c show":    `option --set: "a=b=c": expected KEY=VALUE, with \= for an equals sign in it`,
		"-F odd -l":           `option -F: "odd": expected short, normal or nested`,
		"--gss-auth show":     "--gss-auth: GSS-API is not supported",
		"--none show":         "no such option: --none",
		"-? show":             "no such option: -?",
		"--list=x":            "--list option does not take a value",
		"show -u":             "-u option requires 1 argument",
		"show --user":         "--user option requires 1 argument",
		"--skip show":         "ambiguous option: --skip (--skip-bad-hosts, --skip-unknown-tasks?)",
		"-t soon show":        `option -t: "soon": expected seconds, such as 10, 0.5 or 1m30s`,
		"--pool-size=x show":  `option --pool-size: "x": expected a number, at least 0`,
		"--keepalive=-1 show": `option --keepalive: "-1": expected seconds, such as 10, 0.5 or 1m30s`,
	} {
		if got, status := ran(t, shown(), "", strings.Fields(line)...); status != 2 || got != usage+want+"\n" {
			t.Errorf("%s: %d\n%swant %s", line, status, got, want)
		}
	}
	for line, want := range map[string]string{
		"--compile=x":                   `compile: "x": this program is compiled already`,
		"--completion=x":                `completion: "x": expected bash, zsh or fish`,
		"-d none":                       "Task 'none' does not appear to exist. Valid task names:\n    show",
		"show:a=b=c":                    `command line: "show:a=b=c": too many = in "a=b=c": write \= for one that belongs to the value`,
		":x":                            `command line: ":x": a task has no name: expected task or task:arguments`,
		"show:x":                        `task show: "x": too many arguments: it takes none`,
		"-c " + none + " show":          `settings: "` + none + `": the file cannot be read: open ` + none + ": no such file or directory",
		"--inventory=" + none + " show": `inventory: "` + none + `": the file cannot be read: open ` + none + ": no such file or directory",
		"-R none show":                  "The following specified roles do not exist:\n    none",
		"--hide=odd show":               `output: "odd": no such level: expected one of aborts, commands, debug, everything, exceptions, output, running, status, stderr, stdout, user, warnings`,
	} {
		if got, status := ran(t, shown(), "", strings.Fields(line)...); status != 1 || got != "\nFatal error: "+want+"\n\nAborting.\n" {
			t.Errorf("%s: %d\n%swant %s", line, status, got, want)
		}
	}
	for line, want := range map[string]string{
		"--version": "fab of pyops, as Fabric 1.14\n",
		"-d show":   "Displaying detailed information for task 'show':\n\n    No docstring provided\n    Arguments: \n\n",
		"-l":        "Available commands:\n\n    show\n",
	} {
		if got, status := ran(t, shown(), "", strings.Fields(line)...); status != 0 || got != want {
			t.Errorf("%s: %d\n%q\nwant %q", line, status, got, want)
		}
	}
}

// What is empty is not set; false and 0 are.
func TestRequireOfEmptyValues(t *testing.T) {
	c, _ := asked(t, &fab.Env{Extra: map[string]any{"nothing": nil, "text": "", "secret": fab.Secret(""), "list": []string{}, "map": map[string]string{}, "false": false, "zero": 0}}, "")
	saysSo(t, said{
		c.Require("user", "false", "zero", "nothing", "text", "secret", "list", "map", "hosts", "password", "passwords", "roledefs"), fab.ErrAbort,
		`fab: require: "nothing, text, secret, list, map, hosts, password, passwords, roledefs": not set in env, and required`,
	})
	c.Env.Hosts, c.Env.Password, c.Env.Passwords = []string{"h"}, "p", map[string]fab.Secret{"h": "p"}
	c.Env.Extra["text"], c.Env.Extra["list"], c.Env.Extra["map"] = "x", []string{""}, map[string]string{"": ""}
	if err := c.Require("text", "list", "map", "hosts", "password", "passwords"); err != nil {
		t.Error(err)
	}
}
