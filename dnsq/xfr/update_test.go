package xfr_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/internal/original"
)

// An updateCase is an update of a zone, and its steps.
type updateCase struct {
	Zone  string
	Class string `py:"rdclass"`
	Steps []updateStep
}

// An updateStep is what is done about a name: with nothing more, with a type, with
// rdata in text, as rd, or as a set (form).
type updateStep struct {
	What, Name, Form string
	TTL              uint32
	Type             dnsq.RdataType `py:"rdtype"`
	Rdatas           []string
}

func (updateCase) Asks() string { return "update_wire" }

func (c updateCase) Ours() any {
	class, err := dnsq.RdataClassFromText(c.Class)
	if err != nil {
		return zoneFailure(err)
	}
	id := uint16(1)
	u, err := xfr.NewUpdate(dnsq.MustName(c.Zone), &xfr.UpdateOptions{Class: class, ID: &id})
	if err != nil {
		return zoneFailure(err)
	}
	for _, step := range c.Steps {
		if err := step.do(u, class); err != nil {
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
}

func (s updateStep) do(u *xfr.UpdateMessage, class dnsq.RdataClass) error {
	n := nameOf(s.Name)
	switch s.Form {
	case "":
		return map[string]func(dnsq.Name) error{"delete": u.Delete, "present": u.Present, "absent": u.Absent}[s.What](n)
	case "type":
		return map[string]func(dnsq.Name, dnsq.RdataType) error{"delete": u.DeleteType, "present": u.PresentType, "absent": u.AbsentType}[s.What](n, s.Type)
	case "text":
		switch s.What {
		case "add":
			return u.AddText(n, s.TTL, s.Type, s.Rdatas...)
		case "replace":
			return u.ReplaceText(n, s.TTL, s.Type, s.Rdatas...)
		case "delete":
			return u.DeleteText(n, s.Type, s.Rdatas...)
		}
		return u.PresentText(n, s.Type, s.Rdatas...)
	}
	set, err := dnsq.RdatasetFromText(class, s.Type, s.TTL, s.Rdatas...)
	if err != nil {
		return err
	}
	switch s.What {
	case "add":
		if s.Form == "set" {
			return u.AddRdataset(n, set)
		}
		return u.Add(n, s.TTL, set.Items...)
	case "replace":
		return u.Replace(n, s.TTL, set.Items...)
	case "delete":
		return u.DeleteRdata(n, set.Items...)
	}
	return u.PresentRdata(n, set.Items...)
}

var updateSteps = []updateStep{
	{What: "add", Name: "a", Form: "text", TTL: 300, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1"}}, {What: "add", Name: "a", Form: "text", TTL: 300, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1", "192.0.2.2"}}, {What: "add", Name: "f", Form: "text", TTL: 300, Type: dnsq.TypeTXT, Rdatas: []string{"x y"}},
	{What: "add", Name: "a.example.", Form: "text", TTL: 5, Type: dnsq.TypeMX, Rdatas: []string{"10 mail"}}, {What: "add", Name: "@", Form: "text", TTL: 5, Type: dnsq.TypeNS, Rdatas: []string{"ns.other."}}, {What: "add", Name: "b", Form: "rd", TTL: 7, Type: dnsq.TypeMX, Rdatas: []string{"10 mail", "20 mail.other."}}, {What: "add", Name: "b", Form: "set", TTL: 9, Type: dnsq.TypeSRV, Rdatas: []string{"1 2 3 t"}},
	{What: "add", Name: "s", Form: "text", TTL: 5, Type: dnsq.TypeRRSIG, Rdatas: []string{"A 8 2 300 20300101000000 20200101000000 1 example. AAAA"}},
	{What: "delete", Name: "a"}, {What: "delete", Name: "a", Form: "type", Type: dnsq.TypeA}, {What: "delete", Name: "a", Form: "type", Type: dnsq.TypeANY}, {What: "delete", Name: "a", Form: "text", Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1", "192.0.2.2"}}, {What: "delete", Name: "a", Form: "rd", Type: dnsq.TypeMX, Rdatas: []string{"10 mail"}}, {What: "delete", Name: "a", Form: "set", TTL: 9, Type: dnsq.TypeTXT, Rdatas: []string{"x", "y"}},
	{What: "replace", Name: "a", Form: "text", TTL: 300, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1"}}, {What: "replace", Name: "a", Form: "text", TTL: 300, Type: dnsq.TypeTXT, Rdatas: []string{"a", "b"}}, {What: "replace", Name: "a", Form: "rd", TTL: 5, Type: dnsq.TypeA, Rdatas: []string{"192.0.2.7"}}, {What: "replace", Name: "r", Form: "set", TTL: 9, Type: dnsq.TypePTR, Rdatas: []string{"x", "y.z."}},
	{What: "present", Name: "a"}, {What: "present", Name: "a", Form: "type", Type: dnsq.TypeMX}, {What: "present", Name: "a", Form: "text", Type: dnsq.TypeA, Rdatas: []string{"192.0.2.1", "192.0.2.2"}}, {What: "present", Name: "a", Form: "rd", Type: dnsq.TypeMX, Rdatas: []string{"10 mail"}}, {What: "present", Name: "a", Form: "set", Type: dnsq.TypeTXT, Rdatas: []string{"x"}},
	{What: "absent", Name: "a"}, {What: "absent", Name: "a", Form: "type", Type: dnsq.TypeCNAME}, {What: "absent", Name: "x.y.example."},
}

func TestUpdateMessages(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	var calls []original.Call
	update := func(steps ...updateStep) { calls = append(calls, ask(updateCase{"example.", "IN", steps})) }
	for _, step := range updateSteps {
		update(step)
	}
	update(updateSteps...)
	update()
	calls = append(calls, ask(updateCase{"example.", "CH", []updateStep{
		{What: "add", Name: "a", Form: "text", TTL: 5, Type: dnsq.TypeTXT, Rdatas: []string{"x"}}, {What: "delete", Name: "a"}, {What: "present", Name: "a", Form: "text", Type: dnsq.TypeTXT, Rdatas: []string{"x"}},
	}}))
	for range original.Rounds(t, 60) {
		var steps []updateStep
		for range 1 + r.IntN(6) {
			steps = append(steps, updateSteps[r.IntN(len(updateSteps))])
		}
		update(steps...)
	}
	compareZones(t, py, calls)
}

// What names records without saying them has neither a time to live nor rdata that
// covers a type (RFC 2136, 2.4 and 2.5).
func TestRecordsThatSayNothing(t *testing.T) {
	u, err := xfr.NewUpdate(dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	a := nameOf("a")
	if err := errors.Join(u.DeleteType(a, dnsq.TypeA), u.Delete(a), u.PresentType(a, dnsq.TypeA), u.Present(a), u.AbsentType(a, dnsq.TypeA), u.Absent(a)); err != nil {
		t.Fatal(err)
	}
	sets := slices.Concat(u.Prerequisite(), u.Update())
	if len(sets) != 6 {
		t.Errorf("there are %d records", len(sets))
	}
	for _, s := range sets {
		if s.TTL != 0 || s.Covers != dnsq.TypeNone || s.Len() != 0 {
			t.Errorf("%v covers %v, for %d s", s, s.Covers, s.TTL)
		}
	}
}

// What cannot be part of an update is refused where it is put in.
func TestUpdatesRefuse(t *testing.T) {
	const relative = "the name of the zone must be absolute"
	if _, err := xfr.NewUpdate(nameOf("example"), nil); classOf(err) != "ValueError" || !strings.Contains(err.Error(), relative+":") || !strings.Contains(err.Error(), "example") {
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
