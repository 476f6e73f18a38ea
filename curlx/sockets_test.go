package curlx

import (
	"context"
	"errors"
	"net"
	"os"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func modeOf(path string) func(t *testing.T) (map[string]string, func() string) {
	return func(t *testing.T) (map[string]string, func() string) {
		os.Remove(path)
		return map[string]string{}, func() string {
			i, err := os.Stat(path)
			if err != nil {
				return err.Error()
			}
			return i.Mode().String()
		}
	}
}

func TestLocalPorts(t *testing.T) {
	s, err := script([][]byte{[]byte(okay + "\x04"), []byte(okay + "\x04")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	port := busy.Addr().(*net.TCPAddr).Port
	c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", INTERFACE, "127.0.0.1", LOCALPORT, port)
	if _, err := body(c); err == nil || !strings.Contains(err.Error(), "bind failed") {
		t.Errorf("a port in use: %v", err)
	}
	set(t, c, LOCALPORTRANGE, 50)
	if _, err := body(c); err != nil {
		t.Fatal(err)
	}
	if got := info(t, c, LOCAL_PORT); got <= port || got >= port+50 {
		t.Errorf("local port %d, want one of %d to %d", got, port+1, port+49)
	}
}

func TestNames(t *testing.T) {
	s, err := script([][]byte{[]byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	u, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer u.Close()
	c := handle(t, URL, "http://name.test.:"+s.port()+"/", DNS_SERVERS, u.LocalAddr().String())
	ctx, asked := context.WithTimeout(t.Context(), patience)
	defer asked()
	var question []byte
	var server sync.WaitGroup
	server.Go(func() {
		b := make([]byte, 512)
		n, _, _ := u.ReadFrom(b)
		question = b[:n]
		asked()
	})
	if _, err := c.PerformRB(ctx); err == nil {
		t.Error("a name was found that nobody knows")
	}
	u.Close()
	server.Wait()
	if !strings.Contains(string(question), "\x04name\x04test\x00") {
		t.Errorf("DNS_SERVERS was not asked: %q", question)
	}
	// Nobody answers there now.
	set(t, c, TIMEOUT_MS, 300)
	// An entry that ages is gone at once where nothing is kept.
	set(t, c, RESOLVE, []string{"+name.test:" + s.port() + ":127.0.0.1"}, DNS_CACHE_TIMEOUT, 0)
	if _, err := body(c); err == nil {
		t.Error("DNS_CACHE_TIMEOUT 0 kept a name")
	}
	set(t, c, DNS_CACHE_TIMEOUT, 60, TIMEOUT_MS, 0)
	if got, err := body(c); err != nil || got != "ok" {
		t.Errorf("with the name kept: %q, %v", got, err)
	}
	tr := newTransfer(t.Context(), c)
	if err := c.Setopt(ADDRESS_SCOPE, 7); err != nil {
		t.Fatal(err)
	}
	addrs, err := tr.resolve("fe80::1", "", 80, E_COULDNT_RESOLVE_HOST)
	if err != nil || addrs[0].Zone != "7" {
		t.Errorf("ADDRESS_SCOPE: %v, %v", addrs, err)
	}
}

// Of a name with two addresses the late one is waited for, and callbacks are called
// by one goroutine.
func TestNamesWithSeveralAddresses(t *testing.T) {
	s, err := script([][]byte{[]byte(okay), []byte(okay)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	list := []string{"many.test:" + s.port() + ":127.0.0.2,[::1],127.0.0.1,127.0.0.3"}
	for _, more := range [][]any{nil, {OPENSOCKETFUNCTION, nil}} {
		c := handle(t, URL, "http://many.test:"+s.port()+"/", RESOLVE, list, FRESH_CONNECT, 1, TIMEOUT, 20)
		var asked []string // no lock
		if more != nil {
			set(t, c, OPENSOCKETFUNCTION, func(network, address string) (net.Conn, error) {
				asked = append(asked, address)
				return net.Dial(network, address)
			})
		}
		if got, err := body(c); err != nil || got != "ok" || info(t, c, PRIMARY_IP) != "127.0.0.1" {
			t.Errorf("got %q from %s, %v", got, info(t, c, PRIMARY_IP), err)
		}
		if more != nil && len(asked) < 2 {
			t.Errorf("asked for %q", asked)
		}
	}
	none := handle(t, URL, "http://many.test:1/", RESOLVE, []string{"many.test:1:127.0.0.1,127.0.0.2,[::1]"}, TIMEOUT, 20)
	if _, err := body(none); !errors.Is(err, E_COULDNT_CONNECT) {
		t.Errorf("where nobody listens: %v", err)
	}
}

func TestAgeOfConnections(t *testing.T) {
	for name, age := range map[string]func(*conn){
		"MAXAGE_CONN":      func(c *conn) { c.idle = c.idle.Add(-2 * time.Minute) },
		"MAXLIFETIME_CONN": func(c *conn) { c.born = c.born.Add(-2 * time.Minute) },
	} {
		s, err := script([][]byte{[]byte(okay), []byte(okay), []byte(okay)})
		if err != nil {
			t.Fatal(err)
		}
		defer s.stop()
		c := handle(t, URL, "http://127.0.0.1:"+s.port()+"/", MAXAGE_CONN, 0)
		once := func(want int) {
			t.Helper()
			if _, err := body(c); err != nil {
				t.Fatal(err)
			}
			if n := info(t, c, NUM_CONNECTS); n != want {
				t.Errorf("%s: %d new connections, want %d", name, n, want)
			}
		}
		once(1)
		age(c.own.idle[0])
		once(0)
		age(c.own.idle[0])
		set(t, c, map[string]Option[int]{"MAXAGE_CONN": MAXAGE_CONN, "MAXLIFETIME_CONN": MAXLIFETIME_CONN}[name], 60)
		once(1)
	}
}

func TestSocketOptions(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Log("looked at on Linux alone")
		return
	}
	s, err := script(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	seen := func(settings ...any) map[string]int {
		var got map[string]int
		c := handle(t, append([]any{URL, "http://127.0.0.1:" + s.port() + "/", CLOSESOCKETFUNCTION, func(c net.Conn) error {
			got = socketOptions(t, c.(*net.TCPConn))
			return c.Close()
		}}, settings...)...)
		body(c)
		return got
	}
	if got := seen(); got["nodelay"] == 0 || got["keepalive"] != 0 {
		t.Errorf("by default: %v", got)
	}
	if got := seen(TCP_NODELAY, 0); got["nodelay"] != 0 {
		t.Errorf("without TCP_NODELAY: %v", got)
	}
	if got := seen(); got["fastopen"] != 0 {
		t.Errorf("by default: %v", got)
	}
	if got := seen(TCP_FASTOPEN, 1); got["fastopen"] == 0 {
		t.Errorf("with TCP_FASTOPEN: %v", got)
	}
	if got := seen(TCP_KEEPALIVE, 1, TCP_KEEPIDLE, 11, TCP_KEEPINTVL, 12); got["keepalive"] == 0 || got["idle"] != 11 || got["interval"] != 12 {
		t.Errorf("with TCP_KEEPALIVE: %v", got)
	}
}
