package module

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A ran is what a command left.
type ran struct {
	rc             int
	stdout, stderr string
	warnings       []any
}

func (r ran) both() string { return strings.TrimSpace(r.stdout + "\n" + r.stderr) }

// maxOutput is how much a command may write to each of its streams and be kept. Its
// result has each stream twice, whole and in lines, and must fit into one answer.
const maxOutput = 4 << 20

type capped struct {
	kept bytes.Buffer // and not embedded: its ReadFrom would know no limit
	left int64        // what there was no room for
}

func (c *capped) Write(p []byte) (int, error) {
	if room := maxOutput - c.kept.Len(); len(p) > room {
		c.left += int64(len(p) - room)
		c.kept.Write(p[:room])
		return len(p), nil
	}
	return c.kept.Write(p)
}

// execute runs a program to its end. Its standard input is empty, so that whatever
// asks gets an answer at once; when ctx ends, all its processes do.
func (j *Job) execute(ctx context.Context, dir, stdin string, argv ...string) (ran, error) {
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Dir = dir
	cmd.Env = os.Environ()
	for k, v := range j.Environment {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	if stdin != "" {
		cmd.Stdin = strings.NewReader(stdin)
	}
	var out, errs capped
	cmd.Stdout, cmd.Stderr = &out, &errs
	ownGroup(cmd)
	cmd.WaitDelay = 2 * time.Second
	err := cmd.Run()
	r := ran{rc: cmd.ProcessState.ExitCode(), stdout: out.kept.String(), stderr: errs.kept.String()}
	for _, s := range []struct {
		name string
		*capped
	}{{"stdout", &out}, {"stderr", &errs}} {
		if s.left > 0 {
			r.warnings = append(r.warnings, fmt.Sprintf("%s: %s is cut at %d bytes; %d more came", filepath.Base(argv[0]), s.name, maxOutput, s.left))
		}
	}
	if ctx.Err() != nil {
		return r, fmt.Errorf("%s: %w", argv[0], context.Cause(ctx))
	}
	var exit *exec.ExitError
	if errors.As(err, &exit) || errors.Is(err, exec.ErrWaitDelay) {
		if s := cmd.ProcessState; r.rc < 0 && s != nil {
			if ws, ok := s.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
				r.rc = -int(ws.Signal())
			}
		}
		return r, nil
	}
	return r, err
}

// run runs a program and takes a status that is not 0 for a failure.
func (j *Job) run(ctx context.Context, argv ...string) (ran, error) {
	r, err := j.execute(ctx, "", "", argv...)
	if err == nil && r.rc != 0 {
		err = &failure{fmt.Sprintf("%s: exit status %d: %s", argv[0], r.rc, r.both()), value.NewDict("rc", r.rc, "stdout", r.stdout, "stderr", r.stderr)}
	}
	return r, err
}

func splitLines(s string) []any {
	out := []any{}
	if s == "" {
		return out
	}
	for l := range strings.SplitSeq(strings.TrimSuffix(strings.ReplaceAll(s, "\r\n", "\n"), "\n"), "\n") {
		out = append(out, l)
	}
	return out
}

// Output puts what a command wrote into a result.
func Output(r *value.Dict, rc int, stdout, stderr string, strip bool) {
	if strip {
		stdout, stderr = strings.TrimRight(stdout, "\r\n"), strings.TrimRight(stderr, "\r\n")
	}
	for _, s := range []*string{&stdout, &stderr} {
		*s = strings.ToValidUTF8(*s, "\uFFFD")
	}
	r.Set("rc", rc)
	r.Set("stdout", stdout)
	r.Set("stdout_lines", splitLines(stdout))
	r.Set("stderr", stderr)
	r.Set("stderr_lines", splitLines(stderr))
	if rc != 0 {
		r.Set("failed", true)
		r.Set("msg", "non-zero return code")
	}
}

// present reports whether a path, or a pattern of paths, is there.
func present(dir, pattern string) bool {
	if !filepath.IsAbs(pattern) && dir != "" {
		pattern = filepath.Join(dir, pattern)
	}
	m, _ := filepath.Glob(pattern)
	_, err := os.Lstat(pattern)
	return len(m) > 0 || err == nil
}

// idle answers a command that creates= or removes= make needless, or nil.
func (j *Job) idle(cmd any, dir string) *value.Dict {
	reason := ""
	if c := j.path("creates"); c != "" && present(dir, c) {
		reason = c + " exists"
	}
	if c := j.path("removes"); c != "" && !present(dir, c) {
		reason = c + " does not exist"
	}
	if reason == "" {
		return nil
	}
	return idleResult(cmd, reason)
}

func idleResult(cmd any, reason string) *value.Dict {
	r := value.NewDict("changed", false, "cmd", cmd)
	Output(r, 0, "skipped, since "+reason, "", true)
	name, verb, _ := strings.Cut(reason, " ")
	r.Set("msg", fmt.Sprintf("Did not run command since '%s' %s", name, verb))
	return r
}

// unrun answers a command in check mode.
func (j *Job) unrun(cmd any) *value.Dict {
	r := value.NewDict("cmd", cmd)
	Output(r, 0, "", "", true)
	r.Set("msg", "Command would have run if not in check mode")
	if j.text("creates") == "" && j.text("removes") == "" {
		r.Set("skipped", true)
		r.Set("changed", false)
	} else {
		r.Set("changed", true)
	}
	return r
}

func command(ctx context.Context, j *Job) (*value.Dict, error) {
	line, dir := j.text("_raw_params"), j.path("chdir")
	var argv []string
	var shown any
	if j.Module == "shell" {
		shown = line
		shell := j.text("executable")
		if shell == "" {
			shell = "/bin/sh"
		}
		argv = []string{shell, "-c", line}
	} else {
		argv = j.list("argv")
		if len(argv) == 0 {
			var err error
			if argv, err = pytext.Split(line); err != nil {
				return nil, failf("%v", err)
			}
		}
		if !j.Args.Has("expand_argument_vars") || j.is("expand_argument_vars") {
			argv = slices.Clone(argv)
			for i, w := range argv {
				argv[i] = expandHome(os.Expand(w, environment))
			}
		}
		words := make([]any, len(argv))
		for i, w := range argv {
			words[i] = w
		}
		shown = words
	}
	if len(argv) == 0 || line == "" && len(argv) == 0 {
		return value.NewDict("rc", 256), failf("no command given")
	}
	if j.Module == "shell" && line == "" {
		return value.NewDict("rc", 256), failf("no command given")
	}
	if dir != "" {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			return value.NewDict("cmd", shown), failf("Unable to change directory before execution: %s is no directory", dir)
		}
	}
	if r := j.idle(shown, dir); r != nil {
		return r, nil
	}
	if j.Check {
		return j.unrun(shown), nil
	}
	stdin := j.text("stdin")
	if stdin != "" && (!j.Args.Has("stdin_add_newline") || j.is("stdin_add_newline")) {
		stdin += "\n"
	}
	start := time.Now()
	out, err := j.execute(ctx, dir, stdin, argv...)
	end := time.Now()
	r := value.NewDict("changed", true, "cmd", shown, "msg", "")
	if err != nil {
		if ctx.Err() != nil {
			return r, err
		}
		r.Set("changed", false)
		if j.Module == "command" {
			r.Set("cmd", pytext.Repr(line))
			r.Set("cmd", line)
		}
		Output(r, 2, "", "", true)
		r.Set("msg", fmt.Sprintf("[Errno 2] %s: b%s", errno(err), pytext.Repr(argv[0])))
		return r, nil
	}
	Output(r, out.rc, out.stdout, out.stderr, !j.Args.Has("strip_empty_ends") || j.is("strip_empty_ends"))
	warn(r, out)
	times(r, start, end)
	return r, nil
}

// warn puts into a result what is to be said about a command.
func warn(r *value.Dict, out ran) {
	if len(out.warnings) > 0 {
		r.Set("warnings", out.warnings)
	}
}

// times puts into a result when a command ran, and how long.
func times(r *value.Dict, start, end time.Time) {
	r.Set("start", start.Format("2006-01-02 15:04:05.000000"))
	r.Set("end", end.Format("2006-01-02 15:04:05.000000"))
	d := end.Sub(start)
	r.Set("delta", fmt.Sprintf("%d:%02d:%02d.%06d", int(d.Hours()), int(d.Minutes())%60, int(d.Seconds())%60, d.Microseconds()%1e6))
}

// environment keeps variables that are not set, as Ansible does.
func environment(name string) string {
	if v, ok := os.LookupEnv(name); ok {
		return v
	}
	return "$" + name
}

func expandHome(w string) string {
	if w == "~" || strings.HasPrefix(w, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return home + w[1:]
		}
	}
	return w
}

func errno(err error) string {
	if errors.Is(err, os.ErrNotExist) || errors.Is(err, exec.ErrNotFound) {
		return "No such file or directory"
	}
	if errors.Is(err, os.ErrPermission) {
		return "Permission denied"
	}
	return err.Error()
}

// script runs a program whose text came with the job.
func script(ctx context.Context, j *Job) (*value.Dict, error) {
	dir, line := j.path("chdir"), j.text("_raw_params")
	if r := j.idle(line, dir); r != nil {
		r.Set("skipped", true)
		return r, nil
	}
	if j.Check {
		return j.unrun(line), nil
	}
	data, err := j.content()
	if err != nil {
		return nil, err
	}
	tmp, err := os.MkdirTemp("", "playbook-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(tmp)
	words, err := pytext.Split(line)
	if err != nil || len(words) == 0 {
		return nil, failf("script %q; expected a file and its arguments", line)
	}
	path := filepath.Join(tmp, filepath.Base(words[0]))
	if err := os.WriteFile(path, data, 0o700); err != nil {
		return nil, err
	}
	argv := append([]string{path}, words[1:]...)
	if x := j.text("executable"); x != "" {
		argv = append(strings.Fields(x), argv...)
	}
	out, err := j.execute(ctx, dir, "", argv...)
	if err != nil {
		return value.NewDict("changed", true), err
	}
	r := value.NewDict("changed", true)
	Output(r, out.rc, out.stdout, out.stderr, false)
	warn(r, out)
	return r, nil
}
