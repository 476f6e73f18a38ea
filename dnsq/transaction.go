package dnsq

import (
	"context"
	"iter"
	"sync/atomic"
)

// Errors about transactions.
var (
	ErrDeleteNotExact = class("Existing data did not match data specified by an exact delete.", ErrDNS)
	ErrReadOnly       = class("Tried to write to a read-only transaction.", ErrDNS)
	ErrAlreadyEnded   = class("Tried to use an already-ended transaction.", ErrDNS)
)

// A TransactionManager is what transactions read and change: a [*Zone] or a
// [*VersionedZone].
type TransactionManager interface {
	// Reader begins a transaction that reads what there is now.
	Reader() *Transaction

	// Writer begins a transaction that changes what there is, or that replaces
	// it as a whole. It waits, as long as the context allows, for another writer
	// to end where only one may write.
	Writer(ctx context.Context, replacement bool) (*Transaction, error)

	// OriginInformation is the origin, whether names are relative to it, and the
	// origin as such names have it. Before it is known the origin is Empty.
	OriginInformation() (origin Name, relativize bool, effective Name)

	// Class is the class of the records.
	Class() RdataClass
}

// A Transaction reads a zone, or changes it all at once: what it does is seen by
// others after Commit, and never after Rollback. It must be ended by one of the
// two, also when it only reads; defer txn.Rollback() serves well, since after
// Commit it does nothing but return ErrAlreadyEnded. A Transaction is for one
// goroutine. Names may be relative or absolute. All methods that return an error
// return ErrAlreadyEnded once it has ended, and those that change something
// ErrReadOnly when it only reads.
type Transaction struct {
	zone     *Zone  // the state that the transaction sees
	number   uint64 // of the transaction; nodes that it made have it too
	readOnly bool
	ended    bool
	changed  bool
	version  uint64

	end func(commit bool) error

	checkPut    []func(*Transaction, Name, *Rdataset) error
	checkDelete []func(*Transaction, Name, RdataType, RdataType) error
	checkName   []func(*Transaction, Name) error
}

// Reader begins a transaction that reads the zone.
func (z *Zone) Reader() *Transaction {
	return &Transaction{zone: z, readOnly: true, end: func(bool) error { return nil }}
}

// Writer begins a transaction that changes the zone, or replaces all that is in
// it. It never waits, and its error is always nil. The zone is not to be changed
// otherwise until it ends.
func (z *Zone) Writer(_ context.Context, replacement bool) (*Transaction, error) {
	t := newWriter(z, replacement)
	t.end = func(commit bool) error {
		if commit && t.changed {
			z.origin, z.nodes = t.zone.origin, t.zone.nodes
		}
		return nil
	}
	return t, nil
}

// newWriter makes a transaction over a copy of a zone that shares its nodes.
func newWriter(z *Zone, replacement bool) *Transaction {
	work := *z
	if replacement {
		work.nodes = nodeMap{}
	} else {
		work.nodes = z.nodes.clone()
	}
	return &Transaction{zone: &work, number: transactions.Add(1)}
}

// transactions counts those that write.
var transactions atomic.Uint64

// OriginInformation is the zone's origin, whether names are relative to it, and
// the origin as the zone's names have it.
func (z *Zone) OriginInformation() (origin Name, relativize bool, effective Name) {
	return z.origin, !z.keepAbsolute, z.apex()
}

// Version is the number of the version of a versioned zone that the transaction
// reads, or is to write. It is 0 for other zones.
func (t *Transaction) Version() uint64 { return t.version }

func (t *Transaction) readable() error {
	if t.ended {
		return fail(ErrAlreadyEnded, "")
	}
	return nil
}

func (t *Transaction) writable() error {
	if t.ended {
		return fail(ErrAlreadyEnded, "")
	}
	if t.readOnly {
		return fail(ErrReadOnly, "")
	}
	return nil
}

// Get returns the rdataset of a name and type, which must not be changed, or nil.
// A name out of the zone is ErrNotFound.
func (t *Transaction) Get(name Name, typ, covers RdataType) (*Rdataset, error) {
	n, err := t.GetNode(name)
	if err != nil || n == nil {
		return nil, err
	}
	return n.GetRdataset(t.zone.class, typ, covers), nil
}

// GetNode returns the node of a name, which must not be changed, or nil. A name
// out of the zone is ErrNotFound.
func (t *Transaction) GetNode(name Name) (*Node, error) {
	if err := t.readable(); err != nil {
		return nil, err
	}
	own, err := t.own(name)
	if err != nil {
		return nil, err
	}
	return t.zone.nodes.get(own), nil
}

// own is a name as the zone has it, or ErrNotFound for one that cannot be in it.
func (t *Transaction) own(name Name) (Name, error) {
	own, err := t.zone.own(name)
	if err != nil && name.absolute {
		err = failOn(ErrNotFound, "name is not a subdomain of the zone origin", name.String())
	}
	return own, err
}

// NameExists reports whether there is a node of the name.
func (t *Transaction) NameExists(name Name) (bool, error) {
	n, err := t.GetNode(name)
	return n != nil, err
}

// All yields the rdatasets, which must not be changed, with their names. It
// yields nothing once the transaction has ended.
func (t *Transaction) All() iter.Seq2[Name, *Rdataset] {
	if t.ended {
		return func(func(Name, *Rdataset) bool) {}
	}
	return t.zone.IterateRdatasets(TypeANY, TypeNone)
}

// Changed reports whether the transaction has changed anything.
func (t *Transaction) Changed() (bool, error) { return t.changed, t.readable() }

// Commit ends the transaction and makes its changes those of the zone.
func (t *Transaction) Commit() error { return t.finish(true) }

// Rollback ends the transaction and forgets its changes.
func (t *Transaction) Rollback() error { return t.finish(false) }

func (t *Transaction) finish(commit bool) error {
	if err := t.readable(); err != nil {
		return err
	}
	t.ended = true
	return t.end(commit && !t.readOnly)
}

// CheckPutRdataset has a function called before a rdataset is stored. Its error
// keeps that from happening and is returned. It may read from the transaction.
func (t *Transaction) CheckPutRdataset(check func(*Transaction, Name, *Rdataset) error) {
	t.checkPut = append(t.checkPut, check)
}

// CheckDeleteRdataset has a function called before a rdataset is deleted, as
// CheckPutRdataset does.
func (t *Transaction) CheckDeleteRdataset(check func(t *Transaction, name Name, typ, covers RdataType) error) {
	t.checkDelete = append(t.checkDelete, check)
}

// CheckDeleteName has a function called before a name is deleted, as
// CheckPutRdataset does.
func (t *Transaction) CheckDeleteName(check func(*Transaction, Name) error) {
	t.checkName = append(t.checkName, check)
}

// node returns a node that may be changed, which is made when there is none.
func (t *Transaction) node(own Name) *Node {
	e := t.zone.nodes.slot(own)
	switch {
	case e.node == nil:
		e.node = &Node{}
	case e.node.maker == t.number:
		return e.node
	default:
		e.node = e.node.Clone()
	}
	e.node.maker = t.number
	return e.node
}
