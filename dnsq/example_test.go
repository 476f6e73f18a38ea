package dnsq_test

import (
	"errors"
	"fmt"

	"github.com/pyops-go/pyops/dnsq"
)

func ExampleName() {
	n, err := dnsq.NameFromText("www.Example.com", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n, n.IsSubdomain(dnsq.MustName("example.COM.")))
	fmt.Println(n.Relativize(dnsq.MustName("example.com.")))
	// Output:
	// www.Example.com. true
	// www
}

func ExampleMessageFromText() {
	m, err := dnsq.MessageFromText(";QUESTION\nexample. IN MX\n;ANSWER\nexample. 60 IN MX 10 mail.example.\n", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, set := range m.Answer {
		for mx := range dnsq.Items[*dnsq.MX](set.Items) {
			fmt.Println("MX preference =", mx.Preference, "mail exchanger =", mx.Exchange)
		}
	}
	// Output: MX preference = 10 mail exchanger = mail.example.
}

func ExampleRdataFromText() {
	rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeSRV, "10 60 5060 sip.example.", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(rd.ToText(), rd.(*dnsq.SRV).Port)
	_, err = dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "1.2.3", nil)
	fmt.Println(errors.Is(err, dnsq.ErrSyntax), err)
	// Output:
	// 10 60 5060 sip.example. 5060
	// true Text input is malformed.: "1.2.3"
}

func ExampleReverseNameFromAddress() {
	n, err := dnsq.ReverseNameFromAddress("192.0.2.1", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(n)
	// Output: 1.2.0.192.in-addr.arpa.
}
