package fab_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/internal/peers"
)

// plant writes files below a folder.
func plant(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		full := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(full), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// theirs makes what lies in the home of the server's user the user's own.
func theirs(t *testing.T, s *peers.SSHD) {
	t.Helper()
	err := filepath.WalkDir(s.Home, func(name string, _ fs.DirEntry, err error) error {
		if err == nil {
			err = os.Lchown(name, 4242, 4242)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// tree is what lies below a folder: names and contents.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		rel, _ := filepath.Rel(dir, name)
		all[rel] = string(text)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var oddFiles = map[string]string{"plain": "1", "a b/it's": "2", "a b/-dash": "3", "x/y/$z": "4", "x/new\nline": "5", "x/*": "6", "empty": ""}

func TestTransfers(t *testing.T) {
	s := peers.StartSSHD(t)
	c, _ := open(t, env(t, s))
	t.Run("directories, there and back", func(t *testing.T) {
		from, to := filepath.Join(t.TempDir(), "odd"), t.TempDir()
		plant(t, from, oddFiles)
		x, err := c.Put(from, "", nil)
		if err != nil || len(x.Paths) != len(oddFiles) || x.Bytes != 6 {
			t.Fatalf("%+v, %v", x, err)
		}
		if got := tree(t, filepath.Join(s.Home, "odd")); !equal(got, oddFiles) {
			t.Errorf("there: %q", got)
		}
		x, err = c.Get("odd", to, nil)
		if err != nil || len(x.Paths) != len(oddFiles) {
			t.Fatalf("%+v, %v", x, err)
		}
		if got := tree(t, filepath.Join(to, "odd")); !equal(got, oddFiles) {
			t.Errorf("back: %q", got)
		}
		// A second time it goes to the same place, and into a directory by its name.
		if _, err = c.Put(from, "odd/in/", nil); err == nil {
			_, err = c.Lcd(filepath.Dir(from)).Cd("odd").Put("odd/plain", "in", &fab.PutOptions{Mode: 0o600})
		}
		info, err2 := os.Stat(filepath.Join(s.Home, "odd/in/plain"))
		if err != nil || err2 != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", err, err2)
		}
	})
	t.Run("names that look like patterns", func(t *testing.T) {
		from := t.TempDir()
		plant(t, from, map[string]string{"a1": "1", "a2": "2", "[x]": "3", ".hidden": "4", "sub/.hidden": "5", "sub/a3": "6"})
		d := c.Lcd(from)
		if _, err := d.Run("mkdir globs", nil); err != nil {
			t.Fatal(err)
		}
		for local, want := range map[string][]string{"a?": {"globs/a1", "globs/a2"}, "[x]": {"globs/[x]"}, "[!a.s]*": {"globs/[x]"}, "[a-b]?": {"globs/a1", "globs/a2"}, "s*/*": {"globs/a3"}, "s*/.h*": {"globs/.hidden"}} {
			if x, err := d.Put(local, "globs/", nil); err != nil || !slices.Equal(x.Paths, want) {
				t.Errorf("%s: %q, %v", local, x.Paths, err)
			}
		}
		if x, err := d.Put("a?", "globs/", &fab.PutOptions{NoGlob: true}); !errors.Is(err, fab.ErrInvalid) || !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%q, %v", x.Paths, err)
		}
		if x, err := d.Put("[x]", "globs/y", &fab.PutOptions{NoGlob: true}); err != nil || !slices.Equal(x.Paths, []string{"globs/y"}) {
			t.Errorf("%q, %v", x.Paths, err)
		}
		if got, want := tree(t, filepath.Join(s.Home, "globs")), map[string]string{"a1": "1", "a2": "2", "a3": "6", "[x]": "3", "y": "3", ".hidden": "5"}; !equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
		// Those there are found in the same way.
		for remote, want := range map[string][]string{"globs/*": {"[x]", "a1", "a2", "a3", "y"}, "globs/[!a]*": {"[x]", "y"}, "g*bs/a[2-9]": {"a2", "a3"}, "globs/.h*": {".hidden"}, "globs/[x]": {"[x]"}} {
			to := t.TempDir()
			if _, err := c.Get(remote, to+"/", nil); err != nil || !slices.Equal(slices.Sorted(maps.Keys(tree(t, to))), want) {
				t.Errorf("%s: %q, %v, want %q", remote, tree(t, to), err, want)
			}
		}
	})
	t.Run("modes", func(t *testing.T) {
		local := filepath.Join(t.TempDir(), "script")
		plant(t, filepath.Dir(local), map[string]string{"script": "x"})
		if err := os.Chmod(local, 0o750); err != nil {
			t.Fatal(err)
		}
		d := c.Cd("~/")
		for _, q := range []struct {
			o    fab.PutOptions
			want fs.FileMode
		}{{fab.PutOptions{MirrorLocalMode: true}, 0o750}, {fab.PutOptions{Mode: 0o604}, 0o604}, {fab.PutOptions{}, 0o604}} {
			if _, err := d.Put(local, "script", &q.o); err != nil {
				t.Fatal(err)
			}
			if info, err := os.Stat(filepath.Join(s.Home, "script")); err != nil || info.Mode().Perm() != q.want {
				t.Errorf("%+v: %v, %v, want %v", q.o, info.Mode(), err, q.want)
			}
		}
		if _, err := d.Put(local, "script", &fab.PutOptions{Mode: 0o3710}); err != nil {
			t.Error(err)
		}
		if r, err := c.Run("stat -c %a script", nil); err != nil || r.Stdout != "3710" {
			t.Errorf("%v, %v", r, err)
		}
		if _, err := c.Put(local, "x", &fab.PutOptions{Mode: fs.ModeDir}); !errors.Is(err, fab.ErrInvalid) {
			t.Errorf("%v", err)
		}
	})
	t.Run("what cannot be had does not cost the rest", func(t *testing.T) {
		dir := filepath.Join(s.Home, "partly")
		plant(t, dir, map[string]string{"a": "A", "secret": "S", "z": "Z"})
		if err := errors.Join(os.Symlink("nowhere", dir+"/dangling"), os.Symlink("a", dir+"/link")); err != nil {
			t.Fatal(err)
		}
		theirs(t, s)
		if err := errors.Join(os.Chown(dir+"/secret", 0, 0), os.Chmod(dir+"/secret", 0o600)); err != nil {
			t.Fatal(err)
		}
		for _, warn := range []bool{false, true} {
			d, to := c, t.TempDir()
			if warn {
				d = c.WarnOnly()
			}
			x, err := d.Get("partly", to, nil)
			if want := []string{dir + "/dangling", dir + "/secret"}; !slices.Equal(x.Failed, want) {
				t.Errorf("failed: %q, want %q", x.Failed, want)
			}
			if got, want := tree(t, to+"/partly"), map[string]string{"a": "A", "z": "Z", "link": "A"}; !equal(got, want) {
				t.Errorf("arrived: %q, want %q", got, want)
			}
			if warn != (err == nil) || err != nil && (!errors.Is(err, fab.ErrTransfer) || !errors.Is(err, fs.ErrPermission) || !errors.Is(err, fs.ErrNotExist)) {
				t.Errorf("warn only %t: %v", warn, err)
			}
			// The first is told as a whole, and how many there are besides.
			var e *fab.Error
			if !warn && (!errors.As(err, &e) || !strings.HasPrefix(e.Detail(), "get() encountered an exception while downloading '"+dir+"/dangling'\n") || !strings.HasSuffix(e.Detail(), "\n\nand 1 more") || !strings.Contains(err.Error(), "2 files did not arrive: ")) {
				t.Errorf("%v\n%s", err, e.Detail())
			}
		}
	})
	t.Run("a file that is not there leaves none here", func(t *testing.T) {
		to := t.TempDir()
		x, err := c.Get("nosuch", to+"/kept", nil)
		if !errors.Is(err, fs.ErrNotExist) || x.Succeeded() {
			t.Errorf("%+v, %v", x, err)
		}
		if got := tree(t, to); len(got) != 0 {
			t.Errorf("left: %q", got)
		}
	})
	t.Run("names of local paths", func(t *testing.T) {
		plant(t, s.Home, map[string]string{"n/one.txt": "1", "n/two.txt": "2"})
		to := t.TempDir()
		d := c.Lcd(to)
		// Even absolute names of the host lie below the directory here.
		home := filepath.Join(to, s.Home)
		if x, err := d.Get("n/*.txt", "%(dirname)s--%(basename)s", nil); err != nil || !slices.Equal(x.Paths, []string{home + "/n--one.txt", home + "/n--two.txt"}) {
			t.Errorf("%q, %v", x.Paths, err)
		}
		x, err := d.Get("n/one.txt", "", nil)
		host := strings.ReplaceAll(c.Env.HostString, ":", "-")
		if want := filepath.Join(to, host, s.Home, "n/one.txt"); err != nil || !slices.Equal(x.Paths, []string{want}) {
			t.Errorf("%q, %v, want %q", x.Paths, err, want)
		}
		x, err = d.Get("n", "", nil)
		if want := filepath.Join(to, host, "n/one.txt"); err != nil || len(x.Paths) != 2 || x.Paths[0] != want {
			t.Errorf("%q, %v, want %q", x.Paths, err, want)
		}
	})
	t.Run("readers and writers", func(t *testing.T) {
		big := strings.Repeat("0123456789abcdef", 1<<16)
		if _, err := c.PutReader(strings.NewReader(big), "big", nil); err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		x, err := c.GetWriter("big", &b, nil)
		if err != nil || b.String() != big || x.Bytes != int64(len(big)) {
			t.Errorf("%d bytes, %+v, %v", b.Len(), x, err)
		}
		broken := &failing{strings.NewReader("half")}
		if _, err := c.PutReader(broken, "half", nil); !errors.Is(err, errBroken) {
			t.Errorf("%v", err)
		}
		for what, err := range map[string]error{
			"no reader": second(c.PutReader(nil, "x", nil)), "no writer": second(c.GetWriter("big", nil, nil)), "no name": second(c.PutReader(&b, "d/", nil)),
			"nothing local": second(c.Put("", "x", nil)), "nothing remote": second(c.Get("", "x", nil)), "no such local": second(c.Put("/nosuch", "x", nil)), "no match": second(c.Put("/nosuch*", "", nil)),
		} {
			if !errors.Is(err, fab.ErrInvalid) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
	t.Run("nothing is done in a dry run", func(t *testing.T) {
		e := env(t, s)
		e.DryRun = true
		d, seen := open(t, e)
		local := filepath.Join(t.TempDir(), "f")
		plant(t, filepath.Dir(local), map[string]string{"f": "x"})
		r, err1 := d.Run("touch ran", nil)
		_, err2 := d.Put(local, "put", nil)
		_, err3 := d.Get("plain", local+"2", nil)
		_, err4 := d.Local("touch "+local+"3", nil)
		_, err5 := d.Sudo("touch ran", nil)
		tunnel, err6 := d.RemoteTunnel(1, nil)
		if err := errors.Join(err1, err2, err3, err4, err5, err6, tunnel.Close(), d.OpenShell(nil), d.Reboot(nil)); err != nil || !r.Succeeded() {
			t.Error(err)
		}
		for _, name := range []string{s.Home + "/ran", s.Home + "/put", local + "2", local + "3"} {
			if _, err := os.Stat(name); err == nil {
				t.Errorf("%s is there", name)
			}
		}
		for _, said := range []string{"run: touch ran", "put: " + local + " -> put", "download: ", "sudo: touch ran", "remote_tunnel: 127.0.0.1:1 -> localhost:1", "open_shell", "sudo: reboot"} {
			if !strings.Contains(seen.String(), said) {
				t.Errorf("%q is not shown:\n%s", said, seen)
			}
		}
	})
}

// TestTransfersOfOtherThings has what is neither one file nor a directory of files.
func TestTransfersOfOtherThings(t *testing.T) {
	s := peers.StartSSHD(t)
	c, _ := open(t, env(t, s))
	dir := filepath.Join(s.Home, "things")
	plant(t, dir, map[string]string{"a": "A", "sub/b": "B"})
	if err := errors.Join(os.Symlink("sub", dir+"/link"), exec.Command(peers.Need(t, "mkfifo"), dir+"/pipe").Run()); err != nil {
		t.Fatal(err)
	}
	theirs(t, s)
	for what, q := range map[string]struct {
		remote, want string
	}{"a directory": {"things", "it is a directory"}, "several files": {"things/*", "several files match, and there is one writer"}, "none": {"things/none", "No such file"}, "somebody's home": {"~root/x", "homes of other users are not known to SFTP"}} {
		x, err := c.GetWriter(q.remote, &bytes.Buffer{}, nil)
		var e *fab.Error
		if !errors.Is(err, fab.ErrTransfer) || !errors.As(err, &e) || !strings.Contains(e.Error()+e.Detail(), q.want) || len(x.Paths) != 0 {
			t.Errorf("%s for a writer: %v", what, err)
		}
	}
	// Links to directories are not followed, and pipes not read.
	to := t.TempDir()
	x, err := c.Get("things", to, nil)
	if got, want := tree(t, to), map[string]string{"things/a": "A", "things/sub/b": "B"}; !equal(got, want) || !slices.Equal(x.Failed, []string{dir + "/pipe"}) || !errors.Is(err, fab.ErrTransfer) || !strings.Contains(err.Error(), "neither a file nor a directory") {
		t.Errorf("%q, %+v, %v", got, x, err)
	}
	home := t.TempDir()
	t.Setenv("HOME", home)
	if _, err := c.Get("~/things/a", "~/%%/%(basename)s", nil); err != nil || !equal(tree(t, home), map[string]string{"%/a": "A"}) {
		t.Errorf("a home here and a percent sign: %q, %v", tree(t, home), err)
	}
	// The other way they are what they lead to; those that lead nowhere cost no others.
	from := t.TempDir()
	plant(t, from, map[string]string{"d/a": "A", "d/e/b": "B"})
	if err := errors.Join(os.Symlink("a", from+"/d/link"), os.Symlink("none", from+"/d/dangling"), exec.Command(peers.Need(t, "mkfifo"), from+"/d/pipe").Run()); err != nil {
		t.Fatal(err)
	}
	for _, warn := range []bool{false, true} {
		d := c
		if warn {
			d = c.WarnOnly()
		}
		x, err := d.Put(from+"/d", "back/", nil)
		if failed := []string{from + "/d/dangling", from + "/d/pipe"}; !slices.Equal(x.Failed, failed) || len(x.Paths) != 3 || warn != (err == nil) || err != nil && (!errors.Is(err, fab.ErrTransfer) || !errors.Is(err, fs.ErrNotExist)) {
			t.Errorf("%+v, %v", x, err)
		}
		if got, want := tree(t, filepath.Join(s.Home, "back")), map[string]string{"a": "A", "link": "A", "e/b": "B"}; !equal(got, want) && !equal(got, map[string]string{"d/a": "A", "d/link": "A", "d/e/b": "B"}) {
			t.Errorf("there: %q", got)
		}
	}
	// Places that are none.
	file := filepath.Join(from, "d/a")
	for what, err := range map[string]error{
		"under a file there": second(c.Put(file, "things/a/x", nil)), "somebody's home": second(c.Put(file, "~root/x", nil)), "a reader into somebody's home": second(c.PutReader(strings.NewReader("x"), "~root/x", nil)),
		"a directory where a file is": second(c.Put(from+"/d/e", "things/a", nil)), "under a file here": second(c.Get("things/a", file+"/x", nil)),
	} {
		if !errors.Is(err, fab.ErrTransfer) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := c.PutReader(strings.NewReader("x"), "y", &fab.PutOptions{MirrorLocalMode: true}); !errors.Is(err, fab.ErrInvalid) || !strings.Contains(err.Error(), "a reader has no mode to mirror") {
		t.Errorf("%v", err)
	}
	// What ends with its context.
	why := errors.New("enough")
	stopping, cancel := context.WithCancelCause(ctx(t))
	d := fab.NewContext(stopping, c.Env, nil)
	defer d.Close()
	for what, do := range map[string]func() error{
		"put": func() error { return second(d.PutReader(endless{}, "endless", nil)) },
		"get": func() error { return second(d.GetWriter("/dev/zero", onWrite(func() { cancel(why) }), nil)) },
	} {
		if what == "put" {
			go func() {
				peers.Eventually(t, "a part of it", func() bool { i, err := os.Stat(s.Home + "/endless"); return err == nil && i.Size() > 0 })
				cancel(why)
			}()
		}
		if err := do(); !errors.Is(err, why) {
			t.Errorf("%s: %v", what, err)
		}
		stopping, cancel = context.WithCancelCause(ctx(t))
		d.Close()
		d = fab.NewContext(stopping, c.Env, nil)
	}
	cancel(nil)
	// A dry run of readers and writers.
	e := env(t, s)
	e.DryRun = true
	dry, seen := open(t, e)
	_, err1 := dry.PutReader(strings.NewReader("x"), "dry", nil)
	_, err2 := dry.GetWriter("things/a", failingWriter{errBroken}, nil)
	if err := errors.Join(err1, err2); err != nil || !strings.Contains(seen.String(), "put: <file obj> -> dry\n") || !strings.Contains(seen.String(), "download: <file obj> <- things/a\n") {
		t.Errorf("%v\n%s", err, seen)
	}
}

func second[T any](_ T, err error) error { return err }

func equal(a, b map[string]string) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if w, ok := b[k]; !ok || w != v {
			return false
		}
	}
	return true
}
