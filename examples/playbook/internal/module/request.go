package module

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/textproto"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// transport reaches servers as the job says: by which proxy or socket, with which
// certificates, and whether what comes packed is unpacked.
func (j *Job) transport() (*http.Transport, error) {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.DisableKeepAlives = true
	no := func(name string) bool { return j.Args.Has(name) && !j.is(name) }
	if no("use_proxy") {
		t.Proxy = nil
	}
	t.DisableCompression = no("decompress")
	if socket := j.path("unix_socket"); socket != "" {
		t.Proxy = nil
		t.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		}
	}
	t.TLSClientConfig = &tls.Config{InsecureSkipVerify: no("validate_certs")} // where the task says so
	if file := j.path("ca_path"); file != "" {
		pem, err := os.ReadFile(file)
		if err != nil {
			return nil, failf("ca_path: %v", err)
		}
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(pem) {
			return nil, failf("ca_path: %s has no certificate; expected PEM", file)
		}
		t.TLSClientConfig.RootCAs = pool
	}
	if file := j.path("client_cert"); file != "" {
		key := j.path("client_key")
		if key == "" {
			key = file
		}
		pair, err := tls.LoadX509KeyPair(file, key)
		if err != nil {
			return nil, failf("client_cert: %v", err)
		}
		t.TLSClientConfig.Certificates = []tls.Certificate{pair}
	} else if j.path("client_key") != "" {
		return nil, failf("client_key without client_cert; expected both")
	}
	return t, nil
}

// request asks a server as the job says. A name and a password go to a server that
// asks for them, and at once with force_basic_auth.
func (j *Job) request(ctx context.Context, method, where string, body []byte, headers *value.Dict) (*http.Response, error) {
	transport, err := j.transport()
	if err != nil {
		return nil, err
	}
	private := j.list("unredirected_headers")
	stay := false
	switch f := j.text("follow_redirects"); f {
	case "no", "none", "False":
		stay = true
	case "safe", "urllib2":
		stay = method != "GET" && method != "HEAD"
	}
	client := &http.Client{Transport: transport, CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if stay {
			return http.ErrUseLastResponse
		}
		if len(via) >= 10 {
			return errors.New("more than 10 redirects")
		}
		for _, h := range private {
			req.Header.Del(h)
		}
		return nil
	}}
	ask := func(signed bool) (*http.Response, error) {
		req, err := http.NewRequestWithContext(ctx, method, where, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set("User-Agent", j.text("http_agent"))
		if j.is("force") {
			req.Header.Set("Cache-Control", "no-cache")
		}
		for _, d := range []*value.Dict{headers, dict(j.Args.Value("headers"))} {
			for k, v := range d.All() {
				if strings.EqualFold(k, "host") {
					req.Host = value.Str(v)
				}
				req.Header.Set(k, value.Str(v))
			}
		}
		if signed {
			req.SetBasicAuth(j.text("url_username"), j.text("url_password"))
		}
		return client.Do(req)
	}
	known := j.text("url_username") != ""
	resp, err := ask(known && j.is("force_basic_auth"))
	if err == nil && known && !j.is("force_basic_auth") && resp.StatusCode == http.StatusUnauthorized &&
		slices.ContainsFunc(resp.Header.Values("WWW-Authenticate"), func(h string) bool { return strings.HasPrefix(strings.ToLower(h), "basic") }) {
		resp.Body.Close()
		resp, err = ask(true)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which may have a password in it
	}
	return resp, err
}

func dict(v any) *value.Dict {
	d, _ := v.(*value.Dict)
	return d
}

// fetched is a file in the folder of temporary ones with what an address has.
func (j *Job) fetched(ctx context.Context, where, pattern string) (string, error) {
	u, err := url.Parse(where)
	if err != nil {
		return "", failf("%v", err)
	}
	resp, err := j.request(ctx, "GET", where, nil, nil)
	if err != nil {
		return "", failf("Failure downloading %s, %v", u.Redacted(), err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return "", failf("Failure downloading %s, HTTP Error %d: %s", u.Redacted(), resp.StatusCode, http.StatusText(resp.StatusCode))
	}
	f, err := os.CreateTemp("", "playbook-"+pattern)
	if err != nil {
		return "", failf("%v", err)
	}
	_, err = io.Copy(f, resp.Body)
	if err = errors.Join(err, f.Close()); err != nil {
		os.Remove(f.Name())
		return "", failf("%s did not arrive whole: %v", u.Redacted(), err)
	}
	return f.Name(), nil
}

// listedSum is the checksum of a file in a list of sums, which is fetched.
func (j *Job) listedSum(ctx context.Context, list, name string) (string, error) {
	file, err := j.fetched(ctx, list, "sums-*")
	if err != nil {
		return "", err
	}
	defer os.Remove(file)
	data, err := os.ReadFile(file)
	if err != nil {
		return "", failf("%v", err)
	}
	for l := range strings.Lines(string(data)) {
		w := strings.Fields(l)
		if len(w) == 1 && strings.Count(string(data), "\n") <= 1 || len(w) == 2 && strings.TrimPrefix(strings.TrimPrefix(w[1], "*"), "./") == name {
			return w[0], nil
		}
	}
	return "", failf("Unable to find a checksum for file '%s' in '%s'", name, list)
}

// formParts is a body of several parts from a dictionary: texts, or dictionaries
// with content, filename and mime_type.
func formParts(body any) (data []byte, kind string, err error) {
	d := dict(body)
	if d == nil {
		return nil, "", failf("body: %s; expected a dictionary for form-multipart", value.Kind(body))
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, v := range d.All() {
		h := textproto.MIMEHeader{}
		disposition := map[string]string{"name": name}
		text := value.Str(v)
		if part := dict(v); part != nil {
			if !part.Has("content") {
				return nil, "", failf("body: %s has no content: files are not read here; expected content", name)
			}
			text = value.Str(part.Value("content"))
			if f := value.Str(part.Value("filename")); part.Has("filename") {
				disposition["filename"] = path.Base(f)
			}
			h.Set("Content-Type", "application/octet-stream")
			if part.Has("mime_type") {
				h.Set("Content-Type", value.Str(part.Value("mime_type")))
			}
		}
		h.Set("Content-Disposition", mime.FormatMediaType("form-data", disposition))
		out, err := w.CreatePart(h)
		if err != nil {
			return nil, "", err
		}
		if _, err := io.WriteString(out, text); err != nil {
			return nil, "", err
		}
	}
	err = w.Close()
	return b.Bytes(), w.FormDataContentType(), err
}
