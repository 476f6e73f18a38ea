package bus

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/nats-io/nats.go/jetstream"

	"github.com/pyops-go/pyops/examples/func/internal/authority"
	"github.com/pyops-go/pyops/examples/func/internal/wire"
)

// What the bus took is on the disk before it says so; streams that are gone are an
// alarm and are not made anew; a job's name is known for as long as its submission may
// be repeated.
func TestStreamsAreKeptAndMissed(t *testing.T) {
	dir := t.TempDir()
	a, err := authority.Open(filepath.Join(dir, "authority"))
	if err != nil {
		t.Fatal(err)
	}
	start := func() (*Server, jetstream.JetStream) {
		t.Helper()
		s, err := Start(Of(a), Options{Dir: dir, Listen: "127.0.0.1:0", Name: "test"})
		if err != nil {
			t.Fatal(err)
		}
		conn, err := Connect(s.URL(), ClientTLS(a.Overlord, a.Pool()), authority.OverlordName, "overlord", t.Logf)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(); s.Close() })
		if conn.Opts.MaxReconnect >= 0 || !conn.Opts.RetryOnFailedConnect || conn.Opts.ReconnectJitterTLS == 0 {
			t.Errorf("it gives up: %d tries, first one %v, jitter %v", conn.Opts.MaxReconnect, conn.Opts.RetryOnFailedConnect, conn.Opts.ReconnectJitterTLS)
		}
		js, err := Open(conn)
		if err != nil {
			t.Fatal(err)
		}
		return s, js
	}
	s, js := start()
	if c := s.JetStreamConfig(); c == nil || !c.SyncAlways {
		t.Errorf("%+v; want SyncAlways", c)
	}
	made := filepath.Join(dir, "made")
	for range 2 {
		if err := Streams(t.Context(), js, made, 1); err != nil {
			t.Fatal(err)
		}
	}
	stream, err := js.Stream(t.Context(), wire.Jobs)
	if err != nil {
		t.Fatal(err)
	}
	if c := stream.CachedInfo().Config; c.Duplicates < ackWait*4 || c.Storage != jetstream.FileStorage {
		t.Errorf("names are known for %v, stored in %v", c.Duplicates, c.Storage)
	}
	if Progress > ackWait/3 {
		t.Errorf("a sign every %v, where the bus waits %v", Progress, ackWait)
	}
	if err := js.DeleteStream(t.Context(), wire.Jobs); err != nil {
		t.Fatal(err)
	}
	if err := Streams(t.Context(), js, made, 1); !errors.Is(err, ErrStreamGone) {
		t.Errorf("a stream that is gone: %v", err)
	}
	if _, err := js.Stream(t.Context(), wire.Jobs); !errors.Is(err, jetstream.ErrStreamNotFound) {
		t.Errorf("the stream was made anew: %v", err)
	}
	if err := os.Remove(made); err != nil {
		t.Fatal(err)
	}
	if err := Streams(t.Context(), js, made, 1); err != nil {
		t.Errorf("begun anew: %v", err)
	}
}
