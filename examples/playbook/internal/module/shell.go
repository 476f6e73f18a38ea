package module

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"maps"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A Shell runs a script by the POSIX shell of a host. The error tells that the host,
// or the user there, could not be reached.
type Shell func(ctx context.Context, script, stdin string) (rc int, stdout, stderr string, err error)

// A sheller is a job on a host that has nothing but a shell.
type sheller struct {
	*Job
	sh Shell
}

// A shellForm is a module that needs no agent, and the arguments that it takes; the
// others need the agent.
type shellForm struct {
	run   func(context.Context, *sheller) (*value.Dict, error)
	takes string
}

var shellForms map[string]shellForm

func init() {
	const attributes = "mode owner group unsafe_writes "
	const commands = "_raw_params chdir creates removes executable "
	shellForms = map[string]shellForm{
		"ping": {func(ctx context.Context, s *sheller) (*value.Dict, error) {
			if _, err := s.must(ctx, ":", ""); err != nil {
				return nil, err
			}
			return ping(ctx, s.Job)
		}, "data"},
		"command": {shellCommand, commands + "argv stdin stdin_add_newline strip_empty_ends"},
		"shell":   {shellCommand, commands + "stdin stdin_add_newline"},
		"script":  {shellScript, commands + "decrypt"},
		"copy":    {shellCopy, attributes + "src dest content force follow remote_src checksum decrypt local_follow"},
		"slurp":   {shellSlurp, "src"},
		"file":    {shellFile, attributes + "path state src follow force access_time modification_time"},
		"stat":    {shellStat, "path follow get_checksum checksum_algorithm get_mime get_attributes"},
		"setup":   {shellSetup, "gather_timeout filter"},
	}
}

// unable refuses the arguments that the shell form of a module has not, but where
// they say what is so without them.
func (s *sheller) unable() error {
	takes := strings.Fields(shellForms[s.Module].takes)
	spec := specs[s.Module]
	for k, v := range s.Args.All() {
		if strings.HasPrefix(k, "_") || slices.Contains(takes, k) || v == nil || v == false || v == "" {
			continue
		}
		if spec != nil {
			if a := spec.find(k); a != nil && a.missing == v {
				continue
			}
		}
		return failf("%s: %s needs the agent, which this host cannot run", s.Module, k)
	}
	return nil
}

// HasShellForm reports whether a module runs without the agent.
func HasShellForm(name string) bool { return shellForms[name].run != nil }

// ShellForms names the modules that run without the agent.
func ShellForms() string {
	names := append(slices.Collect(maps.Keys(shellForms)), "raw", "template", "fetch")
	slices.Sort(names)
	return strings.Join(names, ", ")
}

// ByShell is [Run] for a host where no agent can run. The error is the shell's.
func ByShell(ctx context.Context, j *Job, sh Shell) (*value.Dict, error) {
	for k := range j.Environment {
		if !variable.MatchString(k) {
			return value.NewDict("failed", true, "changed", false, "msg", fmt.Sprintf("environment: %q is no name of a variable", k)), nil
		}
	}
	s := &sheller{j, sh}
	var r *value.Dict
	err := s.unable()
	if err == nil {
		r, err = shellForms[j.Module].run(ctx, s)
	}
	var fail *failure
	if err != nil && !asFailure(err, &fail) {
		return nil, err
	}
	if r == nil {
		r = value.NewDict()
	}
	if fail != nil {
		if fail.fields != nil {
			r.Update(fail.fields)
		}
		r.Set("failed", true)
		if !r.Has("msg") {
			r.Set("msg", fail.msg)
		}
	}
	if !r.Has("changed") {
		r.Set("changed", false)
	}
	return r, nil
}

func asFailure(err error, to **failure) bool {
	f, ok := err.(*failure)
	if ok {
		*to = f
	}
	return ok
}

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z_0-9]*$`)

// exports sets the job's variables.
func (s *sheller) exports() string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(s.Environment)) {
		fmt.Fprintf(&b, "export %s=%s; ", k, pytext.Quote(s.Environment[k]))
	}
	return b.String()
}

// must runs a script and takes a status that is not 0 for a failure.
func (s *sheller) must(ctx context.Context, script, stdin string) (string, error) {
	rc, out, errs, err := s.sh(ctx, script, stdin)
	if err == nil && rc != 0 {
		err = failf("%s", strings.TrimSpace(errs))
	}
	return out, err
}

// word is a path as a word of the shell; ~ is the home.
func word(p string) string {
	if p == "~" || strings.HasPrefix(p, "~/") {
		return `"$HOME"` + pytext.Quote(p[1:])
	}
	return pytext.Quote(p)
}

// shellIdle answers a command that creates= or removes= make needless, or nil.
func (s *sheller) shellIdle(ctx context.Context, cmd any, dir string) (*value.Dict, error) {
	reason := ""
	for _, a := range []struct {
		name, says string
		there      bool
	}{{"creates", " exists", true}, {"removes", " does not exist", false}} {
		p := s.text(a.name)
		if p == "" {
			continue
		}
		script := ""
		if dir != "" {
			script = "cd " + word(dir) + " && "
		}
		// Without separators the pattern is not split, and still matched.
		rc, _, _, err := s.sh(ctx, script+"p="+word(p)+`; IFS=; set -- $p; [ -e "$1" ] || [ -L "$1" ]`, "")
		if err != nil {
			return nil, err
		}
		if rc == 0 == a.there {
			reason = p + a.says
		}
	}
	if reason == "" {
		return nil, nil
	}
	return idleResult(cmd, reason), nil
}

func shellCommand(ctx context.Context, s *sheller) (*value.Dict, error) {
	line, dir := s.text("_raw_params"), s.text("chdir")
	var argv []string
	var shown any = line
	script := ""
	if s.Module == "shell" {
		shell := s.text("executable")
		if shell == "" {
			shell = "/bin/sh"
		}
		script = "exec " + word(shell) + " -c " + pytext.Quote(line)
	} else {
		if argv = s.list("argv"); len(argv) == 0 {
			words, err := pytext.Split(line)
			if err != nil {
				return nil, failf("%v", err)
			}
			argv = words
		}
		script = "exec"
		words := make([]any, len(argv))
		for i, w := range argv {
			words[i] = w
			if s.Args.Has("argv") && len(s.list("argv")) > 0 {
				script += " " + pytext.Quote(w)
			} else {
				script += " " + expanding(w)
			}
		}
		shown = words
	}
	if s.Module == "shell" && line == "" || s.Module != "shell" && len(argv) == 0 {
		return value.NewDict("rc", 256), failf("no command given")
	}
	if dir != "" {
		rc, _, _, err := s.sh(ctx, "[ -d "+word(dir)+" ]", "")
		if err != nil {
			return nil, err
		}
		if rc != 0 {
			return value.NewDict("cmd", shown), failf("Unable to change directory before execution: %s is no directory", dir)
		}
		script = "cd " + word(dir) + " || exit; " + script
	}
	if r, err := s.shellIdle(ctx, shown, dir); r != nil || err != nil {
		return r, err
	}
	if s.Check {
		return s.unrun(shown), nil
	}
	stdin := s.text("stdin")
	if stdin == "" {
		script = "exec </dev/null; " + script
	} else if !s.Args.Has("stdin_add_newline") || s.is("stdin_add_newline") {
		stdin += "\n"
	}
	start := time.Now()
	rc, out, errs, err := s.sh(ctx, s.exports()+script, stdin)
	end := time.Now()
	if err != nil {
		return nil, err
	}
	if rc == 127 && s.Module == "command" {
		there, _, _, err := s.sh(ctx, s.exports()+"command -v "+expanding(argv[0])+" >/dev/null", "")
		if err != nil {
			return nil, err
		}
		if there != 0 {
			r := value.NewDict("changed", false, "cmd", line)
			Output(r, 2, "", "", true)
			r.Set("msg", fmt.Sprintf("[Errno 2] No such file or directory: b%s", pytext.Repr(argv[0])))
			return r, nil
		}
	}
	r := value.NewDict("changed", true, "cmd", shown, "msg", "")
	Output(r, rc, out, errs, !s.Args.Has("strip_empty_ends") || s.is("strip_empty_ends"))
	times(r, start, end)
	return r, nil
}

// expanding is a word of a command, with variables of the host that are set.
func expanding(w string) string {
	if w == "~" || strings.HasPrefix(w, "~/") {
		return `"$HOME"` + expanding(w[1:])
	}
	var b strings.Builder
	for i, part := range strings.Split(os.Expand(w, func(name string) string { return "\x00" + name + "\x00" }), "\x00") {
		switch {
		case i%2 == 0 && part != "":
			b.WriteString(pytext.Quote(part))
		case i%2 == 0:
		case variable.MatchString(part):
			fmt.Fprintf(&b, `"${%[1]s-\$%[1]s}"`, part)
		default:
			b.WriteString(pytext.Quote("$" + part))
		}
	}
	if b.Len() == 0 {
		return "''"
	}
	return b.String()
}

// shellScript runs a script by what its first line names: where it lies may be no
// place for programs.
func shellScript(ctx context.Context, s *sheller) (*value.Dict, error) {
	dir, line := s.text("chdir"), s.text("_raw_params")
	r, err := s.shellIdle(ctx, line, dir)
	if err != nil {
		return nil, err
	}
	if r != nil {
		r.Set("skipped", true)
		return r, nil
	}
	if s.Check {
		return s.unrun(line), nil
	}
	words, err := pytext.Split(line)
	if err != nil || len(words) == 0 {
		return nil, failf("script %q; expected a file and its arguments", line)
	}
	data, err := s.incoming(ctx)
	if err != nil {
		return nil, err
	}
	first, _, _ := strings.Cut(data, "\n")
	by := s.text("executable")
	if i, ok := strings.CutPrefix(first, "#!"); ok && by == "" {
		by = i
	}
	script := `d=${TMPDIR:-/tmp}/playbook-` + rand.Text() + `; umask 077; mkdir "$d" || exit; trap 'rm -rf "$d"' EXIT; trap 'exit 1' HUP INT TERM; f="$d"/` + pytext.Quote(path.Base(words[0])) +
		`; cat >"$f" && chmod 700 "$f" || exit; exec </dev/null; `
	if dir != "" {
		script += "cd " + word(dir) + " || exit; "
	}
	for _, w := range strings.Fields(by) {
		script += pytext.Quote(w) + " "
	}
	script += `"$f"`
	for _, w := range words[1:] {
		script += " " + pytext.Quote(w)
	}
	rc, out, errs, err := s.sh(ctx, s.exports()+script, data)
	if err != nil {
		return nil, err
	}
	r = value.NewDict("changed", true)
	Output(r, rc, out, errs, false)
	return r, nil
}

// incoming is the file that came with the job.
func (s *sheller) incoming(ctx context.Context) (string, error) {
	if p := s.text("_upload"); p != "" {
		return s.must(ctx, "cat "+word(p)+" && rm -f "+word(p), "")
	}
	data, err := base64.StdEncoding.DecodeString(s.text("_content"))
	if err != nil {
		return "", failf("content: %v", err)
	}
	return string(data), nil
}
