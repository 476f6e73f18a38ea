// Command sysinfo takes the readings of the book's first chapter and prints each
// below its Python expression, as Python prints it.
//
//	sysinfo
//	sysinfo -proc /host/proc -sys /host/sys    (of a host that is mounted)
//
// What this kind of machine does not have is None. The exit status is 1 when a
// reading failed.
package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/internal/cli"
	"github.com/pyops-go/pyops/psutilx"
)

func main() { cli.Main("sysinfo", run) }

func run(args []string, std cli.IO) error {
	c := cli.New("sysinfo", "Print what this machine is doing, as Python's psutil prints it.\nThe exit status is 1 when a reading failed.")
	c.Example("sysinfo")
	c.Example("sysinfo -proc /host/proc -sys /host/sys")
	host := &psutilx.Host{}
	c.Flags.StringVar(&host.Proc, "proc", "", "where the process file system is mounted, if not at /proc")
	c.Flags.StringVar(&host.Sys, "sys", "", "where sysfs is mounted, if not at /sys")
	if err := c.Parse(args, std.Out); err != nil {
		return err
	}
	failed, err := printAll(host, std.Out)
	if err == nil && failed > 0 {
		err = fmt.Errorf("%d of %d readings failed", failed, len(readings))
	}
	return err
}

// A reading is one call, by its Python expression.
type reading struct {
	python string
	read   func(*psutilx.Host) (fmt.Stringer, error)
}

var readings = []reading{
	{"virtual_memory()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.VirtualMemory() }},
	{"swap_memory()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.SwapMemory() }},
	{"cpu_times()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.CPUTimes() }},
	{"cpu_times(percpu=True)", func(h *psutilx.Host) (fmt.Stringer, error) { return asList(h.CPUTimesPerCPU()) }},
	{"cpu_count()", func(h *psutilx.Host) (fmt.Stringer, error) { return asNumber(h.CPUCount(nil)) }},
	{"cpu_count(logical=False)", func(h *psutilx.Host) (fmt.Stringer, error) {
		return asNumber(h.CPUCount(&psutilx.CPUCountOptions{Cores: true}))
	}},
	{"cpu_stats()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.CPUStats() }},
	{"getloadavg()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.LoadAvg() }},
	{"disk_partitions()", func(h *psutilx.Host) (fmt.Stringer, error) { return asList(h.DiskPartitions(nil)) }},
	{"disk_usage('/')", func(h *psutilx.Host) (fmt.Stringer, error) { return h.DiskUsage("/") }},
	{"disk_io_counters()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.DiskIOCounters(nil) }},
	{"disk_io_counters(perdisk=True)", func(h *psutilx.Host) (fmt.Stringer, error) { return asDict(h.DiskIOCountersPerDisk(nil)) }},
	{"net_io_counters()", func(h *psutilx.Host) (fmt.Stringer, error) { return h.NetIOCounters(nil) }},
	{"net_io_counters(pernic=True)", func(h *psutilx.Host) (fmt.Stringer, error) { return asDict(h.NetIOCountersPerNIC(nil)) }},
	{"users()", func(h *psutilx.Host) (fmt.Stringer, error) { return asList(h.Users()) }},
	{"boot_time()", func(h *psutilx.Host) (fmt.Stringer, error) {
		t, err := h.BootTime()
		return word(strconv.FormatInt(t.Unix(), 10) + ".0"), err
	}},
	{"len(psutil.pids())", func(h *psutilx.Host) (fmt.Stringer, error) {
		pids, err := h.PIDs()
		return asNumber(len(pids), err)
	}},
}

// printAll prints all readings and counts those that failed, which say why. One
// that a machine does not have is None.
func printAll(host *psutilx.Host, out io.Writer) (failed int, err error) {
	for _, r := range readings {
		value, err := r.read(host)
		text := ""
		switch {
		case err == nil:
			text = value.String()
		case errors.Is(err, psutilx.ErrUnavailable):
			text = "None"
		default:
			failed++
			text = "# " + err.Error()
		}
		expression := r.python
		if !strings.Contains(expression, "psutil.") {
			expression = "psutil." + expression
		}
		if _, err := fmt.Fprintf(out, ">>> %s\n%s\n", expression, text); err != nil {
			return failed, err
		}
	}
	return failed, nil
}

type word string

func (w word) String() string { return string(w) }

func asNumber(n int, err error) (fmt.Stringer, error) { return word(strconv.Itoa(n)), err }

// asList writes a list as Python does.
func asList[T fmt.Stringer](list []T, err error) (fmt.Stringer, error) {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = v.String()
	}
	return word("[" + strings.Join(words, ", ") + "]"), err
}

// asDict writes a dictionary as Python does, sorted by its keys.
func asDict[T fmt.Stringer](m map[string]T, err error) (fmt.Stringer, error) {
	words := []string{}
	for _, key := range slices.Sorted(maps.Keys(m)) {
		words = append(words, "'"+key+"': "+m[key].String())
	}
	return word("{" + strings.Join(words, ", ") + "}"), err
}
