package expect_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pyops-go/pyops/expect"
)

// What has not begun says so.
func TestZeroSessions(t *testing.T) {
	var s expect.Session
	var c expect.Child
	var p expect.PopenSpawn
	_, one := s.Expect("x")
	_, two := c.SendLine("x")
	_, three := c.GetEcho()
	_, _, four := c.Wait()
	_, five := c.ReadLine()
	_, six := s.Read(make([]byte, 1))
	_, _, seven := p.Wait()
	for i, err := range []error{one, two, three, four, five, six, seven, c.Kill(9), c.Interact(nil), c.SendEOF(), c.SendIntr(), p.SendEOF(), c.SetWinSize(1, 1)} {
		if !errors.Is(err, expect.ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if c.IsAlive() || c.IsATTY() || c.PID() != 0 || c.ChildFD() != -1 || c.Terminated() || !c.Terminate(nil) || c.MatchIndex() != -1 || c.Before() != "" || c.String() == "" {
		t.Error("a child that has not begun has done something")
	}
	for i, err := range []error{s.Close(), c.Close(), p.Close()} {
		if err != nil {
			t.Errorf("%d: %v", i, err)
		}
	}
	if _, err := expect.NewREPLWrapper(&c, "x", "", nil); err == nil {
		t.Error("a wrapper of nothing")
	}
	if _, err := expect.NewSession(context.Background(), nil, nil); err == nil {
		t.Error("a session over nothing")
	}
	login := expect.NewPxssh(nil)
	if _, err := login.SendLine("x"); !errors.Is(err, expect.ErrClosed) || login.IsAlive() || login.Before() != "" {
		t.Errorf("before a login: %v", err)
	}
}

// Who did not look at the error of Spawn gets it again, and no panic.
func TestNilIsToldOf(t *testing.T) {
	var c *expect.Child
	_, one := c.Expect("x")
	_, two := c.ExpectExact("x")
	_, three := c.ExpectWith(t.Context(), []any{"x"}, nil)
	_, four := c.ExpectExactWith(t.Context(), []any{"x"}, nil)
	_, five := c.Send("x")
	_, six := c.SendLine("x")
	var p *expect.Pxssh
	_, seven := p.Prompt(0)
	for i, err := range []error{one, two, three, four, five, six, seven, p.Logout()} {
		if !errors.Is(err, expect.ErrClosed) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if err := p.Login(t.Context(), "h", "u", "", nil); !errors.Is(err, expect.ErrPxssh) || err.Error() != "expect: the Pxssh is nil: expected one of NewPxssh" {
		t.Error(err)
	}
	if err := errors.Join(c.Close(), p.Close()); err != nil {
		t.Error(err)
	}
	tr := expect.NewTranscript(nil, nil)
	if err := tr.Err(); !errors.Is(err, expect.ErrValue) || tr.Close() != err {
		t.Errorf("a transcript to nothing: %v", err)
	}
}
