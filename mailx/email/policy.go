package email

// A Policy says how messages are read and written. The zero value is Python's
// compat32, which writes lines that end with "\n"; see [Default] for EmailMessage's,
// and [SMTP] for what goes over a wire.
type Policy struct {
	// MaxLineLength folds headers at so many characters; 0 is 78, Unlimited does
	// not fold.
	MaxLineLength int

	// Linesep ends each line: "" is "\n".
	Linesep string

	// MangleFrom writes ">From " for a line of a body that begins with "From ",
	// as an mbox needs it: mangle_from_.
	MangleFrom bool

	// SevenBit writes 8-bit bodies, which were read, in base64 or quoted-printable:
	// cte_type="7bit".
	SevenBit bool

	// UTF8 leaves characters in headers as they are, for servers with SMTPUTF8.
	UTF8 bool

	// UnixFrom writes the line "From …" of an mbox first.
	UnixFrom bool

	// AsPython writes exactly what Python 3.11 writes, also where that breaks an
	// RFC: encoded-words of more than 75 characters, and lines of a body of more
	// than 998.
	AsPython bool

	// Structured reads and folds headers by their kinds, as EmailPolicy does:
	// addresses, dates and parameters are understood, and only what is not ASCII
	// is encoded. Headers that stand once in a message cannot be added again.
	Structured bool

	// RefoldSource says which headers that were read are folded anew by a
	// structured policy: refold_source.
	RefoldSource Refold

	// RaiseOnDefect makes a message with a defect an error of
	// [MessageFromReader] and [ReadFile]: raise_on_defect.
	RaiseOnDefect bool

	// Headers knows the kinds of headers, Contents what is made of contents: nil
	// are the standard ones. They are header_factory and content_manager.
	Headers  *HeaderRegistry
	Contents *ContentManager
}

// A Refold is a choice of headers that were read.
type Refold int

// Values of refold_source.
const (
	RefoldLong Refold = iota // those with a line that is too long
	RefoldNone
	RefoldAll
)

// The policies of email.policy by name. Each call gives a value of its own.

// Compat32 is the policy of Python's Message.
func Compat32() Policy { return Policy{} }

// Default is the policy of Python's EmailMessage: policy.default.
func Default() Policy { return Policy{Structured: true} }

// Strict is [Default] that takes no message with a defect.
func Strict() Policy { return Policy{Structured: true, RaiseOnDefect: true} }

// SMTP is [Default] with lines that end with CRLF, as SMTP wants them.
func SMTP() Policy { return Policy{Structured: true, Linesep: "\r\n"} }

// SMTPUTF8 is [SMTP], with characters in headers as they are.
func SMTPUTF8() Policy { return Policy{Structured: true, Linesep: "\r\n", UTF8: true} }

// HTTP does not fold, as headers of HTTP want it.
func HTTP() Policy { return Policy{Structured: true, Linesep: "\r\n", MaxLineLength: Unlimited} }

func (p Policy) linesep() string {
	if p.Linesep == "" {
		return "\n"
	}
	return p.Linesep
}

func (p Policy) maxLine() int {
	if p.MaxLineLength == 0 {
		return 78
	}
	return p.MaxLineLength
}

// HeaderMaxCount is how many headers of a name a message may have, 0 for any
// number: header_max_count.
func (p Policy) HeaderMaxCount(name string) int {
	if !p.Structured {
		return 0
	}
	return p.Headers.Kind(name).MaxCount()
}

// HeaderFetchParse is a header's value as the policy understands it, its line ends
// taken out: header_fetch_parse. A policy that is not structured takes every value
// for text.
func (p Policy) HeaderFetchParse(name, value string) *HeaderValue {
	return p.understood(name, runesOf(withoutEnds(value), false))
}

func (p Policy) understood(name string, value []rune) *HeaderValue {
	kind := UnstructuredHeader
	if p.Structured {
		kind = p.Headers.Kind(name)
	}
	return parseHeader(name, value, kind)
}

// HeaderStoreParse checks a header before it is set, and gives the value to store:
// header_store_parse. Errors: ErrHeaderWrite for what would be more than one header,
// or none.
func (p Policy) HeaderStoreParse(name, value string) (string, error) {
	if err := checkField(name, value); err != nil {
		return "", err
	}
	if p.Structured {
		for _, c := range value {
			if c == '\r' || c == '\n' {
				return "", &Error{Kind: ErrHeaderWrite, Op: name, Input: value, Reason: "Header values may not contain linefeed or carriage return characters"}
			}
		}
	}
	return value, nil
}

// HeaderSourceParse parts the lines of a header into its name and its value, which
// keeps the line ends inside of it: header_source_parse. Without a colon in the first
// line it is an error, ErrHeaderParse.
func (p Policy) HeaderSourceParse(lines []string) (name, value string, err error) {
	text := ""
	for _, line := range lines {
		text += line
	}
	name, value, ok := cutColon(text)
	if !ok {
		return "", "", &Error{Kind: ErrHeaderParse, Op: "header", Input: text, Reason: "expected a name and a colon"}
	}
	return name, value, nil
}

// Fold writes a header that was read, its line end included: fold. A structured
// policy folds it anew as RefoldSource says. Errors: ErrHeaderWrite.
func (p Policy) Fold(name, value string) (string, error) {
	p.SevenBit = true
	return p.foldSource(name, value)
}

// FoldBinary is [Policy.Fold] with bytes above 127 left as they are, unless the
// policy says SevenBit: fold_binary.
func (p Policy) FoldBinary(name, value string) ([]byte, error) {
	text, err := p.foldSource(name, value)
	return []byte(text), err
}

func (p Policy) foldSource(name, value string) (string, error) {
	g := &generator{policy: p, nl: p.linesep()}
	f := sourceField(name, value, true)
	text, err := g.fold(f)
	if err != nil {
		return "", err
	}
	return text + g.nl, nil
}
