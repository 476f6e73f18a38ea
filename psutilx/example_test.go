//go:build linux

package psutilx_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os/exec"
	"slices"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// A copy of another machine's /proc stands in for this one, so that the output
// is always the same.
var database = &psutilx.Host{Proc: "testdata/written-4.18-database"}

func ExampleHost() {
	// The folders of a host that are mounted into a container.
	host := &psutilx.Host{Proc: "/host/proc", Sys: "/host/sys"}
	if _, err := host.VirtualMemory(); err != nil {
		fmt.Println(err)
	}
	// Output: open /host/proc/meminfo: no such file or directory
}

func ExampleHost_VirtualMemory() {
	mem, err := database.VirtualMemory()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mem)
	fmt.Printf("%d MiB of %d MiB available\n", mem.Available>>20, mem.Total>>20)
	// Output:
	// svmem(total=270189481984, available=135094740992, percent=50.0, used=135869165568, free=1233424384, active=194889830400, inactive=61769158656, buffers=411762688, cached=132675129344, shared=92489830400, slab=10479013888)
	// 128836 MiB of 257672 MiB available
}

func ExampleHost_SwapMemory() {
	swap, err := database.SwapMemory()
	fmt.Println(swap.Percent, swap.Sin, err)
	// Output: 47.7 3695979773952 <nil>
}

func ExampleHost_CPUTimesPerCPU() {
	cpus, err := database.CPUTimesPerCPU()
	fmt.Println(len(cpus), cpus[0].User, err)
	// Output: 16 5.514656952e+07 <nil>
}

func ExampleCPUPercent() {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	busy, err := psutilx.CPUPercent(ctx, 100*time.Millisecond)
	fmt.Println(busy >= 0 && busy <= 100, err)
	// Output: true <nil>
}

func ExampleCPUTimesPercent() {
	times, err := psutilx.CPUTimesPercent(context.Background(), 100*time.Millisecond, nil)
	fmt.Println(times.Idle >= 0 && times.Idle <= 100, err)
	// Output: true <nil>
}

func ExampleCPUCount() {
	n, err := psutilx.CPUCount(&psutilx.CPUCountOptions{Cores: true})
	if errors.Is(err, psutilx.ErrUnavailable) {
		fmt.Println("this machine does not tell its cores")
	}
	fmt.Println(n > 0 || err != nil)
	// Output: true
}

func ExampleHost_CPUStats() {
	stats, err := database.CPUStats()
	fmt.Println(stats, err)
	// Output: scpustats(ctx_switches=9999999999999, interrupts=18446744073709551615, soft_interrupts=77777777777, syscalls=0) <nil>
}

func ExampleDiskUsage() {
	usage, err := psutilx.DiskUsage("/proc")
	fmt.Println(usage, err)
	// Output: sdiskusage(total=0, used=0, free=0, percent=0.0) <nil>
}

func ExampleHost_DiskIOCountersPerDisk() {
	disks, err := database.DiskIOCountersPerDisk(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(disks)) {
		fmt.Println(name, disks[name].ReadBytes)
	}
	// Output:
	// dm-0 4096
	// loop0 28672
	// nvme0n1 20480
	// nvme0n1p1 20480
	// sda 9223372036854272
	// sda1 1536
}

func ExampleHost_NetIOCountersPerNIC() {
	nics, err := database.NetIOCountersPerNIC(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(nics["eth0.100"])
	fmt.Println(string(text), err)
	// Output: {"bytes_sent":3,"bytes_recv":1,"packets_sent":4,"packets_recv":2,"errin":1,"errout":7,"dropin":2,"dropout":8} <nil>
}

func ExampleHost_LoadAvg() {
	load, err := database.LoadAvg()
	fmt.Println(load.Load1, err)
	// Output: 31.25 <nil>
}

func ExampleHost_BootTime() {
	boot, err := database.BootTime()
	fmt.Println(boot.UTC().Format(time.RFC3339), err)
	// Output: 2018-09-03T18:40:00Z <nil>
}

// A kernel or container that leaves figures out.
func ExampleVirtualMemoryStat() {
	mem, err := (&psutilx.Host{Proc: "testdata/written-fields-missing"}).VirtualMemory()
	fmt.Println(mem.Total, mem.Buffers, mem.Missing, err)
	// Output: 536870912 0 buffers, cached, shared, active, inactive, available <nil>
}

func ExampleParseError() {
	_, err := (&psutilx.Host{Proc: "testdata/broken"}).DiskIOCounters(nil)
	var bad *psutilx.ParseError
	if errors.As(err, &bad) {
		fmt.Println(bad.Path, bad.Line)
	}
	fmt.Println(err)
	// Output:
	// testdata/broken/diskstats 2
	// psutilx: testdata/broken/diskstats:2: "   8       1 sda1 24972": want 7 fields, or 14 and more
}

func ExampleProcess() {
	p, err := psutilx.ThisProcess()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer p.Oneshot()() // what follows is of one moment
	name, err := p.Name()
	memory, err2 := p.MemoryInfo()
	fmt.Println(name != "", memory.RSS > 0, errors.Join(err, err2))
	// Output: true true <nil>
}

func ExampleNewProcess() {
	_, err := psutilx.NewProcess(99999999)
	fmt.Println(err)
	fmt.Println(errors.Is(err, psutilx.ErrNoSuchProcess))
	// Output:
	// psutilx: process PID not found (pid=99999999)
	// true
}

func ExamplePopen() {
	p, err := psutilx.NewPopen(exec.Command("sleep", "1000"))
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx := context.Background()
	_, err = p.Wait(ctx, 50*time.Millisecond)
	fmt.Println(errors.Is(err, psutilx.ErrTimeoutExpired))
	if err := p.Terminate(); err != nil {
		fmt.Println(err)
	}
	code, err := p.Wait(ctx, psutilx.NoTimeout)
	fmt.Println(*code == -int(syscall.SIGTERM), err)
	// Output:
	// true
	// true <nil>
}

// A program that may use one CPU and open 100 files.
func ExampleProcess_SetRLimit() {
	p, err := psutilx.NewPopen(exec.Command("sleep", "1000"))
	if err != nil {
		fmt.Println(err)
		return
	}
	err = errors.Join(
		p.SetNice(10),
		p.SetCPUAffinity([]int{0}),
		p.SetRLimit(psutilx.RLimitNoFile, psutilx.RLimit{Soft: 100, Hard: 100}),
	)
	limit, err2 := p.RLimit(psutilx.RLimitNoFile)
	fmt.Println(limit, err, err2)
	p.Kill()
	p.Wait(context.Background(), psutilx.NoTimeout)
	// Output: (100, 100) <nil> <nil>
}

func ExampleMonitor() {
	m, err := psutilx.NewMonitor(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer m.Close()
	var rows []psutilx.ProcessInfo
	for range 2 {
		if rows, err = m.Processes(rows); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(len(rows) > 0, rows[0].CPUPercent >= 0)
	// Output: true true
}

func ExampleProcessIter() {
	for p, err := range psutilx.ProcessIter(&psutilx.ProcessIterOptions{Attrs: []string{"name", "username"}}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		if p.PID() == 1 {
			fmt.Println(p.Info()["name"] != "", p.Info()["username"])
		}
	}
	// Output: true root
}

func ExampleHost_NetConnections() {
	_, err := psutilx.NetConnections("tcp5")
	fmt.Println(err)
	// Output: psutilx: invalid 'tcp5' kind argument; choose between 'all', 'tcp', 'tcp4', 'tcp6', 'udp', 'udp4', 'udp6', 'unix', 'inet', 'inet4', 'inet6'
}

func ExampleBytes2Human() {
	fmt.Println(psutilx.Bytes2Human(10000), psutilx.Bytes2Human(100001221))
	// Output: 9.8K 95.4M
}

func ExampleContainerCPUCount() {
	all, err := psutilx.CPUCount(nil)
	ours, err2 := psutilx.ContainerCPUCount()
	fmt.Println(ours > 0 && ours <= float64(all), err, err2)
	// Output: true <nil> <nil>
}
