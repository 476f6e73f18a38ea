package expect_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// Whoever prints options, sessions or what they are made of, with whatever verb,
// prints no secret.
func TestSecretsAreNotPrinted(t *testing.T) {
	const secret = "correct horse"
	options := expect.SessionOptions{Secrets: []string{secret}}
	s, err := expect.Scripted(nil, &options)
	if err != nil {
		t.Fatal(err)
	}
	transcript := expect.NewTranscript(&bytes.Buffer{}, nil)
	transcript.Hide(secret)
	spawn := expect.SpawnOptions{SessionOptions: options}
	popen, err := expect.NewPopenSpawn(context.Background(), "cat", &spawn)
	if err != nil {
		t.Fatal(err)
	}
	defer popen.Close()
	pxssh := expect.NewPxssh(&expect.PxsshOptions{SpawnOptions: spawn})
	run := expect.RunOptions{Spawn: &spawn, Events: []expect.Event{{Pattern: "x", Response: secret}}}
	for _, v := range []any{
		options, &options, options.Secrets, spawn, &spawn, s, popen, transcript, run, &run, run.Events, run.Events[0], &run.Events[0],
		&expect.Child{Session: expect.Session{SessionOptions: options}}, pxssh, struct{ O *expect.SessionOptions }{&options}, expect.PxsshOptions{SpawnOptions: spawn}, &expect.REPLWrapper{Child: pxssh.Child}, &expect.EventState{Child: pxssh.Child},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "% x", "%X"} {
			shown := fmt.Sprintf(verb, v)
			if strings.Contains(shown, "horse") || strings.Contains(strings.ToLower(strings.ReplaceAll(shown, " ", "")), fmt.Sprintf("%x", "horse")) {
				t.Errorf("%s of %T: %s", verb, v, shown)
			}
		}
	}
	if shown := fmt.Sprintf("%d %v", options.Secrets, options.Secrets); shown != "[********] [********]" {
		t.Error(shown)
	}
	if shown, err := json.Marshal(options); err != nil || bytes.Contains(shown, []byte("horse")) {
		t.Errorf("%s, %v", shown, err)
	}
}

// An answer that is said to be secret stands in no transcript, neither as it was
// sent nor as the terminal echoed it.
func TestSecretResponses(t *testing.T) {
	answers := map[string]expect.Event{
		"response": {Pattern: "word: ", Response: "correct horse\n", Secret: true},
		"callback": {Pattern: "word: ", Callback: func(*expect.EventState) (string, bool) { return "correct horse\n", false }, Secret: true},
	}
	for name, event := range answers {
		var cast bytes.Buffer
		transcript := expect.NewTranscript(&cast, nil)
		out, err := expect.Run(context.Background(), "sh", &expect.RunOptions{Events: []expect.Event{event}, Spawn: &expect.SpawnOptions{
			Args: []string{"-c", "printf 'word: '; read a; echo got $a"}, SessionOptions: expect.SessionOptions{Transcript: transcript},
		}})
		if err != nil || !strings.Contains(out, "got correct horse") {
			t.Errorf("%s: %q, %v", name, out, err)
		}
		if err := transcript.Close(); err != nil {
			t.Error(err)
		}
		if strings.Contains(cast.String(), "horse") || strings.Count(cast.String(), "********") < 3 {
			t.Errorf("%s: %s", name, cast.String())
		}
	}
}
