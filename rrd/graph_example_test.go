package rrd_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// trafficFile is a file with an hour of traffic, for the examples.
func trafficFile() (path string, remove func(), err error) {
	folder, err := os.MkdirTemp("", "rrd")
	if err != nil {
		return "", nil, err
	}
	path = filepath.Join(folder, "traffic.rrd")
	remove = func() { os.RemoveAll(folder) }
	if err := rrd.Create(path, "--start", "1700000100", "--step", "300", "DS:in:GAUGE:600:0:U", "RRA:AVERAGE:0.5:1:100"); err != nil {
		remove()
		return "", nil, err
	}
	for i := range 12 {
		if err := rrd.Update(path, fmt.Sprintf("%d:%d", 1700000400+300*i, 1000*(i%4+1))); err != nil {
			remove()
			return "", nil, err
		}
	}
	return path, remove, nil
}

// A graph as rrdtool graph draws it, from the same arguments.
func ExampleGraph() {
	path, remove, err := trafficFile()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	p, err := rrd.Graph("-", "--start", "1700000100", "--end", "1700003700",
		"DEF:in="+path+":in:AVERAGE", "AREA:in#00cc00:Inbound", "PRINT:in:MAX:%.1lf %sbit/s")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.ImageWidth, p.ImageHeight, p.Prints)
	// Output: 481 155 [4.0 kbit/s]
}

// A graph of typed elements: nothing in their texts needs a backslash.
func ExampleDraw() {
	path, remove, err := trafficFile()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer remove()
	p, err := rrd.Draw(context.Background(), []rrd.Element{
		rrd.Def{Name: "in", File: path, DS: "in", CF: rrd.CFAverage},
		rrd.CDef{Name: "bits", RPN: "in,8,*"},
		rrd.VDef{Name: "top", Expression: "bits,MAXIMUM"},
		rrd.Area{Value: "bits", Color: rrd.RGB(0, 204, 0), Legend: "Inbound: all"},
		rrd.GPrint{Value: "top", Format: "max %.0lf %s", End: rrd.EndLeft},
		rrd.HRule{Value: "top", Color: rrd.RGB(255, 0, 0), Legend: "threshold"},
	}, &rrd.GraphOptions{
		Start: time.Unix(1700000100, 0), End: time.Unix(1700003700, 0), Location: time.UTC,
		Title: "Traffic", VerticalLabel: "bit/s", Width: 500,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range p.Legend {
		fmt.Printf("%q at %.0f,%.0f\n", text.Text, text.X0, text.Y0)
	}
	fmt.Println(p.ValueMax, len(p.Image) > 1000)
	// Output:
	// "  Inbound: all" at 16,147
	// "max 32 k" at 130,147
	// "  threshold" at 16,161
	// 40000 true
}
