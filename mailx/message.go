package mailx

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/pyops-go/pyops/mailx/email"
)

// MessageOptions for [SMTP.SendMessage]. The zero value, or nil, is smtplib's.
type MessageOptions struct {
	SendOptions

	// From and To are the envelope: from_addr and to_addrs. Empty takes them from
	// the header.
	From string
	To   []string
}

// SendMessage sends a message of the package email: send_message. The sender comes
// from Sender or From, the recipients from To, Bcc and Cc, or from their Resent-
// forms where the message has one Resent-Date; Bcc is not sent. Empty headers name
// nobody; a header that is no list of addresses whole is an error, ErrAddress, that
// names it, and so is a message without a sender.
//
// Names and domains that are not ASCII are encoded. An address with a local part
// that is not needs a server with SMTPUTF8: without it, ErrNotSupported. A part that
// is read from a reader is opened once the server wants the message, and read while
// it goes; a reader that blocks longer than the context is left behind.
//
// It returns what [SMTP.SendMail] returns.
func (s *SMTP) SendMessage(ctx context.Context, m *email.Message, opts *MessageOptions) (refused map[string]Reply, err error) {
	o := MessageOptions{}
	if opts != nil {
		o = *opts
	}
	if m == nil {
		return nil, &SMTPError{Kind: ErrMessage, Op: "send_message", Reason: "no message"}
	}
	if err := envelopeOf(m, &o); err != nil {
		return nil, err
	}
	if err := s.EhloOrHeloIfNeeded(ctx); err != nil {
		return nil, err
	}
	policy := m.Policy()
	policy.Linesep, policy.UnixFrom = "\r\n", false
	if err := s.wireAddresses(m, &o, &policy); err != nil {
		return nil, err
	}
	policy.SevenBit = !s.HasExtn("8bitmime")
	m = m.Without("Bcc", "Resent-Bcc")
	if !m.Streamed() {
		data, err := m.AsBytes(&policy)
		if err != nil {
			return nil, &SMTPError{Kind: ErrMessage, Op: "send_message", Err: err}
		}
		return s.SendMail(ctx, o.From, o.To, data, &o.SendOptions)
	}
	written := writeLater(m, &policy)
	refused, err = s.SendReader(ctx, o.From, o.To, written, &o.SendOptions)
	written.end(ctx)
	return refused, err
}

// A laterMessage is written when it is first read: nothing is opened for a message
// that the server does not want.
type laterMessage struct {
	r     *io.PipeReader
	begin func() // once
	never func() // begin does nothing any more
	done  chan struct{}
}

func writeLater(m *email.Message, policy *email.Policy) *laterMessage {
	r, w := io.Pipe()
	l := &laterMessage{r: r, done: make(chan struct{})}
	var once sync.Once
	l.begin = func() {
		once.Do(func() {
			go func() {
				defer close(l.done)
				w.CloseWithError(m.Encode(w, policy))
			}()
		})
	}
	l.never = func() { once.Do(func() { close(l.done) }) }
	return l
}

func (l *laterMessage) Read(p []byte) (int, error) {
	l.begin()
	return l.r.Read(p)
}

// end waits until nobody reads the message any more, but for a reader of the
// caller's that does not come back before the context ends.
func (l *laterMessage) end(ctx context.Context) {
	l.r.CloseWithError(io.ErrClosedPipe)
	l.never()
	select {
	case <-l.done:
	case <-ctx.Done():
	}
}

// envelopeOf fills the envelope from the header.
func envelopeOf(m *email.Message, o *MessageOptions) error {
	prefix := ""
	switch n := len(m.GetAll("Resent-Date")); {
	case n == 1:
		prefix = "Resent-"
	case n > 1:
		return &SMTPError{Kind: ErrMessage, Op: "send_message", Reason: fmt.Sprintf("message has %d Resent-Date headers: whose recipients are meant?", n)}
	}
	if o.From == "" {
		for _, name := range []string{prefix + "Sender", prefix + "From"} {
			list, err := addresses(m, name)
			if err != nil {
				return err
			}
			if len(list) > 0 {
				o.From = list[0]
				break
			}
		}
		if o.From == "" {
			return &SMTPError{Kind: ErrAddress, Op: "send_message", Reason: "the message has no " + prefix + "From, and no sender was given"}
		}
	}
	if len(o.To) > 0 {
		return nil
	}
	for _, name := range []string{prefix + "To", prefix + "Bcc", prefix + "Cc"} {
		list, err := addresses(m, name)
		if err != nil {
			return err
		}
		o.To = append(o.To, list...)
	}
	if len(o.To) == 0 {
		return &SMTPError{Kind: ErrAddress, Op: "send_message", Reason: "the message has no recipients"}
	}
	return nil
}

func addresses(m *email.Message, name string) ([]string, error) {
	list, err := m.Addresses(name)
	if err != nil {
		return nil, &SMTPError{Kind: ErrAddress, Op: "send_message", Input: m.Get(name), Reason: "is no list of addresses in " + name, Err: err}
	}
	var all []string
	for _, a := range list {
		all = append(all, a.Addr)
	}
	return all, nil
}

// wireAddresses makes the addresses fit for the server, and says whether the header
// may hold characters.
func (s *SMTP) wireAddresses(m *email.Message, o *MessageOptions, policy *email.Policy) error {
	utf8 := policy.UTF8 && s.HasExtn("smtputf8")
	policy.UTF8 = false
	fit := func(addr string) string {
		wire, err := email.ASCIIAddress(addr)
		if err != nil {
			utf8 = true
			return addr
		}
		return wire
	}
	from, to := fit(o.From), make([]string, len(o.To))
	for i, addr := range o.To {
		to[i] = fit(addr)
	}
	if !utf8 && s.HasExtn("smtputf8") {
		for _, name := range []string{"From", "Sender", "Reply-To", "To", "Cc"} {
			list, _ := addresses(m, name) // what it may be is looked at when it is written
			for _, addr := range list {
				fit(addr)
			}
		}
	}
	if !utf8 {
		o.From, o.To = from, to
		return nil
	}
	if !s.HasExtn("smtputf8") {
		return &SMTPError{Kind: ErrNotSupported, Op: "send_message", Input: strings.Join(append([]string{o.From}, o.To...), ", "),
			Reason: "one or more source or delivery addresses require internationalized email support, but the server does not advertise the required SMTPUTF8 capability"}
	}
	policy.UTF8 = true
	o.MailOptions = append([]string{"SMTPUTF8", "BODY=8BITMIME"}, o.MailOptions...)
	return nil
}
