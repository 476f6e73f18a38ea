package nmapx

// An OS is what -O found out about a host's operating system.
type OS struct {
	PortsUsed []PortUsed
	Matches   []OSMatch

	// Fingerprints are what nmap asks to be sent to its authors when it knows
	// no match.
	Fingerprints []string
}

// A PortUsed is a port that -O probed.
type PortUsed struct {
	State, Proto string
	PortID       int

	absent absent
	odd    odd
}

// An OSMatch is a system that fits.
type OSMatch struct {
	Name     string
	Accuracy int // how well it fits, in per cent
	Line     int // in nmap-os-db
	Classes  []OSClass

	absent absent
	odd    odd
}

// An OSClass says what kind of system an [OSMatch] is.
type OSClass struct {
	Type, Vendor, Family string
	Gen                  string // such as "5.X"; empty if there are none
	Accuracy             int    // how well it fits, in per cent
	CPE                  []string

	absent absent
	odd    odd
}
