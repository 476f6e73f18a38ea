package nmapx

import (
	"encoding/binary"
	"math/bits"
)

// A pool of strings gives the short values that come again and again one string
// each. It has one place for each hash: who comes later takes it over, so that
// the pool stays small whatever a report holds.
type pool [1 << poolBits]string

const (
	poolBits = 10
	maxPool  = 32 // bytes of a value that is worth a look
)

func (p *pool) share(v []byte) string {
	if len(v) == 0 {
		return ""
	}
	if len(v) > maxPool {
		return string(v)
	}
	place := &p[hash(v)]
	if *place != string(v) {
		*place = string(v)
	}
	return *place
}

// hash looks at both ends of a value.
func hash(v []byte) uint64 {
	var first, last uint64
	if len(v) >= 8 {
		first, last = binary.LittleEndian.Uint64(v), binary.LittleEndian.Uint64(v[len(v)-8:])
	} else {
		for _, c := range v {
			first = first<<8 | uint64(c)
		}
	}
	const golden = 0x9e3779b97f4a7c15
	return ((first^bits.RotateLeft64(last, 29))*golden ^ uint64(len(v))) * golden >> (64 - poolBits)
}
