package curlx

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestWordsOfRefusedOptions holds the reason that each option gives which nobody can
// set here.
func TestWordsOfRefusedOptions(t *testing.T) {
	reasons := map[string][]AnyOption{
		"use a CurlShare":                                            {DNS_USE_GLOBAL_CACHE},
		"the system gives random numbers":                            {EGDSOCKET, RANDOM_FILE},
		"there is no GSSAPI here":                                    {GSSAPI_DELEGATION, KRBLEVEL, SERVICE_NAME, PROXY_SERVICE_NAME, SOCKS5_GSSAPI_NEC, SOCKS5_GSSAPI_SERVICE},
		"use SEEKFUNCTION":                                           {IOCTLFUNCTION},
		"package mailx speaks the protocols of mail":                 {LOGIN_OPTIONS, MAIL_AUTH, MAIL_FROM, MAIL_RCPT, SASL_IR},
		"there is no RTSP here":                                      {OPT_RTSP_CLIENT_CSEQ, OPT_RTSP_REQUEST, OPT_RTSP_SERVER_CSEQ, OPT_RTSP_SESSION_ID, OPT_RTSP_STREAM_URI, OPT_RTSP_TRANSPORT},
		"package sshx speaks SSH":                                    {SSH_AUTH_TYPES, SSH_HOST_PUBLIC_KEY_MD5, SSH_KEYFUNCTION, SSH_KNOWNHOSTS, SSH_PRIVATE_KEYFILE, SSH_PUBLIC_KEYFILE},
		"there are no engines here":                                  {SSLENGINE, SSLENGINE_DEFAULT},
		"ALPN took its place":                                        {SSL_ENABLE_NPN},
		"TLS 1.3 took its place":                                     {SSL_FALSESTART},
		"there is no TFTP here":                                      {TFTP_BLKSIZE},
		"there is no SRP here":                                       {TLSAUTH_PASSWORD, TLSAUTH_TYPE, TLSAUTH_USERNAME, PROXY_TLSAUTH_PASSWORD, PROXY_TLSAUTH_TYPE, PROXY_TLSAUTH_USERNAME},
		"crypto/tls lets nobody choose the cipher suites of TLS 1.3": {TLS13_CIPHERS, PROXY_TLS13_CIPHERS},
		"SFTP alone uses it, which package sshx speaks":              {NEW_DIRECTORY_PERMS},
	}
	for why, options := range reasons {
		for _, o := range options {
			if got := unsupported(o.number()); got != why {
				t.Errorf("%v: %q, want %q", o, got, why)
			}
			var v any
			switch o.typeName() {
			case "int", "int64":
				v = 1
			case "string":
				v = "x"
			default: // a function, whose refusal TestEveryOptionActsOrIsRefused sees
				continue
			}
			want := fmt.Sprintf("curlx: (4) %v is not supported: %s", o, why)
			if err := NewCurl().Setopt(o, v); err == nil || err.Error() != want {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
}

// TestWordsOfWrongCalls holds what wrong calls are told: which argument is wrong, and
// what was expected.
func TestWordsOfWrongCalls(t *testing.T) {
	set := func(o AnyOption, v any) error { return NewCurl().Setopt(o, v) }
	multi := func(o MultiOption, v any) error {
		m := NewCurlMulti()
		defer m.Close()
		return m.Setopt(o, v)
	}
	closed := NewCurlShare()
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	form := NewCurlMime()
	part := form.AddPart()
	for _, c := range []struct {
		err  error
		want string
	}{
		{set(nil, 1), "(48) no option given"},
		{NewCurl().Unsetopt(nil), "(48) no option given"},
		{(*Curl)(nil).Setopt(URL, "x"), "(43) cannot invoke setopt() - no curl handle"},
		{set(URL, 3), "(43) URL takes a string, not a int: curlx: the type does not fit the option"},
		{set(BUFFERSIZE, time.Second), "(43) BUFFERSIZE is no time, and takes no time.Duration: curlx: the type does not fit the option"},
		{set(TIMEOUT, 1500*time.Millisecond), "(43) TIMEOUT: 1.5s is not a whole number of units of 1s"},
		{set(TIMEOUT_MS, 1500*time.Microsecond), "(43) TIMEOUT_MS: 1.5ms is not a whole number of units of 1ms"},
		{set(URL, "a\x00b"), `(43) URL: a NUL in it`},
		{set(REFERER, "a\nb"), `(43) REFERER: a CR or LF in "a\nb"`},
		{set(AWS_SIGV4, ":x"), `(43) AWS_SIGV4: no provider in ":x"; expected provider1[:provider2[:region[:service]]]`},
		{set(URL, strings.Repeat("x", 8_000_001)), "(43) URL: 8000001 bytes: expected at most 8,000,000"},
		{set(HTTPHEADER, []string{"A: b\r\nC: d"}), `(43) HTTPHEADER: a CR, LF or NUL in it`},
		{set(HTTP_VERSION, 99), "(1) HTTP_VERSION: 99 is not supported"},
		{set(HTTPAUTH, HTTPAUTH_GSSNEGOTIATE), "(4) HTTPAUTH: no way to authenticate in 4 that is supported"},
		{set(SSL_OPTIONS, 1), "(4) SSL_OPTIONS: of the SSLOPT values only NO_PARTIALCHAIN and NATIVE_CA have a meaning here"},
		{set(SSLVERSION, 99), "(43) SSLVERSION: 99 is no TLS version that is supported"},
		{set(PORT, 65536), "(43) PORT: 65536 is out of range"},
		{set(SHARE, closed), "(43) SHARE: the share is closed"},
		{closed.Share(LOCK_DATA_COOKIE), "(43) cannot invoke setopt() - no share handle"},
		{new(CurlShare).Share(LOCK_DATA_COOKIE), "(43) cannot invoke setopt() - no share handle: NewCurlShare makes it"},
		{NewCurlShare().Share(99), "(43) no such thing to share: 99"},
		{NewCurlShare().Setopt(99, LOCK_DATA_COOKIE), "(43) no such share option: 99"},
		{multi(M_PIPELINING, "x"), "multi (10) option 3 does not take a string"},
		{multi(M_PIPELINING, 64), "multi (10) M_PIPELINING: 64 is no sum of PIPE values"},
		{multi(M_MAX_CONCURRENT_STREAMS, 0), "multi (10) M_MAX_CONCURRENT_STREAMS: 0, expected 1 to 2147483647"},
		{multi(M_MAX_PIPELINE_LENGTH, 1), "multi (6) option 8 has no meaning here"},
		{multi(M_PIPELINING_SITE_BL, nil), "multi (6) there is no pipelining here"},
		{multi(999, 1), "multi (6) no multi option has the number 999"},
		{new(CurlMulti).AddHandle(NewCurl()), "multi (1) cannot invoke add_handle() - no multi handle: NewCurlMulti makes it"},
		{part.Name("a\x00"), `(43) A libcurl function was given a bad argument: the name "a\x00" holds a line end or a zero byte`},
		{part.Filename("a\x00"), `(43) A libcurl function was given a bad argument: the file name "a\x00" holds a line end or a zero byte`},
		{part.Type("a\r\nb"), `(43) A libcurl function was given a bad argument: the content type "a\r\nb" holds a line end or a zero byte`},
		{part.DataReader(nil, 0), "(43) A libcurl function was given a bad argument: there is no reader"},
		{part.FileData(""), `(26) Failed to open/read local data from file/application: "" cannot be the path of a file`},
		{part.Subparts(form), "(43) A libcurl function was given a bad argument: a form can be part of one part only, and not of itself"},
		{part.Encoder("odd"), `(43) A libcurl function was given a bad argument: "odd" is no encoder: want binary, 8bit, 7bit, base64 or quoted-printable`},
	} {
		if c.err == nil || c.err.Error() != "curlx: "+c.want {
			t.Errorf("got %v, want curlx: %s", c.err, c.want)
		}
	}
}
