//go:debug cryptocustomrand=1
package story

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

type named struct {
	name string
	Options
}

// stories are one of each kind.
func stories() []named {
	out := []named{
		{"rsa12", Options{Mode: "rsa12"}},
		{"ecdhe12", Options{Mode: "ecdhe12", Resume: true}},
		{"tls13", Options{Mode: "tls13", Resume: true}},
		{"retry", Options{Mode: "tls13", Retry: true}},
		{"P-384 in 1.2", Options{Mode: "ecdhe12", Retry: true}},
		{"client certificate", Options{Mode: "tls13", MTLS: true}},
		{"client certificate in 1.2", Options{Mode: "ecdhe12", MTLS: true}},
		{"no client certificate", Options{Mode: "tls13", MTLS: true, NoCert: true}},
	}
	for _, bad := range Bads() {
		out = append(out, named{"bad " + bad, Options{Mode: "tls13", Bad: bad}}, named{"bad " + bad + " in 1.2", Options{Mode: "ecdhe12", Bad: bad}})
	}
	for i := range out {
		out[i].Limit = time.Minute
	}
	return out
}

// text is a story as it is told on a terminal.
func text(t *testing.T, o Options) (*Story, string) {
	t.Helper()
	o.Limit = time.Minute
	s, err := Tell(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	var b, page strings.Builder
	if err := errors.Join(s.WriteText(&b, false), s.WriteHTML(&page)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(page.String(), "ZgotmplZ") || strings.Contains(page.String(), "http") || strings.Contains(page.String(), "<script") {
		t.Error("the page is not one that stands alone")
	}
	return s, b.String()
}

// flights are the messages of a connection by flight, the encrypted ones with *.
func flights(c *Connection) string {
	var out []string
	for _, f := range c.Flights {
		text := f.From + ":"
		for _, l := range f.Lines {
			text += " "
			if l.Encrypted {
				text += "*"
			}
			text += l.Name
		}
		out = append(out, text)
	}
	return strings.Join(out, "\n")
}

// The four flights that the book tells of, and the two of TLS 1.3.
func TestFlights(t *testing.T) {
	end := "\nclient: *alert: close_notify\nserver: *alert: close_notify"
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{Mode: "rsa12"}, "client: client_hello\nserver: server_hello certificate server_hello_done\nclient: client_key_exchange change_cipher_spec *finished\nserver: new_session_ticket change_cipher_spec *finished" + end},
		{Options{Mode: "ecdhe12"}, "client: client_hello\nserver: server_hello certificate server_key_exchange server_hello_done\nclient: client_key_exchange change_cipher_spec *finished\nserver: new_session_ticket change_cipher_spec *finished" + end},
		{Options{Mode: "tls13", Retry: true}, "client: client_hello\nserver: hello_retry_request change_cipher_spec\nclient: change_cipher_spec client_hello\nserver: server_hello *encrypted_extensions *certificate *certificate_verify *finished *new_session_ticket\nclient: *finished *alert: close_notify\nserver: *alert: close_notify"},
	} {
		s, _ := text(t, c.o)
		if got := flights(s.Connections[0]); got != c.want || !s.OK {
			t.Errorf("%+v:\n%s\nwant\n%s", c.o, got, c.want)
		}
	}
	// Go's server sends its ticket with the first flight or after the client's
	// finished, as its version has it; the rest stands.
	s, _ := text(t, Options{Mode: "tls13"})
	got := strings.ReplaceAll(flights(s.Connections[0]), " *new_session_ticket", "")
	want := "client: client_hello\nserver: server_hello change_cipher_spec *encrypted_extensions *certificate *certificate_verify *finished\nclient: change_cipher_spec *finished *alert: close_notify\nserver: *alert: close_notify"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}

// The master secret that we derive from what passed is the one that Go logged.
func TestMasterSecretsAreDerived(t *testing.T) {
	for _, o := range []Options{{Mode: "rsa12"}, {Mode: "ecdhe12"}, {Mode: "ecdhe12", MTLS: true}, {Mode: "ecdhe12", Retry: true}} {
		var log bytes.Buffer
		o.KeyLog = &log
		s, told := text(t, o)
		if !strings.Contains(told, "and it is the one of the key log") && !strings.Contains(strings.Join(strings.Fields(told), " "), "and it is the one of the key log") {
			t.Errorf("%+v: %s", o, told)
		}
		for _, v := range s.Connections[0].Values {
			if v.Name == "master secret" && !strings.Contains(log.String(), v.Hex) {
				t.Errorf("%+v: the key log has no %s: %s", o, v.Hex, log.String())
			}
		}
	}
}

func TestResumption(t *testing.T) {
	for _, mode := range []string{"ecdhe12", "tls13"} {
		s, told := text(t, Options{Mode: mode, Resume: true})
		if len(s.Connections) != 2 {
			t.Fatalf("%d connections", len(s.Connections))
		}
		second := flights(s.Connections[1])
		if strings.Contains(second, "certificate") || strings.Contains(second, "encrypted record") || !strings.Contains(told, "remembered from the first connection") {
			t.Errorf("%s: a certificate travels again, or something is not decrypted: %s", mode, second)
		}
	}
}

func TestWhatIsWrongIsNamed(t *testing.T) {
	for bad, want := range map[string][]string{
		"ended": {"time", "ended 1h0m0s ago"}, "name": {"name", "other.example.org, not for www.example.org"}, "cn": {"name", "common name alone"},
		"unknown": {"chain", "is no trusted root and was not sent"}, "gap": {"chain", "was not sent: a server must send all"}, "purpose": {"purpose", "for clients, not for servers"},
	} {
		for _, mode := range []string{"ecdhe12", "tls13"} {
			s, _ := text(t, Options{Mode: mode, Bad: bad})
			c := s.Connections[0]
			var no []string
			for _, q := range c.Questions {
				if !q.OK {
					no = append(no, q.Name+" "+q.Text)
				}
			}
			if s.OK || len(no) != 1 || !strings.HasPrefix(no[0], want[0]) || !strings.Contains(no[0], want[1]) {
				t.Errorf("%s in %s: %q, want %q", bad, mode, no, want)
			}
			if !strings.Contains(flights(c), "alert: bad_certificate") || !strings.HasPrefix(c.Outcome, "refused: ") {
				t.Errorf("%s in %s: %s\n%s", bad, mode, c.Outcome, flights(c))
			}
		}
	}
}

// A server of 1.3 refuses after the client believes that it is done.
func TestTheRefusalComesWithTheFirstRead(t *testing.T) {
	s, _ := text(t, Options{Mode: "tls13", MTLS: true, NoCert: true})
	if s.OK || !strings.Contains(s.Outcome, "certificate_required") || !strings.Contains(s.Outcome, "only the first read tells") {
		t.Errorf("%v: %s", s.OK, s.Outcome)
	}
	s, _ = text(t, Options{Mode: "tls13", MTLS: true})
	if !s.OK || !strings.Contains(flights(s.Connections[0]), "*certificate *certificate_verify *finished *alert: close_notify") {
		t.Errorf("%v: %s", s.OK, flights(s.Connections[0]))
	}
}

// OpenSSL's server, in each of the suites that it offers, is read as Go's is.
func TestOpenSSL(t *testing.T) {
	peers.Need(t, "openssl")
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, c := range []struct{ mode, flags string }{
		{"rsa12", "-tls1_2 -cipher AES128-GCM-SHA256:@SECLEVEL=0"},
		{"rsa12", "-tls1_2 -cipher AES256-SHA:@SECLEVEL=0"},
		{"rsa12", "-tls1_2 -no_etm -cipher AES128-SHA:@SECLEVEL=0"},
		{"ecdhe12", "-tls1_2 -cipher ECDHE-RSA-CHACHA20-POLY1305"},
		{"ecdhe12", "-tls1_2 -cipher ECDHE-RSA-AES256-GCM-SHA384"},
		{"ecdhe12", "-tls1_2 -curves P-256"},
		{"tls13", "-tls1_3 -ciphersuites TLS_CHACHA20_POLY1305_SHA256"},
		{"tls13", "-tls1_3 -ciphersuites TLS_AES_256_GCM_SHA384 -curves P-384"},
		{"tls13", "-tls1_3 -record_padding 512"},
	} {
		t.Run(c.mode+" "+c.flags, func(t *testing.T) {
			cert, err := root.Issue(certmaster.Request{Hosts: []string{"127.0.0.1"}, RSA: true})
			if err != nil {
				t.Fatal(err)
			}
			key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join(dir, "server.pem")
			text := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Certificate[0]}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})...)
			if err := os.WriteFile(file, text, 0o600); err != nil {
				t.Fatal(err)
			}
			port := peers.Port(t)
			address := fmt.Sprintf("127.0.0.1:%d", port)
			peers.Start(t, peers.Command{Args: append([]string{"openssl", "s_server", "-quiet", "-accept", address, "-cert", file, "-key", file}, strings.Fields(c.flags)...), Ready: peers.Accepts("tcp", address)})
			s, err := Tell(t.Context(), Options{Mode: c.mode, Target: address, Roots: root.Pool(), Limit: time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			got := flights(s.Connections[0])
			if !s.OK || strings.Contains(got, "encrypted record") || !strings.Contains(got, "*finished") {
				t.Errorf("%s\n%s", s.Outcome, got)
			}
			for _, v := range s.Connections[0].Values {
				if strings.Contains(v.Text, "has another") {
					t.Error(v)
				}
			}
		})
	}
}

// A server that takes no RSA key exchange says no with an alert, and we say what
// was offered.
func TestAnAlertIsNamed(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue(certmaster.Request{Hosts: []string{"127.0.0.1"}, RSA: true})
	if err != nil {
		t.Fatal(err)
	}
	l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, err := l.Accept(); err == nil {
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	s, err := Tell(t.Context(), Options{Mode: "rsa12", Target: l.Addr().String(), Roots: root.Pool(), Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	<-ended
	for _, want := range []string{"handshake_failure", "TLS_RSA_WITH_AES_128_GCM_SHA256", "RSA key exchange, which current servers refuse"} {
		if !strings.Contains(s.Outcome, want) {
			t.Errorf("%s\nwant %s", s.Outcome, want)
		}
	}
}

// Targets that are not nice are told in a sentence each.
func TestNoServer(t *testing.T) {
	answer := func(text string) string {
		return answering(t, func(c net.Conn) {
			if text == "silence" {
				io.Copy(io.Discard, c)
				return
			}
			io.WriteString(c, text)
		})
	}
	for _, c := range []struct{ target, want string }{
		{answer("HTTP/1.1 400 Bad Request\r\n\r\n"), "plain HTTP"},
		{answer("SSH-2.0-OpenSSH_9.2\r\n"), "not TLS"},
		{answer(""), "without a word"},
		{answer("silence"), "says nothing within"},
		{"127.0.0.1:1", "refused"},
		{"no..name:443", "the name has no address"},
		{"nonsense", "expected host:port"},
	} {
		limit := time.Minute
		if strings.Contains(c.want, "nothing") {
			limit = 50 * time.Millisecond
		}
		_, err := Tell(t.Context(), Options{Mode: "tls13", Target: c.target, Limit: limit})
		if !errors.Is(err, ErrNoServer) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.target, err, c.want)
		}
	}
}

// What others wrote does nothing to a terminal or a page.
func TestTextsOfOthersAreTamed(t *testing.T) {
	for text, want := range map[string]string{
		"a\x1b[31mb": `a\x1b[31mb`, "a\nb": `a\nb`, "a\u202eb": `a\u202eb`, "名前": "名前", `a"b`: `a"b`, "\xff": "?",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	s := &Story{Target: "<script>x</script>"}
	var page strings.Builder
	if err := s.WriteHTML(&page); err != nil || strings.Contains(page.String(), "<script>") {
		t.Error(err, page.String())
	}
}

// The server's change_cipher_spec of TLS 1.3 is told with its first message, whether it
// came before the client's second hello, within it or after it.
func TestAChangeOfCiphersThatIsLate(t *testing.T) {
	for at := range 3 {
		var c Connection
		say := func(from, name string, idle bool) {
			f := c.flight(from, idle)
			f.Lines = append(f.Lines, Line{Name: name})
		}
		say("client", "client_hello", false)
		say("server", "hello_retry_request", false)
		for i, name := range []string{"change_cipher_spec", "client_hello", ""} {
			if i == at {
				say("server", "change_cipher_spec", true)
			}
			if name != "" {
				say("client", name, i == 0)
			}
		}
		say("server", "server_hello", false)
		if got, want := flights(&c), "client: client_hello\nserver: hello_retry_request change_cipher_spec\nclient: change_cipher_spec client_hello\nserver: server_hello"; got != want {
			t.Errorf("%d:\n%s\nwant\n%s", at, got, want)
		}
	}
}
