package dnsq

// Errors of DNSSEC.
var (
	ErrUnsupportedAlgorithm = class("The DNSSEC algorithm is not supported.", ErrDNS)
	ErrAlgorithmKeyMismatch = class("The DNSSEC algorithm is not supported for the given key type.", ErrUnsupportedAlgorithm)
	ErrValidationFailure    = class("The DNSSEC signature is invalid.", ErrDNS)
	ErrDeniedByPolicy       = class("Denied by DNSSEC policy.", ErrDNS)
)
