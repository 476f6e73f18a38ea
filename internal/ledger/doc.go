// Package ledger reads a package's parity.tsv, the table that maps every public
// name of a Python original to the Go name that answers it.
//
// The file is text, its columns parted by tabs. Header lines come first:
//
//	# original	NAME VERSION
//	# modules	MODULE,MODULE
//	# ignore	REGEXP	WHY
//	# undriven	MODULE:WHERE	WHY
//	# first	NAME, NAME
//	# python	go	status	why
//
// modules is "none" where the original cannot be installed, so that nothing can be
// measured. original and modules stand once, and so does first (the Python names that the
// package comment shows, at most forty, in that order); ignore (names of the original that need no
// row) and undriven (code of the original that no test can enter here; WHERE is
// a qualified name, a line, or FIRST-LAST) as often as needed; the last header
// names the columns. Then comes one row for each Python name.
//
// [Read] reads the file, [Check] holds it against the package beside it, and the
// program gendoc writes from it the table in the package comment and PYTHON.md,
// the page with every name.
package ledger

// Packages are the chapter packages of the module, in the order of the book.
var Packages = []string{
	"psutilx", "ipy", "dnsq",
	"diffx", "mailx", "curlx",
	"xlsx", "rrd", "packet",
	"clam", "nmapx",
	"expect", "sshx", "fab", "confobj",
}
