package fab_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
)

// optionsOfFabric are those of its help, all but GSS-API's: the short name, the long
// one, and what they take.
var optionsOfFabric = []struct{ short, long, takes string }{
	{"h", "help", ""},
	{"d", "display", "NAME"},
	{"F", "list-format", "FORMAT"},
	{"I", "initial-password-prompt", ""},
	{"", "initial-sudo-password-prompt", ""},
	{"l", "list", ""},
	{"", "set", "KEY=VALUE,..."},
	{"", "shortlist", ""},
	{"V", "version", ""},
	{"a", "no_agent", ""},
	{"A", "forward-agent", ""},
	{"", "abort-on-prompts", ""},
	{"c", "config", "PATH"},
	{"", "colorize-errors", ""},
	{"D", "disable-known-hosts", ""},
	{"e", "eagerly-disconnect", ""},
	{"f", "fabfile", "PATH"},
	{"g", "gateway", "HOST"},
	{"", "hide", "LEVELS"},
	{"H", "hosts", "HOSTS"},
	{"i", "", "PATH"},
	{"k", "no-keys", ""},
	{"", "keepalive", "N"},
	{"", "linewise", ""},
	{"n", "connection-attempts", "M"},
	{"", "no-pty", ""},
	{"p", "password", "PASSWORD"},
	{"P", "parallel", ""},
	{"", "port", "PORT"},
	{"r", "reject-unknown-hosts", ""},
	{"", "sudo-password", "PASSWORD"},
	{"", "system-known-hosts", "PATH"},
	{"R", "roles", "ROLES"},
	{"s", "shell", "SHELL"},
	{"", "show", "LEVELS"},
	{"", "skip-bad-hosts", ""},
	{"", "skip-unknown-tasks", ""},
	{"", "ssh-config-path", "PATH"},
	{"t", "timeout", "N"},
	{"T", "command-timeout", "N"},
	{"u", "user", "USER"},
	{"w", "warn-only", ""},
	{"x", "exclude-hosts", "HOSTS"},
	{"z", "pool-size", "N"},
}

// ours are what the command line has besides.
var ours = []string{
	"--accept-new-hosts", "--batch=N", "--completion=SHELL", "--dry-run", "--inventory=FILE", "--json", "--keep-by-host", "--max-failures=N", "--retries=N", "--retry-wait=N",
	"--summary", "--use-ssh-config", "--compile=FILE",
}

// TestEveryOptionOfFabric looks for the options in the help, each with a word on what
// it does, and gives them to the command line.
func TestEveryOptionOfFabric(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	help, status := ran(t, shown(), "", "-h")
	if status != 0 {
		t.Fatal(help)
	}
	_, help, _ = strings.Cut(help, "\nOptions:\n")
	help, _, _ = strings.Cut(help, "\nExample:\n")
	explained := map[string]string{}
	name := ""
	for line := range strings.Lines(help) {
		line = strings.TrimRight(line, "\n")
		if strings.HasPrefix(line, "  -") {
			left, right, _ := strings.Cut(line[2:], "  ")
			name, right = left, strings.TrimSpace(right)
			if explained[name] != "" {
				t.Errorf("%s stands there twice", name)
			}
			explained[name] = right
			if right != "" && len(left) > 33 || right != "" && line[36] == ' ' {
				t.Errorf("%q: what it does is not in the column of the others", line)
			}
		} else {
			explained[name] += strings.TrimSpace(line)
		}
	}
	wanted := slices.Clone(ours)
	for _, o := range optionsOfFabric {
		var forms []string
		if o.short != "" {
			forms = append(forms, strings.TrimSpace("-"+o.short+" "+o.takes))
		}
		if o.long != "" {
			forms = append(forms, strings.TrimSuffix("--"+o.long+"="+o.takes, "="))
		}
		wanted = append(wanted, strings.Join(forms, ", "))
	}
	for _, w := range wanted {
		if len(explained[w]) < 10 {
			t.Errorf("%s: %q: not explained", w, explained[w])
		}
		delete(explained, w)
	}
	if len(explained) > 0 {
		t.Errorf("options of neither: %q", explained)
	}
	values := map[string]string{"n": "2", "keepalive": "3", "t": "4", "T": "5", "z": "6", "F": "short", "set": "a=b", "hide": "user", "show": "debug", "c": "", "d": "show", "system-known-hosts": "x", "port": "7"}
	for _, o := range optionsOfFabric {
		var forms [][]string
		value, known := values[o.short]
		if o.short == "" || !known {
			if value, known = values[o.long]; !known {
				value = "x"
			}
		}
		if o.short == "c" {
			continue // takes a file, which TestSettingsAndInventory has
		}
		if o.short != "" && o.takes == "" {
			forms = append(forms, []string{"-" + o.short})
		} else if o.short != "" {
			forms = append(forms, []string{"-" + o.short, value}, []string{"-" + o.short + value})
		}
		if o.long != "" && o.takes == "" {
			forms = append(forms, []string{"--" + o.long})
		} else if o.long != "" {
			forms = append(forms, []string{"--" + o.long, value}, []string{"--" + o.long + "=" + value})
		}
		for _, f := range forms {
			c, err := fab.Inspect(append(f, "show"))
			if err != nil || !slices.Equal(c.Calls, []string{"show"}) {
				t.Errorf("%q: %+v, %v", f, c, err)
			}
		}
		if o.takes != "" { // and not without what they take
			last := forms[len(forms)-1][0]
			last, _, _ = strings.Cut(last, "=")
			if _, err := fab.Inspect([]string{last}); o.long != "" && (!errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), "requires 1 argument")) {
				t.Errorf("%s: %v", last, err)
			}
		}
	}
}

// TestWhatCommandLinesAskFor is what the fab command decides by.
func TestWhatCommandLinesAskFor(t *testing.T) {
	t.Setenv("HOME", t.TempDir())
	for args, want := range map[string]fab.CommandLine{
		"":                   {Fabfile: "fabfile", NeedsFabfile: true},
		"a b:1":              {Fabfile: "fabfile", NeedsFabfile: true, Calls: []string{"a", "b:1"}},
		"-l":                 {Fabfile: "fabfile", NeedsFabfile: true, Answers: true},
		"--shortlist":        {Fabfile: "fabfile", NeedsFabfile: true, Answers: true},
		"-d a":               {Fabfile: "fabfile", NeedsFabfile: true, Answers: true},
		"-h":                 {Fabfile: "fabfile", Answers: true},
		"-V":                 {Fabfile: "fabfile", Answers: true},
		"--completion=bash":  {Fabfile: "fabfile", Answers: true},
		"-f x -- uname -a":   {Fabfile: "x", NeedsFabfile: true, Remainder: true, Command: "uname -a"},
		"a --":               {Fabfile: "fabfile", NeedsFabfile: true, Remainder: true, Calls: []string{"a"}},
		"--compile tasks":    {Fabfile: "fabfile", NeedsFabfile: true, Compile: "tasks"},
		"-H a,b a -P -f y b": {Fabfile: "y", NeedsFabfile: true, Calls: []string{"a", "b"}},
	} {
		c, err := fab.Inspect(strings.Fields(args))
		if err != nil || !equalLines(*c, want) {
			t.Errorf("%s: %+v, %v, want %+v", args, c, err, want)
		}
	}
}

func equalLines(a, b fab.CommandLine) bool {
	calls := slices.Equal(a.Calls, b.Calls)
	return calls && a.Fabfile == b.Fabfile && a.Remainder == b.Remainder && a.Command == b.Command && a.Answers == b.Answers && a.NeedsFabfile == b.NeedsFabfile && a.Compile == b.Compile
}

// playsProgram is set for a test binary that is to be a program of tasks.
const playsProgram = "PYOPS_TEST_PLAYS_TASKS"

// TestMainFunction runs a program of tasks as a process of its own.
func TestMainFunction(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]struct {
		out, err string
		status   int
	}{
		"greet:name=Jeff": {"Hello Jeff!\n\nDone.\n", "", 0},
		"ask":             {"Who? \nYou are Ada\n\nDone.\n", "", 0},
		"fail":            {"", "\nFatal error: it failed\n\nAborting.\n", 1},
		"--nosuch":        {"", "Usage: fab [options] <task>[:arg1,arg2=val2,host=foo,hosts='h1;h2',...] ...\n\nfab: error: no such option: --nosuch\n", 2},
	} {
		command := append(strings.Fields(os.Getenv("PYOPS_EMULATOR")), self, args)
		cmd := exec.Command(command[0], command[1:]...)
		cmd.Env = append(os.Environ(), playsProgram+"=1", "HOME="+t.TempDir(), "GOCOVERDIR="+t.TempDir())
		cmd.Stdin = strings.NewReader("Ada\n")
		var out, complaint bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, &complaint
		err := cmd.Run()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			t.Fatal(err)
		}
		if out.String() != want.out || complaint.String() != want.err || cmd.ProcessState.ExitCode() != want.status {
			t.Errorf("%s: status %d, %q, %q", args, cmd.ProcessState.ExitCode(), out.String(), complaint.String())
		}
	}
}

// tasks is that program.
func tasks() int {
	return fab.Main(
		fab.Task{Name: "greet", Args: []fab.Arg{{Name: "name"}}, Func: func(c *fab.Context, name string) { c.Puts("Hello "+name+"!", nil) }},
		fab.Task{Name: "fail", Func: func() error { return errors.New("it failed") }},
		fab.Task{Name: "ask", Func: func(c *fab.Context) error {
			who, err := c.Prompt("Who?", nil)
			c.Puts("\nYou are "+who, nil)
			return err
		}},
	)
}
