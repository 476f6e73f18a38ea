package packet

// AnswerOptions change what counts as an answer. The zero value is scapy's
// defaults.
type AnswerOptions struct {
	// AnyAddress takes answers from other addresses than the one asked:
	// conf.checkIPaddr = False. Answers to broadcasts and multicasts need it.
	AnyAddress bool

	// AnyQuotedSource takes ICMP errors whose quoted packet has another source:
	// conf.checkIPsrc = False.
	AnyQuotedSource bool

	// QuotedID wants the identification of a quoted packet to be the one sent:
	// conf.checkIPID = True.
	QuotedID bool

	// InTunnel looks through IP in IP: conf.checkIPinIP = False is the opposite.
	NoTunnel bool
}

// answering is one comparison.
type answering struct{ AnswerOptions }

// Answers reports whether the packet is an answer to another one, by their layers:
// addresses and ports the other way round, sequence numbers, identifiers; an ICMP
// error answers the packet that it quotes. Both are taken as dissected: build and
// dissect a packet that was stacked, or its computed fields are not looked at.
func (p *Packet) Answers(q *Packet, opts *AnswerOptions) bool {
	if p == nil || q == nil {
		return false
	}
	var a answering
	if opts != nil {
		a.AnswerOptions = *opts
	}
	return a.layers(p, 0, q, 0)
}

// layers compares from layer i of p and layer j of q inwards.
func (a *answering) layers(p *Packet, i int, q *Packet, j int) bool {
	if i >= len(p.layers) || p.layers[i].proto == paddingProto {
		return j >= len(q.layers) || q.layers[j].proto == paddingProto
	}
	if f := p.layers[i].proto.answers; f != nil {
		return f(a, p, i, q, j)
	}
	if j >= len(q.layers) || p.layers[i].proto != q.layers[j].proto {
		return false
	}
	return a.layers(p, i+1, q, j+1)
}

// Hashret returns bytes that are the same for a packet and for its answers, so that
// answers can be looked up.
func (p *Packet) Hashret(opts *AnswerOptions) []byte {
	if p == nil {
		return nil
	}
	var a answering
	if opts != nil {
		a.AnswerOptions = *opts
	}
	return a.hash([]byte{}, p, 0)
}

func (a *answering) hash(dst []byte, p *Packet, i int) []byte {
	for ; i < len(p.layers); i++ {
		if f := p.layers[i].proto.hashret; f != nil {
			return f(a, dst, p, i)
		}
	}
	return dst
}
