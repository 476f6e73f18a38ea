package expect_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/expect"
)

// overlapping are secrets that share bytes, in both orders, and what a text with
// them must not show.
var overlapping = []struct {
	secrets []string
	text    string
	want    string
}{
	{[]string{"abc", "abcdef"}, "x abcdef y", "x ******** y"},
	{[]string{"abcdef", "abc"}, "x abcdef abc y", "x ******** ******** y"},
	{[]string{"def", "abcdef"}, "abcdef", "********"},
	{[]string{"abcd", "cdef"}, "x abcdef y", "x ******** y"},
	{[]string{"cdef", "abcd"}, "x abcdef y", "x ******** y"},
	{[]string{"aba"}, "x ababa y", "x ******** y"},
	{[]string{"abc"}, "abcabc", "****************"},
	{[]string{"", "abc"}, "abd", "abd"},
}

// Of secrets that overlap no byte is left in errors.
func TestSecretsThatOverlap(t *testing.T) {
	for _, c := range overlapping {
		s, err := expect.Scripted([][]byte{[]byte(c.text), nil}, &expect.SessionOptions{Secrets: c.secrets})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Expect("never")
		if !strings.Contains(err.Error(), "b'"+c.want+"'") {
			t.Errorf("%q in %q: %v", c.secrets, c.text, err)
		}
	}
}

// Nor in transcripts, wherever the text is cut.
func TestSecretsThatOverlapInTranscripts(t *testing.T) {
	for _, c := range overlapping {
		for at := range len(c.text) {
			var cast bytes.Buffer
			tr := expect.NewTranscript(&cast, nil)
			for _, secret := range c.secrets {
				tr.Hide(secret)
			}
			tr.Output(c.text[:at])
			tr.Output(c.text[at:])
			if err := tr.Close(); err != nil {
				t.Fatal(err)
			}
			got := ""
			for line := range strings.Lines(cast.String()) {
				var event []any
				if json.Unmarshal([]byte(line), &event) == nil && len(event) == 3 {
					got += event[2].(string)
				}
			}
			if got != c.want {
				t.Errorf("%q in %q cut at %d: %q, want %q", c.secrets, c.text, at, got, c.want)
			}
		}
	}
}

// The secrets that a session is made with are masked in its transcript like those
// that are sent.
func TestSecretsOfTheOptionsInTranscripts(t *testing.T) {
	var cast bytes.Buffer
	tr := expect.NewTranscript(&cast, nil)
	s, err := expect.Scripted([][]byte{[]byte("token hunter2 taken"), nil}, &expect.SessionOptions{Secrets: []string{"hunter2"}, Transcript: tr})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Expect("taken"); err != nil {
		t.Fatal(err)
	}
	if err := tr.Close(); err != nil {
		t.Fatal(err)
	}
	if text := cast.String(); strings.Contains(text, "hunter2") || !strings.Contains(text, "token ******** taken") {
		t.Errorf("got %s", text)
	}
}

// What was searched in vain is in no error of the search, and no secret in it.
func TestASearchThatIsGivenUpQuotesNothing(t *testing.T) {
	text := "hunter2 " + strings.Repeat("a", 2000)
	s, err := expect.Scripted([][]byte{[]byte(text), nil}, &expect.SessionOptions{Secrets: []string{"hunter2"}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.ExpectWith(t.Context(), []any{catastrophe}, &expect.ExpectOptions{Timeout: 100 * time.Millisecond})
	if !errors.Is(err, expect.ErrSearch) {
		t.Fatalf("got %v", err)
	}
	if said := fmt.Sprintf("%v %+v", err, errors.Unwrap(err)); strings.Contains(said, "hunter2") || len(said) > 300 {
		t.Errorf("%d bytes: %.300s", len(said), said)
	}
}

// A secret that a session is told of later is hidden from then on, in what is read as
// in what is sent. The screen of a transcript has 80 columns and 24 lines by default.
func TestSecretsThatAreAddedLater(t *testing.T) {
	var b strings.Builder
	s, err := expect.Scripted([][]byte{[]byte("the word is hush\n"), nil}, &expect.SessionOptions{Transcript: expect.NewTranscript(&b, nil)})
	if err != nil {
		t.Fatal(err)
	}
	s.Secrets = append(s.Secrets, "hush")
	if _, err := s.Expect("\n"); err != nil {
		t.Fatal(err)
	}
	head, rest, _ := strings.Cut(b.String(), "\n")
	if !strings.Contains(head, `"width":80,"height":24,`) {
		t.Errorf("it begins with %s", head)
	}
	if !strings.Contains(rest, "the word is ********") || strings.Contains(rest, "hush") {
		t.Errorf("it goes on with %s", rest)
	}
}

// Three characters of a secret are as much as is hidden, wherever they stand: two would
// hide half of what is read.
func TestFragmentsOfSecrets(t *testing.T) {
	for text, want := range map[string]string{
		"unt": "********", "un": "un", // from its middle
		"x hun": "x ********", "x hu": "x hu", // how it begins, at the end
		"er2 x": "******** x", "r2 x": "r2 x", // how it ends, at the beginning
		"hunter2": "********", "a hunter2 b": "a ******** b",
	} {
		s, err := expect.Scripted([][]byte{[]byte(text), nil}, &expect.SessionOptions{Secrets: []string{"hunter2"}})
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.Expect("never")
		if err == nil || !strings.HasSuffix(err.Error(), "ends in b'"+want+"'") {
			t.Errorf("after %q: %v, want it to end in %q", text, err, want)
		}
	}
}

// A secret is masked as soon as it is there, and held back only while it may go on.
func TestSecretsThatAreWholeAreWrittenAtOnce(t *testing.T) {
	for text, want := range map[string]string{"a quiet": "a ********", "a quiet b": "a ******** b", "a qui": "a ", "quietqui": "********"} {
		var b strings.Builder
		tr := expect.NewTranscript(&b, nil)
		tr.Hide("quiet")
		tr.Output(text)
		if _, event, _ := strings.Cut(b.String(), "\n"); !strings.Contains(event, `"`+want+`"`) {
			t.Errorf("after %q: %s, want %q", text, event, want)
		}
	}
}
