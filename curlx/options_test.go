package curlx

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/pytext"
)

// A proof is a transfer that an option changes: with it, something else goes over
// the wire, comes back, is called or takes its time.
type proof struct {
	option  AnyOption
	value   any
	base    []any         // settings both times
	replies []string      // of the server, okay by default
	twice   bool          // two transfers, one after the other
	ends    bool          // it ends a transfer that would else go on for ever
	least   time.Duration // that the transfer takes with it, which shows nothing else
	server  func(t *testing.T) (map[string]string, func() string)
}

// A scene is the server of one print: what its texts stand for, and what it saw.
type scene struct {
	vars map[string]string
	log  func() string
	stop func()
}

func (p proof) scene(t *testing.T) scene {
	t.Helper()
	if p.server != nil {
		vars, log := p.server(t)
		return scene{vars, log, func() {}}
	}
	replies := p.replies
	if replies == nil {
		replies = []string{okay, okay, okay}
	}
	var list [][]byte
	for _, r := range replies {
		list = append(list, []byte(r))
	}
	sv, err := script(list)
	if err != nil {
		t.Fatal(err)
	}
	return scene{map[string]string{"PORT": sv.port()}, func() string {
		sv.mu.Lock()
		defer sv.mu.Unlock()
		return fmt.Sprint(sv.wire, " over ", len(sv.conns))
	}, sv.stop}
}

func (p proof) print(t *testing.T, with bool) string {
	t.Helper()
	text, err := p.in(context.Background(), p.scene(t), with)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// patience is how long a transfer may take that should end by itself.
const patience = 2 * time.Minute

// prints makes both prints at the same time, of an option that ends a transfer: the other
// one is ended by its context when the option has done so. Where it does nothing, both
// are ended alike.
func (p proof) prints(t *testing.T) func() (without, with string, err error) {
	var text [2]string
	var errs [2]error
	var both sync.WaitGroup
	ctx, cancel := context.WithCancel(context.Background())
	late := time.AfterFunc(patience, cancel)
	for i, with := range []bool{false, true} {
		sc := p.scene(t)
		both.Go(func() {
			if text[i], errs[i] = p.in(ctx, sc, with); with {
				cancel()
			}
		})
	}
	return func() (string, string, error) {
		both.Wait()
		late.Stop()
		return text[0], text[1], errors.Join(errs[:]...)
	}
}

// lasts makes the print with the option, and reports whether it took its time.
func (p proof) lasts(t *testing.T) func() (bool, error) {
	var err error
	var took time.Duration
	var done sync.WaitGroup
	sc := p.scene(t)
	done.Go(func() {
		began := time.Now()
		_, err = p.in(context.Background(), sc, true)
		took = time.Since(began)
	})
	return func() (bool, error) { done.Wait(); return took >= p.least, err }
}

// in makes a print, which is what can be seen of a transfer.
func (p proof) in(parent context.Context, sc scene, with bool) (string, error) {
	defer sc.stop()
	vars := sc.vars
	var s strings.Builder
	fill := func(v any) any {
		for name, value := range vars {
			switch x := v.(type) {
			case string:
				v = strings.ReplaceAll(x, name, value)
			case []string:
				list := slices.Clone(x)
				for i := range list {
					list[i] = strings.ReplaceAll(list[i], name, value)
				}
				v = list
			}
		}
		if f, ok := v.(func() any); ok {
			v = f()
		}
		return v
	}
	c := NewCurl()
	var out bytes.Buffer
	var mu sync.Mutex
	say := func(format string, args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Fprintf(&s, format+"\n", args...)
	}
	settings := append([]any{URL, "http://127.0.0.1:PORT/", USERAGENT, "x", WRITEDATA, &out, STDERR, io.Discard}, p.base...)
	if with {
		settings = append(settings, p.option, p.value)
	}
	for i := 0; i < len(settings); i += 2 {
		v := fill(settings[i+1])
		if f, ok := v.(func(func(string, ...any)) any); ok {
			v = f(say)
		}
		if err := c.Setopt(settings[i].(AnyOption), v); err != nil {
			return "", fmt.Errorf("%s: %w", settings[i], errors.Join(err, c.Close()))
		}
	}
	rounds := 1
	if p.twice {
		rounds = 2
	}
	for range rounds {
		ctx, cancel := context.WithTimeout(parent, 2*patience)
		err := c.Perform(ctx)
		cancel()
		var e *Error
		if errors.As(err, &e) {
			say("code %d %s", int(e.Code), maskTime.ReplaceAllString(e.Reason, "N ms"))
		}
		for _, i := range []AnyInfo{RESPONSE_CODE, HEADER_SIZE, REDIRECT_COUNT, EFFECTIVE_URL, NUM_CONNECTS, LOCAL_IP, INFO_FILETIME, INFO_HTTP_VERSION} {
			v, err := c.Getinfo(i)
			say("%s %v %v", i, v, err)
		}
		v, err := Get(c, INFO_CERTINFO)
		say("certinfo %d %v", len(v), err)
	}
	if err := c.Close(); err != nil {
		return "", err
	}
	say("body %s", pytext.ReprBytes(out.Bytes()))
	say("%s", sc.log())
	text := s.String()
	for name, value := range vars {
		if len(value) > 2 {
			text = strings.ReplaceAll(text, value, name)
		}
	}
	return text, nil
}

// called is a value that makes a callback of say.
func called(f func(say func(string, ...any)) any) any { return f }

func reader(s string) any { return func() any { return io.NopCloser(strings.NewReader(s)) } }

// secureHost makes a callback that gives one host.
func secureHost(name string) any {
	return called(func(func(string, ...any)) any {
		left := &HSTSEntry{Host: name}
		return HSTSReadFunc(func() (e *HSTSEntry, err error) { e, left = left, nil; return e, nil })
	})
}

func httpProofs(t *testing.T) []proof {
	dir := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	redirect := "HTTP/1.1 302 X\r\nLocation: /2\r\nContent-Length: 0\r\n\r\n"
	away := "HTTP/1.1 302 X\r\nLocation: http://localhost:PORT/\r\nContent-Length: 0\r\n\r\n"
	moved := "HTTP/1.1 200 OK\r\nLast-Modified: Mon, 01 Jan 2018 00:00:00 GMT\r\nContent-Length: 2\r\n\r\nok"
	chunked := "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"
	until := "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok and more\x04"
	zipped := "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzipOf("hello") + "\x04"
	cookie := "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nContent-Length: 0\r\n\r\n"
	large := "HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + strings.Repeat("x", 60000)
	cookies := file("cookies", "127.0.0.1\tFALSE\t/\tFALSE\t0\tsession\t1\n127.0.0.1\tFALSE\t/\tFALSE\t22147483647\tlong\t2\n")
	put := []any{UPLOAD, 1, READDATA, reader("a\nb")}
	proxied := []any{PROXY, "http://127.0.0.1:PORT", URL, "http://ex.test/"}
	dialTo := func(say func(string, ...any)) OpensocketFunc {
		return func(network, address string) (net.Conn, error) {
			say("open %s", network)
			return net.Dial(network, address)
		}
	}
	return []proof{
		{option: VERBOSE, value: 1, base: []any{DEBUGFUNCTION, called(func(say func(string, ...any)) any {
			return DebugFunc(func(k InfoType, p []byte) { say("debug %d", k) })
		})}},
		{option: DEBUGFUNCTION, value: called(func(say func(string, ...any)) any {
			return DebugFunc(func(k InfoType, p []byte) { say("debug %d", k) })
		}), base: []any{VERBOSE, 1}},
		{option: STDERR, value: called(func(say func(string, ...any)) any {
			return WriteFunc(func(p []byte) (int, error) { say("said"); return len(p), nil })
		}), base: []any{VERBOSE, 1}},
		{option: HEADER, value: 1}, {option: FAILONERROR, value: 1, replies: []string{"HTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno"}},
		{option: DEFAULT_PROTOCOL, value: "nosuch", base: []any{URL, "127.0.0.1:PORT"}},
		{option: PROTOCOLS, value: PROTO_FTP}, {option: REDIR_PROTOCOLS, value: PROTO_FTP, base: []any{FOLLOWLOCATION, 1}, replies: []string{redirect, okay}},
		{option: NOPROGRESS, value: 0, base: []any{XFERINFOFUNCTION, called(func(say func(string, ...any)) any {
			return progressOnce(say)
		})}},
		{option: XFERINFOFUNCTION, value: called(func(say func(string, ...any)) any { return progressOnce(say) }), base: []any{NOPROGRESS, 0}},
		{option: PROGRESSFUNCTION, value: called(func(say func(string, ...any)) any {
			return ProgressFunc(func(a, b, c, d int64) error { return errors.New("stop") })
		}), base: []any{NOPROGRESS, 0}},
		{option: WRITEFUNCTION, value: called(func(say func(string, ...any)) any {
			return WriteFunc(func(p []byte) (int, error) { say("write"); return len(p), nil })
		})},
		{option: WRITEDATA, value: called(func(say func(string, ...any)) any {
			return WriteFunc(func(p []byte) (int, error) { say("write"); return len(p), nil })
		})},
		{option: HEADERFUNCTION, value: called(func(say func(string, ...any)) any {
			return WriteFunc(func(p []byte) (int, error) { say("header"); return len(p), nil })
		})},
		{option: WRITEHEADER, value: called(func(say func(string, ...any)) any {
			return WriteFunc(func(p []byte) (int, error) { say("header"); return len(p), nil })
		})},
		{option: READFUNCTION, value: func() any { return ReadFunc(strings.NewReader("other").Read) }, base: put},
		{option: READDATA, value: reader("other"), base: put},
		{option: SEEKFUNCTION, value: func() any {
			return SeekFunc(func(int64, int) (int, error) { return SEEKFUNC_FAIL, nil })
		}, base: append([]any{RESUME_FROM, 1, INFILESIZE, 3}, put...)},
		{option: SOCKOPTFUNCTION, value: called(func(say func(string, ...any)) any {
			return SockoptFunc(func(syscall.RawConn, int) (int, error) { say("socket"); return SOCKOPT_OK, nil })
		})},
		{option: OPENSOCKETFUNCTION, value: called(func(say func(string, ...any)) any { return dialTo(say) })},
		{option: CLOSESOCKETFUNCTION, value: called(func(say func(string, ...any)) any {
			return ClosesocketFunc(func(c net.Conn) error { say("close"); return c.Close() })
		}), base: []any{FORBID_REUSE, 1}},
		{option: PREREQFUNCTION, value: func() any {
			return PrereqFunc(func(string, string, int, int) error { return errors.New("no") })
		}},
		{option: TRAILERFUNCTION, value: func() any { return TrailerFunc(func() ([]string, error) { return []string{"X-T: 1"}, nil }) }, base: put},
		{option: URL, value: "http://127.0.0.1:PORT/other"}, {option: PATH_AS_IS, value: 1, base: []any{URL, "http://127.0.0.1:PORT/a/../b"}},
		{option: PORT, value: 1}, {option: INTERFACE, value: "127.0.0.3"},

		{option: UNIX_SOCKET_PATH, value: filepath.Join(dir, "none")}, {option: CONNECT_TO, value: []string{"::127.0.0.1:1"}},
		{option: RESOLVE, value: []string{"ex.test:PORT:127.0.0.1"}, base: []any{URL, "http://ex.test:PORT/", DNS_SERVERS, "127.0.0.1:1"}},
		{option: IPRESOLVE, value: IPRESOLVE_V6}, {option: BUFFERSIZE, value: 1024, base: []any{WRITEDATA, called(func(say func(string, ...any)) any {
			// How much there is to deliver at a time is a matter of time.
			once := sync.OnceFunc(func() { say("a large piece") })
			return WriteFunc(func(p []byte) (int, error) {
				if len(p) > 1024 {
					once()
				}
				return len(p), nil
			})
		})}, replies: []string{large}},
		{option: UPLOAD_BUFFERSIZE, value: 16384, base: []any{UPLOAD, 1, READFUNCTION, called(func(say func(string, ...any)) any {
			return ReadFunc(func(p []byte) (int, error) { say("room %d", len(p)); return 0, io.EOF })
		})}},
		{option: HAPROXYPROTOCOL, value: 1, server: firstBytes}, {option: HAPROXY_CLIENT_IP, value: "10.0.0.1", server: firstBytes},
		{option: FRESH_CONNECT, value: 1, twice: true}, {option: FORBID_REUSE, value: 1, twice: true}, {option: MAXCONNECTS, value: 0, twice: true},
		{option: CONNECT_ONLY, value: 1}, {option: SHARE, value: func() any { return sharedCookies(t) }, base: []any{COOKIEFILE, ""}},
		{option: PROXY, value: "http://127.0.0.1:1"}, {option: PROXYPORT, value: 1, base: []any{PROXY, "127.0.0.1", URL, "http://127.0.0.1:PORT/"}},
		{option: PROXYTYPE, value: PROXYTYPE_SOCKS5, base: []any{PROXY, "127.0.0.1:PORT"}, server: firstBytes},
		{option: PRE_PROXY, value: "socks4://127.0.0.1:1"}, {option: NOPROXY, value: "*", base: []any{PROXY, "http://127.0.0.1:1"}},
		{option: HTTPPROXYTUNNEL, value: 1, base: proxied}, {option: PROXYUSERPWD, value: "u:p", base: proxied}, {option: PROXYUSERNAME, value: "u", base: proxied},
		{option: PROXYPASSWORD, value: "p", base: proxied}, {option: PROXYAUTH, value: HTTPAUTH_NTLM, base: append([]any{PROXYUSERPWD, "u:p"}, proxied...)},
		{option: PROXYHEADER, value: []string{"X-P: 1"}, base: proxied}, {option: HEADEROPT, value: HEADER_UNIFIED, base: append([]any{HTTPPROXYTUNNEL, 1, HTTPHEADER, []string{"X-A: 1"}}, proxied...), replies: []string{"HTTP/1.1 200 OK\r\n\r\n", okay}},
		{option: PROXY_TRANSFER_MODE, value: 1, base: []any{PROXY, "http://127.0.0.1:PORT", URL, "ftp://ex.test/a"}},
		{option: TIMEOUT, value: 1, server: silentLong, ends: true}, {option: TIMEOUT_MS, value: 100, server: silentLong, ends: true},
		{option: CONNECTTIMEOUT_MS, value: 100, base: []any{PROXY, "socks5://127.0.0.1:PORT"}, server: silentLong, ends: true},
		{option: CONNECTTIMEOUT, value: 1, base: []any{PROXY, "socks5://127.0.0.1:PORT"}, server: silentLong, ends: true},
		{option: EXPECT_100_TIMEOUT_MS, value: 1, base: append([]any{EXPECT_100_TIMEOUT_MS, 3_600_000, HTTPHEADER, []string{"Expect: 100-continue"}}, put...), server: answersBody, ends: true},
		{option: LOW_SPEED_LIMIT, value: 1000, base: []any{LOW_SPEED_TIME, 1}, server: silentLong, ends: true},
		{option: LOW_SPEED_TIME, value: 1, base: []any{LOW_SPEED_LIMIT, 1000}, server: silentLong, ends: true},
		{option: MAX_RECV_SPEED_LARGE, value: 50000, least: time.Second, replies: []string{large}}, {option: MAX_SEND_SPEED_LARGE, value: 8, least: time.Second, base: put},
		{option: INFILESIZE, value: 3, base: put}, {option: MAXFILESIZE, value: 1}, {option: RANGE, value: "1-2"}, {option: RESUME_FROM, value: 1},
		{option: TIMECONDITION, value: 1, base: []any{TIMEVALUE, 9}}, {option: TIMEVALUE, value: 9, base: []any{TIMECONDITION, 1}}, {option: OPT_FILETIME, value: 1, replies: []string{moved}},
		{option: CRLF, value: 1, base: put}, {option: NOBODY, value: 1}, {option: UPLOAD, value: 1, base: []any{READDATA, reader("x")}}, {option: PUT, value: 1, base: []any{READDATA, reader("x")}},
		{option: HTTPGET, value: 1, base: []any{POSTFIELDS, "a"}}, {option: POST, value: 1, base: []any{READDATA, reader("x")}}, {option: POSTFIELDS, value: "a"}, {option: COPYPOSTFIELDS, value: "a"},
		{option: POSTFIELDSIZE, value: 1, base: []any{POSTFIELDS, "abc"}}, {option: HTTPPOST, value: []FormField{{Name: "a", Value: "b"}}},
		{option: MIMEPOST, value: func() any { m := NewCurlMime(); m.AddField("a", "b", nil); return m }},
		{option: CUSTOMREQUEST, value: "FOO"}, {option: REQUEST_TARGET, value: "*"}, {option: HTTPHEADER, value: []string{"A: b"}}, {option: HTTP200ALIASES, value: []string{"ICY"}, replies: []string{"ICY 200 OK\r\n\r\nx\x04"}},
		{option: USERAGENT, value: "y"}, {option: REFERER, value: "r"}, {option: AUTOREFERER, value: 1, base: []any{FOLLOWLOCATION, 1}, replies: []string{redirect, okay}},
		{option: FOLLOWLOCATION, value: 1, replies: []string{redirect, okay}}, {option: MAXREDIRS, value: 0, base: []any{FOLLOWLOCATION, 1}, replies: []string{redirect, okay}},
		{option: POSTREDIR, value: 7, base: []any{FOLLOWLOCATION, 1, POSTFIELDS, "a"}, replies: []string{redirect, okay}},
		{option: UNRESTRICTED_AUTH, value: 1, base: []any{FOLLOWLOCATION, 1, USERPWD, "u:p"}, replies: []string{away, okay}},
		{option: HTTP_VERSION, value: 1}, {option: HTTP09_ALLOWED, value: 1, replies: []string{"plain\x04"}}, {option: ACCEPT_ENCODING, value: ""}, {option: TRANSFER_ENCODING, value: 1},
		{option: HTTP_CONTENT_DECODING, value: 0, base: []any{ACCEPT_ENCODING, "gzip"}, replies: []string{zipped}}, {option: HTTP_TRANSFER_DECODING, value: 0, replies: []string{chunked}},
		{option: IGNORE_CONTENT_LENGTH, value: 1, replies: []string{until}}, {option: COOKIE, value: "a=b"}, {option: COOKIEFILE, value: cookies}, {option: COOKIEJAR, value: filepath.Join(dir, "jar"), twice: true, replies: []string{cookie, okay}},
		{option: COOKIESESSION, value: 1, base: []any{COOKIEFILE, cookies}}, {option: OPT_COOKIELIST, value: "Set-Cookie: a=b; domain=127.0.0.1"},
		{option: HSTS, value: file("hsts", "127.0.0.1 \"20300101 00:00:00\"\n"), server: firstBytes}, {option: HSTS_CTRL, value: CURLHSTS_ENABLE, base: []any{HSTSREADFUNCTION, secureHost("127.0.0.1")}, server: firstBytes},
		{option: HSTSREADFUNCTION, value: secureHost("127.0.0.1"), base: []any{HSTS_CTRL, CURLHSTS_ENABLE}, server: firstBytes},
		{option: HSTSWRITEFUNCTION, value: called(func(say func(string, ...any)) any {
			return HSTSWriteFunc(func(e HSTSEntry, i HSTSIndex) (int, error) { say("host %s", e.Host); return CURLSTS_OK, nil })
		}), base: []any{HSTS_CTRL, CURLHSTS_ENABLE, HSTSREADFUNCTION, secureHost("x.test")}},
		{option: USERPWD, value: "u:p"}, {option: USERNAME, value: "u"}, {option: PASSWORD, value: "p"}, {option: HTTPAUTH, value: HTTPAUTH_NTLM, base: []any{USERPWD, "u:p"}},
		{option: XOAUTH2_BEARER, value: "tok", base: []any{HTTPAUTH, authBearer}}, {option: NETRC, value: NETRC_OPTIONAL, base: []any{NETRC_FILE, file("netrc", "machine 127.0.0.1 login l password p\n")}},
		{option: NETRC_FILE, value: file("netrc2", "machine 127.0.0.1 login m password p\n"), base: []any{NETRC, NETRC_OPTIONAL}},
	}
}

// firstBytes is a server that keeps what comes first and ends the connection.
func firstBytes(t *testing.T) (map[string]string, func() string) {
	return rawServer(t, func(c net.Conn) string {
		b := make([]byte, 24)
		n, _ := c.Read(b)
		return string(b[:min(n, 12)])
	})
}

// progressOnce says that there was progress: how often is a matter of time.
func progressOnce(say func(string, ...any)) ProgressFunc {
	once := sync.OnceFunc(func() { say("progress") })
	return func(_, _, _, _ int64) error { once(); return nil }
}

// answersBody answers when the first byte of a body has come.
func answersBody(t *testing.T) (map[string]string, func() string) {
	return rawServer(t, func(c net.Conn) string {
		br := bufio.NewReader(c)
		readRequestHead(br)
		if _, err := br.Peek(1); err != nil {
			return "no body"
		}
		io.WriteString(c, okay)
		io.Copy(io.Discard, br)
		return "a body"
	})
}

// silentLong takes connections, keeps what comes, and says nothing.
func silentLong(t *testing.T) (map[string]string, func() string) {
	return rawServer(t, func(c net.Conn) string {
		b, _ := io.ReadAll(c)
		return fmt.Sprint(len(b))
	})
}

func rawServer(t *testing.T, serve func(net.Conn) string) (map[string]string, func() string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var log strings.Builder
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close()
				s := serve(c)
				mu.Lock()
				defer mu.Unlock()
				fmt.Fprintf(&log, "[%q]", s)
			})
		}
	})
	stop := sync.OnceFunc(func() { l.Close(); wg.Wait() })
	t.Cleanup(stop)
	return map[string]string{"PORT": fmt.Sprint(l.Addr().(*net.TCPAddr).Port)}, func() string {
		stop()
		return log.String()
	}
}

func sharedCookies(t *testing.T) *CurlShare {
	s := NewCurlShare()
	if err := s.Share(LOCK_DATA_COOKIE); err != nil {
		t.Fatal(err)
	}
	s.cookies.add(cookie{name: "shared", value: "1", domain: "127.0.0.1", path: "/"}, true)
	return s
}

// noProof are the options that no transfer can show, each with its reason.
func noProof() map[string]string {
	return map[string]string{
		"NOSIGNAL":    "nothing here uses signals, so that what it asks for is always so",
		"TCP_NODELAY": "TestSocketOptions", "TCP_FASTOPEN": "TestSocketOptions", "PIPEWAIT": "TestHTTP2TransfersShareAConnection",
		"DOH_URL": "TestNamesComeFromTheServerOfDOHURL", "AWS_SIGV4": "TestAWSSignaturesAreAmazons", "FTP_SSL_CCC": "TestFTPEndsTLSAfterTheLogin",
		"TCP_KEEPALIVE": "TestSocketOptions", "WS_OPTIONS": "TestWebSocketReceives", "TCP_KEEPIDLE": "TestSocketOptions", "TCP_KEEPINTVL": "TestSocketOptions",
		"LOCALPORT": "TestLocalPorts", "LOCALPORTRANGE": "TestLocalPorts", "DNS_SERVERS": "TestNames", "DNS_CACHE_TIMEOUT": "TestNames", "ADDRESS_SCOPE": "TestNames",
		"MAXAGE_CONN": "TestAgeOfConnections", "MAXLIFETIME_CONN": "TestAgeOfConnections",
	}
}

func TestEveryOptionActsOrIsRefused(t *testing.T) {
	proofs := map[int]proof{}
	for _, p := range slices.Concat(httpProofs(t), tlsProofs(t), ftpProofs(t)) {
		if _, twice := proofs[p.option.number()]; twice {
			t.Errorf("%s has two proofs", p.option)
		}
		proofs[p.option.number()] = p
	}
	// Those that take their time take it together.
	slow := map[int]func() (without, with string, err error){}
	lasting := map[int]func() (bool, error){}
	for n, p := range proofs {
		switch {
		case p.ends:
			slow[n] = p.prints(t)
		case p.least > 0:
			lasting[n] = p.lasts(t)
		}
	}
	for _, row := range allOptions() {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			if why := unsupported(row.option.number()); why != "" {
				c := NewCurl()
				defer c.Close()
				err := c.setopt(row.option, true)
				if !errors.Is(err, E_NOT_BUILT_IN) && !errors.Is(err, E_UNKNOWN_OPTION) {
					t.Errorf("is said not to be supported (%s), and Setopt gives %v", why, err)
				}
				return
			}
			p, ok := proofs[row.option.number()]
			if !ok {
				if noProof()[row.name] == "" {
					t.Error("no proof that it does anything")
				}
				return
			}
			if p.least > 0 {
				if long, err := lasting[row.option.number()](); err != nil || !long {
					t.Errorf("takes less than %v: %v", p.least, err)
				}
				return
			}
			var without, with string
			if p.ends {
				var err error
				if without, with, err = slow[row.option.number()](); err != nil {
					t.Fatal(err)
				}
			} else {
				without, with = p.print(t, false), p.print(t, true)
				if again := p.print(t, false); again != without {
					t.Errorf("the transfer differs from run to run:\n%s\n%s", without, again)
				}
			}
			if without == with {
				t.Errorf("changes nothing:\n%s", with)
			}
		})
	}
}
