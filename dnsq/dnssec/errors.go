package dnssec

import (
	"github.com/pyops-go/pyops/internal/pyerr"

	"github.com/pyops-go/pyops/dnsq"
)

// Errors of DNSSEC.
var (
	ErrUnsupportedAlgorithm = pyerr.Class("dnssec: the algorithm is not supported", dnsq.ErrDNS)
	ErrAlgorithmKeyMismatch = pyerr.Class("dnssec: the algorithm is not one of such a key", ErrUnsupportedAlgorithm)
	ErrValidationFailure    = pyerr.Class("dnssec: the signature is not valid", dnsq.ErrDNS)
	ErrDeniedByPolicy       = pyerr.Class("dnssec: the policy does not allow it", dnsq.ErrDNS)
)
