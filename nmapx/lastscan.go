package nmapx

import "strings"

// last is the result of the last scan.
func (nm *PortScanner) last() (*Result, error) {
	nm.mu.Lock()
	defer nm.mu.Unlock()
	if nm.result == nil {
		return nil, ErrNoScan
	}
	return nm.result, nil
}

// AllHosts lists the keys of the hosts of the last scan, sorted as text; none
// before the first scan.
func (nm *PortScanner) AllHosts() []string {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return []string{}
	}
	return r.AllHosts()
}

// Host finds a host of the last scan by its key, as nm[host] does in Python. The
// error is a [*KeyError]; before the first scan, it names "scan".
func (nm *PortScanner) Host(key string) (*Host, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return nil, &KeyError{"scan"}
	}
	return r.Host(key)
}

// HasHost reports whether the last scan has a host of that key. The error is
// ErrNoScan before the first scan.
func (nm *PortScanner) HasHost(key string) (bool, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return false, err
	}
	return r.HasHost(key), nil
}

// CommandLine is how nmap says it was called. The error is ErrNoScan before the
// first scan.
func (nm *PortScanner) CommandLine() (string, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return "", err
	}
	return r.CommandLine, nil
}

// ScanInfo tells which kinds of scan were made. The error is ErrNoScan before
// the first scan.
func (nm *PortScanner) ScanInfo() ([]ScanInfo, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return nil, err
	}
	return r.ScanInfo, nil
}

// ScanStats are the sums of the last scan. The error is ErrNoScan before the
// first scan.
func (nm *PortScanner) ScanStats() (ScanStats, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return ScanStats{}, err
	}
	return r.Stats, nil
}

// CSV is [Result.CSV] of the last scan. The error is ErrNoScan before the first
// scan.
func (nm *PortScanner) CSV() (string, error) {
	nm = nm.real()
	r, err := nm.last()
	if err != nil {
		return "", err
	}
	return r.CSV(), nil
}

// AnalyseOptions add to a report what nmap wrote to its standard error.
type AnalyseOptions struct {
	// Err is all of it. It is what an error says when the report is none.
	Err string

	// ErrKeepTrace and WarnKeepTrace are what the dictionary gives as error and
	// warning. Nil gives none.
	ErrKeepTrace, WarnKeepTrace []string
}

// AnalyseNmapXMLScan reads a report and keeps it as that of the last scan. The
// error is a [*PortScannerError] when it is no XML at all, otherwise an
// [*XMLError], and then the result holds the hosts that were whole, and is not
// kept.
func (nm *PortScanner) AnalyseNmapXMLScan(report string, opts *AnalyseOptions) (*Result, error) {
	nm = nm.real()
	r, err := analyse(report, opts)
	if err == nil {
		nm.mu.Lock()
		nm.result = r
		nm.output = report
		nm.mu.Unlock()
	}
	return r, err
}

func analyse(report string, opts *AnalyseOptions) (*Result, error) {
	var o AnalyseOptions
	if opts != nil {
		o = *opts
	}
	d := newDecoder(strings.NewReader(report), nil)
	r := d.result
	for h := d.host(); h != nil; h = d.host() {
		r.Hosts = append(r.Hosts, h)
	}
	r.Stderr = o.Err
	if o.ErrKeepTrace != nil {
		r.errorTrace = list(o.ErrKeepTrace)
	}
	if o.WarnKeepTrace != nil {
		r.warnTrace = list(o.WarnKeepTrace)
	}
	err := d.err()
	switch {
	case err == nil:
		return r, nil
	case d.root == "":
		if o.Err == "" {
			o.Err = report[:min(len(report), mostStderr)]
		}
		return nil, &PortScannerError{Value: o.Err, Err: err}
	}
	err.Value = o.Err
	return r, err
}
