package psutilx

// counters is what one device counts, as the kernel gave it, in the order of the
// fields of psutil's named tuple.
type counters interface{ diskCounters | nicCounters }

type (
	diskCounters [9]uint64
	nicCounters  [8]uint64
)

// A counted is one line of a kernel file that counts what devices do. Its name
// lies in the buffer that was read.
type counted[C counters] struct {
	name   []byte
	values C
}

// A nowrap turns readings of counters that wrap around, or start again, into
// numbers that never go backwards: psutil's nowrap=True. Whenever a counter is
// smaller than it was, its old value is carried over for good. A device that is
// not in a reading is forgotten. The zero nowrap has seen nothing.
type nowrap[C counters] struct {
	devices map[string]*device[C]
	order   []*device[C] // those of the latest reading, in its order
	reading uint64       // number of the latest reading
}

type device[C counters] struct {
	name    string
	raw     C // of the latest reading
	carried C // what earlier wraps add to it
	next    C // of the reading that is coming in
	isNew   bool
	reading uint64 // the latest reading that had it
}

// read takes in a reading and returns its devices in order. A name that stands
// in it twice counts once, with its last values. A reading without any device is
// passed over, as in psutil.
func (n *nowrap[C]) read(rows []counted[C]) []*device[C] {
	if len(rows) == 0 {
		return nil
	}
	if n.devices == nil {
		n.devices = make(map[string]*device[C], len(rows))
	}
	n.reading++
	n.order = n.order[:0]
	for i := range rows {
		d := n.devices[string(rows[i].name)]
		if d == nil {
			d = &device[C]{name: string(rows[i].name), isNew: true}
			n.devices[d.name] = d
		}
		if d.reading != n.reading {
			d.reading = n.reading
			n.order = append(n.order, d)
		}
		d.next = rows[i].values
	}
	for name, d := range n.devices {
		if d.reading != n.reading {
			delete(n.devices, name)
		}
	}
	for _, d := range n.order {
		for i := range len(d.next) {
			if !d.isNew && d.next[i] < d.raw[i] {
				d.carried[i] = addSaturating(d.carried[i], d.raw[i])
			}
		}
		d.raw, d.isNew = d.next, false
	}
	return n.order
}

// values is the device's counters since it was first seen, never smaller than
// before.
func (d *device[C]) values() C {
	v := d.raw
	for i := range len(v) {
		v[i] = addSaturating(v[i], d.carried[i])
	}
	return v
}

// tell hands the devices of a reading to f, which must not keep them. Where the
// kernel's own figures are asked for, what is known is neither used nor changed.
func tell[C counters](h *Host, known *nowrap[C], kernels bool, rows []counted[C], f func([]*device[C])) {
	if kernels {
		known = new(nowrap[C])
	}
	h.memory.Lock()
	defer h.memory.Unlock()
	f(known.read(rows))
}

// total adds up the devices whose names count, or all when counts is nil. It is
// not ok without any.
func total[C counters](devices []*device[C], counts func(name string) bool) (sum C, ok bool) {
	for _, d := range devices {
		if counts != nil && !counts(d.name) {
			continue
		}
		ok = true
		values := d.values()
		for i := range len(sum) {
			sum[i] = addSaturating(sum[i], values[i])
		}
	}
	return sum, ok
}

// byName fills a map, or a new one when it is nil, with what devices count.
func byName[C counters, S any](m map[string]S, devices []*device[C], of func(C) S) map[string]S {
	if m == nil {
		m = make(map[string]S, len(devices))
	}
	clear(m)
	for _, d := range devices {
		m[d.name] = of(d.values())
	}
	return m
}

// clear forgets everything.
func (n *nowrap[C]) clear() { *n = nowrap[C]{} }
