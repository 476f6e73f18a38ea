package zone_test

import (
	"errors"
	"iter"
	"slices"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

// messages are those of a transfer, of the records in texts.
func messages(t *testing.T, texts ...[]string) iter.Seq2[*dnsq.Message, error] {
	t.Helper()
	var all []*dnsq.Message
	for _, records := range texts {
		m := dnsq.NewMessage()
		for _, text := range records {
			set, err := dnsq.NewRR(text)
			if err != nil {
				t.Fatal(err)
			}
			m.Answer = append(m.Answer, set)
		}
		all = append(all, m)
	}
	return func(yield func(*dnsq.Message, error) bool) {
		for m := range slices.Values(all) {
			if !yield(m, nil) {
				return
			}
		}
	}
}

const transferSOA = "example. 5 IN SOA a.example. b.example. 1 2 3 4 5"

func TestZonesOfTransfers(t *testing.T) {
	z, err := zone.FromXFR(messages(t, []string{transferSOA, "example. 5 IN NS a.example."}, []string{"a.example. 5 IN A 192.0.2.1", transferSOA}), nil)
	if err != nil {
		t.Fatal(err)
	}
	if text := z.String(); text != "@ 5 IN SOA a b 1 2 3 4 5\n@ 5 IN NS a\na 5 IN A 192.0.2.1\n" {
		t.Error(text)
	}
	for _, c := range []struct {
		kind     error
		transfer iter.Seq2[*dnsq.Message, error]
	}{
		{dnsq.ErrValue, messages(t)},
		{dnsq.ErrFormError, messages(t, nil)},
		{zone.ErrNoNS, messages(t, []string{transferSOA})},
		{zone.ErrNoSOA, messages(t, []string{"example. 5 IN NS a.example."})},
		{zone.ErrNotFound, messages(t, []string{transferSOA, "a.other. 5 IN A 192.0.2.1"})},
	} {
		if z, err := zone.FromXFR(c.transfer, nil); z != nil || !errors.Is(err, c.kind) {
			t.Errorf("%v: %v, %v", c.kind, z, err)
		}
	}
}

// Without options, records are of class IN and in no zone.
func TestRRsetsWithoutOptions(t *testing.T) {
	for _, opts := range []*zone.ReadRRsetsOptions{nil, {}} {
		sets, err := zone.ReadRRsets("a 5 A 192.0.2.1\n", opts)
		if err != nil || len(sets) != 1 || sets[0].Class != dnsq.ClassIN || sets[0].Name.String() != "a." {
			t.Errorf("%v, %v", sets, err)
		}
	}
}
