package judge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A State is what one run leaves for the next: since when what is wrong, and how
// things were.
type State struct {
	Run      time.Time
	Findings map[string]Known
	Hosts    map[string]*HostState
	Ports    []string // open, as nmap saw them; nil is not looked
}

// Known is a finding of the last run.
type Known struct {
	Since time.Time
	Rank  model.Rank
}

// HostState is how a host was.
type HostState struct {
	Seen       time.Time
	Boot       time.Time
	Restarts   []time.Time
	Mounts     []string
	Interfaces []string
	Listening  []string
	OOMKills   *uint64
	ClockKept  bool // something kept it right once
	Packets    uint64
	Dropped    uint64
}

// Load reads the state of the last run; a first run has none.
func Load(path string) (*State, error) {
	s := &State{Findings: map[string]Known{}, Hosts: map[string]*HostState{}}
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err == nil {
		err = json.Unmarshal(text, s)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w; expected what an earlier run wrote, or no such file", path, err)
	}
	if s.Findings == nil {
		s.Findings = map[string]Known{}
	}
	if s.Hosts == nil {
		s.Hosts = map[string]*HostState{}
	}
	return s, nil
}

// Save writes the state for the next run.
func (s *State) Save(path string) error {
	text, err := json.MarshalIndent(s, "", "\t")
	if err != nil {
		return err
	}
	return atomicfile.WriteFile(path, text, &atomicfile.Options{Mode: 0o600})
}

func (s *State) host(name string) *HostState {
	if s.Hosts[name] == nil {
		s.Hosts[name] = new(HostState)
	}
	return s.Hosts[name]
}
