// Package dot11 is the frames of wireless networks, IEEE 802.11, with what receivers
// put before them: radiotap and Prism's header.
//
// Captures begin with one of the three:
//
//	p, err := packet.Dissect(dot11.RadioTap{}, data)
//
// What a frame carries is found without a Dissector being told. Nothing here decrypts.
package dot11
