package rrd

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// graphBenchFile is a file of a day of two sources.
func graphBenchFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "day.rrd")
	if err := Create(path, "--start", fmt.Sprint(graphEnd-86400), "--step", "300", "DS:in:GAUGE:600:U:U", "DS:out:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:600"); err != nil {
		b.Fatal(err)
	}
	for t := graphEnd - 86400 + 300; t <= graphEnd; t += 300 {
		if err := Update(path, fmt.Sprintf("%d:%d:%d", t, 5000000+t*7919%1000000, 2000000+t*104729%900000)); err != nil {
			b.Fatal(err)
		}
	}
	return path
}

func BenchmarkDayGraph(b *testing.B) {
	path := graphBenchFile(b)
	tool := NewTool(&ToolOptions{Location: time.UTC})
	for b.Loop() {
		if _, err := tool.Graph("-", "--start", fmt.Sprint(graphEnd-86400), "--end", fmt.Sprint(graphEnd), "DEF:a="+path+":in:AVERAGE", "LINE1:a#ff0000:Inbound"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTenStacked(b *testing.B) {
	path := graphBenchFile(b)
	tool := NewTool(&ToolOptions{Location: time.UTC})
	args := []string{"-", "--start", fmt.Sprint(graphEnd - 86400), "--end", fmt.Sprint(graphEnd), "--width", "800", "--height", "300"}
	for i := range 10 {
		args = append(args, fmt.Sprintf("DEF:d%d=%s:%s:AVERAGE", i, path, []string{"in", "out"}[i%2]), fmt.Sprintf("AREA:d%d#%02x40%02x:series %d:STACK", i, 25*i, 255-25*i, i))
	}
	for b.Loop() {
		if _, err := tool.Graph(args...); err != nil {
			b.Fatal(err)
		}
	}
}
