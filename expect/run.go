package expect

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"
)

// RunOptions say how Run runs a program.
type RunOptions struct {
	// Timeout is how long to wait for the end, and for each event. Zero is 30
	// seconds, [NoTimeout] for ever. When it passes, what has come so far is
	// returned, without an error.
	Timeout time.Duration

	// Events are what to answer to, in order of preference.
	Events []Event

	// ExtraArgs is passed on to callbacks.
	ExtraArgs any

	// LogFile gets all that is read and sent.
	LogFile io.Writer

	// Dir is the program's folder, and Env its environment: see [SpawnOptions].
	Dir string
	Env []string

	// Spawn has everything else. The fields above go before its own.
	Spawn *SpawnOptions
}

// An Event is a pattern, as [Session.Expect] takes it, and what to do each time
// that it matches: send Response, or call Callback if there is one.
type Event struct {
	Pattern  any
	Response string
	Callback func(*EventState) (reply string, stop bool)

	// Secret has errors and transcripts show what is answered as ********, as
	// [Session.SendSecret] does.
	Secret bool
}

// String shows the event without its answer, which may be a password.
func (e Event) String() string {
	answer := "no answer"
	switch {
	case e.Callback != nil:
		answer = "a callback"
	case e.Response != "":
		answer = mask
	}
	return fmt.Sprintf("{%v: %s}", e.Pattern, answer)
}

// GoString is String for %#v.
func (e Event) GoString() string { return "expect.Event" + e.String() }

// An EventState is what a callback is told. Its reply, unless empty, is sent;
// with stop Run returns.
type EventState struct {
	Child      *Child
	EventCount int    // of events before this one
	Index      int    // of the event in Events
	Output     string // all output up to and with the match
	ExtraArgs  any
}

// Run runs a program in a terminal to its end and returns its output: run in the
// original. No shell is involved. A nil opts is the defaults.
//
//	out, err := expect.Run(ctx, "scp file host:", &expect.RunOptions{
//		Events: []expect.Event{{Pattern: "(?i)password:", Response: password + "\n", Secret: true}},
//	})
func Run(ctx context.Context, command string, opts *RunOptions) (string, error) {
	output, child, err := run(ctx, command, opts)
	if child != nil {
		child.Close()
	}
	return output, err
}

// RunWithExitStatus is Run that tells with what status the program exited: run
// with withexitstatus=True. ok is false when it was ended by a signal, as it is
// when the timeout passes.
func RunWithExitStatus(ctx context.Context, command string, opts *RunOptions) (output string, status int, ok bool, err error) {
	output, child, err := run(ctx, command, opts)
	if child == nil {
		return output, 0, false, err
	}
	if closing := child.Close(); err == nil {
		err = closing
	}
	status, ok = child.ExitStatus()
	return output, status, ok, err
}

func (o *RunOptions) spawn() *SpawnOptions {
	spawn := SpawnOptions{}
	if o.Spawn != nil {
		spawn = *o.Spawn
	}
	if o.Timeout != 0 {
		spawn.Timeout = o.Timeout
	}
	if o.LogFile != nil {
		spawn.LogFile = o.LogFile
	}
	if o.Dir != "" {
		spawn.Dir = o.Dir
	}
	if o.Env != nil {
		spawn.Env = o.Env
	}
	if spawn.MaxRead == 0 && len(o.Events) == 0 {
		spawn.MaxRead = readAhead // nothing is searched for
	}
	return &spawn
}

// run runs a program as far as its end, its timeout, or a callback that stops.
func run(ctx context.Context, command string, opts *RunOptions) (string, *Child, error) {
	if opts == nil {
		opts = &RunOptions{}
	}
	child, err := Spawn(ctx, command, opts.spawn())
	if err != nil {
		return "", nil, err
	}
	patterns := make([]any, 0, len(opts.Events)+2)
	for _, e := range opts.Events {
		patterns = append(patterns, e.Pattern)
	}
	patterns = append(patterns, EOF, TIMEOUT)
	list, err := child.CompilePatternList(patterns...)
	if err != nil {
		return "", child, err
	}
	if opts.Events == nil {
		list = list[:2]
	}
	var output strings.Builder
	for count := 0; ; count++ {
		searcher := newSearcher(list, false)
		searcher.firstSpecial()
		i, err := child.ExpectLoop(searcher, nil)
		if err != nil {
			output.WriteString(child.Before())
			return output.String(), child, err
		}
		if child.match != nil {
			output.WriteString(child.Before())
			output.WriteString(child.After())
		} else if i >= len(opts.Events) || child.after == EOF {
			if output.Len() == 0 && i >= len(opts.Events) {
				return child.Before(), child, nil // much output is not copied once more
			}
			output.WriteString(child.Before())
			if i >= len(opts.Events) {
				return output.String(), child, nil
			}
		}
		reply, stop := opts.Events[i].Response, false
		if call := opts.Events[i].Callback; call != nil {
			reply, stop = call(&EventState{child, count, i, output.String(), opts.ExtraArgs})
		}
		if stop {
			return output.String(), child, nil
		}
		if reply != "" {
			if opts.Events[i].Secret {
				child.hide(strings.TrimRight(reply, "\r\n"))
			}
			if _, err := child.Send(reply); err != nil {
				return output.String(), child, err
			}
		}
		if child.after == EOF {
			return output.String(), child, nil // there is nobody left to answer
		}
	}
}

// firstSpecial has the first EOF and TIMEOUT among the patterns win, where
// otherwise the last would.
func (s *Searcher) firstSpecial() {
	for i := len(s.patterns) - 1; i >= 0; i-- {
		switch s.patterns[i].special {
		case EOF:
			s.EOFIndex = i
		case TIMEOUT:
			s.TimeoutIndex = i
		}
	}
}
