package layers_test

import (
	"fmt"
	"regexp"

	"github.com/pyops-go/pyops/internal/original"
)

func init() { divergences = append(divergences, tlsDivergences...) }

var toldCurve = original.Call{Func: "form", Args: []any{"ServerECDHExplicitPrimeParams", []byte("\x01\x02pp\x01a\x01b\x01B\x01o\x01c\x01P"), "command"}}

const ownToldCurve = "ServerECDHExplicitPrimeParams(curve_type=1, plen=2, p=b'pp', curve=ECCurvePkt(alen=1, a=b'a', blen=1, b=b'b'), " +
	"baselen=1, base=b'B', orderlen=1, order=b'o', cofactorlen=1, cofactor=b'c', pointlen=1, point=b'P')"

var tlsDivergences = []original.Divergence{
	{
		Name: "a session's addresses", Why: "who speaks to whom is part of a session, and unknown without one",
		Example: original.Call{Func: "form", Args: []any{"ClientDiffieHellmanPublic", []byte("\x00\x01a"), "summary"}},
		Theirs:  "TLS None:None > None:None / Client DH Public Value", Ours: "Client DH Public Value",
		Share: 0.2, Expect: rewrite(isKind("summary"), regexp.MustCompile(`^TLS None:\w+ > None:\w+ / `), ""),
	},
	{
		Name: "a certificate and extensions", Why: "the default of bytes is a text there, which scapy cannot write",
		Example: unset("_ASN1CertAndExt", "bytes"), Ours: make([]byte, 5),
		Theirs: &original.Exception{Class: "TypeError", Message: "While dissecting field 'cert': can't concat str to bytes"},
		Expect: owe(make([]byte, 5), "_ASN1CertAndExt", "bytes"),
	},
	{
		Name: "a client's unset key", Why: "scapy makes a key of the group that the session has chosen, and raises where there is no session",
		Example: unset("ClientDiffieHellmanPublic", "bytes"), Ours: []byte{0, 0},
		Theirs: &original.Exception{Class: "AttributeError", Message: "'NoneType' object has no attribute 'generate_private_key'"},
		Expect: owe([]byte{0, 0}, "ClientDiffieHellmanPublic", "bytes"),
	},
	{
		Name: "curves that are told", Why: "the coefficients of a curve take all bytes behind them there, those of the point as well: RFC 4492, 5.4",
		Example: toldCurve,
		Theirs:  "ServerECDHExplicitPrimeParams(curve_type=1, plen=2, p=b'pp', curve=ECCurvePkt(alen=1, a=b'a', blen=1, b=b'b')/Raw(load=b'\\x01B\\x01o\\x01c\\x01P'))",
		Ours:    ownToldCurve,
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			return original.Result{Value: ownToldCurve}, fmt.Sprint(c) == fmt.Sprint(toldCurve)
		},
	},
	{
		Name: "a secret without a session", Why: "scapy encrypts a secret with the key of the session, and raises where there is none",
		Example: unset("EncryptedPreMasterSecret", "bytes"), Ours: append([]byte{3, 3}, make([]byte, 46)...),
		Theirs: &original.Exception{Class: "AttributeError", Message: "'NoneType' object has no attribute 'prf'"},
		Expect: owe(append([]byte{3, 3}, make([]byte, 46)...), "EncryptedPreMasterSecret", "bytes"),
	},
	{
		Name: "a client's unset key on a curve", Why: "scapy makes a key of the group that the session has chosen, and raises where there is no session",
		Example: unset("ClientECDiffieHellmanPublic", "bytes"), Ours: []byte{0},
		Theirs: &original.Exception{Class: "AttributeError", Message: "'NoneType' object has no attribute 'public_key'"},
		Expect: owe([]byte{0}, "ClientECDiffieHellmanPublic", "bytes"),
	},
}
