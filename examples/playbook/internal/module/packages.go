package module

import (
	"context"
	"os/exec"
	"strings"

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
