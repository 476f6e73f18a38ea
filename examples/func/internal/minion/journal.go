package minion

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/pyops-go/pyops/examples/func/internal/wire"
	"github.com/pyops-go/pyops/internal/atomicfile"
)

// A journal remembers the jobs of a minion, on the disk before a job begins and
// before its result is told: the bus may give a job out again after a crash, and
// only the journal knows whether it ran.
type journal struct {
	mu    sync.Mutex
	file  *os.File
	torn  bool                    // the last line may be half a line
	known map[string]*wire.Return // by job
}

// kept is how long jobs are remembered: longer than the bus keeps them.
const kept = 14 * 24 * time.Hour

// openJournal reads the journal, and begins it anew without what is old. A line
// that a crash cut short was never acted upon.
func openJournal(path string) (*journal, error) {
	j := &journal{known: map[string]*wire.Return{}}
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		r := new(wire.Return)
		if json.Unmarshal(lines.Bytes(), r) == nil && r.Call != "" {
			j.known[r.Call] = r
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var fresh bytes.Buffer
	for id, r := range j.known {
		if time.Since(r.Started) > kept {
			delete(j.known, id)
			continue
		}
		line, err := json.Marshal(r)
		if err != nil {
			return nil, err
		}
		fresh.Write(append(line, '\n'))
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := atomicfile.WriteFile(path, fresh.Bytes(), &atomicfile.Options{Mode: 0o600}); err != nil {
		return nil, err
	}
	j.file, err = os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	return j, err
}

// note writes what is known of a job, and returns once it is on the disk.
func (j *journal) note(r *wire.Return) error {
	line, err := json.Marshal(r)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	line = append(line, '\n')
	if j.torn {
		// A disk that was full took half a line: this one is not to be its other half.
		line = append([]byte{'\n'}, line...)
	}
	if _, err := j.file.Write(line); err != nil {
		j.torn = true
		return err
	}
	j.torn = false
	if err := j.file.Sync(); err != nil {
		return err
	}
	j.known[r.Call] = r
	return nil
}

// find is what is known of a job; nil is nothing.
func (j *journal) find(job string) *wire.Return {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.known[job]
}

func (j *journal) close() error { return j.file.Close() }
