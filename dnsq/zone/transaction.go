package zone

import (
	"context"
	"iter"
	"sync/atomic"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/internal/pyerr"
)

// Errors about transactions.
var (
	ErrDeleteNotExact = pyerr.Class("zone: what is to be deleted is not there", dnsq.ErrDNS)
	ErrReadOnly       = pyerr.Class("zone: the transaction only reads", dnsq.ErrDNS)
	ErrAlreadyEnded   = pyerr.Class("zone: the transaction has ended", dnsq.ErrDNS)
)

// A TransactionManager is what transactions read and change: a [*Zone] or a
// [*Versioned].
type TransactionManager interface {
	// Reader begins a transaction that reads what there is now.
	Reader() *Transaction

	// Writer begins a transaction that changes what there is. It waits, as long
	// as the context allows, for another writer to end where only one may write.
	Writer(ctx context.Context, opts *WriterOptions) (*Transaction, error)

	// OriginInformation is the origin, whether names are relative to it, and the
	// origin as such names have it. Before it is known the origin is Empty.
	OriginInformation() (origin dnsq.Name, relativize bool, effective dnsq.Name)

	// Class is the class of the records.
	Class() dnsq.RdataClass
}

// WriterOptions say how Writer begins. Nil means Python's defaults.
type WriterOptions struct {
	// Replacement begins with nothing, and replaces all there is.
	Replacement bool
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

	checkPut    []func(*Transaction, dnsq.Name, *dnsq.Rdataset) error
	checkDelete []func(*Transaction, dnsq.Name, dnsq.RdataType, dnsq.RdataType) error
	checkName   []func(*Transaction, dnsq.Name) error
}

// Reader begins a transaction that reads the zone.
func (z *Zone) Reader() *Transaction {
	return &Transaction{zone: z, readOnly: true, end: func(bool) error { return nil }}
}

// Writer begins a transaction that changes the zone. It never waits, and its error
// is always nil. The zone is not to be changed otherwise until it ends.
func (z *Zone) Writer(_ context.Context, opts *WriterOptions) (*Transaction, error) {
	t := newWriter(z, opts)
	t.end = func(commit bool) error {
		if commit && t.changed {
			z.origin, z.nodes = t.zone.origin, t.zone.nodes
		}
		return nil
	}
	return t, nil
}

// newWriter makes a transaction over a copy of a zone that shares its nodes.
func newWriter(z *Zone, opts *WriterOptions) *Transaction {
	work := *z
	if opts != nil && opts.Replacement {
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
func (z *Zone) OriginInformation() (origin dnsq.Name, relativize bool, effective dnsq.Name) {
	return z.origin, !z.keepAbsolute, z.apex()
}

// Version is the number of the version of a versioned zone that the transaction
// reads, or is to write. It is 0 for other zones.
func (t *Transaction) Version() uint64 { return t.version }

func (t *Transaction) readable() error {
	if t.ended {
		return fault.New(ErrAlreadyEnded, "")
	}
	return nil
}

func (t *Transaction) writable() error {
	if t.ended {
		return fault.New(ErrAlreadyEnded, "")
	}
	if t.readOnly {
		return fault.New(ErrReadOnly, "")
	}
	return nil
}

// Get returns the rdataset of a name and type, which must not be changed, or nil.
// A name out of the zone is ErrNotFound.
func (t *Transaction) Get(name dnsq.Name, typ, covers dnsq.RdataType) (*dnsq.Rdataset, error) {
	n, err := t.GetNode(name)
	if err != nil || n == nil {
		return nil, err
	}
	return n.GetRdataset(t.zone.class, typ, covers), nil
}

// GetNode returns the node of a name, which must not be changed, or nil. A name
// out of the zone is ErrNotFound.
func (t *Transaction) GetNode(name dnsq.Name) (*Node, error) {
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
func (t *Transaction) own(name dnsq.Name) (dnsq.Name, error) {
	own, err := t.zone.own(name)
	if err != nil && name.IsAbsolute() {
		err = fault.On(ErrNotFound, "name is not a subdomain of the zone origin", name.String())
	}
	return own, err
}

// NameExists reports whether there is a node of the name.
func (t *Transaction) NameExists(name dnsq.Name) (bool, error) {
	n, err := t.GetNode(name)
	return n != nil, err
}

// All yields the rdatasets, which must not be changed, with their names. It
// yields nothing once the transaction has ended.
func (t *Transaction) All() iter.Seq2[dnsq.Name, *dnsq.Rdataset] {
	if t.ended {
		return func(func(dnsq.Name, *dnsq.Rdataset) bool) {}
	}
	return t.zone.IterateRdatasets(dnsq.TypeANY, dnsq.TypeNone)
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
func (t *Transaction) CheckPutRdataset(check func(*Transaction, dnsq.Name, *dnsq.Rdataset) error) {
	t.checkPut = append(t.checkPut, check)
}

// CheckDeleteRdataset has a function called before a rdataset is deleted, as
// CheckPutRdataset does.
func (t *Transaction) CheckDeleteRdataset(check func(t *Transaction, name dnsq.Name, typ, covers dnsq.RdataType) error) {
	t.checkDelete = append(t.checkDelete, check)
}

// CheckDeleteName has a function called before a name is deleted, as
// CheckPutRdataset does.
func (t *Transaction) CheckDeleteName(check func(*Transaction, dnsq.Name) error) {
	t.checkName = append(t.checkName, check)
}

// node returns a node that may be changed, which is made when there is none.
func (t *Transaction) node(own dnsq.Name) *Node {
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
