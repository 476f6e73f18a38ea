package ipy

import (
	"fmt"
	"iter"
)

// RangePrefixes iterates over the fewest networks that together are exactly the
// addresses from the first of one to the last of the other, in order. It reads
// the ranges that are not one network's, which IPy refuses. The error, an
// [*Error], tells of ends of different families or in the wrong order.
func RangePrefixes(first, last IP) (iter.Seq[IP], error) {
	if first.version != last.version || !first.IsValid() {
		return nil, &Error{Kind: ErrValue, Input: fmt.Sprintf("%s-%s", first, last), Reason: "a range has ends of one family"}
	}
	if last.last().less(first.addr) {
		return nil, &Error{Kind: ErrValue, Input: fmt.Sprintf("%s-%s", first, last), Reason: "last address should be larger than first"}
	}
	return func(yield func(IP) bool) { span{first.addr, last.last()}.prefixes(int(first.version), yield) }, nil
}

// Subnets iterates over the networks of a longer prefix length that make up ip,
// in order. A length that is shorter than ip's or longer than an address is an
// [*Error].
func (ip IP) Subnets(bits int) (iter.Seq[IP], error) {
	if !ip.IsValid() || bits < int(ip.bits) || bits > ip.width() {
		return nil, &Error{Kind: ErrValue, Input: ip.String(), Reason: fmt.Sprintf("subnets have a prefix length of %d to %d, not %d", ip.bits, ip.width(), bits)}
	}
	return func(yield func(IP) bool) {
		each := ip.with(ip.addr, bits)
		for step := one.shl(each.hostBits()); yield(each) && each.last() != ip.last(); {
			each.addr = each.addr.add(step)
		}
	}, nil
}

// Supernet is the network of a shorter prefix length that contains ip. A length
// that is longer than ip's, or negative, is an [*Error].
func (ip IP) Supernet(bits int) (IP, error) {
	if !ip.IsValid() || bits < 0 || bits > int(ip.bits) {
		return IP{}, &Error{Kind: ErrValue, Input: ip.String(), Reason: fmt.Sprintf("a supernet has a prefix length of 0 to %d, not %d", ip.bits, bits)}
	}
	net := ip.with(ip.addr, bits)
	net.addr = net.addr.and(ones(net.hostBits()).not())
	return net, nil
}
