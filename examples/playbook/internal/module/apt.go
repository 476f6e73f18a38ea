package module

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// An aptRun is one call of the apt module.
type aptRun struct {
	j     *Job
	r     *value.Dict
	names []string
}

func apt(ctx context.Context, j *Job) (*value.Dict, error) {
	names, err := packageNames(j)
	if err != nil {
		return nil, err
	}
	j.Environment = with(j.Environment, "DEBIAN_FRONTEND", "noninteractive", "LC_ALL", "C.UTF-8")
	a := &aptRun{j, value.NewDict(), names}
	upgrade := j.text("upgrade")
	if upgrade == "" || upgrade == "no" || upgrade == "False" {
		upgrade = ""
	}
	deb := j.path("deb")
	if upgrade != "" && (len(names) > 0 || deb != "") || len(names) > 0 && deb != "" {
		return nil, failf("parameters are mutually exclusive: deb|package|upgrade")
	}
	alone := len(names) == 0 && upgrade == "" && deb == ""
	undo, err := a.policy()
	if err != nil {
		return nil, err
	}
	defer undo()
	if err := a.update(ctx, alone); err != nil {
		return a.r, err
	}
	if j.is("clean") {
		if err := a.clean(ctx, "clean", alone); err != nil {
			return a.r, err
		}
	}
	if alone {
		for _, verb := range []string{"autoclean", "autoremove"} {
			if j.is(verb) {
				if err := a.clean(ctx, verb, true); err != nil {
					return a.r, err
				}
			}
		}
		return a.r, nil
	}
	if upgrade != "" {
		verb := "upgrade"
		if upgrade == "dist" || upgrade == "full" {
			verb = "dist-upgrade"
		}
		return a.r, a.get(ctx, verb)
	}
	if deb != "" {
		return a.r, a.file(ctx, deb)
	}
	return a.r, a.packages(ctx)
}

// policy keeps services that packages bring from starting, and takes itself away.
func (a *aptRun) policy() (undo func(), err error) {
	if !a.j.Args.Has("policy_rc_d") || a.j.Check {
		return func() {}, nil
	}
	const file = "/usr/sbin/policy-rc.d"
	old, err := os.ReadFile(file)
	if err != nil && !os.IsNotExist(err) {
		return nil, failf("%v", err)
	}
	had := err == nil
	if err := os.WriteFile(file, []byte("#!/bin/sh\nexit "+strconv.Itoa(a.j.number("policy_rc_d"))+"\n"), 0o755); err != nil {
		return nil, failf("%v", err)
	}
	return func() {
		if had {
			os.WriteFile(file, old, 0o755)
		} else {
			os.Remove(file)
		}
	}, nil
}

// stamps are the files that tell when the lists of packages were last fetched.
var stamps = []string{"/var/lib/apt/periodic/update-success-stamp", "/var/lib/apt/lists"}

func (a *aptRun) update(ctx context.Context, alone bool) error {
	j := a.j
	valid := time.Duration(j.number("cache_valid_time")) * time.Second
	if !j.is("update_cache") && valid == 0 {
		return nil
	}
	when := func() time.Time {
		for _, p := range stamps {
			if info, err := os.Stat(p); err == nil {
				return info.ModTime()
			}
		}
		return time.Unix(0, 0)
	}
	before := when()
	fresh := time.Since(before) > valid
	if fresh && !j.Check {
		if err := a.fetchLists(ctx); err != nil {
			return err
		}
		fresh = !when().Equal(before)
	}
	a.r.Set("cache_updated", fresh)
	a.r.Set("cache_update_time", int(when().Unix()))
	if alone && fresh {
		a.r.Set("changed", true)
	}
	return nil
}

// fetchLists fetches the lists of packages, several times where a mirror fails, with
// longer pauses each time.
func (a *aptRun) fetchLists(ctx context.Context) error {
	tries := 5
	if a.j.Args.Has("update_cache_retries") {
		tries = a.j.number("update_cache_retries")
	}
	longest := 12 * time.Second
	if a.j.Args.Has("update_cache_retry_max_delay") {
		longest = time.Duration(a.j.number("update_cache_retry_max_delay")) * time.Second
	}
	for n := 1; ; n++ {
		_, err := a.j.run(ctx, append(a.command(), "update")...)
		if err == nil || ctx.Err() != nil {
			return err
		}
		if n >= tries {
			return failf("Failed to update apt cache: %v", err)
		}
		nap := min(time.Second<<min(n-1, 10), longest) + time.Duration(rand.Int64N(int64(time.Second)))
		if err := pause(ctx, min(nap, longest)); err != nil {
			return err
		}
	}
}

// command is apt-get with what holds for all its uses.
func (a *aptRun) command() []string {
	lock := 60
	if a.j.Args.Has("lock_timeout") {
		lock = a.j.number("lock_timeout")
	}
	out := []string{"apt-get", "-y", "-oDPkg::Lock::Timeout=" + strconv.Itoa(lock)}
	options := "force-confdef,force-confold"
	if a.j.Args.Has("dpkg_options") {
		options = a.j.text("dpkg_options")
	}
	for o := range strings.SplitSeq(options, ",") {
		if o = strings.TrimSpace(o); o != "" {
			out = append(out, "-oDpkg::Options::=--"+o)
		}
	}
	for _, f := range [][2]string{{"force", "--force-yes"}, {"allow_unauthenticated", "--allow-unauthenticated"}, {"allow_downgrade", "--allow-downgrades"},
		{"allow_change_held_packages", "--allow-change-held-packages"}, {"fail_on_autoremove", "--no-remove"}} {
		if a.j.is(f[0]) {
			out = append(out, f[1])
		}
	}
	if d := a.j.text("default_release"); d != "" {
		out = append(out, "-t", d)
	}
	if a.j.Args.Has("install_recommends") {
		out = append(out, map[bool]string{true: "-oAPT::Install-Recommends=yes", false: "-oAPT::Install-Recommends=no"}[a.j.is("install_recommends")])
	}
	if a.j.Check {
		out = append(out, "-s")
	}
	return out
}

var summary = regexp.MustCompile(`(?m)^(\d+) upgraded, (\d+) newly installed, (?:(\d+) downgraded, )?(\d+) (?:to remove|reinstalled)`)

// get runs apt-get, and tells by what it says whether anything changed.
func (a *aptRun) get(ctx context.Context, words ...string) error {
	if a.j.is("autoremove") && words[0] != "autoremove" && words[0] != "build-dep" {
		words = slices.Insert(words, 1, "--auto-remove")
	}
	if a.j.is("purge") && (words[0] == "remove" || words[0] == "autoremove") {
		words = slices.Insert(words, 1, "--purge")
	}
	argv := append(a.command(), words...)
	out, err := a.j.run(ctx, argv...)
	if err != nil {
		var f *failure
		if errors.As(err, &f) {
			return &failure{fmt.Sprintf("'%s' failed: %s", strings.Join(argv, " "), strings.TrimSpace(out.stderr)), f.fields}
		}
		return err
	}
	changed := false
	for _, m := range summary.FindAllStringSubmatch(out.stdout, -1) {
		for _, n := range m[1:] {
			changed = changed || n != "" && n != "0"
		}
	}
	a.r.Set("changed", changed)
	Output(a.r, out.rc, out.stdout, out.stderr, false)
	if a.j.Diff && changed {
		a.r.Set("diff", value.NewDict("prepared", announced(out.stdout)))
	}
	return nil
}

// announced is what apt-get says that it is going to do.
func announced(stdout string) string {
	var b strings.Builder
	for l := range strings.Lines(stdout) {
		if b.Len() == 0 && !strings.HasPrefix(l, "The following ") {
			continue
		}
		b.WriteString(l)
		if summary.MatchString(l) {
			break
		}
	}
	return b.String()
}

// clean empties the cache of packages, or removes what nothing needs any more. What
// it says counts where nothing else is done.
func (a *aptRun) clean(ctx context.Context, verb string, alone bool) error {
	if verb == "autoremove" {
		return a.get(ctx, verb)
	}
	out, err := a.j.run(ctx, append(a.command(), verb)...)
	if err != nil || !alone {
		return err
	}
	a.r.Set("changed", verb == "clean" || strings.Contains(out.stdout, "Del "))
	Output(a.r, out.rc, out.stdout, out.stderr, false)
	return nil
}

// file installs one package from a file, which may have to be fetched.
func (a *aptRun) file(ctx context.Context, deb string) error {
	if strings.Contains(deb, "://") {
		fetched, err := a.j.fetched(ctx, deb, "*.deb")
		if err != nil {
			return err
		}
		defer os.Remove(fetched)
		deb = fetched
	}
	deb, err := filepath.Abs(deb)
	if err != nil {
		return failf("%v", err)
	}
	out, err := a.j.run(ctx, "dpkg-deb", "-W", "--showformat=${Package} ${Version}", deb)
	if err != nil {
		return failf("Unable to install package: %v", err)
	}
	name, version, _ := strings.Cut(strings.TrimSpace(out.stdout), " ")
	if have, err := a.j.debVersion(ctx, name); err != nil || have == version {
		return err
	}
	return a.get(ctx, "install", deb)
}

func (a *aptRun) packages(ctx context.Context) error {
	j, state := a.j, a.j.text("state")
	if state == "build-dep" {
		return a.get(ctx, append([]string{"build-dep"}, a.names...)...)
	}
	if state == "latest" && slices.Equal(a.names, []string{"*"}) {
		return a.get(ctx, "upgrade")
	}
	var want []string
	for _, n := range a.names {
		base, version, _ := strings.Cut(n, "=")
		all := []string{base}
		if strings.ContainsAny(base, "*?[") {
			var err error
			if all, err = a.matching(ctx, base, state == "absent"); err != nil {
				return err
			}
		}
		for _, name := range all {
			installed, err := j.debVersion(ctx, name)
			if err != nil {
				return err
			}
			spec := name
			if version != "" {
				spec = name + "=" + version
			}
			wanted := false
			switch {
			case state == "absent":
				spec, wanted = name, installed != "" && (version == "" || matches(version, installed))
			case j.is("only_upgrade") && installed == "":
			case installed == "":
				wanted = true
			case version != "":
				wanted = !matches(version, installed)
			case state == "latest":
				candidate, err := a.candidate(ctx, name)
				if err != nil {
					return err
				}
				wanted = candidate != "" && candidate != installed
			}
			if wanted {
				want = append(want, spec)
			}
		}
	}
	words := []string{"install"}
	if state == "absent" {
		words = []string{"remove"}
	} else {
		if j.is("only_upgrade") {
			words = append(words, "--only-upgrade")
		}
		if state == "fixed" {
			words = append(words, "--fix-broken")
		}
	}
	if len(want) == 0 && state != "fixed" {
		if j.is("autoremove") {
			return a.get(ctx, "autoremove")
		}
		return nil
	}
	return a.get(ctx, append(words, want...)...)
}

// matching are the packages that a pattern means: those that are installed, or all.
func (a *aptRun) matching(ctx context.Context, pattern string, installed bool) ([]string, error) {
	argv := []string{"apt-cache", "pkgnames"}
	if installed {
		argv = []string{"dpkg-query", "-W", "-f=${Package}\n"}
	}
	all, err := a.j.run(ctx, argv...)
	if err != nil {
		return nil, err
	}
	var out []string
	for n := range strings.Lines(all.stdout) {
		n = strings.TrimSpace(n)
		if ok, err := path.Match(pattern, n); err != nil {
			return nil, failf("package %q: %v", pattern, err)
		} else if ok && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	slices.Sort(out)
	if len(out) == 0 && !installed {
		return nil, failf("No package(s) matching '%s' available", pattern)
	}
	return out, nil
}

// candidate is the version that apt-get would install.
func (a *aptRun) candidate(ctx context.Context, name string) (string, error) {
	argv := []string{"apt-cache", "policy", name}
	if d := a.j.text("default_release"); d != "" {
		argv = []string{"apt-cache", "-oAPT::Default-Release=" + d, "policy", name}
	}
	out, err := a.j.run(ctx, argv...)
	if err != nil {
		return "", err
	}
	for l := range strings.Lines(out.stdout) {
		if c, ok := strings.CutPrefix(strings.TrimSpace(l), "Candidate: "); ok && c != "(none)" {
			return c, nil
		}
	}
	return "", nil
}

// matches compares a version with a glob like 1.2*.
func matches(glob, version string) bool {
	ok, err := path.Match(glob, version)
	return ok && err == nil
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
