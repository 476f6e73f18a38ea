package diffx_test

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/diffx"
)

// benchLines are lines of text, and the same with one in twenty changed.
func benchLines(n int) (a, b []string) {
	for i := range n {
		a = append(a, fmt.Sprintf("line %d of some text that is not very long, number %d\n", i, i*i%977))
	}
	for i, line := range a {
		switch {
		case i%60 == 7:
		case i%60 == 27:
			b = append(b, "one more\n", line)
		case i%60 == 47:
			b = append(b, strings.Replace(line, "text", "texts", 1))
		default:
			b = append(b, line)
		}
	}
	return a, b
}

// benchBlocks are blocks of lines that stand hundreds of times.
func benchBlocks(n int) (a, b []string) {
	block := strings.SplitAfter("server {\n    listen 80;\n    root /var/www;\n    location / {\n    }\n}\n\n", "\n")
	for range n {
		a = append(a, block...)
	}
	b = slices.Clone(a)
	for i := 100; i < len(b); i += 100 {
		b[i] = "    gzip on;\n"
	}
	return a, b
}

func BenchmarkUnifiedDiff(b *testing.B) {
	x, y := benchLines(5000)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := diffx.WriteLines(io.Discard, must(diffx.UnifiedDiff(x, y, nil))); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpcodesOfBlocks(b *testing.B) {
	x, y := benchBlocks(700)
	b.ReportAllocs()
	for b.Loop() {
		diffx.NewSequenceMatcher(x, y, &diffx.SequenceMatcherOptions[string]{NoAutoJunk: true}).GetOpcodes()
	}
}

func BenchmarkNDiff(b *testing.B) {
	x, y := benchLines(5000)
	b.ReportAllocs()
	for b.Loop() {
		for range diffx.NDiff(x, y, nil) {
			continue
		}
	}
}

func BenchmarkMakeFile(b *testing.B) {
	x, y := benchLines(5000)
	h := diffx.NewHTMLDiff(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.MakeFile(x, y, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkGetCloseMatches(b *testing.B) {
	var list []string
	for i := range 5000 {
		list = append(list, fmt.Sprintf("w%dor%d", i*i%991, i%13))
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := diffx.GetCloseMatches("w12ord7", list, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkApply(b *testing.B) {
	x, y := benchLines(5000)
	diff := slices.Collect(must(diffx.UnifiedDiff(x, y, nil)))
	b.ReportAllocs()
	for b.Loop() {
		patches, err := diffx.ParsePatch(diff)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := patches[0].Apply(x, nil); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDirCmp(b *testing.B) {
	root := b.TempDir()
	left, right := filepath.Join(root, "left"), filepath.Join(root, "right")
	for side, when := range map[string]time.Time{left: time.Unix(1_700_000_000, 0), right: time.Unix(1_700_000_001, 0)} {
		if err := os.Mkdir(side, 0o777); err != nil {
			b.Fatal(err)
		}
		for f := range 1000 {
			name := filepath.Join(side, fmt.Sprint(f))
			if err := os.WriteFile(name, make([]byte, 4096), 0o666); err != nil {
				b.Fatal(err)
			}
			if err := os.Chtimes(name, when, when); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		diffx.ClearCache()
		if err := diffx.NewDirCmp(left, right, nil).Report(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
