package project_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/fab/project"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestProject(t *testing.T) {
	s := peers.StartSudoSSHD(t, "Defaults !lecture\nopsuser ALL=(ALL:ALL) ALL\nroot ALL=(ALL:ALL) ALL")
	t.Setenv("HOME", t.TempDir())
	t.Setenv("SSH_AUTH_SOCK", "")
	bounded, cancel := context.WithTimeout(t.Context(), 10*peers.ReadyTimeout)
	defer cancel()
	c := fab.NewContext(bounded, &fab.Env{
		HostString: fmt.Sprintf("127.0.0.1:%d", s.Port), User: s.User, KeyFilename: []string{s.Key}, Password: fab.Secret(s.Password),
		SystemKnownHosts: s.KnownHosts, NoAgent: true, NoKeys: true, Timeout: 4 * peers.ReadyTimeout,
	}, nil)
	defer c.Close()
	dir := filepath.Join(t.TempDir(), "my it's project")
	for name, text := range map[string]string{"a file": "1", "sub/$x": "2", "skip.pyc": "3"} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(path, want string) {
		t.Helper()
		if text, err := os.ReadFile(path); err != nil || string(text) != want {
			t.Errorf("%q, %v; want %q", text, err, want)
		}
	}
	t.Run("upload", func(t *testing.T) {
		temporary := filepath.Join(s.Home, "temporary")
		if err := os.Mkdir(temporary, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(temporary, 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(s.Home, ".bash_profile"), []byte("echo of a shell that talks >&2\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		c := c.ShellEnv(map[string]string{"TMPDIR": temporary})
		// Links come as links and modes as they are; a pipe has nothing to bring.
		if err := errors.Join(os.Symlink("a file", filepath.Join(dir, "link")), os.Chmod(filepath.Join(dir, "a file"), 0o640), exec.Command(peers.Need(t, "mkfifo"), filepath.Join(dir, "pipe")).Run()); err != nil {
			t.Fatal(err)
		}
		defer os.Remove(filepath.Join(dir, "pipe"))
		for _, o := range []*project.UploadOptions{{LocalDir: dir, RemoteDir: "up there"}, {LocalDir: dir, RemoteDir: filepath.Join(s.Home, "by sudo"), UseSudo: true}} {
			if err := project.Upload(c, o); err != nil {
				t.Fatal(err)
			}
			at := filepath.Join(s.Home, filepath.Base(o.RemoteDir), "my it's project")
			holds(at+"/a file", "1")
			holds(at+"/sub/$x", "2")
			names, err := os.ReadDir(at)
			if err != nil || len(names) != 4 {
				t.Errorf("%v, %v", names, err)
			}
			if target, err := os.Readlink(at + "/link"); target != "a file" || err != nil {
				t.Errorf("%q, %v", target, err)
			}
			if info, err := os.Stat(at + "/a file"); err != nil || info.Mode().Perm() != 0o640 {
				t.Errorf("%v, %v", info, err)
			}
		}
		if err := project.Upload(c.Lcd(filepath.Dir(dir)).Cd("up there"), &project.UploadOptions{LocalDir: filepath.Join(filepath.Base(dir), "sub")}); err != nil {
			t.Error(err)
		}
		holds(filepath.Join(s.Home, "up there", "sub", "$x"), "2")
		// Without a name it is the directory here.
		if err := project.Upload(c.Lcd(filepath.Join(dir, "sub")), &project.UploadOptions{RemoteDir: "by lcd"}); err != nil {
			t.Error(err)
		}
		holds(filepath.Join(s.Home, "by lcd", "sub", "$x"), "2")
		t.Chdir(filepath.Join(dir, "sub"))
		if err := project.Upload(c.Cd("~"), nil); err != nil {
			t.Error(err)
		}
		holds(filepath.Join(s.Home, "sub", "$x"), "2")
		bin := filepath.Join(s.Home, "bin")
		silent := c.Path(bin, &fab.PathOptions{Behavior: fab.PrependPath})
		if err := os.Mkdir(bin, 0o755); err != nil {
			t.Fatal(err)
		}
		peers.WriteProgram(t, bin+"/mktemp", "#!/bin/sh\necho nowhere\n")
		if err := project.Upload(silent, &project.UploadOptions{LocalDir: dir}); err == nil || err.Error() != `project: upload: mktemp says "nowhere": expected a directory` {
			t.Errorf("%v", err)
		}
		// A directory that is gone when the archive is to be written.
		peers.WriteProgram(t, bin+"/mktemp", "#!/bin/sh\necho /nosuch/dir\n")
		if err := project.Upload(silent, &project.UploadOptions{LocalDir: dir}); !errors.Is(err, fab.ErrTransfer) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%v", err)
		}
		// The archive is for its owner, whatever may become of its directory.
		if err := os.Remove(bin + "/mktemp"); err != nil {
			t.Fatal(err)
		}
		peers.WriteProgram(t, bin+"/tar", "#!/bin/sh\nstat -c %a -- \"$2\" \"${2%/*}\" >~/modes\nexec /bin/tar \"$@\"\n")
		if err := project.Upload(silent, &project.UploadOptions{LocalDir: dir, RemoteDir: "once more"}); err != nil {
			t.Error(err)
		}
		holds(filepath.Join(s.Home, "modes"), "600\n700\n")
		if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
			t.Errorf("left over: %v, %v", left, err)
		}
		if err := project.Upload(c, &project.UploadOptions{LocalDir: "/nosuch"}); err == nil {
			t.Error("a directory that is not there was uploaded")
		}
	})
	t.Run("rsync", func(t *testing.T) {
		peers.Need(t, "rsync")
		peers.Need(t, "ssh")
		there := filepath.Join(s.Home, "synced it's")
		_, err := project.Rsync(c, there, &project.RsyncOptions{LocalDir: dir + "/", Exclude: []string{"*.pyc"}, Capture: true})
		if err != nil {
			t.Fatal(err)
		}
		holds(there+"/a file", "1")
		holds(there+"/sub/$x", "2")
		if _, err := os.Stat(there + "/skip.pyc"); err == nil {
			t.Error("what is excluded has come too")
		}
		if err := os.WriteFile(there+"/more", []byte("4"), 0o644); err != nil {
			t.Fatal(err)
		}
		back := t.TempDir()
		if _, err := project.Rsync(c, there+"/", &project.RsyncOptions{LocalDir: back, Download: true, Capture: true}); err != nil {
			t.Fatal(err)
		}
		holds(back+"/more", "4")
		if _, err := project.Rsync(c, there, &project.RsyncOptions{LocalDir: dir + "/", Delete: true, Capture: true}); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(there + "/more"); err == nil {
			t.Error("what is not here was not deleted there")
		}
		// Options of rsync's and of ssh's own.
		log := filepath.Join(t.TempDir(), "ssh.log")
		r, err := project.Rsync(c, there+"2", &project.RsyncOptions{LocalDir: dir + "/", DefaultOpts: "-r", ExtraOpts: "--itemize-changes --chmod=F600", SSHOpts: "-v -E " + log, Capture: true})
		if err != nil || !strings.Contains(r.Stdout, "a file") {
			t.Errorf("%v, %v", r, err)
		}
		if info, err := os.Stat(there + "2/a file"); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		if text, err := os.ReadFile(log); err != nil || !strings.Contains(string(text), "debug1") {
			t.Errorf("ssh's log: %q, %v", text, err)
		}
		c := c.Settings(func(e *fab.Env) { e.HostString = "127.0.0.1:1" })
		if _, err := project.Rsync(c, there, &project.RsyncOptions{LocalDir: dir, Capture: true}); err == nil || !strings.Contains(err.Error(), "local") {
			t.Errorf("%v", err)
		}
	})
	if _, err := project.Rsync(fab.NewContext(bounded, nil, nil), "/x", nil); err == nil {
		t.Error("rsync without a host")
	}
}
