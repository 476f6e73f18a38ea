//go:build amd64 || 386

package rrd

// canonical gives an unknown that arithmetic made the bits that librrd's has. The
// processor does so itself.
func canonical(v float64) float64 { return v }
