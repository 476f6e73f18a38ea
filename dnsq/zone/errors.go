package zone

import (
	"errors"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/pyerr"
)

// Errors about zones.
var (
	ErrBadZone            = pyerr.Class("zone: the zone is malformed", dnsq.ErrDNS)
	ErrNoSOA              = pyerr.Class("zone: the zone has no SOA at its origin", ErrBadZone)
	ErrNoNS               = pyerr.Class("zone: the zone has no NS at its origin", ErrBadZone)
	ErrUnknownOrigin      = pyerr.Class("zone: the origin of the zone is unknown", ErrBadZone)
	ErrCNAMEAndOtherData  = pyerr.Class("zone: a name has a CNAME and other data", dnsq.ErrDNS)
	ErrNotFound           = pyerr.Class("zone: the zone has no such name or rdataset") // Python's KeyError
	ErrNoDigest           = pyerr.Class("zone: the zone has no ZONEMD at its origin", dnsq.ErrDNS)
	ErrDigestVerification = pyerr.Class("zone: the digest of the zone is wrong", dnsq.ErrDNS)
	ErrDigestScheme       = pyerr.Class("zone: the scheme of the digest is unsupported", dnsq.ErrDNS)
	ErrDigestHash         = pyerr.Class("zone: the hash of the digest is unsupported", dnsq.ErrDNS)
)

// A FileError is a fault of a zone file: where it is and what it is. Beside
// the kinds of Err, among them dnsq.ErrSyntax and ErrCNAMEAndOtherData, it may be an
// error of the files that $INCLUDE reads.
type FileError struct {
	File string
	Line int
	Err  error
}

// Error is the file, the line and the fault, as compilers write them.
func (e *FileError) Error() string {
	text := e.Err.Error()
	if _, ours := e.Err.(*dnsq.Error); ours {
		_, text, _ = strings.Cut(text, ": ") // the name of the package
	}
	return e.File + ":" + strconv.Itoa(e.Line) + ": " + text
}

// Unwrap returns the fault.
func (e *FileError) Unwrap() error { return e.Err }

// at gives a fault its place, unless it has one.
func at(t *dnsq.Tokenizer, line int, err error) error {
	var placed *FileError
	if errors.As(err, &placed) {
		return err
	}
	file, _ := t.Where()
	return &FileError{File: file, Line: line, Err: err}
}
