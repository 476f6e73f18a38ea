package module

import (
	"context"
	"os/exec"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// rpmFlags are the arguments of dnf and yum that are options of the commands: one
// for yes and one for no, or one for each word, or one for all words.
var rpmFlags = []struct{ name, yes, no, each, all string }{
	{name: "enablerepo", each: "--enablerepo="},
	{name: "disablerepo", each: "--disablerepo="},
	{name: "disable_gpg_check", yes: "--nogpgcheck"},
	{name: "allowerasing", yes: "--allowerasing"},
	{name: "bugfix", yes: "--bugfix"},
	{name: "security", yes: "--security"},
	{name: "cacheonly", yes: "--cacheonly"},
	{name: "conf_file", all: "--config="},
	{name: "disable_excludes", all: "--disableexcludes="},
	{name: "disable_plugin", each: "--disableplugin="},
	{name: "enable_plugin", each: "--enableplugin="},
	{name: "exclude", each: "--exclude="},
	{name: "download_only", yes: "--downloadonly"},
	{name: "download_dir", all: "--downloaddir="},
	{name: "install_weak_deps", no: "--setopt=install_weak_deps=False"},
	{name: "installroot", all: "--installroot="},
	{name: "releasever", all: "--releasever="},
	{name: "skip_broken", yes: "--skip-broken"},
	{name: "nobest", yes: "--nobest"},
	{name: "sslverify", no: "--setopt=sslverify=False"},
}

// rpmCommand is dnf or yum with the job's options.
func (j *Job) rpmCommand(tool string) []string {
	out := []string{tool, "-y"}
	for _, f := range rpmFlags {
		if !j.Args.Has(f.name) {
			continue
		}
		switch yes := j.is(f.name); {
		case f.each != "":
			for _, w := range j.list(f.name) {
				out = append(out, f.each+w)
			}
		case f.all != "" && j.text(f.name) != "":
			out = append(out, f.all+j.text(f.name))
		case yes && f.yes != "":
			out = append(out, f.yes)
		case !yes && f.no != "":
			out = append(out, f.no)
		}
	}
	return out
}

// rpm serves dnf and yum. They are asked which packages are there, and called where
// something differs.
func rpm(ctx context.Context, j *Job) (*value.Dict, error) {
	names, err := packageNames(j)
	if err != nil {
		return nil, err
	}
	tool := j.Module
	if _, err := exec.LookPath(tool); err != nil {
		tool = map[string]string{"dnf": "yum", "yum": "dnf"}[tool]
	}
	r := value.NewDict("changed", false, "rc", 0, "results", []any{}, "msg", "")
	command := j.rpmCommand(tool)
	state := j.text("state")
	if state == "" && j.is("autoremove") {
		state = "absent"
	}
	absent := state == "absent" || state == "removed"
	if j.is("update_cache") && !j.Check {
		if _, err := j.run(ctx, append(command, "makecache")...); err != nil {
			return r, err
		}
	}
	query := []string{"rpm", "-q", "--whatprovides"}
	if root := j.text("installroot"); root != "" && root != "/" {
		query = append(query, "--root", root)
	}
	var install, update []string
	for _, n := range names {
		switch have := j.has(ctx, append(query, n)...); {
		case absent && have:
			install = append(install, n)
		case absent:
		case n == "*" && state == "latest", have && state == "latest":
			out, err := j.execute(ctx, "", "", append(append(command, "-q", "check-update"), strings.TrimPrefix(n, "*"))...)
			if err != nil {
				return r, failf("%s: %v", tool, err)
			}
			if out.rc != 0 && out.rc != 100 {
				return r, failf("%s check-update: %s", tool, out.both())
			}
			if out.rc == 100 {
				update = append(update, n)
			}
		case have, j.is("update_only"):
		default:
			install = append(install, n)
		}
	}
	idle := len(install)+len(update) == 0
	if idle && !(j.is("autoremove") && len(names) == 0) {
		r.Set("msg", "Nothing to do")
		return r, nil
	}
	r.Set("changed", true)
	if j.Check {
		return r, nil
	}
	// Removing what nothing needs any more says itself whether there was any.
	if idle {
		out, err := j.run(ctx, append(command, "autoremove")...)
		r.Set("changed", err == nil && !strings.Contains(out.stdout, "Nothing to do"))
		return r, err
	}
	verb := map[bool]string{true: "remove", false: "install"}[absent]
	if absent && j.is("autoremove") {
		verb = "autoremove"
	}
	for _, step := range []struct {
		verb  string
		names []string
	}{{verb, install}, {"upgrade", update}} {
		if len(step.names) == 0 {
			continue
		}
		if step.verb == "upgrade" && step.names[0] == "*" {
			step.names = nil
		}
		if _, err := j.run(ctx, append(append(command, step.verb), step.names...)...); err != nil {
			return r, err
		}
	}
	return r, nil
}
