package nmapx

import (
	"strconv"

	"github.com/Ullaakut/nmap/v3"
)

// ToRun is the result in the types of github.com/Ullaakut/nmap, for code that is
// written against them. What these have no place for is left out: of several
// kinds of scan all but the first, attributes that are not numbers where numbers
// are expected.
func (r *Result) ToRun() *nmap.Run {
	run := &nmap.Run{
		Args: r.CommandLine, Scanner: r.Scanner, StartStr: r.StartStr, Version: r.Version, XMLOutputVersion: r.XMLVersion,
		Start: timestamp(r.Start), Verbose: nmap.Verbose{Level: r.Verbose}, Debugging: nmap.Debugging{Level: r.Debugging},
		PreScripts: runScripts(r.PreScripts), PostScripts: runScripts(r.PostScripts), NmapErrors: r.Errors,
	}
	run.XMLName.Local = "nmaprun"
	if len(r.ScanInfo) > 0 {
		i := r.ScanInfo[0]
		run.ScanInfo = nmap.ScanInfo{NumServices: number(i.NumServices), Protocol: i.Protocol, ScanFlags: i.ScanFlags, Services: i.Services, Type: i.Method}
	}
	s := r.Stats
	run.Stats.Finished = nmap.Finished{Time: timestamp(s.Time), TimeStr: s.TimeStr, Elapsed: fraction(s.Elapsed), Summary: s.Summary, Exit: s.Exit, ErrorMsg: s.ErrorMsg}
	run.Stats.Hosts = nmap.HostStats{Up: number(s.UpHosts), Down: number(s.DownHosts), Total: number(s.TotalHosts)}
	for _, t := range r.Targets {
		run.Targets = append(run.Targets, nmap.Target(t))
	}
	for _, t := range r.Tasks {
		task := nmap.Task{Time: timestamp(t.Time), Task: t.Task, ExtraInfo: t.ExtraInfo}
		if t.Ended {
			run.TaskEnd = append(run.TaskEnd, task)
		} else {
			run.TaskBegin = append(run.TaskBegin, task)
		}
	}
	for _, h := range r.Hosts {
		run.Hosts = append(run.Hosts, h.run())
	}
	return run
}

func (h *Host) run() nmap.Host {
	out := nmap.Host{
		Comment: h.Comment, StartTime: timestamp(h.StartTime), EndTime: timestamp(h.EndTime), TimedOut: h.TimedOut,
		Distance: nmap.Distance{Value: h.Distance}, HostScripts: runScripts(h.HostScripts),
		Status: nmap.Status{State: h.Status.State, Reason: h.Status.Reason, ReasonTTL: fraction(h.Status.ReasonTTL)},
	}
	for _, a := range h.Addresses {
		out.Addresses = append(out.Addresses, nmap.Address{Addr: a.Addr, AddrType: a.Type, Vendor: a.Vendor})
	}
	for _, n := range h.Names {
		out.Hostnames = append(out.Hostnames, nmap.Hostname{Name: n.Name, Type: n.Type})
	}
	for _, e := range h.ExtraPorts {
		x := nmap.ExtraPort{State: e.State, Count: e.Count}
		for _, r := range e.Reasons {
			x.Reasons = append(x.Reasons, nmap.Reason{Reason: r.Reason, Count: r.Count})
		}
		out.ExtraPorts = append(out.ExtraPorts, x)
	}
	for i := range h.Ports {
		out.Ports = append(out.Ports, h.Ports[i].run())
	}
	for _, s := range h.Smurfs {
		out.Smurfs = append(out.Smurfs, nmap.Smurf{Responses: s})
	}
	if h.OS != nil {
		out.OS = h.OS.run()
	}
	if b := h.Boot; b != nil {
		out.Uptime = nmap.Uptime{Seconds: number(b.Seconds), Lastboot: b.LastBoot}
	}
	if s := h.TCPSequence; s != nil {
		out.TCPSequence = nmap.TCPSequence{Index: number(s.Index), Difficulty: s.Difficulty, Values: s.Values}
	}
	if s := h.IPIDSequence; s != nil {
		out.IPIDSequence = nmap.IPIDSequence(*s)
	}
	if s := h.TCPTSSequence; s != nil {
		out.TCPTSSequence = nmap.TCPTSSequence(*s)
	}
	if t := h.Times; t != nil {
		out.Times = nmap.Times{SRTT: t.SRTT, RTT: t.RTTVar, To: t.To}
	}
	if t := h.Trace; t != nil {
		out.Trace = nmap.Trace{Proto: t.Proto, Port: number(t.Port)}
		for _, hop := range t.Hops {
			out.Trace.Hops = append(out.Trace.Hops, nmap.Hop{TTL: fraction(hop.TTL), RTT: hop.RTT, IPAddr: hop.IPAddr, Host: hop.Host})
		}
	}
	return out
}

func (p *Port) run() nmap.Port {
	s := &p.Service
	return nmap.Port{
		ID: uint16(p.ID), Protocol: p.Protocol, Owner: nmap.Owner{Name: p.Owner}, Scripts: runScripts(p.Scripts),
		State: nmap.State{State: p.State, Reason: p.Reason, ReasonIP: p.ReasonIP, ReasonTTL: fraction(p.ReasonTTL)},
		Service: nmap.Service{
			DeviceType: s.DeviceType, ExtraInfo: s.ExtraInfo, HighVersion: s.HighVer, Hostname: s.Hostname, LowVersion: s.LowVer,
			Method: s.Method, Name: s.Name, OSType: s.OSType, Product: s.Product, Proto: s.Proto, RPCNum: s.RPCNum,
			ServiceFP: s.ServiceFP, Tunnel: s.Tunnel, Version: s.Version, Confidence: number(s.Conf), CPEs: cpes(s.CPE),
		},
	}
}

func (o *OS) run() nmap.OS {
	var out nmap.OS
	for _, p := range o.PortsUsed {
		out.PortsUsed = append(out.PortsUsed, nmap.PortUsed{State: p.State, Proto: p.Proto, ID: number(p.PortID)})
	}
	for _, m := range o.Matches {
		match := nmap.OSMatch{Name: m.Name, Accuracy: number(m.Accuracy), Line: number(m.Line)}
		for _, c := range m.Classes {
			match.Classes = append(match.Classes, nmap.OSClass{
				Vendor: c.Vendor, OSGeneration: c.Gen, Type: c.Type, Accuracy: number(c.Accuracy), Family: c.Family, CPEs: cpes(c.CPE),
			})
		}
		out.Matches = append(out.Matches, match)
	}
	for _, f := range o.Fingerprints {
		out.Fingerprints = append(out.Fingerprints, nmap.OSFingerprint{Fingerprint: f})
	}
	return out
}

func runScripts(scripts []Script) (out []nmap.Script) {
	for _, s := range scripts {
		t := Table{Elements: s.Elements, Tables: s.Tables}.run()
		out = append(out, nmap.Script{ID: s.ID, Output: s.Output, Elements: t.Elements, Tables: t.Tables})
	}
	return out
}

func (t Table) run() nmap.Table {
	out := nmap.Table{Key: t.Key}
	for _, e := range t.Elements {
		out.Elements = append(out.Elements, nmap.Element(e))
	}
	for _, inner := range t.Tables {
		out.Tables = append(out.Tables, inner.run())
	}
	return out
}

func cpes(all []string) (out []nmap.CPE) {
	for _, c := range all {
		out = append(out, nmap.CPE(c))
	}
	return out
}

// number, fraction and timestamp give zero for what is none.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func fraction(s string) float32 {
	f, _ := strconv.ParseFloat(s, 32)
	return float32(f)
}

func timestamp(s string) (t nmap.Timestamp) {
	t.ParseTime(s)
	return t
}
