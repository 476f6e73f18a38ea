// Package settings reads report.ini and refuses what cannot be meant, naming the
// file, the line, and what was expected.
package settings

import (
	_ "embed"
	"slices"
	"time"

	"github.com/pyops-go/pyops/examples/internal/ini"
)

// Default is a configuration with every key and its default.
//
//go:embed report.ini
var Default []byte

//go:embed spec.ini
var spec []byte

// Settings are what report.ini says.
type Settings struct {
	Report struct{ Out, Range string }
	Files  struct{ Watch []string }
	Virus  struct{ Folder, Address string }
	Ports  struct {
		Hosts []string
		Ports string
	}
	Hosts struct {
		List    []string
		Key     string
		Timeout float64
		AtOnce  int `confobj:"at_once"`
	}
	Mail   Mail
	Limits Limits

	Services []Service `confobj:"-"` // in the order of the file
	Names    []Name    `confobj:"-"`
}

// Mail tells where the report goes.
type Mail struct {
	Server, User, From string
	To                 []string
	When               string
}

// A Service is an address to probe.
type Service struct {
	Name, URL, Contains string
	CA                  string // a file of the certificates to trust; empty is what the system trusts
	Status              int
	Timeout             time.Duration
}

// A Name is a question to the DNS.
type Name struct {
	Name, Type, Server string
	Expect             []string
}

// Limits are the bounds of warnings and, where there are two, of what is critical.
type Limits struct {
	DiskPercent     []float64 `confobj:"disk_percent"`
	DiskBack        []float64 `confobj:"disk_back"`
	DiskCriticalGB  float64   `confobj:"disk_critical_gb"`
	DiskFullDays    []float64 `confobj:"disk_full_days"`
	CPUPercent      []float64 `confobj:"cpu_percent"`
	CPUBack         []float64 `confobj:"cpu_back"`
	IOWaitPercent   float64   `confobj:"iowait_percent"`
	StealPercent    float64   `confobj:"steal_percent"`
	LoadPerCPU      float64   `confobj:"load_per_cpu"`
	MemoryAvailable []float64 `confobj:"memory_available_percent"`
	SwapPercent     []float64 `confobj:"swap_percent"`
	DiskBusyPercent float64   `confobj:"disk_busy_percent"`
	DiskQueue       float64   `confobj:"disk_queue"`
	LinePercent     float64   `confobj:"line_percent"`
	NetworkErrors   float64   `confobj:"network_errors"`
	DropsPercent    float64   `confobj:"drops_percent"`
	ClockMS         float64   `confobj:"clock_ms"`
	ClockMinutes    float64   `confobj:"clock_minutes"`
	OpenFiles       []float64 `confobj:"open_files_percent"`
	Conntrack       float64   `confobj:"conntrack_percent"`
	ServiceFailed   []float64 `confobj:"service_failed_percent"`
	CertificateDays []float64 `confobj:"certificate_days"`
}

// Load reads a file; without one, the defaults.
func Load(file string) (*Settings, error) {
	if file == "" {
		return Parse(nil)
	}
	return read(ini.Load(file, spec))
}

// Parse reads settings from memory.
func Parse(text []byte) (*Settings, error) { return read(ini.Parse("report.ini", text, spec)) }

func read(f *ini.File, err error) (*Settings, error) {
	if err != nil {
		return nil, err
	}
	s := new(Settings)
	if err := f.Decode(s); err != nil {
		return nil, err
	}
	if err := s.sections(f); err != nil {
		return nil, err
	}
	s.check(f)
	if err := f.Err(); err != nil {
		return nil, err
	}
	return s, nil
}

// sections reads those that have names of the user's own.
func (s *Settings) sections(f *ini.File) error {
	for _, name := range f.Root.Sub("services").Sections() {
		var v struct {
			URL, Contains, CA string
			Status            int
			Timeout           float64
		}
		if err := f.Decode(&v, "services", name); err != nil {
			return err
		}
		s.Services = append(s.Services, Service{name, v.URL, v.Contains, v.CA, v.Status, time.Duration(v.Timeout * float64(time.Second))})
	}
	for _, name := range f.Root.Sub("names").Sections() {
		var v struct {
			Type, Server string
			Expect       []string
		}
		if err := f.Decode(&v, "names", name); err != nil {
			return err
		}
		s.Names = append(s.Names, Name{name, v.Type, v.Server, v.Expect})
	}
	s.Hosts.List = slices.DeleteFunc(s.Hosts.List, func(h string) bool { return h == "" })
	return nil
}

// check refuses limits that would hide what is wrong: a critical one that comes
// before the warning, and a way back that lies beyond the limit.
func (s *Settings) check(f *ini.File) {
	l := s.Limits
	for _, p := range []struct {
		key    string
		limit  []float64
		rising bool // what is critical is more than what is a warning
		back   string
		well   []float64
	}{
		{"disk_percent", l.DiskPercent, true, "disk_back", l.DiskBack},
		{"cpu_percent", l.CPUPercent, true, "cpu_back", l.CPUBack},
		{"swap_percent", l.SwapPercent, true, "", nil},
		{"open_files_percent", l.OpenFiles, true, "", nil},
		{"service_failed_percent", l.ServiceFailed, true, "", nil},
		{"disk_full_days", l.DiskFullDays, false, "", nil},
		{"memory_available_percent", l.MemoryAvailable, false, "", nil},
		{"certificate_days", l.CertificateDays, false, "", nil},
	} {
		if warning, critical := p.limit[0], p.limit[1]; p.rising && critical < warning || !p.rising && critical > warning {
			f.Fail([]string{"limits"}, p.key, "%g, %g: what is critical lies before the warning; expected the warning first", warning, critical)
		}
		for i, back := range p.well {
			if back > p.limit[i] {
				f.Fail([]string{"limits"}, p.back, "%g is over the limit, %g; expected no more than %s", back, p.limit[i], p.key)
			}
		}
	}
}
