package peers

import (
	"testing"
	"time"
)

// Eventually waits for a condition that nothing announces, asking again every
// few milliseconds, and fails the test when it has not come after ReadyTimeout.
func Eventually(t testing.TB, what string, condition func() bool) {
	t.Helper()
	deadline := time.Now().Add(ReadyTimeout)
	pause := time.NewTicker(2 * time.Millisecond)
	defer pause.Stop()
	for !condition() {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v for %s", ReadyTimeout, what)
		}
		<-pause.C
	}
}
