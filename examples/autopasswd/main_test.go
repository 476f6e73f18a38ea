package main

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

func TestQuestionsAreAnswered(t *testing.T) {
	var out bytes.Buffer
	status, err := run(context.Background(), nil, "", &out)
	if err != nil || status != 0 || !strings.HasSuffix(out.String(), "the two are the same\r\n") || strings.Contains(out.String(), "horse") {
		t.Errorf("%d, %v, %q", status, err, out.String())
	}
	out.Reset()
	if status, err = run(context.Background(), []string{"sh", "-c", "exit 3"}, "x", &out); err != nil || status != 3 {
		t.Errorf("%d, %v", status, err)
	}
	if _, err = run(context.Background(), []string{"sh", "-c", "stty -echo; while printf 'Password: '; do read x; done"}, "x", &out); err == nil {
		t.Error("it answers for ever")
	}
	if _, err = run(context.Background(), []string{"true"}, "", &out); err == nil {
		t.Error("no password is a password")
	}
}
