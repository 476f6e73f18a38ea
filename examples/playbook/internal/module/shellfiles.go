package module

import (
	"context"
	"crypto/md5"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/internal/pytext"
)

func base64Text(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

// attributes is [Job.attributes] by the shell; nil is a path that is yet to be made.
func (s *sheller) attributes(ctx context.Context, v *seen, before, after *value.Dict, follow bool) (changed bool, err error) {
	if v == nil {
		return true, nil
	}
	uid, gid, err := s.ids(ctx)
	if err != nil {
		return false, err
	}
	script := ""
	for _, a := range []struct {
		name, program string
		want, have    int
	}{{"owner", "chown", uid, v.uid}, {"group", "chgrp", gid, v.gid}} {
		if a.want < 0 || a.want == a.have {
			continue
		}
		before.Set(a.name, a.have)
		after.Set(a.name, a.want)
		if !follow {
			a.program += " -h"
		}
		script += fmt.Sprintf("%s %d -- \"$p\" || exit; ", a.program, a.want)
	}
	if m := s.text("mode"); m != "" && m != "preserve" && v.letter != 'l' {
		want, err := parseMode(m, v.mode, v.dir)
		if err != nil {
			return script != "", err
		}
		if want != v.mode {
			before.Set("mode", octal(v.mode))
			after.Set("mode", octal(want))
		}
		if want != v.mode || strings.Contains(script, "chown") {
			// Five digits say that bits of a folder that are not named go.
			script += fmt.Sprintf("chmod %05o -- \"$p\" || exit; ", want)
		}
	}
	if script == "" || s.Check {
		return script != "", nil
	}
	_, err = s.must(ctx, "p="+word(v.path)+"; "+script, "")
	return true, err
}

func shellCopy(ctx context.Context, s *sheller) (*value.Dict, error) {
	if s.is("remote_src") && s.text("src") != s.text("dest") {
		return nil, failf("copy: remote_src needs the agent, which this host cannot run")
	}
	dest, name := s.text("dest"), s.text("_name")
	sum, data := s.text("_checksum"), ""
	same := s.is("remote_src") // of ship: the file is there already
	probe := sum != "" && !s.Args.Has("_content") && !s.Args.Has("_upload")
	if !probe && !same {
		var err error
		if data, err = s.incoming(ctx); err != nil {
			return nil, err
		}
		sum = Checksum([]byte(data))
	}
	fail := func(format string, args ...any) (*value.Dict, error) {
		return value.NewDict("checksum", sum), failf(format, args...)
	}
	if want := s.text("checksum"); want != "" && sum != "" && want != sum {
		return fail("Copied file does not match the expected checksum. Transfer failed.")
	}
	at, err := s.look(ctx, dest, true, false)
	if err != nil {
		return nil, err
	}
	if strings.HasSuffix(dest, "/") || at != nil && at.dir {
		if name == "" {
			return fail("can not use content with a dir as dest")
		}
		if at == nil && !s.Check && !probe {
			if _, err := s.must(ctx, "mkdir -p -- "+word(dest), ""); err != nil {
				return fail("%v", err)
			}
		}
		dest = path.Join(dest, name)
	} else if up, err := s.look(ctx, path.Dir(dest), true, false); err != nil {
		return nil, err
	} else if up == nil {
		return fail("Destination directory %s does not exist", path.Dir(dest))
	}
	old, err := s.look(ctx, dest, false, true)
	if err != nil {
		return nil, err
	}
	link := old != nil && old.letter == 'l'
	if link && s.is("follow") {
		to, err := s.must(ctx, "readlink -f -- "+word(dest), "")
		if err != nil {
			return nil, err
		}
		dest = strings.TrimSuffix(to, "\n")
		if old, err = s.look(ctx, dest, false, true); err != nil {
			return nil, err
		}
		link = false
	}
	if old != nil && s.Args.Has("force") && !s.is("force") {
		r := value.NewDict("changed", false, "dest", dest, "msg", "file already exists")
		old.describe(r)
		return r, nil
	}
	if same && old != nil {
		sum = old.sum
	}
	if old != nil && !link && !old.readable {
		return fail("Destination %s not readable", dest)
	}
	differs := old == nil || link || old.sum != sum
	if probe {
		return value.NewDict("changed", differs, "need_content", differs, "dest", dest), nil
	}
	r := value.NewDict("dest", dest, "checksum", sum)
	if s.Diff && differs {
		d, err := s.difference(ctx, dest, old, data)
		if err != nil {
			return r, err
		}
		r.Set("diff", []any{d})
	}
	now := old
	if differs && !s.Check {
		if err := s.put(ctx, dest, old, data); err != nil {
			return r, err
		}
		if now, err = s.look(ctx, dest, false, false); err != nil {
			return r, err
		}
	}
	before, after := value.NewDict(), value.NewDict()
	changed, err := s.attributes(ctx, now, before, after, s.is("follow"))
	if err != nil {
		return r, err
	}
	r.Set("changed", differs || changed)
	if differs {
		r.Set("md5sum", fmt.Sprintf("%x", md5.Sum([]byte(data))))
		r.Set("src", name)
	} else {
		r.Set("path", dest)
		if s.Diff && changed {
			before.Set("path", dest)
			after.Set("path", dest)
			r.Set("diff", value.NewDict("before", before, "after", after))
		}
	}
	if changed && !s.Check {
		if now, err = s.look(ctx, dest, false, false); err != nil {
			return r, err
		}
	}
	if !s.Check || old != nil {
		now.describe(r)
	}
	return r, nil
}

func (s *sheller) difference(ctx context.Context, dest string, old *seen, data string) (*value.Dict, error) {
	d := value.NewDict("before", "", "before_header", dest, "after_header", "dynamically generated")
	if n := s.text("_shown"); n != "" {
		d.Set("after_header", n)
	}
	if old != nil && old.exists && !old.dir {
		was, err := s.must(ctx, "head -c 104449 <"+word(dest), "")
		if err != nil {
			return nil, err
		}
		if text, ok := showable([]byte(was)); ok {
			d.Set("before", text)
		} else {
			d.Set("dst_"+text, true)
		}
	}
	if text, ok := showable([]byte(data)); ok {
		d.Set("after", text)
	} else {
		d.Set("src_"+text, true)
	}
	return d, nil
}

// put writes a file as a whole: beside it first, and in its place where nothing can
// be put beside it. Mode and owner of a file that was there stay.
func (s *sheller) put(ctx context.Context, dest string, old *seen, data string) error {
	aside := path.Join(path.Dir(dest), ".playbook-"+rand.Text())
	keep := ""
	if old != nil && old.letter != 'l' {
		keep = fmt.Sprintf(" && chmod %04o \"$t\" && { o=$(ls -ldn \"$t\") && set -f && set -- $o && [ \"$3:$4\" = %[2]d:%[3]d ] || chown %[2]d:%[3]d \"$t\"; } && chmod %04[1]o \"$t\"", old.mode, old.uid, old.gid)
	}
	script := "p=" + word(dest) + "; t=" + word(aside) + "; d=" + word(path.Dir(dest)) + `
if [ -w "$d" ] || [ ! -e "$p" ]; then
	set -C
	{ cat >"$t" && [ "$(wc -c <"$t")" -eq ` + strconv.Itoa(len(data)) + " ]" + keep + ` && mv -f -- "$t" "$p"; } || { rm -f "$t"; exit 1; }
else
	cat >"$p" && [ "$(wc -c <"$p")" -eq ` + strconv.Itoa(len(data)) + " ]\nfi"
	_, err := s.must(ctx, script, data)
	return err
}

func shellFile(ctx context.Context, s *sheller) (*value.Dict, error) {
	for _, n := range []string{"access_time", "modification_time"} {
		if t := s.text(n); t != "" && t != "now" {
			return nil, failf("file: %s needs the agent, which this host cannot run", n)
		}
	}
	p, state := s.text("path"), s.text("state")
	old, err := s.look(ctx, p, false, false)
	if err != nil {
		return value.NewDict("path", p), err
	}
	was := "absent"
	if old != nil {
		was = old.kind
	}
	if state == "" {
		state = was
		switch {
		case was == "absent" && s.text("src") != "":
			state = "link"
		case was == "absent" || was == "hard":
			state = "file"
		}
	}
	r := value.NewDict("path", p)
	before, after := value.NewDict("path", p), value.NewDict("path", p)
	follow, changed, script := s.is("follow"), false, ""
	switch state {
	case "absent":
		r.Set("state", "absent")
		changed, script = was != "absent", "rm -rf -- \"$p\""
	case "file":
		if was == "absent" || was == "link" && follow && !old.exists {
			r.Set("state", "absent")
			return r, failf("file (%s) is absent, cannot continue", p)
		}
		if was == "link" && follow && old.dir {
			return r, failf("file (%s) is directory, cannot continue", p)
		}
		if was != "file" && was != "hard" && !(was == "link" && follow) {
			r.Set("state", was)
			return r, failf("file (%s) is %s, cannot continue", p, was)
		}
	case "directory":
		if was != "directory" && was != "absent" && !(was == "link" && follow && old.dir) {
			return r, failf("%s already exists as a %s", p, was)
		}
		changed, script = was == "absent", "mkdir -- \"$p\""
		if changed && !s.Check {
			return s.makeFolders(ctx, r, before, after, p)
		}
	case "touch":
		r = value.NewDict("dest", p)
		changed, script = true, "touch -- \"$p\""
	case "link", "hard":
		if changed, script, err = s.linking(ctx, r, p, state, old); err != nil {
			return r, err
		}
		follow = false
	}
	if changed {
		before.Set("state", was)
		after.Set("state", state)
		if !s.Check {
			if _, err := s.must(ctx, "p="+word(p)+"; "+script, ""); err != nil {
				return r, err
			}
		}
	}
	finish := func() *value.Dict {
		r.Set("changed", changed)
		r.Set("diff", value.NewDict("before", before, "after", after))
		return r
	}
	if state == "absent" || s.Check && changed && (state == "link" || state == "hard") {
		return finish(), nil
	}
	now := old
	if changed && !s.Check || follow && was == "link" {
		if now, err = s.look(ctx, p, follow, false); err != nil {
			return r, err
		}
	}
	if now != nil {
		c, err := s.attributes(ctx, now, before, after, follow)
		if err != nil {
			return r, err
		}
		changed = changed || c
		if now, err = s.look(ctx, p, false, false); err != nil {
			return r, err
		}
	}
	now.describe(r)
	return finish(), nil
}

// makeFolders makes a folder and those above it that are missing, all with the job's
// attributes.
func (s *sheller) makeFolders(ctx context.Context, r, before, after *value.Dict, p string) (*value.Dict, error) {
	var missing []string
	for q := path.Clean(p); q != "/" && q != "." && q != "~"; q = path.Dir(q) {
		v, err := s.look(ctx, q, true, false)
		if err != nil {
			return r, err
		}
		if v != nil {
			break
		}
		missing = append([]string{q}, missing...)
	}
	var now *seen
	for i, q := range missing {
		b, a := value.NewDict(), value.NewDict()
		if i == len(missing)-1 {
			b, a = before, after
		}
		_, err := s.must(ctx, "mkdir -- "+word(q), "")
		if err == nil {
			now, err = s.look(ctx, q, false, false)
		}
		if err == nil {
			_, err = s.attributes(ctx, now, b, a, false)
		}
		if err == nil {
			now, err = s.look(ctx, q, false, false)
		}
		if err != nil {
			return r, err
		}
	}
	before.Set("state", "absent")
	after.Set("state", "directory")
	r.Set("changed", true)
	r.Set("diff", value.NewDict("before", before, "after", after))
	now.describe(r)
	return r, nil
}

// linking decides what makes a link, and by which script.
func (s *sheller) linking(ctx context.Context, r *value.Dict, p, state string, old *seen) (changed bool, script string, err error) {
	src := s.text("src")
	r.Delete("path")
	r.Set("dest", p)
	r.Set("src", src)
	if src == "" {
		if old != nil && old.letter == 'l' && state == "link" {
			r.Set("src", old.target)
			return false, "", nil
		}
		return false, "", failf("src is required for creating new %slinks", map[string]string{"hard": "hard", "link": "sym"}[state])
	}
	real := src
	if !path.IsAbs(real) && state == "link" {
		real = path.Join(path.Dir(p), src)
	}
	to, err := s.look(ctx, real, true, false)
	if err != nil {
		return false, "", err
	}
	if to == nil && (state == "hard" || !s.is("force")) {
		return false, "", failf("src file does not exist, use \"force=yes\" if you really want to create the link: %s", real)
	}
	script = "t=" + word(path.Join(path.Dir(p), ".playbook-"+rand.Text())) + "; ln "
	if state == "link" {
		script += "-s "
	}
	script += "-- " + pytext.Quote(src) + ` "$t" && mv -f -- "$t" "$p" || { rm -f "$t"; exit 1; }`
	switch {
	case old == nil:
	case old.letter == 'l' && state == "link":
		if old.target == src {
			return false, "", nil
		}
		if old.dir {
			// mv would go into the folder that the old link leads to.
			script = "rm -f -- \"$p\" && " + script
		}
	case old.letter == 'l':
		if !s.is("force") {
			return false, "", failf("Cannot link, %s to %s exists as a link", p, src)
		}
	case old.letter == 'd':
		if !s.is("force") {
			return false, "", failf("refusing to convert from directory to %s for %s", state, p)
		}
		script = "rmdir -- \"$p\" && " + script
	case state == "hard" && to != nil && to.inode == old.inode:
		return false, "", nil
	case !s.is("force"):
		return false, "", failf("refusing to convert from file to %s for %s", map[string]string{"link": "symlink", "hard": "hard"}[state], p)
	}
	return true, script, nil
}
