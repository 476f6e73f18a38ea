// Package pytext reads and writes texts as Python's own built-in functions do:
// repr, str of a float, int, float, shlex.split and shlex.quote. The packages
// use it wherever a text of theirs is one that Python would have made.
//
// A Go string stands for a Python str by its UTF-8. A byte that is not part of
// UTF-8 stands for the lone surrogate that Python's surrogateescape makes of it,
// as in file names: "\xff" is '\udcff'. That holds for the three bytes of an
// encoded surrogate too: "\xed\xa0\x80" is '\udced\udca0\udc80', never '\ud800'.
//
// Which characters are printable, and which are digits, is by the Unicode
// tables of the Go release.
package pytext

// A ValueError is what Python's ValueError says of a text that cannot be read.
// Its words are Python's; callers put them behind their own kind of error.
type ValueError string

// Error returns Python's words.
func (e ValueError) Error() string { return string(e) }
