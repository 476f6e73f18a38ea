package clam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path/filepath"
	"strings"
	"syscall"
)

// ScanFile has clamd scan a file or, down to the first that is not clean, a
// folder. The name is clamd's own, and should be absolute: clamd looks for it
// where it runs. A file that cannot be scanned is in the result, with status
// Error.
func (c *Client) ScanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "SCAN", file)
}

// ContscanFile has clamd scan a file, or all of a folder.
func (c *Client) ContscanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "CONTSCAN", file)
}

// MultiscanFile has clamd scan a file, or all of a folder by several threads at
// once.
func (c *Client) MultiscanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "MULTISCAN", file)
}

func (c *Client) scan(ctx context.Context, command, file string) (Result, error) {
	var result Result
	err := c.verdicts(ctx, command, file, func(v verdict) { result.add(v) })
	if err != nil {
		return nil, err
	}
	return result, nil
}

// AllMatchScan has clamd name every signature that matches, not the first only.
// A folder is walked on this machine, as pyClamd does, so that clamd must see
// the same files. What cannot be read on the way is in the result.
func (c *Client) AllMatchScan(ctx context.Context, file string) (Matches, error) {
	var matches Matches
	one := func(name string) error {
		return c.verdicts(ctx, "ALLMATCHSCAN", name, func(v verdict) {
			if v.finding != nil {
				matches.add(v.name, *v.finding)
			}
		})
	}
	err := filepath.WalkDir(file, func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == file && (err != nil || !e.IsDir()):
			return one(file) // clamd may see what we do not
		case err != nil:
			matches.add(name, Finding{Error, err.Error()})
		case !e.IsDir():
			return one(name)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return matches, nil
}

// verdicts sends a command about a file and hands over each reply. At least one
// must come.
func (c *Client) verdicts(ctx context.Context, command, file string, each func(verdict)) error {
	if err := checkName(file); err != nil {
		return err
	}
	k, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer k.Close()
	if err := k.send(command + " " + file); err != nil {
		return err
	}
	command += " " + file
	for count := 0; ; count++ {
		reply, err := k.next()
		if isEnd(err) && reply == "" && count > 0 {
			return nil
		} else if err != nil {
			return k.unanswered(command, reply, err)
		}
		v, ok := readVerdict(reply, file)
		if !ok {
			return k.unanswered(command, reply, nil)
		}
		each(v)
	}
}

// longestName is what clamd reads of a command, less the longest command.
const longestName = 1024 * 4

// checkName refuses names by which a command would end too early or not at all.
func checkName(file string) error {
	switch {
	case strings.Contains(file, "\x00"):
		return fmt.Errorf("%w: %q holds a zero byte", ErrName, clip(file))
	case len(file) > longestName:
		return fmt.Errorf("%w: %q... is %d bytes long, more than %d", ErrName, clip(file), len(file), longestName)
	}
	return nil
}

// isEnd reports whether clamd closed the connection. A connection that it closes
// with something of ours unread ends with a reset.
func isEnd(err error) bool {
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE)
}
