package nmapx

import (
	"context"
	"fmt"
	"time"

	"github.com/Ullaakut/nmap/v3"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ScanOptions tell how to scan.
type ScanOptions struct {
	// Ports are the ports to scan, in the notation of nmap's -p. Empty means
	// nmap's own choice, which is the thousand most common.
	Ports string

	// Arguments are options for nmap, parted into words as a POSIX shell does,
	// without any expansion. Empty means "-sV", python-nmap's default;
	// NoArguments means none at all.
	Arguments   string
	NoArguments bool

	// Options are built by the option builders of github.com/Ullaakut/nmap and
	// follow Arguments. Where there are some, Arguments has no default.
	Options []nmap.Option

	// Sudo runs nmap by sudo, which must not need to ask for a password.
	Sudo bool

	// Timeout ends the scan; the error is then a [*TimeoutError]. Zero means no
	// limit but that of the context.
	Timeout time.Duration

	// Unsafe lets everything pass that nmap takes: options that read and write
	// files and run scripts from any place, and hosts that are options. Set it
	// only where hosts, ports and arguments are the program's own. Without it,
	// what is refused is an [*InjectionError].
	Unsafe bool

	// OnProgress, if not nil, is told how far the scan is, about every second.
	// OnHost, if not nil, is given each host as soon as nmap is done with it.
	// Both are called by the goroutine that scans.
	OnProgress func(Progress)
	OnHost     func(*Host)

	// OneProcess has [PortScannerAsync] and [PortScannerYield] scan all hosts by
	// one nmap, which is much faster and tells of hosts in the order in which
	// they are done. Without it they do as python-nmap does: list the hosts, and
	// run an nmap for each.
	OneProcess bool
}

func (o *ScanOptions) orDefault() ScanOptions {
	if o == nil {
		return ScanOptions{}
	}
	return *o
}

// arguments are the options as text.
func (o *ScanOptions) arguments() string {
	if o.Arguments == "" && !o.NoArguments && len(o.Options) == 0 {
		return "-sV"
	}
	return o.Arguments
}

// words are the options as nmap gets them, those of builders included.
func (o *ScanOptions) words() ([]string, error) {
	words, err := split("arguments", o.arguments())
	if err != nil {
		return nil, err
	}
	if len(o.Options) == 0 {
		return words, nil
	}
	built, err := BuildArguments(o.Options...)
	return append(words, built...), err
}

// BuildArguments are the words of an nmap command line that option builders of
// github.com/Ullaakut/nmap make.
func BuildArguments(options ...nmap.Option) ([]string, error) {
	// The path keeps it from looking for the program.
	s, err := nmap.NewScanner(context.Background(), nmap.WithBinaryPath("nmap"))
	if err != nil {
		return nil, err
	}
	return s.AddOptions(options...).Args(), nil
}

// split parts a text into words as Python's shlex.split does.
func split(where, text string) ([]string, error) {
	words, err := pytext.Split(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w in %s %q", ErrQuotes, err, where, text)
	}
	return words, nil
}
