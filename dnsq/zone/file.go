package zone

import (
	"io"
	"io/fs"
	"os"
	"path"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
)

// FileOptions say how zone files are read. Nil means Python's defaults, but
// that files may include others only from where Include says.
type FileOptions struct {
	Class dnsq.RdataClass // of the zone; zero means IN

	// KeepAbsolute has names absolute in the zone (Python's relativize=False).
	KeepAbsolute bool

	// Filename is what errors call the text. Empty means "<string>", or the
	// file's name.
	Filename string

	// Include is where $INCLUDE reads files from: nothing else can be read, and
	// nil forbids the directive. The FS of an os.Root holds against links that
	// lead out of it; names of files are relative to it, with slashes.
	Include fs.FS

	// NoCheckOrigin takes a zone without an SOA or NS at its origin.
	NoCheckOrigin bool

	// IDNA is how owner names with letters beyond ASCII are encoded.
	IDNA dnsq.IDNACodec

	// Directives are those that are allowed, such as "$TTL"; nil allows all. An
	// empty list that is not nil turns them off: what looks like one is then an
	// owner name. $INCLUDE needs Include beside it.
	Directives []string

	// KeepComments keeps the comments behind records for WantComments to write.
	KeepComments bool

	// MaxGenerate is how many records the $GENERATE directives of a file may make
	// in all, and MaxGenerateBytes how much text they may be made of. Zero means
	// 1048576 records and 128 MiB, negative no limit.
	MaxGenerate      int
	MaxGenerateBytes int64

	// MaxInclude is how many files $INCLUDE may open in all, the same one more
	// than once counted so. Zero means 1000, negative no limit.
	MaxInclude int
}

func (o *FileOptions) orDefaults() *FileOptions {
	if o == nil {
		return &FileOptions{}
	}
	return o
}

// FromText reads a zone file from text. The origin is absolute, or Empty for
// that of the first $ORIGIN. Errors are [*FileError], of the kinds dnsq.ErrSyntax,
// ErrUnknownOrigin, ErrCNAMEAndOtherData; or ErrNoSOA and ErrNoNS of the whole.
func FromText(text string, origin dnsq.Name, opts *FileOptions) (*Zone, error) {
	opts = opts.orDefaults()
	z, err := New(origin, &Options{Class: opts.Class, KeepAbsolute: opts.KeepAbsolute})
	if err != nil {
		return nil, err
	}
	r := newReader(dnsq.NewTokenizer(text, &dnsq.TokenizerOptions{Filename: opts.Filename, IDNA: opts.IDNA}), z.class, opts)
	r.zone, r.relativize = z, !opts.KeepAbsolute
	if origin != dnsq.Empty {
		r.setOrigin(origin)
	}
	r.store = r.intoZone
	if err := r.read(); err != nil {
		return nil, err
	}
	if !opts.NoCheckOrigin {
		if err := z.CheckOrigin(); err != nil {
			return nil, err
		}
	}
	return z, nil
}

// FromFile reads a zone file of that name, as FromText does. Errors may
// also be those of the file.
func FromFile(name string, origin dnsq.Name, opts *FileOptions) (*Zone, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	o := *opts.orDefaults()
	if o.Filename == "" {
		o.Filename = name
	}
	return FromText(universal(string(text)), origin, &o)
}

// universal has lines end as Python's text files do, whatever the system that
// wrote them.
func universal(text string) string {
	if strings.IndexByte(text, '\r') < 0 {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// Read reads a zone file from a reader to its end, as FromText does.
func Read(r io.Reader, origin dnsq.Name, opts *FileOptions) (*Zone, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	o := *opts.orDefaults()
	if o.Filename == "" {
		o.Filename = "<file>"
	}
	return FromText(universal(string(text)), origin, &o)
}

// A zoneReader reads zone files and hands their records on.
type reader struct {
	opts  *FileOptions
	class dnsq.RdataClass
	zone  *Zone // nil for ReadRRsets
	store func(name dnsq.Name, ttl uint32, rd dnsq.Rdata, comment string) error

	zoneOrigin dnsq.Name // Empty until known
	relativize bool

	tok  *dnsq.Tokenizer
	line int // where the present record or directive begins
	fileState
	included []includer // the files that wait for the present one to end

	forced         forcedParts
	generated      int   // records by $GENERATE so far
	generatedBytes int64 // and their text
	opened         int   // files by $INCLUDE so far

	pieces   pieces
	node     *Node // of the record before, for the next of the same name
	nodeName dnsq.Name
}

// zoneFileState is what one record leaves for the next, and what is as before
// after an included file.
type fileState struct {
	origin     dnsq.Name // present one, for relative names
	last       dnsq.Name // owner of the record before
	lastTTL    uint32
	hasLastTTL bool
	ttl        uint32 // of $TTL, or the SOA's minimum
	hasTTL     bool
	names      dnsq.TokenNameOptions
}

type includer struct {
	tok   *dnsq.Tokenizer
	state fileState
}

func newReader(tok *dnsq.Tokenizer, class dnsq.RdataClass, opts *FileOptions) *reader {
	return &reader{tok: tok, class: class, opts: opts}
}

// setOrigin makes a name the present origin; the first is that of the zone.
func (r *reader) setOrigin(origin dnsq.Name) {
	if r.zoneOrigin == dnsq.Empty {
		r.zoneOrigin = origin
		r.last = origin
		if r.zone != nil {
			r.zone.origin = origin
		}
	}
	r.origin = origin
	present, zone := r.origin, r.zoneOrigin
	r.names = dnsq.TokenNameOptions{Origin: &present, Relativize: r.relativize, RelativizeTo: &zone}
}

func (r *reader) read() error {
	for {
		end, err := r.readLine()
		if err != nil {
			return at(r.tok, r.line, err)
		}
		if !end {
			continue
		}
		if len(r.included) == 0 {
			return nil
		}
		back := r.included[len(r.included)-1]
		r.included = r.included[:len(r.included)-1]
		r.tok, r.fileState = back.tok, back.state
	}
}

// readLine reads a line, which parentheses may make several, and reports whether
// the file was at its end.
func (r *reader) readLine() (end bool, err error) {
	_, r.line = r.tok.Where()
	tok, err := r.tok.Get(&dnsq.TokenOptions{WantLeading: true, WantComment: true})
	switch {
	case err != nil:
		return false, err
	case tok.IsEOF():
		return true, nil
	case tok.IsEOL():
		return false, nil
	case tok.IsComment():
		_, err := r.tok.GetEOL()
		return false, err
	case tok.Type != dnsq.TokenWhitespace && len(tok.Value) > 0 && tok.Value[0] == '$' && r.forced.name == nil && (r.opts.Directives == nil || len(r.opts.Directives) > 0):
		return false, r.directive(tok)
	}
	if tok.IsWhitespace() {
		// The line may have nothing else.
		next, err := r.tok.Next()
		if err != nil || next.IsEOLOrEOF() {
			return false, err
		}
		if err := r.tok.Unget(next); err != nil {
			return false, err
		}
	} else if r.forced.name != nil {
		if err := r.tok.Unget(tok); err != nil {
			return false, err
		}
	}
	return false, r.record(tok)
}

// openInclude reads a file that is to be included.
func (r *reader) openInclude(name string) (*dnsq.Tokenizer, error) {
	text, err := fs.ReadFile(r.opts.Include, path.Clean(name))
	if err != nil {
		return nil, err
	}
	return dnsq.NewTokenizer(universal(string(text)), &dnsq.TokenizerOptions{Filename: name, IDNA: r.opts.IDNA}), nil
}
