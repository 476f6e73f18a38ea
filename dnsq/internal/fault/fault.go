package fault

import "github.com/pyops-go/pyops/dnsq"

// New is an error of a kind. An empty reason leaves what is wrong to the kind.
func New(kind error, reason string) error { return &dnsq.Error{Kind: kind, Reason: reason} }

// On is New with the input that is wrong.
func On(kind error, reason, input string) error {
	return &dnsq.Error{Kind: kind, Reason: reason, Input: input}
}
