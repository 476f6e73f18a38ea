package curlx

import (
	"encoding/base64"
	"strings"

	"github.com/Azure/go-ntlmssp"
)

// ntlmValue makes the header's value for NTLM: the first message, or the answer to
// the challenge.
func (a *authState) ntlmValue(u login) (string, error) {
	if a.ntlm == nil {
		m, err := ntlmssp.NewNegotiateMessage("", "")
		if err != nil {
			return "", fail(E_AUTH_ERROR, "NTLM").because(err)
		}
		a.sentNT = true
		return "NTLM " + base64.StdEncoding.EncodeToString(m), nil
	}
	user, domain, needed := ntlmssp.GetDomain(u.user)
	_ = domain
	m, err := ntlmssp.ProcessChallenge(a.ntlm, user, u.password, needed)
	if err != nil {
		return "", fail(E_AUTH_ERROR, "NTLM: the challenge cannot be answered").because(err)
	}
	a.done = true
	return "NTLM " + base64.StdEncoding.EncodeToString(m), nil
}

// ntlmRound takes the server's challenge.
func (x *exchange) ntlmRound(a *authState, list []challenge) error {
	if a.ntlm != nil {
		a.refused = true
		return nil
	}
	for _, c := range list {
		if !strings.EqualFold(c.scheme, "NTLM") || c.params == "" {
			continue
		}
		m, err := base64.StdEncoding.DecodeString(c.params)
		if err != nil {
			return fail(E_AUTH_ERROR, "NTLM: the challenge is not in base 64").because(err)
		}
		a.ntlm = m
		x.t.again = true
		return nil
	}
	a.refused = true
	return nil
}
