package dnsq

import (
	"errors"
	"strconv"
)

// Errors about zones.
var (
	ErrBadZone            = class("The DNS zone is malformed.", ErrDNS)
	ErrNoSOA              = class("The DNS zone has no SOA RR at its origin.", ErrBadZone)
	ErrNoNS               = class("The DNS zone has no NS RRset at its origin.", ErrBadZone)
	ErrUnknownOrigin      = class("The DNS zone's origin is unknown.", ErrBadZone)
	ErrCNAMEAndOtherData  = class("A node has a CNAME and other data", ErrDNS)
	ErrNotFound           = class("there is no such name or rdataset", nil) // Python's KeyError
	ErrNoDigest           = class("The DNS zone has no ZONEMD RRset at its origin.", ErrDNS)
	ErrDigestVerification = class("The ZONEMD digest failed to verify.", ErrDNS)
	ErrDigestScheme       = class("The zone digest's scheme is unsupported.", ErrDNS)
	ErrDigestHash         = class("The zone digest's origin is unsupported.", ErrDNS)
)

// A ZoneFileError is a fault of a zone file: where it is and what it is. Beside
// the kinds of Err, among them ErrSyntax and ErrCNAMEAndOtherData, it may be an
// error of the files that $INCLUDE reads.
type ZoneFileError struct {
	File string
	Line int
	Err  error
}

// Error is the file, the line and the fault, as compilers write them.
func (e *ZoneFileError) Error() string {
	return e.File + ":" + strconv.Itoa(e.Line) + ": " + e.Err.Error()
}

// Unwrap returns the fault.
func (e *ZoneFileError) Unwrap() error { return e.Err }

// at gives a fault its place, unless it has one.
func (t *Tokenizer) at(line int, err error) error {
	var placed *ZoneFileError
	if errors.As(err, &placed) {
		return err
	}
	return &ZoneFileError{File: t.file, Line: line, Err: err}
}
