package dnsq_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

func call(f string, args ...any) original.Call { return original.Call{Func: f, Args: args} }

var divergences = []divergence{
	{
		name: "textOfRdata",
		why:  "the text of the rdata differs, as textDivergences say, and nothing else",
		applies: func(c original.Call, got, want any) bool {
			if typ, ok := ofRdata(c); ok {
				if c.Func == "rdata_origin" {
					g, ok := got.(string)
					w, ok2 := want.(string)
					return ok && ok2 && textDiverges(typ, w, g)
				}
				if !onlyAt(got, want, 0, 5, 6) {
					return false
				}
				for _, i := range differAt(got, want) {
					if !textDiverges(typ, want.([]any)[i].(string), got.([]any)[i].(string)) {
						return false
					}
				}
				return true
			}
			if c.Func == "message_errors" {
				return onlyAt(got, want, 0) && textsDiverge(got.([]any)[0], want.([]any)[0])
			}
			if c.Func == "chaining" || c.Func == "message_wire" || c.Func == "message_text" {
				return textsDiverge(got, want)
			}
			return false
		},
		pinned: textPins(),
	},
	{
		name: "lenientNumbers",
		why:  "numbers in APL, and times of signatures, are read by int(), which takes signs and underscores, and timegm(), which takes a day 0; here they are refused",
		applies: func(c original.Call, got, want any) bool {
			text, ok := ofText(c, dnsq.TypeAPL, dnsq.TypeRRSIG)
			if !ok || failure(got) != "SyntaxError" || failure(want) != nil {
				return false
			}
			return c.Args[1] == int(dnsq.TypeAPL) && strings.ContainsAny(text, "+_") || c.Args[1] == int(dnsq.TypeRRSIG) && strings.HasPrefix(wordsOf(got), "Time in DNS SIG")
		},
		pinned: []pin{
			{call("rdata_text", "IN", 42, "+1:1.2.3.4/8"), "1:1.2.3.4/8 = 0001080401020304", "SyntaxError: invalid literal for int() with base 10: '+1'"},
			{call("rdata_text", "IN", 46, "A 1 3 3600 20200100000000 20030101000000 2143 foo AAAA"), "A 1 3 3600 20191231000000 20030101000000 2143 foo AAAA = 0001010300000e105e0a8f803e122f80085f03666f6f00000000", "SyntaxError: Time in DNS SIG or RRSIG resource record cannot be parsed."},
		},
	},
	{
		name: "portTooLong",
		why:  "a port given as key3 may have more than two bytes, of which the first two are taken; here it is malformed",
		applies: func(c original.Call, got, want any) bool {
			text, ok := ofText(c, dnsq.TypeSVCB, dnsq.TypeHTTPS)
			return ok && failure(got) == "SyntaxError" && failure(want) == nil && strings.Contains(strings.ToLower(text), "key3=")
		},
		pinned: []pin{{call("rdata_text", "IN", 64, "1 . key3=abc"), `1 . port="24930" = 00010000030002` + "6162", "SyntaxError: DNS message is malformed."}},
	},
	{
		name: "emptyEDE",
		why:  "an EDE option whose text is a lone zero byte has an empty text rather than none",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "option" && c.Args[0] == 15 && len(c.Args[1].([]byte)) == 3 && c.Args[1].([]byte)[2] == 0 && onlyAt(got, want, 0)
		},
		pinned: []pin{{call("option", 15, []byte{0, 1, 0}), `["EDE 1: " "\x00\x01" 15]`, `["EDE 1" "\x00\x01" 15]`}},
	},
	{
		name: "malformedOptions",
		why:  "an option of the wrong length or not in UTF-8 raises whatever its parts raise; from the wire it is malformed",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "option" || failure(got) != "FormError" {
				return false
			}
			switch c.Args[0] {
			case 8:
				return failure(want) == "FormError" || failure(want) == "ValueError" || failure(want) == "SyntaxError"
			case 15:
				return failure(want) == "UnicodeDecodeError"
			}
			return false
		},
		pinned: []pin{
			{call("option", 8, []byte("\x00\x01\x28\x00\x01\x02\x03\x04\x05")), "SyntaxError: Text input is malformed.", "FormError: DNS message is malformed."},
			{call("option", 15, []byte("\x00\x01\xff")), "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", "FormError: the text of an EDE option is not UTF-8"},
		},
	},
	{
		name: "newerOptions",
		why:  "later versions know what is in options that the installed original takes for bytes, and may find it malformed",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "option" || failure(want) != nil {
				return false
			}
			w, _ := want.([]any)[0].(string)
			if failure(got) == "FormError" {
				return w == "Generic 10" || w == "Generic 18"
			}
			return onlyAt(got, want, 0) && newerOption("option "+w, "option "+got.([]any)[0].(string))
		},
		pinned: []pin{
			{call("option", 3, []byte("ns1")), `["Generic 3" "ns1" 3]`, `["NSID ns1" "ns1" 3]`},
			{call("option", 10, []byte("short")), `["Generic 10" "short" 10]`, "FormError: client cookie must be exactly 8 bytes"},
		},
	},
	{
		name: "malformedNewer",
		why:  "a message holds rdata or an option that later versions know the format of, and that is malformed",
		applies: func(c original.Call, got, want any) bool {
			wire, ok := ofMessage(c)
			if !ok || !knownLater(wire) {
				return false
			}
			// Without it, the original comes to what is wrong after it, or to the
			// chain of aliases.
			return c.Func == "message_errors" || slices.Contains(wireKinds, failure(got)) &&
				(c.Func == "chaining" || failure(want) == nil || slices.Contains(wireKinds, failure(want)))
		},
		pinned: []pin{{
			call("message_wire", []byte("\x00\x01\x80\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x19\x00\x01\x00\x00\x00\x00\x00\x01a"), false, false, false, false),
			`id 1 / opcode QUERY / rcode NOERROR / flags QR / ;QUESTION / ;ANSWER / . 0 IN KEY \# 1 61 / ;AUTHORITY / ;ADDITIONAL`, "FormError: DNS message is malformed.",
		}},
	},
	{
		name: "cutRecordTwice",
		why:  "with continue_on_error, a record that runs beyond the end of the message is an error, and that there is nothing after it another one; here it is one",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "message_errors" || failure(got) != nil || failure(want) != nil {
				return false
			}
			g, w := got.([]any), want.([]any)
			return (original.Same(g[0], w[0]) || textsDiverge(g[0], w[0])) && original.Same(append(slices.Clone(g[1].([]any)), "FormError"), w[1])
		},
		pinned: []pin{{
			call("message_errors", []byte("\x00\x01\x80\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x04abc")),
			`[id 1 / opcode QUERY / rcode NOERROR / flags QR / ;QUESTION / ;ANSWER / ;AUTHORITY / ;ADDITIONAL ["FormError" "FormError"]]`,
			`[id 1 / opcode QUERY / rcode NOERROR / flags QR / ;QUESTION / ;ANSWER / ;AUTHORITY / ;ADDITIONAL ["FormError"]]`,
		}},
	},
	{
		name: "opcodeWithoutName",
		why:  "a message of an opcode that has no name raises ValueError before anything else; here it has a number",
		applies: func(c original.Call, got, want any) bool {
			wire, ok := ofMessage(c)
			return ok && len(wire) >= 12 && failure(want) == "ValueError" && strings.HasSuffix(wordsOf(want), "is not a valid Opcode") && strings.Trim(dnsq.Opcode(wire[2]>>3&15).String(), "0123456789") == ""
		},
		pinned: []pin{{call("message_rendered", []byte("\x00\x01\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00")), "ValueError: 3 is not a valid Opcode", `"\x00\x01\x18\x00\x00\x00\x00\x00\x00\x00\x00\x00"`}},
	},
	{
		name: "pointerIntoItself",
		why:  "after a pointer whose target reaches beyond it, reading goes on at the furthest byte read rather than after the pointer; and what a pointer leads to must lie before the end of the rdata that has it",
		applies: func(c original.Call, got, want any) bool {
			if c.Func == "name_wire" {
				g, ok := got.([]any)
				w, ok2 := want.([]any)
				return ok && ok2 && onlyAt(got, want, 1) && g[1].(int64) < w[1].(int64) && reachesItself(c.Args[0].([]byte))
			}
			if c.Func == "rdata_wire" {
				return reachesItself(c.Args[2].([]byte))
			}
			wire, ok := ofMessage(c)
			return ok && reachesItself(wire)
		},
		pinned: []pin{
			{call("name_wire", []byte("\x0babcdefg\xc0\x00hi\x00"), 8), `[["abcdefg\xc0\x00hi" ""] 5]`, `[["abcdefg\xc0\x00hi" ""] 2]`},
			{call("message_wire", []byte("\x00\x01\x80\x00\x00\x01\x00\x01\x00\x00\x00\x00\x00\x00\x01\x00\x01\xc0\x10\x03\xe7\x00\x01\x00\x00\x00\x00\x00\x08abcdef\x00h"), false, false, false, false), "FormError: DNS message is malformed.", `id 1 / opcode QUERY / rcode NOERROR / flags QR / ;QUESTION / . IN A / ;ANSWER / \192.\003\231\000\001\000\000\000\000\000\008abcdef. 0 IN TYPE999 \# 8 6162636465660068 / ;AUTHORITY / ;ADDITIONAL`},
		},
	},
	{
		name: "wordsOfWire",
		why:  "errors of the wire format tell of Python's struct and slices; their class is compared",
		applies: func(c original.Call, got, want any) bool {
			_, message := ofMessage(c)
			return (c.Func == "rdata_wire" || message) && failure(got) == failure(want) && slices.Contains(wireKinds, failure(got))
		},
		pinned: []pin{{call("rdata_wire", 1, 1, []byte("abc")), "FormError: Text input is malformed.", "FormError: DNS message is malformed."}},
	},
	{
		name: "hashWithoutPadding",
		why:  "the next hash of an NSEC3 that is no multiple of five bytes does not read without padding, which RFC 5155 section 3.3 forbids, and so not as it is printed here",
		applies: func(c original.Call, got, want any) bool {
			_, ok := ofText(c, dnsq.TypeNSEC3)
			ok = ok || c.Func == "rdata_pair" && c.Args[1] == int(dnsq.TypeNSEC3)
			return ok && failure(got) == nil && wordsOf(want) == "Incorrect padding"
		},
		pinned: []pin{{call("rdata_text", "IN", 50, "1 0 1 - c5h0"), "SyntaxError: Incorrect padding", "1 0 1 - c5h0 = 0100000100026162"}},
	},
	{
		name: "lenientBase64",
		why:  "Python's b64decode stops at padding and drops what is no base64, and has other words; such text is refused",
		applies: func(c original.Call, got, want any) bool {
			_, ok := ofText(c)
			return ok && failure(got) == "SyntaxError" && wordsOf(got) == "Incorrect padding" && (failure(want) == nil || failure(want) == "SyntaxError")
		},
		pinned: []pin{
			{call("rdata_text", "IN", 49, "AAA=BBBB"), "AAA= = 0000", "SyntaxError: Incorrect padding"},
			{call("rdata_text", "IN", 49, "AA-AA=A"), "SyntaxError: Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4", "SyntaxError: Incorrect padding"},
			{call("rdata_text", "IN", 49, "AAAAA"), "SyntaxError: Invalid base64-encoded string: number of data characters (5) cannot be 1 more than a multiple of 4", "SyntaxError: Incorrect padding"},
		},
	},
	{
		name: "severalFaults",
		why:  "of several faults in mutilated text either may be told, and in words of its own; that it is malformed is compared, and the words on the texts of testdata",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_text" && !inTestdata(c) && bothOf(textKinds, got, want)
		},
		pinned: []pin{{call("rdata_text", "IN", 43, "12345 RSASHA2 1 123"), "SyntaxError: Odd-length string", "SyntaxError: value out of range"}},
	},
	{
		name: "wordsOfPython",
		why:  "the error is one of Python's own functions; ours says in the terms of the DNS what is wrong",
		applies: func(c original.Call, got, want any) bool {
			_, ok := ofRdata(c)
			return ok && failure(got) == "SyntaxError" && failure(got) == failure(want) && pythonWords.MatchString(wordsOf(want))
		},
		pinned: []pin{{call("rdata_text", "IN", 46, "A 1 3 3600 20201301000000 20030101000000 2143 foo AAAA"), "SyntaxError: month must be in 1..12", "SyntaxError: Time in DNS SIG or RRSIG resource record cannot be parsed."}},
	},
	{
		name: "genericOfKnownType",
		why:  "generic text that is no rdata of its type is told of as the parser that found it says; only the class is compared",
		applies: func(c original.Call, got, want any) bool {
			text, ok := ofText(c)
			return ok && failure(got) == "SyntaxError" && failure(got) == failure(want) && strings.HasPrefix(text, `\#`)
		},
		pinned: []pin{{call("rdata_text", "IN", 1, `\# 3 010203`), "SyntaxError: Text input is malformed.", "SyntaxError: DNS message is malformed."}},
	},
	{
		name: "bytesAsCharacters",
		why:  `\DDD of 128 and more in some types stands for a character, which becomes two bytes; zone files mean a byte`,
		applies: func(c original.Call, got, want any) bool {
			if c.Func == "message_text" {
				text := linesAsCharacters(c.Args[0].(string))
				return text != c.Args[0] && original.Same(original.Plain(messageText([]any{text})), want)
			}
			text, ok := ofText(c, characterTypes...)
			if !ok || !highEscape.MatchString(text) {
				return false
			}
			args := slices.Clone(c.Args)
			args[2] = asCharacters(text)
			as := original.Plain(answers[c.Func](args))
			return original.Same(as, want) || failure(as) != nil && failure(as) == failure(want)
		},
		pinned: []pin{{call("rdata_text", "IN", 257, `0 issue "\255"`), `0 issue "\195\191" = 00056973737565c3bf`, `0 issue "\255" = 00056973737565ff`}},
	},
	{
		name: "notText",
		why:  "bytes that are not UTF-8 in a URI, or in the text of an EDE option of a message, raise UnicodeDecodeError; a URI keeps them, an option is malformed",
		applies: func(c original.Call, got, want any) bool {
			if c.Func == "message_errors" && failure(want) == nil {
				return hasURI(c.Args[0].([]byte)) && slices.Contains(want.([]any)[1].([]any), any("UnicodeDecodeError"))
			}
			if failure(want) != "UnicodeDecodeError" {
				return false
			}
			if typ, ok := ofRdata(c); ok {
				return c.Func == "rdata_wire" && typ == dnsq.TypeURI && failure(got) == nil
			}
			wire, ok := ofMessage(c)
			return ok && (hasURI(wire) || failure(got) == "FormError")
		},
		pinned: []pin{{call("rdata_wire", 1, 256, []byte("\x00\x0a\x00\x01\xff")), "UnicodeDecodeError: 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte", `10 1 "\255" = 000a0001ff`}},
	},
	{
		name: "altitudeTooLarge",
		why:  "an altitude that no LOC can hold raises struct.error when it is written",
		applies: func(c original.Call, got, want any) bool {
			_, ok := ofText(c, dnsq.TypeLOC)
			return ok && failure(got) == "SyntaxError" && failure(want) == "error"
		},
		pinned: []pin{{call("rdata_text", "IN", 29, "60 N 24 E 50000000m"), "error: 'I' format requires 0 <= number <= 4294967295", "SyntaxError: altitude value out of bounds"}},
	},
	{
		name: "idTooLarge",
		why:  "an id beyond 16 bits is accepted in the text of a message",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "message_text" && strings.HasPrefix(c.Args[0].(string), "id ") && failure(got) == "SyntaxError" && strings.HasSuffix(wordsOf(got), "16-bit integer")
		},
		pinned: []pin{{call("message_text", "id 70000"), "id 70000 / opcode QUERY / rcode NOERROR / flags  / ;QUESTION / ;ANSWER / ;AUTHORITY / ;ADDITIONAL", "SyntaxError: 70000 is not an unsigned 16-bit integer"}},
	},
	{
		name: "unknownFlag",
		why:  "an unknown flag in the text of a message raises KeyError; ours is a ValueError",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "message_text" && failure(want) == "KeyError" && failure(got) == "ValueError"
		},
		pinned: []pin{{call("message_text", "flags QR XX"), "KeyError: 'XX'", "ValueError: unknown flag"}},
	},
	{
		name: "messageClasses",
		why:  "messages of other kinds than queries lack resolve_chaining, which here all have",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "chaining" && failure(want) == "AttributeError" && dnsq.Opcode(c.Args[0].([]byte)[2]>>3&15) != dnsq.OpcodeQUERY
		},
		pinned: []pin{{call("chaining", []byte("\x00\x01\xa8\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x06\x00\x01")), "AttributeError: 'UpdateMessage' object has no attribute 'resolve_chaining'", `["." <nil> 4294967295 [] "."]`}},
	},
	{
		name: "saysNothing",
		why:  "the exception has no words; ours says what is wrong",
		applies: func(c original.Call, got, want any) bool {
			return failure(want) != nil && failure(got) == failure(want) && wordsOf(want) == "" && wordsOf(got) != ""
		},
		pinned: []pin{{call("rdata_text", "IN", 41, "x"), "SyntaxError: ", "SyntaxError: an OPT record has no text format"}},
	},
	{
		name: "otherDigits",
		why:  "digits of other scripts count as numbers",
		applies: func(c original.Call, got, want any) bool {
			text, ok := c.Args[len(c.Args)-1].(string)
			return ok && strings.Contains(text, "٣") && failure(got) != nil && failure(want) == nil
		},
		pinned: []pin{{call("dns.ttl.from_text", "٣"), "3", "BadTTL: DNS TTL value is not well-formed."}},
	},
	{
		name: "relativizeToEmpty",
		why:  "a relative name less the empty name is empty, as Python's slice to minus zero is",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "name_facts" && (c.Args[1] == "" || c.Args[1] == "@") && onlyAt(got, want, 6, 7, 11) && want.([]any)[6] == "@"
		},
		pinned: []pin{{call("name_facts", "a", ""), `NeedAbsoluteNameOrOrigin: An attempt was made to convert a non-absolute name to wire when there was also a non-absolute (or missing) origin., "@"`, `NeedAbsoluteNameOrOrigin: An attempt was made to convert a non-absolute name to wire when there was also a non-absolute (or missing) origin., "a"`}},
	},
	{
		name: "wireTooLong",
		why:  "a relative name that an origin makes longer than 255 bytes has a wire form",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "name_facts" && onlyAt(got, want, 3, 4) && failure(got.([]any)[3]) == "NameTooLong"
		},
		pinned: []pin{{call("name_facts", strings.Repeat("a.", 63)+"a", strings.Repeat("b.", 65)), `"\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01a\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x01b\x00", "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"`, `NameTooLong: A DNS name is > 255 octets long., "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a"`}},
	},
	{
		name: "escapeTooLarge",
		why:  `\256 and more in a name raises struct.error rather than BadEscape`,
		applies: func(c original.Call, got, want any) bool {
			text := fmt.Sprint(c.Args...)
			return failure(want) == "error" && failure(got) == "BadEscape" && escapeAbove255.MatchString(text)
		},
		pinned: []pin{{call("read_name", `\256.`, false), "error: ubyte format requires 0 <= number <= 255", "BadEscape: An escaped code in a text format of DNS name is invalid."}},
	},
	{
		name: "integersBeyond64Bits",
		why:  "Python's integers have no end; ours are an error beyond 64 bits",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "token_value" && c.Args[0] == "get_int" && strings.HasSuffix(wordsOf(got), "is too large an integer")
		},
		pinned: []pin{{call("token_value", "get_int", "18446744073709551616"), "18446744073709551616", "SyntaxError: 18446744073709551616 is too large an integer"}},
	},
}

var pythonWords = regexp.MustCompile(`^(month|day|hour|minute|second) |must be in|invalid literal for int|exadecimal|Odd-length|out of range|unpack|codec can't|could not convert|base\d\d|Non-base`)
