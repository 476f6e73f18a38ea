package cached

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// A journal is a file of requests that are not in the files yet, a line each:
// "update FILE READING…" and "wrote FILE".
type journal struct {
	f    *os.File
	size int64
	old  []string // journals whose requests wait as well
}

const journalPrefix = "rrd.journal."

// openJournal begins a new file.
func openJournal(folder string, old []string) (*journal, error) {
	name := filepath.Join(folder, fmt.Sprintf("%s%d", journalPrefix, time.Now().UnixNano()))
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, err
	}
	return &journal{f: f, old: old}, nil
}

func (j *journal) close() error { return j.f.Close() }

// remove deletes the journal: all of it is written.
func (j *journal) remove() error {
	err := j.f.Close()
	for _, name := range append(j.old, j.f.Name()) {
		err = errors.Join(err, os.Remove(name))
	}
	return err
}

// journalLine is a line of the journal. Words are escaped as requests are, since a
// reading may have blanks in it.
func journalLine(what, path string, words []string) string {
	line := what + " " + escape(path)
	for _, w := range words {
		line += " " + escape(w)
	}
	return line + "\n"
}

// note writes a line, before the request is answered. A line that could be
// written in part only is cut off again.
func (s *Server) note(what, path string, words []string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.journal
	if j == nil {
		return nil
	}
	n, err := j.f.WriteString(journalLine(what, path, words))
	if err != nil {
		return errors.Join(err, j.f.Truncate(j.size))
	}
	j.size += int64(n)
	return nil
}

// replay takes up the readings of journals that are there.
func (s *Server) replay() error {
	found, err := filepath.Glob(filepath.Join(escapeGlob(s.opts.Journal), journalPrefix+"*"))
	if err != nil {
		return err
	}
	slices.Sort(found)
	for _, name := range found {
		if err := s.replayFile(name); err != nil {
			return fmt.Errorf("cached: the journal %s: %w", name, err)
		}
	}
	if s.journal, err = openJournal(s.opts.Journal, found); err != nil {
		return fmt.Errorf("cached: the folder of the journal: %w", err)
	}
	return nil
}

// replayFile reads one journal. A last line without an end was never
// acknowledged.
func (s *Server) replayFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<16)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return nil
		}
		words := split(strings.TrimSuffix(line, "\n"))
		if len(words) < 2 {
			continue
		}
		e, err := s.entry(words[1])
		if err != nil {
			s.log.Error("journal", "file", words[1], "err", err)
			continue
		}
		switch words[0] {
		case "update":
			s.add(e, words[2:])
		case "wrote":
			e.readings = nil
		}
	}
}

// rotate begins a new journal and forgets the old ones, if nothing waits that is
// in them alone.
func (s *Server) rotate() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.journal == nil || s.journal.size == 0 && len(s.journal.old) == 0 || s.closed {
		return nil
	}
	entries := s.all()
	for _, e := range entries {
		if !e.mu.TryLock() {
			for _, locked := range entries {
				if locked == e {
					return nil
				}
				locked.mu.Unlock()
			}
		}
	}
	defer func() {
		for _, e := range entries {
			e.mu.Unlock()
		}
	}()
	next, err := openJournal(s.opts.Journal, nil)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if len(e.readings) == 0 {
			continue
		}
		n, err := next.f.WriteString(journalLine("update", e.path, e.readings))
		if err != nil {
			return errors.Join(err, next.remove())
		}
		next.size += int64(n)
	}
	before := s.journal
	s.journal = next
	return before.remove()
}

// escapeGlob writes a folder's name so that it matches itself.
func escapeGlob(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}
