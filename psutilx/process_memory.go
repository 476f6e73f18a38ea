package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/pyops-go/pyops/internal/pytext"
)

// MemoryInfoStat is psutil's pmem: the memory of a process, in bytes.
type MemoryInfoStat struct {
	RSS    uint64 `json:"rss"`    // in physical memory
	VMS    uint64 `json:"vms"`    // address space
	Shared uint64 `json:"shared"` // of RSS, what others may share
	Text   uint64 `json:"text"`   // code
	Lib    uint64 `json:"lib"`    // 0 since Linux 2.6
	Data   uint64 `json:"data"`   // data and stack
	Dirty  uint64 `json:"dirty"`  // 0 since Linux 2.6
}

func (m MemoryInfoStat) text(name string) *tupleText {
	return newTupleText(name).uint("rss", m.RSS).uint("vms", m.VMS).uint("shared", m.Shared).
		uint("text", m.Text).uint("lib", m.Lib).uint("data", m.Data).uint("dirty", m.Dirty)
}

// String is what Python prints: "pmem(rss=..., vms=..., ...".
func (m MemoryInfoStat) String() string { return m.text("pmem").String() }

// MemoryFullInfoStat is psutil's pfullmem: the memory of a process with what
// only a walk through its address space tells, in bytes.
type MemoryFullInfoStat struct {
	MemoryInfoStat
	USS  uint64 `json:"uss"`  // what would be free if it ended now
	PSS  uint64 `json:"pss"`  // shared memory divided among those who share it
	Swap uint64 `json:"swap"` // swapped out
}

// String is what Python prints: "pfullmem(rss=..., vms=..., ...".
func (m MemoryFullInfoStat) String() string {
	return m.text("pfullmem").uint("uss", m.USS).uint("pss", m.PSS).uint("swap", m.Swap).String()
}

// MemoryFootprintStat is psutil's pfootprint, of release 8: what is in
// [MemoryFullInfoStat] beyond [MemoryInfoStat].
type MemoryFootprintStat struct {
	USS  uint64 `json:"uss"`  // what would be free if it ended now
	PSS  uint64 `json:"pss"`  // shared memory divided among those who share it
	Swap uint64 `json:"swap"` // swapped out
}

// String is what Python prints: "pfootprint(uss=..., pss=..., swap=...)".
func (m MemoryFootprintStat) String() string {
	return newTupleText("pfootprint").uint("uss", m.USS).uint("pss", m.PSS).uint("swap", m.Swap).String()
}

// MemoryInfo is the memory of the process: Process.memory_info. It works on
// Linux, macOS and Windows; the latter two tell of RSS and VMS alone. What
// Windows has for VMS is the memory committed, as in psutil.
func (p *Process) MemoryInfo() (MemoryInfoStat, error) {
	p = p.real()
	return p.memoryInfo()
}

// parseStatm reads seven numbers of pages.
func parseStatm(b []byte) (m MemoryInfoStat, err *ParseError) {
	line, _ := cutLine(b)
	page := uint64(os.Getpagesize())
	rest := line
	for _, to := range []*uint64{&m.VMS, &m.RSS, &m.Shared, &m.Text, &m.Lib, &m.Data, &m.Dirty} {
		var field []byte
		field, rest = cutField(rest)
		pages, ok := parseUint(field)
		if !ok {
			return MemoryInfoStat{}, badLine(1, line, "seven numbers of pages")
		}
		*to = mulSaturating(pages, page)
	}
	return m, nil
}

// MemoryFootprint is the memory that the process has for itself:
// Process.memory_footprint. It walks through its whole address space.
func (p *Process) MemoryFootprint() (MemoryFootprintStat, error) {
	p = p.real()
	name := "smaps_rollup"
	data, err := p.host.readFile(p.file(name))
	if errors.Is(err, fs.ErrNotExist) && p.listed() {
		name = "smaps" // kernels before 4.14
		data, err = p.host.readFile(p.file(name))
	}
	if err != nil {
		return MemoryFootprintStat{}, p.failed(err)
	}
	m, bad := parseFootprint(data, name == "smaps_rollup")
	return m, p.bad(name, bad)
}

// parseFootprint adds up the figures of /proc/PID/smaps, or takes those of
// smaps_rollup, which the kernel has added up: there the private memory of each
// kind has its line, all else one.
func parseFootprint(b []byte, addedUp bool) (m MemoryFootprintStat, err *ParseError) {
	for number := 1; len(b) > 0; number++ {
		var line []byte
		line, b = cutLine(b)
		var to *uint64
		switch {
		case hasPrefix(line, "Private_"):
			to = &m.USS
		case hasPrefix(line, "Pss:"):
			to = &m.PSS
		case hasPrefix(line, "Swap:"):
			to = &m.Swap
		default:
			continue
		}
		_, rest := cutField(line)
		field, _ := cutField(rest)
		kB, ok := parseUint(field)
		if !ok {
			return MemoryFootprintStat{}, badLine(number, line, "a number of kilobytes after the name")
		}
		if addedUp && to != &m.USS {
			*to = 0
		}
		*to = addSaturating(*to, mulSaturating(kB, 1024))
	}
	return m, nil
}

// MemoryFullInfo is the memory of the process with what it has for itself:
// Process.memory_full_info. It walks through its whole address space, and may do
// that only with processes of the same user. A zombie has none: that is a
// [*ZombieProcessError].
func (p *Process) MemoryFullInfo() (MemoryFullInfoStat, error) {
	p = p.real()
	f, err := p.MemoryFootprint()
	if err != nil {
		return MemoryFullInfoStat{}, err
	}
	m, err := p.MemoryInfo()
	if err != nil {
		return MemoryFullInfoStat{}, err
	}
	return MemoryFullInfoStat{m, f.USS, f.PSS, f.Swap}, nil
}

// memoryTypes are what [Process.MemoryPercent] can compare.
var memoryTypes = []string{"rss", "vms", "shared", "text", "lib", "data", "dirty", "uss", "pss", "swap"}

// MemoryPercent compares one figure of the memory of the process with all
// physical memory, in percent, not rounded: Process.memory_percent. The figure
// is one of "rss", "vms", "shared", "text", "lib", "data", "dirty", "uss", "pss"
// and "swap"; empty means "rss", and any other is a [*ValueError]. It works on
// Linux, macOS and Windows; the latter two know "rss" and "vms" alone.
func (p *Process) MemoryPercent(memtype string) (float64, error) {
	p = p.real()
	memtype = orText(memtype, "rss")
	which := slices.Index(memoryTypes, memtype)
	if which < 0 {
		return 0, &ValueError{fmt.Sprintf("invalid memtype %s; valid types are %s", pytext.Repr(memtype), pytext.ReprTuple(memoryTypes))}
	}
	if which >= 2 {
		if err := only(memtype+" of a process", "linux"); err != nil {
			return 0, err
		}
	}
	var m MemoryFullInfoStat
	var err error
	if which < 7 {
		m.MemoryInfoStat, err = p.MemoryInfo()
	} else {
		m, err = p.MemoryFullInfo()
	}
	if err != nil {
		return 0, err
	}
	all, err := p.host.physicalMemory()
	if err != nil {
		return 0, err
	}
	if all == 0 {
		return 0, &ValueError{"can't calculate process memory percent because total physical system memory is not positive (0)"}
	}
	value := []uint64{m.RSS, m.VMS, m.Shared, m.Text, m.Lib, m.Data, m.Dirty, m.USS, m.PSS, m.Swap}[which]
	return float64(value) / float64(all) * 100, nil
}

// PageFaultsStat is psutil's ppagefaults, of release 8: how often a process
// touched memory that was not mapped.
type PageFaultsStat struct {
	Minor uint64 `json:"minor"` // without reading from a disk
	Major uint64 `json:"major"` // with
}

// String is what Python prints: "ppagefaults(minor=..., major=...)".
func (f PageFaultsStat) String() string {
	return newTupleText("ppagefaults").uint("minor", f.Minor).uint("major", f.Major).String()
}

// PageFaults counts page faults since the process started: Process.page_faults
// of psutil 8.
func (p *Process) PageFaults() (PageFaultsStat, error) {
	p = p.real()
	if err := only("page faults of a process", "linux"); err != nil {
		return PageFaultsStat{}, err
	}
	s, err := p.stat(statFaults)
	return PageFaultsStat{s.minorFaults, s.majorFaults}, err
}

// MemoryInfoExStat is psutil's pmem_ex, of release 8: the memory of a process
// with its peaks and its kinds, in bytes. A figure that the kernel does not have
// is 0.
type MemoryInfoExStat struct {
	RSS      uint64 `json:"rss"`    // in physical memory
	VMS      uint64 `json:"vms"`    // address space
	Shared   uint64 `json:"shared"` // of RSS, what others may share
	Text     uint64 `json:"text"`   // code
	Data     uint64 `json:"data"`   // data and stack
	PeakRSS  uint64 `json:"peak_rss"`
	PeakVMS  uint64 `json:"peak_vms"`
	RSSAnon  uint64 `json:"rss_anon"`  // of RSS, what is of no file
	RSSFile  uint64 `json:"rss_file"`  // of RSS, what is of files
	RSSShmem uint64 `json:"rss_shmem"` // of RSS, what is of shared memory
	Swap     uint64 `json:"swap"`      // swapped out
	HugeTLB  uint64 `json:"hugetlb"`   // huge pages
}

// String is what Python prints: "pmem_ex(rss=..., vms=..., ...".
func (m MemoryInfoExStat) String() string {
	return newTupleText("pmem_ex").uint("rss", m.RSS).uint("vms", m.VMS).uint("shared", m.Shared).
		uint("text", m.Text).uint("data", m.Data).uint("peak_rss", m.PeakRSS).uint("peak_vms", m.PeakVMS).
		uint("rss_anon", m.RSSAnon).uint("rss_file", m.RSSFile).uint("rss_shmem", m.RSSShmem).
		uint("swap", m.Swap).uint("hugetlb", m.HugeTLB).String()
}

// MemoryInfoEx is the memory of the process with its peaks and kinds, which the
// kernel keeps in /proc/PID/status: Process.memory_info_ex of psutil 8. In 5.9.4
// that was another name of memory_info.
func (p *Process) MemoryInfoEx() (MemoryInfoExStat, error) {
	p = p.real()
	basic, err := p.MemoryInfo()
	if err != nil {
		return MemoryInfoExStat{}, err
	}
	m := MemoryInfoExStat{RSS: basic.RSS, VMS: basic.VMS, Shared: basic.Shared, Text: basic.Text, Data: basic.Data}
	data, err := p.read("status")
	if err != nil {
		return MemoryInfoExStat{}, err
	}
	for name, to := range map[string]*uint64{
		"VmHWM:": &m.PeakRSS, "VmPeak:": &m.PeakVMS, "RssAnon:": &m.RSSAnon, "RssFile:": &m.RSSFile,
		"RssShmem:": &m.RSSShmem, "VmSwap:": &m.Swap, "HugetlbPages:": &m.HugeTLB,
	} {
		line, number := statusLine(data, name)
		if number == 0 {
			continue
		}
		field, _ := cutField(line[len(name):])
		kB, ok := parseUint(field)
		if !ok {
			return MemoryInfoExStat{}, p.bad("status", badLine(number, line, "a number of kilobytes after the colon"))
		}
		*to = mulSaturating(kB, 1024)
	}
	return m, nil
}
