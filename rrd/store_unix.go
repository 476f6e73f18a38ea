//go:build unix

package rrd

import (
	"fmt"
	"runtime/debug"
	"slices"

	"golang.org/x/sys/unix"
)

// A mappedStore writes to the file's pages in memory, which outlive the process
// as what is written by calls does.
type mappedStore struct {
	file   *file
	memory []byte
	starts []int64
	cur    []uint64 // rows that the header in the file names
}

// openStore maps the file, or does without where that fails.
func openStore(f *file) flusher {
	plain := plainStore{newRowBuffer(f)}
	size := int64(len(f.head.raw)) + f.head.dataSize()
	if int64(int(size)) != size {
		return plain
	}
	memory, err := unix.Mmap(int(f.f.Fd()), 0, int(size), unix.PROT_READ|unix.PROT_WRITE, unix.MAP_SHARED)
	if err != nil {
		return plain
	}
	s := &mappedStore{file: f, memory: memory, cur: slices.Clone(f.head.cur)}
	for i := range f.head.rra {
		s.starts = append(s.starts, f.head.rraStart(i))
	}
	return s
}

// guard turns a fault of the memory, as when another has cut the file, into an
// error.
func (s *mappedStore) guard(err *error) {
	if r := recover(); r != nil {
		*err = s.file.writing(fmt.Errorf("the file cannot be reached in memory: %v", r))
	}
}

func (s *mappedStore) at(rra int, row uint64, n int) []byte {
	at := s.starts[rra] + int64(row)*int64(8*n)
	return s.memory[at : at+int64(8*n)]
}

func (s *mappedStore) writeRow(rra int, row uint64, from []float64) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	s.file.head.layout.putFloats(s.at(rra, row, len(from)), from)
	return nil
}

func (s *mappedStore) readRow(rra int, row uint64, to []float64) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	s.file.head.layout.getFloats(to, s.at(rra, row, len(to)))
	return nil
}

func (s *mappedStore) flush() error { return nil }

// saveLive writes where the newest rows are and of when they are by one call: a
// process that is killed between two stores in memory would leave one without the
// other, and each row at the time of its neighbour.
func (s *mappedStore) saveLive() (err error) {
	h := s.file.head
	if !slices.Equal(s.cur, h.cur) {
		copy(s.cur, h.cur)
		return s.file.saveLive()
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer s.guard(&err)
	raw := h.raw
	h.raw = s.memory[:len(raw)]
	h.encodeLive()
	h.raw = raw
	return nil
}

func (s *mappedStore) sync() error {
	return unix.Msync(s.memory, unix.MS_SYNC)
}

func (s *mappedStore) close() error {
	memory := s.memory
	s.memory = nil
	return unix.Munmap(memory)
}
