package xfr_test

import (
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

func TestNothingPanics(t *testing.T) {
	origin := dnsq.MustName("example.")
	z, err := zone.New(origin, nil)
	if err != nil {
		t.Fatal(err)
	}
	update, err := xfr.NewUpdate(origin, nil)
	if err != nil {
		t.Fatal(err)
	}
	inbound, err := xfr.NewInbound(z, nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{
			"ExtractSerialFromQuery": xfr.ExtractSerialFromQuery, "InboundXFR": xfr.InboundXFR, "MakeQuery": xfr.MakeQuery,
			"Messages": xfr.Messages, "NewInbound": xfr.NewInbound, "NewUpdate": xfr.NewUpdate,
			"NewInbound for a nil zone": func() error { _, err := xfr.NewInbound((*zone.Zone)(nil), nil); return err },
			"MakeQuery for a nil Versioned": func() error {
				_, _, err := xfr.MakeQuery((*zone.Versioned)(nil), nil, nil)
				return err
			},
			"MakeQuery for a zero Versioned": func() error {
				_, _, err := xfr.MakeQuery(&zone.Versioned{}, new(uint32), nil)
				return err
			},
		},
		Receivers: []any{
			(*xfr.Inbound)(nil), &xfr.Inbound{}, inbound, (*xfr.UpdateMessage)(nil), &xfr.UpdateMessage{}, update,
			(*xfr.TransferError)(nil), &xfr.TransferError{},
		},
		Samples: []any{origin, z, set, &set.Rdataset, set.Items[0], dnsq.NewMessage(), "127.0.0.1:1", new(uint32), dnsq.TypeA, []byte{1}, dnsq.SectionAnswer},
	})
}
