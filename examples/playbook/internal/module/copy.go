package module

import (
	"context"
	"crypto/md5"
	"crypto/sha1"
	"encoding/base64"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

func stamp() string { return time.Now().Format("2006-01-02@15:04:05") }

// content is the file that came with a job: in it, or beside it in a file of its own.
func (j *Job) content() ([]byte, error) {
	if p := j.text("_upload"); p != "" {
		defer os.Remove(p)
		return os.ReadFile(p)
	}
	return base64.StdEncoding.DecodeString(j.text("_content"))
}

// Checksum is the SHA-1 of a text, which results call checksum.
func Checksum(data []byte) string { return fmt.Sprintf("%x", sha1.Sum(data)) }

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	return Sum(f)
}

// Sum is [Checksum] of what a reader has.
func Sum(r io.Reader) (string, error) {
	h := sha1.New()
	_, err := io.Copy(h, r)
	return fmt.Sprintf("%x", h.Sum(nil)), err
}

// showable is a text for a diff, or a word about why there is none.
func showable(data []byte) (text string, ok bool) {
	if len(data) > 104448 {
		return "larger", false
	}
	if !utf8.Valid(data) || strings.ContainsRune(string(data), 0) {
		return "binary", false
	}
	return string(data), true
}

func copyFile(ctx context.Context, j *Job) (*value.Dict, error) {
	dest, name := j.path("dest"), j.text("_name")
	var data []byte
	var err error
	mode := j.text("mode")
	if j.is("remote_src") && j.text("src") != "" {
		src := j.path("src")
		info, err := os.Stat(src)
		if err != nil {
			return nil, failf("Source %s not found", src)
		}
		if info.IsDir() {
			return nil, failf("src %s is a directory; with remote_src one file at a time is copied", src)
		}
		if data, err = os.ReadFile(src); err != nil {
			return nil, err
		}
		if mode == "preserve" {
			j.Args.Set("mode", fmt.Sprintf("%04o", perm(info)))
		}
		name = filepath.Base(src)
	} else if j.Args.Has("_content") || j.Args.Has("_upload") {
		if data, err = j.content(); err != nil {
			return nil, err
		}
	}
	sum := j.text("_checksum")
	probe := sum != "" && data == nil && !j.Args.Has("_content") && !j.Args.Has("_upload")
	if sum == "" {
		sum = Checksum(data)
	}
	fail := func(format string, args ...any) (*value.Dict, error) {
		return value.NewDict("checksum", sum), failf(format, args...)
	}
	if want := j.text("checksum"); want != "" && want != sum {
		return fail("Copied file does not match the expected checksum. Transfer failed.")
	}
	into := strings.HasSuffix(dest, "/")
	if info, err := os.Stat(dest); into || err == nil && info.IsDir() {
		if name == "" {
			return fail("can not use content with a dir as dest")
		}
		if err != nil && !j.Check && !probe {
			if err := os.MkdirAll(dest, 0o777); err != nil {
				return fail("%v", err)
			}
			if m := j.text("directory_mode"); m != "" {
				if n, err := parseMode(m, 0o755, true); err == nil {
					os.Chmod(dest, fileMode(n))
				}
			}
		}
		dest = filepath.Join(dest, name)
	} else if _, err := os.Stat(filepath.Dir(dest)); err != nil {
		return fail("Destination directory %s does not exist", filepath.Dir(dest))
	}
	info, err := os.Lstat(dest)
	link := err == nil && info.Mode()&os.ModeSymlink != 0
	follow := j.is("follow")
	if link && follow {
		if to, err := filepath.EvalSymlinks(dest); err == nil {
			dest, link = to, false
		}
	}
	exists := err == nil
	if exists && j.Args.Has("force") && !j.is("force") {
		r := value.NewDict("changed", false, "dest", dest, "msg", "file already exists")
		describe(r, dest)
		return r, nil
	}
	old := ""
	if exists {
		if old, err = fileSum(dest); err != nil && !link {
			return fail("Destination %s not readable: %v", dest, err)
		}
	}
	differs := !exists || old != sum || link
	if probe {
		return value.NewDict("changed", differs, "need_content", differs, "dest", dest), nil
	}
	r := value.NewDict("dest", dest, "checksum", sum)
	before, after := value.NewDict(), value.NewDict()
	if j.Diff && differs {
		d := value.NewDict("before", "", "before_header", dest, "after_header", "dynamically generated")
		if n := j.text("_shown"); n != "" {
			d.Set("after_header", n)
		}
		if exists && !link {
			was, err := os.ReadFile(dest)
			if err != nil {
				return nil, err
			}
			if text, ok := showable(was); ok {
				d.Set("before", text)
			} else {
				d.Set("dst_"+text, true)
			}
		} else if exists {
			if was, err := os.ReadFile(dest); err == nil {
				if text, ok := showable(was); ok {
					d.Set("before", text)
				}
			}
		}
		if text, ok := showable(data); ok {
			d.Set("after", text)
		} else {
			d.Set("src_"+text, true)
		}
		r.Set("diff", []any{d})
	}
	if differs && !j.Check {
		if err := j.validate(data, func(argv ...string) (ran, error) { return j.execute(ctx, "", "", argv...) }); err != nil {
			return r, err
		}
		if exists && j.is("backup") {
			b, err := backup(dest)
			if err != nil {
				return r, err
			}
			r.Set("backup_file", b)
		}
		if link {
			if err := os.Remove(dest); err != nil {
				return r, err
			}
		}
		if err := replaceFile(dest, data); err != nil {
			return r, failf("%v", err)
		}
	}
	changed, err := j.attributes(dest, before, after, follow)
	if err != nil {
		return r, err
	}
	r.Set("changed", differs || changed)
	if differs {
		r.Set("md5sum", fmt.Sprintf("%x", md5.Sum(data)))
		r.Set("src", name)
	} else {
		r.Set("path", dest)
		if j.Diff && changed {
			before.Set("path", dest)
			after.Set("path", dest)
			r.Set("diff", value.NewDict("before", before, "after", after))
		}
	}
	if !j.Check || exists {
		describe(r, dest)
	}
	return r, nil
}

// maxSlurp is how large a file may be to come back in one result, and slice is how
// much of one comes back at a time where a fetch asks for parts.
const (
	maxSlurp = 16 << 20
	slice    = 4 << 20
)

func slurp(_ context.Context, j *Job) (*value.Dict, error) {
	path := j.path("src")
	info, err := os.Stat(path)
	if err != nil {
		return value.NewDict("file", path), failf("the remote file does not exist, not transferring, ignored")
	}
	if info.IsDir() {
		return value.NewDict("file", path), failf("remote file is a directory, fetch cannot work on directories")
	}
	if !info.Mode().IsRegular() {
		return value.NewDict("file", path), failf("%s is no regular file", path)
	}
	if j.Args.Has("_from") {
		return j.part(path, int64(j.number("_from")))
	}
	if info.Size() > maxSlurp {
		return nil, failf("%s has %d bytes; at most %d come back", path, info.Size(), maxSlurp)
	}
	if want := j.text("_checksum"); want != "" {
		if sum, err := fileSum(path); err == nil && sum == want {
			return value.NewDict("same", true, "source", path, "checksum", sum), nil
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, failf("%v", err)
	}
	return value.NewDict("content", base64.StdEncoding.EncodeToString(data), "encoding", "base64", "source", path, "checksum", Checksum(data)), nil
}

// part is a piece of a file, and its checksum where it is the first.
func (j *Job) part(path string, from int64) (*value.Dict, error) {
	r := value.NewDict("source", path)
	if from == 0 {
		sum, err := fileSum(path)
		if err != nil {
			return nil, failf("%v", err)
		}
		r.Set("checksum", sum)
		if want := j.text("_checksum"); sum == want {
			r.Set("same", true)
			return r, nil
		}
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, failf("%v", err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.NewSectionReader(f, from, slice))
	if err != nil {
		return nil, failf("%v", err)
	}
	r.Set("content", base64.StdEncoding.EncodeToString(data))
	r.Set("more", len(data) == slice)
	return r, nil
}

func tempfile(_ context.Context, j *Job) (*value.Dict, error) {
	r := value.NewDict("changed", true)
	if j.text("state") == "directory" {
		d, err := os.MkdirTemp(j.path("path"), j.text("prefix")+"*"+j.text("suffix"))
		r.Set("path", d)
		describe(r, d)
		return r, err
	}
	f, err := os.CreateTemp(j.path("path"), j.text("prefix")+"*"+j.text("suffix"))
	if err != nil {
		return nil, err
	}
	r.Set("path", f.Name())
	describe(r, f.Name())
	return r, f.Close()
}
