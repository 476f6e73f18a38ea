package nmapx

import (
	"fmt"
	"io"
)

// A decoder turns nmap's XML into a Result, a host at a time.
type decoder struct {
	xml      *xmlScanner
	result   *Result
	progress func(Progress)

	root     string
	foreign  bool    // the root is of another namespace
	stats    [2]bool // finished and hosts were seen
	firstErr *XMLError
	shared   pool
	ports    []Port // of the host that is being read
	ints     []int  // numbers that are pointed to
	done     bool
}

func newDecoder(r io.Reader, progress func(Progress)) *decoder {
	return &decoder{xml: newXMLScanner(r), result: &Result{}, progress: progress}
}

// host returns the next whole host, or nil when there are no more. What is
// mangled is passed over; err tells of it in the end.
func (d *decoder) host() *Host {
	for !d.done {
		h, err := d.step()
		if err != nil {
			if d.firstErr == nil {
				d.firstErr = err
			}
			if d.root == "" || !d.xml.resync(d.root, "host", "runstats") {
				d.done = true
			}
			continue
		}
		if h != nil {
			return h
		}
	}
	return nil
}

// err is what was wrong with the report, once host has returned nil.
func (d *decoder) err() *XMLError {
	if d.firstErr == nil && d.stats != [2]bool{true, true} {
		return d.xml.fault(0, "the report ends without its sums in <runstats>", true)
	}
	return d.firstErr
}

// step reads one child of the root, or the root itself.
func (d *decoder) step() (*Host, *XMLError) {
	t, err := d.tag()
	if err != nil {
		return nil, err
	}
	switch {
	case t.kind == endOfDocument:
		d.done = true
		return nil, nil
	case t.kind == endTag: // the root's
		return nil, nil
	case len(d.xml.stack) == 1:
		d.root = d.xml.stack[0]
		d.foreign = isForeign(t, false)
		r := d.result
		r.CommandLine = d.text(t, "args", &r.absent, 0)
		r.Scanner, r.Version, r.XMLVersion = d.attr(t, "scanner"), d.attr(t, "version"), d.attr(t, "xmloutputversion")
		r.Start, r.StartStr = d.time(t, "start"), d.attr(t, "startstr")
		return nil, nil
	case isForeign(t, d.foreign):
		return nil, d.skip()
	}
	switch string(t.name) {
	case "host":
		return d.readHost(t)
	case "scaninfo":
		var i ScanInfo
		i.Protocol = d.text(t, "protocol", &i.absent, 0)
		i.Method = d.text(t, "type", &i.absent, 1)
		i.Services = d.text(t, "services", &i.absent, 2)
		i.NumServices, i.ScanFlags = d.int(t, "numservices"), d.attr(t, "scanflags")
		d.result.ScanInfo = append(d.result.ScanInfo, i)
	case "runstats":
		return nil, d.children(d.readStats)
	case "taskbegin", "taskend":
		d.result.Tasks = append(d.result.Tasks, Task{
			Task: d.attr(t, "task"), Time: d.time(t, "time"), ExtraInfo: d.attr(t, "extrainfo"), Ended: string(t.name) == "taskend",
		})
		d.announce(t)
	case "taskprogress":
		d.announce(t)
	case "prescript":
		return nil, d.children(d.scripts(&d.result.PreScripts))
	case "postscript":
		return nil, d.children(d.scripts(&d.result.PostScripts))
	case "target":
		d.result.Targets = append(d.result.Targets, Target{d.attr(t, "specification"), d.attr(t, "status"), d.attr(t, "reason")})
	case "verbose":
		d.result.Verbose = d.int(t, "level")
	case "debugging":
		d.result.Debugging = d.int(t, "level")
	}
	return nil, d.skip()
}

// readStats takes the first of each element, as python-nmap does.
func (d *decoder) readStats(t *token) *XMLError {
	s := &d.result.Stats
	numbers := numbersOf{d, t, &s.absent, &s.odd}
	switch name := string(t.name); {
	case name == "finished" && !d.stats[0]:
		d.stats[0] = true
		s.TimeStr = d.text(t, "timestr", &s.absent, 0)
		s.Elapsed = numbers.seconds("elapsed", 1)
		s.Time, s.Summary, s.Exit, s.ErrorMsg = d.time(t, "time"), d.attr(t, "summary"), d.attr(t, "exit"), d.attr(t, "errormsg")
	case name == "hosts" && !d.stats[1]:
		d.stats[1] = true
		s.UpHosts = numbers.int("up", 2)
		s.DownHosts = numbers.int("down", 3)
		s.TotalHosts = numbers.int("total", 4)
	}
	return d.skip()
}

// tag reads the next tag.
func (d *decoder) tag() (*token, *XMLError) {
	t, err := d.xml.next()
	if err == nil {
		return t, nil
	}
	e, ok := err.(*XMLError)
	if !ok {
		e = d.fault("%v", err)
	}
	return nil, e
}

// fault is an error at the current place.
func (d *decoder) fault(format string, args ...any) *XMLError {
	e := d.xml.fault(0, fmt.Sprintf(format, args...), false)
	d.xml.stuck = false // it was read, and what follows can be
	return e
}

// children calls a function for each child of the element that has just begun,
// and returns once the element has ended. The function reads its child to the
// end.
func (d *decoder) children(each func(*token) *XMLError) *XMLError {
	for {
		t, err := d.tag()
		if err != nil {
			return err
		}
		if t.kind != startTag {
			return nil
		}
		if isForeign(t, false) {
			err = d.skip()
		} else {
			err = each(t)
		}
		if err != nil {
			return err
		}
	}
}

// isForeign reports whether an element is of another namespace than nmap's, which
// is none: what it is called then means nothing here.
func isForeign(t *token, around bool) bool {
	if v, ok := t.attr("xmlns"); ok {
		return len(v) > 0
	}
	return around
}

// skip reads the element that has just begun to its end.
func (d *decoder) skip() *XMLError {
	for depth := 1; depth > 0; {
		t, err := d.tag()
		if err != nil {
			return err
		}
		if t.kind == startTag {
			depth++
		} else {
			depth--
		}
	}
	return nil
}

// content reads the element that has just begun to its end and returns its
// character data up to the first child.
func (d *decoder) content() (string, *XMLError) {
	d.xml.want = true
	t, err := d.tag()
	d.xml.want = false
	if err != nil {
		return "", err
	}
	text := d.shared.share(d.xml.text)
	if t.kind == startTag {
		if err := d.skip(); err != nil {
			return "", err
		}
		return text, d.skip()
	}
	return text, nil
}

// attr is the value of an attribute, empty if it is not there.
func (d *decoder) attr(t *token, name string) string {
	v, _ := t.attr(name)
	return d.shared.share(v)
}

// text is the value of an attribute; if it is not there, a bit is set.
func (d *decoder) text(t *token, name string, a *absent, bit int) string {
	v, ok := t.attr(name)
	if !ok {
		*a |= 1 << bit
	}
	return d.shared.share(v)
}
