package module

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

// A seen is what a shell tells of a path.
type seen struct {
	path         string
	kind         string // as kindOf, and other for what is neither
	letter       byte   // of ls
	mode         uint32
	links        int
	uid, gid     int
	owner, group string
	size, inode  int
	target, sum  string
	mtime        float64
	dir          bool // a folder, or a link to one
	readable     bool
	exists       bool // what a link leads to, too
}

// glance prints of $p what ls, readlink and sha1sum say of it: the same on all
// systems that have these.
const glance = `LC_ALL=C; export LC_ALL; look() { set -f; l=$(ls -ldn$1 -- "$p") || return 3; set -- $l; echo "$1 $2 $3 $4 $5"; }
look $f || exit 3
l=$(ls -ld$f -- "$p"); set -f; set -- $l; echo "$3 $4"
l=$(ls -di$f -- "$p"); set -- $l; echo "$1"
[ -d "$p" ] && echo dir || echo -
[ -r "$p" ] && echo readable || echo -
[ -e "$p" ] && echo exists || echo -
stat -c %Y${f:+ -L} -- "$p" 2>/dev/null || echo 0
if [ -n "$sum" ] && [ -f "$p" ] && [ -r "$p" ] && { [ -n "$f" ] || [ ! -L "$p" ]; }; then { sha1sum <"$p" || openssl sha1 -r <"$p" || shasum <"$p"; } 2>/dev/null | cut -d ' ' -f 1; else echo -; fi
if [ -z "$f" ] && [ -L "$p" ]; then readlink -- "$p"; fi
`

// look looks at a path, with its checksum or without; nil is a path that is not there.
func (s *sheller) look(ctx context.Context, path string, follow, sum bool) (*seen, error) {
	set := "p=" + word(path) + "; f=; sum=; "
	if follow {
		set += "f=L; "
	}
	if sum {
		set += "sum=1; "
	}
	rc, out, errs, err := s.sh(ctx, set+glance, "")
	if err != nil {
		return nil, err
	}
	if rc != 0 {
		if strings.Contains(errs, "No such file") || strings.Contains(errs, "Not a directory") {
			return nil, nil
		}
		return nil, failf("%s: %s", path, strings.TrimSpace(errs))
	}
	lines := strings.SplitN(out, "\n", 9)
	first := strings.Fields(lines[0])
	if len(lines) < 9 || len(first) < 5 || len(first[0]) < 10 {
		return nil, failf("%s: ls says %.100q; expected a mode, an owner and so on", path, out)
	}
	v := &seen{path: path, letter: first[0][0], mode: letters(first[0][1:10]), dir: lines[3] == "dir", readable: lines[4] == "readable", exists: lines[5] == "exists"}
	v.links, _ = strconv.Atoi(first[1])
	v.uid, _ = strconv.Atoi(first[2])
	v.gid, _ = strconv.Atoi(first[3])
	v.size, _ = strconv.Atoi(first[4])
	if who := strings.Fields(lines[1]); len(who) == 2 {
		v.owner, v.group = who[0], who[1]
	}
	v.inode, _ = strconv.Atoi(strings.TrimSpace(lines[2]))
	v.mtime, _ = strconv.ParseFloat(lines[6], 64)
	if len(lines[7]) == 40 {
		v.sum = lines[7]
	} else if sum && v.letter == '-' && v.readable {
		return nil, failf("%s has no sha1sum, openssl or shasum, and without one files cannot be compared", path)
	}
	v.target = strings.TrimSuffix(lines[8], "\n")
	switch {
	case v.letter == 'd':
		v.kind = "directory"
	case v.letter == 'l':
		v.kind = "link"
	case v.links > 1:
		v.kind = "hard"
	default:
		v.kind = "file"
	}
	return v, nil
}

// letters reads rwxr-sr-t.
func letters(s string) (m uint32) {
	for i, l := range []byte(s) {
		bit := uint32(1) << (8 - i)
		switch l {
		case 'r', 'w', 'x':
			m |= bit
		case 's', 't':
			m |= bit | 0o4000>>(i/3)
		case 'S', 'T':
			m |= 0o4000 >> (i / 3)
		}
	}
	return m
}

// describe is [describe] of what was seen.
func (v *seen) describe(r *value.Dict) {
	if v == nil {
		r.Set("state", "absent")
		return
	}
	r.Set("uid", v.uid)
	r.Set("gid", v.gid)
	r.Set("owner", v.owner)
	r.Set("group", v.group)
	r.Set("mode", octal(v.mode))
	r.Set("size", v.size)
	r.Set("state", v.kind)
}

func shellStat(ctx context.Context, s *sheller) (*value.Dict, error) {
	if a := s.text("checksum_algorithm"); a != "" && a != "sha1" {
		return nil, failf("checksum_algorithm %s needs the agent; without it there is sha1", a)
	}
	path := s.text("path")
	v, err := s.look(ctx, path, s.is("follow"), !s.Args.Has("get_checksum") || s.is("get_checksum"))
	if err != nil {
		return nil, err
	}
	if v == nil {
		return value.NewDict("stat", value.NewDict("exists", false)), nil
	}
	m := v.mode
	d := value.NewDict("exists", true, "path", path, "mode", octal(m), "isdir", v.letter == 'd', "isreg", v.letter == '-', "islnk", v.letter == 'l', "isfifo", v.letter == 'p',
		"issock", v.letter == 's', "isblk", v.letter == 'b', "ischr", v.letter == 'c', "uid", v.uid, "gid", v.gid, "pw_name", v.owner, "gr_name", v.group, "size", v.size,
		"inode", v.inode, "nlink", v.links, "mtime", v.mtime, "isuid", m&0o4000 != 0, "isgid", m&0o2000 != 0, "readable", v.readable, "executable", m&0o111 != 0)
	for i, who := range []string{"oth", "grp", "usr"} {
		bits := m >> (3 * i)
		d.Set("r"+who, bits&4 != 0)
		d.Set("w"+who, bits&2 != 0)
		d.Set("x"+who, bits&1 != 0)
	}
	if v.letter == 'l' {
		d.Set("lnk_target", v.target)
		source, err := s.must(ctx, "readlink -f -- "+word(path)+" 2>/dev/null || readlink -- "+word(path), "")
		if err != nil {
			return nil, err
		}
		d.Set("lnk_source", strings.TrimSuffix(source, "\n"))
	}
	if v.sum != "" {
		d.Set("checksum", v.sum)
	}
	asked := func(name string) bool { return !s.Args.Has(name) || s.is(name) }
	if asked("get_mime") {
		follow := ""
		if s.is("follow") {
			follow = "-L "
		}
		said, err := s.must(ctx, "file --mime "+follow+"-- "+word(path)+" 2>/dev/null || :", "")
		if err != nil {
			return nil, err
		}
		setMime(d, said, path)
	}
	if asked("get_attributes") {
		said, err := s.must(ctx, "lsattr -vd "+word(path)+" 2>/dev/null || :", "")
		if err != nil {
			return nil, err
		}
		setFlags(d, said)
	}
	return value.NewDict("stat", d), nil
}

func shellSlurp(ctx context.Context, s *sheller) (*value.Dict, error) {
	path := s.text("src")
	parts := s.Args.Has("_from")
	v, err := s.look(ctx, path, true, !parts || s.number("_from") == 0)
	if err != nil {
		return nil, err
	}
	if v == nil {
		return value.NewDict("file", path), failf("the remote file does not exist, not transferring, ignored")
	}
	if v.dir {
		return value.NewDict("file", path), failf("remote file is a directory, fetch cannot work on directories")
	}
	if v.letter != '-' {
		return value.NewDict("file", path), failf("%s is no regular file", path)
	}
	if parts {
		return s.part(ctx, v)
	}
	if v.size > maxSlurp {
		return nil, failf("%s has %d bytes; at most %d come back", path, v.size, maxSlurp)
	}
	if want := s.text("_checksum"); want != "" && v.sum == want {
		return value.NewDict("same", true, "source", path, "checksum", want), nil
	}
	data, err := s.must(ctx, "cat -- "+word(path), "")
	if err != nil {
		return nil, err
	}
	return value.NewDict("content", base64Text(data), "encoding", "base64", "source", path, "checksum", Checksum([]byte(data))), nil
}

// part is a piece of a file, and its checksum where it is the first.
func (s *sheller) part(ctx context.Context, v *seen) (*value.Dict, error) {
	r := value.NewDict("source", v.path)
	from := s.number("_from")
	if from == 0 {
		r.Set("checksum", v.sum)
		if v.sum != "" && v.sum == s.text("_checksum") {
			r.Set("same", true)
			return r, nil
		}
	}
	data, err := s.must(ctx, fmt.Sprintf("dd if=%s bs=%d skip=%d count=1 2>/dev/null", word(v.path), slice, from/slice), "")
	if err != nil {
		return nil, err
	}
	r.Set("content", base64Text(data))
	r.Set("more", len(data) == slice)
	return r, nil
}

// shellSetup has the facts that a shell can tell.
func shellSetup(ctx context.Context, s *sheller) (*value.Dict, error) {
	out, err := s.must(ctx, `uname -s; uname -n; uname -r; uname -m; id -un; id -u; id -g; echo "$HOME"; cat /etc/os-release 2>/dev/null; :`, "")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(out, "\n")
	if len(lines) < 9 {
		return nil, failf("uname and id say %.200q; expected eight lines", out)
	}
	f := value.NewDict()
	for i, k := range []string{"system", "nodename", "kernel", "machine", "user_id", "user_uid", "user_gid", "user_dir"} {
		f.Set("ansible_"+k, lines[i])
		if i == 5 || i == 6 {
			f.Set("ansible_"+k, atoi(lines[i]))
		}
	}
	host, domain, _ := strings.Cut(lines[1], ".")
	for k, v := range map[string]string{"hostname": host, "domain": domain, "fqdn": lines[1], "architecture": lines[3]} {
		f.Set("ansible_"+k, v)
	}
	release := map[string]string{}
	for _, l := range lines[8:] {
		if k, v, ok := strings.Cut(strings.TrimSpace(l), "="); ok {
			release[k] = strings.Trim(v, `"'`)
		}
	}
	if id := release["ID"]; id != "" {
		name := distributions[id]
		if name == "" {
			name = release["NAME"]
		}
		f.Set("ansible_distribution", name)
		f.Set("ansible_distribution_version", release["VERSION_ID"])
		major, _, _ := strings.Cut(release["VERSION_ID"], ".")
		f.Set("ansible_distribution_major_version", major)
		f.Set("ansible_distribution_release", release["VERSION_CODENAME"])
		f.Set("ansible_os_family", families[id])
	}
	s.filter(f)
	return value.NewDict("ansible_facts", f), nil
}

// ids are the numbers of an owner and a group; -1 is one that was not asked for.
func (s *sheller) ids(ctx context.Context) (uid, gid int, err error) {
	uid, gid = -1, -1
	for _, a := range []struct {
		name, script, problem string
		to                    *int
	}{
		{"owner", "id -u -- ", "chown failed: failed to look up user ", &uid},
		{"group", `awk -F : -v g="$g" '$1 == g { print $3; found = 1 } END { exit !found }' `, "chgrp failed: failed to look up group ", &gid},
	} {
		name := s.text(a.name)
		if name == "" {
			continue
		}
		if n, err := strconv.Atoi(name); err == nil {
			*a.to = n
			continue
		}
		script := a.script + pytext.Quote(name)
		if a.name == "group" {
			script = "g=" + pytext.Quote(name) + "; { getent group \"$g\" 2>/dev/null || cat /etc/group; } | " + a.script
		}
		rc, out, _, err := s.sh(ctx, script, "")
		if err != nil {
			return uid, gid, err
		}
		if rc != 0 {
			return uid, gid, failf("%s%s", a.problem, name)
		}
		if *a.to, err = strconv.Atoi(strings.TrimSpace(out)); err != nil {
			return uid, gid, failf("%s%s: the host says %.80q", a.problem, name, out)
		}
	}
	return uid, gid, nil
}
