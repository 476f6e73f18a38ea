package mailx

import (
	"context"
	"errors"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/mailx/email"
)

// A Sender keeps a connection for many messages, and makes a new one when the server
// has dropped the old one in between. A message is sent again only where the server
// cannot have it: nothing of the body had gone. It may be used from many goroutines;
// their messages go one after another.
type Sender struct {
	connect func(context.Context) (*SMTP, error)
	lock    netctx.Mutex
	s       *SMTP
	used    bool // a message has gone over s
	closed  bool
}

// NewSender makes a sender that connects by a function, which also secures the
// connection and logs in. It connects with the first message.
func NewSender(connect func(context.Context) (*SMTP, error)) *Sender {
	return &Sender{connect: connect}
}

// SendMail sends a message: see [SMTP.SendMail].
func (d *Sender) SendMail(ctx context.Context, from string, to []string, msg []byte, opts *SendOptions) (refused map[string]Reply, err error) {
	return d.send(ctx, func(s *SMTP) (map[string]Reply, error) { return s.SendMail(ctx, from, to, msg, opts) })
}

// SendMessage sends a message of the package email: see [SMTP.SendMessage].
func (d *Sender) SendMessage(ctx context.Context, m *email.Message, opts *MessageOptions) (refused map[string]Reply, err error) {
	return d.send(ctx, func(s *SMTP) (map[string]Reply, error) { return s.SendMessage(ctx, m, opts) })
}

func (d *Sender) send(ctx context.Context, do func(*SMTP) (map[string]Reply, error)) (map[string]Reply, error) {
	if d == nil || d.connect == nil {
		return nil, &SMTPError{Kind: ErrServerDisconnected, Op: "send", Reason: "a Sender needs a function that connects"}
	}
	if err := d.lock.Lock(ctx); err != nil {
		return nil, &SMTPError{Kind: ErrServerDisconnected, Op: "send", Reason: "another message goes", Err: err}
	}
	defer d.lock.Unlock()
	if d.closed {
		return nil, &SMTPError{Kind: ErrServerDisconnected, Op: "send", Reason: "the sender is closed"}
	}
	for {
		if d.s == nil || d.s.conn == nil {
			s, err := d.connect(ctx)
			if err != nil {
				s.Close()
				return nil, err
			}
			if s == nil {
				return nil, &SMTPError{Kind: ErrServerDisconnected, Op: "send", Reason: "the Sender's function gave no connection"}
			}
			d.s, d.used = s, false
		}
		again := d.used
		d.used = true
		refused, err := do(d.s)
		if err == nil || !again || !staleAtMail(err) || ctx.Err() != nil {
			return refused, err
		}
		d.s.Close()
	}
}

// staleAtMail tells an old connection that the server had left before it answered
// MAIL, so that it can have nothing of the message.
func staleAtMail(err error) bool {
	var e *SMTPError
	return errors.As(err, &e) && e.Op == "mail" && (e.Code == 0 && errors.Is(err, ErrServerDisconnected) || e.Code == 421)
}

// Close says goodbye to the server. Messages that wait are not sent.
func (d *Sender) Close(ctx context.Context) error {
	if d == nil {
		return nil
	}
	if err := d.lock.Lock(ctx); err != nil {
		return &SMTPError{Kind: ErrServerDisconnected, Op: "quit", Err: err}
	}
	defer d.lock.Unlock()
	d.closed = true
	if d.s == nil || d.s.conn == nil {
		return nil
	}
	// The messages are done; what the server says to a goodbye changes nothing.
	d.s.Quit(ctx)
	return nil
}
