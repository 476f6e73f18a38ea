package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
)

// ownModule is the module that fab is a part of.
const ownModule = "github.com/pyops-go/pyops"

// A fabfile may lie in no module, as one of Python lies in no package. It is then
// compiled in a module of its own, which requires the one that this command is a part
// of, and is in no folder but a temporary one.

// inModule reports whether the go command finds a module, or a workspace, for a folder.
func inModule(ctx context.Context, dir string) (bool, error) {
	out, err := goCommand(ctx, dir, "env", "GOMOD", "GOWORK")
	if err != nil {
		return false, err
	}
	for line := range strings.Lines(out) {
		if line = strings.TrimSpace(line); line != "" && line != "off" && line != os.DevNull {
			return true, nil
		}
	}
	return false, nil
}

// own is what a go.mod file says to require the module that this command is a part of:
// the folder of its sources, where that is no copy of a released version, or else that
// version. It is "" where neither is known. sums is the folder's go.sum.
func own() (require, sums string) {
	if _, here, _, ok := runtime.Caller(0); ok && filepath.IsAbs(here) && !strings.Contains(here, "@") {
		root := filepath.Dir(filepath.Dir(filepath.Dir(filepath.Dir(here))))
		if _, err := os.Stat(filepath.Join(root, "go.mod")); err == nil {
			return fmt.Sprintf("require %s v0.0.0\n\nreplace %s => %q\n", ownModule, ownModule, root), filepath.Join(root, "go.sum")
		}
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Path == ownModule && strings.HasPrefix(info.Main.Version, "v") {
		return fmt.Sprintf("require %s %s\n", ownModule, info.Main.Version), ""
	}
	return "", ""
}

// alone writes the files of a module for a fabfile that has none, and says which files
// stand for those that the go command looks for.
func (b *builder) alone(replace map[string]string) error {
	require, sums := own()
	if require == "" {
		return errors.New("it lies in no Go module, and this command does not know where it comes from\n\nMake a module in " + b.dir + ":\n\n    go mod init fabfile\n    go get " + ownModule)
	}
	b.modfile = filepath.Join(b.temporary, "go.mod")
	if err := os.WriteFile(b.modfile, []byte("module "+aloneName+"\n\ngo 1.26.0\n\n"+require), 0o600); err != nil {
		return err
	}
	if sums != "" { // else it asks the network for what is known
		if text, err := os.ReadFile(sums); err == nil {
			if err := os.WriteFile(filepath.Join(b.temporary, "go.sum"), text, 0o600); err != nil {
				return err
			}
		}
	}
	// The go command believes that a module is where such a file is, and reads the other.
	marker := filepath.Join(b.temporary, "marker")
	if err := os.WriteFile(marker, []byte("module "+aloneName+"\n"), 0o600); err != nil {
		return err
	}
	replace[filepath.Join(b.dir, "go.mod")] = marker
	return nil
}

// aloneName is what the module of a fabfile is called that has none.
const aloneName = "fabfile"
