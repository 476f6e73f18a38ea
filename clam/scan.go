package clam

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ScanFile has clamd scan a file or, down to the first that is infected, a
// folder. The name is clamd's own, and should be absolute: clamd looks for it
// where it runs. A file that cannot be scanned is in the result, with status
// Error, and what clamd was told to leave out with status Excluded.
//
// clamd says OK of a symbolic link without looking where it leads. On a clamd of
// this machine, known by its unix socket or a loopback address, the file that it
// leads to is scanned, and reported under the name asked for; elsewhere links are
// clamd's affair (FollowFileSymlinks). Links inside a folder are clamd's affair
// everywhere.
func (c *Client) ScanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "SCAN", file)
}

// ContscanFile has clamd scan a file, or all of a folder. Names are those of
// [Client.ScanFile].
//
// Where something was found, clamd ends its answer by closing the connection, as
// it would if it died half way: it is then asked whether it still lives, and a
// clamd that does not makes the error say that the answer is not whole.
func (c *Client) ContscanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "CONTSCAN", file)
}

// MultiscanFile has clamd scan a file, or all of a folder by several threads at
// once. It is otherwise like [Client.ContscanFile], but that clamd does not name
// folders that ExcludePath leaves out.
func (c *Client) MultiscanFile(ctx context.Context, file string) (Result, error) {
	return c.scan(ctx, "MULTISCAN", file)
}

func (c *Client) scan(ctx context.Context, command, file string) (Result, error) {
	var result Result
	err := c.verdicts(ctx, command, file, func(v verdict) { result.add(v) })
	return result.beside(file, err)
}

// AllMatchScan has clamd name every signature that matches, not the first only.
// A folder is walked on this machine, as pyClamd does, so that clamd must see
// the same files; a folder that only clamd sees is an error beside what was found
// in its first infected file. What cannot be read on the way is in the result. An
// error says that not all was scanned; what was found until then is in the result.
func (c *Client) AllMatchScan(ctx context.Context, file string) (Matches, error) {
	var matches Matches
	var odd []error
	one := func(name string) error {
		inside := false
		err := c.verdicts(ctx, "ALLMATCHSCAN", name, func(v verdict) {
			inside = inside || v.name != strings.TrimRight(name, "/") && v.finding != nil && v.finding.Status == Found
			if v.finding != nil {
				matches.add(v.name, *v.finding)
			}
		})
		if err == nil && inside {
			err = &ReplyError{Op: "ALLMATCHSCAN", Path: name, Reason: "it is a folder there and not here, where clamd stops at the first infected file"}
		}
		if errors.Is(err, ErrReply) && !errors.Is(err, ErrConnection) || errors.Is(err, ErrName) {
			matches.add(name, Finding{Error, wordsOf(err)})
			odd = append(odd, err) // one odd answer does not cost the others
			return nil
		}
		return err
	}
	top := file
	if info, err := os.Stat(file); err == nil && info.IsDir() {
		top = strings.TrimRight(file, "/") + "/" // so that a link is followed
	}
	err := filepath.WalkDir(top, func(name string, e fs.DirEntry, err error) error {
		switch {
		case name == top && (err != nil || !e.IsDir()):
			return one(file) // clamd may see what we do not
		case err != nil:
			matches.add(name, Finding{Error, wordsOf(err)})
		case !e.IsDir():
			return one(name)
		}
		return nil
	})
	return matches.beside(file, errors.Join(append(odd, err)...))
}

// verdicts sends a command about a file and hands over each reply.
func (c *Client) verdicts(ctx context.Context, command, file string, each func(verdict)) error {
	asked, err := c.follow(file)
	if err != nil {
		each(verdict{file, &Finding{Error, wordsOf(err)}})
		return nil
	}
	if asked != file {
		told := each
		each = func(v verdict) {
			v.name = renamed(v.name, asked, file)
			told(v)
		}
	}
	t := newTally(command, asked)
	count, err := c.exchange(ctx, t, asked, each)
	if command == "MULTISCAN" && count == 0 && errors.Is(err, errSilent) {
		// A folder without regular files, or one that is left out, gets no answer
		// at all; of CONTSCAN it does.
		t = newTally("CONTSCAN", asked)
		_, err = c.exchange(ctx, t, asked, each)
	}
	switch {
	case errors.Is(err, errSilent):
		return &ReplyError{Op: command, Path: file}
	case err != nil || t.whole:
		return err
	}
	// Only a clamd that has come to the end closes the connection and lives on.
	if err := c.Ping(ctx); err != nil {
		return &ReplyError{Op: command, Path: file, Reason: "it ended half way", Err: err}
	}
	return nil
}

// errSilent says that clamd closed the connection without a word.
var errSilent = errors.New("no answer")

// exchange sends a command and reads to the end of the answer.
func (c *Client) exchange(ctx context.Context, t *tally, file string, each func(verdict)) (count int, err error) {
	if err := checkName(file); err != nil {
		return 0, err
	}
	k, err := c.dial(ctx)
	if err != nil {
		return 0, err
	}
	defer k.Close()
	if err := k.send(t.command + " " + file); err != nil {
		return 0, err
	}
	for ; ; count++ {
		reply, err := k.next()
		switch {
		case err == io.EOF && count == 0:
			return 0, errSilent
		case err == io.EOF:
			return count, nil
		case err != nil:
			return count, k.unanswered(t.command, file, reply, err)
		}
		v, understood, wrong := t.take(reply)
		if !understood {
			return count, &ReplyError{Op: t.command, Path: file, Input: clip(reply)}
		}
		each(v)
		if wrong != "" {
			return count, &ReplyError{Op: t.command, Path: file, Input: clip(reply), Reason: wrong}
		}
	}
}

// follow is the name to ask for: where a link on this machine leads.
func (c *Client) follow(file string) (string, error) {
	if !c.local() || !filepath.IsAbs(file) {
		return file, nil
	}
	name := strings.TrimRight(file, "/")
	if info, err := os.Lstat(name); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		return file, nil
	}
	return filepath.EvalSymlinks(name)
}

// renamed is a name under a link instead of under where it leads.
func renamed(name, asked, file string) string {
	rest, under := strings.CutPrefix(name, asked)
	switch {
	case under && rest == "":
		return strings.TrimRight(file, "/")
	case under && rest[0] == '/':
		return strings.TrimRight(file, "/") + rest
	}
	return name
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
