package ipy

import (
	"math/big"
	"math/bits"
)

// uint128 is an address or a count of either family as a number.
type uint128 struct{ hi, lo uint64 }

var one = uint128{lo: 1}

// less subtracts, as that has no branch for unsorted input to mislead.
func (a uint128) less(b uint128) bool {
	_, borrow := bits.Sub64(a.lo, b.lo, 0)
	_, borrow = bits.Sub64(a.hi, b.hi, borrow)
	return borrow != 0
}

func (a uint128) compare(b uint128) int {
	switch {
	case a == b:
		return 0
	case a.less(b):
		return -1
	}
	return 1
}

func (a uint128) add(b uint128) uint128 {
	lo, carry := bits.Add64(a.lo, b.lo, 0)
	hi, _ := bits.Add64(a.hi, b.hi, carry)
	return uint128{hi, lo}
}

func (a uint128) sub(b uint128) uint128 {
	lo, borrow := bits.Sub64(a.lo, b.lo, 0)
	hi, _ := bits.Sub64(a.hi, b.hi, borrow)
	return uint128{hi, lo}
}

func (a uint128) and(b uint128) uint128 { return uint128{a.hi & b.hi, a.lo & b.lo} }
func (a uint128) or(b uint128) uint128  { return uint128{a.hi | b.hi, a.lo | b.lo} }
func (a uint128) not() uint128          { return uint128{^a.hi, ^a.lo} }
func (a uint128) isZero() bool          { return a.hi|a.lo == 0 }

func (a uint128) shl(n int) uint128 {
	if n >= 64 {
		return uint128{hi: a.lo << (n - 64)}
	}
	return uint128{a.hi<<n | a.lo>>(64-n), a.lo << n}
}

func (a uint128) shr(n int) uint128 {
	if n >= 64 {
		return uint128{lo: a.hi >> (n - 64)}
	}
	return uint128{a.hi >> n, a.lo>>n | a.hi<<(64-n)}
}

// bitLen is the number of bits that the number needs; zero needs none.
func (a uint128) bitLen() int {
	if a.hi != 0 {
		return 64 + bits.Len64(a.hi)
	}
	return bits.Len64(a.lo)
}

// trailingZeros is 128 for zero.
func (a uint128) trailingZeros() int {
	if a.lo != 0 {
		return bits.TrailingZeros64(a.lo)
	}
	return 64 + bits.TrailingZeros64(a.hi)
}

// ones is the number whose n lowest bits are set; n is 0 to 128.
func ones(n int) uint128 {
	if n >= 64 {
		return uint128{1<<(n-64) - 1, ^uint64(0)}
	}
	return uint128{lo: 1<<n - 1}
}

func (a uint128) big() *big.Int {
	if a.hi == 0 {
		return new(big.Int).SetUint64(a.lo)
	}
	n := new(big.Int).SetUint64(a.hi)
	return n.Lsh(n, 64).Or(n, new(big.Int).SetUint64(a.lo))
}

// fromBig reports false for a number below zero or of more than 128 bits.
func fromBig(n *big.Int) (uint128, bool) {
	if n.Sign() < 0 || n.BitLen() > 128 {
		return uint128{}, false
	}
	var raw [16]byte
	n.FillBytes(raw[:])
	return fromBytes(raw), true
}

func fromBytes(raw [16]byte) uint128 {
	var a uint128
	for i := range 8 {
		a.hi = a.hi<<8 | uint64(raw[i])
		a.lo = a.lo<<8 | uint64(raw[i+8])
	}
	return a
}

func (a uint128) bytes() (raw [16]byte) {
	for i := range 8 {
		raw[7-i] = byte(a.hi >> (8 * i))
		raw[15-i] = byte(a.lo >> (8 * i))
	}
	return raw
}
