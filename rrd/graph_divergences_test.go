package rrd

import "github.com/pyops-go/pyops/internal/original"

// graphDivergences are the places where graphs mean to differ from librrd's.
var graphDivergences = []original.Divergence{}
