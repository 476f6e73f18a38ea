package curlx

import (
	"encoding/base64"
	"errors"
	"strings"
)

// authBearer is libcurl's CURLAUTH_BEARER, which pycurl has no name for.
const authBearer = 1 << 6

// What HTTPAUTH may ask for here.
const authKnown = HTTPAUTH_BASIC | HTTPAUTH_DIGEST | HTTPAUTH_NTLM | HTTPAUTH_DIGEST_IE | authBearer

// authMask is which ways of an HTTPAUTH value we know.
func authMask(v int64) int { return int(v) & authKnown }

// authState is how far authentication is at the server or a proxy.
type authState struct {
	want    int    // which ways are allowed
	picked  int    // the one in use, 0 before it is known
	done    bool   // the answer that is sent is the whole of it
	refused bool   // what we sent was refused
	rounds  int    // requests made for it
	ntlm    []byte // NTLM's challenge
	sentNT  bool   // NTLM's first message was sent
}

// fresh prepares for another URL; what was picked is tried there first.
func (a *authState) fresh() {
	picked := a.picked
	if picked == HTTPAUTH_NTLM {
		picked = 0
	}
	*a = authState{want: a.want, picked: picked}
}

func (a *authState) usesNTLM() bool {
	return a.picked == HTTPAUTH_NTLM || a.picked == 0 && a.want == HTTPAUTH_NTLM
}

// one reports whether a mask has a single bit.
func one(mask int) bool { return mask != 0 && mask&(mask-1) == 0 }

// authHeaders are the values of the headers that authenticate, "" for none.
type authHeaders struct {
	server, proxy string
	more          string // lines that go with the server's
}

// authorization makes the headers for a request, and says whether its body is
// withheld because this round only asks for a challenge.
func (x *exchange) authorization(target string) (authHeaders, error) {
	t, h := x.t, &x.t.http
	var out authHeaders
	var err error
	serverWaits, proxyWaits := false, false
	if p := x.httpProxy(); p != nil && p.hasUser && !x.c.ntlmProxy {
		if out.proxy, err = t.authValue(&h.proxy, &t.c.http.proxy, login{p.user, p.password, true}, x.method, target); err != nil {
			return out, err
		}
		if t.sink.verbose {
			t.authText("Proxy", &h.proxy, out.proxy, false, login{user: p.user})
		}
		proxyWaits = h.proxy.waits()
	}
	u := h.user
	if isSet(t.o, AWS_SIGV4) {
		if u.given && !x.customHeaders().has("Authorization") {
			out.server, out.more, err = x.awsSign(u)
		}
		x.withhold = proxyWaits && h.req != reqGet && h.req != reqHead
		return out, err
	}
	bearer := get(t.o, XOAUTH2_BEARER)
	if (u.given || bearer != "" && t.trusted()) && !x.c.ntlmServer {
		if out.server, err = t.authValue(&h.server, &t.c.http.server, u, x.method, target); err != nil {
			return out, err
		}
		if t.sink.verbose {
			t.authText("Server", &h.server, out.server, x.customHeaders().has("Authorization"), u)
		}
		serverWaits = u.given && h.server.waits()
	}
	if (serverWaits || proxyWaits) && h.req != reqGet && h.req != reqHead {
		x.withhold = true
	}
	return out, nil
}

// httpProxy is the proxy that gets this request, nil for none.
func (x *exchange) httpProxy() *proxy {
	if x.c.proxied {
		return x.c.proxy
	}
	return nil
}

// takesToken reports whether XOAUTH2_BEARER is for who asks: the server that it was
// given for, and no proxy and no server that a redirect leads to, whoever else we are
// there.
func (t *transfer) takesToken(a *authState) bool { return a == &t.http.server && t.trusted() }

// waits reports whether the way in use needs a challenge that is not there yet.
func (a *authState) waits() bool {
	return (a.picked == HTTPAUTH_DIGEST || a.picked == HTTPAUTH_DIGEST_IE || a.picked == HTTPAUTH_NTLM) && !a.done
}

// authValue makes one header's value.
func (t *transfer) authValue(a *authState, d *digestState, u login, method, uri string) (string, error) {
	if a.picked == 0 && one(a.want) {
		a.picked = a.want
	}
	a.done = false
	switch a.picked {
	case HTTPAUTH_BASIC:
		a.done = true
		if !u.given {
			return "", nil
		}
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(u.user+":"+u.password)), nil
	case authBearer:
		a.done = true
		if tok := get(t.o, XOAUTH2_BEARER); tok != "" && t.takesToken(a) {
			return "Bearer " + tok, nil
		}
	case HTTPAUTH_DIGEST, HTTPAUTH_DIGEST_IE:
		if d.nonce == "" || d.origin != t.digestOrigin(a) || d.user != u.user {
			return "", nil
		}
		v, err := d.answer(u, method, uri, a.picked == HTTPAUTH_DIGEST_IE)
		a.done = err == nil
		return v, err
	case HTTPAUTH_NTLM:
		return a.ntlmValue(u)
	}
	return "", nil
}

// authText tells who debugs how a request says to a side who we are; own is whether
// a header of the user's does instead.
func (t *transfer) authText(side string, a *authState, value string, own bool, u login) {
	var way string
	switch a.picked {
	case HTTPAUTH_BASIC:
		way = "Basic"
	case authBearer:
		way = "Bearer"
	case HTTPAUTH_DIGEST, HTTPAUTH_DIGEST_IE:
		way, own = "Digest", false
	case HTTPAUTH_NTLM:
		way, own = "NTLM", false
	}
	if way == "" || own || value == "" && (a.picked == HTTPAUTH_BASIC || a.picked == authBearer) {
		return
	}
	t.textf("%s auth using %s with user '%s'", side, way, u.user)
}

// digestOrigin is where a nonce belongs to.
func (t *transfer) digestOrigin(a *authState) string {
	if a == &t.http.proxy {
		return "proxy"
	}
	return t.url.scheme + "://" + dialAddress(strings.ToLower(t.url.host), t.url.port)
}

// authenticate looks at a 401 or 407, and asks for another round where that can
// help.
func (x *exchange) authenticate() error {
	t, h, r := x.t, &x.t.http, &x.reply
	// NTLM vouches for a connection: once it is through, nothing more is sent.
	if x.c.h2 == nil {
		x.c.ntlmProxy = x.c.ntlmProxy || r.code != 407 && x.c.proxied && h.proxy.ntlm != nil && h.proxy.done
		x.c.ntlmServer = x.c.ntlmServer || r.code != 401 && r.code != 407 && h.server.ntlm != nil && h.server.done
	}
	if r.code == 407 && x.c.proxied {
		p := x.httpProxy()
		t.info.proxyAuthAvail = offered(r.proxy)
		if p != nil && p.hasUser {
			return x.nextRound(&h.proxy, &t.c.http.proxy, login{p.user, p.password, true}, r.proxy)
		}
		return nil
	}
	if r.code == 401 {
		t.info.authAvail = offered(r.auth)
		u := h.user
		if !t.trusted() && !t.url.hasUser {
			u = login{}
		}
		if (u.given || get(t.o, XOAUTH2_BEARER) != "") && !isSet(t.o, AWS_SIGV4) {
			return x.nextRound(&h.server, &t.c.http.server, u, r.auth)
		}
		return nil
	}
	if x.withhold && r.code < 300 {
		// No challenge: the server takes anybody, so that the body follows now.
		h.server.picked, h.server.want = 0, 0
		h.proxy.picked = 0
		x.onceMore()
	}
	return nil
}

// onceMore makes the request again. libcurl counts that among the redirects.
func (x *exchange) onceMore() {
	x.t.again = true
	if x.method != "CONNECT" {
		x.t.hops++
	}
}

// offered is the sum of the HTTPAUTH values of challenges.
func offered(list []string) int {
	sum := 0
	for _, c := range splitChallenges(list) {
		switch strings.ToLower(c.scheme) {
		case "basic":
			sum |= HTTPAUTH_BASIC
		case "digest":
			sum |= HTTPAUTH_DIGEST
		case "ntlm":
			sum |= HTTPAUTH_NTLM
		case "bearer":
			sum |= authBearer
		case "negotiate":
			sum |= HTTPAUTH_NEGOTIATE
		}
	}
	return sum
}

// nextRound takes a challenge and decides whether to answer it.
func (x *exchange) nextRound(a *authState, d *digestState, u login, challenges []string) error {
	t := x.t
	a.rounds++
	have := offered(challenges)
	list := splitChallenges(challenges)
	if a.picked == HTTPAUTH_NTLM && a.sentNT {
		return x.ntlmRound(a, list)
	}
	if a.done && a.picked != HTTPAUTH_DIGEST && a.picked != HTTPAUTH_DIGEST_IE && a.picked != 0 {
		a.refused = true
		return nil
	}
	want := a.want
	if a != &t.http.server || get(t.o, XOAUTH2_BEARER) == "" {
		want &^= authBearer // a server that the token is not for gets nothing in its place
	}
	pick := strongest(have & want)
	if a.picked != 0 && a.picked != pick && !(a.picked == HTTPAUTH_DIGEST_IE && pick == HTTPAUTH_DIGEST) {
		if a.done {
			a.refused = true
			return nil
		}
	}
	if a.want&HTTPAUTH_DIGEST_IE != 0 && have&HTTPAUTH_DIGEST != 0 && pick != HTTPAUTH_NTLM {
		pick = HTTPAUTH_DIGEST_IE
	}
	switch pick {
	case 0:
		a.refused = true
		return nil
	case HTTPAUTH_DIGEST, HTTPAUTH_DIGEST_IE:
		stale, err := d.challenge(list)
		if errors.Is(err, errUnusable) || err == nil && a.done && !stale || a.rounds > 4 {
			a.refused = true
			return nil
		}
		if err != nil {
			return err
		}
		d.origin, d.user = t.digestOrigin(a), u.user
	case HTTPAUTH_BASIC, authBearer:
		if a.picked == pick {
			a.refused = true
			return nil
		}
	}
	a.picked, a.done = pick, false
	if pick == HTTPAUTH_NTLM {
		// A connection that vouches for a user serves nobody else: not HTTP/2.
		t.http.only1 = true
	}
	x.onceMore()
	return nil
}

// strongest chooses among ways to authenticate, as libcurl does.
func strongest(mask int) int {
	for _, way := range []int{authBearer, HTTPAUTH_DIGEST, HTTPAUTH_NTLM, HTTPAUTH_BASIC} {
		if mask&way != 0 {
			return way
		}
	}
	return 0
}

// findLogin finds who we are at the present URL.
func (h *httpState) findLogin(t *transfer) error {
	h.user = login{}
	switch {
	case t.url.hasUser && t.url != t.origin && t.url.user == "" && t.url.password == "" && !t.userGiven():
	case t.url.hasUser && !t.userGiven():
		h.user = login{t.url.user, t.url.password, true}
	case t.trusted() && t.userGiven():
		h.user = t.givenLogin()
		if t.url.hasUser && !isSet(t.o, USERPWD) && get(t.o, USERNAME) == "" {
			h.user.user = t.url.user
		}
	}
	if get(t.o, NETRC) == NETRC_IGNORED || get(t.o, NETRC) == NETRC_OPTIONAL && h.user.given && h.user.password != "" {
		return nil
	}
	user := ""
	if h.user.given {
		user = h.user.user
	}
	name, password, found, err := t.netrc(t.url.host, user)
	if err != nil {
		return err
	}
	if found {
		h.user = login{name, password, true}
	}
	return nil
}

// userGiven reports whether the settings name a user.
func (t *transfer) userGiven() bool {
	return isSet(t.o, USERPWD) || isSet(t.o, USERNAME) || isSet(t.o, PASSWORD)
}

// givenLogin is the user of USERPWD, USERNAME and PASSWORD.
func (t *transfer) givenLogin() login {
	l := login{given: true}
	l.user, l.password, _ = strings.Cut(get(t.o, USERPWD), ":")
	if isSet(t.o, USERNAME) {
		l.user = get(t.o, USERNAME)
	}
	if isSet(t.o, PASSWORD) {
		l.password = get(t.o, PASSWORD)
	}
	return l
}
