package email

// A Policy says how messages are written. The zero value is Python's compat32,
// which writes lines that end with "\n"; see [SMTP] for what goes over a wire.
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
}

// The policies of email.policy by name. Each call gives a value of its own.

// Compat32 is the policy of Python's Message.
func Compat32() Policy { return Policy{} }

// SMTP writes lines that end with CRLF, as SMTP wants them.
func SMTP() Policy { return Policy{Linesep: "\r\n"} }

// SMTPUTF8 is [SMTP], with characters in headers as they are.
func SMTPUTF8() Policy { return Policy{Linesep: "\r\n", UTF8: true} }

// HTTP does not fold, as headers of HTTP want it.
func HTTP() Policy { return Policy{Linesep: "\r\n", MaxLineLength: Unlimited} }

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
