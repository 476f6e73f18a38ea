// Fabfile is the book's fabfile, as a program: it greets, and brings a project to a
// server.
//
//	fabfile [fab's options] task[:arguments] ...
//
// Its tasks are those of the package beside it, which the fab command runs as well:
// fab -f examples/fabfile/fabfile hello:name=Jeff. Without arguments it performs all of
// it with a small project and a server of its own, on this machine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"

	"github.com/pyops-go/pyops/examples/fabfile/fabfile"
	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/fab"
)

const help = `The book's fabfile, as a program: greet, and bring a project to a server.

usage: fabfile [fab's options] TASK[:ARGUMENTS] ...

  TASK  hello, test, commit, push, prepare_deploy or deploy; -l tells more

Without arguments it brings a small project to a server of its own, on this machine.
fabfile --help tells fab's options.

example:
  fabfile -H web1.example.org deploy:code_dir=/srv/app,repository=git@vcs:app.git
`

func main() {
	cli.Main("fabfile", func(args []string, std cli.IO) error {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return run(ctx, args, std)
	})
}

func run(ctx context.Context, args []string, std cli.IO) error {
	streams := &fab.Streams{In: std.In, Out: std.Out, Err: std.Err}
	switch {
	case slices.Equal(args, []string{"-h"}):
		_, err := fmt.Fprint(std.Out, help)
		return errors.Join(flag.ErrHelp, err)
	case len(args) == 0:
		return perform(ctx, streams)
	}
	if status := program(fabfile.Setup).Run(ctx, args, streams); status != 0 {
		return cli.Status(status, nil)
	}
	return nil
}

// program is the fabfile for who does without the fab command.
func program(setup func(*fab.Env)) *fab.Program {
	value := fab.Value
	return &fab.Program{
		Doc:   "The book's tasks.",
		Setup: func(e *fab.Env) error { setup(e); return nil },
		Tasks: []fab.Task{
			{Name: "hello", Doc: "Greet somebody.", Func: fabfile.Hello, Args: []fab.Arg{{Name: "name", Default: value("world")}}},
			{Name: "test", Doc: "Run the tests, and ask whether to go on when they fail.", Func: fabfile.Test, RunsOnce: true},
			{Name: "commit", Doc: "Commit what has changed.", Func: fabfile.Commit, RunsOnce: true, Args: []fab.Arg{{Name: "message", Default: value("Work")}}},
			{Name: "push", Doc: "Push the commits.", Func: fabfile.Push, RunsOnce: true},
			{Name: "prepare_deploy", Doc: "Test, commit and push.", Func: fabfile.PrepareDeploy, RunsOnce: true},
			{Name: "deploy", Doc: "Bring the project to the server.", Func: fabfile.Deploy, Args: []fab.Arg{
				{Name: "code_dir", Default: value("/srv/django/myproject")}, {Name: "repository", Default: value("user@vcs-host:/path/to/repo/.git")},
			}},
		},
	}
}

// perform makes a project with a repository, and runs the tasks with it.
func perform(ctx context.Context, std *fab.Streams) (err error) {
	dir, err := os.MkdirTemp("", "fabfile-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	server, err := startServer(ctx, filepath.Join(dir, "server"))
	if err != nil {
		return err
	}
	defer server.stop()
	// Git's settings of this machine do not matter here.
	git := map[string]string{
		"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
		"GIT_AUTHOR_NAME": "Ada", "GIT_AUTHOR_EMAIL": "ada@example.org", "GIT_COMMITTER_NAME": "Ada", "GIT_COMMITTER_EMAIL": "ada@example.org",
	}
	project, repository := filepath.Join(dir, "project"), filepath.Join(dir, "vcs", "myproject.git")
	quiet := fab.NewContext(ctx, &fab.Env{ShellEnv: git}, nil)
	defer quiet.Close()
	if _, err := quiet.Local("git init -q --bare -b main "+fab.QuotePath(repository)+" && git clone -q "+fab.QuotePath(repository)+" "+fab.QuotePath(project)+" 2>/dev/null", nil); err != nil {
		return err
	}
	change := func(text string) error {
		return errors.Join(
			os.WriteFile(filepath.Join(project, "app.py"), []byte(text), 0o666),
			os.WriteFile(filepath.Join(project, "manage.py"), []byte("#!/bin/sh\ngrep -q works app.py\n"), 0o777),
		)
	}
	p := program(func(e *fab.Env) {
		fabfile.Setup(e)
		e.Hosts, e.Password = []string{server.address}, fab.Secret(server.password)
		e.SystemKnownHosts, e.AcceptNewHosts = filepath.Join(dir, "known_hosts"), true
		e.NoAgent, e.NoKeys = true, true
		e.LCWD, e.ShellEnv = project, git
	})
	if err := os.WriteFile(filepath.Join(dir, "known_hosts"), nil, 0o600); err != nil {
		return err
	}
	deploy := "deploy:code_dir=code,repository=" + repository
	for _, step := range []struct {
		project string
		tasks   []string
	}{{"", []string{"hello:name=Jeff"}}, {"print('it works')\n", []string{"prepare_deploy", deploy}}, {"print('it works better')\n", []string{"test", "commit:message=Better", "push", deploy}}} {
		if step.project != "" {
			if err := change(step.project); err != nil {
				return err
			}
		}
		fmt.Fprintf(std.Out, "$ fab %s\n", shown(step.tasks))
		if status := p.Run(ctx, step.tasks, std); status != 0 {
			return cli.Status(status, nil)
		}
		fmt.Fprintln(std.Out)
	}
	deployed, err := os.ReadFile(filepath.Join(dir, "server", "code", "app.py"))
	if err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "The server has: %s", deployed)
	return nil
}

// shown is a command line without what goes on for long.
func shown(tasks []string) string {
	text := ""
	for i, t := range tasks {
		if i > 0 {
			text += " "
		}
		if len(t) > 30 {
			t = t[:16] + "..."
		}
		text += t
	}
	return text
}
