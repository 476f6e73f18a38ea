package rrd

import (
	"bufio"
	"slices"
	"strings"
	"testing"
)

// What a daemon may say is bounded: a line, and all lines of an answer together.
func TestAnswersHaveBounds(t *testing.T) {
	answer := func(largest int, said string) *Cached {
		return &Cached{largest: largest, r: bufio.NewReaderSize(strings.NewReader(said), 1<<16)}
	}
	const three = "aaaa\nbbbb\ncc\n"
	if lines, err := answer(10, three).lines(3); err != nil || !slices.Equal(lines, []string{"aaaa", "bbbb", "cc"}) {
		t.Errorf("ten bytes: %q, %v", lines, err)
	}
	if lines, err := answer(9, three).lines(3); err == nil || err.Error() != "the answer is too long" {
		t.Errorf("one byte too many: %q, %v", lines, err)
	}
	if lines, err := answer(9, three).lines(2); err != nil || len(lines) != 2 {
		t.Errorf("what is not read does not count: %q, %v", lines, err)
	}
	if line, err := answer(0, strings.Repeat("x", longestReply+1<<16)+"\n").line(); err == nil || err.Error() != "a line of the answer is too long" {
		t.Errorf("a long line: %d bytes, %v", len(line), err)
	}
	if line, err := answer(0, strings.Repeat("x", longestReply-1<<16)+"\r\n").line(); err != nil || len(line) != longestReply-1<<16 {
		t.Errorf("a line within the bound: %d bytes, %v", len(line), err)
	}
}
