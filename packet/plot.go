package packet

import (
	"fmt"
	"html"
	"math"
	"strings"
	"time"
)

func onCircle(i, n int) (x, y float64) {
	angle := 2 * math.Pi * float64(i) / float64(max(n, 1))
	return math.Cos(angle), math.Sin(angle)
}

// Conversations is who talks to whom, as a graph with an edge for each pair, which
// is drawn thicker the more they talk: scapy's conversations. ends says who the
// two are; nil means the addresses of IP, IPv6 or ARP.
func (l PacketList) Conversations(ends func(p *Packet) (src, dst string, ok bool)) *Graph {
	if ends == nil {
		ends = func(p *Packet) (string, string, bool) {
			if p.HasLayer("IP") || p.HasLayer("IPv6") {
				return networkAddr(p, "src").String(), networkAddr(p, "dst").String(), true
			}
			if arp := p.Layer("ARP"); arp != nil {
				return fieldText(arp, "psrc"), fieldText(arp, "pdst"), true
			}
			return "", "", false
		}
	}
	g := &Graph{Name: "conv"}
	for _, p := range l.Packets {
		if src, dst, ok := ends(p); ok {
			g.Edge(src, dst, "")
		}
	}
	return g
}

// SR finds answers among the packets, whether they were captured or read: scapy's
// sr method of a list. What belongs to no pair is left over.
func (l PacketList) SR(opts *AnswerOptions) (SndRcvList, PacketList) {
	answered, left := SndRcvList{Name: "Results"}, PacketList{Name: l.Name}
	used := make([]bool, len(l.Packets))
	byHash := map[string][]int{}
	for i, p := range l.Packets {
		h := string(p.Hashret(opts))
		byHash[h] = append(byHash[h], i)
	}
	for i, p := range l.Packets {
		if used[i] {
			continue
		}
		for _, j := range byHash[string(p.Hashret(opts))] {
			if j > i && !used[j] && l.Packets[j].Answers(p, opts) {
				used[i], used[j] = true, true
				answered.Pairs = append(answered.Pairs, QueryAnswer{p, l.Packets[j]})
				break
			}
		}
	}
	for i, p := range l.Packets {
		if !used[i] {
			left.Packets = append(left.Packets, p)
		}
	}
	return answered, left
}

// A Plot is values that were read from packets, as lines over each other: what
// scapy draws with matplotlib.
type Plot struct {
	Title  string
	Series []Series
}

// Series is one line of a [Plot].
type Series struct {
	Name   string
	Points [][2]float64
}

// Plot reads a value from each packet, over their numbers: scapy's plot. Packets
// without one are left out.
func (l PacketList) Plot(value func(p *Packet) (y float64, ok bool)) Plot {
	s := Series{Name: l.Name}
	for i, p := range l.Packets {
		if y, ok := value(p); ok {
			s.Points = append(s.Points, [2]float64{float64(i), y})
		}
	}
	return Plot{Title: l.Name, Series: []Series{s}}
}

// DiffPlot reads a value from each packet and the one delay places behind it:
// scapy's diffplot.
func (l PacketList) DiffPlot(delay int, value func(a, b *Packet) (y float64, ok bool)) Plot {
	s := Series{Name: l.Name}
	for i := 0; delay >= 0 && i+delay < len(l.Packets); i++ {
		if y, ok := value(l.Packets[i], l.Packets[i+delay]); ok {
			s.Points = append(s.Points, [2]float64{float64(i), y})
		}
	}
	return Plot{Title: l.Name, Series: []Series{s}}
}

// MultiPlot reads a point from each packet, and the name of the line that it
// belongs to: scapy's multiplot.
func (l PacketList) MultiPlot(point func(p *Packet) (series string, x, y float64, ok bool)) Plot {
	plot := Plot{Title: l.Name}
	index := map[string]int{}
	for _, p := range l.Packets {
		name, x, y, ok := point(p)
		if !ok {
			continue
		}
		i, known := index[name]
		if !known {
			i = len(plot.Series)
			index[name] = i
			plot.Series = append(plot.Series, Series{Name: name})
		}
		plot.Series[i].Points = append(plot.Series[i].Points, [2]float64{x, y})
	}
	return plot
}

// TimePlot is how many packets there are in each interval, over the seconds since
// the first.
func (l PacketList) TimePlot(interval time.Duration) Plot {
	s := Series{Name: l.Name}
	if interval <= 0 || len(l.Packets) == 0 {
		return Plot{Title: l.Name, Series: []Series{s}}
	}
	begin := l.Packets[0].Time
	for _, p := range l.Packets {
		if p.Time.Before(begin) {
			begin = p.Time
		}
	}
	counts := map[int64]float64{}
	for _, p := range l.Packets {
		counts[int64(p.Time.Sub(begin)/interval)]++
	}
	last := int64(0)
	for k := range counts {
		last = max(last, k)
	}
	const most = 100000
	for k := int64(0); k <= min(last, most); k++ {
		s.Points = append(s.Points, [2]float64{float64(k) * interval.Seconds(), counts[k]})
	}
	return Plot{Title: l.Name, Series: []Series{s}}
}

// bounds are the least and the greatest values.
func (p Plot) bounds() (x0, x1, y0, y1 float64, ok bool) {
	x0, y0, x1, y1 = math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, s := range p.Series {
		for _, q := range s.Points {
			if math.IsNaN(q[0]+q[1]) || math.IsInf(q[0]+q[1], 0) {
				continue
			}
			x0, x1, y0, y1, ok = min(x0, q[0]), max(x1, q[0]), min(y0, q[1]), max(y1, q[1]), true
		}
	}
	if x0 == x1 {
		x1++
	}
	if y0 == y1 {
		y1++
	}
	return x0, x1, y0, y1, ok
}

var plotColors = []string{"#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b", "#e377c2", "#7f7f7f", "#bcbd22", "#17becf"}

// SVG is the plot as a picture.
func (p Plot) SVG() string {
	const width, height, left, right, top, bottom = 720, 420, 70, 20, 30, 40
	x0, x1, y0, y1, ok := p.bounds()
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="11">`+"\n", width, height)
	fmt.Fprintf(&b, `<text x="%d" y="18" text-anchor="middle" font-size="14">%s</text>`+"\n", width/2, html.EscapeString(p.Title))
	fmt.Fprintf(&b, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#555"/>`+"\n", left, top, width-left-right, height-top-bottom)
	at := func(q [2]float64) (float64, float64) {
		return left + (q[0]-x0)/(x1-x0)*(width-left-right), height - bottom - (q[1]-y0)/(y1-y0)*(height-top-bottom)
	}
	if ok {
		for i := range 5 {
			f := float64(i) / 4
			x, y := at([2]float64{x0 + f*(x1-x0), y0 + f*(y1-y0)})
			fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.6g</text>`+"\n", x, height-bottom+16, x0+f*(x1-x0))
			fmt.Fprintf(&b, `<text x="%d" y="%.1f" text-anchor="end">%.6g</text>`+"\n", left-6, y+4, y0+f*(y1-y0))
		}
	}
	for i, s := range p.Series {
		color := plotColors[i%len(plotColors)]
		var points strings.Builder
		for _, q := range s.Points {
			if !math.IsNaN(q[0]+q[1]) && !math.IsInf(q[0]+q[1], 0) {
				x, y := at(q)
				fmt.Fprintf(&points, "%.1f,%.1f ", x, y)
			}
		}
		fmt.Fprintf(&b, `<polyline fill="none" stroke="%s" points="%s"/>`+"\n", color, strings.TrimSpace(points.String()))
		if len(p.Series) > 1 {
			fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="end" fill="%s">%s</text>`+"\n", width-right-6, top+14+14*i, color, html.EscapeString(s.Name))
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}
