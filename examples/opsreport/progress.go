package main

import (
	"fmt"
	"io"
	"strings"
)

// progress is told of each step that has been taken, and what comes next.
type progress interface {
	Step(next string)
	Close()
}

// silent is the progress of a run that nobody watches.
type silent struct{}

func (silent) Step(string) {}
func (silent) Close()      {}

// A bar is drawn over and over on one line of a terminal, and leaves it empty.
type bar struct {
	w         io.Writer
	done, all int
}

const barWidth = 30

func newBar(w io.Writer, steps int) progress { return &bar{w: w, all: max(steps, 1)} }

func (b *bar) Step(next string) {
	full := barWidth * b.done / b.all
	fmt.Fprintf(b.w, "\r\x1b[K[%s%s] %s", strings.Repeat("#", full), strings.Repeat(" ", barWidth-full), next)
	b.done = min(b.done+1, b.all)
}

func (b *bar) Close() { io.WriteString(b.w, "\r\x1b[K") }
