//go:build !linux

package psutilx

import "github.com/shirou/gopsutil/v3/net"

// withNICs works on Windows alone. On macOS gopsutil counts no packets dropped on
// their way in.
func (h *Host) withNICs(opts *NetIOCountersOptions, f func([]*device[nicCounters])) error {
	const what = "network I/O counters"
	if err := only(what, "windows"); err != nil {
		return err
	}
	nics, err := net.IOCounters(true)
	if err != nil {
		return failed(what, err)
	}
	rows := make([]counted[nicCounters], len(nics))
	for i, n := range nics {
		rows[i] = counted[nicCounters]{name: []byte(n.Name), values: nicCounters{
			n.BytesSent, n.BytesRecv, n.PacketsSent, n.PacketsRecv, n.Errin, n.Errout, n.Dropin, n.Dropout,
		}}
	}
	tell(h, &h.nics, opts != nil && opts.NoNowrap, rows, f)
	return nil
}
