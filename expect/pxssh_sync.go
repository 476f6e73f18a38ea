package expect

import (
	"errors"
	"time"
)

// How long is waited for a prompt of unknown form: for its first byte, for each
// more, and in all.
const (
	firstByte = 500 * time.Millisecond
	nextByte  = 100 * time.Millisecond
	wholeText = 3 * time.Second
)

// alike is how different, as a part of its length, the same prompt may look
// twice.
const alike = 0.4

// longestPrompt is how long what comes may be, in bytes, to be taken for a prompt:
// a server that prints without end is at none.
const longestPrompt = 4 << 10

// SyncOriginalPrompt finds out whether the other side is at a prompt, whatever
// that looks like: it sends empty lines and compares what comes back. The times
// in which it must come are stretched by multiplier; zero is 1.
func (p *Pxssh) SyncOriginalPrompt(multiplier float64) (bool, error) {
	if !p.begun() {
		return false, notLoggedIn()
	}
	if multiplier <= 0 {
		multiplier = 1
	}
	// The first lines clear away what was under way.
	var last, text string
	for round := range 4 {
		if _, err := p.SendLine(""); err != nil {
			return false, err
		}
		if round == 0 {
			if err := pause(p.ctx, nextByte); err != nil {
				return false, err
			}
		}
		last = text
		var err error
		if text, err = p.TryReadPrompt(multiplier); err != nil {
			return false, err
		}
	}
	if last == "" || len(last) > longestPrompt || len(text) > longestPrompt {
		return false, nil
	}
	return float64(levenshteinDistance(last, text))/float64(len(last)) < alike, nil
}

// TryReadPrompt reads what comes without a long pause, in at most three seconds,
// and no more than a prompt could be. All times are stretched by multiplier.
func (p *Pxssh) TryReadPrompt(multiplier float64) (string, error) {
	if !p.begun() {
		return "", notLoggedIn()
	}
	stretched := func(d time.Duration) time.Duration { return time.Duration(float64(d) * multiplier) }
	end := time.Now().Add(stretched(wholeText))
	var prompt []byte
	timeout := stretched(firstByte)
	for time.Now().Before(end) && len(prompt) <= longestPrompt {
		text, err := p.ReadNonblocking(1, timeout)
		if errors.Is(err, TIMEOUT) {
			break
		}
		if err != nil {
			return string(prompt), err
		}
		prompt = append(prompt, text...)
		timeout = stretched(nextByte)
	}
	return string(prompt), nil
}

// levenshteinDistance counts the insertions, deletions and changes of characters
// that turn a into b.
func levenshteinDistance(a, b string) int {
	from, to := []rune(a), []rune(b)
	row := make([]int, len(to)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range from {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range to {
			change := diagonal
			if x != y {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(row[j]+1, row[j+1]+1, change)
		}
	}
	return row[len(to)]
}
