package miekg_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/miekg/dns"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/miekg"
	"github.com/pyops-go/pyops/internal/leak"
)

func TestMain(m *testing.M) { leak.Main(m) }

// lost are records that miekg/dns refuses or changes, by their text here.
var lost = map[string]string{
	"AMTRELAY 10 1 3 a.":          "takes the bit that says D for a part of the type of the relay (RFC 8777, 4.2.3)",
	"AMTRELAY 128 1 1 1.2.3.4":    "the same",
	`SVCB 1 . key65535="a"`:       "refuses a key that is reserved for invalid ones (RFC 9460, 14.3.2)",
	`SVCB \# 7 00010000040000`:    "refuses a list of hints without any",
	"NXT a. A":                    "takes its bitmap for that of an NSEC, which RFC 2535 did not have yet",
	`CAA 0 issue "a\"b;c\\d\255"`: "loses a backslash",
}

// Records of each type come back from miekg/dns as they went.
func TestRecordsThereAndBack(t *testing.T) {
	text, err := os.ReadFile("../internal/dnstest/rdata.txt")
	if err != nil {
		t.Fatal(err)
	}
	origin := dnsq.MustName("example.")
	taken, met := 0, map[string]bool{}
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		typ, err := dnsq.RdataTypeFromText(name)
		if err != nil {
			t.Fatal(err)
		}
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, rest, &dnsq.RdataOptions{Origin: &origin, KeepAbsolute: true})
		if err != nil || typ == dnsq.TypeTSIG {
			continue // no rdata, or none of a zone
		}
		if _, err := rd.ToWire(nil); err != nil {
			continue
		}
		set := dnsq.NewRRset(dnsq.MustName("a.example."), dnsq.ClassIN, typ)
		set.Covers = dnsq.Covers(rd)
		if err := set.Add(rd); err != nil {
			t.Fatal(err)
		}
		record := typ.String() + " " + rd.String()
		if err := thereAndBack(set); err == nil {
			taken++
		} else if met[record] = true; lost[record] == "" {
			t.Errorf("%s: %v", record, err)
		}
	}
	if taken < 100 {
		t.Errorf("only %d records came back", taken)
	}
	for record, why := range lost {
		if !met[record] {
			t.Errorf("%s has healed: %s", record, why)
		}
	}
}

func thereAndBack(set *dnsq.RRset) error {
	records, err := miekg.ToRR(set)
	if err != nil {
		return err
	}
	back, err := miekg.FromRR(records...)
	if err == nil && (len(back) != 1 || !back[0].Equal(set)) {
		err = fmt.Errorf("came back as %v", back)
	}
	return err
}

func TestMessagesThereAndBack(t *testing.T) {
	q := dnsq.MakeQuery(dnsq.MustName("www.example."), dnsq.TypeMX, &dnsq.QueryOptions{WantDNSSEC: true})
	q.UseTSIG(&dnsq.TSIGKey{})
	msg, err := miekg.ToMsg(q)
	if err != nil {
		t.Fatal(err)
	}
	if msg.Id != q.ID || !msg.RecursionDesired || msg.Question[0] != (dns.Question{Name: "www.example.", Qtype: dns.TypeMX, Qclass: dns.ClassINET}) || !msg.IsEdns0().Do() || msg.IsTsig() != nil {
		t.Errorf("%v", msg)
	}
	back, err := miekg.FromMsg(msg.SetTsig("key.", dns.HmacSHA256, 300, 0))
	if err != nil {
		t.Fatal(err)
	}
	if !back.Equal(q) || back.EDNS == nil || back.EDNS.Flags != q.EDNS.Flags {
		t.Errorf("%s\ncame back as\n%s", q, back)
	}
	if msg.IsTsig() == nil {
		t.Error("the message lost its signature")
	}
}

// A server built on miekg/dns answers from text that dnsq reads.
func ExampleToRR() {
	www, err := dnsq.NameFromText("www.example.", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	address, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeAAAA, "2001:db8::1", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	set := dnsq.NewRRset(www, dnsq.ClassIN, dnsq.TypeAAAA)
	if err := set.AddTTL(address, 300); err != nil {
		fmt.Println(err)
		return
	}
	records, err := miekg.ToRR(set)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(records[0].(*dns.AAAA).AAAA)
	// Output: 2001:db8::1
}
