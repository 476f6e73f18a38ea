package sshconn

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Markers of an [Entry].
const (
	CertAuthority = "cert-authority" // the key signs host certificates
	Revoked       = "revoked"        // the key must not be accepted
)

// An Entry is a line of a known_hosts file.
type Entry struct {
	File  string // where it stands
	Line  int    // counts from 1
	Hosts string // the first field: patterns parted by commas, or a hash

	Marker  string // "", CertAuthority, or Revoked
	Key     ssh.PublicKey
	Comment string
}

// Place is "file:line".
func (e Entry) Place() string { return e.File + ":" + strconv.Itoa(e.Line) }

// A Warning is a line of a known_hosts file that was left out.
type Warning struct {
	File   string
	Line   int
	Reason string
}

func (w Warning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Reason) }

// KnownHosts are the entries of known_hosts files, in their order. The zero value
// and nil know nobody. Reading it concurrently is safe.
type KnownHosts struct {
	Entries  []Entry
	Warnings []Warning // lines that are malformed or of unknown key types
}

// ReadKnownHosts reads files. One that does not exist is an error that is
// [io/fs.ErrNotExist]; what the others hold is returned with it.
func ReadKnownHosts(paths ...string) (*KnownHosts, error) {
	k := &KnownHosts{}
	var first error
	for _, p := range paths {
		data, err := os.ReadFile(p)
		if err != nil {
			if first == nil {
				first = fmt.Errorf("ssh: known hosts: %w", err)
			}
			continue
		}
		k.Add(p, data)
	}
	return k, first
}

// Add adds the lines of a file. Those that cannot be used become warnings.
func (k *KnownHosts) Add(name string, data []byte) {
	number := 0
	for line := range bytes.Lines(data) {
		number++
		text := strings.TrimSpace(string(line))
		if text == "" || strings.HasPrefix(text, "#") {
			continue
		}
		e, err := parseEntry(text)
		if err != nil {
			k.Warnings = append(k.Warnings, Warning{name, number, err.Error()})
			continue
		}
		e.File, e.Line = name, number
		k.Entries = append(k.Entries, e)
	}
}

// parseEntry reads one line: [@marker] hosts keytype base64 [comment].
func parseEntry(line string) (e Entry, err error) {
	whole := line
	next := func() (field string) {
		line = strings.TrimLeft(line, " \t")
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			end = len(line)
		}
		field, line = line[:end], line[end:]
		return field
	}
	e.Hosts = next()
	if marker, ok := strings.CutPrefix(e.Hosts, "@"); ok {
		if marker != CertAuthority && marker != Revoked {
			return e, fmt.Errorf("unknown marker %q: expected @%s or @%s", e.Hosts, CertAuthority, Revoked)
		}
		e.Marker, e.Hosts = marker, next()
	}
	kind, encoded := next(), next()
	e.Comment = strings.TrimSpace(line)
	if encoded == "" {
		return e, fmt.Errorf("%q is not a line of known_hosts: expected hosts, key type and key", printable(strings.TrimSpace(whole)))
	}
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		return e, fmt.Errorf("the key of %q is not base64", printable(e.Hosts))
	}
	if e.Key, err = ssh.ParsePublicKey(raw); err != nil {
		return e, fmt.Errorf("the key of %q cannot be read: %s", printable(e.Hosts), strings.TrimPrefix(err.Error(), "ssh: "))
	}
	if e.Key.Type() != kind {
		return e, fmt.Errorf("the key of %q is said to be %q and is %s", printable(e.Hosts), printable(kind), e.Key.Type())
	}
	return e, nil
}

// HostName is how known_hosts names a host on a port: in small letters, and with
// brackets and the port where that is not 22. Port 0 means 22.
func HostName(host string, port int) string {
	host = strings.ToLower(host)
	if port == 22 || port == 0 {
		return host
	}
	return "[" + host + "]:" + strconv.Itoa(port)
}

// Lookup returns the entries for a host and port, in their order. Where none
// names the host with its port, those that name it without one count, as they do
// for OpenSSH.
func (k *KnownHosts) Lookup(host string, port int) []Entry {
	if k == nil {
		return nil
	}
	found := k.named(HostName(host, port))
	if len(found) == 0 && port != 22 && port != 0 {
		found = k.named(HostName(host, 22))
	}
	return found
}

func (k *KnownHosts) named(name string) (found []Entry) {
	for _, e := range k.Entries {
		if e.Matches(name) {
			found = append(found, e)
		}
	}
	return found
}

// Matches reports whether the entry is for a host, named as [HostName] does.
func (e Entry) Matches(name string) bool {
	if strings.HasPrefix(e.Hosts, "|") {
		return hashMatches(e.Hosts, name)
	}
	matched := false
	for pattern := range strings.SplitSeq(e.Hosts, ",") {
		pattern, not := strings.CutPrefix(pattern, "!")
		if !Glob(strings.ToLower(pattern), name) {
			continue
		}
		if not {
			return false
		}
		matched = true
	}
	return matched
}

// HashHost hashes a host name for the first field of a line, as OpenSSH's
// HashKnownHosts does: |1|salt|HMAC-SHA1. The salt has 20 bytes.
func HashHost(name string, salt []byte) string {
	mac := hmac.New(sha1.New, salt)
	mac.Write([]byte(name))
	b64 := base64.StdEncoding.EncodeToString
	return "|1|" + b64(salt) + "|" + b64(mac.Sum(nil))
}

func hashMatches(field, name string) bool {
	parts := strings.Split(field, "|")
	if len(parts) != 4 || parts[1] != "1" {
		return false
	}
	salt, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(field), []byte(HashHost(name, salt))) == 1
}

// Glob matches OpenSSH's patterns, in which * is any text and ? one character.
func Glob(pattern, text string) bool {
	// Where the last star stands, and what of the text it has taken.
	star, taken := -1, 0
	p, t := 0, 0
	for t < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '*':
			star, taken = p, t
			p++
		case p < len(pattern) && (pattern[p] == '?' || pattern[p] == text[t]):
			p++
			t++
		case star >= 0:
			taken++
			p, t = star+1, taken
		default:
			return false
		}
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// Check holds the key that a server shows against the entries. The error is a
// [*HostKeyError]. A certificate must be for the host, in time, and signed by a
// key of a @cert-authority entry; nothing is accepted that a @revoked entry names,
// be it the key or the one that signed it.
func (k *KnownHosts) Check(host string, port int, remote net.Addr, key ssh.PublicKey) error {
	name := HostName(host, port)
	entries := k.Lookup(host, port)
	cert, isCert := key.(*ssh.Certificate)
	keys := []ssh.PublicKey{key}
	if isCert {
		keys = append(keys, cert.Key, cert.SignatureKey)
	}
	if k != nil {
		for _, e := range k.Entries {
			if e.Marker != Revoked || !e.Matches(name) && !e.Matches(HostName(host, 22)) {
				continue
			}
			for _, shown := range keys {
				if sameKey(e.Key, shown) {
					return &HostKeyError{Kind: ErrHostKeyRevoked, Host: name, Key: key, Known: []Entry{e}}
				}
			}
		}
	}
	if isCert {
		return checkCertificate(cert, entries, name, host, port, remote)
	}
	var others []Entry
	for _, e := range entries {
		switch {
		case e.Marker != "":
		case sameKey(e.Key, key):
			return nil
		default:
			others = append(others, e)
		}
	}
	kind := ErrHostKeyUnknown
	if len(others) > 0 {
		kind = ErrHostKeyChanged
	}
	return &HostKeyError{Kind: kind, Host: name, Key: key, Known: others}
}

// checkCertificate accepts a host certificate of an authority that is known for
// the host; without one, it is an unknown key.
func checkCertificate(cert *ssh.Certificate, entries []Entry, name, host string, port int, remote net.Addr) error {
	var authorities []Entry
	checker := ssh.CertChecker{IsHostAuthority: func(auth ssh.PublicKey, _ string) bool {
		for _, e := range authorities {
			if sameKey(e.Key, auth) {
				return true
			}
		}
		return false
	}}
	for _, e := range entries {
		if e.Marker == CertAuthority {
			authorities = append(authorities, e)
		}
	}
	if len(authorities) == 0 {
		return &HostKeyError{Kind: ErrHostKeyUnknown, Host: name, Key: cert}
	}
	if err := checker.CheckHostKey(address(strings.ToLower(host), port), remote, cert); err != nil {
		return fmt.Errorf("the certificate of %s: %s: %w", name, strings.TrimPrefix(err.Error(), "ssh: "), &HostKeyError{Kind: ErrHostKeyChanged, Host: name, Key: cert, Known: authorities})
	}
	return nil
}

func sameKey(a, b ssh.PublicKey) bool { return bytes.Equal(a.Marshal(), b.Marshal()) }
