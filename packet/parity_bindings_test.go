package packet_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// bindingsSource has scapy lay each of the named layers over one, and tell what becomes
// of that one's unset fields. What names a field that it has not changes nothing.
const bindingsSource = `
def plain(p):
    return " ".join(sorted("%s=%s" % (k, v.hex() if isinstance(v, bytes) else v) for k, v in p.overloaded_fields.items() if k in p.fieldtype))

def below(lower, names):
    kinds = set(NAMES[lower]().aliastypes)
    return [None if n not in NAMES else plain(NAMES[lower]()/NAMES[n]()) if kinds & set(getattr(NAMES[n], "_overload_fields", ())) else "" for n in names]
`

// What a layer makes of unset fields of the one below it is as in scapy, of every pair.
func TestParityBindings(t *testing.T) {
	py := startScapy(t)
	py.Define(bindingsSource)
	var names []any
	for _, p := range packet.Builtin() {
		names = append(names, p.Name())
	}
	// What scapy has there, and what is owed: it names a type where the number is called
	// otherwise, and takes the length of a route that has its entries for zero.
	mended := map[string][2]string{
		"GRE/Dot1AD": {"", "proto=34984"}, "GRE_PPTP/Dot1AD": {"", "proto=34984"}, "SNAP/Dot1AD": {"", "code=34984"},
		"CookedLinux/Dot1AD": {"", "proto=34984"}, "CookedLinuxV2/Dot1AD": {"", "proto=34984"},
		"GRErouting/Raw": {"SRE_len=0 address_family=0", ""}, "GRErouting/Padding": {"SRE_len=0 address_family=0", ""},
	}
	for _, lower := range packet.Builtin() {
		theirs, err := py.Call("below", lower.Name(), names)
		if err != nil {
			t.Errorf("%s: %v", lower.Name(), err)
			continue
		}
		for i, upper := range packet.Builtin() {
			var fields []string
			for k, v := range packet.Overloads(upper, lower) {
				if b, ok := v.([]byte); ok {
					v = fmt.Sprintf("%x", b)
				}
				fields = append(fields, fmt.Sprintf("%s=%v", k, v))
			}
			slices.Sort(fields)
			want := theirs.([]any)[i]
			if owed, ok := mended[lower.Name()+"/"+upper.Name()]; ok && want == owed[0] {
				want = owed[1]
			}
			if got := strings.Join(fields, " "); want != nil && got != want {
				t.Errorf("%s/%s: ours %q, scapy's %q", lower.Name(), upper.Name(), got, want)
			}
		}
	}
}
