package ipy

import (
	"fmt"
	"iter"
	"math"
	"math/big"
)

// Begin and End stand for the ends that a Python slice leaves out: x[:5] is
// Slice(Begin, 5, 1), and x[::-1], the whole from its end, is
// Slice(End, Begin, -1).
const (
	Begin = math.MinInt
	End   = math.MaxInt
)

// Len is the number of addresses in the network: IPy's len(), at most 2^128.
func (ip IP) Len() *big.Int {
	if !ip.IsValid() {
		return new(big.Int)
	}
	return new(big.Int).Lsh(big.NewInt(1), uint(ip.hostBits()))
}

// Len64 is [IP.Len] where 64 bits hold it, which they do up to an IPv6 /65.
func (ip IP) Len64() (n uint64, ok bool) {
	if !ip.IsValid() {
		return 0, true
	}
	h := ip.hostBits()
	return 1 << (h & 63), h < 64
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
	n := new(big.Int).Set(i)
	if n.Sign() < 0 {
		n.Add(n, ip.Len())
	}
	if n.Sign() < 0 || n.Cmp(ip.Len()) >= 0 {
		return IP{}, &Error{Kind: ErrIndex, Input: i.String(), Reason: fmt.Sprintf("index out of range: %s has %s addresses", ip, ip.Len())}
	}
	offset, _ := fromBig(n)
	return ip.with(ip.addr.add(offset), ip.width()), nil
}

// Slice iterates over the addresses that Python's ip[start:stop:step] holds.
// Indices below zero count from the end, those beyond the network's ends mean
// the ends; see [Begin] and [End]. A step of zero is an [*Error].
func (ip IP) Slice(start, stop, step int) (iter.Seq[IP], error) {
	if step == 0 {
		return nil, &Error{Kind: ErrValue, Input: "0", Reason: "slice step cannot be zero"}
	}
	length := ip.Len()
	low, high := new(big.Int), length // where indices are clipped to
	if step < 0 {
		low, high = big.NewInt(-1), new(big.Int).Sub(length, big.NewInt(1))
	}
	clip := func(i int) *big.Int {
		n := big.NewInt(int64(i))
		if i < 0 {
			n.Add(n, length)
		}
		switch {
		case i == Begin || n.Cmp(low) < 0:
			return low
		case i == End || n.Cmp(high) > 0:
			return high
		}
		return n
	}
	from, to := clip(start), clip(stop)
	stride := big.NewInt(int64(step))
	return func(yield func(IP) bool) {
		for i := new(big.Int).Set(from); i.Cmp(to)*sign(step) < 0; i.Add(i, stride) {
			offset, _ := fromBig(i)
			if !yield(ip.with(ip.addr.add(offset), ip.width())) {
				return
			}
		}
	}, nil
}

func sign(n int) int {
	if n < 0 {
		return -1
	}
	return 1
}
