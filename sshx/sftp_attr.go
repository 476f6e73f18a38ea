package sshx

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/sftpwire"
)

// SFTPAttributes are what a server tells about a file. What it does not tell is nil.
type SFTPAttributes struct {
	Filename string // in lists; "" elsewhere
	Size     *uint64
	UID, GID *uint32
	Mode     *uint32 // as st_mode of Unix, the type of the file included
	ATime    *time.Time
	MTime    *time.Time
	Longname string            // in lists, the server's own text about the file, as of ls -l
	Extended map[string]string // what the server tells beyond the protocol
}

// Types of files in Mode, as Unix has them.
const (
	modeType      = 0o170000
	modeSocket    = 0o140000
	modeLink      = 0o120000
	modeRegular   = 0o100000
	modeBlock     = 0o060000
	modeDirectory = 0o040000
	modeCharacter = 0o020000
	modePipe      = 0o010000
)

// attributes are those of the wire in our form. What they point to is one piece of
// memory, for long lists.
func attributes(name string, w *sftpwire.Attrs) *SFTPAttributes {
	m := &struct {
		a              SFTPAttributes
		size           uint64
		uid, gid, mode uint32
		atime, mtime   time.Time
	}{size: w.Size, uid: w.UID, gid: w.GID, mode: w.Mode}
	a := &m.a
	a.Filename = name
	if w.Flags&sftpwire.HasSize != 0 {
		a.Size = &m.size
	}
	if w.Flags&sftpwire.HasOwner != 0 {
		a.UID, a.GID = &m.uid, &m.gid
	}
	if w.Flags&sftpwire.HasMode != 0 {
		a.Mode = &m.mode
	}
	if w.Flags&sftpwire.HasTimes != 0 {
		m.atime, m.mtime = time.Unix(int64(w.Atime), 0), time.Unix(int64(w.Mtime), 0)
		a.ATime, a.MTime = &m.atime, &m.mtime
	}
	for _, e := range w.Extended {
		if a.Extended == nil {
			a.Extended = map[string]string{}
		}
		a.Extended[e[0]] = e[1]
	}
	return a
}

// wireAttrs are attributes as they go over the wire.
func (a *SFTPAttributes) wireAttrs() *sftpwire.Attrs {
	w := &sftpwire.Attrs{}
	if a == nil {
		return w
	}
	if a.Size != nil {
		w.Flags, w.Size = w.Flags|sftpwire.HasSize, *a.Size
	}
	if a.UID != nil && a.GID != nil {
		w.Flags, w.UID, w.GID = w.Flags|sftpwire.HasOwner, *a.UID, *a.GID
	}
	if a.Mode != nil {
		w.Flags, w.Mode = w.Flags|sftpwire.HasMode, *a.Mode
	}
	if a.MTime != nil {
		w.Flags, w.Atime, w.Mtime = w.Flags|sftpwire.HasTimes, uint32(a.accessed().Unix()), uint32(a.MTime.Unix())
	}
	for _, name := range slices.Sorted(maps.Keys(a.Extended)) {
		w.Extended = append(w.Extended, [2]string{name, a.Extended[name]})
	}
	return w
}

// accessed is the time of the last access, or of the last change where only that is
// known.
func (a *SFTPAttributes) accessed() *time.Time {
	if a.ATime != nil {
		return a.ATime
	}
	return a.MTime
}

// AttributesFromInfo makes attributes of what package os tells about a file, for
// servers and for comparison: from_stat of Python.
func AttributesFromInfo(name string, info fs.FileInfo) *SFTPAttributes {
	if info == nil {
		return &SFTPAttributes{Filename: name}
	}
	size, mode, changed := uint64(info.Size()), unixMode(info.Mode()), info.ModTime().Truncate(time.Second)
	a := &SFTPAttributes{Filename: name, Size: &size, Mode: &mode, MTime: &changed, ATime: &changed}
	if uid, gid, ok := owner(info); ok {
		a.UID, a.GID = &uid, &gid
	}
	return a
}

// unixMode is the mode as the protocol has it.
func unixMode(m fs.FileMode) uint32 {
	mode := uint32(m.Perm())
	switch m.Type() {
	case 0:
		mode |= modeRegular
	case fs.ModeDir:
		mode |= modeDirectory
	case fs.ModeSymlink:
		mode |= modeLink
	case fs.ModeNamedPipe:
		mode |= modePipe
	case fs.ModeSocket:
		mode |= modeSocket
	case fs.ModeDevice:
		mode |= modeBlock
	case fs.ModeDevice | fs.ModeCharDevice:
		mode |= modeCharacter
	}
	for bit, flag := range map[uint32]fs.FileMode{0o4000: fs.ModeSetuid, 0o2000: fs.ModeSetgid, 0o1000: fs.ModeSticky} {
		if m&flag != 0 {
			mode |= bit
		}
	}
	return mode
}

// IsDir reports whether it is a directory.
func (a *SFTPAttributes) IsDir() bool { return a.is(modeDirectory) }

// IsRegular reports whether it is an ordinary file.
func (a *SFTPAttributes) IsRegular() bool { return a.is(modeRegular) }

// IsLink reports whether it is a symbolic link.
func (a *SFTPAttributes) IsLink() bool { return a.is(modeLink) }

func (a *SFTPAttributes) is(kind uint32) bool {
	return a != nil && a.Mode != nil && *a.Mode&modeType == kind
}

// halfYear is how old a file may be to be shown with the time of day.
const halfYear = 15552000 * time.Second

// String is a line as ls -l prints it, with numbers for owner and group, as str()
// of Python's attributes is.
func (a *SFTPAttributes) String() string { return a.line(time.Now()) }

func (a *SFTPAttributes) line(now time.Time) string {
	if a == nil {
		a = &SFTPAttributes{}
	}
	letters := "?---------"
	if a.Mode != nil {
		letters = modeLetters(*a.Mode)
	}
	date := "(unknown date)"
	if a.MTime != nil {
		date = a.MTime.Local().Format("02 Jan 15:04")
		if age := now.Sub(*a.MTime); age > halfYear || age < -halfYear {
			date = a.MTime.Local().Format("02 Jan 2006")
		}
	}
	number := func(n *uint32) uint32 {
		if n == nil {
			return 0
		}
		return *n
	}
	size := uint64(0)
	if a.Size != nil {
		size = *a.Size
	}
	name := a.Filename
	if name == "" {
		name = "?"
	}
	return fmt.Sprintf("%s   1 %-8d %-8d %8d %-12s %s", letters, number(a.UID), number(a.GID), size, date, name)
}

// modeLetters are the type and the nine rights of a file.
func modeLetters(mode uint32) string {
	kind := map[uint32]string{modePipe: "p", modeCharacter: "c", modeDirectory: "d", modeBlock: "b", modeRegular: "-", modeLink: "l", modeSocket: "s"}[mode&modeType]
	if kind == "" {
		kind = "?"
	}
	var s strings.Builder
	s.WriteString(kind)
	for i, special := range []struct {
		bit   uint32
		x, no string
	}{{0o4000, "s", "S"}, {0o2000, "s", "S"}, {0o1000, "t", "T"}} {
		rights := mode >> (6 - 3*i)
		for bit, letter := range []string{"r", "w"} {
			if rights&(4>>bit) == 0 {
				letter = "-"
			}
			s.WriteString(letter)
		}
		x := rights&1 != 0
		switch {
		case mode&special.bit != 0 && x:
			s.WriteString(special.x)
		case mode&special.bit != 0:
			s.WriteString(special.no)
		case x:
			s.WriteString("x")
		default:
			s.WriteString("-")
		}
	}
	return s.String()
}
