package fab

import (
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// A globbed is a tree of files in which patterns find names.
type globbed interface {
	exists(name string) bool
	isDir(name string) bool
	names(dir string) ([]string, error) // "" is where relative names start
}

// isPattern reports whether there is something in a path that is not to be taken as it
// is.
func isPattern(p string) bool { return strings.ContainsAny(p, "*?[") }

// glob finds the names that match a pattern with slashes, in order, as Python's glob
// does: what is hidden is found by a pattern alone that begins with a dot. A directory
// that cannot be read has none.
func glob(in globbed, pattern string) []string {
	found := []string{""}
	if strings.HasPrefix(pattern, "/") {
		found = []string{"/"}
	}
	parts := strings.FieldsFunc(pattern, func(r rune) bool { return r == '/' })
	for i, part := range parts {
		inner := i < len(parts)-1 || strings.HasSuffix(pattern, "/")
		var next []string
		for _, dir := range found {
			if !isPattern(part) {
				if name := path.Join(dir, part); in.exists(name) && (!inner || in.isDir(name)) {
					next = append(next, name)
				}
				continue
			}
			names, err := in.names(dir)
			if err != nil {
				continue
			}
			for _, n := range names {
				hidden := strings.HasPrefix(n, ".") && !strings.HasPrefix(part, ".")
				if name := path.Join(dir, n); !hidden && matches(part, n) && (!inner || in.isDir(name)) {
					next = append(next, name)
				}
			}
		}
		found = next
	}
	slices.Sort(found)
	return found
}

// matches is Python's fnmatch: * and ? stand for any text and any character, [abc] and
// [a-c] for one of those, [!abc] for one of the others. Nothing takes their meaning
// away but brackets around them. A [ that nothing closes is itself.
func matches(pattern, name string) bool {
	// Where the last * was, and how much of the name it takes so far.
	star, taken := -1, 0
	p, n := 0, 0
	for n < len(name) {
		_, size := character(name[n:])
		if p < len(pattern) && pattern[p] == '*' {
			star, taken = p, n
			p++
			continue
		}
		if p < len(pattern) {
			if length, ok := matchOne(pattern[p:], name[n:]); ok {
				p, n = p+length, n+size
				continue
			}
		}
		if star < 0 {
			return false
		}
		_, size = character(name[taken:])
		taken += size
		p, n = star+1, taken
	}
	return strings.Trim(pattern[p:], "*") == ""
}

// matchOne matches one character, and tells how long what stands for it is.
func matchOne(pattern, name string) (length int, ok bool) {
	want, size := character(pattern)
	got, _ := character(name)
	switch want {
	case '?':
		return size, true
	case '[':
		if end := closing(pattern); end > 0 {
			return end + 1, inSet(pattern[1:end], got)
		}
	}
	return size, want == got
}

// closing is where the ] is that closes the set at the beginning of a pattern, or 0. One
// that comes first belongs to the set.
func closing(pattern string) int {
	from := 1
	if strings.HasPrefix(pattern[from:], "!") {
		from++
	}
	if strings.HasPrefix(pattern[from:], "]") {
		from++
	}
	if end := strings.IndexByte(pattern[from:], ']'); end >= 0 {
		return from + end
	}
	return 0
}

func inSet(set string, c rune) bool {
	set, others := strings.CutPrefix(set, "!")
	for set != "" {
		from, size := character(set)
		set = set[size:]
		to := from
		if rest, ok := strings.CutPrefix(set, "-"); ok && rest != "" {
			to, size = character(rest)
			set = rest[size:]
		}
		if from <= c && c <= to {
			return !others
		}
	}
	return others
}

// character is the first one of a text. A byte of none is one of its own.
func character(s string) (rune, int) {
	r, size := utf8.DecodeRuneInString(s)
	if r == utf8.RuneError && size == 1 {
		return 0xDC00 + rune(s[0]), 1
	}
	return r, size
}

// globHere finds files of this machine.
func globHere(pattern string) []string {
	volume := filepath.VolumeName(pattern)
	found := glob(localFiles(volume), filepath.ToSlash(pattern[len(volume):]))
	for i, name := range found {
		found[i] = volume + filepath.FromSlash(name)
	}
	return found
}

// localFiles are those of a volume of Windows; "" is all there is elsewhere.
type localFiles string

func (v localFiles) full(name string) string { return string(v) + filepath.FromSlash(name) }

func (v localFiles) exists(name string) bool {
	_, err := os.Lstat(v.full(name))
	return err == nil
}

func (v localFiles) isDir(name string) bool {
	info, err := os.Stat(v.full(name))
	return err == nil && info.IsDir()
}

func (v localFiles) names(dir string) ([]string, error) {
	f, err := os.Open(v.full(or(dir, ".")))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return f.Readdirnames(-1)
}
