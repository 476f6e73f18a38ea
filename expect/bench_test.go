package expect_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// The search alone: 10 MB of lines in pieces of 2000 bytes, then a prompt.
func BenchmarkPrompt(b *testing.B) {
	text := append(bytes.Repeat([]byte("a line of output, as there are so many of them\r\n"), 10<<20/49), "PROMPT> "...)
	for name, pattern := range map[string]any{
		"literal": expect.Exact("PROMPT> "), "regexp": "PROMPT> ", "either case": "(?i)prompt(ed)?> $", "many": "[a-z]+@[a-z]+:.*[#$] |PROMPT> ",
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				s, err := expect.Scripted([][]byte{text}, &expect.SessionOptions{})
				if err != nil {
					b.Fatal(err)
				}
				if i, err := s.Expect(pattern); i != 0 || err != nil {
					b.Fatal(i, err)
				}
			}
		})
	}
}

// From the start of a program to the end of its traces.
func BenchmarkSpawnExpectClose(b *testing.B) {
	for b.Loop() {
		c, err := expect.Spawn(context.Background(), "true", nil)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.Expect(expect.EOF); err != nil {
			b.Fatal(err)
		}
		if err := c.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
