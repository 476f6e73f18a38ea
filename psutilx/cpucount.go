package psutilx

// CPUCount is how many CPUs this machine has: psutil.cpu_count.
func CPUCount(logical bool) (int, error) { return DefaultHost.CPUCount(logical) }

// CPUCount is how many CPUs there are online: logical ones, on which threads
// run, or, with false, physical cores. What a process may use of them, by its
// affinity or its container, can be less. When the number cannot be determined
// the error is [ErrUnavailable], where psutil returns None; the number is never
// 0 without an error. It works on Linux, macOS and Windows.
func (h *Host) CPUCount(logical bool) (int, error) {
	count := h.coreCount
	if logical {
		count = h.logicalCount
	}
	n, err := count()
	if err != nil {
		return 0, err
	}
	if n < 1 {
		return 0, ErrUnavailable
	}
	return n, nil
}
