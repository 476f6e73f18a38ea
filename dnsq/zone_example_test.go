package dnsq_test

import (
	"context"
	"fmt"

	"github.com/pyops-go/pyops/dnsq"
)

const zoneExampleText = `$TTL 1h
@    IN SOA ns1 hostmaster 1 3600 600 86400 60
@    IN NS ns1
ns1  IN A 192.0.2.1
www  IN A 192.0.2.10 ; one of two
www  IN A 192.0.2.11
$GENERATE 1-2 host$ A 192.0.2.10$
`

func ExampleZoneFromText() {
	zone, err := dnsq.ZoneFromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(zone.ToText(nil))
	_, err = dnsq.ZoneFromText("www IN A 192.0.2\n", dnsq.MustName("example."), &dnsq.ZoneFileOptions{Filename: "db.example"})
	fmt.Println(err)
	// Output:
	// @ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 60
	// @ 3600 IN NS ns1
	// host1 3600 IN A 192.0.2.101
	// host2 3600 IN A 192.0.2.102
	// ns1 3600 IN A 192.0.2.1
	// www 3600 IN A 192.0.2.10
	// www 3600 IN A 192.0.2.11
	// db.example:1: Text input is malformed.: "192.0.2"
}

func ExampleZone() {
	zone, err := dnsq.ZoneFromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	name, err := zone.ParseName("www")
	if err != nil {
		fmt.Println(err)
		return
	}
	if www := zone.GetRdataset(name, dnsq.TypeA, dnsq.TypeNone); www != nil {
		for a := range dnsq.Items[*dnsq.A](www.Items) {
			fmt.Println(a.Address, www.TTL)
		}
	}
	for name, node := range zone.Sorted() {
		fmt.Println(name, node.Len(), node.Classify())
	}
	// Output:
	// 192.0.2.10 3600
	// 192.0.2.11 3600
	// @ 2 REGULAR
	// host1 1 REGULAR
	// host2 1 REGULAR
	// ns1 1 REGULAR
	// www 1 REGULAR
}

func ExampleNode() {
	var node dnsq.Node
	for _, text := range []string{"192.0.2.1", "192.0.2.2"} {
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, text, nil)
		if err == nil {
			err = node.CreateRdataset(dnsq.ClassIN, dnsq.TypeA, dnsq.TypeNone).AddTTL(rd, 300)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(node.ToText(dnsq.MustName("www.example."), nil))
	// Output:
	// www.example. 300 IN A 192.0.2.1
	// www.example. 300 IN A 192.0.2.2
}

func ExampleTransaction() {
	zone, err := dnsq.ZoneFromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	txn, err := zone.Writer(context.Background(), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer txn.Rollback() // does nothing after Commit
	if err := txn.Delete(dnsq.MustName("host1.example.")); err != nil {
		fmt.Println(err)
		return
	}
	if err := txn.UpdateSerial(1, true, dnsq.Empty); err != nil {
		fmt.Println(err)
		return
	}
	if err := txn.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	soa, err := zone.GetSOA()
	fmt.Println(soa.Serial, zone.Contains(dnsq.MustName("host1.example.")), err)
	// Output: 2 false <nil>
}

func ExampleVersionedZone() {
	first, err := dnsq.ZoneFromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	zone := dnsq.NewVersionedZone(first)
	reader := zone.Reader()
	defer reader.Rollback()

	writer, err := zone.Writer(context.Background(), false)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer writer.Rollback()
	if err := writer.UpdateSerial(7, false, dnsq.Empty); err != nil {
		fmt.Println(err)
		return
	}
	if err := writer.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	before, err := reader.Get(dnsq.Empty, dnsq.TypeSOA, dnsq.TypeNone)
	if err != nil {
		fmt.Println(err)
		return
	}
	after, err := zone.Current().GetSOA()
	fmt.Println("the reader sees", before.Items[0].(*dnsq.SOA).Serial, "and others", after.Serial, err)
	// Output: the reader sees 1 and others 7 <nil>
}

func ExampleUpdateMessage() {
	update, err := dnsq.NewUpdate(dnsq.MustName("example."), nil)
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

func ExampleNameDict() {
	var zones dnsq.NameDict[string]
	zones.Set(dnsq.MustName("example."), "the parent")
	zones.Set(dnsq.MustName("sub.example."), "the child")
	name, value, ok := zones.GetDeepestMatch(dnsq.MustName("www.sub.example."))
	fmt.Println(name, value, ok)
	// Output: sub.example. the child true
}
