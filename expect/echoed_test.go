package expect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// What a terminal makes of a secret is as secret: in errors, and in what was said
// as a transcript has it.
func TestSecretsAsTerminalsEchoThem(t *testing.T) {
	for _, secret := range []string{
		"first half\nsecond half", "first half\rsecond half", "first half\r\nsecond half", "first\x01second\x05half", "first\x1b[Asecond half",
		"first half\n", "first\n\nsecond\nhalf", "first\tsecond\x02half", "first\x01\nhal", "first'second\"half\x06",
	} {
		for _, noEcho := range []bool{false, true} {
			var cast bytes.Buffer
			transcript := expect.NewTranscript(&cast, nil)
			child, err := expect.Spawn(context.Background(), "cat", &expect.SpawnOptions{NoEcho: noEcho, SessionOptions: expect.SessionOptions{Transcript: transcript}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := child.SendSecret(secret); err != nil {
				t.Fatal(err)
			}
			if _, err := child.SendLine("over"); err != nil {
				t.Fatal(err)
			}
			// The terminal's echo of this comes before what cat says.
			for range map[bool]int{false: 2, true: 1}[noEcho] {
				if _, err := child.ExpectWith(context.Background(), []any{"never", `[^v]\r\nover\r\n`, "over\r\n"}, nil); err != nil {
					t.Fatal(err)
				}
				shown := child.String()
				for _, word := range []string{"first", "second", "hal"} {
					if strings.Contains(shown, word) {
						t.Errorf("%q: %s is in %s", secret, word, shown)
					}
				}
			}
			if err := child.Close(); err != nil {
				t.Error(err)
			}
			if err := transcript.Close(); err != nil {
				t.Error(err)
			}
			said := recorded(t, cast.String())
			for _, word := range []string{"first", "second", "hal"} {
				if strings.Contains(said, word) {
					t.Errorf("%q: %s is in the transcript %q", secret, word, said)
				}
			}
			if !strings.Contains(said, "********") || !strings.Contains(said, "over") {
				t.Errorf("%q: nothing is in the transcript %q", secret, said)
			}
		}
	}
}

// recorded is all that was read and sent according to a transcript.
func recorded(t *testing.T, cast string) string {
	t.Helper()
	var said strings.Builder
	for line := range strings.Lines(cast) {
		var event []any
		if strings.HasPrefix(line, "{") {
			continue
		}
		if err := json.Unmarshal([]byte(line), &event); err != nil || len(event) != 3 {
			t.Fatalf("%q: %v", line, err)
		}
		said.WriteString(event[2].(string))
	}
	return said.String()
}

// A pattern that takes a part of a secret leaves nothing of the rest to be seen.
func TestSecretsInTwo(t *testing.T) {
	const secret = "correct horse battery"
	for from := range len(secret) {
		for to := from + 1; to <= len(secret); to++ {
			s, err := expect.Scripted([][]byte{[]byte("said " + secret + " so"), nil}, &expect.SessionOptions{Secrets: []string{secret}})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Expect(expect.Exact("said " + secret[:from])); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Expect(expect.Exact(secret[from:to])); err != nil {
				t.Fatal(err)
			}
			_, err = s.Expect("never")
			if err == nil {
				t.Fatal("never came")
			}
			for at := range len(secret) - 4 {
				if part := secret[at : at+4]; strings.Contains(told(err), part) {
					t.Errorf("[%d:%d]: %q is in %s", from, to, part, told(err))
				}
			}
		}
	}
}

// The secrets of the options are secret in a transcript too, and one that is
// waited for in the list of patterns.
func TestSecretsOfTheOptions(t *testing.T) {
	const secret = "correct\nhorse"
	var cast bytes.Buffer
	transcript := expect.NewTranscript(&cast, nil)
	s, err := expect.Scripted([][]byte{[]byte("said correct\r\nhorse so"), nil}, &expect.SessionOptions{Secrets: []string{secret}, Transcript: transcript})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = s.ExpectExact(secret); err == nil || strings.Contains(told(err), "horse") {
		t.Errorf("%v", err)
	}
	if err := transcript.Close(); err != nil {
		t.Fatal(err)
	}
	if said := recorded(t, cast.String()); said != "said ******** so" {
		t.Errorf("%q", said)
	}
}
