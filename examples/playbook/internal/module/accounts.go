package module

import (
	"bufio"
	"context"
	"os"
	osuser "os/user"
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

func account(j *Job) (fields []string, err error) { return entry("/etc/passwd", j.text("name")) }

func userAccount(ctx context.Context, j *Job) (*value.Dict, error) {
	name, state := j.text("name"), j.text("state")
	r := value.NewDict("name", name, "state", state)
	if err := sensible("user", name); err != nil {
		return r, err
	}
	old, err := account(j)
	if err != nil {
		return r, err
	}
	change := func(argv ...string) error {
		r.Set("changed", true)
		if j.Check {
			return nil
		}
		_, err := j.run(ctx, argv...)
		return err
	}
	if state == "absent" {
		if old == nil {
			return r, nil
		}
		argv := []string{"userdel"}
		if j.is("force") {
			argv = append(argv, "-f")
		}
		if j.is("remove") {
			argv = append(argv, "-r")
		}
		return r, change(append(argv, name)...)
	}
	groups := j.list("groups")
	var argv []string
	add := func(flag, text string) { argv = append(argv, flag, text) }
	password := j.text("password")
	if j.Args.Has("group") {
		if _, err := groupID(j.text("group")); err != nil {
			return r, failf("Group %s does not exist", j.text("group"))
		}
	}
	for _, g := range groups {
		if _, err := osuser.LookupGroup(g); err != nil {
			return r, failf("Group %s does not exist", g)
		}
	}
	if old == nil {
		argv = []string{"useradd"}
		if j.Args.Has("uid") {
			add("-u", j.text("uid"))
			if j.is("non_unique") {
				argv = append(argv, "-o")
			}
		}
		for flag, arg := range map[string]string{"-g": "group", "-c": "comment", "-d": "home", "-s": "shell"} {
			if j.Args.Has(arg) {
				add(flag, j.text(arg))
			}
		}
		if len(groups) > 0 {
			add("-G", strings.Join(groups, ","))
		}
		if password != "" {
			add("-p", password)
		}
		if j.is("system") {
			argv = append(argv, "-r")
		}
		if j.Args.Has("create_home") && !j.is("create_home") {
			argv = append(argv, "-M")
		} else {
			argv = append(argv, "-m")
		}
		r.Set("create_home", !j.Args.Has("create_home") || j.is("create_home"))
		r.Set("system", j.is("system"))
		if err := change(append(argv, name)...); err != nil {
			return r, err
		}
	} else {
		argv = []string{"usermod"}
		same := func(i int, arg string) bool { return !j.Args.Has(arg) || i < len(old) && old[i] == j.text(arg) }
		if !same(2, "uid") {
			add("-u", j.text("uid"))
		}
		if j.Args.Has("group") {
			if gid, _ := groupID(j.text("group")); old[3] != strconv.Itoa(gid) {
				add("-g", j.text("group"))
			}
		}
		if !same(4, "comment") {
			add("-c", j.text("comment"))
		}
		if !same(5, "home") {
			add("-d", j.text("home"))
			if j.is("move_home") {
				argv = append(argv, "-m")
			}
		}
		if !same(6, "shell") {
			add("-s", j.text("shell"))
		}
		if j.Args.Has("groups") {
			now, err := memberships(name)
			if err != nil {
				return r, err
			}
			missing := slices.ContainsFunc(groups, func(g string) bool { return !slices.Contains(now, g) })
			extra := !j.is("append") && slices.ContainsFunc(now, func(g string) bool { return !slices.Contains(groups, g) })
			if missing || extra {
				if j.is("append") {
					argv = append(argv, "-a")
				}
				add("-G", strings.Join(groups, ","))
			}
		}
		if password != "" && (j.text("update_password") != "on_create") {
			shadow, err := entry("/etc/shadow", name)
			if err != nil {
				return r, failf("%v", err)
			}
			if shadow == nil || shadow[1] != password {
				add("-p", password)
			}
		}
		r.Set("append", j.is("append"))
		r.Set("move_home", j.is("move_home"))
		if len(argv) > 1 {
			if err := change(append(argv, name)...); err != nil {
				return r, err
			}
		}
	}
	if now, err := account(j); err == nil && now != nil && len(now) > 6 {
		r.Set("uid", atoi(now[2]))
		r.Set("group", atoi(now[3]))
		r.Set("comment", now[4])
		r.Set("home", now[5])
		r.Set("shell", now[6])
	}
	if j.Args.Has("groups") {
		r.Set("groups", strings.Join(groups, ","))
	}
	if password != "" {
		r.Set("password", "NOT_LOGGING_PASSWORD")
	}
	return r, nil
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
		}
		argv = append(argv, name)
	case j.Args.Has("gid") && old[2] != j.text("gid"):
		argv = []string{"groupmod", "-g", j.text("gid"), name}
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
