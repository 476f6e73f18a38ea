package mailx_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/mailx"
)

// An Authenticator of the caller's that fails: before anything was sent, nothing is;
// in the middle, the exchange is ended as RFC 4954 says, and the connection lives on.
func TestAuthenticatorsThatFail(t *testing.T) {
	cause := errors.New("no ticket")
	for name, test := range map[string]struct {
		answer mailx.Authenticator
		opts   *mailx.LoginOptions
		heard  string
	}{
		"at once": {func([]byte) ([]byte, bool, error) { return nil, false, cause }, nil, ""},
		"when it is asked": {func(challenge []byte) ([]byte, bool, error) {
			if challenge == nil {
				return nil, false, nil
			}
			return nil, false, cause
		}, nil, "AUTH GSSAPI\r\n*\r\n"},
		"without a first answer": {func(challenge []byte) ([]byte, bool, error) {
			if challenge == nil {
				t.Error("asked for a first answer")
			}
			return nil, false, cause
		}, &mailx.LoginOptions{NoInitialResponse: true}, "AUTH GSSAPI\r\n*\r\n"},
	} {
		server := &scripted{Replies: map[string]string{"auth": "334 ", "*": "501 cancelled"}}
		s := open(t, server, nil)
		_, err := s.Auth(ctx(t), "gssapi", test.answer, test.opts)
		if !errors.Is(err, cause) || !errors.Is(err, mailx.ErrAuthentication) || !strings.Contains(err.Error(), `auth "GSSAPI"`) {
			t.Errorf("%s: %v", name, err)
		}
		if heard := server.sessions()[0]; heard != test.heard {
			t.Errorf("%s: heard %q, want %q", name, heard, test.heard)
		}
		if _, err := s.Noop(ctx(t)); err != nil {
			t.Errorf("%s: and then %v", name, err)
		}
	}
}

// An empty first answer is "=" (RFC 4954, 4), an empty later one an empty line.
func TestEmptyAnswers(t *testing.T) {
	server := &scripted{Replies: map[string]string{"auth": "334 "}, Blank: "235 welcome"}
	s := open(t, server, nil)
	asked := 0
	empty := func(challenge []byte) ([]byte, bool, error) {
		if asked++; (challenge == nil) != (asked == 1) {
			t.Errorf("question %d is %q", asked, challenge)
		}
		return nil, true, nil
	}
	if r, err := s.Auth(ctx(t), "external", empty, nil); err != nil || r.Code != 235 || asked != 2 {
		t.Errorf("%v, %v, asked %d times", r, err, asked)
	}
	if heard := server.sessions()[0]; heard != "AUTH EXTERNAL =\r\n\r\n" {
		t.Errorf("heard %q", heard)
	}
}

// A connection that breaks within a login says so without what was sent.
func TestADropWithinALogin(t *testing.T) {
	const secret = "c2VjcmV0" // of LOGIN's second answer
	for name, hangs := range map[string]string{"at the command": "auth", "at the user": "dxnlcg==", "at the password": strings.ToLower(secret), "at the end of it": "*"} {
		server := &scripted{Hangs: hangs, Replies: map[string]string{"auth": "334 VXNlcm5hbWU6", "dxnl": "334 UGFzc3dvcmQ6"}}
		answer := mailx.LoginMechanism("user", "secret")
		if name == "at the end of it" {
			answer = func(challenge []byte) ([]byte, bool, error) {
				if challenge == nil {
					return nil, false, nil
				}
				return nil, false, errors.New("no ticket")
			}
		}
		s := open(t, server, nil)
		_, err := s.Auth(ctx(t), "LOGIN", answer, &mailx.LoginOptions{NoInitialResponse: true})
		if !errors.Is(err, mailx.ErrServerDisconnected) || !strings.HasPrefix(err.Error(), "mailx: auth") || strings.Contains(strings.ToLower(err.Error()), strings.ToLower(secret)) || strings.Contains(strings.ToLower(err.Error()), "dxnl") {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.Noop(ctx(t)); err == nil {
			t.Errorf("%s: the connection lives on", name)
		}
	}
}

// A mechanism or an answer with a line end never reaches the server, nor the error.
func TestSecretsWithLineEnds(t *testing.T) {
	server := &scripted{}
	s := open(t, server, nil)
	_, err := s.Auth(ctx(t), "PLAIN\r\nMAIL", mailx.Plain("user", "very-secret"), nil)
	if !errors.Is(err, mailx.ErrProtocol) || strings.Contains(err.Error(), "AHVz") || !strings.Contains(err.Error(), `a command holds no '\r'`) {
		t.Errorf("%v", err)
	}
	if heard := server.sessions()[0]; heard != "" {
		t.Errorf("heard %q", heard)
	}
}
