package xfr

import (
	"github.com/pyops-go/pyops/dnsq"
)

// A nil UpdateMessage is answered like a nil Message: what is promoted from a field of a
// nil pointer would panic.

// message is the message itself, or nil.
func (u *UpdateMessage) message() *dnsq.Message {
	if u == nil {
		return nil
	}
	return &u.Message
}

// CanonicalName is [dnsq.Message.CanonicalName].
func (u *UpdateMessage) CanonicalName() (dnsq.Name, error) { return u.message().CanonicalName() }

// Equal is [dnsq.Message.Equal].
func (u *UpdateMessage) Equal(o *dnsq.Message) bool { return u.message().Equal(o) }

// ExtendedErrors is [dnsq.Message.ExtendedErrors].
func (u *UpdateMessage) ExtendedErrors() []*dnsq.EDEOption { return u.message().ExtendedErrors() }

// FindRRset is [dnsq.Message.FindRRset].
func (u *UpdateMessage) FindRRset(s dnsq.Section, name dnsq.Name, class dnsq.RdataClass, typ, covers dnsq.RdataType, deleting dnsq.RdataClass) *dnsq.RRset {
	return u.message().FindRRset(s, name, class, typ, covers, deleting)
}

// GetRRset is [dnsq.Message.GetRRset].
func (u *UpdateMessage) GetRRset(s dnsq.Section, name dnsq.Name, class dnsq.RdataClass, typ dnsq.RdataType) *dnsq.RRset {
	return u.message().GetRRset(s, name, class, typ)
}

// IsResponse is [dnsq.Message.IsResponse].
func (u *UpdateMessage) IsResponse(other *dnsq.Message) bool { return u.message().IsResponse(other) }

// Opcode is [dnsq.Message.Opcode].
func (u *UpdateMessage) Opcode() dnsq.Opcode { return u.message().Opcode() }

// Rcode is [dnsq.Message.Rcode].
func (u *UpdateMessage) Rcode() dnsq.Rcode { return u.message().Rcode() }

// ReadResponse is [dnsq.Message.ReadResponse].
func (u *UpdateMessage) ReadResponse(wire []byte, opts *dnsq.ParseOptions) (*dnsq.Message, error) {
	return u.message().ReadResponse(wire, opts)
}

// ResolveChaining is [dnsq.Message.ResolveChaining].
func (u *UpdateMessage) ResolveChaining() (*dnsq.ChainingResult, error) {
	return u.message().ResolveChaining()
}

// Section is [dnsq.Message.Section].
func (u *UpdateMessage) Section(s dnsq.Section) []*dnsq.RRset { return u.message().Section(s) }

// SectionCount is [dnsq.Message.SectionCount].
func (u *UpdateMessage) SectionCount(s dnsq.Section) int { return u.message().SectionCount(s) }

// SetOpcode is [dnsq.Message.SetOpcode].
func (u *UpdateMessage) SetOpcode(o dnsq.Opcode) { u.message().SetOpcode(o) }

// SetRcode is [dnsq.Message.SetRcode].
func (u *UpdateMessage) SetRcode(r dnsq.Rcode) { u.message().SetRcode(r) }

// String is [dnsq.Message.String].
func (u *UpdateMessage) String() string { return u.message().String() }

// ToText is [dnsq.Message.ToText].
func (u *UpdateMessage) ToText(opts *dnsq.SetTextOptions) (string, error) {
	return u.message().ToText(opts)
}

// ToWire is [dnsq.Message.ToWire].
func (u *UpdateMessage) ToWire(opts *dnsq.RenderOptions) ([]byte, error) {
	return u.message().ToWire(opts)
}

// UnwantDNSSEC is [dnsq.Message.UnwantDNSSEC].
func (u *UpdateMessage) UnwantDNSSEC() { u.message().UnwantDNSSEC() }

// UseEDNS is [dnsq.Message.UseEDNS].
func (u *UpdateMessage) UseEDNS(e *dnsq.EDNS) { u.message().UseEDNS(e) }

// UseTSIG is [dnsq.Message.UseTSIG].
func (u *UpdateMessage) UseTSIG(key *dnsq.TSIGKey) { u.message().UseTSIG(key) }

// WantDNSSEC is [dnsq.Message.WantDNSSEC].
func (u *UpdateMessage) WantDNSSEC() { u.message().WantDNSSEC() }
