package dnsq

// An UpdateMessage is a dynamic update (RFC 2136): prerequisites, and what to add
// and delete if they hold. Its sections are Zone, Prerequisite and Update. It is
// sent as any message: QueryTCP(ctx, &update.Message, ...), and the response code
// tells whether it was done: NXRRSET, YXRRSET, NXDOMAIN and YXDOMAIN tell of
// prerequisites that do not hold.
//
// Names may be relative to the zone; they are completed at once, those in rdata
// too.
type UpdateMessage struct {
	Message
	origin Name
	class  RdataClass
}

// UpdateOptions say how NewUpdate builds. Nil means Python's defaults.
type UpdateOptions struct {
	Class RdataClass // of the zone; zero means IN
	ID    *uint16    // nil means a random one
	Key   *TSIGKey   // signs the message; nil leaves it unsigned
}

// NewUpdate makes an empty update of a zone. A relative name is ErrValue.
func NewUpdate(zone Name, opts *UpdateOptions) (*UpdateMessage, error) {
	if opts == nil {
		opts = &UpdateOptions{}
	}
	if !zone.absolute {
		return nil, failOn(ErrValue, "the name of the zone must be absolute", zone.String())
	}
	u := &UpdateMessage{Message: *NewMessage(), origin: zone, class: opts.Class}
	if u.class == 0 {
		u.class = ClassIN
	}
	if opts.ID != nil {
		u.ID = *opts.ID
	}
	u.Flags = 0
	u.SetOpcode(OpcodeUPDATE)
	u.Question = []*RRset{NewRRset(zone, u.class, TypeSOA)}
	if opts.Key != nil {
		u.UseTSIG(opts.Key)
	}
	return u, nil
}

// Zone is the section that names the zone.
func (u *UpdateMessage) Zone() []*RRset { return u.Question }

// Prerequisite is the section of what must hold.
func (u *UpdateMessage) Prerequisite() []*RRset { return u.Answer }

// Update is the section of what to add and delete.
func (u *UpdateMessage) Update() []*RRset { return u.Authority }

// Origin is the name of the zone.
func (u *UpdateMessage) Origin() Name { return u.origin }

// put appends an RRset, of rdata or none, to a section.
func (u *UpdateMessage) put(section Section, name Name, typ, covers RdataType, deleting RdataClass, ttl uint32, rdatas ...Rdata) error {
	full, err := name.Derelativize(u.origin)
	if err != nil {
		return err
	}
	r := &RRset{Rdataset: Rdataset{Class: u.class, Type: typ, Covers: covers, TTL: ttl}, Name: full, Deleting: deleting}
	for _, rd := range rdatas {
		if rd, err = u.complete(rd); err != nil {
			return err
		}
		r.Items = append(r.Items, rd)
	}
	u.Message.Add(section, r)
	return nil
}

// complete is rdata with its names completed, of the zone's class.
func (u *UpdateMessage) complete(rd Rdata) (Rdata, error) {
	if rd.RdClass() != u.class {
		return nil, failOn(ErrIncompatibleTypes, "", rd.RdClass().String())
	}
	if _, err := rd.ToWire(nil); err == nil {
		return rd, nil
	}
	wire, err := rd.ToWire(&u.origin)
	if err != nil {
		return nil, err
	}
	return RdataFromWire(u.class, rd.RdType(), wire, 0, len(wire))
}

// read reads rdata from text, with names relative to the zone.
func (u *UpdateMessage) read(typ RdataType, texts []string) ([]Rdata, error) {
	var rdatas []Rdata
	for _, text := range texts {
		rd, err := RdataFromText(u.class, typ, text, &RdataOptions{Origin: &u.origin, KeepAbsolute: true})
		if err != nil {
			return nil, err
		}
		rdatas = append(rdatas, rd)
	}
	return rdatas, nil
}

// each puts rdata one by one.
func (u *UpdateMessage) each(section Section, name Name, deleting RdataClass, ttl uint32, rdatas []Rdata) error {
	for _, rd := range rdatas {
		if err := u.put(section, name, rd.RdType(), Covers(rd), deleting, ttl, rd); err != nil {
			return err
		}
	}
	return nil
}

// Add adds records to a name, with a time to live in seconds. Errors:
// ErrNameTooLong, ErrIncompatibleTypes for another class.
func (u *UpdateMessage) Add(name Name, ttl uint32, rdatas ...Rdata) error {
	return u.each(SectionUpdate, name, 0, ttl, rdatas)
}

// AddText is Add with rdata in presentation format. Errors are also of the kind
// ErrSyntax.
func (u *UpdateMessage) AddText(name Name, ttl uint32, typ RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.Add(name, ttl, rdatas...)
}

// AddRdataset adds the records of a rdataset, as Add does.
func (u *UpdateMessage) AddRdataset(name Name, s *Rdataset) error {
	return u.Add(name, s.TTL, s.Items...)
}

// Delete deletes all records of a name.
func (u *UpdateMessage) Delete(name Name) error { return u.DeleteType(name, TypeANY) }

// DeleteType deletes all records of a type.
func (u *UpdateMessage) DeleteType(name Name, typ RdataType) error {
	return u.put(SectionUpdate, name, typ, TypeNone, ClassANY, 0)
}

// DeleteRdata deletes certain records. The errors are those of Add.
func (u *UpdateMessage) DeleteRdata(name Name, rdatas ...Rdata) error {
	return u.each(SectionUpdate, name, ClassNONE, 0, rdatas)
}

// DeleteText is DeleteRdata with rdata in presentation format.
func (u *UpdateMessage) DeleteText(name Name, typ RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.DeleteRdata(name, rdatas...)
}

// Replace deletes all records of the types of the rdata, and adds these. The
// errors are those of Add.
func (u *UpdateMessage) Replace(name Name, ttl uint32, rdatas ...Rdata) error {
	gone := map[RdataType]bool{}
	for _, rd := range rdatas {
		if typ := rd.RdType(); !gone[typ] {
			gone[typ] = true
			if err := u.DeleteType(name, typ); err != nil {
				return err
			}
		}
	}
	return u.Add(name, ttl, rdatas...)
}

// ReplaceText is Replace with rdata in presentation format.
func (u *UpdateMessage) ReplaceText(name Name, ttl uint32, typ RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.Replace(name, ttl, rdatas...)
}

// Present demands that a name has records.
func (u *UpdateMessage) Present(name Name) error { return u.PresentType(name, TypeANY) }

// PresentType demands that a name has records of a type.
func (u *UpdateMessage) PresentType(name Name, typ RdataType) error {
	return u.put(SectionPrereq, name, typ, TypeNone, ClassANY, 0)
}

// PresentRdata demands that a name has just these records of their types. The
// errors are those of Add.
func (u *UpdateMessage) PresentRdata(name Name, rdatas ...Rdata) error {
	return u.each(SectionPrereq, name, 0, 0, rdatas)
}

// PresentText is PresentRdata with rdata in presentation format.
func (u *UpdateMessage) PresentText(name Name, typ RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.PresentRdata(name, rdatas...)
}

// Absent demands that a name has no records.
func (u *UpdateMessage) Absent(name Name) error { return u.AbsentType(name, TypeANY) }

// AbsentType demands that a name has no records of a type.
func (u *UpdateMessage) AbsentType(name Name, typ RdataType) error {
	return u.put(SectionPrereq, name, typ, TypeNone, ClassNONE, 0)
}
