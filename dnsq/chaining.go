package dnsq

// maxChain is how many CNAMEs are followed within a message.
const maxChain = 16

// A ChainingResult is what a response says of a name once its CNAMEs have been
// followed.
type ChainingResult struct {
	CanonicalName Name
	Answer        *RRset // nil when there is none
	MinimumTTL    uint32 // of all that was used, in seconds
	CNAMEs        []*RRset
}

// ResolveChaining follows the CNAMEs of a response. Where there is no answer the
// minimum TTL is that of the negative answer. Errors: ErrNotQueryResponse,
// ErrFormError, ErrChainTooLong, ErrAnswerForNXDOMAIN.
func (m *Message) ResolveChaining() (*ChainingResult, error) {
	if m == nil {
		m = &Message{}
	}
	if m.Flags&FlagQR == 0 {
		return nil, fail(ErrNotQueryResponse, "")
	}
	if len(m.Question) != 1 {
		return nil, fail(ErrFormError, "")
	}
	q := m.Question[0]
	r := &ChainingResult{CanonicalName: q.Name, MinimumTTL: maxTTL}
	for count := 0; ; count++ {
		if count == maxChain {
			return nil, fail(ErrChainTooLong, "")
		}
		if r.Answer = m.GetRRset(SectionAnswer, r.CanonicalName, q.Class, q.Type); r.Answer != nil {
			r.MinimumTTL = min(r.MinimumTTL, r.Answer.TTL)
			break
		}
		if q.Type == TypeCNAME {
			break
		}
		alias := m.GetRRset(SectionAnswer, r.CanonicalName, q.Class, TypeCNAME)
		if alias == nil || len(alias.Items) == 0 {
			break
		}
		r.MinimumTTL = min(r.MinimumTTL, alias.TTL)
		r.CNAMEs = append(r.CNAMEs, alias)
		r.CanonicalName = alias.Items[0].(*CNAME).Target
	}
	if m.Rcode() == RcodeNXDOMAIN && r.Answer != nil {
		return nil, fail(ErrAnswerForNXDOMAIN, "")
	}
	if r.Answer != nil {
		return r, nil
	}
	for n := r.CanonicalName; ; {
		if soa := m.GetRRset(SectionAuthority, n, q.Class, TypeSOA); soa != nil && len(soa.Items) > 0 {
			r.MinimumTTL = min(r.MinimumTTL, soa.TTL, soa.Items[0].(*SOA).Minimum)
			break
		}
		parent, err := n.Parent()
		if err != nil {
			break
		}
		n = parent
	}
	return r, nil
}

// CanonicalName is the name that the CNAMEs of a response lead to. The errors
// are those of ResolveChaining.
func (m *Message) CanonicalName() (Name, error) {
	r, err := m.ResolveChaining()
	if err != nil {
		return Empty, err
	}
	return r.CanonicalName, nil
}
