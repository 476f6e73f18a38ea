package dnsq

//go:generate go run ./internal/genrdata

// inOnly are the types whose format is defined for the class IN alone.
var inOnly = map[RdataType]bool{
	TypeA: true, TypeA6: true, TypeAAAA: true, TypeAPL: true, TypeDHCID: true, TypeHTTPS: true, TypeIPSECKEY: true, TypeKX: true,
	TypeNAPTR: true, TypeNSAP: true, TypeNSAP_PTR: true, TypePX: true, TypeSRV: true, TypeSVCB: true, TypeWKS: true,
}

// newRdata is an empty value of the Go type for a type and class.
func newRdata(class RdataClass, typ RdataType) Rdata {
	var rd Rdata
	switch {
	case class == ClassIN || !inOnly[typ]:
		rd = emptyRdata(typ)
	case class == ClassCH && typ == TypeA:
		return new(CHA)
	}
	if rd == nil {
		return &GenericRdata{rdclass{class, true}, typ, nil}
	}
	if class != ClassIN {
		rd.SetRdClass(class)
	}
	return rd
}
