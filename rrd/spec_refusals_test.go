package rrd

import (
	"errors"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSpecRefusals: what the typed door refuses, in which words, and that no file is
// made of it. The words that the command has too are librrd's.
func TestSpecRefusals(t *testing.T) {
	good := func() *Spec {
		return &Spec{
			Start:    time.Unix(1_000_000_000, 0),
			Sources:  []Source{{Name: "a", Type: DSGauge, Heartbeat: time.Minute}},
			Archives: []Archive{{CF: CFAverage, Rows: 10}},
		}
	}
	hw := Archive{CF: CFHWPredict, Rows: 20, Alpha: 0.1, Beta: 0.1, Period: 5}
	float := func(v float64) *float64 { return &v }
	for want, spoil := range map[string]func(s *Spec){
		"a step of -1s is not a number of whole seconds":                             func(s *Spec) { s.Step = -time.Second },
		"a step of 1.5s is not a number of whole seconds":                            func(s *Spec) { s.Step = 1500 * time.Millisecond },
		"a step of 10ms is not a number of whole seconds":                            func(s *Spec) { s.Step = 10 * time.Millisecond },
		"the first entry to the RRD should be after 1980":                            func(s *Spec) { s.Start = time.Unix(earliest-1, 0) },
		"you must define at least one Round Robin Archive":                           func(s *Spec) { s.Archives = nil },
		"you must define at least one Data Source":                                   func(s *Spec) { s.Sources = nil },
		"invalid DS format: the name '' is not 1 to 19 of A-Z, a-z, 0-9, - and _":    func(s *Spec) { s.Sources[0].Name = "" },
		"invalid DS format: the name 'a b' is not 1 to 19 of A-Z, a-z, 0-9, - and _": func(s *Spec) { s.Sources[0].Name = "a b" },
		"invalid DS type specified (ODD)":                                            func(s *Spec) { s.Sources[0].Type = "ODD" },
		"Duplicate DS name: a":                                                       func(s *Spec) { s.Sources = append(s.Sources, s.Sources[0]) },
		"data source 'a': a heartbeat of 0s is not a number of whole seconds":        func(s *Spec) { s.Sources[0].Heartbeat = 0 },
		"data source 'a': a heartbeat of 1.5s is not a number of whole seconds":      func(s *Spec) { s.Sources[0].Heartbeat = 1500 * time.Millisecond },
		"data source 'a': min must be less than max in DS definition":                func(s *Spec) { s.Sources[0].Min, s.Sources[0].Max = float(5), float(5) },
		"Unrecognized consolidation function ODD":                                    func(s *Spec) { s.Archives[0].CF = "ODD" },
		"Invalid row count 0: value must be positive":                                func(s *Spec) { s.Archives[0].Rows = 0 },
		"archive -1 cannot be gone with: they are counted from 1":                    func(s *Spec) { s.Archives[0].Dependent = -1 },
		"Invalid step -1: value must be positive":                                    func(s *Spec) { s.Archives[0].Steps = -1 },
		"Invalid xff: must be between 0 and 1":                                       func(s *Spec) { s.Archives[0].XFF = 1 },
		"Invalid gamma: must be between 0 and 1":                                     func(s *Spec) { s.Archives[0] = Archive{CF: CFSeasonal, Rows: 5, Dependent: 1} },
		"Invalid smoothing-window 1.500000: must be between 0 and 1": func(s *Spec) {
			s.Archives[0] = Archive{CF: CFSeasonal, Rows: 5, Gamma: 0.5, SmoothingWindow: float(1.5)}
		},
		"Invalid alpha: must be between 0 and 1":                         func(s *Spec) { s.Archives[0] = hw; s.Archives[0].Alpha = 0 },
		"Invalid beta: must be between 0 and 1":                          func(s *Spec) { s.Archives[0] = hw; s.Archives[0].Beta = 1 },
		"Invalid length of seasonal cycle 0: value must be positive":     func(s *Spec) { s.Archives[0] = hw; s.Archives[0].Period = 0 },
		"Length of seasonal cycle exceeds length of HW prediction array": func(s *Spec) { s.Archives[0] = hw; s.Archives[0].Period = 21 },
		"Failure threshold is out of range 1, 28": func(s *Spec) {
			s.Archives[0] = Archive{CF: CFFailures, Rows: 5, Threshold: 29, Window: 29, Dependent: 1}
		},
		"Window length is out of range 1, 28": func(s *Spec) {
			s.Archives[0] = Archive{CF: CFFailures, Rows: 5, Threshold: 1, Window: 29, Dependent: 1}
		},
		"Window length is shorter than the failure threshold":       func(s *Spec) { s.Archives[0] = Archive{CF: CFFailures, Rows: 5, Threshold: 3, Window: 2, Dependent: 1} },
		"'PATH': archive 0 (DEVPREDICT) does not go with archive 0": func(s *Spec) { s.Archives[0] = Archive{CF: CFDevPredict, Rows: 5, Dependent: 1} },
		"'PATH': archive 0 (HWPREDICT) does not go with archive 1":  func(s *Spec) { s.Archives[0] = hw; s.Archives[0].Dependent = 2 },
		"'PATH': archive 1 (SEASONAL) does not go with archive 0": func(s *Spec) {
			s.Archives = append(s.Archives, Archive{CF: CFSeasonal, Rows: 5, Gamma: 0.5, Dependent: 1})
		},
	} {
		s := good()
		spoil(s)
		path := filepath.Join(t.TempDir(), "x.rrd")
		sameReason(t, s.Create(path), path, want)
		if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: a file is there: %v", want, err)
		}
	}
	if err := good().Create(filepath.Join(t.TempDir(), "x.rrd")); err != nil {
		t.Errorf("what is not spoilt: %v", err)
	}
}

// sameReason holds an error of this package to its reason; PATH is the file's.
func sameReason(t *testing.T, err error, path, want string) {
	t.Helper()
	want = strings.ReplaceAll(want, "PATH", path)
	if e := new(Error); !errors.As(err, &e) || e.Reason != want {
		t.Errorf("got %v, want %q", err, want)
	}
}

// TestHeadersThatContradictThemselves: archives that go with none that they can go
// with, or stand outside of themselves, are refused when the file is opened.
func TestHeadersThatContradictThemselves(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.rrd")
	err := Create(path, "--start", "1000000000", "DS:a:GAUGE:600:U:U", "RRA:HWPREDICT:20:0.1:0.1:5", "RRA:AVERAGE:0.5:1:4")
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The archives: 0 HWPREDICT, 1 SEASONAL, 2 DEVSEASONAL, 3 DEVPREDICT, 4 FAILURES,
	// 5 AVERAGE.
	for want, spoil := range map[string]func(h *header){
		"'PATH': archive 5 has 0 steps a row":                        func(h *header) { h.rra[5].pdps = 0 },
		"'PATH': archive 5 has 0 rows":                               func(h *header) { h.rra[5].rows = 0 },
		"'PATH': archive 5 has its newest row at 4 of 4":             func(h *header) { h.cur[5] = 4 },
		"'PATH': archive 0 (HWPREDICT) does not go with archive 2":   func(h *header) { h.rra[0].par[parDependent] = 2 },
		"'PATH': archive 0 (HWPREDICT) does not go with archive 6":   func(h *header) { h.rra[0].par[parDependent] = 6 },
		"'PATH': archive 1 (SEASONAL) does not go with archive 5":    func(h *header) { h.rra[1].par[parDependent] = 5 },
		"'PATH': archive 2 (DEVSEASONAL) does not go with archive 1": func(h *header) { h.rra[2].par[parDependent] = 1 },
		"'PATH': archive 3 (DEVPREDICT) does not go with archive 1":  func(h *header) { h.rra[3].par[parDependent] = 1 },
		"'PATH': archive 4 (FAILURES) does not go with archive 3":    func(h *header) { h.rra[4].par[parDependent] = 3 },
		"'PATH': archive 4 looks back over 0 rows, of 1 to 28":       func(h *header) { h.rra[4].par[parFailWindow] = 0 },
		"'PATH': archive 4 looks back over 29 rows, of 1 to 28":      func(h *header) { h.rra[4].par[parFailWindow] = 29 },
	} {
		r, err := openFile(path, false, LockNone)
		if err != nil {
			t.Fatal(err)
		}
		spoil(r.head)
		r.head.encode()
		head := r.head.raw
		r.f.Close()
		if err := os.WriteFile(path, append(head, whole[len(head):]...), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err = Info(path)
		sameReason(t, err, path, want)
		if err := os.WriteFile(path, whole, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := Dump(io.Discard, path); err != nil {
		t.Errorf("what is not spoilt: %v", err)
	}
}

// TestDurationsBeyondAllTime: a number of seconds that no int64 holds is refused, which
// librrd writes into the file as what is left of it.
func TestDurationsBeyondAllTime(t *testing.T) {
	for text, want := range map[string]int64{"9223372036854775807": math.MaxInt64, "153722867280912930m": 153722867280912930 * 60, "1w": 604800} {
		if n, err := parseDuration(text, 1); err != nil || n != want {
			t.Errorf("%s: %d, %v, want %d", text, n, err, want)
		}
	}
	for _, text := range []string{"9223372036854775808", "18446744073709551616", "153722867280912931m", "99999999999999999999"} {
		_, err := parseDuration(text, 1)
		sameReason(t, err, "", "value out of range: "+text)
	}
}
