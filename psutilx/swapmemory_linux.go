package psutilx

import (
	"io/fs"
	"os"

	"golang.org/x/sys/unix"
)

func (h *Host) swapMemory() (SwapMemoryStat, error) {
	b := h.buffer()
	defer h.keep(b)
	m, err := b.meminfo(h, memSwapTotal, memSwapFree)
	if err != nil {
		return SwapMemoryStat{}, err
	}
	total, free := m.value[memSwapTotal], m.value[memSwapFree]
	if !m.present[memSwapTotal] || !m.present[memSwapFree] {
		var info unix.Sysinfo_t
		if err := unix.Sysinfo(&info); err != nil {
			return SwapMemoryStat{}, &fs.PathError{Op: "sysinfo", Path: h.paths.meminfo.String(), Err: err}
		}
		total, free = int64(info.Totalswap)*int64(info.Unit), int64(info.Freeswap)*int64(info.Unit)
	}
	s := swapMemoryOf(total, free)
	s.Missing = "sin, sout"
	data, err := h.readKept(b, h.paths.vmstat)
	if err != nil {
		return s, nil // containers hide it
	}
	paged, there, bad := parseSwapped(data)
	if bad != nil {
		return SwapMemoryStat{}, in(h.paths.vmstat, bad)
	}
	if there {
		page := uint64(os.Getpagesize())
		s.Sin, s.Sout, s.Missing = mulSaturating(paged.in, page), mulSaturating(paged.out, page), ""
	}
	return s, nil
}
