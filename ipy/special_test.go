package ipy_test

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/ipy"
)

// The registries are those that IANA publishes (as of 2026-07-18), row for row.
func TestSpecialPurposesAreIANAs(t *testing.T) {
	files, err := filepath.Glob("testdata/iana-*.csv")
	if err != nil || len(files) != 2 {
		t.Fatal(files, err)
	}
	note := regexp.MustCompile(` \[\d\]`)
	rfc := regexp.MustCompile(`\[RFC(\d+)\]`)
	want := map[ipy.SpecialPurpose]bool{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(f).ReadAll()
		f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows[1:] {
			is := func(column int) bool { return note.ReplaceAllString(row[column], "") == "True" }
			for prefix := range strings.SplitSeq(note.ReplaceAllString(row[0], ""), ", ") {
				name := strings.ReplaceAll(strings.Trim(row[1], `"`), "Translat.", "Translation")
				// RFC 8190 changes the columns of rows that another RFC has made.
				made := rfc.FindAllStringSubmatch(strings.ReplaceAll(row[2], "[RFC8190]", ""), 1)[0][1]
				want[ipy.SpecialPurpose{Prefix: ipy.MustParse(prefix), Name: name, RFC: "RFC " + made, Source: is(5), Destination: is(6), Forwardable: is(7), Global: is(8), Reserved: is(9)}] = true
			}
		}
	}
	for _, s := range ipy.SpecialPurposes() {
		if !want[s] {
			t.Errorf("IANA has no %+v", s)
		}
		delete(want, s)
	}
	for s := range want {
		t.Errorf("%+v is missing", s)
	}
}

// What is no address says so wherever it is shown, and what cannot be read into, too.
func TestWordsOfNothing(t *testing.T) {
	if s := (ipy.IP{}).String(); s != "invalid IP" {
		t.Errorf("%q", s)
	}
	for want, err := range map[string]error{
		"ipy: the IP to read into is nil": (*ipy.IP)(nil).UnmarshalText([]byte("::1")), "ipy: the IPSet to read into is nil": (*ipy.IPSet)(nil).UnmarshalJSON([]byte("[]")),
	} {
		if err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}
