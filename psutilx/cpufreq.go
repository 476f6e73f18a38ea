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
	Current float64 `json:"current"`
	Min     float64 `json:"min"` // 0 where it is not known
	Max     float64 `json:"max"` // 0 where it is not known
}

// String is what Python prints: "scpufreq(current=..., min=..., max=...)".
func (f CPUFreqStat) String() string {
	return newTupleText("scpufreq").float("current", f.Current).float("min", f.Min).float("max", f.Max).String()
}

// CPUFreq is how fast the CPUs of this machine run: psutil.cpu_freq.
func CPUFreq() (CPUFreqStat, error) { return DefaultHost.CPUFreq() }

// CPUFreq is how fast the CPUs run, on average. Where that is not known, as on
// most machines that are no PC, the error is [ErrUnavailable], for psutil's None.
func (h *Host) CPUFreq() (CPUFreqStat, error) {
	each, err := h.CPUFreqPerCPU()
	if err != nil {
		return CPUFreqStat{}, err
	}
	if len(each) == 0 {
		return CPUFreqStat{}, ErrUnavailable
	}
	var mean CPUFreqStat
	for _, f := range each {
		mean.Current += f.Current
		mean.Min += f.Min
		mean.Max += f.Max
	}
	n := float64(len(each))
	return CPUFreqStat{mean.Current / n, mean.Min / n, mean.Max / n}, nil
}

// CPUFreqPerCPU is how fast each CPU of this machine runs:
// psutil.cpu_freq(percpu=True).
func CPUFreqPerCPU() ([]CPUFreqStat, error) { return DefaultHost.CPUFreqPerCPU() }

// CPUFreqPerCPU is how fast each CPU runs. It is empty where that is not known.
func (h *Host) CPUFreqPerCPU() ([]CPUFreqStat, error) {
	if err := only("CPU frequency", "linux"); err != nil {
		return nil, err
	}
	file := h.proc() + "/cpuinfo"
	data, err := h.readFile(file)
	if err != nil {
		return nil, err
	}
	now, bad := parseMHz(data)
	if bad != nil {
		bad.File = file
		return nil, bad
	}
	dirs := h.policies()
	list := []CPUFreqStat{}
	if dirs == nil {
		for _, mhz := range now {
			list = append(list, CPUFreqStat{Current: mhz})
		}
		return list, nil
	}
	for i, dir := range dirs {
		var f CPUFreqStat
		if len(now) == len(dirs) {
			f.Current = math.Trunc(now[i]*1000) / 1000 // of whole kHz
		} else if f.Current, err = currentMHz(dir); err != nil {
			return nil, err
		}
		if f.Max, err = readMHz(dir, "scaling_max_freq"); err != nil {
			return nil, err
		}
		if f.Min, err = readMHz(dir, "scaling_min_freq"); err != nil {
			return nil, err
		}
		list = append(list, f)
	}
	return list, nil
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
		bad.File = file
		return 0, bad
	}
	return float64(kHz) / 1000, nil
}

// parseMHz reads the lines "cpu MHz\t\t: 2299.998" of /proc/cpuinfo.
func parseMHz(b []byte) ([]float64, *ParseError) {
	var list []float64
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		if !hasPrefixFold(line, "cpu mhz") {
			continue
		}
		_, text, _ := bytes.Cut(line, []byte(":"))
		f, err := strconv.ParseFloat(string(trimSpace(text)), 64)
		if err != nil || !(f >= 0 && f < 1e9) {
			return nil, badLine(number, line, "a number of MHz after the colon")
		}
		list = append(list, f)
	}
	return list, nil
}
