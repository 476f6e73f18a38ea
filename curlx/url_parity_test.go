package curlx

import (
	"bytes"
	_ "embed"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/libcurl.py
var libcurlSource string

// flagsOfSet and flagsOfGet are what libcurl 7.88 knows.
var (
	flagsOfSet = []URLFlags{U_DEFAULT_SCHEME, U_NON_SUPPORT_SCHEME, U_PATH_AS_IS, U_DISALLOW_USER, U_URLENCODE, U_APPENDQUERY, U_GUESS_SCHEME, U_NO_AUTHORITY, U_ALLOW_SPACE}
	flagsOfGet = []URLFlags{U_DEFAULT_PORT, U_NO_DEFAULT_PORT, U_DEFAULT_SCHEME, U_URLDECODE, U_URLENCODE, U_PUNYCODE}
)

// oddURLs are those that readers of URLs differ on.
var oddURLs = strings.Split(`http://h http://h/a?b#c HTTP://User:Pa;opt@Host:80/ imap://u:p;o@h/ imap://u;o:p@h/ imap://u;o:p;q@h http:/h/x http:///h/x http:////h http:h h/x ftp.h/x dict.h/d:x FTP.h Pop3.h imapx.h //h/x
http://h:99999/ http://h:0/ http://h:/x h:/x http://h:8a/ http://h:+80/ http://h:080/ http://h:00000000000080/ http://h:18446744073709551696/ http://::1/ http://[::1]:80/ http://[fe80::1%25eth0]/ http://[fe80::1%eth0]/ http://[::1]x/ http://[::zz]/
http://[v1.x]/ http://[::1%25]/ http://[::1%2525]/ http://[::1 http://[::ffff:1.2.3.4]/ http://[0:0:0:0:0:0:0:1]/ http://[::AB]/ http://[::0]/ http://[1:2:3:4:5:6:7:08]/ http://[::1.2.3.4]/ http://[::0102:0304]/ http://[::]/ http://[:]/ http://[]/ http://[::1%]/ http://[::1%25x%20y]/ http://[::1%aaaaaaaaaaaaaaaa]/ http://[::1%aaaaaaaaaaaaaaa]/
http://0x7f.1/ http://127.1 http://1.2.3.4.5 http://256.1.1.1 http://0300.1 http://4294967296 http://0/ http://0x/ http://08/ http://0x100.1/ http://1.2.65536/ http://1.2.65535/ http://1.16777216/ http://0xffffffff/ http://1./ http://.1/ http://00000001.1/ http://127.0.0.1x/ http://1%2e1/ http://1_0.1/ http://1.+1/
http://h%41/ http://h%20/ http://h%00/ http://h%2f/ http://a%b/ http://a%gg/ http://a%c3%a9/ http://a%0a/ http://a%7f/ http://a%25b/ http://-/ http://_/ http://a|b/ http://a~b/ http://a"b/ http://a!b/ http://a*b/ http://h;x/ http://h.:80/ http://.../ http://a,b http://a$b http://a&b http://a(b http://a=b http://a>b http://a{b http://a\b
http://u@ http:// http://:80 http://@h http://u:@h http://:p@h http://:@h http://a@b@h http://h:80\@x/ http://u%40:p%3a@h/ http://u:p:q@h
http://h?q http://h#f http://h/? http://h/# http://h/?# http://h/#a#b http://h/?a?b http://h?a/../b http://h#a?b http://h/a/../b/./c/.. http://h/%2e%2e/x http://h/.. http://h/. http://h/... http://h/..a http://h/a. http://h/./ http://h/../ http://h//../x http://h/a//b/../c http://h/a/.. http://h/%zz http://h/%
file:///etc/x file:/etc/x file://localhost/x file://127.0.0.1/x file://h/x file:x file:xy file:// file:///x?y#z FILE:///x file:///a/../b file:////x file:///c:/x file:c:/x file:/c:/x file:///c|/x file:///c:x file://localhost:80/x file://localhostx file://localhost file://LOCALHOST/x
foo://h/x foo:x foo:///x mailto:a@b 1a://h/ a1+-.://h/ a_b://h/ ://h : / ? # x:y /x ?q #f //h . .. ../x ./x x:80 localhost:80 [::1] 1.2.3.4 u@h u:p@h:1/x`, " ")

// parityURLs adds what has blanks and bytes beyond ASCII.
func parityURLs() []string {
	all := strings.Fields(strings.Join(oddURLs, " "))
	for _, scheme := range strings.Fields("http https ftp ftps telnet dict gopher gophers file imap imaps pop3 pop3s smtp smtps ldap ldaps mqtt rtsp scp sftp smb smbs tftp rtmp rtmpe rtmpt rtmpte rtmps rtmpts wsx") {
		all = append(all, scheme+"://u:p;o@h/")
	}
	return append(all, "file:///c:", "file:///c|", "file:c:", "file:///c:\\x", "", " ", "http://a b/", "http://h/a b", "http://h/a b?c d#e f", "http://h/?a b", "http://h/#a b", "http://u u:p@h/", "http://u:p p@h/", "http://h\x7f/", "http://h/\x01", "http://h/\n", "h/ x",
		"http://é.x/", "http://h/é?\xe9+ñ#é", "http://É.x/", "http://bücher.example/", "http://xn--9ca.x/", "http://h/\xc3\xa9 ?\xe9 +#\xe9 ", strings.Repeat("a", 40)+"://h", strings.Repeat("a", 41)+"://h", "file:///x y", "//x y/z", "x y?a b#c d", "?a b", "#a b", "/é", "//é/é?é#é")
}

func urlCall(flags URLFlags, sets ...[]any) original.Call {
	all := []any{}
	for _, s := range sets {
		all = append(all, s)
	}
	return original.Call{Func: "url", Args: []any{all, int(flags)}}
}

func setOf(part URLPart, value string, flags URLFlags) []any {
	if value == "" {
		flags &^= U_URLENCODE // libcurl 7.88 crashes on an empty host to encode
	}
	return []any{int(part), []byte(value), int(flags)}
}

// urlOurs makes the calls that testdata/libcurl.py makes.
func urlOurs(c original.Call) original.Result {
	code := func(err error) int64 {
		if err == nil {
			return 0
		}
		return int64(err.(*URLError).Kind)
	}
	u := &CurlURL{}
	codes := []any{}
	for _, s := range c.Args[0].([]any) {
		s := s.([]any)
		part := URLPart(s[0].(int))
		if s[1] == nil {
			codes = append(codes, code(u.ClearPart(part)))
			continue
		}
		codes = append(codes, code(u.SetPart(part, string(s[1].([]byte)), URLFlags(s[2].(int)))))
	}
	parts := []any{}
	for part := range URLPart(12) {
		text, err := u.GetPart(part, URLFlags(c.Args[1].(int)))
		if err != nil {
			parts = append(parts, code(err))
		} else {
			parts = append(parts, []byte(text))
		}
	}
	return original.Result{Value: []any{codes, parts}}
}

func urlJudge(t *testing.T) *original.Judge {
	py := original.Start(t, "pycurl")
	py.Define(libcurlSource)
	return &original.Judge{Python: py, Ours: urlOurs, Divergences: urlDivergences}
}

func TestParityURLPins(t *testing.T) { urlJudge(t).Pins(t) }

func TestParityURLTable(t *testing.T) {
	var calls []original.Call
	// Each URL as each part is the long run's; else a fourth of these, another for each
	// URL.
	every := 4
	if original.Rounds(t, 1) > 1 {
		every = 1
	}
	for i, s := range parityURLs() {
		for _, f := range append([]URLFlags{0, U_DEFAULT_SCHEME | U_URLENCODE, U_GUESS_SCHEME | U_ALLOW_SPACE, U_GUESS_SCHEME | U_NO_AUTHORITY | U_NON_SUPPORT_SCHEME}, flagsOfSet...) {
			calls = append(calls, urlCall(0, setOf(UPART_URL, s, f)))
		}
		for _, f := range flagsOfGet {
			calls = append(calls, urlCall(f, setOf(UPART_URL, s, U_ALLOW_SPACE|U_GUESS_SCHEME)))
		}
		for _, base := range []string{"http://u:p@h:81/a/b?q=1#f", "https://h", "ftp://[::1]/x/y/", "file:///a/b"} {
			calls = append(calls, urlCall(0, setOf(UPART_URL, base, 0), setOf(UPART_URL, s, 0)), urlCall(0, setOf(UPART_URL, base, 0), setOf(UPART_URL, s, U_URLENCODE)))
		}
		for part := range URLPart(12) {
			for j, f := range []URLFlags{0, U_APPENDQUERY | U_URLENCODE, U_NON_SUPPORT_SCHEME | U_NO_AUTHORITY | U_URLENCODE} {
				if (i+int(part)+j)%every != 0 {
					continue
				}
				calls = append(calls, urlCall(0, setOf(UPART_URL, "http://u:p@h:81/a/b?q=1#f", 0), setOf(part, s, f)))
			}
		}
	}
	for _, query := range []string{"", "a", "a&", "&", "a&&", "a=b"} {
		for _, more := range []string{"", "c", "&c", "c=d=e"} {
			calls = append(calls, urlCall(0, setOf(UPART_URL, "http://h/?"+query, 0), setOf(UPART_QUERY, more, U_APPENDQUERY)), urlCall(0, setOf(UPART_URL, "http://h/?"+query, 0), setOf(UPART_QUERY, more, U_APPENDQUERY|U_URLENCODE)))
		}
	}
	for part := range URLPart(12) {
		calls = append(calls, urlCall(0, setOf(UPART_URL, "http://u:p@h:81/a/b?q=1#f", 0), []any{int(part), nil, 0}))
		for _, s := range []string{"0", "80", "65535", "65536", "8x", " 80", "080", "-1", "99999999999999999999", "a b:@", "x%2FAB", "/../x", "a=b&+", "a b=c=d&e+f%/?", "h:80", "127.1", "http", "HTTPS"} {
			calls = append(calls, urlCall(0, setOf(part, s, 0)), urlCall(U_DEFAULT_SCHEME|U_DEFAULT_PORT, setOf(UPART_HOST, "h", 0), setOf(part, s, U_URLENCODE)))
		}
	}
	urlJudge(t).Table(t, calls)
}

// urlPieces make URLs that are nearly right.
var urlPieces = []string{"http", "ftp", "file", "imap", "foo", "://", ":", "/", "//", "?", "#", "@", "u", "p", "h", "h.x", "ftp.", "[::1]", "[fe80::1%25e]", "127.1", "0x7f", "1.2.3.4", ":80", ":0", ":443", ":x", "a", "b/c", "..", ".", "/../", "/./", "%41", "%2F", "%zz", "%", " ", "é", "\xff", "q=1", "&", "=", "+", ";", "\t", "~", "localhost"}

func randomURL(r *rand.Rand) string {
	var b bytes.Buffer
	if r.IntN(3) > 0 {
		b.WriteString([]string{"http://", "https://", "ftp://", "imap://u;o:p@", "file://", "http://u:p@h", "gopher:/"}[r.IntN(7)])
	}
	for range r.IntN(8) {
		b.WriteString(urlPieces[r.IntN(len(urlPieces))])
	}
	return b.String()
}

func randomFlags(r *rand.Rand, from []URLFlags) (f URLFlags) {
	for range r.IntN(3) {
		f |= from[r.IntN(len(from))]
	}
	return f
}

func TestParityURLGenerated(t *testing.T) {
	r := original.Rand(t)
	var calls []original.Call
	for range original.Rounds(t, 3000) {
		sets := [][]any{setOf(UPART_URL, randomURL(r), randomFlags(r, flagsOfSet)|U_NON_SUPPORT_SCHEME*URLFlags(r.IntN(2)))}
		for range r.IntN(3) {
			part := URLPart(r.IntN(11))
			if r.IntN(6) == 0 {
				sets = append(sets, []any{int(part), nil, 0})
			} else {
				sets = append(sets, setOf(part, randomURL(r), randomFlags(r, flagsOfSet)))
			}
		}
		calls = append(calls, urlCall(randomFlags(r, slices.DeleteFunc(slices.Clone(flagsOfGet), func(f URLFlags) bool { return f == U_PUNYCODE })), sets...))
	}
	urlJudge(t).Generated(t, calls)
}
