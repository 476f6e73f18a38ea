package clam

import (
	"context"
	"fmt"
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

	// Memory has the figures of clamd's memory in MB by their names, such as
	// "pools_used"; those that it does not know are left out.
	Memory map[string]float64
}

// A Task is what a thread of clamd's does, and for how long it has.
type Task struct {
	Command string // such as SCAN, or IDLE
	Seconds float64
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
		return nil, &ReplyError{Command: "STATS", Reply: clip(text), Err: err}
	}
	return s, nil
}

// ParseStats takes apart what [Client.RawStats] returns. Lines that it does not
// know are passed over; the error names one whose figures are none.
func ParseStats(text string) (*Stats, error) {
	s := &Stats{Text: text, Memory: map[string]float64{}}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if task, ok := strings.CutPrefix(line, "\t"); ok {
			words := strings.SplitN(task, " ", 3)
			if len(words) < 2 {
				return nil, fmt.Errorf("no task: %q", line)
			}
			seconds, err := strconv.ParseFloat(words[1], 64)
			if err != nil {
				return nil, fmt.Errorf("no number of seconds: %q", line)
			}
			t := Task{Command: words[0], Seconds: seconds}
			if len(words) > 2 {
				t.File = words[2]
			}
			s.Tasks = append(s.Tasks, t)
			continue
		}
		name, value, _ := strings.Cut(line, ": ")
		var err error
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
				if mb, err := strconv.ParseFloat(strings.TrimSuffix(words[i+1], "M"), 64); err == nil {
					s.Memory[words[i]] = mb
				}
			}
		}
		if err != nil {
			return nil, fmt.Errorf("no figures: %q", line)
		}
	}
	return s, nil
}
