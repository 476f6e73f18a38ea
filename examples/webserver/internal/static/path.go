package static

import (
	"path"
	"runtime"
	"strings"
)

// Clean makes a request's path the one that is served: without empty parts, "." and
// "..", which never lead above the root, and with a slash at the end where the
// request means a folder. It is false for what no file can be called. Whoever
// decides by a path decides by this one, or //cgi/x would not be below /cgi.
func Clean(p string) (name string, ok bool) {
	if !strings.HasPrefix(p, "/") || strings.ContainsRune(p, 0) || runtime.GOOS == "windows" && strings.ContainsAny(p, `\:`) {
		return "", false
	}
	name = path.Clean(p)
	if last := p[strings.LastIndexByte(p, '/')+1:]; name != "/" && (last == "" || last == "." || last == "..") {
		name += "/"
	}
	return name, true
}

// Below reports whether a cleaned path lies below a folder, by the letters that the
// file system tells apart.
func Below(name, folder string) bool {
	if len(name) <= len(folder) || name[len(folder)] != '/' {
		return false
	}
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return strings.EqualFold(name[:len(folder)], folder)
	}
	return name[:len(folder)] == folder
}

// rel is a cleaned path as os.Root takes it.
func rel(name string) string {
	if name = strings.Trim(name, "/"); name == "" {
		return "."
	}
	return name
}
