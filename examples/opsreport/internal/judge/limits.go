package judge

import (
	"fmt"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
)

// limits are the bounds in force, as the foot of the page tells them.
func limits(l settings.Limits) []model.Limit {
	above := func(v float64) string { return fmt.Sprintf("> %g %%", v) }
	days := func(n float64) string {
		if n == 1 {
			return "1 day"
		}
		return fmt.Sprintf("%g days", n)
	}
	back := func(v, b float64) string { return fmt.Sprintf("> %g %% (well again at %g %%)", v, b) }
	return []model.Limit{
		{Reading: "disk space, inodes", Warning: back(l.DiskPercent[0], l.DiskBack[0]), Critical: fmt.Sprintf("%s and < %g GB", back(l.DiskPercent[1], l.DiskBack[1]), l.DiskCriticalGB), Key: "disk_percent, disk_back, disk_critical_gb"},
		{Reading: "disk forecast", Warning: "full within " + days(l.DiskFullDays[0]), Critical: "full within " + days(l.DiskFullDays[1]) + " and over 60 %", Key: "disk_full_days"},
		{Reading: "processors over 10 min, without iowait and steal", Warning: back(l.CPUPercent[0], l.CPUBack[0]), Critical: back(l.CPUPercent[1], l.CPUBack[1]), Key: "cpu_percent, cpu_back"},
		{Reading: "iowait over 10 min", Warning: back(l.IOWaitPercent, l.IOWaitPercent/2), Key: "iowait_percent"},
		{Reading: "steal over 20 min", Warning: back(l.StealPercent, l.StealPercent/2), Key: "steal_percent"},
		{Reading: "load over 15 min a CPU", Warning: fmt.Sprintf("> %g", l.LoadPerCPU), Key: "load_per_cpu"},
		{Reading: "memory available", Warning: fmt.Sprintf("< %g %%", l.MemoryAvailable[0]), Critical: fmt.Sprintf("< %g %%", l.MemoryAvailable[1]), Key: "memory_available_percent"},
		{Reading: "swap used", Warning: above(l.SwapPercent[0]), Critical: above(l.SwapPercent[1]), Key: "swap_percent"},
		{Reading: "kills for want of memory", Warning: "any since the last run"},
		{Reading: "disk busy over 10 min", Warning: back(l.DiskBusyPercent, wellAgain*l.DiskBusyPercent), Key: "disk_busy_percent"},
		{Reading: "requests that wait for a disk over 30 min", Warning: fmt.Sprintf("> %g", l.DiskQueue), Key: "disk_queue"},
		{Reading: "network over 10 min, of the speed of the line", Warning: above(l.LinePercent), Key: "line_percent"},
		{Reading: "network errors in 10 min", Warning: fmt.Sprintf("≥ %g", l.NetworkErrors), Key: "network_errors"},
		{Reading: fmt.Sprintf("packets dropped of at least %d", leastPackets), Warning: fmt.Sprintf("≥ %g %%", l.DropsPercent), Key: "drops_percent"},
		{Reading: "service", Warning: "failed " + above(l.ServiceFailed[0]), Critical: "failed " + above(l.ServiceFailed[1]) + ", or now", Key: "service_failed_percent"},
		{Reading: "certificate", Warning: fmt.Sprintf("< %g days", l.CertificateDays[0]), Critical: fmt.Sprintf("< %g days", l.CertificateDays[1]), Key: "certificate_days"},
		{Reading: "clock", Warning: fmt.Sprintf("off by > %g ms, or no longer kept right %g min after the start", l.ClockMS, l.ClockMinutes), Key: "clock_ms, clock_minutes"},
		{Reading: "RAID", Warning: "any disk out", Critical: "degraded, or stopped"},
		{Reading: "open files of the system", Warning: above(l.OpenFiles[0]), Critical: above(l.OpenFiles[1]), Key: "open_files_percent"},
		{Reading: "connections that the firewall remembers", Warning: above(l.Conntrack), Key: "conntrack_percent"},
		{Reading: "mount that does not answer within 2 s", Critical: "any"},
		{Reading: "failed unit", Warning: "any"},
	}
}
