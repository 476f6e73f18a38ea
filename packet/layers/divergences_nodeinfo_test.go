package layers_test

import (
	"regexp"
	"strings"

	"github.com/pyops-go/pyops/internal/original"
)

func init() { divergences = append(divergences, nodeinfoDivergences...) }

var nodeinfoDivergences = []original.Divergence{
	{
		Name: "random nonces", Why: "a random value is random at once, there; here it is drawn when the packet is built",
		Example: unset("ICMPv6NIQueryName", "repr"), Theirs: "<ICMPv6NIQueryName  nonce=<RandBin> |>", Ours: "<ICMPv6NIQueryName  |>",
		Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			if text, ok := theirs.Value.(string); ok && isNodeInfo(c) && c.Args[1] == "show" {
				return original.Result{Value: strings.Replace(text, "  nonce     = <RandBin>\n", "  nonce     = None\n", 1)}, true
			}
			return rewrite(isNodeInfo, randomNonce, "$1")(c, theirs)
		},
	},
	{
		Name: "order in commands of node information", Why: "a value that has a random one for its default comes first there; here fields come in their order",
		Example: original.Call{Func: "form", Args: []any{"ICMPv6NIReplyRefuse", []byte("\x8c\x01\x00\x00\x00\x00\x00\x0012345678"), "command"}},
		Theirs:  "ICMPv6NIReplyRefuse(nonce=b'12345678', type=140, code=1, cksum=0, qtype=0, unused=0, flags=0)",
		Ours:    "ICMPv6NIReplyRefuse(type=140, code=1, cksum=0, qtype=0, unused=0, flags=0, nonce=b'12345678')",
		Share:   0.2, Expect: rewrite(isKind("command"), regexp.MustCompile(`(ICMPv6NI\w+)\((nonce=b(?:'[^']*'|"[^"]*")), (type=\d+, code=\d+, cksum=\d+, qtype=\d+, unused=\d+, flags=\d+)`), "$1($3, $2"),
	},
	{
		Name: "an unknown question", Why: "scapy has the name of a code at its neighbour; RFC 4620, 4",
		Example: original.Call{Func: "form", Args: []any{"ICMPv6NIReplyUnknown", []byte("\x8c\x02\x00\x00\x00\x00\x00\x0012345678"), "repr"}},
		Theirs:  "<ICMPv6NIReplyUnknown  type=ICMP Node Information Response code=2 cksum=0x0 qtype=NOOP unused=0 flags= nonce='12345678' |>",
		Ours:    "<ICMPv6NIReplyUnknown  type=ICMP Node Information Response code=Unknown query type cksum=0x0 qtype=NOOP unused=0 flags= nonce='12345678' |>",
		Share:   0.1, Expect: func(c original.Call, theirs original.Result) (original.Result, bool) {
			text, ok := theirs.Value.(string)
			if !ok || !strings.Contains(text, "<ICMPv6NIReplyUnknown") && !strings.Contains(text, "Qtype unknown to the responder") {
				return theirs, false
			}
			return original.Result{Value: unknownQuestion.ReplaceAllString(text, "${1}Unknown query type")}, true
		},
	},
}

var randomNonce = regexp.MustCompile(`(<?ICMPv6NI\w+(?:  |\())nonce=(?:<RandBin> |RandBin\(size=8\))`)

var unknownQuestion = regexp.MustCompile(`(code *= ?)2\b`)

func isNodeInfo(c original.Call) bool {
	name, _ := c.Args[0].(string)
	return isDefault(c) && strings.HasPrefix(name, "ICMPv6NI")
}
