package sshx

import (
	"bytes"
	"crypto/rand"
	"crypto/sha1"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"net"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/internal/atomicfile"
	"github.com/pyops-go/pyops/internal/sshconn"
)

// HostKeys are the keys of hosts, as known_hosts files hold them: plain, hashed and
// wildcard entries, @cert-authority and @revoked. Names are as in the files: "host",
// or "[host]:port" where the port is not 22; [HostName] makes them. The zero value
// is empty. It is safe for concurrent use.
type HostKeys struct {
	mu    sync.Mutex
	lines []hostLine
}

// A hostLine is a line of a file; those that mean nothing to us are kept as well.
type hostLine struct {
	text  string
	entry *HostKeyEntry
}

// A HostKeyEntry is one line: hosts and a key.
type HostKeyEntry struct {
	Hostnames []string // patterns, or one hash
	Marker    string   // "", "cert-authority", or "revoked"
	Key       *PKey
	Place     string // "file:line"; "" for a key that was added
	entry     sshconn.Entry
}

// Line is the entry as it stands in a file, without its end.
func (e *HostKeyEntry) Line() string {
	if e == nil || e.Key == nil || e.Key.public == nil {
		return ""
	}
	s := sshconn.FormatEntry(strings.Join(e.Hostnames, ","), e.Key.public)
	if e.Marker != "" {
		s = "@" + e.Marker + " " + s
	}
	return s
}

// ParseHostKeyEntry reads one line of a known_hosts file.
func ParseHostKeyEntry(line string) (*HostKeyEntry, error) {
	if strings.ContainsAny(line, "\r\n") {
		return nil, &Error{Kind: ErrKey, Op: "known hosts", Reason: "more than one line"}
	}
	entries, warnings := parseHostLines("line", []byte(line))
	for _, l := range entries {
		if l.entry != nil {
			return l.entry, nil
		}
	}
	reason := fmt.Sprintf("%q has no entry; expected hosts, key type and key", line)
	if len(warnings) > 0 {
		reason = warnings[0].Reason
	}
	return nil, &Error{Kind: ErrKey, Op: "known hosts", Reason: reason}
}

// A HostKeyWarning is a line of a known_hosts file that cannot be used.
type HostKeyWarning struct {
	File   string
	Line   int
	Reason string
}

// String is "file:line: reason".
func (w HostKeyWarning) String() string { return fmt.Sprintf("%s:%d: %s", w.File, w.Line, w.Reason) }

func parseHostLines(name string, data []byte) (lines []hostLine, warnings []HostKeyWarning) {
	var known sshconn.KnownHosts
	number := 0
	for line := range bytes.Lines(data) {
		number++
		l := hostLine{text: strings.TrimRight(string(line), "\r\n")}
		before := len(known.Warnings)
		known.Entries = nil
		known.Add(name, []byte(l.text))
		for _, w := range known.Warnings[before:] {
			warnings = append(warnings, HostKeyWarning{name, number, w.Reason})
		}
		for _, e := range known.Entries {
			e.Line = number
			l.entry = &HostKeyEntry{Hostnames: strings.Split(e.Hosts, ","), Marker: e.Marker, Key: publicPKey(e.Key), Place: e.Place(), entry: e}
		}
		lines = append(lines, l)
	}
	return lines, warnings
}

func errNoHostKeys() error {
	return &Error{Kind: ErrInvalid, Op: "known hosts", Reason: "no HostKeys"}
}

// Load adds the lines of a file. Lines that cannot be used are kept for
// [HostKeys.Save] and returned as warnings.
func (h *HostKeys) Load(path string) ([]HostKeyWarning, error) {
	if h == nil {
		return nil, errNoHostKeys()
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, &Error{Kind: ErrSSH, Op: "known hosts", Err: err}
	}
	lines, warnings := parseHostLines(path, data)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lines = append(h.lines, lines...)
	return warnings, nil
}

// Save replaces a file by all lines, comments and those that mean nothing to us
// among them, all or nothing. To add one host to a file, [HostKeys.Append] is better.
func (h *HostKeys) Save(path string) error {
	if h == nil {
		return errNoHostKeys()
	}
	h.mu.Lock()
	var out bytes.Buffer
	for _, l := range h.lines {
		out.WriteString(l.text)
		out.WriteByte('\n')
	}
	h.mu.Unlock()
	if err := atomicfile.WriteFile(path, out.Bytes(), &atomicfile.Options{Mode: 0o600, InPlace: true}); err != nil {
		return &Error{Kind: ErrSSH, Op: "known hosts", Err: err}
	}
	return nil
}

// Append adds a host to a file, as one write at its end: several programs that do
// so at once lose nothing, and what stands in the file stays as it is. The keys
// themselves are not changed; see [HostKeys.Add].
func (h *HostKeys) Append(path, hostname string, key *PKey) error {
	if err := nameable(hostname, key); err != nil {
		return err
	}
	if err := sshconn.AppendKnownHost(path, hostname, key.public); err != nil {
		return &Error{Kind: ErrSSH, Op: "known hosts", Err: err}
	}
	return nil
}

// nameable refuses what makes no line of a file.
func nameable(hostname string, key *PKey) error {
	switch {
	case key == nil || key.public == nil:
		return &Error{Kind: ErrInvalid, Op: "known hosts", Reason: fmt.Sprintf("no key for host %q", hostname)}
	case hostname == "" || strings.ContainsAny(hostname, " \t\r\n#"):
		return &Error{Kind: ErrInvalid, Op: "known hosts", Reason: fmt.Sprintf("host %q; expected a name without blanks and #", hostname)}
	}
	return nil
}

// Add adds a key of a host, or replaces that of the same type which is known under
// exactly this name.
func (h *HostKeys) Add(hostname string, key *PKey) error {
	if h == nil {
		return errNoHostKeys()
	}
	if err := nameable(hostname, key); err != nil {
		return err
	}
	lines, _ := parseHostLines("", []byte(sshconn.FormatEntry(hostname, key.public)))
	if len(lines) != 1 || lines[0].entry == nil {
		return &Error{Kind: ErrInvalid, Op: "known hosts", Reason: fmt.Sprintf("host %q makes no line of a file", hostname)}
	}
	lines[0].entry.Place = ""
	h.mu.Lock()
	defer h.mu.Unlock()
	for i, l := range h.lines {
		if l.entry != nil && l.entry.Marker == "" && len(l.entry.Hostnames) == 1 && l.entry.Hostnames[0] == hostname && l.entry.Key.Name() == key.Name() {
			h.lines[i] = lines[0]
			return nil
		}
	}
	h.lines = append(h.lines, lines[0])
	return nil
}

// Delete forgets every line whose hosts are exactly this name, and reports whether
// there was one.
func (h *HostKeys) Delete(hostname string) bool {
	if h == nil {
		return false
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var kept []hostLine
	for _, l := range h.lines {
		if l.entry == nil || !l.entry.matches(hostname) || len(l.entry.Hostnames) > 1 {
			kept = append(kept, l)
		}
	}
	deleted := len(kept) < len(h.lines)
	h.lines = kept
	return deleted
}

// Clear forgets everything.
func (h *HostKeys) Clear() {
	if h == nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.lines = nil
}

func (e *HostKeyEntry) matches(hostname string) bool {
	return e.entry.Matches(strings.ToLower(hostname))
}

// Lookup returns the keys of a host by their types; the first of a type counts.
// Keys of authorities and revoked ones are not among them.
func (h *HostKeys) Lookup(hostname string) map[string]*PKey {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	var found map[string]*PKey
	for _, l := range h.lines {
		if l.entry == nil || l.entry.Marker != "" || !l.entry.matches(hostname) {
			continue
		}
		if found == nil {
			found = map[string]*PKey{}
		}
		if _, ok := found[l.entry.Key.Name()]; !ok {
			found[l.entry.Key.Name()] = l.entry.Key
		}
	}
	return found
}

// Check reports whether a key is one that is known for the host, and not revoked.
func (h *HostKeys) Check(hostname string, key *PKey) bool {
	if h == nil || key == nil || key.public == nil {
		return false
	}
	host, port := splitHostName(hostname)
	return h.known().Check(host, port, nil, key.public) == nil
}

// All yields the hosts field of each entry, and the entry.
func (h *HostKeys) All() iter.Seq2[string, *HostKeyEntry] {
	return func(yield func(string, *HostKeyEntry) bool) {
		if h == nil {
			return
		}
		h.mu.Lock()
		lines := append([]hostLine(nil), h.lines...)
		h.mu.Unlock()
		for _, l := range lines {
			if l.entry != nil && !yield(strings.Join(l.entry.Hostnames, ","), l.entry) {
				return
			}
		}
	}
}

// Len is the number of entries.
func (h *HostKeys) Len() int {
	n := 0
	for range h.All() {
		n++
	}
	return n
}

// known are the entries for a connection.
func (h *HostKeys) known() *sshconn.KnownHosts {
	if h == nil {
		return nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	k := &sshconn.KnownHosts{}
	for _, l := range h.lines {
		if l.entry != nil {
			k.Entries = append(k.Entries, l.entry.entry)
		}
	}
	return k
}

// HashHost hashes a name for a line of a known_hosts file: "|1|salt|hash". A nil salt
// is made; else it has 20 bytes.
func HashHost(hostname string, salt []byte) (string, error) {
	if salt == nil {
		salt = make([]byte, sha1.Size)
		rand.Read(salt)
	}
	if len(salt) != sha1.Size {
		return "", &Error{Kind: ErrInvalid, Op: "known hosts", Reason: fmt.Sprintf("a salt of %d bytes; expected %d", len(salt), sha1.Size)}
	}
	return sshconn.HashHost(hostname, salt), nil
}

// HostName is how known_hosts files name a host on a port: in small letters, and
// "[host]:port" where the port is not 22.
func HostName(host string, port int) string { return sshconn.HostName(host, port) }

// splitHostName is the reverse of HostName.
func splitHostName(name string) (string, int) {
	if strings.HasPrefix(name, "[") {
		if host, text, err := net.SplitHostPort(name); err == nil {
			if port, err := strconv.Atoi(text); err == nil {
				return host, port
			}
		}
	}
	return name, sshconn.DefaultPort
}

// isMissing reports whether an error is that of a file that is not there.
func isMissing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
