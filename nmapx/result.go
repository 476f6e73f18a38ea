package nmapx

import (
	"net/netip"
	"slices"
	"strings"
	"time"
)

// A Result is all that a run of nmap said.
type Result struct {
	// CommandLine is how nmap was called, in nmap's own words; empty when it
	// gave up before it came to say so.
	CommandLine string

	// Scanner is "nmap", Version such as "7.93", and XMLVersion that of its
	// report's form.
	Scanner, Version, XMLVersion string

	// Start is when nmap began, the zero time if it did not say; StartStr says it
	// in words.
	Start    time.Time
	StartStr string

	// ScanInfo has an entry for each kind of scan: a scan of TCP and UDP ports
	// has two.
	ScanInfo []ScanInfo

	// Stats are the sums at the end.
	Stats ScanStats

	// Hosts are in the order in which nmap was done with them. A stream of
	// hosts leaves it empty.
	Hosts []*Host

	// PreScripts and PostScripts are the results of scripts that ran before and
	// after the hosts.
	PreScripts, PostScripts []Script

	// Targets are what was asked for and could not be scanned.
	Targets []Target

	// Tasks are the phases of the scan as they began and ended.
	Tasks []Task

	// Verbose and Debugging are nmap's levels, as -v and -d raise them.
	Verbose, Debugging int

	// Stderr is what nmap wrote to its standard error. Warnings are its lines
	// that begin with "Warning:", in any case, and Errors the others.
	Stderr           string
	Errors, Warnings []string

	absent     absent
	errorTrace any // what the dictionary says of errors and warnings
	warnTrace  any
}

// A ScanInfo is a kind of scan that nmap made.
type ScanInfo struct {
	Protocol    string // tcp, udp, sctp or ip
	Method      string // such as syn or connect
	Services    string // the ports, such as "1-1024,8080"
	NumServices int    // how many ports these are
	ScanFlags   string // of a scan with TCP flags of the user's choice

	absent absent
}

// ScanStats are the sums of a scan.
type ScanStats struct {
	TimeStr string        // when it ended, as ctime(3) writes it
	Elapsed time.Duration // in steps of 10 ms

	UpHosts    int // how many hosts are up
	DownHosts  int // how many are not, or do not say
	TotalHosts int // how many there are in all

	Time     time.Time // when it ended; zero if nmap did not say
	Summary  string    // all in words
	Exit     string    // success or error
	ErrorMsg string    // what the error was

	absent absent
	odd    odd
}

// A Target is a host that was asked for and skipped.
type Target struct{ Specification, Status, Reason string }

// A Task is a phase of the scan that began or, with Ended set, ended.
type Task struct {
	Task      string // such as "SYN Stealth Scan"
	Time      time.Time
	ExtraInfo string // what came of it
	Ended     bool
}

// real is the result, without hosts that are nil; a nil result is one of nothing.
func (r *Result) real() *Result {
	if r == nil {
		return &Result{}
	}
	if slices.Contains(r.Hosts, nil) {
		whole := *r
		whole.Hosts = slices.DeleteFunc(slices.Clone(r.Hosts), func(h *Host) bool { return h == nil })
		return &whole
	}
	return r
}

// AllHosts lists the keys of the hosts, sorted as text: "10.0.0.10" comes before
// "10.0.0.9". [Result.HostsByAddr] sorts by number.
func (r *Result) AllHosts() []string {
	r = r.real()
	keys := make([]string, len(r.Hosts))
	for i, h := range r.Hosts {
		keys[i] = h.Key()
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Host finds a host by its key, usually its IPv4 address. Of several with the
// same key the last counts. The error is a [*KeyError].
func (r *Result) Host(key string) (*Host, error) {
	r = r.real()
	for _, h := range slices.Backward(r.Hosts) {
		if h.Key() == key {
			return h, nil
		}
	}
	return nil, &KeyError{key}
}

// HasHost reports whether there is a host of that key.
func (r *Result) HasHost(key string) bool {
	r = r.real()
	_, err := r.Host(key)
	return err == nil
}

// byKey has the hosts in the order of [Result.AllHosts], the last of each key.
func (r *Result) byKey() []*Host {
	type entry struct {
		key  string
		host *Host
	}
	entries := make([]entry, len(r.Hosts))
	for i, h := range slices.Backward(r.Hosts) {
		entries[len(r.Hosts)-1-i] = entry{h.Key(), h}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return strings.Compare(a.key, b.key) })
	entries = slices.CompactFunc(entries, func(a, b entry) bool { return a.key == b.key })
	sorted := make([]*Host, len(entries))
	for i, e := range entries {
		sorted[i] = e.host
	}
	return sorted
}

// HostsByAddr lists the hosts in the order of their addresses, so that 10.0.0.9
// comes before 10.0.0.10; IPv4 before IPv6, and what has no IP address last.
func (r *Result) HostsByAddr() []*Host {
	r = r.real()
	type entry struct {
		host *Host
		addr netip.Addr
		key  string
	}
	entries := make([]entry, len(r.Hosts))
	for i, h := range r.Hosts {
		e := entry{host: h, key: h.Key()}
		e.addr, _ = netip.ParseAddr(e.key)
		entries[i] = e
	}
	slices.SortStableFunc(entries, func(a, b entry) int {
		switch {
		case a.addr.IsValid() && b.addr.IsValid():
			return a.addr.Compare(b.addr)
		case a.addr.IsValid():
			return -1
		case b.addr.IsValid():
			return 1
		}
		return strings.Compare(a.key, b.key)
	})
	hosts := make([]*Host, len(entries))
	for i, e := range entries {
		hosts[i] = e.host
	}
	return hosts
}
