package dnsq_test

import (
	"bytes"
	"encoding/hex"
	"os/exec"
	"strings"
	"testing"

	"github.com/pyops-go/pyops/dnsq"
	"github.com/pyops-go/pyops/internal/peers"
)

// wireByBIND is the wire form that BIND makes of rdata.
func wireByBIND(t *testing.T, checker string, typ dnsq.RdataType, text string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), checker, "-u")
	cmd.Stdin = strings.NewReader("IN " + typ.String() + " " + text + "\n")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Errorf("%v %s: %v\n%s", typ, text, err, out)
	}
	words := strings.Fields(string(out)) // CLASS1 TYPE66 \# 8 003B0114EF016100
	return strings.ToLower(strings.Join(words[min(len(words), 4):], ""))
}

// TestLaterAndOldTypes has the types that the original lacks, later ones and those that
// zones no longer hold, by the formats and examples of their RFCs, and by BIND.
func TestLaterAndOldTypes(t *testing.T) {
	checker := peers.Need(t, "named-rrchecker")
	for _, c := range []struct {
		typ             dnsq.RdataType
		text, wire, out string
	}{
		{dnsq.TypeDSYNC, "CDS NOTIFY 5359 cds-scanner.example.net.", "003b 01 14ef 0b6364732d7363616e6e6572076578616d706c65036e657400", ""}, // RFC 9859 section 2.2
		{dnsq.TypeDSYNC, "CSYNC 1 5360 a.", "003e 01 14f0 016100", "CSYNC NOTIFY 5360 a."},
		{dnsq.TypeDSYNC, "TYPE3 200 0 .", "0003 c8 0000 00", "MD 200 0 ."},
		{dnsq.TypeRESINFO, "qnamemin exterr=15-17", "08716e616d656d696e 0c6578746572723d31352d3137", `"qnamemin" "exterr=15-17"`}, // RFC 9606 section 5
		{dnsq.TypeWALLET, `"BTC" "address"`, "03425443 0761646472657373", ""},
		{dnsq.TypeHHIT, "gwppbXV0YWJsZQ==", "830a696d757461626c65", ""},
		{dnsq.TypeBRID, "gQE=", "8101", ""},
		{dnsq.TypeKEY, "512 255 1 AQMF", "0200 ff 01 010305", ""},
		{dnsq.TypeSIG, "A RSASHA1 3 3600 20200101000000 20030101000000 2143 foo. AAAA", "0001 05 03 00000e10 5e0be100 3e122f80 085f 03666f6f00 000000", "A 5 3 3600 20200101000000 20030101000000 2143 foo. AAAA"},
		{dnsq.TypeMD, "a.", "016100", ""},
		{dnsq.TypeMF, "a.", "016100", ""},
		{dnsq.TypeMB, "a.example.", "0161076578616d706c6500", ""},
		{dnsq.TypeMG, "a.", "016100", ""},
		{dnsq.TypeMR, "a.", "016100", ""},
		{dnsq.TypeMINFO, "a. b.example.", "016100 0162076578616d706c6500", ""},
		{dnsq.TypeNXT, "a.example. A MX NXT", "0161076578616d706c6500 40010002", ""},
		{dnsq.TypeNXT, "a. TYPE127", "016100 00000000000000000000000000000001", ""}, // the last that there is room for
		{dnsq.TypeA6, "0 2001:db8::1", "00 20010db8000000000000000000000001", ""},
		{dnsq.TypeA6, "64 ::1 a.example.", "40 0000000000000001 0161076578616d706c6500", ""},
		{dnsq.TypeA6, "61 ::7:0:0:0:1 a.", "3d 070000000000000001 016100", ""},
		{dnsq.TypeA6, "64 2001:db8::1 a.", "40 0000000000000001 016100", "64 ::1 a."},
		{dnsq.TypeA6, "128 a.", "80 016100", ""},
		{dnsq.TypeBRID, "gQ E=", "8101", "gQE="},
		{dnsq.TypeHHIT, "gwpp bXV0 YWJs ZQ==", "830a696d757461626c65", "gwppbXV0YWJsZQ=="},
	} {
		if c.out == "" {
			c.out = c.text
		}
		wire, err := hex.DecodeString(strings.ReplaceAll(c.wire, " ", ""))
		if err != nil {
			t.Fatal(err)
		}
		rd, err := dnsq.RdataFromText(dnsq.ClassIN, c.typ, c.text, nil)
		if err != nil {
			t.Errorf("%v %s: %v", c.typ, c.text, err)
			continue
		}
		if there := wireByBIND(t, checker, c.typ, c.text); there != hex.EncodeToString(wire) {
			t.Errorf("%v %s: BIND has %s", c.typ, c.text, there)
		}
		if got, err := rd.ToWire(nil); err != nil || !bytes.Equal(got, wire) || rd.String() != c.out {
			t.Errorf("%v %s: %s = %x, %v", c.typ, c.text, rd.String(), got, err)
		}
		back, err := dnsq.RdataFromWire(dnsq.ClassIN, c.typ, wire, 0, len(wire), nil)
		if err != nil || back.String() != c.out {
			t.Errorf("%v %x: %v, %v", c.typ, wire, back, err)
		}
	}
	for typ, texts := range map[dnsq.RdataType][]string{
		dnsq.TypeMB: {"", "a. b.", "a..b"}, dnsq.TypeMINFO: {"a.", "a. b. c."}, dnsq.TypeNXT: {"", "a. TYPE128", "a. BOGUS"},
		dnsq.TypeA6: {"", "129 a.", "64 ::1", "0 2001:db8::1 a.", "128", "x ::1"},
	} {
		for _, text := range texts {
			if rd, err := dnsq.RdataFromText(dnsq.ClassIN, typ, text, nil); classOf(err) == "" {
				t.Errorf("%v %s: %v, %v", typ, text, rd, err)
			}
		}
	}
	for _, text := range []string{"CDS NOTIFY 65536 a.", "CDS 256 1 a.", "CDS X 1 a.", "X NOTIFY 1 a.", "CDS NOTIFY 1", "CDS NOTIFY 1 a. b."} {
		if rd, err := dnsq.RdataFromText(dnsq.ClassIN, dnsq.TypeDSYNC, text, nil); classOf(err) != "SyntaxError" {
			t.Errorf("DSYNC %s: %v, %v", text, rd, err)
		}
	}
}

// TestLaterOptions has the options of EDNS that the installed original lacks.
func TestLaterOptions(t *testing.T) {
	startDNS(t) // which tells the words of errors
	for _, c := range []struct {
		typ        dnsq.OptionType
		wire, text string // of an error, what it says
	}{
		{dnsq.OptionNSID, "676f6f642d6e616d65", "NSID good-name"},
		{dnsq.OptionNSID, "00ff", "NSID 00ff"},
		{dnsq.OptionNSID, "", "NSID "},
		{dnsq.OptionCOOKIE, "2464c4abcf10c957", "COOKIE 2464c4abcf10c957"}, // RFC 9018 appendix A.1
		{dnsq.OptionCOOKIE, "2464c4abcf10c957010000005cf79f111f8130c3eee29480", "COOKIE 2464c4abcf10c957010000005cf79f111f8130c3eee29480"}, // and its answer
		{dnsq.OptionCOOKIE, "2464c4abcf10c9", "client cookie must be exactly 8 bytes"},
		{dnsq.OptionCOOKIE, "2464c4abcf10c95701", "server cookie must be empty or between 8 and 32 bytes"},
		{dnsq.OptionCOOKIE, strings.Repeat("00", 41), "server cookie must be empty or between 8 and 32 bytes"},
		{dnsq.OptionREPORTCHANNEL, "036130310c6167656e742d646f6d61696e076578616d706c6500", "REPORTCHANNEL a01.agent-domain.example."},
		{dnsq.OptionREPORTCHANNEL, "01", "DNS message is malformed."},
		{dnsq.OptionREPORTCHANNEL, "0000", "the domain of a REPORTCHANNEL option is compressed or followed by other bytes"},
	} {
		wire, err := hex.DecodeString(c.wire)
		if err != nil {
			t.Fatal(err)
		}
		o, err := dnsq.OptionFromWire(c.typ, wire)
		if err != nil {
			if classOf(err) != "FormError" || messageOf(err) != c.text {
				t.Errorf("%v %x: %v, %q", c.typ, wire, err, messageOf(err))
			}
			continue
		}
		if o.String() != c.text || !bytes.Equal(o.ToWire(), wire) || o.Type() != c.typ {
			t.Errorf("%v %x: %s = %x", c.typ, wire, o.String(), o.ToWire())
		}
	}
	if _, err := dnsq.NewCookieOption([8]byte{}, make([]byte, 7)); classOf(err) != "ValueError" {
		t.Error(err)
	}
}
