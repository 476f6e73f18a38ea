package clam

import "strings"

// A tally follows the replies to one request: it believes only what is about the
// file that was asked for, and knows when the answer is whole.
//
// A clamd (seen of 1.4) ends the answer about a folder with "folder: OK" unless
// something in it is infected, and then with nothing but the end of the
// connection. Of a file that it cannot read it says so, and sometimes OK as well.
type tally struct {
	command string
	root    string
	infected, ok,
	whole bool // nothing need follow
}

func newTally(command, file string) *tally {
	root := strings.TrimRight(file, "/")
	if root == "" && file != "" {
		root = "/"
	}
	return &tally{command: command, root: root}
}

// take judges a reply. What is wrong with it is empty if it can be believed; what
// was found counts in any case.
func (t *tally) take(reply string) (v verdict, understood bool, wrong string) {
	v, understood = readVerdictOf(reply, t.root)
	if !understood {
		return v, false, ""
	}
	own := v.name == t.root
	switch {
	case !own && (v.finding == nil || !strings.HasPrefix(v.name, strings.TrimSuffix(t.root, "/")+"/")):
		return v, true, "it is about another file"
	case t.ok:
		return v, true, "it comes after OK"
	case v.finding == nil && t.infected:
		return v, true, "it says OK of what is infected"
	case v.finding == nil:
		t.ok, t.whole = true, true
	case v.finding.Status == Found:
		t.infected = true
		// ALLMATCHSCAN goes on to the next signature.
		t.whole = t.command == "SCAN" || own && t.command != "ALLMATCHSCAN"
	default:
		t.whole = own
	}
	return v, true, ""
}
