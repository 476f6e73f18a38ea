package rrd

func (g *graph) export(p *Picture) error { return graphError("not yet") }
