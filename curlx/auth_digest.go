package curlx

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strings"
)

// errUnusable is why a challenge cannot be answered.
var errUnusable = errors.New("no challenge that can be answered")

// digestState is a Digest challenge and how often it was answered, RFC 7616.
type digestState struct {
	origin, user                     string
	realm, nonce, opaque, algorithm  string
	opaqueGiven                      bool
	qopAuth, qopInt, session, byHash bool
	hash                             func() hash.Hash
	count                            int
}

// challenge takes the first Digest challenge that can be answered. A nonce that
// was only too old is said to be stale.
func (d *digestState) challenge(list []challenge) (stale bool, err error) {
	for _, c := range list {
		if !strings.EqualFold(c.scheme, "Digest") {
			continue
		}
		p := parameters(c.params)
		n := digestState{realm: p["realm"], nonce: p["nonce"], opaque: p["opaque"], algorithm: p["algorithm"], count: 0}
		_, n.opaqueGiven = p["opaque"]
		if n.nonce == "" {
			continue
		}
		qop, given := p["qop"]
		for q := range strings.SplitSeq(qop, ",") {
			switch strings.ToLower(strings.TrimSpace(q)) {
			case "auth":
				n.qopAuth = true
			case "auth-int":
				n.qopInt = true
			}
		}
		if given && !n.qopAuth {
			continue
		}
		alg := strings.ToUpper(n.algorithm)
		alg, n.session = strings.CutSuffix(alg, "-SESS")
		switch alg {
		case "", "MD5":
			n.hash = md5.New
		case "SHA-256":
			n.hash = sha256.New
		case "SHA-512-256":
			n.hash = sha512.New512_256
		default:
			continue
		}
		n.byHash = strings.EqualFold(p["userhash"], "true")
		stale = strings.EqualFold(p["stale"], "true")
		*d = n
		return stale, nil
	}
	return false, errUnusable
}

// cnonce is a nonce of our own: 32 hexadecimal digits in base 64.
func cnonce() string {
	var b [16]byte
	// crypto/rand does not fail.
	_, _ = rand.Read(b[:])
	return base64.StdEncoding.EncodeToString([]byte(hex.EncodeToString(b[:])))
}

func (d *digestState) sum(s string) string {
	h := d.hash()
	h.Write([]byte(s))
	return hex.EncodeToString(h.Sum(nil))
}

// answer makes the header's value for one request.
func (d *digestState) answer(u login, method, uri string, ie bool) (string, error) {
	if strings.ContainsAny(u.user+d.realm+d.nonce+d.opaque, "\r\n\x00") {
		return "", fail(E_BAD_FUNCTION_ARGUMENT, "a CR, LF or NUL in what Digest would send")
	}
	d.count++
	own := cnonce()
	nc := fmt.Sprintf("%08x", d.count)
	if ie {
		uri, _, _ = strings.Cut(uri, "?")
	}
	a1 := d.sum(u.user + ":" + d.realm + ":" + u.password)
	if d.session {
		a1 = d.sum(a1 + ":" + d.nonce + ":" + own)
	}
	a2 := d.sum(method + ":" + uri)
	var response string
	if d.qopAuth {
		response = d.sum(strings.Join([]string{a1, d.nonce, nc, own, "auth", a2}, ":"))
	} else {
		response = d.sum(a1 + ":" + d.nonce + ":" + a2)
	}
	name := u.user
	if d.byHash {
		name = d.sum(u.user + ":" + d.realm)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `Digest username="%s", realm="%s", nonce="%s", uri="%s", `, quoted(name), quoted(d.realm), quoted(d.nonce), uri)
	if d.qopAuth {
		fmt.Fprintf(&b, `cnonce="%s", nc=%s, qop=auth, `, own, nc)
	}
	fmt.Fprintf(&b, `response="%s"`, response)
	if d.opaqueGiven {
		fmt.Fprintf(&b, `, opaque="%s"`, quoted(d.opaque))
	}
	if d.algorithm != "" {
		fmt.Fprintf(&b, `, algorithm=%s`, d.algorithm)
	}
	if d.byHash {
		b.WriteString(`, userhash=true`)
	}
	return b.String(), nil
}

// quoted puts backslashes before quotes and backslashes.
func quoted(s string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) }
