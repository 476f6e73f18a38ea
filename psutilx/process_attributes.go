package psutilx

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// attributes are what [Process.AsDict] can read, by psutil's names.
var attributes = map[string]func(*Process) (any, error){
	"cmdline":          func(p *Process) (any, error) { return p.Cmdline() },
	"connections":      func(p *Process) (any, error) { return p.NetConnections("inet") },
	"cpu_affinity":     func(p *Process) (any, error) { return p.CPUAffinity() },
	"cpu_num":          func(p *Process) (any, error) { return p.CPUNum() },
	"cpu_percent":      func(p *Process) (any, error) { return p.CPUPercent(context.Background(), 0) },
	"cpu_times":        func(p *Process) (any, error) { return p.CPUTimes() },
	"create_time":      func(p *Process) (any, error) { return p.CreateTime() },
	"cwd":              func(p *Process) (any, error) { return p.Cwd() },
	"environ":          func(p *Process) (any, error) { return p.Environ() },
	"exe":              func(p *Process) (any, error) { return p.Exe() },
	"gids":             func(p *Process) (any, error) { return p.GIDs() },
	"io_counters":      func(p *Process) (any, error) { return p.IOCounters() },
	"ionice":           func(p *Process) (any, error) { return p.IONice() },
	"memory_full_info": func(p *Process) (any, error) { return p.MemoryFullInfo() },
	"memory_footprint": func(p *Process) (any, error) { return p.MemoryFootprint() },
	"memory_info":      func(p *Process) (any, error) { return p.MemoryInfo() },
	"memory_info_ex":   func(p *Process) (any, error) { return p.MemoryInfoEx() },
	"memory_maps":      func(p *Process) (any, error) { return p.MemoryMaps() },
	"memory_percent":   func(p *Process) (any, error) { return p.MemoryPercent("rss") },
	"name":             func(p *Process) (any, error) { return p.Name() },
	"net_connections":  func(p *Process) (any, error) { return p.NetConnections("inet") },
	"nice":             func(p *Process) (any, error) { return p.Nice() },
	"num_ctx_switches": func(p *Process) (any, error) { return p.NumCtxSwitches() },
	"num_fds":          func(p *Process) (any, error) { return p.NumFDs() },
	"num_threads":      func(p *Process) (any, error) { return p.NumThreads() },
	"open_files":       func(p *Process) (any, error) { return p.OpenFiles() },
	"page_faults":      func(p *Process) (any, error) { return p.PageFaults() },
	"pid":              func(p *Process) (any, error) { return p.PID(), nil },
	"ppid":             func(p *Process) (any, error) { return p.PPID() },
	"status":           func(p *Process) (any, error) { return p.Status() },
	"terminal":         func(p *Process) (any, error) { return p.Terminal() },
	"threads":          func(p *Process) (any, error) { return p.Threads() },
	"uids":             func(p *Process) (any, error) { return p.UIDs() },
	"username":         func(p *Process) (any, error) { return p.Username() },
}

// newerAttributes are those of psutil 6 to 8, which nil does not ask for: 5.9.4
// does not have them.
var newerAttributes = map[string]bool{
	"memory_footprint": true, "memory_info_ex": true, "net_connections": true, "page_faults": true,
}

// ProcessAttrs are the names that [Process.AsDict] knows, sorted: psutil's
// Process.attrs, with those of release 5.9.4.
func ProcessAttrs() []string { return slices.Sorted(maps.Keys(attributes)) }

// AsDictOptions tell what [Process.AsDict] reads.
type AsDictOptions struct {
	// Attrs are the names of what is read. None at all asks for all that psutil
	// 5.9.4 reads; [ProcessAttrs] has those of later releases too.
	Attrs []string

	// ADValue stands for what may not be read.
	ADValue any
}

// AsDict reads several things about the process in one go, by psutil's names:
// Process.as_dict. The values are what the methods of these names return, such as a string under
// "name" and a [MemoryInfoStat] under "memory_info"; what is not available is
// nil.
//
// Where the process denies access, or is a zombie that has no such thing any
// more, the value is ADValue. A process that is gone is an error, and so is a
// name that is none, a [*ValueError]. What makes no sense is left out and named
// by an error beside the other values. What the platform does not offer is left
// out, unless it was asked for by name. It works on Linux, macOS and Windows.
func (p *Process) AsDict(opts *AsDictOptions) (map[string]any, error) {
	p = p.real()
	if opts == nil {
		opts = &AsDictOptions{}
	}
	attrs := opts.Attrs
	if err := checkAttrs(attrs); err != nil {
		return nil, err
	}
	asked := len(attrs) > 0
	if !asked {
		attrs = slices.DeleteFunc(ProcessAttrs(), func(name string) bool { return newerAttributes[name] })
	}
	defer p.Oneshot()()
	values := make(map[string]any, len(attrs))
	var odd error
	for _, name := range attrs {
		v, err := attributes[name](p)
		switch {
		case err == nil:
			values[name] = v
		case errors.Is(err, ErrAccessDenied) || errors.Is(err, ErrZombieProcess):
			values[name] = opts.ADValue
		case errors.Is(err, ErrUnavailable):
			values[name] = nil
		case errors.Is(err, ErrNotSupported) && !asked:
		case errors.Is(err, ErrNoSuchProcess) || errors.Is(err, ErrNotSupported):
			return nil, err
		default:
			odd = leave(odd, err)
		}
	}
	return values, odd
}

func checkAttrs(attrs []string) error {
	var unknown []string
	for _, name := range attrs {
		if attributes[name] == nil && !slices.Contains(unknown, pytext.Repr(name)) {
			unknown = append(unknown, pytext.Repr(name))
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	plural := ""
	if len(unknown) > 1 {
		plural = "s"
	}
	return &ValueError{fmt.Sprintf("invalid attr name%s %s", plural, strings.Join(unknown, ", "))}
}
