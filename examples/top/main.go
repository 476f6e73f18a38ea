// Command top shows the processes of this machine, live: what psutil.test prints
// once, in the manner of top(1) and htop(1).
//
//	top             (in a terminal; ? shows the keys)
//	top -once       (prints the table once)
package main

import (
	"context"
	"errors"
	"io"
	"os"
	"os/signal"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/psutilx"
)

func main() { cli.Main("top", run) }

func run(args []string, std cli.IO) error {
	c := cli.New("top", "Show the processes of this machine, live. Press ? for the keys.")
	c.Example("top")
	c.Example("top -once -sort mem")
	once := c.Flags.Bool("once", false, "print the table once; this needs no terminal")
	every := c.Flags.Duration("every", 2*time.Second, "how often to look; with -once, how long to measure, at most a second")
	by := c.Flags.String("sort", "cpu", "what to sort by: cpu, mem, pid, name, user or time")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	if *every <= 0 {
		return c.Usagef("-every %v: expected a time to wait, such as 2s", *every)
	}
	order, ok := orderNamed(*by)
	if !ok {
		return c.Usagef("-sort %q: expected cpu, mem, pid, name, user or time", *by)
	}
	monitor, err := psutilx.NewMonitor(nil)
	if err != nil {
		return err
	}
	defer monitor.Close()
	m := newModel(monitor, *every)
	m.order = order
	if *once {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		defer stop()
		return printOnce(ctx, m, std.Out)
	}
	end, err := tea.NewProgram(m).Run()
	if err != nil {
		return err
	}
	return end.(*model).err
}

// printOnce looks twice, since how busy a process is only two readings tell.
func printOnce(ctx context.Context, m *model, out io.Writer) error {
	m.look()
	if m.err != nil {
		return m.err
	}
	select {
	case <-time.After(min(m.every, time.Second)):
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	m.look()
	_, err := io.WriteString(out, m.plain())
	return errors.Join(err, m.err, m.odd)
}
