package main

import (
	"errors"

	"github.com/shirou/gopsutil/v4/cpu"
	"github.com/shirou/gopsutil/v4/disk"
	"github.com/shirou/gopsutil/v4/mem"
	gonet "github.com/shirou/gopsutil/v4/net"
	"github.com/shirou/gopsutil/v4/process"
)

// The contestants of gopsutil 4, which psutilx does not import: version 3 serves its
// other platforms.

const gopsutil4 = "gopsutil v4"

// goRow is a process as gopsutil tells of it.
type goRow struct {
	pid        int
	name, user string
	cpu        float64
	rss        uint64
}

func listByGopsutil4(bar float64, value func([]goRow) any) Contestant {
	var rows []goRow
	list := func() error {
		all, err := process.Processes()
		if err != nil {
			return err
		}
		rows = rows[:0]
		for _, p := range all {
			name, err1 := p.Name()
			cpu, err2 := p.Times()
			memory, err3 := p.MemoryInfo()
			user, err4 := p.Username()
			if errors.Join(err1, err2, err3, err4) == nil {
				rows = append(rows, goRow{int(p.Pid), name, user, cpu.User + cpu.System, memory.RSS})
			}
		}
		return nil
	}
	return Contestant{Name: gopsutil4, Bar: bar, Run: func(n int) { times(n, list) }, Value: func() any { times(1, list); return value(rows) }}
}

func childrenByGopsutil4(bar float64, pid int) Contestant {
	peer := &process.Process{Pid: int32(pid)}
	var found []*process.Process
	run := func() (err error) { found, err = peer.Children(); return err }
	return Contestant{Name: gopsutil4, Bar: bar, Run: func(n int) { times(n, run) }, Value: func() any {
		times(1, run)
		pids := []int{}
		for _, p := range found {
			pids = append(pids, int(p.Pid))
		}
		return pids
	}}
}

func memoryByGopsutil4(bar float64) Contestant {
	var m *mem.VirtualMemoryStat
	run := func() (err error) { m, err = mem.VirtualMemory(); return err }
	return Contestant{Name: gopsutil4, Bar: bar, Run: func(n int) { times(n, run) }, Value: func() any { times(1, run); return m.Total }}
}

func cpuTimesByGopsutil4(bar float64) Contestant {
	var all []cpu.TimesStat
	run := func() (err error) { all, err = cpu.Times(true); return err }
	return Contestant{Name: gopsutil4, Bar: bar, Run: func(n int) { times(n, run) }, Value: func() any { times(1, run); return len(all) }}
}

func diskIOByGopsutil4(bar float64) Contestant {
	var disks map[string]disk.IOCountersStat
	run := func() (err error) { disks, err = disk.IOCounters(); return err }
	return Contestant{Name: gopsutil4, Bar: bar, Run: func(n int) { times(n, run) }, Value: func() any {
		times(1, run)
		return busyDisks(disks, func(d disk.IOCountersStat) bool { return d.ReadCount+d.WriteCount > 0 })
	}}
}

func connectionsByGopsutil4(me int) Contestant {
	var list []gonet.ConnectionStat
	run := func() (err error) { list, err = gonet.ConnectionsWithoutUids("inet"); return err }
	return Contestant{Name: gopsutil4, Run: func(n int) { times(n, run) }, Value: func() any {
		times(1, run)
		n := 0
		for _, c := range list {
			if int(c.Pid) == me && c.Laddr.Port != 0 {
				n++
			}
		}
		return n
	}}
}
