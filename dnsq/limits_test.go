package dnsq_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
)

func TestServiceParametersTakeLinearTime(t *testing.T) {
	dnstest.Linear(t, "parameters of services", 2000, func(n int) func() {
		var text strings.Builder
		text.WriteString("1 .")
		for i := range n {
			fmt.Fprintf(&text, " key%d=x", 1000+(i*7919)%n) // in no order
		}
		return func() {
			rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSVCB, text.String(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := dnsq.RdataToText(rd, nil); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A chain of pointers longer than a name has labels is no name.
func TestPointersAreFollowedSoOften(t *testing.T) {
	for _, c := range []struct {
		jumps int
		fine  bool
	}{{1, true}, {126, true}, {127, true}, {128, false}, {5000, false}} {
		wire := []byte{0}
		for at := range c.jumps {
			target := 0
			if at > 0 {
				target = 1 + 2*(at-1)
			}
			wire = binary.BigEndian.AppendUint16(wire, 0xc000|uint16(target))
		}
		name, _, err := dnsq.NameFromWire(wire, len(wire)-2)
		if c.fine != (err == nil) || c.fine && name != dnsq.Root || !c.fine && classOf(err) != "BadPointer" {
			t.Errorf("%d jumps: %v, %v", c.jumps, name, err)
		}
	}
	// A message full of such names takes no more time than one whose names are at
	// hand: the first of them is refused.
	head := make([]byte, 12, 65535)
	for at := 12; at < 16000; at += 2 {
		head = binary.BigEndian.AppendUint16(head, 0xc000|uint16(max(at-2, 4)))
	}
	full := func(target int) []byte {
		message, records := slices.Clone(head), 0
		for ; len(message)+12 < 65535; records++ {
			message = append(message, 0xc0|byte(target>>8), byte(target), 0, 1, 0, 1, 0, 0, 0, 0, 0, 0)
		}
		binary.BigEndian.PutUint16(message[6:], uint16(records))
		return message
	}
	least := func(message []byte) time.Duration {
		best := time.Duration(math.MaxInt64)
		for range 10 {
			start := time.Now()
			dnsq.MessageFromWire(message, nil)
			best = min(best, time.Since(start))
		}
		return best
	}
	if long, short := least(full(15998)), least(full(4)); long > 10*short {
		t.Errorf("a message of names of long chains took %v, of short ones %v", long, short)
	}
}
