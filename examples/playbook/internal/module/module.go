// Package module has what playbooks can do on a managed host. Each module looks at
// what is there first, and changes only what differs:
//
//	ping                      never changed
//	command, shell, raw,      changed whenever they run; not with creates= or removes=
//	script                    that tell there is nothing to do
//	copy, template            the content (by SHA-1), mode, owner or group differs
//	fetch                     the file here differs from the one there
//	file                      kind, mode, owner, group or target differs; touch always
//	lineinfile, blockinfile,  the file's text differs afterwards
//	replace
//	stat, assert, debug,      never changed
//	set_fact, setup, wait_for
//	service, systemd          the state or what starts at boot differs; restarted and
//	                          reloaded always
//	user, group, cron         a field that is given differs
//	apt, dnf, yum, package    a package is installed, upgraded or removed
//	get_url                   the file is not there, or what arrived differs
//	uri                       changed=no unless dest is written
//	unarchive                 a file of the archive is missing or differs
package module

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// A Job is one call of a module on the host where it runs.
type Job struct {
	Module string
	Args   *value.Dict
	// Check says what would change and changes nothing; Diff shows what changes.
	Check, Diff bool
	// Environment are variables for the commands that the module runs.
	Environment map[string]string
}

// failure is an error that ends a module, with fields of its result.
type failure struct {
	msg    string
	fields *value.Dict
}

func (f *failure) Error() string { return f.msg }

func failf(format string, args ...any) error {
	return &failure{msg: fmt.Sprintf(format, args...)}
}

type function func(ctx context.Context, j *Job) (*value.Dict, error)

// functions are the modules that run on a managed host.
var functions map[string]function

func init() {
	functions = map[string]function{
		"ping": ping, "command": command, "shell": command, "script": script, "copy": copyFile, "file": file, "stat": stat, "slurp": slurp,
		"lineinfile": lineInFile, "blockinfile": blockInFile, "replace": replace,
		"service": service, "systemd": service, "user": userAccount, "group": group, "cron": cron,
		"apt": apt, "dnf": rpm, "yum": rpm, "package": anyPackage,
		"get_url": getURL, "uri": uri, "unarchive": unarchive, "wait_for": waitFor, "setup": setup, "tempfile": tempfile,
	}
}

// Run runs a job here and returns its result, as Ansible's modules return theirs: a
// failure is a result with failed and msg.
func Run(ctx context.Context, j *Job) (result *value.Dict) {
	f := functions[j.Module]
	if f == nil {
		return value.NewDict("failed", true, "changed", false, "msg", fmt.Sprintf("module %q does not run on hosts", j.Module))
	}
	r, err := f(ctx, j)
	if r == nil {
		r = value.NewDict()
	}
	if err != nil {
		if fail, ok := err.(*failure); ok && fail.fields != nil {
			r.Update(fail.fields)
		}
		r.Set("failed", true)
		if !r.Has("msg") {
			r.Set("msg", err.Error())
		}
		r.Set("changed", false)
	}
	if !r.Has("changed") {
		r.Set("changed", false)
	}
	return r
}

// text is an argument as a text.
func (j *Job) text(name string) string {
	v := j.Args.Value(name)
	if v == nil {
		return ""
	}
	return value.Str(v)
}

// path is an argument that names a file; ~ is the home.
func (j *Job) path(name string) string {
	p := j.text(name)
	if p == "~" || strings.HasPrefix(p, "~/") {
		if home, err := os.UserHomeDir(); err == nil {
			return home + p[1:]
		}
	}
	return p
}

// is is an argument that is yes or no.
func (j *Job) is(name string) bool {
	b, _ := value.Bool(j.Args.Value(name))
	return b
}

func (j *Job) number(name string) int {
	n, _ := value.Int(j.Args.Value(name))
	return n
}

// list is an argument that is a list, or one text with commas.
func (j *Job) list(name string) []string {
	var out []string
	switch v := j.Args.Value(name).(type) {
	case nil:
	case []any:
		for _, e := range v {
			out = append(out, value.Str(e))
		}
	default:
		for w := range strings.SplitSeq(value.Str(v), ",") {
			if w = strings.TrimSpace(w); w != "" {
				out = append(out, w)
			}
		}
	}
	return out
}

func ping(_ context.Context, j *Job) (*value.Dict, error) {
	data := "pong"
	if j.Args.Has("data") {
		data = j.text("data")
	}
	if data == "crash" {
		return nil, failf("boom")
	}
	return value.NewDict("ping", data), nil
}
