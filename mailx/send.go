package mailx

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
)

// SendOptions for one message. The zero value, or nil, is smtplib's.
type SendOptions struct {
	// MailOptions and RcptOptions are words for MAIL and for each RCPT:
	// mail_options, rcpt_options.
	MailOptions, RcptOptions []string

	// DSN asks for reports of delivery (RFC 3461) where the server offers them;
	// where it does not, the message is not sent: ErrNotSupported.
	DSN *DSN

	// Size is the length of a message that is read from a reader, in bytes, if it
	// is known: the server may refuse it before it is sent. 0 is unknown.
	Size int64
}

// A DSN asks for reports of what becomes of a message.
type DSN struct {
	Return     string   // "FULL" or "HDRS": what of the message comes back; "" leaves it to the server
	EnvelopeID string   // comes back in the report
	Notify     []string // "NEVER", or of "SUCCESS", "FAILURE", "DELAY"
}

// SendMail sends a message to recipients: sendmail. The message is a whole one,
// header and body. Ends of lines become CRLF; lines longer than 998 bytes are
// refused (ErrMessage), and so are bytes above 127 where the server has no 8BITMIME
// (ErrNotSupported).
//
// It returns the recipients that the server refused, while at least one was taken;
// the message is then on its way to the others. When nobody has it, or it is not
// known who has, the error is a [*SendError] that says so; what can be known to be
// wrong before the message is begun is a [*SMTPError], and the connection is as good
// as before. Nothing is ever sent again by itself.
func (s *SMTP) SendMail(ctx context.Context, from string, to []string, msg []byte, opts *SendOptions) (refused map[string]Reply, err error) {
	o := SendOptions{}
	if opts != nil {
		o = *opts
	}
	shape := shapeOf(msg)
	o.Size = shape.size
	return s.send(ctx, from, to, bytes.NewReader(msg), &shape, &o)
}

// SendReader is [SMTP.SendMail] for a message that is read while it goes, in 64 kB
// of memory whatever its length. A reader that fails half way breaks the connection
// off, so that the server drops what it has.
func (s *SMTP) SendReader(ctx context.Context, from string, to []string, msg io.Reader, opts *SendOptions) (refused map[string]Reply, err error) {
	if msg == nil {
		return nil, &SMTPError{Kind: ErrMessage, Op: "data", Reason: "no message"}
	}
	return s.send(ctx, from, to, msg, nil, opts)
}

// send sends a message. Its shape is nil where it is not known before it is read.
func (s *SMTP) send(ctx context.Context, from string, to []string, msg io.Reader, shape *shape, opts *SendOptions) (map[string]Reply, error) {
	if len(to) == 0 {
		return nil, &SMTPError{Kind: ErrAddress, Op: "rcpt", Reason: "no recipients"}
	}
	if err := s.EhloOrHeloIfNeeded(ctx); err != nil {
		return nil, err
	}
	if opts == nil {
		opts = &SendOptions{}
	}
	if shape != nil {
		if err := shape.check(s.HasExtn("8bitmime")); err != nil {
			return nil, err
		}
	}
	t, err := s.plan(from, to, shape == nil || shape.eight > 0, opts)
	if err != nil {
		return nil, err
	}
	if s.HasExtn("pipelining") && !s.opts.NoPipelining {
		err = s.envelopePiped(ctx, t)
	} else {
		err = s.envelope(ctx, t)
	}
	if err != nil {
		return nil, t.failed(err)
	}
	return s.body(ctx, t, msg)
}

// failed is the error of a message that ended before its text: nobody has it.
func (t *transaction) failed(err error) error {
	if _, ok := err.(*SendError); ok {
		return err
	}
	return t.halfDone(false, err)
}

// A transaction is one message on its way.
type transaction struct {
	from  string
	to    []string
	mail  string // the arguments of MAIL
	rcpt  []string
	eight bool
	bdat  bool

	asked    bool     // DATA has been sent with the envelope, and its answer read
	accepted []string // recipients that the server took
	refused  map[string]Reply
}

// plan checks everything that can be known to be wrong before a byte is sent.
func (s *SMTP) plan(from string, to []string, eight bool, opts *SendOptions) (*transaction, error) {
	t := &transaction{from: from, to: to, eight: eight, refused: map[string]Reply{}}
	mail, rcpt := []string(nil), opts.RcptOptions
	if s.esmtp && opts.Size > 0 {
		if text, ok := s.features["size"]; ok {
			if most, err := strconv.ParseInt(text, 10, 64); err == nil && most > 0 && opts.Size > most {
				return nil, &SMTPError{Kind: ErrSenderRefused, Op: "mail", Input: from, Code: 552, Reply: fmt.Sprintf("the message has %d bytes, and the server takes %d", opts.Size, most)}
			}
			mail = append(mail, "size="+strconv.FormatInt(opts.Size, 10))
		}
	}
	mail = append(mail, opts.MailOptions...)
	if eight && s.HasExtn("8bitmime") && !hasOption(mail, "body=") {
		mail = append(mail, "BODY=8BITMIME")
	}
	t.eight = eight && s.HasExtn("8bitmime")
	t.bdat = s.opts.Chunking && s.HasExtn("chunking")
	if d := opts.DSN; d != nil {
		if !s.HasExtn("dsn") {
			return nil, &SMTPError{Kind: ErrNotSupported, Op: "mail", Reason: "the server has no DSN"}
		}
		if d.Return != "" {
			mail = append(mail, "RET="+d.Return)
		}
		if d.EnvelopeID != "" {
			mail = append(mail, "ENVID="+xtext(d.EnvelopeID))
		}
		if len(d.Notify) > 0 {
			rcpt = append([]string{"NOTIFY=" + strings.Join(d.Notify, ",")}, rcpt...)
		}
	}
	var err error
	if t.mail, err = s.mailLine(from, mail); err != nil {
		return nil, err
	}
	for _, addr := range to {
		line, err := s.rcptLine(addr, rcpt)
		if err != nil {
			return nil, err
		}
		t.rcpt = append(t.rcpt, line)
	}
	return t, nil
}

func hasOption(options []string, name string) bool {
	for _, o := range options {
		if len(o) >= len(name) && strings.EqualFold(o[:len(name)], name) {
			return true
		}
	}
	return false
}

// xtext encodes a value for an option (RFC 3461, 4).
func xtext(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c > ' ' && c < 0x7f && c != '+' && c != '=' {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "+%02X", c)
		}
	}
	return b.String()
}

// envelope sends MAIL and each RCPT, and waits for each answer.
func (s *SMTP) envelope(ctx context.Context, t *transaction) error {
	r, err := s.DoCmd(ctx, "mail", t.mail)
	if err != nil {
		return err
	}
	if err := s.judgeMail(ctx, t, r); err != nil {
		return err
	}
	for i := range t.to {
		r, err := s.DoCmd(ctx, "rcpt", t.rcpt[i])
		if err != nil {
			return err
		}
		if err := s.judgeRcpt(ctx, t, i, r); err != nil {
			return err
		}
	}
	return s.allRefused(ctx, t)
}

func (s *SMTP) judgeMail(ctx context.Context, t *transaction, r Reply) error {
	if r.Code == 250 {
		return nil
	}
	s.giveUp(ctx, r)
	return &SMTPError{Kind: ErrSenderRefused, Op: "mail", Input: t.from, Code: r.Code, Reply: r.Message}
}

func (s *SMTP) judgeRcpt(ctx context.Context, t *transaction, i int, r Reply) error {
	if r.Code == 250 || r.Code == 251 {
		t.accepted = append(t.accepted, t.to[i])
		return nil
	}
	t.refused[t.to[i]] = r
	if r.Code == 421 {
		s.Close()
		return &SendError{Kind: ErrRecipientsRefused, Refused: t.refused}
	}
	return nil
}

func (s *SMTP) allRefused(ctx context.Context, t *transaction) error {
	if len(t.accepted) > 0 {
		return nil
	}
	s.giveUp(ctx, Reply{})
	return &SendError{Kind: ErrRecipientsRefused, Refused: t.refused}
}

// giveUp ends a message that the server refused: the connection is closed when it
// said that it closes (421), else the message is reset for the next one.
func (s *SMTP) giveUp(ctx context.Context, r Reply) {
	if r.Code == 421 {
		s.Close()
		return
	}
	if _, err := s.Rset(ctx); err != nil {
		s.Close()
	}
}

// groupSize is how many commands go at once, so that neither side waits for the
// other with full buffers.
const groupSize = 100

// envelopePiped sends commands in groups and reads their answers in order (RFC
// 2920): a message to a hundred recipients takes two round trips, not a hundred.
func (s *SMTP) envelopePiped(ctx context.Context, t *transaction) error {
	// With DATA in the group, a server that refused every recipient may still
	// say 354; it then gets an empty message, which goes to nobody.
	ask := !t.bdat && len(t.to) < groupSize
	var mailErr *SMTPError
	// What the server said of the sender is not lost in a connection that breaks
	// afterwards.
	broken := func(err error) error {
		if mailErr == nil {
			return err
		}
		mailErr.Err = err
		return mailErr
	}
	for first := 0; first == 0 || first < len(t.to); first += groupSize {
		last := min(first+groupSize, len(t.to))
		var group bytes.Buffer
		if first == 0 {
			group.WriteString("mail " + t.mail + "\r\n")
		}
		for i := first; i < last; i++ {
			group.WriteString("rcpt " + t.rcpt[i] + "\r\n")
		}
		if ask {
			group.WriteString("data\r\n")
		}
		if err := s.write(ctx, "mail", group.Bytes(), 5*time.Minute); err != nil {
			return err
		}
		if first == 0 {
			r, err := s.reply(ctx, "mail", 5*time.Minute)
			if err != nil {
				return err
			}
			if r.Code != 250 {
				mailErr = &SMTPError{Kind: ErrSenderRefused, Op: "mail", Input: t.from, Code: r.Code, Reply: r.Message}
				if r.Code == 421 {
					s.Close()
					return mailErr
				}
			}
		}
		for i := first; i < last; i++ {
			r, err := s.reply(ctx, "rcpt", 5*time.Minute)
			if err == nil && mailErr == nil {
				err = s.judgeRcpt(ctx, t, i, r)
			}
			if err != nil {
				return broken(err)
			}
		}
		if mailErr != nil {
			break
		}
	}
	var refusal error
	switch {
	case mailErr != nil:
		refusal = mailErr
	case len(t.accepted) == 0:
		refusal = &SendError{Kind: ErrRecipientsRefused, Refused: t.refused}
	}
	if !ask {
		if refusal != nil {
			s.giveUp(ctx, Reply{})
		}
		return refusal
	}
	r, err := s.reply(ctx, "data", 2*time.Minute)
	if err != nil {
		return broken(err)
	}
	t.asked = true
	switch {
	case refusal != nil && r.Code == 354:
		if err := s.write(ctx, "data", []byte(".\r\n"), 3*time.Minute); err != nil {
			return broken(err)
		}
		if _, err := s.reply(ctx, "data", 10*time.Minute); err != nil {
			return broken(err)
		}
		s.giveUp(ctx, Reply{})
	case refusal != nil:
		s.giveUp(ctx, r)
	case r.Code != 354:
		s.giveUp(ctx, r)
		return &SendError{Kind: ErrData, Refused: t.refused, Err: &SMTPError{Kind: ErrData, Op: "data", Code: r.Code, Reply: r.Message}}
	}
	return refusal
}

// body sends the message itself.
func (s *SMTP) body(ctx context.Context, t *transaction, msg io.Reader) (map[string]Reply, error) {
	if !t.bdat && !t.asked {
		r, err := s.DoCmd(ctx, "data", "")
		if err != nil {
			return nil, t.failed(err)
		}
		s.debugData(r)
		if r.Code != 354 {
			s.giveUp(ctx, r)
			return nil, &SendError{Kind: ErrData, Refused: t.refused, Err: &SMTPError{Kind: ErrData, Op: "data", Code: r.Code, Reply: r.Message}}
		}
	}
	var whole bool
	var err error
	if t.bdat {
		whole, err = s.writeChunks(ctx, t, msg)
	} else {
		whole, err = s.writeData(ctx, t, msg)
	}
	if err != nil {
		return nil, t.halfDone(whole, err)
	}
	if s.lmtp {
		return s.lmtpReplies(ctx, t)
	}
	r, err := s.reply(ctx, "data", 10*time.Minute)
	if err != nil {
		return nil, t.halfDone(true, err)
	}
	s.debugData(r)
	if r.Code != 250 {
		s.giveUp(ctx, r)
		return nil, &SendError{Kind: ErrData, Refused: t.refused, Err: &SMTPError{Kind: ErrData, Op: "data", Code: r.Code, Reply: r.Message}}
	}
	return t.refused, nil
}

// halfDone is the error of a message that broke off. Before its end had gone the
// server must drop it; after it, nobody knows.
func (t *transaction) halfDone(whole bool, err error) error {
	e := &SendError{Kind: ErrSMTP, Refused: t.refused, Err: err}
	if whole {
		e.Unknown = t.accepted
	}
	var own *SMTPError
	if errors.As(err, &own) {
		e.Kind = own.Kind
	}
	return e
}

// lmtpReplies reads an answer for each recipient that was taken (RFC 2033).
func (s *SMTP) lmtpReplies(ctx context.Context, t *transaction) (map[string]Reply, error) {
	var have []string
	for i, addr := range t.accepted {
		r, err := s.reply(ctx, "data", 10*time.Minute)
		if err != nil {
			return nil, &SendError{Kind: ErrServerDisconnected, Accepted: have, Refused: t.refused, Unknown: t.accepted[i:], Err: err}
		}
		if r.Code == 250 {
			have = append(have, addr)
		} else {
			t.refused[addr] = r
		}
	}
	if len(have) == 0 {
		return nil, &SendError{Kind: ErrData, Refused: maps.Clone(t.refused)}
	}
	return t.refused, nil
}

// connWriter writes to the connection, with the limit of RFC 5321 for each block.
type connWriter struct {
	s    *SMTP
	ctx  context.Context
	bond *netctx.Bond
}

func (w connWriter) Write(p []byte) (int, error) {
	w.bond.Until(deadline(w.s.limit(3 * time.Minute)))
	n, err := w.s.conn.Write(p)
	if err != nil {
		err = w.s.lost(w.ctx, "data", err)
	}
	return n, err
}

// writeData streams the message with doubled dots, and ends it. whole tells that
// the end has gone.
func (s *SMTP) writeData(ctx context.Context, t *transaction, msg io.Reader) (whole bool, err error) {
	if err := s.outOfTurn("data"); err != nil {
		return false, err
	}
	conn := s.conn
	bond := netctx.NewBond(ctx, conn.SetWriteDeadline)
	defer bond.Release()
	b := newBodyWriter(connWriter{s, ctx, bond}, true, t.eight)
	defer b.release()
	if _, inMemory := msg.(*bytes.Reader); !inMemory {
		msg = netctx.Reader(ctx, msg)
	}
	if _, err = io.Copy(struct{ io.Writer }{b}, msg); err == nil && b.w.Buffered() == b.w.Size() {
		err = b.w.Flush()
	}
	if err != nil {
		// Without its end the message does not count; the connection cannot be
		// used for anything else.
		s.Close()
		return false, wrapRead(err)
	}
	s.debug("send", fmt.Appendf(nil, "%d bytes of the message\r\n.\r\n", b.sent))
	// Once a part of the last piece may have gone, its end may have gone too.
	return true, b.close(".\r\n")
}

// wrapRead makes an error of the caller's reader one of this package.
func wrapRead(err error) error {
	var own *SMTPError
	if errors.As(err, &own) {
		return err
	}
	return &SMTPError{Kind: ErrMessage, Op: "data", Reason: "the message cannot be read", Err: err}
}

// fill reads until buf is full. Only io.EOF ends a message: a reader that says
// io.ErrUnexpectedEOF, as one of a file that was cut short does, has failed.
func fill(r io.Reader, buf []byte) (n int, err error) {
	for n < len(buf) && err == nil {
		var k int
		k, err = r.Read(buf[n:])
		n += k
	}
	return n, err
}

// chunk is how much goes in one BDAT.
const chunk = 64 << 10

// writeChunks sends the message by BDAT: as it is, without dots.
func (s *SMTP) writeChunks(ctx context.Context, t *transaction, msg io.Reader) (whole bool, err error) {
	var out bytes.Buffer
	b := newBodyWriter(&out, false, t.eight)
	defer b.release()
	buf := make([]byte, chunk)
	msg = netctx.Reader(ctx, msg)
	for {
		n, readErr := fill(msg, buf)
		end := readErr == io.EOF
		if _, err = b.Write(buf[:n]); err == nil && end {
			err = b.close("")
		} else if err == nil {
			err = b.w.Flush()
		}
		if err == nil && readErr != nil && !end {
			err = readErr
		}
		if err != nil {
			s.Close()
			return false, wrapRead(err)
		}
		command := fmt.Sprintf("BDAT %d", out.Len())
		if end {
			command += " LAST"
		}
		if err := s.write(ctx, "bdat", append([]byte(command+"\r\n"), out.Bytes()...), 3*time.Minute); err != nil {
			return end, err
		}
		out.Reset()
		if end {
			return true, nil
		}
		r, err := s.reply(ctx, "bdat", 2*time.Minute)
		if err != nil {
			return false, err
		}
		if r.Code != 250 {
			s.giveUp(ctx, r)
			return false, &SMTPError{Kind: ErrData, Op: "bdat", Code: r.Code, Reply: r.Message}
		}
	}
}

// Data sends a message after Mail and Rcpt: data. The reply's code is 250 where the
// server took it, and else the answer to the end of the message; ErrData where the
// server refuses DATA itself.
func (s *SMTP) Data(ctx context.Context, msg []byte) (Reply, error) {
	r, err := s.DoCmd(ctx, "data", "")
	if err != nil {
		return r, err
	}
	if r.Code != 354 {
		return r, &SMTPError{Kind: ErrData, Op: "data", Code: r.Code, Reply: r.Message}
	}
	t := &transaction{eight: true}
	if _, err := s.writeData(ctx, t, bytes.NewReader(msg)); err != nil {
		return Reply{Code: -1}, err
	}
	return s.reply(ctx, "data", 10*time.Minute)
}
