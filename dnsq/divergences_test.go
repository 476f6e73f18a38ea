package dnsq_test

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/dnsq/internal/dnstest"
	"github.com/pyops-go/pyops/internal/original"
)

// judge compares our answers with the original, words of errors included.
func judge(py *original.Python) *original.Judge {
	return dnstest.Judge(py, append(divergences(py), textDivergences...))
}

// wireJudge is judge for malformed bytes, of which only the class is told alike.
func wireJudge(py *original.Python) *original.Judge {
	j := judge(py)
	j.Same = func(owed, ours original.Result) bool {
		if dnstest.Message(owed) == malformed { // in whichever way
			return slices.Contains(wireKinds, dnstest.Class(ours))
		}
		return dnstest.SameClasses(owed, ours)
	}
	return j
}

// wireKinds are the classes of errors that stand for malformed bytes, and malformed
// is what a divergence says that owes any of them.
var wireKinds = []string{"FormError", "ShortHeader", "TrailingJunk", "BadEDNS", "BadTSIG", "BadPointer", "BadLabelType", "NameTooLong"}

const malformed = "malformed in whichever way"

// textKinds are the classes of errors that stand for malformed text.
var textKinds = []string{"SyntaxError", "UnexpectedEnd", "BadTTL", "BadEscape", "EmptyLabel", "LabelTooLong", "NameTooLong", "BadSigTime"}

// mutatedJudge is judge for mutilated text. Of its several faults either side may
// tell another, and in words of its own: that it is malformed is compared. The
// texts of rdata.txt are compared in full.
func mutatedJudge(py *original.Python) *original.Judge {
	j := judge(py)
	j.Same = func(owed, ours original.Result) bool {
		if slices.Contains(textKinds, dnstest.Class(owed)) { // and where a divergence owes malformed
			return slices.Contains(textKinds, dnstest.Class(ours))
		}
		return dnstest.SameClasses(owed, ours)
	}
	return j
}

// compareAll compares calls that are cases.
func compareAll(t *testing.T, py *original.Python, calls []original.Call) {
	t.Helper()
	judge(py).Table(t, calls)
}

var long = strings.Repeat("x", 63)

func TestDivergencesArePinned(t *testing.T) { judge(startDNS(t)).Pins(t) }

type result = original.Result

func raise(class string) any { return &original.Exception{Class: class} }

func raiseWith(class, words string) any {
	return &original.Exception{Class: class, Message: words}
}

// typeOfCall is the type of the rdata that a call reads.
func typeOfCall(c original.Call) (dnsq.RdataType, bool) {
	switch of := c.Args[0].(type) {
	case rdataText:
		return of.Type, true
	case rdataOrigin:
		return of.Type, true
	case rdataWire:
		return of.Type, true
	case rdataPair:
		return of.Type, true
	}
	return 0, false
}

// is reports whether a call is a case of a kind.
func is[C dnstest.Case](c original.Call) bool {
	_, ok := dnstest.CaseOf[C](c)
	return ok
}

// textOfCall is the text of a call that reads rdata in text, of one of the types;
// without types, of any.
func textOfCall(c original.Call, types ...dnsq.RdataType) (string, bool) {
	typ, ok := typeOfCall(c)
	if !ok || len(types) > 0 && !slices.Contains(types, typ) {
		return "", false
	}
	switch of := c.Args[0].(type) {
	case rdataText:
		return of.Text, true
	case rdataOrigin:
		return of.Text, true
	case rdataPair:
		return of.A, true
	}
	return "", false
}

// withText is a call that reads rdata in another text.
func withText(c original.Call, text string) original.Call {
	switch of := c.Args[0].(type) {
	case rdataText:
		of.Text = text
		return ask(of)
	case rdataOrigin:
		of.Text = text
		return ask(of)
	}
	return c
}

// wireOfCall is the message that a call reads in wire format.
func wireOfCall(c original.Call) ([]byte, bool) {
	switch of := c.Args[0].(type) {
	case messageWire:
		return of.Wire, true
	case messageErrors:
		return of.Wire, true
	case messageRendered:
		return of.Wire, true
	case chaining:
		return of.Wire, true
	case tsigVerify:
		return of.Wire, true
	}
	return nil, false
}

// withWire is a call that reads another message in wire format.
func withWire(c original.Call, wire []byte) original.Call {
	switch of := c.Args[0].(type) {
	case messageWire:
		of.Wire = wire
		return ask(of)
	case messageErrors:
		of.Wire = wire
		return ask(of)
	case messageRendered:
		of.Wire = wire
		return ask(of)
	case chaining:
		of.Wire = wire
		return ask(of)
	case tsigVerify:
		of.Wire = wire
		return ask(of)
	}
	return c
}

// factsOf are what the original says of rdata whose text is known by other means
// than reading it.
func factsOf(text string, wire []byte) result {
	generic := genericText(wire)
	return result{Value: []any{text, wire, wire, int64(0), nil, text, text, generic, generic}}
}

func genericText(wire []byte) string {
	var chunks []string
	for chunk := range slices.Chunk([]byte(hex.EncodeToString(wire)), 32) {
		chunks = append(chunks, string(chunk))
	}
	return strings.TrimRight(`\# `+strconv.Itoa(len(wire))+" "+strings.Join(chunks, " "), "")
}

// divergences are places where we mean to differ from the installed original. Some
// ask it once more, in another way.
func divergences(py *original.Python) []original.Divergence {
	again := func(c original.Call) result { return py.Batch([]original.Call{c})[0] }
	return []original.Divergence{
		{
			Name: "lenientNumbers", Why: "numbers in APL and times of signatures are read by int(), which takes signs and underscores, and timegm(), which takes a day 0; here they are refused",
			Example: ask(rdataText{dnsq.TypeAPL, "+1:1.2.3.4/8"}), Theirs: facts("1:1.2.3.4/8", "\x00\x01\x08\x04\x01\x02\x03\x04", 42), Ours: raise("SyntaxError"), Share: 0.01,
			Expect: func(c original.Call, theirs result) (result, bool) {
				if text, ok := textOfCall(c, dnsq.TypeAPL); ok && theirs.Err == nil {
					for _, item := range strings.Fields(text) {
						family, rest, _ := strings.Cut(strings.TrimLeft(item, `"!`), ":")
						_, prefix, _ := strings.Cut(strings.TrimRight(rest, `"`), "/")
						if strings.Trim(family+prefix, "0123456789") != "" {
							return dnstest.Raise("SyntaxError", ""), true
						}
					}
				}
				if text, ok := textOfCall(c, dnsq.TypeRRSIG); ok && theirs.Err == nil {
					for _, at := range strings.Fields(text)[4:6] {
						if _, err := time.Parse("20060102150405", at); len(at) > 10 && err != nil {
							return dnstest.Raise("SyntaxError", ""), true
						}
					}
				}
				return theirs, false
			},
		},
		{
			Name: "portTooLong", Why: "a port given as key3 may have more than two bytes, of which the first two are taken; here it is malformed",
			Example: ask(rdataText{dnsq.TypeSVCB, "1 . key3=abc"}), Theirs: facts(`1 . port="24930"`, "\x00\x01\x00\x00\x03\x00\x02ab", 64), Ours: raise("SyntaxError"), Share: 0.005,
			Expect: func(c original.Call, theirs result) (result, bool) {
				text, ok := textOfCall(c, dnsq.TypeSVCB, dnsq.TypeHTTPS)
				words := strings.Fields(strings.ToLower(text))
				i := slices.IndexFunc(words, func(w string) bool { return strings.HasPrefix(w, "key3=") })
				if !ok || i < 2 || theirs.Err != nil {
					return theirs, false
				}
				value := strings.TrimPrefix(words[i], "key3=")
				plain := strings.Trim(value, `"`)
				return dnstest.Raise("SyntaxError", ""), !strings.Contains(plain, `\`) && len(plain) != 2
			},
		},
		{
			Name: "laterParamsInText", Why: "later versions know more parameters of services by name",
			Example: ask(rdataText{dnsq.TypeSVCB, "1 . dohpath=/x"}), Theirs: raiseWith("SyntaxError", "Unknown SVCB ParamKey"), Share: 0.02,
			Ours: facts(`1 . dohpath="/x"`, "\x00\x01\x00\x00\x07\x00\x02/x", 64),
			Expect: func(c original.Call, theirs result) (result, bool) {
				text, ok := textOfCall(c, dnsq.TypeSVCB, dnsq.TypeHTTPS)
				if !ok || is[rdataPair](c) || theirs.Err == nil || !laterParamName.MatchString(text) {
					return theirs, false
				}
				owed := again(withText(c, laterParamName.ReplaceAllStringFunc(text, func(s string) string {
					return strings.NewReplacer("dohpath", "key7", "ohttp", "key8").Replace(strings.ToLower(s))
				})))
				if facts, ok := owed.Value.([]any); ok {
					for _, i := range []int{0, 5, 6} {
						if i < len(facts) {
							facts[i] = withLaterParams(facts[i].(string))
						}
					}
				}
				return owed, true
			},
		},
		{
			Name: "altitudeTooLarge", Why: "an altitude that no LOC can hold raises struct.error when it is written",
			Example: ask(rdataText{dnsq.TypeLOC, "60 N 24 E 50000000m"}), Theirs: raiseWith("error", "'I' format requires 0 <= number <= 4294967295"), Ours: raise("SyntaxError"), Share: 0.002,
			Expect: func(c original.Call, theirs result) (result, bool) {
				_, ok := textOfCall(c, dnsq.TypeLOC)
				return dnstest.Raise("SyntaxError", ""), ok && dnstest.Class(theirs) == "error"
			},
		},
		{
			Name: "centimetresCutOff", Why: "lengths are cut off to centimetres where they are written to the wire, 0.29 m to 28 of them, and rounded in text; ours are rounded in both",
			Example: ask(rdataText{dnsq.TypeLOC, "0 0 0.000 N 0 0 0.000 E 0.29m"}), Share: 0.002,
			Theirs: facts("0 0 0.000 N 0 0 0.000 E 0.29m", "\x00\x12\x16\x13\x80\x00\x00\x00\x80\x00\x00\x00\x00\x98\x96\x9c", 29),
			Ours:   facts("0 0 0.000 N 0 0 0.000 E 0.29m", "\x00\x12\x16\x13\x80\x00\x00\x00\x80\x00\x00\x00\x00\x98\x96\x9d", 29),
			Expect: func(c original.Call, theirs result) (result, bool) {
				values, ok := theirs.Value.([]any)
				if _, isLOC := textOfCall(c, dnsq.TypeLOC); !isLOC || !ok || !is[rdataText](c) {
					return theirs, false
				}
				text, _ := values[0].(string)
				wire, isWire := values[1].([]byte)
				lengths := regexp.MustCompile(`(-?\d+)\.(\d\d)m`).FindAllStringSubmatch(text, -1)
				if !isWire || len(wire) != 16 || len(lengths) == 0 {
					return theirs, false
				}
				altitude, _ := strconv.ParseInt(lengths[0][1]+lengths[0][2], 10, 64)
				values, wire = slices.Clone(values), slices.Clone(wire)
				binary.BigEndian.PutUint32(wire[12:], uint32(altitude+10000000))
				for i, v := range values { // the wire, what is digested, and the generic forms
					if b, is := v.([]byte); is && len(b) == 16 {
						values[i] = wire
					} else if s, is := v.(string); is && strings.HasPrefix(s, `\# 16 `) {
						values[i] = fmt.Sprintf(`\# 16 %x`, wire)
					}
				}
				return result{Value: values}, true
			},
		},
		{
			Name: "beyondThePole", Why: "text may say up to a degree more than 90 or 180, which the wire format has room for but reading it refuses",
			Example: ask(rdataText{dnsq.TypeLOC, "90 0 1.000 N 0 0 0.000 E 1.00m"}), Ours: raise("SyntaxError"), Share: 0.01,
			Theirs: facts("90 0 1.000 N 0 0 0.000 E 1.00m", "\x00\x12\x16\x13\x93\x4f\xdc\xe8\x80\x00\x00\x00\x00\x98\x96\xe4", 29),
			Expect: func(c original.Call, theirs result) (result, bool) {
				if _, ok := textOfCall(c, dnsq.TypeLOC); !ok || theirs.Err != nil || is[rdataPair](c) {
					return theirs, false
				}
				wire := theirs.Value.([]any)[1].([]byte)
				return dnstest.Raise("SyntaxError", ""), dnstest.Class(again(ask(rdataWire{dnsq.ClassIN, dnsq.TypeLOC, wire}))) == "FormError"
			},
		},
		{
			Name: "lenientBase64", Why: "Python's b64decode stops at padding and drops what is no base64; such text is refused",
			Example: ask(rdataText{dnsq.TypeDHCID, "AAA=BBBB"}), Theirs: facts("AAA=", "\x00\x00", 49), Ours: raise("SyntaxError"), Share: 0.01,
			Expect: func(c original.Call, theirs result) (result, bool) {
				typ, _ := typeOfCall(c)
				text, ok := textOfCall(c)
				return dnstest.Raise("SyntaxError", ""), ok && theirs.Err == nil && looseBase64(typ, text)
			},
		},
		{
			Name: "hashWithoutPadding", Why: "the next hash of an NSEC3 that is no multiple of five bytes does not read without padding, which RFC 5155 section 3.3 forbids",
			Example: ask(rdataText{dnsq.TypeNSEC3, "1 0 1 - c5h0"}), Theirs: raiseWith("SyntaxError", "Incorrect padding"), Share: 0.01,
			Ours: facts("1 0 1 - c5h0", "\x01\x00\x00\x01\x00\x02ab", 50),
			Expect: func(c original.Call, theirs result) (result, bool) {
				text, ok := textOfCall(c, dnsq.TypeNSEC3)
				words := strings.Fields(text)
				if !ok || dnstest.Message(theirs) != "Incorrect padding" || len(words) < 5 || strings.Contains(words[4], "=") || !is[rdataText](c) {
					return theirs, false
				}
				short := len(words[4]) % 8
				if short == 1 || short == 3 || short == 6 { // no bytes have so many letters
					return dnstest.Raise("SyntaxError", ""), true
				}
				words[4] += strings.Repeat("=", 8-short)
				owed := again(withText(c, strings.Join(words, " ")))
				if facts, ok := owed.Value.([]any); ok {
					for _, i := range []int{0, 5, 6} {
						facts[i] = strings.ReplaceAll(facts[i].(string), "=", "")
					}
					if !strings.Contains(facts[0].(string), strings.ToLower(strings.TrimRight(words[4], "="))) {
						return dnstest.Raise("SyntaxError", ""), true // it has bits to spare
					}
				}
				return owed, true
			},
		},
		{
			Name: "genericOfKnownType", Why: "generic text that is no rdata of its type is told of as the parser that found it says; its class is compared",
			Example: ask(rdataText{dnsq.TypeA, `\# 3 010203`}), Theirs: raiseWith("SyntaxError", "Text input is malformed."), Ours: raise("SyntaxError"), Share: 0.05,
			Expect: func(c original.Call, theirs result) (result, bool) {
				text, ok := textOfCall(c)
				return dnstest.Raise(dnstest.Class(theirs), ""), ok && theirs.Err != nil && strings.HasPrefix(text, `\#`)
			},
		},
		{
			Name: "wordsOfPython", Why: "the error is one of Python's own functions; ours says in the terms of the DNS what is wrong",
			Example: ask(rdataText{dnsq.TypeRRSIG, "A 1 3 3600 20201301000000 20030101000000 2143 foo AAAA"}), Theirs: raiseWith("SyntaxError", "month must be in 1..12"), Ours: raise("SyntaxError"), Share: 0.1,
			Expect: func(c original.Call, theirs result) (result, bool) {
				_, ok := typeOfCall(c)
				return dnstest.Raise(dnstest.Class(theirs), ""), ok && pythonWords.MatchString(dnstest.Message(theirs))
			},
		},
		{
			Name: "bytesAsCharacters", Why: `\DDD of 128 and more in some types stands for a character, which becomes two bytes; zone files mean a byte`,
			Example: ask(rdataText{dnsq.TypeCAA, `0 issue "\255"`}), Share: 0.02,
			Theirs: facts(`0 issue "\195\191"`, "\x00\x05issue\xc3\xbf", 257), Ours: facts(`0 issue "\255"`, "\x00\x05issue\xff", 257),
			Expect: func(c original.Call, theirs result) (result, bool) {
				typ, _ := typeOfCall(c)
				text, ok := textOfCall(c, characterTypes...)
				facts, read := theirs.Value.([]any)
				if !ok || !read || !is[rdataText](c) || !highEscape.MatchString(text) {
					return theirs, false
				}
				wire := charactersToBytes(typ, facts[1].([]byte))
				if typ == dnsq.TypeURI { // which the original takes for UTF-8
					return uriFacts(wire), true
				}
				return again(ask(rdataWire{dnsq.ClassIN, typ, wire})), true
			},
		},
		{
			Name: "uriOfBytes", Why: "bytes that are not UTF-8 in a URI raise UnicodeDecodeError; a URI keeps them",
			Example: ask(rdataWire{dnsq.ClassIN, dnsq.TypeURI, []byte("\x00\x0a\x00\x01\xff")}), Share: 0.01,
			Theirs: raiseWith("UnicodeDecodeError", "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"), Ours: uriFacts([]byte("\x00\x0a\x00\x01\xff")).Value,
			Expect: func(c original.Call, theirs result) (result, bool) {
				of, ok := dnstest.CaseOf[rdataWire](c)
				if !ok || of.Type != dnsq.TypeURI || dnstest.Class(theirs) != "UnicodeDecodeError" {
					return theirs, false
				}
				return uriFacts(of.Wire), true
			},
		},
		{
			Name: "malformedOptions", Why: "an option of the wrong length or not in UTF-8 raises whatever its parts raise; from the wire it is malformed",
			Example: ask(optionWire{dnsq.OptionECS, []byte("\x00\x01\x28\x00\x01\x02\x03\x04\x05")}), Theirs: raiseWith("SyntaxError", "Text input is malformed."), Ours: raise("FormError"), Share: 0.5,
			Expect: func(c original.Call, theirs result) (result, bool) {
				return dnstest.Raise("FormError", ""), (is[optionWire](c) || isMessage(c) && dnstest.Class(theirs) == "UnicodeDecodeError") && theirs.Err != nil
			},
		},
		{
			Name: "emptyEDE", Why: "an EDE option whose text is a lone zero byte has an empty text rather than none",
			Example: ask(optionWire{dnsq.OptionEDE, []byte{0, 1, 0}}), Theirs: []any{"EDE 1: ", []byte{0, 1}, int64(15)}, Ours: []any{"EDE 1", []byte{0, 1}, int64(15)}, Share: 0.02,
			Expect: func(c original.Call, theirs result) (result, bool) {
				v, ok := theirs.Value.([]any)
				if of, is := dnstest.CaseOf[optionWire](c); !is || of.Type != dnsq.OptionEDE || !ok {
					return theirs, false
				}
				return result{Value: []any{strings.TrimSuffix(v[0].(string), ": "), v[1], v[2]}}, true
			},
		},
		{
			Name: "laterOptions", Why: "later versions know what is in options that the installed original takes for bytes, and may find it malformed",
			Example: ask(optionWire{dnsq.OptionNSID, []byte("ns1")}), Theirs: []any{"Generic 3", []byte("ns1"), int64(3)}, Ours: []any{"NSID ns1", []byte("ns1"), int64(3)}, Share: 0.7,
			Expect: func(c original.Call, theirs result) (result, bool) {
				of, ok := dnstest.CaseOf[optionWire](c)
				if !ok || theirs.Err != nil {
					return theirs, false
				}
				text, known, fine := laterOption(of.Type, of.Wire)
				if !known {
					return theirs, false
				}
				if !fine {
					return dnstest.Raise("FormError", ""), true
				}
				v := theirs.Value.([]any)
				return result{Value: []any{text, v[1], v[2]}}, true
			},
		},
		{
			Name: "opcodeWithoutName", Why: "a message of an opcode that has no name raises ValueError before anything else; here it is read as a query is, and has a number",
			Example: ask(messageRendered{[]byte("\x00\x01\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00")}), Share: 0.02,
			Theirs: raiseWith("ValueError", "3 is not a valid Opcode"), Ours: []byte("\x00\x01\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
			Expect: func(c original.Call, theirs result) (result, bool) {
				wire, ok := wireOfCall(c)
				if !ok || !strings.HasSuffix(dnstest.Message(theirs), "is not a valid Opcode") {
					return theirs, false
				}
				wire = slices.Clone(wire)
				opcode := int(wire[2] >> 3 & 15)
				wire[2] &^= 0x78
				return withOpcode(c, again(withWire(c, wire)), opcode), true
			},
		},
		{
			Name: "messageClasses", Why: "messages of other kinds than queries lack resolve_chaining, which here all have",
			Example: ask(chaining{[]byte("\x00\x01\xa0\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x06\x00\x01")}), Share: 0.02,
			Theirs: raiseWith("AttributeError", "'Message' object has no attribute 'resolve_chaining'"), Ours: []any{".", nil, int64(4294967295), []any{}, "."},
			Expect: func(c original.Call, theirs result) (result, bool) {
				of, ok := dnstest.CaseOf[chaining](c)
				if !ok || dnstest.Class(theirs) != "AttributeError" {
					return theirs, false
				}
				wire := slices.Clone(of.Wire)
				if wire[2]>>3&15 == byte(dnsq.OpcodeUPDATE) {
					return theirs, false // its records do not mean what those of a query do
				}
				wire[2] &^= 0x78
				return again(ask(chaining{wire})), true
			},
		},
		{
			Name: "cutRecordTwice", Why: "with continue_on_error, a record that runs beyond the end of the message is an error, and that there is nothing after it another one; here it is one",
			Example: ask(messageErrors{[]byte("\x00\x01\x80\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04abc")}), Share: 0.3,
			Theirs: []any{emptyMessage, []any{"FormError", "FormError"}}, Ours: []any{emptyMessage, []any{"FormError"}},
			Expect: func(c original.Call, theirs result) (result, bool) {
				v, ok := theirs.Value.([]any)
				if of, is := dnstest.CaseOf[messageErrors](c); !is || !ok || !cutRecord(of.Wire) {
					return theirs, false
				}
				errs := slices.Clone(v[1].([]any))
				i := slices.Index(errs, any("FormError"))
				if i < 0 || i+1 >= len(errs) || errs[i+1] != "FormError" {
					return theirs, false // it came to no record
				}
				return result{Value: []any{v[0], slices.Delete(errs, i, i+1)}}, true
			},
		},
		{
			Name: "idTooLarge", Why: "an id beyond 16 bits is accepted in the text of a message",
			Example: ask(messageText{"id 70000"}), Ours: raiseWith("SyntaxError", "70000 is not an unsigned 16-bit integer"),
			Theirs: with(with(with(emptyMessage, "text", strings.Replace(emptyText, "id 1\n", "id 70000\n", 1)), "id", int64(70000)), "flags", int64(0)),
			Expect: func(c original.Call, theirs result) (result, bool) {
				of, ok := dnstest.CaseOf[messageText](c)
				id, _, _ := strings.Cut(strings.TrimPrefix(of.Text, "id "), "\n")
				n, err := strconv.Atoi(id)
				return dnstest.Raise("SyntaxError", id+" is not an unsigned 16-bit integer"), ok && err == nil && n > 65535
			},
		},
		{
			Name: "unknownFlag", Why: "an unknown flag in the text of a message raises KeyError; ours is a ValueError",
			Example: ask(messageText{"flags QR XX"}), Theirs: raiseWith("KeyError", "'XX'"), Ours: raiseWith("ValueError", "unknown flag"),
			Expect: func(c original.Call, theirs result) (result, bool) {
				return dnstest.Raise("ValueError", "unknown flag"), is[messageText](c) && dnstest.Class(theirs) == "KeyError"
			},
		},
		{
			Name: "pointerIntoItself", Why: "after a pointer whose target reaches beyond it, reading goes on at the furthest byte read rather than after the pointer",
			Example: ask(nameWire{[]byte("\x0babcdefg\xc0\x00hi\x00"), 8}), Share: 0.1,
			Theirs: []any{[]any{[]byte("abcdefg\xc0\x00hi"), []byte{}}, int64(5)}, Ours: []any{[]any{[]byte("abcdefg\xc0\x00hi"), []byte{}}, int64(2)},
			Expect: func(c original.Call, theirs result) (result, bool) {
				v, ok := theirs.Value.([]any)
				of, is := dnstest.CaseOf[nameWire](c)
				if !is || !ok {
					return theirs, false
				}
				return result{Value: []any{v[0], int64(nameSize(of.Wire, of.Offset))}}, true
			},
		},
		{
			Name: "otherDigits", Why: "digits of other scripts count as numbers",
			Example: ask(ttlText{"٣"}), Theirs: int64(3), Ours: raise("BadTTL"),
			Expect: func(c original.Call, theirs result) (result, bool) {
				var text, class string
				switch of := c.Args[0].(type) {
				case ttlText:
					text, class = of.Text, "BadTTL"
				case codeText:
					text, class = of.Text, "UnknownRdatatype"
				}
				return dnstest.Raise(class, ""), class != "" && theirs.Err == nil && strings.Contains(text, "٣")
			},
		},
		{
			Name: "relativizeToEmpty", Why: "a relative name less the empty name is empty, as Python's slice to minus zero is",
			Example: ask(nameFacts{"a", ""}), Share: 0.05,
			Theirs: nameFactsOf("@"), Ours: nameFactsOf("a"),
			Expect: func(c original.Call, theirs result) (result, bool) {
				v, ok := theirs.Value.([]any)
				if of, is := dnstest.CaseOf[nameFacts](c); !is || of.Origin != "" && of.Origin != "@" || !ok {
					return theirs, false
				}
				owed := slices.Clone(v)
				for _, i := range []int{6, 11} {
					if owed[i] == "@" {
						owed[i] = owed[9] // the name with nothing after it
					}
				}
				return result{Value: owed}, true
			},
		},
		{
			Name: "wireTooLong", Why: "a relative name that an origin makes longer than 255 bytes has a wire form",
			Example: ask(nameFacts{long + "." + long + "." + long, long + "." + long + "."}), Share: 0.2,
			Theirs: longNameFacts(false), Ours: longNameFacts(true),
			Expect: func(c original.Call, theirs result) (result, bool) {
				v, ok := theirs.Value.([]any)
				if !is[nameFacts](c) || !ok {
					return theirs, false
				}
				owed := slices.Clone(v)
				for _, i := range []int{3, 4} {
					if wire, ok := owed[i].([]byte); ok && len(wire) > 255 {
						owed[i] = nameTooLong
					}
				}
				return result{Value: owed}, true
			},
		},
		{
			Name: "escapeTooLarge", Why: `\256 and more in a name raises struct.error rather than BadEscape`,
			Example: ask(readName{`\256.`, false}), Theirs: raiseWith("error", "ubyte format requires 0 <= number <= 255"), Ours: raise("BadEscape"), Share: 0.1,
			Expect: func(c original.Call, theirs result) (result, bool) {
				return dnstest.Raise("BadEscape", ""), dnstest.Class(theirs) == "error" && strings.HasPrefix(dnstest.Message(theirs), "ubyte format")
			},
		},
		{
			Name: "integersBeyond64Bits", Why: "Python's integers have no end; ours are an error beyond 64 bits",
			Example: ask(tokenValue{"get_int", "18446744073709551616"}), Theirs: new(big.Int).Lsh(big.NewInt(1), 64), Ours: raiseWith("SyntaxError", "18446744073709551616 is too large an integer"),
			Expect: func(c original.Call, theirs result) (result, bool) {
				of, ok := dnstest.CaseOf[tokenValue](c)
				_, err := strconv.ParseUint(of.Text, 10, 64)
				return dnstest.Raise("SyntaxError", of.Text+" is too large an integer"), ok && of.Method == "get_int" && err != nil && of.Text != "" && strings.Trim(of.Text, "0123456789") == ""
			},
		},
	}
}
