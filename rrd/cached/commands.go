package cached

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/pyops-go/pyops/rrd"
)

// A command is what clients may ask for.
type command struct {
	name  string
	usage string
	least int // arguments
	batch bool
	do    func(s *Server, args []string) answer
}

var commands []command

func init() {
	commands = []command{
		{"UPDATE", "UPDATE <filename> <values> [<values> ...]", 1, true, (*Server).update},
		{"FLUSH", "FLUSH <filename>", 1, true, (*Server).flush},
		{"FLUSHALL", "FLUSHALL", 0, true, (*Server).flushAll},
		{"PENDING", "PENDING <filename>", 1, false, (*Server).pending},
		{"FORGET", "FORGET <filename>", 1, true, (*Server).forget},
		{"QUEUE", "QUEUE", 0, false, func(*Server, []string) answer { return ok("in queue.") }},
		{"STATS", "STATS", 0, false, (*Server).counters},
		{"HELP", "HELP [<command>]", 0, false, (*Server).help},
		{"PING", "PING", 0, false, func(*Server, []string) answer { return ok("PONG") }},
		{"FETCH", "FETCH <file> <CF> [<start> [<end>] [<column>...]]", 2, false, (*Server).fetch},
		{"FETCHBIN", "FETCHBIN <file> <CF> [<start> [<end>] [<column>...]]", 2, false, (*Server).fetchBinary},
		{"INFO", "INFO <filename>", 1, false, (*Server).info},
		{"FIRST", "FIRST <filename> <rra index>", 2, false, (*Server).first},
		{"LAST", "LAST <filename>", 1, false, (*Server).last},
		{"CREATE", "CREATE <filename> [-b start] [-s step] [-O] <DS definitions> <RRA definitions>", 1, true, (*Server).create},
		{"LIST", "LIST [RECURSIVE] /[<path>]", 1, false, (*Server).list},
		{"SUSPEND", "SUSPEND <filename>", 1, true, (*Server).suspend},
		{"RESUME", "RESUME <filename>", 1, true, (*Server).resume},
		{"SUSPENDALL", "SUSPENDALL", 0, true, (*Server).suspendAll},
		{"RESUMEALL", "RESUMEALL", 0, true, (*Server).resumeAll},
	}
}

// answer does what a request asks for.
func (s *Server) answer(words []string, batch bool) answer {
	name := strings.ToUpper(words[0])
	i := slices.IndexFunc(commands, func(c command) bool { return c.name == name })
	switch {
	case i < 0:
		return refuse(say("Unknown command: %s", words[0]))
	case batch && !commands[i].batch:
		return refuse(say("Can't use '%s' here.", name))
	case len(words)-1 < commands[i].least:
		return refuse(say("Usage: %s", commands[i].usage))
	}
	return commands[i].do(s, words[1:])
}

// with calls f with the locked entry of a file.
func (s *Server) with(name string, f func(*entry) answer) answer {
	for {
		e, err := s.entry(name)
		if err != nil {
			return refuse(err)
		}
		e.mu.Lock()
		if e.gone { // while its lock was waited for
			e.mu.Unlock()
			continue
		}
		defer e.mu.Unlock()
		return f(e)
	}
}

func (s *Server) update(args []string) answer {
	return s.with(args[0], func(e *entry) answer {
		taken, refused := s.add(e, args[1:])
		switch {
		case len(args) == 1:
			return refuse(say("No values updated."))
		case taken == 0:
			return refuse(refused[0])
		}
		var lines []string
		for _, err := range refused {
			lines = append(lines, words(err))
		}
		return listing(lines, "errors, enqueued %d value(s).", taken)
	})
}

func (s *Server) flush(args []string) answer {
	s.stats.flushes.Add(1)
	return s.with(args[0], func(e *entry) answer {
		if err := s.write(e); err != nil {
			return refuse(err)
		}
		return ok("Successfully flushed %s.", e.path)
	})
}

func (s *Server) flushAll([]string) answer {
	s.stats.flushes.Add(1)
	s.flushOlder(time.Now())
	return ok("Started flush.")
}

func (s *Server) pending(args []string) answer {
	return s.with(args[0], func(e *entry) answer { return listing(slices.Clone(e.readings), "updates pending") })
}

func (s *Server) forget(args []string) answer {
	path, err := s.resolve(args[0])
	if err != nil {
		return refuse(say("No such file or directory"))
	}
	s.mu.Lock()
	e := s.entries[path]
	s.mu.Unlock()
	if e == nil {
		return refuse(say("No such file or directory"))
	}
	if err := s.drop(e, func() error { return nil }); err != nil {
		return refuse(err)
	}
	return ok("Gone!")
}

func (s *Server) counters([]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var size int64
	if s.journal != nil {
		size = s.journal.size
	}
	return listing([]string{
		"QueueLength: 0",
		fmt.Sprint("UpdatesReceived: ", s.stats.received.Load()),
		fmt.Sprint("FlushesReceived: ", s.stats.flushes.Load()),
		fmt.Sprint("UpdatesWritten: ", s.stats.updates.Load()),
		fmt.Sprint("DataSetsWritten: ", s.stats.sets.Load()),
		fmt.Sprint("TreeNodesNumber: ", len(s.entries)),
		"TreeDepth: 0",
		fmt.Sprint("JournalBytes: ", size),
		"JournalRotate: 0",
	}, "Statistics follow")
}

func (s *Server) help(args []string) answer {
	for _, c := range commands {
		if len(args) > 0 && strings.EqualFold(args[0], c.name) {
			return listing([]string{"Usage: " + c.usage}, "Help for %s", c.name)
		}
	}
	lines := []string{"BATCH", "QUIT"}
	for _, c := range commands {
		lines = append(lines, c.usage)
	}
	return listing(lines, "Command overview")
}

// fetched reads values, those that wait included, and the columns that are
// wanted.
func (s *Server) fetched(args []string) (*rrd.FetchResult, []int, error) {
	var got *rrd.FetchResult
	a := s.with(args[0], func(e *entry) answer {
		if err := s.write(e); err != nil {
			return refuse(err)
		}
		command := []string{}
		for i, option := range []string{"-s", "-e"} {
			if len(args) > 2+i {
				at := args[2+i]
				if n, err := strconv.ParseInt(at, 10, 64); err == nil && n <= 0 {
					at = fmt.Sprintf("now-%d", -n)
				} else if err == nil { // 20010909 is no date here
					at = fmt.Sprintf("epoch+%d", n)
				}
				command = append(command, option, at)
			}
		}
		var err error
		if got, err = tool.Fetch(append(command, "--", e.path, args[1])...); err != nil {
			return refuse(say("rrd_fetch_r failed: %s", words(err)))
		}
		return answer{}
	})
	if a.status < 0 {
		return nil, nil, errors.New(a.text)
	}
	var columns []int
	for i, name := range got.Names {
		if len(args) <= 4 || slices.Contains(args[4:], name) {
			columns = append(columns, i)
		}
	}
	if len(columns) == 0 {
		return nil, nil, say("No valid column names")
	}
	if got.Len()*len(columns) > mostFetched {
		return nil, nil, say("%d rows of %d columns are more than are answered: at most %d values", got.Len(), len(columns), mostFetched)
	}
	return got, columns, nil
}

// mostFetched bounds the values of an answer, which is a text.
const mostFetched = 1 << 22

func fetchHead(f *rrd.FetchResult, columns int) []string {
	return []string{
		"FlushVersion: 1", fmt.Sprint("Start: ", f.Start.Unix()), fmt.Sprint("End: ", f.End.Unix()),
		fmt.Sprint("Step: ", int64(f.Step/time.Second)), fmt.Sprint("DSCount: ", columns),
	}
}

func (s *Server) fetch(args []string) answer {
	f, columns, err := s.fetched(args)
	if err != nil {
		return refuse(err)
	}
	lines := fetchHead(f, len(columns))
	names := "DSName:"
	for _, i := range columns {
		names += " " + f.Names[i]
	}
	lines = append(lines, names)
	for at, row := range f.All() {
		b := fmt.Appendf(nil, "%d:", at.Unix())
		for _, i := range columns {
			b = append(append(b, ' '), precise(row[i])...)
		}
		lines = append(lines, string(b))
	}
	return listing(lines, "Success")
}

// precise is a value with all its digits, as C prints it.
func precise(v float64) string {
	switch {
	case v != v:
		return "-nan"
	case math.IsInf(v, 0):
		return strings.TrimPrefix(strings.ToLower(strconv.FormatFloat(v, 'g', -1, 64)), "+")
	}
	return fmt.Sprintf("%.17e", v)
}

func (s *Server) fetchBinary(args []string) answer {
	f, columns, err := s.fetched(args)
	if err != nil {
		return refuse(err)
	}
	a := listing(fetchHead(f, len(columns)), "Success")
	a.status += len(columns)
	for _, i := range columns {
		a.raw = fmt.Appendf(a.raw, "DSName-%s: BinaryData %d 8 LITTLE\n", f.Names[i], f.Len())
		for row := range f.Len() {
			a.raw = binary.LittleEndian.AppendUint64(a.raw, math.Float64bits(f.Row(row)[i]))
		}
	}
	return a
}

func (s *Server) info(args []string) answer {
	path, err := s.resolve(args[0])
	if err != nil {
		return refuse(err)
	}
	info, err := tool.Info(path)
	if err != nil {
		return refuse(say("RRD Error: %s", words(err)))
	}
	var lines []string
	for key, v := range info.All() {
		switch v := v.(type) {
		case float64:
			text := strconv.FormatFloat(v, 'e', 10, 64)
			if v != v {
				text = "NaN"
			}
			lines = append(lines, fmt.Sprintf("%s 0 %s", key, text))
		case uint64:
			lines = append(lines, fmt.Sprintf("%s 1 %d", key, v))
		default:
			lines = append(lines, fmt.Sprintf("%s 2 %v", key, v))
		}
	}
	return listing(lines, "Info for %s follows", path)
}

func (s *Server) first(args []string) answer {
	path, err := s.resolve(args[0])
	if err != nil {
		return refuse(err)
	}
	at, err := tool.First(path, "--rraindex", args[1])
	if err != nil {
		return refuse(say("RRD Error: %s", words(err)))
	}
	return ok("%d", at.Unix())
}

func (s *Server) last(args []string) answer {
	return s.with(args[0], func(e *entry) answer { return ok("%d", e.last/1e6) })
}

// earliest is the second up to which librrd takes a number for a date.
const earliest = 315360000

func (s *Server) create(args []string) answer {
	rel, err := s.relative(args[0])
	if err != nil {
		return refuse(err)
	}
	folder := filepath.Dir(rel)
	if _, err := s.root.Stat(folder); err != nil {
		return refuse(say("%s: %v", args[0], errOutside))
	}
	if info, err := s.root.Lstat(rel); err == nil && !info.Mode().IsRegular() {
		return refuse(say("%s: %v", args[0], errOutside))
	} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return refuse(say("%s: %v", args[0], errOutside))
	}
	real, err := filepath.EvalSymlinks(filepath.Join(s.base, folder))
	if err != nil {
		return refuse(err)
	}
	path := filepath.Join(real, filepath.Base(rel))
	command := []string{path}
	if s.opts.NoOverwrite {
		command = append(command, "-O")
	}
	for i := 1; i < len(args); i++ {
		switch args[i] {
		case "-O":
			command = append(command, "-O")
		case "-b", "-s":
			if i+1 == len(args) {
				return refuse(say("Usage: CREATE <filename> [-b start] [-s step] [-O] <DS definitions> <RRA definitions>"))
			}
			n, err := strconv.ParseInt(args[i+1], 10, 64)
			if err != nil || n < 0 {
				return refuse(fmt.Errorf("'%s' is not a number of seconds", args[i+1]))
			}
			if args[i] == "-b" && 0 < n && n <= earliest {
				return refuse(say("RRD Error: the first entry to the RRD should be after 1980"))
			}
			if n > 0 {
				command = append(command, args[i], strconv.FormatInt(n, 10))
			}
			i++
		default:
			if !strings.HasPrefix(args[i], "DS:") && !strings.HasPrefix(args[i], "RRA:") {
				return refuse(say("can't parse argument '%s'", args[i]))
			}
			command = append(command, args[i])
		}
	}
	// What waits is for the file that was there before.
	s.mu.Lock()
	e := s.entries[path]
	if e == nil {
		e = &entry{path: path}
		s.entries[path] = e // who asks for the file meanwhile waits, and asks again
	}
	s.mu.Unlock()
	if err := s.drop(e, func() error { return tool.Create(command...) }); err != nil {
		return refuse(say("RRD Error: %s", words(err)))
	}
	return ok("RRD created OK")
}

func (s *Server) list(args []string) answer {
	command := []string{}
	if strings.EqualFold(args[0], "RECURSIVE") && len(args) > 1 {
		command, args = append(command, "-r"), args[1:]
	}
	if !strings.HasPrefix(args[0], "/") {
		return refuse(say("Usage: LIST [RECURSIVE] /[<path>]"))
	}
	rel := strings.TrimLeft(args[0], "/")
	if rel == "" {
		rel = "."
	}
	path, err := s.resolve(rel)
	if err != nil {
		return refuse(say("List %s: %v", filepath.Join(s.base, rel), err))
	}
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return refuse(say("List %s: Not a directory", path))
	}
	names, err := tool.List(append(command, path)...)
	if err != nil {
		return refuse(err)
	}
	return listing(names, "RRDs")
}

func (s *Server) suspend(args []string) answer {
	return s.with(args[0], func(e *entry) answer {
		if e.suspended {
			return ok("%s already suspended", e.path)
		}
		e.suspended = true
		return ok("%s suspended", e.path)
	})
}

func (s *Server) resume(args []string) answer {
	return s.with(args[0], func(e *entry) answer {
		if !e.suspended {
			return ok("%s not suspended", e.path)
		}
		e.suspended = false
		return ok("%s resumed", e.path)
	})
}

func (s *Server) suspendAll([]string) answer { return s.setAll(true, "%d rrds suspend") }
func (s *Server) resumeAll([]string) answer  { return s.setAll(false, "%d rrds resumed") }

func (s *Server) setAll(suspended bool, format string) answer {
	s.mu.Lock()
	entries := s.all()
	s.mu.Unlock()
	n := 0
	for _, e := range entries {
		e.mu.Lock()
		if e.suspended != suspended {
			n++
		}
		e.suspended = suspended
		e.mu.Unlock()
	}
	return ok(format, n)
}
