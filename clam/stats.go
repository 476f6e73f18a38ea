package clam

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Stats is the state of a clamd.
type Stats struct {
	Text string // in clamd's own words

	Pools int    // of threads
	State string // such as "VALID PRIMARY"

	// Threads are alive, idle, and at most as many; an idle one ends after
	// IdleTimeout.
	LiveThreads, IdleThreads, MaxThreads int
	IdleTimeout                          time.Duration

	Queue int    // requests that wait
	Tasks []Task // what the threads do

	// Memory has the figures of clamd's memory in bytes by their names, such as
	// "pools_used"; those that it does not know are left out. clamd tells them in
	// thousandths of MB.
	Memory map[string]uint64
}

// A Task is what a thread of clamd's does, and for how long it has.
type Task struct {
	Command string // such as SCAN, or IDLE
	Elapsed time.Duration
	File    string // empty if there is none
}

// Stats asks for clamd's state.
func (c *Client) Stats(ctx context.Context) (*Stats, error) {
	text, err := c.RawStats(ctx)
	if err != nil {
		return nil, err
	}
	s, err := ParseStats(text)
	if err != nil {
		return nil, &ReplyError{Op: "STATS", Input: clip(text), Reason: err.Error()}
	}
	return s, nil
}

// ParseStats takes apart what [Client.RawStats] returns. Lines that it does not
// know are passed over; the error, of kind ErrReply, names one whose figures are
// none.
func ParseStats(text string) (*Stats, error) {
	s := &Stats{Text: text, Memory: map[string]uint64{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if err := s.readLine(line); err != nil {
			return nil, &ReplyError{Op: "STATS", Input: clip(line), Reason: err.Error()}
		}
	}
	return s, nil
}

func (s *Stats) readLine(line string) (err error) {
	if task, ok := strings.CutPrefix(line, "\t"); ok {
		return s.readTask(task)
	}
	name, value, _ := strings.Cut(line, ": ")
	switch name {
	case "POOLS":
		s.Pools, err = strconv.Atoi(value)
	case "STATE":
		s.State = strings.TrimSpace(value)
	case "THREADS":
		var timeout int
		_, err = fmt.Sscanf(value, "live %d idle %d max %d idle-timeout %d", &s.LiveThreads, &s.IdleThreads, &s.MaxThreads, &timeout)
		s.IdleTimeout = time.Duration(timeout) * time.Second
	case "QUEUE":
		_, err = fmt.Sscanf(value, "%d items", &s.Queue)
	case "MEMSTATS":
		words := strings.Fields(value)
		for i := 0; i+1 < len(words); i += 2 {
			mb, err := strconv.ParseFloat(strings.TrimSuffix(words[i+1], "M"), 64)
			if bytes := math.Round(mb * (1 << 20)); err == nil && bytes >= 0 && bytes < math.MaxInt64 {
				s.Memory[words[i]] = uint64(bytes)
			}
		}
	}
	if err != nil {
		return errors.New("its figures are no numbers")
	}
	return nil
}

func (s *Stats) readTask(text string) error {
	words := strings.SplitN(text, " ", 3)
	if len(words) < 2 {
		return errors.New("expected a task and its seconds")
	}
	seconds, err := strconv.ParseFloat(words[1], 64)
	if err != nil || !(math.Abs(seconds) < float64(math.MaxInt64/time.Second)) {
		return errors.New("its seconds are no number")
	}
	t := Task{Command: words[0], Elapsed: time.Duration(math.Round(seconds * float64(time.Second)))}
	if len(words) > 2 {
		t.File = words[2]
	}
	s.Tasks = append(s.Tasks, t)
	return nil
}
