package curlx

import (
	"strings"
	"testing"
)

// HTTP_PROXY in capitals may come from a header of a CGI request; all others count.
func TestProxiesOfTheEnvironment(t *testing.T) {
	names := []string{"http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "ftp_proxy", "FTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"}
	for _, x := range []struct {
		name     string
		env      map[string]string
		settings []any
		proxied  bool
	}{
		{"none", nil, nil, false},
		{"http_proxy", map[string]string{"http_proxy": "PROXY"}, nil, true},
		{"HTTP_PROXY", map[string]string{"HTTP_PROXY": "PROXY"}, nil, false},
		{"ALL_PROXY", map[string]string{"ALL_PROXY": "PROXY"}, nil, true},
		{"all_proxy", map[string]string{"all_proxy": "PROXY"}, nil, true},
		{"another scheme's", map[string]string{"https_proxy": "PROXY", "HTTPS_PROXY": "PROXY", "ftp_proxy": "PROXY"}, nil, false},
		{"the scheme's before all", map[string]string{"http_proxy": "PROXY", "all_proxy": "http://127.0.0.1:1"}, nil, true},
		{"NO_PROXY", map[string]string{"http_proxy": "PROXY", "NO_PROXY": "127.0.0.0/8"}, nil, false},
		{"no_proxy", map[string]string{"http_proxy": "PROXY", "no_proxy": "other.test, 127.0.0.1"}, nil, false},
		{"no_proxy of others", map[string]string{"http_proxy": "PROXY", "no_proxy": "127.0.0.2"}, nil, true},
		{"PROXY of nothing", map[string]string{"http_proxy": "PROXY"}, []any{PROXY, ""}, false},
		{"NOPROXY of nothing", map[string]string{"http_proxy": "PROXY", "no_proxy": "*"}, []any{NOPROXY, ""}, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			s, err := script([][]byte{[]byte(okay)})
			if err != nil {
				t.Fatal(err)
			}
			defer s.stop()
			for _, n := range names {
				t.Setenv(n, "")
			}
			for n, v := range x.env {
				t.Setenv(n, strings.Replace(v, "PROXY", "http://127.0.0.1:"+s.port(), 1))
			}
			// The server is its own proxy: what differs is how it is asked.
			if _, err := body(handle(t, append(x.settings, URL, "http://127.0.0.1:"+s.port()+"/")...)); err != nil {
				t.Fatal(err)
			}
			if got := strings.Contains(s.wire[0].(string), "GET http://"); got != x.proxied {
				t.Errorf("through the proxy is %v, want %v: %s", got, x.proxied, s.wire[0])
			}
		})
	}
}
