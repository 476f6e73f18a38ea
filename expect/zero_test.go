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
