package confobj

// An Interpolation is how values refer to other values. One call puts in a million
// references and 32 MiB at most, over all the values that it reads, so that values
// that double from line to line are an ErrInterpolation.
type Interpolation int

// The styles of interpolation.
const (
	InterpolationConfigParser Interpolation = iota // %(name)s, Python's True and 'configparser'
	InterpolationTemplate                          // $name and ${name}, Python's 'template'
	InterpolationOff                               // none, Python's False
)

// ConfigObjOptions are the keyword arguments of Python's ConfigObj; nil and the
// zero value are its defaults. Those of an open configuration are its field
// Options, and may be changed there.
type ConfigObjOptions struct {
	// Configspec describes what the configuration should hold, for
	// [ConfigObj.Validate]: a *ConfigObj made with Inspec, or anything that
	// [NewConfigObj] takes. Nil means none. A reader is read once; the options of
	// the configuration then have the *ConfigObj in its place.
	Configspec any

	// Encoding is the name of the character set that is read and written, as
	// Python names it. Empty means UTF-8, or what a byte order mark says.
	Encoding string

	// DefaultEncoding is what is written when Encoding is empty. Empty means
	// UTF-8, where Python means ASCII and fails on any other character.
	DefaultEncoding string

	// Interpolation is how values refer to others when they are read.
	Interpolation Interpolation

	// RaiseErrors stops at the first error of a file instead of collecting all.
	RaiseErrors bool

	// NoListValues reads and writes values as they are: commas make no list,
	// and quotes stay (list_values=False).
	NoListValues bool

	// CreateEmpty makes an empty file when the one named is not there;
	// FileError makes that an error. Without them it is an empty configuration.
	CreateEmpty bool
	FileError   bool

	// NoStringify lets only strings and lists of strings be set, and keeps
	// values as strings when they are validated (stringify=False).
	NoStringify bool

	// IndentType is what nested lines are indented with. Nil means what the file
	// has first, and nothing where it has none; and four spaces in a configuration
	// made of a map, a Dict or a struct.
	IndentType *string

	// Unrepr reads and writes values as Python literals.
	Unrepr bool

	// WriteEmptyValues writes an empty string as nothing instead of "".
	WriteEmptyValues bool

	// Inspec reads a configspec: values are kept as they stand in the file,
	// comments included (_inspec=True).
	Inspec bool

	// InPlace allows to write a file in place that cannot be replaced in one step
	// without cutting something off: one with several names, one that something
	// is mounted on, as containers mount their configuration, one in a folder
	// that takes no other, or a device. A reader may then see a part of it, and
	// so may whoever comes after a crash.
	InPlace bool

	// PreserveFormat keeps the text of a file that is read: what is written
	// back differs in the lines of what was changed, and in nothing else. It
	// has no counterpart in Python, which lays the whole file out anew.
	PreserveFormat bool
}
