package rrd

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"image/png"
	"strings"
	"testing"
)

// gallery is forty graphs that look different: a name, how much a pixel may differ
// from rrdtool's on average (of 255), and the arguments, for the sources a and b.
// What is 4 or so are letters of sizes that are drawn from their outlines. Sharp lines lack
// pixels at some corners where cairo's outline of a line crosses itself.
const gallery = `
line	0.15	LINE1:a#ff0000:Inbound
wide line	0.2	LINE2:a#0000ff:Inbound
translucent line	0.15	LINE3:a#0000ff80:Inbound
sloping	0.15	--slope-mode|LINE1:a#ff0000:Inbound|AREA:b#00ff0080:Out
wide sloping	0.2	-E|LINE2:a#ff0000:Inbound
stack	0.15	AREA:a#ff0000:Inbound|AREA:b#00ff00:Out:STACK|LINE1:a#0000ff::STACK
dashes	0.5	LINE1:a#ff0000:Inbound:dashes|LINE2:b#00f:x:dashes=10,3,2,3|HRULE:5000000#f0f:hr:dashes=3|VRULE:1699950000#080:vr:dashes
ticks	0.15	TICK:a#ff000080:0.1:tick|LINE1:b#00f:x|TICK:b#0f08:-0.3
rules	0.15	LINE1:a#f00:x|HRULE:9000000#0000ff:hrule|VRULE:1699990000#00ff00:vrule
gradients	0.4	AREA:a#ff0000#0000ff:grad|AREA:b#00ff00#ffff00:g2:gradheight=20
right axis	0.15	LINE1:a#f00:x|--right-axis|0.5:100|--right-axis-label|right side|-v|left side
logarithmic	0.15	-o|LINE1:a#f00:x
logarithmic units	0.15	-o|--units=si|-l|1|LINE1:a#f00:x
alternative	0.15	-A|-Y|LINE1:a#f00:x
alternative grid	0.15	-Y|LINE1:a#f00:x
close top	0.15	-M|LINE1:a#f00:x
colours	0.15	-c|BACK#112233|-c|CANVAS#000000|-c|FONT#ffffff|-c|GRID#ff0000|-c|MGRID#00ff00|-c|AXIS#ff00ff|-c|ARROW#00ffff|-c|FRAME#ffffff|-c|SHADEA#ff0000|-c|SHADEB#0000ff|LINE1:a#ffff00:x
no axes	0.15	-x|none|-y|none|LINE1:a#f00:x
only the graph	0.15	-j|LINE1:a#f00:x
whole size	0.15	-D|-w|600|-h|250|-t|Title|-v|unit|-W|Water mark|LINE1:a#f00:x
flat gradients	0.4	AREA:a#ff0000#0000ff:grad:gradheight=0|AREA:b#00ff00#ffff00:g2:gradheight=-20
twice as large	4	-m|2|LINE1:a#f00:x
half as large again	4	-m|1.5|AREA:a#f00:x|LINE1:b#00f
wide border	0.15	--border|6|LINE1:a#f00:x
no border	0.15	--border|0|LINE1:a#f00:x
dynamic labels	0.4	--dynamic-labels|LINE1:a#f00:x|LINE3:b#0f0:y|AREA:b#00f4:z|HRULE:5000000#f0f:h
no minor grid	0.15	-I|LINE1:a#f00:x
dashes of the grid	0.15	--grid-dash|3:2|LINE1:a#f00:x
thousands	0.15	-X|3|LINE1:a#f00:x
base 1024	0.15	-b|1024|LINE1:a#f00:x
east	0.15	--legend-position=east|LINE1:a#f00:x|AREA:b#0f04:yyy\l
west	0.15	--legend-position=west|LINE1:a#f00:x|AREA:b#0f04:yyy\l|-v|foo
north	0.15	--legend-position=north|LINE1:a#f00:x|AREA:b#0f04:yyy\l|-t|foo
large letters	1.5	-n|DEFAULT:12|-t|T|-v|V|-W|W|LINE1:a#f00:x
large	0.15	-h|300|-w|800|LINE1:a#f00:x|AREA:b#0f04:yyy\l|GPRINT:a:MAX:%6.1lf%s\l|COMMENT:some text\c
hour	0.3	-s|1699996800|LINE1:a#f00:x|AREA:b#0f0:y
four days	0.15	-s|1699654800|LINE1:a#f00:x
week	0.15	-s|1699395600|AREA:a#f00:x
fortnight	0.15	-s|1698790800|AREA:a#f00:x|LINE2:b#00f:y
rigid	0.15	-r|-l|2e6|-u|8e6|LINE1:a#f00:x
own grids	0.15	-x|HOUR:1:HOUR:6:HOUR:6:0:%H:%M|-y|1e6:4|LINE1:a#f00:x
wide labels	0.15	-s|1699800000|-x|HOUR:1:DAY:1:DAY:1:86400:%d|LINE1:a#f00:x
minutes	0.15	-s|1699996800|-x|MINUTE:1:MINUTE:10:MINUTE:20:0:%M|LINE1:a#f00:x
weeks and days	0.15	-s|1698000000|-x|DAY:1:WEEK:1:WEEK:1:604800:%V|LINE1:a#f00:x
months	0.15	-s|1690000000|-x|WEEK:1:MONTH:1:MONTH:1:2592000:%b|LINE1:a#f00:x
years	0.15	-s|1500000000|-x|MONTH:3:YEAR:1:YEAR:1:0:%Y|LINE1:a#f00:x
seconds	0.15	-s|1700000340|-x|SECOND:5:SECOND:10:SECOND:20:0:%S|LINE1:a#f00:x
left format	0.15	--left-axis-format|%5.2lf|LINE1:a#f00
right format	0.15	--right-axis|1:0|--right-axis-format|%5.2le|LINE1:a#f00
left times	0.15	--left-axis-formatter|timestamp|-L|20|LINE1:a#f00
left durations	0.15	--left-axis-formatter|duration|--left-axis-format|%H:%02m|LINE1:a#f00
right times	0.15	--right-axis|1:0|--right-axis-formatter|timestamp|LINE1:a#f00
weeks	0.15	-s|1698000000|--week-fmt|W%V|LINE1:a#f00
marked up	0.15	-P|-t|<b>x</b> &amp; y|LINE1:a#f00:z <i>z</i>
ignored	0.15	-B|10|-i|--alt-y-mrtg|-Z|LINE1:a#f00
transparent page	0.15	-c|BACK#ffffff00|LINE1:a#f00:x
sharp lines	0.4	-G|mono|--slope-mode|LINE1:a#f00:x|LINE3:b#00f8:y
sharp areas	0.1	-G|mono|AREA:a#ff0000:x|HRULE:5000000#0000ff:y|VRULE:1699950000#00ff00:z
soft lines	0.15	-G|normal|LINE1:a#f00:x
sharp letters	0.15	-R|mono|LINE1:a#f00:x
light letters	0.15	-R|light|LINE1:a#f00:x
no fit	1	-N|LINE1:a#f00:x|AREA:b#0f0:y
`

// TestParityGallery compares the gallery with rrdtool's, pixel by pixel. With -v it
// prints how much each differs.
func TestParityGallery(t *testing.T) {
	py := startGraphsAlone(t)
	file := makeGraphFile(t, py)
	sum, count := 0.0, 0
	for line := range strings.Lines(strings.TrimPrefix(gallery, "\n")) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		limit, words, _ := strings.Cut(rest, "\t")
		var most float64
		if _, err := fmt.Sscan(limit, &most); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		args := []string{"-"}
		own := strings.Split(words, "|")
		if own[0] != "-s" {
			args = append(args, "-s", "1699914000")
		}
		args = append(args, "-e", fmt.Sprint(graphEnd), "DEF:a="+file+":in:AVERAGE", "DEF:b="+file+":out:AVERAGE")
		args = append(args, own...)
		theirs, err := png.Decode(bytes.NewReader(theirGraph(t, py, args...)["image"].([]byte)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := utc.Graph(args...)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		ours, err := png.Decode(bytes.NewReader(p.Image))
		if err != nil {
			t.Fatal(err)
		}
		if theirs.Bounds() != ours.Bounds() {
			t.Errorf("%s: %v, rrdtool's is %v", name, ours.Bounds(), theirs.Bounds())
			continue
		}
		d := meanDifference(theirs, ours)
		t.Logf("%-20s %.3f", name, d)
		if d > most {
			t.Errorf("%s: pixels differ by %.3f of 255 on average, at most %g are allowed", name, d, most)
		}
		sum += d
		count++
	}
	t.Logf("%d graphs: mean difference of a pixel %.3f of 255", count, sum/float64(count))
	if count < 40 {
		t.Errorf("only %d of the forty graphs were compared", count)
	}
}

// meanDifference is how much the red, green and blue of a pixel differ, of 255.
func meanDifference(a, b image.Image) float64 {
	r := a.Bounds()
	pixels := func(m image.Image) []byte {
		flat := image.NewRGBA(r)
		draw.Draw(flat, r, m, r.Min, draw.Src)
		return flat.Pix
	}
	sum, theirs := 0, pixels(b)
	for i, v := range pixels(a) {
		if i%4 != 3 {
			d := int(v) - int(theirs[i])
			sum += max(d, -d)
		}
	}
	return float64(sum) / float64(3*r.Dx()*r.Dy())
}
