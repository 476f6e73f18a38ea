package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

const (
	barWidth    = 30
	barInterval = 100 * time.Millisecond // between two pictures of the bar
)

// A bar shows on one line how far a download is.
type bar struct {
	w     io.Writer
	began time.Time
	have  int64 // what was there before

	last       time.Time
	total, now int64
	shown      bool
}

// show is a progress function: it draws the bar now and then.
func (b *bar) show(total, now, _, _ int64) error {
	b.total, b.now = total, now
	if time.Since(b.last) < barInterval {
		return nil
	}
	b.last = time.Now()
	return b.draw()
}

// end draws the bar for the last time, and ends its line.
func (b *bar) end() {
	if b.draw() == nil && b.shown {
		fmt.Fprintln(b.w)
	}
}

func (b *bar) draw() error {
	b.shown = true
	_, err := fmt.Fprintf(b.w, "\r%s", b.line(time.Since(b.began)))
	return err
}

// line is the bar after some time: how much there is of what, and how fast it comes.
func (b *bar) line(took time.Duration) string {
	speed := 0.0
	if took > 0 {
		speed = float64(b.now) / took.Seconds()
	}
	done := b.have + b.now
	if b.total <= 0 {
		return fmt.Sprintf("%-10s %10s/s", size(float64(done)), size(speed))
	}
	whole := b.have + b.total
	filled := int(done * barWidth / whole)
	filled = min(max(filled, 0), barWidth)
	left := "--:--"
	if speed > 0 {
		seconds := int(float64(b.total-b.now)/speed + 0.5)
		left = fmt.Sprintf("%02d:%02d", min(seconds/60, 99), seconds%60)
	}
	return fmt.Sprintf("[%s%s] %3d%% %10s of %-10s %10s/s  %s left", strings.Repeat("#", filled), strings.Repeat(" ", barWidth-filled),
		min(done*100/whole, 100), size(float64(done)), size(float64(whole)), size(speed), left)
}

// size is a number of bytes in words.
func size(n float64) string {
	for _, unit := range []string{"B", "KiB", "MiB", "GiB"} {
		if n < 1024 || unit == "GiB" {
			if unit == "B" {
				return fmt.Sprintf("%.0f B", n)
			}
			return fmt.Sprintf("%.1f %s", n, unit)
		}
		n /= 1024
	}
	return ""
}

// isTerminal reports whether somebody looks at w.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
