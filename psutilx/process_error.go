package psutilx

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/pyerr"

	"github.com/pyops-go/pyops/internal/pytext"
)

// ErrProcess is matched by every error about a process: psutil.Error, the base
// of the exceptions below.
var ErrProcess = pyerr.Class("psutilx: process error")

// ErrNoSuchProcess is matched by every [*NoSuchProcessError], and, as in
// psutil's class tree, by every [*ZombieProcessError].
var ErrNoSuchProcess = pyerr.Class("psutilx: no such process", ErrProcess)

// ErrZombieProcess is matched by every [*ZombieProcessError].
var ErrZombieProcess = pyerr.Class("psutilx: zombie process", ErrNoSuchProcess)

// ErrAccessDenied is matched by every [*AccessDeniedError]. It is also
// [io/fs.ErrPermission].
var ErrAccessDenied = pyerr.Class("psutilx: access denied", ErrProcess, fs.ErrPermission)

// ErrTimeoutExpired is matched by every [*TimeoutExpiredError]. It is also
// [os.ErrDeadlineExceeded].
var ErrTimeoutExpired = pyerr.Class("psutilx: timeout expired", ErrProcess, os.ErrDeadlineExceeded)

// A NoSuchProcessError is a process that does not exist, or no longer:
// psutil.NoSuchProcess.
type NoSuchProcessError struct {
	PID  int
	Name string // empty when it was never read
	Msg  string // empty means "process no longer exists"
	Err  error  // what the kernel said, if it was asked
}

func (e *NoSuchProcessError) Error() string { return "psutilx: " + e.Detail() }

// Detail is Python's str() of the exception.
func (e *NoSuchProcessError) Detail() string {
	e = pyerr.OrZero(e)
	return processText(orText(e.Msg, "process no longer exists"), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *NoSuchProcessError) GoString() string {
	e = pyerr.OrZero(e)
	return processRepr("NoSuchProcess", e.PID, 0, e.Name, "", orText(e.Msg, "process no longer exists"))
}

func (e *NoSuchProcessError) Unwrap() []error {
	e = pyerr.OrZero(e)
	return pyerr.Chain(ErrNoSuchProcess, e.Err)
}

// A ZombieProcessError is a process that has ended and that its parent has not
// waited for, asked for something that it has no more: psutil.ZombieProcess.
type ZombieProcessError struct {
	PID  int
	Name string // empty when it was never read
	PPID int    // 0 when it was never read
	Msg  string // empty means "PID still exists but it's a zombie"
	Err  error  // what the kernel said
}

func (e *ZombieProcessError) Error() string { return "psutilx: " + e.Detail() }

// Detail is Python's str() of the exception.
func (e *ZombieProcessError) Detail() string {
	e = pyerr.OrZero(e)
	return processText(orText(e.Msg, "PID still exists but it's a zombie"), e.PID, e.PPID, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *ZombieProcessError) GoString() string {
	e = pyerr.OrZero(e)
	return processRepr("ZombieProcess", e.PID, e.PPID, e.Name, "", orText(e.Msg, "PID still exists but it's a zombie"))
}

func (e *ZombieProcessError) Unwrap() []error {
	e = pyerr.OrZero(e)
	return pyerr.Chain(ErrZombieProcess, e.Err)
}

// An AccessDeniedError is a process of another user, or otherwise out of reach:
// psutil.AccessDenied.
type AccessDeniedError struct {
	PID  int
	Name string // empty when it was never read
	Msg  string
	Err  error // what the kernel said
}

func (e *AccessDeniedError) Error() string { return "psutilx: " + e.Detail() }

// Detail is Python's str() of the exception, "(pid=1)", after the words "access
// denied", which psutil leaves to the name of the class.
func (e *AccessDeniedError) Detail() string {
	e = pyerr.OrZero(e)
	return processText(orText(e.Msg, "access denied"), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *AccessDeniedError) GoString() string {
	e = pyerr.OrZero(e)
	return processRepr("AccessDenied", e.PID, 0, e.Name, "", e.Msg)
}

func (e *AccessDeniedError) Unwrap() []error {
	e = pyerr.OrZero(e)
	return pyerr.Chain(ErrAccessDenied, e.Err)
}

// A TimeoutExpiredError is a process that had not ended when the time given to
// [Process.Wait] was over: psutil.TimeoutExpired.
type TimeoutExpiredError struct {
	Timeout time.Duration // psutil's seconds
	PID     int
	Name    string // empty when it was never read
}

func (e *TimeoutExpiredError) Error() string { return "psutilx: " + e.Detail() }

// Detail is Python's str() of the exception.
func (e *TimeoutExpiredError) Detail() string {
	e = pyerr.OrZero(e)
	return processText(e.message(), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *TimeoutExpiredError) GoString() string {
	e = pyerr.OrZero(e)
	seconds := ""
	if e.Timeout != 0 {
		seconds = pytext.Float(e.Timeout.Seconds())
	}
	return processRepr("TimeoutExpired", e.PID, 0, e.Name, seconds, e.message())
}

func (e *TimeoutExpiredError) message() string {
	e = pyerr.OrZero(e)
	return "timeout after " + pytext.Float(e.Timeout.Seconds()) + " seconds"
}

func (e *TimeoutExpiredError) Unwrap() error { return ErrTimeoutExpired }

// processText is a message, and what is known of the process.
func processText(msg string, pid, ppid int, name string) string {
	return msg + " (" + strings.Join(processDetails(pid, ppid, name), ", ") + ")"
}

func processRepr(class string, pid, ppid int, name, seconds, msg string) string {
	details := processDetails(pid, ppid, name)
	if seconds != "" {
		details = append(details, "seconds="+seconds)
	}
	if msg != "" {
		details = append(details, "msg="+pytext.Repr(msg))
	}
	return "psutil." + class + "(" + strings.Join(details, ", ") + ")"
}

func processDetails(pid, ppid int, name string) []string {
	details := []string{fmt.Sprintf("pid=%d", pid)}
	if ppid != 0 {
		details = append(details, fmt.Sprintf("ppid=%d", ppid))
	}
	if name != "" {
		details = append(details, "name="+pytext.Repr(name))
	}
	return details
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
