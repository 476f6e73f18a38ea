package module

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

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
	if list := strings.TrimSpace(want); strings.Contains(list, "://") {
		if want, err = j.listedSum(ctx, list, path.Base(where.Path)); err != nil {
			return r, err
		}
	}
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
	headers := value.NewDict()
	if exists && !j.is("force") {
		have, err := sumOf(dest, algorithm)
		if want != "" && err == nil && have == want {
			r.Set("changed", false)
			r.Set("msg", "file already exists")
			return r, attributes()
		}
		if info, err := os.Stat(dest); want == "" && err == nil {
			headers.Set("If-Modified-Since", info.ModTime().UTC().Format(http.TimeFormat))
		}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(max(j.number("timeout"), 1))*time.Second)
	defer cancel()
	resp, err := j.request(ctx, "GET", j.text("url"), nil, headers)
	if err != nil {
		return r, &failure{"Request failed", value.NewDict("elapsed", 0, "status_code", -1, "reason", err.Error())}
	}
	defer resp.Body.Close()
	r.Set("status_code", resp.StatusCode)
	if resp.StatusCode == http.StatusNotModified && headers.Len() > 0 {
		r.Set("changed", false)
		r.Set("msg", "HTTP Error 304: Not Modified")
		return r, attributes()
	}
	if resp.StatusCode != http.StatusOK {
		return r, &failure{"Request failed", value.NewDict("response", fmt.Sprintf("HTTP Error %d: %s", resp.StatusCode, http.StatusText(resp.StatusCode)))}
	}
	folder := filepath.Dir(dest)
	if d := j.path("tmp_dest"); d != "" {
		if info, err := os.Stat(d); err != nil || !info.IsDir() {
			return r, failf("%s directory does not exist.", d)
		}
		folder = d
	}
	if j.Check {
		folder = "" // the file is fetched and looked at, and goes nowhere
	}
	tmp, err := os.CreateTemp(folder, ".playbook-*")
	if err != nil {
		return r, failf("%v", err)
	}
	defer os.Remove(tmp.Name())
	size, err := io.Copy(tmp, resp.Body)
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
	fresh, err := fileSum(tmp.Name())
	if err != nil {
		return r, failf("%v", err)
	}
	r.Set("checksum_src", fresh)
	r.Set("msg", fmt.Sprintf("OK (%s bytes)", orUnknown(resp.Header.Get("Content-Length"), size)))
	if exists {
		if old, err := fileSum(dest); err == nil && old == fresh {
			r.Set("changed", false)
			r.Set("checksum_dest", old)
			return r, attributes()
		}
	}
	if j.Check {
		r.Set("changed", true)
		return r, nil
	}
	if exists {
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
	if err := move(tmp.Name(), dest); err != nil {
		return r, failf("%v", err)
	}
	r.Set("changed", true)
	return r, attributes()
}

// orUnknown is a length that a server told, or what Ansible says where it told none.
func orUnknown(told string, size int64) string {
	if told == "" && size > 0 {
		return "unknown"
	}
	return strconv.FormatInt(size, 10)
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
	body, kind, err := j.body()
	if err != nil {
		return nil, err
	}
	headers := value.NewDict()
	if kind == "" && len(body) > 0 {
		kind = "application/x-www-form-urlencoded"
	}
	if kind != "" {
		headers.Set("Content-Type", kind)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(max(j.number("timeout"), 1))*time.Second)
	defer cancel()
	start := time.Now()
	resp, err := j.request(ctx, strings.ToUpper(j.text("method")), j.text("url"), body, headers)
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
	for _, k := range slices.Sorted(maps.Keys(resp.Header)) {
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

// body is what a request sends, and its kind.
func (j *Job) body() (data []byte, kind string, err error) {
	if j.Args.Has("_content") || j.Args.Has("_upload") {
		data, err = j.content()
		return data, "", err
	}
	if src := j.path("src"); src != "" {
		data, err = os.ReadFile(src)
		if err != nil {
			err = failf("Unable to open source file %s: %v", src, err)
		}
		return data, "", err
	}
	b := j.Args.Value("body")
	format := j.text("body_format")
	if text, isText := b.(string); isText && format != "form-multipart" {
		return []byte(text), map[string]string{"json": "application/json", "form-urlencoded": "application/x-www-form-urlencoded"}[format], nil
	}
	switch {
	case b == nil:
		return nil, "", nil
	case format == "form-multipart":
		return formParts(b)
	case format == "form-urlencoded":
		form := url.Values{}
		add := func(k string, v any) {
			list, ok := v.([]any)
			if !ok {
				list = []any{v}
			}
			for _, e := range list {
				form.Add(k, value.Str(e))
			}
		}
		for k, v := range dict(b).All() {
			add(k, v)
		}
		if pairs, ok := b.([]any); ok {
			for _, p := range pairs {
				pair, ok := p.([]any)
				if !ok || len(pair) != 2 {
					return nil, "", failf("body: %s; expected pairs of a name and a value", value.Repr(p))
				}
				add(value.Str(pair[0]), pair[1])
			}
		}
		return []byte(form.Encode()), "application/x-www-form-urlencoded", nil
	}
	return []byte(value.EncodeJSON(b, 0, false)), "application/json", nil
}

// move renames a file, and copies it where it cannot be renamed over the border of
// a file system.
func move(from, to string) error {
	err := os.Rename(from, to)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	out, err := atomicfile.Create(to, &atomicfile.Options{Mode: info.Mode().Perm()})
	if err != nil {
		return err
	}
	defer out.Close()
	if _, err := out.ReadFrom(f); err != nil {
		return err
	}
	return out.Commit()
}
