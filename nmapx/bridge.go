package nmapx

import (
	"strconv"
	"strings"
	"time"

	"github.com/Ullaakut/nmap/v3"
)

// ToRun is the result in the types of github.com/Ullaakut/nmap, for code that is
// written against them. What these have no place for is left out: of several
// kinds of scan all but the first.
func (r *Result) ToRun() *nmap.Run {
	r = r.real()
	run := &nmap.Run{
		Args: r.CommandLine, Scanner: r.Scanner, StartStr: r.StartStr, Version: r.Version, XMLOutputVersion: r.XMLVersion,
		Start: nmap.Timestamp(r.Start), Verbose: nmap.Verbose{Level: r.Verbose}, Debugging: nmap.Debugging{Level: r.Debugging},
		PreScripts: runScripts(r.PreScripts), PostScripts: runScripts(r.PostScripts), NmapErrors: r.Errors,
	}
	run.XMLName.Local = "nmaprun"
	if len(r.ScanInfo) > 0 {
		i := r.ScanInfo[0]
		run.ScanInfo = nmap.ScanInfo{NumServices: i.NumServices, Protocol: i.Protocol, ScanFlags: i.ScanFlags, Services: i.Services, Type: i.Method}
	}
	s := r.Stats
	run.Stats.Finished = nmap.Finished{Time: nmap.Timestamp(s.Time), TimeStr: s.TimeStr, Elapsed: float32(s.Elapsed.Seconds()), Summary: s.Summary, Exit: s.Exit, ErrorMsg: s.ErrorMsg}
	run.Stats.Hosts = nmap.HostStats{Up: s.UpHosts, Down: s.DownHosts, Total: s.TotalHosts}
	for _, t := range r.Targets {
		run.Targets = append(run.Targets, nmap.Target(t))
	}
	for _, t := range r.Tasks {
		task := nmap.Task{Time: nmap.Timestamp(t.Time), Task: t.Task, ExtraInfo: t.ExtraInfo}
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
		Comment: h.Comment, StartTime: nmap.Timestamp(h.StartTime), EndTime: nmap.Timestamp(h.EndTime), TimedOut: h.TimedOut,
		Distance: nmap.Distance{Value: orZero(h.Distance)}, HostScripts: runScripts(h.HostScripts),
		Status: nmap.Status{State: h.Status.State, Reason: h.Status.Reason, ReasonTTL: float32(orZero(h.Status.ReasonTTL))},
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
		out.Uptime = nmap.Uptime{Seconds: int(b.Up / time.Second), Lastboot: b.LastBoot}
	}
	if s := h.TCPSequence; s != nil {
		out.TCPSequence = nmap.TCPSequence{Index: s.Index, Difficulty: s.Difficulty, Values: strings.Join(s.Values, ",")}
	}
	if s := h.IPIDSequence; s != nil {
		out.IPIDSequence = nmap.IPIDSequence{Class: s.Class, Values: strings.Join(s.Values, ",")}
	}
	if s := h.TCPTSSequence; s != nil {
		out.TCPTSSequence = nmap.TCPTSSequence{Class: s.Class, Values: strings.Join(s.Values, ",")}
	}
	if t := h.Times; t != nil {
		out.Times = nmap.Times{SRTT: micro(t.SRTT), RTT: micro(t.RTTVar), To: micro(t.To)}
	}
	if t := h.Trace; t != nil {
		out.Trace = nmap.Trace{Proto: t.Proto, Port: orZero(t.Port)}
		for _, hop := range t.Hops {
			out.Trace.Hops = append(out.Trace.Hops, nmap.Hop{TTL: float32(hop.TTL), RTT: milli(hop.RTT), IPAddr: hop.IPAddr, Host: hop.Host})
		}
	}
	return out
}

func (p *Port) run() nmap.Port {
	s := &p.Service
	return nmap.Port{
		ID: uint16(p.ID), Protocol: p.Protocol, Owner: nmap.Owner{Name: p.Owner}, Scripts: runScripts(p.Scripts),
		State: nmap.State{State: p.State, Reason: p.Reason, ReasonIP: p.ReasonIP, ReasonTTL: float32(orZero(p.ReasonTTL))},
		Service: nmap.Service{
			DeviceType: s.DeviceType, ExtraInfo: s.ExtraInfo, HighVersion: s.HighVer, Hostname: s.Hostname, LowVersion: s.LowVer,
			Method: s.Method, Name: s.Name, OSType: s.OSType, Product: s.Product, Proto: s.Proto, RPCNum: s.RPCNum,
			ServiceFP: s.ServiceFP, Tunnel: s.Tunnel, Version: s.Version, Confidence: orZero(s.Conf), CPEs: cpes(s.CPE),
		},
	}
}

func (o *OS) run() nmap.OS {
	var out nmap.OS
	for _, p := range o.PortsUsed {
		out.PortsUsed = append(out.PortsUsed, nmap.PortUsed{State: p.State, Proto: p.Proto, ID: p.PortID})
	}
	for _, m := range o.Matches {
		match := nmap.OSMatch{Name: m.Name, Accuracy: m.Accuracy, Line: m.Line}
		for _, c := range m.Classes {
			match.Classes = append(match.Classes, nmap.OSClass{
				Vendor: c.Vendor, OSGeneration: c.Gen, Type: c.Type, Accuracy: c.Accuracy, Family: c.Family, CPEs: cpes(c.CPE),
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

func orZero(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}

// micro is a time as nmap writes it in its estimates, milli as it does in routes.
func micro(d time.Duration) string { return strconv.FormatInt(d.Microseconds(), 10) }

func milli(d *time.Duration) string {
	if d == nil {
		return "--"
	}
	return strconv.FormatFloat(float64(*d)/float64(time.Millisecond), 'f', 2, 64)
}
