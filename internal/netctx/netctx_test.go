package netctx_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/netctx"
)

func TestMain(m *testing.M) { leak.Main(m) }

var errWhy = errors.New("the operator said so")

// pair is a connection over loopback, and its other end.
func pair(t *testing.T) (near, far net.Conn) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	near, err = net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	far, err = l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { near.Close(); far.Close() })
	return near, far
}

func TestBindInterruptsAReadAndNamesTheCause(t *testing.T) {
	near, _ := pair(t)
	ctx, cancel := context.WithCancelCause(t.Context())
	release := netctx.Bind(ctx, near)
	go cancel(errWhy)
	_, err := near.Read(make([]byte, 1))
	err = netctx.Err(ctx, err)
	if !errors.Is(err, errWhy) || !errors.Is(err, os.ErrDeadlineExceeded) || err.Error() != errWhy.Error() {
		t.Errorf("got %v", err)
	}
	release()
}

func TestReleaseLeavesTheConnectionUsable(t *testing.T) {
	near, far := pair(t)
	for i := range 200 {
		ctx, cancel := context.WithCancel(t.Context())
		release := netctx.Bind(ctx, near)
		if i%2 == 0 {
			go cancel() // races with release
		}
		release()
		if _, err := far.Write([]byte{byte(i)}); err != nil {
			t.Fatal(err)
		}
		if _, err := near.Read(make([]byte, 1)); err != nil {
			t.Fatalf("round %d: %v", i, err)
		}
		cancel()
	}
}

func TestUntilDoesNotTakeBackAnInterrupt(t *testing.T) {
	near, _ := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	b := netctx.NewBond(ctx, near.SetReadDeadline)
	defer b.Release()
	cancel()
	if err := b.Until(time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, err := near.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestUntilIsALimitOfItsOwn(t *testing.T) {
	near, _ := pair(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	b := netctx.NewBond(ctx, near.SetReadDeadline)
	defer b.Release()
	if err := b.Until(time.Now().Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	_, err := near.Read(make([]byte, 1))
	if err := netctx.Err(ctx, err); !errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestErr(t *testing.T) {
	alive := t.Context()
	ended, cancel := context.WithCancelCause(t.Context())
	cancel(errWhy)
	late, cancelLate := context.WithDeadline(t.Context(), time.Unix(1, 0))
	defer cancelLate()
	reset := errors.New("connection reset")
	for _, test := range []struct {
		ctx  context.Context
		err  error
		text string
		is   []error
	}{
		{alive, reset, "connection reset", []error{reset}},
		{ended, reset, "the operator said so (connection reset)", []error{reset, errWhy}},
		{ended, os.ErrDeadlineExceeded, "the operator said so", []error{errWhy, os.ErrDeadlineExceeded}},
		{ended, context.Canceled, "the operator said so", []error{errWhy, context.Canceled}},
		{ended, errWhy, "the operator said so", []error{errWhy}},
		{late, os.ErrDeadlineExceeded, "context deadline exceeded", []error{context.DeadlineExceeded}},
	} {
		got := netctx.Err(test.ctx, test.err)
		if got.Error() != test.text {
			t.Errorf("Err(%v) reads %q, want %q", test.err, got, test.text)
		}
		for _, target := range test.is {
			if !errors.Is(got, target) {
				t.Errorf("Err(%v) is not %v", test.err, target)
			}
		}
	}
	if err := netctx.Err(ended, nil); err != nil {
		t.Errorf("nil became %v", err)
	}
}

func TestMutexWaitsNoLongerThanItsContext(t *testing.T) {
	var m netctx.Mutex
	if err := m.Lock(t.Context()); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	go cancel(errWhy)
	if err := m.Lock(ctx); err != errWhy {
		t.Errorf("got %v", err)
	}
	if m.TryLock() {
		t.Error("locked twice")
	}
	m.Unlock()
	if err := m.Lock(ctx); err != errWhy {
		t.Errorf("a context that had ended took the lock: %v", err)
	}
	if !m.TryLock() {
		t.Error("a lock that was given back is not to be had")
	}
	m.Unlock()
}

func TestMutexKeepsOthersOut(t *testing.T) {
	var m netctx.Mutex
	n, done := 0, make(chan struct{})
	for range 8 {
		go func() {
			for range 1000 {
				if err := m.Lock(context.Background()); err != nil {
					t.Error(err)
				}
				n++
				m.Unlock()
			}
			done <- struct{}{}
		}()
	}
	for range 8 {
		<-done
	}
	if n != 8000 {
		t.Errorf("%d of 8000", n)
	}
}

// mute hides every method of a reader but Read.
type mute struct{ io.Reader }

func TestReaderPassesOnWhatIsRead(t *testing.T) {
	want := strings.Repeat("0123456789", 30_000)
	near, far := pair(t)
	go func() {
		io.WriteString(far, want)
		far.Close()
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(want), 0o666); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for name, r := range map[string]io.Reader{
		"in memory":  strings.NewReader(want),
		"file":       file,
		"connection": near,
		"aside":      mute{strings.NewReader(want)},
		"by bytes":   mute{iotest.OneByteReader(strings.NewReader(want[:1000]))},
		"data + EOF": mute{iotest.DataErrReader(strings.NewReader(want))},
	} {
		got, err := io.ReadAll(netctx.Reader(ctx, r))
		if err != nil || len(got) < 1000 || string(got) != want[:len(got)] {
			t.Errorf("%s: %d bytes, %v", name, len(got), err)
		}
	}
	if err := iotest.TestReader(netctx.Reader(ctx, mute{bytes.NewReader([]byte(want))}), []byte(want)); err != nil {
		t.Error(err)
	}
	if _, err := netctx.Reader(ctx, mute{iotest.ErrReader(errWhy)}).Read(make([]byte, 1)); err != errWhy {
		t.Errorf("the reader's own error became %v", err)
	}
}

func TestReaderEndsWithItsContext(t *testing.T) {
	near, _ := pair(t)
	silent, feed := io.Pipe()
	defer feed.Close() // lets the read that was left behind end
	for name, r := range map[string]io.Reader{"connection": near, "aside": mute{silent}, "in memory": strings.NewReader("x")} {
		ctx, cancel := context.WithCancelCause(t.Context())
		reader := netctx.Reader(ctx, r)
		if name == "in memory" {
			cancel(errWhy)
		} else {
			go cancel(errWhy)
		}
		for range 2 {
			if n, err := reader.Read(make([]byte, 8)); n != 0 || !errors.Is(err, errWhy) {
				t.Errorf("%s: %d, %v", name, n, err)
			}
		}
	}
}

// tardy is a context whose time has come, and which says so a little later.
type tardy struct {
	context.Context
	deadline time.Time
}

func (t tardy) Deadline() (time.Time, bool) { return t.deadline, true }

// Who waits for a deadline itself may be earlier than its context: the error is the
// context's all the same.
func TestADeadlineThatIsEarlierThanItsContext(t *testing.T) {
	why := errors.New("enough")
	ctx, cancel := context.WithCancelCause(t.Context())
	late := tardy{ctx, time.Now()}
	time.AfterFunc(20*time.Millisecond, func() { cancel(why) })
	if err := netctx.Err(late, os.ErrDeadlineExceeded); !errors.Is(err, why) || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Error(err)
	}
	ctx, cancel = context.WithCancelCause(t.Context())
	defer cancel(nil)
	if netctx.Ended(tardy{ctx, time.Now().Add(time.Hour)}) {
		t.Error("a context has ended an hour before its time")
	}
	if err := netctx.Err(tardy{ctx, time.Now()}, io.EOF); err != io.EOF {
		t.Error(err)
	}
	if err := netctx.Err(tardy{ctx, time.Now()}, os.ErrDeadlineExceeded); err != os.ErrDeadlineExceeded {
		t.Errorf("a context that never ends: %v", err)
	}
}
