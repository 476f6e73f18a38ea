package machine

import (
	"context"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// Who is busy is seen by a reading that follows its Reader at once, too: it takes
// the moment that it needs.
func TestWhoIsBusyIsSeenAtOnce(t *testing.T) {
	r, err := New()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() { // this process is
		defer close(done)
		for n := 0; ; n++ {
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	m := r.Full(t.Context())
	close(stop)
	<-done
	if len(m.Busiest) == 0 || m.Busiest[0].CPU <= 0 {
		t.Fatalf("%+v", m.Busiest)
	}
	if m.MemoryTotal == 0 || m.Processes < 2 || m.AllCPUs < 1 || m.CPUs <= 0 || m.Name == "" || len(m.Filesystems) == 0 {
		t.Errorf("%+v", m)
	}
	seen := map[string]bool{}
	for _, f := range m.Filesystems {
		if seen[f.Mountpoint] || f.Total == 0 {
			t.Errorf("%+v twice, or empty", f)
		}
		seen[f.Mountpoint] = true
	}
	if !seen["/"] {
		t.Errorf("no root in %v", seen)
	}
	// An interrupt is not waited through.
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if begun := time.Now(); r.Full(ctx) == nil || time.Since(begun) > time.Minute {
		t.Error("it waits")
	}
}
