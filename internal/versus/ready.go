package main

import (
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// ready tries something until it works: a server has been started, and nobody knows
// when it will answer. After a while it gives the error of the last try.
func ready(try func() error) error {
	for deadline := time.Now().Add(peers.ReadyTimeout); ; time.Sleep(5 * time.Millisecond) {
		if err := try(); err == nil || time.Now().After(deadline) {
			return err
		}
	}
}
