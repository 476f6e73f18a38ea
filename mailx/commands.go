package mailx

import (
	"context"
	"crypto/tls"
	"fmt"
	"maps"
	"net"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/netctx"
	"github.com/pyops-go/pyops/mailx/email"
)

// PutCmd sends a command with its arguments, and reads nothing: putcmd. Text with a
// line end or a zero byte is refused, for it would be two commands.
func (s *SMTP) PutCmd(ctx context.Context, cmd, args string) error {
	line := cmd
	if args != "" {
		line += " " + args
	}
	if i := strings.IndexAny(line, "\r\n\x00"); i >= 0 {
		kept := line
		if s != nil && s.masked {
			kept = cmd
		}
		return &SMTPError{Kind: ErrProtocol, Op: strings.ToLower(firstWord(cmd)), Input: kept, Reason: fmt.Sprintf("a command holds no %q", line[i])}
	}
	return s.write(ctx, strings.ToLower(firstWord(cmd)), []byte(line+"\r\n"), 5*time.Minute)
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(s, " ")
	return word
}

// GetReply reads an answer: getreply.
func (s *SMTP) GetReply(ctx context.Context) (Reply, error) {
	return s.reply(ctx, "reply", 5*time.Minute)
}

// DoCmd sends a command and reads its answer: docmd. A reply of any code is no
// error.
func (s *SMTP) DoCmd(ctx context.Context, cmd, args string) (Reply, error) {
	if err := s.PutCmd(ctx, cmd, args); err != nil {
		return Reply{Code: -1}, err
	}
	return s.reply(ctx, strings.ToLower(firstWord(cmd)), 5*time.Minute)
}

// Helo greets the server the old way. name is what we call ourselves, "" for
// Options.LocalHostname.
func (s *SMTP) Helo(ctx context.Context, name string) (Reply, error) {
	r, err := s.DoCmd(ctx, "helo", s.ownName(name))
	if err == nil {
		s.helo = &r
	}
	return r, err
}

func (s *SMTP) ownName(name string) string {
	if name == "" && s != nil {
		return s.local
	}
	return name
}

// Ehlo greets the server and learns what it can do; over LMTP it is LHLO. name is
// what we call ourselves, "" for Options.LocalHostname.
func (s *SMTP) Ehlo(ctx context.Context, name string) (Reply, error) {
	if s == nil {
		return Reply{Code: -1}, notConnected("ehlo")
	}
	s.features = map[string]string{}
	cmd := "ehlo"
	if s.lmtp {
		cmd = "lhlo"
	}
	r, err := s.DoCmd(ctx, cmd, s.ownName(name))
	if err != nil {
		return r, err
	}
	if r.Code == -1 && r.Message == "" {
		return r, s.lost(ctx, cmd, &SMTPError{Kind: ErrServerDisconnected, Op: cmd, Reason: "server not connected"})
	}
	s.ehlo = &r
	if r.Code == 250 {
		s.esmtp = true
		s.features = parseFeatures(r.Message)
	}
	return r, nil
}

// EhloOrHeloIfNeeded greets the server unless it has been greeted: EHLO, or HELO
// where that is refused. Errors: ErrHelo.
func (s *SMTP) EhloOrHeloIfNeeded(ctx context.Context) error {
	if s == nil {
		return notConnected("ehlo")
	}
	if s.ehlo != nil || s.helo != nil {
		return nil
	}
	r, err := s.Ehlo(ctx, "")
	if err != nil || r.Code >= 200 && r.Code <= 299 {
		return err
	}
	if r, err = s.Helo(ctx, ""); err != nil || r.Code >= 200 && r.Code <= 299 {
		return err
	}
	return &SMTPError{Kind: ErrHelo, Op: "helo", Code: r.Code, Reply: r.Message}
}

// HasExtn reports whether the server offered an extension, in any case:
// has_extn. It is false before the greeting.
func (s *SMTP) HasExtn(name string) bool {
	if s == nil {
		return false
	}
	_, ok := s.features[strings.ToLower(name)]
	return ok
}

// Feature is what the server said after the name of an extension, "" for nothing:
// esmtp_features[name].
func (s *SMTP) Feature(name string) string {
	if s == nil {
		return ""
	}
	return s.features[strings.ToLower(name)]
}

// Features are all extensions that the server offered, by their names in small
// letters, with what it said after each: esmtp_features. The map is the caller's.
func (s *SMTP) Features() map[string]string {
	if s == nil {
		return nil
	}
	return maps.Clone(s.features)
}

// parseFeatures reads the lines after the first of an answer to EHLO: a name, and
// what follows it. Two lines AUTH are one list, and so is the old AUTH=LOGIN.
func parseFeatures(message string) map[string]string {
	features := map[string]string{}
	lines := strings.Split(message, "\n")
	for _, line := range lines[1:] {
		if rest, old := strings.CutPrefix(strings.ToLower(line), "auth="); old {
			// The form of servers before RFC 2554.
			features["auth"] += " " + line[len(line)-len(rest):]
			continue
		}
		n := 0
		for n < len(line) && (isAlnum(line[n]) || n > 0 && line[n] == '-') {
			n++
		}
		if n == 0 {
			continue
		}
		name, params := strings.ToLower(line[:n]), strings.TrimSpace(strings.TrimPrefix(line[n:], " "))
		if name == "auth" {
			features["auth"] += " " + params
		} else {
			features[name] = params
		}
	}
	return features
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// StartTLS goes over to TLS. A nil config is that of the options. Where the server
// does not offer STARTTLS it is an error, ErrNotSupported; and whatever the server
// said before in plain text, even in the same packet, is not believed after it.
func (s *SMTP) StartTLS(ctx context.Context, config *tls.Config) (Reply, error) {
	if err := s.EhloOrHeloIfNeeded(ctx); err != nil {
		return Reply{Code: -1}, err
	}
	if s.secure {
		return Reply{Code: -1}, &SMTPError{Kind: ErrNotSupported, Op: "starttls", Reason: "the connection has TLS already"}
	}
	if !s.HasExtn("starttls") {
		return Reply{Code: -1}, &SMTPError{Kind: ErrNotSupported, Op: "starttls", Reason: "STARTTLS extension not supported by server."}
	}
	r, err := s.DoCmd(ctx, "STARTTLS", "")
	if err != nil {
		return r, err
	}
	if r.Code != 220 {
		return r, &SMTPError{Kind: ErrResponse, Op: "starttls", Code: r.Code, Reply: r.Message}
	}
	if n := s.r.Buffered(); n > 0 {
		s.Close()
		return r, &SMTPError{Kind: ErrProtocol, Op: "starttls", Reason: fmt.Sprintf("%d bytes in plain text follow the answer to STARTTLS: somebody may have put them there", n)}
	}
	if config == nil {
		config = s.opts.TLSConfig
	}
	if err := s.secureWith(ctx, config); err != nil {
		s.Close()
		return r, err
	}
	s.forget()
	return r, nil
}

// secureWith does the handshake.
func (s *SMTP) secureWith(ctx context.Context, config *tls.Config) error {
	c := &tls.Config{}
	if config != nil {
		c = config.Clone()
	}
	if c.ServerName == "" {
		c.ServerName = s.host
	}
	if limit := s.limit(5 * time.Minute); limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	conn := tls.Client(s.conn, c)
	if err := conn.HandshakeContext(ctx); err != nil {
		return &SMTPError{Kind: ErrServerDisconnected, Op: "tls", Input: s.address, Reason: "handshake failed", Err: netctx.Err(ctx, err)}
	}
	s.attach(conn, true)
	return nil
}

// TLS is what the handshake agreed on, and whether there was one.
func (s *SMTP) TLS() (tls.ConnectionState, bool) {
	if s != nil {
		if c, ok := s.conn.(*tls.Conn); ok {
			return c.ConnectionState(), true
		}
	}
	return tls.ConnectionState{}, false
}

// loopback reports whether the server is on this machine.
func (s *SMTP) loopback() bool {
	switch a := s.conn.RemoteAddr().(type) {
	case *net.TCPAddr:
		return a.IP.IsLoopback()
	case *net.UnixAddr:
		return true
	}
	return false
}

// Noop asks for nothing but an answer.
func (s *SMTP) Noop(ctx context.Context) (Reply, error) { return s.DoCmd(ctx, "noop", "") }

// Rset ends the message that was begun, if any.
func (s *SMTP) Rset(ctx context.Context) (Reply, error) { return s.DoCmd(ctx, "rset", "") }

// Help asks for words about a command, or about all: help.
func (s *SMTP) Help(ctx context.Context, args string) (Reply, error) {
	return s.DoCmd(ctx, "help", args)
}

// Verify asks whether an address is known: verify, vrfy.
func (s *SMTP) Verify(ctx context.Context, addr string) (Reply, error) {
	return s.DoCmd(ctx, "vrfy", bareAddr(addr))
}

// Expn asks who is on a mailing list.
func (s *SMTP) Expn(ctx context.Context, addr string) (Reply, error) {
	return s.DoCmd(ctx, "expn", bareAddr(addr))
}

// bareAddr is an address without angle brackets, and without the blanks around it.
func bareAddr(addr string) string {
	addr = strings.Trim(addr, " \t")
	if strings.HasPrefix(addr, "<") && strings.HasSuffix(addr, ">") {
		return addr[1 : len(addr)-1]
	}
	return addr
}

// Mail begins a message from a sender, "" for the null sender of bounces. Options
// are words such as "size=1000".
func (s *SMTP) Mail(ctx context.Context, sender string, options []string) (Reply, error) {
	line, err := s.mailLine(sender, options)
	if err != nil {
		return Reply{Code: -1}, err
	}
	return s.DoCmd(ctx, "mail", line)
}

func (s *SMTP) mailLine(sender string, options []string) (string, error) {
	for _, o := range options {
		if strings.EqualFold(o, "smtputf8") && !s.HasExtn("smtputf8") {
			return "", &SMTPError{Kind: ErrNotSupported, Op: "mail", Reason: "SMTPUTF8 not supported by server"}
		}
	}
	if sender != "" && sender != "<>" {
		sender = bareAddr(sender)
		var err error
		if sender, err = s.wireAddr("mail", sender); err != nil {
			return "", err
		}
	}
	return "FROM:<" + strings.Trim(sender, "<>") + ">" + s.words(options), checkOptions("mail", options)
}

// Rcpt names a recipient of the message. Options are words such as "NOTIFY=NEVER".
func (s *SMTP) Rcpt(ctx context.Context, recipient string, options []string) (Reply, error) {
	line, err := s.rcptLine(recipient, options)
	if err != nil {
		return Reply{Code: -1}, err
	}
	return s.DoCmd(ctx, "rcpt", line)
}

func (s *SMTP) rcptLine(recipient string, options []string) (string, error) {
	addr, err := s.wireAddr("rcpt", bareAddr(recipient))
	if err != nil {
		return "", err
	}
	return "TO:<" + addr + ">" + s.words(options), checkOptions("rcpt", options)
}

// words are options as they follow an address; servers of old know none.
func (s *SMTP) words(options []string) string {
	if len(options) == 0 || !s.esmtp {
		return ""
	}
	return " " + strings.Join(options, " ")
}

// wireAddr is an address without brackets as the server can read it: its domain in
// punycode where only SMTPUTF8 would carry it as it is, and that is not to be had.
func (s *SMTP) wireAddr(op, addr string) (string, error) {
	if err := checkAddress(op, addr); err != nil {
		return "", err
	}
	if ascii(addr) || s.HasExtn("smtputf8") {
		return addr, nil
	}
	wire, err := email.ASCIIAddress(addr)
	if err != nil {
		return "", &SMTPError{Kind: ErrNotSupported, Op: op, Input: addr, Reason: "is not ASCII, and the server has no SMTPUTF8"}
	}
	return wire, nil
}

// checkOptions refuses words that would be more than one. AUTH=<> is one (RFC 4954,
// 5).
func checkOptions(op string, options []string) error {
	for _, o := range options {
		if strings.EqualFold(o, "AUTH=<>") {
			continue
		}
		if o == "" || strings.ContainsAny(o, " \t\r\n\x00<>") {
			return &SMTPError{Kind: ErrAddress, Op: op, Input: o, Reason: "is no option of a command: expected a word such as SIZE=1000"}
		}
	}
	return nil
}

// Quit ends the session. The answer is not waited for longer than the context
// allows, and the connection is closed whatever it is.
func (s *SMTP) Quit(ctx context.Context) (Reply, error) {
	r, err := s.DoCmd(ctx, "quit", "")
	s.Close()
	return r, err
}
