package tls_test

import (
	"bytes"
	stdtls "crypto/tls"
	"net"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/layers/tls"
)

func TestMain(m *testing.M) { leak.Main(m) }

// clientHello is what Go's own client sends first.
func clientHello(t *testing.T, config *stdtls.Config) []byte {
	t.Helper()
	here, there := net.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = stdtls.Client(there, config).Handshake() // it fails: nobody answers
	}()
	b := make([]byte, 4096)
	n, err := here.Read(b)
	if err != nil {
		t.Fatal(err)
	}
	here.Close()
	<-done
	there.Close()
	return b[:n]
}

// TestClientHello reads what a real client offers.
func TestClientHello(t *testing.T) {
	data := clientHello(t, &stdtls.Config{ServerName: "example.org", NextProtos: []string{"h2", "http/1.1"}, MinVersion: stdtls.VersionTLS12})
	p, err := packet.Dissect(tls.TLS{}, data)
	if err != nil || p.Err() != nil {
		t.Fatal(err, p.Err())
	}
	r := packet.GetLayer[tls.TLS](p)
	list, _ := r.Msg.([]packet.Layer)
	if len(list) != 1 {
		t.Fatal(p)
	}
	hello := packet.Stack(list[0])
	h := packet.GetLayer[tls.TLSClientHello](hello)
	if h == nil || len(h.RandomBytes.([]byte)) != 28 || h.Version != 0x0303 {
		t.Fatal(hello)
	}
	seen := map[string]string{}
	exts, _ := h.Ext.([]packet.Layer)
	for _, l := range exts {
		e := packet.Stack(l).Layers()[0]
		for _, field := range []string{"servernames", "protocols", "versions"} {
			if s, err := e.Text(field); err == nil {
				seen[field] = s
			}
		}
	}
	for field, want := range map[string]string{
		"servernames": "[b'example.org']", "protocols": "[b'h2', b'http/1.1']", "versions": "[TLS 1.3, TLS 1.2]",
	} {
		if seen[field] != want {
			t.Errorf("%s: %s, want %s", field, seen[field], want)
		}
	}
	if b, err := p.Build(); err != nil || !bytes.Equal(b, data) {
		t.Errorf("built as %x, %v, was %x", b, err, data)
	}
	// Built from its fields alone, with lengths that are computed, it is the same.
	for _, field := range []string{"msglen", "sidlen", "cipherslen", "complen", "extlen"} {
		if err := hello.Layers()[0].Del(field); err != nil {
			t.Fatal(err)
		}
	}
	r.Msg, r.Len = []packet.Layer{hello.Layers()[0]}, nil
	if b, err := p.Build(); err != nil || !bytes.Equal(b, data) {
		t.Errorf("built anew as %x, %v, was %x", b, err, data)
	}
}

// TestServerKey tells the two usual forms of a server's key, and what is neither.
func TestServerKey(t *testing.T) {
	for _, c := range []struct{ name, params, want string }{
		{"a named curve", "\x03\x00\x1d\x02ab", "ServerECDHNamedCurveParams"},
		{"a field", "\x00\x01p\x00\x01g\x00\x02ys", "ServerDHParams"},
		{"neither", "\x09\x09", "Raw"},
		{"a curve cut short", "\x03\x00\x1d\x20ab", "Raw"},
	} {
		signature := "\x08\x04\x00\x03sig"
		if c.want == "Raw" {
			signature = ""
		}
		body := c.params + signature
		data := "\x16\x03\x03\x00" + string(rune(4+len(body))) + "\x0c\x00\x00" + string(rune(len(body))) + body
		p, err := packet.Dissect(tls.TLS{}, []byte(data))
		if err != nil {
			t.Fatal(err)
		}
		list, _ := packet.GetLayer[tls.TLS](p).Msg.([]packet.Layer)
		k := packet.GetLayer[tls.TLSServerKeyExchange](packet.Stack(list[0]))
		if k == nil {
			t.Errorf("%s: %v", c.name, p)
			continue
		}
		params, _ := k.Params.(*packet.Packet)
		if params == nil || params.Layers()[0].Name() != c.want {
			t.Errorf("%s: %v, want %s", c.name, k.Params, c.want)
		}
		if sig, _ := k.Sig.(*packet.Packet); signature != "" && (sig == nil || sig.Layers()[0].Name() != "_TLSSignature") {
			t.Errorf("%s: signature %v", c.name, k.Sig)
		}
		if b, err := p.Build(); err != nil || string(b) != data {
			t.Errorf("%s: built as %x, %v, was %x", c.name, b, err, data)
		}
	}
}

// TestCertificates reads a chain, one that lies about its lengths, and writes one.
func TestCertificates(t *testing.T) {
	b, err := packet.Stack(tls.TLS{Msg: []packet.Layer{tls.TLSCertificate{Certs: []any{[]byte("der one"), "two"}}}}).Build()
	const want = "\x16\x03\x03\x00\x17\x0b\x00\x00\x13\x00\x00\x10\x00\x00\x07der one\x00\x00\x03two"
	if err != nil || string(b) != want {
		t.Fatalf("%x, %v, want %x", b, err, want)
	}
	p, err := packet.Dissect(tls.TLS{}, b)
	if err != nil {
		t.Fatal(err)
	}
	list, _ := packet.GetLayer[tls.TLS](p).Msg.([]packet.Layer)
	c := packet.GetLayer[tls.TLSCertificate](packet.Stack(list[0]))
	if c == nil || len(c.Certs.([]any)) != 2 || string(c.Certs.([]any)[1].([]byte)) != "two" {
		t.Error(p)
	}
	lie := []byte(want)
	lie[13] = 0xff // the first certificate goes beyond the chain
	p, err = packet.Dissect(tls.TLS{}, lie)
	if err != nil {
		t.Fatal(err)
	}
	if list, _ = packet.GetLayer[tls.TLS](p).Msg.([]packet.Layer); packet.Stack(list[0]).Layers()[0].Name() != "Raw" {
		t.Error(p)
	}
	if b, err := p.Build(); err != nil || !bytes.Equal(b, lie) {
		t.Errorf("built as %x, %v, was %x", b, err, lie)
	}
}
