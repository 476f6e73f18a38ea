package diffx

import (
	"io/fs"
	"sync"
)

// CmpOptions are the keyword arguments of Python's cmp, cmpfiles and dircmp. Nil
// and the zero value are Python's defaults.
type CmpOptions struct {
	// Deep is Python's shallow=False: files are read even when their size and
	// their time of change say that they are the same.
	Deep bool
}

func (o *CmpOptions) deep() bool { return o != nil && o.Deep }

// Cmp reports whether two files have the same content. It is Python's cmp: files
// of the same size and time of change are taken for equal unread, unless opts say
// otherwise; others are read, and what that came to is remembered for as long as
// neither size nor time changes. What is not a regular file, after following
// symbolic links, equals nothing, not even itself. The error, of a file that
// cannot be examined or read, is a *fs.PathError.
//
// Of a file that grows in the meantime, as much counts as there was at first.
// Python knows times of change to some 200 nanoseconds; here they are exact. Cmp
// may be used concurrently.
func Cmp(f1, f2 string, opts *CmpOptions) (bool, error) {
	s1, err := signatureOf(f1)
	if err != nil {
		return false, err
	}
	s2, err := signatureOf(f2)
	if err != nil {
		return false, err
	}
	return cmpExamined(f1, f2, s1, s2, opts.deep())
}

// cmpExamined compares files whose signatures are known.
func cmpExamined(f1, f2 string, s1, s2 signature, deep bool) (bool, error) {
	if !s1.mode.IsRegular() || !s2.mode.IsRegular() {
		return false, nil
	}
	if !deep && s1 == s2 {
		return true, nil
	}
	if s1.size != s2.size {
		return false, nil
	}
	key := outcomeKey{f1, f2, s1, s2}
	if same, known := outcomes.get(key); known {
		return same, nil
	}
	same, err := sameContent(f1, f2, s1.size)
	if err != nil {
		return false, err
	}
	outcomes.put(key, same)
	return same, nil
}

// ClearCache forgets what [Cmp] remembers. It is Python's clear_cache: files that
// changed twice within the clock's resolution may want it.
func ClearCache() { outcomes.clear() }

// A signature is what tells an unread file from another.
type signature struct {
	mode      fs.FileMode // its type alone
	size      int64
	sec, nsec int64 // when its content changed
}

type outcomeKey struct {
	f1, f2 string
	s1, s2 signature
}

// mostOutcomes is how many comparisons may be remembered when one more comes;
// then all are forgotten.
const mostOutcomes = 100

// A cache remembers what comparisons came to.
type cache struct {
	mu    sync.Mutex
	known map[outcomeKey]bool
}

var outcomes cache

func (c *cache) get(key outcomeKey) (same, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	same, known = c.known[key]
	return same, known
}

func (c *cache) put(key outcomeKey, same bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.known) > mostOutcomes {
		clear(c.known)
	}
	if c.known == nil {
		c.known = map[outcomeKey]bool{}
	}
	c.known[key] = same
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.known)
}
