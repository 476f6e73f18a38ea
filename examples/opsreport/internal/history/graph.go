package history

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// A Graph is a picture of a machine's history as a PNG of twice the size at which
// it is to be shown.
type Graph struct {
	Name, Title string
	Width       int // at which it is to be shown
	PNG         []byte
}

// Graphs draws processors, memory and network over an interval; none if nothing is
// known of the host.
func (s *Store) Graphs(ctx context.Context, host string, from, to time.Time) ([]Graph, error) {
	file := s.File(host, "machine", "")
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	def := func(name string) rrd.Element {
		return rrd.Def{Name: name, File: file, DS: name, CF: rrd.CFAverage}
	}
	blue, orange, green := rrd.RGB(0x25, 0x63, 0xeb), rrd.RGB(0xd9, 0x77, 0x06), rrd.RGB(0x05, 0x96, 0x69)
	limit := 0.0
	hundred := 100.0
	var out []Graph
	for _, g := range []struct {
		name, title string
		opts        rrd.GraphOptions
		elements    []rrd.Element
	}{
		{"cpu", "Processors, percent", rrd.GraphOptions{LowerLimit: &limit, UpperLimit: &hundred, Rigid: true}, []rrd.Element{
			def("user"), def("system"), def("iowait"),
			rrd.CDef{Name: "u", RPN: "user,10,/"}, rrd.CDef{Name: "s", RPN: "system,10,/"}, rrd.CDef{Name: "w", RPN: "iowait,10,/"},
			rrd.Area{Value: "u", Color: blue, Legend: "user"}, rrd.Area{Value: "s", Color: orange, Legend: "system", Stack: true}, rrd.Area{Value: "w", Color: green, Legend: "iowait", Stack: true},
		}},
		{"memory", "Memory, bytes", rrd.GraphOptions{LowerLimit: &limit, Base: 1024}, []rrd.Element{
			def("mem_used"), def("mem_cached"),
			rrd.Area{Value: "mem_used", Color: blue, Legend: "in use (not available)"}, rrd.Line{Value: "mem_cached", Color: orange, Legend: "cache", Width: 1.5},
		}},
		{"network", "Network, bytes a second", rrd.GraphOptions{LowerLimit: &limit, Base: 1024}, []rrd.Element{
			def("net_in"), def("net_out"),
			rrd.Line{Value: "net_in", Color: blue, Legend: "received", Width: 1.5}, rrd.Line{Value: "net_out", Color: orange, Legend: "sent", Width: 1.5},
		}},
	} {
		o := g.opts
		o.Start, o.End, o.Location = from, to, to.Location()
		o.Title, o.Width, o.Height, o.Zoom, o.SlopeMode, o.NoTag = g.title, 560, 110, 2, true, true
		border := 0
		o.Border = &border
		p, err := rrd.Draw(ctx, g.elements, &o)
		if err != nil {
			return out, err
		}
		out = append(out, Graph{g.name, g.title, p.ImageWidth, p.Image})
	}
	return out, nil
}
