package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
	"github.com/pyops-go/pyops/internal/ledger"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestCheckWritesNothingAndWritingHeals(t *testing.T) {
	dir := t.TempDir()
	doc := filepath.Join(dir, "doc.go")
	for path, text := range map[string]string{
		doc:                             "// Package thing is one.\npackage thing\n\nfunc New() {}\n",
		filepath.Join(dir, ledger.File): "# original\tthing 1\n# modules\tthing\n# python\tgo\tstatus\twhy\nthing.a\tNew\tsame\t\n",
	} {
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var said bytes.Buffer
	if code := run([]string{"-check", dir}, &said); code != 1 || !strings.Contains(said.String(), "doc.go: the table is not current: run go run ./internal/ledger/gendoc ") {
		t.Errorf("-check of a stale table: %d, %s", code, said.String())
	}
	if text, _ := os.ReadFile(doc); strings.Contains(string(text), "From Python") {
		t.Error("-check wrote")
	}
	if code := run([]string{dir}, &said); code != 0 {
		t.Errorf("writing: %d, %s", code, said.String())
	}
	page := filepath.Join(dir, ledger.PageFile)
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), "`thing.a`") {
		t.Errorf("the page: %q, %v", text, err)
	}
	said.Reset()
	if code := run([]string{"-check", dir}, &said); code != 0 || said.Len() > 0 {
		t.Errorf("-check of a current table: %d, %s", code, said.String())
	}
}

func TestBadArguments(t *testing.T) {
	var said bytes.Buffer
	if code := run(nil, &said); code != 2 || !strings.Contains(said.String(), "usage: gendoc") {
		t.Errorf("no folder: %d, %s", code, said.String())
	}
	if code := run([]string{"-x"}, &said); code != 2 {
		t.Errorf("unknown flag: %d", code)
	}
	if code := run([]string{t.TempDir()}, &said); code != 1 {
		t.Errorf("folder without a ledger: %d", code)
	}
}
