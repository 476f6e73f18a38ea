package run

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/playbook/internal/module"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
	"github.com/pyops-go/pyops/examples/playbook/internal/vars"
)

// find is a local file of the playbook or of its role.
func find(scope *vars.Scope, name, sub string) (string, *value.Dict) {
	path, err := scope.Find(name, sub)
	if err != nil {
		return "", value.NewDict("changed", false, "failed", true, "msg", fmt.Sprintf("Could not find or access '%s': %v", name, err))
	}
	return path, nil
}

// read is a local file, decrypted where it is a vault and the task does not say that
// it is to stay one.
func (n *turn) read(path string, args *value.Dict) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err == nil && args.Value("decrypt") != false && strings.HasPrefix(string(data), "$ANSIBLE_VAULT;") && n.r.Decrypt != nil {
		text, err := n.r.Decrypt(string(data))
		return []byte(text), err
	}
	return data, err
}

// inline is how large a file may be to go in the job itself.
const inline = 256 << 10

// ship runs a job that brings a file: in the job where it is small, beside it where
// it is large and the host does not have it.
func (n *turn) ship(ctx context.Context, scope *vars.Scope, name string, args *value.Dict, data []byte, o *outcome) (*value.Dict, error) {
	args = args.Clone()
	if len(data) <= inline {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	if name == "copy" {
		args.Set("_checksum", module.Checksum(data))
		probe, err := n.onTarget(ctx, scope, name, args, o)
		if err != nil || probe.Value("failed") == true {
			return probe, err
		}
		if probe.Value("need_content") == false {
			args.Delete("_checksum")
			args.Set("remote_src", true)
			args.Set("src", probe.Value("dest"))
			return n.onTarget(ctx, scope, name, args, o)
		}
	}
	if n.check {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	_, c, as, err := n.target(ctx, scope)
	if err != nil {
		return nil, err
	}
	if as.User != "" && as.User != "root" {
		args.Set("_content", encode64(data))
		return n.onTarget(ctx, scope, name, args, o)
	}
	path, err := c.Upload(ctx, strings.NewReader(string(data)), int64(len(data)))
	if err != nil {
		return nil, err
	}
	args.Set("_upload", path)
	return n.onTarget(ctx, scope, name, args, o)
}

func copyAction(ctx context.Context, n *turn, scope *vars.Scope, args *value.Dict, o *outcome) (*value.Dict, error) {
	src, content := value.Str(orText(args.Value("src"), "")), args.Value("content")
	if args.Value("remote_src") == true {
		return n.onTarget(ctx, scope, "copy", args, o)
	}
	if content != nil && src != "" {
		return failed("src and content are mutually exclusive"), nil
	}
	if content == nil && src == "" {
		return failed("src (or content) is required"), nil
	}
	args = args.Clone()
	if content != nil {
		text := value.Str(content)
		switch content.(type) {
		case []any, *value.Dict:
			text = value.EncodeJSON(content, 0, false)
		}
		args.Delete("content")
		args.Set("_shown", "dynamically generated")
		return n.ship(ctx, scope, "copy", args, []byte(text), o)
	}
	path, problem := find(scope, strings.TrimSuffix(src, "/"), "files")
	if problem != nil {
		return problem, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return failed("%v", err), nil
	}
	if info.IsDir() {
		return n.copyTree(ctx, scope, path, strings.HasSuffix(src, "/"), args, o)
	}
	return n.copyOne(ctx, scope, path, info, args, o)
}

func (n *turn) copyOne(ctx context.Context, scope *vars.Scope, path string, info os.FileInfo, args *value.Dict, o *outcome) (*value.Dict, error) {
	data, err := n.read(path, args)
	if err != nil {
		return failed("%v", err), nil
	}
	args = args.Clone()
	args.Set("_name", filepath.Base(path))
	args.Set("_shown", path)
	if args.Value("mode") == "preserve" {
		args.Set("mode", fmt.Sprintf("%04o", info.Mode().Perm()))
	}
	return n.ship(ctx, scope, "copy", args, data, o)
}

// A treeCopy is a folder on its way to a host.
type treeCopy struct {
	n       *turn
	scope   *vars.Scope
	args    *value.Dict
	o       *outcome
	changed bool
	inside  []os.FileInfo // the folders that are being copied, from the outermost
}

// copyTree copies a folder: itself, or with a slash at its end what is in it.
func (n *turn) copyTree(ctx context.Context, scope *vars.Scope, path string, contents bool, args *value.Dict, o *outcome) (*value.Dict, error) {
	dest := value.Str(args.Value("dest"))
	base := strings.TrimSuffix(dest, "/")
	if !contents {
		base += "/" + filepath.Base(path)
	}
	t := &treeCopy{n: n, scope: scope, args: args, o: o}
	if bad, err := t.folder(ctx, path, base); bad != nil || err != nil {
		return bad, err
	}
	return value.NewDict("changed", t.changed, "dest", dest, "src", path), nil
}

// note books the result of one part; a failure is returned.
func (t *treeCopy) note(r *value.Dict, err error) (*value.Dict, error) {
	if err != nil || r.Value("failed") == true {
		return r, err
	}
	t.changed = t.changed || r.Value("changed") == true
	return nil, nil
}

func (t *treeCopy) folder(ctx context.Context, from, to string) (bad *value.Dict, err error) {
	here, err := os.Stat(from)
	if err != nil {
		return failed("%v", err), nil
	}
	for _, above := range t.inside {
		if os.SameFile(above, here) {
			return failed("%s is a link to a folder that it is in", from), nil
		}
	}
	t.inside = append(t.inside, here)
	defer func() { t.inside = t.inside[:len(t.inside)-1] }()
	dir := value.NewDict("path", to, "state", "directory")
	for _, as := range [][2]string{{"owner", "owner"}, {"group", "group"}, {"directory_mode", "mode"}} {
		if v, ok := t.args.Get(as[0]); ok {
			dir.Set(as[1], v)
		}
	}
	if bad, err := t.note(t.n.onTarget(ctx, t.scope, "file", dir, t.o)); bad != nil || err != nil {
		return bad, err
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return failed("%v", err), nil
	}
	for _, e := range entries {
		if bad, err := t.entry(ctx, filepath.Join(from, e.Name()), to+"/"+e.Name()); bad != nil || err != nil {
			return bad, err
		}
	}
	return nil, nil
}

// entry copies what is in a folder. Links become what they lead to, or stay links
// with local_follow=no.
func (t *treeCopy) entry(ctx context.Context, from, to string) (bad *value.Dict, err error) {
	info, err := os.Lstat(from)
	if err == nil && info.Mode()&os.ModeSymlink != 0 {
		if t.args.Value("local_follow") == false {
			target, err := os.Readlink(from)
			if err != nil {
				return failed("%v", err), nil
			}
			link := value.NewDict("path", to, "src", target, "state", "link", "force", true, "follow", false)
			return t.note(t.n.onTarget(ctx, t.scope, "file", link, t.o))
		}
		info, err = os.Stat(from)
	}
	if err != nil {
		return failed("%v", err), nil
	}
	if info.IsDir() {
		return t.folder(ctx, from, to)
	}
	one := t.args.Clone()
	one.Set("dest", to)
	return t.note(t.n.copyOne(ctx, t.scope, from, info, one, t.o))
}
