package cached

import (
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// An entry is a file of which readings wait.
type entry struct {
	mu        sync.Mutex
	path      string       // of the file, links resolved
	types     []rrd.DSType // of the data sources that are given readings
	last      int64        // time of the last reading, waiting or written, in microseconds
	since     time.Time    // when the first that waits came
	readings  []string
	suspended bool
	gone      bool // forgotten, or the file is another
}

var errClosing = say("the server is closing")

// errOutside is a path that leads out of the base folder.
var errOutside = say("Permission denied")

// resolve finds the file that a request names: every spelling and every link of
// it is the same path, which lies within the base folder.
func (s *Server) resolve(name string) (string, error) {
	rel, err := s.relative(name)
	if err != nil {
		return "", err
	}
	// The root follows no link that leads out.
	if _, err := s.root.Stat(rel); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return "", say("No such file: %s", filepath.Join(s.base, rel))
		}
		return "", say("%s: %v", name, errOutside)
	}
	path, err := filepath.EvalSymlinks(filepath.Join(s.base, rel))
	if err != nil {
		return "", err
	}
	if in, err := filepath.Rel(s.base, path); err != nil || !filepath.IsLocal(in) {
		return "", say("%s: %v", name, errOutside)
	}
	if strings.ContainsAny(path, "\n\r") { // which the journal and answers have no way to write
		return "", say("%s: %v", name, errOutside)
	}
	return path, nil
}

// relative is a name as a path from the base folder.
func (s *Server) relative(name string) (string, error) {
	if filepath.IsAbs(name) {
		in, err := filepath.Rel(s.base, filepath.Clean(name))
		if err != nil || !filepath.IsLocal(in) {
			// The base may be known by a link.
			folder, err := filepath.EvalSymlinks(filepath.Dir(filepath.Clean(name)))
			if err != nil {
				return "", say("%s: %v", name, errOutside)
			}
			if in, err = filepath.Rel(s.base, filepath.Join(folder, filepath.Base(name))); err != nil || !filepath.IsLocal(in) {
				return "", say("%s: %v", name, errOutside)
			}
		}
		return in, nil
	}
	clean := filepath.Clean(name)
	if !filepath.IsLocal(clean) {
		return "", say("%s: %v", filepath.Join(s.base, name), errOutside)
	}
	return clean, nil
}

// entry is that of a file, made where there is none.
func (s *Server) entry(name string) (*entry, error) {
	path, err := s.resolve(name)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	e := s.entries[path]
	s.mu.Unlock()
	if e != nil {
		return e, nil
	}
	info, err := tool.Info(path)
	if err != nil {
		return nil, say("RRD Error: %s", words(err))
	}
	last, err := lastUpdate(path)
	if err != nil {
		return nil, say("RRD Error: %s", words(err))
	}
	e = &entry{path: path, types: []rrd.DSType{}, last: last}
	for key, v := range info.All() {
		if strings.HasPrefix(key, "ds[") && strings.HasSuffix(key, "].type") && v != string(rrd.DSCompute) {
			e.types = append(e.types, rrd.DSType(v.(string)))
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, errClosing
	}
	if other := s.entries[path]; other != nil {
		return other, nil
	}
	s.entries[path] = e
	return e, nil
}

// drop forgets what waits for a file, once f has done without an error what makes
// it void. An entry that was only made for f goes in any case.
func (s *Server) drop(e *entry, f func() error) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	err := f()
	if err != nil && e.types != nil {
		return err
	}
	if err == nil {
		e.readings = nil
		err = s.note("wrote", e.path, nil)
	}
	e.gone = true
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.entries[e.path] == e {
		delete(s.entries, e.path)
	}
	return err
}

// lastUpdate is the time of a file's last update, in microseconds.
func lastUpdate(path string) (int64, error) {
	db, err := rrd.Open(path, nil)
	if err != nil {
		return 0, err
	}
	at, err := db.Last()
	return at.UnixMicro(), errors.Join(err, db.Close())
}

// check refuses a reading that the file would refuse.
func (e *entry) check(reading string) (at int64, err error) {
	when, values, ok := strings.Cut(reading, ":")
	seconds, err := strconv.ParseFloat(when, 64)
	// An @ has the file take the text before it for a time such as "noon".
	if !ok || err != nil || !(seconds > 0 && seconds < 1e12) || strings.Trim(when, "0123456789.") != "" || strings.Contains(reading, "@") {
		return 0, say("Cannot find timestamp in '%s'!", reading)
	}
	whole := math.Floor(seconds)
	if at = int64(whole)*1e6 + int64((seconds-whole)*1e6); at <= e.last {
		return 0, say("illegal attempt to update using time %f when last update time is %f (minimum one second step)", seconds, float64(e.last)/1e6)
	}
	texts := strings.Split(values, ":")
	if len(texts) != len(e.types) {
		return 0, say("expected %d data source readings (got %d) from %s", len(e.types), len(texts), when)
	}
	for i, text := range texts {
		if err := e.types[i].Check(text); err != nil {
			return 0, err
		}
	}
	return at, nil
}

// add takes readings, journal first, and returns what was wrong with the others.
// The entry is locked.
func (s *Server) add(e *entry, readings []string) (taken int, refused []error) {
	s.mu.Lock()
	closed := s.closed
	s.mu.Unlock()
	if closed {
		return 0, []error{errClosing}
	}
	var good []string
	last := e.last
	for _, r := range readings {
		at, err := e.check(r)
		if err != nil {
			refused = append(refused, err)
			continue
		}
		e.last = at
		good = append(good, r)
	}
	if len(good) == 0 {
		return 0, refused
	}
	if err := s.note("update", e.path, good); err != nil {
		e.last = last
		return 0, append(refused, fmt.Errorf("the journal cannot be written: %w", err))
	}
	if len(e.readings) == 0 {
		e.since = time.Now()
	}
	e.readings = append(e.readings, good...)
	s.stats.received.Add(uint64(len(good)))
	return len(good), refused
}

// write updates the file with what waits. The entry is locked. What the file
// refuses costs only itself.
func (s *Server) write(e *entry) error {
	if len(e.readings) == 0 {
		return nil
	}
	if _, err := os.Lstat(e.path); err != nil {
		return err
	}
	var all error
	rest := e.readings
	err := tool.Update(append([]string{"--skip-past-updates", e.path}, rest...)...)
	if err != nil && !errors.Is(err, rrd.ErrSyntax) {
		return err // the file cannot be written: what waits stays
	}
	if err != nil {
		for _, r := range rest {
			all = errors.Join(all, tool.Update("--skip-past-updates", e.path, r))
		}
	}
	s.stats.updates.Add(1)
	s.stats.sets.Add(uint64(len(rest)))
	e.readings = nil
	if err := s.note("wrote", e.path, nil); err != nil {
		all = errors.Join(all, err)
	}
	return all
}
