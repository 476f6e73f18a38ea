package main

import (
	"io"

	"github.com/schollz/progressbar/v3"
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

func newBar(w io.Writer, samples int) progress {
	return progressbar.NewOptions(samples,
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription("sampling"),
		progressbar.OptionSetWidth(40),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionClearOnFinish(),
	)
}
