// Package dnsq asks name servers and reads, writes and computes with what the
// DNS is made of, as Python's dnspython does.
//
//	package main
//
//	import (
//		"context"
//		"fmt"
//
//		"github.com/pyops-go/pyops/dnsq"
//	)
//
//	func main() {
//		answer, err := dnsq.Query(context.Background(), "example.com", "MX", nil)
//		if err != nil {
//			fmt.Println(err)
//			return
//		}
//		for _, set := range answer.Response.Answer {
//			for i := range dnsq.Items[*dnsq.MX](set.Items) {
//				fmt.Println("MX preference =", i.Preference, "mail exchanger =", i.Exchange)
//			}
//		}
//	}
//
// # Resolving
//
// [Query] and [Resolve] ask the servers of the system's configuration; a
// [Resolver] has settings of its own: servers, search list, times, EDNS, a key
// for signatures, and a cache ([Cache], [LRUCache]). Query uses the search list,
// Resolve does not. Both follow CNAMEs, go to TCP when a response is truncated,
// leave servers that fail aside, wait longer from round to round, and end when
// the lifetime does. A response that does not answer the query is ignored, and
// the right one waited for. What went wrong is an [*NXDomainError],
// [*NoAnswerError], [*NoNameserversError] or [*LifetimeTimeoutError]; errors.Is
// follows the tree of Python's exceptions. A Resolver that is no longer changed
// is safe for concurrent use.
//
// [Resolver.ResolveName] asks for IPv4 and IPv6 addresses at the same time, and
// [Resolver.LookupNetIP] does as net.Resolver's method, for what dials. What
// Python's resolver has not must be asked for: Singleflight puts equal questions
// of many callers once, Hosts answers from a file such as /etc/hosts, and a cache
// with SetMaxStale lends old answers while no server can be reached.
//
// # Servers and transports
//
// A Resolver asks its Nameservers over UDP and TCP, or HTTPS where they are URLs.
// Its Servers may be of any kind: [*Do53Nameserver], [*DoTNameserver] over TLS,
// [*DoHNameserver], or a [*Pipeline], which keeps a connection over TCP or TLS and
// does not wait for one answer before it asks the next question.
// [Resolver.TryDDR] finds out how a server can be asked with encryption.
//
// [QueryUDP], [QueryTCP], [QueryTLS], [QueryHTTPS] and [QueryUDPWithFallback] ask
// one server, with a [Message] that [MakeQuery] or the caller makes. A signed
// query takes signed responses only. DNS over QUIC is not here.
//
// # Values
//
// A [Name] is a small comparable value. Rdata have a Go type for each type of
// record, with dnspython's fields: [*A], [*MX], [*SOA] and so on, and
// [*GenericRdata] for any other. [Items] picks those of one type. An [Rdataset]
// is a set of them, an [RRset] one with a name. Presentation text is that of
// dnspython.
//
// # Zones
//
// A [Zone] maps names to a [Node] each. [ZoneFromText] and [ZoneFromFile] read
// zone files, with $ORIGIN, $TTL, $GENERATE and, from where the caller says,
// $INCLUDE; a fault is a [*ZoneFileError], which tells file and line.
// [Zone.ToText] and [Zone.ToFile] write them. A zone is changed by its methods,
// or all at once by a [Transaction]; a [VersionedZone] may be read meanwhile.
//
// [InboundXFR] transfers a zone or what has changed of it (AXFR, IXFR), with every
// message verified when a key signs. [UpdateMessage] is a dynamic update with its
// prerequisites.
//
// # DNSSEC
//
// [MakeDNSKEY] makes the record of a public key and [MakeDS] what the zone above
// has of it. [Sign] signs an RRset and [SignZone] a zone, with its chain of NSEC
// or NSEC3 and, if wanted, a digest of the whole. [Validate] checks signatures by
// keys that the caller trusts, under a [Policy]; it does not fetch them. RSA,
// ECDSA and Ed25519 are the standard library's; it has no DSA, GOST and Ed448,
// whose keys are an [ErrUnsupportedAlgorithm], and no RSA keys below 1024 bits.
//
// # From Python to Go
//
// The full table with reasons is parity.tsv; these are the functions and classes.
//
//	Python                                           Go
//	dns.dnssec                                       Sign, Validate, MakeDS                     adapted
//	dns.dnssec.AlgorithmKeyMismatch                  ErrAlgorithmKeyMismatch
//	dns.dnssec.DeniedByPolicy                        ErrDeniedByPolicy
//	dns.dnssec.Policy                                Policy                                     adapted
//	dns.dnssec.SimpleDeny                            SimpleDeny                                 adapted
//	dns.dnssec.UnsupportedAlgorithm                  ErrUnsupportedAlgorithm
//	dns.dnssec.ValidationFailure                     ErrValidationFailure
//	dns.dnssec.algorithm_from_text                   AlgorithmFromText
//	dns.dnssec.algorithm_to_text                     Algorithm.String
//	dns.dnssec.allow_all_policy                      AllowAllPolicy                             adapted
//	dns.dnssec.cds_rdataset_to_ds_rdataset           CDSToDS
//	dns.dnssec.default_policy                        RFC8624Policy                              adapted
//	dns.dnssec.default_rrset_signer                  SignRRset                                  adapted
//	dns.dnssec.dnskey_rdataset_to_cdnskey_rdataset   DNSKEYToCDNSKEY                            fixed
//	dns.dnssec.dnskey_rdataset_to_cds_rdataset       DNSKEYToCDS
//	dns.dnssec.key_id                                KeyID, DNSKEY.KeyID
//	dns.dnssec.make_cdnskey                          MakeCDNSKEY
//	dns.dnssec.make_cds                              MakeCDS
//	dns.dnssec.make_dnskey                           MakeDNSKEY
//	dns.dnssec.make_ds                               MakeDS                                     fixed
//	dns.dnssec.make_ds_rdataset                      MakeDSRdataset                             fixed
//	dns.dnssec.nsec3_hash                            NSEC3Hash
//	dns.dnssec.rfc_8624_policy                       RFC8624Policy                              adapted
//	dns.dnssec.sign                                  Sign                                       fixed
//	dns.dnssec.sign_zone                             SignZone                                   adapted
//	dns.dnssec.to_timestamp                          SignOptions                                adapted
//	dns.dnssec.validate                              Validate
//	dns.dnssec.validate_rrsig                        ValidateRRSIG                              fixed
//	dns.dnssectypes.Algorithm                        Algorithm                                  adapted
//	dns.dnssectypes.DSDigest                         DSDigest, DSDigestFromText                 adapted
//	dns.dnssectypes.NSEC3Hash                        NSEC3HashAlgorithm                         adapted
//	dns.e164.from_e164                               E164FromNumber
//	dns.e164.query                                   E164Query
//	dns.e164.to_e164                                 E164ToNumber
//	dns.edns.CookieOption                            CookieOption                               adapted
//	dns.edns.ECSOption                               ECSOption
//	dns.edns.EDECode                                 EDECode
//	dns.edns.EDEOption                               EDEOption
//	dns.edns.GenericOption                           GenericOption
//	dns.edns.NSIDOption                              NSIDOption                                 adapted
//	dns.edns.Option                                  Option
//	dns.edns.OptionType                              OptionType
//	dns.edns.ReportChannelOption                     ReportChannelOption                        adapted
//	dns.edns.option_from_wire                        OptionFromWire                             fixed
//	dns.edns.option_from_wire_parser                 OptionFromWire                             adapted
//	dns.flags.EDNSFlag                               EDNSFlag
//	dns.flags.Flag                                   Flag
//	dns.flags.edns_from_text                         EDNSFlagsFromText
//	dns.flags.edns_to_text                           EDNSFlag.String
//	dns.flags.from_text                              FlagsFromText
//	dns.flags.to_text                                Flag.String
//	dns.grange.from_text                             GRangeFromText                             fixed
//	dns.inet.canonicalize                            CanonicalizeIPv4, CanonicalizeIPv6         adapted
//	dns.inet.inet_ntop                               IPv6ToText                                 adapted
//	dns.inet.inet_pton                               ParseIPv4, ParseIPv6                       adapted
//	dns.inet.is_address                              IsAddress
//	dns.inet.is_multicast                            IsMulticast
//	dns.ipv4.canonicalize                            CanonicalizeIPv4                           adapted
//	dns.ipv4.inet_aton                               ParseIPv4
//	dns.ipv4.inet_ntoa                               CanonicalizeIPv4
//	dns.ipv6.canonicalize                            CanonicalizeIPv6                           adapted
//	dns.ipv6.inet_aton                               ParseIPv6
//	dns.ipv6.inet_ntoa                               IPv6ToText
//	dns.message.ANSWER                               Answer
//	dns.message.AnswerForNXDOMAIN                    ErrAnswerForNXDOMAIN
//	dns.message.BadEDNS                              ErrBadEDNS
//	dns.message.BadTSIG                              ErrBadTSIG
//	dns.message.ChainTooLong                         ErrChainTooLong
//	dns.message.ChainingResult                       ChainingResult
//	dns.message.MAX_CHAIN                            ErrChainTooLong                            adapted
//	dns.message.Message                              Message
//	dns.message.MessageError                         MessageError
//	dns.message.MessageSection                       Section
//	dns.message.NoPreviousName                       ErrNoPreviousName
//	dns.message.NotQueryResponse                     ErrNotQueryResponse
//	dns.message.QueryMessage                         Message                                    adapted
//	dns.message.ShortHeader                          ErrShortHeader
//	dns.message.TrailingJunk                         ErrTrailingJunk
//	dns.message.Truncated                            ErrTruncated
//	dns.message.UnknownHeaderField                   ErrUnknownHeaderField
//	dns.message.UnknownTSIGKey                       ErrUnknownTSIGKey
//	dns.message.from_file                            ReadMessage                                adapted
//	dns.message.from_text                            MessageFromText                            fixed
//	dns.message.from_wire                            MessageFromWire                            fixed
//	dns.message.make_query                           MakeQuery
//	dns.message.make_response                        MakeResponse
//	dns.name.AbsoluteConcatenation                   ErrAbsoluteConcatenation
//	dns.name.BadEscape                               ErrBadEscape
//	dns.name.BadLabelType                            ErrBadLabelType
//	dns.name.BadPointer                              ErrBadPointer
//	dns.name.EmptyLabel                              ErrEmptyLabel
//	dns.name.IDNACodec                               IDNACodec
//	dns.name.IDNAException                           ErrIDNA
//	dns.name.LabelTooLong                            ErrLabelTooLong
//	dns.name.Name                                    Name, NewName                              fixed
//	dns.name.NameRelation                            NameRelation
//	dns.name.NameTooLong                             ErrNameTooLong
//	dns.name.NeedAbsoluteNameOrOrigin                ErrNeedAbsoluteNameOrOrigin
//	dns.name.NoParent                                ErrNoParent
//	dns.name.from_text                               NameFromText                               fixed
//	dns.name.from_unicode                            NameFromText
//	dns.name.from_wire                               NameFromWire                               fixed
//	dns.name.from_wire_parser                        NameFromWire
//	dns.namedict.NameDict                            NameDict                                   fixed
//	dns.node.Node                                    Node
//	dns.node.NodeKind                                NodeKind
//	dns.opcode.Opcode                                Opcode
//	dns.opcode.UnknownOpcode                         ErrUnknownOpcode
//	dns.opcode.from_flags                            OpcodeFromFlags
//	dns.opcode.from_text                             OpcodeFromText
//	dns.opcode.is_update                             IsUpdate
//	dns.opcode.to_flags                              Opcode.ToFlags
//	dns.opcode.to_text                               Opcode.String
//	dns.query.BadResponse                            ErrBadResponse
//	dns.query.UDPMode                                UDPMode
//	dns.query.UnexpectedSource                       ErrUnexpectedSource
//	dns.query.https                                  QueryHTTPS                                 adapted
//	dns.query.inbound_xfr                            InboundXFR                                 fixed
//	dns.query.tcp                                    QueryTCP
//	dns.query.tls                                    QueryTLS
//	dns.query.udp                                    QueryUDP
//	dns.query.udp_with_fallback                      QueryUDPWithFallback
//	dns.query.xfr                                    XFR
//	dns.rcode.BADKEY                                 ErrBadKey
//	dns.rcode.BADTIME                                ErrBadTime
//	dns.rcode.NXDOMAIN                               ErrNXDomain
//	dns.rcode.Rcode                                  Rcode
//	dns.rcode.UnknownRcode                           ErrUnknownRcode
//	dns.rcode.YXDOMAIN                               ErrYXDomain
//	dns.rcode.from_flags                             RcodeFromFlags
//	dns.rcode.from_text                              RcodeFromText
//	dns.rcode.to_flags                               Rcode.ToFlags
//	dns.rcode.to_text                                Rcode.ToText
//	dns.rdata.GenericRdata                           GenericRdata, NewGenericRdata
//	dns.rdata.NoRelativeRdataOrdering                CompareRdata                               adapted
//	dns.rdata.Rdata                                  Rdata
//	dns.rdata.from_text                              RdataFromText                              fixed
//	dns.rdata.from_wire                              RdataFromWire
//	dns.rdata.from_wire_parser                       RdataFromWire
//	dns.rdataclass.RdataClass                        RdataClass
//	dns.rdataclass.UnknownRdataclass                 ErrUnknownRdataClass
//	dns.rdataclass.from_text                         RdataClassFromText
//	dns.rdataclass.is_metaclass                      RdataClass.IsMetaclass
//	dns.rdataclass.to_text                           RdataClass.String
//	dns.rdataset.DifferingCovers                     ErrDifferingCovers
//	dns.rdataset.IncompatibleTypes                   ErrIncompatibleTypes
//	dns.rdataset.Rdataset                            Rdataset
//	dns.rdataset.from_rdata                          RdatasetFromRdata
//	dns.rdataset.from_rdata_list                     RdatasetFromRdata
//	dns.rdataset.from_text                           RdatasetFromText
//	dns.rdataset.from_text_list                      RdatasetFromText
//	dns.rdatatype.RdataType                          RdataType
//	dns.rdatatype.UnknownRdatatype                   ErrUnknownRdataType
//	dns.rdatatype.from_text                          RdataTypeFromText
//	dns.rdatatype.is_metatype                        RdataType.IsMetatype
//	dns.rdatatype.is_singleton                       RdataType.IsSingleton
//	dns.rdatatype.to_text                            RdataType.String
//	dns.rdtypes.ANY.AFSDB                            AFSDB
//	dns.rdtypes.ANY.AFSDB.AFSDB                      AFSDB
//	dns.rdtypes.ANY.AMTRELAY                         AMTRELAY
//	dns.rdtypes.ANY.AMTRELAY.AMTRELAY                AMTRELAY                                   adapted
//	dns.rdtypes.ANY.AVC                              AVC
//	dns.rdtypes.ANY.AVC.AVC                          AVC
//	dns.rdtypes.ANY.CAA                              CAA
//	dns.rdtypes.ANY.CAA.CAA                          CAA                                        fixed
//	dns.rdtypes.ANY.CDNSKEY                          CDNSKEY
//	dns.rdtypes.ANY.CDNSKEY.CDNSKEY                  CDNSKEY
//	dns.rdtypes.ANY.CDS                              CDS
//	dns.rdtypes.ANY.CDS.CDS                          CDS
//	dns.rdtypes.ANY.CERT                             CERT
//	dns.rdtypes.ANY.CERT.CERT                        CERT
//	dns.rdtypes.ANY.CNAME                            CNAME
//	dns.rdtypes.ANY.CNAME.CNAME                      CNAME
//	dns.rdtypes.ANY.CSYNC                            CSYNC
//	dns.rdtypes.ANY.CSYNC.CSYNC                      CSYNC
//	dns.rdtypes.ANY.DLV                              DLV
//	dns.rdtypes.ANY.DLV.DLV                          DLV
//	dns.rdtypes.ANY.DNAME                            DNAME
//	dns.rdtypes.ANY.DNAME.DNAME                      DNAME
//	dns.rdtypes.ANY.DNSKEY                           DNSKEY
//	dns.rdtypes.ANY.DNSKEY.DNSKEY                    DNSKEY
//	dns.rdtypes.ANY.DS                               DS
//	dns.rdtypes.ANY.DS.DS                            DS
//	dns.rdtypes.ANY.EUI48                            EUI48
//	dns.rdtypes.ANY.EUI48.EUI48                      EUI48
//	dns.rdtypes.ANY.EUI64                            EUI64
//	dns.rdtypes.ANY.EUI64.EUI64                      EUI64
//	dns.rdtypes.ANY.GPOS                             GPOS
//	dns.rdtypes.ANY.GPOS.GPOS                        GPOS                                       fixed
//	dns.rdtypes.ANY.HINFO                            HINFO
//	dns.rdtypes.ANY.HINFO.HINFO                      HINFO                                      fixed
//	dns.rdtypes.ANY.HIP                              HIP
//	dns.rdtypes.ANY.HIP.HIP                          HIP
//	dns.rdtypes.ANY.ISDN                             ISDN
//	dns.rdtypes.ANY.ISDN.ISDN                        ISDN                                       fixed
//	dns.rdtypes.ANY.L32                              L32
//	dns.rdtypes.ANY.L32.L32                          L32
//	dns.rdtypes.ANY.L64                              L64
//	dns.rdtypes.ANY.L64.L64                          L64                                        adapted
//	dns.rdtypes.ANY.LOC                              LOC
//	dns.rdtypes.ANY.LOC.LOC                          LOC                                        fixed
//	dns.rdtypes.ANY.LP                               LP
//	dns.rdtypes.ANY.LP.LP                            LP
//	dns.rdtypes.ANY.MX                               MX
//	dns.rdtypes.ANY.MX.MX                            MX
//	dns.rdtypes.ANY.NID                              NID
//	dns.rdtypes.ANY.NID.NID                          NID                                        adapted
//	dns.rdtypes.ANY.NINFO                            NINFO
//	dns.rdtypes.ANY.NINFO.NINFO                      NINFO
//	dns.rdtypes.ANY.NS                               NS
//	dns.rdtypes.ANY.NS.NS                            NS
//	dns.rdtypes.ANY.NSEC                             NSEC
//	dns.rdtypes.ANY.NSEC.NSEC                        NSEC
//	dns.rdtypes.ANY.NSEC3                            NSEC3
//	dns.rdtypes.ANY.NSEC3.NSEC3                      NSEC3                                      fixed
//	dns.rdtypes.ANY.NSEC3PARAM                       NSEC3PARAM
//	dns.rdtypes.ANY.NSEC3PARAM.NSEC3PARAM            NSEC3PARAM
//	dns.rdtypes.ANY.OPENPGPKEY                       OPENPGPKEY
//	dns.rdtypes.ANY.OPENPGPKEY.OPENPGPKEY            OPENPGPKEY
//	dns.rdtypes.ANY.OPT                              OPT
//	dns.rdtypes.ANY.OPT.OPT                          OPT
//	dns.rdtypes.ANY.PTR                              PTR
//	dns.rdtypes.ANY.PTR.PTR                          PTR
//	dns.rdtypes.ANY.RP                               RP
//	dns.rdtypes.ANY.RP.RP                            RP
//	dns.rdtypes.ANY.RRSIG                            RRSIG
//	dns.rdtypes.ANY.RRSIG.RRSIG                      RRSIG                                      fixed
//	dns.rdtypes.ANY.RT                               RT
//	dns.rdtypes.ANY.RT.RT                            RT
//	dns.rdtypes.ANY.SMIMEA                           SMIMEA
//	dns.rdtypes.ANY.SMIMEA.SMIMEA                    SMIMEA
//	dns.rdtypes.ANY.SOA                              SOA
//	dns.rdtypes.ANY.SOA.SOA                          SOA
//	dns.rdtypes.ANY.SPF                              SPF
//	dns.rdtypes.ANY.SPF.SPF                          SPF
//	dns.rdtypes.ANY.SSHFP                            SSHFP
//	dns.rdtypes.ANY.SSHFP.SSHFP                      SSHFP
//	dns.rdtypes.ANY.TKEY                             TKEY
//	dns.rdtypes.ANY.TKEY.TKEY                        TKEY
//	dns.rdtypes.ANY.TLSA                             TLSA
//	dns.rdtypes.ANY.TLSA.TLSA                        TLSA
//	dns.rdtypes.ANY.TSIG                             TSIG
//	dns.rdtypes.ANY.TSIG.TSIG                        TSIG
//	dns.rdtypes.ANY.TXT                              TXT
//	dns.rdtypes.ANY.TXT.TXT                          TXT
//	dns.rdtypes.ANY.URI                              URI
//	dns.rdtypes.ANY.URI.URI                          URI                                        fixed
//	dns.rdtypes.ANY.X25                              X25
//	dns.rdtypes.ANY.X25.X25                          X25                                        fixed
//	dns.rdtypes.ANY.ZONEMD                           ZONEMD
//	dns.rdtypes.ANY.ZONEMD.ZONEMD                    ZONEMD
//	dns.rdtypes.CH.A                                 CHA
//	dns.rdtypes.CH.A.A                               CHA
//	dns.rdtypes.IN.A                                 A
//	dns.rdtypes.IN.A.A                               A
//	dns.rdtypes.IN.AAAA                              AAAA
//	dns.rdtypes.IN.AAAA.AAAA                         AAAA                                       adapted
//	dns.rdtypes.IN.APL                               APL
//	dns.rdtypes.IN.APL.APL                           APL                                        fixed
//	dns.rdtypes.IN.APL.APLItem                       APLItem
//	dns.rdtypes.IN.DHCID                             DHCID
//	dns.rdtypes.IN.DHCID.DHCID                       DHCID
//	dns.rdtypes.IN.HTTPS                             HTTPS
//	dns.rdtypes.IN.HTTPS.HTTPS                       HTTPS                                      fixed
//	dns.rdtypes.IN.IPSECKEY                          IPSECKEY
//	dns.rdtypes.IN.IPSECKEY.IPSECKEY                 IPSECKEY                                   adapted
//	dns.rdtypes.IN.KX                                KX
//	dns.rdtypes.IN.KX.KX                             KX
//	dns.rdtypes.IN.NAPTR                             NAPTR
//	dns.rdtypes.IN.NAPTR.NAPTR                       NAPTR                                      fixed
//	dns.rdtypes.IN.NSAP                              NSAP
//	dns.rdtypes.IN.NSAP.NSAP                         NSAP
//	dns.rdtypes.IN.NSAP_PTR                          NSAP_PTR
//	dns.rdtypes.IN.NSAP_PTR.NSAP_PTR                 NSAP_PTR
//	dns.rdtypes.IN.PX                                PX
//	dns.rdtypes.IN.PX.PX                             PX
//	dns.rdtypes.IN.SRV                               SRV
//	dns.rdtypes.IN.SRV.SRV                           SRV
//	dns.rdtypes.IN.SVCB                              SVCB
//	dns.rdtypes.IN.SVCB.SVCB                         SVCB                                       fixed
//	dns.rdtypes.IN.WKS                               WKS
//	dns.rdtypes.IN.WKS.WKS                           WKS
//	dns.rdtypes.svcbbase.ParamKey                    ParamKey
//	dns.rdtypes.util.Bitmap                          TypeBitmap
//	dns.rdtypes.util.Gateway                         Gateway
//	dns.resolver.Answer                              Answer, NewAnswer
//	dns.resolver.Answers                             HostAnswers                                adapted
//	dns.resolver.BaseResolver                        Resolver                                   adapted
//	dns.resolver.Cache                               Cache, NewCache
//	dns.resolver.CacheBase                           AnswerCache                                adapted
//	dns.resolver.CacheStatistics                     CacheStatistics
//	dns.resolver.HostAnswers                         HostAnswers                                adapted
//	dns.resolver.LRUCache                            LRUCache, NewLRUCache
//	dns.resolver.LifetimeTimeout                     ErrLifetimeTimeout, LifetimeTimeoutError
//	dns.resolver.NXDOMAIN                            ErrNXDomain, NXDomainError
//	dns.resolver.NoAnswer                            ErrNoAnswer, NoAnswerError
//	dns.resolver.NoMetaqueries                       ErrNoMetaqueries
//	dns.resolver.NoNameservers                       ErrNoNameservers, NoNameserversError
//	dns.resolver.NoResolverConfiguration             ErrNoResolverConfiguration
//	dns.resolver.NoRootSOA                           ErrNoRootSOA
//	dns.resolver.NotAbsolute                         ErrNotAbsolute
//	dns.resolver.Resolver                            Resolver, NewResolver, SystemResolver
//	dns.resolver.Timeout                             ErrLifetimeTimeout
//	dns.resolver.YXDOMAIN                            ErrYXDomain
//	dns.resolver.canonical_name                      CanonicalName
//	dns.resolver.default_resolver                    SetDefaultResolver
//	dns.resolver.get_default_resolver                DefaultResolver
//	dns.resolver.make_resolver_at                    MakeResolverAt                             adapted
//	dns.resolver.query                               Query
//	dns.resolver.reset_default_resolver              ResetDefaultResolver
//	dns.resolver.resolve                             Resolve
//	dns.resolver.resolve_address                     ResolveAddress
//	dns.resolver.resolve_at                          ResolveAt                                  adapted
//	dns.resolver.resolve_name                        ResolveName                                adapted
//	dns.resolver.try_ddr                             Resolver.TryDDR                            adapted
//	dns.resolver.zone_for_name                       ZoneForName
//	dns.reversename.from_address                     ReverseNameFromAddress
//	dns.reversename.to_address                       ReverseNameToAddress
//	dns.rrset.RRset                                  RRset
//	dns.rrset.from_rdata                             RRsetFromRdata
//	dns.rrset.from_rdata_list                        RRsetFromRdata
//	dns.rrset.from_text                              RRsetFromText
//	dns.rrset.from_text_list                         RRsetFromText
//	dns.serial.Serial                                Serial
//	dns.set.Set                                      Rdataset                                   adapted
//	dns.tokenizer.Token                              Token
//	dns.tokenizer.Tokenizer                          Tokenizer, NewTokenizer
//	dns.tokenizer.UngetBufferFull                    ErrUngetBufferFull
//	dns.transaction.AlreadyEnded                     ErrAlreadyEnded
//	dns.transaction.DeleteNotExact                   ErrDeleteNotExact
//	dns.transaction.ReadOnly                         ErrReadOnly
//	dns.transaction.Transaction                      Transaction
//	dns.transaction.TransactionManager               TransactionManager                         adapted
//	dns.tsig.BadAlgorithm                            ErrBadAlgorithm
//	dns.tsig.BadKey                                  ErrBadKey
//	dns.tsig.BadSignature                            ErrBadSignature
//	dns.tsig.BadTime                                 ErrBadTime
//	dns.tsig.Key                                     TSIGKey, NewTSIGKey
//	dns.tsig.PeerBadKey                              ErrPeerBadKey
//	dns.tsig.PeerBadSignature                        ErrPeerBadSignature
//	dns.tsig.PeerBadTime                             ErrPeerBadTime
//	dns.tsig.PeerBadTruncation                       ErrPeerBadTruncation
//	dns.tsig.PeerError                               ErrPeer
//	dns.tsig.mac_sizes                               TSIGKey.MACSize
//	dns.tsig.sign                                    Message.ToWire                             adapted
//	dns.tsig.validate                                MessageFromWire                            adapted
//	dns.tsigkeyring.from_text                        KeyringFromText, KeyringFromTexts
//	dns.tsigkeyring.to_text                          Keyring.ToText, Keyring.ToTexts
//	dns.ttl.BadTTL                                   ErrBadTTL
//	dns.ttl.from_text                                TTLFromText                                fixed
//	dns.ttl.make                                     TTLFromText                                adapted
//	dns.update.Update                                UpdateMessage
//	dns.update.UpdateMessage                         UpdateMessage
//	dns.update.UpdateSection                         Section                                    adapted
//	dns.versioned.Zone                               VersionedZone                              adapted
//	dns.xfr.Inbound                                  Inbound
//	dns.xfr.SerialWentBackwards                      ErrSerialWentBackwards
//	dns.xfr.TransferError                            TransferError, ErrTransfer
//	dns.xfr.UseTCP                                   ErrUseTCP
//	dns.xfr.extract_serial_from_query                ExtractSerialFromQuery
//	dns.xfr.make_query                               MakeXFRQuery
//	dns.zone.BadZone                                 ErrBadZone
//	dns.zone.DigestVerificationFailure               ErrDigestVerification
//	dns.zone.NoDigest                                ErrNoDigest
//	dns.zone.NoNS                                    ErrNoNS
//	dns.zone.NoSOA                                   ErrNoSOA
//	dns.zone.Transaction                             Transaction                                adapted
//	dns.zone.UnknownOrigin                           ErrUnknownOrigin
//	dns.zone.UnsupportedDigestHashAlgorithm          ErrDigestHash
//	dns.zone.UnsupportedDigestScheme                 ErrDigestScheme
//	dns.zone.Version                                 Version                                    adapted
//	dns.zone.Zone                                    Zone
//	dns.resolver.CacheKey                            CacheKey
//	dns.resolver.ErrorTuple                          ServerError                                adapted
//	dns.zone.from_file                               ZoneFromFile, ReadZone                     adapted
//	dns.zone.from_text                               ZoneFromText                               fixed
//	dns.zone.from_xfr                                ZoneFromXFR
//	dns.zonefile.CNAMEAndOtherData                   ErrCNAMEAndOtherData
//	dns.zonefile.UnknownOrigin                       ErrUnknownOrigin                           adapted
//	dns.zonefile.read_rrsets                         ReadRRsets                                 fixed
//	dns.zonetypes.DigestHashAlgorithm                DigestHashAlgorithm
//	dns.zonetypes.DigestScheme                       DigestScheme
package dnsq
