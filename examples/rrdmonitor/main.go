// Command rrdmonitor is the book's traffic monitor: it creates a round-robin
// file, samples what this machine's network interfaces carry, and draws the day
// and the week.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/psutilx"
	"github.com/pyops-go/pyops/rrd"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cli.Main("rrdmonitor", func(args []string, std cli.IO) error { return run(ctx, args, std) })
}

// A monitor is what the command line says.
type monitor struct {
	file, folder, nic string
	samples           int
	every             time.Duration
	limit             float64
	tool              *rrd.Tool // nil means one in the local zone
	read              func(nic string) (in, out uint64, err error)
}

func run(ctx context.Context, args []string, std cli.IO) error {
	c := cli.New("rrdmonitor", "Sample the bytes that an interface carries, or all of them together, into a round-robin file,\n"+
		"which is created where there is none, and draw day.png and week.png: what came in as an area,\n"+
		"what went out as a line, and a limit.")
	c.Example("rrdmonitor -i eth0 -n 0 -every 1m")
	m := &monitor{read: counters}
	c.Flags.StringVar(&m.file, "f", "traffic.rrd", "the round-robin `FILE`")
	c.Flags.StringVar(&m.folder, "o", ".", "the `FOLDER` of the pictures")
	c.Flags.StringVar(&m.nic, "i", "", "the `INTERFACE`, such as eth0; all together without it")
	c.Flags.IntVar(&m.samples, "n", 5, "how many `SAMPLES` to take; 0 is until it is interrupted")
	c.Flags.DurationVar(&m.every, "every", time.Second, "the `TIME` between samples, in whole seconds")
	c.Flags.Float64Var(&m.limit, "limit", 100_000, "the `BYTES` a second above which there is too much")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	switch {
	case m.samples < 0:
		return c.Usagef("-n %d: expected a number of samples, or 0 for no end", m.samples)
	case m.every < time.Second || m.every%time.Second != 0:
		return c.Usagef("-every %v: expected whole seconds, such as 1s", m.every)
	}
	return m.monitor(ctx, std.Out)
}

// counters are the bytes that an interface carried since the machine started.
func counters(nic string) (in, out uint64, err error) {
	if nic == "" {
		all, err := psutilx.NetIOCounters(nil)
		return all.BytesRecv, all.BytesSent, err
	}
	each, err := psutilx.NetIOCountersPerNIC(nil)
	if err != nil {
		return 0, 0, err
	}
	one, ok := each[nic]
	if !ok {
		return 0, 0, fmt.Errorf("there is no interface %q", nic)
	}
	return one.BytesRecv, one.BytesSent, nil
}

// create makes the file: a day of single samples, and averages and maxima of
// longer and longer times. A counter that starts anew is unknown, not an
// overflow.
func (m *monitor) create() error {
	none := 0.0
	source := func(name string) rrd.Source {
		return rrd.Source{Name: name, Type: rrd.DSDerive, Heartbeat: 3 * m.every, Min: &none}
	}
	spec := &rrd.Spec{
		Start: time.Now().Add(-m.every), Step: m.every, NoOverwrite: true,
		Sources: []rrd.Source{source("in"), source("out")},
		Archives: []rrd.Archive{
			{CF: rrd.CFAverage, XFF: 0.5, Rows: 1440},
			{CF: rrd.CFAverage, XFF: 0.5, Steps: 10, Rows: 1008},
			{CF: rrd.CFMax, XFF: 0.5, Steps: 10, Rows: 1008},
		},
	}
	if err := spec.Create(m.file); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

// monitor samples and draws.
func (m *monitor) monitor(ctx context.Context, stdout io.Writer) error {
	if err := m.create(); err != nil {
		return err
	}
	db, err := rrd.Open(m.file, &rrd.OpenOptions{Write: true})
	if err != nil {
		return err
	}
	defer db.Close()
	tick := time.NewTicker(m.every)
	defer tick.Stop()
sampling:
	for taken := 0; m.samples == 0 || taken < m.samples; taken++ {
		in, out, err := m.read(m.nic)
		if err != nil {
			return err
		}
		now := time.Now()
		if err := db.Update(now, rrd.Uint(in), rrd.Uint(out)); err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s  in %d  out %d\n", now.Format(time.TimeOnly), in, out)
		if taken+1 == m.samples {
			break
		}
		select {
		case <-ctx.Done():
			break sampling // and drawn all the same
		case <-tick.C:
		}
	}
	if err := db.Close(); err != nil {
		return err
	}
	for name, span := range map[string]string{"day": "end-1day", "week": "end-1week"} {
		path := filepath.Join(m.folder, name+".png")
		if err := m.draw(path, "Traffic of the "+name, span); err != nil {
			return err
		}
		fmt.Fprintln(stdout, path)
	}
	return nil
}

// escape keeps colons of a file's name apart from those of the definition.
func escape(name string) string {
	var b []byte
	for i := range len(name) {
		if name[i] == ':' || name[i] == '\\' {
			b = append(b, '\\')
		}
		b = append(b, name[i])
	}
	return string(b)
}

// draw draws the file from a start to now.
func (m *monitor) draw(path, title, start string) error {
	file := escape(m.file)
	tool := m.tool
	if tool == nil {
		tool = rrd.NewTool(nil)
	}
	_, err := tool.Graph(path, "--start", start, "--title", title, "--vertical-label", "bytes/s", "--lower-limit", "0",
		"DEF:in="+file+":in:AVERAGE", "DEF:out="+file+":out:AVERAGE",
		"CDEF:too="+fmt.Sprintf("in,%g,GT,in,UNKN,IF", m.limit),
		"AREA:in#00C000:in ", "GPRINT:in:AVERAGE:average %6.1lf %s", `GPRINT:in:MAX:most %6.1lf %s\l`,
		"AREA:too#C00000",
		"LINE1:out#0000C0:out", "GPRINT:out:AVERAGE:average %6.1lf %s", `GPRINT:out:MAX:most %6.1lf %s\l`,
		fmt.Sprintf("HRULE:%g#FF0000:limit", m.limit))
	return err
}
