package rrd

import (
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/internal/original"
)

// Python's time.strftime is the C library's, as librrd's is.
func TestParityStrftime(t *testing.T) {
	py := original.Start(t)
	py.Define("import os, time\ndef zone(name):\n    os.environ['TZ'] = name\n    time.tzset()\ndef strftime(f, t): return time.strftime(f, time.localtime(t))")
	defer py.Value("zone", "UTC")
	r := original.Rand(t)
	letters := "aAbBcCdDeFgGhHIjklmMnpPrRsSTtuUVwWxXyYzZ%"
	for _, zone := range []string{"UTC", "Europe/Zurich", "Asia/Kolkata", "America/St_Johns"} {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		py.Value("zone", zone)
		var calls []original.Call
		add := func(format string) {
			calls = append(calls, original.Call{Func: "strftime", Args: []any{format, r.Int64N(4e9) - 1e9}})
		}
		for _, l := range letters {
			for _, flags := range []string{"", "-", "_", "0", "^", "#", "5", "-5", "_5", "010", "1"} {
				if l == 'z' && len(flags) > 0 && strings.ContainsAny(flags, "15") {
					continue // the C library of the day pads the sign apart
				}
				add("<%" + flags + string(l) + ">")
			}
		}
		for _, format := range strings.Fields("%Ec %EC %Ex %EX %Ey %EY %Od %Oe %OH %OI %Om %OM %OS %Ou %OU %OV %Ow %OW %Oy %q %Q %f x% %-") {
			add(format)
		}
		for range original.Rounds(t, 400) {
			var b strings.Builder
			for range 1 + r.IntN(4) {
				b.WriteString("%" + string(letters[r.IntN(len(letters))]) + []string{"", " ", "x", "é"}[r.IntN(4)])
			}
			add(b.String())
		}
		for i, got := range py.Batch(calls) {
			format, unix := calls[i].Args[0].(string), calls[i].Args[1].(int64)
			if ours := strftime(format, time.Unix(unix, 0).In(loc)); ours != got.Value {
				t.Errorf("%s %d %q: %q, the C library has %q (%v)", zone, unix, format, ours, got.Value, got.Err)
			}
		}
	}
}
