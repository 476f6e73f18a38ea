package psutilx

import (
	"bytes"
	"encoding/binary"
)

// parseProcArgs reads what macOS tells by the name of kern.procargs2: how many
// arguments there are, as four bytes in the order of this machine, the path that
// was asked to be run, NUL bytes up to a boundary, the arguments and the
// environment, each string with its NUL byte. What the kernel keeps to itself,
// such as the environment of its own programs, is not there. Errors do not quote
// what may hold secrets.
func parseProcArgs(b []byte) (args []string, environ string, err *ParseError) {
	const want = "a number of arguments, a path, and as many arguments"
	if len(b) < 4 {
		return nil, "", badLine(1, nil, want)
	}
	n := int32(binary.NativeEndian.Uint32(b))
	_, rest, ok := bytes.Cut(b[4:], []byte{0})
	if n < 0 || !ok {
		return nil, "", badLine(1, nil, want)
	}
	rest = bytes.TrimLeft(rest, "\x00")
	args = []string{}
	for range n {
		var arg []byte
		if arg, rest, ok = bytes.Cut(rest, []byte{0}); !ok {
			return nil, "", badLine(1, nil, want)
		}
		args = append(args, string(arg))
	}
	return args, string(rest), nil
}
