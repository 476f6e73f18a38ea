package rrd

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// understood wraps an answer that makes no sense.
func (c *Cached) understood(line string, err error) error {
	return &Error{Kind: ErrOperational, Path: c.address, Reason: fmt.Sprintf("rrdcached@%s: %q is not to be understood", c.address, line), Err: err}
}

// time asks for a time.
func (c *Cached) time(ctx context.Context, words ...string) (time.Time, error) {
	text, _, err := c.Ask(ctx, words...)
	if err != nil {
		return time.Time{}, err
	}
	seconds, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return time.Time{}, c.understood(text, err)
	}
	return time.Unix(seconds, 0), nil
}

// Last is the time of the last update, those that the daemon holds included.
func (c *Cached) Last(ctx context.Context, file string) (time.Time, error) {
	return c.time(ctx, "LAST", file)
}

// First is the time of the oldest row of an archive, counted from 0.
func (c *Cached) First(ctx context.Context, file string, archive int) (time.Time, error) {
	return c.time(ctx, "FIRST", file, strconv.Itoa(archive))
}

// Info tells all about a file but its values, as [DB.Info] does.
func (c *Cached) Info(ctx context.Context, file string) (InfoList, error) {
	_, lines, err := c.Ask(ctx, "INFO", file)
	if err != nil {
		return nil, err
	}
	var l InfoList
	for _, line := range lines {
		words := strings.SplitN(line, " ", 3)
		if len(words) < 2 {
			return nil, c.understood(line, nil)
		}
		words = append(words, "")
		var value any = words[2]
		switch words[1] {
		case "0":
			v, _, ok := parseFloat(words[2])
			if !ok {
				return nil, c.understood(line, nil)
			}
			value = v
		case "1", "3":
			n, err := strconv.ParseUint(words[2], 10, 64)
			if err != nil {
				return nil, c.understood(line, err)
			}
			value = n
		}
		l.add(value, "%s", words[0])
	}
	return l, nil
}

// Create makes a new file: -b, -s and -O, data sources and archives as [Create]
// takes them.
func (c *Cached) Create(ctx context.Context, file string, args ...string) error {
	_, _, err := c.Ask(ctx, append([]string{"CREATE", file}, args...)...)
	return err
}

// List names the files of a folder of the daemon's, whose base is /.
func (c *Cached) List(ctx context.Context, folder string, recursive bool) ([]string, error) {
	words := []string{"LIST", folder}
	if recursive {
		words = []string{"LIST", "RECURSIVE", folder}
	}
	_, lines, err := c.Ask(ctx, words...)
	return lines, err
}

// Suspend has the daemon keep readings of a file in memory until Resume; with no
// file, of all.
func (c *Cached) Suspend(ctx context.Context, file string) error {
	return c.either(ctx, "SUSPEND", file)
}

// Resume has the daemon write a file again; with no file, all.
func (c *Cached) Resume(ctx context.Context, file string) error { return c.either(ctx, "RESUME", file) }

func (c *Cached) either(ctx context.Context, word, file string) error {
	words := []string{word, file}
	if file == "" {
		words = []string{word + "ALL"}
	}
	_, _, err := c.Ask(ctx, words...)
	return err
}

// Batch sends many requests, of UPDATE and the like, without waiting for each,
// and returns what went wrong, by number of the request from 1.
func (c *Cached) Batch(ctx context.Context, requests [][]string) (map[int]string, error) {
	var b strings.Builder
	for _, words := range requests {
		line, err := requestLine(words)
		if err != nil {
			return nil, err
		}
		b.WriteString(line)
	}
	b.WriteString(".\n")
	failed := map[int]string{}
	err := c.talk(ctx, func() error {
		if _, err := io.WriteString(c.conn, "BATCH\n"); err != nil {
			return err
		}
		if _, _, err := c.status(); err != nil {
			return err
		}
		if _, err := io.WriteString(c.conn, b.String()); err != nil {
			return err
		}
		n, _, err := c.status()
		if err != nil {
			return err
		}
		lines, err := c.lines(n)
		for _, line := range lines {
			number, text, _ := strings.Cut(line, " ")
			i, err := strconv.Atoi(number)
			if err != nil || i < 1 || i > len(requests) {
				return fmt.Errorf("%q is not to be understood", line)
			}
			failed[i] = text
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return failed, nil
}

// Fetch reads values after the daemon has written what it holds, as [DB.Fetch]
// does with a step of zero.
func (c *Cached) Fetch(ctx context.Context, file string, cf CF, start, end time.Time) (*FetchResult, error) {
	_, lines, err := c.Ask(ctx, "FETCH", file, string(cf), strconv.FormatInt(start.Unix(), 10), strconv.FormatInt(end.Unix(), 10))
	if err != nil {
		return nil, err
	}
	f := &FetchResult{}
	var head [5]int64 // FlushVersion, Start, End, Step, DSCount
	for i, name := range []string{"FlushVersion", "Start", "End", "Step", "DSCount"} {
		if i >= len(lines) {
			return nil, c.understood(strings.Join(lines, "; "), nil)
		}
		value, ok := strings.CutPrefix(lines[i], name+": ")
		if head[i], err = strconv.ParseInt(value, 10, 64); !ok || err != nil {
			return nil, c.understood(lines[i], err)
		}
	}
	f.Start, f.End, f.Step = time.Unix(head[1], 0), time.Unix(head[2], 0), time.Duration(head[3])*time.Second
	if head[1] < 0 || head[2] < head[1] || head[2] > maxSeconds || head[3] < 1 || head[3] > maxSeconds || head[4] < 1 || len(lines) < 6 {
		return nil, c.understood(strings.Join(lines[:5], "; "), nil)
	}
	names, ok := strings.CutPrefix(lines[5], "DSName: ")
	if f.Names = strings.Fields(names); !ok || int64(len(f.Names)) != head[4] || int64(len(lines)-6) != (head[2]-head[1])/head[3] {
		return nil, c.understood(lines[5], nil)
	}
	for i, line := range lines[6:] {
		label, values, _ := strings.Cut(line, ":")
		words := strings.Fields(values)
		if label != strconv.FormatInt(head[1]+int64(i+1)*head[3], 10) || len(words) != len(f.Names) {
			return nil, c.understood(line, nil)
		}
		for _, w := range words {
			v, err := strconv.ParseFloat(strings.TrimPrefix(strings.ToLower(w), "-nan"), 64)
			if strings.HasSuffix(strings.ToLower(w), "nan") {
				v, err = nan, nil
			}
			if err != nil {
				return nil, c.understood(line, err)
			}
			f.Data = append(f.Data, v)
		}
	}
	return f, nil
}
