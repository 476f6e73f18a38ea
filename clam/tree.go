package clam

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// A FileScan is what clamd says of one file of a tree. Finding is nil when it is
// clean, and never nil beside an error.
type FileScan struct {
	Name    string
	Finding *Finding
}

// TreeOptions tell how to scan a tree.
type TreeOptions struct {
	// Depth is how many files clamd is asked about at a time. Zero means eight
	// for each of the threads that clamd may have, so that none waits for us.
	// Where names are long it is fewer.
	Depth int
}

// mostFlight bounds the bytes of names that clamd is asked about at a time: both
// ends' buffers hold as much, with the answers, so that neither end can fail to
// send because the other does. (A clamd that cannot send an answer hangs up.)
const mostFlight = 32 << 10

// ScanTree scans every regular file under a folder and yields each as clamd is
// done with it, in no order: clean ones too, so that the loop can count them.
// The tree is walked on this machine, and clamd must see the same files under
// the same names. It takes memory for the files that are under way, not for all.
//
// The root may be a file, and a link to a file or folder. Links below it are not
// followed. A file or folder that cannot be read, and what is neither a folder
// nor a regular file, has a finding with status Error.
//
// The error, which comes last and with a finding of the root, says that not all
// files were scanned. A loop that is left ends the scan.
func (c *Client) ScanTree(ctx context.Context, root string, opts *TreeOptions) iter.Seq2[FileScan, error] {
	return func(yield func(FileScan, error) bool) {
		w := &treeWalk{yield: yield, pending: map[int]*tally{}}
		err := w.run(ctx, c, root, opts)
		if err != nil && !w.left {
			yield(FileScan{root, &Finding{Error, wordsOf(err)}}, err)
		}
	}
}

// A treeWalk is a scan of a tree under way.
type treeWalk struct {
	yield   func(FileScan, error) bool
	left    bool
	root    string // as asked for
	top     string // where it leads
	k       *conn
	depth   int
	last    int
	flight  int            // bytes of the names in pending
	pending map[int]*tally // files without an answer
	batch   []byte         // commands that have not been sent
}

var errTreeLeft = errors.New("the loop was left")

func (w *treeWalk) run(ctx context.Context, c *Client, root string, opts *TreeOptions) error {
	if opts != nil {
		w.depth = opts.Depth
	}
	if w.depth < 0 {
		return fmt.Errorf("clam: a depth of %d files: expected at least one, or 0 for as many as clamd works on", w.depth)
	}
	if w.depth == 0 {
		stats, err := c.Stats(ctx)
		if err != nil {
			return err
		}
		w.depth = 8 * max(1, stats.MaxThreads)
	}
	k, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer k.Close()
	w.k = k
	w.batch = append(w.batch, "zIDSESSION\x00"...)
	w.root, w.top = root, root
	if info, err := os.Stat(root); err == nil && info.IsDir() {
		w.top = strings.TrimRight(root, "/") + "/" // so that a link is followed
	} else if err == nil && info.Mode().IsRegular() {
		if w.top, err = filepath.EvalSymlinks(root); err != nil {
			return err
		}
	}
	err = filepath.WalkDir(w.top, func(name string, e fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return w.deliver(FileScan{name, &Finding{Error, wordsOf(err)}})
		case e.IsDir(), e.Type() == fs.ModeSymlink && name != w.top:
			return nil
		case e.Type() == fs.ModeSymlink:
			return w.deliver(FileScan{name, &Finding{Error, leadsTo(name)}})
		case !e.Type().IsRegular():
			return w.deliver(FileScan{name, &Finding{Error, "not a regular file: " + e.Type().String()}})
		}
		return w.visit(name)
	})
	if err != nil {
		return err
	}
	if err := w.drain(0, 0); err != nil {
		return err
	}
	// All is answered: what becomes of the farewell changes nothing of that.
	k.writing.Until(time.Now().Add(farewell))
	_, _ = k.Conn.Write([]byte("zEND\x00"))
	return nil
}

// leadsTo says where a link leads that does not lead to a folder or file.
func leadsTo(link string) string {
	info, err := os.Stat(link)
	if err != nil {
		return err.Error()
	}
	return "not a regular file: " + info.Mode().Type().String()
}

func (w *treeWalk) visit(name string) error {
	if err := checkName(name); err != nil {
		return w.deliver(FileScan{name, &Finding{Error, wordsOf(err)}})
	}
	w.last++
	w.pending[w.last] = newTally("SCAN", name)
	w.flight += len(name)
	w.batch = append(append(append(w.batch, "zSCAN "...), name...), 0)
	if len(w.pending) >= w.depth || w.flight >= mostFlight {
		return w.drain(w.depth/2, mostFlight/2)
	}
	if len(w.batch) >= mostFlight/4 {
		return w.flush()
	}
	return nil
}

func (w *treeWalk) deliver(s FileScan) error {
	if !w.yield(s, nil) {
		w.left = true
		return errTreeLeft
	}
	return nil
}

func (w *treeWalk) flush() error {
	if len(w.batch) == 0 {
		return nil
	}
	_, err := w.k.Write(w.batch)
	w.batch = w.batch[:0]
	if err != nil {
		return w.k.fail(err)
	}
	return nil
}

// drain sends what has not been sent and reads answers until no more files than
// some are missing, and no more bytes of their names, and those that have come
// already.
func (w *treeWalk) drain(most, flight int) error {
	if err := w.flush(); err != nil {
		return err
	}
	for len(w.pending) > most || w.flight > flight || len(w.pending) > 0 && w.k.r.Buffered() > 0 {
		reply, err := w.k.next()
		if err != nil {
			return w.k.unanswered("SCAN", w.any(), reply, err)
		}
		if err := w.answer(reply); err != nil {
			return err
		}
	}
	return nil
}

// answer delivers what a reply says.
func (w *treeWalk) answer(reply string) error {
	id, text, ok := numbered(reply)
	t := w.pending[id]
	if ok && t == nil && id <= w.last && strings.HasSuffix(text, ": OK") {
		return nil // what clamd says after some errors
	}
	if !ok || t == nil {
		return w.k.unanswered("SCAN", w.any(), reply, nil)
	}
	v, understood, wrong := t.take(text)
	if !understood || wrong != "" {
		return &ReplyError{Op: "SCAN", Path: t.root, Input: clip(text), Reason: wrong}
	}
	if t.whole {
		delete(w.pending, id)
		w.flight -= len(t.root)
	} else if v.finding == nil {
		return nil
	}
	return w.deliver(FileScan{renamed(v.name, strings.TrimRight(w.top, "/"), w.root), v.finding})
}

// any is one of the files without an answer.
func (w *treeWalk) any() string {
	for _, t := range w.pending {
		return t.root
	}
	return ""
}
