package nmapx

// A Port is what nmap says of a port, or under -sO of an IP protocol.
type Port struct {
	// Protocol is tcp, udp, sctp or ip; ID is the number of the port.
	Protocol string
	ID       int

	// State is open, closed, filtered, unfiltered, open|filtered or
	// closed|filtered; Reason is what told, such as syn-ack.
	State, Reason string

	// ReasonTTL is the time to live of the answer, nil if nmap did not say, and
	// ReasonIP who sent it, if that was somebody else.
	ReasonTTL *int
	ReasonIP  string

	// Owner is the user that the service runs as, where -sI or a script told.
	Owner string

	// Service is empty when nmap said nothing of it.
	Service Service

	// Scripts are the results of scripts that looked at this port.
	Scripts []Script

	absent absent
}

func (p *Port) real() *Port {
	if p == nil {
		return &Port{}
	}
	return p
}

// A Service is what answers at a port.
type Service struct {
	Name, Product, Version, ExtraInfo string

	// Method is table (the name is merely usual for the port) or probed; Conf
	// is how sure nmap is, from 0 to 10, nil if it did not say.
	Method string
	Conf   *int

	// CPE are the Common Platform Enumeration names of product and system.
	CPE []string

	// Tunnel is ssl when the service is wrapped in TLS. Proto and RPCNum, with
	// LowVer and HighVer, tell of RPC services.
	Tunnel, Proto, RPCNum, LowVer, HighVer string

	// Hostname, OSType and DeviceType are what the service tells of its host.
	Hostname, OSType, DeviceType string

	// ServiceFP is what the service answered, when nmap does not know it.
	ServiceFP string

	absent    absent
	odd       odd
	lastEmpty bool // the last cpe was empty
}

// A Script is the result of a script.
type Script struct {
	ID     string
	Output string // as nmap prints it

	// Elements and Tables are the result in parts, for scripts that give it so.
	Elements []Element
	Tables   []Table

	absent absent
}

// An Element is a value in a script's result. Key is empty in a list.
type Element struct{ Key, Value string }

// A Table is a part of a script's result that has parts itself. Key is empty in
// a list.
type Table struct {
	Key      string
	Elements []Element
	Tables   []Table
}
