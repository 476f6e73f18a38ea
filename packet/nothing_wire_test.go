package packet_test

import (
	"context"
	"reflect"
	"testing"

	"github.com/pyops-go/pyops/packet"
)

// Methods of nil pointers and of zero values answer, and functions that are given
// nothing say so: none panics.
func TestWireAnswersForNothing(t *testing.T) {
	for _, v := range []any{
		(*packet.Socket)(nil), &packet.Socket{}, (*packet.AsyncSniffer)(nil), &packet.AsyncSniffer{}, (*packet.RouteTable)(nil), &packet.RouteTable{},
		(*packet.Table)(nil), &packet.Table{}, (*packet.Graph)(nil), &packet.Graph{}, packet.Plot{}, packet.PacketList{}, packet.SndRcvList{},
		packet.TracerouteResult{}, packet.ARPingResult{}, (*packet.PipeEngine)(nil), &packet.PipeEngine{}, (*packet.PcapReader)(nil), &packet.PcapReader{},
		(*packet.PcapWriter)(nil), &packet.PcapWriter{}, (*packet.StreamSocket)(nil), &packet.StreamSocket{}, (*packet.AnsweringMachine)(nil),
		&packet.AnsweringMachine{}, (*packet.Automaton)(nil), &packet.Automaton{}, packet.Interface{}, packet.Route{}, (*packet.Machine)(nil), &packet.Machine{}, (*packet.Pipe)(nil),
		packet.QueryAnswer{},
	} {
		r := reflect.ValueOf(v)
		for i := range r.NumMethod() {
			name := r.Type().String() + "." + r.Type().Method(i).Name
			m := r.Method(i)
			var args []reflect.Value
			for k := range m.Type().NumIn() {
				in := m.Type().In(k)
				switch {
				case in == reflect.TypeFor[context.Context]():
					args = append(args, reflect.ValueOf(context.Background()))
				case m.Type().IsVariadic() && k == m.Type().NumIn()-1:
				default:
					args = append(args, reflect.Zero(in))
				}
			}
			func() {
				defer func() {
					if p := recover(); p != nil {
						t.Errorf("%s: %v", name, p)
					}
				}()
				m.Call(args)
			}()
		}
	}
	for name, f := range map[string]func() error{
		"Send":    func() error { _, err := packet.Send(t.Context(), nil, nil); return err },
		"Sr":      func() error { _, _, err := packet.Sr(t.Context(), (*packet.Packet)(nil), nil); return err },
		"Sr1":     func() error { _, err := packet.Sr1(t.Context(), []*packet.Packet{nil}, nil); return err },
		"WrPcap":  func() error { return packet.WrPcap(t.TempDir()+"/x", 5, nil) },
		"RouteTo": func() error { _, err := packet.RouteTo(packet.Interface{}.Addr(false)); return err },
		"Sniff":   func() error { _, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: 5}); return err },
	} {
		if f() == nil {
			t.Errorf("%s of nothing is no error", name)
		}
	}
}
