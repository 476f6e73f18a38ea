package module

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// file makes a path be of a kind.
func file(_ context.Context, j *Job) (*value.Dict, error) {
	path, state := j.path("path"), j.text("state")
	info, err := os.Lstat(path)
	if err != nil && !os.IsNotExist(err) {
		return value.NewDict("path", path), failf("%v", err)
	}
	was := "absent"
	if info != nil {
		was = kindOf(info)
	}
	if state == "" {
		state = was
		switch {
		case j.text("src") != "" && was == "absent":
			state = "link"
		case was == "absent":
			state = "file"
		case was == "hard":
			state = "file"
		}
		if j.is("recurse") {
			state = "directory"
		}
	}
	r := value.NewDict("path", path)
	before, after := value.NewDict("path", path), value.NewDict("path", path)
	note := func() {
		before.Set("state", was)
		after.Set("state", state)
	}
	changed := false
	follow := j.is("follow")
	switch state {
	case "absent":
		r.Set("state", "absent")
		if was != "absent" {
			changed = true
			note()
			if was == "directory" {
				before.Set("path_content", contentOf(path))
			}
			r.Set("diff", value.NewDict("before", before, "after", after))
			if !j.Check {
				if err := os.RemoveAll(path); err != nil {
					return r, failf("rmtree failed: %v", err)
				}
			}
		}
		r.Set("changed", changed)
		return r, nil
	case "file":
		if was == "absent" {
			r.Set("state", "absent")
			return r, failf("file (%s) is absent, cannot continue", path)
		}
		if was == "link" && follow {
			if to, err := os.Stat(path); err != nil {
				return r, failf("file (%s) is absent, cannot continue", path)
			} else if to.IsDir() {
				return r, failf("file (%s) is directory, cannot continue", path)
			}
		} else if was != "file" && was != "hard" {
			r.Set("state", was)
			return r, failf("file (%s) is %s, cannot continue", path, was)
		}
	case "directory":
		if was == "link" && follow {
			if to, err := os.Stat(path); err == nil && to.IsDir() {
				break
			}
		}
		if was != "directory" && was != "absent" {
			return r, failf("%s already exists as a %s", path, was)
		}
		if was == "absent" {
			changed = true
			note()
			if j.Check {
				break
			}
			if err := j.makeDirs(path, before, after); err != nil {
				return r, err
			}
		}
		if j.is("recurse") && was != "absent" {
			err := filepath.WalkDir(path, func(p string, _ fs.DirEntry, err error) error {
				if err != nil || p == path {
					return err
				}
				c, err := j.attributes(p, value.NewDict(), value.NewDict(), false)
				changed = changed || c
				return err
			})
			if err != nil {
				return r, err
			}
		}
	case "touch":
		r = value.NewDict("dest", path)
		atime, aKeep, err := touchTime(j.text("access_time"), j.text("access_time_format"))
		if err != nil {
			return r, err
		}
		mtime, mKeep, err := touchTime(j.text("modification_time"), j.text("modification_time_format"))
		if err != nil {
			return r, err
		}
		changed = info == nil || !aKeep || !mKeep
		note()
		if j.Check {
			break
		}
		if was == "absent" {
			f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o666)
			if err != nil {
				return value.NewDict("path", path), failf("Error, could not touch target: %v", err)
			}
			if err := f.Close(); err != nil {
				return r, err
			}
		}
		// A zero time leaves the file's own.
		if info != nil && aKeep {
			atime = time.Time{}
		}
		if info != nil && mKeep {
			mtime = time.Time{}
		}
		if err := os.Chtimes(path, atime, mtime); err != nil {
			return r, failf("Error while touching: %v", err)
		}
	case "link", "hard":
		if err := j.link(r, path, state, was, &changed); err != nil {
			return r, err
		}
		if changed {
			note()
		}
		if j.Check && changed {
			r.Set("changed", true)
			return r, nil
		}
		follow = false
	}
	if !(j.Check && was == "absent") {
		c, err := j.attributes(path, before, after, follow)
		if err != nil {
			return r, err
		}
		changed = changed || c
	}
	r.Set("changed", changed)
	r.Set("diff", value.NewDict("before", before, "after", after))
	describe(r, path)
	return r, nil
}

// contentOf lists what a folder has, and its folders.
func contentOf(path string) *value.Dict {
	dirs, files := []any{}, []any{}
	filepath.WalkDir(path, func(p string, e fs.DirEntry, err error) error {
		switch {
		case err != nil || p == path:
		case e.IsDir():
			dirs = append(dirs, p)
		default:
			files = append(files, p)
		}
		return nil
	})
	return value.NewDict("directories", dirs, "files", files)
}

// makeDirs makes a folder and those above it that are missing, all with the job's
// attributes, as Ansible does.
func (j *Job) makeDirs(path string, before, after *value.Dict) error {
	var missing []string
	for p := filepath.Clean(path); ; p = filepath.Dir(p) {
		if _, err := os.Stat(p); err == nil || p == filepath.Dir(p) {
			break
		}
		missing = append(missing, p)
	}
	for i := len(missing) - 1; i >= 0; i-- {
		if err := os.Mkdir(missing[i], 0o777); err != nil && !os.IsExist(err) {
			return &failure{"There was an issue creating " + missing[i] + " as requested: " + err.Error(), value.NewDict("path", path)}
		}
		b, a := before, after
		if i > 0 {
			b, a = value.NewDict(), value.NewDict()
		}
		if _, err := j.attributes(missing[i], b, a, false); err != nil {
			return err
		}
	}
	return nil
}

func (j *Job) link(r *value.Dict, path, state, was string, changed *bool) error {
	src := j.text("src")
	r.Delete("path")
	r.Set("dest", path)
	r.Set("src", src)
	if src == "" {
		if was == "link" && state == "link" {
			src, _ = os.Readlink(path)
			r.Set("src", src)
			return nil
		}
		return failf("src is required for creating new %slinks", map[string]string{"hard": "hard", "link": "sym"}[state])
	}
	real := src
	if !filepath.IsAbs(real) && state == "link" {
		real = filepath.Join(filepath.Dir(path), src)
	}
	target, err := os.Stat(real)
	if err != nil && (state == "hard" || !j.is("force")) {
		return failf("src file does not exist, use \"force=yes\" if you really want to create the link: %s", real)
	}
	switch was {
	case "absent":
	case "link":
		if state == "link" {
			if old, err := os.Readlink(path); err == nil && old == src {
				return nil
			}
		} else if !j.is("force") {
			return failf("Cannot link, %s to %s exists as a link", path, src)
		}
	case "directory":
		if !j.is("force") {
			return failf("refusing to convert from directory to %s for %s", state, path)
		}
		if entries, err := os.ReadDir(path); err != nil || len(entries) > 0 {
			return failf("the directory %s is not empty, refusing to convert it", path)
		}
	default:
		if state == "hard" && target != nil {
			if here, err := os.Stat(path); err == nil && os.SameFile(here, target) {
				return nil
			}
		}
		if !j.is("force") {
			return failf("refusing to convert from file to %s for %s", map[string]string{"link": "symlink", "hard": "hard"}[state], path)
		}
	}
	*changed = true
	if j.Check {
		return nil
	}
	aside := path + ".playbook-" + strconv.Itoa(os.Getpid())
	if was == "directory" {
		if err := os.Remove(path); err != nil {
			return failf("%v", err)
		}
	}
	if state == "hard" {
		err = os.Link(src, aside)
	} else {
		err = os.Symlink(src, aside)
	}
	if err == nil {
		err = os.Rename(aside, path)
	}
	if err != nil {
		os.Remove(aside)
		return failf("Error while linking: %v", err)
	}
	return nil
}

// timeLayout is a format of strptime as Go's layouts are written.
func timeLayout(format string) (string, error) {
	if format == "" {
		return "200601021504.05", nil
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		i++
		part := map[byte]string{'Y': "2006", 'y': "06", 'm': "01", 'd': "02", 'H': "15", 'I': "03", 'M': "04", 'S': "05", 'p': "PM",
			'b': "Jan", 'B': "January", 'a': "Mon", 'A': "Monday", 'z': "-0700", 'Z': "MST", 'j': "002", '%': "%"}[format[i]]
		if part == "" {
			return "", failf("time format %q; %%%c is not known here", format, format[i])
		}
		b.WriteString(part)
	}
	return b.String(), nil
}

// touchTime reads now, preserve, or a time in a format of strptime.
func touchTime(s, format string) (t time.Time, keep bool, err error) {
	layout, err := timeLayout(format)
	switch {
	case err != nil:
		return t, false, err
	case s == "" || s == "now":
		return time.Now(), false, nil
	case s == "preserve":
		return time.Now(), true, nil
	}
	t, err = time.ParseInLocation(layout, s, time.Local)
	if err != nil {
		if format == "" {
			format = "%Y%m%d%H%M.%S"
		}
		return t, false, failf("time %q; expected now, preserve or %s", s, format)
	}
	return t, false, nil
}

func stat(ctx context.Context, j *Job) (*value.Dict, error) {
	path := j.path("path")
	look := os.Lstat
	if j.is("follow") {
		look = os.Stat
	}
	info, err := look(path)
	if err != nil {
		if os.IsNotExist(err) {
			return value.NewDict("stat", value.NewDict("exists", false)), nil
		}
		return nil, failf("%v", err)
	}
	m := perm(info)
	uid, gid := ids(info)
	dev, ino, links := inode(info)
	s := value.NewDict("exists", true, "path", path, "mode", octal(m), "isdir", info.IsDir(), "isreg", info.Mode().IsRegular(),
		"islnk", info.Mode()&os.ModeSymlink != 0, "isfifo", info.Mode()&os.ModeNamedPipe != 0, "issock", info.Mode()&os.ModeSocket != 0,
		"isblk", info.Mode()&os.ModeDevice != 0 && info.Mode()&os.ModeCharDevice == 0, "ischr", info.Mode()&os.ModeCharDevice != 0,
		"uid", uid, "gid", gid, "pw_name", userName(uid), "gr_name", groupName(gid), "size", int(info.Size()), "inode", int(ino), "dev", int(dev), "nlink", int(links),
		"mtime", float64(info.ModTime().UnixNano())/1e9, "isuid", m&0o4000 != 0, "isgid", m&0o2000 != 0)
	for i, who := range []string{"oth", "grp", "usr"} {
		bits := m >> (3 * i)
		s.Set("r"+who, bits&4 != 0)
		s.Set("w"+who, bits&2 != 0)
		s.Set("x"+who, bits&1 != 0)
	}
	f, err := os.Open(path)
	s.Set("readable", err == nil)
	if err == nil {
		f.Close()
	}
	s.Set("executable", m&0o111 != 0)
	if info.Mode()&os.ModeSymlink != 0 {
		to, _ := os.Readlink(path)
		s.Set("lnk_target", to)
		source, err := filepath.EvalSymlinks(path)
		if err != nil {
			source = to
		}
		s.Set("lnk_source", source)
	}
	if info.Mode().IsRegular() && (!j.Args.Has("get_checksum") || j.is("get_checksum")) {
		sum, err := sumOf(path, j.text("checksum_algorithm"))
		if err == nil {
			s.Set("checksum", sum)
		}
	}
	j.kind(ctx, s, path)
	return value.NewDict("stat", s), nil
}

func octal(m uint32) string {
	s := strconv.FormatUint(uint64(m), 8)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}

// kind adds what the host's own file and lsattr say, where it has them.
func (j *Job) kind(ctx context.Context, s *value.Dict, path string) {
	asked := func(name string) bool { return !j.Args.Has(name) || j.is(name) }
	said := func(argv ...string) string {
		out, err := j.execute(ctx, "", "", argv...)
		if err != nil || out.rc != 0 {
			return ""
		}
		return out.stdout
	}
	if asked("get_mime") {
		argv := []string{"file", "--mime"}
		if j.is("follow") {
			argv = append(argv, "-L")
		}
		setMime(s, said(append(argv, "--", path)...), path)
	}
	if asked("get_attributes") {
		setFlags(s, said("lsattr", "-vd", path))
	}
}

// setMime adds the kind of a file from what file --mime says.
func setMime(s *value.Dict, said, path string) {
	mimetype, charset := "unknown", "unknown"
	if _, words, ok := strings.Cut(said, path+":"); ok {
		kind, rest, _ := strings.Cut(words, ";")
		mimetype = strings.TrimSpace(kind)
		if _, c, ok := strings.Cut(rest, "charset="); ok {
			charset = strings.TrimSpace(c)
		}
	}
	s.Set("mimetype", mimetype)
	s.Set("charset", charset)
}

// setFlags adds the flags of a file from what lsattr -v says.
func setFlags(s *value.Dict, said string) {
	words, flags := []any{}, ""
	if w := strings.Fields(said); len(w) > 1 {
		s.Set("version", w[0])
		flags = strings.ReplaceAll(w[1], "-", "")
		for _, l := range flags {
			if name := fileFlags[l]; name != "" {
				words = append(words, name)
			}
		}
	}
	s.Set("attributes", words)
	s.Set("attr_flags", flags)
}

// fileFlags are the letters of lsattr.
var fileFlags = map[rune]string{'a': "append", 'A': "noatime", 'c': "compressed", 'C': "nocow", 'd': "nodump", 'D': "dirsync", 'e': "extents", 'E': "encrypted",
	'h': "blocksize", 'i': "immutable", 'I': "indexed", 'j': "journalled", 'N': "inline", 's': "zero", 'S': "synchronous", 't': "notail", 'T': "blockroot", 'u': "undelete",
	'X': "compressedraw", 'Z': "compresseddirty"}
