// Package xlsx is XlsxWriter, Python's writer of Excel files, in Go.
package xlsx
