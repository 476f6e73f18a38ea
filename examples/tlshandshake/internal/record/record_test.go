package record

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
)

// conversation is a handshake of TLS 1.3 between Go's own client and server.
func conversation(t testing.TB) ([]Chunk, Secrets) {
	t.Helper()
	a, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := a.Issue(certmaster.Request{Hosts: []string{"x.example"}})
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c, err := l.Accept()
		if err != nil {
			return
		}
		s := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
		io.WriteString(s, "hello")
		s.Close()
	}()
	raw, err := net.Dial("tcp", l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	tap := NewTap(raw)
	var log bytes.Buffer
	c := tls.Client(tap, &tls.Config{RootCAs: a.Pool(), ServerName: "x.example", KeyLogWriter: &log})
	if text, err := io.ReadAll(c); err != nil || string(text) != "hello" {
		t.Fatal(string(text), err)
	}
	<-ended
	secrets, err := ReadKeyLog(&log)
	if err != nil {
		t.Fatal(err)
	}
	return tap.Chunks(), secrets
}

func types(s *Session) string {
	var b strings.Builder
	for _, m := range s.Messages {
		fmt.Fprintf(&b, "%s %d %d %v; ", m.From, m.Kind, m.Type, m.Sealed)
	}
	return b.String()
}

// However the network cuts the bytes, the messages are the same.
func TestMessagesDoNotDependOnPieces(t *testing.T) {
	chunks, secrets := conversation(t)
	whole := types(Read(chunks, secrets))
	if !strings.Contains(whole, "server 23 0 false") || strings.Contains(whole, "true") {
		t.Fatalf("the data is not decrypted: %s", whole)
	}
	var pieces []Chunk
	for _, c := range chunks {
		for i := range c.Data {
			pieces = append(pieces, Chunk{c.From, c.Data[i : i+1]})
		}
	}
	if got := types(Read(pieces, secrets)); got != whole {
		t.Errorf("byte by byte: %s\nwhole: %s", got, whole)
	}
}

// A handshake message may lie in several records, and several in one.
func TestMessagesAndRecords(t *testing.T) {
	hello := append([]byte{ClientHello, 0, 0, 42, 3, 3}, make([]byte, 40)...)
	record := func(body []byte) []byte { return append([]byte{Handshake, 3, 1, 0, byte(len(body))}, body...) }
	cut := append(record(hello[:7]), record(hello[7:])...)
	s := Read([]Chunk{{FromClient, cut}}, nil)
	if len(s.Messages) != 1 || s.Messages[0].Records != 2 || !bytes.Equal(s.Messages[0].Raw, hello) {
		t.Errorf("%+v", s.Messages)
	}
	two := record(append(bytes.Clone(hello), hello...))
	s = Read([]Chunk{{FromClient, two}}, nil)
	if len(s.Messages) != 2 || s.Messages[0].Records != 1 || s.Messages[1].Records != 1 {
		t.Errorf("%+v", s.Messages)
	}
}

// Without a secret a record is sealed, and with another's as well.
func TestWithoutASecretNothingIsRead(t *testing.T) {
	chunks, secrets := conversation(t)
	_, others := conversation(t)
	for _, s := range []Secrets{nil, others} {
		got := types(Read(chunks, s))
		if !strings.Contains(got, "server 23 0 true") || strings.Contains(got, "22 11") {
			t.Errorf("%s", got)
		}
	}
	for random := range secrets {
		for label, secret := range secrets[random] {
			secret[0] ^= 1
			secrets[random][label] = secret
		}
	}
	if got := types(Read(chunks, secrets)); strings.Contains(got, "22 11") {
		t.Errorf("decrypted with a wrong secret: %s", got)
	}
}

func TestKeyLog(t *testing.T) {
	random, secret := strings.Repeat("0a", 32), strings.Repeat("0b", 48)
	s, err := ReadKeyLog(strings.NewReader("# a comment\n\nCLIENT_RANDOM " + random + " " + secret + "\nEXPORTER_SECRET x y\nSOMETHING new\n"))
	if err != nil || len(s.Master(bytes.Repeat([]byte{10}, 32))) != 48 {
		t.Errorf("%v, %v", s, err)
	}
	for _, bad := range []string{"CLIENT_RANDOM " + random, "CLIENT_RANDOM zz " + secret, "CLIENT_RANDOM " + random + " 0b", "CLIENT_RANDOM 0a " + secret} {
		if _, err := ReadKeyLog(strings.NewReader("\n" + bad)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// The pseudorandom function of TLS 1.2, by the test vector that Go's own tests and
// the IETF's mailing list have for SHA-256.
func TestPRF(t *testing.T) {
	secret := []byte{0x9b, 0xbe, 0x43, 0x6b, 0xa9, 0x40, 0xf0, 0x17, 0xb1, 0x76, 0x52, 0x84, 0x9a, 0x71, 0xdb, 0x35}
	seed := []byte{0xa0, 0xba, 0x9f, 0x93, 0x6c, 0xda, 0x31, 0x18, 0x27, 0xa6, 0xf7, 0x96, 0xff, 0xd5, 0x19, 0x8c}
	got := fmt.Sprintf("%x", PRF(gcm128.hash, secret, "test label", seed, 100))
	if want := "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66"; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

// Whatever the bytes, reading them ends, and keeps what it was given.
func FuzzRead(f *testing.F) {
	chunks, secrets := conversation(f)
	for _, c := range chunks {
		f.Add(c.Data, c.From == FromServer, "")
	}
	f.Add([]byte("HTTP/1.1 400\r\n"), true, "CLIENT_RANDOM 00 00\n")
	f.Fuzz(func(t *testing.T, data []byte, server bool, log string) {
		more, err := ReadKeyLog(strings.NewReader(log))
		if err != nil && len(more) > 0 {
			t.Error("secrets beside an error")
		}
		from := FromClient
		if server {
			from = FromServer
		}
		before := bytes.Clone(data)
		for i := 0; i <= len(chunks); i++ {
			all := append(append([]Chunk(nil), chunks[:i]...), Chunk{from, data})
			s := Read(append(all, chunks[i:]...), secrets)
			size := 0
			for _, m := range s.Messages {
				size += len(m.Raw)
				ParseHello(&m)
				Certificates(&m, s.Version)
				ServerValue(&m)
				PublicValue(&m, true)
			}
			sum := len(data)
			for _, c := range chunks {
				sum += len(c.Data)
			}
			if size > sum {
				t.Errorf("%d bytes of messages from %d on the wire", size, sum)
			}
		}
		if !bytes.Equal(before, data) {
			t.Error("the bytes were changed")
		}
	})
}

// Without the ClientHello the rest is read as far as it goes: the hello of the server
// is there, no secret is found, and nothing is taken for what it is not.
func TestALostClientHello(t *testing.T) {
	chunks, secrets := conversation(t)
	whole := Read(chunks, secrets)
	rest := chunks
	for len(rest) > 0 && rest[0].From == FromClient {
		rest = rest[1:]
	}
	s := Read(rest, secrets)
	if s.Err != nil || s.Version != whole.Version || s.Suite != whole.Suite || s.ClientRandom != nil || s.Find(FromServer, Handshake, ServerHello) == nil {
		t.Errorf("%v, version %x, suite %x, %s", s.Err, s.Version, s.Suite, types(s))
	}
	for _, m := range s.Messages {
		if m.Encrypted && !m.Sealed {
			t.Errorf("a message of type %d is decrypted without the random value that names its secret", m.Type)
		}
	}
	// A second ClientHello, of another connection, does not open it either.
	other, _ := conversation(t)
	s = Read(append(other[:1:1], rest...), secrets)
	if got := types(s); strings.Contains(got, "22 11") || strings.Contains(got, "23 0 false") {
		t.Errorf("decrypted by another's hello: %s", got)
	}
}
