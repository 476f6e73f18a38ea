package nmapx

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// ErrPortScanner is the kind of every failure of nmap itself, python-nmap's
// PortScannerError. errors.Is finds it in a [*PortScannerError], a
// [*TimeoutError] and a [*XMLError].
var ErrPortScanner = errors.New("nmap failed")

var (
	// ErrNotFound is the kind of a [*PortScannerError] that says that no nmap
	// program is on the search path.
	ErrNotFound = errors.New("nmap program was not found in path")

	// ErrTimeout is the kind of a [*TimeoutError]; so is
	// context.DeadlineExceeded.
	ErrTimeout = errors.New("nmap ran out of time")

	// ErrNoScan says that something was asked of a scanner that has not scanned
	// yet, which is an AssertionError in Python.
	//lint:ignore ST1005 python-nmap's own words
	ErrNoScan = errors.New("Do a scan before trying to get result !")

	// ErrNoKey is the kind of a [*KeyError].
	ErrNoKey = errors.New("no such key")

	// ErrQuotes says that hosts or arguments end within a quotation or after a
	// backslash; Python's shlex raises ValueError with the same words.
	ErrQuotes = errors.New("unbalanced quotes")
)

// A PortScannerError is what nmap said instead of a result.
type PortScannerError struct {
	// Value is what nmap wrote to its standard error or, where that is empty,
	// to its standard output.
	Value string

	// Cause is ErrNotFound, what the operating system said, or nil.
	Cause error
}

// Error writes the value as Python's str() of the exception does: as a quoted
// Python string.
func (e *PortScannerError) Error() string { return pythonRepr(e.Value) }

// GoString writes the error as Python's repr() of the exception does.
func (e *PortScannerError) GoString() string { return "PortScannerError exception " + e.Value }

// Is reports whether target is ErrPortScanner.
func (e *PortScannerError) Is(target error) bool { return target == ErrPortScanner }

// Unwrap returns the cause.
func (e *PortScannerError) Unwrap() error { return e.Cause }

// A TimeoutError says that nmap was ended because its time was up, python-nmap's
// PortScannerTimeout.
type TimeoutError struct {
	// Hosts and Arguments are what was being scanned, and how.
	Hosts, Arguments string
}

// Error says what ran out of time.
func (e *TimeoutError) Error() string {
	return fmt.Sprintf("nmap ran out of time scanning %q with arguments %q", e.Hosts, e.Arguments)
}

// Is reports whether target is ErrTimeout, ErrPortScanner or
// context.DeadlineExceeded.
func (e *TimeoutError) Is(target error) bool {
	return target == ErrTimeout || target == ErrPortScanner || target == context.DeadlineExceeded
}

// An XMLError says where nmap's output ceased to make sense: it is cut short,
// mangled, or not XML. The hosts that were whole are delivered all the same.
type XMLError struct {
	// Offset is the place in bytes from the beginning, Line counts from 1.
	Offset int64
	Line   int

	// Reason says what was found and what was expected.
	Reason string

	// Truncated says that the output ended before the report did: nmap was
	// killed, or the file was cut short.
	Truncated bool

	// Value is nmap's own complaint, if it had one, otherwise the beginning of
	// the output that is no report.
	Value string
}

// Error gives the place and the reason, and nmap's own words if there are any.
func (e *XMLError) Error() string {
	s := fmt.Sprintf("nmap's XML, line %d (byte %d): %s", e.Line, e.Offset, e.Reason)
	if e.Value != "" {
		s += ": " + pythonRepr(e.Value)
	}
	return s
}

// Is reports whether target is ErrPortScanner.
func (e *XMLError) Is(target error) bool { return target == ErrPortScanner }

// A KeyError says that a result has no such host, port or item, as Python's
// KeyError does.
type KeyError struct {
	Key any // a string, or the number of a port
}

// Error writes the key as Python does.
func (e *KeyError) Error() string {
	if s, ok := e.Key.(string); ok {
		return pythonRepr(s)
	}
	return fmt.Sprint(e.Key)
}

// Is reports whether target is ErrNoKey.
func (e *KeyError) Is(target error) bool { return target == ErrNoKey }

// An InjectionError refuses hosts, ports or arguments that would make nmap do
// something else than scan: read or write files, run scripts from a path, or
// take a host for an option.
type InjectionError struct {
	// Field is "hosts", "ports" or "arguments", Input all of it, and Token the
	// part that is refused.
	Field, Input, Token string

	// Reason says why.
	Reason string
}

// Error names the part, where it stands, and why it is refused.
func (e *InjectionError) Error() string {
	return fmt.Sprintf("%s %q: %q is refused: %s", e.Field, e.Input, e.Token, e.Reason)
}

// pythonRepr quotes a string as Python's repr does.
func pythonRepr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r == 0x7f || r > 0x7e && r < 0x100 && !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\x%02x`, r)
		case r < 0x7f || unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
	}
	b.WriteByte(quote)
	return b.String()
}
