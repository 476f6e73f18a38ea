package module

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// service runs systemctl where systemd runs, and the scripts of init.d elsewhere.
func service(ctx context.Context, j *Job) (*value.Dict, error) {
	name, state := j.text("name"), j.text("state")
	r := value.NewDict("name", name)
	if state != "" {
		r.Set("state", map[string]string{"reloaded": "started", "restarted": "started"}[state])
		if !strings.HasSuffix(state, "ed") || r.Value("state") == "" {
			r.Set("state", state)
		}
	}
	if j.Args.Has("enabled") {
		r.Set("enabled", j.is("enabled"))
	}
	if strings.HasPrefix(name, "-") || strings.ContainsAny(name, "/\n") {
		return r, failf("service name %q; expected the name of a service", name)
	}
	use := j.text("use")
	if use == "" || use == "auto" {
		use = "sysvinit"
		if _, err := os.Stat("/run/systemd/system"); err == nil || j.Module == "systemd" {
			use = "systemd"
		}
	}
	switch strings.TrimPrefix(use, "ansible.builtin.") {
	case "systemd", "systemd_service":
		var warnings []any
		for _, k := range []string{"pattern", "runlevel", "sleep", "arguments"} {
			if j.Module == "service" && j.Args.Has(k) {
				warnings = append(warnings, fmt.Sprintf("Ignoring %q as it is not used in %q", k, "systemd"))
			}
		}
		if warnings != nil {
			r.Set("warnings", warnings)
		}
		return r, j.systemd(ctx, r, name, state)
	case "sysvinit", "service":
		return r, j.initScript(ctx, r, name, state)
	}
	return r, failf("use %q; expected auto, systemd, sysvinit or service", use)
}

func (j *Job) systemd(ctx context.Context, r *value.Dict, name, state string) error {
	base := []string{"systemctl"}
	if scope := j.text("scope"); scope == "user" || scope == "global" {
		base = append(base, "--"+scope)
	}
	if j.is("no_block") {
		base = append(base, "--no-block")
	}
	if j.is("force") {
		base = append(base, "--force")
	}
	ctl := func(args ...string) (ran, error) {
		return j.execute(ctx, "", "", append(append([]string(nil), base...), args...)...)
	}
	must := func(args ...string) error {
		r.Set("changed", true)
		if j.Check {
			return nil
		}
		out, err := ctl(args...)
		if err == nil && out.rc != 0 {
			err = failf("Unable to %s service %s: %s", args[0], name, out.both())
		}
		return err
	}
	if j.is("daemon_reload") && !j.Check {
		if out, err := ctl("daemon-reload"); err != nil {
			return failf("systemctl daemon-reload: %v", err)
		} else if out.rc != 0 {
			return failf("failure %d during daemon-reload: %s", out.rc, out.both())
		}
	}
	if j.is("daemon_reexec") && !j.Check {
		if out, err := ctl("daemon-reexec"); err != nil {
			return failf("systemctl daemon-reexec: %v", err)
		} else if out.rc != 0 {
			return failf("failure %d during daemon-reexec: %s", out.rc, out.both())
		}
	}
	if name == "" {
		if j.Args.Has("state") || j.Args.Has("enabled") || j.Args.Has("masked") {
			return failf("missing parameter(s) required by state, enabled or masked: name")
		}
		return nil
	}
	out, err := ctl("show", "-p", "LoadState,ActiveState,UnitFileState,SubState", name)
	if err != nil {
		return failf("systemctl: %v", err)
	}
	status := value.NewDict()
	for l := range strings.Lines(out.stdout) {
		if k, v, ok := strings.Cut(strings.TrimSpace(l), "="); ok {
			status.Set(k, v)
		}
	}
	if out.rc != 0 && status.Len() == 0 {
		return failf("Service is in unknown state: %s", out.both())
	}
	r.Set("status", status)
	load := value.Str(status.Value("LoadState"))
	if load == "not-found" {
		return failf("Could not find the requested service %s: host", name)
	}
	if j.Args.Has("masked") && j.is("masked") != (load == "masked") {
		verb := map[bool]string{true: "mask", false: "unmask"}[j.is("masked")]
		if err := must(verb, name); err != nil {
			return err
		}
	}
	if j.Args.Has("enabled") {
		enabled := strings.HasPrefix(value.Str(status.Value("UnitFileState")), "enabled")
		if enabled != j.is("enabled") {
			verb := map[bool]string{true: "enable", false: "disable"}[j.is("enabled")]
			if err := must(verb, name); err != nil {
				return err
			}
		}
	}
	active := value.Str(status.Value("ActiveState"))
	running := active == "active" || active == "activating" || active == "reloading"
	switch {
	case state == "started" && !running:
		return must("start", name)
	case state == "stopped" && running:
		return must("stop", name)
	case state == "restarted":
		return must("restart", name)
	case state == "reloaded" && running:
		return must("reload", name)
	case state == "reloaded":
		return must("start", name)
	}
	return nil
}

func (j *Job) initScript(ctx context.Context, r *value.Dict, name, state string) error {
	script := filepath.Join("/etc/init.d", name)
	if _, err := os.Stat(script); err != nil {
		return failf("Could not find the requested service %s: host", name)
	}
	must := func(argv ...string) error {
		r.Set("changed", true)
		if j.Check {
			return nil
		}
		_, err := j.run(ctx, argv...)
		return err
	}
	if j.Args.Has("enabled") {
		links, _ := filepath.Glob("/etc/rc[2345].d/S[0-9][0-9]" + name)
		if (len(links) > 0) != j.is("enabled") {
			if all, _ := filepath.Glob("/etc/rc?.d/[SK][0-9][0-9]" + name); len(all) == 0 && j.is("enabled") {
				if err := must("update-rc.d", name, "defaults"); err != nil {
					return err
				}
			}
			verb := map[bool]string{true: "enable", false: "disable"}[j.is("enabled")]
			if err := must("update-rc.d", name, verb); err != nil {
				return err
			}
		}
	}
	if state == "" {
		return nil
	}
	arguments := strings.Fields(j.text("arguments"))
	act := func(verb string) error { return must(append([]string{script, verb}, arguments...)...) }
	out, err := j.execute(ctx, "", "", script, "status")
	if err != nil {
		return err
	}
	running := out.rc == 0
	if p := j.text("pattern"); p != "" {
		ps, err := j.run(ctx, "ps", "ax")
		if err != nil {
			return err
		}
		running = strings.Contains(ps.stdout, p)
	}
	switch {
	case state == "started" && !running, state == "reloaded" && !running:
		return act("start")
	case state == "stopped" && running:
		return act("stop")
	case state == "restarted":
		if err := act("stop"); err != nil {
			return err
		}
		if nap := j.number("sleep"); nap > 0 && !j.Check {
			if err := pause(ctx, time.Duration(nap)*time.Second); err != nil {
				return err
			}
		}
		return act("start")
	case state == "reloaded":
		return act("reload")
	}
	return nil
}
