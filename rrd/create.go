package rrd

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/internal/atomicfile"
)

// Create makes a new file: its name, the options -b, -s, -t, -r and -O of
// rrdtool's create, data sources as "DS:name:TYPE:heartbeat:min:max" and
// archives as "RRA:CF:xff:steps:rows". [Spec] is the same with types.
//
// A file of that name is replaced in one go, and stays as it was when anything
// goes wrong.
func Create(args ...string) error { return defaultTool.Create(args...) }

var createOptions = []optionSpec{
	{"start", 'b', true}, {"step", 's', true}, {"template", 't', true}, {"source", 'r', true}, {"no-overwrite", 'O', false},
	{"daemon", 'd', true}, {"locking", 'L', true},
}

// Create makes a new file, as [Create] does.
func (t *Tool) Create(args ...string) error {
	return t.create(args, nil)
}

func (t *Tool) create(args []string, initialRow func(uint64) uint64) error {
	given, rest, err := parseOptions(args, createOptions)
	if err != nil {
		return err
	}
	s := &Spec{initialRow: initialRow}
	now, daemon := t.instant(), ""
	for _, o := range given {
		switch o.name {
		case "start":
			if s.Start, err = createStart(o.value, now); err != nil {
				return err
			}
		case "step":
			step, err := parseDuration(o.value, 1)
			if err != nil {
				return prefixed("step size: ", err)
			}
			if step > math.MaxInt32 {
				return specError("step size: value out of range: %s", o.value)
			}
			s.Step = time.Duration(step) * time.Second
		case "template":
			f, err := openFile(o.value, false, t.locking())
			if err != nil {
				return &Error{Kind: ErrOperational, Path: o.value, Reason: "Cannot open template RRD " + o.value, Err: err}
			}
			f.close()
			s.template = f.head
		case "daemon":
			daemon = o.value
		case "source":
			s.Prefill = append(s.Prefill, o.value)
		case "no-overwrite":
			s.NoOverwrite = true
		}
	}
	if len(rest) == 0 {
		return specError("need name of an rrd file to create")
	}
	if err := s.parse(rest[1:]); err != nil {
		return err
	}
	if address := t.daemonFor(daemon); address != "" {
		return t.createRemote(address, s, rest)
	}
	return s.create(rest[0], now, t.locking())
}

// createRemote has an rrdcached create a file.
func (t *Tool) createRemote(address string, s *Spec, rest []string) error {
	if s.template != nil || len(s.Prefill) > 0 {
		return specError("an rrdcached creates no file from others")
	}
	args := []string{}
	if !s.Start.IsZero() {
		args = append(args, "-b", strconv.FormatInt(s.Start.Unix(), 10))
	}
	if s.Step != 0 {
		args = append(args, "-s", strconv.FormatInt(int64(s.Step/time.Second), 10))
	}
	if s.NoOverwrite {
		args = append(args, "-O")
	}
	return t.remote(address, func(ctx context.Context, c *Cached) error {
		return c.Create(ctx, rest[0], append(args, rest[1:]...)...)
	})
}

// createStart reads the start of a new file.
func createStart(text string, now time.Time) (time.Time, error) {
	spec, err := parseAt(text, now.Truncate(time.Second))
	if err != nil {
		return time.Time{}, prefixed("start time: ", err)
	}
	if spec.base != atAbsolute {
		return time.Time{}, specError("specifying time relative to the 'start' or 'end' makes no sense here")
	}
	start := time.Unix(spec.unix(now.Location()), 0)
	if start.Unix() < earliest {
		return time.Time{}, specError("the first entry to the RRD should be after 1980")
	}
	return start, nil
}

// parse reads data sources and archives. They are checked in their order, since
// expressions refer to what stands before them.
func (s *Spec) parse(args []string) error {
	check := &header{}
	step := int64(defaultStep)
	if s.template != nil {
		check.ds = append(check.ds, s.template.ds...)
		step = int64(s.template.step)
	}
	if s.Step != 0 {
		step = int64(s.Step / time.Second)
	}
	for _, arg := range args {
		switch {
		case strings.HasPrefix(arg, "DS:"):
			source, err := parseSource(arg)
			if err != nil {
				return err
			}
			if err := source.add(check); err != nil {
				return err
			}
			s.Sources = append(s.Sources, *source)
		case strings.HasPrefix(arg, "RRA:"):
			archive, err := parseArchive(arg, step)
			if err != nil {
				return err
			}
			s.Archives = append(s.Archives, *archive)
		default:
			return specError("can't parse argument '%s'", arg)
		}
	}
	return nil
}

// Create makes a new file of the specification. A file of that name is replaced
// in one go, and stays as it was when anything goes wrong.
func (s *Spec) Create(path string) error {
	if s == nil {
		s = &Spec{}
	}
	return s.create(path, time.Now(), LockTry)
}

func (s *Spec) create(path string, now time.Time, locking Locking) error {
	sources, err := openSources(s.Prefill, locking)
	defer closeAll(sources)
	if err != nil {
		return err
	}
	if len(sources) > 0 && s.Start.IsZero() {
		with := *s
		with.Start = latestUpdate(sources)
		s = &with
	}
	h, err := s.build(path, now)
	if err != nil {
		return err
	}
	if s.NoOverwrite {
		if _, err := os.Lstat(path); err == nil {
			return &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("creating '%s': File exists", path), Err: fs.ErrExist}
		}
	}
	data, err := s.prefill(h, sources)
	if err != nil {
		return err
	}
	return writeFile(path, h, data)
}

// writeFile replaces a file by a header and its values, which may be nil where
// all are unknown.
func writeFile(path string, h *header, data [][]float64) error {
	out, err := atomicfile.Create(path, &atomicfile.Options{Mode: newFileMode})
	if err != nil {
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
			return &Error{Kind: ErrOperational, Path: path, Reason: "Cannot create temporary file", Err: err}
		}
		return creating(path, err)
	}
	defer out.Close()
	if _, err := out.Write(h.raw); err != nil {
		return creating(path, err)
	}
	for r := range h.rra {
		var values []float64
		if data != nil {
			values = data[r]
		}
		if err := writeArchive(out, h, r, values); err != nil {
			return creating(path, err)
		}
	}
	if err := out.Commit(); err != nil {
		return creating(path, err)
	}
	return nil
}

func creating(path string, err error) error {
	return &Error{Kind: ErrOperational, Path: path, Reason: fmt.Sprintf("creating '%s': %s", path, osText(err)), Err: err}
}

// newFileMode is that of new files, whatever the umask.
const newFileMode = 0o644

// writeArchive writes the rows of an archive.
func writeArchive(w io.Writer, h *header, r int, values []float64) error {
	const chunk = 1 << 13
	left := h.rraSize(r) / 8
	buf := make([]byte, 0, 8*min(left, chunk))
	if values == nil {
		for range cap(buf) / 8 {
			if h.layout.BigEndian {
				buf = binary.BigEndian.AppendUint64(buf, nanBits)
			} else {
				buf = binary.LittleEndian.AppendUint64(buf, nanBits)
			}
		}
	}
	for left > 0 {
		n := min(left, chunk)
		if values != nil {
			buf = h.layout.appendFloats(buf[:0], values[:n])
			values = values[n:]
		}
		if _, err := w.Write(buf[:8*n]); err != nil {
			return err
		}
		left -= n
	}
	return nil
}
