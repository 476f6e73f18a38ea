package psutilx

import (
	"encoding/binary"
	"net/netip"
	"strconv"
	"strings"
	"testing"
)

// TestFieldsThatMakeNoSenseAreNamed: each place of a stat file (numbered and
// described as in proc(5)) that holds nothing of use is told of by its name.
func TestFieldsThatMakeNoSenseAreNamed(t *testing.T) {
	line := strings.TrimSuffix(statText(31, "a b", "S", 1, 0, 10, 5, 0, 0, 100, 1, 7), "\n")
	head, tail, _ := strings.Cut(line, ") ")
	for place, f := range map[int]struct {
		need statFields
		what string
	}{
		4: {statPPID, "the number of the parent"}, 7: {statTTY, "the number of a terminal"},
		10: {statFaults, "a number of minor page faults"}, 12: {statFaults, "a number of major page faults"},
		14: {statTimes, "ticks in user mode"}, 15: {statTimes, "ticks in the kernel"},
		16: {statTimes, "ticks of children in user mode"}, 17: {statTimes, "ticks of children in the kernel"},
		19: {statNice, "a nice value"}, 20: {statNumThreads, "a number of threads"}, 22: {statStart, "ticks from the start of the system"},
		39: {statCPU, "the number of a CPU"}, 42: {statTimes, "ticks of waiting for block devices"},
	} {
		fields := strings.Fields(tail)
		fields[place-3] = "x"
		odd := head + ") " + strings.Join(fields, " ") + "\n"
		if _, err := parseProcessStat([]byte(odd), f.need); err == nil || !strings.Contains(err.Error(), "want "+f.what+" in place "+strconv.Itoa(place)+" of ") {
			t.Errorf("place %d: %v, want %s", place, err, f.what)
		}
		for other := statState; other < 1<<statNames; other <<= 1 {
			if other&f.need != 0 {
				continue
			}
			if _, err := parseProcessStat([]byte(odd), other); err != nil && strings.Contains(err.Error(), f.what) {
				t.Errorf("place %d costs who asks for %b: %v", place, other, err)
			}
		}
	}
}

// TestAddressesOfSockets: an address with port 0 is none, and one with port 1 is.
func TestAddressesOfSockets(t *testing.T) {
	word := "0100007F" // as a little-endian machine writes it
	if binary.NativeEndian.Uint16([]byte{0, 1}) == 1 {
		word = "7F000001"
	}
	for port, want := range map[string]Addr{
		"0000": {}, "0001": {IP: netip.MustParseAddr("127.0.0.1"), Port: 1}, "FFFF": {IP: netip.MustParseAddr("127.0.0.1"), Port: 65535},
	} {
		var a Addr
		if !a.parse(AFInet, []byte(word+":"+port)) || a != want {
			t.Errorf("port %s: %v, want %v", port, a, want)
		}
	}
}

// TestMainsPower: psutil believes the charger before the battery.
func TestMainsPower(t *testing.T) {
	for _, c := range []struct {
		charger, status string // "" is no file
		want            string
	}{
		{"1\n", "Discharging\n", "true"}, {"0\n", "Charging\n", "false"}, {"2\n", "Charging\n", "false"},
		{"", "Charging\n", "true"}, {"", "FULL\n", "true"}, {"", "discharging\n", "false"}, {"", "Not charging\n", "nil"}, {"", "", "nil"},
	} {
		for _, charger := range []string{"AC0", "AC"} {
			sys := tree{"class/power_supply/BAT0/energy_now": "4\n", "class/power_supply/BAT0/energy_full": "5\n", "class/power_supply/BAT0/power_now": "1\n"}
			if c.charger != "" {
				sys["class/power_supply/"+charger+"/online"] = c.charger
			}
			if c.status != "" {
				sys["class/power_supply/BAT0/status"] = c.status
			}
			b, err := (&Host{Sys: sys.write(t, t.TempDir())}).SensorsBattery()
			if err != nil {
				t.Fatal(err)
			}
			got := "nil"
			if b.PowerPlugged != nil {
				got = strconv.FormatBool(*b.PowerPlugged)
			}
			if got != c.want {
				t.Errorf("%s %q, battery %q: %s, want %s", charger, c.charger, c.status, got, c.want)
			}
		}
	}
}
