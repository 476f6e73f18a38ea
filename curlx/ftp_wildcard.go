package curlx

import (
	"bytes"
	"errors"
	"strings"
)

// isPattern reports whether a name is a pattern of file names.
func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// longestListing bounds a listing that is kept in memory.
const longestListing = 64 << 20

// wildcard fetches all files of the directory whose names fit the pattern, one
// after the other.
func (f *ftpRun) wildcard() error {
	t := f.t
	pattern := f.file
	f.file = ""
	var listing bytes.Buffer
	err := f.list(func(p []byte) error {
		if listing.Len()+len(p) > longestListing {
			return fail(E_FTP_BAD_FILE_LIST, "").because(errors.New("the listing is too long"))
		}
		listing.Write(p)
		return nil
	})
	if err != nil {
		return err
	}
	entries, err := parseListing(listing.String())
	if err != nil {
		return fail(E_FTP_BAD_FILE_LIST, "").because(err)
	}
	fits := t.matcher()
	found := false
	for _, e := range entries {
		if e.kind != '-' {
			continue
		}
		ok, err := fits(pattern, e.name)
		if err != nil {
			return fail(E_REMOTE_FILE_NOT_FOUND, "").because(err)
		}
		if !ok {
			continue
		}
		found = true
		f.file, f.known = e.name, e.size
		if err := f.get(); err != nil {
			return err
		}
		f.closeData(false)
		f.resume, f.most, f.partial = 0, -1, false
	}
	if !found {
		return fail(E_REMOTE_FILE_NOT_FOUND, "")
	}
	return nil
}

// matcher is what decides: FNMATCH_FUNCTION, or the package.
func (t *transfer) matcher() MatchFunc {
	own := get(t.o, FNMATCH_FUNCTION)
	if own == nil {
		return matchName
	}
	return func(pattern, name string) (ok bool, err error) {
		err = t.callback(func() error { ok, err = own(pattern, name); return err })
		return ok, err
	}
}
