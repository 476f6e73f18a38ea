package fab

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
)

// Version is what env.version says: whose behaviour this is.
const Version = "1.14"

// A Program is a fabfile: tasks, what is said of them, and the env that they run
// with.
type Program struct {
	// Doc is printed above the list of tasks.
	Doc string

	// Setup is called with the env once the command line is in it, and may change it:
	// what stands at the top level of a fabfile in Python.
	Setup func(e *Env) error

	// Tasks are what can be called.
	Tasks []Task

	// Fabfile is where the tasks come from, for env.real_fabfile.
	Fabfile string
}

// Main runs a program of tasks: what the command line asks for, on standard input,
// output and error. It returns the exit status:
//
//	func main() { os.Exit(fab.Main(fab.Task{Name: "hello", Func: hello})) }
func Main(tasks ...Task) int {
	p := Program{Tasks: tasks}
	return p.Main()
}

// Main is the package's function Main for a whole program.
func (p *Program) Main() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return p.Run(ctx, os.Args[1:], &Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr})
}

// Streams are where a program reads and writes; nil ones are empty and drop.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// A run is a program that runs.
type run struct {
	*Program
	wanted
	c   *Context
	out io.Writer
	err io.Writer
}

// Run runs a program with a command line, without its name, and returns the exit
// status: 0 where all went well, 1 where something failed, 2 where the command line
// is wrong. The end of ctx ends it, commands on hosts with it.
func (p *Program) Run(ctx context.Context, args []string, std *Streams) int {
	if std == nil {
		std = &Streams{}
	}
	r := &run{Program: p, out: std.Out, err: std.Err}
	if p == nil {
		r.Program = &Program{}
	}
	if r.out == nil {
		r.out = io.Discard
	}
	if r.err == nil {
		r.err = io.Discard
	}
	r.env = &Env{}
	// The file of settings goes before the command line, which names it.
	first := wanted{env: &Env{}}
	if err := parseOptions(args, &first); err != nil {
		fmt.Fprintf(r.err, "Usage: %s\n\nfab: error: %v\n", usage, err)
		return 2
	}
	r.c = NewContext(ctx, nil, &ContextOptions{Stdin: std.In, Stdout: r.out, Stderr: r.err, Tasks: r.Tasks})
	defer r.c.Close()
	err := r.prepare(args, first.config)
	if err == nil {
		var done bool
		if done, err = r.answer(); done {
			return 0
		}
	}
	if err == nil {
		err = r.tasks()
	}
	r.c.disconnect()
	if _, told := err.(said); told && !r.json {
		return 1
	}
	if r.json {
		if e := r.c.session.report.encode(r.out, err); e != nil {
			fmt.Fprintln(r.err, "fab:", e)
			return 1
		}
	} else if r.summary && len(r.c.session.report.executions) > 0 {
		r.c.session.report.summary(lockedWriter{r.c.print, r.out})
	}
	if err != nil {
		return 1
	}
	return 0
}

// A said is a failure that has been told already. The report alone tells it again.
type said struct{ error }

// listing is where a list goes that nobody asked for.
func (r *run) listing() io.Writer {
	if r.json {
		return r.err
	}
	return r.out
}

// prepare reads settings, command line and inventories into the env.
func (r *run) prepare(args []string, config string) error {
	if config == "" {
		config = "~/.fabricrc"
		if err := loadSettings(r.env, config, false); err != nil {
			return r.fatal(err)
		}
	} else if err := loadSettings(r.env, config, true); err != nil {
		return r.fatal(err)
	}
	r.env.RCFile = config
	if err := parseOptions(args, &r.wanted); err != nil {
		return r.fatal(err)
	}
	for _, pair := range r.set {
		if err := r.env.Set(pair[0], pair[1]); err != nil {
			return r.fatal(err)
		}
	}
	for _, name := range r.valueless {
		if err := r.env.Set(name, true); err != nil {
			return r.fatal(err)
		}
	}
	for _, file := range r.inventories {
		if err := r.env.LoadInventory(file); err != nil {
			return r.fatal(err)
		}
	}
	r.env.RealFabfile = r.Fabfile
	shown, err := outputs(nil).with(false, asLevels(r.hide)...)
	if err == nil {
		shown, err = shown.with(true, asLevels(r.show)...)
	}
	if err != nil {
		return r.fatal(err)
	}
	r.c.shown, r.c.Env = shown, r.env
	if r.json {
		// Standard output is for the report alone.
		r.c.print.mu.Lock()
		r.c.print.out = r.err
		r.c.print.mu.Unlock()
	}
	return nil
}

func asLevels(names []string) []Level {
	var out []Level
	for _, n := range names {
		out = append(out, Level(n))
	}
	return out
}

// fatal says why a run ends.
func (r *run) fatal(err error) error {
	if r.c.Err() != nil {
		r.c.print.sayErr("\nStopped.\n")
		return err
	}
	if !r.c.shows(Aborts) {
		return err
	}
	text := "\nFatal error: " + detail(err) + "\n\nAborting.\n"
	if r.env.ColorizeErrors {
		text = "\033[31m" + text + "\033[0m"
	}
	r.c.print.sayErr(text)
	return err
}

// answer does what needs no task, and reports whether that was all.
func (r *run) answer() (done bool, err error) {
	switch {
	case r.help:
		return true, writeHelp(r.out)
	case r.version:
		_, err = fmt.Fprintf(r.out, "fab of pyops, as Fabric %s\n", Version)
		return true, err
	case r.completion != "":
		if err := writeCompletion(r.out, r.completion); err != nil {
			return false, r.fatal(err)
		}
		return true, nil
	case r.compile != "":
		return false, r.fatal(bad("compile", r.compile, "this program is compiled already"))
	}
	for i := range r.Tasks {
		if err := r.Tasks[i].check(); err != nil && r.Tasks[i].Func != nil {
			return false, r.fatal(err)
		}
	}
	width := 80
	if f, ok := r.out.(*os.File); ok {
		width, _ = windowSize(f)
	}
	switch {
	case r.list:
		return true, writeList(r.out, r.Doc, r.format, r.Tasks, width)
	case r.display != "":
		if err := writeDetails(r.out, r.display, r.Tasks); err != nil {
			return false, r.fatal(err)
		}
		return true, nil
	}
	return false, nil
}

// tasks runs what the command line names.
func (r *run) tasks() error {
	_, byName := taskNames(r.Tasks)
	var calls []*Call
	for _, text := range r.calls {
		call, err := ParseCall(text)
		if err != nil {
			return r.fatal(err)
		}
		calls = append(calls, call)
	}
	if len(calls) == 0 && !r.hasRemainder {
		i := slices.IndexFunc(r.Tasks, func(t Task) bool { return t.Default })
		if i < 0 {
			return writeList(r.listing(), r.Doc, r.format, r.Tasks, 80)
		}
		calls = []*Call{{Name: r.Tasks[i].Name}}
	}
	var unknown []string
	calls = slices.DeleteFunc(calls, func(call *Call) bool {
		if byName[call.Name] == nil {
			unknown = append(unknown, call.Name)
			return true
		}
		return false
	})
	if unknown != nil {
		r.c.Warn("Command(s) not found:\n" + Indent(strings.Join(unknown, "\n"), nil))
		if !r.env.SkipUnknownTasks {
			if err := writeList(r.listing(), "", r.format, r.Tasks, 80); err != nil {
				return err
			}
			return said{&Error{Kind: ErrNoTask, Op: "command line", Input: strings.Join(unknown, ", "), Reason: "no such task"}}
		}
	}
	if r.Setup != nil {
		if err := r.Setup(r.env); err != nil {
			return r.fatal(err)
		}
	}
	if err := r.passwords(); err != nil {
		return r.fatal(err)
	}
	for _, call := range calls {
		r.env.Tasks = append(r.env.Tasks, call.Name)
	}
	if r.hasRemainder && r.remainder != "" {
		calls = append(calls, &Call{Name: remainder})
		byName[remainder] = &Task{Name: remainder, Func: func(c *Context) (*Result, error) { return c.Run(r.remainder, nil) }}
	}
	for _, call := range calls {
		o := &ExecuteOptions{Hosts: call.Hosts, Roles: call.Roles, ExcludeHosts: call.ExcludeHosts, Kwargs: map[string]any{}}
		for _, a := range call.Args {
			o.Args = append(o.Args, a)
		}
		for _, k := range slices.Collect(maps.Keys(call.Kwargs)) {
			o.Kwargs[k] = call.Kwargs[k]
		}
		if _, err := r.c.execute(byName[call.Name], o); err != nil {
			return r.fatal(err)
		}
		if r.c.Env.EagerlyDisconnect {
			r.c.disconnect()
		}
	}
	if r.c.shows(Status) {
		r.c.print.say("\nDone.\n")
	}
	return nil
}

// remainder is the name of the task that a command after -- becomes.
const remainder = "<remainder>"

// passwords asks for those that the command line wants asked for.
func (r *run) passwords() error {
	for _, ask := range []struct {
		wanted bool
		name   string
		to     *Secret
	}{{r.askPassword, "env.password", &r.env.Password}, {r.askSudo, "env.sudo_password", &r.env.SudoPassword}} {
		if !ask.wanted {
			continue
		}
		if err := r.c.mayAsk("a connection or sudo password"); err != nil {
			return err
		}
		s, err := r.c.askHidden(r.c, "Initial value for "+ask.name+": ")
		if err != nil {
			return err
		}
		*ask.to = s
	}
	return nil
}
