package clam

import (
	"encoding/json"
	"slices"
	"strings"
)

// A Status says what clamd thinks of a file.
type Status string

// The statuses that a result can have.
const (
	Found Status = "FOUND" // a signature matches
	Error Status = "ERROR" // the file could not be scanned
)

// A Finding is what clamd says of a file that is not clean: the signature that
// matches, or why it could not be scanned.
type Finding struct {
	Status Status
	Reason string
}

// String writes the finding as Python writes its tuple.
func (f Finding) String() string { return "(" + quote(string(f.Status)) + ", " + quote(f.Reason) + ")" }

// MarshalJSON writes the finding as JSON has Python's tuple: a list of two.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal([]string{string(f.Status), f.Reason})
}

// A Result has the files that are not clean, with what was found first in each.
// It is nil, and only then without an error, when all is clean. A file that
// could not be scanned is in it, and not an error.
//
// The name of a stream is "stream".
type Result map[string]Finding

// String writes the result as Python writes its dictionary, names sorted; None
// when it is nil.
func (r Result) String() string {
	if r == nil {
		return "None"
	}
	var b strings.Builder
	for i, name := range sortedKeys(r) {
		separate(&b, i)
		b.WriteString(quote(name) + ": " + r[name].String())
	}
	return "{" + b.String() + "}"
}

// Infected reports whether anything was found.
func (r Result) Infected() bool {
	for _, f := range r {
		if f.Status == Found {
			return true
		}
	}
	return false
}

// A Matches is a result with all that was found in each file.
type Matches map[string][]Finding

// String writes the result as Python writes its dictionary, names sorted; None
// when it is nil.
func (m Matches) String() string {
	if m == nil {
		return "None"
	}
	var b strings.Builder
	for i, name := range sortedKeys(m) {
		separate(&b, i)
		b.WriteString(quote(name) + ": [")
		for k, f := range m[name] {
			separate(&b, k)
			b.WriteString(f.String())
		}
		b.WriteString("]")
	}
	return "{" + b.String() + "}"
}

// add puts a finding in, and skips what is clean.
func (r *Result) add(v verdict) {
	if v.finding == nil {
		return
	}
	if *r == nil {
		*r = Result{}
	}
	(*r)[v.name] = *v.finding
}

func (m *Matches) add(name string, f Finding) {
	if *m == nil {
		*m = Matches{}
	}
	(*m)[name] = append((*m)[name], f)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func separate(b *strings.Builder, i int) {
	if i > 0 {
		b.WriteString(", ")
	}
}

// quote writes a name as Python does, when it holds nothing unusual; otherwise
// with Go's escapes.
func quote(s string) string {
	const hex = "0123456789abcdef"
	mark := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		mark = '"'
	}
	b := []byte{mark}
	for i := range len(s) {
		switch c := s[i]; {
		case c == mark || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\t':
			b = append(b, '\\', 't')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c < ' ' || c == 0x7f:
			b = append(b, '\\', 'x', hex[c>>4], hex[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, mark))
}
