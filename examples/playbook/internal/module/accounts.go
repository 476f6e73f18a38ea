package module

import (
	"bufio"
	"context"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// entry is the line of a file like /etc/passwd that begins with a name, or nil.
func entry(path, name string) ([]string, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		if fields := strings.Split(s.Text(), ":"); fields[0] == name {
			return fields, nil
		}
	}
	return nil, nil
}

// sensible refuses names that would be options, or lines of their own.
func sensible(what, name string) error {
	if name == "" || name[0] == '-' || strings.ContainsAny(name, ":\n ,/") {
		return failf("%s %q; expected a name without blanks, colons, commas, slashes or a dash in front", what, name)
	}
	return nil
}

func atoi(s string) any {
	n, err := strconv.Atoi(s)
	if err != nil {
		return s
	}
	return n
}

// memberships are the groups that list a user.
func memberships(name string) ([]string, error) {
	data, err := os.ReadFile("/etc/group")
	if err != nil {
		return nil, err
	}
	var out []string
	for l := range strings.Lines(string(data)) {
		if f := strings.Split(strings.TrimSpace(l), ":"); len(f) > 3 && slices.Contains(strings.Split(f[3], ","), name) {
			out = append(out, f[0])
		}
	}
	return out, nil
}

func group(ctx context.Context, j *Job) (*value.Dict, error) {
	name, state := j.text("name"), j.text("state")
	r := value.NewDict("name", name, "state", state)
	if err := sensible("group", name); err != nil {
		return r, err
	}
	old, err := entry("/etc/group", name)
	if err != nil {
		return r, err
	}
	var argv []string
	unique := func() {
		if j.is("non_unique") {
			argv = append(argv, "-o")
		}
	}
	if j.is("non_unique") && !j.Args.Has("gid") {
		return r, failf("missing parameter(s) required by 'non_unique': gid")
	}
	switch {
	case state == "absent" && old != nil:
		argv = []string{"groupdel", name}
	case state == "absent":
	case old == nil:
		argv = []string{"groupadd"}
		if j.is("system") {
			argv = append(argv, "-r")
		}
		if j.Args.Has("gid") {
			argv = append(argv, "-g", j.text("gid"))
			unique()
		}
		argv = append(argv, name)
	case j.Args.Has("gid") && old[2] != j.text("gid"):
		argv = []string{"groupmod", "-g", j.text("gid")}
		unique()
		argv = append(argv, name)
	}
	if argv != nil {
		r.Set("changed", true)
		if !j.Check {
			if _, err := j.run(ctx, argv...); err != nil {
				return r, err
			}
		}
	}
	if state != "absent" {
		r.Set("system", j.is("system"))
		if now, err := entry("/etc/group", name); err == nil && now != nil {
			r.Set("gid", atoi(now[2]))
		}
	}
	return r, nil
}
