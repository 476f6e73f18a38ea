//go:build linux

package psutilx

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

// sensorTrees stand in for /sys, with what hangs on a machine.
var sensorTrees = map[string]tree{
	"a notebook": {
		"class/hwmon/hwmon0/name":                "coretemp\n",
		"class/hwmon/hwmon0/temp1_input":         "45000\n",
		"class/hwmon/hwmon0/temp1_label":         "Package id 0\n",
		"class/hwmon/hwmon0/temp1_max":           "100000\n",
		"class/hwmon/hwmon0/temp1_crit":          "105000\n",
		"class/hwmon/hwmon0/temp10_input":        "-1500\n",
		"class/hwmon/hwmon0/temp2_input":         "46123\n",
		"class/hwmon/hwmon0/temp2_crit":          "100000\n",
		"class/hwmon/hwmon0/temp3_input":         "47000\n",
		"class/hwmon/hwmon0/temp3_max":           "90000\n",
		"class/hwmon/hwmon0/temp3_crit":          "0\n",
		"class/hwmon/hwmon0/temp4_input":         "not a number\n",
		"class/hwmon/hwmon0/temp5_label":         "no input\n",
		"class/hwmon/hwmon0/temp6_input":         "1\n",
		"class/hwmon/hwmon0/temp6_max":           "nothing\n",
		"class/hwmon/hwmon1/temp1_input":         "1\n", // no name
		"class/hwmon/hwmon2/device/name":         "old\n",
		"class/hwmon/hwmon2/device/temp1_input":  "33333\n",
		"class/hwmon/hwmon2/name":                "thinkpad\n",
		"class/hwmon/hwmon2/fan1_input":          "2650\n",
		"class/hwmon/hwmon2/fan1_label":          "Left\n",
		"class/hwmon/hwmon2/fan2_input":          "0\n",
		"class/hwmon/hwmon2/fan3_label":          "no input\n",
		"class/power_supply/BAT0/energy_now":     "16220000\n",
		"class/power_supply/BAT0/energy_full":    "36493000\n",
		"class/power_supply/BAT0/power_now":      "3600000\n",
		"class/power_supply/BAT0/status":         "Discharging\n",
		"class/power_supply/BAT1/capacity":       "3\n",
		"class/power_supply/AC/online":           "0\n",
		"class/thermal/thermal_zone0/temp":       "1\n",
		"class/thermal/thermal_zone0/type":       "not asked\n",
		"devices/system/cpu/cpufreq/policy0/x":   "",
		"devices/system/cpu/cpu0/cpufreq/unused": "",
	},
	"on mains": {
		"class/hwmon/hwmon0/device/name":                       "fan\n",
		"class/hwmon/hwmon0/device/fan1_input":                 "1\n",
		"class/thermal/thermal_zone0/temp":                     "25000\n",
		"class/thermal/thermal_zone0/type":                     "acpitz\n",
		"class/thermal/thermal_zone0/trip_point_0_type":        "critical\n",
		"class/thermal/thermal_zone0/trip_point_0_temp":        "95000\n",
		"class/thermal/thermal_zone1/temp":                     "26000\n",
		"class/thermal/thermal_zone1/type":                     "acpitz\n",
		"class/thermal/thermal_zone2/type":                     "no temp\n",
		"class/power_supply/my-Battery/charge_now":             "5\n",
		"class/power_supply/my-Battery/charge_full":            "10\n",
		"class/power_supply/AC0/online":                        "1\n",
		"devices/system/cpu/cpufreq/policy0/scaling_cur_freq":  "2300001\n",
		"devices/system/cpu/cpufreq/policy0/scaling_min_freq":  "800000\n",
		"devices/system/cpu/cpufreq/policy0/scaling_max_freq":  "3500000\n",
		"devices/system/cpu/cpufreq/policy10/cpuinfo_cur_freq": "1100000\n",
		"devices/system/cpu/cpufreq/policy10/scaling_min_freq": "800000\n",
		"devices/system/cpu/cpufreq/policy10/scaling_max_freq": "3500000\n",
		"devices/system/cpu/cpufreq/policy2/scaling_cur_freq":  "1200000\n",
		"devices/system/cpu/cpufreq/policy2/scaling_min_freq":  "800000\n",
		"devices/system/cpu/cpufreq/policy2/scaling_max_freq":  "3500000\n",
	},
	"a battery that knows little": {
		"class/hwmon/x":                         "",
		"class/thermal/x":                       "",
		"class/power_supply/BAT0/capacity":      "57\n",
		"class/power_supply/BAT0/status":        "Full\n",
		"devices/system/cpu/cpu0/cpufreq/x":     "",
		"devices/system/cpu/cpu1/cpufreq/x":     "",
		"devices/system/cpu/cpu1/topology/core": "",
	},
	"a battery that knows its time": {
		"class/hwmon/x":                             "",
		"class/thermal/x":                           "",
		"class/power_supply/BAT0/capacity":          "57\n",
		"class/power_supply/BAT0/time_to_empty_now": "90\n",
		"class/power_supply/BAT0/energy_now":        "0\n",
		"class/power_supply/BAT0/energy_full":       "0\n",
		"devices/system/cpu/x":                      "",
	},
	"a battery at the end of its time": {
		"class/hwmon/x":                             "",
		"class/thermal/x":                           "",
		"class/power_supply/BAT0/capacity":          "1\n",
		"class/power_supply/BAT0/time_to_empty_now": "0\n",
		"devices/system/cpu/x":                      "",
	},
	"a battery that nothing drains": {
		"class/hwmon/x":                       "",
		"class/thermal/x":                     "",
		"class/power_supply/BAT0/charge_now":  "7\n",
		"class/power_supply/BAT0/current_now": "0\n",
		"class/power_supply/BAT0/capacity":    "12\n",
		"class/power_supply/BAT0/status":      "Unknown\n",
		"devices/system/cpu/x":                "",
	},
	"a battery whose current is empty": { // psutil tells the rest, where it does not need it
		"class/hwmon/x":                       "",
		"class/thermal/x":                     "",
		"class/power_supply/BAT0/charge_now":  "4000000\n",
		"class/power_supply/BAT0/charge_full": "5000000\n",
		"class/power_supply/BAT0/current_now": "",
		"class/power_supply/BAT0/capacity":    "80\n",
		"class/power_supply/BAT0/status":      "Full\n",
		"devices/system/cpu/x":                "",
	},
	"no battery": {
		"class/hwmon/x":              "",
		"class/thermal/x":            "",
		"class/power_supply/AC/x":    "",
		"devices/system/cpu/cpufreq": "",
	},
}

func sensorReadings() []reading {
	fahrenheit := &SensorsTemperaturesOptions{Fahrenheit: true}
	return []reading{
		{python: "byname(psutil.sensors_temperatures())", ours: func(h *Host) (string, error) { return mapLists(h.SensorsTemperatures(nil)) }},
		{python: "byname(psutil.sensors_temperatures(True))", ours: func(h *Host) (string, error) { return mapLists(h.SensorsTemperatures(fahrenheit)) }},
		{python: "byname(psutil.sensors_fans())", ours: func(h *Host) (string, error) { return mapLists(h.SensorsFans()) }},
		{python: "psutil.sensors_battery()", ours: func(h *Host) (string, error) { return text(h.SensorsBattery) }},
		{python: "psutil.cpu_freq()", ours: func(h *Host) (string, error) { return text(h.CPUFreq) }},
		{python: "psutil.cpu_freq(percpu=True)", ours: func(h *Host) (string, error) { return listText(h.CPUFreqPerCPU()) }},
	}
}

// mapLists is a map of lists as text, a line for each.
func mapLists[T fmt.Stringer](m map[string][]T, err error) (string, error) {
	lists := map[string]listOf[T]{}
	for name, list := range m {
		lists[name] = list
	}
	return mapText(lists, err)
}

type listOf[T fmt.Stringer] []T

func (l listOf[T]) String() string {
	words := []string{}
	for _, v := range l {
		words = append(words, v.String())
	}
	return strings.Join(words, ", ")
}

const pythonByName = `
def byname(d):
    return {k: ', '.join(map(str, v)) for k, v in d.items()}
`

// TestSensors lets both read the same sysfs, with two kinds of cpuinfo.
func TestSensors(t *testing.T) {
	cpuinfos := []string{"", "processor\t: 0\ncpu MHz\t\t: 2299.998\n\nprocessor\t: 1\ncpu MHz\t\t: 1000.5\n\n", "cpu MHz : 1\nCPU mhz: 2.5\ncpu MHz: 3.0009\n"}
	for name, files := range sensorTrees {
		t.Run(name, func(t *testing.T) {
			sys := files.write(t, t.TempDir())
			py := mounted(t, `mount -t tmpfs none /sys; mkdir -p /sys/class /sys/devices; mount --bind "$1/class" /sys/class; mount --bind "$1/devices" /sys/devices`, sys)
			py.Define(pythonByName)
			for _, cpuinfo := range cpuinfos {
				h := &Host{Proc: tree{"cpuinfo": cpuinfo}.write(t, t.TempDir()), Sys: sys}
				for _, r := range sensorReadings() {
					want := py.Value("readings", h.Proc, []string{r.python}).([]any)[0].(string)
					if got := outcome(r.ours(h)); got != want {
						t.Errorf("%s:\n ours   %s\n theirs %s", r.python, got, want)
					}
				}
			}
		})
	}
}

// utmpRecord is a record of a utmp file.
func utmpRecord(kind int16, pid int32, line, user, host string, started int64) string {
	b := make([]byte, utmpSize(runtime.GOARCH))
	binary.NativeEndian.PutUint16(b, uint16(kind))
	binary.NativeEndian.PutUint32(b[4:], uint32(pid))
	copy(b[8:40], line)
	copy(b[44:76], user)
	copy(b[76:332], host)
	if len(b) == 400 {
		binary.NativeEndian.PutUint64(b[344:], uint64(started))
	} else {
		binary.NativeEndian.PutUint32(b[340:], uint32(started))
	}
	return string(b)
}

func TestUsers(t *testing.T) {
	const now = 1795421845 // no number of 24 bits has it
	for name, content := range map[string]string{
		"some": utmpRecord(2, 0, "~", "reboot", "6.1", now) + utmpRecord(7, 4711, "pts/3", "ada", "10.0.0.9", now) +
			utmpRecord(7, 12, ":0", "bob", ":0", now-100) + utmpRecord(8, 9, "pts/4", "gone", "", now) +
			utmpRecord(7, 13, "", "nowhere", ":0.0", 0) + utmpRecord(7, -5, strings.Repeat("l", 31), strings.Repeat("u", 31), strings.Repeat("h", 255), 1<<31-1) +
			utmpRecord(6, 1, "tty1", "LOGIN", "", now),
		"none": "",
		"cut":  utmpRecord(7, 4711, "pts/3", "ada", "", now) + "\x07\x00",
	} {
		file := filepath.Join(t.TempDir(), "utmp")
		writeFile(t, file, content)
		py := mounted(t, `mount -t tmpfs none /run; cp "$1" /run/utmp; test -e /var/run/utmp`, file)
		want := py.Value("readings", "/proc", []string{"psutil.users()"}).([]any)[0]
		users, err := (&Host{Utmp: file}).Users()
		exact, _ := listText(users, nil)
		for i := range users {
			// psutil's C code keeps the time in 32 bits of floating point, a minute
			// or two off; we keep it whole.
			users[i].Started = time.Unix(int64(float32(users[i].Started.Unix())), 0)
		}
		if got := outcome(listText(users, err)); got != want {
			t.Errorf("%s:\n ours   %s\n theirs %s", name, got, want)
		}
		if len(users) > 0 && exact == want {
			t.Errorf("%s: psutil keeps the time whole now", name)
		}
	}
	if users, err := (&Host{Utmp: filepath.Join(t.TempDir(), "missing")}).Users(); users == nil || len(users) > 0 || err != nil {
		t.Errorf("%v, %v", users, err)
	}
}

const mountsText = "/dev/vda / ext4 rw,relatime 0 0\nnone /a\\040b tmpfs rw 0 0\nproc /proc proc rw 0 0\nrpool/x /proc zfs rw 0 0\n" +
	"# comment\n\n/dev/root / ext4 ro 0 0\nrootfs / rootfs rw 0 0\n/dev/sdb1 /mnt\\011x\\134y\\012z vfat rw,opt=1\\040000 0 0\n\\\\server\\share /smb cifs rw 0 0\nnone /x ext4 rw 0 0\n/dev/short /tmp ext4\n"

func TestPartitions(t *testing.T) {
	py := startPsutil(t)
	var s unix.Stat_t
	if err := unix.Stat("/", &s); err != nil {
		t.Fatal(err)
	}
	for name, files := range map[string]tree{
		"plain":      {"filesystems": "nodev\tsysfs\n\text4\n\tvfat\nnodev\tzfs\n", "self/mounts": mountsText},
		"no zfs":     {"filesystems": "nodev\tsysfs\n\text4\n", "self/mounts": mountsText},
		"partitions": {"filesystems": "\text4\n", "self/mounts": mountsText, "partitions": fmt.Sprintf("major minor  #blocks  name\n\n %d %d 1000 null\n", unix.Major(s.Dev), unix.Minor(s.Dev))},
		"no mounts":  {"filesystems": "\text4\n"},
		"nothing":    {},
		"bad":        {"filesystems": "nodev\n", "self/mounts": ""},
	} {
		h := &Host{Proc: files.write(t, t.TempDir())}
		for _, all := range []bool{false, true} {
			want := py.Value("readings", h.Proc, []string{fmt.Sprintf("psutil.disk_partitions(%s)", boolRepr(all))}).([]any)[0]
			if got := outcome(listText(h.DiskPartitions(&DiskPartitionsOptions{All: all}))); got != want {
				t.Errorf("%s, %v:\n ours   %s\n theirs %s", name, all, got, want)
			}
		}
	}
	for _, all := range []bool{false, true} {
		want := py.Value("readings", "/proc", []string{fmt.Sprintf("psutil.disk_partitions(%s)", boolRepr(all))}).([]any)[0]
		if got := outcome(listText(DiskPartitions(&DiskPartitionsOptions{All: all}))); got != want {
			t.Errorf("here, %v:\n ours   %s\n theirs %s", all, got, want)
		}
	}
}

var interfaceReadings = []reading{
	{python: "byname(psutil.net_if_addrs())", ours: func(h *Host) (string, error) { return mapLists(h.NetIfAddrs()) }},
	{python: "psutil.net_if_stats()", ours: func(h *Host) (string, error) { return mapText(h.NetIfStats()) }},
}

// playInterfaces reads the interfaces of the namespace that it was started in.
func playInterfaces([]string) error {
	said := []string{}
	for _, r := range interfaceReadings {
		said = append(said, outcome(r.ours(&Host{})))
	}
	return json.NewEncoder(os.Stdout).Encode(said)
}

// TestInterfaces lets both look at a network namespace with interfaces of many
// kinds.
func TestInterfaces(t *testing.T) {
	t.Parallel()
	n := peers.NewNamespace(t)
	for _, command := range []string{
		"ip link add v0 type veth peer name v1",
		"ip addr add 10.9.0.1/24 dev v0",
		"ip addr add 10.9.1.1/16 brd + dev v0 label v0:x",
		"ip addr add 10.9.2.1 peer 10.9.2.2 dev v0",
		"ip addr add 2001:db8::5/64 dev v0 nodad",
		"ip addr add ::10.1.2.3/96 dev v0 nodad",
		"ip link set v0 up mtu 1300",
		"ip link set v1 up promisc on",
		"ip link add v2 type veth peer name v3",
		"ip addr add 192.168.7.7/32 dev v2",
	} {
		n.Run(t, strings.Fields(command)...)
	}
	if err := tryRun(n, "ip", "tuntap", "add", "t0", "mode", "tun"); err == nil {
		n.Run(t, "ip", "addr", "add", "10.8.0.1", "peer", "10.8.0.2", "dev", "t0")
		n.Run(t, "ip", "link", "set", "t0", "up")
	}
	peers.Eventually(t, "the addresses to settle", func() bool {
		out := n.Run(t, "ip", "addr")
		return !strings.Contains(out, "tentative") && strings.Contains(out, "fe80:")
	})
	py := original.StartWith(t, &original.Options{Wrap: n.Command()}, "psutil")
	py.Define(pythonReadings + pythonByName)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	inside := n.Command(self)
	out, err := partCommand(t, inside[0], "interfaces", inside[1:]...).Output()
	if err != nil {
		t.Fatal(err)
	}
	var ours []string
	if err := json.Unmarshal(out, &ours); err != nil || len(ours) != len(interfaceReadings) {
		t.Fatalf("%s: %v", out, err)
	}
	for i, r := range interfaceReadings {
		want := py.Value("readings", "/proc", []string{r.python}).([]any)[0].(string)
		if ours[i] != want {
			t.Errorf("%s:\n ours   %s\n theirs %s", r.python, ours[i], want)
		}
	}
	// And the machine itself.
	here := startPsutil(t)
	here.Define(pythonByName)
	for _, r := range interfaceReadings {
		want := here.Value("readings", "/proc", []string{r.python}).([]any)[0].(string)
		if got := outcome(r.ours(&Host{})); got != want {
			t.Errorf("%s:\n ours   %s\n theirs %s", r.python, got, want)
		}
	}
}

func tryRun(n *peers.Namespace, argv ...string) error {
	args := n.Command(argv...)
	p, err := os.StartProcess("/usr/bin/env", append([]string{"env"}, args...), &os.ProcAttr{})
	if err != nil {
		return err
	}
	state, err := p.Wait()
	if err == nil && !state.Success() {
		err = fmt.Errorf("%v", state)
	}
	return err
}
