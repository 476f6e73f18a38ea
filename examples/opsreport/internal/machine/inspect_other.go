//go:build !linux && !darwin && !freebsd

package machine

import "github.com/pyops-go/pyops/psutilx"

// inspect knows no more than the name of the device.
func inspect(p psutilx.PartitionStat) (identity string, inodes *float64, err error) {
	return p.Device + p.Mountpoint, nil, nil
}

func kernel() string { return "" }
