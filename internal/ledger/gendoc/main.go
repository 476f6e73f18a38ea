// Gendoc writes the documentation of chapter packages that comes from their
// parity.tsv: the table in doc.go, and PYTHON.md.
//
//	go run ./internal/ledger/gendoc [-check] FOLDER...
//
// With -check it writes nothing and fails when something is not current.
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
	check := flags.Bool("check", false, "fail when something is not current, and write nothing")
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
	docs, err := ledger.Docs(dir)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if bytes.Equal(d.Is, d.Want) {
			continue
		}
		if check {
			return &ledger.Error{File: d.Path, Text: "the table is not current: run go run ./internal/ledger/gendoc " + dir}
		}
		if err := os.WriteFile(d.Path, d.Want, 0o644); err != nil {
			return err
		}
	}
	return nil
}
