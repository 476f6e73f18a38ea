package hosts

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// A machine is read by a copy of the program, which is copied once; one that does
// not answer costs the others nothing.
func TestMachinesAreReadOverSSH(t *testing.T) {
	d := peers.StartSSHD(t)
	program := filepath.Join(t.TempDir(), "opsreport")
	build := exec.Command("go", "build", "-o", program, "github.com/pyops-go/pyops/examples/opsreport")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
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
	set.Hosts.List = []string{fmt.Sprintf("%s@127.0.0.1:%d", d.User, d.Port), "nobody@127.0.0.1:1", "a:b"}
	set.Hosts.Key, set.Hosts.Timeout, set.Hosts.AtOnce = d.Key, 60, 2
	for range 2 {
		got := Read(t.Context(), set, program)
		if m := got[0].Machine; m == nil || m.MemoryTotal == 0 || m.Processes == 0 {
			t.Errorf("%+v", got[0])
		}
		if got[1].Machine != nil || !strings.Contains(got[1].Err, "refused") || got[2].Err == "" {
			t.Errorf("%+v, %+v", got[1], got[2])
		}
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
