package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
)

var errNoFabfile = errors.New("Couldn't find any fabfiles!\n\nRemember that -f can be used to specify fabfile path, and use -h for help.") //lint:ignore ST1005 Fabric's own words

// findFabfile finds the fabfile: a Go file, or a folder with some. A bare name is
// looked for here and above, with and without .go.
func findFabfile(name string) (string, error) {
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(name, "~/") {
		name = filepath.Join(home, name[2:])
	}
	names := []string{name}
	if !strings.HasSuffix(name, ".go") {
		names = append(names, name+".go")
	}
	if filepath.Base(name) != name {
		for _, n := range names {
			if isFabfile(n) {
				return filepath.Abs(n)
			}
		}
		return "", errNoFabfile
	}
	dir, err := os.Getwd()
	if err != nil {
		return "", err
	}
	for {
		for _, n := range names {
			if full := filepath.Join(dir, n); isFabfile(full) {
				return full, nil
			}
		}
		above := filepath.Dir(dir)
		if above == dir {
			return "", errNoFabfile
		}
		dir = above
	}
}

func isFabfile(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	if !info.IsDir() {
		return strings.HasSuffix(path, ".go")
	}
	files, err := filepath.Glob(filepath.Join(path, "*.go"))
	return err == nil && len(files) > 0
}
