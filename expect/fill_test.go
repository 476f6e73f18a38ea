package expect

import (
	"context"
	"errors"
	"testing"
	"time"
)

// A cancelling source ends the context of the call that reads from it.
type cancelling struct {
	scripted
	cancel context.CancelFunc
}

func (c *cancelling) read(ctx context.Context, p []byte, deadline time.Time) (int, error) {
	c.cancel()
	return c.scripted.read(ctx, p, deadline)
}

// TestAnEndBesideThatOfTheContext: what a read fails with is told as what it is, even if
// the context has ended meanwhile.
func TestAnEndBesideThatOfTheContext(t *testing.T) {
	for want, pieces := range map[error][][]byte{EOF: nil, TIMEOUT: {nil}} {
		ctx, cancel := context.WithCancel(t.Context())
		s := &Session{}
		if err := s.init(context.Background(), &cancelling{scripted{pieces}, cancel}, SessionOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := s.fill(ctx, time.Time{}); !errors.Is(err, want) {
			t.Errorf("got %v, want %v", err, want)
		}
	}
}
