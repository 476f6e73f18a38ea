package module

import (
	"context"
	"os/exec"
	"slices"
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

// An rpmJob is a job for dnf or yum.
type rpmJob struct {
	*Job
	tool    string
	options []string
	query   []string // rpm, of the job's root
	changed bool
}

// rpmOptions are the job's arguments as options of the commands.
func (j *Job) rpmOptions() []string {
	var out []string
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

// rpm serves dnf and yum. What rpm tells of single packages saves asking them; else
// they are asked what they would do, and called if that is anything.
func rpm(ctx context.Context, j *Job) (*value.Dict, error) {
	names := j.list("name")
	for _, n := range names {
		if n == "" || n[0] == '-' || strings.ContainsAny(n, "\n;") {
			return nil, failf("package %q; expected the name of a package", n)
		}
	}
	k := *j
	k.Environment = with(j.Environment, "LC_ALL", "C.UTF-8") // what they say is read
	h := &rpmJob{Job: &k, tool: j.Module, options: j.rpmOptions(), query: []string{"rpm"}}
	if _, err := exec.LookPath(h.tool); err != nil {
		h.tool = map[string]string{"dnf": "yum", "yum": "dnf"}[h.tool]
	}
	if root := j.text("installroot"); root != "" && root != "/" {
		h.query = append(h.query, "--root", root)
	}
	err := h.serve(ctx, names)
	r := value.NewDict("changed", h.changed, "rc", 0, "results", []any{}, "msg", "")
	if !h.changed && err == nil {
		r.Set("msg", "Nothing to do")
	}
	return r, err
}

func (h *rpmJob) serve(ctx context.Context, names []string) error {
	state := h.text("state")
	if h.is("autoremove") {
		if state != "" && state != "absent" {
			return failf("autoremove with state %q; expected it alone or with state absent", state)
		}
		state = "absent"
	}
	absent, latest := state == "absent" || state == "removed", state == "latest"
	if h.is("update_cache") && !h.Check {
		if _, err := h.run(ctx, h.command("-y", "makecache")...); err != nil {
			return err
		}
	}
	if len(names) == 0 && h.is("autoremove") {
		return h.do(ctx, "autoremove")
	}
	var remove, install, upgrade []string
	all := false
	for _, n := range names {
		switch have := h.installed(ctx, n); {
		case absent && have:
			remove = append(remove, n)
		case absent:
		case latest && n == "*":
			all = true
		case latest && have:
			upgrade = append(upgrade, n)
		case !have && !h.is("update_only"):
			install = append(install, n)
		}
	}
	verb := "remove"
	if h.is("autoremove") {
		verb = "autoremove"
	} else if len(remove) > 0 {
		// By itself dnf takes away what a package needed, too.
		h.options = append(h.options, "--setopt=clean_requirements_on_remove=False")
	}
	for _, step := range []struct {
		verb  string
		names []string
		do    bool
	}{{verb, remove, false}, {"install", install, false}, {"upgrade", upgrade, false}, {"upgrade", nil, all}} {
		if !step.do && len(step.names) == 0 {
			continue
		}
		if err := h.do(ctx, step.verb, step.names...); err != nil {
			return err
		}
	}
	return nil
}

// installed reports whether rpm knows that a package, or one that provides it, is
// there. What it does not know, such as groups and files to install, dnf tells.
func (h *rpmJob) installed(ctx context.Context, name string) bool {
	ask := func(words ...string) (ran, error) {
		return h.execute(ctx, "", "", append(slices.Clone(h.query), words...)...)
	}
	if strings.ContainsAny(name, "*?[") {
		if out, err := ask("-qa", name); h.text("state") == "absent" || h.text("state") == "removed" {
			return err == nil && strings.TrimSpace(out.stdout) != ""
		}
		return false // all that match must be there
	}
	for _, words := range [][]string{{"-q", name}, {"-q", "--whatprovides", name}} {
		if len(words) == 2 && strings.Contains(name, "/") {
			continue // -q would look into the file of a package
		}
		if out, err := ask(words...); err == nil && out.rc == 0 {
			return true
		}
	}
	return false
}

func (h *rpmJob) command(answer string, words ...string) []string {
	return slices.Concat([]string{h.tool, answer}, h.options, words)
}

// do does something unless it comes to nothing.
func (h *rpmJob) do(ctx context.Context, verb string, names ...string) error {
	words := append([]string{verb}, names...)
	plan, err := h.execute(ctx, "", "", h.command("--assumeno", words...)...)
	if err != nil {
		return failf("%s: %v", h.tool, err)
	}
	switch {
	case plan.rc == 0:
		return nil
	case !strings.Contains(plan.both(), "Operation aborted"):
		return failf("%s %s: %s", h.tool, verb, plan.both())
	}
	h.changed = true
	if h.Check {
		return nil
	}
	_, err = h.run(ctx, h.command("-y", words...)...)
	return err
}
