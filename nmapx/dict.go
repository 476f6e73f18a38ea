package nmapx

import (
	"maps"
	"strconv"
	"time"
)

// AsDict is the result as the dictionary that python-nmap returns from a scan:
// maps and lists of strings, numbers of ports as int keys, None as nil. Written
// as JSON, the two are equal, python-nmap's peculiarities included:
//
//   - An error stands as often as there are lines of errors, and each time it is
//     all that nmap wrote to its standard error.
//   - The accuracy of an OS match is that of its last class.
//   - A port's cpe is the last of the service's.
//   - What python-nmap leaves out (tunnels, traces, tables of scripts, ...) is
//     left out.
//
// A key that is None in Python is "null", as in JSON.
func (r *Result) AsDict() map[string]any {
	r = r.real()
	scan := make(map[string]any, len(r.Hosts))
	for _, h := range r.Hosts {
		scan[h.dictKey()] = h.AsDict()
	}
	return map[string]any{
		"nmap": map[string]any{
			"command_line": orNone(r.CommandLine, r.absent, 0),
			"scaninfo":     r.scanInfoDict(),
			"scanstats":    r.Stats.AsDict(),
		},
		"scan": scan,
	}
}

// dictKey is the host's key, of which one without an address has None.
func (h *Host) dictKey() string {
	if a := h.keyAddress(); a != nil {
		return key(a.Addr, a.absent, 0)
	}
	return ""
}

// AsDict is the sums as [PortScanner.ScanStats] is in Python.
func (s ScanStats) AsDict() map[string]any {
	return map[string]any{
		"timestr": orNone(s.TimeStr, s.absent, 0), "elapsed": orNone(s.odd.text(1, secondsText(s.Elapsed)), s.absent, 1),
		"uphosts": s.odd.orNone(s.UpHosts, s.absent, 2), "downhosts": s.odd.orNone(s.DownHosts, s.absent, 3),
		"totalhosts": s.odd.orNone(s.TotalHosts, s.absent, 4),
	}
}

func (r *Result) scanInfoDict() map[string]any {
	d := map[string]any{}
	if r.errorTrace != nil {
		d["error"] = r.errorTrace
	} else if len(r.Errors) > 0 {
		whole := make([]any, len(r.Errors))
		for i := range whole {
			whole[i] = r.Stderr
		}
		d["error"] = whole
	}
	if r.warnTrace != nil {
		d["warning"] = r.warnTrace
	} else if len(r.Warnings) > 0 {
		lines := make([]any, len(r.Warnings))
		for i, w := range r.Warnings {
			lines[i] = w + "\n"
		}
		d["warning"] = lines
	}
	for _, i := range r.ScanInfo {
		d[key(i.Protocol, i.absent, 0)] = map[string]any{"method": orNone(i.Method, i.absent, 1), "services": orNone(i.Services, i.absent, 2)}
	}
	return d
}

// AsDict is the host as python-nmap has it.
func (h *Host) AsDict() map[string]any {
	h = h.real()
	addresses, vendor := map[string]any{}, map[string]any{}
	for _, a := range h.Addresses {
		addresses[key(a.Type, a.absent, 1)] = orNone(a.Addr, a.absent, 0)
		if a.Type == "mac" && !a.absent.lacks(noVendor) && (a.Vendor != "" || a.absent&wasRead != 0) {
			vendor[key(a.Addr, a.absent, 0)] = a.Vendor
		}
	}
	var names []any
	for _, n := range h.Hostnames() {
		names = append(names, map[string]any{"name": orNone(n.Name, n.absent, 0), "type": orNone(n.Type, n.absent, 1)})
	}
	d := map[string]any{"hostnames": names, "addresses": addresses, "vendor": vendor}
	if !h.statusAbsent {
		d["status"] = map[string]any{"state": orNone(h.Status.State, h.Status.absent, 0), "reason": orNone(h.Status.Reason, h.Status.absent, 1)}
	}
	if h.Boot != nil {
		d["uptime"] = map[string]any{"seconds": h.Boot.odd.orNone(int(h.Boot.Up/time.Second), h.Boot.absent, 0), "lastboot": orNone(h.Boot.LastBoot, h.Boot.absent, 1)}
	}
	for i := range h.Ports {
		p := &h.Ports[i]
		addPort(d, key(p.Protocol, p.absent, noProtocol), p)
	}
	var scripts []any
	for _, s := range h.HostScripts {
		scripts = append(scripts, map[string]any{"id": orNone(s.ID, s.absent, 0), "output": orNone(s.Output, s.absent, 1)})
	}
	if scripts != nil {
		d["hostscript"] = scripts
	}
	if h.OS != nil {
		maps.Copy(d, h.OS.dict())
	}
	if h.hasPrint {
		d["fingerprint"] = orNone(h.fingerprint, h.absent, 0)
	}
	return d
}

// addPort adds a port to those of its protocol. A protocol that is called as
// something else that a host has is mixed with it, as in Python.
func addPort(host map[string]any, protocol string, p *Port) {
	switch under := host[protocol].(type) {
	case map[int]any:
		under[p.ID] = p.AsDict()
	case map[string]any:
		under[strconv.Itoa(p.ID)] = p.AsDict()
	case nil:
		host[protocol] = map[int]any{p.ID: p.AsDict()}
	}
}

// AsDict is the port as python-nmap has it.
func (p *Port) AsDict() map[string]any {
	p = p.real()
	s := &p.Service
	d := map[string]any{
		"state": orNone(p.State, p.absent, noState), "reason": orNone(p.Reason, p.absent, noReason),
		"name": orNone(s.Name, s.absent, 0), "product": s.Product, "version": s.Version,
		"extrainfo": s.ExtraInfo, "conf": s.confText(), "cpe": "",
	}
	if len(s.CPE) > 0 {
		d["cpe"] = s.CPE[len(s.CPE)-1]
		if s.lastEmpty {
			d["cpe"] = nil
		}
	}
	if len(p.Scripts) > 0 {
		scripts := map[string]any{}
		for _, x := range p.Scripts {
			scripts[key(x.ID, x.absent, 0)] = orNone(x.Output, x.absent, 1)
		}
		d["script"] = scripts
	}
	return d
}

func (o *OS) dict() map[string]any {
	used, matches := []any{}, []any{}
	for _, p := range o.PortsUsed {
		used = append(used, map[string]any{
			"state": orNone(p.State, p.absent, 0), "proto": orNone(p.Proto, p.absent, 1), "portid": p.odd.orNone(p.PortID, p.absent, 2),
		})
	}
	for _, m := range o.Matches {
		accuracy := m.odd.orNone(m.Accuracy, m.absent, 1)
		classes := []any{}
		for _, c := range m.Classes {
			accuracy = c.odd.orNone(c.Accuracy, c.absent, 4)
			cpe := []any{}
			for _, x := range c.CPE {
				cpe = append(cpe, orNoneEmpty(x))
			}
			classes = append(classes, map[string]any{
				"type": orNone(c.Type, c.absent, 0), "vendor": orNone(c.Vendor, c.absent, 1), "osfamily": orNone(c.Family, c.absent, 2),
				"osgen": orNone(c.Gen, c.absent, 3), "accuracy": c.odd.orNone(c.Accuracy, c.absent, 4), "cpe": cpe,
			})
		}
		matches = append(matches, map[string]any{
			"name": orNone(m.Name, m.absent, 0), "accuracy": accuracy, "line": m.odd.orNone(m.Line, m.absent, 2), "osclass": classes,
		})
	}
	return map[string]any{"portused": used, "osmatch": matches}
}

func orNone(s string, a absent, bit int) any {
	if a.lacks(bit) {
		return nil
	}
	return s
}

// orNone is the text of a number.
func (o odd) orNone(n int, a absent, bit int) any {
	return orNone(o.text(bit, strconv.Itoa(n)), a, bit)
}

// confText is empty where nmap did not say how sure it is.
func (s *Service) confText() string {
	if s.Conf == nil {
		return ""
	}
	return s.odd.text(confidence, strconv.Itoa(*s.Conf))
}

// orNoneEmpty is for the text of elements, which is None rather than empty.
func orNoneEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func key(s string, a absent, bit int) string {
	if a.lacks(bit) {
		return "null"
	}
	return s
}

func list(all []string) []any {
	out := make([]any, len(all))
	for i, s := range all {
		out[i] = s
	}
	return out
}
