package zone_test

import (
	"context"
	"fmt"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/zone"
)

const zoneExampleText = `$TTL 1h
@    IN SOA ns1 hostmaster 1 3600 600 86400 60
@    IN NS ns1
ns1  IN A 192.0.2.1
www  IN A 192.0.2.10 ; one of two
www  IN A 192.0.2.11
$GENERATE 1-2 host$ A 192.0.2.10$
`

func ExampleFromText() {
	z, err := zone.FromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(z)
	_, err = zone.FromText("www IN A 192.0.2\n", dnsq.MustName("example."), &zone.FileOptions{Filename: "db.example"})
	fmt.Println(err)
	// Output:
	// @ 3600 IN SOA ns1 hostmaster 1 3600 600 86400 60
	// @ 3600 IN NS ns1
	// host1 3600 IN A 192.0.2.101
	// host2 3600 IN A 192.0.2.102
	// ns1 3600 IN A 192.0.2.1
	// www 3600 IN A 192.0.2.10
	// www 3600 IN A 192.0.2.11
	// db.example:1: the text is malformed: "192.0.2"
}

func ExampleZone() {
	z, err := zone.FromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	name, err := z.ParseName("www")
	if err != nil {
		fmt.Println(err)
		return
	}
	if www := z.GetRdataset(name, dnsq.TypeA, dnsq.TypeNone); www != nil {
		for a := range dnsq.Items[*dnsq.A](www.All()) {
			fmt.Println(a.Address, www.TTL)
		}
	}
	for name, node := range z.Sorted() {
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
	var node zone.Node
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
	text, err := node.ToText(dnsq.MustName("www.example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(text)
	// Output:
	// www.example. 300 IN A 192.0.2.1
	// www.example. 300 IN A 192.0.2.2
}

func ExampleTransaction() {
	z, err := zone.FromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	txn, err := z.Writer(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer txn.Rollback() // does nothing after Commit
	if err := txn.Delete(dnsq.MustName("host1.example.")); err != nil {
		fmt.Println(err)
		return
	}
	if err := txn.UpdateSerial(nil); err != nil {
		fmt.Println(err)
		return
	}
	if err := txn.Commit(); err != nil {
		fmt.Println(err)
		return
	}
	soa, err := z.GetSOA()
	fmt.Println(soa.Serial, z.Contains(dnsq.MustName("host1.example.")), err)
	// Output: 2 false <nil>
}

func ExampleVersioned() {
	first, err := zone.FromText(zoneExampleText, dnsq.MustName("example."), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	z := zone.NewVersioned(first)
	reader := z.Reader()
	defer reader.Rollback()

	writer, err := z.Writer(context.Background(), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer writer.Rollback()
	serial := uint32(7)
	if err := writer.UpdateSerial(&zone.SerialOptions{Value: &serial, Absolute: true}); err != nil {
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
	after, err := z.Current().GetSOA()
	fmt.Println("the reader sees", before.Items[0].(*dnsq.SOA).Serial, "and others", after.Serial, err)
	// Output: the reader sees 1 and others 7 <nil>
}
