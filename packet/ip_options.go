package packet

// ipOption chooses the protocol of an IP option by its first byte.
func ipOption(data []byte) *Proto { return rawProto }

// finalHop is the last address of a source route among IP options, nil without one.
func finalHop(options []byte) []byte {
	for len(options) >= 2 {
		kind, n := options[0], int(options[1])
		switch {
		case kind == 0:
			return nil
		case kind == 1:
			options = options[1:]
			continue
		case n < 2 || n > len(options):
			return nil
		case (kind == 0x83 || kind == 0x89) && n >= 7:
			return options[n-4 : n]
		}
		options = options[n:]
	}
	return nil
}
