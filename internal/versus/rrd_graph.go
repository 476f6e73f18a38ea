package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/rrd"
)

// graphContest draws a graph of a day of five-minute values, to PNG in memory, and
// compares its size and what it prints.
func graphContest(bar float64, args func(file string) []string) (*Contest, error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "day.rrd")
	readings := []string{file}
	for i := range 288 {
		readings = append(readings, fmt.Sprintf("%d:%d:%d", rrdStart+300*(i+1), 5_000_000+i*7919%1_000_003, 2_000_000+i*104729%900_007))
	}
	err = rrd.Create(file, "-b", fmt.Sprint(rrdStart), "-s", "300", "DS:in:GAUGE:600:U:U", "DS:out:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:600")
	if err == nil {
		err = rrd.Update(readings...)
	}
	if err != nil {
		return nil, errors.Join(err, os.RemoveAll(dir))
	}
	all := append([]string{"-", "-s", fmt.Sprint(rrdStart), "-e", fmt.Sprint(rrdStart + 86400)}, args(file)...)
	quoted := make([]string, len(all))
	for i, a := range all {
		quoted[i] = fmt.Sprintf("%q", a)
	}
	return &Contest{
		Ours: repeating("", 0, func() any {
			p, err := rrd.Graph(all...)
			must(err)
			return []any{p.ImageWidth, p.ImageHeight, p.Prints[0]}
		}),
		Peers: []Contestant{{Name: "rrdtool (Python)", Bar: bar, Python: &Python{
			Setup:     "import rrdtool\nargs = [" + strings.Join(quoted, ", ") + "]",
			Statement: "got = rrdtool.graphv(*args)",
			Value:     "[got['image_width'], got['image_height'], got['print[0]']]",
		}}},
		Close: func() { os.RemoveAll(dir) },
	}, nil
}

func rrdDayGraph() (*Contest, error) {
	return graphContest(2, func(file string) []string {
		return []string{"DEF:a=" + file + ":in:AVERAGE", "LINE1:a#ff0000:Inbound", "PRINT:a:MAX:%.3lf"}
	})
}

func rrdTenAreas() (*Contest, error) {
	return graphContest(2, func(file string) []string {
		args := []string{"-w", "800", "-h", "300"}
		for i := range 10 {
			args = append(args, fmt.Sprintf("DEF:d%d=%s:%s:AVERAGE", i, file, []string{"in", "out"}[i%2]), fmt.Sprintf("AREA:d%d#%02x40%02x:series %d:STACK", i, 25*i, 255-25*i, i))
		}
		return append(args, "PRINT:d0:MAX:%.3lf")
	})
}
