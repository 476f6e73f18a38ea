package main

import (
	"fmt"
	"io"
	"os"
	"strings"
)

// progress is told how much of the attachment has been read.
type progress interface{ Add(n int) }

// silent is the progress of an attachment that is gone at once.
type silent struct{}

func (silent) Add(int) {}

// mostSilent is how large an attachment may be that nobody waits for.
const mostSilent = 1 << 20

// A bar is drawn over and over on one line.
type bar struct {
	w         io.Writer
	done, all int64
	drawn     int64
}

// newBar makes a bar for a large file.
func newBar(w io.Writer, file string) progress {
	info, err := os.Stat(file)
	if file == "" || err != nil || info.Size() < mostSilent {
		return silent{}
	}
	return &bar{w: w, all: info.Size(), drawn: -1}
}

func (b *bar) Add(n int) {
	b.done = min(b.done+int64(n), b.all)
	const width = 40
	full := b.done * width / b.all
	if full == b.drawn {
		return
	}
	b.drawn = full
	fmt.Fprintf(b.w, "\rsending [%s%s] %d%%", strings.Repeat("#", int(full)), strings.Repeat(" ", width-int(full)), b.done*100/b.all)
	if full == width {
		fmt.Fprint(b.w, "\r\x1b[K")
	}
}

// watched tells a progress what is read.
type watched struct {
	io.ReadCloser
	progress progress
}

func (w watched) Read(p []byte) (int, error) {
	n, err := w.ReadCloser.Read(p)
	w.progress.Add(n)
	return n, err
}
