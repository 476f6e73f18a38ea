package curlx

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strings"
	"time"
)

// awsDate is how a signature's date is written.
const awsDate = "20060102T150405Z"

// An awsScheme is what AWS_SIGV4 says: who wants the signature, and of what.
type awsScheme struct {
	provider, headers string // such as aws, and amz in the names of headers
	region, service   string
}

// parseAWS reads provider1[:provider2[:region[:service]]]. What is missing is in the
// host's name: service.region.provider.
func parseAWS(s, host string) (awsScheme, error) {
	p := strings.Split(s, ":")
	a := awsScheme{provider: strings.ToLower(p[0]), headers: strings.ToLower(p[0])}
	bad := func(what string) (awsScheme, error) {
		return a, fail(E_URL_MALFORMAT, "aws-sigv4: %s missing in parameters and hostname", what)
	}
	if len(p) > 1 && p[1] != "" {
		a.headers = strings.ToLower(p[1])
	}
	if len(p) > 2 {
		a.region = p[2]
	}
	if len(p) > 3 {
		a.service = p[3]
	}
	labels := strings.Split(host, ".")
	if a.service == "" {
		if len(labels) < 2 || labels[0] == "" {
			return bad("service")
		}
		a.service = labels[0]
	}
	if a.region == "" {
		if len(labels) < 3 || labels[1] == "" {
			return bad("region")
		}
		a.region = labels[1]
	}
	return a, nil
}

// awsSign makes the value of Authorization for AWS_SIGV4, and the header lines that
// go with it.
func (x *exchange) awsSign(u login) (value, more string, err error) {
	t := x.t
	a, err := parseAWS(get(t.o, AWS_SIGV4), t.url.host)
	if err != nil {
		return "", "", err
	}
	custom := x.customHeaders()
	dateName, sumName := "x-"+a.headers+"-date", "x-"+a.headers+"-content-sha256"
	date := time.Now().UTC().Format(awsDate)
	if l, ok := custom.find(dateName); ok && l.value != "" {
		if _, err := time.Parse(awsDate, l.value); err != nil {
			return "", "", fail(E_BAD_FUNCTION_ARGUMENT, "aws-sigv4: the date %q is not of the form %s", l.value, awsDate)
		}
		date = l.value
	} else {
		more = "X-" + strings.ToUpper(a.headers[:1]) + a.headers[1:] + "-Date: " + date + "\r\n"
	}
	s3 := a.provider == "aws" && a.service == "s3"
	sum, given := "", false
	if l, ok := custom.find(sumName); ok && l.value != "" {
		sum, given = l.value, true
	} else if sum, err = x.awsSum(s3); err != nil {
		return "", "", err
	}
	headers := map[string]string{"host": t.hostValue(), dateName: date}
	if s3 && !given {
		headers[sumName] = sum
		more += sumName + ": " + sum + "\r\n"
	}
	for _, l := range custom {
		if l.line != "" {
			headers[strings.ToLower(l.name)] = strings.Join(strings.Fields(l.value), " ")
		}
	}
	var names []string
	for n := range headers {
		names = append(names, n)
	}
	slices.Sort(names)
	signed := strings.Join(names, ";")
	var b strings.Builder
	b.WriteString(x.method + "\n" + awsPath(t.url.path, s3) + "\n" + awsQuery(t.url.query) + "\n")
	for _, n := range names {
		b.WriteString(n + ":" + headers[n] + "\n")
	}
	b.WriteString("\n" + signed + "\n" + sum)

	upper := strings.ToUpper(a.provider)
	scope := date[:8] + "/" + a.region + "/" + a.service + "/" + a.provider + "4_request"
	text := upper + "4-HMAC-SHA256\n" + date + "\n" + scope + "\n" + sha256Hex(b.String())
	key := []byte(upper + "4" + u.password)
	for _, part := range []string{date[:8], a.region, a.service, a.provider + "4_request"} {
		key = hmacSHA256(key, part)
	}
	return upper + "4-HMAC-SHA256 Credential=" + u.user + "/" + scope + ", SignedHeaders=" + signed +
		", Signature=" + hex.EncodeToString(hmacSHA256(key, text)), more, nil
}

// awsSum is what is signed of the body.
func (x *exchange) awsSum(s3 bool) (string, error) {
	switch {
	case x.src == nil:
		return sha256Hex(""), nil
	case x.src.isText:
		return sha256Hex(x.src.inline), nil
	case s3:
		return "UNSIGNED-PAYLOAD", nil
	}
	return "", fail(E_AUTH_ERROR, "aws-sigv4: a body that is read cannot be signed: expected POSTFIELDS, or a content-sha256 header with its sum")
}

func sha256Hex(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}

func hmacSHA256(key []byte, s string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(s))
	return h.Sum(nil)
}

// awsPath is a path as it is signed: once more encoded, but for S3.
func awsPath(path string, s3 bool) string {
	if path == "" {
		return "/"
	}
	if s3 {
		return path
	}
	parts := strings.Split(path, "/")
	for i := range parts {
		parts[i] = percentEncode(parts[i], capitalHex)
	}
	return strings.Join(parts, "/")
}

// awsQuery is a query as it is signed: in order, encoded in one way.
func awsQuery(query string) string {
	if query == "" {
		return ""
	}
	var pairs []string
	for p := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(p, "=")
		pairs = append(pairs, recode(name)+"="+recode(value))
	}
	slices.Sort(pairs)
	return strings.Join(pairs, "&")
}

// recode writes what may be percent-encoded in any way in the one way that counts.
func recode(s string) string {
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	return percentEncode(s, capitalHex)
}

const capitalHex = "0123456789ABCDEF"
