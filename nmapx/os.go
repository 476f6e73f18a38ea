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
	State, Proto, PortID string

	absent absent
}

// An OSMatch is a system that fits, with how well it does in per cent.
type OSMatch struct {
	Name, Accuracy string
	Line           string // in nmap-os-db
	Classes        []OSClass

	absent absent
}

// An OSClass says what kind of system an [OSMatch] is.
type OSClass struct {
	Type, Vendor, Family string
	Gen                  string // such as "5.X"; empty if there are none
	Accuracy             string // in per cent
	CPE                  []string

	absent absent
}

// absent has a bit for each attribute that the XML lacks, so that the view as a
// dictionary can tell None from an empty string. Values made by hand lack none.
type absent uint16

func (a absent) lacks(bit int) bool { return a>>bit&1 != 0 }
