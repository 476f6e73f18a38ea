package dnsq

import (
	"context"
	"sync"
)

// A VersionedZone is a zone that many may read while one changes it: a reader
// keeps the version that it began with. It is safe for concurrent use. It is
// changed by transactions alone.
type VersionedZone struct {
	mu       sync.Mutex
	versions []*zoneVersion
	last     uint64                    // number of the last version
	prune    func(kept []Version) bool // nil keeps the last version only
	writing  chan struct{}             // holds a token while somebody writes
}

// A Version is a state of a versioned zone: its number, which grows, and the zone,
// which must not be changed.
type Version struct {
	ID   uint64
	Zone *Zone
}

type zoneVersion struct {
	Version
	readers int
}

// NewVersionedZone makes a zone the first version of a versioned one, which owns
// it from now on.
func NewVersionedZone(z *Zone) *VersionedZone {
	return &VersionedZone{versions: []*zoneVersion{{Version: Version{1, z}}}, last: 1, writing: make(chan struct{}, 1)}
}

// SetPruningPolicy tells which versions to forget: given those that are kept, the
// oldest first, the policy says whether to forget the oldest, and is asked again
// until it says false. The last version is always kept, and so are those that are
// read and what came later than such. Nil keeps the last version only. The policy
// must not call methods of the zone.
func (v *VersionedZone) SetPruningPolicy(policy func(kept []Version) bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.prune = policy
	v.forget()
}

// SetMaxVersions keeps so many versions; 0 keeps all. A negative number is an
// ErrValue.
func (v *VersionedZone) SetMaxVersions(most int) error {
	if most < 0 {
		return fail(ErrValue, "max versions must be at least 1")
	}
	v.SetPruningPolicy(func(kept []Version) bool { return most > 0 && len(kept) > most })
	return nil
}

// forget takes out versions that nobody needs. The caller holds the lock.
func (v *VersionedZone) forget() {
	for len(v.versions) > 1 && v.versions[0].readers == 0 {
		if v.prune != nil && !v.prune(v.kept()) {
			return
		}
		v.versions = v.versions[1:]
	}
}

func (v *VersionedZone) kept() []Version {
	out := make([]Version, len(v.versions))
	for i, x := range v.versions {
		out[i] = x.Version
	}
	return out
}

// Versions are the versions that are kept, the oldest first.
func (v *VersionedZone) Versions() []Version {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.kept()
}

// Current is the last version as a zone, which must not be changed. It stays what
// it is.
func (v *VersionedZone) Current() *Zone {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.versions[len(v.versions)-1].Zone
}

// OriginInformation is that of the last version.
func (v *VersionedZone) OriginInformation() (origin Name, relativize bool, effective Name) {
	return v.Current().OriginInformation()
}

// Class is the class of the records.
func (v *VersionedZone) Class() RdataClass { return v.Current().class }

// Reader begins a transaction that reads the last version.
func (v *VersionedZone) Reader() *Transaction {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.read(v.versions[len(v.versions)-1])
}

// ReaderOf begins a transaction that reads the version of a number. That it is
// not kept is ErrNotFound.
func (v *VersionedZone) ReaderOf(id uint64) (*Transaction, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, x := range v.versions {
		if x.ID == id {
			return v.read(x), nil
		}
	}
	return nil, fail(ErrNotFound, "version not found")
}

// ReaderOfSerial begins a transaction that reads the last version whose SOA has a
// serial. That none is kept is ErrNotFound.
func (v *VersionedZone) ReaderOfSerial(serial uint32) (*Transaction, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for i := len(v.versions) - 1; i >= 0; i-- {
		if soa, err := v.versions[i].Zone.GetSOA(); err == nil && soa.Serial == serial {
			return v.read(v.versions[i]), nil
		}
	}
	return nil, fail(ErrNotFound, "serial not found")
}

func (v *VersionedZone) read(x *zoneVersion) *Transaction {
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
// that of the context. A transaction that changes nothing makes no version.
func (v *VersionedZone) Writer(ctx context.Context, replacement bool) (*Transaction, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	select {
	case v.writing <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	t := newWriter(v.versions[len(v.versions)-1].Zone, replacement)
	t.version = v.last + 1
	t.end = func(commit bool) error {
		v.mu.Lock()
		defer v.mu.Unlock()
		if commit && t.changed {
			v.last = t.version
			v.versions = append(v.versions, &zoneVersion{Version: Version{t.version, t.zone}})
			v.forget()
		}
		<-v.writing
		return nil
	}
	return t, nil
}
