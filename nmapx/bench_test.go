package nmapx_test

import (
	"io"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/nmapx"
)

func benchReport(b *testing.B) string {
	text, err := io.ReadAll(network(10_000))
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	return string(text)
}

func BenchmarkParse(b *testing.B) {
	text := benchReport(b)
	for b.Loop() {
		if _, err := nmapx.Parse(strings.NewReader(text), nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkParseHosts(b *testing.B) {
	text := benchReport(b)
	for b.Loop() {
		for _, err := range nmapx.ParseHosts(strings.NewReader(text), nil) {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkCSV(b *testing.B) {
	r, err := nmapx.Parse(strings.NewReader(benchReport(b)), nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := r.EncodeCSV(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkAsDict(b *testing.B) {
	r, err := nmapx.Parse(strings.NewReader(benchReport(b)), nil)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		r.AsDict()
	}
}
