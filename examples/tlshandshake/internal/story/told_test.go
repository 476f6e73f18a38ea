package story

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/examples/internal/certmaster"
	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
	"github.com/pyops-go/pyops/internal/peers"
)

// masks hide what differs from one handshake to the next, and what the version of Go
// decides: its lists, and when it sends tickets.
var masks = []struct {
	what *regexp.Regexp
	with string
}{
	{regexp.MustCompile(`(?m)^ {8}[0-9a-f]{2}( [0-9a-f]{2})*( …)?$`), "        BYTES"},
	{regexp.MustCompile(`(?m)^(   .{18})[0-9a-f]{8,}$`), "${1}HEX"},
	{regexp.MustCompile(`\d+ bytes`), "N bytes"},
	{regexp.MustCompile(`\d{4}-\d\d-\d\d \d\d:\d\d`), "DATE"},
	{regexp.MustCompile(`(?m)^( {8}(Versions|Cipher suites|Groups|Signatures|Public values|Extensions): )[^\n]*(\n {8}[^A-Z\n][^\n]*|\n {8}(TLS_|ECDSA|PSS|PKCS|CurveP|SecP|X25519)[^\n]*)*`), "${1}LIST"},
	{regexp.MustCompile(`(?m)^   [ *] new_session_ticket  N bytes\n( {8}[^\n]*\n)+`), ""},
	{regexp.MustCompile(`messages +\d+ in the open, \d+ encrypted`), "messages COUNTED"},
}

// Each kind of handshake is told as its file under testdata tells it: every sentence
// there was read against RFC 5246, 7627 and 8446.
func TestStoriesInFull(t *testing.T) {
	for _, o := range stories() {
		if strings.HasPrefix(o.name, "bad") && o.name != "bad gap" {
			continue
		}
		t.Run(o.name, func(t *testing.T) {
			_, told := text(t, o.Options)
			for _, m := range masks {
				told = m.what.ReplaceAllString(told, m.with)
			}
			want, err := os.ReadFile(filepath.Join("testdata", strings.ReplaceAll(o.name, " ", "-")+".txt"))
			if err != nil {
				t.Fatal(err)
			}
			got, owed := strings.Split(told, "\n"), strings.Split(string(want), "\n")
			for i := range max(len(got), len(owed)) {
				if i >= len(got) || i >= len(owed) || got[i] != owed[i] {
					t.Fatalf("line %d: it tells\n%s\nwant\n%s", i+1, strings.Join(got[min(i, len(got)):min(i+3, len(got))], "\n"), strings.Join(owed[min(i, len(owed)):min(i+3, len(owed))], "\n"))
				}
			}
		})
	}
}

// What the masks hide is what a server's own reading of the hello says, by crypto/tls.
func TestWhatTheClientOffersIsToldInFull(t *testing.T) {
	for _, mode := range Modes() {
		var seen *tls.ClientHelloInfo
		target := answeringTLS(t, &tls.Config{GetConfigForClient: func(h *tls.ClientHelloInfo) (*tls.Config, error) {
			seen = h
			return nil, fmt.Errorf("no")
		}})
		s, err := Tell(t.Context(), Options{Mode: mode, Target: target, Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		l := s.Connections[0].Flights[0].Lines[0]
		wants := []string{
			"Versions: " + versionNames(seen.SupportedVersions) + ". The version field says TLS 1.2 and the record TLS 1.0, for old servers; neither counts.",
			"Cipher suites: " + strings.Join(each(seen.CipherSuites, tls.CipherSuiteName), ", ") + ".",
			"Groups: " + strings.Join(each(seen.SupportedCurves, tls.CurveID.String), ", ") + ".",
			"Signatures: " + strings.Join(each(seen.SignatureSchemes, tls.SignatureScheme.String), ", ") + ".",
			"Extensions: " + strings.Join(each(seen.Extensions, func(n uint16) string { return extensionNames[n] }), ", ") + ".",
		}
		told := "\n" + strings.Join(l.Texts, "\n") + "\n"
		for _, want := range wants {
			if !strings.Contains(told, "\n"+want+"\n") {
				t.Errorf("%s: no %q in %s", mode, want, told)
			}
		}
		if mode == "tls13" && !regexp.MustCompile(`\nPublic values: X25519, 32 bytes; X25519MLKEM768, 1216 bytes\.\n`).MatchString(told) {
			t.Errorf("the public values are not told: %s", told)
		}
		if len(l.Hex) != 24*3+len("…") || !strings.HasPrefix(l.Hex, "01 00 0") {
			t.Errorf("%s: bytes %q", mode, l.Hex)
		}
	}
}

func each[T any](list []T, name func(T) string) []string {
	var out []string
	for _, v := range list {
		out = append(out, name(v))
	}
	return out
}

// Tickets are told with what they mean in their version.
func TestTicketsAreTold(t *testing.T) {
	for mode, want := range map[string]string{
		"ecdhe12": "A ticket for a later connection: the server's state, encrypted for itself.",
		"tls13":   "A ticket for a later connection, sent after the handshake: a client that reads nothing never gets it.",
	} {
		s, _ := text(t, Options{Mode: mode})
		told := 0
		for _, f := range s.Connections[0].Flights {
			for _, l := range f.Lines {
				if l.Name == "new_session_ticket" && strings.Join(l.Texts, " ") == want && l.Encrypted == (mode == "tls13") && f.From == "server" {
					told++
				}
			}
		}
		if told != 1 {
			t.Errorf("%s: %d tickets are told", mode, told)
		}
	}
}

// Names of messages, alerts and extensions are those that tshark knows; GREASE is none.
func TestNames(t *testing.T) {
	out, err := exec.Command(peers.Need(t, "tshark"), "-G", "values").Output()
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]map[int][]string{}
	for line := range strings.Lines(string(out)) {
		f := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(f) < 4 || f[0] != "V" {
			continue
		}
		n, err := strconv.ParseInt(f[2], 0, 64)
		if err != nil {
			continue
		}
		if theirs[f[1]] == nil {
			theirs[f[1]] = map[int][]string{}
		}
		name := strings.ReplaceAll(strings.ToLower(f[3]), " ", "_")
		theirs[f[1]][int(n)] = append(theirs[f[1]][int(n)], name)
	}
	compare := func(table string, n int, ours string) {
		t.Helper()
		for _, name := range theirs[table][n] {
			if name == ours || ours == "alpn" && name == "application_layer_protocol_negotiation" {
				return
			}
		}
		t.Errorf("%s %d: we say %q, tshark %q", table, n, ours, theirs[table][n])
	}
	for n, name := range messageNames {
		compare("tls.handshake.type", int(n), name)
	}
	for n, a := range alerts {
		compare("tls.alert_message.desc", int(n), a[0])
		// It stands within a sentence.
		if !regexp.MustCompile(`^[a-z][a-zA-Z ,:']*[a-z]$`).MatchString(a[1]) {
			t.Errorf("alert %d: %q", n, a[1])
		}
	}
	for n, name := range extensionNames {
		compare("tls.handshake.extension.type", int(n), name)
	}
	if got := suiteNames([]uint16{0x1301, 0x0a0a, 0x2a2a, 0xfafa, 0x0a1a, 0x1302}); got != "TLS_AES_128_GCM_SHA256, 0x0A1A, TLS_AES_256_GCM_SHA384" {
		t.Errorf("%s", got)
	}
	if got := shareNames(map[uint16]int{29: 32, 0x3a3a: 1, 24: 0}); got != "CurveP384; X25519, 32 bytes" {
		t.Errorf("%s", got)
	}
	if got := alertName(200); got != "alert 200" {
		t.Error(got)
	}
	h := &record.Hello{Extensions: []record.Extension{{Type: 0}, {Type: 0x1234}, {Type: 51}}}
	if got := extensionList(h); got != "server_name, 4660, key_share" {
		t.Error(got)
	}
}

var colours = regexp.MustCompile("\x1b\\[([0-9]+)m([^\x1b]*)\x1b\\[0m")

// Colour marks who speaks, what is encrypted, and how it ended; without it the words
// are the same.
func TestColours(t *testing.T) {
	for bad, verdict := range map[string][2]string{"": {"32", "well"}, "name": {"31", "failed"}} {
		s, err := Tell(t.Context(), Options{Mode: "tls13", Bad: bad, Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		var plain, painted bytes.Buffer
		if err := s.WriteText(&plain, false); err != nil {
			t.Fatal(err)
		}
		if err := s.WriteText(&painted, true); err != nil {
			t.Fatal(err)
		}
		if got := colours.ReplaceAllString(painted.String(), "$2"); got != plain.String() {
			t.Errorf("without its colours it is another text:\n%s\nwant\n%s", got, plain.String())
		}
		by := map[string]string{}
		for _, m := range colours.FindAllStringSubmatch(painted.String(), -1) {
			by[m[2]] = m[1]
		}
		for text, code := range map[string]string{
			"client ──▶ server": "36", "client ◀── server": "33", "*": "32", "client_hello": "1", "The handshake": "1", "tls13 with a server inside this program": "1", "yes": "32", verdict[1]: verdict[0],
			"Why the certificate is believed, or not": "1", "What was agreed on": "1", "What the keys are made of": "1", s.Connections[0].Flights[0].Lines[0].Hex: "2",
		} {
			if by[text] != code {
				t.Errorf("%q has the colour %q, want %q", text, by[text], code)
			}
		}
		if bad != "" && by["NO "] != "31" {
			t.Errorf("a no has the colour %q", by["NO "])
		}
	}
}

// Lines are broken between words, at a hundred characters.
func TestLinesAreBroken(t *testing.T) {
	word := strings.Repeat("ä", 10) // nine of them and what parts them are 98 characters
	text := strings.TrimSpace(strings.Repeat(word+" ", 20))
	line := " " + strings.TrimSpace(strings.Repeat(word+" ", 9))
	if got, want := wrap(text, 1), line+"\n"+line+"\n "+word+" "+word; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := wrap(strings.Repeat("x", 200), 4); got != "    "+strings.Repeat("x", 200) {
		t.Errorf("%q", got)
	}
	if got := wrap(strings.Repeat("x", 49)+" "+strings.Repeat("y", 50), 0); strings.Contains(got, "\n") {
		t.Errorf("a hundred characters are broken: %q", got)
	}
	if got := wrap(strings.Repeat("x", 50)+" "+strings.Repeat("y", 50), 0); !strings.Contains(got, "x\ny") {
		t.Errorf("a hundred and one characters are not broken: %q", got)
	}
}

// A server that talks is read to its end, and one that cuts the connection is told of.
func TestWhatComesAfterTheHandshake(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	cert, err := root.Issue(certmaster.Request{Hosts: []string{"127.0.0.1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, mode := range []string{"ecdhe12", "tls13"} {
		for end, want := range map[string]string{"close_notify": "the handshake succeeded, and the first read after it brought no refusal", "cut": "the handshake succeeded; the server then cut the connection without close_notify",
			"talk": "the handshake succeeded, and the first read after it brought no refusal", "silence": "the handshake succeeded; the server said nothing more within 1m0s, and did not refuse"} {
			ctx, timeUp := context.WithCancel(t.Context())
			target := accepting(t, func(c net.Conn) {
				s := tls.Server(c, &tls.Config{Certificates: []tls.Certificate{cert}})
				io.WriteString(s, "welcome")
				switch end {
				case "close_notify":
					s.Close()
				case "talk":
					for _, err := s.Write(make([]byte, 1<<14)); err == nil; _, err = s.Write(make([]byte, 1<<14)) {
					}
				case "silence":
					io.Copy(io.Discard, s) // up to the client's close_notify
					timeUp()
					io.Copy(io.Discard, c)
				}
			})
			s, err := Tell(ctx, Options{Mode: mode, Target: target, Roots: root.Pool(), Limit: time.Minute})
			timeUp()
			if err != nil {
				t.Fatal(err)
			}
			data := ""
			for _, f := range s.Connections[0].Flights {
				for _, l := range f.Lines {
					if l.Name == "data" {
						data += f.From + " " + l.Hex + " " + l.Size + " " + strings.Join(l.Texts, " ")
					}
				}
			}
			if !s.OK || s.Outcome != want || end != "silence" && !strings.HasPrefix(data, "server 77 65 6c 63 6f 6d 65 7 bytes What the connection is for.") {
				t.Errorf("%s, %s: %v, %s; data %.200q", mode, end, s.OK, s.Outcome, data)
			}
		}
	}
}

// A certificate of many names shows six.
func TestManyNames(t *testing.T) {
	root, err := certmaster.New("root")
	if err != nil {
		t.Fatal(err)
	}
	var hosts []string
	for n, want := range []string{"none", "h1", "h1, h2", "h1, h2, h3", "h1, h2, h3, h4", "h1, h2, h3, h4, h5", "h1, h2, h3, h4, h5, h6", "h1, h2, h3, h4, h5, h6, and 1 more", "h1, h2, h3, h4, h5, h6, and 2 more"} {
		if n > 0 {
			hosts = append(hosts, fmt.Sprint("h", n))
		}
		cert, err := root.Issue(certmaster.Request{Name: "x", Hosts: hosts})
		if err != nil {
			t.Fatal(err)
		}
		leaf, err := x509.ParseCertificate(cert.Certificate[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := certificateNames(leaf); got != want {
			t.Errorf("%d names: %q, want %q", n, got, want)
		}
	}
}
