package record

import (
	"encoding/binary"
	"fmt"
	"hash"
	"slices"
)

// Kinds of content (RFC 8446, section 5.1).
const (
	ChangeCipherSpec = 20
	Alert            = 21
	Handshake        = 22
	Data             = 23
)

// Types of handshake messages.
const (
	ClientHello         = 1
	ServerHello         = 2
	NewSessionTicket    = 4
	EncryptedExtensions = 8
	Certificate         = 11
	ServerKeyExchange   = 12
	CertificateRequest  = 13
	ServerHelloDone     = 14
	CertificateVerify   = 15
	ClientKeyExchange   = 16
	Finished            = 20
	KeyUpdate           = 24
)

// A Message is a piece of what one side said: a handshake message, which may lie in
// several records, or the content of one record.
type Message struct {
	From      Direction
	Kind      byte // of the content, as it is once decrypted
	Type      byte // of a handshake message; the number of an alert
	Raw       []byte
	Encrypted bool // on the wire
	Sealed    bool // and nobody here could decrypt it
	Records   int  // over how many records it lies
	Version   uint16
	Wire      int // bytes of the records that it ends in
}

// Body is a handshake message without its type and length.
func (m *Message) Body() []byte {
	if m.Kind == Handshake && len(m.Raw) >= 4 {
		return m.Raw[4:]
	}
	return m.Raw
}

// A Session is what a connection's bytes tell.
type Session struct {
	Messages                   []Message
	Version                    uint16 // that was negotiated; 0 is none yet
	Suite                      uint16
	ClientRandom, ServerRandom []byte
	Extended                   bool  // both sides offer the extended master secret (RFC 7627)
	Retried                    bool  // the server asked for another ClientHello
	Err                        error // why the rest could not be read; nil is all was

	secrets Secrets
	sides   [2]side
	hello   *Hello
}

// A side is what is known of one direction.
type side struct {
	bytes     []byte // of a record that is not whole yet
	handshake []byte // of a message that is not whole yet
	records   int    // that the message lies in so far
	wire      int
	encrypted bool
	opener    *opener
	finished  bool
}

// retryRandom marks a ServerHello that is a HelloRetryRequest (RFC 8446, section
// 4.1.3).
var retryRandom = []byte("\xcf\x21\xad\x74\xe5\x9a\x61\x11\xbe\x1d\x8c\x02\x1e\x65\xb8\x91\xc2\xa2\x11\x16\x7a\xbb\x8c\x5e\x07\x9e\x09\xe2\xc8\xa8\x33\x9c")

// Read reads a connection's bytes. What cannot be decrypted is a sealed message;
// what is no TLS ends the reading, and Session.Err says why.
func Read(chunks []Chunk, secrets Secrets) *Session {
	s := &Session{secrets: secrets}
	for _, c := range chunks {
		side := &s.sides[c.From]
		side.bytes = append(side.bytes, c.Data...)
		for s.Err == nil && len(side.bytes) >= 5 {
			kind, version, length := side.bytes[0], binary.BigEndian.Uint16(side.bytes[1:]), int(binary.BigEndian.Uint16(side.bytes[3:]))
			if kind < ChangeCipherSpec || kind > Data || version>>8 != 3 || length > 1<<14+2048 {
				s.Err = fmt.Errorf("the %s sent what is no TLS record: %q", c.From, side.bytes[:min(len(side.bytes), 24)])
				break
			}
			if len(side.bytes) < 5+length {
				break
			}
			body := slices.Clone(side.bytes[5 : 5+length])
			side.bytes = side.bytes[5+length:]
			s.record(c.From, kind, version, body)
		}
	}
	return s
}

// record takes a record that is whole.
func (s *Session) record(from Direction, kind byte, version uint16, body []byte) {
	side := &s.sides[from]
	m := Message{From: from, Kind: kind, Version: version, Records: 1, Wire: 5 + len(body)}
	sealed := side.encrypted && kind != ChangeCipherSpec
	if s.Version == 0x0304 {
		sealed = kind == Data
	}
	if sealed {
		m.Encrypted = true
		if side.opener == nil {
			side.opener = s.openerOf(from)
		}
		content, inner, err := []byte(nil), byte(0), errNoSecret
		if side.opener != nil {
			content, inner, err = side.opener.open(kind, version, body)
		}
		if err != nil {
			m.Sealed, m.Raw = true, body
			s.Messages = append(s.Messages, m)
			return
		}
		kind, body = inner, content
		m.Kind = kind
	}
	switch kind {
	case Handshake:
		side.handshake = append(side.handshake, body...)
		side.records++
		side.wire += m.Wire
		s.split(from, m)
		return
	case ChangeCipherSpec:
		side.encrypted, side.opener = s.Version != 0x0304, nil
	case Alert:
		if len(body) == 2 {
			m.Type = body[1]
		}
	}
	m.Raw = body
	s.Messages = append(s.Messages, m)
}

// split takes the handshake messages that are whole.
func (s *Session) split(from Direction, like Message) {
	side := &s.sides[from]
	for len(side.handshake) >= 4 {
		length := 4 + int(side.handshake[1])<<16 + int(side.handshake[2])<<8 + int(side.handshake[3])
		if len(side.handshake) < length {
			return
		}
		m := like
		m.Type, m.Raw, m.Records, m.Wire = side.handshake[0], slices.Clone(side.handshake[:length]), side.records, side.wire
		side.handshake, side.wire = side.handshake[length:], 0
		side.records = 0
		if len(side.handshake) > 0 {
			side.records = 1 // the next begins in this one
		}
		s.Messages = append(s.Messages, m)
		s.learn(m)
	}
}

// learn takes from a message what later ones are read with.
func (s *Session) learn(m Message) {
	side := &s.sides[m.From]
	switch {
	case m.Type == ClientHello && m.From == FromClient:
		if h, err := ParseHello(&m); err == nil {
			s.ClientRandom, s.hello = h.Random, h
		}
	case m.Type == ServerHello && m.From == FromServer:
		h, err := ParseHello(&m)
		if err != nil {
			return
		}
		if slices.Equal(h.Random, retryRandom) {
			s.Retried, s.Version = true, h.Negotiated() // there is no such thing before 1.3
			return
		}
		s.ServerRandom, s.Suite, s.Version = h.Random, h.Suites[0], h.Negotiated()
		_, offered := s.hello.extension(extendedMasterSecret)
		_, taken := h.extension(extendedMasterSecret)
		s.Extended = offered && taken
	case m.Type == Finished && s.Version == 0x0304:
		side.finished, side.opener = true, nil
	case m.Type == KeyUpdate && side.opener != nil && s.Version == 0x0304:
		side.opener, _ = side.opener.next(s.Suite)
	}
}

// openerOf is what decrypts the next records of a direction; nil if nobody here
// can.
func (s *Session) openerOf(from Direction) *opener {
	known := s.secrets[string(s.ClientRandom)]
	if s.Version == 0x0304 {
		label := [2][2]string{{clientHandshakeLabel, clientTrafficLabel}, {serverHandshakeLabel, serverTrafficLabel}}[from]
		secret := known[label[0]]
		if s.sides[from].finished {
			secret = known[label[1]]
		}
		o, err := opener13(s.Suite, secret)
		if err != nil {
			return nil
		}
		return o
	}
	master := known[masterLabel]
	keys, err := DeriveKeyBlock(s.Suite, master, s.ClientRandom, s.ServerRandom)
	if err != nil || master == nil {
		return nil
	}
	key, iv, mac := keys.ClientKey, keys.ClientIV, keys.ClientMAC
	if from == FromServer {
		key, iv, mac = keys.ServerKey, keys.ServerIV, keys.ServerMAC
	}
	suite := suites[s.Suite]
	if suite.seal == 'b' {
		iv = mac // what openCBC authenticates with; the IV comes with the record
	}
	o, err := newOpener(suite, s.Version, key, iv)
	if err != nil {
		return nil
	}
	return o
}

// Hash is that of the key derivation of the session's cipher suite; nil if it is
// unknown.
func (s *Session) Hash() func() hash.Hash { return suites[s.Suite].hash }

// Find is the first message of a type that one side sent; nil if there is none.
func (s *Session) Find(from Direction, kind, typ byte) *Message {
	for i := range s.Messages {
		if m := &s.Messages[i]; m.From == from && m.Kind == kind && m.Type == typ && !m.Sealed {
			return m
		}
	}
	return nil
}

// Transcript are all handshake messages up to and with the first of a type from
// the client: what the extended master secret is bound to.
func (s *Session) Transcript(last byte) []byte {
	var out []byte
	for _, m := range s.Messages {
		if m.Kind != Handshake || m.Sealed {
			continue
		}
		out = append(out, m.Raw...)
		if m.From == FromClient && m.Type == last {
			break
		}
	}
	return out
}
