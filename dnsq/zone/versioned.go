package zone

import (
	"context"
	"sync"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/internal/netctx"
)

// A Versioned is a zone that many may read while one changes it: a reader
// keeps the version that it began with. It is safe for concurrent use. It is
// changed by transactions alone.
type Versioned struct {
	mu       sync.Mutex
	versions []*version
	last     uint64                    // number of the last version
	prune    func(kept []Version) bool // nil keeps the last version only
	writing  netctx.Mutex              // held while somebody writes
}

// A Version is a state of a versioned zone: its number, which grows, and the zone,
// which must not be changed.
type Version struct {
	ID   uint64
	Zone *Zone
}

type version struct {
	Version
	readers int
}

// NewVersioned makes a zone the first version of a versioned one, which owns
// it from now on.
func NewVersioned(z *Zone) *Versioned {
	return &Versioned{versions: []*version{{Version: Version{1, z}}}, last: 1}
}

// SetPruningPolicy tells which versions to forget: given those that are kept, the
// oldest first, the policy says whether to forget the oldest, and is asked again
// until it says false. The last version is always kept, and so are those that are
// read and what came later than such. Nil keeps the last version only. The policy
// must not call methods of the zone.
func (v *Versioned) SetPruningPolicy(policy func(kept []Version) bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.prune = policy
	v.forget()
}

// SetMaxVersions keeps so many versions; 0 keeps all. A negative number is an
// dnsq.ErrValue.
func (v *Versioned) SetMaxVersions(most int) error {
	if most < 0 {
		return fault.New(dnsq.ErrValue, "max versions must be at least 1")
	}
	v.SetPruningPolicy(func(kept []Version) bool { return most > 0 && len(kept) > most })
	return nil
}

// forget takes out versions that nobody needs. The caller holds the lock.
func (v *Versioned) forget() {
	for len(v.versions) > 1 && v.versions[0].readers == 0 {
		if v.prune != nil && !v.prune(v.kept()) {
			return
		}
		v.versions = v.versions[1:]
	}
}

func (v *Versioned) kept() []Version {
	out := make([]Version, len(v.versions))
	for i, x := range v.versions {
		out[i] = x.Version
	}
	return out
}

// Versions are the versions that are kept, the oldest first.
func (v *Versioned) Versions() []Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.kept()
}

// Current is the last version as a zone, which must not be changed. It stays what
// it is.
func (v *Versioned) Current() *Zone {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.versions[len(v.versions)-1].Zone
}

// OriginInformation is that of the last version.
func (v *Versioned) OriginInformation() (origin dnsq.Name, relativize bool, effective dnsq.Name) {
	return v.Current().OriginInformation()
}

// Class is the class of the records.
func (v *Versioned) Class() dnsq.RdataClass { return v.Current().class }

// Reader begins a transaction that reads the last version.
func (v *Versioned) Reader() *Transaction {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.read(v.versions[len(v.versions)-1])
}

// ReaderOf begins a transaction that reads the version of a number. That it is
// not kept is ErrNotFound.
func (v *Versioned) ReaderOf(id uint64) (*Transaction, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, x := range v.versions {
		if x.ID == id {
			return v.read(x), nil
		}
	}
	return nil, fault.New(ErrNotFound, "version not found")
}

// ReaderOfSerial begins a transaction that reads the last version whose SOA has a
// serial. That none is kept is ErrNotFound.
func (v *Versioned) ReaderOfSerial(serial uint32) (*Transaction, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := len(v.versions) - 1; i >= 0; i-- {
		if soa, err := v.versions[i].Zone.GetSOA(); err == nil && soa.Serial == serial {
			return v.read(v.versions[i]), nil
		}
	}
	return nil, fault.New(ErrNotFound, "serial not found")
}

func (v *Versioned) read(x *version) *Transaction {
	x.readers++
	return &Transaction{zone: x.Zone, readOnly: true, version: x.ID, end: func(bool) error {
		v.mu.Lock()
		defer v.mu.Unlock()
		x.readers--
		v.forget()
		return nil
	}}
}

// Writer begins a transaction that makes a new version, from the last or, as a
// replacement, from nothing. While another one writes it waits; its error is then
// the cause of the context's end. A transaction that changes nothing makes no
// version.
func (v *Versioned) Writer(ctx context.Context, opts *WriterOptions) (*Transaction, error) {
	if err := v.writing.Lock(ctx); err != nil {
		return nil, err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	t := newWriter(v.versions[len(v.versions)-1].Zone, opts)
	t.version = v.last + 1
	t.end = func(commit bool) error {
		v.mu.Lock()
		defer v.mu.Unlock()
		if commit && t.changed {
			v.last = t.version
			v.versions = append(v.versions, &version{Version: Version{t.version, t.zone}})
			v.forget()
		}
		v.writing.Unlock()
		return nil
	}
	return t, nil
}
