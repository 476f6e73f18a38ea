package dnsq

import "strings"

// forcedParts are what ReadRRsets is told of all records, so that the text does
// not have it.
type forcedParts struct {
	name  *Name
	ttl   *uint32
	class bool
	typ   *RdataType
}

// record reads a line that begins with a token, white space or the owner: owner,
// time to live, class, type, rdata.
func (r *zoneReader) record(first Token) error {
	if r.origin == Empty {
		return fail(ErrUnknownOrigin, "")
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
	rd, comment, err := r.tok.rdata(r.class, typ, &r.names)
	if err != nil {
		return err
	}
	if soa, ok := rd.(*SOA); ok && !r.hasTTL {
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
			return fail(ErrSyntax, "Missing default TTL value")
		}
	}
	return r.store(name, ttl, rd, comment)
}

// owner is the owner of a record, completed, and whether it is inside the zone.
func (r *zoneReader) owner(first Token) (name Name, inside bool, err error) {
	switch {
	case r.forced.name != nil:
		name = *r.forced.name
	case first.IsWhitespace():
		name = r.last
	default:
		if name, err = r.tok.AsName(first, &TokenNameOptions{Origin: r.names.Origin}); err != nil {
			return Empty, false, err
		}
	}
	r.last = name
	return name, name.IsSubdomain(r.zoneOrigin), nil
}

func (r *zoneReader) eatLine() error {
	for {
		tok, err := r.tok.Next()
		if err != nil || tok.IsEOLOrEOF() {
			return err
		}
	}
}

// word reads a token that must be a word.
func (r *zoneReader) word() (string, error) {
	tok, err := r.tok.Next()
	if err == nil && !tok.IsIdentifier() {
		err = failOn(ErrSyntax, "", strings.TrimSpace(tok.Value))
	}
	return tok.Value, err
}

// ttlClassType reads time to live and class, of which either may be missing and
// either come first (RFC 1035, 5.1), and the type.
func (r *zoneReader) ttlClassType() (ttl uint32, hasTTL bool, typ RdataType, err error) {
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
		var tok Token
		if tok, err = r.tok.Next(); err != nil {
			return err
		}
		if !tok.IsIdentifier() {
			if r.forced.typ != nil {
				return r.tok.Unget(tok)
			}
			return failOn(ErrSyntax, "", strings.TrimSpace(tok.Value))
		}
		word, pending = tok.Value, true
		return nil
	}
	readTTL := func() error {
		if hasTTL {
			return nil
		}
		if err := next(); err != nil || !pending || !isDigit(word[0]) {
			return err
		}
		if v, err := TTLFromText(word); err == nil {
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
					return 0, false, 0, failOn(ErrSyntax, "RR class is not zone's class", word)
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
		if typ, err = RdataTypeFromText(word); err != nil {
			return 0, false, 0, fail(ErrSyntax, "unknown rdatatype '"+word+"'")
		}
		pending = false
	}
	if pending {
		err = r.tok.Unget(Token{Type: TokenIdentifier, Value: word, HasEscape: strings.IndexByte(word, '\\') >= 0})
	}
	return ttl, hasTTL, typ, err
}

// classOfWord reads a class without making an error of what is none.
func classOfWord(word string) (RdataClass, bool) {
	if word == "IN" {
		return ClassIN, true
	}
	upper := strings.ToUpper(word)
	if c, ok := classCodes[upper]; ok {
		return c, true
	}
	if strings.HasPrefix(upper, "CLASS") {
		if c, err := RdataClassFromText(upper); err == nil {
			return c, true
		}
	}
	return 0, false
}

// intoZone adds a record to the zone.
func (r *zoneReader) intoZone(name Name, ttl uint32, rd Rdata, comment string) error {
	z, typ := r.zone, rd.RdType()
	if typ == TypeSOA && !name.Equal(z.apex()) {
		return failOn(ErrSyntax, "the SOA is not at the zone's origin", name.String())
	}
	if r.node == nil || r.nodeName != name {
		if r.node = z.nodes.get(name); r.node == nil {
			r.node = &Node{}
			z.nodes.put(name, r.node)
		}
		r.nodeName = name
	}
	s, err := r.node.addRecord(z.class, ttl, rd)
	if err == nil && comment != "" && r.opts.KeepComments {
		s.keepComment(rd, comment)
	}
	return err
}

// addRecord adds a record to the rdataset of its type, which it makes if need be,
// and which is the node's last then. A CNAME beside other data is
// ErrCNAMEAndOtherData.
func (n *Node) addRecord(class RdataClass, ttl uint32, rd Rdata) (*Rdataset, error) {
	typ, covers := rd.RdType(), Covers(rd)
	s := n.touch(class, typ, covers)
	if s == nil {
		if err := n.admits(typ, covers); err != nil {
			return nil, err
		}
		s = NewRdataset(class, typ, covers, ttl)
		n.rdatasets = append(n.rdatasets, s)
	}
	return s, s.AddTTL(rd, ttl)
}

// touch is GetRdataset that makes what it finds the last of the node.
func (n *Node) touch(class RdataClass, typ, covers RdataType) *Rdataset {
	last := len(n.rdatasets) - 1
	for i, s := range n.rdatasets {
		if s.Match(class, typ, covers) {
			if i < last {
				copy(n.rdatasets[i:], n.rdatasets[i+1:])
				n.rdatasets[last] = s
			}
			return s
		}
	}
	return nil
}

// admits reports whether records of a type may stand beside what the node has.
func (n *Node) admits(typ, covers RdataType) error {
	kind := ClassifyRdatatype(typ, covers)
	if kind == NodeNeutral || len(n.rdatasets) == 0 {
		return nil
	}
	switch has := n.Classify(); {
	case kind == NodeCNAME && has == NodeRegular:
		return fail(ErrCNAMEAndOtherData, "CNAME rdataset is not compatible with a regular data node")
	case kind == NodeRegular && has == NodeCNAME:
		return fail(ErrCNAMEAndOtherData, "rdataset type is not compatible with a CNAME node")
	}
	return nil
}

// keepComment remembers what stood behind a record that is in the set.
func (s *Rdataset) keepComment(rd Rdata, comment string) {
	if len(s.Items) == 0 || s.Items[len(s.Items)-1] != rd {
		return // an equal one was there already
	}
	if s.comments == nil {
		s.comments = map[Rdata]string{}
	}
	s.comments[rd] = comment
}
