package xlsx_test

import (
	"fmt"
	"io"
	"testing"

	"github.com/pyops-go/pyops/xlsx"
)

// benchmarkCells writes rows of twenty cells, texts and numbers in turn.
func benchmarkCells(b *testing.B, opts *xlsx.WorkbookOptions, text func(row, col int) string) {
	const rows, columns = 1000, 20
	b.ReportAllocs()
	for b.Loop() {
		wb, err := xlsx.NewWorkbookWriter(io.Discard, opts)
		if err != nil {
			b.Fatal(err)
		}
		ws, err := wb.AddWorksheet("")
		if err != nil {
			b.Fatal(err)
		}
		for row := range rows {
			for col := 0; col < columns; col += 2 {
				if err := ws.WriteString(row, col, text(row, col), nil); err != nil {
					b.Fatal(err)
				}
				if err := ws.WriteNumber(row, col+1, float64(row*col), nil); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := wb.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows/columns, "ns/cell")
}

func different(row, col int) string { return fmt.Sprintf("Row: %d Col: %d", row, col) }

func BenchmarkNormal(b *testing.B) { benchmarkCells(b, nil, different) }

func BenchmarkConstantMemory(b *testing.B) {
	benchmarkCells(b, &xlsx.WorkbookOptions{ConstantMemory: true}, different)
}

func BenchmarkSameTexts(b *testing.B) {
	benchmarkCells(b, nil, func(int, int) string { return "the same text" })
}

// BenchmarkFormats makes ten thousand formats, of which a hundred differ.
func BenchmarkFormats(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		wb, err := xlsx.NewWorkbookWriter(io.Discard, nil)
		if err != nil {
			b.Fatal(err)
		}
		ws, err := wb.AddWorksheet("")
		if err != nil {
			b.Fatal(err)
		}
		for i := range 10_000 {
			f := wb.AddFormat(&xlsx.FormatOptions{FontSize: float64(1 + i%100)})
			if err := ws.WriteNumber(i, 0, 1, f); err != nil {
				b.Fatal(err)
			}
		}
		if err := wb.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
