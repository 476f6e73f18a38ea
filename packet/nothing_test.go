package packet_test

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/packet"
	"github.com/pyops-go/pyops/packet/bpf"
	"github.com/pyops-go/pyops/packet/in6"
	"github.com/pyops-go/pyops/packet/layers/eap"
	"github.com/pyops-go/pyops/packet/layers/http"
	"github.com/pyops-go/pyops/packet/layers/ipsec"
	"github.com/pyops-go/pyops/packet/layers/netflow"
	"github.com/pyops-go/pyops/packet/layers/nodeinfo"
	"github.com/pyops-go/pyops/packet/pcap"
)

// nothings are nil pointers and zero values of all exported types that have methods,
// layers apart, of which TestCarelessValues makes all that can be made.
func nothings() []any {
	return []any{
		(*packet.AnsweringMachine)(nil), new(packet.AnsweringMachine), (*packet.AsyncSniffer)(nil), new(packet.AsyncSniffer), (*packet.Automaton)(nil),
		new(packet.Automaton), (*packet.Dissector)(nil), new(packet.Dissector), (*packet.Enum)(nil), new(packet.Enum), (*packet.Error)(nil),
		new(packet.Error), (*packet.Family)(nil), new(packet.Family), (*packet.Graph)(nil), new(packet.Graph), (*packet.Header)(nil), new(packet.Header),
		(*packet.Machine)(nil), new(packet.Machine), (*packet.Packet)(nil), new(packet.Packet), (*packet.PcapReader)(nil), new(packet.PcapReader),
		(*packet.PcapWriter)(nil), new(packet.PcapWriter), (*packet.Pipe)(nil), new(packet.Pipe), (*packet.PipeEngine)(nil), new(packet.PipeEngine),
		(*packet.Proto)(nil), new(packet.Proto), (*packet.RouteTable)(nil), new(packet.RouteTable), (*packet.Sender)(nil), new(packet.Sender), (*packet.Socket)(nil), new(packet.Socket),
		(*packet.StreamSocket)(nil), new(packet.StreamSocket), (*packet.Streams)(nil), new(packet.Streams), (*packet.Table)(nil), new(packet.Table),
		*new(packet.ARPingResult), *new(packet.AddrRange), *new(packet.Field), *new(packet.Flags), *new(packet.Flow), *new(packet.IPFlags),
		*new(packet.Interface), *new(packet.MAC), *new(packet.NTPTime), *new(packet.Null), *new(packet.Option), *new(packet.PacketList), *new(packet.Plot),
		*new(packet.QueryAnswer), *new(packet.Route), *new(packet.SndRcvList), *new(packet.TCPFlags), *new(packet.TracerouteResult),
		(*bpf.CompileError)(nil), new(bpf.CompileError), (*bpf.Program)(nil), new(bpf.Program), *new(bpf.Instruction), *new(bpf.LinkType),
		(*pcap.FileReader)(nil), new(pcap.FileReader), (*pcap.FileWriter)(nil), new(pcap.FileWriter), (*pcap.FormatError)(nil), new(pcap.FormatError),
		(*pcap.Reader)(nil), new(pcap.Reader), (*pcap.Writer)(nil), new(pcap.Writer), *new(in6.IfaceID), *new(in6.Kind),
		(*ipsec.SecurityAssociation)(nil), new(ipsec.SecurityAssociation), (*netflow.NetflowSession)(nil), new(netflow.NetflowSession),
	}
}

// functions are all exported functions.
func functions() map[string]any {
	return map[string]any{
		"bpf.Compile": bpf.Compile, "bpf.Run": bpf.Run, "in6.And": in6.And, "in6.CommonPrefixLen": in6.CommonPrefixLen, "in6.Compact": in6.Compact,
		"in6.Extract6to4": in6.Extract6to4, "in6.HomeAgents": in6.HomeAgents, "in6.IfaceIDOf": in6.IfaceIDOf, "in6.Is6to4": in6.Is6to4,
		"in6.IsAllNodes": in6.IsAllNodes, "in6.IsAllRouters": in6.IsAllRouters, "in6.IsDocumentation": in6.IsDocumentation, "in6.IsEUI64": in6.IsEUI64,
		"in6.IsGlobal": in6.IsGlobal, "in6.IsGlobalMulticast": in6.IsGlobalMulticast, "in6.IsLinkLocal": in6.IsLinkLocal,
		"in6.IsLinkLocalMulticast": in6.IsLinkLocalMulticast, "in6.IsMulticast": in6.IsMulticast, "in6.IsNodeLocalMulticast": in6.IsNodeLocalMulticast,
		"in6.IsReservedAnycast": in6.IsReservedAnycast, "in6.IsSiteLocal": in6.IsSiteLocal, "in6.IsSiteLocalMulticast": in6.IsSiteLocalMulticast,
		"in6.IsSolicitedNode": in6.IsSolicitedNode, "in6.IsTeredo": in6.IsTeredo, "in6.IsUniqueLocal": in6.IsUniqueLocal, "in6.KindOf": in6.KindOf,
		"in6.LinkScoped": in6.LinkScoped, "in6.LocalUniquePrefix": in6.LocalUniquePrefix, "in6.MACOf": in6.MACOf, "in6.MACToIfaceID": in6.MACToIfaceID,
		"in6.Mask": in6.Mask, "in6.MulticastMAC": in6.MulticastMAC, "in6.Or": in6.Or, "in6.ParseCompact": in6.ParseCompact, "in6.Prefix6to4": in6.Prefix6to4,
		"in6.RandomizedIfaceID": in6.RandomizedIfaceID, "in6.ScopeOf": in6.ScopeOf, "in6.SolicitedNode": in6.SolicitedNode, "in6.Teredo": in6.Teredo,
		"in6.Xor": in6.Xor, "packet.ARPMachine": packet.ARPMachine, "packet.Addr": packet.Addr, "packet.Arping": packet.Arping,
		"packet.AutoTime": packet.AutoTime, "packet.BitEnumField": packet.BitEnumField, "packet.BitField": packet.BitField,
		"packet.BridgeAndSniff": packet.BridgeAndSniff, "packet.Broadcast": packet.Broadcast, "packet.ByteEnumField": packet.ByteEnumField,
		"packet.ByteField": packet.ByteField, "packet.Bytes": packet.Bytes, "packet.CHexdump": packet.CHexdump, "packet.Capture": packet.Capture,
		"packet.Checksum": packet.Checksum, "packet.ConsoleSink": packet.ConsoleSink, "packet.CorruptedBits": packet.CorruptedBits,
		"packet.CorruptedBytes": packet.CorruptedBytes, "packet.CreatePcap": packet.CreatePcap, "packet.CustomField": packet.CustomField,
		"packet.DNSCountField": packet.DNSCountField, "packet.DNSQuestionsField": packet.DNSQuestionsField, "packet.DNSRecordsField": packet.DNSRecordsField,
		"packet.DefaultInterface": packet.DefaultInterface, "packet.Define": packet.Define[packet.IP], "packet.DefineFields": packet.DefineFields, "packet.Defragment": packet.Defragment,
		"packet.Defragment6": packet.Defragment6, "packet.Dissect": packet.Dissect, "packet.DownDrain": packet.DownDrain,
		"packet.EchoMachine": packet.EchoMachine, "packet.FCSField": packet.FCSField, "packet.FieldCountField": packet.FieldCountField,
		"packet.FieldLenField": packet.FieldLenField, "packet.FieldListCountField": packet.FieldListCountField,
		"packet.FieldListField": packet.FieldListField, "packet.Find": packet.Find, "packet.FixedPointField": packet.FixedPointField, "packet.NTPTimeField": packet.NTPTimeField,
		"packet.FlagsField": packet.FlagsField, "packet.FromGopacket": packet.FromGopacket, "packet.GeneralizedTime": packet.GeneralizedTime,
		"packet.GetLayer": packet.GetLayer[packet.IP], "packet.GetLayerN": packet.GetLayerN[packet.IP], "packet.Go": packet.Go,
		"packet.HardwareAddr": packet.HardwareAddr, "packet.Hexdump": packet.Hexdump, "packet.IEEEDoubleField": packet.IEEEDoubleField,
		"packet.IEEEFloatField": packet.IEEEFloatField, "packet.IP6Field": packet.IP6Field, "packet.IPField": packet.IPField,
		"packet.IfaceList": packet.IfaceList, "packet.IncrementalValue": packet.IncrementalValue, "packet.InjectSink": packet.InjectSink,
		"packet.IntAutoTime": packet.IntAutoTime, "packet.IntEnumField": packet.IntEnumField, "packet.IntField": packet.IntField,
		"packet.InterfaceByName": packet.InterfaceByName, "packet.Interfaces": packet.Interfaces, "packet.LSBExtendedField": packet.LSBExtendedField,
		"packet.LayerField": packet.LayerField, "packet.LayersField": packet.LayersField, "packet.LenField": packet.LenField,
		"packet.LengthIn": packet.LengthIn, "packet.LineHexdump": packet.LineHexdump, "packet.LongField": packet.LongField, "packet.Ls": packet.Ls,
		"packet.MACByIP": packet.MACByIP, "packet.MACField": packet.MACField, "packet.MSBExtendedField": packet.MSBExtendedField,
		"packet.NewAsyncSniffer": packet.NewAsyncSniffer, "packet.NewDissector": packet.NewDissector, "packet.NewDrain": packet.NewDrain,
		"packet.NewEnum": packet.NewEnum, "packet.NewLayer": packet.NewLayer, "packet.NewNTPTime": packet.NewNTPTime,
		"packet.NewPacketList": packet.NewPacketList, "packet.NewPcapReader": packet.NewPcapReader, "packet.NewPcapWriter": packet.NewPcapWriter,
		"packet.NewPipeEngine": packet.NewPipeEngine, "packet.NewRouteTable": packet.NewRouteTable, "packet.NewSender": packet.NewSender, "packet.NewSink": packet.NewSink,
		"packet.NewSource": packet.NewSource, "packet.NewStreamSocket": packet.NewStreamSocket, "packet.NewStreams": packet.NewStreams,
		"packet.NewTable": packet.NewTable, "packet.OUIField": packet.OUIField, "packet.OneOfField": packet.OneOfField,
		"packet.OpenSocket": packet.OpenSocket, "packet.PacketListField": packet.PacketListField, "packet.ParseHexdump": packet.ParseHexdump,
		"packet.ParseMAC": packet.ParseMAC, "packet.PeriodicSource": packet.PeriodicSource, "packet.Protos": packet.Protos,
		"packet.QueueSink": packet.QueueSink, "packet.RandBin": packet.RandBin, "packet.RandBinFloat": packet.RandBinFloat,
		"packet.RandByte": packet.RandByte, "packet.RandChoice": packet.RandChoice, "packet.RandEnum": packet.RandEnum,
		"packet.RandEnumKeys": packet.RandEnumKeys, "packet.RandFloat": packet.RandFloat, "packet.RandIP": packet.RandIP, "packet.RandIP6": packet.RandIP6,
		"packet.RandInt": packet.RandInt, "packet.RandLong": packet.RandLong, "packet.RandMAC": packet.RandMAC, "packet.RandNum": packet.RandNum,
		"packet.RandNumExpo": packet.RandNumExpo, "packet.RandNumGamma": packet.RandNumGamma, "packet.RandNumGauss": packet.RandNumGauss,
		"packet.RandOID": packet.RandOID, "packet.RandPool": packet.RandPool, "packet.RandRegExp": packet.RandRegExp, "packet.RandSByte": packet.RandSByte,
		"packet.RandSInt": packet.RandSInt, "packet.RandSLong": packet.RandSLong, "packet.RandSShort": packet.RandSShort,
		"packet.RandShort": packet.RandShort, "packet.RandSingNum": packet.RandSingNum, "packet.RandSingString": packet.RandSingString,
		"packet.RandString": packet.RandString, "packet.RandTermString": packet.RandTermString, "packet.RandUUID": packet.RandUUID,
		"packet.RdPcap": packet.RdPcap, "packet.RdPcapSource": packet.RdPcapSource, "packet.ReportPorts": packet.ReportPorts,
		"packet.RouteTo": packet.RouteTo, "packet.Routes": packet.Routes, "packet.ScalingField": packet.ScalingField,
		"packet.SecondsIntField": packet.SecondsIntField, "packet.Send": packet.Send, "packet.Sendp": packet.Sendp,
		"packet.ShortEnumField": packet.ShortEnumField, "packet.ShortField": packet.ShortField, "packet.Sniff": packet.Sniff,
		"packet.SniffSource": packet.SniffSource, "packet.Span": packet.Span, "packet.Sr": packet.Sr, "packet.Sr1": packet.Sr1,
		"packet.SrLoop": packet.SrLoop, "packet.Srp": packet.Srp, "packet.Srp1": packet.Srp1, "packet.SrpLoop": packet.SrpLoop, "packet.Stack": packet.Stack,
		"packet.StrField": packet.StrField, "packet.StrFixedLenField": packet.StrFixedLenField, "packet.StrFixedLenUTF16Field": packet.StrFixedLenUTF16Field,
		"packet.StrLenField": packet.StrLenField, "packet.StrLenUTF16Field": packet.StrLenUTF16Field, "packet.StrNullField": packet.StrNullField,
		"packet.StrNullUTF16Field": packet.StrNullUTF16Field, "packet.StrStopField": packet.StrStopField, "packet.StrUTF16Field": packet.StrUTF16Field,
		"packet.StrUntilField": packet.StrUntilField, "packet.ThreeBytesField": packet.ThreeBytesField, "packet.Traceroute": packet.Traceroute,
		"packet.Traceroute6": packet.Traceroute6, "packet.TransformDrain": packet.TransformDrain, "packet.UTCTimeField": packet.UTCTimeField,
		"packet.UUIDField": packet.UUIDField, "packet.Uint": packet.Uint, "packet.UpDrain": packet.UpDrain, "packet.ValuesOf": packet.ValuesOf[packet.IP],
		"packet.ValuesSource": packet.ValuesSource, "packet.VolatileFunc": packet.VolatileFunc, "packet.WrPcap": packet.WrPcap,
		"packet.WrPcapSink": packet.WrPcapSink, "packet.XByteField": packet.XByteField, "packet.XIntField": packet.XIntField,
		"packet.XLongField": packet.XLongField, "packet.XShortEnumField": packet.XShortEnumField, "packet.XShortField": packet.XShortField,
		"packet.YesNoByteField": packet.YesNoByteField, "packet.ZuluTime": packet.ZuluTime, "pcap.Create": pcap.Create, "pcap.NewReader": pcap.NewReader,
		"pcap.NewWriter": pcap.NewWriter, "pcap.Open": pcap.Open, "eap.Message": eap.Message, "http.Body": http.Body,
		"packet.Diagram": packet.Diagram, "packet.BOOTPMachine": packet.BOOTPMachine, "packet.DHCPMachine": packet.DHCPMachine,
		"packet.DHCP6Machine": packet.DHCP6Machine, "packet.DNSMachine": packet.DNSMachine, "packet.TFTPReader": packet.TFTPReader,
		"packet.TFTPWriter": packet.TFTPWriter, "packet.TFTPReadServer": packet.TFTPReadServer, "packet.TFTPWriteServer": packet.TFTPWriteServer,
		"ipsec.NewSecurityAssociation": ipsec.NewSecurityAssociation, "netflow.NetflowV9Defragment": netflow.NetflowV9Defragment,
		"netflow.NewNetflowSession": netflow.NewNetflowSession, "netflow.Number": netflow.Number, "nodeinfo.NIGroupAddr": nodeinfo.NIGroupAddr,
	}
}

// TestNothing calls every method of nil and zero values, and every function, with
// nothing and with next to nothing: none panics, and errors are of one line.
func TestNothing(t *testing.T) {
	t.Chdir(t.TempDir()) // some write a file of the name they are given
	ended, cancel := context.WithCancel(context.Background())
	cancel()
	ip, _ := packet.IP{}.Describe()
	samples := []any{
		ended, packet.IP{}, (*packet.IP)(nil), &packet.Header{}, strayLayer{}, &packet.Packet{}, packet.Stack(packet.IP{}, "x"), []*packet.Packet{nil, {}}, "x", "", -1, 1 << 20,
		[]byte{1, 2, 3}, []byte(nil), ip, &packet.Proto{}, io.Reader(strings.NewReader("x")), io.Discard, netip.MustParseAddr("::1"), netip.MustParsePrefix("10.0.0.0/8"), 1.5,
		[]string{"x"}, []any{nil, "x"}, packet.RandByte(), &packet.Pipe{}, uint64(1), uint32(1),
	}
	for _, v := range nothings() {
		r := reflect.ValueOf(v)
		for i := range r.NumMethod() {
			name := fmt.Sprintf("%T.%s", v, r.Type().Method(i).Name)
			if strings.HasSuffix(name, "Header.Present") {
				continue // of these tests alone
			}
			callWithLittle(t, name, r.Method(i), samples)
		}
	}
	for name, f := range functions() {
		callWithLittle(t, name, reflect.ValueOf(f), samples)
	}
	for name, f := range map[string]func() error{
		"Send":                     func() error { _, err := packet.Send(t.Context(), nil, nil); return err },
		"Sr":                       func() error { _, _, err := packet.Sr(t.Context(), (*packet.Packet)(nil), nil); return err },
		"Sr1":                      func() error { _, err := packet.Sr1(t.Context(), []*packet.Packet{nil}, nil); return err },
		"WrPcap":                   func() error { return packet.WrPcap(t.TempDir()+"/x", 5, nil) },
		"RouteTo":                  func() error { _, err := packet.RouteTo(packet.Interface{}.Addr(false)); return err },
		"Sniff":                    func() error { _, err := packet.Sniff(t.Context(), &packet.SniffOptions{Offline: 5}); return err },
		"Dissect":                  func() error { _, err := packet.Dissect(nil, []byte{1}); return err },
		"nil layer":                func() error { _, err := packet.Dissect((*packet.IP)(nil), []byte{1}); return err },
		"nil Dissector":            func() error { _, err := (*packet.Dissector)(nil).Dissect([]byte{1}); return err },
		"nil Dissector of a layer": func() error { _, err := (*packet.Dissector)(nil).DissectLayer([]byte{1}); return err },
		"Stack nil":                func() error { _, err := packet.Stack(nil, packet.IP{}).Build(); return err },
		"Stack nil IP":             func() error { _, err := packet.Stack((*packet.IP)(nil)).Build(); return err },
		"zero Header":              func() error { _, err := packet.Stack(&packet.Header{}).Build(); return err },
		"nested nil": func() error {
			_, err := packet.Stack(packet.DNS{QD: []packet.Layer{(*packet.DNSQR)(nil)}}).Build()
			return err
		},
		"nil binding": func() error {
			return packet.Define[packet.Raw](packet.Desc{Name: "X", Fields: []packet.Field{packet.StrField("load", "")}, Over: []packet.Binding{{Under: (*packet.UDP)(nil)}}}).Err()
		},
	} {
		if err := f(); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s of nothing: %v", name, err)
		}
	}
	for _, p := range []*packet.Packet{packet.Stack(), {}} {
		if b, err := p.Build(); err != nil || len(b) != 0 {
			t.Errorf("%x %v", b, err)
		}
	}
}

// callWithLittle calls a function with zero arguments, and with each sample where one
// fits, and uses what it returns.
func callWithLittle(t *testing.T, name string, f reflect.Value, samples []any) {
	defer func() {
		if p := recover(); p != nil {
			t.Errorf("%s: %v", name, p)
		}
	}()
	kinds := f.Type()
	for s := -1; s < len(samples); s++ {
		var args []reflect.Value
		fits := s < 0
		for k := range kinds.NumIn() {
			in := kinds.In(k)
			variadic := kinds.IsVariadic() && k == kinds.NumIn()-1
			if variadic {
				in = in.Elem()
			}
			switch {
			case in == reflect.TypeFor[context.Context]():
				args = append(args, reflect.ValueOf(samples[0]))
			case s >= 0 && reflect.TypeOf(samples[s]).AssignableTo(in):
				args = append(args, reflect.ValueOf(samples[s]))
				fits = true
			case !variadic || s < 0:
				args = append(args, reflect.Zero(in))
			}
		}
		if !fits {
			continue
		}
		for _, out := range f.Call(args) {
			use(t, name, out)
		}
	}
}

// use goes through what a call returned, as far as that is an error, an iterator, or
// something that is to be closed.
func use(t *testing.T, name string, out reflect.Value) {
	kind := out.Type()
	if kind.Kind() == reflect.Func && !out.IsNil() && kind.NumIn() == 1 && kind.In(0).Kind() == reflect.Func && kind.In(0).NumOut() == 1 {
		left := 3
		out.Call([]reflect.Value{reflect.MakeFunc(kind.In(0), func([]reflect.Value) []reflect.Value {
			left--
			return []reflect.Value{reflect.ValueOf(left > 0)}
		})})
	}
	switch x := out.Interface().(type) {
	case error:
		if strings.Contains(x.Error(), "\n") {
			t.Errorf("%s: an error of several lines: %q", name, x)
		}
	case io.Closer:
		if !out.IsZero() {
			x.Close()
		}
	case fmt.Stringer:
		if !out.IsZero() {
			_ = x.String()
		}
	}
}

// TestNothingIsComplete holds the lists to what the folders export.
func TestNothingIsComplete(t *testing.T) {
	folders, err := filepath.Glob("layers/*/doc.go")
	if err != nil || len(folders) < 15 {
		t.Fatalf("%q: %v", folders, err)
	}
	have := map[string]bool{}
	for name := range functions() {
		have[name] = true
	}
	for _, v := range nothings() {
		have[strings.TrimPrefix(fmt.Sprintf("%T", v), "*")] = true
	}
	for _, dir := range append(folders, "./", "bpf/", "pcap/", "in6/", "layers/") {
		dir = filepath.Dir(dir)
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, d := range f.Decls {
				fd, ok := d.(*ast.FuncDecl)
				if !ok || !fd.Name.IsExported() || fd.Name.Name == "Describe" {
					continue
				}
				name := fd.Name.Name
				if fd.Recv != nil {
					of := fd.Recv.List[0].Type
					if star, ok := of.(*ast.StarExpr); ok {
						of = star.X
					}
					id, ok := of.(*ast.Ident)
					if !ok || !id.IsExported() {
						continue
					}
					name = id.Name
				} else if slices.Contains([]string{"All", "Protos"}, name) && strings.HasPrefix(dir, "layers") {
					continue // they take nothing
				}
				if !have[f.Name.Name+"."+name] {
					t.Errorf("%s: %s is tried with nothing nowhere", file, name)
				}
			}
		}
	}
}
