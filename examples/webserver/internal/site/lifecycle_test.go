package site

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/webserver/internal/certificate"
	"github.com/pyops-go/pyops/examples/webserver/internal/config"
	"github.com/pyops-go/pyops/internal/peers"
)

func parse(t testing.TB, ini string) *config.Config {
	t.Helper()
	c, err := config.Parse("", []byte(ini))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestReloadingLosesNoRequest(t *testing.T) {
	one, two := tree{"a.txt": "one"}.write(t), tree{"a.txt": "two"}.write(t)
	ini := func(root string) string { return "[server]\nlisten = 127.0.0.1:0,\nroot = " + root + "\n" }
	s := startIn(t, one, ini(one))
	var stop atomic.Bool
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			client := &http.Client{Transport: &http.Transport{}}
			defer client.CloseIdleConnections()
			for !stop.Load() {
				r, err := client.Get("http://" + s.addr + "/a.txt")
				if err != nil {
					t.Error(err)
					return
				}
				text, err := io.ReadAll(r.Body)
				r.Body.Close()
				if err != nil || r.StatusCode != 200 || string(text) != "one" && string(text) != "two" {
					t.Errorf("%d %q %v", r.StatusCode, text, err)
				}
			}
		})
	}
	for i := range 20 {
		if err := s.Reload(parse(t, ini([]string{two, one}[i%2]))); err != nil {
			t.Fatal(err)
		}
	}
	stop.Store(true)
	wait.Wait()
	// A mistake leaves the one in use.
	if err := s.Reload(parse(t, ini(filepath.Join(one, "gone")))); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a root that is not there: %v", err)
	}
	if r := get(t, s.addr, "/a.txt"); r.body != "one" {
		t.Errorf("after it: %+v", r)
	}
}

func TestStoppingWaitsForRequests(t *testing.T) {
	dir := tree{"cgi/wait.sh": "#!/bin/sh\ntouch begun\nwhile [ ! -e go ]; do sleep 0.01; done\necho Content-Type: text/plain\necho\necho done\n"}.write(t)
	s := startIn(t, dir, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\n"+cgiIni)
	answered := make(chan reply)
	go func() { answered <- get(t, s.addr, "/cgi/wait.sh") }()
	peers.Eventually(t, "the request to run", func() bool { _, err := os.Stat(filepath.Join(dir, "cgi", "begun")); return err == nil })
	stopped := make(chan error)
	go func() { stopped <- s.Shutdown(context.Background()) }()
	peers.Eventually(t, "nobody to listen", func() bool { _, err := http.Get("http://" + s.addr + "/"); return err != nil })
	if err := os.WriteFile(filepath.Join(dir, "cgi", "go"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if r := <-answered; r.body != "done\n" {
		t.Errorf("%+v", r)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}

func TestStoppingWaitsNoLongerThanItSays(t *testing.T) {
	dir := tree{"cgi/stay.sh": "#!/bin/sh\ntouch begun\nsleep 1000\n"}.write(t)
	s := startIn(t, dir, "[server]\nlisten = 127.0.0.1:0,\nroot = "+dir+"\ngraceful = 0.2\n"+cgiIni)
	u, ended := "http://"+s.addr+"/cgi/stay.sh", make(chan error)
	go func() { _, err := http.Get(u); ended <- err }()
	peers.Eventually(t, "the request to run", func() bool { _, err := os.Stat(filepath.Join(dir, "cgi", "begun")); return err == nil })
	if err := s.Shutdown(context.Background()); err == nil || !strings.Contains(err.Error(), "were cut off") {
		t.Errorf("got %v", err)
	}
	if err := <-ended; err == nil {
		t.Error("a request that was cut off was answered")
	}
	peers.Eventually(t, "the program to be ended", func() bool { return s.working.Load() == 0 })
}

func TestHTTPSAndItsCertificates(t *testing.T) {
	t.Parallel()
	dir := tree{"a.txt": "a"}.write(t)
	pairs := t.TempDir()
	made := func(name string) config.Pair {
		p, err := certificate.Development(filepath.Join(pairs, name), time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	first, second := made("1"), made("2")
	live := config.Pair{Certificate: filepath.Join(pairs, "live.crt"), Key: filepath.Join(pairs, "live.key")}
	install := func(from, to string) {
		text, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	install(first.Certificate, live.Certificate)
	install(first.Key, live.Key)
	s := startIn(t, dir, fmt.Sprintf("[server]\nlisten = ,\ntls_listen = 127.0.0.1:0,\nroot = %s\n[ssl]\ncertificate = %s\nkey = %s\nmin_version = 1.3\n", dir, live.Certificate, live.Key))
	serial := func() string {
		c, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true, ServerName: "localhost"}) // only its number is looked at
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		return c.ConnectionState().PeerCertificates[0].SerialNumber.String()
	}
	trusted := func(p config.Pair) *http.Client {
		text, err := os.ReadFile(p.Certificate)
		if err != nil {
			t.Fatal(err)
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(text)
		return &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, ForceAttemptHTTP2: true}}
	}
	client := trusted(first)
	r, err := client.Get("https://" + s.addr + "/a.txt")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	client.CloseIdleConnections()
	if r.ProtoMajor != 2 || r.StatusCode != 200 {
		t.Errorf("%s %d", r.Proto, r.StatusCode)
	}
	if _, err := tls.Dial("tcp", s.addr, &tls.Config{InsecureSkipVerify: true, MaxVersion: tls.VersionTLS12}); err == nil {
		t.Error("TLS 1.2 is spoken, and 1.3 was asked for")
	}
	old := serial()
	// Half of the new pair: the old one goes on, and the status says so.
	install(second.Certificate, live.Certificate)
	store := s.now.Load().certificates
	peers.Eventually(t, "the half pair to be noticed", func() bool {
		if serial() != old {
			t.Error("half a pair is served")
		}
		return store.Failure() != nil
	})
	install(second.Key, live.Key)
	peers.Eventually(t, "the new pair", func() bool { return serial() != old })
	if err := store.Failure(); err != nil {
		t.Error(err)
	}
	// Who reads the log sees both.
	if w := s.words(); strings.Count(w, "the certificate in use stays: certificate "+live.Certificate) != 1 || strings.Count(w, "certificate "+live.Certificate+" has changed and is served") != 1 {
		t.Errorf("said %q", w)
	}
}

func TestACertificateForDevelopment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made")
	now := time.Now()
	p, err := certificate.Development(dir, now)
	if err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(p.Key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("its key: %v, %v", info, err)
	}
	before, _ := os.ReadFile(p.Certificate)
	certificate.Development(dir, now.Add(time.Hour))
	if again, _ := os.ReadFile(p.Certificate); string(again) != string(before) {
		t.Error("it was made again although it is good")
	}
	certificate.Development(dir, now.Add(89*24*time.Hour+time.Hour))
	if again, _ := os.ReadFile(p.Certificate); string(again) == string(before) {
		t.Error("it was not made again although it ends")
	}
}

func TestAccessLog(t *testing.T) {
	t.Parallel()
	dir := tree{"a.txt": "hello"}.write(t)
	log := filepath.Join(t.TempDir(), "access.log")
	s := startIn(t, dir, fmt.Sprintf("[server]\nlisten = 127.0.0.1:0,\nroot = %s\n[log]\naccess = %s\nrotate_size = 400\nkeep = 2\n", dir, log))
	if r := get(t, s.addr, "/a.txt?\"\\", "Referer: http://x/\"y", "User-Agent: me\xff"); r.code != 200 {
		t.Fatalf("%+v", r)
	}
	read := func(name string) string {
		text, _ := os.ReadFile(name)
		return string(text)
	}
	peers.Eventually(t, "the line", func() bool { return strings.Contains(read(log), "\n") })
	line := read(log)
	if !strings.HasPrefix(line, "127.0.0.1 - - [") || !strings.HasSuffix(line, `] "GET /a.txt?\"\\ HTTP/1.1" 200 5 "http://x/\"y" "me\xff"`+"\n") {
		t.Errorf("%q", line)
	}
	for range 20 {
		get(t, s.addr, "/a.txt")
	}
	peers.Eventually(t, "the files to be turned over", func() bool { return read(log+".2") != "" })
	if read(log+".3") != "" {
		t.Error("more are kept than may be")
	}
	if err := os.Rename(log, log+".moved"); err != nil {
		t.Fatal(err)
	}
	if err := s.Reopen(); err != nil {
		t.Fatal(err)
	}
	get(t, s.addr, "/gone")
	peers.Eventually(t, "a line in the new file", func() bool { return strings.Contains(read(log), `"GET /gone HTTP/1.1" 404`) })
}

// An address that cannot be had is asked for again at the next reload: it must not
// count as taken.
func TestAnAddressThatCouldNotBeHad(t *testing.T) {
	dir := tree{"a.txt": "a"}.write(t)
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	ini := "[server]\nlisten = 127.0.0.1:0,\nroot = " + dir + "\n"
	s := startIn(t, dir, ini)
	more := strings.Replace(ini, "127.0.0.1:0,", "127.0.0.1:0, "+busy.Addr().String(), 1)
	if err := s.Reload(parse(t, more)); err == nil || !strings.Contains(err.Error(), busy.Addr().String()) {
		t.Errorf("an address in use: %v", err)
	}
	if r := get(t, s.addr, "/a.txt"); r.code != 200 {
		t.Errorf("after it: %+v", r)
	}
	busy.Close()
	if err := s.Reload(parse(t, more)); err != nil {
		t.Fatal(err)
	}
	if r := get(t, busy.Addr().String(), "/a.txt"); r.code != 200 {
		t.Errorf("at the second address: %+v", r)
	}
	// And it is given back.
	if err := s.Reload(parse(t, ini)); err != nil {
		t.Fatal(err)
	}
	peers.Eventually(t, "the address to be free", func() bool {
		l, err := net.Listen("tcp", busy.Addr().String())
		if err == nil {
			l.Close()
		}
		return err == nil
	})
}

// Nobody is answered before the rights of root are given up, and nobody at all when
// they cannot be.
func TestNobodyIsAnsweredBeforeTheStartIsOver(t *testing.T) {
	port := peers.Port(t)
	c := parse(t, fmt.Sprintf("[server]\nlisten = 127.0.0.1:%d,\nroot = %s\n", port, t.TempDir()))
	addr := fmt.Sprintf("127.0.0.1:%d", port)
	say := func(string, ...any) {}
	refused := errors.New("no rights to give up")
	if _, err := Start(c, io.Discard, say, func() error { return refused }); !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
	if c, err := net.Dial("tcp", addr); err == nil {
		c.Close()
		t.Error("the address is still bound")
	}
	var early net.Conn
	s, err := Start(c, io.Discard, say, func() (err error) {
		// It is bound: the system lets clients in already.
		if early, err = net.Dial("tcp", addr); err == nil {
			_, err = fmt.Fprint(early, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	defer early.Close()
	early.SetDeadline(time.Now().Add(peers.ReadyTimeout))
	if text, err := io.ReadAll(early); err != nil || !strings.HasPrefix(string(text), "HTTP/1.1 200") {
		t.Errorf("%q, %v", text, err)
	}
}

func TestAReloadSaysWhatWaitsForAStart(t *testing.T) {
	dir := tree{"a.txt": "a"}.write(t)
	ini := "[server]\nlisten = 127.0.0.1:0,\nroot = " + dir + "\n"
	s := startIn(t, dir, ini)
	if err := s.Reload(parse(t, ini+"stall_timeout = 7\n")); err != nil || s.words() != "" {
		t.Errorf("%v; said %q", err, s.words())
	}
	if err := s.Reload(parse(t, ini+"max_header = 2048\nidle_timeout = 7\n")); err != nil || s.words() != "changed, and in use once the server is started again: idle_timeout, max_header" {
		t.Errorf("%v; said %q", err, s.words())
	}
}

// HTTPS can be taken away and given back while clients shake hands.
func TestHTTPSComesAndGoes(t *testing.T) {
	dir := tree{"a.txt": "a"}.write(t)
	pair, err := certificate.Development(t.TempDir(), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	plain := fmt.Sprintf("[server]\nlisten = 127.0.0.1:0,\nroot = %s\n[ssl]\ncertificate = %s\nkey = %s\n", dir, pair.Certificate, pair.Key)
	both := strings.Replace(plain, "root =", "tls_listen = 127.0.0.1:0,\nroot =", 1)
	s := startIn(t, dir, plain)
	for range 5 {
		if err := s.Reload(parse(t, both)); err != nil {
			t.Fatal(err)
		}
		u := s.Addresses()[1]
		c, err := tls.Dial("tcp", strings.Trim(strings.TrimPrefix(u, "https:"), "/"), &tls.Config{InsecureSkipVerify: true}) // it is not asked who answers
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if err := s.Reload(parse(t, plain)); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := (*certificate.Store)(nil).Get(&tls.ClientHelloInfo{}); err == nil {
		t.Error("no configuration has a certificate, and one is served")
	}
	if w := s.words(); strings.Contains(w, "panic") {
		t.Error(w)
	}
}

// A request that comes late, as HTTP/2 may keep one waiting, does not wait for ever
// for a server that has ended.
func TestARequestAfterTheEnd(t *testing.T) {
	s := start(t, tree{"a.txt": "a"}, "")
	s.Close()
	w := httptest.NewRecorder()
	s.ServeHTTP(w, httptest.NewRequest("GET", "/a.txt", nil))
	if w.Code != http.StatusServiceUnavailable {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}
