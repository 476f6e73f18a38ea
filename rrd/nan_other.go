//go:build !amd64 && !386

package rrd

// canonical gives an unknown that arithmetic made the bits that librrd's has on
// most machines.
func canonical(v float64) float64 {
	if v != v {
		return nan
	}
	return v
}
