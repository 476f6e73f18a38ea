package nmapx

import (
	"strconv"
	"strings"
	"time"
)

// readHost reads a host, whose start tag has just been read.
func (d *decoder) readHost(t *token) (*Host, *XMLError) {
	h := &Host{statusAbsent: true}
	h.StartTime, h.EndTime, h.Comment = d.time(t, "starttime"), d.time(t, "endtime"), d.attr(t, "comment")
	h.TimedOut = d.attr(t, "timedout") == "true"
	// Ports are large: the host gets as much room for them as it needs.
	d.ports = d.ports[:0]
	err := d.children(func(t *token) *XMLError { return d.readHostPart(h, t) })
	if err != nil {
		return nil, err
	}
	if len(d.ports) > 0 {
		h.Ports = append(make([]Port, 0, len(d.ports)), d.ports...)
	}
	if h.keyAddress() == nil {
		return nil, d.fault("a host without an address")
	}
	return h, nil
}

func (d *decoder) readHostPart(h *Host, t *token) *XMLError {
	switch string(t.name) {
	case "ports":
		return d.children(func(t *token) *XMLError { return d.readPorts(h, t) })
	case "address":
		var a Address
		a.Addr = d.text(t, "addr", &a.absent, 0)
		a.Type = d.text(t, "addrtype", &a.absent, 1)
		a.Vendor = d.text(t, "vendor", &a.absent, noVendor)
		a.absent |= wasRead
		h.Addresses = append(h.Addresses, a)
	case "hostnames":
		return d.children(func(t *token) *XMLError {
			if string(t.name) == "hostname" {
				var n Hostname
				n.Name = d.text(t, "name", &n.absent, 0)
				n.Type = d.text(t, "type", &n.absent, 1)
				h.Names = append(h.Names, n)
			}
			return d.skip()
		})
	case "status":
		h.Status, h.statusAbsent = Status{}, false
		h.Status.State = d.text(t, "state", &h.Status.absent, 0)
		h.Status.Reason = d.text(t, "reason", &h.Status.absent, 1)
		h.Status.ReasonTTL = d.optionalInt(t, "reason_ttl")
	case "uptime":
		h.Boot = &Uptime{}
		h.Boot.Up = numbersOf{d, t, &h.Boot.absent, &h.Boot.odd}.wholeSeconds("seconds", 0)
		h.Boot.LastBoot = d.text(t, "lastboot", &h.Boot.absent, 1)
	case "hostscript":
		return d.children(d.scripts(&h.HostScripts))
	case "os":
		h.OS = &OS{}
		return d.children(func(t *token) *XMLError { return d.readOS(h.OS, t) })
	case "osfingerprint":
		h.absent, h.hasPrint = 0, true
		h.fingerprint = d.text(t, "fingerprint", &h.absent, 0)
	case "distance":
		h.Distance = d.optionalInt(t, "value")
	case "tcpsequence":
		h.TCPSequence = &TCPSequence{d.int(t, "index"), d.attr(t, "difficulty"), d.list(t, "values")}
	case "ipidsequence":
		h.IPIDSequence = &Sequence{d.attr(t, "class"), d.list(t, "values")}
	case "tcptssequence":
		h.TCPTSSequence = &Sequence{d.attr(t, "class"), d.list(t, "values")}
	case "trace":
		h.Trace = &Trace{Proto: d.attr(t, "proto"), Port: d.optionalInt(t, "port")}
		return d.children(func(t *token) *XMLError {
			if string(t.name) == "hop" {
				hop := Hop{TTL: d.int(t, "ttl"), IPAddr: d.attr(t, "ipaddr"), Host: d.attr(t, "host")}
				if v, _ := t.attr("rtt"); len(v) > 0 && string(v) != "--" {
					rtt := fractionOf(v, time.Millisecond)
					hop.RTT = &rtt
				}
				h.Trace.Hops = append(h.Trace.Hops, hop)
			}
			return d.skip()
		})
	case "times":
		h.Times = &Times{d.duration(t, "srtt", time.Microsecond), d.duration(t, "rttvar", time.Microsecond), d.duration(t, "to", time.Microsecond)}
	case "smurf":
		h.Smurfs = append(h.Smurfs, d.attr(t, "responses"))
	}
	return d.skip()
}

func (d *decoder) readPorts(h *Host, t *token) *XMLError {
	switch string(t.name) {
	case "port":
		return d.readPort(t)
	case "extraports":
		e := ExtraPorts{State: d.attr(t, "state")}
		e.Count = d.int(t, "count")
		err := d.children(func(t *token) *XMLError {
			if string(t.name) == "extrareasons" {
				r := ExtraReason{Reason: d.attr(t, "reason"), Proto: d.attr(t, "proto"), Ports: d.attr(t, "ports")}
				r.Count = d.int(t, "count")
				e.Reasons = append(e.Reasons, r)
			}
			return d.skip()
		})
		h.ExtraPorts = append(h.ExtraPorts, e)
		return err
	}
	return d.skip()
}

// The bits of an address's absent attributes; wasRead says that they are of the
// XML, so that an empty vendor that is there can be told from none.
const (
	noVendor = 2
	wasRead  = 1 << 15
)

// confidence stands for a service's confidence among its odd numbers.
const confidence = 1

// The bits of a port's absent attributes.
const (
	noProtocol = iota
	noState
	noReason
	noState2
)

func (d *decoder) readPort(t *token) *XMLError {
	d.ports = append(d.ports, Port{absent: 1 << noState2})
	p := &d.ports[len(d.ports)-1]
	p.Protocol = d.text(t, "protocol", &p.absent, noProtocol)
	number, ok := t.attr("portid")
	id, err := strconv.Atoi(string(number))
	if !ok || err != nil {
		return d.fault("a port whose portid is %q, not a number", number)
	}
	p.ID = id
	if err := d.children(func(t *token) *XMLError { return d.readPortPart(p, t) }); err != nil {
		return err
	}
	if p.absent.lacks(noState2) {
		return d.fault("port %s/%d without a state", p.Protocol, p.ID)
	}
	return nil
}

func (d *decoder) readPortPart(p *Port, t *token) *XMLError {
	switch string(t.name) {
	case "state":
		if p.absent.lacks(noState2) {
			p.absent &^= 1 << noState2
			p.State = d.text(t, "state", &p.absent, noState)
			p.Reason = d.text(t, "reason", &p.absent, noReason)
			p.ReasonTTL, p.ReasonIP = d.optionalInt(t, "reason_ttl"), d.attr(t, "reason_ip")
		}
	case "service":
		return d.readService(&p.Service, t)
	case "script":
		s, err := d.readScript(t)
		p.Scripts = append(p.Scripts, s)
		return err
	case "owner":
		p.Owner = d.attr(t, "name")
	}
	return d.skip()
}

// readService reads a service. Should there be several, what a later one says
// counts, and its name in any case.
func (d *decoder) readService(s *Service, t *token) *XMLError {
	s.absent = 0
	s.Name = d.text(t, "name", &s.absent, 0)
	for i := range t.attrs {
		v := t.attrs[i].value
		if len(v) == 0 {
			continue
		}
		var to *string
		switch string(t.attrs[i].name) {
		case "product":
			to = &s.Product
		case "version":
			to = &s.Version
		case "extrainfo":
			to = &s.ExtraInfo
		case "conf":
			s.Conf = numbersOf{d, t, new(absent), &s.odd}.pointer("conf", confidence)
			continue
		case "method":
			to = &s.Method
		case "tunnel":
			to = &s.Tunnel
		case "proto":
			to = &s.Proto
		case "rpcnum":
			to = &s.RPCNum
		case "lowver":
			to = &s.LowVer
		case "highver":
			to = &s.HighVer
		case "hostname":
			to = &s.Hostname
		case "ostype":
			to = &s.OSType
		case "devicetype":
			to = &s.DeviceType
		case "servicefp":
			to = &s.ServiceFP
		default:
			continue
		}
		*to = d.shared.share(v)
	}
	return d.children(func(t *token) *XMLError {
		if string(t.name) != "cpe" {
			return d.skip()
		}
		text, err := d.content()
		s.CPE = append(s.CPE, text)
		s.lastEmpty = text == ""
		return err
	})
}

// scripts returns a reader of scripts that appends them to a list.
func (d *decoder) scripts(to *[]Script) func(*token) *XMLError {
	return func(t *token) *XMLError {
		if string(t.name) != "script" {
			return d.skip()
		}
		s, err := d.readScript(t)
		*to = append(*to, s)
		return err
	}
}

func (d *decoder) readScript(t *token) (s Script, err *XMLError) {
	s.ID = d.text(t, "id", &s.absent, 0)
	s.Output = d.text(t, "output", &s.absent, 1)
	var parts Table
	err = d.children(func(t *token) *XMLError { return d.readTablePart(&parts, t) })
	s.Elements, s.Tables = parts.Elements, parts.Tables
	return s, err
}

func (d *decoder) readTablePart(table *Table, t *token) *XMLError {
	switch string(t.name) {
	case "elem":
		e := Element{Key: d.attr(t, "key")}
		var err *XMLError
		e.Value, err = d.content()
		table.Elements = append(table.Elements, e)
		return err
	case "table":
		inner := Table{Key: d.attr(t, "key")}
		err := d.children(func(t *token) *XMLError { return d.readTablePart(&inner, t) })
		table.Tables = append(table.Tables, inner)
		return err
	}
	return d.skip()
}

func (d *decoder) readOS(o *OS, t *token) *XMLError {
	switch string(t.name) {
	case "portused":
		var p PortUsed
		p.State = d.text(t, "state", &p.absent, 0)
		p.Proto = d.text(t, "proto", &p.absent, 1)
		p.PortID = numbersOf{d, t, &p.absent, &p.odd}.int("portid", 2)
		o.PortsUsed = append(o.PortsUsed, p)
	case "osfingerprint":
		o.Fingerprints = append(o.Fingerprints, d.attr(t, "fingerprint"))
	case "osmatch":
		var m OSMatch
		m.Name = d.text(t, "name", &m.absent, 0)
		numbers := numbersOf{d, t, &m.absent, &m.odd}
		m.Accuracy, m.Line = numbers.int("accuracy", 1), numbers.int("line", 2)
		err := d.children(func(t *token) *XMLError {
			if string(t.name) != "osclass" {
				return d.skip()
			}
			c, err := d.readOSClass(t)
			m.Classes = append(m.Classes, c)
			return err
		})
		o.Matches = append(o.Matches, m)
		return err
	}
	return d.skip()
}

func (d *decoder) readOSClass(t *token) (c OSClass, err *XMLError) {
	c.Type = d.text(t, "type", &c.absent, 0)
	c.Vendor = d.text(t, "vendor", &c.absent, 1)
	c.Family = d.text(t, "osfamily", &c.absent, 2)
	c.Gen = d.text(t, "osgen", &c.absent, 3)
	c.Accuracy = numbersOf{d, t, &c.absent, &c.odd}.int("accuracy", 4)
	err = d.children(func(t *token) *XMLError {
		if string(t.name) != "cpe" {
			return d.skip()
		}
		text, err := d.content()
		c.CPE = append(c.CPE, text)
		return err
	})
	return c, err
}

// list is an attribute of texts parted by commas.
func (d *decoder) list(t *token, name string) []string {
	v := d.attr(t, name)
	if v == "" {
		return nil
	}
	return strings.Split(v, ",")
}
