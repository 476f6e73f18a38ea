package dnsq

// An RRset is an Rdataset with the name that owns it. In an update, Deleting is
// the class ANY or NONE of what is to be deleted or to be absent, else zero.
type RRset struct {
	Rdataset
	Name     Name
	Deleting RdataClass
}

// NewRRset makes an empty RRset.
func NewRRset(name Name, class RdataClass, typ RdataType) *RRset {
	return &RRset{Rdataset: Rdataset{Class: class, Type: typ}, Name: name}
}

// RRsetFromText makes an RRset of rdata in presentation format. Errors are of
// the kind ErrSyntax.
func RRsetFromText(name string, ttl uint32, class RdataClass, typ RdataType, rdatas ...string) (*RRset, error) {
	n, err := NameFromText(name, nil)
	if err != nil {
		return nil, err
	}
	s, err := RdatasetFromText(class, typ, ttl, rdatas...)
	if err != nil {
		return nil, err
	}
	return &RRset{Rdataset: *s, Name: n}, nil
}

// RRsetFromRdata makes an RRset of rdata. The errors are those of
// RdatasetFromRdata.
func RRsetFromRdata(name Name, ttl uint32, rdatas ...Rdata) (*RRset, error) {
	s, err := RdatasetFromRdata(ttl, rdatas...)
	if err != nil {
		return nil, err
	}
	return &RRset{Rdataset: *s, Name: name}, nil
}

// FullMatch reports whether the RRset has the name, class, type, covered type
// and deleting class.
func (s *RRset) FullMatch(name Name, class RdataClass, typ, covers RdataType, deleting RdataClass) bool {
	return s.Type == typ && s.Class == class && s.Covers == covers && s.Deleting == deleting && s.Name.Equal(name)
}

// Clone returns an RRset with the same rdata.
func (s *RRset) Clone() *RRset { return &RRset{*s.Rdataset.Clone(), s.Name, s.Deleting} }

// Equal reports whether two RRsets have the same name, class, type and rdata.
func (s *RRset) Equal(o *RRset) bool { return s.Name.Equal(o.Name) && s.Rdataset.Equal(&o.Rdataset) }

// ToText writes a line for each rdata, or name, class and type when there is
// none. Errors are those of RdataToText.
func (s *RRset) ToText(opts *SetTextOptions) (string, error) {
	return s.Rdataset.ToText(&s.Name, s.textOptions(opts))
}

// textOptions are the options with the class of what is to be deleted.
func (s *RRset) textOptions(opts *SetTextOptions) *SetTextOptions {
	if s.Deleting == 0 {
		return opts
	}
	o := SetTextOptions{}
	if opts != nil {
		o = *opts
	}
	o.Class = s.Deleting
	return &o
}

// String is ToText with Python's defaults; in the place of an rdata that cannot be
// written it tells why.
func (s *RRset) String() string { return s.Rdataset.shown(&s.Name, s.textOptions(nil)) }

// ToRdataset is the RRset without its name.
func (s *RRset) ToRdataset() *Rdataset { return s.Rdataset.Clone() }

// append writes the RRset into a message and returns how many records it took.
func (s *RRset) append(w *wireWriter) (int, error) {
	class, ttl := s.Class, s.TTL
	if s.Deleting != 0 {
		class = s.Deleting
	}
	if len(s.Items) == 0 {
		if err := w.head(s.Name, s.Type, class, 0); err != nil {
			return 0, err
		}
		w.u16(0)
		return 1, nil
	}
	for _, rd := range s.Items {
		if err := w.record(s.Name, s.Type, class, ttl, rd); err != nil {
			return 0, err
		}
	}
	return len(s.Items), nil
}

func (w *wireWriter) head(n Name, typ RdataType, class RdataClass, ttl uint32) error {
	if err := w.name(n, true); err != nil {
		return err
	}
	w.buf = append(w.buf, byte(typ>>8), byte(typ), byte(class>>8), byte(class), byte(ttl>>24), byte(ttl>>16), byte(ttl>>8), byte(ttl))
	return nil
}

func (w *wireWriter) record(n Name, typ RdataType, class RdataClass, ttl uint32, rd Rdata) error {
	if err := w.head(n, typ, class, ttl); err != nil {
		return err
	}
	at := len(w.buf)
	w.u16(0)
	if err := w.rdata(rd); err != nil {
		return err
	}
	size := len(w.buf) - at - 2
	if size > 65535 {
		return fail(ErrFormError, "rdata is longer than 65535 octets")
	}
	w.buf[at], w.buf[at+1] = byte(size>>8), byte(size)
	return nil
}
