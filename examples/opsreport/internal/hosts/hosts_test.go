package hosts

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/machine"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

// The test binary is what other machines get a copy of: it prints its reading.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "-snapshot" {
		r, err := machine.New()
		if err == nil {
			err = json.NewEncoder(os.Stdout).Encode(r.Full(context.Background()))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	leak.Main(m)
}

// server starts sshd, which this process knows the host key of.
func server(t *testing.T) (*peers.SSHD, *settings.Settings) {
	t.Helper()
	d := peers.StartSSHD(t)
	home := t.TempDir()
	t.Setenv("HOME", home)
	if err := os.MkdirAll(filepath.Join(home, ".ssh"), 0o700); err != nil {
		t.Fatal(err)
	}
	known, err := os.ReadFile(d.KnownHosts)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, ".ssh", "known_hosts"), known, 0o600); err != nil {
		t.Fatal(err)
	}
	set := new(settings.Settings)
	set.Hosts.List = []string{fmt.Sprintf("%s@127.0.0.1:%d", d.User, d.Port)}
	set.Hosts.Key, set.Hosts.Timeout, set.Hosts.AtOnce = d.Key, 60, 4
	return d, set
}

// A machine is read by a copy of the program, which is copied once; one that does
// not answer costs the others nothing.
func TestMachinesAreReadOverSSH(t *testing.T) {
	_, set := server(t)
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	// The first two share a home, and copy at the same time.
	self := set.Hosts.List[0]
	set.Hosts.List = []string{self, self, "nobody@127.0.0.1:1", "a:b"}
	for range 2 {
		got := Read(t.Context(), set, program)
		for _, h := range got[:2] {
			if m := h.Machine; m == nil || m.MemoryTotal == 0 || m.Processes == 0 || time.Since(m.Time) > time.Hour {
				t.Errorf("%+v", h)
			}
		}
		if got[2].Machine != nil || !strings.Contains(got[2].Err, "refused") || got[3].Err == "" {
			t.Errorf("%+v, %+v", got[2], got[3])
		}
	}
}

// A machine that answers without end, with nonsense, or with too much, is one that
// does not answer.
func TestHostileMachines(t *testing.T) {
	_, set := server(t)
	for text, want := range map[string]string{
		"yes '{\"Name\": '":                              "prints more than 4194304 bytes",
		"yes no >&2 & sleep 1; kill $!; exit 3":          "exit status 3: no",
		"echo '{\"AllCPUs\": 1e99}'":                     "expected the reading of a machine",
		"echo '{}'":                                      "its reading makes no sense: 0 processors",
		"echo '{\"AllCPUs\":1,\"CPUs\":1,\"Load1\":-1}'": "Load1 is -1",
		"echo hello":                                     `got "hello`,
		"true":                                           "expected the reading of a machine",
	} {
		program := filepath.Join(t.TempDir(), "opsreport")
		peers.WriteProgram(t, program, "#!/bin/sh\n"+text+"\n")
		if got := Read(t.Context(), set, program)[0]; got.Machine != nil || !strings.Contains(got.Err, want) || len(got.Err) > 6000 {
			t.Errorf("%s: %.200s, want %s", text, got.Err, want)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("enough"))
	set.Hosts.AtOnce = 1
	for _, h := range Read(ctx, set, os.Args[0]) {
		if !strings.Contains(h.Err, "enough") {
			t.Errorf("after an interrupt: %+v", h)
		}
	}
}

func TestReadingsAreMadeFit(t *testing.T) {
	now := time.Now()
	good := func() *model.Machine {
		inodes := 3.0
		return &model.Machine{Name: "web1", Time: now, Boot: now.Add(-time.Hour), AllCPUs: 2, CPUs: 1.5, Filesystems: []model.Filesystem{{Mountpoint: "/", InodesPercent: &inodes}}}
	}
	for name, spoil := range map[string]func(m *model.Machine){
		"Load5 is -1":             func(m *model.Machine) { m.Load5 = -1 },
		"User is 1e+300":          func(m *model.Machine) { m.CPU.User = 1e300 },
		"Total is":                func(m *model.Machine) { m.Filesystems[0].Total = math.MaxUint64 },
		"BytesIn is":              func(m *model.Machine) { m.Interfaces = []model.Interface{{BytesIn: 1 << 63}} },
		"0 processors":            func(m *model.Machine) { m.AllCPUs = 0 },
		"of which 0 can be used":  func(m *model.Machine) { m.CPUs = 0 },
		"300 file systems":        func(m *model.Machine) { m.Filesystems = make([]model.Filesystem, 300) },
		"300 disks":               func(m *model.Machine) { m.Disks = slices.Repeat([]model.Disk{{Whole: true}}, 300) },
		"300 network interfaces":  func(m *model.Machine) { m.Interfaces = slices.Repeat([]model.Interface{{Wire: true}}, 300) },
		"Queued is -1":            func(m *model.Machine) { d := time.Duration(-1); m.Disks = []model.Disk{{Queued: &d}} },
		"5000 Listening":          func(m *model.Machine) { m.Listening = make([]string, 5000) },
		"of the inodes are taken": func(m *model.Machine) { p := 101.0; m.Filesystems[0].InodesPercent = &p },
		"PID is -1":               func(m *model.Machine) { m.Busiest = []model.Process{{PID: -1}} },
	} {
		m := good()
		spoil(m)
		if err := sane(m, now); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v, want %s", err, name)
		}
	}
	// Its clock is wrong: ours is what counts, and it is told.
	m := good()
	m.Time, m.Boot = now.AddDate(100, 0, 0), now.AddDate(100, 0, 0).Add(-time.Hour)
	m.Kernel, m.FailedUnits = "Linux\n\x1b[31m\u202e", []string{strings.Repeat("x", 5000)}
	if err := sane(m, now); err != nil {
		t.Fatal(err)
	}
	if !m.Time.Equal(now) || !m.Boot.Equal(now.Add(-time.Hour)) || m.Clock == nil || m.Clock.Off < 99*365*24*time.Hour || m.Kernel != "Linux  [31m?" || len([]rune(m.FailedUnits[0])) != mostText {
		t.Errorf("%+v", m)
	}
	if err := sane(good(), now); err != nil {
		t.Error(err)
	}
}

func TestTargets(t *testing.T) {
	for target, want := range map[string]string{
		"web1": " web1 0", "ops@web1": "ops web1 0", "ops@web1:2222": "ops web1 2222",
		"": "error", "ops@": "error", "web1:0": "error", "web1:x": "error", "web1:70000": "error",
	} {
		user, host, port, err := parse(target)
		got := fmt.Sprint(user, " ", host, " ", port)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", target, got, want)
		}
	}
}

// A program that a machine cannot run is not copied there.
func TestOtherMachines(t *testing.T) {
	for _, platform := range []string{"Darwin arm64", "Linux riscv64", "", "SunOS sun4u"} {
		if err := fits(platform); err == nil {
			t.Errorf("%q is as this one", platform)
		}
	}
}
