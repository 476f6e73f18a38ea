package nmapx

import (
	"io"
	"slices"
	"strconv"
	"strings"
)

// csvHeader names the columns of [Result.CSV].
const csvHeader = "host;hostname;hostname_type;protocol;port;name;state;product;extrainfo;reason;version;conf;cpe\r\n"

// CSV is the TCP and UDP ports as a table: a line for each port and each name of
// its host, columns parted by semicolons, lines ended by CR LF.
func (r *Result) CSV() string {
	r = r.real()
	ports := 0
	for i := range r.Hosts {
		ports += len(r.Hosts[i].Ports)
	}
	var b strings.Builder
	b.Grow(len(csvHeader) + 128*ports)
	r.EncodeCSV(&b)
	return b.String()
}

// EncodeCSV writes what [Result.CSV] returns. The error is the writer's.
func (r *Result) EncodeCSV(w io.Writer) error {
	r = r.real()
	buf := append(make([]byte, 0, 64<<10), csvHeader...)
	var (
		prefix []byte // what is the same for all ports of a host, for each name
		ends   []int  // where that of each name ends
		ports  []*Port
	)
	for _, h := range r.byKey() {
		prefix, ends = prefix[:0], ends[:0]
		for _, n := range h.hostnames() {
			prefix = appendField(prefix, h.Key(), ';')
			prefix = appendField(prefix, n.Name, ';')
			prefix = appendField(prefix, n.Type, ';')
			ends = append(ends, len(prefix))
		}
		for _, protocol := range []string{"tcp", "udp"} {
			ports = h.appendSorted(ports[:0], protocol)
			for _, p := range ports {
				start := 0
				for _, end := range ends {
					buf = appendPort(append(buf, prefix[start:end]...), p)
					start = end
				}
				if len(buf) > 32<<10 {
					if _, err := w.Write(buf); err != nil {
						return err
					}
					buf = buf[:0]
				}
			}
		}
	}
	_, err := w.Write(buf)
	return err
}

// appendSorted lists a protocol's ports by number, the last of each, in an empty
// list whose room it uses.
func (h *Host) appendSorted(ports []*Port, protocol string) []*Port {
	inOrder := true
	for i := range h.Ports {
		if p := &h.Ports[i]; p.Protocol == protocol {
			inOrder = inOrder && (len(ports) == 0 || ports[len(ports)-1].ID < p.ID)
			ports = append(ports, p)
		}
	}
	if inOrder {
		return ports
	}
	slices.Reverse(ports) // so that of equals the last comes first
	slices.SortStableFunc(ports, func(a, b *Port) int { return a.ID - b.ID })
	return slices.CompactFunc(ports, func(a, b *Port) bool { return a.ID == b.ID })
}

var noNames = []Hostname{{}}

func (h *Host) hostnames() []Hostname {
	if len(h.Names) == 0 {
		return noNames
	}
	return h.Names
}

// appendPort writes the columns that are the port's.
func appendPort(b []byte, p *Port) []byte {
	s := &p.Service
	cpe := ""
	if len(s.CPE) > 0 {
		cpe = s.CPE[len(s.CPE)-1]
	}
	b = appendField(b, p.Protocol, ';')
	b = append(strconv.AppendInt(b, int64(p.ID), 10), ';')
	b = appendField(b, s.Name, ';')
	b = appendField(b, p.State, ';')
	b = appendField(b, s.Product, ';')
	b = appendField(b, s.ExtraInfo, ';')
	b = appendField(b, p.Reason, ';')
	b = appendField(b, s.Version, ';')
	b = appendField(b, s.confText(), ';')
	return append(appendField(b, cpe, '\r'), '\n')
}

// appendField quotes a field as Python's csv module does, only where it must.
func appendField(b []byte, s string, end byte) []byte {
	for i := range len(s) {
		if c := s[i]; c == ';' || c == '"' || c == '\r' || c == '\n' {
			b = append(b, '"')
			b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
			return append(b, '"', end)
		}
	}
	return append(append(b, s...), end)
}
