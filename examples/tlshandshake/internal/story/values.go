package story

import (
	"crypto/ecdh"
	"crypto/sha256"
	"crypto/tls"
	"fmt"
	"hash"
	"slices"

	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
)

// values tells the numbers that the keys are made of: in TLS 1.2 the three that the
// book tells of, the master secret and the keys; in TLS 1.3 the traffic secrets.
func (t *teller) values(c *Connection, s *record.Session) {
	add := func(name string, b []byte, format string, args ...any) {
		c.Values = append(c.Values, Value{name, fmt.Sprintf("%x", b), fmt.Sprintf(format, args...)})
	}
	if s.ClientRandom == nil || s.ServerRandom == nil {
		return
	}
	add("client random", s.ClientRandom, "in the open, in client_hello")
	add("server random", s.ServerRandom, "in the open, in server_hello")
	if s.Version == tls.VersionTLS13 {
		t.traffic(s, add)
		return
	}
	logged := t.secrets.Master(s.ClientRandom)
	master := logged
	if s.Find(record.FromClient, record.Handshake, record.ClientKeyExchange) != nil {
		premaster := t.premaster(s)
		if premaster == nil {
			return
		}
		if t.opts.Mode == "rsa12" {
			add("premaster secret", premaster, "the third number: made up by the client, sent encrypted with the server's public key")
		} else {
			add("premaster secret", premaster, "the third number: what each side computes from its own private value and the other's public one; it never travels")
		}
		master = t.deriveMaster(s, premaster)
		verdict := "and it is the one of the key log"
		if !slices.Equal(master, logged) {
			verdict = "but the key log has another"
		}
		how := "from the premaster secret and both random numbers"
		if s.Extended {
			how = "from the premaster secret and the hash of all messages up to client_key_exchange (extended master secret)"
		}
		add("master secret", master, "%s, %s", how, verdict)
	} else if master != nil {
		add("master secret", master, "that of the first connection; the random numbers are new, so that the keys are")
	}
	if master == nil {
		return
	}
	keys, err := record.DeriveKeyBlock(s.Suite, master, s.ClientRandom, s.ServerRandom)
	if err != nil {
		return
	}
	for _, k := range []struct {
		name string
		b    []byte
		text string
	}{
		{"client MAC key", keys.ClientMAC, "proves that a record of the client was not changed"},
		{"server MAC key", keys.ServerMAC, "the same for the server"},
		{"client key", keys.ClientKey, "encrypts what the client sends: the session key of books"},
		{"server key", keys.ServerKey, "encrypts what the server sends: it is another one"},
		{"client IV", keys.ClientIV, "the fixed part of the client's nonces"},
		{"server IV", keys.ServerIV, "the fixed part of the server's nonces"},
	} {
		if len(k.b) > 0 {
			add(k.name, k.b, "%s", k.text)
		}
	}
}

// traffic tells the secrets of TLS 1.3, where each stage has its own.
func (t *teller) traffic(s *record.Session, add func(name string, b []byte, format string, args ...any)) {
	clientHandshake, serverHandshake, client, server := t.secrets.Traffic(s.ClientRandom)
	for _, v := range []struct {
		name string
		b    []byte
		text string
	}{
		{"handshake, client", clientHandshake, "encrypts the client's part of the handshake: from the key exchange and the hash of both hellos"},
		{"handshake, server", serverHandshake, "encrypts the server's part, its certificate among it"},
		{"traffic, client", client, "encrypts what the client sends after the handshake: from the key exchange and the hash of all up to the server's finished"},
		{"traffic, server", server, "the same for the server; a KeyUpdate makes the next of it"},
	} {
		if v.b != nil {
			add(v.name, v.b, "%s", v.text)
		}
	}
}

// premaster finds the premaster secret among the random bytes that the client took:
// it is there itself in the RSA key exchange, and else the private value whose
// public one went over the wire.
func (t *teller) premaster(s *record.Session) []byte {
	t.random.mu.Lock()
	log := slices.Clone(t.random.log)
	t.random.mu.Unlock()
	logged := t.secrets.Master(s.ClientRandom)
	if t.opts.Mode == "rsa12" {
		for i := 0; i+46 <= len(log); i++ {
			try := append([]byte{3, 3}, log[i:i+46]...)
			if slices.Equal(t.deriveMaster(s, try), logged) {
				return try
			}
		}
		return nil
	}
	m := s.Find(record.FromClient, record.Handshake, record.ClientKeyExchange)
	kx := s.Find(record.FromServer, record.Handshake, record.ServerKeyExchange)
	if m == nil || kx == nil {
		return nil
	}
	mine, err := record.PublicValue(m, false)
	if err != nil {
		return nil
	}
	group, theirs, err := record.ServerValue(kx)
	if err != nil {
		return nil
	}
	curves := map[uint16]struct {
		ecdh.Curve
		size int
	}{uint16(tls.X25519): {ecdh.X25519(), 32}, uint16(tls.CurveP256): {ecdh.P256(), 32}, uint16(tls.CurveP384): {ecdh.P384(), 48}, uint16(tls.CurveP521): {ecdh.P521(), 66}}
	curve, ok := curves[group]
	if !ok {
		return nil
	}
	peer, err := curve.NewPublicKey(theirs)
	if err != nil {
		return nil
	}
	for i := 0; i+curve.size <= len(log); i++ {
		candidate := slices.Clone(log[i : i+curve.size])
		if group != uint16(tls.X25519) {
			candidate[1] ^= 0x42 // as Go's crypto/ecdh makes a private value of random bytes
		}
		private, err := curve.NewPrivateKey(candidate)
		if err != nil || !slices.Equal(private.PublicKey().Bytes(), mine) {
			continue
		}
		secret, err := private.ECDH(peer)
		if err != nil {
			return nil
		}
		return secret
	}
	return nil
}

// deriveMaster derives the master secret of TLS 1.2 (RFC 5246, section 8.1; RFC 7627
// where both sides offer it).
func (t *teller) deriveMaster(s *record.Session, premaster []byte) []byte {
	var h func() hash.Hash = sha256.New
	if known := s.Hash(); known != nil {
		h = known
	}
	if !s.Extended {
		return record.PRF(h, premaster, "master secret", append(slices.Clone(s.ClientRandom), s.ServerRandom...), 48)
	}
	sum := h()
	sum.Write(s.Transcript(record.ClientKeyExchange))
	return record.PRF(h, premaster, "extended master secret", sum.Sum(nil), 48)
}
