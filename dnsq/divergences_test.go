package dnsq_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/original"
)

// A divergence is a place where we mean to differ from the installed original.
type divergence struct {
	name, why string

	// applies reports whether a pair of results differs in this way.
	applies func(c original.Call, got, want any) bool
}

var divergences = []divergence{
	{
		name: "lenientText",
		why:  "numbers in APL take signs and underscores as int() does, a value given as keyN may be longer than its parameter, and a code \\DDD in an ALPN id, which is written so, does not read as its byte",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "rdata_text" || failure(want) != nil {
				return false
			}
			switch text := c.Args[2].(string); dnsq.RdataType(c.Args[1].(int)) {
			case dnsq.TypeAPL:
				return failure(got) == "SyntaxError" && strings.ContainsAny(text, "+_")
			case dnsq.TypeSVCB, dnsq.TypeHTTPS:
				return failure(got) == "SyntaxError" && strings.Contains(strings.ToLower(text), "key") || failure(got) == nil && strings.Contains(text, `alpn`) && strings.Contains(text, `\\`)
			}
			return false
		},
	},
	{
		name: "lenientTimes",
		why:  "the times of a signature are read by int() and timegm(), which take signs and day 0; such times are refused",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_text" && c.Args[1].(int) == int(dnsq.TypeRRSIG) && failure(got) == "SyntaxError" && failure(want) == nil && strings.Contains(fmt.Sprint(got), "Time in DNS SIG")
		},
	},
	{
		name: "optionsFromWire",
		why:  "an EDE option whose text is a lone zero byte has an empty text rather than none",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "option" || failure(got) != nil || failure(want) != nil {
				return false
			}
			data := c.Args[1].([]byte)
			return c.Args[0] == 15 && len(data) == 3 && data[2] == 0
		},
	},
	{
		name: "pointerIntoItselfInMessages",
		why:  "as pointerIntoItself; what follows the name is then read at another place, and is malformed",
		applies: func(c original.Call, got, want any) bool {
			if c.Func != "message_wire" && c.Func != "chaining" || failure(want) != "FormError" || failure(got) != nil {
				return false
			}
			return bytes.ContainsFunc(c.Args[0].([]byte), func(r rune) bool { return r == 0xfffd })
		},
	},
	{
		name: "paddedHash",
		why:  "the next hash of an NSEC3 that is no multiple of five bytes is printed with padding, which does not read again",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_wire" && c.Args[1].(int) == int(dnsq.TypeNSEC3) && failure(got) == nil && strings.Contains(fmt.Sprint(want), "=")
		},
	},
	{
		name: "wordsOfOptions",
		why:  "lengths out of range in an ECS option raise ValueError; from the wire ours are malformed",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "option" && failure(got) == "FormError" && failure(want) != nil
		},
	},
	{
		name: "messageClasses",
		why:  "messages of other kinds than queries lack resolve_chaining, which here all have",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "chaining" && failure(want) == "AttributeError"
		},
	},
	{
		name: "altitudeTooLarge",
		why:  "an altitude that no LOC can hold raises struct.error when it is written",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_text" && c.Args[1].(int) == int(dnsq.TypeLOC) && failure(got) == "SyntaxError" && failure(want) == "error"
		},
	},
	{
		name: "messageHeaders",
		why:  "an id beyond 16 bits is accepted, and an unknown flag raises KeyError; the first is refused, the second a ValueError",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "message_text" && (c.Args[0] == "id 70000" || failure(want) == "KeyError" && failure(got) == "ValueError")
		},
	},
	{
		name: "malformedMessages",
		why:  "of several faults in a mutilated message either may be told, and an opcode without a name raises ValueError; ours has a number",
		applies: func(c original.Call, got, want any) bool {
			if !slices.Contains([]string{"message_wire", "chaining", "message_rendered", "tsig_verify"}, c.Func) {
				return false
			}
			w, ok := want.(original.Dict)
			return ok && (strings.Contains(fmt.Sprint(w[1].Value), "valid Opcode") || failure(got) == "FormError" && failure(want) != nil)
		},
	},
	{
		name: "lenientBase64",
		why:  "Python's b64decode stops at padding and drops what is no base64; such text is refused",
		applies: func(c original.Call, got, want any) bool {
			g, ok := got.(original.Dict)
			return ok && strings.HasPrefix(c.Func, "rdata_") && g[1].Value == "Incorrect padding"
		},
	},
	{
		name: "severalFaults",
		why:  "of several faults in mutilated text either may be told; the words are compared on the texts of testdata",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_text" && failure(got) != nil && failure(want) != nil && !strings.Contains("\n"+rdataTexts, "\n"+dnsq.RdataType(c.Args[1].(int)).String()+" "+c.Args[2].(string)+"\n")
		},
	},
	{
		name: "uriNotEscaped",
		why:  "quotation marks and control characters in a URI are printed as they are, so that the text does not read again",
		applies: func(c original.Call, got, want any) bool {
			w, ok := want.([]any)
			g, ok2 := got.([]any)
			return ok && ok2 && strings.HasPrefix(c.Func, "rdata_") && c.Args[1].(int) == int(dnsq.TypeURI) && original.Same(g[1], w[1])
		},
	},
	{
		name: "bytesAsCharacters",
		why:  `\DDD of 128 and more in types other than TXT stands for a character, which becomes two bytes; zone files mean a byte`,
		applies: func(c original.Call, got, want any) bool {
			if c.Func == "message_text" {
				return highEscape.MatchString(c.Args[0].(string))
			}
			return (c.Func == "rdata_text" || c.Func == "rdata_origin") && highEscape.MatchString(c.Args[2].(string))
		},
	},
	{
		name: "genericOfKnownType",
		why:  "generic text that is no rdata of its type is told of as the parser that found it says; only the class is compared",
		applies: func(c original.Call, got, want any) bool {
			return strings.HasPrefix(c.Func, "rdata_") && failure(got) == "SyntaxError" && failure(got) == failure(want) && strings.HasPrefix(fmt.Sprint(c.Args[2]), `\#`)
		},
	},
	{
		name: "wordsOfPython",
		why:  "the error is one of Python's own functions; ours says in the terms of the DNS what is wrong",
		applies: func(c original.Call, got, want any) bool {
			w, ok := want.(original.Dict)
			return ok && strings.HasPrefix(c.Func, "rdata_") && failure(got) != nil && (failure(got) == failure(want) || failure(got) == "SyntaxError") && pythonWords.MatchString(w[1].Value.(string))
		},
	},
	{
		name: "addressInQuotes",
		why:  "an item of APL of an unknown family prints Python's bytes literal",
		applies: func(c original.Call, got, want any) bool {
			w, ok := want.([]any)
			if c.Func == "message_wire" {
				return strings.Contains(fmt.Sprint(want), ":b'")
			}
			return ok && c.Func == "rdata_wire" && c.Args[1].(int) == int(dnsq.TypeAPL) && strings.Contains(w[0].(string), ":b'")
		},
	},
	{
		name: "notText",
		why:  "bytes that are not UTF-8 in a URI, or in the text of an EDE option, raise UnicodeDecodeError; a URI keeps them, an option is malformed",
		applies: func(c original.Call, got, want any) bool {
			return failure(want) == "UnicodeDecodeError" && (failure(got) == nil || failure(got) == "FormError")
		},
	},
	{
		name: "addressesAsTyped",
		why:  "text from a zone file keeps an IPv6 address or a 64-bit number as typed; later versions write AAAA canonically, and so do we all of them",
		applies: func(c original.Call, got, want any) bool {
			if !strings.HasPrefix(c.Func, "rdata_text") && c.Func != "rdata_origin" || !slices.Contains(typedTypes, dnsq.RdataType(c.Args[1].(int))) {
				return false
			}
			g, ok := got.([]any)
			w, ok2 := want.([]any)
			return c.Func == "rdata_origin" || ok && ok2 && original.Same(g[1], w[1]) && original.Same(g[7], w[7])
		},
	},
	{
		name: "wordsOfWireErrors",
		why:  "errors of the wire format tell of Python's struct and slices; only their class is compared",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "rdata_wire" && failure(got) != nil && failure(got) == failure(want)
		},
	},
	{
		name: "wireTooLong",
		why:  "a relative name that an origin makes longer than 255 bytes has a wire form",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "name_facts" && failure(got.([]any)[3]) == "NameTooLong"
		},
	},
	{
		name: "saysNothing",
		why:  "the exception has no words; ours says what is wrong",
		applies: func(c original.Call, got, want any) bool {
			w, ok := want.(original.Dict)
			return ok && failure(want) != nil && failure(got) == failure(want) && w[1].Value == ""
		},
	},
	{
		name: "otherDigits",
		why:  "digits of other scripts count as numbers",
		applies: func(c original.Call, got, want any) bool {
			return strings.Contains(fmt.Sprint(c.Args...), "٣")
		},
	},
	{
		name: "relativizeToEmpty",
		why:  "a relative name less the empty name is empty, as Python's slice to minus zero is",
		applies: func(c original.Call, got, want any) bool {
			return c.Func == "name_facts" && (c.Args[1] == "" || c.Args[1] == "@")
		},
	},
	{
		name: "pointerIntoItself",
		why:  "after a pointer whose target reaches beyond it, reading goes on at the furthest byte read rather than after the pointer",
		applies: func(c original.Call, got, want any) bool {
			g, ok := got.([]any)
			w, ok2 := want.([]any)
			return c.Func == "name_wire" && ok && ok2 && original.Same(g[0], w[0]) && g[1].(int64) < w[1].(int64)
		},
	},
	{
		name: "escapeTooLarge",
		why:  `\256 in a name raises struct.error rather than BadEscape`,
		applies: func(c original.Call, got, want any) bool {
			return failure(want) == "error" && failure(got) == "BadEscape"
		},
	},
}

var typedTypes = []dnsq.RdataType{
	dnsq.TypeAAAA, dnsq.TypeAPL, dnsq.TypeNID, dnsq.TypeL64, dnsq.TypeIPSECKEY, dnsq.TypeAMTRELAY, dnsq.TypeSVCB, dnsq.TypeHTTPS,
}

var pythonWords = regexp.MustCompile(`base64|must be in|literal for int|exadecimal|Odd-length|out of range|unpack|codec can't|could not convert|not a uint|value too large|is not allowed|[Nn]on-base32|padding|struct|index|too long|max\(\)|must be`)

var highEscape = regexp.MustCompile(`\\(1[3-9]|12[89]|2)`)

func diverges(c original.Call, got, want any) bool {
	for _, d := range divergences {
		if d.applies(c, got, want) {
			return true
		}
	}
	return false
}
