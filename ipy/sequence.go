package ipy

import (
	"fmt"
	"iter"
	"math/big"
)

// Len is the number of addresses in the network, if 64 bits hold it, which they do
// up to an IPv6 /65; otherwise ok is false, and [IP.LenBig] has it.
func (ip IP) Len() (n uint64, ok bool) {
	h := ip.hostBits()
	if !ip.IsValid() || h > 63 {
		return 0, !ip.IsValid()
	}
	return 1 << h, true
}

// LenBig is the number of addresses in the network: IPy's len(), at most 2^128.
func (ip IP) LenBig() *big.Int {
	if !ip.IsValid() {
		return new(big.Int)
	}
	return new(big.Int).Lsh(big.NewInt(1), uint(ip.hostBits()))
}

// All iterates over the network's addresses, first to last.
func (ip IP) All() iter.Seq[IP] {
	return func(yield func(IP) bool) {
		if !ip.IsValid() {
			return
		}
		each, last := ip.Net(), ip.last()
		for yield(each) && each.addr != last {
			each.addr = each.addr.add(one)
		}
	}
}

// At is the i-th address of the network; a negative i counts from the end, as
// in Python. An i outside the network is an [*Error] of kind ErrIndex.
func (ip IP) At(i int) (IP, error) { return ip.AtBig(big.NewInt(int64(i))) }

// AtBig is [IP.At] for networks with more addresses than an int can count.
func (ip IP) AtBig(i *big.Int) (IP, error) {
	if i == nil {
		return IP{}, &Error{Kind: ErrType, Input: "nil", Reason: "a nil *big.Int is no index"}
	}
	length := ip.LenBig()
	n := new(big.Int).Set(i)
	if n.Sign() < 0 {
		n.Add(n, length)
	}
	if n.Sign() < 0 || n.Cmp(length) >= 0 {
		return IP{}, &Error{Kind: ErrIndex, Input: i.String(), Reason: fmt.Sprintf("index %s is out of range: %s has %s addresses", i, ip, length)}
	}
	offset, _ := fromBig(n)
	return ip.with(ip.addr.add(offset), ip.width()), nil
}

// SliceOptions are the parts of a Python slice, x[start:stop:step]; nil stands for
// a part that is left out, and nil options for x[:].
type SliceOptions struct {
	Start *int // the first index; nil is the beginning, or the end for a step below zero
	Stop  *int // the index to stop before; nil is the other end
	Step  *int // nil is 1
}

// Slice iterates over the addresses that Python's ip[start:stop:step] holds.
// Indices below zero count from the end, those beyond the network's ends mean
// the ends. A step of zero is an [*Error].
func (ip IP) Slice(opts *SliceOptions) (iter.Seq[IP], error) {
	var o SliceOptions
	if opts != nil {
		o = *opts
	}
	step := 1
	if o.Step != nil {
		step = *o.Step
	}
	if step == 0 {
		return nil, &Error{Kind: ErrValue, Input: "0", Reason: "slice step cannot be zero"}
	}
	length := ip.LenBig()
	low, high := new(big.Int), length // where indices are clipped to
	if step < 0 {
		low, high = big.NewInt(-1), new(big.Int).Sub(length, big.NewInt(1))
	}
	clip := func(i *int, otherwise *big.Int) *big.Int {
		if i == nil {
			return otherwise
		}
		n := big.NewInt(int64(*i))
		if *i < 0 {
			n.Add(n, length)
		}
		switch {
		case n.Cmp(low) < 0:
			return low
		case n.Cmp(high) > 0:
			return high
		}
		return n
	}
	from, to := clip(o.Start, low), clip(o.Stop, high)
	if step < 0 {
		from, to = clip(o.Start, high), clip(o.Stop, low)
	}
	stride := big.NewInt(int64(step))
	return func(yield func(IP) bool) {
		for i := new(big.Int).Set(from); i.Cmp(to)*stride.Sign() < 0; i.Add(i, stride) {
			offset, _ := fromBig(i)
			if !yield(ip.with(ip.addr.add(offset), ip.width())) {
				return
			}
		}
	}, nil
}
