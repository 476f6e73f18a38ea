package main

import (
	"fmt"
	"io"
	"strings"
)

// progress is told of each sample that has been taken.
type progress interface {
	Add(n int) error
	Close() error
}

// silent is the progress of a run that nobody watches.
type silent struct{}

func (silent) Add(int) error { return nil }
func (silent) Close() error  { return nil }

// A bar is drawn over and over on one line of a terminal, and leaves it empty.
type bar struct {
	w         io.Writer
	done, all int
}

const barWidth = 40

func newBar(w io.Writer, samples int) progress { return &bar{w: w, all: max(samples, 1)} }

func (b *bar) Add(n int) error {
	b.done = min(b.done+n, b.all)
	full := barWidth * b.done / b.all
	_, err := fmt.Fprintf(b.w, "\rsampling [%s%s] %d/%d", strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), b.done, b.all)
	return err
}

func (b *bar) Close() error {
	_, err := io.WriteString(b.w, "\r\x1b[K")
	return err
}
