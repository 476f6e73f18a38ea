package nmapx

import (
	"context"
	"fmt"
	"os/exec"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"
	"github.com/pyops-go/pyops/internal/pytext"
)

// The kinds of errors, for errors.Is. Those of nmap's doing, ErrNotFound to
// ErrTimeout, are each an [ErrPortScanner] too; the others are the caller's.
var (
	// ErrPortScanner is every failure of nmap itself: python-nmap's
	// PortScannerError.
	ErrPortScanner = pyerr.Class("nmapx: nmap failed")

	// ErrNotFound says that no nmap program is on the search path.
	ErrNotFound = pyerr.Class("nmapx: no nmap program", ErrPortScanner, exec.ErrNotFound)

	// ErrExit says that nmap gave up, or was killed, so that what it reported is
	// not all that was asked for.
	ErrExit = pyerr.Class("nmapx: nmap gave up", ErrPortScanner)

	// ErrXML says that a report is cut short, mangled or none.
	ErrXML = pyerr.Class("nmapx: a report that is not whole", ErrPortScanner)

	// ErrTimeout says that nmap was ended because its time was up: python-nmap's
	// PortScannerTimeout.
	ErrTimeout = pyerr.Class("nmapx: nmap ran out of time", ErrPortScanner, context.DeadlineExceeded)

	// ErrNoScan says that something was asked of a scanner that has not scanned
	// yet, which is an AssertionError in Python.
	ErrNoScan = pyerr.Class("nmapx: nothing has been scanned yet")

	// ErrNoKey says that a result has no such host, port or item: Python's
	// KeyError.
	ErrNoKey = pyerr.Class("nmapx: no such key")

	// ErrInjection says that hosts, ports or arguments would make nmap do something
	// else than scan.
	ErrInjection = pyerr.Class("nmapx: refused")

	// ErrQuotes says that hosts or arguments end within a quotation or after a
	// backslash: Python's shlex raises ValueError.
	ErrQuotes = pyerr.Class("nmapx: unbalanced quotes")

	// ErrBusy says that a [PortScannerAsync] is still scanning.
	ErrBusy = pyerr.Class("nmapx: a scan is still running")

	// ErrEncoding says that an encoding is not known, or lacks a character.
	ErrEncoding = pyerr.Class("nmapx: cannot encode")
)

// A PortScannerError is what nmap said instead of a result, or beside one that is
// not all that was asked for.
type PortScannerError struct {
	Kind   error  // ErrPortScanner, which nil means too, ErrNotFound or ErrExit
	Reason string // what became of nmap, such as "exit status 1", or where it was looked for; may be empty
	Value  string // what nmap wrote to its standard error, or else to its standard output; of an ErrNotFound, python-nmap's words
	Err    error  // what the operating system said, or nil
}

func (e *PortScannerError) kind() error {
	e = pyerr.OrZero(e)
	if e.Kind == nil {
		return ErrPortScanner
	}
	return e.Kind
}

func (e *PortScannerError) Error() string {
	e = pyerr.OrZero(e)
	text := e.kind().Error()
	if e.Reason != "" {
		text += ": " + e.Reason
	}
	if words := lastWords(e.Value); words != "" && e.Kind != ErrNotFound {
		text += ": " + words
	}
	return text
}

// Detail is all that nmap said, as Python's str() of the exception writes it: as a
// quoted Python string.
func (e *PortScannerError) Detail() string {
	e = pyerr.OrZero(e)
	return pytext.Repr(e.Value)
}

// GoString is Python's repr() of the exception.
func (e *PortScannerError) GoString() string {
	e = pyerr.OrZero(e)
	return "PortScannerError exception " + e.Value
}

func (e *PortScannerError) Unwrap() []error {
	e = pyerr.OrZero(e)
	return pyerr.Chain(e.kind(), e.Err)
}

// lastWords are the last lines that say something, in one: nmap writes what is
// wrong, and then QUITTING!
func lastWords(said string) string {
	const most = 300 // bytes
	var lines []string
	for line := range strings.Lines(said) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	words := strings.Join(lines[max(0, len(lines)-2):], " ")
	if len(words) > most {
		words = strings.ToValidUTF8(words[:most], "") + "..."
	}
	return words
}

// A TimeoutError says that nmap was ended because its time was up.
type TimeoutError struct {
	Input     string        // the hosts that were to be scanned
	Arguments string        // how they were to be scanned
	Timeout   time.Duration // which was too short
}

func (e *TimeoutError) Error() string {
	e = pyerr.OrZero(e)
	return fmt.Sprintf("%v: scanning %q with arguments %q took more than %v", ErrTimeout, e.Input, e.Arguments, e.Timeout)
}

func (e *TimeoutError) Unwrap() error { return ErrTimeout }

// An XMLError says where nmap's output ceased to make sense: it is cut short,
// mangled, or not XML. The hosts that were whole are delivered all the same.
type XMLError struct {
	Offset    int64  // the place in bytes from the beginning
	Line      int    // from 1
	Reason    string // what was found and what was expected
	Truncated bool   // the output ended before the report did: nmap was killed, or the file was cut short
	Value     string // what nmap wrote to its standard error, or else the beginning of the output that is no report
	Err       error  // how nmap ended, where that was not well, or nil
}

func (e *XMLError) Error() string {
	e = pyerr.OrZero(e)
	s := fmt.Sprintf("%v: line %d (byte %d): %s", ErrXML, e.Line, e.Offset, e.Reason)
	if e.Err != nil {
		s += fmt.Sprintf("; nmap ended with %v", e.Err)
	}
	if words := lastWords(e.Value); words != "" {
		s += ": " + words
	}
	return s
}

// Detail is all that nmap said, as a quoted Python string.
func (e *XMLError) Detail() string {
	e = pyerr.OrZero(e)
	return pytext.Repr(e.Value)
}

func (e *XMLError) Unwrap() []error {
	e = pyerr.OrZero(e)
	if e.Err != nil {
		return []error{ErrXML, ErrExit, e.Err}
	}
	return []error{ErrXML}
}

// A KeyError says that a result has no such host, port or item.
type KeyError struct {
	Key any // a string, or the number of a port
}

func (e *KeyError) Error() string {
	e = pyerr.OrZero(e)
	return fmt.Sprintf("%v: %s", ErrNoKey, e.Detail())
}

// Detail is Python's str() of the exception: the key.
func (e *KeyError) Detail() string {
	e = pyerr.OrZero(e)
	if s, ok := e.Key.(string); ok {
		return pytext.Repr(s)
	}
	return fmt.Sprint(e.Key)
}

func (e *KeyError) Unwrap() error { return ErrNoKey }

// An InjectionError refuses hosts, ports or arguments that would make nmap do
// something else than scan: read or write files, run scripts from a path, or
// take a host for an option.
type InjectionError struct {
	Op     string // "hosts", "ports" or "arguments"
	Within string // all of them
	Input  string // the part that is refused
	Reason string
}

func (e *InjectionError) Error() string {
	e = pyerr.OrZero(e)
	return fmt.Sprintf("%v: %q in %s %q: %s", ErrInjection, e.Input, e.Op, e.Within, e.Reason)
}

func (e *InjectionError) Unwrap() error { return ErrInjection }
