package curlx

import (
	"errors"
	"strings"
	"testing"
)

// What libcurl 7.88 does not have yet, by the documents of the newer ones.
func TestURLFlagsOfNewerLibcurls(t *testing.T) {
	for _, c := range []struct {
		url  string
		set  URLFlags
		part URLPart
		get  URLFlags
		want string
		code URLCode
	}{
		{"http://h/?", 0, UPART_URL, 0, "http://h/", 0},
		{"http://h/?", 0, UPART_URL, U_GET_EMPTY, "http://h/?", 0},
		{"http://h/?#", 0, UPART_URL, U_GET_EMPTY, "http://h/?#", 0},
		{"http://h/#", 0, UPART_FRAGMENT, 0, "", CURLUE_NO_FRAGMENT},
		{"http://h/#", 0, UPART_FRAGMENT, U_GET_EMPTY, "", 0},
		{"http://h/", 0, UPART_FRAGMENT, U_GET_EMPTY, "", CURLUE_NO_FRAGMENT},
		{"h/x", U_GUESS_SCHEME, UPART_URL, 0, "http://h/x", 0},
		{"u@h:81/x", U_GUESS_SCHEME, UPART_URL, U_NO_GUESS_SCHEME, "u@h:81/x", 0},
		{"h/x", U_GUESS_SCHEME, UPART_SCHEME, U_NO_GUESS_SCHEME, "", CURLUE_NO_SCHEME},
		{"http://h/x", U_GUESS_SCHEME, UPART_URL, U_NO_GUESS_SCHEME, "http://h/x", 0},
		{"http://xn--bcher-kva.example/", 0, UPART_HOST, U_PUNY2IDN, "bücher.example", 0},
		{"http://bücher.example/", 0, UPART_URL, U_PUNYCODE, "http://xn--bcher-kva.example/", 0},
		{"http://xn--bcher-kva.example/", 0, UPART_URL, U_PUNY2IDN, "http://bücher.example/", 0},
		{"http://a.example/", 0, UPART_HOST, U_PUNY2IDN, "a.example", 0},
		{"http://xn--a/", 0, UPART_HOST, U_PUNY2IDN, "", CURLUE_BAD_HOSTNAME},
	} {
		u, err := NewCurlURL(c.url, c.set)
		if err != nil {
			t.Errorf("%s: %v", c.url, err)
			continue
		}
		got, err := u.GetPart(c.part, c.get)
		if got != c.want || c.code != 0 && !errors.Is(err, c.code) || c.code == 0 && err != nil {
			t.Errorf("%s, %s with %#x: %q, %v, want %q and code %d", c.url, c.part, c.get, got, err, c.want, c.code)
		}
	}
}

func TestURLErrorsKeepSecrets(t *testing.T) {
	for _, s := range []string{"http://ann:secret@h:x/", "http://ann:sec ret@h/", "http://:secret@h:99999/", "http://secret@[::1/"} {
		_, err := NewCurlURL(s, 0)
		var e *URLError
		if !errors.As(err, &e) || !errors.Is(err, E_URL_MALFORMAT) {
			t.Errorf("%s: %v", s, err)
		} else if strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "sec ret") {
			t.Errorf("%s: the error tells %q", s, err)
		}
	}
	u := &CurlURL{}
	if err := u.SetPart(UPART_PASSWORD, strings.Repeat("secret", 2e6), 0); err == nil || len(err.Error()) > 300 {
		t.Errorf("a password of 12 MB: %.300v", err)
	}
}

func TestNoURL(t *testing.T) {
	var u *CurlURL
	if _, err := u.GetPart(UPART_HOST, 0); !errors.Is(err, CURLUE_BAD_HANDLE) {
		t.Errorf("get: %v", err)
	}
	if err := u.SetPart(UPART_HOST, "h", 0); !errors.Is(err, CURLUE_BAD_HANDLE) {
		t.Errorf("set: %v", err)
	}
	if err := u.ClearPart(UPART_HOST); !errors.Is(err, CURLUE_BAD_HANDLE) {
		t.Errorf("clear: %v", err)
	}
	if u.Clone() != nil || u.String() != "" || (&CurlURL{}).String() != "" {
		t.Error("a URL that is nil or empty has a text")
	}
	v, err := NewCurlURL("", 0)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(v.SetPart(UPART_SCHEME, "https", 0), v.SetPart(UPART_HOST, "example.org", 0), v.SetPart(UPART_QUERY, "a b", U_URLENCODE)); err != nil || v.String() != "https://example.org/?a+b" {
		t.Errorf("%s, %v", v, err)
	}
	w := v.Clone()
	if err := w.ClearPart(UPART_QUERY); err != nil || v.String() == w.String() {
		t.Errorf("a copy is not one of its own: %s, %s, %v", v, w, err)
	}
	for _, part := range []URLPart{-1, 11} {
		if _, err := v.GetPart(part, 0); !errors.Is(err, CURLUE_UNKNOWN_PART) || !strings.Contains(err.Error(), "URLPart(") {
			t.Errorf("part %d: %v", part, err)
		}
	}
}
