package static

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/pyops-go/pyops/examples/webserver/internal/config"
)

// own are the files of the server itself, which it must not give away when they lie
// in a folder that it serves: by any name that leads to them.
type own struct {
	files []string
	log   string // below the root, where files are named after it when it is turned over
}

func ownFiles(conf *config.Config, root string) own {
	o := own{files: []string{conf.TLS.Key, conf.TLS.Certificate, conf.File}}
	for _, s := range conf.Sites {
		o.files = append(o.files, s.Cert.Key, s.Cert.Certificate)
	}
	if conf.Log.Access == "" || conf.Log.Access == "-" {
		return o
	}
	o.files = append(o.files, conf.Log.Access)
	folder, err := filepath.EvalSymlinks(root)
	if err != nil {
		return o
	}
	in, err := filepath.EvalSymlinks(filepath.Dir(conf.Log.Access))
	if err != nil {
		return o
	}
	folder, err1 := filepath.Abs(folder)
	in, err2 := filepath.Abs(in)
	if err1 != nil || err2 != nil {
		return o
	}
	if at, err := filepath.Rel(folder, filepath.Join(in, filepath.Base(conf.Log.Access))); err == nil && filepath.IsLocal(at) {
		o.log = "/" + filepath.ToSlash(at)
	}
	return o
}

// look finds out which files they are now.
func (o own) look() (infos []fs.FileInfo) {
	for _, name := range o.files {
		if name == "" {
			continue
		}
		if info, err := os.Stat(name); err == nil {
			infos = append(infos, info)
		}
	}
	return infos
}

func isOwn(info fs.FileInfo, own []fs.FileInfo) bool {
	for _, o := range own {
		if os.SameFile(info, o) {
			return true
		}
	}
	return false
}

// Hides reports whether a name is one that is kept from the world: one with a part
// that begins with a dot (but not .well-known, which RFC 8615 makes public), or
// that of an access log.
func (f *Files) Hides(name string) bool {
	if f.own.log != "" && strings.HasPrefix(name, f.own.log) {
		return true
	}
	if f.site.Hidden {
		return false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") && part != ".well-known" {
			return true
		}
	}
	return false
}
