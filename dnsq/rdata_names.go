package dnsq

// NS names a server of the zone.
type NS struct {
	rdclass
	Target Name
}

func (r *NS) fields(c *codec) { c.name(&r.Target, compressedName) }

// CNAME says that its owner is another name for the target.
type CNAME struct {
	rdclass
	Target Name
}

func (r *CNAME) fields(c *codec) { c.name(&r.Target, compressedName) }

// PTR points to a name, such as that of an address.
type PTR struct {
	rdclass
	Target Name
}

func (r *PTR) fields(c *codec) { c.name(&r.Target, compressedName) }

// DNAME says that all below its owner is found below the target.
type DNAME struct {
	rdclass
	Target Name
}

func (r *DNAME) fields(c *codec) { c.name(&r.Target, canonicalName) }

// NSAP_PTR points from an OSI address to a name.
type NSAP_PTR struct {
	rdclass
	Target Name
}

func (r *NSAP_PTR) fields(c *codec) { c.name(&r.Target, plainName) }

// MX names a server that takes mail for its owner; lower preferences first.
type MX struct {
	rdclass
	Preference uint16
	Exchange   Name
}

func (r *MX) fields(c *codec) {
	c.u16(&r.Preference)
	c.name(&r.Exchange, compressedName)
}

// AFSDB names a server of AFS or DCE, by subtype.
type AFSDB struct {
	rdclass
	Subtype  uint16
	Hostname Name
}

func (r *AFSDB) fields(c *codec) {
	c.u16(&r.Subtype)
	c.name(&r.Hostname, canonicalName)
}

// RT names a host that routes to its owner.
type RT struct {
	rdclass
	Preference uint16
	Exchange   Name
}

func (r *RT) fields(c *codec) {
	c.u16(&r.Preference)
	c.name(&r.Exchange, canonicalName)
}

// KX names a host that exchanges keys for its owner.
type KX struct {
	rdclass
	Preference uint16
	Exchange   Name
}

func (r *KX) fields(c *codec) {
	c.u16(&r.Preference)
	c.name(&r.Exchange, canonicalName)
}

// LP names a subnetwork of ILNP.
type LP struct {
	rdclass
	Preference uint16
	FQDN       Name
}

func (r *LP) fields(c *codec) {
	c.u16(&r.Preference)
	c.name(&r.FQDN, compressedName)
}

// RP names the mailbox of a person in charge, and a name with TXT about them.
type RP struct {
	rdclass
	Mbox, Txt Name
}

func (r *RP) fields(c *codec) {
	c.name(&r.Mbox, canonicalName)
	c.name(&r.Txt, canonicalName)
}

// PX maps between X.400 and RFC 822 addresses.
type PX struct {
	rdclass
	Preference      uint16
	Map822, MapX400 Name
}

func (r *PX) fields(c *codec) {
	c.u16(&r.Preference)
	c.name(&r.Map822, canonicalName)
	c.name(&r.MapX400, canonicalName)
}

// SRV names a server of a service: lower priorities first, among equals by
// weight.
type SRV struct {
	rdclass
	Priority, Weight, Port uint16
	Target                 Name
}

func (r *SRV) fields(c *codec) {
	c.u16(&r.Priority)
	c.u16(&r.Weight)
	c.u16(&r.Port)
	c.name(&r.Target, compressedName)
}

// NAPTR rewrites names into others or into URIs.
type NAPTR struct {
	rdclass
	Order, Preference      uint16
	Flags, Service, Regexp string
	Replacement            Name
}

func (r *NAPTR) fields(c *codec) {
	c.u16(&r.Order)
	c.u16(&r.Preference)
	c.str(&r.Flags)
	c.str(&r.Service)
	c.str(&r.Regexp)
	c.name(&r.Replacement, compressedName)
}

// SOA begins a zone: its first server, the mailbox of who is in charge, its
// serial, and times in seconds.
type SOA struct {
	rdclass
	Mname, Rname                    Name
	Serial                          uint32
	Refresh, Retry, Expire, Minimum uint32
}

func (r *SOA) fields(c *codec) {
	c.name(&r.Mname, compressedName)
	c.name(&r.Rname, compressedName)
	c.u32(&r.Serial)
	c.ttl(&r.Refresh)
	c.ttl(&r.Retry)
	c.ttl(&r.Expire)
	c.ttl(&r.Minimum)
}

// CHA is the type A of the class CH: a name and a Chaosnet address.
type CHA struct {
	rdclass
	Domain  Name
	Address uint16 // octal in text
}

// RdClass is CH.
func (r *CHA) RdClass() RdataClass { return ClassCH }

func (r *CHA) fields(c *codec) {
	c.name(&r.Domain, compressedName)
	c.octal(&r.Address)
}
