package dnstest

import (
	_ "embed"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
)

// RdataTexts has a line for each tricky rdata: its type and its text.
//
//go:embed rdata.txt
var RdataTexts string

// A Line is a type and the text of rdata.
type Line struct {
	Type dnsq.RdataType
	Text string
}

// RdataLines are the lines of RdataTexts.
func RdataLines(t testing.TB) []Line {
	var lines []Line
	for _, l := range strings.Split(strings.TrimRight(RdataTexts, "\n"), "\n") {
		name, text, _ := strings.Cut(l, " ")
		lines = append(lines, Line{Type(name), text})
	}
	if len(lines) < 150 {
		t.Fatalf("%d lines of rdata", len(lines))
	}
	return lines
}
