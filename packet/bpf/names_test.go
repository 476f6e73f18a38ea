package bpf

import (
	"os"
	"testing"

	"github.com/pyops-go/pyops/internal/peers"
)

// The protocols that are known everywhere have the numbers of the system's own list,
// where there is one.
func TestWellKnownProtocols(t *testing.T) {
	f, err := os.Open("/etc/protocols")
	if err != nil {
		peers.Lacking(t, "/etc/protocols")
	}
	defer f.Close()
	listed := map[string]string{}
	for _, fields := range lines(f) {
		for i, word := range fields {
			if i != 1 && len(fields) > 1 {
				listed[word] = fields[1]
			}
		}
	}
	for name, number := range wellKnown {
		if v, ok := lookupProtocol(name); !ok || v != number || listed[name] == "" {
			t.Errorf("%s is %d here, %q in the system's list", name, number, listed[name])
		}
	}
}
