package psutilx

import (
	"context"
	"syscall"
	"time"
)

// A nil Popen is answered like a nil Process: what is promoted from a field of a nil
// pointer would panic.

// process is the program, or nil.
func (p *Popen) process() *Process {
	if p == nil {
		return nil
	}
	return p.Process
}

// AsDict is [Process.AsDict].
func (p *Popen) AsDict(opts *AsDictOptions) (map[string]any, error) { return p.process().AsDict(opts) }

// CPUAffinity is [Process.CPUAffinity].
func (p *Popen) CPUAffinity() (cpus []int, err error) { return p.process().CPUAffinity() }

// CPUNum is [Process.CPUNum].
func (p *Popen) CPUNum() (int, error) { return p.process().CPUNum() }

// CPUPercent is [Process.CPUPercent].
func (p *Popen) CPUPercent(ctx context.Context, interval time.Duration) (float64, error) {
	return p.process().CPUPercent(ctx, interval)
}

// CPUTimes is [Process.CPUTimes].
func (p *Popen) CPUTimes() (ProcessCPUTimesStat, error) { return p.process().CPUTimes() }

// Cgroups is [Process.Cgroups].
func (p *Popen) Cgroups() ([]Cgroup, error) { return p.process().Cgroups() }

// Children is [Process.Children].
func (p *Popen) Children(opts *ChildrenOptions) ([]*Process, error) {
	return p.process().Children(opts)
}

// Cmdline is [Process.Cmdline].
func (p *Popen) Cmdline() ([]string, error) { return p.process().Cmdline() }

// CreateTime is [Process.CreateTime].
func (p *Popen) CreateTime() (time.Time, error) { return p.process().CreateTime() }

// Cwd is [Process.Cwd].
func (p *Popen) Cwd() (string, error) { return p.process().Cwd() }

// Environ is [Process.Environ].
func (p *Popen) Environ() (map[string]string, error) { return p.process().Environ() }

// Equal is [Process.Equal].
func (p *Popen) Equal(q *Process) bool { return p.process().Equal(q) }

// Exe is [Process.Exe].
func (p *Popen) Exe() (string, error) { return p.process().Exe() }

// GIDs is [Process.GIDs].
func (p *Popen) GIDs() (GIDsStat, error) { return p.process().GIDs() }

// IOCounters is [Process.IOCounters].
func (p *Popen) IOCounters() (ProcessIOCountersStat, error) { return p.process().IOCounters() }

// IONice is [Process.IONice].
func (p *Popen) IONice() (i IONiceStat, err error) { return p.process().IONice() }

// Info is [Process.Info].
func (p *Popen) Info() map[string]any { return p.process().Info() }

// IsRunning is [Process.IsRunning].
func (p *Popen) IsRunning() bool { return p.process().IsRunning() }

// Key is [Process.Key].
func (p *Popen) Key() ProcessKey { return p.process().Key() }

// Kill is [Process.Kill].
func (p *Popen) Kill() error { return p.process().Kill() }

// MemoryFootprint is [Process.MemoryFootprint].
func (p *Popen) MemoryFootprint() (MemoryFootprintStat, error) { return p.process().MemoryFootprint() }

// MemoryFullInfo is [Process.MemoryFullInfo].
func (p *Popen) MemoryFullInfo() (MemoryFullInfoStat, error) { return p.process().MemoryFullInfo() }

// MemoryInfo is [Process.MemoryInfo].
func (p *Popen) MemoryInfo() (MemoryInfoStat, error) { return p.process().MemoryInfo() }

// MemoryInfoEx is [Process.MemoryInfoEx].
func (p *Popen) MemoryInfoEx() (MemoryInfoExStat, error) { return p.process().MemoryInfoEx() }

// MemoryMaps is [Process.MemoryMaps].
func (p *Popen) MemoryMaps() ([]MemoryMapStat, error) { return p.process().MemoryMaps() }

// MemoryMapsUngrouped is [Process.MemoryMapsUngrouped].
func (p *Popen) MemoryMapsUngrouped() ([]MemoryMapExtStat, error) {
	return p.process().MemoryMapsUngrouped()
}

// MemoryPercent is [Process.MemoryPercent].
func (p *Popen) MemoryPercent(memtype string) (float64, error) {
	return p.process().MemoryPercent(memtype)
}

// Name is [Process.Name].
func (p *Popen) Name() (string, error) { return p.process().Name() }

// NetConnections is [Process.NetConnections].
func (p *Popen) NetConnections(kind string) ([]ConnectionStat, error) {
	return p.process().NetConnections(kind)
}

// Nice is [Process.Nice].
func (p *Popen) Nice() (int, error) { return p.process().Nice() }

// NumCtxSwitches is [Process.NumCtxSwitches].
func (p *Popen) NumCtxSwitches() (CtxSwitchesStat, error) { return p.process().NumCtxSwitches() }

// NumFDs is [Process.NumFDs].
func (p *Popen) NumFDs() (int, error) { return p.process().NumFDs() }

// NumThreads is [Process.NumThreads].
func (p *Popen) NumThreads() (int, error) { return p.process().NumThreads() }

// Oneshot is [Process.Oneshot].
func (p *Popen) Oneshot() (end func()) { return p.process().Oneshot() }

// OpenFiles is [Process.OpenFiles].
func (p *Popen) OpenFiles() ([]OpenFileStat, error) { return p.process().OpenFiles() }

// PID is [Process.PID].
func (p *Popen) PID() int { return p.process().PID() }

// PPID is [Process.PPID].
func (p *Popen) PPID() (int, error) { return p.process().PPID() }

// PageFaults is [Process.PageFaults].
func (p *Popen) PageFaults() (PageFaultsStat, error) { return p.process().PageFaults() }

// Parent is [Process.Parent].
func (p *Popen) Parent() (*Process, error) { return p.process().Parent() }

// Parents is [Process.Parents].
func (p *Popen) Parents() ([]*Process, error) { return p.process().Parents() }

// RLimit is [Process.RLimit].
func (p *Popen) RLimit(resource RLimitResource) (limit RLimit, err error) {
	return p.process().RLimit(resource)
}

// Resume is [Process.Resume].
func (p *Popen) Resume() error { return p.process().Resume() }

// ReturnCode is [Process.ReturnCode].
func (p *Popen) ReturnCode() *int { return p.process().ReturnCode() }

// SendSignal is [Process.SendSignal].
func (p *Popen) SendSignal(sig syscall.Signal) error { return p.process().SendSignal(sig) }

// SetCPUAffinity is [Process.SetCPUAffinity].
func (p *Popen) SetCPUAffinity(cpus []int) error { return p.process().SetCPUAffinity(cpus) }

// SetIONice is [Process.SetIONice].
func (p *Popen) SetIONice(class IOPriorityClass, value int) error {
	return p.process().SetIONice(class, value)
}

// SetNice is [Process.SetNice].
func (p *Popen) SetNice(value int) error { return p.process().SetNice(value) }

// SetRLimit is [Process.SetRLimit].
func (p *Popen) SetRLimit(resource RLimitResource, limit RLimit) error {
	return p.process().SetRLimit(resource, limit)
}

// Status is [Process.Status].
func (p *Popen) Status() (ProcessStatus, error) { return p.process().Status() }

// String is [Process.String].
func (p *Popen) String() string { return p.process().String() }

// Suspend is [Process.Suspend].
func (p *Popen) Suspend() error { return p.process().Suspend() }

// Terminal is [Process.Terminal].
func (p *Popen) Terminal() (string, error) { return p.process().Terminal() }

// Terminate is [Process.Terminate].
func (p *Popen) Terminate() error { return p.process().Terminate() }

// Threads is [Process.Threads].
func (p *Popen) Threads() ([]ThreadStat, error) { return p.process().Threads() }

// UIDs is [Process.UIDs].
func (p *Popen) UIDs() (UIDsStat, error) { return p.process().UIDs() }

// Username is [Process.Username].
func (p *Popen) Username() (string, error) { return p.process().Username() }
