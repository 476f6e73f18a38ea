package project_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/fab"
	"github.com/pyops-go/pyops/fab/project"
	"github.com/pyops-go/pyops/internal/peers"
)

// TestWordsOfRsync has a program in the place of rsync that prints what it is called
// with, by zero bytes.
func TestWordsOfRsync(t *testing.T) {
	peers.Need(t, "sh")
	bin := t.TempDir()
	peers.WriteProgram(t, filepath.Join(bin, "rsync"), "#!/bin/sh\nprintf '%s\\n' \"$@\"\n")
	t.Setenv("PATH", bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	t.Setenv("HOME", t.TempDir())
	const usual = "--rsh=ssh -p 22"
	for what, q := range map[string]struct {
		env  fab.Env
		to   string
		opts *project.RsyncOptions
		want []string
	}{
		"as it is":     {fab.Env{}, "there", nil, []string{"-pthrvz", "-s", usual, "--", ".", "me@h:there"}},
		"odd names":    {fab.Env{}, "it's $x", &project.RsyncOptions{LocalDir: "-a b/"}, []string{"-pthrvz", "-s", usual, "--", "-a b/", "me@h:it's $x"}},
		"back":         {fab.Env{}, "there/", &project.RsyncOptions{LocalDir: "here", Download: true}, []string{"-pthrvz", "-s", usual, "--", "me@h:there/", "here"}},
		"a colon here": {fab.Env{}, "there", &project.RsyncOptions{LocalDir: "a:b"}, []string{"-pthrvz", "-s", usual, "--", "./a:b", "me@h:there"}},
		"from /":       {fab.Env{}, "there", &project.RsyncOptions{LocalDir: "/a:b"}, []string{"-pthrvz", "-s", usual, "--", "/a:b", "me@h:there"}},
		"options": {fab.Env{}, "there", &project.RsyncOptions{Delete: true, Exclude: []string{"*.pyc", "a b"}, DefaultOpts: "-r -t", ExtraOpts: "--chmod=F600 -n", SSHOpts: "-4 -v"},
			[]string{"--delete", "--exclude", "*.pyc", "--exclude", "a b", "-r", "-t", "--chmod=F600", "-n", "-s", usual + " -4 -v", "--", ".", "me@h:there"}},
		"a host of IPv6":  {fab.Env{HostString: "you@[::1]:2222"}, "there", nil, []string{"-pthrvz", "-s", "--rsh=ssh -p 2222", "--", ".", "you@[::1]:there"}},
		"keys and others": {fab.Env{KeyFilename: []string{"/k", "/it's"}, SystemKnownHosts: "/known hosts", Gateway: "g:7"}, "there", nil, []string{"-pthrvz", "-s", `--rsh=ssh -p 22 -i /k -i '/it'"'"'s' -o 'UserKnownHostsFile=/known hosts' -J g:7`, "--", ".", "me@h:there"}},
		"anybody":         {fab.Env{DisableKnownHosts: true, SystemKnownHosts: "/x"}, "there", nil, []string{"-pthrvz", "-s", "--rsh=ssh -p 22 -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null", "--", ".", "me@h:there"}},
	} {
		q.env.User = "me"
		if q.env.HostString == "" {
			q.env.HostString = "h"
		}
		if q.opts == nil {
			q.opts = &project.RsyncOptions{}
		}
		q.opts.Capture = true
		r, err := project.Rsync(fab.NewContext(t.Context(), &q.env, nil), q.to, q.opts)
		if err != nil || !slices.Equal(strings.Split(r.Stdout, "\n"), q.want) {
			t.Errorf("%s: %q, %v\nwant %q", what, r, err, q.want)
		}
	}
	c := fab.NewContext(t.Context(), &fab.Env{HostString: "h"}, nil)
	for want, call := range map[string]func() (*fab.Result, error){
		"project: rsync: there is no host: expected a context with one":  func() (*fab.Result, error) { return project.Rsync(nil, "x", nil) },
		"project: rsync: there is no host: expected a context with one ": func() (*fab.Result, error) { return project.Rsync(fab.NewContext(t.Context(), nil, nil), "x", nil) },
		"project: rsync: expected a remote directory":                    func() (*fab.Result, error) { return project.Rsync(c, "", nil) },
	} {
		if r, err := call(); r != nil || err == nil || err.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, %v, want %s", r, err, want)
		}
	}
}

func TestWhatCannotBeUploaded(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	c := fab.NewContext(t.Context(), &fab.Env{}, nil)
	for want, call := range map[string]func() error{
		"project: upload: there is no context: make one by fab.NewContext": func() error { return project.Upload(nil, nil) },
		"project: upload: " + file + " is no directory":                    func() error { return project.Upload(c, &project.UploadOptions{LocalDir: file}) },
		"project: upload: stat " + file + "2: no such file or directory":   func() error { return project.Upload(c.Lcd(dir), &project.UploadOptions{LocalDir: "file2"}) },
	} {
		if err := call(); err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	var seen strings.Builder
	dry := fab.NewContext(t.Context(), &fab.Env{HostString: "127.0.0.1:1", DryRun: true}, &fab.ContextOptions{Stdout: &seen})
	if err := project.Upload(dry, &project.UploadOptions{LocalDir: dir}); err != nil || !strings.Contains(seen.String(), "tar -xz") {
		t.Errorf("%v, %s", err, seen.String())
	}
}
