package doh_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/doh"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// start serves a handler of queries over HTTPS.
func start(t *testing.T, handle func(w http.ResponseWriter, r *http.Request, query []byte)) (*httptest.Server, *tls.Config) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := base64.RawURLEncoding.DecodeString(r.URL.Query().Get("dns"))
		if r.Method == http.MethodPost {
			query, err = io.ReadAll(r.Body)
		}
		if err != nil {
			t.Error(err)
		}
		handle(w, r, query)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // handshakes are to fail
	s.StartTLS()
	t.Cleanup(s.Close)
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	return s, &tls.Config{RootCAs: roots, ServerName: "example.com", MinVersion: tls.VersionTLS12}
}

// answer is a response with one address.
func answer(t *testing.T, query []byte) []byte {
	q, err := dnsq.MessageFromWire(query, nil)
	if err != nil {
		t.Error(err)
		return nil
	}
	m, err := dnsq.MakeResponse(q, nil)
	if err != nil {
		t.Error(err)
		return nil
	}
	rr, err := dnsq.NewRR(q.Question[0].Name.String() + " 60 IN A 192.0.2.1")
	if err != nil {
		t.Error(err)
		return nil
	}
	m.Answer = append(m.Answer, rr)
	wire, err := m.ToWire(nil)
	if err != nil {
		t.Error(err)
	}
	return wire
}

// A resolver asks servers over HTTPS by POST and by GET.
func TestNameserversOfResolvers(t *testing.T) {
	methods := map[string]int{}
	s, config := start(t, func(w http.ResponseWriter, r *http.Request, query []byte) {
		methods[r.Method]++
		w.Header().Set("Content-Type", "application/dns-message")
		w.Write(answer(t, query))
	})
	for _, get := range []bool{false, true} {
		n := doh.NewNameserver(s.URL+"/dns-query", &doh.Options{Config: config, Get: get, ServerHostname: "example.com"})
		r := &dnsq.Resolver{Servers: []dnsq.Nameserver{n}}
		a, err := r.Resolve(t.Context(), "a.example.", "A", &dnsq.ResolveOptions{Lifetime: 10 * time.Second})
		if err != nil || a.Len() != 1 || a.Nameserver != s.URL+"/dns-query" || !strings.HasSuffix(s.URL, ":"+strconv.Itoa(a.Port)) {
			t.Errorf("get %t: %v, %v", get, a, err)
		}
	}
	if methods["GET"] != 1 || methods["POST"] != 1 {
		t.Errorf("asked by %v", methods)
	}
}

// A password in a URL, or a token in its query, is in no error and in no text.
func TestPasswordsAreNotShown(t *testing.T) {
	s, config := start(t, func(w http.ResponseWriter, _ *http.Request, _ []byte) { w.WriteHeader(http.StatusForbidden) })
	host := strings.TrimPrefix(s.URL, "https://")
	q := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	for _, url := range []string{"https://user:opensesame@" + host + "/dns-query", "https://" + host + "/dns-query?token=opensesame", "https://127.0.0.1:1/?token=opensesame", "https://user:opensesame@127.0.0.1:1/", "http://user:opensesame@" + host, "https://user:opensesame@[::1/", "https://user:opensesame@a b/%zz", "user:opensesame@host"} {
		_, err := doh.Query(t.Context(), q, url, &doh.Options{Config: config, Timeout: 10 * time.Second})
		n := doh.NewNameserver(url, &doh.Options{Config: config})
		_, err2 := (&dnsq.Resolver{Servers: []dnsq.Nameserver{n}}).Resolve(t.Context(), "a.", "A", &dnsq.ResolveOptions{Lifetime: time.Second})
		for _, text := range []string{n.String(), n.AnswerNameserver(), textOf(err), textOf(err2)} {
			if text == "" || strings.Contains(text, "opensesame") {
				t.Errorf("%s: %q", url, text)
			}
		}
		if _, err := dnsq.NewResolver(url); err != nil && strings.Contains(err.Error(), "opensesame") {
			t.Errorf("a resolver of %s: %v", url, err)
		}
	}
}

func textOf(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestWhatIsNoAnswer(t *testing.T) {
	q := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	for name, c := range map[string]struct {
		handle func(w http.ResponseWriter, query []byte)
		kind   error
	}{
		"a status":       {func(w http.ResponseWriter, _ []byte) { w.WriteHeader(500); io.WriteString(w, "broken") }, dnsq.ErrValue},
		"a redirect":     {func(w http.ResponseWriter, _ []byte) { w.Header().Set("Location", "/other"); w.WriteHeader(302) }, dnsq.ErrValue},
		"too many bytes": {func(w http.ResponseWriter, _ []byte) { w.Write(make([]byte, 1<<20)) }, dnsq.ErrTooBig},
		"nothing":        {func(http.ResponseWriter, []byte) {}, dnsq.ErrShortHeader},
		"another question": {func(w http.ResponseWriter, query []byte) {
			w.Write(answer(t, bytes.Replace(query, []byte("\x01a"), []byte("\x01b"), 1)))
		}, dnsq.ErrBadResponse},
		"bytes behind it":    {func(w http.ResponseWriter, query []byte) { w.Write(append(answer(t, query), 0)) }, dnsq.ErrTrailingJunk},
		"the question alone": {func(w http.ResponseWriter, query []byte) { w.Write(query) }, dnsq.ErrBadResponse},
	} {
		s, config := start(t, func(w http.ResponseWriter, _ *http.Request, query []byte) { c.handle(w, query) })
		if m, err := doh.Query(t.Context(), q, s.URL, &doh.Options{Config: config, Timeout: 10 * time.Second}); !errors.Is(err, c.kind) {
			t.Errorf("%s: %v, %v", name, m, err)
		}
	}
}

func TestEndsInTime(t *testing.T) {
	release := make(chan struct{})
	s, config := start(t, func(http.ResponseWriter, *http.Request, []byte) { <-release })
	defer close(release)
	q := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	if _, err := doh.Query(t.Context(), q, s.URL, &doh.Options{Config: config, Timeout: 50 * time.Millisecond}); !errors.Is(err, dnsq.ErrTimeout) || !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a timeout: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	if _, err := doh.Query(ctx, q, s.URL, &doh.Options{Config: config}); !errors.Is(err, context.Canceled) || errors.Is(err, dnsq.ErrTimeout) {
		t.Errorf("a call that is cancelled: %v", err)
	}
}

// The host of a URL may have its address from the caller, and the address of a
// server may stand for its URL.
func TestWhereServersAre(t *testing.T) {
	var path string
	s, config := start(t, func(w http.ResponseWriter, r *http.Request, query []byte) {
		path = r.Host + r.URL.Path
		w.Write(answer(t, query))
	})
	at := netip.MustParseAddrPort(s.Listener.Addr().String())
	q := dnsq.MakeQuery(dnsq.MustName("a."), dnsq.TypeA, nil)
	for _, c := range []struct {
		where string
		opts  doh.Options
		want  string
	}{
		{"https://example.com/q", doh.Options{Port: int(at.Port()), Bootstrap: at.Addr()}, "example.com:PORT/q"},
		{"127.0.0.1", doh.Options{Port: int(at.Port())}, "127.0.0.1:PORT/dns-query"},
		{at.String(), doh.Options{Path: "/other"}, "127.0.0.1:PORT/other"},
		{s.URL, doh.Options{Source: netip.MustParseAddr("127.0.0.1")}, "127.0.0.1:PORT/"},
	} {
		c.opts.Config, c.opts.Timeout = config, 10*time.Second
		want := strings.Replace(c.want, "PORT", s.URL[strings.LastIndexByte(s.URL, ':')+1:], 1)
		if _, err := doh.Query(t.Context(), q, c.where, &c.opts); err != nil || path != want {
			t.Errorf("%s: %q, want %q, %v", c.where, path, want, err)
		}
	}
}
