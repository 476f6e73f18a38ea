package sftpwire

// Flags of [Attrs]: which fields are there.
const (
	HasSize     = 1
	HasOwner    = 2
	HasMode     = 4
	HasTimes    = 8
	HasExtended = 1 << 31
)

// Attrs are the attributes of a file.
type Attrs struct {
	Flags        uint32
	Size         uint64
	UID, GID     uint32
	Mode         uint32 // st_mode of Unix
	Atime, Mtime uint32 // seconds since 1970
	Extended     [][2]string
}

// mostExtended bounds how many attributes of their own a server may add to a file.
const mostExtended = 256

// Attrs adds attributes.
func (w *Writer) Attrs(a *Attrs) *Writer {
	flags := a.Flags &^ HasExtended
	if len(a.Extended) > 0 {
		flags |= HasExtended
	}
	w.Uint32(flags)
	if flags&HasSize != 0 {
		w.Uint64(a.Size)
	}
	if flags&HasOwner != 0 {
		w.Uint32(a.UID).Uint32(a.GID)
	}
	if flags&HasMode != 0 {
		w.Uint32(a.Mode)
	}
	if flags&HasTimes != 0 {
		w.Uint32(a.Atime).Uint32(a.Mtime)
	}
	if flags&HasExtended != 0 {
		w.Uint32(uint32(len(a.Extended)))
		for _, e := range a.Extended {
			w.Text(e[0]).Text(e[1])
		}
	}
	return w
}

// Attrs reads attributes.
func (r *Reader) Attrs() (a Attrs) {
	a.Flags = r.Uint32()
	if a.Flags&HasSize != 0 {
		a.Size = r.Uint64()
	}
	if a.Flags&HasOwner != 0 {
		a.UID, a.GID = r.Uint32(), r.Uint32()
	}
	if a.Flags&HasMode != 0 {
		a.Mode = r.Uint32()
	}
	if a.Flags&HasTimes != 0 {
		a.Atime, a.Mtime = r.Uint32(), r.Uint32()
	}
	if a.Flags&HasExtended != 0 {
		n := r.Uint32()
		if n > mostExtended {
			r.take(-1)
		}
		for range n {
			if r.err != nil {
				break
			}
			a.Extended = append(a.Extended, [2]string{r.Text(), r.Text()})
		}
	}
	a.Flags &= HasSize | HasOwner | HasMode | HasTimes | HasExtended
	return a
}
