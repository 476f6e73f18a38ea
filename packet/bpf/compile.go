package bpf

import (
	"context"
	"net/netip"
	"slices"
	"strings"
)

// Options say what an expression is compiled for. Nil, and zero fields, mean an
// Ethernet capture file.
type Options struct {
	// Link is how the packets begin. Nil means Ethernet.
	Link *LinkType

	// Live says that the packets come from an interface of this machine and not
	// from a file: inbound, outbound and ifindex have an answer then.
	Live bool

	// Netmask is that of the captured interface's network, for "ip broadcast".
	// The zero value means that it is not known: only 0.0.0.0 and
	// 255.255.255.255 count as broadcast addresses then.
	Netmask netip.Addr

	// LookupHost finds the addresses of a host that is named. Nil means the
	// system's resolver.
	LookupHost func(ctx context.Context, name string) ([]netip.Addr, error)
}

// A Program is a compiled expression. It may be used by several goroutines.
type Program struct {
	expr     string
	link     LinkType
	program  []Instruction
	warnings []string
	loops    bool // jumps back, which no kernel takes
}

// Compile compiles an expression of pcap-filter(7). The empty one matches every
// packet. The context bounds the look-up of hosts that are named, which is all
// that may take long.
//
// An error is a [*CompileError], which names the word, or that of the resolver.
func Compile(ctx context.Context, expr string, opts *Options) (*Program, error) {
	if opts == nil {
		opts = &Options{}
	}
	link := LinkEthernet
	if opts.Link != nil {
		link = opts.Link.canonical()
	}
	c := &compiler{ctx: ctx, expr: expr, opts: opts, link: link}
	var ok bool
	if c.at, ok = layoutOf(link); !ok {
		return nil, c.fail(ErrLinkType, token{text: link.String()}, "expressions compile for Ethernet, raw IP, Linux cooked, loopback and PPP")
	}
	if err := c.scan(); err != nil {
		return nil, err
	}
	tree, err := c.parse()
	if err != nil {
		return nil, err
	}
	p := &Program{expr: expr, link: link}
	if tree == nil {
		p.program = assemble(constant(true))
		return p, nil
	}
	condition, err := c.generate(tree)
	if err != nil {
		return nil, err
	}
	p.program = assemble(condition)
	if c.memory > 0 {
		p.program = append(nowhere(c.memory), p.program...)
	}
	if rejectsAll(p.program) {
		reason := "no packet can match it"
		if c.moved != nil {
			reason += ": " + c.moved.text + " moves only what stands to the right of it"
		}
		return nil, &CompileError{Kind: ErrRejectsAll, Input: expr, Reason: reason}
	}
	p.warnings = c.warnings
	p.loops = c.loops
	return p, nil
}

// nowhere sets words of memory that hold offsets to a place beyond any packet:
// what has not passed a tunnel's test reads nothing behind it.
func nowhere(words uint32) []Instruction {
	program := []Instruction{{Op: opLdImm, K: 0x7ff00000}}
	for w := range words {
		program = append(program, Instruction{Op: opSt, K: w})
	}
	return program
}

// compiler is one run of Compile.
type compiler struct {
	ctx  context.Context
	expr string
	opts *Options
	link LinkType

	tokens []token
	pos    int
	depth  int

	at       layout
	memory   uint32 // words of memory that hold offsets
	loops    bool
	moved    *token // the last keyword that moved the layout
	warnings []string
	warned   map[int]bool
}

func (c *compiler) warn(t token, reason string) {
	if c.warned[t.at] {
		return
	}
	if c.warned == nil {
		c.warned = map[int]bool{}
	}
	c.warned[t.at] = true
	c.warnings = append(c.warnings, reason)
}

// Match reports whether the program wants a packet, whose bytes begin with the
// link header that it was compiled for.
func (p *Program) Match(packet []byte) bool { return p.MatchAbout(packet, About{}) }

// MatchAbout is [Program.Match] for a packet of which more is known than its
// captured bytes.
func (p *Program) MatchAbout(packet []byte, about About) bool {
	if p == nil {
		return true
	}
	v, _ := run(p.program, packet, about)
	return v != 0
}

// Instructions returns the program, for the kernel's SO_ATTACH_FILTER or another
// machine.
func (p *Program) Instructions() []Instruction {
	if p == nil {
		return nil
	}
	return slices.Clone(p.program)
}

// mostForKernel is how long a filter Linux takes.
const mostForKernel = 4096

// Kernel reports whether Linux takes the program: it is neither too long nor does
// it jump back, as protochain must.
func (p *Program) Kernel() bool {
	return p != nil && !p.loops && len(p.program) <= mostForKernel
}

// Warnings says in words where the expression means something else than it seems
// to: a keyword such as vlan moves all that stands to the right of it, also in
// another branch of an "or".
func (p *Program) Warnings() []string {
	if p == nil {
		return nil
	}
	return slices.Clone(p.warnings)
}

// Link is the link type that the program was compiled for.
func (p *Program) Link() LinkType {
	if p == nil {
		return LinkEthernet
	}
	return p.link
}

// Expression is what was compiled.
func (p *Program) Expression() string {
	if p == nil {
		return ""
	}
	return p.expr
}

// String lists the program as tcpdump -d does.
func (p *Program) String() string {
	if p == nil {
		return ""
	}
	return strings.TrimSuffix(listing(p.program), "\n")
}
