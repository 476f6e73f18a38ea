package rrd

import (
	"math"
	"testing"
)

// strokeCoverage is how much of each pixel of a square a stroke covers.
func strokeCoverage(size int, line []point, p pen) []float64 {
	cov := newCoverage(size, size)
	outline(path{{points: line}}, p, func(piece []point, off bool) { cov.upright(piece, off) })
	got := make([]float64, size*size)
	cov.rows(nil, func(y, x int, alpha []uint8) {
		for i, a := range alpha {
			got[y*size+x+i] = float64(a) / 255
		}
	})
	return got
}

// distance is how far a point is from the nearest one of a straight part.
func distance(at, a, b point) float64 {
	dx, dy := b.x-a.x, b.y-a.y
	t := ((at.x-a.x)*dx + (at.y-a.y)*dy) / (dx*dx + dy*dy)
	t = min(max(t, 0), 1)
	return math.Hypot(at.x-a.x-t*dx, at.y-a.y-t*dy)
}

// corners are lines of two parts that turn by all angles, to both sides.
func corners(yield func(turn float64, line []point) bool) {
	for turn := -144.0; turn <= 144; turn += 18 {
		for _, begin := range []float64{0, 0.7, 2.5} {
			sin, cos := math.Sincos(begin)
			sin2, cos2 := math.Sincos(begin + turn*math.Pi/180)
			at := point{32, 32}
			if !yield(turn, []point{{at.x - 14*cos, at.y - 14*sin}, at, {at.x + 15*cos2, at.y + 15*sin2}}) {
				return
			}
		}
	}
}

// A round stroke covers the points that are at most half its width away from the
// line: pixels are compared with a count of such points.
func TestRoundStrokesCoverWhatIsNear(t *testing.T) {
	const size, fine = 64, 4
	for turn, line := range corners {
		p := pen{width: 5, round: true}
		got := strokeCoverage(size, line, p)
		for i, g := range got {
			near := 0
			for k := range fine * fine {
				at := point{float64(i%size) + (float64(k%fine)+0.5)/fine, float64(i/size) + (float64(k/fine)+0.5)/fine}
				if min(distance(at, line[0], line[1]), distance(at, line[1], line[2])) <= p.width/2 {
					near++
				}
			}
			if want := float64(near) / fine / fine; math.Abs(g-want) > 0.25 {
				t.Fatalf("a turn of %g degrees at %v: %.2f of pixel %d,%d is covered, want %.2f", turn, line, g, i%size, i/size, want)
			}
		}
	}
}

// A pointed stroke covers its length times its width: what the point adds outside is
// as much as the parts share inside.
func TestPointedStrokesCoverTheirLength(t *testing.T) {
	for turn, line := range corners {
		p := pen{width: 3}
		sum := 0.0
		for _, a := range strokeCoverage(64, line, p) {
			sum += a
		}
		if want := p.width * 29; math.Abs(sum-want) > 0.5 {
			t.Errorf("a turn of %g degrees at %v covers %.2f pixels, want %.2f", turn, line, sum, want)
		}
	}
}
