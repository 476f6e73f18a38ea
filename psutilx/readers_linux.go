package psutilx

import (
	"runtime"
	"sync"
)

// Files of processes are read by several goroutines when there are many: nearly
// all of the time is the kernel's, which writes each anew.

const maxReaders = 4

// perReader is how many processes are worth a goroutine. Tests make it less.
var perReader = 50

// handOut hands the processes out in as many parts as there are readers, in order,
// each with a buffer of its own.
func (h *Host) handOut(readers int, pids []int, f func(part int, b *buffer, pids []int)) {
	var all sync.WaitGroup
	for part := 1; part < readers; part++ {
		all.Go(func() { h.readPart(part, readers, pids, f) })
	}
	h.readPart(0, readers, pids, f)
	all.Wait()
}

func (h *Host) readPart(part, readers int, pids []int, f func(int, *buffer, []int)) {
	b := h.buffer()
	defer h.keep(b)
	f(part, b, pids[part*len(pids)/readers:(part+1)*len(pids)/readers])
}

// readers is how many goroutines read so many processes.
func (h *Host) readers(processes int) int {
	return max(1, min(runtime.GOMAXPROCS(0), maxReaders, processes/perReader))
}
