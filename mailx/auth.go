package mailx

import (
	"context"
	"crypto/hmac"
	"crypto/md5"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// LoginOptions for [SMTP.Login]. The zero value is smtplib's.
type LoginOptions struct {
	// NoInitialResponse waits for the server's challenge before the first
	// answer: initial_response_ok=False.
	NoInitialResponse bool

	// OneTry gives up after the first mechanism that the server refuses. The
	// original goes on with the next one and the same password, which counts as
	// several failures where accounts are locked after some. A mechanism that the
	// server does not know (504) is no try.
	OneTry bool

	// Token logs in by XOAUTH2 with this bearer token; the password is not used.
	Token string
}

// String shows the options without the token.
func (o LoginOptions) String() string {
	token := ""
	if o.Token != "" {
		token = "***"
	}
	return fmt.Sprintf("{NoInitialResponse:%t OneTry:%t Token:%s}", o.NoInitialResponse, o.OneTry, token)
}

// GoString is String, for %#v.
func (o LoginOptions) GoString() string { return "mailx.LoginOptions" + o.String() }

// An Authenticator answers a server's challenges for [SMTP.Auth]: smtplib's
// authobject. The first call has a nil challenge, for the response that goes with
// the command; ok false sends none.
type Authenticator func(challenge []byte) (response []byte, ok bool, err error)

// mostChallenges is how often a server may ask: smtplib's _MAXCHALLENGE.
const mostChallenges = 5

// Auth logs in by one mechanism: auth. A server that wants a login no more (503) is
// content. Errors: ErrAuthentication.
func (s *SMTP) Auth(ctx context.Context, mechanism string, answer Authenticator, opts *LoginOptions) (Reply, error) {
	if s == nil || s.conn == nil {
		return Reply{Code: -1}, notConnected("auth")
	}
	mechanism = strings.ToUpper(mechanism)
	if answer == nil {
		return Reply{Code: -1}, &SMTPError{Kind: ErrAuthentication, Op: "auth", Input: mechanism, Reason: "an Authenticator is needed"}
	}
	initial, ok := []byte(nil), false
	if opts == nil || !opts.NoInitialResponse {
		var err error
		if initial, ok, err = answer(nil); err != nil {
			return Reply{Code: -1}, &SMTPError{Kind: ErrAuthentication, Op: "auth", Input: mechanism, Err: err}
		}
	}
	s.masked = true
	defer func() { s.masked = false }()
	args := mechanism
	if ok {
		args += " " + encodeAnswer(initial)
	}
	r, err := s.DoCmd(ctx, "AUTH", args)
	asked := 0
	if ok {
		asked = 1
	}
	for err == nil && r.Code == 334 {
		asked++
		challenge, err := base64.StdEncoding.DecodeString(strings.TrimSpace(r.Message))
		if err != nil {
			return s.cancelAuth(ctx, mechanism, fmt.Errorf("the server's challenge is not base64"))
		}
		if challenge == nil {
			challenge = []byte{}
		}
		response, _, err := answer(challenge)
		if err != nil {
			return s.cancelAuth(ctx, mechanism, err)
		}
		if r, err = s.DoCmd(ctx, base64.StdEncoding.EncodeToString(response), ""); err != nil {
			return r, hideCommand(err)
		}
		if asked > mostChallenges {
			s.Close()
			return r, &SMTPError{Kind: ErrProtocol, Op: "auth", Input: mechanism, Reason: fmt.Sprintf("the server asks more than %d times", mostChallenges)}
		}
	}
	if err != nil {
		return r, err
	}
	if r.Code != 235 && r.Code != 503 {
		return r, &SMTPError{Kind: ErrAuthentication, Op: "auth", Input: mechanism, Code: r.Code, Reply: r.Message}
	}
	return r, nil
}

// encodeAnswer is an initial response; "=" is an empty one (RFC 4954, 4).
func encodeAnswer(p []byte) string {
	if len(p) == 0 {
		return "="
	}
	return base64.StdEncoding.EncodeToString(p)
}

// cancelAuth ends an exchange that cannot be finished, by "*".
func (s *SMTP) cancelAuth(ctx context.Context, mechanism string, cause error) (Reply, error) {
	r, err := s.DoCmd(ctx, "*", "")
	if err != nil {
		return r, hideCommand(err)
	}
	return r, &SMTPError{Kind: ErrAuthentication, Op: "auth", Input: mechanism, Code: r.Code, Reply: r.Message, Err: cause}
}

// hideCommand takes the command, which was an answer, out of an error.
func hideCommand(err error) error {
	if e, ok := err.(*SMTPError); ok {
		e.Op = "auth"
	}
	return err
}

// Plain is the mechanism PLAIN (RFC 4616): auth_plain.
func Plain(user, password string) Authenticator {
	return func([]byte) ([]byte, bool, error) { return []byte("\x00" + user + "\x00" + password), true, nil }
}

// LoginMechanism is the mechanism LOGIN: auth_login. The first answer is the
// user's name, the second the password, whatever the server calls its questions.
func LoginMechanism(user, password string) Authenticator {
	asked := 0
	return func(challenge []byte) ([]byte, bool, error) {
		if challenge == nil || asked == 0 {
			asked++
			return []byte(user), true, nil
		}
		return []byte(password), true, nil
	}
}

// CRAMMD5 is the mechanism CRAM-MD5 (RFC 2195): auth_cram_md5. It has no initial
// response.
func CRAMMD5(user, password string) Authenticator {
	return func(challenge []byte) ([]byte, bool, error) {
		if challenge == nil {
			return nil, false, nil
		}
		mac := hmac.New(md5.New, []byte(password))
		mac.Write(challenge)
		return []byte(user + " " + hex.EncodeToString(mac.Sum(nil))), true, nil
	}
}

// XOAuth2 is the mechanism XOAUTH2 of Google and Microsoft, with a bearer token. A
// challenge is the server's reason for its refusal, and is answered with nothing.
func XOAuth2(user, token string) Authenticator {
	return func(challenge []byte) ([]byte, bool, error) {
		if len(challenge) > 0 {
			return []byte{}, true, nil
		}
		return []byte("user=" + user + "\x01auth=Bearer " + token + "\x01\x01"), true, nil
	}
}

// Login logs in: login. It tries what the server offers of CRAM-MD5, PLAIN and
// LOGIN, in that order, until one does. Without TLS, and to another machine, the
// last two would show the password to whoever listens: they are refused with
// ErrUnsafe unless Options.AllowPlainAuth is set. Errors: ErrAuthentication,
// ErrNotSupported, ErrHelo.
func (s *SMTP) Login(ctx context.Context, user, password string, opts *LoginOptions) (Reply, error) {
	if err := s.EhloOrHeloIfNeeded(ctx); err != nil {
		return Reply{Code: -1}, err
	}
	if !s.HasExtn("auth") {
		return Reply{Code: -1}, &SMTPError{Kind: ErrNotSupported, Op: "login", Reason: "SMTP AUTH extension not supported by server."}
	}
	if opts == nil {
		opts = &LoginOptions{}
	}
	offered := strings.Fields(strings.ToUpper(s.Feature("auth")))
	last := error(nil)
	unsafe := false
	reply := Reply{Code: -1}
	for _, m := range mechanisms(user, password, opts) {
		if !slices.Contains(offered, m.name) {
			continue
		}
		if m.plain && !s.secure && !s.loopback() && !s.opts.AllowPlainAuth {
			unsafe = true
			continue
		}
		r, err := s.Auth(ctx, m.name, m.answer(), opts)
		if err == nil {
			return r, nil
		}
		if r.Code == 421 {
			s.Close() // the server does
		}
		if s.conn == nil {
			return r, err
		}
		reply, last = r, err
		if opts.OneTry && r.Code != 504 {
			break
		}
	}
	switch {
	case last != nil:
		return reply, last
	case unsafe:
		return reply, &SMTPError{Kind: ErrUnsafe, Op: "login", Input: s.address, Reason: "the password would go over the network in plain text: call StartTLS first, or set AllowPlainAuth"}
	}
	return reply, &SMTPError{Kind: ErrSMTP, Op: "login", Input: s.Feature("auth"), Reason: "No suitable authentication method found."}
}

type mechanism struct {
	name   string
	plain  bool // shows the secret
	answer func() Authenticator
}

func mechanisms(user, password string, opts *LoginOptions) []mechanism {
	if opts.Token != "" {
		return []mechanism{{"XOAUTH2", true, func() Authenticator { return XOAuth2(user, opts.Token) }}}
	}
	return []mechanism{
		{"CRAM-MD5", false, func() Authenticator { return CRAMMD5(user, password) }},
		{"PLAIN", true, func() Authenticator { return Plain(user, password) }},
		{"LOGIN", true, func() Authenticator { return LoginMechanism(user, password) }},
	}
}
