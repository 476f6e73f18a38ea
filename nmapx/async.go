package nmapx

import (
	"context"
	"sync"
	"time"
)

// A PortScannerAsync scans in the background and tells of each host as it is
// done. Where python-nmap calls back in another process, whose variables nobody
// else sees, the callback here runs in a goroutine of this one. Its methods may
// be called by several goroutines, Stop and Wait not by the callback.
type PortScannerAsync struct {
	nm *PortScanner

	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{} // nil before the first scan; closed when it has ended
	err    error
}

// NewPortScannerAsync finds nmap, as [NewPortScanner] does.
func NewPortScannerAsync(ctx context.Context, opts *PortScannerOptions) (*PortScannerAsync, error) {
	nm, err := NewPortScanner(ctx, opts)
	if err != nil {
		return nil, err
	}
	return &PortScannerAsync{nm: nm}, nil
}

// real is the scanner, or for a nil or zero one a scanner that has found no nmap.
func (a *PortScannerAsync) real() *PortScannerAsync {
	if a == nil {
		return &PortScannerAsync{}
	}
	return a
}

// Scan begins to scan and returns at once. callback, which may be nil, is given
// each host that the specification means, one after another. Errors are those
// that are known before nmap is run, and ErrBusy; [PortScannerAsync.Err] has
// the others. The end of ctx ends the scan.
func (a *PortScannerAsync) Scan(ctx context.Context, hosts string, callback func(HostScan), opts *ScanOptions) error {
	a = a.real()
	o := opts.orDefault()
	if _, err := a.nm.real().argv(hosts, &o); err != nil {
		return err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.scanning() {
		return ErrBusy
	}
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	a.cancel, a.done, a.err = cancel, done, nil
	go func() {
		defer close(done)
		defer cancel()
		err := a.nm.real().scanHosts(ctx, hosts, &o, func(s HostScan) bool {
			if callback != nil {
				callback(s)
			}
			return true
		})
		a.mu.Lock()
		a.err = err
		a.mu.Unlock()
	}()
	return nil
}

func (a *PortScannerAsync) scanning() bool {
	if a.done == nil {
		return false
	}
	select {
	case <-a.done:
		return false
	default:
		return true
	}
}

// StillScanning reports whether the scan is still running.
func (a *PortScannerAsync) StillScanning() bool {
	a = a.real()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.scanning()
}

// Stop ends the scan, nmap and all that it started, and returns when they are
// gone. Without a scan it does nothing.
func (a *PortScannerAsync) Stop() {
	a = a.real()
	a.mu.Lock()
	cancel, done := a.cancel, a.done
	a.mu.Unlock()
	if done != nil {
		cancel()
		<-done
	}
}

// NoTimeout waits for as long as it takes, where Python takes None.
const NoTimeout time.Duration = -1

// Wait waits for the end of the scan, but no longer than timeout, and reports
// whether it has ended. [NoTimeout], or any other negative one, waits for as long
// as it takes, and 0 only looks. Without a scan it returns true at once.
func (a *PortScannerAsync) Wait(timeout time.Duration) bool {
	a = a.real()
	a.mu.Lock()
	done := a.done
	a.mu.Unlock()
	if done == nil {
		return true
	}
	if timeout < 0 {
		<-done
		return true
	}
	clock := time.NewTimer(timeout)
	defer clock.Stop()
	select {
	case <-done:
		return true
	case <-clock.C:
	}
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// Err is what went wrong with the scan as a whole, once it has ended. After Stop
// it is context.Canceled.
func (a *PortScannerAsync) Err() error {
	a = a.real()
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.err
}
