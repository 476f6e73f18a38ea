package packet_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/pcap"
)

// captureOf is the bytes of a capture file with so many packets.
func captureOf(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := pcap.NewWriter(&b, 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for range n {
		if err := w.Write(pcap.Record{Time: time.Unix(1, 0), Data: must(t, frame("x"))}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Captures end with their context wherever they are: before anything is read, in a
// reader that gives nothing more, in the midst of a record, and in a callback. What was
// captured until then is there.
func TestCaptureEndsAtOddMoments(t *testing.T) {
	cause := errors.New("enough of that")
	whole := captureOf(t, 5)
	for name, c := range map[string]struct {
		data []byte // what there is before the reader gives nothing more
		want int
	}{
		"nothing": {nil, 0}, "half a header": {whole[:10], 0}, "header": {whole[:24], 0}, "within a record's header": {whole[:30], 0},
		"within a record": {whole[:60], 0}, "after five": {whole, 5},
	} {
		in, out := io.Pipe()
		ctx, cancel := context.WithCancelCause(t.Context())
		go func() {
			out.Write(c.data)
			cancel(cause) // the reader waits for more
		}()
		l, err := packet.Sniff(ctx, &packet.SniffOptions{Offline: io.Reader(in)})
		// A record that lies in the reader's buffer may not have been looked at yet.
		if !errors.Is(err, cause) || l.Len() > c.want {
			t.Errorf("%s: %v: %v", name, l, err)
		}
		out.Close()
		in.Close()
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	o := packet.SniffOptions{Offline: io.Reader(bytes.NewReader(whole))}
	n := 0
	o.Prn = func(*packet.Packet) {
		if n++; n == 3 {
			cancel(cause)
		}
	}
	if l, err := packet.Sniff(ctx, &o); !errors.Is(err, cause) || l.Len() != 3 {
		t.Errorf("in a callback: %v, %v", l, err)
	}
	ctx, cancel = context.WithCancelCause(t.Context())
	cancel(cause)
	o = packet.SniffOptions{Offline: io.Reader(bytes.NewReader(whole)), Started: func() { t.Error("a capture began after its end") }}
	if l, err := packet.Sniff(ctx, &o); !errors.Is(err, cause) || l.Len() != 0 {
		t.Errorf("ended before: %v, %v", l, err)
	}
	for range packet.Capture(t.Context(), &packet.SniffOptions{Offline: io.Reader(bytes.NewReader(whole))}) {
		break // and nothing is left behind, as TestMain sees
	}
}

// A sniffer that is stopped, joined and started out of turn says so, and can be used
// again.
func TestSnifferOutOfTurn(t *testing.T) {
	whole := captureOf(t, 5)
	s := packet.NewAsyncSniffer(&packet.SniffOptions{Offline: io.Reader(bytes.NewReader(whole))})
	if _, err := s.Join(t.Context()); err == nil {
		t.Error("what did not run was waited for")
	}
	if _, err := s.Stop(); err == nil {
		t.Error("what did not run was stopped")
	}
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if l, err := s.Join(t.Context()); err != nil || l.Len() != 5 {
			t.Errorf("%v, %v", l, err)
		}
	}
	for _, o := range []packet.SniffOptions{{Offline: "no/such/file"}, {Offline: io.Reader(bytes.NewReader(whole)), Filter: "tcp and"}, {Offline: 5}} {
		s := packet.NewAsyncSniffer(&o)
		if err := s.Start(t.Context()); err == nil || s.Running() {
			t.Errorf("%v: it began, or runs: %v", o.Offline, err)
		}
		if l, err := s.Stop(); err == nil || l.Len() != 0 {
			t.Errorf("%v: %v, %v", o.Offline, l, err)
		}
	}
	in, out := io.Pipe()
	defer out.Close()
	o := packet.SniffOptions{Offline: io.Reader(in)}
	o.Started = func() {
		if !s.Running() || s.Start(t.Context()) == nil {
			t.Error("what is called back finds a sniffer that does not run")
		}
	}
	s = packet.NewAsyncSniffer(&o)
	if err := s.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Join(ended); !errors.Is(err, context.Canceled) || !s.Running() {
		t.Errorf("waiting ended with %v; running: %v", err, s.Running())
	}
	if l, err := s.Stop(); err != nil || l.Len() != 0 || s.Running() {
		t.Errorf("%v, %v", l, err)
	}
	in.Close()
}
