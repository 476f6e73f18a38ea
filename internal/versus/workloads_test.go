package main

import (
	"testing"

	"github.com/pyops-go/pyops/internal/original"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestWorkloadsHaveNames(t *testing.T) {
	seen := map[[2]string]bool{}
	for _, w := range workloads {
		key := [2]string{w.Package, w.Name}
		if w.Package == "" || w.Name == "" || w.Setup == nil || seen[key] {
			t.Errorf("%q is unfit", key)
		}
		seen[key] = true
	}
}

// Nobody is timed who was not compared: every contestant of every workload tells
// what it produces, and it is the same.
func TestContestantsProduceTheSame(t *testing.T) {
	peers.Need(t, original.Interpreter)
	h := newHarness(t.Output(), t.Output())
	for _, w := range workloads {
		t.Run(w.Package+" "+w.Name, func(t *testing.T) {
			c, err := w.Setup()
			if err != nil {
				t.Fatal(err)
			}
			if c.Close != nil {
				defer c.Close()
			}
			ours, err := h.prepare(c.Ours)
			if err != nil {
				t.Fatal(err)
			}
			if ours.value == nil {
				t.Fatal("ours does not tell what it produces")
			}
			for _, contestant := range c.Peers {
				peer, err := h.prepare(contestant)
				if missing(err) {
					peers.Missing(t, contestant.Name)
				} else if err != nil {
					t.Fatal(err)
				}
				if peer.value == nil {
					t.Errorf("%s does not tell what it produces", contestant.Name)
				} else if err := agree(ours, peer); err != nil {
					t.Error(err)
				}
				if err := peer.close(); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
