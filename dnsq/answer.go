package dnsq

import (
	"iter"
	"slices"
	"time"
)

// An Answer is what a resolver found. RRset is nil where the response has no
// answer and that was not to be an error.
type Answer struct {
	QName    Name
	RdType   RdataType
	RdClass  RdataClass
	Response *Message

	Nameserver string // that answered
	Port       int    // that it answered at

	CanonicalName  Name            // after CNAMEs
	RRset          *RRset          // of CanonicalName
	Expiration     time.Time       // when it is no longer to be used
	ChainingResult *ChainingResult // how the CNAMEs lead there

	// Stale says that the answer is an old one, from the cache, because no
	// server could be reached; its RRset has a TTL of 30 s.
	Stale bool

	fresh time.Time // when a stale answer expired
}

// NewAnswer reads an answer from a response. The errors are those of
// Message.ResolveChaining.
func NewAnswer(qname Name, typ RdataType, class RdataClass, response *Message) (*Answer, error) {
	if response == nil {
		return nil, missing("response", "the message that came")
	}
	chain, err := response.ResolveChaining()
	if err != nil {
		return nil, err
	}
	return &Answer{
		QName: qname, RdType: typ, RdClass: class, Response: response,
		CanonicalName: chain.CanonicalName, RRset: chain.Answer, ChainingResult: chain,
		Expiration: time.Now().Add(time.Duration(chain.MinimumTTL) * time.Second),
	}, nil
}

// expired reports whether the answer is no longer to be used. Until reads one
// clock, where Now reads two: most of what a cache does is to look at the time.
func (a *Answer) expired() bool { return time.Until(a.Expiration) <= 0 }

// cacheable reports whether the response says how long it holds: one that there
// is nothing does so by an SOA (RFC 2308, section 5).
func (a *Answer) cacheable() bool {
	return a.RRset != nil || slices.ContainsFunc(a.Response.Authority, func(s *RRset) bool { return s.Type == TypeSOA })
}

// Len is the number of rdata of the answer.
func (a *Answer) Len() int {
	if a == nil || a.RRset == nil {
		return 0
	}
	return len(a.RRset.Items)
}

// All yields the rdata of the answer.
func (a *Answer) All() iter.Seq[Rdata] {
	if a == nil || a.RRset == nil {
		return slices.Values([]Rdata(nil))
	}
	return a.RRset.All()
}

// At is the i-th rdata, or nil when there are not so many.
func (a *Answer) At(i int) Rdata {
	if i < 0 || i >= a.Len() {
		return nil
	}
	return a.RRset.Items[i]
}
