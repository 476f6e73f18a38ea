package site

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
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
