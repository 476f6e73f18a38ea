package pcap

import (
	"fmt"
	"io/fs"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// What goes wrong, as classes of errors: test for them with [errors.Is].
var (
	// ErrFormat says that a file is no capture file, or breaks the rules of one:
	// scapy's "Not a supported capture file".
	ErrFormat = pyerr.Class("pcap: not a capture file")

	// ErrEmpty says that a file has no bytes at all: scapy's "No data could be
	// read!".
	ErrEmpty = pyerr.Class("pcap: no data", ErrFormat)

	// ErrLinkType says that a record is of another link type than the file, which
	// in the classic format has one for all.
	ErrLinkType = pyerr.Class("pcap: another link type")

	// ErrRecord says that a record cannot be written: its time or a length does not
	// fit into the format.
	ErrRecord = pyerr.Class("pcap: record cannot be written")

	// ErrClosed says that a writer was closed.
	ErrClosed = pyerr.Class("pcap: closed", fs.ErrClosed)
)

// A FormatError says what is wrong with a capture file, and where.
type FormatError struct {
	Kind   error  // such as [ErrFormat]
	Path   string // the file, where it is known
	Offset int64  // of the record or block, in bytes, after unpacking
	Reason string // what is wrong with it, and what was expected
	Err    error  // the cause, if there is one
}

func (e *FormatError) Error() string {
	if e == nil {
		return "pcap: no error"
	}
	s := "pcap: "
	if e.Path != "" {
		s += fmt.Sprintf("%q: ", e.Path)
	}
	s += fmt.Sprintf("byte %d: %s", e.Offset, e.Reason)
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

func (e *FormatError) Unwrap() []error {
	if e == nil {
		return nil
	}
	return pyerr.Chain(e.Kind, e.Err)
}

// A Record is one packet of a capture file.
type Record struct {
	// Time is when the packet was captured. The zero value, of a pcapng record that
	// has none, is not written but as 1970-01-01.
	Time time.Time

	// Data are the captured bytes.
	Data []byte

	// WireLen is the packet's length on the wire, in bytes. Zero, when it is
	// written, means as many as there are.
	WireLen int

	// Link is the number of the link type. When it is written, zero means that of
	// the file.
	Link uint32

	// Interface is the name of the interface, in pcapng files that tell it.
	Interface string

	// Comment is a remark, of pcapng files alone.
	Comment string

	// Outgoing and Incoming tell the direction, in pcapng files that do.
	Outgoing, Incoming bool

	// Cut says that the file ended within this record, and Data is shorter than
	// it ought to be.
	Cut bool
}
