package checks_test

import (
	"context"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/opsreport/internal/checks"
	"github.com/pyops-go/pyops/examples/opsreport/internal/model"
	"github.com/pyops-go/pyops/examples/opsreport/internal/settings"
	"github.com/pyops-go/pyops/examples/opsreport/internal/targets"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestTheServersInsideAreWell(t *testing.T) {
	s, err := targets.Start()
	if err != nil {
		t.Fatal(err)
	}
	set := new(settings.Settings)
	s.Watch(set)
	if got := checks.Services(t.Context(), set.Services); len(got) != 1 || got[0].Err != "" || got[0].Status != 200 || got[0].Total <= 0 {
		t.Errorf("%+v", got)
	}
	if got := checks.Names(t.Context(), set.Names); len(got) != 1 || got[0].Rank != model.OK || got[0].Got[0] != "192.0.2.80" {
		t.Errorf("%+v", got)
	}
	// What they do not know, and what is expected and does not come.
	other := set.Names[0]
	other.Expect = []string{"192.0.2.81"}
	nowhere := settings.Name{Name: "nowhere.example.org", Type: "A", Server: other.Server}
	got := checks.Names(t.Context(), []settings.Name{other, nowhere, {Name: "a..b", Type: "A", Server: other.Server}, {Name: "x", Type: "NONSENSE", Server: other.Server}})
	if got[0].Rank != model.Critical || got[0].Err != "expected 192.0.2.81" || got[1].Rank != model.Critical || got[2].Err == "" || got[3].Err == "" {
		t.Errorf("%+v", got)
	}
	service := set.Services[0]
	wrong := []settings.Service{
		{Name: "status", URL: service.URL, Status: 204, Timeout: 5 * time.Second},
		{Name: "words", URL: service.URL, Status: 200, Contains: "else", Timeout: 5 * time.Second},
		{Name: "url", URL: "nonsense://x", Status: 200, Timeout: 5 * time.Second},
	}
	for i, want := range []string{"status 200, expected 204", `the answer lacks "else"`, "nonsense"} {
		if got := checks.Services(t.Context(), wrong)[i]; !strings.Contains(got.Err, want) {
			t.Errorf("%s: %q, want %q", got.Name, got.Err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if got := checks.Services(t.Context(), set.Services); got[0].Err == "" {
		t.Error("a server that is gone answers")
	}
}

// The certificate of a service is read, and one that nobody signed is no answer.
func TestCertificates(t *testing.T) {
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	got := checks.Services(t.Context(), []settings.Service{{Name: "trusted", URL: server.URL, CA: ca, Status: 200, Timeout: time.Minute}, {Name: "not", URL: server.URL, Status: 200, Timeout: time.Minute}})
	if got[0].Err != "" || !got[0].CertificateEnds.Equal(server.Certificate().NotAfter) || got[0].TLS <= 0 {
		t.Errorf("%+v, want the certificate until %v", got[0], server.Certificate().NotAfter)
	}
	if got[1].Err == "" {
		t.Error("a certificate that nobody knows is believed")
	}
}

// A service that accepts and says nothing ends by its own time limit.
func TestASilentServiceIsLate(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	got := checks.Services(t.Context(), []settings.Service{{Name: "mute", URL: "http://" + l.Addr().String(), Status: 200, Timeout: 50 * time.Millisecond}})
	if got[0].Err == "" {
		t.Error("silence is an answer")
	}
}

func TestVirusesAreFound(t *testing.T) {
	d := peers.StartClamd(t)
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("fine", []byte("fine"))
	got, why := checks.Viruses(t.Context(), dir, d.Socket)
	if why != nil || len(got) != 1 || got[0].Rank != model.OK || got[0].Text != "1 file scanned, nothing found" {
		t.Errorf("%+v, %+v", got, why)
	}
	write("bad", []byte(peers.ClamdVirus))
	got, why = checks.Viruses(t.Context(), dir, d.Socket)
	if why != nil || len(got) != 1 || got[0].Rank != model.Critical || !strings.HasSuffix(got[0].What, "/bad") {
		t.Errorf("%+v, %+v", got, why)
	}
}

// What nobody could look at is never fine.
func TestWhatCannotBeHadSaysHowToGetIt(t *testing.T) {
	for _, c := range []struct{ folder, address string }{{"", ""}, {"/", "/nowhere/clamd.ctl"}} {
		if got, why := checks.Viruses(t.Context(), c.folder, c.address); got != nil || why == nil || why.Why == "" || why.How == "" {
			t.Errorf("%+v: %+v, %+v", c, got, why)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if got, why := checks.Ports(ctx, []string{"127.0.0.1"}, "1"); got != nil || why == nil || why.How == "" {
		t.Errorf("%+v, %+v", got, why)
	}
}

func TestOpenPortsAreSeen(t *testing.T) {
	peers.Need(t, "nmap")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	got, why := checks.Ports(t.Context(), []string{"127.0.0.1"}, port+",1")
	if why != nil || len(got) != 1 || got[0] != "127.0.0.1 tcp/"+port {
		t.Errorf("%q, %+v", got, why)
	}
}
