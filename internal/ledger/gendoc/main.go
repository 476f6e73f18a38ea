// Gendoc writes the table of Python and Go names into the doc.go of chapter
// packages, from their parity.tsv.
//
//	go run ./internal/ledger/gendoc [-check] FOLDER...
//
// With -check it writes nothing and fails when a table is not current.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pyops-go/pyops/internal/ledger"
)

func main() { os.Exit(run(os.Args[1:], os.Stderr)) }

func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("gendoc", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() { fmt.Fprintln(stderr, "usage: gendoc [-check] FOLDER...") }
	check := flags.Bool("check", false, "fail when a table is not current, and write nothing")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	if flags.NArg() == 0 {
		flags.Usage()
		return 2
	}
	code := 0
	for _, dir := range flags.Args() {
		if err := update(dir, *check); err != nil {
			fmt.Fprintln(stderr, err)
			code = 1
		}
	}
	return code
}

func update(dir string, check bool) error {
	path, is, want, err := ledger.Doc(dir)
	if err != nil || bytes.Equal(is, want) {
		return err
	}
	if check {
		return &ledger.Error{File: path, Text: "the table is not current: run go run ./internal/ledger/gendoc " + dir}
	}
	return os.WriteFile(path, want, 0o644)
}
