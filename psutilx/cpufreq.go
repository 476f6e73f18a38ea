package psutilx

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// CPUFreqStat is psutil's scpufreq: how fast a CPU runs, in MHz.
type CPUFreqStat struct {
	Current float64 `json:"current"` // 0 where it is not known
	Min     float64 `json:"min"`     // 0 where it is not known
	Max     float64 `json:"max"`     // 0 where it is not known
}

// String is what Python prints: "scpufreq(current=..., min=..., max=...)".
func (f CPUFreqStat) String() string {
	return newTupleText("scpufreq").float("current", f.Current).float("min", f.Min).float("max", f.Max).String()
}

// CPUFreq is how fast the CPUs of this machine run: psutil.cpu_freq. See
// [Host.CPUFreq].
func CPUFreq() (CPUFreqStat, error) { return defaultHost.CPUFreq() }

// CPUFreq is how fast the CPUs run, on average. Where that is not known, as on
// most machines that are no PC, the error is [ErrUnavailable], for psutil's None.
// CPUs of which a file makes no sense are not counted, and an error names them
// beside the average of the others.
func (h *Host) CPUFreq() (CPUFreqStat, error) {
	h = h.real()
	each, odd := h.frequencies()
	var sum CPUFreqStat
	n := 0.0
	for _, f := range each {
		if f.err != nil {
			continue
		}
		n++
		sum.Current += f.Current
		sum.Min += f.Min
		sum.Max += f.Max
	}
	if n == 0 {
		return CPUFreqStat{}, orError(odd, ErrUnavailable)
	}
	return CPUFreqStat{sum.Current / n, sum.Min / n, sum.Max / n}, odd
}

// CPUFreqPerCPU is how fast each CPU of this machine runs:
// psutil.cpu_freq(percpu=True). See [Host.CPUFreqPerCPU].
func CPUFreqPerCPU() ([]CPUFreqStat, error) { return defaultHost.CPUFreqPerCPU() }

// CPUFreqPerCPU is how fast each CPU runs. It is empty where that is not known. A
// CPU of which a file makes no sense is zero, and named by an error beside the
// others.
func (h *Host) CPUFreqPerCPU() ([]CPUFreqStat, error) {
	h = h.real()
	each, odd := h.frequencies()
	if each == nil {
		return nil, odd
	}
	list := make([]CPUFreqStat, len(each))
	for i, f := range each {
		list[i] = f.CPUFreqStat
	}
	return list, odd
}

// A frequency is that of one CPU, or why it is not known.
type frequency struct {
	CPUFreqStat
	err error
}

func (h *Host) frequencies() ([]frequency, error) {
	if err := only("CPU frequency", "linux"); err != nil {
		return nil, err
	}
	file := h.proc() + "/cpuinfo"
	data, err := h.readFile(file)
	if err != nil {
		return nil, err
	}
	now := parseMHz(data)
	for i := range now {
		if bad, ok := now[i].err.(*ParseError); ok {
			bad.Path = file
		}
	}
	list := now
	if dirs := h.policies(); dirs != nil {
		list = make([]frequency, len(dirs))
		for i, dir := range dirs {
			if len(now) == len(dirs) {
				list[i] = now[i]
				list[i].Current = math.Trunc(list[i].Current*1000) / 1000 // of whole kHz
			} else {
				list[i].Current, list[i].err = currentMHz(dir)
			}
			for to, name := range map[*float64]string{&list[i].Max: "scaling_max_freq", &list[i].Min: "scaling_min_freq"} {
				f, err := readMHz(dir, name)
				*to = f
				list[i].err = leave(list[i].err, err)
			}
		}
	}
	var odd error
	for i := range list {
		if list[i].err != nil {
			odd = leave(odd, list[i].err)
			list[i].CPUFreqStat = CPUFreqStat{}
		}
	}
	return list, odd
}

// policies are the folders that tell frequencies, sorted by number. Nil means
// that this kernel does not scale them.
func (h *Host) policies() []string {
	cpus := h.sys() + "/devices/system/cpu"
	if !fileExists(cpus+"/cpufreq/policy0") && !fileExists(cpus+"/cpu0/cpufreq") {
		return nil
	}
	dirs, _ := filepath.Glob(cpus + "/cpufreq/policy[0-9]*")
	number := func(dir string) []byte { return []byte(filepath.Base(dir)[len("policy"):]) }
	if len(dirs) == 0 {
		dirs, _ = filepath.Glob(cpus + "/cpu[0-9]*/cpufreq")
		number = func(dir string) []byte { return []byte(filepath.Base(filepath.Dir(dir))[len("cpu"):]) }
	}
	slices.SortStableFunc(dirs, func(a, b string) int {
		m, _ := parseUint(leadingDigits(number(a)))
		n, _ := parseUint(leadingDigits(number(b)))
		return int(m) - int(n)
	})
	return dirs
}

func leadingDigits(b []byte) []byte {
	end := 0
	for end < len(b) && b[end] >= '0' && b[end] <= '9' {
		end++
	}
	return b[:end]
}

// currentMHz asks what the governor wants, and else what the processor says.
func currentMHz(dir string) (float64, error) {
	for _, name := range []string{"scaling_cur_freq", "cpuinfo_cur_freq"} {
		f, err := readMHz(dir, name)
		if err == nil || !os.IsNotExist(err) {
			return f, err
		}
	}
	return 0, fmt.Errorf("%w: %s has no current frequency", ErrNotSupported, dir)
}

// readMHz reads a file with a number of kHz.
func readMHz(dir, name string) (float64, error) {
	file := filepath.Join(dir, name)
	data, err := readRegular(file)
	if err != nil {
		return 0, err
	}
	kHz, ok := parseInt(trimSpace(data))
	if !ok {
		bad := badLine(1, data, "a number of kHz")
		bad.Path = file
		return 0, bad
	}
	return float64(kHz) / 1000, nil
}

// parseMHz reads the lines "cpu MHz\t\t: 2299.998" of /proc/cpuinfo. One that makes
// no sense keeps its place.
func parseMHz(b []byte) []frequency {
	list := []frequency{}
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		if !hasPrefixFold(line, "cpu mhz") {
			continue
		}
		_, text, _ := bytes.Cut(line, []byte(":"))
		mhz, err := strconv.ParseFloat(string(trimSpace(text)), 64)
		f := frequency{CPUFreqStat: CPUFreqStat{Current: mhz}}
		if err != nil || !(mhz >= 0 && mhz < 1e9) {
			f = frequency{err: badLine(number, line, "a number of MHz after the colon")}
		}
		list = append(list, f)
	}
	return list
}
