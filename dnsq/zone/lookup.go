package zone

import "github.com/pyops-go/pyops/dnsq"

// LookupNode is FindNode for a name in text, relative to the origin without a
// final dot: z.LookupNode("www"). Errors are also those of dnsq.NameFromText.
func (z *Zone) LookupNode(name string) (*Node, error) {
	n, err := z.ParseName(name)
	if err != nil {
		return nil, err
	}
	return z.FindNode(n)
}

// LookupRdataset is FindRdataset for a name and a type in text, as in
// z.LookupRdataset("www", "A"). Errors are also those of dnsq.NameFromText and
// dnsq.RdataTypeFromText.
func (z *Zone) LookupRdataset(name, typ string) (*dnsq.Rdataset, error) {
	n, t, err := z.parse(name, typ)
	if err != nil {
		return nil, err
	}
	return z.FindRdataset(n, t, dnsq.TypeNone)
}

// LookupRRset is LookupRdataset for a copy of the records with their name.
func (z *Zone) LookupRRset(name, typ string) (*dnsq.RRset, error) {
	n, t, err := z.parse(name, typ)
	if err != nil {
		return nil, err
	}
	return z.FindRRset(n, t, dnsq.TypeNone)
}

func (z *Zone) parse(name, typ string) (dnsq.Name, dnsq.RdataType, error) {
	n, err := z.ParseName(name)
	if err != nil {
		return dnsq.Empty, 0, err
	}
	t, err := dnsq.RdataTypeFromText(typ)
	return n, t, err
}
