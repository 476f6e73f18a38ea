package packet

import (
	"fmt"
	"html"
	"slices"
	"strings"
)

// A Graph is nodes and the edges between them: what scapy draws with graphviz. It is
// written for graphviz ([Graph.DOT]) or drawn by itself ([Graph.SVG]).
type Graph struct {
	Name string

	// Ranked draws nodes in columns, by how many edges they are from those that
	// none leads to. Otherwise they stand in a circle.
	Ranked bool

	nodes  []string
	edges  []edge
	marked map[string]bool
	lost   map[string]bool
}

type edge struct {
	from, to, label string
	count           int
}

// Edge adds an edge, and its nodes; one that is there is counted.
func (g *Graph) Edge(from, to, label string) {
	if g == nil {
		return
	}
	for _, n := range []string{from, to} {
		if !slices.Contains(g.nodes, n) {
			g.nodes = append(g.nodes, n)
		}
	}
	for i, e := range g.edges {
		if e.from == from && e.to == to && e.label == label {
			g.edges[i].count++
			return
		}
	}
	g.edges = append(g.edges, edge{from, to, label, 1})
}

// Mark draws a node as one that was looked for.
func (g *Graph) Mark(node string) {
	if g == nil {
		return
	}
	if g.marked == nil {
		g.marked = map[string]bool{}
	}
	g.marked[node] = true
}

// lose draws a node as one that nobody reached.
func (g *Graph) lose(node string) {
	if g.lost == nil {
		g.lost = map[string]bool{}
	}
	g.lost[node] = true
}

// DOT is the graph in graphviz's language.
func (g *Graph) DOT() string {
	if g == nil {
		return ""
	}
	quote := func(s string) string {
		return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`).Replace(s) + `"`
	}
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n", quote(g.Name))
	if g.Ranked {
		b.WriteString("\trankdir=LR;\n")
	}
	for _, n := range g.nodes {
		if g.marked[n] {
			fmt.Fprintf(&b, "\t%s [style=filled,fillcolor=green];\n", quote(n))
		}
		if g.lost[n] {
			fmt.Fprintf(&b, "\t%s [shape=octagon,style=filled,fillcolor=red];\n", quote(n))
		}
	}
	for _, e := range g.edges {
		label := ""
		if e.label != "" {
			label = " [label=" + quote(e.label) + "]"
		}
		fmt.Fprintf(&b, "\t%s -> %s%s;\n", quote(e.from), quote(e.to), label)
	}
	b.WriteString("}\n")
	return b.String()
}

// ranks are the nodes' columns.
func (g *Graph) ranks() map[string]int {
	rank := map[string]int{}
	for range g.nodes { // no way is longer, unless it goes in circles
		changed := false
		for _, e := range g.edges {
			if r := rank[e.from] + 1; e.from != e.to && r > rank[e.to] && r < len(g.nodes) {
				rank[e.to], changed = r, true
			}
		}
		if !changed {
			break
		}
	}
	return rank
}

// SVG is the graph as a picture.
func (g *Graph) SVG() string {
	if g == nil {
		return ""
	}
	const boxWidth, boxHeight, gapX, gapY, margin = 200, 28, 60, 22, 20
	where := map[string][2]float64{}
	width, height := 2.0*margin+boxWidth, 2.0*margin+boxHeight
	place := func(n string, x, y float64) {
		where[n] = [2]float64{x, y}
		width, height = max(width, x+boxWidth+margin), max(height, y+boxHeight+margin)
	}
	if g.Ranked {
		rank, used := g.ranks(), map[int]int{}
		for _, n := range g.nodes {
			r := rank[n]
			place(n, margin+float64(r*(boxWidth+gapX)), margin+float64(used[r]*(boxHeight+gapY)))
			used[r]++
		}
	} else {
		for i, n := range g.nodes {
			x, y := onCircle(i, len(g.nodes))
			radius := 60 + 30*float64(len(g.nodes))
			place(n, margin+radius*(1+x), margin+radius*(1+y))
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", width, height)
	b.WriteString(`<defs><marker id="arrow" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z"/></marker></defs>` + "\n")
	for _, e := range g.edges {
		from, to := where[e.from], where[e.to]
		x1, y1, x2, y2 := from[0]+boxWidth, from[1]+boxHeight/2, to[0], to[1]+boxHeight/2
		if !g.Ranked {
			x1, x2 = from[0]+boxWidth/2, to[0]+boxWidth/2
		}
		fmt.Fprintf(&b, `<line x1="%.0f" y1="%.0f" x2="%.0f" y2="%.0f" stroke="#555" stroke-width="%d" marker-end="url(#arrow)"/>`+"\n", x1, y1, x2, y2, min(e.count, 5))
		if e.label != "" {
			fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle" font-size="10">%s</text>`+"\n", (x1+x2)/2, (y1+y2)/2-4, html.EscapeString(e.label))
		}
	}
	for _, n := range g.nodes {
		fill := "#eef"
		if g.marked[n] {
			fill = "#bfb"
		}
		if g.lost[n] {
			fill = "#fbb"
		}
		p := where[n]
		fmt.Fprintf(&b, `<rect x="%.0f" y="%.0f" width="%d" height="%d" rx="6" fill="%s" stroke="#555"/>`+"\n", p[0], p[1], boxWidth, boxHeight, fill)
		fmt.Fprintf(&b, `<text x="%.0f" y="%.0f" text-anchor="middle">%s</text>`+"\n", p[0]+boxWidth/2, p[1]+boxHeight/2+4, html.EscapeString(n))
	}
	b.WriteString("</svg>\n")
	return b.String()
}
