package rrd

import (
	"strconv"
)

// Resize makes a copy of a file in which an archive, counted from 0, has more
// rows or fewer: the file, the archive, GROW or SHRINK, and by how many. The
// copy is resize.rrd in the working directory, as rrdtool's. See [DB.Resize].
func Resize(args ...string) error { return defaultTool.Resize(args...) }

// resized is the name of the copy that Resize makes.
const resized = "resize.rrd"

// Resize makes a copy with more rows or fewer, as [Resize] does.
func (t *Tool) Resize(args ...string) error {
	if len(args) != 4 {
		return specError("wrong number of parameters")
	}
	if args[0] == resized {
		return specError("resize.rrd is a reserved name")
	}
	archive, _ := strconv.Atoi(args[1])
	by, _ := strconv.ParseInt(args[3], 10, 64)
	if args[2] != "GROW" && args[2] != "SHRINK" {
		return specError("I can only GROW or SHRINK")
	}
	if by < 1 {
		return specError("Please grow or shrink with at least 1 row")
	}
	if args[2] == "SHRINK" {
		by = -by
	}
	f, err := openFile(args[0], true, t.locking())
	if err != nil {
		return err
	}
	defer f.close()
	return f.resize(resized, archive, by)
}

// Resize writes a copy of the file in which an archive, counted from 0, has more
// rows by that many, or fewer if it is negative. New rows are unknown; those
// that go are the oldest.
func (db *DB) Resize(path string, archive, by int) error {
	return db.view(func(r *file) error { return r.resize(path, archive, int64(by)) })
}

func (r *file) resize(path string, archive int, by int64) error {
	h := r.head
	if archive < 0 || archive >= len(h.rra) {
		return &Error{Kind: ErrNoRRA, Path: r.path, Reason: "no such RRA in this RRD"}
	}
	rows, cur := int64(h.rra[archive].rows), int64(h.cur[archive])
	if rows+by < 1 {
		return specError("This RRA is not that big")
	}
	if float64(rows+by)*float64(len(h.ds)) > mostInMemory {
		return &Error{Kind: ErrOperational, Path: path, Reason: "cannot allocate memory"}
	}
	data, err := r.readAll()
	if err != nil {
		return err
	}
	n := int64(len(h.ds))
	old := data[archive]
	var values []float64
	if by > 0 {
		values = append(values, old[:(cur+1)*n]...)
		for range by * n {
			values = append(values, nan)
		}
		values = append(values, old[(cur+1)*n:]...)
	} else {
		// The oldest rows are behind the newest, and then at the beginning.
		behind := min(-by, rows-cur-1)
		front := -by - behind
		values = append(values, old[front*n:(cur+1)*n]...)
		values = append(values, old[(cur+1+behind)*n:]...)
		cur -= front
	}
	copied := *h
	copied.rra = append([]rraDef(nil), h.rra...)
	copied.cur = append([]uint64(nil), h.cur...)
	copied.rra[archive].rows = uint64(rows + by)
	copied.cur[archive] = uint64(cur)
	copied.raw = append([]byte(nil), h.raw...)
	copied.encodeDefinitions()
	copied.encodeLive()
	data[archive] = values
	return writeFile(path, &copied, data)
}

// mostInMemory bounds the values that are worked on at once.
const mostInMemory = 1 << 28

// checkMemory refuses a file whose values are more than are worked on at once.
func (h *header) checkMemory(path string) error {
	total := 0.0
	for i := range h.rra {
		total += float64(h.rra[i].rows) * float64(len(h.ds))
	}
	if total > mostInMemory {
		return &Error{Kind: ErrOperational, Path: path, Reason: "cannot allocate memory"}
	}
	return nil
}

// readAll reads the values of all archives, as they lie in the file.
func (r *file) readAll() ([][]float64, error) {
	if err := r.head.checkMemory(r.path); err != nil {
		return nil, err
	}
	data := make([][]float64, len(r.head.rra))
	for i := range data {
		data[i] = make([]float64, r.head.rraSize(i)/8)
		if err := r.readValues(data[i], r.head.rraStart(i)); err != nil {
			return nil, err
		}
	}
	return data, nil
}
