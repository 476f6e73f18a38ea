package dnsq

import "encoding/json"

// rrsetJSON is an RRset as JSON has it.
type rrsetJSON struct {
	Name     *Name       `json:"name,omitempty"`
	TTL      uint32      `json:"ttl"`
	Class    RdataClass  `json:"class"`
	Type     RdataType   `json:"type"`
	Covers   *RdataType  `json:"covers,omitempty"`
	Deleting *RdataClass `json:"deleting,omitempty"`
	Rdata    []string    `json:"rdata"`
}

func (s *Rdataset) json() (*rrsetJSON, error) {
	x := &rrsetJSON{TTL: s.TTL, Class: s.Class, Type: s.Type, Rdata: make([]string, len(s.Items))}
	if s.Covers != TypeNone {
		x.Covers = &s.Covers
	}
	for i, rd := range s.Items {
		var err error
		if x.Rdata[i], err = RdataToText(rd, nil); err != nil {
			return nil, err
		}
	}
	return x, nil
}

func (x *rrsetJSON) rdataset() (*Rdataset, error) {
	s, err := RdatasetFromText(x.Class, x.Type, x.TTL, x.Rdata...)
	if err == nil && x.Covers != nil {
		if s.Covers != TypeNone && s.Covers != *x.Covers {
			return nil, failOn(ErrDifferingCovers, "", x.Covers.String())
		}
		s.Covers = *x.Covers
	}
	return s, err
}

// MarshalJSON writes the set as
// {"ttl":300,"class":"IN","type":"A","rdata":["192.0.2.1"]}. Errors are those of
// RdataToText.
func (s *Rdataset) MarshalJSON() ([]byte, error) {
	x, err := s.json()
	if err != nil {
		return nil, err
	}
	return json.Marshal(x)
}

// UnmarshalJSON reads what MarshalJSON writes. Errors are those of
// RdatasetFromText and of JSON.
func (s *Rdataset) UnmarshalJSON(data []byte) error {
	x := rrsetJSON{Class: ClassIN}
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	read, err := x.rdataset()
	if err == nil {
		*s = *read
	}
	return err
}

// MarshalJSON writes the RRset as
// {"name":"www.example.","ttl":300,"class":"IN","type":"A","rdata":["192.0.2.1"]}.
// Errors are those of RdataToText.
func (s *RRset) MarshalJSON() ([]byte, error) {
	x, err := s.Rdataset.json()
	if err != nil {
		return nil, err
	}
	x.Name = &s.Name
	if s.Deleting != 0 {
		x.Deleting = &s.Deleting
	}
	return json.Marshal(x)
}

// UnmarshalJSON reads what MarshalJSON writes. Errors are those of RRsetFromText
// and of JSON.
func (s *RRset) UnmarshalJSON(data []byte) error {
	x := rrsetJSON{Class: ClassIN}
	if err := json.Unmarshal(data, &x); err != nil {
		return err
	}
	if x.Name == nil {
		return failOn(ErrSyntax, `an RRset in JSON has a "name"`, string(data))
	}
	read, err := x.rdataset()
	if err != nil {
		return err
	}
	*s = RRset{Rdataset: *read, Name: *x.Name}
	if x.Deleting != nil {
		s.Deleting = *x.Deleting
	}
	return nil
}

// MarshalText writes the type by its name.
func (t RdataType) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads a type as RdataTypeFromText does.
func (t *RdataType) UnmarshalText(text []byte) (err error) {
	*t, err = RdataTypeFromText(string(text))
	return err
}

// MarshalText writes the class by its name.
func (c RdataClass) MarshalText() ([]byte, error) { return []byte(c.String()), nil }

// UnmarshalText reads a class as RdataClassFromText does.
func (c *RdataClass) UnmarshalText(text []byte) (err error) {
	*c, err = RdataClassFromText(string(text))
	return err
}
