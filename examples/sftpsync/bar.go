package main

import (
	"fmt"
	"io"
	"strings"
)

// A bar shows on one line how far a transfer is.
type bar struct {
	out   io.Writer
	last  string
	width int // of the longest line so far
}

func newBar(out io.Writer) *bar { return &bar{out: out} }

const barWidth = 30

// of shows one of several files.
func (b *bar) of(name string, done, total int64) {
	share := 1.0
	if total > 0 {
		share = min(float64(done)/float64(total), 1)
	}
	full := int(share * barWidth)
	line := fmt.Sprintf("[%s%s] %3.0f%%  %s", strings.Repeat("#", full), strings.Repeat(".", barWidth-full), share*100, printable(name))
	if line == b.last {
		return
	}
	b.last = line
	b.width = max(b.width, len(line))
	fmt.Fprintf(b.out, "\r%-*s", b.width, line)
}

// one is of for a single file.
func (b *bar) one(name string) func(done, total int64) {
	return func(done, total int64) { b.of(name, done, total) }
}

// end leaves the line.
func (b *bar) end() {
	if b.last != "" {
		fmt.Fprintln(b.out)
		b.last = ""
	}
}

// printable is a name of a server's without what would disturb a terminal.
func printable(name string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0 {
			return '?'
		}
		return r
	}, name)
}
