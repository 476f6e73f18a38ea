package story

import (
	"crypto/tls"
	"fmt"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
)

// intro says what this kind of handshake is, and what the book says of it.
func intro(opts Options) []string {
	switch opts.Mode {
	case "rsa12":
		return []string{
			"The handshake of the book: the client makes up a secret, encrypts it with the public key from the server's certificate, and sends it.",
			"It is history: whoever records the traffic and gets the server's private key years later reads all of it. Go and current servers refuse it unless told otherwise; TLS 1.3 does not have it.",
		}
	case "ecdhe12":
		return []string{
			"TLS 1.2 as it is used: both sides send a public value of Diffie and Hellman's key exchange over an elliptic curve, and compute the same secret from the other's.",
			"No key is encrypted with the certificate's public key here, as books say. The certificate's key signs the server's public value; the secret never travels, and each connection has another.",
		}
	}
	return []string{
		"TLS 1.3: the client sends its public values with its first message, so that everything after the server's hello is encrypted, the certificate included.",
		"No key is encrypted with the certificate's public key here, as books say. The certificate's key signs the handshake; it takes one round trip instead of two.",
	}
}

// tell fills in a connection from what passed.
func (t *teller) tell(c *Connection, s *record.Session, state tls.ConnectionState, target string) {
	if state.DidResume {
		c.Chain, c.Sent = t.first.Chain, false
	}
	for i := range s.Messages {
		m := &s.Messages[i]
		f := c.flight(m.From.String(), m.Kind == record.ChangeCipherSpec && s.Version == tls.VersionTLS13)
		f.Lines = append(f.Lines, t.line(s, m, state))
	}
	t.facts(c, s, state)
	t.values(c, s)
}

// flight is the flight of a message that is told next. With TLS 1.3 a server sends its
// change_cipher_spec right after its first message (RFC 8446, appendix D.4), and a
// client that is asked for another hello does not wait for it: whatever came first, it
// belongs to that message.
func (c *Connection) flight(from string, idle bool) *Flight {
	n := len(c.Flights)
	if idle && from == "server" {
		for i := n - 1; i >= 0; i-- {
			if c.Flights[i].From == from {
				return &c.Flights[i]
			}
		}
	}
	if n == 0 || c.Flights[n-1].From != from {
		c.Flights = append(c.Flights, Flight{Number: n + 1, From: from})
	}
	return &c.Flights[len(c.Flights)-1]
}

// line tells one message.
func (t *teller) line(s *record.Session, m *record.Message, state tls.ConnectionState) Line {
	l := Line{Encrypted: m.Encrypted, Sealed: m.Sealed, Size: fmt.Sprintf("%d bytes", len(m.Raw)), Hex: hex(m.Raw, 24)}
	if m.Records > 1 {
		l.Size += fmt.Sprintf(" in %d records", m.Records)
	}
	say := func(format string, args ...any) { l.Texts = append(l.Texts, fmt.Sprintf(format, args...)) }
	switch {
	case m.Sealed:
		l.Name = "encrypted record"
		say("No secret is known for it here.")
	case m.Kind == record.ChangeCipherSpec:
		l.Name = "change_cipher_spec"
		if s.Version == tls.VersionTLS13 {
			say("Means nothing in TLS 1.3: it is there for old boxes on the way that expect it.")
		} else {
			say("From here on this side encrypts.")
		}
	case m.Kind == record.Alert:
		l.Name = "alert: " + alertName(m.Type)
		say("%s.", upper(alerts[m.Type][1]))
	case m.Kind == record.Data:
		l.Name = "data"
		say("What the connection is for.")
	default:
		l.Name = messageNames[m.Type]
		if l.Name == "" {
			l.Name = fmt.Sprintf("handshake message %d", m.Type)
		}
		t.explain(s, m, state, &l, say)
	}
	return l
}

func upper(s string) string {
	if s == "" {
		return "It has no name here"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// explain tells what a handshake message says.
func (t *teller) explain(s *record.Session, m *record.Message, state tls.ConnectionState, l *Line, say func(string, ...any)) {
	v13 := s.Version == tls.VersionTLS13
	switch m.Type {
	case record.ClientHello:
		t.clientHello(m, say)
	case record.ServerHello:
		t.serverHello(s, m, l, say)
	case record.EncryptedExtensions:
		say("What the hello could have said in the open, and now says encrypted.")
	case record.Certificate:
		certs, err := record.Certificates(m, s.Version)
		if err != nil {
			say("It cannot be read: %v.", err)
			return
		}
		who := "the server's certificate"
		if m.From == record.FromClient {
			who = "the client's certificate"
		}
		switch {
		case len(certs) == 0:
			say("None: the client has no certificate.")
		case v13:
			say("%s: %s, which nobody on the way can read in TLS 1.3.", upper(who), plural(len(certs)))
		default:
			say("%s: %s, in the open for everybody on the way.", upper(who), plural(len(certs)))
		}
	case record.ServerKeyExchange:
		group, value, err := record.ServerValue(m)
		if err != nil {
			say("It cannot be read: %v.", err)
			return
		}
		say("The server's public value, %d bytes over %v, and the signature of the certificate's key over it and both random numbers: this is what proves who the server is.", len(value), tls.CurveID(group))
	case record.CertificateRequest:
		say("The server wants a certificate of the client as well.")
	case record.ServerHelloDone:
		say("The server has said all it has to say; it is the client's turn.")
	case record.CertificateVerify:
		say("A signature over everything said so far: whoever sends the certificate has its private key.")
	case record.ClientKeyExchange:
		if t.opts.Mode == "rsa12" {
			value, _ := record.PublicValue(m, true)
			say("The premaster secret, encrypted with the public key of the certificate: %d bytes that the server's private key alone opens.", len(value))
		} else {
			value, _ := record.PublicValue(m, false)
			say("The client's public value, %d bytes. Both sides compute the same secret now, and nobody else can.", len(value))
		}
	case record.Finished:
		say("A checksum with the new keys over all messages so far: had anybody changed one, it would not fit.")
	case record.NewSessionTicket:
		if v13 {
			say("A ticket for a later connection, sent after the handshake: a client that reads nothing never gets it.")
		} else {
			say("A ticket for a later connection: the server's state, encrypted for itself.")
		}
	case record.KeyUpdate:
		say("From here on this side uses new keys.")
	}
}

func plural(n int) string {
	if n == 1 {
		return "1 certificate"
	}
	return fmt.Sprintf("%d certificates", n)
}

func (t *teller) clientHello(m *record.Message, say func(string, ...any)) {
	h, err := record.ParseHello(m)
	if err != nil {
		say("It cannot be read: %v.", err)
		return
	}
	say("The client's random number, and what it can do. Nothing of it is secret.")
	if name := h.ServerName(); name != "" {
		say("Server name: %s, in the open.", clean(name))
	} else {
		say("No server name: an address is asked for without one.")
	}
	if v := h.Versions(); len(v) > 0 {
		say("Versions: %s. The version field says %s and the record %s, for old servers; neither counts.", versionNames(v), tls.VersionName(h.Legacy), tls.VersionName(m.Version))
	} else {
		say("Version: up to %s.", tls.VersionName(h.Legacy))
	}
	say("Cipher suites: %s.", suiteNames(h.Suites))
	if g := h.Groups(); len(g) > 0 {
		say("Groups: %s.", groupNames(g))
	}
	if v := h.Schemes(); len(v) > 0 {
		say("Signatures: %s.", schemeNames(v))
	}
	if shares := h.Shares(); len(shares) > 0 {
		say("Public values: %s.", shareNames(shares))
	}
	if h.Has(41) {
		say("A ticket of an earlier connection (pre_shared_key).")
	} else if h.Has(35) && ticketed(h) {
		say("A ticket of an earlier connection (session_ticket).")
	}
	say("Extensions: %s.", extensionList(h))
}

func ticketed(h *record.Hello) bool {
	for _, e := range h.Extensions {
		if e.Type == 35 && len(e.Data) > 0 {
			return true
		}
	}
	return false
}

func shareNames(shares map[uint16]int) string {
	var out []string
	for g, n := range shares {
		if g&0x0f0f == 0x0a0a {
			continue
		}
		name := tls.CurveID(g).String()
		if n > 0 { // a HelloRetryRequest names a group and brings no value
			name = fmt.Sprintf("%s, %d bytes", name, n)
		}
		out = append(out, name)
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (t *teller) serverHello(s *record.Session, m *record.Message, l *Line, say func(string, ...any)) {
	h, err := record.ParseHello(m)
	if err != nil {
		say("It cannot be read: %v.", err)
		return
	}
	if s.Retried && m == s.Find(record.FromServer, record.Handshake, record.ServerHello) {
		l.Name = "hello_retry_request"
		say("The server takes none of the groups that came with a public value, and asks for another ClientHello: %s.", shareNames(h.Shares()))
		say("On the wire it is a server_hello whose random number is a fixed one, by which clients know it.")
		return
	}
	say("The server's random number, and what it chose: %s, %s.", tls.VersionName(h.Negotiated()), tls.CipherSuiteName(h.Suites[0]))
	if h.Negotiated() != h.Legacy {
		say("The version field says %s, for old boxes on the way; supported_versions counts.", tls.VersionName(h.Legacy))
	}
	if shares := h.Shares(); len(shares) > 0 {
		say("Its public value: %s. Both sides have the same secret now, and everything after this message is encrypted.", shareNames(shares))
	}
	if h.Has(41) {
		say("It takes the client's ticket.")
	}
}

// facts are what holds for the connection as a whole.
func (t *teller) facts(c *Connection, s *record.Session, state tls.ConnectionState) {
	add := func(name, format string, args ...any) {
		c.Facts = append(c.Facts, Fact{name, fmt.Sprintf(format, args...)})
	}
	if s.Version == 0 {
		return
	}
	add("version", "%s", tls.VersionName(s.Version))
	add("cipher suite", "%s", tls.CipherSuiteName(s.Suite))
	// What is resumed in TLS 1.2 makes no new secret; Go tells of the first connection's.
	if state.CurveID != 0 && (s.Version == tls.VersionTLS13 || !state.DidResume) {
		add("group", "%v", state.CurveID)
	}
	if s.Retried {
		add("hello retry", "the server asked for another ClientHello")
	}
	if s.Version == tls.VersionTLS12 {
		if s.Extended {
			add("extended master secret", "yes: the master secret is bound to the whole handshake (RFC 7627)")
		} else {
			add("extended master secret", "no: the master secret is bound to the random numbers alone")
		}
	}
	switch {
	case state.DidResume:
		add("resumed", "yes: no certificate travels; the chain is remembered from the first connection")
	case s.Find(record.FromServer, record.Handshake, record.NewSessionTicket) != nil:
		add("resumed", "no; the server left a ticket for a later connection")
	default:
		add("resumed", "no")
	}
	if m := s.Find(record.FromServer, record.Handshake, record.CertificateRequest); m != nil {
		add("client certificate", "the server asked for one")
	}
	plain, sealed := 0, 0
	for _, m := range s.Messages {
		if m.Encrypted {
			sealed++
		} else {
			plain++
		}
	}
	add("messages", "%d in the open, %d encrypted", plain, sealed)
}

// hex writes the first bytes of something.
func hex(b []byte, most int) string {
	if len(b) > most {
		return fmt.Sprintf("% x …", b[:most])
	}
	return fmt.Sprintf("% x", b)
}
