package record

import (
	"bufio"
	"bytes"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Secrets are the secrets of connections, by client random and label, as a key log
// has them (the format of SSLKEYLOGFILE, RFC 9850).
type Secrets map[string]map[string][]byte

// The labels that are used; others are skipped.
const (
	masterLabel          = "CLIENT_RANDOM"
	clientHandshakeLabel = "CLIENT_HANDSHAKE_TRAFFIC_SECRET"
	serverHandshakeLabel = "SERVER_HANDSHAKE_TRAFFIC_SECRET"
	clientTrafficLabel   = "CLIENT_TRAFFIC_SECRET_0"
	serverTrafficLabel   = "SERVER_TRAFFIC_SECRET_0"
)

// ReadKeyLog reads a key log. Comments, empty lines and labels that it does not know
// are skipped; a line of a known label that makes no sense is an error.
func ReadKeyLog(r io.Reader) (Secrets, error) {
	s := Secrets{}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		fields := strings.Fields(line)
		if line == "" || line[0] == '#' {
			continue
		}
		switch fields[0] {
		case masterLabel, clientHandshakeLabel, serverHandshakeLabel, clientTrafficLabel, serverTrafficLabel:
		default:
			continue
		}
		if len(fields) != 3 {
			return nil, fmt.Errorf("key log, line %d: %d words, expected a label, a client random and a secret", n, len(fields))
		}
		random, err1 := hex.DecodeString(fields[1])
		secret, err2 := hex.DecodeString(fields[2])
		if err1 != nil || err2 != nil || len(random) != 32 || len(secret) < 32 || len(secret) > 64 {
			return nil, fmt.Errorf("key log, line %d: expected a client random of 32 bytes and a secret of 32 to 64, as hexadecimal digits", n)
		}
		s.Add(fields[0], random, secret)
	}
	return s, lines.Err()
}

// Add adds a secret.
func (s Secrets) Add(label string, clientRandom, secret []byte) {
	key := string(clientRandom)
	if s[key] == nil {
		s[key] = map[string][]byte{}
	}
	s[key][label] = bytes.Clone(secret)
}

// AddMaster adds the master secret of a TLS 1.2 connection: a resumed one has that
// of the connection before.
func (s Secrets) AddMaster(clientRandom, master []byte) { s.Add(masterLabel, clientRandom, master) }

// Traffic are the secrets of a TLS 1.3 connection that keys are derived from, in the
// order of their use; nil where one is unknown.
func (s Secrets) Traffic(clientRandom []byte) (clientHandshake, serverHandshake, client, server []byte) {
	known := s[string(clientRandom)]
	return known[clientHandshakeLabel], known[serverHandshakeLabel], known[clientTrafficLabel], known[serverTrafficLabel]
}

// Master is the master secret of a TLS 1.2 connection; nil is unknown.
func (s Secrets) Master(clientRandom []byte) []byte { return s[string(clientRandom)][masterLabel] }
