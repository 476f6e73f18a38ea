package clam

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A Status says what clamd thinks of a file.
type Status string

// The statuses that a result can have.
const (
	Found    Status = "FOUND"    // a signature matches
	Error    Status = "ERROR"    // the file could not be scanned
	Excluded Status = "EXCLUDED" // the file was not scanned, since clamd is told to leave it out
)

// A Finding is what clamd says of a file that is not clean: the signature that
// matches, or why it was not scanned.
type Finding struct {
	Status Status
	Reason string
}

// String writes the finding as Python writes its tuple.
func (f Finding) String() string {
	return "(" + pytext.Repr(string(f.Status)) + ", " + pytext.Repr(f.Reason) + ")"
}

// MarshalJSON writes the finding as JSON has Python's tuple: a list of two.
func (f Finding) MarshalJSON() ([]byte, error) {
	return json.Marshal([]string{string(f.Status), f.Reason})
}

// A Result has the files that are not clean, with what was found first in each.
// It is nil when all is clean, pyClamd's None. A file that could not be scanned,
// and one that clamd leaves out, is in it, and not an error.
//
// A result that comes with an error is never nil: it has what was found until
// then, and what was asked for with status Error and the error's text.
//
// The name of a stream is "stream".
type Result map[string]Finding

// Clean reports whether clamd scanned all that it was asked for and found
// nothing. It is never true of a result that came with an error.
func (r Result) Clean() bool { return len(r) == 0 }

// Infected reports whether a signature matched.
func (r Result) Infected() bool {
	for _, f := range r {
		if f.Status == Found {
			return true
		}
	}
	return false
}

// String writes the result as Python writes its dictionary, names sorted; None
// when it is nil.
func (r Result) String() string {
	return dictionary(r, Finding.String)
}

// A Matches is a result with all that was found in each file. Beside an error it
// is never nil, as [Result].
type Matches map[string][]Finding

// Clean reports whether clamd scanned all that it was asked for and found
// nothing. It is never true of matches that came with an error.
func (m Matches) Clean() bool { return len(m) == 0 }

// Infected reports whether a signature matched.
func (m Matches) Infected() bool {
	for _, all := range m {
		if slices.ContainsFunc(all, func(f Finding) bool { return f.Status == Found }) {
			return true
		}
	}
	return false
}

// String writes the result as Python writes its dictionary, names sorted; None
// when it is nil.
func (m Matches) String() string {
	return dictionary(m, func(all []Finding) string {
		texts := make([]string, len(all))
		for i, f := range all {
			texts[i] = f.String()
		}
		return "[" + strings.Join(texts, ", ") + "]"
	})
}

func dictionary[V any](m map[string]V, text func(V) string) string {
	if m == nil {
		return "None"
	}
	var items []string
	for _, name := range slices.Sorted(maps.Keys(m)) {
		items = append(items, pytext.Repr(name)+": "+text(m[name]))
	}
	return "{" + strings.Join(items, ", ") + "}"
}

// add puts a finding in, and skips what is clean. What was found first stays,
// unless something worse is.
func (r *Result) add(v verdict) {
	if v.finding == nil {
		return
	}
	if *r == nil {
		*r = Result{}
	}
	if old, is := (*r)[v.name]; !is || old.Status != Found && v.finding.Status == Found {
		(*r)[v.name] = *v.finding
	}
}

// beside is the result to return with an error: one that cannot be taken for that
// of a clean file.
func (r Result) beside(name string, err error) (Result, error) {
	if err != nil {
		r.add(verdict{name, &Finding{Error, wordsOf(err)}})
	}
	return r, err
}

func (m *Matches) add(name string, f Finding) {
	if *m == nil {
		*m = Matches{}
	}
	(*m)[name] = append((*m)[name], f)
}

func (m Matches) beside(name string, err error) (Matches, error) {
	if err != nil && m == nil {
		m.add(name, Finding{Error, wordsOf(err)})
	}
	return m, err
}
