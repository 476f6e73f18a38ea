package nmapx

import (
	"io"
	"iter"
	"strings"
)

// ParseOptions tell how to read a report.
type ParseOptions struct {
	// OnProgress, if not nil, is told of each task that begins, moves or ends,
	// as soon as its piece of the report has been read.
	OnProgress func(Progress)
}

// Parse reads what nmap -oX wrote. When the report is cut short or mangled, the
// error is an [*XMLError], and the result is there all the same: it has all that
// could be read, and each host that was whole.
func Parse(r io.Reader, opts *ParseOptions) (*Result, error) {
	d := newDecoder(orEmpty(r), opts.onProgress())
	for h := d.host(); h != nil; h = d.host() {
		d.result.Hosts = append(d.result.Hosts, h)
	}
	if err := d.err(); err != nil {
		return d.result, err
	}
	return d.result, nil
}

// ParseHosts yields the hosts of a report one after another, each as soon as it
// has been read, and keeps none. Where the report is cut short or mangled, the
// hosts that are whole come first and an [*XMLError], with a nil host, last.
func ParseHosts(r io.Reader, opts *ParseOptions) iter.Seq2[*Host, error] {
	return func(yield func(*Host, error) bool) {
		d := newDecoder(orEmpty(r), opts.onProgress())
		for h := d.host(); h != nil; h = d.host() {
			if !yield(h, nil) {
				return
			}
		}
		if err := d.err(); err != nil {
			yield(nil, err)
		}
	}
}

// orEmpty is the reader, or for nil one that has nothing to read.
func orEmpty(r io.Reader) io.Reader {
	if r == nil {
		return strings.NewReader("")
	}
	return r
}

func (o *ParseOptions) onProgress() func(Progress) {
	if o == nil {
		return nil
	}
	return o.OnProgress
}
