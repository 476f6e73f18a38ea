package zone

import (
	"github.com/pyops-go/pyops/dnsq/internal/fault"

	"github.com/pyops-go/pyops/dnsq"
)

// ReadRRsetsOptions say how ReadRRsets reads. Nil means Python's defaults.
type ReadRRsetsOptions struct {
	// Name, TTL and Type are those of all records, which then must not have them
	// in the text. Nil leaves them to the text.
	Name *dnsq.Name
	TTL  *uint32 // seconds
	Type *dnsq.RdataType

	// Class is that of the records; zero means IN. MayNameClass allows the text
	// to say it too (Python's rdclass=None).
	Class        dnsq.RdataClass
	MayNameClass bool

	// DefaultTTL is that of records without one, in seconds. With nil such are an
	// error.
	DefaultTTL *uint32

	// Origin completes names, and Relativize makes them relative to it. Nil means
	// the root. Records of names out of it are left out.
	Origin     *dnsq.Name
	Relativize bool

	// IDNA is how owner names with letters beyond ASCII are encoded.
	IDNA dnsq.IDNACodec
}

// ReadRRsets reads records in the format of zone files, without directives, into
// RRsets, in the order in which they begin. Errors are as those of FromText.
func ReadRRsets(text string, opts *ReadRRsetsOptions) ([]*dnsq.RRset, error) {
	if opts == nil {
		opts = &ReadRRsetsOptions{}
	}
	class, origin := opts.Class, dnsq.Root
	if class == 0 {
		class = dnsq.ClassIN
	}
	if opts.Origin != nil {
		origin = *opts.Origin
	}
	if !origin.IsAbsolute() {
		return nil, fault.On(dnsq.ErrValue, "origin parameter must be an absolute name", origin.String())
	}
	r := newReader(dnsq.NewTokenizer(text, &dnsq.TokenizerOptions{Filename: "<input>", IDNA: opts.IDNA}), class, &FileOptions{Directives: []string{}, IDNA: opts.IDNA})
	r.relativize = opts.Relativize
	r.setOrigin(origin)
	if opts.Name != nil {
		name, err := opts.Name.Derelativize(origin)
		if err != nil {
			return nil, err
		}
		r.forced.name = &name
	}
	r.forced.ttl, r.forced.typ, r.forced.class = opts.TTL, opts.Type, !opts.MayNameClass
	if opts.DefaultTTL != nil {
		r.ttl, r.hasTTL = *opts.DefaultTTL, true
	}
	var sets []*dnsq.RRset
	var nodes nodeMap
	of := map[*dnsq.Rdataset]int{}
	r.store = func(name dnsq.Name, ttl uint32, rd dnsq.Rdata, _ string) error {
		n := nodes.get(name)
		if n == nil {
			n = &Node{}
			nodes.put(name, n)
		}
		s, err := n.addRecord(class, ttl, rd, nil)
		if err != nil {
			return err
		}
		i, ok := of[s]
		if !ok {
			i = len(sets)
			of[s] = i
			sets = append(sets, &dnsq.RRset{Name: name})
		}
		sets[i].Rdataset = *s
		return nil
	}
	if err := r.read(); err != nil {
		return nil, err
	}
	return sets, nil
}
