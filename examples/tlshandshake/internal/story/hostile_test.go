package story

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
)

// answering is a server that reads the ClientHello and then does what it likes.
func answering(t *testing.T, then func(net.Conn)) string {
	return accepting(t, func(c net.Conn) {
		c.Read(make([]byte, 1<<12))
		then(c)
	})
}

// accepting is a server of one connection.
func accepting(t *testing.T, then func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer c.Close()
		then(c)
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return l.Addr().String()
}

// tame fails for what a terminal or a page would obey.
func tame(t *testing.T, s *Story) string {
	t.Helper()
	var text, page strings.Builder
	if err := errors.Join(s.WriteText(&text, false), s.WriteHTML(&page)); err != nil {
		t.Fatal(err)
	}
	for _, r := range text.String() + page.String() {
		if r != '\n' && r != '\t' && !unicode.IsGraphic(r) || r == '\u202e' {
			t.Errorf("%q is written as it came", r)
			break
		}
	}
	if strings.Contains(page.String(), "<script") || strings.Contains(page.String(), "<img") {
		t.Error("the page has a tag of somebody else's")
	}
	return text.String()
}

// Whatever a server sends, the story ends in time, with a sentence.
func TestHostileServers(t *testing.T) {
	forever := func(piece string) func(net.Conn) {
		return func(c net.Conn) {
			for {
				if _, err := io.WriteString(c, piece); err != nil {
					return
				}
			}
		}
	}
	once := func(text string) func(net.Conn) { return func(c net.Conn) { io.WriteString(c, text) } }
	mute := func(text string) func(net.Conn) {
		return func(c net.Conn) { io.WriteString(c, text); io.Copy(io.Discard, c) }
	}
	record := func(kind byte, body string) string {
		return string([]byte{kind, 3, 3, byte(len(body) >> 8), byte(len(body))}) + body
	}
	hello := "\x02\x00\x00\x26\x03\x03" + strings.Repeat("r", 32) + "\x00\xc0\x2f\x00"
	for _, c := range []struct {
		name string
		do   func(net.Conn)
		hang bool // nothing ends it but the limit
		want string
	}{
		{"garbage", once("\x1b]0;owned\x07<script>alert(1)</script>\r\n"), false, "not TLS"},
		{"garbage for ever", forever("\x1b[2J<script>"), false, "not TLS"},
		{"half a header", once("\x16\x03"), false, "without a word"},
		{"half a record", once("\x16\x03\x03\x00\x40abc"), false, "without a word"},
		{"half a record, and silence", mute("\x16\x03\x03\x00\x40abc"), true, "says nothing within"},
		{"a record too long", once("\x16\x03\x03\xff\xff" + strings.Repeat("x", 1<<16)), false, "not TLS"},
		{"empty records for ever", forever(record(22, "")), false, ""},
		{"change_cipher_spec for ever", forever(record(20, "\x01")), false, ""},
		{"warnings for ever", forever(record(21, "\x01\x5a")), false, ""},
		{"an alert without a name", once(record(21, "\x02\xee")), false, "238"},
		{"half an alert", once(record(21, "\x02")), false, ""},
		{"alert 70", once(record(21, "\x02\x46")), false, "protocol_version"},
		{"alert 40", once(record(21, "\x02\x28")), false, "handshake_failure"},
		{"an empty hello", once(record(22, "\x02\x00\x00\x00")), false, "failed"},
		{"a hello of a suite that was not offered", once(record(22, strings.Replace(hello, "\xc0\x2f", "\x00\x05", 1))), false, "failed"},
		{"a hello, and the end", once(record(22, hello)), false, "failed"},
		{"ten megabytes of certificate", func(c net.Conn) {
			io.WriteString(c, record(22, hello)+record(22, "\x0b\x98\x96\x80\x98\x96\x7d"))
			forever(record(22, strings.Repeat("\x00", 1<<14)))(c)
		}, false, "failed"},
	} {
		for _, mode := range []string{"ecdhe12", "tls13"} {
			t.Run(c.name+" "+mode, func(t *testing.T) {
				limit := time.Minute
				if c.hang {
					limit = 50 * time.Millisecond
				}
				s, err := Tell(t.Context(), Options{Mode: mode, Target: answering(t, c.do), Limit: limit})
				said := ""
				switch {
				case err != nil && !errors.Is(err, ErrNoServer):
					t.Fatal(err)
				case err != nil:
					said = err.Error()
				default:
					said = s.Outcome
					tame(t, s)
					if s.OK {
						t.Error("it counts as a success:", said)
					}
				}
				if !strings.Contains(said, c.want) || strings.ContainsFunc(said, func(r rune) bool { return !unicode.IsGraphic(r) }) {
					t.Errorf("%q, want %q", said, c.want)
				}
			})
		}
	}
}

// What stands in a certificate is somebody else's word.
func TestHostileCertificates(t *testing.T) {
	for _, name := range []string{"<script>alert(1)</script>", "\x1b[31mred\x1b[0m", "a\nb: verified", "\u202egro.elpmaxe", `"><img src=x>`, strings.Repeat("long", 5000)} {
		root, err := certmaster.New(name)
		if err != nil {
			t.Fatal(err)
		}
		cert, err := root.Issue(certmaster.Request{Name: name, Hosts: []string{"127.0.0.1"}})
		if err != nil {
			t.Fatal(err)
		}
		for _, hosts := range []bool{true, false} {
			l, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: []tls.Certificate{cert}})
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				if c, err := l.Accept(); err == nil {
					io.Copy(io.Discard, c)
					c.Close()
				}
			}()
			o := Options{Mode: "tls13", Target: l.Addr().String(), Roots: root.Pool(), Limit: time.Minute}
			if !hosts {
				o.Name = name // of whoever calls, and as foreign
			}
			s, err := Tell(t.Context(), o)
			l.Close()
			<-ended
			if err != nil {
				// Go asks for no such name; the reason is one line all the same.
				if hosts || strings.ContainsFunc(err.Error(), func(r rune) bool { return !unicode.IsGraphic(r) }) {
					t.Errorf("%.40q: %v", name, err)
				}
				continue
			}
			told := tame(t, s)
			if hosts != s.OK || hosts && !strings.Contains(strings.Join(strings.Fields(told), ""), strings.Join(strings.Fields(clean(name[:min(len(name), 8)])), "")) {
				t.Errorf("%.40q: %v %s", name, s.OK, s.Outcome)
			}
		}
	}
}

// The version is the one of supported_versions, whatever the fields say.
func TestTheVersionIsTheNegotiatedOne(t *testing.T) {
	for mode, want := range map[string]string{"rsa12": "TLS 1.2", "ecdhe12": "TLS 1.2", "tls13": "TLS 1.3"} {
		s, told := text(t, Options{Mode: mode})
		for _, f := range s.Connections[0].Facts {
			if f.Name == "version" && f.Text != want {
				t.Errorf("%s is called %s", mode, f.Text)
			}
		}
		flat := strings.Join(strings.Fields(told), " ")
		if mode == "tls13" && (!strings.Contains(flat, "The version field says TLS 1.2 and the record TLS 1.0, for old servers; neither counts.") ||
			!strings.Contains(flat, "The version field says TLS 1.2, for old boxes on the way; supported_versions counts.")) {
			t.Errorf("%s does not tell of the fields: %s", mode, flat)
		}
		if strings.Contains(flat, "SSL") {
			t.Errorf("%s speaks of SSL", mode)
		}
	}
}

// A server of another version says so by alert 70; what was offered stands beside.
func TestAVersionThatIsNotTaken(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue(certmaster.Request{Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	s, err := Tell(t.Context(), Options{Mode: "tls13", Roots: root.Pool(), Limit: time.Minute, Target: answeringTLS(t, &tls.Config{Certificates: []tls.Certificate{cert}, MaxVersion: tls.VersionTLS12})})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"protocol_version", "Offered were TLS 1.3", "suites TLS_", "groups X25519", "most likely it does not take this version"} {
		if !strings.Contains(s.Outcome, want) {
			t.Errorf("%s\nwant %s", s.Outcome, want)
		}
	}
}

func answeringTLS(t *testing.T, config *tls.Config) string {
	l, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if c, err := l.Accept(); err == nil {
			io.Copy(io.Discard, c)
			c.Close()
		}
	}()
	t.Cleanup(func() { l.Close(); <-ended })
	return l.Addr().String()
}

// An address is asked for without a server name, and a wrong name shows another
// site's certificate.
func TestTheNameThatIsAskedFor(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue(certmaster.Request{Hosts: []string{"site.example"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]struct{ asked, said string }{
		"":              {"", "an address is asked for without a server name"},
		"other.example": {"other.example", "another site's certificate"},
	} {
		var asked bytes.Buffer
		config := &tls.Config{GetCertificate: func(h *tls.ClientHelloInfo) (*tls.Certificate, error) {
			asked.WriteString(h.ServerName)
			return &cert, nil
		}}
		target := answeringTLS(t, config)
		s, err := Tell(t.Context(), Options{Mode: "ecdhe12", Target: target, Name: name, Roots: root.Pool(), Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if asked.String() != want.asked || s.OK || !strings.Contains(s.Outcome, want.said) {
			t.Errorf("%q: asked for %q, %s", name, asked.String(), s.Outcome)
		}
	}
}
