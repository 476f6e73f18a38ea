// Package settings reads report.ini and refuses what cannot be meant, naming the
// section, the key, and what was expected.
package settings

import (
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/confobj"
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
	DropsPercent    float64   `confobj:"drops_percent"`
	ServiceFailed   []float64 `confobj:"service_failed_percent"`
	CertificateDays []float64 `confobj:"certificate_days"`
}

// Load reads a file; without one, the defaults.
func Load(file string) (*Settings, error) {
	opts := &confobj.ConfigObjOptions{FileError: true, Interpolation: confobj.InterpolationOff, Configspec: specification()}
	if file == "" {
		c, err := confobj.Parse(nil, opts)
		return read(c, "report.ini", err)
	}
	c, err := confobj.Load(file, opts)
	return read(c, file, err)
}

// Parse reads settings from memory.
func Parse(text []byte) (*Settings, error) {
	c, err := confobj.Parse(text, &confobj.ConfigObjOptions{Interpolation: confobj.InterpolationOff, Configspec: specification()})
	return read(c, "report.ini", err)
}

func specification() any {
	s, err := confobj.Parse(spec, &confobj.ConfigObjOptions{Inspec: true, Interpolation: confobj.InterpolationOff, NoListValues: true})
	if err != nil {
		panic(err) // embedded, and read by every test
	}
	return s
}

func read(c *confobj.ConfigObj, file string, err error) (*Settings, error) {
	if err != nil {
		return nil, err
	}
	result, err := c.Validate(confobj.NewValidator(nil), &confobj.ValidateOptions{PreserveErrors: true})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var wrong []error
	fail := func(sections []string, key, why string) {
		where := file + ": "
		for _, s := range sections {
			where += "[" + s + "] "
		}
		wrong = append(wrong, fmt.Errorf("%s%s: %s", where, key, why))
	}
	for _, e := range confobj.FlattenErrors(&c.Section, result) {
		why := "is missing"
		var refused *confobj.ValidateError
		if errors.As(e.Err, &refused) && refused.Reason != "" {
			why = refused.Reason // the place is told by this program
		} else if e.Err != nil {
			why = e.Err.Error()
		}
		fail(e.Sections, e.Key, why+"; expected "+expected(e.Sections, e.Key))
	}
	for _, e := range confobj.GetExtraValues(&c.Section) {
		fail(e.Sections, e.Key, "there is no such key or section; opsreport -init prints all")
	}
	if wrong != nil {
		return nil, errors.Join(wrong...)
	}
	s := new(Settings)
	if err := confobj.Unmarshal(&c.Section, s); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if err := s.sections(&c.Section); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return s, nil
}

// expected is what the specification says of a key.
func expected(sections []string, key string) string {
	s := &specification().(*confobj.ConfigObj).Section
	for _, name := range sections {
		next := s.Sub(name)
		if next == nil {
			next = s.Sub("__many__")
		}
		s = next
	}
	v, err := s.Get(key)
	if err != nil {
		return "a value"
	}
	before, _, _ := strings.Cut(fmt.Sprint(v), ", default=")
	before, _, _ = strings.Cut(before, "(default=")
	return before
}

// sections reads those that have names of the user's own.
func (s *Settings) sections(root *confobj.Section) error {
	for _, name := range root.Sub("services").Sections() {
		var v struct {
			URL, Contains, CA string
			Status            int
			Timeout           float64
		}
		if err := confobj.Unmarshal(root.Sub("services", name), &v); err != nil {
			return err
		}
		s.Services = append(s.Services, Service{name, v.URL, v.Contains, v.CA, v.Status, time.Duration(v.Timeout * float64(time.Second))})
	}
	for _, name := range root.Sub("names").Sections() {
		var v struct {
			Type, Server string
			Expect       []string
		}
		if err := confobj.Unmarshal(root.Sub("names", name), &v); err != nil {
			return err
		}
		s.Names = append(s.Names, Name{name, v.Type, v.Server, v.Expect})
	}
	s.Hosts.List = slices.DeleteFunc(s.Hosts.List, func(h string) bool { return h == "" })
	return nil
}
