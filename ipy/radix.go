package ipy

import "slices"

// mergeIPv4 is merge for IPv4 networks as numbers: the address, and in the
// lowest byte how many bits vary. Numbers of 40 bits are sorted many times
// faster than spans, which is most of the work of making a large set.
func mergeIPv4(networks []uint64) spanSet {
	if len(networks) == 0 {
		return nil
	}
	sortAddresses(networks)
	spans := make([]span, len(networks))
	for i, n := range networks {
		first := uint128{lo: n >> 8}
		spans[i] = span{first, first.or(ones(int(n & 0xff)))}
	}
	return join(spans)
}

// sortAddresses sorts by the bits above the lowest byte: a radix sort, byte by
// byte from the least significant, where there is enough to sort.
func sortAddresses(numbers []uint64) {
	if len(numbers) < 256 {
		slices.Sort(numbers)
		return
	}
	from, to := numbers, make([]uint64, len(numbers))
	for shift := 8; shift < 40; shift += 8 {
		var next [256]int // where the next number with each byte goes
		for _, n := range from {
			next[byte(n>>shift)]++
		}
		at := 0
		for b, count := range next {
			next[b] = at
			at += count
		}
		for _, n := range from {
			b := byte(n >> shift)
			to[next[b]] = n
			next[b]++
		}
		from, to = to, from
	}
	// Four passes leave the result where it began.
}
