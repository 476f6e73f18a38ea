package dnsq

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"slices"
	"strings"
	"time"
)

// Hosts are names and addresses from a file in the format of /etc/hosts. It is
// safe for concurrent use.
type Hosts struct {
	addresses map[string][]netip.Addr // by the keys of absolute names
	names     map[netip.Addr][]Name
}

// HostsFile reads a file such as /etc/hosts.
func HostsFile(name string) (*Hosts, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadHosts(f)
}

// ReadHosts reads lines of an address and names. Lines that are wrong are left
// out and joined in an error of the kind ErrSyntax; what the others say is
// returned beside it.
func ReadHosts(in io.Reader) (*Hosts, error) {
	h := &Hosts{map[string][]netip.Addr{}, map[netip.Addr][]Name{}}
	var wrong []error
	lines := bufio.NewScanner(in)
	for number := 1; lines.Scan(); number++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		if err := h.add(words[0], words[1:]); err != nil {
			wrong = append(wrong, failOn(ErrSyntax, fmt.Sprintf("line %d of the hosts: %s", number, err), ""))
		}
	}
	if err := lines.Err(); err != nil {
		wrong = append(wrong, &Error{Kind: ErrSyntax, Reason: "reading the hosts: " + err.Error(), Err: err})
	}
	return h, errors.Join(wrong...)
}

func (h *Hosts) add(address string, names []string) error {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return fmt.Errorf("%q is no IPv4 or IPv6 address", address)
	}
	if len(names) == 0 {
		return fmt.Errorf("%s has no name", address)
	}
	var read []Name
	for _, text := range names {
		n, err := NameFromText(text, nil)
		if err != nil {
			return fmt.Errorf("%q is no name: %s", text, reason(err))
		}
		read = append(read, n)
	}
	a = a.WithZone("").Unmap()
	for _, n := range read {
		if key := n.Key(); !slices.Contains(h.addresses[key], a) {
			h.addresses[key] = append(h.addresses[key], a)
			h.names[a] = append(h.names[a], n)
		}
	}
	return nil
}

// Addresses are those of a name, in the order of the file.
func (h *Hosts) Addresses(name Name) []netip.Addr {
	if !name.absolute {
		var err error
		if name, err = name.Concatenate(Root); err != nil {
			return nil
		}
	}
	return slices.Clone(h.addresses[name.Key()])
}

// Names are those of an address, in the order of the file.
func (h *Hosts) Names(address netip.Addr) []Name {
	return slices.Clone(h.names[address.WithZone("").Unmap()])
}

// answer answers a question for addresses or for the name of an address, or not,
// with nil. Of a name that is there, there are no other addresses than those of
// the file.
func (h *Hosts) answer(names []Name, typ RdataType, class RdataClass) *Answer {
	if class != ClassIN {
		return nil
	}
	for _, n := range names {
		if items := h.items(n, typ); items != nil {
			a, err := hostsAnswer(n, typ, items)
			if err == nil {
				return a
			}
		}
	}
	return nil
}

// items are the records of a name. Nil means that the file says nothing of it.
func (h *Hosts) items(n Name, typ RdataType) []Rdata {
	items := []Rdata{}
	switch typ {
	case TypeA, TypeAAAA:
		found := h.addresses[n.Key()]
		if found == nil {
			return nil
		}
		for _, a := range found {
			switch {
			case a.Is4() && typ == TypeA:
				items = append(items, &A{Address: a})
			case a.Is6() && typ == TypeAAAA:
				items = append(items, &AAAA{Address: a})
			}
		}
		return items
	case TypePTR:
		a, err := ReverseNameToAddress(n, nil)
		if err != nil {
			return nil
		}
		found := h.names[a]
		if found == nil {
			return nil
		}
		for _, target := range found {
			items = append(items, &PTR{Target: target})
		}
		return items
	}
	return nil
}

// hostsAnswer makes an answer of records that no server sent. They hold for now.
func hostsAnswer(n Name, typ RdataType, items []Rdata) (*Answer, error) {
	response, err := MakeResponse(MakeQuery(n, typ, nil), &ResponseOptions{RecursionAvailable: true})
	if err != nil {
		return nil, err
	}
	if len(items) > 0 {
		set := NewRRset(n, ClassIN, typ)
		for _, rd := range items {
			if err := set.Add(rd); err != nil {
				return nil, err
			}
		}
		response.Answer = []*RRset{set}
	}
	a, err := NewAnswer(n, typ, ClassIN, response)
	if err != nil {
		return nil, err
	}
	a.Expiration = time.Now()
	return a, nil
}
