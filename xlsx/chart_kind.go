package xlsx

import "slices"

// A chartKind is what distinguishes a type of charts from the others.
type chartKind struct {
	name     string
	element  string // that of the plot
	subtype  string // the default
	subtypes []string
	grouped  bool // the element says how its series are grouped

	catPosition, valPosition string // of the axes
	catTurned, valTurned     bool   // whether the titles of the axes stand upright
	crossBetween             string
	alwaysCrosses            bool // the category axis says where it crosses even if it is invisible
	gridX, noGridY           bool
	percentAxis              axisIndex
	tickCross                bool
	dates                    bool

	round            bool // pie and doughnut have no axes
	scatter          bool
	bars             bool
	swapped          bool // the x axis is that of the values
	markerInPoint    bool // the look of a point is its marker's
	smooth           bool
	needsCategories  bool
	noMarkerDefault  bool
	noErrorDirection bool
	linesAcross      bool // drop lines and the like are possible

	labelDefault   string
	labelPositions map[string]string
}

func (k *chartKind) allows(subtype string) bool { return slices.Contains(k.subtypes, subtype) }

var (
	centerLabels = map[string]string{"center": "ctr"}
	barLabels    = map[string]string{"center": "ctr", "inside_base": "inBase", "inside_end": "inEnd", "outside_end": "outEnd"}
	lineLabels   = map[string]string{"center": "ctr", "right": "r", "left": "l", "above": "t", "below": "b", "top": "t", "bottom": "b"}
	pieLabels    = map[string]string{"center": "ctr", "inside_end": "inEnd", "outside_end": "outEnd", "best_fit": "bestFit"}
	stackings    = []string{"standard", "stacked", "percent_stacked"}
	barStackings = []string{"clustered", "stacked", "percent_stacked"}
)

// chartKinds are the types of charts by their names.
var chartKinds = map[string]*chartKind{
	"area": {name: "area", element: "c:areaChart", subtype: "standard", subtypes: stackings, grouped: true, catPosition: "b", valPosition: "l", valTurned: true,
		crossBetween: "midCat", percentAxis: yAxis, labelDefault: "center", labelPositions: centerLabels},
	"bar": {name: "bar", element: "c:barChart", subtype: "clustered", subtypes: barStackings, grouped: true, catPosition: "l", valPosition: "b", catTurned: true,
		crossBetween: "between", percentAxis: xAxis, gridX: true, noGridY: true, bars: true, swapped: true, noErrorDirection: true, labelDefault: "outside_end", labelPositions: barLabels},
	"column": {name: "column", element: "c:barChart", subtype: "clustered", subtypes: barStackings, grouped: true, catPosition: "b", valPosition: "l",
		crossBetween: "between", percentAxis: yAxis, bars: true, noErrorDirection: true, alwaysCrosses: true, labelDefault: "outside_end", labelPositions: barLabels},
	"line": {name: "line", element: "c:lineChart", subtype: "standard", subtypes: stackings, grouped: true, catPosition: "b", valPosition: "l", valTurned: true,
		crossBetween: "between", percentAxis: yAxis, alwaysCrosses: true, noMarkerDefault: true, markerInPoint: true, smooth: true, linesAcross: true, labelDefault: "right", labelPositions: lineLabels},
	"stock": {name: "stock", element: "c:stockChart", catPosition: "b", valPosition: "l", valTurned: true,
		crossBetween: "between", dates: true, linesAcross: true, labelDefault: "right", labelPositions: lineLabels},
	"radar": {name: "radar", element: "c:radarChart", subtype: "", subtypes: []string{"marker", "with_markers", "filled"}, catPosition: "b", valPosition: "l", valTurned: true,
		crossBetween: "between", alwaysCrosses: true, gridX: true, tickCross: true, labelDefault: "center", labelPositions: centerLabels},
	"scatter": {name: "scatter", element: "c:scatterChart", subtype: "marker_only", subtypes: []string{"marker_only", "straight_with_markers", "straight", "smooth_with_markers", "smooth"},
		catPosition: "b", valPosition: "b", crossBetween: "midCat", alwaysCrosses: true, scatter: true, markerInPoint: true, smooth: true, needsCategories: true, labelDefault: "right", labelPositions: lineLabels},
	"pie":      {name: "pie", element: "c:pieChart", round: true, labelDefault: "best_fit", labelPositions: pieLabels},
	"doughnut": {name: "doughnut", element: "c:doughnutChart", round: true, labelDefault: "best_fit", labelPositions: pieLabels},
}

// axisDefaults are what an axis is where its options say nothing.
func (k *chartKind) axisDefaults(subtype string) [4]axisDefaults {
	d := [4]axisDefaults{
		xAxis:  {format: "General", grid: k.gridX, visible: true},
		yAxis:  {format: "General", grid: !k.noGridY, visible: true},
		x2Axis: {format: "General", labels: "none", crossing: "max"},
		y2Axis: {format: "General", position: "right", visible: true},
	}
	if subtype == "percent_stacked" {
		d[k.percentAxis].format = "0%"
	}
	if k.dates {
		d[xAxis].format, d[x2Axis].format = "dd/mm/yyyy", "dd/mm/yyyy"
	}
	return d
}

// groupings are the subtypes as files name them.
var groupings = map[string]string{"standard": "standard", "clustered": "clustered", "stacked": "stacked", "percent_stacked": "percentStacked"}

// hasMarkers reports whether series without a marker of their own get Excel's.
func (k *chartKind) hasMarkers(subtype string) bool {
	switch k.name {
	case "line":
		return false
	case "radar":
		return subtype != ""
	case "scatter":
		return subtype != "straight" && subtype != "smooth"
	}
	return true
}
