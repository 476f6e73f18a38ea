package expect

import (
	"fmt"
	"io"
	"time"
)

// Durations with a meaning of their own. In options, zero is the default.
const (
	// NoTimeout waits for ever, as Python's None.
	NoTimeout time.Duration = -1

	// Poll takes what has come already and does not wait, as Python's 0.
	Poll time.Duration = 1

	// NoDelay does not wait before sending, closing or ending, as Python's None.
	NoDelay time.Duration = -1
)

// The defaults that stand behind zero values.
const (
	DefaultTimeout         = 30 * time.Second
	DefaultMaxRead         = 2000 // bytes
	DefaultDelayBeforeSend = 50 * time.Millisecond
	DefaultDelayAfterClose = 100 * time.Millisecond
)

// SessionOptions are what every kind of session has. They may be changed between
// two calls, as fields of the session.
type SessionOptions struct {
	// Timeout is how long Expect and its kin wait, and Send for the other side to
	// read. Zero is 30 seconds, and [NoTimeout] for ever.
	Timeout time.Duration

	// MaxRead is how many bytes are looked at in one go: patterns are searched
	// for after each piece, so that a greedy one takes no more than had come.
	// Zero is 2000.
	MaxRead int

	// SearchWindowSize is how many of the last bytes read are searched. Zero is
	// all.
	SearchWindowSize int

	// LogFile gets all that is read and sent, LogFileRead what is read,
	// LogFileSend what is sent. What they return is ignored, except that an
	// error ends the call that wrote.
	LogFile, LogFileRead, LogFileSend io.Writer

	// IgnoreCase makes patterns that are strings match either case.
	IgnoreCase bool

	// Encoding is that of the other side: "" passes bytes on as they are;
	// "utf-8", "ascii", "latin-1", and what else golang.org/x/text has by the names
	// of Python or of IANA ("gbk", "gb18030", "cp1252", "shift_jis"), are decoded
	// to Go's strings and encoded from them.
	Encoding string

	// CodecErrors is what becomes of bytes that Encoding does not allow:
	// "strict" or "" fails with ErrDecode, "replace" puts U+FFFD, "ignore"
	// nothing.
	CodecErrors string

	// Delimiter is the pattern at which reading ends: nil is EOF.
	Delimiter any

	// LineSep is what SendLine adds. Empty is "\n".
	LineSep string

	// DelayBeforeSend is waited before each send, so that a program which has
	// just asked for a password can turn echo off. Zero is 50 ms for what runs in
	// a terminal, and nothing for the rest.
	DelayBeforeSend time.Duration

	// DelayAfterClose is how long Close waits at most for the child to end by
	// itself once its terminal is gone. Zero is 100 ms.
	DelayAfterClose time.Duration

	// DelayAfterTerminate is how long Terminate waits at most for the child to
	// end after each signal. Zero is 100 ms.
	DelayAfterTerminate time.Duration

	// MaxBuffer bounds the memory that unmatched output takes: at least that many
	// bytes are kept, at most twice as many, and the oldest go. Zero keeps all.
	MaxBuffer int

	// Secrets are texts that errors and transcripts show as ********, also as a
	// terminal echoes them. What is sent by [Session.SendSecret] joins them. A
	// []string fits.
	Secrets Secrets

	// Transcript records the session, if not nil.
	Transcript *Transcript
}

// String shows the options without their secrets, also where package fmt would not
// ask these: behind a pointer, for a verb that does not fit.
func (o SessionOptions) String() string {
	type plain SessionOptions
	return fmt.Sprintf("%+v", plain(o))
}

// ExpectOptions change one call, such as [Session.ExpectWith].
type ExpectOptions struct {
	// Timeout is how long to wait. Zero is the session's.
	Timeout time.Duration

	// SearchWindowSize is how many of the last bytes read are searched. Zero is
	// the session's, and below zero all.
	SearchWindowSize int
}

// orDefault is a duration, where zero means another.
func orDefault(d, other time.Duration) time.Duration {
	if d == 0 {
		return other
	}
	return d
}

func (o *SessionOptions) delayAfterClose() time.Duration {
	return max(0, orDefault(o.DelayAfterClose, DefaultDelayAfterClose))
}

func (o *SessionOptions) delayAfterTerminate() time.Duration {
	return max(0, orDefault(o.DelayAfterTerminate, DefaultDelayAfterClose))
}

// deadline is when a timeout ends; the zero time is never.
func (o *SessionOptions) deadline(timeout time.Duration) time.Time {
	timeout = orDefault(orDefault(timeout, o.Timeout), DefaultTimeout)
	if timeout < 0 {
		return time.Time{}
	}
	return time.Now().Add(timeout)
}
