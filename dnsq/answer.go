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
}

// NewAnswer reads an answer from a response. The errors are those of
// Message.ResolveChaining.
func NewAnswer(qname Name, typ RdataType, class RdataClass, response *Message) (*Answer, error) {
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

// Len is the number of rdata of the answer.
func (a *Answer) Len() int {
	if a.RRset == nil {
		return 0
	}
	return len(a.RRset.Items)
}

// All yields the rdata of the answer.
func (a *Answer) All() iter.Seq[Rdata] {
	if a.RRset == nil {
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
