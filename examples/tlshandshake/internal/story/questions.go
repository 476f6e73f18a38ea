package story

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"
)

// examine answers four questions about the server's certificate, each by itself.
func (t *teller) examine(state tls.ConnectionState) ([]Question, []Certificate) {
	chain := state.PeerCertificates
	if len(chain) == 0 {
		return []Question{{"chain", false, "the server sent no certificate"}}, nil
	}
	leaf := chain[0]
	var told []Certificate
	for i, c := range chain {
		role := "an authority that the server sent along"
		if i == 0 {
			role = "the server"
		}
		told = append(told, certificate(c, role))
	}
	return []Question{t.chain(chain), t.hostname(leaf), validity(chain), purpose(leaf)}, told
}

// refused are the answers that were no.
func refused(questions []Question) []string {
	var out []string
	for _, q := range questions {
		if !q.OK {
			out = append(out, q.Text)
		}
	}
	return out
}

// chain asks whether somebody who is trusted signed, without asking for name, time
// and purpose.
func (t *teller) chain(chain []*x509.Certificate) Question {
	leaf := chain[0]
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	paths, err := leaf.Verify(x509.VerifyOptions{
		Roots: t.roots, Intermediates: between, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny},
		CurrentTime: leaf.NotBefore.Add(leaf.NotAfter.Sub(leaf.NotBefore) / 2),
	})
	if err == nil {
		var names []string
		for _, c := range paths[0] {
			names = append(names, subject(c))
		}
		root := paths[0][len(paths[0])-1]
		return Question{"chain", true, fmt.Sprintf("%s; each is signed by the next, and %s is one of the roots that are trusted here", strings.Join(names, " ← "), subject(root))}
	}
	issuer := clean(leaf.Issuer.CommonName)
	sent := slices.ContainsFunc(chain[1:], func(c *x509.Certificate) bool { return slices.Equal(c.RawSubject, leaf.RawIssuer) })
	switch {
	case slices.Equal(leaf.RawIssuer, leaf.RawSubject):
		return Question{"chain", false, fmt.Sprintf("%s signed itself, and is none of the roots that are trusted here", subject(leaf))}
	case !sent:
		return Question{"chain", false, fmt.Sprintf("its issuer, %s, is no trusted root and was not sent: a server must send all authorities but the root; browsers fetch or remember what is missing, programs do not", issuer)}
	}
	return Question{"chain", false, fmt.Sprintf("the chain ends at %s, which no trusted root signed", clean(chain[len(chain)-1].Issuer.CommonName))}
}

func (t *teller) hostname(leaf *x509.Certificate) Question {
	if err := leaf.VerifyHostname(t.name); err == nil {
		return Question{"name", true, fmt.Sprintf("it is for %s", clean(t.name))}
	}
	has := certificateNames(leaf)
	if has == "none" {
		return Question{"name", false, fmt.Sprintf("it names no host: %q stands in the common name alone, which is read no more since 2017 (RFC 6125); the names belong into subjectAltName", clean(leaf.Subject.CommonName))}
	}
	if t.sni == "" {
		return Question{"name", false, fmt.Sprintf("it is for %s, not for the address %s; an address is asked for without a server name, so that a server of many sites shows its first", has, clean(t.name))}
	}
	return Question{"name", false, fmt.Sprintf("it is for %s, not for %s: another site's certificate", has, clean(t.name))}
}

func validity(chain []*x509.Certificate) Question {
	now := time.Now()
	for _, c := range chain {
		switch {
		case now.After(c.NotAfter):
			return Question{"time", false, fmt.Sprintf("the time of %s ended %s ago, on %s", subject(c), now.Sub(c.NotAfter).Round(time.Minute), c.NotAfter.UTC().Format("2006-01-02 15:04"))}
		case now.Before(c.NotBefore):
			return Question{"time", false, fmt.Sprintf("the time of %s begins on %s", subject(c), c.NotBefore.UTC().Format("2006-01-02 15:04"))}
		}
	}
	return Question{"time", true, fmt.Sprintf("today is within its time, which ends on %s", chain[0].NotAfter.UTC().Format("2006-01-02 15:04"))}
}

func purpose(leaf *x509.Certificate) Question {
	uses := leaf.ExtKeyUsage
	if len(uses) == 0 && len(leaf.UnknownExtKeyUsage) == 0 {
		return Question{"purpose", true, "it is for any purpose"}
	}
	if slices.Contains(uses, x509.ExtKeyUsageServerAuth) || slices.Contains(uses, x509.ExtKeyUsageAny) {
		return Question{"purpose", true, "it is for servers"}
	}
	what := "another purpose"
	if slices.Contains(uses, x509.ExtKeyUsageClientAuth) {
		what = "clients"
	}
	return Question{"purpose", false, "it is for " + what + ", not for servers"}
}

func subject(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return clean(c.Subject.CommonName)
	}
	if s := c.Subject.String(); s != "" {
		return clean(s)
	}
	return certificateNames(c)
}

func certificateNames(c *x509.Certificate) string {
	var out []string
	for _, n := range c.DNSNames {
		out = append(out, clean(n))
	}
	for _, ip := range c.IPAddresses {
		out = append(out, net.IP(ip).String())
	}
	if len(out) == 0 {
		return "none"
	}
	const most = 6
	if more := len(out) - most; more > 0 {
		out = append(out[:most:most], fmt.Sprintf("and %d more", more))
	}
	return strings.Join(out, ", ")
}

func certificate(c *x509.Certificate, role string) Certificate {
	return Certificate{
		Subject: subject(c), Issuer: clean(c.Issuer.CommonName), Names: certificateNames(c), Key: keyName(c), Role: role,
		From: c.NotBefore.UTC().Format("2006-01-02 15:04"), To: c.NotAfter.UTC().Format("2006-01-02 15:04"),
	}
}

func keyName(c *x509.Certificate) string {
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		return fmt.Sprintf("RSA, %d bits", k.N.BitLen())
	case *ecdsa.PublicKey:
		return "ECDSA over " + k.Curve.Params().Name
	case ed25519.PublicKey:
		return "Ed25519"
	}
	return c.PublicKeyAlgorithm.String()
}
