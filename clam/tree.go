package clam

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"path/filepath"
	"strconv"
)

// A FileScan is what clamd says of one file of a tree. Finding is nil when it is
// clean.
type FileScan struct {
	Name    string
	Finding *Finding
}

// TreeOptions tell how to scan a tree.
type TreeOptions struct {
	// Depth is how many files clamd is asked about at a time. Zero means eight
	// for each of the threads that clamd may have, so that none waits for us.
	Depth int
}

// ScanTree scans every regular file under a folder and yields each as clamd is
// done with it, in no order: clean ones too, so that the loop can count them.
// The tree is walked on this machine, and clamd must see the same files under
// the same names. It takes memory for the files that are under way, not for all.
//
// A file or folder that cannot be read has a finding with status Error. The
// error, which comes last, says that not all files were scanned. A loop that is
// left ends the scan.
func (c *Client) ScanTree(ctx context.Context, root string, opts *TreeOptions) iter.Seq2[FileScan, error] {
	return func(yield func(FileScan, error) bool) {
		w := &treeWalk{yield: yield, pending: map[int]string{}}
		err := w.run(ctx, c, root, opts)
		if err != nil && !w.left {
			yield(FileScan{}, err)
		}
	}
}

// A treeWalk is a scan of a tree under way.
type treeWalk struct {
	yield   func(FileScan, error) bool
	left    bool
	k       *conn
	depth   int
	last    int
	pending map[int]string // files without an answer
	batch   []byte         // commands that have not been sent
}

var errTreeLeft = errors.New("the loop was left")

func (w *treeWalk) run(ctx context.Context, c *Client, root string, opts *TreeOptions) error {
	if opts != nil {
		w.depth = opts.Depth
	}
	if w.depth <= 0 {
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
	if err := filepath.WalkDir(root, w.visit); err != nil {
		return err
	}
	if err := w.drain(0); err != nil {
		return err
	}
	_, err = k.Write([]byte("zEND\x00"))
	if isEnd(err) {
		err = nil // all was answered before
	}
	return err
}

func (w *treeWalk) visit(name string, e fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return w.deliver(FileScan{name, &Finding{Error, err.Error()}})
	case !e.Type().IsRegular():
		return nil
	}
	if err := checkName(name); err != nil {
		return w.deliver(FileScan{name, &Finding{Error, err.Error()}})
	}
	w.last++
	w.pending[w.last] = name
	w.batch = append(append(append(w.batch, "zSCAN "...), name...), 0)
	if len(w.pending) >= w.depth {
		return w.drain(w.depth / 2)
	}
	if len(w.batch) >= 16<<10 {
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

// drain sends what has not been sent and reads answers until no more than some
// are missing, and those that have come already.
func (w *treeWalk) drain(most int) error {
	if err := w.flush(); err != nil {
		return err
	}
	for len(w.pending) > most || len(w.pending) > 0 && w.k.r.Buffered() > 0 {
		reply, err := w.k.next()
		if err != nil {
			return w.k.unanswered("SCAN "+w.any(), reply, err)
		}
		id, text, ok := numbered(reply)
		name, asked := w.pending[id]
		if !ok || !asked {
			return w.k.unanswered("SCAN "+w.any(), reply, nil)
		}
		v, ok := readVerdict(text, name)
		if !ok {
			return w.k.unanswered("SCAN "+name, "reply "+strconv.Quote(text), nil)
		}
		delete(w.pending, id)
		if err := w.deliver(FileScan{name, v.finding}); err != nil {
			return err
		}
	}
	return nil
}

// any is one of the files without an answer.
func (w *treeWalk) any() string {
	for _, name := range w.pending {
		return name
	}
	return "nothing"
}
