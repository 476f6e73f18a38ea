package diffx

import (
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
)

// CmpFiles compares the files that have the names common in two directories. It
// is Python's cmpfiles: it returns the names of those that are equal by [Cmp], of
// those that are not, and of those that could not be compared. The names of each
// list stand in the order of common.
func CmpFiles(a, b string, common []string, opts *CmpOptions) (match, mismatch, errs []string) {
	return partFiles(common, func(i int) (bool, error) {
		return Cmp(join(a, common[i]), join(b, common[i]), opts)
	})
}

// partFiles parts names by what comparing each comes to.
func partFiles(common []string, same func(i int) (bool, error)) (match, mismatch, errs []string) {
	verdicts := make([]verdict, len(common))
	each(len(common), fewFiles, func(i int) {
		equal, err := same(i)
		switch {
		case err != nil:
			verdicts[i] = troubled
		case equal:
			verdicts[i] = matches
		}
	})
	for i, v := range verdicts {
		switch v {
		case matches:
			match = append(match, common[i])
		case differs:
			mismatch = append(mismatch, common[i])
		default:
			errs = append(errs, common[i])
		}
	}
	return match, mismatch, errs
}

// A verdict is what became of one pair of files.
type verdict byte

const (
	differs verdict = iota
	matches
	troubled
)

// How many pieces of work a worker takes at a time: starting one must pay.
const (
	fewFiles = 64
	fewDirs  = 2
)

// each calls work for every number below n, several at a time when there is
// enough for several workers.
func each(n, few int, work func(int)) {
	workers := min(runtime.GOMAXPROCS(0), n/few)
	if workers < 2 {
		for i := range n {
			work(i)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for {
				end := int(next.Add(int64(few)))
				for i := end - few; i < min(end, n); i++ {
					work(i)
				}
				if end >= n {
					return
				}
			}
		})
	}
	all.Wait()
}

// join puts a name into a directory as Python's os.path.join does: nothing of
// either is tidied up, and an absolute name stands alone.
func join(dir, name string) string {
	switch {
	case dir == "" || os.IsPathSeparator(first(name)):
		return name
	case os.IsPathSeparator(dir[len(dir)-1]):
		return dir + name
	case os.PathSeparator == '\\' && strings.HasSuffix(dir, ":"):
		return dir + name
	}
	return dir + string(os.PathSeparator) + name
}

func first(s string) byte {
	if s == "" {
		return 0
	}
	return s[0]
}
