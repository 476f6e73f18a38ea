package module

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
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
			if !j.Check {
				if err := os.RemoveAll(path); err != nil {
					return r, failf("rmtree failed: %v", err)
				}
			}
		}
		r.Set("changed", changed)
		r.Set("diff", value.NewDict("before", before, "after", after))
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
		changed = true
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
		atime, aKeep, err := touchTime(j.text("access_time"))
		if err != nil {
			return r, err
		}
		mtime, mKeep, err := touchTime(j.text("modification_time"))
		if err != nil {
			return r, err
		}
		if info != nil && aKeep {
			atime = info.ModTime()
		}
		if info != nil && mKeep {
			mtime = info.ModTime()
			changed = !aKeep
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

// touchTime reads now, preserve, or YYYYMMDDHHMM.SS.
func touchTime(s string) (t time.Time, keep bool, err error) {
	switch s {
	case "", "now":
		return time.Now(), false, nil
	case "preserve":
		return time.Now(), true, nil
	}
	t, err = time.ParseInLocation("200601021504.05", s, time.Local)
	if err != nil {
		return t, false, failf("time %q; expected now, preserve or YYYYMMDDHHMM.SS", s)
	}
	return t, false, nil
}

func stat(_ context.Context, j *Job) (*value.Dict, error) {
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
	return value.NewDict("stat", s), nil
}

func octal(m uint32) string {
	s := strconv.FormatUint(uint64(m), 8)
	for len(s) < 4 {
		s = "0" + s
	}
	return s
}
