package pytext_test

import (
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/pytext"
)

func BenchmarkAppendRepr(b *testing.B) {
	for name, s := range map[string]string{
		"name": "/usr/lib/x86_64-linux-gnu/libc.so.6", "ascii": strings.Repeat("The quick brown fox ", 200),
		"mixed": strings.Repeat("naïve 漢字\t\xff ", 200), "escapes": strings.Repeat("\x00\x01\n\u00ad", 1000),
	} {
		b.Run(name, func(b *testing.B) {
			dst := make([]byte, 0, 10*len(s))
			b.SetBytes(int64(len(s)))
			b.ReportAllocs()
			for b.Loop() {
				dst = pytext.AppendRepr(dst[:0], s)
			}
		})
	}
}

func BenchmarkAppendFloat(b *testing.B) {
	dst := make([]byte, 0, 64)
	b.ReportAllocs()
	for b.Loop() {
		dst = pytext.AppendFloat(dst[:0], 12345.678)
	}
}

func BenchmarkParseInt(b *testing.B) {
	for name, s := range map[string]string{"octet": "192", "spaced": " -1_000 ", "digits": strings.Repeat("7", 4300)} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				pytext.ParseInt(s, 10)
			}
		})
	}
	b.Run("hexadecimal", func(b *testing.B) {
		s := strings.Repeat("deadbeef", 1<<15)
		b.SetBytes(int64(len(s)))
		for b.Loop() {
			pytext.ParseInt(s, 16)
		}
	})
}

func BenchmarkSplit(b *testing.B) {
	s := strings.Repeat(`--option "two words" plain 'quoted' \a `, 50)
	b.SetBytes(int64(len(s)))
	b.ReportAllocs()
	for b.Loop() {
		pytext.Split(s)
	}
}
