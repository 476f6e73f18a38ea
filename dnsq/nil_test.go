package dnsq_test

import (
	"errors"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
)

func TestNothingPanics(t *testing.T) {
	name := dnsq.MustName("www.example.")
	set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	query := dnsq.MakeQuery(name, dnsq.TypeA, nil)
	holed := dnsq.NewRRset(name, dnsq.ClassIN, dnsq.TypeA)
	holed.Items = []dnsq.Rdata{nil, (*dnsq.A)(nil)}
	resolver := &dnsq.Resolver{Servers: []dnsq.Nameserver{nil}, Cache: dnsq.NewCache(0)}
	dnstest.NothingPanics(t, dnstest.Nothing{
		Functions: map[string]any{
			"AlgorithmFromText": dnsq.AlgorithmFromText, "CanonicalName": dnsq.CanonicalName, "CanonicalizeIPv4": dnsq.CanonicalizeIPv4,
			"CanonicalizeIPv6": dnsq.CanonicalizeIPv6, "CompareOptions": dnsq.CompareOptions, "CompareRdata": dnsq.CompareRdata, "Covers": dnsq.Covers,
			"DSDigestFromText": dnsq.DSDigestFromText, "E164FromNumber": dnsq.E164FromNumber, "E164Query": dnsq.E164Query, "E164ToNumber": dnsq.E164ToNumber,
			"ECSOptionFromText": dnsq.ECSOptionFromText, "EDECodeFromText": dnsq.EDECodeFromText, "EDNSFlagsFromText": dnsq.EDNSFlagsFromText,
			"EqualRdata": dnsq.EqualRdata, "ExtendedRdataType": dnsq.ExtendedRdataType, "FlagsFromText": dnsq.FlagsFromText, "HostsFile": dnsq.HostsFile,
			"IPv6ToText": dnsq.IPv6ToText, "IsAddress": dnsq.IsAddress, "IsMulticast": dnsq.IsMulticast, "IsUpdate": dnsq.IsUpdate,
			"Items": dnsq.Items[*dnsq.MX], "KeyringFromText": dnsq.KeyringFromText, "KeyringFromTexts": dnsq.KeyringFromTexts, "MakeQuery": dnsq.MakeQuery,
			"MakeResolverAt": dnsq.MakeResolverAt, "MakeResponse": dnsq.MakeResponse, "MessageFromText": dnsq.MessageFromText,
			"MessageFromWire": dnsq.MessageFromWire, "NameFromText": dnsq.NameFromText, "NameFromWire": dnsq.NameFromWire,
			"NewAnswer": dnsq.NewAnswer, "NewCache": dnsq.NewCache, "NewCacheKey": dnsq.NewCacheKey, "NewCookieOption": dnsq.NewCookieOption,
			"NewECSOption": dnsq.NewECSOption, "NewGenericRdata": dnsq.NewGenericRdata, "NewKeyring": dnsq.NewKeyring, "NewLOC": dnsq.NewLOC,
			"NewLRUCache": dnsq.NewLRUCache, "NewMessage": dnsq.NewMessage, "NewNXT": dnsq.NewNXT, "NewName": dnsq.NewName, "NewPipeline": dnsq.NewPipeline,
			"NewRR": dnsq.NewRR, "NewRRset": dnsq.NewRRset, "NewRdataset": dnsq.NewRdataset, "NewResolver": dnsq.NewResolver, "NewTSIGKey": dnsq.NewTSIGKey,
			"NewTokenizer": dnsq.NewTokenizer, "NewTypeBitmap": dnsq.NewTypeBitmap, "OpcodeFromFlags": dnsq.OpcodeFromFlags,
			"OpcodeFromText": dnsq.OpcodeFromText, "OptionFromWire": dnsq.OptionFromWire, "OptionTypeFromText": dnsq.OptionTypeFromText,
			"ParseIPv4": dnsq.ParseIPv4, "ParseIPv6": dnsq.ParseIPv6, "Query": dnsq.Query, "QueryTCP": dnsq.QueryTCP, "QueryTLS": dnsq.QueryTLS,
			"QueryUDP": dnsq.QueryUDP, "QueryUDPWithFallback": dnsq.QueryUDPWithFallback, "RRsetFromRdata": dnsq.RRsetFromRdata,
			"RRsetFromText": dnsq.RRsetFromText, "RandomID": dnsq.RandomID, "RcodeFromFlags": dnsq.RcodeFromFlags, "RcodeFromText": dnsq.RcodeFromText,
			"RdataClassFromText": dnsq.RdataClassFromText, "RdataFromText": dnsq.RdataFromText, "RdataFromWire": dnsq.RdataFromWire,
			"RdataToDigestable": dnsq.RdataToDigestable, "RdataToText": dnsq.RdataToText, "RdataTypeFromText": dnsq.RdataTypeFromText,
			"RdatasetFromRdata": dnsq.RdatasetFromRdata, "RdatasetFromText": dnsq.RdatasetFromText, "ReadHosts": dnsq.ReadHosts,
			"ReadMessage": dnsq.ReadMessage, "ReadResolvConfFile": dnsq.ReadResolvConfFile, "ReadTokenizer": dnsq.ReadTokenizer, "Resolve": dnsq.Resolve,
			"ResolveAddress": dnsq.ResolveAddress, "ResolveAt": dnsq.ResolveAt, "ResolveName": dnsq.ResolveName,
			"ReverseNameFromAddress": dnsq.ReverseNameFromAddress, "ReverseNameToAddress": dnsq.ReverseNameToAddress, "ServerAddrPort": dnsq.ServerAddrPort,
			"SystemResolver": dnsq.SystemResolver, "TSIGKeyFromText": dnsq.TSIGKeyFromText, "TTLFromText": dnsq.TTLFromText, "TimedOut": dnsq.TimedOut,
			"ToGeneric": dnsq.ToGeneric, "ZoneForName": dnsq.ZoneForName,
		},
		Apart: map[string]string{
			"MustName": "panics by what it promises",
		},
		Receivers: append(zeroRdata(),
			(*dnsq.Answer)(nil), new(dnsq.Answer), (*dnsq.Cache)(nil), new(dnsq.Cache), (*dnsq.CookieOption)(nil), new(dnsq.CookieOption),
			(*dnsq.Do53Nameserver)(nil), new(dnsq.Do53Nameserver), (*dnsq.DoTNameserver)(nil), new(dnsq.DoTNameserver),
			(*dnsq.ECSOption)(nil), new(dnsq.ECSOption), (*dnsq.EDEOption)(nil), new(dnsq.EDEOption), (*dnsq.Error)(nil), new(dnsq.Error),
			(*dnsq.GenericOption)(nil), new(dnsq.GenericOption), (*dnsq.Hosts)(nil), new(dnsq.Hosts), (*dnsq.LRUCache)(nil), new(dnsq.LRUCache),
			(*dnsq.LifetimeTimeoutError)(nil), new(dnsq.LifetimeTimeoutError), (*dnsq.Message)(nil), new(dnsq.Message),
			(*dnsq.NSIDOption)(nil), new(dnsq.NSIDOption), (*dnsq.NXDomainError)(nil), new(dnsq.NXDomainError), (*dnsq.Name)(nil), new(dnsq.Name),
			(*dnsq.NoAnswerError)(nil), new(dnsq.NoAnswerError), (*dnsq.NoNameserversError)(nil), new(dnsq.NoNameserversError),
			(*dnsq.Pipeline)(nil), new(dnsq.Pipeline), (*dnsq.RRset)(nil), new(dnsq.RRset), (*dnsq.RdataClass)(nil), new(dnsq.RdataClass),
			(*dnsq.RdataType)(nil), new(dnsq.RdataType), (*dnsq.Rdataset)(nil), new(dnsq.Rdataset),
			(*dnsq.ReportChannelOption)(nil), new(dnsq.ReportChannelOption), (*dnsq.Resolver)(nil), new(dnsq.Resolver),
			(*dnsq.ServerError)(nil), new(dnsq.ServerError), (*dnsq.TSIGKey)(nil), new(dnsq.TSIGKey), (*dnsq.Tokenizer)(nil), new(dnsq.Tokenizer),
			*new(dnsq.APLItem), *new(dnsq.Algorithm), *new(dnsq.Angle), *new(dnsq.CertificateType), *new(dnsq.DSDigest), *new(dnsq.DSYNCScheme),
			*new(dnsq.EDECode), *new(dnsq.EDNSFlag), *new(dnsq.Flag), *new(dnsq.HostAnswers), *new(dnsq.IDNACodec), *new(dnsq.KeyFlag), *new(dnsq.KeyText),
			*new(dnsq.Keyring), *new(dnsq.MessageError), *new(dnsq.NameRelation), *new(dnsq.Opcode), *new(dnsq.OptionType), *new(dnsq.ParamKey),
			*new(dnsq.Rcode), *new(dnsq.SVCParams), *new(dnsq.Serial), *new(dnsq.Token), *new(dnsq.TypeBitmap),
			query, set, &set.Rdataset, holed, &holed.Rdataset, resolver, &dnsq.Message{Question: []*dnsq.RRset{nil}, Answer: []*dnsq.RRset{nil}},
		),
		Samples: []any{
			name, set, &set.Rdataset, set.Items[0], query, dnsq.ClassIN, dnsq.TypeA, "127.0.0.1", netip.MustParseAddr("192.0.2.1"),
			resolver, strings.NewReader(""), []byte{1}, errors.New("x"), slices.Values(set.Items), dnsq.SectionAnswer, 1,
		},
	})
}

// zeroRdata are rdata of all types, without anything in them.
func zeroRdata() []any {
	return []any{
		&dnsq.A{}, &dnsq.A6{}, &dnsq.AAAA{}, &dnsq.AFSDB{}, &dnsq.AMTRELAY{}, &dnsq.APL{}, &dnsq.AVC{}, &dnsq.BRID{}, &dnsq.CAA{}, &dnsq.CDNSKEY{},
		&dnsq.CDS{}, &dnsq.CERT{}, &dnsq.CHA{}, &dnsq.CNAME{}, &dnsq.CSYNC{}, &dnsq.DHCID{}, &dnsq.DLV{}, &dnsq.DNAME{}, &dnsq.DNSKEY{}, &dnsq.DS{},
		&dnsq.DSYNC{}, &dnsq.EUI48{}, &dnsq.EUI64{}, &dnsq.GPOS{}, &dnsq.GenericRdata{}, &dnsq.HHIT{}, &dnsq.HINFO{}, &dnsq.HIP{}, &dnsq.HTTPS{},
		&dnsq.IPSECKEY{}, &dnsq.ISDN{}, &dnsq.KEY{}, &dnsq.KX{}, &dnsq.L32{}, &dnsq.L64{}, &dnsq.LOC{}, &dnsq.LP{}, &dnsq.MB{}, &dnsq.MD{}, &dnsq.MF{},
		&dnsq.MG{}, &dnsq.MINFO{}, &dnsq.MR{}, &dnsq.MX{}, &dnsq.NAPTR{}, &dnsq.NID{}, &dnsq.NINFO{}, &dnsq.NS{}, &dnsq.NSAP{}, &dnsq.NSAP_PTR{},
		&dnsq.NSEC{}, &dnsq.NSEC3{}, &dnsq.NSEC3PARAM{}, &dnsq.NXT{}, &dnsq.OPENPGPKEY{}, &dnsq.OPT{}, &dnsq.PTR{}, &dnsq.PX{}, &dnsq.RESINFO{}, &dnsq.RP{},
		&dnsq.RRSIG{}, &dnsq.RT{}, &dnsq.SIG{}, &dnsq.SMIMEA{}, &dnsq.SOA{}, &dnsq.SPF{}, &dnsq.SRV{}, &dnsq.SSHFP{}, &dnsq.SVCB{}, &dnsq.TKEY{},
		&dnsq.TLSA{}, &dnsq.TSIG{}, &dnsq.TXT{}, &dnsq.URI{}, &dnsq.WALLET{}, &dnsq.WKS{}, &dnsq.X25{}, &dnsq.ZONEMD{},
	}
}

// Rdata that is a pointer to nothing is rdata that is missing, to whoever is handed it,
// and has methods that answer.
func TestRdataThatIsNil(t *testing.T) {
	set, err := dnsq.NewRR("www.example. 300 IN A 192.0.2.1")
	if err != nil {
		t.Fatal(err)
	}
	good := set.Items[0]
	var receivers, samples []any
	for _, rd := range zeroRdata() {
		receivers = append(receivers, reflect.Zero(reflect.TypeOf(rd)).Interface())
	}
	dnstest.NothingPanics(t, dnstest.Nothing{Receivers: receivers, Samples: samples, Partly: true})
	for _, rd := range receivers {
		rd := rd.(dnsq.Rdata)
		for name, f := range map[string]func() error{
			"Add": func() error { return set.Clone().Add(rd) }, "AddTTL": func() error { return set.Clone().AddTTL(rd, 5) },
			"RdataToText":       func() error { _, err := dnsq.RdataToText(rd, nil); return err },
			"RdataToDigestable": func() error { _, err := dnsq.RdataToDigestable(rd, nil); return err },
			"ToGeneric":         func() error { _, err := dnsq.ToGeneric(rd, nil); return err },
			"RdatasetFromRdata": func() error { _, err := dnsq.RdatasetFromRdata(5, good, rd); return err },
			"RRsetFromRdata":    func() error { _, err := dnsq.RRsetFromRdata(set.Name, 5, rd); return err },
		} {
			if err := f(); err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s of %T: %v", name, rd, err)
			}
		}
		for _, f := range []func(){
			func() { dnsq.CompareRdata(rd, good) }, func() { dnsq.CompareRdata(good, rd) }, func() { dnsq.EqualRdata(rd, good) }, func() { dnsq.Covers(rd) }, func() { dnsq.ExtendedRdataType(rd) },
			func() { set.Contains(rd) }, func() { set.Clone().Remove(rd) }, func() { set.Comment(rd) }, func() { set.Clone().SetComment(rd, "x") },
		} {
			f()
		}
	}
}
