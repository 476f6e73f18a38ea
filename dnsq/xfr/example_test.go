package xfr_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/xfr"
	"github.com/pyops-go/pyops/dnsq/zone"
)

func ExampleUpdateMessage() {
	update, err := xfr.NewUpdate(dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	www, err := dnsq.NameFromText("www", &dnsq.NameOptions{Relative: true})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := update.PresentType(www, dnsq.TypeA); err != nil {
		fmt.Println(err)
		return
	}
	if err := update.ReplaceText(www, 300, dnsq.TypeA, "192.0.2.20"); err != nil {
		fmt.Println(err)
		return
	}
	for _, set := range append(update.Prerequisite(), update.Update()...) {
		fmt.Println(set)
	}
	// dnsq.QueryTCP(ctx, &update.Message, "192.0.2.1", nil) would send it.

	// Output:
	// www.example. ANY A
	// www.example. ANY A
	// www.example. 300 IN A 192.0.2.20
}

// A zone is brought up to date from its server, which sends what has changed since
// the serial of the copy, or all of it.
func ExampleInboundXFR() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	key, err := dnsq.TSIGKeyFromText("transfer.example.", "c2VzYW1lIG9wZW4=", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	z, err := zone.FromFile("db.example", dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	var refused *xfr.TransferError
	switch err := xfr.InboundXFR(ctx, "192.0.2.53", z, &xfr.Options{Key: key}); {
	case errors.As(err, &refused):
		fmt.Println("the server says", refused.Rcode)
	case err != nil:
		fmt.Println(err) // and the zone is as it was
	default:
		fmt.Println(z.WriteFile("db.example", nil))
	}
}
