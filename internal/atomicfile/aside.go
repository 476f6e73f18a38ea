package atomicfile

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

const (
	// sweptSlots is how many slots each write looks through for files that were
	// left by the dead, at the least.
	sweptSlots = 8

	// mostSlots is how many writers one file can have at once.
	mostSlots = 4096

	// longAgo is how old a file is that nobody writes any more, where locks do
	// not tell.
	longAgo = 24 * time.Hour
)

// asideName names the file aside for the new contents of a file. The name is
// hidden and fixed by the slot, so that what a killed process left
// can be found without reading the folder.
func asideName(path string, slot int) string {
	folder, name := filepath.Split(path)
	if len(name) > 100 {
		// Another's name must not become too long for the file system.
		sum := sha256.Sum256([]byte(name))
		name = strings.ToValidUTF8(name[:40], "") + "-" + hex.EncodeToString(sum[:8])
	}
	return folder + "." + name + ".pyops-" + strconv.Itoa(slot)
}

// createAside creates the file for the new contents, beside the target, and
// removes those that dead writers left there.
func createAside(t *target, perm fs.FileMode) (*os.File, error) {
	for slot := range mostSlots {
		f, err := takeSlot(t, slot, perm)
		if f == nil && err == nil {
			continue
		}
		if err != nil {
			return nil, err
		}
		for other := 0; other < mostSlots; other++ {
			if other != slot && !sweep(t, other) && other >= sweptSlots {
				break
			}
		}
		return f, nil
	}
	return nil, &fs.PathError{Op: "create", Path: asideName(t.path, 0), Err: errors.New("too many others write the same file")}
}

// takeSlot creates the file of a slot, nil when a living writer has it.
func takeSlot(t *target, slot int, perm fs.FileMode) (*os.File, error) {
	name := asideName(t.path, slot)
	// Others who sweep may take what is new for what is left, but only until it
	// is locked. A second try is enough unless they come in crowds; then there
	// are other slots.
	for range 3 {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, perm)
		if errors.Is(err, fs.ErrExist) {
			if !sweep(t, slot) {
				return nil, nil
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		if lock(f) != heldByOther && stillNamed(f, name) {
			return f, nil
		}
		f.Close()
	}
	return nil, nil
}

// sweep removes the file of a slot when the one who wrote it is dead. It reports
// whether there was a file and it is gone.
func sweep(t *target, slot int) bool {
	name := asideName(t.path, slot)
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || names(info) > 1 || !ours(info, t.info) {
		return false
	}
	f, err := os.OpenFile(name, os.O_RDONLY|neitherFollowNorWait, 0)
	if err != nil {
		return errors.Is(err, fs.ErrNotExist)
	}
	switch lock(f) {
	case heldByOther:
		f.Close()
		return false
	case held:
		// The name can pass to another file only through one that holds the
		// lock of this one, so that what is compared here stays true.
		gone := !stillNamed(f, name) || os.Remove(name) == nil
		f.Close()
		return gone
	}
	f.Close()
	return time.Since(info.ModTime()) > longAgo && os.Remove(name) == nil
}

// stillNamed reports whether a name leads to an open file.
func stillNamed(f *os.File, name string) bool {
	open, err1 := f.Stat()
	named, err2 := os.Lstat(name)
	return err1 == nil && err2 == nil && os.SameFile(open, named)
}

// What comes of trying to lock a file.
type lockState int

const (
	unknown lockState = iota // no locks here
	held
	heldByOther
)
