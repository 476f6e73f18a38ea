package module

import (
	"context"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func account(j *Job) (fields []string, err error) { return entry("/etc/passwd", j.text("name")) }

// An accountChange is what there is to do to make an account be as a job says.
type accountChange struct {
	j      *Job
	r      *value.Dict
	name   string
	groups []string
	argv   []string
}

func (c *accountChange) add(words ...string) { c.argv = append(c.argv, words...) }

// run runs a command that changes something, but for check mode.
func (c *accountChange) run(ctx context.Context, argv ...string) error {
	c.r.Set("changed", true)
	if c.j.Check {
		return nil
	}
	_, err := c.j.run(ctx, argv...)
	return err
}

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
	c := &accountChange{j: j, r: r, name: name, groups: j.list("groups")}
	if state == "absent" {
		if old == nil {
			return r, nil
		}
		c.add("userdel")
		if j.is("force") {
			c.add("-f")
		}
		if j.is("remove") {
			c.add("-r")
		}
		r.Set("force", j.is("force"))
		r.Set("remove", j.is("remove"))
		return r, c.run(ctx, append(c.argv, name)...)
	}
	if j.is("append") && !j.Args.Has("groups") {
		r.Set("warnings", []any{"'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups."})
	}
	for _, g := range append(slices.Clone(c.groups), j.text("group")) {
		if found, err := groupEntry(g); err != nil {
			return r, err
		} else if found == nil && g != "" {
			return r, failf("Group %s does not exist", g)
		}
	}
	if old == nil {
		err = c.create(ctx)
	} else {
		err = c.modify(ctx, old)
	}
	if err != nil {
		return r, err
	}
	now, err := account(j)
	if err != nil {
		return r, err
	}
	if len(now) > 6 {
		if err := c.passwordAge(ctx); err != nil {
			return r, err
		}
		if err := c.home(now); err != nil {
			return r, err
		}
		r.Set("uid", atoi(now[2]))
		r.Set("group", atoi(now[3]))
		r.Set("comment", now[4])
		r.Set("home", now[5])
		r.Set("shell", now[6])
		if j.is("generate_ssh_key") {
			if err := c.sshKey(ctx, now); err != nil {
				return r, err
			}
		}
	}
	if j.Args.Has("groups") {
		r.Set("groups", strings.Join(c.groups, ","))
	}
	if j.text("password") != "" {
		r.Set("password", "NOT_LOGGING_PASSWORD")
	}
	return r, nil
}

// groupEntry is the line of /etc/group for a name or a number, or nil.
func groupEntry(g string) ([]string, error) {
	found, err := entry("/etc/group", g)
	if found != nil || err != nil {
		return found, err
	}
	if _, err := strconv.Atoi(g); err != nil {
		return nil, nil
	}
	data, err := os.ReadFile("/etc/group")
	if err != nil {
		return nil, err
	}
	for l := range strings.Lines(string(data)) {
		if f := strings.Split(strings.TrimSpace(l), ":"); len(f) > 2 && f[2] == g {
			return f, nil
		}
	}
	return nil, nil
}

// uid adds the number of an account.
func (c *accountChange) uid() {
	c.add("-u", c.j.text("uid"))
	if c.j.is("non_unique") {
		c.add("-o")
	}
}

// password is the hash that /etc/shadow is to have; one that is locked has a ! before it.
func (c *accountChange) password() string {
	p := c.j.text("password")
	if c.j.is("password_lock") {
		p = "!" + p
	}
	return p
}

// expiry is when an account ends, as useradd and usermod take it; "" is never.
func (c *accountChange) expiry() string {
	seconds, _ := value.Number(c.j.Args.Value("expires"))
	if seconds < 0 {
		return ""
	}
	return time.Unix(int64(seconds), 0).UTC().Format("2006-01-02")
}

func (c *accountChange) create(ctx context.Context) error {
	j := c.j
	c.add("useradd")
	if j.Args.Has("uid") {
		c.uid()
	}
	if j.text("group") != "" {
		c.add("-g", j.text("group"))
	} else if same, err := entry("/etc/group", c.name); err != nil {
		return err
	} else if same != nil {
		c.add("-N") // a group of the account's own cannot be made again
	}
	if len(c.groups) > 0 {
		c.add("-G", strings.Join(c.groups, ","))
	}
	for _, f := range [][2]string{{"comment", "-c"}, {"home", "-d"}, {"shell", "-s"}} {
		if j.Args.Has(f[0]) {
			c.add(f[1], j.text(f[0]))
		}
	}
	if j.Args.Has("expires") {
		c.add("-e", c.expiry())
	}
	if j.Args.Has("password") {
		c.add("-p", c.password())
	}
	home := !j.Args.Has("create_home") || j.is("create_home")
	if home {
		c.add("-m")
		if j.Args.Has("skeleton") {
			c.add("-k", j.text("skeleton"))
		}
		if j.Args.Has("umask") {
			c.add("-K", "UMASK="+j.text("umask"))
		}
	} else {
		c.add("-M")
	}
	if j.is("system") {
		c.add("-r")
	}
	c.r.Set("create_home", home)
	c.r.Set("system", j.is("system"))
	return c.run(ctx, append(c.argv, c.name)...)
}

func (c *accountChange) modify(ctx context.Context, old []string) error {
	j := c.j
	c.add("usermod")
	differs := func(i int, arg string) bool { return j.Args.Has(arg) && (i >= len(old) || old[i] != j.text(arg)) }
	if differs(2, "uid") {
		c.uid()
	}
	if g := j.text("group"); g != "" {
		if found, err := groupEntry(g); err != nil {
			return err
		} else if found != nil && len(old) > 3 && found[2] != old[3] {
			c.add("-g", found[2])
		}
	}
	if j.Args.Has("groups") {
		now, err := memberships(c.name)
		if err != nil {
			return err
		}
		var want []string
		for _, g := range c.groups {
			if found, err := groupEntry(g); err != nil {
				return err
			} else if found != nil && len(old) > 3 && found[2] != old[3] {
				want = append(want, found[0])
			}
		}
		missing := slices.ContainsFunc(want, func(g string) bool { return !slices.Contains(now, g) })
		extra := !j.is("append") && slices.ContainsFunc(now, func(g string) bool { return !slices.Contains(want, g) })
		if missing || extra {
			if j.is("append") {
				c.add("-a")
			}
			c.add("-G", strings.Join(c.groups, ","))
		}
	}
	if differs(4, "comment") {
		c.add("-c", j.text("comment"))
	}
	if differs(5, "home") {
		c.add("-d", j.text("home"))
		if j.is("move_home") {
			c.add("-m")
		}
	}
	if differs(6, "shell") {
		c.add("-s", j.text("shell"))
	}
	if err := c.secrets(); err != nil {
		return err
	}
	c.r.Set("append", j.is("append"))
	c.r.Set("move_home", j.is("move_home"))
	if len(c.argv) == 1 {
		return nil
	}
	return c.run(ctx, append(c.argv, c.name)...)
}

// secrets adds what /etc/shadow has: the password, its lock, and the end of the account.
func (c *accountChange) secrets() error {
	j := c.j
	lock, always := j.Args.Has("password_lock"), j.text("update_password") != "on_create"
	change := j.Args.Has("password") && always
	if !lock && !change && !j.Args.Has("expires") {
		return nil
	}
	shadow, err := entry("/etc/shadow", c.name)
	if err != nil {
		return failf("%v", err)
	}
	for len(shadow) < 8 {
		shadow = append(shadow, "")
	}
	if j.Args.Has("expires") {
		seconds, _ := value.Number(j.Args.Value("expires"))
		days := strconv.Itoa(int(math.Floor(seconds / (24 * 60 * 60))))
		if seconds < 0 && shadow[7] != "" || seconds >= 0 && shadow[7] != days {
			c.add("-e", c.expiry())
		}
	}
	locked := strings.HasPrefix(shadow[1], "!")
	switch {
	case change && strings.TrimLeft(shadow[1], "!") != strings.TrimLeft(j.text("password"), "!"):
		c.add("-p", c.password())
	case lock && j.is("password_lock") && !locked:
		c.add("-L")
	case lock && !j.is("password_lock") && locked:
		c.add("-U")
	}
	return nil
}

// passwordAge is how long a password holds at least and at most, in days.
func (c *accountChange) passwordAge(ctx context.Context) error {
	for i, f := range [][2]string{{"password_expire_min", "-m"}, {"password_expire_max", "-M"}} {
		if !c.j.Args.Has(f[0]) {
			continue
		}
		shadow, err := entry("/etc/shadow", c.name)
		if err != nil {
			return failf("%v", err)
		}
		if len(shadow) > 4 && shadow[3+i] == c.j.text(f[0]) {
			continue
		}
		if err := c.run(ctx, "chage", f[1], c.j.text(f[0]), c.name); err != nil {
			return err
		}
	}
	return nil
}

// home makes the home of an account that has none, from the skeleton.
func (c *accountChange) home(account []string) error {
	j := c.j
	if j.Args.Has("create_home") && !j.is("create_home") {
		return nil
	}
	if _, err := os.Stat(account[5]); !os.IsNotExist(err) {
		return nil
	}
	c.r.Set("changed", true)
	if j.Check {
		return nil
	}
	uid, err := strconv.Atoi(account[2])
	if err != nil {
		return failf("user %s has the number %q", c.name, account[2])
	}
	gid, err := strconv.Atoi(account[3])
	if err != nil {
		return failf("user %s has the group %q", c.name, account[3])
	}
	if err := os.MkdirAll(account[5], 0o777&^loginMask()); err != nil {
		return failf("%v", err)
	}
	skeleton := j.path("skeleton")
	if skeleton == "" {
		skeleton = "/etc/skel"
	}
	if info, err := os.Stat(skeleton); err == nil && info.IsDir() {
		if err := os.CopyFS(account[5], os.DirFS(skeleton)); err != nil {
			return failf("%v", err)
		}
	}
	if err := os.Chmod(account[5], 0o777&^loginMask()); err != nil {
		return failf("%v", err)
	}
	err = filepath.WalkDir(account[5], func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Lchown(path, uid, gid)
	})
	if err != nil {
		return failf("%v", err)
	}
	return nil
}

// loginMask is what /etc/login.defs takes from the mode of a home.
func loginMask() os.FileMode {
	data, _ := os.ReadFile("/etc/login.defs")
	for l := range strings.Lines(string(data)) {
		if w := strings.Fields(l); len(w) == 2 && w[0] == "UMASK" {
			if n, err := strconv.ParseUint(w[1], 8, 12); err == nil {
				return os.FileMode(n)
			}
		}
	}
	return 0
}

// sshKey makes a key for an account that has none.
func (c *accountChange) sshKey(ctx context.Context, account []string) error {
	j, r := c.j, c.r
	kind := j.text("ssh_key_type")
	if kind == "" {
		kind = "rsa"
	}
	file := j.path("ssh_key_file")
	if file == "" {
		file = filepath.Join(".ssh", "id_"+kind)
	}
	if !filepath.IsAbs(file) {
		file = filepath.Join(account[5], file)
	}
	uid, err := strconv.Atoi(account[2])
	if err != nil {
		return failf("user %s has the number %q", c.name, account[2])
	}
	gid, err := strconv.Atoi(account[3])
	if err != nil {
		return failf("user %s has the group %q", c.name, account[3])
	}
	_, err = os.Lstat(file)
	if exists := err == nil; !exists || j.is("force") {
		if info, err := os.Stat(account[5]); err != nil || !info.IsDir() {
			return failf("Failed to create %s: user %s has no home %s", filepath.Dir(file), c.name, account[5])
		}
		r.Set("changed", true)
		if j.Check {
			return nil
		}
		dir := filepath.Dir(file)
		if err := os.Mkdir(dir, 0o700); err == nil {
			if err := os.Chown(dir, uid, gid); err != nil {
				return failf("%v", err)
			}
		} else if !os.IsExist(err) {
			return failf("Failed to create %s: %v", dir, err)
		}
		comment := j.text("ssh_key_comment")
		if comment == "" {
			host, _ := os.Hostname()
			comment = "ansible-generated on " + host
		}
		argv := []string{"ssh-keygen", "-q", "-t", kind, "-C", comment, "-N", j.text("ssh_key_passphrase")}
		if b := j.number("ssh_key_bits"); b > 0 {
			argv = append(argv, "-b", strconv.Itoa(b))
		}
		if exists {
			if err := os.Remove(file); err != nil {
				return failf("%v", err)
			}
		}
		if _, err := j.run(ctx, append(argv, "-f", file)...); err != nil {
			return failf("ssh-keygen made no key: %v", err)
		}
		for _, f := range []string{file, file + ".pub"} {
			if err := os.Chown(f, uid, gid); err != nil {
				return failf("%v", err)
			}
		}
	}
	r.Set("ssh_key_file", file)
	if out, err := j.execute(ctx, "", "", "ssh-keygen", "-l", "-f", file); err == nil && out.rc == 0 {
		r.Set("ssh_fingerprint", strings.TrimSpace(out.stdout))
	}
	if key, err := os.ReadFile(file + ".pub"); err == nil {
		r.Set("ssh_public_key", strings.TrimSpace(string(key)))
	}
	return nil
}
