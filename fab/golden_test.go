package fab_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
	"github.com/pyops-go/pyops/internal/pytext"
)

// python shows values as Python prints them.
func python(v any) string {
	switch v := v.(type) {
	case bool:
		if v {
			return "True"
		}
		return "False"
	case string:
		return pytext.Repr(v)
	case []string:
		return pytext.ReprList(v)
	case nil:
		return "None"
	}
	return fmt.Sprint(v)
}

// transcribed is the fabfile of the transcripts, in Go. It prints to out, and works
// in the folder work.
func transcribed(out *screen, work string, s *peers.SSHD) *fab.Program {
	at := func(n int) string { return fmt.Sprintf("127.0.0.%d:%d", n, s.Port) }
	say := func(a ...any) { fmt.Fprintln(out, a...) }
	facts := func(r *fab.Result) string {
		return fmt.Sprint(python(r.String()), " ", python(r.Failed), " ", python(r.Succeeded()), " ", r.ReturnCode, " ", python(r.Stdout), " ", python(r.Stderr), " ", r.Command, " ", r.RealCommand)
	}
	where := func(c *fab.Context) string { return or(c.Env.HostString, "None") }
	hello := func(name string) { say("Hello " + name + "!") }
	once := fab.Task{Name: "once", RunsOnce: true, Func: func(c *fab.Context) (int, error) { say("once", where(c)); return 5, nil }}
	return &fab.Program{
		Doc: "Module doc.",
		Setup: func(e *fab.Env) error {
			e.Roledefs = map[string]fab.Role{"web": {Hosts: []string{at(1), at(2)}}, "db": {Hosts: []string{at(1)}}}
			e.User, e.Password = "opsuser", "s3cret pw"
			e.DisableKnownHosts, e.NoAgent, e.NoKeys, e.Timeout = true, true, true, 4*peers.ReadyTimeout
			return nil
		},
		Tasks: []fab.Task{
			{Name: "hello", Doc: "Say hello.\n\n    More text.", Func: hello, Args: []fab.Arg{{Name: "name", Default: fab.Value("world")}}},
			{Name: "args", Func: func(c *fab.Context, a ...string) { say(pytext.ReprTuple(a), "[]", where(c)) }},
			{Name: "up", Func: func(c *fab.Context) error {
				r, err := c.Run("echo out; echo err >&2", nil)
				if err == nil {
					say(facts(r))
				}
				return err
			}},
			{Name: "fail", Func: func(c *fab.Context) error {
				_, err := c.Run("false", nil)
				if err == nil {
					say("not reached")
				}
				return err
			}},
			{Name: "warn", Func: func(c *fab.Context) error {
				r, err := c.WarnOnly().Run("exit 3", nil)
				if err == nil {
					say(python(r.Failed), r.ReturnCode)
				}
				return err
			}},
			once,
			{Name: "par", Parallel: true, Func: func(c *fab.Context) error {
				_, err := c.Run("echo p; sleep .2; echo q", nil)
				return err
			}},
			{Name: "db", Roles: []string{"db"}, Func: func(c *fab.Context) { say("db", where(c)) }},
			{Name: "hh", Hosts: []string{at(3), at(2)}, Func: func(c *fab.Context) {
				say("hh", where(c), c.Env.Host, c.Env.User, c.Env.Port)
			}},
			{Name: "withalias", Aliases: []string{"al"}, Default: true, Doc: "alias doc", Func: func() { say("al") }},
			{Name: "quoting", Func: func(c *fab.Context) error {
				q := c.Cd("/tmp").ShellEnv(map[string]string{"A": "b c"}).Path("/x", nil).Prefix("echo pre")
				r1, err1 := q.Run(`echo "$A" `+"`pwd`"+` $PATH 'q'`, nil)
				say(r1.RealCommand)
				r2, err2 := c.Run(`echo "a$b"`, &fab.RunOptions{NoShell: true})
				say(r2.RealCommand)
				r3, err3 := c.Run(`echo "a\$HOME" \\`, &fab.RunOptions{NoShellEscape: true})
				say(r3.RealCommand)
				r4, err4 := c.Run("echo x", &fab.RunOptions{NoPTY: true, Quiet: true})
				say(python(r4.String()))
				_, err5 := c.Run(`echo $'a\n'`, &fab.RunOptions{NoCombineStderr: true})
				return errors.Join(err1, err2, err3, err4, err5)
			}},
			{Name: "sud", Func: func(c *fab.Context) error {
				r, err := c.Sudo("id -un", &fab.RunOptions{User: "nobody"})
				if err == nil {
					say(r.RealCommand)
				}
				return err
			}},
			{Name: "loc", Func: func(c *fab.Context) error {
				r, err := c.WarnOnly().Local("echo hi; echo e >&2; exit 2", &fab.LocalOptions{Capture: true})
				if err != nil {
					return err
				}
				say(python(r.String()), python(r.Stderr), r.ReturnCode, r.Command, r.RealCommand)
				if r, err = c.Lcd("/tmp").Local("pwd", nil); err != nil {
					return err
				}
				say(python(r.String()))
				_, err = c.Local("exit 9", nil)
				return err
			}},
			{Name: "ab", Func: func(c *fab.Context) error { return c.Abort("bye now") }},
			{Name: "exc", Func: func() error { return errors.New("boom") }},
			{Name: "ex2", Func: func(c *fab.Context) error {
				show := func(x *fab.Execution, order ...string) {
					var parts []string
					for _, h := range order {
						parts = append(parts, python(h)+": "+python(x.Values()[h]))
					}
					say("{" + strings.Join(parts, ", ") + "}")
				}
				x, err := c.Execute("once", nil)
				if err != nil {
					return err
				}
				show(x, "<local-only>")
				x, err = c.Execute("hello", &fab.ExecuteOptions{Args: []any{"z"}, Hosts: []string{at(1), at(2)}})
				show(x, at(1), at(2))
				return err
			}},
			{Name: "xfer", Func: func(c *fab.Context) error { return transfers(c, say, work) }},
		},
	}
}

func transfers(c *fab.Context, say func(...any), work string) error {
	for _, n := range []string{"a", "b"} {
		if err := os.WriteFile(filepath.Join(work, n+".txt"), []byte(strings.ToUpper(n)), 0o666); err != nil {
			return err
		}
	}
	if _, err := c.Run("mkdir -p up", nil); err != nil {
		return err
	}
	t, err := c.Put(work+"/*.txt", "up/", &fab.PutOptions{Mode: 0o600})
	if err != nil {
		return err
	}
	say(python(t.Paths), python(t.Failed), "")
	if t, err = c.Get("up/*", work+"/dl/%(host)s/%(basename)s", nil); err != nil {
		return err
	}
	say(python(t.Paths), python(t.Failed))
	if t, err = c.Get("up", work+"/dl2", nil); err != nil {
		return err
	}
	say(python(t.Paths))
	var b bytes.Buffer
	if _, err = c.GetWriter("up/a.txt", &b, nil); err != nil {
		return err
	}
	say("b" + python(b.String()))
	if t, err = c.PutReader(strings.NewReader("str"), "up/s", &fab.PutOptions{Mode: 0o644}); err != nil {
		return err
	}
	say(python(t.Paths))
	if t, err = c.WarnOnly().Get("nosuch", work+"/", nil); err != nil {
		return err
	}
	say(python(t.Paths), python(t.Failed))
	_, err = c.WarnOnly().Put("/nosuch*", "up/", nil)
	return err
}

func or(s, usual string) string {
	if s == "" {
		return usual
	}
	return s
}

// A transcript is a command line, what Fabric printed, and its exit status.
type transcript struct {
	args   []string
	text   string
	status int
}

func readTranscripts(t *testing.T) (all []transcript) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(peers.Corpus(t, "fab"), "golden.txt"))
	if err != nil {
		t.Fatal(err)
	}
	var now *transcript
	for line := range strings.Lines(string(text)) {
		rest, isCommand := strings.CutPrefix(line, "$ fab")
		status, isEnd := strings.CutPrefix(line, "[rc=")
		switch {
		case isCommand:
			now = &transcript{args: strings.Fields(rest)}
		case isEnd:
			if now.status, err = strconv.Atoi(strings.TrimSuffix(status, "]\n")); err != nil {
				t.Fatal(err)
			}
			all = append(all, *now)
		default:
			now.text += line
		}
	}
	return all
}

// A difference is a place where a transcript is not reproduced: what is printed
// instead, made from Fabric's text, and why.
type difference struct {
	why    string
	owed   func(text string) string
	status int
}

// fatal replaces a traceback by what is printed of an error here.
func fatal(message string) func(string) string {
	return func(text string) string {
		from := strings.Index(text, "Traceback (most recent call last):")
		rest := ""
		if i := strings.Index(text, "Disconnecting from"); i >= 0 {
			rest = text[i:]
		}
		return text[:from] + "\nFatal error: " + message + "\n\nAborting.\n" + rest
	}
}

const noTraceback = "an error is told in Fabric's own form, without the source lines of the tool"

func differences(s *peers.SSHD) map[string]difference {
	return map[string]difference{
		`args:a,b\,c,x=1\=2,y=a=b,z=`: {noTraceback, fatal(`command line: "args:a,b\,c,x=1\=2,y=a=b,z=": too many = in "y=a=b": write \= for one that belongs to the value`), 1},
		"exc":                         {noTraceback, fatal("boom"), 1},
		"up":                          {noTraceback + "; the question for a host is answered by nobody", hostless, 1},
		"-- uname":                    {noTraceback + "; the question for a host is answered by nobody", hostless, 1},
		"-H 127.0.0.1:22922 -T 1 -- sleep 5": {noTraceback, fatal(fmt.Sprintf(
			"Command failed to finish in 1 seconds\n\nHost: 127.0.0.1:%d\nRequested: sleep 5\nExecuted: /bin/bash -l -c \"sleep 5\"", s.Port)), 1},
		"-H 127.0.0.1:1,127.0.0.1:22922 --skip-bad-hosts -n 1 once:": {noTraceback + "; a wrong argument is told before any host is asked", func(string) string {
			return "\nFatal error: task once: too many arguments: it takes none\n\nAborting.\n"
		}, 1},
		"-R web -P par": {"the traceback of the process of the host is one line; the rest, and the connection, as in Fabric", func(text string) string {
			from := strings.Index(text, "Process 127.0.0.2")
			to := strings.Index(text, "fabric.exceptions.NetworkError: ")
			return text[:from] + "    " + text[to+len("fabric.exceptions.NetworkError: "):]
		}, 1},
		"-H 127.0.0.1:22922 hello -x 127.0.0.1:22922": {"fixed: a task whose hosts are all excluded runs in Fabric, here, without a host", func(string) string {
			return "\nWarning: every host of task 'hello' is excluded: it does not run\n\n\nDone.\n"
		}, 0},
		"-H 127.0.0.1:22922 xfer": {noTraceback + "; patterns are sorted, and the transcript's own out.txt is not there", func(text string) string {
			var lines []string
			for line := range strings.Lines(text) {
				if !strings.Contains(line, "out.txt") || !strings.HasPrefix(line, "[127") {
					for _, piece := range []string{", 'up/out.txt'", ", './dl/127.0.0.1-22922/out.txt'", ", './dl2/up/out.txt'"} {
						line = strings.ReplaceAll(line, strings.ReplaceAll(piece, "22922", strconv.Itoa(s.Port)), "")
					}
					lines = append(lines, line)
				}
			}
			text = strings.Join(lines, "")
			for _, dir := range []string{"up/", fmt.Sprintf("./dl/127.0.0.1-%d/", s.Port), "./dl2/up/"} {
				text = strings.ReplaceAll(text, fmt.Sprintf("['%sb.txt', '%sa.txt']", dir, dir), fmt.Sprintf("['%sa.txt', '%sb.txt']", dir, dir))
			}
			return swapped(fatal("'/nosuch*' is not a valid local path or glob.")(text))
		}, 1},
	}
}

// swapped puts a.txt before b.txt where Fabric has a directory's own order.
func swapped(text string) string {
	lines := strings.SplitAfter(text, "\n")
	for i := range len(lines) - 1 {
		if strings.Contains(lines[i], "b.txt ") && strings.Contains(lines[i+1], "a.txt ") && strings.HasPrefix(lines[i], "[127") {
			lines[i], lines[i+1] = lines[i+1], lines[i]
		}
	}
	return strings.Join(lines, "")
}

func hostless(text string) string {
	from := strings.Index(text, "Traceback (most recent call last):")
	return text[:from] + "\n\nFatal error: No hosts found, and nobody to ask: give some by -H, or in env.hosts\n\nAborting.\n"
}

// TestTranscripts runs every command line of the transcripts, over the same fabfile
// and a server like theirs, and expects what Fabric printed.
func TestTranscripts(t *testing.T) {
	all := readTranscripts(t)
	s := peers.StartSSHD(t)
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	known := differences(s)
	if len(all) < 40 {
		t.Fatalf("%d transcripts: expected forty and more", len(all))
	}
	port := strconv.Itoa(s.Port)
	for _, tr := range all {
		line := strings.Join(tr.args, " ")
		t.Run(line, func(t *testing.T) {
			if slices.Contains(tr.args, "nofile.py") {
				return // finding the fabfile is the fab command's, and its tests'
			}
			work := t.TempDir()
			seen := &screen{}
			var args []string
			for _, a := range tr.args {
				args = append(args, strings.ReplaceAll(a, "22922", port))
			}
			status := transcribed(seen, work, s).Run(ctx(t), args, &fab.Streams{Out: seen, Err: seen})
			got := strings.ReplaceAll(seen.String(), work, ".")
			got = strings.ReplaceAll(got, s.Home, "/home/opsuser")
			want, wantStatus := strings.ReplaceAll(tr.text, "22922", port), tr.status
			if d, differs := known[line]; differs {
				if got == want {
					t.Errorf("the difference has healed: %s", d.why)
				}
				want, wantStatus = d.owed(want), d.status
			}
			if slices.Contains(tr.args, "par") { // hosts speak in any order
				got, want = sorted(got), sorted(want)
			}
			if got != want || status != wantStatus {
				t.Errorf("status %d, want %d\n--- got\n%s\n--- want\n%s", status, wantStatus, got, want)
			}
		})
	}
	for line := range known {
		if !slices.ContainsFunc(all, func(tr transcript) bool { return strings.Join(tr.args, " ") == line }) {
			t.Errorf("no transcript is %q", line)
		}
	}
}

func sorted(text string) string {
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
