// Package machine reads this machine: what changes from second to second again
// and again, and the rest once.
package machine

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"net"
	"os"
	"runtime"
	"slices"
	"strconv"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/psutilx"
)

// A Reader reads a machine. It remembers the first reading, with which the last
// is compared.
type Reader struct {
	monitor *psutilx.Monitor
	proc    string // where the kernel's files are
	sys     string
	first   *model.Machine
	listed  time.Time // when the processes were
	mounts  mounts
}

// leastBusy is over how long it is told who is busy: the system counts processor
// time in hundredths of a second, and over a few of them nobody is.
const leastBusy = time.Second

// New returns a Reader of this machine, to be closed.
func New() (*Reader, error) { return open("/proc", "/sys") }

// open returns a Reader of the machine that shows itself in two folders.
func open(proc, sys string) (*Reader, error) {
	m, err := psutilx.NewMonitor(&psutilx.MonitorOptions{Host: &psutilx.Host{Proc: proc, Sys: sys}})
	if err != nil {
		return nil, err
	}
	// Who is busy is told against this reading; what it leaves out the next tells.
	m.Processes(nil)
	return &Reader{monitor: m, proc: proc, sys: sys, listed: time.Now(), mounts: mounts{ask: inspectAndMeasure}}, nil
}

// Close gives back what the Reader holds.
func (r *Reader) Close() error { return r.monitor.Close() }

// A gathering is a reading under way: what fails costs its own part alone.
type gathering struct {
	*model.Machine
	host *psutilx.Host
}

func (g *gathering) try(what string, err error) bool {
	if err != nil && !errors.Is(err, psutilx.ErrNotSupported) && !errors.Is(err, psutilx.ErrUnavailable) {
		g.Unread = append(g.Unread, what+": "+model.Clean(err.Error()))
	}
	return err == nil
}

// Quick reads what changes from second to second.
func (r *Reader) Quick() *model.Machine {
	g := gathering{&model.Machine{Time: time.Now()}, r.monitor.Host}
	if t, err := g.host.CPUTimes(); g.try("processor times", err) {
		g.CPU = model.CPUSeconds{User: t.User + t.Nice, System: t.System + t.IRQ + t.SoftIRQ, IOWait: t.IOWait, Steal: t.Steal, Idle: t.Idle}
	}
	g.AllCPUs, _ = g.host.CPUCount(nil)
	g.AllCPUs = max(g.AllCPUs, 1)
	if l, err := g.host.LoadAvg(); g.try("load", err) {
		g.Load1, g.Load5, g.Load15 = l.Load1, l.Load5, l.Load15
	}
	if m, err := g.host.VirtualMemory(); g.try("memory", err) {
		g.MemoryTotal, g.MemoryAvailable, g.MemoryCached = m.Total, m.Available, m.Cached+m.Buffers
	}
	if s, err := g.host.SwapMemory(); g.try("swap", err) {
		g.SwapTotal, g.SwapUsed = s.Total, s.Used
	}
	g.disks(r.proc, r.sys)
	if nics, err := g.host.NetIOCountersPerNIC(nil); g.try("network interfaces", err) {
		for _, name := range slices.Sorted(maps.Keys(nics)) {
			n := nics[name]
			g.Interfaces = append(g.Interfaces, model.Interface{
				Name: name, Loopback: loopback(name), Wire: wire(r.sys, name), BytesIn: n.BytesRecv, BytesOut: n.BytesSent,
				Packets: n.PacketsRecv + n.PacketsSent, Errors: n.ErrIn + n.ErrOut, Dropped: n.DropIn + n.DropOut,
			})
		}
	}
	if r.first == nil {
		r.first = g.Machine
	}
	return g.Machine
}

// loopback reports whether what an interface carries never leaves the machine.
func loopback(name string) bool {
	n, err := net.InterfaceByName(name)
	return name == "lo" || err == nil && n.Flags&net.FlagLoopback != 0
}

// Full reads all. What happened since the first reading is in Recent. Where the
// processes were listed only just now, it waits a moment, so that some can have
// been busy.
func (r *Reader) Full(ctx context.Context) *model.Machine {
	g := gathering{r.Quick(), r.monitor.Host}
	g.Name, _ = os.Hostname()
	g.Platform = runtime.GOOS + "/" + runtime.GOARCH
	g.Kernel = kernel()
	if b, err := g.host.BootTime(); g.try("start of the machine", err) {
		g.Boot = b
	}
	g.CPUs, g.CPUsHow = usable(g.AllCPUs)
	g.OOMKills = oomKills(r.proc)
	g.OpenFiles, g.Conntrack = openFiles(r.proc), conntrack(r.proc)
	g.Clock = clock()
	g.Arrays = arrays(r.proc)
	g.filesystems(ctx, &r.mounts)
	g.interfaces()
	wait := time.NewTimer(leastBusy - time.Since(r.listed))
	defer wait.Stop()
	select {
	case <-wait.C:
	case <-ctx.Done():
	}
	r.listed = time.Now()
	g.processes(r.monitor)
	g.listening()
	g.RebootNeeded, g.FailedUnits = system(ctx)
	g.Recent = recent(r.first, g.Machine)
	return g.Machine
}

// usable is how many processors this process may use, and why not all.
func usable(all int) (float64, string) {
	n, how := float64(all), fmt.Sprintf("%d of the machine", all)
	if p, err := psutilx.NewProcess(os.Getpid()); err == nil {
		if cpus, err := p.CPUAffinity(); err == nil && float64(len(cpus)) < n {
			n, how = float64(len(cpus)), fmt.Sprintf("%d of %d by affinity", len(cpus), all)
		}
	}
	if quota, err := psutilx.ContainerCPUCount(); err == nil && quota > 0 && quota < n {
		n, how = quota, fmt.Sprintf("%.4g of %d by the container's quota", quota, all)
	}
	return n, how
}

func (g *gathering) interfaces() {
	stats, err := g.host.NetIfStats()
	if !g.try("state of the network interfaces", err) {
		return
	}
	for i := range g.Interfaces {
		s := stats[g.Interfaces[i].Name]
		g.Interfaces[i].Up, g.Interfaces[i].Speed = s.IsUp, s.Speed
	}
}

func (g *gathering) processes(m *psutilx.Monitor) {
	rows, err := m.Processes(nil)
	if len(rows) == 0 {
		g.try("processes", err)
		return
	}
	g.Processes = len(rows)
	for i := range rows {
		switch rows[i].Status {
		case psutilx.StatusZombie:
			g.Zombies++
		case psutilx.StatusDiskSleep:
			g.DiskWaiters++
		}
	}
	top := func(less func(a, b psutilx.ProcessInfo) int) []model.Process {
		const most = 5
		slices.SortStableFunc(rows, less)
		var out []model.Process
		for _, p := range rows[:min(most, len(rows))] {
			out = append(out, model.Process{PID: p.PID, Name: model.Clean(p.Name), User: p.Username, CPU: p.CPUPercent, RSS: p.RSS})
		}
		return out
	}
	g.Busiest = top(func(a, b psutilx.ProcessInfo) int { return cmp.Compare(b.CPUPercent, a.CPUPercent) })
	g.Largest = top(func(a, b psutilx.ProcessInfo) int { return cmp.Compare(b.RSS, a.RSS) })
}

// listening are the addresses that TCP servers wait on, without those of this
// program.
func (g *gathering) listening() {
	all, err := psutilx.NetConnections("tcp")
	if len(all) == 0 {
		g.try("sockets", err)
		return
	}
	for _, c := range all {
		if c.Status == psutilx.ConnListen && (c.PID == nil || *c.PID != os.Getpid()) {
			g.Listening = append(g.Listening, "tcp "+net.JoinHostPort(c.LAddr.IP.String(), strconv.Itoa(int(c.LAddr.Port))))
		}
	}
	slices.Sort(g.Listening)
	g.Listening = slices.Compact(g.Listening)
}

// recent is what happened between two readings. A counter that went back was
// started anew: nothing is known then.
func recent(a, b *model.Machine) model.Recent {
	out := model.Recent{Length: b.Time.Sub(a.Time)}
	seconds := out.Length.Seconds()
	if seconds <= 0 {
		return model.Recent{}
	}
	sum := func(c model.CPUSeconds) float64 { return c.User + c.System + c.IOWait + c.Steal + c.Idle }
	if all := sum(b.CPU) - sum(a.CPU); all > 0 {
		share := func(before, after float64) float64 { return math.Max(0, 100*(after-before)/all) }
		out.CPU = share(a.CPU.User+a.CPU.System, b.CPU.User+b.CPU.System)
		out.IOWait = share(a.CPU.IOWait, b.CPU.IOWait)
		out.Steal = share(a.CPU.Steal, b.CPU.Steal)
	}
	speed := func(before, after uint64) float64 {
		if after < before {
			return 0
		}
		return float64(after-before) / seconds
	}
	inA, outA := Traffic(a)
	inB, outB := Traffic(b)
	out.NetIn, out.NetOut = speed(inA, inB), speed(outA, outB)
	readA, writtenA := IO(a)
	readB, writtenB := IO(b)
	out.Read, out.Written = speed(readA, readB), speed(writtenA, writtenB)
	return out
}

// Traffic is what the network interfaces carried, without those that lead back to
// the machine itself.
func Traffic(m *model.Machine) (in, out uint64) {
	for _, n := range m.Interfaces {
		if !n.Loopback {
			in, out = in+n.BytesIn, out+n.BytesOut
		}
	}
	return in, out
}
