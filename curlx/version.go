package curlx

import "runtime"

// Version names this package; it is what USERAGENT says unless it is set. libcurl's
// own version would claim what is not there.
const Version = "curlx/0.1 (pyops)"

// libcurlVersion is the libcurl whose behaviour this package has.
const libcurlVersion = "7.88.1"

// A VersionInfo tells what the package can, as the tuple of pycurl.version_info.
type VersionInfo struct {
	Age        int    // an edition of this information, VERSION_NOW
	Version    string // the libcurl whose behaviour this is, "7.88.1"
	VersionNum int    // the same as a number, 0x075801
	Host       string // the system and the processor, such as "linux/amd64"
	Features   int    // a sum of VERSION values
	SSLVersion string // whose TLS it is
	Libz       string // whose gzip it is
	Protocols  []string
}

// Versions tells what the package can, pycurl.version_info.
func Versions() VersionInfo {
	return VersionInfo{
		Age: VERSION_NOW, Version: libcurlVersion, VersionNum: 0x075801, Host: runtime.GOOS + "/" + runtime.GOARCH,
		Features: VERSION_IPV6 | VERSION_SSL | VERSION_LIBZ | VERSION_NTLM | VERSION_ASYNCHDNS | VERSION_LARGEFILE | VERSION_IDN | VERSION_HTTP2 |
			VERSION_UNIX_SOCKETS | VERSION_PSL | VERSION_HTTPS_PROXY | VERSION_BROTLI | VERSION_ZSTD | VERSION_HSTS,
		SSLVersion: "Go " + runtime.Version(), Libz: "klauspost/compress",
		Protocols: []string{"dict", "file", "ftp", "ftps", "gopher", "http", "https", "telnet", "ws", "wss"},
	}
}
