// Package layers names the protocols of the second rank, each family in a folder of
// its own. Import the folder to make such packets; give its protocols to a
// packet.Dissector to find them. [All] finds all of them:
//
//	d := packet.NewDissector(packet.Ether{}, &packet.DissectorOptions{Protos: layers.All()})
//
// Within a family its protocols find each other without being told:
// packet.Dissect(rip.RIP{}, data) finds the entries of the message.
package layers
