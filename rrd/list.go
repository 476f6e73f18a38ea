package rrd

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

// List names the round-robin files of a folder, in order: those in it and its
// folders, or with -r all files below it. A pattern such as "dir/a*" names what
// it matches; a path with ".." is refused.
func List(args ...string) ([]string, error) { return defaultTool.List(args...) }

var listOptions = []optionSpec{{"daemon", 'd', true}, {"noflush", 'F', false}, {"recursive", 'r', false}}

// List names the round-robin files of a folder, as [List] does.
func (t *Tool) List(args ...string) ([]string, error) {
	given, rest, err := parseOptions(args, listOptions)
	if err != nil {
		return nil, err
	}
	recursive, daemon := false, ""
	for _, o := range given {
		switch o.name {
		case "recursive":
			recursive = true
		case "daemon":
			daemon = o.value
		}
	}
	if len(rest) != 1 {
		return nil, specError("Usage: rrdtool list [--daemon <addr> [--noflush]] [--recursive] <directory>")
	}
	if address := t.daemonFor(daemon); address != "" {
		return t.listRemote(address, recursive, rest[0])
	}
	return listFolder(rest[0], recursive)
}

const rrdSuffix = ".rrd"

func listFolder(path string, recursive bool) ([]string, error) {
	if slices.Contains(strings.Split(filepath.ToSlash(path), "/"), "..") {
		return nil, listError(path, fs.ErrPermission)
	}
	if strings.ContainsAny(path, "*?[") {
		found, err := filepath.Glob(path)
		if err == nil && len(found) == 0 {
			err = fs.ErrNotExist
		}
		if err != nil {
			return nil, listError(path, err)
		}
		for i := range found {
			found[i] = filepath.Base(found[i])
		}
		return found, nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, listError(path, err)
	}
	if !info.IsDir() {
		if !strings.HasSuffix(path, rrdSuffix) {
			return nil, listError(path, syscall.ENOTDIR)
		}
		return []string{filepath.Base(path)}, nil
	}
	names, err := readFolder(path, "", recursive, 0)
	if err != nil {
		return nil, listError(path, err)
	}
	return names, nil
}

// deepestFolder bounds recursion, since links may lead in circles.
const deepestFolder = 40

// readFolder names what is in a folder. What cannot be looked at is left out.
func readFolder(folder, prefix string, recursive bool, depth int) ([]string, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		info, err := os.Stat(filepath.Join(folder, e.Name()))
		if err != nil || strings.HasPrefix(e.Name(), ".") {
			continue
		}
		name := prefix + e.Name()
		switch {
		case info.IsDir() && !recursive:
			names = append(names, name)
		case info.IsDir() && depth < deepestFolder:
			below, err := readFolder(filepath.Join(folder, e.Name()), name+"/", true, depth+1)
			if err == nil {
				names = append(names, below...)
			}
		case info.Mode().IsRegular() && strings.HasSuffix(name, rrdSuffix):
			names = append(names, name)
		}
	}
	return names, nil
}

func listError(path string, err error) error {
	return &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("listing '%s': %s", path, osText(err)), Err: err}
}
