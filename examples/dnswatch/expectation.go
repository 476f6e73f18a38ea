package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
)

// The words that stand for answers without records, and for any.
const (
	noData    = "!NODATA"
	noName    = "!NXDOMAIN"
	anyAnswer = "*"
)

// An expectation is an answer that is to be given.
type expectation struct {
	name dnsq.Name
	typ  dnsq.RdataType

	// kind is one of the words, or empty where records are expected.
	kind    string
	records *dnsq.RRset
}

// text is what the table shows of it.
func (e *expectation) text() string {
	if e.kind != "" {
		return e.kind
	}
	return texts(e.records)
}

// texts are the records of a set in one line.
func texts(set *dnsq.RRset) string {
	var all []string
	for rd := range set.All() {
		all = append(all, rd.String())
	}
	return strings.Join(all, ", ")
}

func readExpectations(file string) ([]*expectation, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	list, err := parseExpectations(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return list, nil
}

// parseExpectations reads the lines that the program's comment describes. Errors
// name the line.
func parseExpectations(in io.Reader) ([]*expectation, error) {
	type question struct {
		name string
		typ  dnsq.RdataType
	}
	var list []*expectation
	known := map[question]*expectation{}
	lines := bufio.NewScanner(in)
	number := 0
	for lines.Scan() {
		number++
		one, err := parseExpectation(lines.Text())
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", number, err)
		}
		if one == nil {
			continue
		}
		q := question{one.name.Key(), one.typ}
		e := known[q]
		if e == nil {
			known[q] = one
			list = append(list, one)
			continue
		}
		if e.kind != "" || one.kind != "" {
			return nil, fmt.Errorf("line %d: %v %v has another line, and %s stands alone", number, one.name, one.typ, e.kind+one.kind)
		}
		for rd := range one.records.All() {
			if err := e.records.Add(rd); err != nil {
				return nil, fmt.Errorf("line %d: %w", number, err)
			}
		}
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("line %d: %w", number+1, err)
	}
	if len(list) == 0 {
		return nil, errors.New("there is nothing to expect in it")
	}
	return list, nil
}

// parseExpectation reads one line, or nil where it says nothing.
func parseExpectation(line string) (*expectation, error) {
	name, rest := word(line)
	if name == "" || strings.HasPrefix(name, "#") {
		return nil, nil
	}
	typ, answer := word(rest)
	answer = strings.TrimSpace(comment(answer))
	if answer == "" {
		return nil, errors.New("expected a name, a type and an answer")
	}
	e := &expectation{}
	var err error
	if e.name, err = dnsq.NameFromText(name, nil); err != nil {
		return nil, err
	}
	if e.typ, err = dnsq.RdataTypeFromText(typ); err != nil {
		return nil, err
	}
	switch {
	case e.typ.IsMetatype():
		return nil, fmt.Errorf("%v is no type of records", e.typ)
	case answer == noData || answer == noName || answer == anyAnswer:
		e.kind = answer
		return e, nil
	case strings.HasPrefix(answer, "!"):
		return nil, fmt.Errorf("%q is neither %s nor %s", answer, noData, noName)
	}
	e.records, err = dnsq.RRsetFromText(e.name.String(), 0, dnsq.ClassIN, e.typ, answer)
	return e, err
}

// word parts the first word of a text from what follows it.
func word(text string) (first, rest string) {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, " \t"); i >= 0 {
		return text[:i], text[i:]
	}
	return text, ""
}

// comment takes off a comment, which is no part of a quoted string.
func comment(text string) string {
	quoted, escaped := false, false
	for i, c := range text {
		switch {
		case escaped:
			escaped = false
		case c == '\\':
			escaped = true
		case c == '"':
			quoted = !quoted
		case c == '#' && !quoted && i > 0 && (text[i-1] == ' ' || text[i-1] == '\t'):
			return text[:i]
		}
	}
	return text
}
