package curlx

import (
	"runtime"
	"strings"
)

// Limits of libcurl's.
const (
	longestURL    = 8_000_000
	longestScheme = 40
	longestZone   = 15
)

// schemePort is the port of a scheme that libcurl knows, "" of another. A URL of any of
// them can be read; the package speaks those that protocolFor gives.
func schemePort(scheme string) string {
	switch strings.ToLower(scheme) {
	case "http", "ws":
		return "80"
	case "https", "wss":
		return "443"
	case "ftp":
		return "21"
	case "ftps":
		return "990"
	case "telnet":
		return "23"
	case "dict":
		return "2628"
	case "gopher", "gophers":
		return "70"
	case "file":
		return "0"
	case "imap":
		return "143"
	case "imaps":
		return "993"
	case "pop3":
		return "110"
	case "pop3s":
		return "995"
	case "smtp":
		return "25"
	case "smtps":
		return "465"
	case "ldap":
		return "389"
	case "ldaps":
		return "636"
	case "mqtt":
		return "1883"
	case "rtsp":
		return "554"
	case "scp", "sftp":
		return "22"
	case "smb", "smbs":
		return "445"
	case "tftp":
		return "69"
	case "rtmp", "rtmpe":
		return "1935"
	case "rtmpt", "rtmpte":
		return "80"
	case "rtmps", "rtmpts":
		return "443"
	}
	return ""
}

func knownScheme(scheme string) bool { return schemePort(scheme) != "" }

// takesOptions reports whether the login part of a scheme may have options.
func takesOptions(scheme string) bool {
	switch strings.ToLower(scheme) {
	case "imap", "imaps", "pop3", "pop3s", "smtp", "smtps":
		return true
	}
	return false
}

// cutScheme takes the scheme off. Where there is none it returns all of s.
func cutScheme(s string, flags URLFlags) (scheme, rest string) {
	n := 0
	for n < len(s) && n < longestScheme && (isAlnum(s[n]) || strings.IndexByte("+-.", s[n]) >= 0) {
		n++
	}
	if n == 0 || n == len(s) || s[n] != ':' {
		return "", s
	}
	// "host:80" is no scheme where one may be guessed.
	guessing := flags&(U_DEFAULT_SCHEME|U_GUESS_SCHEME) != 0
	if guessing && !strings.HasPrefix(s[n+1:], "/") {
		return "", s
	}
	return strings.ToLower(s[:n]), s[n+1:]
}

func isAlnum(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// readURL reads a whole URL.
func readURL(s string, flags URLFlags) (*CurlURL, URLCode) {
	if len(s) > longestURL {
		return nil, CURLUE_MALFORMED_INPUT
	}
	u := &CurlURL{}
	scheme, rest := cutScheme(s, flags)
	if scheme == "file" {
		return u, u.parseFile(rest, flags)
	}
	if scheme != "" {
		if flags&U_NON_SUPPORT_SCHEME == 0 && !knownScheme(scheme) {
			return nil, CURLUE_UNSUPPORTED_SCHEME
		}
		slashes := len(rest) - len(strings.TrimLeft(rest, "/"))
		if slashes < 1 || slashes > 3 {
			return nil, CURLUE_BAD_SLASHES
		}
		rest = rest[slashes:]
		u.scheme = given(scheme)
	} else {
		switch {
		case flags&U_DEFAULT_SCHEME != 0:
			u.scheme = given("https")
		case flags&U_GUESS_SCHEME == 0:
			return nil, CURLUE_BAD_SCHEME
		}
	}
	end := strings.IndexAny(rest, "/?#")
	if end < 0 {
		end = len(rest)
	}
	authority, tail := rest[:end], rest[end:]
	if authority == "" && flags&U_NO_AUTHORITY == 0 {
		return nil, CURLUE_NO_HOST
	}
	if code := u.parseTail(tail, flags); code != CURLUE_OK {
		return nil, code
	}
	if authority == "" {
		u.host = given("")
	} else if code := u.parseAuthority(authority, scheme != "", flags); code != CURLUE_OK {
		return nil, code
	}
	if !u.scheme.ok && u.host.text != "" {
		u.guessed = true
		u.scheme = given(guessScheme(u.host.text))
	}
	return u, CURLUE_OK
}

// guessScheme tells a scheme from a host's name.
func guessScheme(host string) string {
	first, _, dotted := strings.Cut(strings.ToLower(host), ".")
	if dotted {
		switch first {
		case "ftp", "dict", "ldap", "imap", "smtp", "pop3":
			return first
		}
	}
	return "http"
}

// parseFile reads what follows "file:".
func (u *CurlURL) parseFile(rest string, flags URLFlags) URLCode {
	if len(rest) < 2 {
		return CURLUE_BAD_FILE_URL
	}
	if after, ok := strings.CutPrefix(rest, "//"); ok {
		rest = after
		if !strings.HasPrefix(rest, "/") {
			host, _, slash := strings.Cut(rest, "/")
			if !slash || !strings.EqualFold(host, "localhost") && host != "127.0.0.1" {
				return CURLUE_BAD_FILE_URL
			}
			rest = rest[len(host):]
		}
	}
	if runtime.GOOS == "windows" {
		if isDrive(rest) {
			rest = "/" + rest
		}
	} else if isDrive(rest) || strings.HasPrefix(rest, "/") && isDrive(rest[1:]) {
		return CURLUE_BAD_FILE_URL
	}
	u.scheme = given("file")
	if flags&U_NO_AUTHORITY != 0 {
		u.host = given("")
	}
	return u.parseTail(rest, flags)
}

// isDrive reports whether a path begins with a drive of Windows.
func isDrive(s string) bool {
	return len(s) >= 2 && (s[0]|0x20) >= 'a' && (s[0]|0x20) <= 'z' && (s[1] == ':' || s[1] == '|') &&
		(len(s) == 2 || strings.IndexByte(`/\`, s[2]) >= 0)
}

// parseTail reads path, query and fragment.
func (u *CurlURL) parseTail(s string, flags URLFlags) URLCode {
	s, fragment, hash := strings.Cut(s, "#")
	if hash && fragment != "" {
		if hasJunk(fragment, flags&^U_URLENCODE) {
			return CURLUE_BAD_FRAGMENT
		}
		u.fragment = given(fragment)
	}
	u.hash = hash && fragment == ""
	path, query, mark := strings.Cut(s, "?")
	if mark {
		if hasJunk(query, flags) {
			return CURLUE_BAD_QUERY
		}
		if flags&U_URLENCODE != 0 {
			query = encodeOdd(query, true)
		}
		u.query = given(query)
	}
	if path == "" {
		return CURLUE_OK
	}
	if hasJunk(path, flags) {
		return CURLUE_BAD_PATH
	}
	if flags&U_URLENCODE != 0 {
		path = encodeOdd(path, false)
	}
	if flags&U_PATH_AS_IS == 0 {
		path = removeDots(path)
	}
	u.path = given(path)
	return CURLUE_OK
}

// hasJunk reports whether there are control characters or, unless they are
// allowed, blanks.
func hasJunk(s string, flags URLFlags) bool {
	blanks := flags&(U_ALLOW_SPACE|U_URLENCODE) == 0
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == 0x7f || c == ' ' && blanks {
			return true
		}
	}
	return false
}

// parseAuthority reads user, password, options, host and port.
func (u *CurlURL) parseAuthority(s string, withScheme bool, flags URLFlags) URLCode {
	if login, host, ok := strings.Cut(s, "@"); ok {
		if flags&U_DISALLOW_USER != 0 {
			return CURLUE_USER_NOT_ALLOWED
		}
		s = host
		if code := u.parseLogin(login, flags); code != CURLUE_OK {
			return code
		}
	}
	s, port, code := cutPort(s, withScheme)
	if code != CURLUE_OK {
		return code
	}
	u.port = port
	if hasJunk(s, flags|U_ALLOW_SPACE) {
		return CURLUE_BAD_HOSTNAME
	}
	if s == "" {
		return CURLUE_NO_HOST
	}
	if !strings.HasPrefix(s, "[") && strings.Contains(s, "%") {
		decoded, ok := percentDecode(s)
		if !ok || strings.Contains(decoded, "\x7f") {
			return CURLUE_BAD_HOSTNAME
		}
		s = decoded
	}
	if v4, ok := readIPv4(s); ok {
		u.host = given(v4)
		return CURLUE_OK
	}
	u.host, u.zone, code = checkHost(s)
	return code
}

// parseLogin reads user:password;options, the latter two in either order.
func (u *CurlURL) parseLogin(s string, flags URLFlags) URLCode {
	if takesOptions(u.scheme.text) {
		if i := strings.IndexByte(s, ';'); i >= 0 {
			end := len(s)
			if j := strings.IndexByte(s, ':'); j > i {
				end = j
			}
			u.options = given(s[i+1 : end])
			s = s[:i] + s[end:]
		}
	}
	user, password, colon := strings.Cut(s, ":")
	if hasJunk(user, flags&^U_URLENCODE) {
		return CURLUE_BAD_USER
	}
	if hasJunk(password, flags&^U_URLENCODE) {
		return CURLUE_BAD_PASSWORD
	}
	u.user = given(user)
	if colon {
		u.password = given(password)
	}
	if u.options.ok && hasJunk(u.options.text, flags&^U_URLENCODE) {
		return CURLUE_BAD_LOGIN
	}
	return CURLUE_OK
}
