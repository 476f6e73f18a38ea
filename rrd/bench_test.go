package rrd

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

func benchFile(b *testing.B) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "x.rrd")
	err := Create(path, "-b", "1000000000", "-s", "300", "DS:x:GAUGE:600:U:U", "RRA:AVERAGE:0.5:1:105120", "RRA:AVERAGE:0.5:12:8760", "RRA:MAX:0.5:12:8760")
	if err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkUpdateTyped(b *testing.B) {
	db, err := Open(benchFile(b), &OpenOptions{Write: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	at := int64(1000000000)
	for i := 0; b.Loop(); i++ {
		at += 300
		if err := db.Update(time.Unix(at, 0), Float(float64(i)+0.5)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAppend(b *testing.B) {
	db, err := Open(benchFile(b), &OpenOptions{Write: true})
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	readings, values := make([]Reading, 1000), make([]Value, 1000)
	at := int64(1000000000)
	for b.Loop() {
		for i := range readings {
			at += 300
			values[i] = Float(float64(i) + 0.5)
			readings[i] = Reading{Time: time.Unix(at, 0), Values: values[i : i+1]}
		}
		if err := db.Append(readings); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(1000*float64(b.N)/b.Elapsed().Seconds(), "readings/s")
}

func BenchmarkUpdateText(b *testing.B) {
	path := benchFile(b)
	at := int64(1000000000)
	for i := 0; b.Loop(); i++ {
		at += 300
		if err := Update(path, fmt.Sprintf("%d:%d", at, i)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFetch(b *testing.B) {
	path := benchFile(b)
	for b.Loop() {
		if _, err := Fetch(path, "AVERAGE", "-s", "1000000000", "-e", "1030000000"); err != nil {
			b.Fatal(err)
		}
	}
}
