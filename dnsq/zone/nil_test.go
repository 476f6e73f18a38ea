package zone_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/zone"
)

func TestNothingPanics(t *testing.T) {
	origin := dnsq.MustName("example.")
	z, err := zone.FromText("@ 300 SOA a b 1 2 3 4 5\n@ 300 NS a\n", origin, nil)
	if err != nil {
		t.Fatal(err)
	}
	writer, err := z.Clone().Writer(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	node := &zone.Node{}
	node.ReplaceRdataset(&set.Rdataset)
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{
			"ClassifyRdatatype": zone.ClassifyRdatatype, "FromFile": zone.FromFile, "FromText": zone.FromText, "FromXFR": zone.FromXFR,
			"GRangeFromText": zone.GRangeFromText, "New": zone.New, "NewVersioned": zone.NewVersioned, "Read": zone.Read,
			"ReadRRsets": zone.ReadRRsets,
			"FromXFR of nil": func() error {
				_, err := zone.FromXFR(func(yield func(*dnsq.Message, error) bool) { yield(nil, nil) }, nil)
				return err
			},
		},
		Receivers: []any{
			(*zone.Zone)(nil), &zone.Zone{}, z, (*zone.Node)(nil), &zone.Node{}, node, zone.NodeKind(99), (*zone.Transaction)(nil),
			&zone.Transaction{}, z.Reader(), writer, (*zone.Versioned)(nil), &zone.Versioned{}, zone.NewVersioned(z.Clone()),
			(*zone.FileError)(nil), &zone.FileError{},
		},
		Samples: []any{
			origin, z, set, &set.Rdataset, set.Items[0], node, dnsq.ClassIN, dnsq.TypeA, strings.NewReader(""), &strings.Builder{},
			&dnsq.ZONEMD{}, filepath.Join(t.TempDir(), "zone"),
		},
	})
}
