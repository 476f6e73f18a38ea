package psutilx

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"
)

// ErrProcess is matched by every error about a process: psutil.Error, the base
// of the exceptions below.
var ErrProcess = errors.New("psutilx: process error")

// ErrNoSuchProcess is matched by every [*NoSuchProcessError], and, as in
// psutil's class tree, by every [*ZombieProcessError].
var ErrNoSuchProcess = errors.New("psutilx: no such process")

// ErrZombieProcess is matched by every [*ZombieProcessError].
var ErrZombieProcess = errors.New("psutilx: zombie process")

// ErrAccessDenied is matched by every [*AccessDeniedError].
var ErrAccessDenied = errors.New("psutilx: access denied")

// ErrTimeoutExpired is matched by every [*TimeoutExpiredError].
var ErrTimeoutExpired = errors.New("psutilx: timeout expired")

// A NoSuchProcessError is a process that does not exist, or no longer:
// psutil.NoSuchProcess.
type NoSuchProcessError struct {
	PID  int
	Name string // empty when it was never read
	Msg  string // empty means "process no longer exists"
	Err  error  // what the kernel said, if it was asked
}

// Error is str() of psutil's exception: "process no longer exists (pid=7)".
func (e *NoSuchProcessError) Error() string {
	return processText(orText(e.Msg, "process no longer exists"), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *NoSuchProcessError) GoString() string {
	return processRepr("NoSuchProcess", e.PID, 0, e.Name, "", orText(e.Msg, "process no longer exists"))
}

// Is reports whether the target is [ErrNoSuchProcess] or [ErrProcess].
func (e *NoSuchProcessError) Is(target error) bool {
	return target == ErrNoSuchProcess || target == ErrProcess
}

// Unwrap returns what the kernel said.
func (e *NoSuchProcessError) Unwrap() error { return e.Err }

// A ZombieProcessError is a process that has ended and that its parent has not
// waited for, asked for something that it has no more: psutil.ZombieProcess.
type ZombieProcessError struct {
	PID  int
	Name string // empty when it was never read
	PPID int    // 0 when it was never read
	Msg  string // empty means "PID still exists but it's a zombie"
	Err  error  // what the kernel said
}

// Error is str() of psutil's exception.
func (e *ZombieProcessError) Error() string {
	return processText(orText(e.Msg, "PID still exists but it's a zombie"), e.PID, e.PPID, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *ZombieProcessError) GoString() string {
	return processRepr("ZombieProcess", e.PID, e.PPID, e.Name, "", orText(e.Msg, "PID still exists but it's a zombie"))
}

// Is reports whether the target is [ErrZombieProcess], [ErrNoSuchProcess] or
// [ErrProcess].
func (e *ZombieProcessError) Is(target error) bool {
	return target == ErrZombieProcess || target == ErrNoSuchProcess || target == ErrProcess
}

// Unwrap returns what the kernel said.
func (e *ZombieProcessError) Unwrap() error { return e.Err }

// An AccessDeniedError is a process of another user, or otherwise out of reach:
// psutil.AccessDenied. It also matches [io/fs.ErrPermission].
type AccessDeniedError struct {
	PID  int
	Name string // empty when it was never read
	Msg  string
	Err  error // what the kernel said
}

// Error is str() of psutil's exception, "(pid=1)", after the words "access
// denied", which psutil leaves to the name of the class.
func (e *AccessDeniedError) Error() string {
	return processText(orText(e.Msg, "access denied"), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *AccessDeniedError) GoString() string {
	return processRepr("AccessDenied", e.PID, 0, e.Name, "", e.Msg)
}

// Is reports whether the target is [ErrAccessDenied], [ErrProcess] or
// [io/fs.ErrPermission].
func (e *AccessDeniedError) Is(target error) bool {
	return target == ErrAccessDenied || target == ErrProcess || target == fs.ErrPermission
}

// Unwrap returns what the kernel said.
func (e *AccessDeniedError) Unwrap() error { return e.Err }

// A TimeoutExpiredError is a process that had not ended when the time given to
// [Process.Wait] was over: psutil.TimeoutExpired.
type TimeoutExpiredError struct {
	Timeout time.Duration // psutil's seconds
	PID     int
	Name    string // empty when it was never read
}

// Error is str() of psutil's exception: "timeout after 0.05 seconds (pid=7)".
func (e *TimeoutExpiredError) Error() string {
	return processText(e.message(), e.PID, 0, e.Name)
}

// GoString is repr() of psutil's exception.
func (e *TimeoutExpiredError) GoString() string {
	seconds := ""
	if e.Timeout != 0 {
		seconds = floatRepr(e.Timeout.Seconds())
	}
	return processRepr("TimeoutExpired", e.PID, 0, e.Name, seconds, e.message())
}

func (e *TimeoutExpiredError) message() string {
	return "timeout after " + floatRepr(e.Timeout.Seconds()) + " seconds"
}

// Is reports whether the target is [ErrTimeoutExpired] or [ErrProcess].
func (e *TimeoutExpiredError) Is(target error) bool {
	return target == ErrTimeoutExpired || target == ErrProcess
}

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
		details = append(details, "msg="+strRepr(msg))
	}
	return "psutil." + class + "(" + strings.Join(details, ", ") + ")"
}

func processDetails(pid, ppid int, name string) []string {
	details := []string{fmt.Sprintf("pid=%d", pid)}
	if ppid != 0 {
		details = append(details, fmt.Sprintf("ppid=%d", ppid))
	}
	if name != "" {
		details = append(details, "name="+strRepr(name))
	}
	return details
}

func orText(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}
