package packet

import (
	"math"
	"net/netip"
	"unsafe"
)

// boxes hold the values of a dissected packet's fields, so that one allocation
// serves a packet: an interface value points into them instead of having memory of
// its own. What is in a box never changes.
type boxes struct {
	numbers [12]int
	addrs   [3]netip.Addr
	bytes   [1][]byte
	macs    [2]MAC
	number  uint8
	mac     uint8
	addr    uint8
	byte    uint8
}

// iface is how an interface value is laid out: what its type is, and where its
// value is.
type iface struct {
	typ  unsafe.Pointer
	data unsafe.Pointer
}

func typeWord(v any) unsafe.Pointer { return (*iface)(unsafe.Pointer(&v)).typ }

var (
	intType  = typeWord(int(0))
	macType  = typeWord(MAC{})
	addrType = typeWord(netip.Addr{})
	byteType = typeWord([]byte(nil))
	textType = typeWord("")
	listType = typeWord([]Layer(nil))
)

// inBox is the interface value of a type whose value is at p.
func inBox(typ, p unsafe.Pointer) (v any) {
	*(*iface)(unsafe.Pointer(&v)) = iface{typ, p}
	return v
}

// small are the numbers of a byte as fields have them, made once.
var small = func() (all [256]any) {
	for i := range all {
		all[i] = i
	}
	return all
}()

// int is a number as a field has it.
func (s *dissection) int(n uint64) any {
	if n < 256 {
		return small[n]
	}
	if s.boxes == nil || int(s.boxes.number) == len(s.boxes.numbers) || n > math.MaxInt {
		return number(n)
	}
	p := &s.boxes.numbers[s.boxes.number]
	s.boxes.number++
	*p = int(n)
	return inBox(intType, unsafe.Pointer(p))
}

// macOf is a hardware address as a field has it; b has six bytes at least.
func (s *dissection) macOf(b []byte) any {
	if s.boxes == nil || int(s.boxes.mac) == len(s.boxes.macs) {
		return MAC(b[:6])
	}
	p := &s.boxes.macs[s.boxes.mac]
	s.boxes.mac++
	*p = MAC(b[:6])
	return inBox(macType, unsafe.Pointer(p))
}

// addrOf is an IP address as a field has it.
func (s *dissection) addrOf(a netip.Addr) any {
	if s.boxes == nil || int(s.boxes.addr) == len(s.boxes.addrs) {
		return a
	}
	p := &s.boxes.addrs[s.boxes.addr]
	s.boxes.addr++
	*p = a
	return inBox(addrType, unsafe.Pointer(p))
}

// bytesOf is bytes as a field has them.
func (s *dissection) bytesOf(b []byte) any {
	if s.boxes == nil || int(s.boxes.byte) == len(s.boxes.bytes) {
		return b
	}
	p := &s.boxes.bytes[s.boxes.byte]
	s.boxes.byte++
	*p = b
	return inBox(byteType, unsafe.Pointer(p))
}

// dnsChunk is what a DNS message with a question and an answer needs, in one piece.
type dnsChunk struct {
	vals    [29]any
	headers [2]Header
	layers  [2]Layer
	lists   [2][]Layer
	texts   [2]string
	used    uint8 // of layers
	list    uint8
	text    uint8
}

// textOf is text as a field has it. Its bytes are not in the chunk: who keeps a name
// does not keep the packet.
func (s *dissection) textOf(text string) any {
	if s.dns == nil || int(s.dns.text) == len(s.dns.texts) {
		return text
	}
	p := &s.dns.texts[s.dns.text]
	s.dns.text++
	*p = text
	return inBox(textType, unsafe.Pointer(p))
}

// layerRoom is an empty list with room for n layers.
func (s *dissection) layerRoom(n int) []Layer {
	if c := s.dns; c != nil && int(c.used)+n <= len(c.layers) {
		list := c.layers[c.used : c.used : int(c.used)+n]
		c.used += uint8(n)
		return list
	}
	return make([]Layer, 0, n)
}

// listOf is a list of layers as a field has it.
func (s *dissection) listOf(list []Layer) any {
	if len(list) == 0 {
		return noLayers
	}
	if s.dns == nil || int(s.dns.list) == len(s.dns.lists) {
		return list
	}
	p := &s.dns.lists[s.dns.list]
	s.dns.list++
	*p = list
	return inBox(listType, unsafe.Pointer(p))
}
