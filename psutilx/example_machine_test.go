//go:build linux

package psutilx_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pyops-go/pyops/psutilx"
)

// folder makes a folder with files, which stands for /sys or /proc of a machine.
func folder(files map[string]string) (dir string, remove func()) {
	dir, err := os.MkdirTemp("", "example")
	if err != nil {
		log.Fatal(err)
	}
	for name, content := range files {
		file := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, []byte(content+"\n"), 0o644)); err != nil {
			log.Fatal(err)
		}
	}
	return dir, func() { os.RemoveAll(dir) }
}

// What is hot, by the limits that the chips know themselves.
func ExampleHost_SensorsTemperatures() {
	sys, remove := folder(map[string]string{
		"class/hwmon/hwmon0/name": "coretemp", "class/hwmon/hwmon0/temp1_label": "Package id 0", "class/hwmon/hwmon0/temp1_input": "91000",
		"class/hwmon/hwmon0/temp1_max": "90000", "class/hwmon/hwmon0/temp1_crit": "105000",
	})
	defer remove()
	chips, err := (&psutilx.Host{Sys: sys}).SensorsTemperatures(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for chip, list := range chips {
		for _, t := range list {
			if t.High != nil && t.Current >= *t.High {
				fmt.Printf("%s, %s: %v°C, and should be below %v°C\n", chip, t.Label, t.Current, *t.High)
			}
		}
	}
	// Output: coretemp, Package id 0: 91°C, and should be below 90°C
}

func ExampleHost_SensorsFans() {
	sys, remove := folder(map[string]string{
		"class/hwmon/hwmon2/name": "thinkpad", "class/hwmon/hwmon2/fan1_label": "Left", "class/hwmon/hwmon2/fan1_input": "2650",
	})
	defer remove()
	fans, err := (&psutilx.Host{Sys: sys}).SensorsFans()
	fmt.Println(fans["thinkpad"][0].Label, fans["thinkpad"][0].Current, err)
	// Output: Left 2650 <nil>
}

func ExampleHost_SensorsBattery() {
	sys, remove := folder(map[string]string{
		"class/power_supply/BAT0/energy_now": "16220000", "class/power_supply/BAT0/energy_full": "36493000",
		"class/power_supply/BAT0/power_now": "3600000", "class/power_supply/BAT0/status": "Discharging",
	})
	defer remove()
	b, err := (&psutilx.Host{Sys: sys}).SensorsBattery()
	switch {
	case errors.Is(err, psutilx.ErrUnavailable):
		fmt.Println("no battery")
	case err != nil:
		fmt.Println(err)
	case b.Left == psutilx.PowerTimeUnlimited:
		fmt.Println("on mains power")
	default:
		fmt.Printf("%.0f%%, %v left\n", b.Percent, b.Left)
	}
	// Output: 44%, 4h30m20s left
}

// How full the file systems are that are on devices.
func ExampleDiskPartitions() {
	parts, err := psutilx.DiskPartitions(nil)
	if err != nil {
		fmt.Println(err)
	}
	for _, p := range parts {
		u, err := psutilx.DiskUsage(p.Mountpoint)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if u.Percent > 100 {
			fmt.Println(p.Mountpoint, "is more than full")
		}
	}
	// Output:
}

func ExampleNetIfAddrs() {
	nics, err := psutilx.NetIfAddrs()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, a := range nics["lo"] {
		if a.Family == psutilx.AFInet {
			fmt.Println(a.Address, a.Netmask)
		}
	}
	// Output: 127.0.0.1 255.0.0.0
}

// What a program may have of the machine, in a container with limits.
func ExampleHost_ContainerVirtualMemory() {
	root, remove := folder(map[string]string{
		"proc/meminfo":     "MemTotal: 8000000 kB\nMemFree: 1000000 kB\nMemAvailable: 3000000 kB\nBuffers: 0 kB\nCached: 1900000 kB",
		"proc/self/cgroup": "0::/app", "cg/app/memory.max": "1073741824", "cg/app/memory.current": "805306368", "cg/app/memory.stat": "inactive_file 268435456",
	})
	defer remove()
	if err := os.WriteFile(root+"/proc/self/mountinfo", []byte("25 1 0:22 / "+root+"/cg rw - cgroup2 cgroup2 rw\n"), 0o644); err != nil {
		fmt.Println(err)
		return
	}
	host := &psutilx.Host{Proc: root + "/proc"}
	machine, err1 := host.VirtualMemory()
	container, err2 := host.ContainerVirtualMemory()
	if err := errors.Join(err1, err2); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("machine: ", psutilx.Bytes2Human(machine.Available), "of", psutilx.Bytes2Human(machine.Total))
	fmt.Println("container:", psutilx.Bytes2Human(container.Available), "of", psutilx.Bytes2Human(container.Total))
	// Output:
	// machine:  2.9G of 7.6G
	// container: 512.0M of 1.0G
}

// A table of all processes, as top(1) has it. What could not be read of some costs
// none of the others.
func ExampleListProcesses() {
	rows, err := psutilx.ListProcesses(nil)
	if err != nil {
		fmt.Println(err)
	}
	for _, r := range rows {
		if r.PID == os.Getpid() {
			fmt.Println(r.RSS > 0, r.NumThreads > 1, r.Username != "")
		}
	}
	// Output: true true true
}

// Ask some programs to end, and end those that do not.
func ExampleWaitProcs() {
	ctx := context.Background()
	var procs []*psutilx.Process
	for _, script := range []string{"exec sleep 1000", "trap '' TERM; echo; while :; do sleep 1000; done"} {
		cmd := exec.Command("sh", "-c", script)
		out, err := cmd.StdoutPipe()
		if err != nil {
			fmt.Println(err)
			return
		}
		p, err := psutilx.NewPopen(cmd)
		if err != nil {
			fmt.Println(err)
			return
		}
		defer p.Wait(ctx, psutilx.NoTimeout)
		defer func() { // the shell's own sleep
			children, _ := p.Children(nil)
			p.Kill()
			for _, c := range children {
				c.Kill()
			}
		}()
		if len(procs) > 0 {
			out.Read(make([]byte, 1)) // it has set its trap
		}
		procs = append(procs, p.Process)
	}
	for _, p := range procs {
		p.Terminate()
	}
	gone, alive, err := psutilx.WaitProcs(ctx, procs, 500*time.Millisecond, nil)
	fmt.Println(len(gone), "ended,", len(alive), "did not,", err)
	for _, p := range alive {
		p.Kill()
	}
	// Output: 1 ended, 1 did not, <nil>
}
