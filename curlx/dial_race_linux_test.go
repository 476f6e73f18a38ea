package curlx

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

// mute listens at an address and port but takes nobody: whoever connects waits. The
// queue of connections has one place, and that is taken.
func mute(t *testing.T, ip [4]byte, port int) {
	t.Helper()
	socket := func() int {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_NONBLOCK|syscall.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { syscall.Close(fd) })
		return fd
	}
	l, at := socket(), &syscall.SockaddrInet4{Port: port, Addr: ip}
	if err := errors.Join(syscall.Bind(l, at), syscall.Listen(l, 0)); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := syscall.Connect(socket(), at); err != nil && err != syscall.EINPROGRESS {
			t.Fatal(err)
		}
	}
}

// Where a name has several addresses the next is tried when one has not answered for
// a while, and what was begun is given up when another has answered.
func TestAddressesAreTriedBesideEachOther(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "here") }))
	defer s.Close()
	port := s.Listener.Addr().(*net.TCPAddr).Port
	mute(t, [4]byte{127, 0, 0, 2}, port)
	mute(t, [4]byte{127, 0, 0, 3}, port)
	u := fmt.Sprintf("http://x.test:%d/", port)
	to := func(addresses string) []any {
		return []any{URL, u, RESOLVE, []string{fmt.Sprintf("x.test:%d:%s", port, addresses)}}
	}
	for _, c := range []struct {
		addresses string
		least     time.Duration // that the connection takes
	}{
		{"127.0.0.1,127.0.0.2", 0},
		{"127.0.0.2,127.0.0.1", 200 * time.Millisecond},
		{"127.0.0.2,127.0.0.3,127.0.0.1", 400 * time.Millisecond},
		{"127.0.0.4,127.0.0.1", 0}, // where nobody listens
		{"127.0.0.2,127.0.0.4,127.0.0.1", 200 * time.Millisecond},
	} {
		h := handle(t, to(c.addresses)...)
		if got, err := body(h); err != nil || got != "here" {
			t.Errorf("%s: %q, %v", c.addresses, got, err)
		}
		ip, _ := Get(h, PRIMARY_IP)
		took, _ := Get(h, CONNECT_TIME_T)
		if ip != "127.0.0.1" || time.Duration(took)*time.Microsecond < c.least {
			t.Errorf("%s: connected to %s after %d us, want 127.0.0.1 after %v or more", c.addresses, ip, took, c.least)
		}
	}
	h := handle(t, append(to("127.0.0.4,127.0.0.5"), TIMEOUT, 60)...)
	if _, err := body(h); !errors.Is(err, E_COULDNT_CONNECT) || !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("two that refuse: %v", err)
	}
	h = handle(t, append(to("127.0.0.2,127.0.0.3"), CONNECTTIMEOUT_MS, 300)...)
	if _, err := body(h); !errors.Is(err, E_OPERATION_TIMEDOUT) {
		t.Errorf("two that do not answer: %v", err)
	}
	// The dialler may see the end of a context before the context itself.
	enough := errors.New("enough")
	for range 5 {
		ctx, cancel := context.WithTimeoutCause(t.Context(), 50*time.Millisecond, enough)
		defer cancel()
		if err := handle(t, to("127.0.0.2,127.0.0.3")...).Perform(ctx); !errors.Is(err, enough) {
			t.Errorf("a context that ends: %v", err)
		}
	}
}
