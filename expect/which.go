package expect

import (
	"os"
	"path/filepath"
	"strings"
)

// Which finds the program that a name means: which in the original. A name with
// a folder is not searched for. Otherwise each folder of env's PATH is looked
// into, env being a list of "NAME=value" and nil that of this process. It
// returns "" when there is none.
func Which(name string, env []string) string {
	if filepath.Dir(name) != "." || strings.HasPrefix(name, "./") {
		if IsExecutableFile(name) {
			return name
		}
	}
	path := getenv(env, "PATH")
	if path == "" {
		path = os.DevNull
		if defaultPath != "" {
			path = defaultPath
		}
	}
	for _, dir := range filepath.SplitList(path) {
		candidate := name
		if dir != "" && !filepath.IsAbs(name) {
			candidate = strings.TrimSuffix(dir, "/") + "/" + name
		}
		if IsExecutableFile(candidate) {
			return candidate
		}
	}
	return ""
}

// defaultPath is where to look without a PATH.
const defaultPath = "/bin:/usr/bin"

// getenv looks a variable up in a list, or in the process's own.
func getenv(env []string, name string) string {
	if env == nil {
		return os.Getenv(name)
	}
	value := ""
	for _, e := range env {
		if v, ok := strings.CutPrefix(e, name+"="); ok {
			value = v // the last one counts, as in os/exec
		}
	}
	return value
}

// IsExecutableFile reports whether a path, its links followed, is a regular file
// that this process may run: is_executable_file.
func IsExecutableFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular() && executable(path, info)
}
