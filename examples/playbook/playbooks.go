package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/run"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func playbooks(ctx context.Context, args []string, std cli.IO) error {
	return playWith(ctx, args, std, "")
}

// playWith plays playbooks by an agent that is the program.
func playWith(ctx context.Context, args []string, std cli.IO, program string) error {
	s := settings{program: program}
	c := cli.New("playbook", "Play playbooks on the hosts of an inventory.")
	c.Example("playbook site.yml -i inventory --limit web --check --diff")
	s.flags(c.Flags)
	for _, f := range []struct {
		to    *texts
		names []string
		usage string
	}{{&s.tags, []string{"t", "tags"}, "only tasks with these `TAGS`"}, {&s.skip, []string{"skip-tags"}, "no tasks with these `TAGS`"}} {
		for _, n := range f.names {
			c.Flags.Var(f.to, n, f.usage)
		}
	}
	c.Flags.BoolVar(&s.force, "force-handlers", false, "run handlers on hosts that have failed too")
	c.Flags.StringVar(&s.startAt, "start-at-task", "", "begin with the task of this `NAME`")
	syntax := c.Flags.Bool("syntax-check", false, "read the playbooks, and touch no host")
	listHosts := c.Flags.Bool("list-hosts", false, "print the hosts, and touch none")
	listTasks := c.Flags.Bool("list-tasks", false, "print the tasks, and touch no host")
	files := c.List("PLAYBOOK", "files of plays", 1)
	if err := c.Parse(interspersed(c.Flags, args), std.Out); err != nil {
		return err
	}
	o, err := s.options(std)
	if err != nil {
		return said(std, err)
	}
	var plays []*play.Play
	var errs []error
	for _, f := range *files {
		more, err := o.Loader.Load(f)
		if errors.Is(err, os.ErrNotExist) && strings.Contains(err.Error(), "open "+f) {
			err = fmt.Errorf("the playbook: %s could not be found", f)
		}
		errs = append(errs, err)
		plays = append(plays, more...)
	}
	if err := errors.Join(errs...); err != nil {
		return said(std, err)
	}
	if len(plays) == 0 {
		fmt.Fprintf(std.Out, "\nplaybook: %s\n", strings.Join(*files, ", "))
		return nil
	}
	if *syntax || *listHosts || *listTasks {
		fmt.Fprintf(std.Out, "\nplaybook: %s\n", strings.Join(*files, ", "))
		for i, p := range plays {
			list(std, o, i+1, p, *listHosts, *listTasks)
		}
		return nil
	}
	if len(o.Inventory.Hosts()) == 0 && len(o.Inventory.Sources) == 0 {
		fmt.Fprintln(std.Err, "[WARNING]: No inventory was parsed, only implicit localhost is available")
	}
	r := run.New(o)
	defer r.Close()
	status, err := r.Playbook(ctx, plays)
	if ctx.Err() != nil {
		fmt.Fprintln(std.Err, "ERROR! User interrupted execution")
		return cli.Status(99, nil)
	}
	if err != nil {
		fmt.Fprintln(std.Err, "ERROR! "+err.Error())
	}
	if status != 0 {
		return cli.Status(status, nil)
	}
	return nil
}

// list prints what a play would do.
func list(std cli.IO, o run.Options, n int, p *play.Play, hosts, tasks bool) {
	pattern := value.Str(p.Keys.Value("hosts"))
	name := value.Str(p.Keys.Value("name"))
	if !p.Keys.Has("name") {
		name = pattern
	}
	fmt.Fprintf(std.Out, "\n  play #%d (%s): %s\tTAGS: []\n", n, pattern, name)
	if hosts {
		selected, _, err := o.Inventory.Select(pattern)
		if err != nil {
			fmt.Fprintln(std.Err, err)
		}
		fmt.Fprintf(std.Out, "    pattern: ['%s']\n    hosts (%d):\n", pattern, len(selected))
		for _, h := range selected {
			fmt.Fprintln(std.Out, "      "+h)
		}
	}
	if tasks {
		fmt.Fprintln(std.Out, "    tasks:")
		for _, section := range p.Sections() {
			play.Walk(section, func(t *play.Task) {
				if !t.IsBlock {
					fmt.Fprintf(std.Out, "      %s\tTAGS: [%s]\n", value.Str(t.Name()), strings.Join(t.Tags(), ", "))
				}
			})
		}
	}
}

// adhoc runs one module on some hosts.
func adhoc(ctx context.Context, args []string, std cli.IO) error {
	return adhocWith(ctx, args, std, "")
}

func adhocWith(ctx context.Context, args []string, std cli.IO, program string) error {
	s := settings{program: program}
	c := cli.New("playbook adhoc", "Run one module on some hosts.")
	c.Example("playbook adhoc web -i inventory -m command -a uptime")
	s.flags(c.Flags)
	var name, arguments string
	var short bool
	for _, n := range []string{"m", "module-name"} {
		c.Flags.StringVar(&name, n, "command", "the `MODULE`")
	}
	for _, n := range []string{"a", "args"} {
		c.Flags.StringVar(&arguments, n, "", "its arguments, `name=value` and so on")
	}
	for _, n := range []string{"o", "one-line"} {
		c.Flags.BoolVar(&short, n, false, "a line a host")
	}
	pattern := c.Arg("PATTERN", "the hosts")
	if err := c.Parse(interspersed(c.Flags, args), std.Out); err != nil {
		return err
	}
	o, err := s.options(std)
	if err != nil {
		return said(std, err)
	}
	dir, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	p, err := play.AdHoc(*pattern, name, arguments, dir)
	if err != nil {
		return said(std, err)
	}
	r := run.New(o)
	defer r.Close()
	status, err := r.AdHoc(ctx, p, short)
	if err != nil {
		return said(std, err)
	}
	if status != 0 {
		return cli.Status(status, nil)
	}
	return nil
}
