package curlx

import (
	"strconv"
	"strings"
)

// TELNET's commands and options, RFC 854 and those that name them.
const (
	telnetSE   = 240
	telnetSB   = 250
	telnetWILL = 251
	telnetWONT = 252
	telnetDO   = 253
	telnetDONT = 254
	telnetIAC  = 255

	optBinary   = 0  // RFC 856
	optEcho     = 1  // RFC 857
	optSGA      = 3  // RFC 858: suppress go ahead
	optTTYPE    = 24 // RFC 1091: the terminal's type
	optNAWS     = 31 // RFC 1073: the window's size
	optXDISPLOC = 35 // RFC 1096: the X display
	optNewEnv   = 39 // RFC 1572: variables of the environment
)

// An optState is where one side stands with an option, RFC 1143 in short.
type optState int

const (
	optNo optState = iota
	optAsked
	optYes
)

// A telnet is a conversation's state.
type telnet struct {
	us, him         [256]optState
	wantUs, wantHim [256]bool
	negotiated      bool
	answer          []byte // to be sent

	terminal, display string
	width, height     uint16
	variables         [][2]string

	mode  telnetMode
	sub   []byte
	wasCR bool
}

// A telnetMode says what the next byte belongs to.
type telnetMode int

const (
	modeData telnetMode = iota
	modeIAC
	modeWill
	modeWont
	modeDo
	modeDont
	modeSub
	modeSubIAC
)

// longestSub bounds what the server may ask in a subnegotiation.
const longestSub = 512

// newTelnet reads TELNETOPTIONS.
func newTelnet(options []string, user string) (*telnet, error) {
	n := &telnet{}
	n.wantUs[optBinary], n.wantHim[optBinary] = true, true
	n.wantUs[optSGA], n.wantHim[optSGA] = true, true
	n.wantHim[optEcho] = true
	if user != "" {
		n.variables = append(n.variables, [2]string{"USER", user})
		n.wantUs[optNewEnv] = true
	}
	for _, o := range options {
		name, value, ok := strings.Cut(o, "=")
		if !ok || value == "" {
			return nil, fail(E_TELNET_OPTION_SYNTAX, "Syntax error in telnet option: %s", o)
		}
		switch strings.ToUpper(name) {
		case "TTYPE":
			n.terminal, n.wantUs[optTTYPE] = value, true
		case "XDISPLOC":
			n.display, n.wantUs[optXDISPLOC] = value, true
		case "NEW_ENV":
			variable, content, _ := strings.Cut(value, ",")
			n.variables = append(n.variables, [2]string{variable, content})
			n.wantUs[optNewEnv] = true
		case "WS":
			w, h, ok := strings.Cut(strings.ToLower(value), "x")
			width, err1 := strconv.ParseUint(w, 10, 16)
			height, err2 := strconv.ParseUint(h, 10, 16)
			if !ok || err1 != nil || err2 != nil {
				return nil, fail(E_TELNET_OPTION_SYNTAX, "Syntax error in telnet option: %s", o)
			}
			n.width, n.height, n.wantUs[optNAWS] = uint16(width), uint16(height), true
		case "BINARY":
			yes := value == "1"
			n.wantUs[optBinary], n.wantHim[optBinary] = yes, yes
		default:
			return nil, fail(E_UNKNOWN_OPTION, "Unknown telnet option %s", o)
		}
	}
	return n, nil
}

// receive takes the server's words apart: it returns what is data, and leaves in
// answer what is to be said to the rest.
func (n *telnet) receive(p []byte) []byte {
	data := make([]byte, 0, len(p))
	asked := false
	for _, c := range p {
		switch n.mode {
		case modeData:
			cr := n.wasCR
			n.wasCR = c == '\r'
			switch {
			case c == telnetIAC:
				n.mode = modeIAC
			case c == 0 && cr: // CR NUL is CR
			default:
				data = append(data, c)
			}
		case modeIAC:
			n.mode = modeData
			switch c {
			case telnetWILL, telnetWONT, telnetDO, telnetDONT:
				n.mode = modeWill + telnetMode(c-telnetWILL)
			case telnetSB:
				n.mode, n.sub = modeSub, n.sub[:0]
			case telnetIAC:
				data = append(data, c)
			}
		case modeWill:
			n.mode, asked = modeData, true
			n.hearWill(c)
		case modeWont:
			n.mode, asked = modeData, true
			n.hearNo(&n.him[c], telnetDONT, c)
		case modeDo:
			n.mode, asked = modeData, true
			n.hearDo(c)
		case modeDont:
			n.mode, asked = modeData, true
			n.hearNo(&n.us[c], telnetWONT, c)
		case modeSub:
			if c == telnetIAC {
				n.mode = modeSubIAC
			} else if len(n.sub) < longestSub {
				n.sub = append(n.sub, c)
			}
		case modeSubIAC:
			n.mode = modeSub
			if c == telnetSE {
				n.mode = modeData
				n.hearSub()
			} else if len(n.sub) < longestSub {
				n.sub = append(n.sub, c)
			}
		}
	}
	if asked && !n.negotiated {
		n.negotiated = true
		n.negotiate()
	}
	return data
}

func (n *telnet) say(command, option byte) {
	n.answer = append(n.answer, telnetIAC, command, option)
}

// negotiate says what we want, when the server has shown that it speaks TELNET.
func (n *telnet) negotiate() {
	for o := range byte(optNewEnv + 1) {
		if o == optEcho {
			continue // that is for the server to offer
		}
		if n.wantUs[o] && n.us[o] == optNo {
			n.us[o] = optAsked
			n.say(telnetWILL, o)
		}
		if n.wantHim[o] && n.him[o] == optNo {
			n.him[o] = optAsked
			n.say(telnetDO, o)
		}
	}
}

func (n *telnet) hearWill(o byte) {
	switch {
	case n.him[o] == optAsked:
		n.him[o] = optYes
	case n.him[o] == optNo && n.wantHim[o]:
		n.him[o] = optYes
		n.say(telnetDO, o)
	case n.him[o] == optNo:
		n.say(telnetDONT, o)
	}
}

func (n *telnet) hearDo(o byte) {
	switch {
	case n.us[o] == optAsked:
		n.us[o] = optYes
	case n.us[o] == optNo && (n.wantUs[o] || o == optNAWS):
		n.us[o] = optYes
		n.say(telnetWILL, o)
	case n.us[o] == optNo:
		n.say(telnetWONT, o)
		return
	default:
		return
	}
	if o == optNAWS {
		n.sayWindow()
	}
}

// hearNo takes note of a refusal, and confirms the end of what was agreed.
func (n *telnet) hearNo(state *optState, confirm, o byte) {
	if *state == optYes {
		n.say(confirm, o)
	}
	*state = optNo
}

// sayWindow tells the window's size.
func (n *telnet) sayWindow() {
	n.answer = append(n.answer, telnetIAC, telnetSB, optNAWS)
	n.quoted(string([]byte{byte(n.width >> 8), byte(n.width), byte(n.height >> 8), byte(n.height)}))
	n.answer = append(n.answer, telnetIAC, telnetSE)
}

// quoted says text in which 255 is doubled.
func (n *telnet) quoted(s string) {
	for i := range len(s) {
		if s[i] == telnetIAC {
			n.answer = append(n.answer, telnetIAC)
		}
		n.answer = append(n.answer, s[i])
	}
}

// hearSub answers what is asked in a subnegotiation.
func (n *telnet) hearSub() {
	if len(n.sub) == 0 || !n.wantUs[n.sub[0]] {
		return
	}
	const is, variable, value = 0, 0, 1
	begin := func() { n.answer = append(n.answer, telnetIAC, telnetSB, n.sub[0], is) }
	switch n.sub[0] {
	case optTTYPE:
		begin()
		n.quoted(n.terminal)
	case optXDISPLOC:
		begin()
		n.quoted(n.display)
	case optNewEnv:
		begin()
		for _, v := range n.variables {
			n.answer = append(n.answer, variable)
			n.quoted(v[0])
			n.answer = append(n.answer, value)
			n.quoted(v[1])
		}
	default:
		return
	}
	n.answer = append(n.answer, telnetIAC, telnetSE)
}
