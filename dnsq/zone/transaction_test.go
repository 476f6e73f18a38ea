package zone_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
	"github.com/pyops-go/pyops/internal/original"
)

// transactionAnswers are our sides of what zone.py asks of transactions.
var transactionAnswers = dnstest.Answers{
	"txn_steps": func(a []any) any {
		return txnSteps(a[0].(string), a[1].(bool), a[2].(bool), a[3].(bool), a[4].(bool), a[5].([]any), a[6].(bool))
	},
	"txn_checks":   func(a []any) any { return txnChecks(a[0].(string), a[1].([]any)) },
	"txn_versions": func(a []any) any { return txnVersions(a[0].(string), a[1].(int), a[2].(int)) },
}

func serialOptions(value uint32, relative bool, name dnsq.Name) *zone.SerialOptions {
	return &zone.SerialOptions{Value: &value, Absolute: !relative, Name: name}
}

// txnStep does a step of testdata/zone.py's txn_steps.
func txnStep(txn *zone.Transaction, step []any) (any, error) {
	what, n, args := step[0].(string), nameOf(step[1].(string)), step[2:]
	set := func(i int) *dnsq.Rdataset {
		a := args[i].([]any)
		texts := []string{}
		for _, x := range a[2:] {
			texts = append(texts, x.(string))
		}
		s, err := dnsq.RdatasetFromText(dnsq.ClassIN, typeOf(a[1].(string)), 77, texts...)
		if err != nil {
			panic(err)
		}
		return s
	}
	exact := what == "delete_exact"
	switch what {
	case "get":
		s, err := txn.Get(n, typeOf(args[0].(string)), dnsq.TypeNone)
		if s == nil {
			return nil, err
		}
		return s.String(), err
	case "node":
		node, err := txn.GetNode(n)
		if node == nil {
			return nil, err
		}
		return node.Len(), err
	case "exists":
		return txnValue(txn.NameExists(n))
	case "serial":
		return nil, txn.UpdateSerial(serialOptions(uint32(args[0].(int64)), args[1].(bool), n))
	case "rrset":
		s, err := dnsq.RdatasetFromText(dnsq.ClassIN, typeOf(args[2].(string)), uint32(args[0].(int)), args[3].(string))
		if err != nil {
			return nil, err
		}
		return nil, txn.Add(n, s)
	case "add", "replace":
		if ttl, ok := args[0].(int); ok {
			a := args[1].([]any)
			rd, err := dnsq.RdataFromText(dnsq.ClassIN, typeOf(a[1].(string)), a[2].(string), nil)
			if err != nil {
				return nil, err
			}
			if what == "add" {
				return nil, txn.AddRdata(n, uint32(ttl), rd)
			}
			return nil, txn.ReplaceRdata(n, uint32(ttl), rd)
		}
		if what == "add" {
			return nil, txn.Add(n, set(0))
		}
		return nil, txn.Replace(n, set(0))
	}
	switch {
	case len(args) == 0 && exact:
		return nil, txn.DeleteExact(n)
	case len(args) == 0:
		return nil, txn.Delete(n)
	}
	if a := args[0].([]any); a[0] == "type" {
		if exact {
			return nil, txn.DeleteRdatasetExact(n, typeOf(a[1].(string)), dnsq.TypeNone)
		}
		return nil, txn.DeleteRdataset(n, typeOf(a[1].(string)), dnsq.TypeNone)
	}
	if exact {
		return nil, txn.DeleteRecordsExact(n, set(0))
	}
	return nil, txn.DeleteRecords(n, set(0))
}

func txnValue(v any, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func txnSteps(text string, relativize, versioned, replacement, readOnly bool, steps []any, commit bool) any {
	z, err := zone.FromText(text, dnsq.MustName("example."), &zone.FileOptions{KeepAbsolute: !relativize})
	if err != nil {
		return zoneFailure(err)
	}
	current := func() *zone.Zone { return z }
	var manager zone.TransactionManager = z
	if versioned {
		v := zone.NewVersioned(z)
		current, manager = v.Current, v
	}
	var txn *zone.Transaction
	if readOnly {
		txn = manager.Reader()
	} else if txn, err = manager.Writer(context.Background(), &zone.WriterOptions{Replacement: replacement}); err != nil {
		return zoneFailure(err)
	}
	seen := []any{}
	add := func(v any, err error) {
		if err != nil {
			v = zoneFailure(err)
			if d := v.(original.Dict); d[0].Value == "KeyError" && d[1].Value == "there is no SOA whose serial could be set" || d[1].Value == "a serial moves by less than 2**31" {
				d[1].Value = "" // the original says nothing
			}
		}
		seen = append(seen, v)
	}
	for _, step := range steps {
		add(txnStep(txn, step.([]any)))
		changed, err := txn.Changed()
		add(changed, err)
		sets := []string{}
		for name, s := range txn.All() {
			sets = append(sets, name.String()+" "+s.String())
		}
		seen = append(seen, sets)
		if !replacement {
			seen = append(seen, current().GetNode(nameOf("fresh")) == nil)
		}
	}
	if commit {
		err = txn.Commit()
	} else {
		err = txn.Rollback()
	}
	if err != nil {
		return zoneFailure(err)
	}
	add(nil, txn.Commit())
	add(nil, txn.Rollback())
	add(txnValue(txn.Changed()))
	_, err = txn.Get(dnsq.Empty, dnsq.TypeSOA, dnsq.TypeNone)
	add(nil, err)
	add(txnValue(txn.NameExists(dnsq.Empty)))
	add(nil, txn.Delete(dnsq.Empty))
	return append(seen, written(current().ToText(nil)))
}

const transacted = "$TTL 300\n@ SOA a b 9 2 3 4 5\n@ NS a\na A 192.0.2.1\na A 192.0.2.2\na TXT x\nb MX 10 a\nc CNAME a\nc NSEC d A\n"

func anySet(typ string, rdatas ...any) []any { return append([]any{"set", typ}, rdatas...) }

var txnStepsAll = []any{
	[]any{"add", "fresh", anySet("A", "192.0.2.7")}, []any{"add", "a", anySet("A", "192.0.2.7", "192.0.2.1")}, []any{"add", "a", 5, []any{"rd", "A", "192.0.2.8"}},
	[]any{"add", "a", 500, []any{"rd", "MX", "10 q"}}, []any{"add", "x.example.", 5, []any{"rd", "A", "192.0.2.8"}}, []any{"add", "x.other.", 5, []any{"rd", "A", "192.0.2.8"}},
	[]any{"rrset", "y", 5, "IN", "A", "192.0.2.3"}, []any{"rrset", "y.example.", 7, "IN", "TXT", "z"}, []any{"rrset", "y.other.", 7, "IN", "TXT", "z"},
	[]any{"add", "a", 5, []any{"rd", "CNAME", "x"}}, []any{"add", "c", 5, []any{"rd", "A", "192.0.2.8"}}, []any{"add", "x", 5, []any{"rd", "SOA", "a b 1 2 3 4 5"}}, []any{"add", "@", 5, []any{"rd", "SOA", "a b 1 2 3 4 5"}},
	[]any{"replace", "a", anySet("A", "192.0.2.9")}, []any{"replace", "new", 5, []any{"rd", "A", "192.0.2.8"}}, []any{"replace", "c", 5, []any{"rd", "TXT", "t"}}, []any{"replace", "x", anySet("SOA", "a b 1 2 3 4 5")},
	[]any{"delete", "a"}, []any{"delete", "nope"}, []any{"delete", "x.other."}, []any{"delete", "a", []any{"type", "A"}}, []any{"delete", "a", []any{"type", "SRV"}}, []any{"delete", "nope", []any{"type", "A"}},
	[]any{"delete", "a", anySet("A", "192.0.2.1")}, []any{"delete", "a", anySet("A", "192.0.2.1", "192.0.2.2", "192.0.2.99")}, []any{"delete", "a", anySet("A", "192.0.2.99")}, []any{"delete", "b", anySet("MX", "10 a")}, []any{"delete", "nope", anySet("MX", "10 a")},
	[]any{"delete_exact", "nope"}, []any{"delete_exact", "a"}, []any{"delete_exact", "a", []any{"type", "MX"}}, []any{"delete_exact", "a", []any{"type", "TXT"}}, []any{"delete_exact", "a", anySet("A", "192.0.2.1", "192.0.2.99")},
	[]any{"delete_exact", "a", anySet("A", "192.0.2.2")}, []any{"delete_exact", "nope", anySet("A", "192.0.2.2")}, []any{"delete_exact", "b", anySet("MX", "10 a")},
	[]any{"serial", "@", int64(1), true}, []any{"serial", "@", int64(100), false}, []any{"serial", "@", int64(0), false}, []any{"serial", "@", int64(1) << 31, true}, []any{"serial", "@", int64(1)<<31 - 1, true}, []any{"serial", "a", int64(1), true}, []any{"serial", "@", int64(0), true}, []any{"serial", "@", int64(4294967295), false},
	[]any{"get", "a", "A"}, []any{"get", "a", "SRV"}, []any{"get", "nope", "A"}, []any{"get", "x.other.", "A"}, []any{"node", "a"}, []any{"node", "nope"}, []any{"exists", "a"}, []any{"exists", "nope"},
}

// absoluteSteps has the names of steps in full.
func absoluteSteps(steps []any) []any {
	out := []any{}
	for _, step := range steps {
		s := slices.Clone(step.([]any))
		n, err := nameOf(s[1].(string)).Derelativize(dnsq.MustName("example."))
		if err != nil {
			panic(err)
		}
		s[1] = n.String()
		out = append(out, s)
	}
	return out
}

func TestTransactions(t *testing.T) {
	py := startZones(t)
	r := original.Rand(t)
	var calls []original.Call
	add := func(steps []any) {
		for _, readOnly := range []bool{false, true} {
			relativize := r.IntN(2) == 0
			if !relativize {
				steps = absoluteSteps(steps)
			}
			calls = append(calls, original.Call{Func: "txn_steps", Args: []any{transacted, relativize, r.IntN(2) == 0, r.IntN(8) == 0 && !readOnly, readOnly, steps, r.IntN(4) > 0}})
		}
	}
	for _, step := range txnStepsAll {
		add([]any{step})
	}
	for range original.Rounds(t, 80) {
		var steps []any
		for range 1 + r.IntN(8) {
			steps = append(steps, txnStepsAll[r.IntN(len(txnStepsAll))])
		}
		add(steps)
	}
	judge(py).Generated(t, calls)
}

func txnChecks(text string, steps []any) any {
	z, err := zone.FromText(text, dnsq.MustName("example."), nil)
	if err != nil {
		return zoneFailure(err)
	}
	txn, err := z.Writer(context.Background(), nil)
	if err != nil {
		return zoneFailure(err)
	}
	seen := []any{}
	refused := errors.New("no")
	answer := func(name dnsq.Name) error {
		if name.String() == "refused" {
			return refused
		}
		return nil
	}
	txn.CheckPutRdataset(func(_ *zone.Transaction, name dnsq.Name, s *dnsq.Rdataset) error {
		seen = append(seen, []any{"put", name.String(), s.String()})
		return answer(name)
	})
	txn.CheckDeleteRdataset(func(_ *zone.Transaction, name dnsq.Name, typ, covers dnsq.RdataType) error {
		seen = append(seen, []any{"delete", name.String(), int(typ), int(covers)})
		return answer(name)
	})
	txn.CheckDeleteName(func(_ *zone.Transaction, name dnsq.Name) error {
		seen = append(seen, []any{"name", name.String()})
		return answer(name)
	})
	for _, step := range steps {
		if _, err := txnStep(txn, step.([]any)); errors.Is(err, refused) {
			seen = append(seen, err.Error())
		} else if err != nil {
			return zoneFailure(err)
		}
	}
	if err := txn.Commit(); err != nil {
		return zoneFailure(err)
	}
	return append(seen, z.String())
}

func TestTransactionChecks(t *testing.T) {
	py := startZones(t)
	const text = transacted + "refused A 192.0.2.1\nrefused A 192.0.2.2\n"
	compareZones(t, py, []original.Call{{Func: "txn_checks", Args: []any{text, []any{
		[]any{"add", "a", anySet("A", "192.0.2.7")}, []any{"add", "fresh", anySet("A", "192.0.2.7")}, []any{"add", "refused", anySet("A", "192.0.2.7")}, []any{"replace", "refused", anySet("MX", "1 x")},
		[]any{"replace", "b", anySet("A", "192.0.2.7")}, []any{"delete", "refused", anySet("A", "192.0.2.1")},
		[]any{"delete", "refused", anySet("A", "192.0.2.1", "192.0.2.2")}, []any{"delete", "refused"}, []any{"delete", "fresh"}, []any{"delete", "c", anySet("CNAME", "a")}, []any{"delete", "nope"},
	}}}})
}

func txnVersions(text string, most, count int) any {
	z, err := zone.FromText(text, dnsq.MustName("example."), nil)
	if err != nil {
		return zoneFailure(err)
	}
	v := zone.NewVersioned(z)
	if err := v.SetMaxVersions(most); err != nil {
		return zoneFailure(err)
	}
	first := v.Versions()[0].ID
	kept := func() []int {
		ids := []int{}
		for _, x := range v.Versions() {
			ids = append(ids, int(x.ID-first))
		}
		return ids
	}
	serial := func(txn *zone.Transaction) int {
		s, err := txn.Get(dnsq.Empty, dnsq.TypeSOA, dnsq.TypeNone)
		if err != nil {
			panic(err)
		}
		return int(s.Items[0].(*dnsq.SOA).Serial)
	}
	seen := []any{}
	var held *zone.Transaction
	for i := range count {
		txn, err := v.Writer(context.Background(), nil)
		if err == nil {
			err = txn.UpdateSerial(nil)
		}
		if err == nil {
			err = txn.Commit()
		}
		if err != nil {
			return zoneFailure(err)
		}
		if i == count/2 {
			held = v.Reader()
		}
		if i == count-2 && held != nil {
			seen = append(seen, serial(held))
			if err := held.Commit(); err != nil {
				return zoneFailure(err)
			}
			held = nil
		}
		seen = append(seen, kept())
	}
	if txn, err := v.ReaderOfSerial(3); err != nil {
		seen = append(seen, zoneFailure(err))
	} else {
		seen = append(seen, int(txn.Version()-first))
	}
	last := v.Versions()
	if txn, err := v.ReaderOf(last[len(last)-1].ID); err != nil {
		seen = append(seen, zoneFailure(err))
	} else {
		seen = append(seen, serial(txn))
	}
	if _, err := v.ReaderOf(99); err != nil {
		seen = append(seen, zoneFailure(err))
	}
	txn, err := v.Writer(context.Background(), nil)
	if err == nil {
		err = txn.Commit()
	}
	if err != nil {
		return zoneFailure(err)
	}
	// In Python the methods that change a zone are there and refuse; here a
	// versioned zone has none.
	return append(seen, kept(), original.Dict{{Key: "error", Value: "UseTransaction"}, {Key: "text", Value: "To alter a versioned zone, use a transaction."}})
}

func TestVersions(t *testing.T) {
	py := startZones(t)
	var calls []original.Call
	for _, most := range []int{1, 2, 3, 7} {
		for _, count := range []int{2, 3, 5, 8} {
			calls = append(calls, original.Call{Func: "txn_versions", Args: []any{"$TTL 300\n@ SOA a b 1 2 3 4 5\n@ NS a\n", most, count}})
		}
	}
	compareZones(t, py, calls)
}

// One writes at a time; who waits gives up with its context.
func TestWritersWait(t *testing.T) {
	z, err := zone.FromText(transacted, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := zone.NewVersioned(z)
	first, err := v.Writer(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan error)
	go func() {
		_, err := v.Writer(ctx, nil)
		got <- err
	}()
	cancel()
	if err := <-got; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	go func() {
		second, err := v.Writer(t.Context(), nil)
		if err == nil {
			err = second.UpdateSerial(nil)
		}
		if err == nil {
			err = second.Commit()
		}
		got <- err
	}()
	reader := v.Reader()
	if err := errors.Join(first.UpdateSerial(serialOptions(20, false, dnsq.Empty)), first.Commit(), <-got); err != nil {
		t.Fatal(err)
	}
	if s, err := reader.Get(dnsq.Empty, dnsq.TypeSOA, dnsq.TypeNone); err != nil || s.Items[0].(*dnsq.SOA).Serial != 9 {
		t.Errorf("a reader sees what came later: %v, %v", s, err)
	}
	if soa, err := v.Current().GetSOA(); err != nil || soa.Serial != 21 {
		t.Errorf("got %v, %v", soa, err)
	}
	if err := reader.Rollback(); err != nil || len(v.Versions()) != 1 {
		t.Errorf("%d versions, %v", len(v.Versions()), err)
	}
}

// Readers of one version share its rdatasets: none of what they may do changes
// these. (The race detector tells.)
func TestReadersShareAVersion(t *testing.T) {
	text := transacted
	for i := range 40 {
		text += fmt.Sprintf("many A 192.0.2.%d\n", i)
	}
	z, err := zone.FromText(text, dnsq.MustName("example."), nil)
	if err != nil {
		t.Fatal(err)
	}
	v := zone.NewVersioned(z.Clone())
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "192.0.2.39", nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			txn := v.Reader()
			defer txn.Rollback()
			s, err := txn.Get(nameOf("many"), dnsq.TypeA, dnsq.TypeNone)
			if err != nil || !s.Contains(rd) || !s.IsSubset(s.Clone()) || !v.Current().Equal(z) || s.IsDisjoint(s) || written(v.Current().ToText(nil)) == "" {
				t.Error(s, err)
			}
			if d, err := v.Current().ComputeDigest(zone.DigestSHA384, 0); err != nil || len(d.Digest) != 48 {
				t.Error(d, err)
			}
		})
		wg.Go(func() {
			w, err := v.Writer(t.Context(), nil)
			if err == nil {
				err = errors.Join(w.AddRdata(nameOf("many"), 300, rd), w.UpdateSerial(serialOptions(0, true, dnsq.Empty)), w.Commit())
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}
