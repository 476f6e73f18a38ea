package clam_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

func BenchmarkScanStream(b *testing.B) {
	data := make([]byte, 16<<20)
	for kind, client := range both(b, peers.StartClamd(b, "StreamMaxLength 100M")) {
		b.Run(kind, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				if _, err := client.ScanStream(ctx(b), bytes.NewReader(data), nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkTree(b *testing.B) {
	root := b.TempDir()
	for i := range 1000 {
		if err := os.WriteFile(filepath.Join(root, fmt.Sprint(i)), bytes.Repeat([]byte("x"), 2000), 0o644); err != nil {
			b.Fatal(err)
		}
	}
	client := both(b, peers.StartClamd(b))["unix"]
	b.Run("ScanTree", func(b *testing.B) {
		for b.Loop() {
			for _, err := range client.ScanTree(ctx(b), root, nil) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	b.Run("MultiscanFile", func(b *testing.B) {
		for b.Loop() {
			if _, err := client.MultiscanFile(ctx(b), root); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkReadVerdict(b *testing.B) {
	for b.Loop() {
		clam.ReadVerdict("/some/where/file: Eicar-Test-Signature FOUND", "")
	}
}
