package dnsq

// NewRR reads one record from a line of a zone file, such as
// "www.example. 300 IN A 192.0.2.1". The owner is absolute also without a final
// dot, as are names in the rdata; time to live and class may come in either order
// and may be left out, which means 0 and IN. Errors are of the kind ErrSyntax.
func NewRR(text string) (*RRset, error) {
	tok := NewTokenizer(text, nil)
	first, err := tok.Next()
	for err == nil && first.IsEOL() {
		first, err = tok.Next()
	}
	if err != nil {
		return nil, err
	}
	if first.IsEOF() {
		return nil, failOn(ErrUnexpectedEnd, "a record is its owner, type and rdata", text)
	}
	names := &TokenNameOptions{Origin: &Root}
	owner, err := tok.AsName(first, names)
	if err != nil {
		return nil, err
	}
	h, err := tok.recordHeader()
	if err != nil {
		return nil, err
	}
	rd, comment, err := tok.GetRdata(h.class, h.typ, names)
	if err != nil {
		return nil, err
	}
	for {
		next, err := tok.Next()
		if err != nil {
			return nil, err
		}
		if next.IsEOF() {
			break
		}
		if !next.IsEOL() {
			return nil, failOn(ErrSyntax, "more than one record", text)
		}
	}
	set, err := RRsetFromRdata(owner, h.ttl, rd)
	if err == nil && comment != "" {
		set.SetComment(rd, comment)
	}
	return set, err
}

// A recordHeader is what stands between the owner of a record and its rdata.
type recordHeader struct {
	ttl   uint32
	class RdataClass
	typ   RdataType
}

func (t *Tokenizer) recordHeader() (recordHeader, error) {
	h := recordHeader{class: ClassIN}
	hasTTL, hasClass := false, false
	for {
		word, err := t.GetIdentifier()
		if err != nil {
			return h, err
		}
		if !hasTTL && isDigit(word[0]) {
			if h.ttl, err = TTLFromText(word); err != nil {
				return h, err
			}
			hasTTL = true
			continue
		}
		if class, err := RdataClassFromText(word); err == nil && !hasClass {
			h.class, hasClass = class, true
			continue
		}
		h.typ, err = RdataTypeFromText(word)
		if err == nil && h.typ == TypeNone {
			err = failOn(ErrSyntax, "no record has the type", word)
		}
		return h, wrapKindOrNil(ErrSyntax, err)
	}
}

func wrapKindOrNil(kind, err error) error {
	if err == nil {
		return nil
	}
	return wrapKind(kind, err)
}
