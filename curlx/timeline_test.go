package curlx

import (
	"strings"
	"testing"
	"time"
)

// The waterfall is drawn on one scale for all hops: 48 columns for 48 milliseconds here.
func TestTheWaterfallIsToScale(t *testing.T) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	l := Timeline{Total: ms(48), Hops: []Hop{
		{URL: "http://a.test/", ResponseCode: 302, NameLookup: ms(4), Connect: ms(10), PreTransfer: ms(11), StartTransfer: ms(19), End: ms(20)},
		{URL: "http://a.test/2", ResponseCode: 200, Reused: true, Start: ms(20), PreTransfer: ms(22), StartTransfer: ms(40), End: ms(48)},
	}}
	bar := func(name string, from, to int, took string) string {
		return "   " + name + strings.Repeat(" ", 8-len(name)) + "|" + strings.Repeat(" ", from) + strings.Repeat("=", to-from) + strings.Repeat(" ", 48-to) + "| " + strings.Repeat(" ", 9-len(took)) + took + "\n"
	}
	want := "1  http://a.test/  [302]\n" +
		bar("name", 0, 4, "4.000 ms") + bar("connect", 4, 10, "6.000 ms") + bar("send", 10, 11, "1.000 ms") + bar("wait", 11, 19, "8.000 ms") + bar("receive", 19, 20, "1.000 ms") +
		"2  http://a.test/2  [200, connection reused]\n" +
		bar("send", 20, 22, "2.000 ms") + bar("wait", 22, 40, "18.000 ms") + bar("receive", 40, 48, "8.000 ms") +
		"   total 48.000 ms\n"
	if got := l.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got, want := (Timeline{}).String(), "   total 0.000 ms\n"; got != want {
		t.Errorf("of nothing: %q, want %q", got, want)
	}
}
