package rrd

import (
	"encoding/binary"
	"fmt"
	"math"
)

// A rowBuffer is a rowStore that gathers rows which lie one after the other, and
// writes them together. Rows reach the file before the header that tells of
// them.
type rowBuffer struct {
	file *file
	runs []rowRun // of each archive
}

// A rowRun is rows that are not in the file yet.
type rowRun struct {
	first uint64
	data  []byte
}

// longestRun is how many bytes of an archive wait.
const longestRun = 1 << 16

func newRowBuffer(f *file) *rowBuffer {
	return &rowBuffer{file: f, runs: make([]rowRun, len(f.head.rra))}
}

func (b *rowBuffer) at(rra int, row uint64) int64 {
	return b.file.head.rraStart(rra) + int64(row)*b.file.head.rowSize()
}

func (b *rowBuffer) writeRow(rra int, row uint64, from []float64) error {
	run := &b.runs[rra]
	if len(run.data) > 0 && (row != run.first+uint64(len(run.data)/(8*len(from))) || len(run.data) >= longestRun) {
		if err := b.flushRun(rra); err != nil {
			return err
		}
	}
	if len(run.data) == 0 {
		run.first = row
	}
	run.data = b.file.head.layout.appendFloats(run.data, from)
	return nil
}

func (b *rowBuffer) readRow(rra int, row uint64, to []float64) error {
	if err := b.flushRun(rra); err != nil {
		return err
	}
	return b.file.readValues(to, b.at(rra, row))
}

func (b *rowBuffer) flushRun(rra int) error {
	run := &b.runs[rra]
	if len(run.data) == 0 {
		return nil
	}
	_, err := b.file.f.WriteAt(run.data, b.at(rra, run.first))
	run.data = run.data[:0]
	return b.file.writing(err)
}

// flush writes all rows.
func (b *rowBuffer) flush() error {
	for i := range b.runs {
		if err := b.flushRun(i); err != nil {
			return err
		}
	}
	return nil
}

// writing words an error of writing to the file.
func (r *file) writing(err error) error {
	if err == nil {
		return nil
	}
	return &Error{Kind: ErrOperational, Path: r.path, Reason: fmt.Sprintf("writing '%s': %s", r.path, osText(err)), Err: err}
}

// saveLive writes the part of the header that updates change.
func (r *file) saveLive() error {
	h := r.head
	h.encodeLive()
	_, err := r.f.WriteAt(h.raw[h.live:], int64(h.live))
	return r.writing(err)
}

// appendFloats appends numbers as they stand in a file.
func (l Layout) appendFloats(b []byte, values []float64) []byte {
	for _, v := range values {
		if l.BigEndian {
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(v))
		} else {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
	}
	return b
}
