package module

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// words are names of packages, those that would be options refused.
func packageNames(j *Job) ([]string, error) {
	names := j.list("name")
	for _, n := range names {
		if n == "" || n[0] == '-' || strings.ContainsAny(n, " \n;") {
			return nil, failf("package %q; expected the name of a package", n)
		}
	}
	return names, nil
}

func apt(ctx context.Context, j *Job) (*value.Dict, error) {
	names, err := packageNames(j)
	if err != nil {
		return nil, err
	}
	state := j.text("state")
	r := value.NewDict()
	j.Environment = with(j.Environment, "DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C.UTF-8")
	lock := "-oDPkg::Lock::Timeout=" + value.Str(max(j.number("lock_timeout"), 1))
	get := func(args ...string) (ran, error) {
		return j.run(ctx, append([]string{"apt-get", "-y", lock, "-oDpkg::Options::=--force-confdef", "-oDpkg::Options::=--force-confold"}, args...)...)
	}
	if valid := j.number("cache_valid_time"); j.is("update_cache") || valid > 0 {
		fresh := false
		for _, p := range []string{"/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists"} {
			if info, err := os.Stat(p); err == nil && valid > 0 && time.Since(info.ModTime()) < time.Duration(valid)*time.Second {
				fresh = true
			}
		}
		r.Set("cache_updated", !fresh)
		if !fresh && !j.Check {
			if _, err := get("update"); err != nil {
				return r, err
			}
		}
		if !fresh && len(names) == 0 && j.text("upgrade") != "dist" {
			r.Set("changed", true)
		}
	}
	if up := j.text("upgrade"); up != "" && up != "no" && up != "False" {
		verb := map[string]string{"dist": "dist-upgrade", "full": "dist-upgrade"}[up]
		if verb == "" {
			verb = "upgrade"
		}
		args := []string{verb}
		if j.Check {
			args = []string{"-s", verb}
		}
		out, err := get(args...)
		if err != nil {
			return r, err
		}
		r.Set("changed", !strings.Contains(out.stdout, "0 upgraded, 0 newly installed, 0 to remove"))
		r.Set("stdout", out.stdout)
	}
	var want []string
	for _, n := range names {
		base, version, _ := strings.Cut(n, "=")
		installed, err := j.debVersion(ctx, base)
		if err != nil {
			return r, err
		}
		switch state {
		case "absent":
			if installed != "" {
				want = append(want, base)
			}
		case "latest":
			candidate := ""
			if out, err := j.run(ctx, "apt-cache", "policy", base); err == nil {
				for l := range strings.Lines(out.stdout) {
					if c, ok := strings.CutPrefix(strings.TrimSpace(l), "Candidate: "); ok {
						candidate = c
					}
				}
			}
			if installed == "" && !j.is("only_upgrade") || candidate != "" && candidate != installed {
				want = append(want, n)
			}
		default:
			if installed == "" || version != "" && version != installed && !matches(version, installed) {
				want = append(want, n)
			}
		}
	}
	if deb := j.path("deb"); deb != "" {
		out, err := j.run(ctx, "dpkg-deb", "-W", "--showformat=${Package} ${Version}", deb)
		if err != nil {
			return r, err
		}
		pkg, version, _ := strings.Cut(strings.TrimSpace(out.stdout), " ")
		if have, err := j.debVersion(ctx, pkg); err != nil {
			return r, err
		} else if have != version {
			want = append(want, deb)
		}
	}
	if len(want) == 0 && !(j.is("autoremove") && len(names) == 0) {
		return r, nil
	}
	args := []string{"install"}
	if state == "absent" {
		args = []string{"remove"}
		if j.is("purge") {
			args = append(args, "--purge")
		}
		if j.is("autoremove") {
			args = append(args, "--auto-remove")
		}
	} else if len(want) == 0 {
		args = []string{"autoremove"}
	}
	if j.Args.Has("install_recommends") && !j.is("install_recommends") {
		args = append(args, "--no-install-recommends")
	}
	if d := j.text("default_release"); d != "" {
		args = append(args, "-t", d)
	}
	if j.is("allow_downgrade") {
		args = append(args, "--allow-downgrades")
	}
	if j.Check {
		args = append(args, "-s")
	}
	out, err := get(append(args, want...)...)
	if err != nil {
		return r, failf("'%s' failed: %v", strings.Join(append([]string{"apt-get"}, args...), " ")+" "+strings.Join(want, " "), err)
	}
	r.Set("changed", len(want) > 0 || !strings.Contains(out.stdout, " 0 to remove"))
	Output(r, out.rc, out.stdout, out.stderr, false)
	return r, nil
}

// matches compares a version with a glob like 1.2*.
func matches(glob, version string) bool {
	return strings.HasSuffix(glob, "*") && strings.HasPrefix(version, strings.TrimSuffix(glob, "*"))
}

func (j *Job) debVersion(ctx context.Context, name string) (string, error) {
	out, err := j.execute(ctx, "", "", "dpkg-query", "-W", "-f=${db:Status-Status} ${Version}\n", name)
	if err != nil {
		return "", failf("dpkg-query: %v", err)
	}
	for l := range strings.Lines(out.stdout) {
		if v, ok := strings.CutPrefix(strings.TrimSpace(l), "installed "); ok {
			return v, nil
		}
	}
	return "", nil
}

func with(env map[string]string, pairs ...string) map[string]string {
	out := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		out[pairs[i]] = pairs[i+1]
	}
	for k, v := range env {
		out[k] = v
	}
	return out
}

// rpm serves dnf and yum.
func rpm(ctx context.Context, j *Job) (*value.Dict, error) {
	names, err := packageNames(j)
	if err != nil {
		return nil, err
	}
	tool := j.Module
	if _, err := exec.LookPath(tool); err != nil {
		tool = map[string]string{"dnf": "yum", "yum": "dnf"}[tool]
	}
	absent := j.text("state") == "absent" || j.text("state") == "removed"
	var want []string
	for _, n := range names {
		have := j.has(ctx, "rpm", "-q", "--whatprovides", n)
		if j.text("state") == "latest" && have {
			out, err := j.execute(ctx, "", "", tool, "-q", "check-update", n)
			if err != nil {
				return nil, failf("%s: %v", tool, err)
			}
			have = out.rc != 100
		}
		if have == absent {
			want = append(want, n)
		}
	}
	r := value.NewDict("changed", len(want) > 0, "rc", 0, "results", []any{}, "msg", "")
	if len(want) == 0 {
		r.Set("msg", "Nothing to do")
		return r, nil
	}
	if j.Check {
		return r, nil
	}
	args := []string{tool, "-y"}
	for _, repo := range j.list("enablerepo") {
		args = append(args, "--enablerepo="+repo)
	}
	for _, repo := range j.list("disablerepo") {
		args = append(args, "--disablerepo="+repo)
	}
	if j.is("disable_gpg_check") {
		args = append(args, "--nogpgcheck")
	}
	verb := "install"
	switch {
	case absent:
		verb = "remove"
	case j.text("state") == "latest" && tool == "yum":
		verb = "update"
	}
	_, err = j.run(ctx, append(append(args, verb), want...)...)
	return r, err
}

func (j *Job) has(ctx context.Context, argv ...string) bool {
	out, err := j.execute(ctx, "", "", argv...)
	return err == nil && out.rc == 0
}

// anyPackage takes the manager that the host has.
func anyPackage(ctx context.Context, j *Job) (*value.Dict, error) {
	for _, m := range []struct {
		tool string
		run  function
	}{{"apt-get", apt}, {"dnf", rpm}, {"yum", rpm}} {
		if u := j.text("use"); u != "" && u != "auto" && u != strings.TrimSuffix(m.tool, "-get") {
			continue
		}
		if _, err := exec.LookPath(m.tool); err == nil {
			k := *j
			k.Module = strings.TrimSuffix(m.tool, "-get")
			return m.run(ctx, &k)
		}
	}
	if _, err := exec.LookPath("apk"); err != nil {
		return nil, failf("Could not find a package manager: expected apt, dnf, yum or apk")
	}
	names, err := packageNames(j)
	if err != nil {
		return nil, err
	}
	var want []string
	absent := j.text("state") == "absent"
	for _, n := range names {
		if j.has(ctx, "apk", "info", "-e", n) == absent {
			want = append(want, n)
		}
	}
	r := value.NewDict("changed", len(want) > 0)
	if len(want) == 0 || j.Check {
		return r, nil
	}
	verb := "add"
	if absent {
		verb = "del"
	}
	_, err = j.run(ctx, append([]string{"apk", verb}, want...)...)
	return r, err
}
