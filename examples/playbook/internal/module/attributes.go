package module

import (
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// perm is a file's mode as Unix has it, without its kind.
func perm(info os.FileInfo) uint32 {
	m := uint32(info.Mode().Perm())
	for bit, n := range map[os.FileMode]uint32{os.ModeSetuid: 0o4000, os.ModeSetgid: 0o2000, os.ModeSticky: 0o1000} {
		if info.Mode()&bit != 0 {
			m |= n
		}
	}
	return m
}

func fileMode(m uint32) os.FileMode {
	out := os.FileMode(m & 0o777)
	for n, bit := range map[uint32]os.FileMode{0o4000: os.ModeSetuid, 0o2000: os.ModeSetgid, 0o1000: os.ModeSticky} {
		if m&n != 0 {
			out |= bit
		}
	}
	return out
}

// parseMode reads 0644, u=rw,g+r, or X forms, against what a file has.
func parseMode(text string, old uint32, dir bool) (uint32, error) {
	if n, err := strconv.ParseUint(strings.TrimPrefix(text, "0o"), 8, 32); err == nil && n <= 0o7777 {
		return uint32(n), nil
	}
	bad := failf("mode %q; expected octal digits such as 0644, or u=rw,g=r", text)
	for clause := range strings.SplitSeq(text, ",") {
		i := strings.IndexAny(clause, "+-=")
		if i < 0 || strings.Trim(clause[:i], "ugoa") != "" {
			return 0, bad
		}
		who := clause[:i]
		if who == "" || strings.Contains(who, "a") {
			who = "ugo"
		}
		for rest := clause[i:]; rest != ""; {
			op := rest[0]
			end := strings.IndexAny(rest[1:], "+-=") + 1
			if end == 0 {
				end = len(rest)
			}
			letters := rest[1:end]
			rest = rest[end:]
			for _, w := range who {
				shift := map[rune]uint{'u': 6, 'g': 3, 'o': 0}[w]
				var bits, special uint32
				for _, l := range letters {
					switch l {
					case 'r':
						bits |= 4
					case 'w':
						bits |= 2
					case 'x':
						bits |= 1
					case 'X':
						if dir || old&0o111 != 0 {
							bits |= 1
						}
					case 's':
						special |= map[rune]uint32{'u': 0o4000, 'g': 0o2000}[w]
					case 't':
						special |= 0o1000
					case 'u', 'g', 'o':
						bits |= old >> map[rune]uint{'u': 6, 'g': 3, 'o': 0}[l] & 7
					default:
						return 0, bad
					}
				}
				mask := bits<<shift | special
				switch op {
				case '+':
					old |= mask
				case '-':
					old &^= mask
				default:
					old = old&^(7<<shift|map[rune]uint32{'u': 0o4000, 'g': 0o2000}[w]) | mask
				}
			}
		}
	}
	return old, nil
}

func userID(name string) (int, error) {
	if n, err := strconv.Atoi(name); err == nil {
		return n, nil
	}
	u, err := user.Lookup(name)
	if err != nil {
		return 0, failf("chown failed: failed to look up user %s", name)
	}
	return strconv.Atoi(u.Uid)
}

func groupID(name string) (int, error) {
	if n, err := strconv.Atoi(name); err == nil {
		return n, nil
	}
	g, err := user.LookupGroup(name)
	if err != nil {
		return 0, failf("chgrp failed: failed to look up group %s", name)
	}
	return strconv.Atoi(g.Gid)
}

// attributes gives a file the mode, owner and group of the job, and reports whether
// anything differed. What differed is put into before and after.
func (j *Job) attributes(path string, before, after *value.Dict, follow bool) (changed bool, err error) {
	info, err := os.Lstat(path)
	if err == nil && follow && info.Mode()&os.ModeSymlink != 0 {
		info, err = os.Stat(path)
	}
	if os.IsNotExist(err) && j.Check {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	link := info.Mode()&os.ModeSymlink != 0
	uid, gid := ids(info)
	newUID, newGID := uid, gid
	if o := j.text("owner"); o != "" {
		if newUID, err = userID(o); err != nil {
			return false, err
		}
	}
	if g := j.text("group"); g != "" {
		if newGID, err = groupID(g); err != nil {
			return false, err
		}
	}
	if newUID != uid || newGID != gid {
		changed = true
		if newUID != uid {
			before.Set("owner", uid)
			after.Set("owner", newUID)
		}
		if newGID != gid {
			before.Set("group", gid)
			after.Set("group", newGID)
		}
		if !j.Check {
			chown := os.Lchown
			if follow {
				chown = os.Chown
			}
			if err := chown(path, newUID, newGID); err != nil {
				return changed, failf("chown failed: %v", err)
			}
		}
	}
	if m := j.text("mode"); m != "" && m != "preserve" && !link {
		old := perm(info)
		want, err := parseMode(m, old, info.IsDir())
		if err != nil {
			return changed, err
		}
		if want != old {
			changed = true
			before.Set("mode", fmt.Sprintf("%04o", old))
			after.Set("mode", fmt.Sprintf("%04o", want))
		}
		if (want != old || newUID != uid) && !j.Check {
			if err := os.Chmod(path, fileMode(want)); err != nil {
				return changed, failf("chmod failed: %v", err)
			}
		}
	}
	return changed, nil
}

// describe puts into a result what a file is.
func describe(r *value.Dict, path string) {
	info, err := os.Lstat(path)
	if err != nil {
		r.Set("state", "absent")
		return
	}
	uid, gid := ids(info)
	r.Set("uid", uid)
	r.Set("gid", gid)
	r.Set("owner", userName(uid))
	r.Set("group", groupName(gid))
	r.Set("mode", fmt.Sprintf("%04o", perm(info)))
	r.Set("size", int(info.Size()))
	r.Set("state", kindOf(info))
}

func kindOf(info os.FileInfo) string {
	switch {
	case info.IsDir():
		return "directory"
	case info.Mode()&os.ModeSymlink != 0:
		return "link"
	}
	if _, _, links := inode(info); links > 1 {
		return "hard"
	}
	return "file"
}

func userName(uid int) string {
	if u, err := user.LookupId(strconv.Itoa(uid)); err == nil {
		return u.Username
	}
	return strconv.Itoa(uid)
}

func groupName(gid int) string {
	if g, err := user.LookupGroupId(strconv.Itoa(gid)); err == nil {
		return g.Name
	}
	return strconv.Itoa(gid)
}

// backup keeps a copy beside a file, and returns its name.
func backup(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	name := fmt.Sprintf("%s.%d.%s~", path, os.Getpid(), stamp())
	return name, os.WriteFile(name, data, info.Mode().Perm())
}

// replaceFile writes a file as a whole, mode and owner kept.
func replaceFile(path string, data []byte) error {
	mode := os.FileMode(0o666)
	if _, err := os.Stat(filepath.Dir(path)); err != nil {
		return err
	}
	return atomicfile.WriteFile(path, data, &atomicfile.Options{Mode: mode &^ umask(), InPlace: true})
}

// validate runs the job's check over the new text of a file.
func (j *Job) validate(data []byte, run func(argv ...string) (ran, error)) error {
	v := j.text("validate")
	if v == "" {
		return nil
	}
	if !strings.Contains(v, "%s") {
		return failf("validate must contain %%s: %s", v)
	}
	f, err := os.CreateTemp("", "playbook-validate-")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return err
	}
	r, err := run("/bin/sh", "-c", strings.ReplaceAll(v, "%s", f.Name()))
	if err != nil {
		return err
	}
	if r.rc != 0 {
		return &failure{fmt.Sprintf("failed to validate: rc:%d error:%s", r.rc, r.stderr), value.NewDict("exit_status", r.rc, "stdout", r.stdout, "stderr", r.stderr)}
	}
	return nil
}
