package dnsq

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// A ServerError is one try of a resolver that failed.
type ServerError struct {
	Nameserver string
	TCP        bool
	Port       int
	Err        error    // or nil, when the server answered with an error
	Response   *Message // or nil
}

// Error says which server was asked how, and what came.
func (e *ServerError) Error() string {
	how := "UDP"
	if e.TCP {
		how = "TCP"
	}
	answer := ""
	switch {
	case e.Err != nil:
		answer = reason(e.Err)
	case e.Response != nil:
		answer = e.Response.Rcode().String()
	}
	if strings.Contains(e.Nameserver, "://") || strings.Contains(e.Nameserver, "@") {
		return "server " + e.Nameserver + ": " + answer
	}
	return "server " + e.Nameserver + " " + how + " port " + strconv.Itoa(e.Port) + ": " + answer
}

// Unwrap returns what went wrong.
func (e *ServerError) Unwrap() error { return e.Err }

func joinErrors(errs []*ServerError) string {
	var all []string
	for _, e := range errs {
		all = append(all, e.Error())
	}
	return strings.Join(all, "; ")
}

// An NXDomainError says that none of the names asked for exists. It is an
// ErrNXDomain.
type NXDomainError struct {
	QNames []Name

	responses map[string]*Message
}

// Error names the names.
func (e *NXDomainError) Error() string {
	if len(e.QNames) == 0 {
		return ErrNXDomain.Error()
	}
	var names []string
	for _, n := range e.QNames {
		names = append(names, n.String())
	}
	if len(names) > 1 {
		return "dnsq: none of the names exists: " + strings.Join(names, ", ")
	}
	return ErrNXDomain.Error() + ": " + names[0]
}

// Unwrap returns ErrNXDomain.
func (e *NXDomainError) Unwrap() error { return ErrNXDomain }

// Response is what came for one of the names, or nil.
func (e *NXDomainError) Response(name Name) *Message { return e.responses[name.Key()] }

// CanonicalName is the name that the CNAMEs of the first response that has any
// lead to: one that is missing while the name asked for is there.
func (e *NXDomainError) CanonicalName() (Name, error) {
	if len(e.QNames) == 0 {
		return Empty, fail(ErrValue, "parametrized exception required")
	}
	for _, q := range e.QNames {
		if r := e.Response(q); r != nil {
			if n, err := r.CanonicalName(); err == nil && !n.Equal(q) {
				return n, nil
			}
		}
	}
	return e.QNames[0], nil
}

// Add joins what two errors say, as + does in dnspython.
func (e *NXDomainError) Add(o *NXDomainError) *NXDomainError {
	sum := &NXDomainError{slices.Clone(e.QNames), map[string]*Message{}}
	maps.Copy(sum.responses, e.responses)
	maps.Copy(sum.responses, o.responses)
	for _, n := range o.QNames {
		if !slices.ContainsFunc(sum.QNames, n.Equal) {
			sum.QNames = append(sum.QNames, n)
		}
	}
	return sum
}

// A NoAnswerError says that a response has no answer to the question. It is an
// ErrNoAnswer.
type NoAnswerError struct{ Response *Message }

// Error names the question.
func (e *NoAnswerError) Error() string {
	text := ErrNoAnswer.Error()
	if e.Response == nil {
		return text
	}
	for i, q := range e.Response.Question {
		if i == 0 {
			text += ": "
		}
		if i > 0 {
			text += "; "
		}
		text += q.String()
	}
	return text
}

// Unwrap returns ErrNoAnswer.
func (e *NoAnswerError) Unwrap() error { return ErrNoAnswer }

// A NoNameserversError says that no server gave an answer to go on with. It is
// an ErrNoNameservers.
type NoNameserversError struct {
	Request *Message
	Errors  []*ServerError
}

// Error names the question and what each server said.
func (e *NoNameserversError) Error() string {
	question := ""
	if e.Request != nil && len(e.Request.Question) > 0 {
		question = e.Request.Question[0].String()
	}
	return ErrNoNameservers.Error() + " " + question + ": " + joinErrors(e.Errors)
}

// Unwrap returns ErrNoNameservers and the errors of the servers.
func (e *NoNameserversError) Unwrap() []error {
	return append([]error{ErrNoNameservers}, asErrors(e.Errors)...)
}

func asErrors(errs []*ServerError) []error {
	all := make([]error, len(errs))
	for i, e := range errs {
		all[i] = e
	}
	return all
}

// A LifetimeTimeoutError says that no answer came in time. It is an
// ErrLifetimeTimeout and so an ErrTimeout.
type LifetimeTimeoutError struct {
	Timeout time.Duration // how long it took
	Errors  []*ServerError
}

// Error says how long it took and what each server said.
func (e *LifetimeTimeoutError) Error() string {
	return fmt.Sprintf("dnsq: no answer within %.3f s: %s", e.Timeout.Seconds(), joinErrors(e.Errors))
}

// Unwrap returns ErrLifetimeTimeout, context.DeadlineExceeded, and the errors of
// the servers.
func (e *LifetimeTimeoutError) Unwrap() []error {
	return append([]error{ErrLifetimeTimeout, context.DeadlineExceeded}, asErrors(e.Errors)...)
}
