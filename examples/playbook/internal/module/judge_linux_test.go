package module

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestMain lets this test run modules for itself in another root.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "serve" {
		serve(os.Stdin, os.Stdout)
		return
	}
	leak.Main(m)
}

// serve runs jobs as testdata/judge.py does, by our modules.
func serve(in io.Reader, out io.Writer) {
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		v, err := value.ParseJSON(line)
		job, ok := v.(*value.Dict)
		if err != nil || !ok {
			panic(fmt.Sprint("no job: ", string(line), err))
		}
		fmt.Fprintln(out, value.EncodeJSON(one(job), 0, true))
	}
}

func one(job *value.Dict) *value.Dict {
	if sh := job.Value("sh"); sh != nil {
		said, _ := exec.Command("sh", "-c", value.Str(sh)).CombinedOutput()
		return value.NewDict("said", string(said))
	}
	name := value.Str(job.Value("module"))
	args, _ := job.Value("args").(*value.Dict)
	prepared, err := Lookup(name).Prepare(args)
	if err != nil {
		return value.NewDict("failed", true, "changed", false, "msg", err.Error())
	}
	return Run(context.Background(), &Job{Module: name, Args: prepared, Check: job.Value("check") == true, Diff: true})
}

// A side runs modules, Ansible's or ours.
type side struct {
	t    *testing.T
	in   io.WriteCloser
	out  *bufio.Reader
	said strings.Builder
	dir  string // what @ stands for
}

func newSide(t *testing.T, dir string, argv ...string) *side {
	t.Helper()
	s := &side{t: t, dir: dir}
	c := exec.Command(argv[0], argv[1:]...)
	c.Stderr = &s.said
	c.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "PYTHONDONTWRITEBYTECODE=1")
	var err error
	if s.in, err = c.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	s.out = bufio.NewReader(out)
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.in.Close()
		if err := c.Wait(); err != nil {
			t.Errorf("%s: %v %s", argv[0], err, s.said.String())
		}
	})
	return s
}

func (s *side) ask(job map[string]any) map[string]any {
	s.t.Helper()
	s.send(job)
	return s.answer(job)
}

func (s *side) send(job map[string]any) {
	s.t.Helper()
	line, err := json.Marshal(job)
	if err == nil {
		_, err = fmt.Fprintln(s.in, strings.ReplaceAll(string(line), "@", s.dir))
	}
	if err != nil {
		s.t.Fatalf("%v: %v %s", job, err, s.said.String())
	}
}

func (s *side) answer(job map[string]any) map[string]any {
	s.t.Helper()
	answer, err := s.out.ReadString('\n')
	if err != nil {
		s.t.Fatalf("%v: %v %s", job, err, s.said.String())
	}
	answer = strings.ReplaceAll(answer, s.dir, "@")
	if s.dir == "" {
		answer = strings.ReplaceAll(answer, "@", "")
	}
	var out map[string]any
	if err := json.Unmarshal([]byte(answer), &out); err != nil {
		s.t.Fatalf("%v: %v: %s", job, err, answer)
	}
	return out
}

func (s *side) sh(script string) string {
	s.t.Helper()
	return s.ask(map[string]any{"sh": script})["said"].(string)
}

// private are two roots over the machine's own, one for each side.
func private(t *testing.T) (ours, theirs *side) {
	t.Helper()
	for _, p := range []string{"ansible-playbook", "chroot", "mount", "dpkg-deb", "useradd"} {
		peers.Need(t, p)
	}
	n := peers.NewNamespace(t)
	probe := n.Command("sh", "-c", `mount -t tmpfs tmpfs "$1" && mkdir "$1/u" "$1/w" "$1/r" && mount -t overlay overlay -o "lowerdir=/,upperdir=$1/u,workdir=$1/w" "$1/r" && umount "$1/r" && umount "$1"`, "sh", t.TempDir())
	if out, err := exec.Command(probe[0], probe[1:]...).CombinedOutput(); err != nil {
		peers.Lacking(t, "overlay file systems in a namespace: "+string(out))
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("testdata")
	if err != nil {
		t.Fatal(err)
	}
	t.Setenv("OURS", self)
	t.Setenv("JUDGE", filepath.Join(here, "judge.py"))
	start := func(argv ...string) *side {
		line := []string{"unshare", "--pid", "--fork", "--kill-child", "--mount", "--propagation", "unchanged", "sh", filepath.Join(here, "root.sh"), t.TempDir()}
		return newSide(t, "", n.Command(append(line, argv...)...)...)
	}
	return start("/judge/ours", "serve"), start("/usr/bin/python3", "/judge/judge.py")
}

// A step is a module with its arguments. What is compared besides what changed and
// what failed are the named parts of the results. A pass that is named with a - is
// not compared: there we say what is so, and Ansible does not.
type step struct {
	module, args, keys string
}

// look is how the files and the machine are afterwards.
func judged(t *testing.T, ours, theirs *side, steps []step, look string, settle func(string) string) {
	t.Helper()
	for i, s := range steps {
		if s.module == "sh" {
			ours.sh(s.args)
			theirs.sh(s.args)
			continue
		}
		var args map[string]any
		if err := json.Unmarshal([]byte(s.args), &args); err != nil {
			t.Fatalf("%s: %v", s.args, err)
		}
		for _, pass := range []string{"check", "first", "second"} {
			job := map[string]any{"module": s.module, "args": args, "check": pass == "check"}
			ours.send(job) // both at once
			if s.module == "yum" {
				job = maps.Clone(job)
				job["module"] = "dnf" // Ansible does that where a machine has dnf and no yum
			}
			theirs.send(job)
			a, b := ours.answer(job), theirs.answer(job)
			keys := append([]string{"failed"}, strings.Fields(s.keys)...)
			if a["failed"] != true || b["failed"] != true {
				keys = append(keys, "changed")
			}
			for _, k := range keys {
				if k[0] == '-' || strings.Contains(s.keys, "-"+pass) {
					continue
				}
				if pass == "check" && (!strings.Contains("changed failed diff", k) || b["skipped"] == true) {
					continue // what Ansible cannot predict is none of its judgement
				}
				x, y := a[k], b[k]
				if k == "diff" {
					x, y = shown(x), shown(y)
				}
				if k == "failed" || k == "changed" {
					x, y = x == true, y == true
				}
				if !reflect.DeepEqual(settled(x, settle), settled(y, settle)) {
					t.Errorf("step %d, %s %s, %s: %s is %v, Ansible's %v\nours %v\ntheirs %v", i, s.module, s.args, pass, k, x, y, a, b)
				}
			}
			if x, y := settle(ours.sh(look)), settle(theirs.sh(look)); x != y {
				t.Fatalf("step %d, %s %s, %s: the machine is\n%s\nwhere Ansible leaves\n%s\nours %v\ntheirs %v", i, s.module, s.args, pass, x, y, a, b)
			}
		}
	}
}

// shown are the parts of a diff that show anything.
func shown(v any) any {
	list, ok := v.([]any)
	if !ok {
		list = []any{v}
	}
	var out []any
	for _, e := range list {
		if d, ok := e.(map[string]any); ok && (d["before"] != nil || d["after"] != nil) {
			out = append(out, e)
		}
	}
	return out
}

// settled is a value without what differs by the hour.
func settled(v any, settle func(string) string) any {
	text, err := json.Marshal(v)
	if err != nil {
		return v
	}
	return settle(string(text))
}

func TestAccountsAsAnsibleKeepsThem(t *testing.T) {
	ours, theirs := private(t)
	const user = "uid group comment home shell groups create_home system append move_home"
	judged(t, ours, theirs, []step{
		{"group", `{"name": "crew", "gid": 4321}`, "gid name state system"},
		{"group", `{"name": "crew", "gid": 4322}`, "gid"},
		{"group", `{"name": "twin", "gid": 4322, "non_unique": true}`, "gid"},
		{"group", `{"name": "sys", "system": true}`, "system"},
		{"group", `{"name": "same", "gid": 4322}`, ""},
		{"group", `{"name": "twin", "state": "absent"}`, "state"},
		{"group", `{"name": "nobody-has-it", "state": "absent"}`, ""},
		{"user", `{"name": "bert", "uid": 4001, "comment": "Bert B", "shell": "/bin/bash"}`, user},
		{"user", `{"name": "bert", "groups": ["crew", "games"]}`, user},
		{"user", `{"name": "bert", "groups": ["audio"], "append": true}`, user},
		{"user", `{"name": "bert", "groups": ["crew"], "append": true}`, user},
		{"user", `{"name": "bert", "groups": "crew"}`, user},
		{"user", `{"name": "bert", "groups": []}`, user},
		{"user", `{"name": "bert", "group": "crew"}`, user},
		{"user", `{"name": "bert", "group": "4322"}`, user},
		{"user", `{"name": "bert", "password": "$6$salt$hash"}`, user + " password"},
		{"user", `{"name": "bert", "password": "$6$salt$other", "update_password": "on_create"}`, user},
		{"user", `{"name": "bert", "password_lock": true}`, user},
		{"user", `{"name": "bert", "password": "$6$salt$third", "password_lock": true}`, user},
		{"user", `{"name": "bert", "password_lock": false}`, user},
		{"user", `{"name": "bert", "expires": 1893456000}`, user},
		{"user", `{"name": "bert", "expires": -1}`, user},
		{"user", `{"name": "bert", "password_expire_max": 90, "password_expire_min": 2}`, user},
		{"user", `{"name": "bert", "home": "/home/moved", "move_home": true}`, user},
		{"user", `{"name": "bert", "home": "/home/elsewhere"}`, user},
		{"user", `{"name": "bert", "comment": "B", "shell": "/bin/sh", "uid": 4005}`, user},
		{"user", `{"name": "bert", "group": "none-such"}`, ""},
		{"user", `{"name": "bert", "groups": ["none-such"]}`, ""},
		{"sh", `mkdir -p /etc/otherskel && echo x >/etc/otherskel/x`, ""},
		{"user", `{"name": "carl", "skeleton": "/etc/otherskel", "umask": "0027", "expires": 1893456000, "password": "$6$a$b", "password_lock": true}`, user},
		{"user", `{"name": "crew", "create_home": false, "system": true}`, user},
		{"user", `{"name": "same", "uid": 4005, "non_unique": true, "home": "/srv/same"}`, user},
		{"user", `{"name": "same2", "uid": 4005}`, ""},
		{"user", `{"name": "keys", "generate_ssh_key": true, "ssh_key_type": "ed25519", "ssh_key_comment": "c"}`, "ssh_key_file"},
		{"user", `{"name": "keys", "generate_ssh_key": true, "ssh_key_bits": 1024, "ssh_key_file": ".ssh/other"}`, "ssh_key_file"},
		{"user", `{"name": "carl", "state": "absent", "remove": true}`, "state force remove"},
		{"user", `{"name": "bert", "state": "absent"}`, "state"},
		{"user", `{"name": "bert", "state": "absent"}`, ""},
	}, `cat /etc/passwd /etc/group /etc/shadow; cd /home; find . /srv/same -printf '%p %m %u %g\n' 2>/dev/null | sort; cut -d' ' -f1,3 /home/keys/.ssh/*.pub 2>/dev/null`, func(s string) string { return s })
}

func TestServicesAsAnsibleKeepsThem(t *testing.T) {
	ours, theirs := private(t)
	judged(t, ours, theirs, []step{
		{"systemd", `{"name": "web", "state": "started"}`, "name state"},
		{"systemd", `{"name": "web", "enabled": true}`, "name enabled"},
		{"systemd", `{"name": "web", "state": "restarted"}`, "state"},
		{"systemd", `{"name": "web", "state": "reloaded"}`, "state"},
		{"systemd", `{"name": "web", "state": "stopped", "enabled": false}`, "state enabled"},
		{"systemd", `{"name": "web", "state": "reloaded"}`, "state"},
		{"systemd", `{"name": "web", "masked": true}`, ""},
		{"systemd", `{"name": "web", "masked": false, "state": "stopped"}`, ""},
		{"systemd", `{"daemon_reload": true}`, ""},
		{"systemd", `{"daemon_reexec": true, "name": "web", "state": "started"}`, ""},
		{"systemd", `{"name": "web", "state": "stopped", "scope": "user", "no_block": true, "force": true}`, ""},
		{"systemd", `{"name": "absent-one", "state": "started"}`, ""},
		{"systemd", `{"name": "web"}`, ""},
		{"systemd", `{"state": "started"}`, ""},
		{"service", `{"name": "thing", "state": "started"}`, "name state"},
		{"service", `{"name": "thing", "state": "restarted"}`, "state"},
		{"service", `{"name": "thing", "state": "restarted", "sleep": 1}`, "state"},
		{"service", `{"name": "thing", "state": "reloaded"}`, "state"},
		{"service", `{"name": "thing", "state": "stopped", "arguments": "now"}`, "state"},
		{"service", `{"name": "thing", "state": "started", "pattern": "no-such-process"}`, ""},
		{"service", `{"name": "thing", "enabled": true}`, "enabled"},
		{"service", `{"name": "thing", "enabled": false}`, "enabled"},
		{"service", `{"name": "no-such-thing", "state": "started"}`, ""},
		{"service", `{"name": "thing"}`, ""},
	}, `cd /var/fakeunits; ls; grep -E ' (start|stop|restart|reload|enable|disable|mask|unmask|daemon-re)' calls | sed 's/\.service//'; cat thing.calls; find /etc/rc?.d -name '[SK]*thing' | sort`, func(s string) string { return s })
}

func TestCrontabsAsAnsibleKeepsThem(t *testing.T) {
	ours, theirs := private(t)
	const keys = "jobs envs diff"
	judged(t, ours, theirs, []step{
		{"cron", `{"name": "one", "job": "true", "minute": "*/5"}`, keys},
		{"cron", `{"name": "one", "job": "false", "hour": "2", "day": "1", "month": "3", "weekday": "4"}`, keys},
		{"cron", `{"name": "two", "job": "true", "special_time": "daily"}`, keys},
		{"cron", `{"name": "two", "job": "true", "special_time": "reboot", "disabled": true}`, keys},
		{"cron", `{"name": "PATH", "job": "/bin", "env": true}`, keys},
		{"cron", `{"name": "MAILTO", "job": "me", "env": true, "insertafter": "PATH"}`, keys},
		{"cron", `{"name": "FIRST", "job": "1", "env": true, "insertbefore": "PATH"}`, keys},
		{"cron", `{"name": "PATH", "job": "/sbin", "env": true}`, keys},
		{"cron", `{"name": "MAILTO", "env": true, "state": "absent"}`, keys},
		{"cron", `{"name": "X", "job": "1", "env": true, "insertafter": "NONE"}`, ""},
		{"cron", `{"name": "X", "job": "1", "insertafter": "PATH"}`, ""},
		{"cron", `{"name": "one", "state": "absent"}`, keys},
		{"cron", `{"name": "one", "state": "absent"}`, keys},
		{"cron", `{"name": "theirs", "job": "true", "user": "games"}`, keys},
		{"cron", `{"name": "file", "job": "true", "user": "games", "cron_file": "judge"}`, keys},
		{"cron", `{"name": "file2", "job": "true", "user": "games", "cron_file": "judge", "backup": true}`, keys},
		{"cron", `{"name": "file", "cron_file": "judge", "user": "games", "state": "absent"}`, keys},
		{"cron", `{"name": "file2", "cron_file": "judge", "user": "games", "state": "absent"}`, keys},
		{"cron", `{"name": "x", "job": "true", "cron_file": "judge"}`, ""},
		{"cron", `{"name": "x"}`, ""},
		{"cron", `{"name": "x", "job": "true", "special_time": "daily", "hour": "3"}`, ""},
	}, `cd /var/spool/fakecron; for f in * /etc/cron.d/*; do echo "== $f"; cat $f; done 2>/dev/null; stat -c '%n %a' /etc/cron.d/* 2>/dev/null`, func(s string) string { return s })
}

func TestPackagesAsAnsibleKeepsThem(t *testing.T) {
	ours, theirs := private(t)
	judged(t, ours, theirs, []step{
		{"apt", `{"update_cache": true}`, "-second cache_updated"},
		{"apt", `{"name": "judge-a=1.0"}`, ""},
		{"apt", `{"name": "judge-a"}`, ""},
		{"apt", `{"name": "judge-a", "state": "latest"}`, ""},
		{"apt", `{"name": "judge-a=1.0"}`, ""},
		{"apt", `{"name": "judge-a=1.0", "allow_downgrade": true}`, ""},
		{"apt", `{"name": "judge-a=1.*"}`, ""},
		{"apt", `{"upgrade": "dist"}`, ""},
		{"apt", `{"name": ["judge-b", "judge-c"]}`, ""},
		{"apt", `{"name": "judge-b", "state": "absent"}`, ""},
		{"apt", `{"autoremove": true}`, ""},
		{"apt", `{"name": "judge-c", "state": "absent", "purge": true}`, ""},
		{"apt", `{"name": "judge-c", "state": "latest", "only_upgrade": true}`, ""},
		{"apt", `{"deb": "/repo/judge-c_1.5_all.deb"}`, ""},
		{"apt", `{"name": "judge-none"}`, ""},
		{"apt", `{"name": "judge-none", "state": "absent"}`, ""},
		{"apt", `{"name": "judge-b", "policy_rc_d": 101}`, ""},
		{"apt", `{"name": "judge-*", "state": "absent"}`, ""},
		{"apt", `{"update_cache": true, "cache_valid_time": 3600}`, "cache_updated"},
		{"apt", `{"name": "judge-a", "update_cache": true, "cache_valid_time": 3600}`, "cache_updated"},
	}, `dpkg-query -W -f='${Package} ${Version} ${db:Status-Status}\n' 'judge-*' 2>/dev/null; ls /usr/share/judge 2>/dev/null; ls /usr/sbin/policy-rc.d 2>/dev/null; :`, func(s string) string { return s })
}

// rpms builds packages of Red Hat's kind and the index of a repository of them, and of
// one more that is not enabled.
func rpms(t *testing.T) string {
	t.Helper()
	for _, p := range []string{"rpmbuild", "createrepo_c", "dnf"} {
		peers.Need(t, p)
	}
	dir, build := t.TempDir(), t.TempDir()
	for _, p := range []struct{ folder, name, version, lines string }{
		{"", "judge-a", "1.0", ""}, {"", "judge-a", "2.0", ""}, {"", "judge-b", "1.0", "Requires: judge-dep\n"}, {"", "judge-dep", "1.0", ""}, {"", "judge-c", "1.5", "Provides: judge-virtual\nRecommends: judge-weak\n"},
		{"", "judge-weak", "1.0", ""}, {"", "judge-broken", "1.0", "Requires: judge-nowhere\n"}, {"", "judge-rival", "1.0", "Conflicts: judge-dep\n"}, {"more", "judge-a", "3.0", ""}, {"more", "judge-extra", "1.0", ""},
	} {
		spec := filepath.Join(build, p.name+".spec")
		text := fmt.Sprintf("Name: %s\nVersion: %s\nRelease: 1\nSummary: a package of a test\nLicense: MIT\nBuildArch: noarch\n%s%%description\nOf a test.\n%%install\nmkdir -p %%{buildroot}/usr/share/judge\necho %[1]s %[2]s >%%{buildroot}/usr/share/judge/%[1]s\n%%files\n/usr/share/judge/%[1]s\n", p.name, p.version, p.lines)
		if err := os.WriteFile(spec, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c := exec.Command("rpmbuild", "-bb", "--quiet", "--define", "_topdir "+build, "--define", "_rpmdir "+filepath.Join(dir, p.folder), "--define", "_build_id_links none", spec)
		c.Env = append(os.Environ(), "HOME="+build)
		if out, err := c.CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	for _, folder := range []string{"more", "."} {
		if out, err := exec.Command("createrepo_c", "--quiet", "--excludes", map[string]string{".": "more/*"}[folder], filepath.Join(dir, folder)).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	return dir
}

func TestRedHatsPackagesAsAnsibleKeepsThem(t *testing.T) {
	t.Setenv("RPMS", rpms(t))
	ours, theirs := private(t)
	steps := []step{
		{"dnf", `{"name": ["judge-a-1.0", "judge-b"]}`, ""},
		{"dnf", `{"name": "judge-a", "state": "latest"}`, ""},
		{"dnf", `{"name": "judge-b", "state": "absent"}`, ""},
		{"dnf", `{"name": "judge-broken"}`, ""},
	}
	if original.Rounds(t, 1) > 1 { // dnf takes a second for each look
		steps = append(steps, []step{
			{"dnf", `{"name": ["judge-b", "judge-virtual"]}`, ""},
			{"dnf", `{"name": "judge-b", "state": "absent"}`, ""},
			{"dnf", `{"autoremove": true}`, ""},
			{"dnf", `{"name": "judge-extra", "enablerepo": "more"}`, ""},
			{"dnf", `{"name": "judge-*", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-a"}`, ""},
			{"yum", `{"name": "judge-dep"}`, ""},
			{"yum", `{"name": "judge-dep", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-a-1.0"}`, ""},
			{"dnf", `{"name": "judge-a-1.0", "allow_downgrade": true}`, ""},
			{"dnf", `{"name": "judge-c"}`, ""},
			{"dnf", `{"name": "judge-virtual", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-c", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-c", "install_weak_deps": false}`, ""},
			{"dnf", `{"name": "judge-c", "state": "removed", "autoremove": true}`, ""},
			{"dnf", `{"name": "judge-c", "autoremove": true}`, ""},
			{"dnf", `{"name": "judge-none"}`, ""},
			{"dnf", `{"name": "judge-none", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-extra"}`, ""},
			{"dnf", `{"name": "judge-a", "state": "latest", "enablerepo": "more", "exclude": "judge-a-3*"}`, ""},
			{"dnf", `{"name": "*", "state": "latest", "enablerepo": "more"}`, ""},
			{"dnf", `{"name": "*", "state": "latest"}`, ""},
			{"dnf", `{"name": "judge-c", "state": "latest", "update_only": true}`, ""},
			{"dnf", `{"name": "judge-weak", "update_only": true}`, ""},
			{"dnf", `{"name": "judge-weak", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-c", "disablerepo": "*"}`, ""},
			{"dnf", `{"name": "/rpms/noarch/judge-c-1.5-1.noarch.rpm", "disable_gpg_check": true}`, ""},
			{"dnf", `{"name": "judge-dep"}`, ""},
			{"dnf", `{"name": "judge-rival"}`, ""},
			{"dnf", `{"name": "judge-rival", "allowerasing": true}`, ""},
			{"dnf", `{"name": "judge-*", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-*", "state": "absent"}`, ""},
			{"dnf", `{"name": "judge-b", "download_only": true, "download_dir": "/srv"}`, ""},
			{"dnf", `{"name": "judge-b", "installroot": "/srv/other", "releasever": "9"}`, ""},
			{"dnf", `{"update_cache": true}`, ""},
			{"dnf", `{"name": "/usr/share/judge/judge-a"}`, ""},
			{"dnf", `{"name": "judge-a >= 2.0"}`, ""},
			{"dnf", `{"name": "judge-dep,judge-weak", "state": "present"}`, ""},
			{"dnf", `{"name": "@no-such-group"}`, ""},
			{"dnf", `{}`, ""},
		}...)
	}
	judged(t, ours, theirs, steps, `rpm -qa --qf '%{NAME} %{VERSION}\n' | sort; rpm --root /srv/other -qa --qf 'other %{NAME} %{VERSION}\n' 2>/dev/null | sort; ls /usr/share/judge; find /srv -maxdepth 1 -name '*.rpm' -printf '%f\n'`, func(s string) string { return s })
}

func TestFilesAsAnsibleKeepsThem(t *testing.T) {
	peers.Need(t, "ansible-playbook")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ours, theirs := newSide(t, t.TempDir(), self, "serve"), newSide(t, t.TempDir(), "/usr/bin/python3", "testdata/judge.py")
	log := website{}
	server := httptest.NewServer(log)
	defer server.Close()
	steps := []step{
		{"sh", `cd @; printf 'one\ntwo\nthree\n' >lines; printf 'a = 1\n[s]\nb = 2\n' >conf; printf 'no end' >open; mkdir d; echo x >d/f; ln -s lines link; printf 'crlf\r\nx\r\n' >crlf; mkdir from to; echo 1 >from/1; echo 2 >from/2; tar -C from -czf a.tgz 1 2; cd from; touch -d 2001-01-01 1 2; tar -cf ../old.tar 1 2`, ""},
		{"file", `{"path": "@/new", "state": "touch"}`, "dest mode state size"},
		{"file", `{"path": "@/new", "state": "touch", "access_time": "2020", "access_time_format": "%Y", "modification_time": "202101020304.05"}`, ""},
		{"file", `{"path": "@/new", "state": "touch", "access_time": "preserve", "modification_time": "preserve"}`, ""},
		{"file", `{"path": "@/new", "mode": "0600"}`, "diff mode"},
		{"file", `{"path": "@/new", "mode": "u+x,g=rw,o-r"}`, "diff mode"},
		{"file", `{"path": "@/deep/er", "state": "directory", "mode": "0750"}`, "diff mode state"},
		{"file", `{"path": "@/deep", "state": "directory", "recurse": true, "mode": "u=rwX,go=rX"}`, "mode"},
		{"file", `{"path": "@/soft", "src": "new", "state": "link"}`, "dest src state"},
		{"file", `{"path": "@/soft", "src": "lines", "state": "link"}`, "dest src state"},
		{"file", `{"path": "@/soft2", "src": "none", "state": "link"}`, ""},
		{"file", `{"path": "@/soft2", "src": "none", "state": "link", "force": true}`, "src"},
		{"file", `{"path": "@/hard", "src": "@/lines", "state": "hard"}`, "src state"},
		{"file", `{"path": "@/lines", "src": "new", "state": "link"}`, ""},
		{"file", `{"path": "@/none", "state": "file"}`, ""},
		{"file", `{"path": "@/deep", "state": "absent"}`, "diff state path"},
		{"file", `{"path": "@/hard", "state": "absent"}`, ""},
		{"stat", `{"path": "@/link", "get_mime": false, "get_attributes": false}`, ""},
		{"lineinfile", `{"path": "@/lines", "line": "four"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "TWO", "regexp": "^two"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "x", "insertafter": "^one"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "y", "insertbefore": "^one"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "z", "insertbefore": "BOF"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "e", "insertafter": "o", "firstmatch": true}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "g", "insertafter": "never-there"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "<\\1>", "regexp": "(th)ree", "backrefs": true}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "line": "q", "regexp": "never", "backrefs": true}`, "msg"},
		{"lineinfile", `{"path": "@/lines", "line": "s", "search_string": "four"}`, "msg diff"},
		{"lineinfile", `{"path": "@/lines", "regexp": "^[xyz]$", "state": "absent"}`, "msg diff found"},
		{"lineinfile", `{"path": "@/lines", "search_string": "T", "state": "absent"}`, "msg diff found"},
		{"lineinfile", `{"path": "@/open", "line": "next"}`, "msg diff"},
		{"lineinfile", `{"path": "@/crlf", "line": "y", "regexp": "^x"}`, "msg diff"},
		{"lineinfile", `{"path": "@/made", "line": "1", "create": true, "mode": "0640"}`, "msg diff"},
		{"lineinfile", `{"path": "@/none", "line": "1"}`, "rc"},
		{"lineinfile", `{"path": "@/lines", "line": "v", "validate": "false %s"}`, ""},
		{"lineinfile", `{"path": "@/lines", "line": "a", "insertafter": "x", "insertbefore": "y"}`, ""},
		{"blockinfile", `{"path": "@/conf", "block": "in\nside"}`, "msg diff"},
		{"blockinfile", `{"path": "@/conf", "block": "other", "marker": "; {mark} x", "insertafter": "^a"}`, "msg diff"},
		{"blockinfile", `{"path": "@/conf", "block": "other\n", "marker": "; {mark} x", "marker_begin": "B", "marker_end": "E", "insertbefore": "BOF"}`, "msg diff"},
		{"blockinfile", `{"path": "@/conf", "block": "changed"}`, "msg diff"},
		{"blockinfile", `{"path": "@/conf", "state": "absent"}`, "msg diff"},
		{"blockinfile", `{"path": "@/open", "block": "b"}`, "msg diff"},
		{"blockinfile", `{"path": "@/block", "block": "b", "create": true}`, "msg diff"},
		{"blockinfile", `{"path": "@/conf", "block": ""}`, "msg"},
		{"replace", `{"path": "@/conf", "regexp": "(\\w) = (\\d)", "replace": "\\2 = \\1"}`, "msg diff"},
		{"replace", `{"path": "@/conf", "regexp": "^1", "replace": "2", "after": "a", "before": "b"}`, "msg"},
		{"replace", `{"path": "@/conf", "regexp": "^.*\\n", "replace": "x\n", "after": "\\[s\\]\n"}`, "msg diff"},
		{"replace", `{"path": "@/none", "regexp": "x"}`, "rc"},
		{"unarchive", `{"src": "@/a.tgz", "dest": "@/to", "remote_src": true}`, "dest state"},
		{"unarchive", `{"src": "@/old.tar", "dest": "@/to", "remote_src": true, "exclude": ["2"]}`, ""},
		{"unarchive", `{"src": "@/lines", "dest": "@/to", "remote_src": true}`, ""},
		{"unarchive", `{"src": "@/a.tgz", "dest": "@/nowhere", "remote_src": true}`, ""},
		{"command", `{"_raw_params": "echo a  'b c' $HOME_OF_NOBODY"}`, "cmd rc stdout stderr"},
		{"command", `{"_raw_params": "sh -c 'echo x; echo y >&2; exit 3'"}`, "rc stdout stderr msg"},
		{"command", `{"_raw_params": "touch made-by-command", "chdir": "@", "creates": "made-by-*"}`, "rc"},
		{"command", `{"_raw_params": "rm made-by-command", "chdir": "@", "removes": "made-by-*"}`, "rc"},
		{"command", `{"_raw_params": "wc -c", "stdin": "abc"}`, "stdout"},
		{"command", `{"_raw_params": "wc -c", "stdin": "abc", "stdin_add_newline": false}`, "stdout"},
		{"command", `{"_raw_params": "/nonexistent/x"}`, "rc"},
		{"get_url", `{"url": "SERVER/file", "dest": "@/got"}`, "msg status_code checksum_src url dest"},
		{"get_url", `{"url": "SERVER/other", "dest": "@/got"}`, ""},
		{"get_url", `{"url": "SERVER/other", "dest": "@/got", "force": true, "mode": "0600"}`, "checksum_src mode"},
		{"get_url", `{"url": "SERVER/file", "dest": "@/to"}`, "dest"},
		{"get_url", `{"url": "SERVER/file", "dest": "@/summed", "checksum": "sha256:54ec9db0acc0ad7015ac6ed5241d1f771f055ef7c28eb9c73b76b5db62c7c03f"}`, ""},
		{"get_url", `{"url": "SERVER/file", "dest": "@/summed2", "checksum": "sha256:0000000000000000000000000000000000000000000000000000000000000000"}`, "-check"},
		{"get_url", `{"url": "SERVER/missing", "dest": "@/gone"}`, "status_code"},
		{"get_url", `{"url": "SERVER/private", "dest": "@/secret", "url_username": "u", "url_password": "p"}`, "status_code"},
		{"get_url", `{"url": "SERVER/private", "dest": "@/secret2", "url_username": "u", "url_password": "p", "force_basic_auth": true}`, "status_code"},
		{"uri", `{"url": "SERVER/file"}`, "status redirected"},
		{"uri", `{"url": "SERVER/json", "return_content": true}`, "status json content"},
		{"uri", `{"url": "SERVER/away"}`, "status redirected url"},
		{"uri", `{"url": "SERVER/away", "follow_redirects": "none"}`, "status"},
		{"uri", `{"url": "SERVER/missing", "status_code": [404]}`, "status"},
		{"uri", `{"url": "SERVER/missing"}`, "status"},
		{"uri", `{"url": "SERVER/echo", "method": "POST", "body": {"a": 1, "b": ["x"]}, "body_format": "json", "return_content": true}`, "status content"},
		{"uri", `{"url": "SERVER/echo", "method": "POST", "body": {"a": "1 2", "b": ["x", "y"]}, "body_format": "form-urlencoded", "return_content": true}`, "status content"},
		{"uri", `{"url": "SERVER/echo", "method": "PUT", "body": "text", "headers": {"X-Mine": "1"}, "return_content": true}`, "content"},
		{"uri", `{"url": "SERVER/file", "dest": "@/kept"}`, "-second path"},
		{"uri", `{"url": "SERVER/file", "creates": "@/kept"}`, ""},
		{"uri", `{"url": "SERVER/file", "removes": "@/never"}`, ""},
		{"wait_for", `{"path": "@/lines", "timeout": 1}`, "path"},
		{"wait_for", `{"path": "@/lines", "search_regex": "never", "timeout": 0}`, ""},
		{"wait_for", `{"path": "@/never", "state": "absent", "timeout": 1}`, "path"},
		{"wait_for", `{"path": "@/lines", "timeout": 0, "state": "drained"}`, ""},
		{"wait_for", `{"timeout": 0, "exclude_hosts": ["x"], "path": "@/lines"}`, ""},
	}
	for i := range steps {
		steps[i].args = strings.ReplaceAll(steps[i].args, "SERVER", server.URL)
	}
	judged(t, ours, theirs, steps, `cd @; find . -printf '%p %y %m %l %n\n' | sort; for f in $(find . -type f ! -name '*.t*' | sort); do echo "== $f"; cat $f; done; stat -c '%n %X %Y' new from/* 2>/dev/null`, func(s string) string {
		return varying.ReplaceAllString(s, "*")
	})
}

var varying = regexp.MustCompile(`[0-9]{10}`)

// website is a web server with a few answers.
type website struct{}

func (website) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	user, password, _ := r.BasicAuth()
	switch r.URL.Path {
	case "/private":
		if user != "u" || password != "p" {
			w.Header().Set("WWW-Authenticate", `Basic realm="x"`)
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		fmt.Fprintln(w, "secret")
	case "/missing":
		http.NotFound(w, r)
	case "/away":
		http.Redirect(w, r, "/file", http.StatusFound)
	case "/json":
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"a": [1, null]}`)
	case "/echo":
		body, err := io.ReadAll(r.Body)
		fmt.Fprint(w, r.Method, " ", r.Header.Get("Content-Type"), " ", r.Header.Get("X-Mine"), " ", string(body), err)
	default:
		fmt.Fprintln(w, r.URL.Path)
	}
}
