package clam_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"testing"

	"github.com/pyops-go/pyops/clam"
	"github.com/pyops-go/pyops/internal/peers"
)

// slowSession is a session with a clamd that answers nothing before it is told to; a
// request's number is sent when it has come.
func slowSession(t *testing.T) (s *clam.Session, came chan int, answer func(string)) {
	t.Helper()
	came, answers := make(chan int), make(chan string)
	client := faulty(t, "tcp", func(c net.Conn, _ string) {
		done := make(chan struct{})
		defer close(done)
		go func() {
			for {
				select {
				case text := <-answers:
					io.WriteString(c, text)
				case <-done:
					return
				}
			}
		}()
		for n := 1; ; n++ {
			if _, err := nextCommand(c); err != nil {
				return
			}
			select {
			case came <- n:
			case <-t.Context().Done():
				return
			}
		}
	})
	s, err := client.Session(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, came, func(text string) { answers <- text }
}

// abandoned asks and gives up once clamd has the request.
func abandoned(t *testing.T, came chan int, ask func(context.Context) error) int {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	n := make(chan int, 1)
	go func() { n <- <-came; cancel(errEnough) }()
	if err := ask(ctx); !errors.Is(err, errEnough) {
		t.Fatal(err)
	}
	return <-n
}

// What was given up is forgotten once clamd has answered it, however many lines that
// takes.
func TestAnswersToAbandonedRequests(t *testing.T) {
	s, came, answer := slowSession(t)
	scan := func(ctx context.Context) error { _, err := s.ScanFile(ctx, "/folder"); return err }
	ping := abandoned(t, came, s.Ping)
	file := abandoned(t, came, scan)
	folder := abandoned(t, came, scan)
	if n := clam.Owed(s); n != 3 {
		t.Fatalf("%d answers are owed", n)
	}
	answer(fmt.Sprintf("%d: PONG\x00%d: /folder: X FOUND\x00%d: /folder/a: No such file or directory. ERROR\x00", ping, file, folder))
	peers.Eventually(t, "two of three answers", func() bool { return clam.Owed(s) == 1 })
	answer(fmt.Sprintf("%d: /folder: OK\x00", folder))
	peers.Eventually(t, "the third answer", func() bool { return clam.Owed(s) == 0 })
	go func() { answer(fmt.Sprintf("%d: PONG\x00", <-came)) }()
	if err := s.Ping(ctx(t)); err != nil {
		t.Errorf("the session: %v", err)
	}
	// A second answer to what has one is none of ours.
	go func() { <-came; answer(fmt.Sprintf("%d: PONG\x00", ping)) }()
	if err := s.Ping(ctx(t)); !errors.Is(err, clam.ErrReply) {
		t.Errorf("after an answer to nothing: %v", err)
	}
}

// A clamd that answers nothing for ever does not cost memory for ever.
func TestAClamdThatOwesTooMuch(t *testing.T) {
	s, came, _ := slowSession(t)
	for range clam.MostOwed + 1 {
		abandoned(t, came, s.Ping)
	}
	want := fmt.Sprintf("clam: clamd's answer to a session cannot be believed: it owes answers to %d requests that nobody waits for any more", clam.MostOwed+1)
	if err := s.Ping(ctx(t)); !errors.Is(err, clam.ErrReply) || err.Error() != want {
		t.Errorf("%v", err)
	}
}

// All files of a tree are answered for when clamd goes without reading the farewell.
func TestATreeWithoutFarewell(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(dir+"/a", nil, 0o644); err != nil {
		t.Fatal(err)
	}
	answered := make(chan struct{}, 1)
	client := faulty(t, "tcp", func(c net.Conn, _ string) {
		if _, err := nextCommand(c); err != nil {
			return
		}
		c.(*net.TCPConn).SetLinger(0) // a reset
		io.WriteString(c, "1: "+dir+"/a: OK\x00")
		<-answered
	})
	scan, cancel := context.WithCancel(t.Context())
	defer cancel()
	for f, err := range client.ScanTree(scan, dir, &clam.TreeOptions{Depth: 1}) {
		if err != nil || f.Finding != nil {
			t.Errorf("%v, %v", f, err)
		}
		cancel() // of what is done already
		answered <- struct{}{}
	}
}
