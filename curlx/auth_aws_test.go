package curlx

import (
	_ "embed"
	"errors"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/original"
)

//go:embed testdata/sigv4.py
var sigv4Source string

const (
	awsUser = "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
	awsWhen = "X-Amz-Date: 20150830T123600Z"
	awsHost = "Host: example.amazonaws.com"
)

var signature = regexp.MustCompile(`Authorization: (.*)\r\n`)

func signedBy(request string) string {
	if m := signature.FindStringSubmatch(request); m != nil {
		return m[1]
	}
	return ""
}

// The signatures are those of the test suite that Amazon publishes with the scheme.
func TestAWSSignaturesAreAmazons(t *testing.T) {
	r := record(t)
	for name, x := range map[string]struct {
		path, want string
		settings   []any
	}{
		"get-vanilla":                {"", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", nil},
		"post-vanilla":               {"", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", []any{POSTFIELDS, ""}},
		"get-vanilla-query-order":    {"?Param2=value2&Param1=value1", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", nil},
		"get-vanilla-query-unquoted": {"?-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197", nil},
	} {
		c := handle(t, append([]any{URL, r.url + x.path, USERPWD, awsUser, AWS_SIGV4, "aws:amz:us-east-1:service", HTTPHEADER, []string{awsWhen, awsHost}}, x.settings...)...)
		if _, err := body(c); err != nil {
			t.Fatal(err)
		}
		want := "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=" + x.want
		if got := signedBy(r.last(t)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

func TestParityAWSSignatures(t *testing.T) {
	py := original.Start(t, "pycurl")
	py.Define(sigv4Source)
	r := record(t)
	for _, x := range []struct {
		scheme, path string
		headers      []string
		fields       any
	}{
		{"aws:amz:us-east-1:service", "", []string{awsWhen, awsHost}, nil},
		{"aws:amz:us-east-1:service", "", []string{awsWhen, awsHost}, "a=1&b=2"},
		{"AWS:AMZ:r:s", "a/b?x=1&y=2", []string{awsWhen, awsHost, "My-B:   a   b  ", "my-a: c"}, "body"},
		{"goog:goog:r:s", "", []string{"X-Goog-Date: 20150830T123600Z", awsHost}, nil},
		{"aws:amz:r:s", "", []string{awsWhen, awsHost, "x-amz-content-sha256: UNSIGNED-PAYLOAD"}, "body"},
		{"aws:amz", "", []string{awsWhen, awsHost}, nil},
	} {
		wantCode := int(py.Value("sign", r.url+x.path, x.scheme, awsUser, x.headers, x.fields).(int64))
		want := signedBy(r.last(t))
		c := handle(t, URL, r.url+x.path, USERPWD, awsUser, AWS_SIGV4, x.scheme, HTTPHEADER, x.headers)
		if x.fields != nil {
			set(t, c, POSTFIELDS, x.fields)
		}
		_, err := body(c)
		request := r.last(t)
		if got := signedBy(request); got != want || codeOf(err) != wantCode {
			t.Errorf("%s %s: got %d %s\nwant %d %s", x.scheme, x.path, codeOf(err), got, wantCode, want)
		}
		if n := strings.Count(request, "-Date:"); err == nil && n != 1 {
			t.Errorf("%s: %d dates in %s", x.scheme, n, request)
		}
	}
}

func TestAWSSignaturesAreOfWhatIsSent(t *testing.T) {
	r := record(t)
	c := handle(t, URL, r.url, USERPWD, awsUser, AWS_SIGV4, "aws:amz:r:s3")
	if _, err := body(c); err != nil {
		t.Fatal(err)
	}
	empty := "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
	got := r.last(t)
	if !strings.Contains(got, "x-amz-content-sha256: "+empty+"\r\n") || !strings.Contains(got, "SignedHeaders=host;x-amz-content-sha256;x-amz-date,") ||
		!regexp.MustCompile(`\r\nX-Amz-Date: \d{8}T\d{6}Z\r\n`).MatchString(got) {
		t.Errorf("S3 is sent %s", got)
	}
	set(t, c, UPLOAD, 1, READDATA, strings.NewReader("x"), INFILESIZE, 1)
	if _, err := body(c); err != nil || !strings.Contains(r.last(t), "x-amz-content-sha256: UNSIGNED-PAYLOAD\r\n") {
		t.Errorf("an upload to S3: %v", err)
	}
	set(t, c, AWS_SIGV4, "aws:amz:r:other", READDATA, strings.NewReader("x"))
	if _, err := body(c); !errors.Is(err, E_AUTH_ERROR) {
		t.Errorf("an upload that cannot be signed: %v", err)
	}
	set(t, c, HTTPGET, 1, HTTPHEADER, []string{"X-Amz-Date: yesterday"})
	if _, err := body(c); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
		t.Errorf("a date that is none: %v", err)
	}
	for _, bad := range []string{"", ":amz"} {
		if err := c.Setopt(AWS_SIGV4, bad); !errors.Is(err, E_BAD_FUNCTION_ARGUMENT) {
			t.Errorf("AWS_SIGV4 of %q: %v", bad, err)
		}
	}
}
