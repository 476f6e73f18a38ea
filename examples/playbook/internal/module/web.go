package module

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/tls"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// newHash is an algorithm by its name; "" is SHA-1.
func newHash(name string) (hash.Hash, error) {
	switch name {
	case "", "sha1":
		return sha1.New(), nil
	case "md5":
		return md5.New(), nil
	case "sha224":
		return sha256.New224(), nil
	case "sha256":
		return sha256.New(), nil
	case "sha384":
		return sha512.New384(), nil
	case "sha512":
		return sha512.New(), nil
	}
	return nil, failf("checksum %q; expected md5, sha1, sha224, sha256, sha384 or sha512", name)
}

func sumOf(path, algorithm string) (string, error) {
	h, err := newHash(algorithm)
	if err != nil {
		return "", err
	}
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	_, err = io.Copy(h, f)
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

// request asks a server as the job says.
func (j *Job) request(ctx context.Context, method string, body io.Reader) (*http.Response, *http.Client, error) {
	req, err := http.NewRequestWithContext(ctx, method, j.text("url"), body)
	if err != nil {
		return nil, nil, err
	}
	req.Header.Set("User-Agent", j.text("http_agent"))
	if h, ok := j.Args.Value("headers").(*value.Dict); ok {
		for k, v := range h.All() {
			req.Header.Set(k, value.Str(v))
		}
	}
	if u := j.text("url_username"); u != "" {
		req.SetBasicAuth(u, j.text("url_password"))
	}
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	if j.Args.Has("use_proxy") && !j.is("use_proxy") {
		transport.Proxy = nil
	}
	if j.Args.Has("validate_certs") && !j.is("validate_certs") {
		transport.TLSClientConfig = &tls.Config{InsecureSkipVerify: true} // the task says so
	}
	client := &http.Client{Transport: transport}
	if f := j.text("follow_redirects"); f == "no" || f == "none" || f == "False" || f == "safe" && method != "GET" && method != "HEAD" {
		client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	}
	resp, err := client.Do(req)
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err // without the address, which may have a password in it
	}
	return resp, client, err
}

func getURL(ctx context.Context, j *Job) (*value.Dict, error) {
	dest := j.path("dest")
	where, err := url.Parse(j.text("url"))
	if err != nil {
		return nil, failf("url: %v", err)
	}
	if info, err := os.Stat(dest); err == nil && info.IsDir() {
		dest = filepath.Join(dest, path.Base(where.Path))
	}
	r := value.NewDict("url", where.Redacted(), "dest", dest)
	algorithm, want, _ := strings.Cut(j.text("checksum"), ":")
	want = strings.ToLower(strings.TrimSpace(want))
	_, err = os.Stat(dest)
	exists := err == nil
	attributes := func() error {
		c, err := j.attributes(dest, value.NewDict(), value.NewDict(), true)
		if c {
			r.Set("changed", true)
		}
		describe(r, dest)
		return err
	}
	if exists && !j.is("force") {
		same := want == ""
		if want != "" {
			if have, err := sumOf(dest, algorithm); err == nil {
				same = have == want
			}
		}
		if same {
			r.Set("changed", false)
			r.Set("msg", "file already exists")
			return r, attributes()
		}
	}
	if j.Check {
		r.Set("changed", true)
		r.Set("msg", "OK")
		return r, nil
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(max(j.number("timeout"), 1))*time.Second)
	defer cancel()
	resp, _, err := j.request(ctx, "GET", nil)
	if err != nil {
		return r, &failure{"Request failed", value.NewDict("elapsed", 0, "status_code", -1, "reason", err.Error())}
	}
	defer resp.Body.Close()
	r.Set("status_code", resp.StatusCode)
	if resp.StatusCode != http.StatusOK {
		return r, &failure{"Request failed", value.NewDict("response", fmt.Sprintf("HTTP Error %d: %s", resp.StatusCode, http.StatusText(resp.StatusCode)))}
	}
	tmp, err := os.CreateTemp(filepath.Dir(dest), ".playbook-*")
	if err != nil {
		return r, failf("%v", err)
	}
	defer os.Remove(tmp.Name())
	_, err = io.Copy(tmp, resp.Body)
	if closing := tmp.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return r, failf("the file did not arrive whole: %v", err)
	}
	if want != "" {
		have, err := sumOf(tmp.Name(), algorithm)
		if err != nil {
			return r, err
		}
		if have != want {
			return r, failf("The checksum for %s did not match %s; it was %s.", dest, want, have)
		}
	}
	fresh, _ := fileSum(tmp.Name())
	if exists {
		if old, err := fileSum(dest); err == nil && old == fresh {
			r.Set("changed", false)
			r.Set("checksum_dest", old)
			r.Set("checksum_src", fresh)
			return r, attributes()
		}
		if j.is("backup") {
			b, err := backup(dest)
			if err != nil {
				return r, err
			}
			r.Set("backup_file", b)
		}
		if info, err := os.Stat(dest); err == nil {
			os.Chmod(tmp.Name(), info.Mode().Perm())
		}
	} else {
		os.Chmod(tmp.Name(), 0o666&^umask())
	}
	if err := os.Rename(tmp.Name(), dest); err != nil {
		return r, failf("%v", err)
	}
	r.Set("changed", true)
	r.Set("checksum_src", fresh)
	r.Set("msg", "OK")
	return r, attributes()
}

// maxBody is how much of an answer is kept.
const maxBody = 32 << 20

func uri(ctx context.Context, j *Job) (*value.Dict, error) {
	if c := j.path("creates"); c != "" && present("", c) {
		return value.NewDict("stdout", "skipped, since "+c+" exists"), nil
	}
	if c := j.path("removes"); c != "" && !present("", c) {
		return value.NewDict("stdout", "skipped, since "+c+" does not exist"), nil
	}
	if j.Check {
		return value.NewDict("skipped", true, "msg", "remote module (uri) does not support check mode"), nil
	}
	var body io.Reader
	kind := ""
	switch b := j.Args.Value("body").(type) {
	case nil:
	case string:
		body = strings.NewReader(b)
		kind = map[string]string{"json": "application/json", "form-urlencoded": "application/x-www-form-urlencoded"}[j.text("body_format")]
	default:
		switch j.text("body_format") {
		case "form-urlencoded":
			form := url.Values{}
			if d, ok := b.(*value.Dict); ok {
				for k, v := range d.All() {
					form.Set(k, value.Str(v))
				}
			}
			body, kind = strings.NewReader(form.Encode()), "application/x-www-form-urlencoded"
		default:
			body, kind = strings.NewReader(value.EncodeJSON(b, 0, false)), "application/json"
		}
	}
	if kind != "" {
		h := value.NewDict("Content-Type", kind)
		if given, ok := j.Args.Value("headers").(*value.Dict); ok {
			h.Update(given)
		}
		j.Args.Set("headers", h)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(max(j.number("timeout"), 1))*time.Second)
	defer cancel()
	start := time.Now()
	resp, _, err := j.request(ctx, strings.ToUpper(j.text("method")), body)
	r := value.NewDict("elapsed", int(time.Since(start).Seconds()), "redirected", false, "url", j.text("url"))
	if err != nil {
		return r, &failure{"Status code was -1 and not [200]: Request failed: " + err.Error(), value.NewDict("status", -1)}
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	if err != nil {
		return r, failf("the answer did not arrive whole: %v", err)
	}
	if len(data) > maxBody {
		return r, failf("the answer is larger than %d bytes", maxBody)
	}
	for k := range resp.Header {
		r.Set(strings.ReplaceAll(strings.ToLower(k), "-", "_"), resp.Header.Get(k))
	}
	r.Set("status", resp.StatusCode)
	r.Set("url", resp.Request.URL.Redacted())
	r.Set("redirected", resp.Request.URL.String() != j.text("url"))
	r.Set("msg", "OK ("+resp.Header.Get("Content-Length")+" bytes)")
	if resp.Header.Get("Content-Length") == "" {
		r.Set("msg", "OK (unknown bytes)")
	}
	if strings.Contains(resp.Header.Get("Content-Type"), "json") {
		if v, err := value.ParseJSON(data); err == nil {
			r.Set("json", v)
		}
	}
	allowed := j.list("status_code")
	if len(allowed) == 0 {
		allowed = []string{"200"}
	}
	ok := slices.Contains(allowed, value.Str(resp.StatusCode))
	if j.is("return_content") || !ok {
		r.Set("content", strings.ToValidUTF8(string(data), "\uFFFD"))
	}
	if !ok {
		return r, &failure{"", value.NewDict("msg", fmt.Sprintf("Status code was %d and not [%s]: HTTP Error %d: %s", resp.StatusCode, strings.Join(allowed, ", "), resp.StatusCode, http.StatusText(resp.StatusCode)))}
	}
	if dest := j.path("dest"); dest != "" {
		if info, err := os.Stat(dest); err == nil && info.IsDir() {
			dest = filepath.Join(dest, path.Base(resp.Request.URL.Path))
		}
		old, _ := fileSum(dest)
		r.Set("path", dest)
		if old != Checksum(data) {
			r.Set("changed", true)
			if err := replaceFile(dest, data); err != nil {
				return r, failf("%v", err)
			}
		}
		c, err := j.attributes(dest, value.NewDict(), value.NewDict(), true)
		if c {
			r.Set("changed", true)
		}
		return r, err
	}
	return r, nil
}
