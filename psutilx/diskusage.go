package psutilx

// DiskUsageStat is psutil's sdiskusage: how full a file system is, in bytes.
type DiskUsageStat struct {
	Total   uint64  `json:"total"`
	Used    uint64  `json:"used"`
	Free    uint64  `json:"free"`    // what users other than root may still fill
	Percent float64 `json:"percent"` // Used/(Used+Free) as a percentage, one decimal, as df(1) says
}

// String is what Python prints: "sdiskusage(total=..., used=..., ...".
func (d DiskUsageStat) String() string {
	return newTupleText("sdiskusage").uint("total", d.Total).uint("used", d.Used).uint("free", d.Free).
		float("percent", d.Percent).String()
}

// DiskUsage reads how full the file system is that holds a path:
// psutil.disk_usage. See [Host.DiskUsage].
func DiskUsage(path string) (DiskUsageStat, error) { return defaultHost.DiskUsage(path) }

// DiskUsage reads how full the file system is that holds a path. Space that is
// reserved for root is neither Used nor Free, so that the two can be less than
// Total. The path is one of this program, whatever the Host's folders are. A
// path that is not there is an [io/fs.PathError] that matches
// [io/fs.ErrNotExist]. It works on Linux and Windows.
func (h *Host) DiskUsage(path string) (DiskUsageStat, error) {
	return diskUsage(path)
}

// diskUsageOf makes psutil's figures of blocks: all, free, and available to
// users other than root. Sizes beyond 64 bits stay at the largest number.
func diskUsageOf(all, free, available, blockSize uint64) DiskUsageStat {
	d := DiskUsageStat{Total: mulSaturating(all, blockSize), Free: mulSaturating(available, blockSize)}
	if toRoot := mulSaturating(free, blockSize); toRoot < d.Total {
		d.Used = d.Total - toRoot
	}
	users := float64(d.Used + d.Free)
	if d.Used+d.Free < d.Used {
		users = float64(d.Used) + float64(d.Free)
	}
	d.Percent = usagePercent(float64(d.Used), users)
	return d
}
