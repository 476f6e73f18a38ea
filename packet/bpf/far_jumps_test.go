package bpf_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet/bpf"
)

// anyByte is true of packets that have a 1 in an even one of their first n bytes, or a 2
// in an odd one.
func anyByte(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "ether[%d] = %d or ", i, 1+i%2)
	}
	return b.String() + "ether[0] = 3"
}

// Programs whose jumps go further than a jump can say mean what short ones do.
func TestFarJumps(t *testing.T) {
	for _, n := range []int{80, 84, 85, 86, 90, 127, 128, 129, 254, 255, 256, 257, 300, 1400} {
		whole, err := bpf.Compile(t.Context(), anyByte(n), nil)
		if err != nil {
			t.Fatal(err)
		}
		opposite, err := bpf.Compile(t.Context(), "not ("+anyByte(n)+") and ether[1] != 9", nil)
		if err != nil {
			t.Fatal(err)
		}
		packet := make([]byte, n+1)
		for _, at := range []int{-1, 0, 1, n / 2, n - 2, n - 1, n} {
			for value := range byte(4) {
				clear(packet)
				want := false
				if at >= 0 {
					packet[at] = value
					want = int(value) == 1+at%2 && at < n || value == 3 && at == 0
				}
				if whole.Match(packet) != want || opposite.Match(packet) == want {
					t.Errorf("%d bytes, %d at %d: %v, and its opposite %v", n, value, at, whole.Match(packet), opposite.Match(packet))
				}
			}
		}
	}
}
