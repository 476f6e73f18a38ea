package rrd

import (
	"fmt"
	"image/color"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// graphSpecs are the options of the command graph.
var graphSpecs = []optionSpec{
	{"alt-autoscale", 'A', false}, {"imgformat", 'a', true}, {"font-smoothing-threshold", 'B', true}, {"base", 'b', true},
	{"color", 'c', true}, {"full-size-mode", 'D', false}, {"daemon", 'd', true}, {"slope-mode", 'E', false}, {"end", 'e', true},
	{"force-rules-legend", 'F', false}, {"imginfo", 'f', true}, {"graph-render-mode", 'G', true}, {"no-legend", 'g', false},
	{"height", 'h', true}, {"no-minor", 'I', false}, {"interlaced", 'i', false}, {"alt-autoscale-min", 'J', false},
	{"only-graph", 'j', false}, {"units-length", 'L', true}, {"lower-limit", 'l', true}, {"alt-autoscale-max", 'M', false},
	{"zoom", 'm', true}, {"no-gridfit", 'N', false}, {"font", 'n', true}, {"logarithmic", 'o', false}, {"pango-markup", 'P', false},
	{"font-render-mode", 'R', true}, {"rigid", 'r', false}, {"step", 'S', true}, {"start", 's', true}, {"tabwidth", 'T', true},
	{"title", 't', true}, {"upper-limit", 'u', true}, {"vertical-label", 'v', true}, {"watermark", 'W', true}, {"width", 'w', true},
	{"units-exponent", 'X', true}, {"x-grid", 'x', true}, {"alt-y-grid", 'Y', false}, {"y-grid", 'y', true}, {"lazy", 'z', false},
	{"use-nan-for-all-missing-data", 'Z', false}, {"units", 0, true}, {"alt-y-mrtg", 0, false}, {"disable-rrdtool-tag", 0, false},
	{"right-axis", 0, true}, {"right-axis-label", 0, true}, {"right-axis-format", 0, true}, {"legend-position", 0, true},
	{"legend-direction", 0, true}, {"border", 0, true}, {"grid-dash", 0, true}, {"dynamic-labels", 0, false}, {"week-fmt", 0, true},
	{"graph-type", 0, true}, {"left-axis-format", 0, true}, {"left-axis-formatter", 0, true}, {"right-axis-formatter", 0, true},
	{"allow-shrink", 0, false}, {"add-jsontime", 0, false}, {"utc", 0, false},
}

// A graphCommand is a command line that was read.
type graphCommand struct {
	opts       GraphOptions
	file       string
	elements   []string
	start, end string
	lazy       bool
	daemon     string
	imageInfo  string
	jsonTime   bool
}

// parseGraphCommand reads the options of graph and leaves the elements for later.
func (t *Tool) parseGraphCommand(args []string) (*graphCommand, error) {
	given, rest, err := parseOptions(args, graphSpecs)
	if err != nil {
		return nil, err
	}
	c := &graphCommand{start: "end-24h", end: "now"}
	c.opts.Now = t.instant()
	c.opts.Location = c.opts.Now.Location()
	for _, o := range given {
		if err := c.set(o.name, o.value); err != nil {
			return nil, err
		}
	}
	if len(rest) == 0 {
		return nil, &Error{Kind: ErrProgramming, Reason: "missing filename"}
	}
	c.file, c.elements = rest[0], rest[1:]
	from, to, err := parseTimes(c.start, c.end, c.opts.Now.In(c.opts.Location).Truncate(time.Second))
	if err != nil {
		return nil, err
	}
	if from < earliest {
		return nil, graphError("the first entry to fetch should be after 1980 (%d)", from)
	}
	c.opts.Start, c.opts.End = time.Unix(from, 0), time.Unix(to, 0)
	if c.jsonTime && c.opts.Format == FormatJSON {
		c.opts.Format = FormatJSONTime
	}
	return c, nil
}

// imageInfoSyntax is what the format of --imginfo looks like.
const imageInfoSyntax = `^(?:[^%]+|%%)*%s(?:[^%]+|%%)*%lu(?:[^%]+|%%)*%lu(?:[^%]+|%%)*$`

var imageInfoRule = regexp.MustCompile(imageInfoSyntax)

// set takes one option.
func (c *graphCommand) set(name, value string) (err error) {
	o := &c.opts
	switch name {
	case "alt-autoscale":
		o.AltAutoscale = true
	case "alt-autoscale-min":
		o.AltAutoscaleMin = true
	case "alt-autoscale-max":
		o.AltAutoscaleMax = true
	case "full-size-mode":
		o.FullSize = true
	case "slope-mode":
		o.SlopeMode = true
	case "force-rules-legend":
		o.ForceRulesLegend = true
	case "no-legend":
		o.NoLegend = true
	case "no-minor":
		o.NoMinor = true
	case "interlaced", "alt-y-mrtg":
		// Librrd takes these and does nothing with them.
	case "only-graph":
		o.OnlyGraph = true
	case "no-gridfit":
		o.NoGridFit = true
	case "logarithmic":
		o.Logarithmic = true
	case "pango-markup":
		o.PangoMarkup = true
	case "rigid":
		o.Rigid = true
	case "alt-y-grid":
		o.AltYGrid = true
	case "lazy":
		c.lazy = true
	case "use-nan-for-all-missing-data":
		o.UseNaN = true
	case "disable-rrdtool-tag":
		o.NoTag = true
	case "dynamic-labels":
		o.DynamicLabels = true
	case "allow-shrink":
		o.AllowShrink = true
	case "add-jsontime":
		c.jsonTime = true
	case "utc":
		o.Location = time.UTC
	case "daemon":
		c.daemon = value
	case "start":
		c.start = value
	case "end":
		c.end = value
	case "imginfo":
		if value != "" && !imageInfoRule.MatchString(value) {
			return graphError("invalid format string '%s' (should match '%s')", value, imageInfoSyntax)
		}
		c.imageInfo = value
	case "title":
		o.Title = value
	case "vertical-label":
		o.VerticalLabel = value
	case "watermark":
		o.Watermark = value
	case "right-axis-label":
		o.RightAxisLabel = value
	case "right-axis-format":
		o.RightAxisFormat = value
	case "left-axis-format":
		o.LeftAxisFormat = value
	case "week-fmt":
		o.WeekFormat = value
	default:
		return c.setParsed(name, value)
	}
	return nil
}

// setParsed takes an option whose value has to be read.
func (c *graphCommand) setParsed(name, value string) (err error) {
	o := &c.opts
	switch name {
	case "width":
		if o.Width = leadingInt(value); o.Width < 10 {
			return graphError("width below 10 pixels")
		}
	case "height":
		if o.Height = leadingInt(value); o.Height < 10 {
			return graphError("height below 10 pixels")
		}
	case "step":
		o.Step = time.Duration(max(leadingInt(value), 0)) * time.Second
	case "base":
		if o.Base = leadingInt(value); o.Base != 1000 && o.Base != 1024 {
			return graphError("the only sensible value for base apart from 1000 is 1024")
		}
	case "units-length":
		if o.UnitsLength = leadingInt(value); o.UnitsLength < 0 {
			return graphError("units length '%s' is negative", value)
		}
		o.noUnitsRoom = o.UnitsLength == 0
	case "units-exponent":
		e := leadingInt(value)
		o.UnitsExponent = &e
	case "border":
		b := leadingInt(value)
		o.Border = &b
	case "lower-limit":
		o.LowerLimit, err = optionFloat('l', value)
	case "upper-limit":
		o.UpperLimit, err = optionFloat('u', value)
	case "tabwidth":
		o.TabWidth, err = optionFloat('T', value)
	case "zoom":
		zoom, err := optionFloat('m', value)
		if err != nil {
			return err
		}
		if o.Zoom = *zoom; !(o.Zoom > 0) {
			return graphError("zoom factor must be > 0")
		}
	case "font-smoothing-threshold":
	case "imgformat":
		return chosen(&o.Format, value, graphFormatNames[:], "unsupported graphics format '%s'")
	case "units":
		if value != "si" {
			return graphError("invalid argument for --units: %s", value)
		}
		o.SIUnits = true
	case "graph-render-mode":
		var mode int
		err = chosen(&mode, value, []string{"normal", "mono"}, "unknown graph-render-mode '%s'")
		o.MonoGraph = mode == 1
	case "font-render-mode":
		var mode int
		err = chosen(&mode, value, []string{"normal", "light", "mono"}, "unknown font-render-mode '%s'")
		o.LightFonts, o.MonoFonts = mode == 1, mode == 2
	case "legend-position":
		return chosen(&o.LegendPosition, value, []string{"south", "north", "west", "east"}, "unknown legend-position '%s'")
	case "legend-direction":
		var direction int
		err = chosen(&direction, value, []string{"topdown", "bottomup", "bottomup2"}, "unknown legend-position '%s'")
		o.BottomUp = direction > 0
	case "left-axis-formatter":
		return chosen(&o.LeftAxisFormatter, value, axisFormatters, "Unknown left axis formatter")
	case "right-axis-formatter":
		return chosen(&o.RightAxisFormatter, value, axisFormatters, "Unknown right axis formatter")
	case "graph-type":
		return graphError("unsupported graphics type '%s'", value)
	case "color":
		return o.setColor(value)
	case "font":
		return o.setFont(value)
	case "x-grid":
		return o.setXGrid(value)
	case "y-grid":
		return o.setYGrid(value)
	case "right-axis":
		return o.setRightAxis(value)
	case "grid-dash":
		on, off, ok := twoFloats(value)
		if !ok || on < 0 || off < 0 {
			return graphError("invalid grid-dash format")
		}
		o.GridDash = [2]float64{on, off}
	}
	return err
}

var axisFormatters = []string{"numeric", "timestamp", "duration"}

// chosen finds the number of a word in a list.
func chosen[T ~int | ~uint8](to *T, value string, words []string, format string) error {
	for i, w := range words {
		if w == value {
			*to = T(i)
			return nil
		}
	}
	if strings.Contains(format, "%s") {
		return graphError(format, value)
	}
	return graphError("%s '%s'", format, value)
}

// leadingInt is the whole number that a text begins with, 0 if it begins with none.
// It has the 32 bits of a C int: what is beyond them is lost.
func leadingInt(s string) int {
	s = strings.TrimLeft(s, " \t\n\v\f\r")
	n := 0
	if n < len(s) && (s[n] == '-' || s[n] == '+') {
		n++
	}
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	v, _ := strconv.ParseInt(s[:n], 10, 64)
	return int(int32(v))
}

// optionFloat is the number of an option.
func optionFloat(letter byte, value string) (*float64, error) {
	v, read, ok := parseFloat(value)
	if ok {
		return &v, nil
	}
	if read == "" {
		return nil, graphError("option -%c - Cannot convert '%s' to float", letter, value)
	}
	return nil, graphError("option -%c - Converted '%s' to %f, but cannot convert '%s'", letter, value, v, value[len(read):])
}

// twoFloats reads "a:b" without blanks. What stands behind b is not read.
func twoFloats(value string) (a, b float64, ok bool) {
	first, second, _ := cutAt(value, ':')
	a, n := scanNumber(first)
	b, m := scanNumber(second)
	return a, b, n > 0 && n == len(first) && m > 0 && !isSpace(first[0]) && !isSpace(second[0])
}

// colorRule is a part of the graph and its colour. What stands behind eight digits
// is not read.
var colorRule = regexp.MustCompile(`^([A-Z]{1,10})#\s*([0-9a-fA-F]{1,8})`)

func (o *GraphOptions) setColor(value string) error {
	m := colorRule.FindStringSubmatch(value)
	if m == nil {
		return graphError("invalid color def format")
	}
	name, digits := m[1], m[2]
	c, ok := parseColor(digits)
	if !ok || len(m[0]) > len(name)+1+len(digits) {
		return graphError("the color format is #RRGGBB[AA]")
	}
	for part, known := range graphColorNames {
		if name == known {
			if o.Colors == nil {
				o.Colors = map[GraphColor]color.NRGBA{}
			}
			o.Colors[GraphColor(part)] = c
			return nil
		}
	}
	return graphError("invalid color name '%s'", name)
}

// fontRule is a tag and what stands behind it.
var fontRule = regexp.MustCompile(`(?s)^([A-Z]{1,10}):(.*)$`)

// setFont reads "TAG:size[:family]". A DEFAULT sets all that were set before.
func (o *GraphOptions) setFont(value string) error {
	m := fontRule.FindStringSubmatch(value)
	if m == nil {
		return graphError("invalid text property format")
	}
	name, rest := m[1], m[2]
	size, n := scanNumber(rest)
	if n == 0 || isSpace(rest[0]) {
		return graphError("invalid text property format")
	}
	family, has := strings.CutPrefix(rest[n:], ":")
	if !has && family != "" {
		return graphError("expected : after font size in '%s'", value)
	}
	for tag, known := range graphFontNames {
		if name != known {
			continue
		}
		if o.Fonts == nil || GraphFont(tag) == FontDefault && size > 0 {
			o.Fonts = map[GraphFont]Font{}
		}
		if size > 0 {
			o.Fonts[GraphFont(tag)] = Font{Size: size, Family: family}
		}
		return nil
	}
	return graphError("invalid fonttag '%s'", name)
}

var timeUnits = map[string]TimeUnit{
	"SECOND": UnitSecond, "MINUTE": UnitMinute, "HOUR": UnitHour, "DAY": UnitDay, "WEEK": UnitWeek, "MONTH": UnitMonth, "YEAR": UnitYear,
}

// setXGrid reads "none" or "UNIT:n:UNIT:n:UNIT:n:width:format".
func (o *GraphOptions) setXGrid(value string) error {
	if value == "none" {
		o.NoXGrid = true
		return nil
	}
	words := strings.SplitN(value, ":", 8)
	if len(words) != 8 {
		return graphError("invalid x-grid format")
	}
	x := &XGrid{Format: words[7]}
	for i, step := range []*GridStep{&x.Minor, &x.Major, &x.Label} {
		name := words[2*i]
		unit, ok := timeUnits[name]
		count, err := strconv.Atoi(strings.TrimLeft(words[2*i+1], " "))
		switch {
		case err != nil || count < 1 || name == "" || strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
			return graphError("invalid x-grid format")
		case !ok:
			return graphError("unknown keyword %s", name)
		}
		*step = GridStep{unit, count}
	}
	width, err := strconv.ParseInt(words[6], 10, 64)
	if err != nil || width < 0 || width > maxSeconds {
		return graphError("invalid x-grid format")
	}
	x.LabelWidth = time.Duration(width) * time.Second
	o.XGrid = x
	return nil
}

// yGridRule is a step and a whole number. What stands behind that is not read.
var yGridRule = regexp.MustCompile(`^([^\s:][^:]*):(\s*[-+]?[0-9]+)`)

// setYGrid reads "none" or "step:factor".
func (o *GraphOptions) setYGrid(value string) error {
	if value == "none" {
		o.NoYGrid = true
		return nil
	}
	m := yGridRule.FindStringSubmatch(value)
	if m == nil {
		return graphError("invalid y-grid format")
	}
	step, n := scanNumber(m[1])
	every := leadingInt(m[2])
	switch {
	case n != len(m[1]):
		return graphError("invalid y-grid format")
	case !(step > 0) || math.IsInf(step, 0):
		return graphError("grid step must be > 0")
	case every < 1:
		return graphError("label factor must be > 0")
	}
	o.YGrid = &YGrid{Step: step, LabelEvery: every}
	return nil
}

func (o *GraphOptions) setRightAxis(value string) error {
	scale, shift, ok := twoFloats(value)
	if !ok {
		return graphError("invalid right-axis format expected scale:shift")
	}
	if scale == 0 {
		return graphError("the second_axis_scale  must not be 0")
	}
	o.RightAxis = &RightAxis{scale, shift}
	return nil
}

// Graph draws a graph into a file as rrdtool graph does: the name of the file or
// "-", options and elements. With "-" there is only the picture that is returned.
// PRINT lines are in its Prints. With --daemon, or the environment's
// RRDCACHED_ADDRESS, an rrdcached writes what it holds of the files first. Errors are
// librrd's, in its words.
func (t *Tool) Graph(args ...string) (*Picture, error) {
	p, c, err := t.graph(args)
	if err != nil {
		return nil, err
	}
	if c.file != "-" && c.file != "" && len(p.Image) > 0 && !(c.lazy && t.fresh(c)) {
		if err := p.WriteFile(c.file); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// Graph draws a graph: the name of the file to draw into, or "-" for none, and the
// options and elements of rrdtool graph, such as "DEF:in=net.rrd:in:AVERAGE" and
// "LINE2:in#ff0000". See [Tool.Graph]; [Draw] is the same with types.
func Graph(args ...string) (*Picture, error) { return defaultTool.Graph(args...) }

// graph reads a command line and draws what it says.
func (t *Tool) graph(args []string) (*Picture, *graphCommand, error) {
	c, err := t.parseGraphCommand(args)
	if err != nil {
		return nil, nil, err
	}
	g, err := newGraph(&c.opts)
	if err != nil {
		return nil, nil, err
	}
	g.locking = t.locking()
	for _, text := range c.elements {
		e, err := g.parseElement(text)
		if err != nil {
			return nil, nil, err
		}
		if err := g.add(e, text); err != nil {
			return nil, nil, err
		}
	}
	if err := t.flushFirst(c.daemon, g.files()...); err != nil {
		return nil, nil, err
	}
	p, err := g.draw(t.context())
	if err != nil {
		return nil, nil, err
	}
	if c.imageInfo != "" {
		p.ImageInfo = p.imageInfo(c.imageInfo, c.file, g.opts.Zoom)
	}
	return p, c, nil
}

// fresh reports whether the file of a lazy graph is so new that another would
// hardly differ: by less than a pixel.
func (t *Tool) fresh(c *graphCommand) bool {
	info, err := os.Stat(c.file)
	if err != nil || info.Size() == 0 {
		return false
	}
	perPixel := c.opts.End.Sub(c.opts.Start) / time.Duration(max(c.opts.Width, 400))
	return c.opts.Now.Sub(info.ModTime()) < perPixel
}

// GraphV draws a graph as [Tool.Graph] does, and returns what rrdtool graphv
// prints of it: sizes, places, the range, texts, and the image where it went into
// no file.
func (t *Tool) GraphV(args ...string) (InfoList, error) {
	p, err := t.Graph(args...)
	if err != nil {
		return nil, err
	}
	_, rest, err := parseOptions(args, graphSpecs)
	if err != nil {
		return nil, err
	}
	list := p.info()
	if len(p.Image) > 0 && rest[0] == "-" {
		list = append(list, InfoEntry{"image", p.Image})
	}
	return list, nil
}

// GraphV is [Graph], and returns what rrdtool graphv prints of it. See
// [Tool.GraphV].
func GraphV(args ...string) (InfoList, error) { return defaultTool.GraphV(args...) }

// info is what there is to tell about a picture, in librrd's order.
func (p *Picture) info() InfoList {
	var list InfoList
	add := func(key string, value any) { list = append(list, InfoEntry{key, value}) }
	prints := func() {
		for i, text := range p.Prints {
			add(fmt.Sprintf("print[%d]", i), text)
		}
	}
	span := func() {
		add("graph_start", uint64(p.Start.Unix()))
		add("graph_end", uint64(p.End.Unix()))
	}
	if p.Step > 0 {
		span()
		add("graph_step", uint64(p.Step/time.Second))
		prints()
		if p.ImageInfo != "" {
			add("image_info", p.ImageInfo)
		}
		return list
	}
	prints()
	if len(p.Image) == 0 {
		return list
	}
	add("graph_left", uint64(p.Left))
	add("graph_top", uint64(p.Top))
	add("graph_width", uint64(p.Width))
	add("graph_height", uint64(p.Height))
	add("image_width", uint64(p.ImageWidth))
	add("image_height", uint64(p.ImageHeight))
	span()
	add("value_min", p.ValueMin)
	add("value_max", p.ValueMax)
	for i, l := range p.Legend {
		add(fmt.Sprintf("legend[%d]", i), l.Text)
		add(fmt.Sprintf("coords[%d]", i), fmt.Sprintf("%.0f,%.0f,%.0f,%.0f", l.X0, l.Y0, l.X1, l.Y1))
	}
	if p.ImageInfo != "" {
		add("image_info", p.ImageInfo)
	}
	return list
}
