package mailx

import (
	"fmt"
	"net"
	"strings"

	"github.com/pyops-go/pyops/internal/pyerr"
)

// Kinds of errors, smtplib's exception classes. errors.Is follows their tree.
var (
	// ErrSMTP is any error of this package: SMTPException.
	ErrSMTP = pyerr.Class("mailx: SMTP error")

	// ErrNotSupported says that the server lacks what was asked for:
	// SMTPNotSupportedError.
	ErrNotSupported = pyerr.Class("mailx: not supported by the server", ErrSMTP)

	// ErrServerDisconnected says that the connection is gone, or was never made:
	// SMTPServerDisconnected.
	ErrServerDisconnected = pyerr.Class("mailx: server disconnected", ErrSMTP, net.ErrClosed)

	// ErrResponse is any error that carries a reply of the server:
	// SMTPResponseException.
	ErrResponse = pyerr.Class("mailx: refused by the server", ErrSMTP)

	// ErrConnect says that the server's greeting was no welcome: SMTPConnectError.
	ErrConnect = pyerr.Class("mailx: connection refused by the server", ErrResponse)

	// ErrHelo says that the server refused EHLO and HELO: SMTPHeloError.
	ErrHelo = pyerr.Class("mailx: greeting refused", ErrResponse)

	// ErrAuthentication says that the server refused the login:
	// SMTPAuthenticationError.
	ErrAuthentication = pyerr.Class("mailx: authentication failed", ErrResponse)

	// ErrSenderRefused says that the server refused the sender:
	// SMTPSenderRefused.
	ErrSenderRefused = pyerr.Class("mailx: sender refused", ErrResponse)

	// ErrData says that the server refused the message: SMTPDataError.
	ErrData = pyerr.Class("mailx: message refused", ErrResponse)

	// ErrRecipientsRefused says that the server refused every recipient:
	// SMTPRecipientsRefused.
	ErrRecipientsRefused = pyerr.Class("mailx: recipients refused", ErrSMTP)

	// ErrProtocol says that the server broke the protocol, for instance with
	// replies that nobody asked for.
	ErrProtocol = pyerr.Class("mailx: protocol broken by the server", ErrSMTP)

	// ErrAddress refuses an address: empty, not parsed whole, or with characters
	// that would write something else into a command.
	ErrAddress = pyerr.Class("mailx: no address", ErrSMTP)

	// ErrMessage refuses a message that cannot go over SMTP as it is.
	ErrMessage = pyerr.Class("mailx: message cannot be sent", ErrSMTP)

	// ErrUnsafe refuses to do what would give a secret away.
	ErrUnsafe = pyerr.Class("mailx: unsafe", ErrSMTP)
)

// An SMTPError is an error of one command.
type SMTPError struct {
	Kind  error  // one of the kinds above
	Op    string // the command: "mail", "rcpt", "data", "connect" …
	Input string // what was refused: a sender, an option; never a secret

	// Code and Reply are the server's answer, 0 and "" when there was none. They
	// are smtp_code and smtp_error.
	Code  int
	Reply string

	Reason string // what was expected
	Err    error  // the cause
}

// Error is one line: the command, its input, the reply or the reason.
func (e *SMTPError) Error() string {
	s := "mailx: " + e.Op
	if e.Input != "" {
		s += fmt.Sprintf(" %q", e.Input)
	}
	answered := e.Code != 0 || e.Reply != ""
	if e.Reason != "" {
		s += ": " + e.Reason
	}
	switch {
	case answered:
		s += fmt.Sprintf(": %d %s", e.Code, oneLine(e.Reply))
	case e.Reason == "" && e.Err == nil && e.Kind != nil:
		s += ": " + strings.TrimPrefix(e.Kind.Error(), "mailx: ")
	}
	if e.Err != nil {
		s += ": " + oneLine(e.Err.Error())
	}
	return s
}

// Detail is the whole reply of the server, line by line.
func (e *SMTPError) Detail() string { return e.Reply }

func (e *SMTPError) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// A SendError says what became of a message that did not go, or not to everybody
// for certain. Recipients that it does not name do not have it.
type SendError struct {
	Kind error // ErrSenderRefused, ErrRecipientsRefused, ErrData, ErrServerDisconnected …

	// Accepted have the message: the server took responsibility for it. Only
	// LMTP can accept for some and refuse for others.
	Accepted []string

	// Refused are the recipients that the server refused, with its words.
	Refused map[string]Reply

	// Unknown may or may not get the message: it was sent whole, and no answer
	// came. To send it again may deliver it twice.
	Unknown []string

	Err error // the cause
}

// Error says the cause, and who is in which state.
func (e *SendError) Error() string {
	s := "mailx: "
	if e.Err != nil {
		s = oneLine(e.Err.Error())
	} else if e.Kind != nil {
		s = e.Kind.Error()
	}
	if len(e.Refused) > 0 {
		for _, addr := range sortedKeys(e.Refused) {
			s += fmt.Sprintf("; %s refused (%s)", addr, e.Refused[addr])
		}
	}
	if len(e.Accepted) > 0 {
		s += "; accepted for " + strings.Join(e.Accepted, ", ")
	}
	if len(e.Unknown) > 0 {
		s += "; whether " + strings.Join(e.Unknown, ", ") + " got it is not known"
	}
	return s
}

func (e *SendError) Unwrap() []error { return pyerr.Chain(e.Kind, e.Err) }

// oneLine is a reply in one line, without what would disturb a terminal.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ' '
		case r < ' ' || r == 0x7f || 0x80 <= r && r < 0xa0:
			return '?'
		}
		return r
	}, s)
}
