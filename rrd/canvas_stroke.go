package rrd

import "math"

// A pieceFunc takes a piece of a stroke, or what two pieces share, which is to be
// taken off.
type pieceFunc func(points []point, off bool)

// outline gives the pieces that a stroke of the path consists of: a quadrangle
// for each straight part, and what fills the corners and ends.
func outline(p path, with pen, piece pieceFunc) {
	half := with.width / 2
	if half <= 0 {
		return
	}
	for _, line := range p {
		for _, part := range dashed(line, with.dashes, with.offset) {
			if with.round && with.discs {
				points := distinct(part.points)
				for i, p := range points {
					piece(circle(p, half), false)
					if i > 0 {
						outlineOf(polyline{points: points[i-1 : i+1]}, half, false, piece)
					}
				}
				continue
			}
			outlineOf(part, half, with.round, piece)
		}
	}
}

func outlineOf(line polyline, half float64, round bool, piece pieceFunc) {
	points := distinct(line.points)
	if len(points) == 1 && round {
		piece(circle(points[0], half), false)
		return
	}
	if line.closed && len(points) > 2 {
		points = append(points, points[0], points[1])
	}
	var before point // unit vector of the part before
	var room float64 // its length
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		d := point{(b.x - a.x) / length, (b.y - a.y) / length}
		n := point{-d.y * half, d.x * half}
		if i > 1 {
			corner(a, before, d, half, min(room, length), round, piece)
		}
		before, room = d, length
		if line.closed && i == len(points)-1 && len(points) > 3 {
			return // the first part once more, for its corner
		}
		piece([]point{{a.x + n.x, a.y + n.y}, {b.x + n.x, b.y + n.y}, {b.x - n.x, b.y - n.y}, {a.x - n.x, a.y - n.y}}, false)
		if round && !line.closed {
			if i == 1 {
				piece(fan(a, point{-d.y, d.x}, math.Pi, half), false)
			}
			if i == len(points)-1 {
				piece(fan(b, point{d.y, -d.x}, math.Pi, half), false)
			}
		}
	}
}

// corner fills the outer side where two parts meet, and takes off what they share
// at the inner side, if they are long enough.
func corner(at, before, after point, half, room float64, round bool, piece pieceFunc) {
	turn := math.Atan2(before.x*after.y-before.y*after.x, before.x*after.x+before.y*after.y)
	if math.Abs(turn) < 1e-3 {
		return
	}
	side := -1.0
	if turn < 0 {
		side = 1
	}
	from := point{-before.y * side, before.x * side}
	if reach := half * math.Abs(math.Tan(turn/2)); reach <= room {
		to := point{-after.y * side, after.x * side}
		inner := point{at.x - from.x*half - before.x*reach, at.y - from.y*half - before.y*reach}
		piece([]point{at, {at.x - from.x*half, at.y - from.y*half}, inner, {at.x - to.x*half, at.y - to.y*half}}, true)
	}
	if round {
		piece(fan(at, from, turn, half), false)
		return
	}
	to := point{-after.y * side, after.x * side}
	tip := []point{at, {at.x + from.x*half, at.y + from.y*half}}
	const miterLimit = 10
	if c := math.Cos(turn / 2); c > 1.0/miterLimit {
		m := point{from.x + to.x, from.y + to.y}
		k := half / c / math.Hypot(m.x, m.y)
		tip = append(tip, point{at.x + m.x*k, at.y + m.y*k})
	}
	piece(append(tip, point{at.x + to.x*half, at.y + to.y*half}), false)
}

// fan is a sector of a circle, from a direction through an angle.
func fan(at, from point, angle, radius float64) []point {
	steps := max(1, int(math.Ceil(8*math.Sqrt(radius)*math.Abs(angle)/math.Pi-1e-9)))
	points := []point{at}
	for i := 0; i <= steps; i++ {
		s, c := math.Sincos(angle * float64(i) / float64(steps))
		points = append(points, point{at.x + radius*(from.x*c-from.y*s), at.y + radius*(from.x*s+from.y*c)})
	}
	return points
}

func circle(at point, radius float64) []point { return fan(at, point{1, 0}, 2*math.Pi, radius)[1:] }

// distinct leaves out points that repeat the one before.
func distinct(points []point) []point {
	kept := make([]point, 0, len(points)+2)
	for _, p := range points {
		if len(kept) == 0 || kept[len(kept)-1] != p {
			kept = append(kept, p)
		}
	}
	return kept
}

// mostDashes bounds the dashes of one line: one of more is drawn whole.
const mostDashes = 100_000

// dashed cuts a line into its dashes.
func dashed(line polyline, dashes []float64, offset float64) []polyline {
	total := 0.0
	for _, d := range dashes {
		total += d
	}
	length := 0.0
	points := distinct(line.points)
	if line.closed && len(points) > 0 {
		points = append(points, points[0])
	}
	for i := 1; i < len(points); i++ {
		length += math.Hypot(points[i].x-points[i-1].x, points[i].y-points[i-1].y)
	}
	if !(total > 0) || math.IsInf(total, 0) || length/total*float64(len(dashes)) > mostDashes {
		return []polyline{line}
	}
	if len(dashes)%2 == 1 {
		dashes = append(dashes[:len(dashes):len(dashes)], dashes...)
		total *= 2
	}
	at := math.Mod(offset, total)
	if at < 0 {
		at += total
	}
	index := 0
	for at >= dashes[index] {
		at -= dashes[index]
		index = (index + 1) % len(dashes)
	}
	left := dashes[index] - at
	var parts []polyline
	var part []point
	if index%2 == 0 && len(points) > 0 {
		part = []point{points[0]}
	}
	for i := 1; i < len(points); i++ {
		a, b := points[i-1], points[i]
		length := math.Hypot(b.x-a.x, b.y-a.y)
		for done := 0.0; done < length; {
			step := min(left, length-done)
			done += step
			left -= step
			p := point{a.x + (b.x-a.x)*done/length, a.y + (b.y-a.y)*done/length}
			if index%2 == 0 {
				part = append(part, p)
			}
			if left > 0 {
				continue
			}
			if index%2 == 0 {
				parts = append(parts, polyline{points: part})
				part = nil
			} else {
				part = []point{p}
			}
			index = (index + 1) % len(dashes)
			left = dashes[index]
			for left == 0 && total > 0 {
				index = (index + 1) % len(dashes)
				left = dashes[index]
				if index%2 == 0 {
					part = []point{p}
				} else {
					part = nil
				}
			}
		}
	}
	if index%2 == 0 && len(part) > 1 {
		parts = append(parts, polyline{points: part})
	}
	return parts
}

// A dasher tells in turn how far a line is drawn and left out.
type dasher struct {
	dashes []float64
	index  int
	left   float64
}

// newDasher is of a line of a length, which is drawn whole where its dashes would be too
// many.
func newDasher(dashes []float64, offset, length float64) *dasher {
	total := 0.0
	for _, d := range dashes {
		total += d
	}
	if !(total > 0) || math.IsInf(total, 0) || length/total*float64(len(dashes)) > mostDashes {
		return &dasher{}
	}
	if len(dashes)%2 == 1 {
		dashes = append(dashes[:len(dashes):len(dashes)], dashes...)
		total *= 2
	}
	d := &dasher{dashes: dashes}
	at := math.Mod(offset, total)
	if at < 0 {
		at += total
	}
	for at >= dashes[d.index] && at > 0 {
		at -= dashes[d.index]
		d.index = (d.index + 1) % len(dashes)
	}
	d.left = dashes[d.index] - at
	return d
}

// next is the next piece, no longer than most, and whether it is drawn.
func (d *dasher) next(most float64) (length float64, on bool) {
	if d.dashes == nil {
		return most, true
	}
	for d.left <= 0 {
		d.index = (d.index + 1) % len(d.dashes)
		d.left = d.dashes[d.index]
	}
	length = min(d.left, most)
	d.left -= length
	return length, d.index%2 == 0
}
