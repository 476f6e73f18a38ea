package dnsq

import "strconv"

// An RdataType is the type of a resource record.
type RdataType uint16

var typeCodes = func() map[string]RdataType {
	codes := byName(typeNames)
	codes["NSAP_PTR"] = TypeNSAP_PTR
	codes["NONE"] = TypeNone
	return codes
}()

// smallTypes are the names of the types that nearly every record has.
var smallTypes = func() (names [128]string) {
	for t := range names {
		names[t] = codeText(typeNames, "TYPE", RdataType(t))
	}
	return names
}()

// String is the type's name, or "TYPE" and its number.
func (t RdataType) String() string {
	if int(t) < len(smallTypes) {
		return smallTypes[t]
	}
	return codeText(typeNames, "TYPE", t)
}

// RdataTypeFromText reads a name such as "MX" or "TYPE15". Errors:
// ErrUnknownRdataType; ErrValue for numbers above 65535.
func RdataTypeFromText(text string) (RdataType, error) {
	return codeFromText("type", typeCodes, "TYPE", text, 65535, ErrUnknownRdataType)
}

// IsMetatype reports whether the type is one of questions and of the protocol
// itself, which no zone holds.
func (t RdataType) IsMetatype() bool { return t >= 128 && t < 256 || t == TypeOPT }

// IsSingleton reports whether an RRset of the type has at most one record.
func (t RdataType) IsSingleton() bool {
	switch t {
	case TypeCNAME, TypeSOA, TypeDNAME, TypeNSEC, TypeNXT:
		return true
	}
	return false
}

// covering reports whether records of the type are signatures of another.
func (t RdataType) covering() bool { return t == TypeRRSIG || t == TypeSIG }

// An RdataClass is the class of a resource record.
type RdataClass uint16

// The classes, by their names in dns.rdataclass.
const (
	ClassRESERVED0 RdataClass = 0
	ClassIN        RdataClass = 1
	ClassCH        RdataClass = 3
	ClassHS        RdataClass = 4
	ClassNONE      RdataClass = 254
	ClassANY       RdataClass = 255
)

var classNames = map[RdataClass]string{
	ClassRESERVED0: "RESERVED0", ClassIN: "IN", ClassCH: "CH", ClassHS: "HS", ClassNONE: "NONE", ClassANY: "ANY",
}

var classCodes = func() map[string]RdataClass {
	codes := byName(classNames)
	codes["INTERNET"], codes["CHAOS"], codes["HESIOD"] = ClassIN, ClassCH, ClassHS
	return codes
}()

// String is the class's name, or "CLASS" and its number.
func (c RdataClass) String() string {
	if c == ClassIN {
		return "IN"
	}
	if name, ok := classNames[c]; ok {
		return name
	}
	return "CLASS" + strconv.Itoa(int(c))
}

// RdataClassFromText reads a name such as "IN" or "CLASS1". Errors:
// ErrUnknownRdataClass; ErrValue for numbers above 65535.
func RdataClassFromText(text string) (RdataClass, error) {
	return codeFromText("class", classCodes, "CLASS", text, 65535, ErrUnknownRdataClass)
}

// IsMetaclass reports whether the class is one of questions and updates alone.
func (c RdataClass) IsMetaclass() bool { return c == ClassNONE || c == ClassANY }
