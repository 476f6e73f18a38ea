package xfr

import (
	"github.com/pyops-go/pyops/dnsq"

	"github.com/pyops-go/pyops/dnsq/internal/fault"
)

// An UpdateMessage is a dynamic update (RFC 2136): prerequisites, and what to add
// and delete if they hold. Its sections are Zone, Prerequisite and Update. It is
// sent as any message: QueryTCP(ctx, &update.Message, ...), and the response code
// tells whether it was done: NXRRSET, YXRRSET, NXDOMAIN and YXDOMAIN tell of
// prerequisites that do not hold.
//
// Names may be relative to the zone; they are completed at once, those in rdata
// too. [dnsq.NewName] makes a relative name of its labels, NewName("www");
// MustName("www") is www at the root, outside of the zone, for which a server
// answers NOTZONE.
type UpdateMessage struct {
	dnsq.Message
	origin dnsq.Name
	class  dnsq.RdataClass
}

// UpdateOptions say how NewUpdate builds. Nil means Python's defaults.
type UpdateOptions struct {
	Class dnsq.RdataClass // of the zone; zero means IN
	ID    *uint16         // nil means a random one
	Key   *dnsq.TSIGKey   // signs the message; nil leaves it unsigned
}

// NewUpdate makes an empty update of a zone. A relative name is dnsq.ErrValue.
func NewUpdate(zone dnsq.Name, opts *UpdateOptions) (*UpdateMessage, error) {
	if opts == nil {
		opts = &UpdateOptions{}
	}
	if !zone.IsAbsolute() {
		return nil, fault.On(dnsq.ErrValue, "the name of the zone must be absolute", zone.String())
	}
	u := &UpdateMessage{Message: *dnsq.NewMessage(), origin: zone, class: opts.Class}
	if u.class == 0 {
		u.class = dnsq.ClassIN
	}
	if opts.ID != nil {
		u.ID = *opts.ID
	}
	u.Flags = 0
	u.SetOpcode(dnsq.OpcodeUPDATE)
	u.Question = []*dnsq.RRset{dnsq.NewRRset(zone, u.class, dnsq.TypeSOA)}
	if opts.Key != nil {
		u.UseTSIG(opts.Key)
	}
	return u, nil
}

// Zone is the section that names the zone.
func (u *UpdateMessage) Zone() []*dnsq.RRset { return u.Question }

// Prerequisite is the section of what must hold.
func (u *UpdateMessage) Prerequisite() []*dnsq.RRset { return u.Answer }

// Update is the section of what to add and delete.
func (u *UpdateMessage) Update() []*dnsq.RRset { return u.Authority }

// Origin is the name of the zone.
func (u *UpdateMessage) Origin() dnsq.Name { return u.origin }

// put appends an RRset, of rdata or none, to a section.
func (u *UpdateMessage) put(section dnsq.Section, name dnsq.Name, typ, covers dnsq.RdataType, deleting dnsq.RdataClass, ttl uint32, rdatas ...dnsq.Rdata) error {
	full, err := name.Derelativize(u.origin)
	if err != nil {
		return err
	}
	r := &dnsq.RRset{Rdataset: dnsq.Rdataset{Class: u.class, Type: typ, Covers: covers, TTL: ttl}, Name: full, Deleting: deleting}
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
func (u *UpdateMessage) complete(rd dnsq.Rdata) (dnsq.Rdata, error) {
	if rd.RdClass() != u.class {
		return nil, fault.On(dnsq.ErrIncompatibleTypes, "", rd.RdClass().String())
	}
	if _, err := rd.ToWire(nil); err == nil {
		return rd, nil
	}
	wire, err := rd.ToWire(&u.origin)
	if err != nil {
		return nil, err
	}
	return dnsq.RdataFromWire(u.class, rd.RdType(), wire, 0, len(wire), nil)
}

// read reads rdata from text, with names relative to the zone.
func (u *UpdateMessage) read(typ dnsq.RdataType, texts []string) ([]dnsq.Rdata, error) {
	var rdatas []dnsq.Rdata
	for _, text := range texts {
		rd, err := dnsq.RdataFromText(u.class, typ, text, &dnsq.RdataOptions{Origin: &u.origin, KeepAbsolute: true})
		if err != nil {
			return nil, err
		}
		rdatas = append(rdatas, rd)
	}
	return rdatas, nil
}

// each puts rdata one by one.
func (u *UpdateMessage) each(section dnsq.Section, name dnsq.Name, deleting dnsq.RdataClass, ttl uint32, rdatas []dnsq.Rdata) error {
	for _, rd := range rdatas {
		if err := u.put(section, name, rd.RdType(), dnsq.Covers(rd), deleting, ttl, rd); err != nil {
			return err
		}
	}
	return nil
}

// Add adds records to a name, with a time to live in seconds. Errors:
// dnsq.ErrNameTooLong, dnsq.ErrIncompatibleTypes for another class.
func (u *UpdateMessage) Add(name dnsq.Name, ttl uint32, rdatas ...dnsq.Rdata) error {
	return u.each(dnsq.SectionUpdate, name, 0, ttl, rdatas)
}

// AddText is Add with rdata in presentation format. Errors are also of the kind
// dnsq.ErrSyntax.
func (u *UpdateMessage) AddText(name dnsq.Name, ttl uint32, typ dnsq.RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.Add(name, ttl, rdatas...)
}

// AddRdataset adds the records of a rdataset, as Add does.
func (u *UpdateMessage) AddRdataset(name dnsq.Name, s *dnsq.Rdataset) error {
	return u.Add(name, s.TTL, s.Items...)
}

// Delete deletes all records of a name.
func (u *UpdateMessage) Delete(name dnsq.Name) error { return u.DeleteType(name, dnsq.TypeANY) }

// DeleteType deletes all records of a type.
func (u *UpdateMessage) DeleteType(name dnsq.Name, typ dnsq.RdataType) error {
	return u.put(dnsq.SectionUpdate, name, typ, dnsq.TypeNone, dnsq.ClassANY, 0)
}

// DeleteRdata deletes certain records. The errors are those of Add.
func (u *UpdateMessage) DeleteRdata(name dnsq.Name, rdatas ...dnsq.Rdata) error {
	return u.each(dnsq.SectionUpdate, name, dnsq.ClassNONE, 0, rdatas)
}

// DeleteText is DeleteRdata with rdata in presentation format.
func (u *UpdateMessage) DeleteText(name dnsq.Name, typ dnsq.RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.DeleteRdata(name, rdatas...)
}

// Replace deletes all records of the types of the rdata, and adds these. The
// errors are those of Add.
func (u *UpdateMessage) Replace(name dnsq.Name, ttl uint32, rdatas ...dnsq.Rdata) error {
	gone := map[dnsq.RdataType]bool{}
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
func (u *UpdateMessage) ReplaceText(name dnsq.Name, ttl uint32, typ dnsq.RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.Replace(name, ttl, rdatas...)
}

// Present demands that a name has records.
func (u *UpdateMessage) Present(name dnsq.Name) error { return u.PresentType(name, dnsq.TypeANY) }

// PresentType demands that a name has records of a type.
func (u *UpdateMessage) PresentType(name dnsq.Name, typ dnsq.RdataType) error {
	return u.put(dnsq.SectionPrereq, name, typ, dnsq.TypeNone, dnsq.ClassANY, 0)
}

// PresentRdata demands that a name has just these records of their types. The
// errors are those of Add.
func (u *UpdateMessage) PresentRdata(name dnsq.Name, rdatas ...dnsq.Rdata) error {
	return u.each(dnsq.SectionPrereq, name, 0, 0, rdatas)
}

// PresentText is PresentRdata with rdata in presentation format.
func (u *UpdateMessage) PresentText(name dnsq.Name, typ dnsq.RdataType, texts ...string) error {
	rdatas, err := u.read(typ, texts)
	if err != nil {
		return err
	}
	return u.PresentRdata(name, rdatas...)
}

// Absent demands that a name has no records.
func (u *UpdateMessage) Absent(name dnsq.Name) error { return u.AbsentType(name, dnsq.TypeANY) }

// AbsentType demands that a name has no records of a type.
func (u *UpdateMessage) AbsentType(name dnsq.Name, typ dnsq.RdataType) error {
	return u.put(dnsq.SectionPrereq, name, typ, dnsq.TypeNone, dnsq.ClassNONE, 0)
}
