package static

import (
	"strings"
	"testing"
)

// What a client likes best comes first, and of what it likes alike what we do. What
// it says nothing of is plain, which is sent last, unless it is refused.
func TestWhatIsAccepted(t *testing.T) {
	ours := []string{"zstd", "br", "gzip"}
	for header, want := range map[string]string{
		"":                                      "identity",
		"gzip, br, zstd":                        "zstd br gzip identity",
		"gzip;q=0.9, br;q=0.5, zstd;q=0.1":      "gzip br zstd identity",
		"br;q=0.5, gzip;q=0.5":                  "br gzip identity",
		"br;q=1, gzip":                          "br gzip identity",
		"gzip;q=0.001":                          "gzip identity",
		"gzip, identity;q=0":                    "gzip",
		"gzip;q=0.5, identity":                  "identity gzip",
		"gzip;q=0.5, identity;q=0.5":            "gzip identity",
		"*;q=0":                                 "",
		"*":                                     "zstd br gzip identity",
		"*;q=0.2, gzip":                         "gzip zstd br identity",
		"*;q=0, identity":                       "identity",
		"gzip ; Q = 0.5 , br;level=1;q=0.7":     "br gzip identity",
		"gzip;q=1.1, br;q=-0.1, zstd;q=x":       "identity",
		"gzip;q=0":                              "identity",
		"gzip;q=1.000, br;q=0.000, zstd;q=1.0 ": "zstd gzip identity",
	} {
		if got := strings.Join(accepted(header, ours), " "); got != want {
			t.Errorf("%q: %s, want %s", header, got, want)
		}
	}
}
