package curlx

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/peers"
)

// An nginx is a web server with a certificate of a test's authority.
type nginx struct {
	*authority
	plain, secure string // URLs
	ca            string
}

func startNginx(t *testing.T, files map[string]string) *nginx {
	program := peers.Need(t, "nginx")
	a := newAuthority(t)
	cert := a.issue(t, 7)
	key, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "curlx-nginx-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	if err := errors.Join(os.Chmod(dir, 0o755), os.Mkdir(filepath.Join(dir, "www"), 0o755)); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, "www", name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	plain, secure := peers.Port(t), peers.Port(t)
	config := fmt.Sprintf(`daemon off; worker_processes 1; pid %[1]s/pid; error_log stderr;
events { worker_connections 64; }
http { access_log off; client_body_temp_path %[1]s/body; proxy_temp_path %[1]s/proxy; fastcgi_temp_path %[1]s/fastcgi; uwsgi_temp_path %[1]s/uwsgi; scgi_temp_path %[1]s/scgi;
default_type text/plain; gzip on; gzip_min_length 10; gzip_types text/plain; keepalive_requests 3;
server { listen 127.0.0.1:%[2]d; listen 127.0.0.1:%[3]d ssl http2; server_name localhost; root %[1]s/www; ssl_certificate %[4]s; ssl_certificate_key %[5]s;
location /private { auth_basic "inside"; auth_basic_user_file %[6]s; alias %[1]s/www; } } }
`, dir, plain, secure, a.write(t, "server.pem", "CERTIFICATE", cert.Certificate[0]), a.write(t, "server.key", "PRIVATE KEY", key), filepath.Join(dir, "users"))
	if err := errors.Join(os.WriteFile(filepath.Join(dir, "conf"), []byte(config), 0o644), os.WriteFile(filepath.Join(dir, "users"), []byte("user:{PLAIN}pass\n"), 0o644)); err != nil {
		t.Fatal(err)
	}
	peers.Start(t, peers.Command{Args: []string{program, "-p", dir, "-c", filepath.Join(dir, "conf"), "-e", "stderr"}, Ready: peers.Accepts("tcp", fmt.Sprintf("127.0.0.1:%d", secure))})
	return &nginx{a, fmt.Sprintf("http://localhost:%d/", plain), fmt.Sprintf("https://localhost:%d/", secure), a.write(t, "ca.pem", "CERTIFICATE", a.cert.Raw)}
}

// openPipes is how many ends of pipes the test has open, where /proc tells.
func openPipes() int {
	n := 0
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	for _, f := range files {
		if to, err := os.Readlink("/proc/self/fd/" + f.Name()); err == nil && strings.HasPrefix(to, "pipe:") {
			n++
		}
	}
	return n
}

func TestNginx(t *testing.T) {
	text := strings.Repeat("0123456789\n", 20_000)
	s := startNginx(t, map[string]string{"file": text, "small": "hello"})
	for name, x := range map[string]struct {
		url     string
		version int
		more    []any
	}{
		"HTTP/1.1":         {s.plain, 2, []any{}},
		"HTTP/1.1 in TLS":  {s.secure, 2, []any{HTTP_VERSION, CURL_HTTP_VERSION_1_1}},
		"HTTP/2":           {s.secure, 3, []any{}},
		"HTTP/2 in TLS1.2": {s.secure, 3, []any{SSLVERSION, SSLVERSION_MAX_TLSv1_2}},
	} {
		t.Run(name, func(t *testing.T) {
			c := handle(t, append([]any{CAINFO, s.ca, URL, x.url + "file"}, x.more...)...)
			connects := 0
			for range 8 { // more requests than nginx answers on a connection
				if got, err := body(c); err != nil || got != text {
					t.Fatalf("%d bytes, %v", len(got), err)
				}
				connects += info(t, c, NUM_CONNECTS)
			}
			if connects < 2 || connects > 4 {
				t.Errorf("%d connections for 8 requests, 3 on each", connects)
			}
			if v := info(t, c, INFO_HTTP_VERSION); v != x.version {
				t.Errorf("version %d, want %d", v, x.version)
			}
			set(t, c, ACCEPT_ENCODING, "gzip")
			if got, err := body(c); err != nil || got != text || info(t, c, SIZE_DOWNLOAD_T) >= int64(len(text)) {
				t.Errorf("gzip: %d bytes of %d, %v", len(got), info(t, c, SIZE_DOWNLOAD_T), err)
			}
			if err := c.Unsetopt(ACCEPT_ENCODING); err != nil {
				t.Fatal(err)
			}
			if got, err := body(c); err != nil || got != text {
				t.Errorf("plain again: %d bytes, %v", len(got), err)
			}
			set(t, c, RANGE, "10-19")
			if got, err := body(c); err != nil || got != text[10:20] || info(t, c, RESPONSE_CODE) != 206 {
				t.Errorf("range: %q, %v", got, err)
			}
			if err := c.Unsetopt(RANGE); err != nil {
				t.Fatal(err)
			}
			set(t, c, RESUME_FROM, len(text)-5)
			if got, err := body(c); err != nil || got != text[len(text)-5:] {
				t.Errorf("resumed: %q, %v", got, err)
			}
			set(t, c, RESUME_FROM, 0, NOBODY, 1)
			if got, err := body(c); err != nil || got != "" || info(t, c, CONTENT_LENGTH_DOWNLOAD_T) != int64(len(text)) {
				t.Errorf("HEAD: %q, %v", got, err)
			}
			set(t, c, HTTPGET, 1, URL, x.url+"private/small")
			if _, err := body(c); err != nil || info(t, c, RESPONSE_CODE) != 401 {
				t.Errorf("without a password: %d, %v", info(t, c, RESPONSE_CODE), err)
			}
			set(t, c, USERPWD, "user:pass", HTTPAUTH, HTTPAUTH_ANY)
			if got, err := body(c); err != nil || got != "hello" {
				t.Errorf("with a password: %q, %v", got, err)
			}
			set(t, c, URL, x.url+"none", FAILONERROR, 1)
			if _, err := body(c); !errors.Is(err, E_HTTP_RETURNED_ERROR) {
				t.Errorf("none: %v", err)
			}
		})
	}
	if _, err := body(handle(t, URL, s.secure+"small")); !errors.Is(err, E_PEER_FAILED_VERIFICATION) {
		t.Errorf("an authority that nobody knows: %v", err)
	}
	c := handle(t, URL, strings.Replace(s.secure, "localhost", "127.0.0.1", 1), CAINFO, s.ca)
	if _, err := body(c); !errors.Is(err, E_PEER_FAILED_VERIFICATION) {
		t.Errorf("another host: %v", err)
	}
	if _, err := body(handle(t, URL, strings.Replace(s.plain, "http:", "https:", 1), CAINFO, s.ca)); !errors.Is(err, E_SSL_CONNECT_ERROR) {
		t.Errorf("TLS to a plain port: %v", err)
	}
	if _, err := body(handle(t, URL, s.secure, CAINFO, filepath.Join(s.dir, "none.pem"))); !errors.Is(err, E_SSL_CACERT_BADFILE) {
		t.Errorf("no authorities: %v", err)
	}
	// To a file, by the kernel. Go keeps the pipes that it splices through in a pool,
	// which the collector empties.
	before := openPipes()
	defer peers.Eventually(t, "the pipes to be closed", func() bool {
		runtime.GC()
		return openPipes() <= before
	})
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c = handle(t, URL, s.plain+"file", WRITEDATA, f)
	for range 2 {
		if err := c.Perform(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if b, err := os.ReadFile(f.Name()); err != nil || string(b) != text+text || info(t, c, SIZE_DOWNLOAD_T) != int64(len(text)) {
		t.Errorf("%d bytes in the file, %v", len(b), err)
	}
}

func TestTinyproxy(t *testing.T) {
	program := peers.Need(t, "tinyproxy")
	s := startNginx(t, map[string]string{"small": "hello"})
	port := peers.Port(t)
	conf := filepath.Join(t.TempDir(), "conf")
	text := fmt.Sprintf("Port %d\nListen 127.0.0.1\nTimeout 60\nAllow 127.0.0.1\nBasicAuth user pass\nMaxClients 20\n", port)
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	peers.Start(t, peers.Command{Args: []string{program, "-d", "-c", conf}, Ready: peers.Accepts("tcp", fmt.Sprintf("127.0.0.1:%d", port))})
	proxy := fmt.Sprintf("http://127.0.0.1:%d", port)
	for name, u := range map[string]string{"plain": s.plain, "by CONNECT": s.secure} {
		c := handle(t, URL, u+"small", CAINFO, s.ca, PROXY, proxy, PROXYUSERPWD, "user:pass", NOPROXY, "")
		for range 2 {
			if got, err := body(c); err != nil || got != "hello" {
				t.Errorf("%s: %q, %v", name, got, err)
			}
		}
		set(t, c, PROXYUSERPWD, "user:wrong")
		_, err := body(c)
		if name == "plain" && (err != nil || info(t, c, RESPONSE_CODE) < 400) || name != "plain" && !errors.Is(err, E_COULDNT_CONNECT) {
			t.Errorf("%s, wrong password: %d, %v", name, info(t, c, RESPONSE_CODE), err)
		}
	}
}

// serveSOCKS is a small SOCKS proxy of either version, which asks for a password
// if it has one.
func serveSOCKS(t *testing.T, to string, asked chan<- string, user, password string) string {
	vars, _ := rawServer(t, func(c net.Conn) string {
		c.SetDeadline(time.Now().Add(10 * time.Second))
		head := make([]byte, 2)
		io.ReadFull(c, head)
		text := func(until byte) string {
			var b bytes.Buffer
			one := make([]byte, 1)
			for {
				if _, err := c.Read(one); err != nil || one[0] == until {
					return b.String()
				}
				b.Write(one)
			}
		}
		sized := func() string {
			n := make([]byte, 1)
			io.ReadFull(c, n)
			b := make([]byte, n[0])
			io.ReadFull(c, b)
			return string(b)
		}
		if head[0] == 4 {
			rest := make([]byte, 6)
			io.ReadFull(c, rest)
			who := text(0)
			name := net.IP(rest[2:]).String()
			if rest[2] == 0 && rest[3] == 0 && rest[4] == 0 {
				name = text(0)
			}
			asked <- fmt.Sprintf("4 %s %s", who, name)
			c.Write([]byte{0, 90, 0, 0, 0, 0, 0, 0})
		} else {
			methods := make([]byte, head[1])
			io.ReadFull(c, methods)
			if user == "" {
				c.Write([]byte{5, 0})
			} else {
				c.Write([]byte{5, 2})
				io.ReadFull(c, head[:1])
				if u, p := sized(), sized(); u != user || p != password {
					c.Write([]byte{1, 1})
					return "refused"
				}
				c.Write([]byte{1, 0})
			}
			ask := make([]byte, 4)
			io.ReadFull(c, ask)
			name := ""
			switch ask[3] {
			case 1:
				ip := make([]byte, 4)
				io.ReadFull(c, ip)
				name = net.IP(ip).String()
			case 3:
				name = sized()
			}
			io.ReadFull(c, head)
			asked <- "5 " + name
			c.Write([]byte{5, 0, 0, 1, 0, 0, 0, 0, 0, 0})
		}
		up, err := net.Dial("tcp", to)
		if err != nil {
			return err.Error()
		}
		defer up.Close()
		go func() { io.Copy(struct{ io.Writer }{up}, c); up.Close() }()
		io.Copy(struct{ io.Writer }{c}, up) // not through a pipe of the kernel
		return ""
	})
	return "127.0.0.1:" + vars["PORT"]
}

func TestSOCKS(t *testing.T) {
	for _, x := range []struct{ scheme, login, url, asked string }{
		{"socks4", "me", "http://127.0.0.1/", "4 me 127.0.0.1"}, {"socks4a", "me", "http://far.test/", "4 me far.test"},
		{"socks5", "", "http://127.0.0.1/", "5 127.0.0.1"}, {"socks5h", "", "http://far.test/", "5 far.test"}, {"socks5h", "user:pass", "http://far.test/", "5 far.test"},
	} {
		s, err := script([][]byte{[]byte(okay + "\x04")})
		if err != nil {
			t.Fatal(err)
		}
		defer s.stop()
		asked := make(chan string, 4)
		user, password, secret := strings.Cut(x.login, ":")
		if !secret {
			user = ""
		}
		proxy := serveSOCKS(t, "127.0.0.1:"+s.port(), asked, user, password)
		at := x.scheme + "://" + proxy
		c := handle(t, URL, x.url, PROXY, at, FORBID_REUSE, 1, NOPROXY, "")
		if x.login != "" {
			set(t, c, PROXYUSERPWD, x.login)
		}
		got, err := body(c)
		if err != nil || got != "ok" || <-asked != x.asked {
			t.Errorf("%s: %q, %v", x.scheme, got, err)
		}
		if secret {
			set(t, c, PROXYUSERPWD, "user:wrong")
			if _, err := body(c); !errors.Is(err, E_PROXY) {
				t.Errorf("a wrong password: %v", err)
			}
		}
	}
	for name, answer := range map[string]string{"socks5://": "\x05\xff", "socks5h://": "\x04\x00", "socks4://": "\x00\x5b\x00\x00\x00\x00\x00\x00", "socks4a://": ""} {
		vars, _ := rawServer(t, func(c net.Conn) string {
			c.Read(make([]byte, 3))
			io.WriteString(c, answer)
			return ""
		})
		_, err := body(handle(t, URL, "http://127.0.0.1/", PROXY, name+"127.0.0.1:"+vars["PORT"], NOPROXY, ""))
		if !errors.Is(err, E_PROXY) && !errors.Is(err, E_RECV_ERROR) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
