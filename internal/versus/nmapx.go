package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/Ullaakut/nmap/v3"

	"github.com/pyops-go/pyops/nmapx"
)

var nmapxWorkloads = []Workload{
	{"nmapx", "parse 18 MB", parseReport},
	{"nmapx", "stream hosts of 18 MB", streamReport},
	{"nmapx", "csv of 50k ports", reportCSV},
}

// report is that of a scan of 10,000 hosts with five ports each, as nmap -sV
// writes it.
func report() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -oX - -sV 10.0.0.0/18" start="1795421382" startstr="Mon Nov 23 08:09:42 2026" version="7.93" xmloutputversion="1.05">
<scaninfo type="syn" protocol="tcp" numservices="1000" services="1-1000"/>
<verbose level="0"/>
<debugging level="0"/>
`)
	for i := range 10_000 {
		fmt.Fprintf(&b, `<host starttime="1795421382" endtime="1795421383"><status state="up" reason="arp-response" reason_ttl="0"/>
<address addr="10.0.%d.%d" addrtype="ipv4"/>
<address addr="00:0C:29:00:%02X:%02X" addrtype="mac" vendor="VMware"/>
<hostnames>
<hostname name="host-%d.example.org" type="PTR"/>
</hostnames>
<ports><extraports state="closed" count="995">
<extrareasons reason="reset" count="995" proto="tcp" ports="1-21,23-79,81-110,112-442,444-8079"/>
</extraports>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="ssh" product="OpenSSH" version="9.2p1 Debian 2+deb12u3" extrainfo="protocol 2.0" ostype="Linux" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service></port>
<port protocol="tcp" portid="80"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="http" product="nginx" version="1.22.1" method="probed" conf="10"><cpe>cpe:/a:igor_sysoev:nginx:1.22.1</cpe></service><script id="http-title" output="Welcome &amp; hello on %d"><elem key="title">Welcome &amp; hello on %d</elem>
</script></port>
<port protocol="tcp" portid="111"><state state="filtered" reason="no-response" reason_ttl="0"/><service name="rpcbind" method="table" conf="3"/></port>
<port protocol="tcp" portid="443"><state state="open" reason="syn-ack" reason_ttl="64"/><service name="http" tunnel="ssl" method="table" conf="3"/></port>
<port protocol="tcp" portid="8080"><state state="closed" reason="reset" reason_ttl="64"/><service name="http-proxy" method="table" conf="3"/></port>
</ports>
<times srtt="106" rttvar="70" to="100000"/>
</host>
`, i>>8, i&255, i>>8, i&255, i, i, i)
	}
	b.WriteString(`<runstats><finished time="1795421400" timestr="Mon Nov 23 08:10:00 2026" summary="Nmap done" elapsed="18.00" exit="success"/><hosts up="10000" down="6384" total="16384"/>
</runstats>
</nmaprun>
`)
	return b.String()
}

// reportFile puts the report where Python finds it.
func reportFile() (text, file string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "pyops-versus-")
	if err != nil {
		return "", "", nil, err
	}
	text, file = report(), filepath.Join(dir, "report.xml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		os.RemoveAll(dir)
		return "", "", nil, err
	}
	return text, file, func() { os.RemoveAll(dir) }, nil
}

// readReport is python-nmap ready to read a file.
func readReport(file string) string {
	return fmt.Sprintf("import nmap\nnm = nmap.PortScanner()\nwith open(%q) as f:\n    text = f.read()", file)
}

func parseReport() (*Contest, error) {
	text, file, remove, err := reportFile()
	if err != nil {
		return nil, err
	}
	ours := func() any {
		r, err := nmapx.Parse(strings.NewReader(text), nil)
		if err != nil {
			return err.Error()
		}
		ports := 0
		for _, h := range r.Hosts {
			ports += len(h.Ports)
		}
		return fmt.Sprintf("%d %d %v %s", len(r.Hosts), ports, r.Stats.UpHosts, r.Hosts[9999].Ports[1].Service.Product)
	}
	return &Contest{
		Ours: Contestant{
			Run: func(n int) {
				for range n {
					r, err := nmapx.Parse(strings.NewReader(text), nil)
					kept.truth = err == nil && r != nil
				}
			},
			Value: ours,
		},
		Peers: []Contestant{{
			Name: "python-nmap", Bar: 5,
			Python: &Python{
				Setup:     readReport(file),
				Statement: "got = nm.analyse_nmap_xml_scan(text)",
				Value:     "'%d %d %s %s' % (len(got['scan']), sum(len(h['tcp']) for h in got['scan'].values()), got['nmap']['scanstats']['uphosts'], got['scan']['10.0.39.15']['tcp'][80]['product'])",
			},
		}, {
			Name: "Ullaakut/nmap", Bar: 10,
			Run: func(n int) {
				for range n {
					var r nmap.Run
					kept.truth = nmap.Parse([]byte(text), &r) == nil
				}
			},
			Value: func() any {
				var r nmap.Run
				if err := nmap.Parse([]byte(text), &r); err != nil {
					return err.Error()
				}
				ports := 0
				for _, h := range r.Hosts {
					ports += len(h.Ports)
				}
				return fmt.Sprintf("%d %d %v %s", len(r.Hosts), ports, r.Stats.Hosts.Up, r.Hosts[9999].Ports[1].Service.Product)
			},
		}},
		Close: remove,
	}, nil
}

// streamReport reads hosts one by one and keeps none, which only we can.
func streamReport() (*Contest, error) {
	text, file, remove, err := reportFile()
	if err != nil {
		return nil, err
	}
	ours := func() (open int) {
		for h, err := range nmapx.ParseHosts(strings.NewReader(text), nil) {
			if err != nil {
				return -1
			}
			for i := range h.Ports {
				if h.Ports[i].State == "open" {
					open++
				}
			}
		}
		return open
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return ours() }),
		Peers: []Contestant{{
			Name: "python-nmap", Bar: 5,
			Python: &Python{
				Setup: readReport(file),
				Statement: "got = 0\nfor h in nm.analyse_nmap_xml_scan(text)['scan'].values():\n" +
					"    for p in h['tcp'].values():\n        if p['state'] == 'open':\n            got += 1",
				Value: "got",
			},
		}},
		Close: remove,
	}, nil
}

func reportCSV() (*Contest, error) {
	text, file, remove, err := reportFile()
	if err != nil {
		return nil, err
	}
	r, err := nmapx.Parse(strings.NewReader(text), nil)
	if err != nil {
		remove()
		return nil, err
	}
	return &Contest{
		Ours: repeating("", 0, func() any { return r.CSV() }),
		Peers: []Contestant{{
			Name: "python-nmap", Bar: 8,
			Python: &Python{
				Setup:     readReport(file) + "\nnm.analyse_nmap_xml_scan(text)",
				Statement: "got = nm.csv()",
				Value:     "got",
			},
		}},
		Close: remove,
	}, nil
}
