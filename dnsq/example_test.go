package dnsq_test

import (
	"encoding/json"
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
		for mx := range dnsq.Items[*dnsq.MX](set.All()) {
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
	fmt.Println(rd.String(), rd.(*dnsq.SRV).Port)
	_, err = dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeA, "1.2.3", nil)
	fmt.Println(errors.Is(err, dnsq.ErrSyntax), err)
	// Output:
	// 10 60 5060 sip.example. 5060
	// true dnsq: the text is malformed: "1.2.3"
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

func ExampleNameDict() {
	var zones dnsq.NameDict[string]
	zones.Set(dnsq.MustName("example."), "the parent")
	zones.Set(dnsq.MustName("sub.example."), "the child")
	name, value, ok := zones.GetDeepestMatch(dnsq.MustName("www.sub.example."))
	fmt.Println(name, value, ok)
	// Output: sub.example. the child true
}

func ExampleNewRR() {
	rr, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(rr)
	fmt.Println(string(text), err)
	// Output: {"name":"www.example.","ttl":300,"class":"IN","type":"A","rdata":["192.0.2.1"]} <nil>
}

// An error is told by its kind, which has the place of Python's exception in their
// tree; what was wrong with which input is in its fields.
func ExampleError() {
	_, err := dnsq.NameFromText("www..example", nil)
	var e *dnsq.Error
	switch {
	case errors.Is(err, dnsq.ErrLabelTooLong):
		fmt.Println("a label is too long")
	case errors.As(err, &e):
		fmt.Println(e.Kind == dnsq.ErrEmptyLabel, errors.Is(err, dnsq.ErrSyntax), e.Input)
	}
	fmt.Println(err)
	// Output:
	// true true www..example
	// dnsq: a label of the name is empty: "www..example"
}

// A message is signed with a key that both sides have, and so is the answer to it.
func ExampleMessage_UseTSIG() {
	key, err := dnsq.TSIGKeyFromText("transfer.example.", "c2VzYW1lIG9wZW4=", "")
	if err != nil {
		fmt.Println(err)
		return
	}
	query := dnsq.MakeQuery(dnsq.MustName("example."), dnsq.TypeSOA, nil)
	query.UseTSIG(key)
	wire, err := query.ToWire(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	// The other side verifies it with its keyring.
	got, err := dnsq.MessageFromWire(wire, &dnsq.ParseOptions{Keyring: dnsq.NewKeyring(key)})
	fmt.Println(got.HadTSIG, err)
	wire[len(wire)-20]++ // somebody on the way
	_, err = dnsq.MessageFromWire(wire, &dnsq.ParseOptions{Keyring: dnsq.NewKeyring(key)})
	fmt.Println(errors.Is(err, dnsq.ErrBadSignature))
	fmt.Println(key)
	// Output:
	// true <nil>
	// true
	// <DNS key name='transfer.example.', algorithm='hmac-sha256.'>
}
