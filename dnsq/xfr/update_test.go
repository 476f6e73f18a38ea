package xfr_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/internal/original"
)

// updateAnswers are our sides of what zone.py asks of updates.
var updateAnswers = dnstest.Answers{
	"update_wire": func(a []any) any {
		class, err := dnsq.RdataClassFromText(a[1].(string))
		if err != nil {
			return zoneFailure(err)
		}
		id := uint16(1)
		u, err := xfr.NewUpdate(dnsq.MustName(a[0].(string)), &xfr.UpdateOptions{Class: class, ID: &id})
		if err != nil {
			return zoneFailure(err)
		}
		for _, step := range a[2].([]any) {
			if err := updateStep(u, class, step.([]any)); err != nil {
				return zoneFailure(err)
			}
		}
		wire, err := u.ToWire(nil)
		if err != nil {
			return zoneFailure(err)
		}
		again, err := dnsq.MessageFromWire(wire, nil)
		if err != nil {
			return zoneFailure(err)
		}
		return []any{wire, shownQuery(again), len(u.Zone()), len(u.Prerequisite()), len(u.Update()), int(u.Zone()[0].Class), u.Origin().String(), len(u.Additional)}
	},
}

// updateStep does a step of testdata/zone.py's update_wire.
func updateStep(u *xfr.UpdateMessage, class dnsq.RdataClass, step []any) error {
	what, n, args := step[0].(string), nameOf(step[1].(string)), step[2:]
	form := "none"
	if len(args) > 0 {
		form = args[0].(string)
		args = args[1:]
	}
	texts := func(from int) (out []string) {
		for _, x := range args[from:] {
			out = append(out, x.(string))
		}
		return out
	}
	rdatas := func() (out []dnsq.Rdata, err error) {
		for _, text := range texts(2) {
			rd, err := dnsq.RdataFromText(class, typeOf(args[1].(string)), text, nil)
			if err != nil {
				return nil, err
			}
			out = append(out, rd)
		}
		return out, nil
	}
	switch form {
	case "none":
		return map[string]func(dnsq.Name) error{"delete": u.Delete, "present": u.Present, "absent": u.Absent}[what](n)
	case "type":
		return map[string]func(dnsq.Name, dnsq.RdataType) error{"delete": u.DeleteType, "present": u.PresentType, "absent": u.AbsentType}[what](n, typeOf(args[0].(string)))
	case "text":
		switch what {
		case "add":
			return u.AddText(n, uint32(args[0].(int)), typeOf(args[1].(string)), texts(2)...)
		case "replace":
			return u.ReplaceText(n, uint32(args[0].(int)), typeOf(args[1].(string)), texts(2)...)
		case "delete":
			return u.DeleteText(n, typeOf(args[0].(string)), texts(1)...)
		}
		return u.PresentText(n, typeOf(args[0].(string)), texts(1)...)
	case "set":
		s, err := dnsq.RdatasetFromText(class, typeOf(args[1].(string)), uint32(args[0].(int)), texts(2)...)
		if err != nil {
			return err
		}
		switch what {
		case "add":
			return u.AddRdataset(n, s)
		case "replace":
			return u.Replace(n, s.TTL, s.Items...)
		case "delete":
			return u.DeleteRdata(n, s.Items...)
		}
		return u.PresentRdata(n, s.Items...)
	}
	rds, err := rdatas()
	if err != nil {
		return err
	}
	switch what {
	case "add":
		return u.Add(n, uint32(args[0].(int)), rds...)
	case "replace":
		return u.Replace(n, uint32(args[0].(int)), rds...)
	case "delete":
		return u.DeleteRdata(n, rds...)
	}
	return u.PresentRdata(n, rds...)
}

var updateSteps = []any{
	[]any{"add", "a", "text", 300, "A", "192.0.2.1"}, []any{"add", "a", "text", 300, "A", "192.0.2.1", "192.0.2.2"}, []any{"add", "f", "text", 300, "TXT", "x y"},
	[]any{"add", "a.example.", "text", 5, "MX", "10 mail"}, []any{"add", "@", "text", 5, "NS", "ns.other."}, []any{"add", "b", "rd", 7, "MX", "10 mail", "20 mail.other."}, []any{"add", "b", "set", 9, "SRV", "1 2 3 t"},
	[]any{"add", "s", "text", 5, "RRSIG", "A 8 2 300 20300101000000 20200101000000 1 example. AAAA"},
	[]any{"delete", "a"}, []any{"delete", "a", "type", "A"}, []any{"delete", "a", "type", "ANY"}, []any{"delete", "a", "text", "A", "192.0.2.1", "192.0.2.2"}, []any{"delete", "a", "rd", nil, "MX", "10 mail"}, []any{"delete", "a", "set", 9, "TXT", "x", "y"},
	[]any{"replace", "a", "text", 300, "A", "192.0.2.1"}, []any{"replace", "a", "text", 300, "TXT", "a", "b"}, []any{"replace", "a", "rd", 5, "A", "192.0.2.7"}, []any{"replace", "r", "set", 9, "PTR", "x", "y.z."},
	[]any{"present", "a"}, []any{"present", "a", "type", "MX"}, []any{"present", "a", "text", "A", "192.0.2.1", "192.0.2.2"}, []any{"present", "a", "rd", nil, "MX", "10 mail"}, []any{"present", "a", "set", 0, "TXT", "x"},
	[]any{"absent", "a"}, []any{"absent", "a", "type", "CNAME"}, []any{"absent", "x.y.example."},
}

func TestUpdateMessages(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	var calls []original.Call
	for _, step := range updateSteps {
		calls = append(calls, original.Call{Func: "update_wire", Args: []any{"example.", "IN", []any{step}}})
	}
	calls = append(calls, original.Call{Func: "update_wire", Args: []any{"example.", "IN", updateSteps}}, original.Call{Func: "update_wire", Args: []any{"example.", "IN", []any{}}},
		original.Call{Func: "update_wire", Args: []any{"example.", "CH", []any{[]any{"add", "a", "text", 5, "TXT", "x"}, []any{"delete", "a"}, []any{"present", "a", "text", "TXT", "x"}}}})
	for range original.Rounds(t, 60) {
		var steps []any
		for range 1 + r.IntN(6) {
			steps = append(steps, updateSteps[r.IntN(len(updateSteps))])
		}
		calls = append(calls, original.Call{Func: "update_wire", Args: []any{"example.", "IN", steps}})
	}
	compareZones(t, py, calls)
}

// What cannot be part of an update is refused where it is put in.
func TestUpdatesRefuse(t *testing.T) {
	if _, err := xfr.NewUpdate(nameOf("example"), nil); classOf(err) != "ValueError" {
		t.Errorf("a relative zone: %v", err)
	}
	u, err := xfr.NewUpdate(dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	ch, err := dnsq.RdataFromText(dnsq.ClassCH, dnsq.TypeTXT, "x", nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := u.Add(nameOf("a"), 5, ch); classOf(err) != "IncompatibleTypes" {
		t.Errorf("another class: %v", err)
	}
	if err := u.AddText(nameOf("a"), 5, dnsq.TypeA, "192.0.2"); classOf(err) != "SyntaxError" {
		t.Errorf("bad rdata: %v", err)
	}
	if len(u.Update()) != 0 {
		t.Errorf("the update has %v", u.Update())
	}
}
