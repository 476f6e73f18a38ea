package record

import (
	"bytes"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"os/exec"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/peers"
)

func TestMain(m *testing.M) { leak.Main(m) }

// greeted is a connection of Go's client to Go's server, in which the server greets
// and the client repeats it.
func greeted(t *testing.T, client, server *tls.Config) (*Session, error) {
	t.Helper()
	near, far := net.Pipe()
	ended := make(chan error, 1)
	go func() {
		s := tls.Server(far, server)
		defer far.Close()
		if _, err := io.WriteString(s, "hello"); err != nil {
			ended <- err
			return
		}
		back := make([]byte, 5)
		_, err := io.ReadFull(s, back)
		if err == nil && string(back) != "hello" {
			err = errors.New("another text came back: " + string(back))
		}
		ended <- err
	}()
	tap := NewTap(near)
	var log bytes.Buffer
	client.KeyLogWriter = &log
	c := tls.Client(tap, client)
	text := make([]byte, 5)
	_, err := io.ReadFull(c, text)
	if err == nil {
		_, err = c.Write(text)
	}
	if err != nil {
		near.Close()
	}
	err = errors.Join(err, <-ended)
	near.Close()
	secrets, logged := ReadKeyLog(&log)
	return Read(tap.Chunks(), secrets), errors.Join(err, logged)
}

// Each suite of TLS 1.2 that we say we decrypt is decrypted as Go encrypts it, both
// ways.
func TestEverySuiteIsRead(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	certificates := map[bool]tls.Certificate{}
	for _, rsa := range []bool{true, false} {
		if certificates[rsa], err = root.Issue(certmaster.Request{Hosts: []string{"x.example"}, RSA: rsa}); err != nil {
			t.Fatal(err)
		}
	}
	for id := range suites {
		name := tls.CipherSuiteName(id)
		if id>>8 == 0x13 {
			continue // Go chooses those itself; OpenSSL's server is told in the tests of stories
		}
		t.Run(name, func(t *testing.T) {
			server := &tls.Config{Certificates: []tls.Certificate{certificates[!strings.Contains(name, "ECDSA")]}, CipherSuites: []uint16{id}, MaxVersion: tls.VersionTLS12}
			client := &tls.Config{RootCAs: root.Pool(), ServerName: "x.example", CipherSuites: []uint16{id}, MaxVersion: tls.VersionTLS12}
			s, err := greeted(t, client, server)
			if err != nil {
				t.Fatal(err)
			}
			if s.Err != nil || s.Version != tls.VersionTLS12 || s.Suite != id || !s.Extended {
				t.Fatalf("%v, version %x, suite %x, extended %v", s.Err, s.Version, s.Suite, s.Extended)
			}
			for _, from := range []Direction{FromClient, FromServer} {
				if m := s.Find(from, Data, 0); m == nil || string(m.Raw) != "hello" && string(m.Raw) != "h" { // a first record of CBC has one byte
					t.Errorf("the data of the %s is not read: %s", from, types(s))
				}
				if m := s.Find(from, Handshake, Finished); m == nil || len(m.Body()) != 12 {
					t.Errorf("the finished of the %s is not read: %s", from, types(s))
				}
			}
		})
	}
}

// swapped are chunks as the other side sees them.
func swapped(chunks []Chunk) []Chunk {
	for i := range chunks {
		chunks[i].From = FromServer - chunks[i].From
	}
	return chunks
}

// A side of TLS 1.3 that takes new keys is read on, and so is the one that it asks to.
// OpenSSL's client does it when it is told.
func TestNewKeysAreFollowed(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue(certmaster.Request{Hosts: []string{"x.example"}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	c := exec.Command(peers.Need(t, "openssl"), "s_client", "-tls1_3", "-connect", l.Addr().String())
	said, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { said.Close(); c.Wait() }()
	raw, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	tap := NewTap(raw)
	var log bytes.Buffer
	s := tls.Server(tap, &tls.Config{Certificates: []tls.Certificate{cert}, KeyLogWriter: &log})
	if _, err := io.WriteString(s, "before"); err != nil {
		t.Fatal(err)
	}
	read := func(want string) error {
		got := make([]byte, len(want))
		_, err := io.ReadFull(s, got)
		if err == nil && string(got) != want {
			err = fmt.Errorf("%q came, want %q", got, want)
		}
		return err
	}
	known := func() *Session {
		t.Helper()
		secrets, err := ReadKeyLog(bytes.NewReader(log.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		return Read(swapped(tap.Chunks()), secrets)
	}
	io.WriteString(said, "first\n")
	if err := read("first\n"); err != nil {
		t.Fatal(err)
	}
	// A line that begins with K has the client take new keys and ask for new ones; it
	// is a command if it comes by itself.
	io.WriteString(said, "K\n")
	second := make(chan error, 1)
	go func() { second <- read("second\n") }()
	peers.Eventually(t, "the answer to the client's new keys", func() bool {
		return known().Find(FromClient, Handshake, KeyUpdate) != nil
	})
	io.WriteString(said, "second\n")
	if err := <-second; err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(s, "after"); err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, m := range known().Messages {
		switch {
		case m.Sealed:
			t.Errorf("a message of %d bytes is not read", len(m.Raw))
		case m.Kind == Data:
			told = append(told, m.From.String()+" "+string(m.Raw))
		case m.Type == KeyUpdate:
			told = append(told, m.From.String()+" new keys")
		}
	}
	if want := []string{"server before", "client first\n", "client new keys", "server new keys", "client second\n", "server after"}; !slices.Equal(told, want) {
		t.Errorf("%q, want %q", told, want)
	}
}

// The parts of messages, laid out by hand as RFC 8446 and RFC 5246 have them.
func TestPartsOfMessages(t *testing.T) {
	message := func(typ byte, body ...byte) *Message {
		return &Message{Kind: Handshake, Type: typ, Raw: append([]byte{typ, 0, byte(len(body) >> 8), byte(len(body))}, body...)}
	}
	random := bytes.Repeat([]byte{7}, 32)
	hello := func(session, suites, compression, extensions []byte) []byte {
		out := append([]byte{3, 3}, random...)
		out = append(append(out, byte(len(session))), session...)
		out = append(append(out, suites...), compression...)
		if extensions != nil {
			out = append(append(out, byte(len(extensions)>>8), byte(len(extensions))), extensions...)
		}
		return out
	}
	client := hello([]byte{1, 2, 3}, []byte{0, 4, 0x13, 1, 0xc0, 0x2f}, []byte{1, 0}, slices.Concat(
		[]byte{0, 0, 0, 14, 0, 12, 0, 0, 9}, []byte("x.example"),
		[]byte{0, 10, 0, 6, 0, 4, 0, 29, 0, 24},
		[]byte{0, 13, 0, 6, 0, 4, 4, 3, 8, 4},
		[]byte{0, 43, 0, 5, 4, 3, 4, 3, 3},
		[]byte{0, 51, 0, 16, 0, 14, 0, 29, 0, 2, 9, 9, 0, 24, 0, 4, 8, 8, 8, 8},
		[]byte{0, 23, 0, 0}))
	h, err := ParseHello(message(ClientHello, client...))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ got, want any }{
		{h.Legacy, uint16(0x0303)}, {h.Random, random}, {h.SessionID, []byte{1, 2, 3}}, {h.Suites, []uint16{0x1301, 0xc02f}}, {h.ServerName(), "x.example"},
		{h.Groups(), []uint16{29, 24}}, {h.Schemes(), []uint16{0x0403, 0x0804}}, {h.Versions(), []uint16{0x0304, 0x0303}}, {h.Shares(), map[uint16]int{29: 2, 24: 4}},
		{h.Has(23), true}, {h.Has(35), false}, {len(h.Extensions), 6},
	} {
		if !reflect.DeepEqual(c.got, c.want) {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	server, err := ParseHello(message(ServerHello, hello(nil, []byte{0x13, 2}, []byte{0}, []byte{0, 43, 0, 2, 3, 4, 0, 51, 0, 7, 0, 29, 0, 3, 1, 2, 3})...))
	if err != nil || server.Negotiated() != 0x0304 || !slices.Equal(server.Suites, []uint16{0x1302}) || !reflect.DeepEqual(server.Shares(), map[uint16]int{29: 3}) {
		t.Errorf("%+v, %v", server, err)
	}
	retry, err := ParseHello(message(ServerHello, hello(nil, []byte{0x13, 2}, []byte{0}, []byte{0, 51, 0, 2, 0, 24})...))
	if err != nil || retry.Negotiated() != 0x0303 || !reflect.DeepEqual(retry.Shares(), map[uint16]int{24: 0}) {
		t.Errorf("%+v, %v", retry, err)
	}
	old, err := ParseHello(message(ServerHello, hello([]byte{5}, []byte{0, 0x2f}, []byte{0}, nil)...))
	if err != nil || old.Negotiated() != 0x0303 || len(old.Extensions) != 0 || old.Shares() != nil {
		t.Errorf("%+v, %v", old, err)
	}
	// Each hello that is cut short is refused, but where no extension has begun.
	for n := range client {
		_, err := ParseHello(message(ClientHello, client[:n]...))
		if whole := n == 2+32+4+6+2; (err == nil) != whole {
			t.Errorf("the first %d bytes of a hello: %v", n, err)
		}
	}

	certs, err := Certificates(message(Certificate, 0, 0, 9, 0, 0, 3, 1, 2, 3, 0, 0, 0), 0x0303)
	if err != nil || !reflect.DeepEqual(certs, [][]byte{{1, 2, 3}, {}}) {
		t.Errorf("%v, %v", certs, err)
	}
	certs, err = Certificates(message(Certificate, 1, 9, 0, 0, 18, 0, 0, 2, 1, 2, 0, 3, 5, 5, 5, 0, 0, 3, 3, 4, 5, 0, 0), 0x0304)
	if err != nil || !reflect.DeepEqual(certs, [][]byte{{1, 2}, {3, 4, 5}}) {
		t.Errorf("%v, %v", certs, err)
	}
	for _, cut := range [][]byte{{}, {0, 0}, {0, 0, 9, 0, 0, 3, 1, 2, 3, 0, 0}, {0, 0, 4, 0, 0, 9, 1}} {
		if certs, err := Certificates(message(Certificate, cut...), 0x0303); err == nil {
			t.Errorf("% x: %v", cut, certs)
		}
	}
	for rsa, body := range map[bool][]byte{true: {0, 3, 1, 2, 3}, false: {3, 1, 2, 3}} {
		if value, err := PublicValue(message(ClientKeyExchange, body...), rsa); err != nil || !bytes.Equal(value, []byte{1, 2, 3}) {
			t.Errorf("%v, %v", value, err)
		}
		if value, err := PublicValue(message(ClientKeyExchange, body[:len(body)-1]...), rsa); err == nil {
			t.Errorf("%v", value)
		}
	}
	group, value, err := ServerValue(message(ServerKeyExchange, 3, 0, 29, 2, 8, 9, 4, 3))
	if err != nil || group != 29 || !bytes.Equal(value, []byte{8, 9}) {
		t.Errorf("%d, %v, %v", group, value, err)
	}
	for body, want := range map[string]string{"": "too early", "\x03\x00\x1d\x02\x08": "too early", "\x01\x00\x1d\x02\x08\x09": "a key exchange of kind 1, expected 3"} {
		if _, _, err := ServerValue(message(ServerKeyExchange, []byte(body)...)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", body, err, want)
		}
	}
}

// What a tap keeps is bounded; what it kept is a copy.
func TestATapKeepsTheBeginning(t *testing.T) {
	near, far := net.Pipe()
	defer near.Close()
	defer far.Close()
	tap := NewTap(near)
	go io.Copy(io.Discard, far)
	piece := bytes.Repeat([]byte("x"), 1<<18)
	for range 6 {
		if _, err := tap.Write(piece); err != nil {
			t.Fatal(err)
		}
	}
	chunks := tap.Chunks()
	if len(chunks) != 4 || len(chunks[3].Data) != len(piece) || chunks[0].From != FromClient {
		t.Fatalf("%d chunks", len(chunks))
	}
	piece[0] = 'y'
	if chunks[0].Data[0] != 'x' {
		t.Error("what was kept changes with the writer's buffer")
	}
}
