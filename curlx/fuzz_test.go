package curlx

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// replyTo gives a handle a reply and nothing else, and says what came of it.
func replyTo(t *testing.T, reply []byte, settings ...any) (body, headers string, err error) {
	t.Helper()
	var out, head bytes.Buffer
	c := handle(t, append([]any{URL, "http://fuzz.test/", WRITEDATA, &out, WRITEHEADER, &head, TIMEOUT_MS, 5000, RESOLVE, []string{"fuzz.test:80:127.0.0.1"},
		OPENSOCKETFUNCTION, func(string, string) (net.Conn, error) {
			ours, theirs := net.Pipe()
			go func() {
				defer theirs.Close()
				theirs.SetDeadline(time.Now().Add(5 * time.Second))
				readRequestHeadFrom(theirs)
				theirs.Write(reply)
			}()
			return ours, nil
		}}, settings...)...)
	err = c.Perform(context.Background())
	return out.String(), head.String(), err
}

// readRequestHeadFrom reads up to the empty line.
func readRequestHeadFrom(r io.Reader) {
	var all []byte
	buf := make([]byte, 512)
	for !bytes.Contains(all, []byte("\r\n\r\n")) {
		n, err := r.Read(buf)
		if err != nil {
			return
		}
		all = append(all, buf[:n]...)
	}
}

// FuzzReply feeds replies. Whatever comes, an error is an Error with libcurl's
// number, a body never exceeds MAXFILESIZE nor what was sent, and header lines end
// as lines do.
func FuzzReply(f *testing.F) {
	for _, s := range []string{
		okay, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5;a=b\r\nhello\r\n0\r\nT: u\r\n\r\n", "HTTP/1.0 200 OK\r\n\r\nbody", "",
		"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n c\r\nSet-Cookie: a=b; expires=x\r\nContent-Length: 3\r\n\r\nab",
		"HTTP/1.1 302 X\r\nLocation: /\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 401 X\r\nWWW-Authenticate: Digest realm=\"a\\\"b\", nonce=c, Basic\r\nContent-Length: 0\r\n\r\n",
		"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipOf("hello"), "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\n\r\n\x0b\x02\x80hello\x03", "garbage", "HTTP/1.1 200\nA:\n\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, reply []byte) {
		got, head, err := replyTo(t, reply, ACCEPT_ENCODING, "", MAXFILESIZE, 1<<20, COOKIEFILE, "", USERPWD, "u:p", HTTPAUTH, HTTPAUTH_ANY, FOLLOWLOCATION, 1, MAXREDIRS, 2)
		var e *Error
		if err != nil && (!errors.As(err, &e) || e.Code <= 0 || strings.ContainsAny(err.Error(), "\r\n")) {
			t.Errorf("%q: %v is no proper Error", reply, err)
		}
		if len(got) > 1<<20 {
			t.Errorf("%q: %d bytes of body", reply, len(got))
		}
		if head != "" && !strings.HasSuffix(head, "\n") {
			t.Errorf("%q: header lines %q", reply, head)
		}
	})
}

// FuzzCookieLine reads lines of cookie files: one that is taken reads back as
// itself.
func FuzzCookieLine(f *testing.F) {
	for _, s := range []string{"example.com\tTRUE\t/\tFALSE\t0\tname\tvalue", "#HttpOnly_.a.b\tTRUE\t/x\tTRUE\t99\tn\t", "Set-Cookie: a=b; domain=x.y; path=/z; Max-Age=5", "# comment"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		c, ok := parseCookieLine(line)
		if !ok || c.domain == "" { // which no file keeps
			return
		}
		again, ok := parseCookieLine(c.line())
		if !ok || again != c {
			t.Errorf("%q is %+v, written %q, read %+v, %v", line, c, c.line(), again, ok)
		}
	})
}

// FuzzChallenge takes challenges apart: what Digest answers stays on one line.
func FuzzChallenge(f *testing.F) {
	for _, s := range []string{`Digest realm="a", nonce="b", qop="auth"`, `Basic realm=x, NTLM`, `Digest nonce=1, algorithm=SHA-256-sess, userhash=true, opaque="\""`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		var d digestState
		if _, err := d.challenge(splitChallenges([]string{value})); err != nil {
			return
		}
		text, err := d.answer(login{"user", "pass", true}, "GET", "/", false)
		if err == nil && strings.ContainsAny(text, "\r\n\x00") {
			t.Errorf("%q is answered by %q", value, text)
		}
	})
}

// FuzzNetrc reads netrc files: what is found stands in the file.
func FuzzNetrc(f *testing.F) {
	f.Add("machine a login b password \"c\\n\"\nmacdef x\n y\n\ndefault login d\n")
	f.Fuzz(func(t *testing.T, text string) {
		entries, ok := parseNetrc(text)
		if !ok && entries != nil {
			t.Error("entries beside a failure")
		}
		for _, e := range entries {
			if !strings.Contains(text, "\\") && (!strings.Contains(text, e.login) || !strings.Contains(text, e.password)) {
				t.Errorf("%+v does not stand in %q", e, text)
			}
		}
	})
}

// FuzzNoProxy matches hosts: a host that is named itself matches.
func FuzzNoProxy(f *testing.F) {
	f.Add("a.test, 10.0.0.0/8", "a.test")
	f.Add("::1/64", "::2")
	f.Fuzz(func(t *testing.T, list, host string) {
		inNoProxy(list, host)
		if host != "" && !strings.ContainsAny(host, ", \t/[]%") && strings.Trim(host, ".") == host && !inNoProxy(host, host) {
			t.Errorf("%q is not in itself", host)
		}
	})
}
