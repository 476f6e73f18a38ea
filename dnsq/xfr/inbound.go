package xfr

import (
	"context"
	"errors"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// An Inbound puts the messages of a zone transfer into a zone: AXFR replaces it,
// IXFR changes it. The zone changes when the transfer is complete, or not at all.
// [InboundXFR] does the whole of it.
type Inbound struct {
	manager zone.TransactionManager
	seq     *sequence
	txn     *zone.Transaction
}

// InboundOptions say what transfer NewInbound takes. Nil means an AXFR.
type InboundOptions struct {
	Type   dnsq.RdataType // AXFR, which zero means too, or IXFR
	Serial *uint32        // that the zone has; an IXFR needs it
	UDP    bool           // the transfer is an IXFR over UDP, in one message
}

// NewInbound makes an Inbound for a zone whose origin is known. Errors are of the
// kind dnsq.ErrValue.
func NewInbound(manager zone.TransactionManager, opts *InboundOptions) (*Inbound, error) {
	if opts == nil {
		opts = &InboundOptions{}
	}
	typ := opts.Type
	if typ == dnsq.TypeNone {
		typ = dnsq.TypeAXFR
	}
	origin, _, effective := manager.OriginInformation()
	if origin == dnsq.Empty {
		return nil, fault.New(zone.ErrUnknownOrigin, "")
	}
	seq, err := newSequence(effective, typ, opts.Serial, opts.UDP)
	if err != nil {
		return nil, err
	}
	return &Inbound{manager: manager, seq: seq}, nil
}

// ProcessMessage takes the next message and reports whether the transfer is
// complete. Its names must be relative as the zone's are, and it must have been
// read with OneRRPerRRset, since the order of records counts; the zone keeps its
// rdatasets. After an error the zone is as it was, and the Inbound is of no more
// use. Errors: *TransferError,
// ErrSerialWentBackwards, ErrUseTCP, others of the kind dnsq.ErrFormError,
// zone.ErrDeleteNotExact, those of the context.
func (in *Inbound) ProcessMessage(ctx context.Context, m *dnsq.Message) (done bool, err error) {
	return in.process(ctx, m, func() error { return nil })
}

// process is ProcessMessage that asks verify before the zone changes.
func (in *Inbound) process(ctx context.Context, m *dnsq.Message, verify func() error) (done bool, err error) {
	defer func() {
		if err != nil {
			if e := in.Close(); e != nil {
				err = errors.Join(err, e)
			}
		}
	}()
	records, err := in.seq.begin(m)
	if err != nil {
		return false, err
	}
	if in.txn == nil && !in.seq.done {
		if in.txn, err = in.manager.Writer(ctx, &zone.WriterOptions{Replacement: in.seq.whole}); err != nil {
			return false, err
		}
	}
	var last *dnsq.RRset
	for _, r := range records {
		what, err := in.seq.next(r)
		if err != nil {
			return false, err
		}
		if what == stepFinish {
			last = r
			continue
		}
		if err := in.apply(ctx, what, r); err != nil {
			return false, err
		}
	}
	if err := in.seq.end(); err != nil {
		return false, err
	}
	if in.seq.done {
		if err := verify(); err != nil {
			return false, err
		}
	}
	if last != nil {
		if err := in.txn.Replace(last.Name, &last.Rdataset); err != nil {
			return false, err
		}
		err := in.txn.Commit()
		in.txn = nil
		return true, err
	}
	return in.seq.done, nil
}

func (in *Inbound) apply(ctx context.Context, what step, r *dnsq.RRset) error {
	switch what {
	case stepReplace:
		// What seemed to be changes is the whole zone.
		err := in.txn.Rollback()
		if err == nil {
			in.txn, err = in.manager.Writer(ctx, &zone.WriterOptions{Replacement: true})
		}
		if err != nil {
			in.txn = nil
			return err
		}
		return in.txn.AddOwned(r.Name, &r.Rdataset)
	case stepAdd:
		return in.txn.AddOwned(r.Name, &r.Rdataset)
	case stepDelete:
		return in.txn.DeleteRecordsExact(r.Name, &r.Rdataset)
	case stepSOA:
		return in.txn.Replace(r.Name, &r.Rdataset)
	}
	return nil
}

// Close gives up a transfer that is not complete; the zone is as it was. It may
// be called more than once, and after a complete transfer does nothing.
func (in *Inbound) Close() error {
	if in.txn == nil {
		return nil
	}
	err := in.txn.Rollback()
	in.txn = nil
	return err
}
