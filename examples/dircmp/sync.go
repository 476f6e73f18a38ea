package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pyops-go/pyops/diffx"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A syncer makes a right directory have what a left one has, and tells what it
// does, or would do.
type syncer struct {
	out io.Writer
	dry bool
}

// sync goes through two directories that are there. What cannot be copied does not
// keep it from the rest; the error joins all that went wrong.
func (s *syncer) sync(d *diffx.DirCmp) error {
	var errs []error
	only, err := d.LeftOnly()
	if err != nil {
		return err
	}
	for _, name := range only {
		errs = append(errs, s.copy(filepath.Join(d.Left(), name), filepath.Join(d.Right(), name)))
	}
	changed, err := d.DiffFiles()
	if err != nil {
		return err
	}
	for _, name := range changed {
		errs = append(errs, s.file(filepath.Join(d.Left(), name), filepath.Join(d.Right(), name)))
	}
	errs = append(errs, s.leave("kinds differ", d, d.CommonFunny), s.leave("cannot be compared", d, d.FunnyFiles), s.leave("contains itself", d, d.Cycles))
	below, err := d.CommonDirs()
	if err != nil {
		return err
	}
	subdirs, err := d.Subdirs()
	if err != nil {
		return err
	}
	for _, name := range below {
		sub := subdirs[name]
		if sub == nil {
			continue // a cycle
		}
		if info, err := os.Lstat(sub.Right()); err != nil {
			errs = append(errs, err)
		} else if info.Mode()&fs.ModeSymlink != 0 {
			s.say("leave", sub.Right(), "a symbolic link, which may lead elsewhere")
		} else {
			errs = append(errs, s.sync(sub))
		}
	}
	return errors.Join(errs...)
}

func (s *syncer) say(what, name, why string) {
	if why != "" {
		name += " (" + why + ")"
	}
	fmt.Fprintf(s.out, "%-6s %s\n", what, name)
}

// leave tells what is left as it is.
func (s *syncer) leave(why string, d *diffx.DirCmp, names func() ([]string, error)) error {
	list, err := names()
	for _, name := range list {
		s.say("leave", filepath.Join(d.Right(), name), why)
	}
	return err
}

// copy brings over what is not there yet, with all below it.
func (s *syncer) copy(from, to string) error {
	info, err := os.Lstat(from)
	if err != nil {
		return err
	}
	switch {
	case info.IsDir():
		return s.folder(from, to, info)
	case info.Mode().IsRegular():
		return s.file(from, to)
	case info.Mode()&fs.ModeSymlink != 0:
		s.say("link", to, "")
		target, err := os.Readlink(from)
		if err != nil || s.dry {
			return err
		}
		return os.Symlink(target, to)
	}
	s.say("leave", to, "neither a file nor a directory")
	return nil
}

func (s *syncer) folder(from, to string, info fs.FileInfo) error {
	s.say("mkdir", to, "")
	if !s.dry {
		// Writable while it is filled, whatever it will be.
		if err := os.Mkdir(to, info.Mode().Perm()|0o700); err != nil {
			return err
		}
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	var errs []error
	for _, e := range entries {
		errs = append(errs, s.copy(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())))
	}
	if !s.dry {
		errs = append(errs, os.Chmod(to, info.Mode().Perm()))
	}
	return errors.Join(errs...)
}

// file copies a file with its rights and its time, so that the next comparison
// finds the two equal. It is written aside: the old one stays until the new one is
// whole.
func (s *syncer) file(from, to string) error {
	s.say("copy", to, "")
	if s.dry {
		return nil
	}
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	info, err := source.Stat()
	if err != nil {
		return err
	}
	aside, err := atomicfile.Create(to, nil)
	if err != nil {
		return err
	}
	defer aside.Close()
	if _, err := aside.ReadFrom(source); err != nil {
		return err
	}
	if err := errors.Join(aside.Chmod(info.Mode().Perm()), aside.SetModTime(info.ModTime())); err != nil {
		return err
	}
	return aside.Commit()
}
