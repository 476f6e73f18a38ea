package expect

import (
	"fmt"
	"time"
)

// SetEcho turns the terminal's echo on or off: setecho. What has been sent
// before may be echoed or not.
func (c *Child) SetEcho(on bool) error { return c.open(func() error { return c.tty.setEcho(on) }) }

// GetEcho reports whether the terminal echoes what is sent: getecho. Off means,
// most of the time, that the program waits for a password.
func (c *Child) GetEcho() (on bool, err error) {
	err = c.open(func() error {
		on, err = c.tty.getEcho()
		return err
	})
	return on, err
}

// echoPause is how often WaitNoEcho looks: nothing announces it.
const echoPause = 2 * time.Millisecond

// WaitNoEcho waits until the terminal's echo is off, which tells that the
// program asks for a password, and reports whether it came to that. Zero is the
// session's Timeout; [NoTimeout] waits for ever.
func (c *Child) WaitNoEcho(timeout time.Duration) (bool, error) {
	if c == nil || c.src == nil {
		return false, notBegun()
	}
	deadline := c.deadline(timeout)
	for {
		on, err := c.GetEcho()
		if err != nil || !on {
			return err == nil, err
		}
		if !deadline.IsZero() && !time.Now().Before(deadline) {
			return false, nil
		}
		if err := pause(c.ctx, echoPause); err != nil {
			return false, err
		}
	}
}

// SetWinSize tells the terminal its size, and so the program, by SIGWINCH:
// setwinsize.
func (c *Child) SetWinSize(rows, cols int) error {
	if err := checkSize(rows, cols); err != nil {
		return err
	}
	return c.open(func() error { return c.tty.setSize(rows, cols) })
}

// GetWinSize returns the terminal's size: getwinsize.
func (c *Child) GetWinSize() (rows, cols int, err error) {
	err = c.open(func() error {
		rows, cols, err = c.tty.size()
		return err
	})
	return rows, cols, err
}

// IsATTY reports whether the child is reached through a terminal, which it is
// until Close.
func (c *Child) IsATTY() bool { return c != nil && c.tty != nil && !c.Closed() }

// ChildFD is the number of our descriptor of the terminal, for messages; -1 once
// it is closed.
func (c *Child) ChildFD() int {
	if c == nil || c.tty == nil || c.Closed() {
		return -1
	}
	return c.tty.number()
}

// SendControl sends what a terminal sends for Ctrl and a key, such as 'c', and
// returns 1, or 0 when that key has no control character.
func (c *Child) SendControl(key byte) (int, error) {
	b, ok := controlByte(key)
	if !ok {
		return 0, nil
	}
	if c == nil {
		return 0, notBegun()
	}
	return c.transmit(string(rune(b)))
}

// SendEOF sends the character that ends input, if it stands at the beginning of
// a line, Ctrl-D unless the terminal was set otherwise: sendeof.
func (c *Child) SendEOF() error {
	return c.sendSpecial(false)
}

// SendIntr sends the character that interrupts, Ctrl-C unless the terminal was set
// otherwise: sendintr.
func (c *Child) SendIntr() error {
	return c.sendSpecial(true)
}

func (c *Child) sendSpecial(interrupt bool) error {
	if c == nil || c.tty == nil {
		return notBegun()
	}
	_, err := c.transmit(string(rune(c.tty.special(interrupt))))
	return err
}

// open runs f unless the terminal is closed.
func (c *Child) open(f func() error) error {
	if c == nil || c.tty == nil {
		return notBegun()
	}
	if c.Closed() {
		return failed(ErrClosed, "Bad file descriptor")
	}
	return f()
}

func checkSize(rows, cols int) error {
	if rows < 0 || cols < 0 || rows > 0xffff || cols > 0xffff {
		return failed(ErrValue, fmt.Sprintf("a terminal of %d rows and %d columns: expected 0 to 65535", rows, cols))
	}
	return nil
}
