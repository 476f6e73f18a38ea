package curlx

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
)

// ErrOptionType is the error for a value of a type that an option does not take,
// Python's TypeError.
var ErrOptionType = errors.New("curlx: the type does not fit the option")

// Setopt changes a setting. It takes the option's own type and what converts to it
// without loss: any integer or bool for numbers, a time.Duration for times, a string
// or []byte for text, and functions of the shapes that the types of callbacks have.
// nil is [Curl.Unsetopt]. Lists are copied.
//
// An option that this package does not have is an error with E_UNKNOWN_OPTION or
// E_NOT_BUILT_IN, a value out of its range one with E_BAD_FUNCTION_ARGUMENT; so is
// a CR, LF or NUL in what goes into a request, a header or a command, which the
// other side would take for the beginning of another one.
func (c *Curl) Setopt(o AnyOption, v any) error {
	if o == nil {
		return fail(E_UNKNOWN_OPTION, "no option given")
	}
	if v == nil {
		return c.Unsetopt(o)
	}
	if d, ok := v.(time.Duration); ok {
		n, err := wholeUnits(o, d)
		if err != nil {
			return err
		}
		v = n
	}
	x, ok := o.accept(v)
	if !ok {
		return fail(E_BAD_FUNCTION_ARGUMENT, "%s takes a %s, not a %T", o, o.typeName(), v).because(ErrOptionType)
	}
	return c.setopt(o, x)
}

// wholeUnits is a duration as the number that an option of seconds or milliseconds
// takes.
func wholeUnits(o AnyOption, d time.Duration) (int64, error) {
	unit := time.Second
	switch o.number() {
	case int(TIMEOUT_MS), int(CONNECTTIMEOUT_MS), int(ACCEPTTIMEOUT_MS), int(EXPECT_100_TIMEOUT_MS):
		unit = time.Millisecond
	case int(TIMEOUT), int(CONNECTTIMEOUT), int(FTP_RESPONSE_TIMEOUT), int(LOW_SPEED_TIME), int(DNS_CACHE_TIMEOUT), int(TCP_KEEPIDLE),
		int(TCP_KEEPINTVL), int(MAXAGE_CONN), int(MAXLIFETIME_CONN):
	default:
		return 0, fail(E_BAD_FUNCTION_ARGUMENT, "%s is no time, and takes no time.Duration", o).because(ErrOptionType)
	}
	if d%unit != 0 {
		return 0, fail(E_BAD_FUNCTION_ARGUMENT, "%s: %v is not a whole number of units of %v", o, d, unit)
	}
	return int64(d / unit), nil
}

// SetoptString sets an option to text.
func (c *Curl) SetoptString(o Option[string], s string) error { return c.Setopt(o, s) }

// Set changes a setting, as [Curl.Setopt] does, with the type of the value checked
// by the compiler.
func Set[T any](c *Curl, o Option[T], v T) error { return c.Setopt(o, v) }

// Unsetopt gives one setting its default back.
func (c *Curl) Unsetopt(o AnyOption) error {
	if o == nil {
		return fail(E_UNKNOWN_OPTION, "no option given")
	}
	return c.setopt(o, nil)
}

func (c *Curl) setopt(o AnyOption, v any) error {
	if c == nil {
		return fail(E_BAD_FUNCTION_ARGUMENT, "cannot invoke setopt() - no curl handle")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if err := c.usable("setopt"); err != nil {
		return err
	}
	n := o.number()
	if _, ok := optionNames()[n]; !ok {
		return fail(E_UNKNOWN_OPTION, "no option has the number %d", n)
	}
	if why := unsupported(n); why != "" && v != nil {
		return fail(E_NOT_BUILT_IN, "%s is not supported: %s", o, why)
	}
	if v != nil {
		if err := checkValue(o, v); err != nil {
			return err
		}
	}
	switch list := v.(type) {
	// What was checked must not change behind our back.
	case []string:
		v = slices.Clone(list)
	case []byte:
		v = slices.Clone(list)
	case []FormField:
		v = cloneFields(list)
	}
	return c.apply(n, v)
}

// checkValue refuses what is out of an option's range, and what would break out
// of a line.
func checkValue(o AnyOption, v any) error {
	n := o.number()
	bad := func(format string, args ...any) error {
		return fail(E_BAD_FUNCTION_ARGUMENT, "%s: %s", o, fmt.Sprintf(format, args...))
	}
	switch v := v.(type) {
	case int:
		return checkNumber(o, int64(v))
	case int64:
		return checkNumber(o, v)
	case string:
		if n == int(POSTFIELDS) || n == int(COPYPOSTFIELDS) {
			return nil
		}
		if strings.IndexByte(v, 0) >= 0 {
			return bad("a NUL in %s", shown(n, v))
		}
		if onALine(n) && strings.ContainsAny(v, "\r\n") {
			return bad("a CR or LF in %s", shown(n, v))
		}
		if n == int(AWS_SIGV4) && (v == "" || v[0] == ':') {
			return bad("no provider in %q; expected provider1[:provider2[:region[:service]]]", v)
		}
		if len(v) > 8_000_000 {
			return bad("%d bytes: expected at most 8,000,000", len(v))
		}
	case []string:
		for _, s := range v {
			if strings.IndexByte(s, 0) >= 0 || strings.ContainsAny(s, "\r\n") {
				return bad("a CR, LF or NUL in %s", shown(n, s))
			}
		}
	}
	return nil
}

// shown is an option's text as an error may show it: not where it may hold a
// secret.
func shown(n int, v string) string {
	switch n {
	case int(USERPWD), int(USERNAME), int(PASSWORD), int(PROXYUSERPWD), int(PROXYUSERNAME), int(PROXYPASSWORD), int(XOAUTH2_BEARER),
		int(KEYPASSWD), int(PROXY_KEYPASSWD), int(COOKIE), int(HTTPHEADER), int(PROXYHEADER), int(URL), int(PROXY), int(PRE_PROXY),
		int(AWS_SIGV4), int(FTP_ACCOUNT), int(QUOTE), int(PREQUOTE), int(POSTQUOTE), int(OPT_COOKIELIST):
		return "it"
	}
	if len(v) > 80 {
		v = v[:80] + "…"
	}
	return fmt.Sprintf("%q", v)
}

// onALine reports whether an option's text goes into a line of a protocol.
func onALine(n int) bool {
	switch n {
	case int(USERAGENT), int(REFERER), int(COOKIE), int(RANGE), int(CUSTOMREQUEST), int(REQUEST_TARGET), int(ACCEPT_ENCODING),
		int(USERPWD), int(USERNAME), int(PASSWORD), int(PROXYUSERPWD), int(PROXYUSERNAME), int(PROXYPASSWORD), int(XOAUTH2_BEARER),
		int(FTP_ACCOUNT), int(FTP_ALTERNATIVE_TO_USER), int(FTPPORT), int(HAPROXY_CLIENT_IP), int(AWS_SIGV4), int(URL), int(PROXY), int(PRE_PROXY),
		int(DEFAULT_PROTOCOL), int(OPT_COOKIELIST), int(UNIX_SOCKET_PATH), int(INTERFACE):
		return true
	}
	return false
}

// checkNumber keeps a number in the range that libcurl gives its option.
func checkNumber(o AnyOption, v int64) error {
	lowest, highest := int64(math.MinInt64), int64(math.MaxInt64)
	switch o.number() {
	case int(ADDRESS_SCOPE):
		lowest, highest = 0, math.MaxUint32
	case int(CONNECTTIMEOUT), int(TIMEOUT), int(FTP_RESPONSE_TIMEOUT):
		lowest, highest = 0, math.MaxInt32/1000
	case int(CONNECTTIMEOUT_MS), int(TIMEOUT_MS), int(ACCEPTTIMEOUT_MS), int(EXPECT_100_TIMEOUT_MS), int(LOW_SPEED_LIMIT), int(LOW_SPEED_TIME),
		int(MAXAGE_CONN), int(MAXCONNECTS), int(MAXFILESIZE), int(MAXLIFETIME_CONN), int(MAX_RECV_SPEED_LARGE), int(MAX_SEND_SPEED_LARGE),
		int(POSTREDIR), int(TCP_KEEPIDLE), int(TCP_KEEPINTVL):
		lowest = 0
	case int(CONNECT_ONLY):
		highest = 2
	case int(DNS_CACHE_TIMEOUT), int(INFILESIZE), int(MAXREDIRS), int(POSTFIELDSIZE), int(RESUME_FROM):
		lowest = -1
	case int(FTPSSLAUTH), int(FTP_SSL_CCC), int(FTP_CREATE_MISSING_DIRS), int(IPRESOLVE), int(NETRC):
		lowest, highest = 0, 2
	case int(FTP_FILEMETHOD), int(TIMECONDITION), int(USE_SSL):
		lowest, highest = 0, 3
	case int(WS_OPTIONS):
		lowest, highest = 0, WS_RAW_MODE|WS_NOAUTOPONG
	case int(HSTS_CTRL):
		lowest, highest = 0, CURLHSTS_ENABLE|CURLHSTS_READONLYFILE
	case int(HTTP09_ALLOWED), int(PROXY_TRANSFER_MODE):
		lowest, highest = 0, 1
	case int(LOCALPORT), int(LOCALPORTRANGE), int(PORT), int(PROXYPORT):
		lowest, highest = 0, 65535
	case int(NEW_FILE_PERMS):
		lowest, highest = 0, 0o777
	case int(PROXYTYPE):
		lowest, highest = 0, 7
	case int(HTTP_VERSION):
		if v > CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE {
			return fail(E_UNSUPPORTED_PROTOCOL, "HTTP_VERSION: %d is not supported", v)
		}
		lowest = 0
	case int(HTTPAUTH), int(PROXYAUTH):
		if v != 0 && v&(HTTPAUTH_BASIC|HTTPAUTH_DIGEST|HTTPAUTH_NTLM|HTTPAUTH_DIGEST_IE|authBearer) == 0 {
			return fail(E_NOT_BUILT_IN, "%s: no way to authenticate in %d that is supported", o, v)
		}
	case int(SSL_OPTIONS), int(PROXY_SSL_OPTIONS):
		if v&^(SSLOPT_NO_PARTIALCHAIN|SSLOPT_NATIVE_CA) != 0 {
			return fail(E_NOT_BUILT_IN, "%s: of the SSLOPT values only NO_PARTIALCHAIN and NATIVE_CA have a meaning here", o)
		}
	case int(SSLVERSION), int(PROXY_SSLVERSION):
		if _, _, err := tlsVersions(int(v)); err != nil || v < 0 {
			return fail(E_BAD_FUNCTION_ARGUMENT, "%s: %d is no TLS version that is supported", o, v)
		}
	}
	if v < lowest || v > highest {
		return fail(E_BAD_FUNCTION_ARGUMENT, "%s: %d is out of range", o, v)
	}
	return nil
}

// unsupported says why an option cannot be set, "" where it can.
func unsupported(n int) string {
	switch n {
	case int(DNS_USE_GLOBAL_CACHE):
		return "use a CurlShare"
	case int(EGDSOCKET), int(RANDOM_FILE):
		return "the system gives random numbers"
	case int(GSSAPI_DELEGATION), int(KRBLEVEL), int(SERVICE_NAME), int(PROXY_SERVICE_NAME), int(SOCKS5_GSSAPI_NEC), int(SOCKS5_GSSAPI_SERVICE):
		return "there is no GSSAPI here"
	case int(IOCTLFUNCTION):
		return "use SEEKFUNCTION"
	case int(LOGIN_OPTIONS), int(MAIL_AUTH), int(MAIL_FROM), int(MAIL_RCPT), int(SASL_IR):
		return "package mailx speaks the protocols of mail"
	case int(OPT_RTSP_CLIENT_CSEQ), int(OPT_RTSP_REQUEST), int(OPT_RTSP_SERVER_CSEQ), int(OPT_RTSP_SESSION_ID), int(OPT_RTSP_STREAM_URI), int(OPT_RTSP_TRANSPORT):
		return "there is no RTSP here"
	case int(SSH_AUTH_TYPES), int(SSH_HOST_PUBLIC_KEY_MD5), int(SSH_KEYFUNCTION), int(SSH_KNOWNHOSTS), int(SSH_PRIVATE_KEYFILE), int(SSH_PUBLIC_KEYFILE):
		return "package sshx speaks SSH"
	case int(SSLENGINE), int(SSLENGINE_DEFAULT):
		return "there are no engines here"
	case int(SSL_ENABLE_NPN):
		return "ALPN took its place"
	case int(SSL_FALSESTART):
		return "TLS 1.3 took its place"
	case int(TFTP_BLKSIZE):
		return "there is no TFTP here"
	case int(TLSAUTH_PASSWORD), int(TLSAUTH_TYPE), int(TLSAUTH_USERNAME), int(PROXY_TLSAUTH_PASSWORD), int(PROXY_TLSAUTH_TYPE), int(PROXY_TLSAUTH_USERNAME):
		return "there is no SRP here"
	case int(TLS13_CIPHERS), int(PROXY_TLS13_CIPHERS):
		return "crypto/tls lets nobody choose the cipher suites of TLS 1.3"
	case int(ECH):
		return "there is no encrypted client hello here"
	case int(HSTSREADDATA), int(HSTSWRITEDATA), int(RESOLVER_START_FUNCTION), int(RESOLVER_START_DATA), int(TRAILERDATA), int(FNMATCH_DATA):
		return "a Go function needs no such thing"
	case int(NEW_DIRECTORY_PERMS):
		return "SFTP alone uses it, which package sshx speaks"
	case int(TCP_FASTOPEN):
		if !hasFastOpen {
			return "only Linux lets data go with the first packet of a connection that looks like any other"
		}
	}
	return ""
}

// apply stores a value, and does what some options do besides.
func (c *Curl) apply(n int, v any) error {
	switch n {
	case int(URL):
		c.info.goesTo(v)
	case int(COOKIEFILE):
		return c.cookieFile(v)
	case int(COOKIEJAR):
		if v != nil {
			c.cookiesOn()
		}
	case int(HSTS):
		c.hstsFile(v)
	case int(HSTS_CTRL):
		c.hstsControl(v)
	case int(OPT_COOKIELIST):
		if v == nil {
			return nil
		}
		return c.cookieCommand(v.(string))
	case int(SHARE):
		s, _ := v.(*CurlShare)
		if s != nil && s.Closed() {
			return fail(E_BAD_FUNCTION_ARGUMENT, "SHARE: the share is closed")
		}
		c.setShare(s)
		return nil
	case int(POSTFIELDS), int(COPYPOSTFIELDS):
		n = int(POSTFIELDS)
		if v != nil {
			// As with pycurl, the text has the length that it has until one is set.
			c.o.set(int(POSTFIELDSIZE), nil)
		}
	case int(USERPWD):
		c.o.set(int(USERNAME), nil)
		c.o.set(int(PASSWORD), nil)
	case int(PROXYUSERPWD):
		c.o.set(int(PROXYUSERNAME), nil)
		c.o.set(int(PROXYPASSWORD), nil)
	case int(USERNAME):
		if v == nil {
			c.o.set(int(USERPWD), nil)
		}
	case int(PASSWORD):
		if user, _, has := strings.Cut(get(&c.o, USERPWD), ":"); has && v == nil {
			c.o.set(int(USERPWD), user)
		}
	case int(HTTPPOST):
		fields, _ := v.([]FormField)
		if _, err := formMime(fields); err != nil {
			return err
		}
		if len(fields) == 0 {
			v = nil
		}
		c.o.set(int(MIMEPOST), nil)
	case int(MIMEPOST):
		if m, ok := v.(*CurlMime); ok {
			if err := m.usable(); err != nil {
				return err
			}
		}
		c.o.set(int(HTTPPOST), nil)
	case int(PUT):
		n = int(UPLOAD)
	}
	c.o.set(n, v)
	if n == int(TIMEOUT) {
		c.o.set(int(TIMEOUT_MS), nil)
	}
	c.method(n, v)
	return nil
}

// method keeps which request is made: the last setting of those that choose one
// counts.
func (c *Curl) method(n int, v any) {
	isOn := v != nil && v != 0
	switch n {
	case int(HTTPGET):
		if isOn {
			c.o.req = reqGet
			c.o.set(int(UPLOAD), nil)
			c.o.set(int(NOBODY), nil)
		}
	case int(POST):
		if isOn {
			c.o.req = reqPost
			c.o.set(int(NOBODY), nil)
			c.o.set(int(UPLOAD), nil)
		} else {
			c.o.req = reqGet
		}
	case int(POSTFIELDS):
		if v != nil {
			c.o.req = reqPost
			c.o.set(int(UPLOAD), nil)
		}
	case int(HTTPPOST):
		if v != nil {
			c.o.req = reqForm
			c.o.set(int(NOBODY), nil)
		}
	case int(MIMEPOST):
		if v != nil {
			c.o.req = reqForm
			c.o.set(int(NOBODY), nil)
		}
	case int(UPLOAD):
		if isOn {
			c.o.req = reqPut
			c.o.set(int(NOBODY), nil)
		} else {
			c.o.req = reqGet
		}
	case int(NOBODY):
		if isOn {
			c.o.req = reqHead
		} else if c.o.req == reqHead {
			c.o.req = reqGet
		}
	}
}
