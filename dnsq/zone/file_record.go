package zone

import (
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// forcedParts are what ReadRRsets is told of all records, so that the text does
// not have it.
type forcedParts struct {
	name  *dnsq.Name
	ttl   *uint32
	class bool
	typ   *dnsq.RdataType
}

// record reads a line that begins with a token, white space or the owner: owner,
// time to live, class, type, rdata.
func (r *reader) record(first dnsq.Token) error {
	if r.origin == dnsq.Empty {
		return fault.New(ErrUnknownOrigin, "")
	}
	name, inside, err := r.owner(first)
	if err != nil {
		return err
	}
	if !inside {
		return r.eatLine()
	}
	if r.relativize {
		name = name.Relativize(r.zoneOrigin)
	}
	ttl, hasTTL, typ, err := r.ttlClassType()
	if err != nil {
		return err
	}
	rd, comment, err := r.tok.GetRdata(r.class, typ, &r.names)
	if err != nil {
		return err
	}
	if soa, ok := rd.(*dnsq.SOA); ok && !r.hasTTL {
		// The minimum stands in for a time to live that nothing else gives.
		r.ttl, r.hasTTL = soa.Minimum, true
		if !hasTTL && r.hasLastTTL {
			ttl, hasTTL = r.lastTTL, true
		}
	}
	if !hasTTL {
		switch {
		case r.hasTTL:
			ttl = r.ttl
		case r.hasLastTTL:
			ttl = r.lastTTL
		default:
			return fault.New(dnsq.ErrSyntax, "Missing default TTL value")
		}
	}
	return r.store(name, ttl, rd, comment)
}

// owner is the owner of a record, completed, and whether it is inside the zone.
func (r *reader) owner(first dnsq.Token) (name dnsq.Name, inside bool, err error) {
	switch {
	case r.forced.name != nil:
		name = *r.forced.name
	case first.IsWhitespace():
		name = r.last
	default:
		if name, err = r.tok.AsName(first, &dnsq.TokenNameOptions{Origin: r.names.Origin}); err != nil {
			return dnsq.Empty, false, err
		}
	}
	r.last = name
	return name, name.IsSubdomain(r.zoneOrigin), nil
}

func (r *reader) eatLine() error {
	for {
		tok, err := r.tok.Next()
		if err != nil || tok.IsEOLOrEOF() {
			return err
		}
	}
}

// word reads a token that must be a word.
func (r *reader) word() (string, error) {
	tok, err := r.tok.Next()
	if err == nil && !tok.IsIdentifier() {
		err = fault.On(dnsq.ErrSyntax, "", strings.TrimSpace(tok.Value))
	}
	return tok.Value, err
}

// ttlClassType reads time to live and class, of which either may be missing and
// either come first (RFC 1035, 5.1), and the type.
func (r *reader) ttlClassType() (ttl uint32, hasTTL bool, typ dnsq.RdataType, err error) {
	if r.forced.ttl != nil {
		ttl, hasTTL = *r.forced.ttl, true
	}
	if r.forced.typ != nil {
		typ = *r.forced.typ
	}
	word, pending := "", false // a word that has been read but not used
	next := func() error {
		if pending {
			return nil
		}
		var tok dnsq.Token
		if tok, err = r.tok.Next(); err != nil {
			return err
		}
		if !tok.IsIdentifier() {
			if r.forced.typ != nil {
				return r.tok.Unget(tok)
			}
			return fault.On(dnsq.ErrSyntax, "", strings.TrimSpace(tok.Value))
		}
		word, pending = tok.Value, true
		return nil
	}
	readTTL := func() error {
		if hasTTL {
			return nil
		}
		if err := next(); err != nil || !pending || word[0] < '0' || word[0] > '9' {
			return err
		}
		if v, err := dnsq.TTLFromText(word); err == nil {
			ttl, hasTTL, pending = v, true, false
			r.lastTTL, r.hasLastTTL = v, true
		}
		return nil
	}
	if err := readTTL(); err != nil {
		return 0, false, 0, err
	}
	if !r.forced.class {
		if err := next(); err != nil {
			return 0, false, 0, err
		}
		if pending {
			if class, ok := classOfWord(word); ok {
				pending = false
				if class != r.class {
					return 0, false, 0, fault.On(dnsq.ErrSyntax, "RR class is not zone's class", word)
				}
				if err := readTTL(); err != nil {
					return 0, false, 0, err
				}
			}
		}
	}
	if r.forced.typ == nil {
		if err := next(); err != nil {
			return 0, false, 0, err
		}
		if typ, err = dnsq.RdataTypeFromText(word); err != nil {
			return 0, false, 0, fault.New(dnsq.ErrSyntax, "unknown rdatatype '"+word+"'")
		}
		pending = false
	}
	if pending {
		err = r.tok.Unget(dnsq.Token{Type: dnsq.TokenIdentifier, Value: word, HasEscape: strings.IndexByte(word, '\\') >= 0})
	}
	return ttl, hasTTL, typ, err
}

// classOfWord reads a class without making an error of what is none.
func classOfWord(word string) (dnsq.RdataClass, bool) {
	if len(word) < 2 {
		return 0, false
	}
	// Most words are types, for which no error is to be made.
	switch strings.ToUpper(word[:2]) {
	case "IN", "CH", "HS", "HE", "NO", "AN", "RE", "CL":
		c, err := dnsq.RdataClassFromText(word)
		return c, err == nil
	}
	return 0, false
}

// intoZone adds a record to the zone.
func (r *reader) intoZone(name dnsq.Name, ttl uint32, rd dnsq.Rdata, comment string) error {
	z, typ := r.zone, rd.RdType()
	if typ == dnsq.TypeSOA && !name.Equal(z.apex()) {
		return fault.On(dnsq.ErrSyntax, "the SOA is not at the zone's origin", name.String())
	}
	if r.node == nil || r.nodeName != name {
		e := z.nodes.slot(name)
		if e.node == nil {
			e.node = r.pieces.newNode()
		}
		r.node, r.nodeName = e.node, name
	}
	s, err := r.node.addRecord(z.class, ttl, rd, &r.pieces)
	// An equal record may have been there already.
	if err == nil && comment != "" && r.opts.KeepComments && s.Items[len(s.Items)-1] == rd {
		s.SetComment(rd, comment)
	}
	return err
}

// addRecord adds a record to the rdataset of its type, which it makes if need be,
// and which is the node's last then. A CNAME beside other data is
// ErrCNAMEAndOtherData.
func (n *Node) addRecord(class dnsq.RdataClass, ttl uint32, rd dnsq.Rdata, p *pieces) (*dnsq.Rdataset, error) {
	typ, covers := rd.RdType(), dnsq.Covers(rd)
	s := n.touch(class, typ, covers)
	if s == nil {
		if err := n.admits(typ, covers); err != nil {
			return nil, err
		}
		s = p.newRdataset()
		s.Class, s.Type, s.Covers, s.TTL = class, typ, covers, ttl
		n.put(s)
	}
	return s, s.AddTTL(rd, ttl)
}

// admits reports whether records of a type may stand beside what the node has.
func (n *Node) admits(typ, covers dnsq.RdataType) error {
	kind := ClassifyRdatatype(typ, covers)
	if kind == NodeNeutral || n.Len() == 0 {
		return nil
	}
	switch has := n.Classify(); {
	case kind == NodeCNAME && has == NodeRegular:
		return fault.New(ErrCNAMEAndOtherData, "CNAME rdataset is not compatible with a regular data node")
	case kind == NodeRegular && has == NodeCNAME:
		return fault.New(ErrCNAMEAndOtherData, "rdataset type is not compatible with a CNAME node")
	}
	return nil
}
