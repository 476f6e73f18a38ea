package story

import (
	"crypto/tls"
	"fmt"
	"strings"

	"github.com/pyops-go/pyops/examples/tlshandshake/internal/record"
)

// messageNames are the names of handshake messages, as RFC 5246 and RFC 8446 write
// them.
var messageNames = map[byte]string{
	0: "hello_request", 1: "client_hello", 2: "server_hello", 4: "new_session_ticket", 8: "encrypted_extensions", 11: "certificate",
	12: "server_key_exchange", 13: "certificate_request", 14: "server_hello_done", 15: "certificate_verify", 16: "client_key_exchange",
	20: "finished", 22: "certificate_status", 24: "key_update",
}

// alerts are the names of alerts and what they come to.
var alerts = map[byte][2]string{
	0:   {"close_notify", "this side sends no more: the orderly end"},
	10:  {"unexpected_message", "a message came out of turn"},
	20:  {"bad_record_mac", "a record was changed on the way, or the keys differ"},
	40:  {"handshake_failure", "the two sides have no algorithm in common"},
	42:  {"bad_certificate", "the certificate is refused"},
	43:  {"unsupported_certificate", "the certificate is of a kind that is not taken"},
	44:  {"certificate_revoked", "the certificate was revoked"},
	45:  {"certificate_expired", "the certificate's time is over"},
	46:  {"certificate_unknown", "something else is wrong with the certificate"},
	47:  {"illegal_parameter", "a field has a value that makes no sense"},
	48:  {"unknown_ca", "nobody who is trusted signed the certificate"},
	50:  {"decode_error", "a message cannot be read"},
	51:  {"decrypt_error", "a signature or a finished message is wrong"},
	70:  {"protocol_version", "the versions of the two sides do not meet"},
	71:  {"insufficient_security", "what is offered is too weak"},
	80:  {"internal_error", "the other side has a fault of its own"},
	86:  {"inappropriate_fallback", "a lower version is offered than could be"},
	90:  {"user_canceled", "somebody stopped it"},
	109: {"missing_extension", "an extension that must be there is not"},
	112: {"unrecognized_name", "the server has no such name"},
	116: {"certificate_required", "the server wants a certificate of the client, and got none"},
	120: {"no_application_protocol", "the two sides have no protocol in common"},
}

func alertName(number byte) string {
	if a, ok := alerts[number]; ok {
		return a[0]
	}
	return fmt.Sprintf("alert %d", number)
}

// names are those of numbers that a side offers.
func names[T ~uint16](numbers []uint16, name func(T) string) string {
	var out []string
	for _, n := range numbers {
		if n&0x0f0f == 0x0a0a && byte(n>>8) == byte(n) {
			continue // GREASE (RFC 8701): there to be skipped
		}
		out = append(out, name(T(n)))
	}
	return strings.Join(out, ", ")
}

func versionNames(v []uint16) string {
	return names(v, func(n uint16) string { return tls.VersionName(n) })
}
func suiteNames(v []uint16) string {
	return names(v, func(n uint16) string { return tls.CipherSuiteName(n) })
}
func groupNames(v []uint16) string { return names(v, func(n tls.CurveID) string { return n.String() }) }
func schemeNames(v []uint16) string {
	return names(v, func(n tls.SignatureScheme) string { return n.String() })
}

// extensionNames are the names of the extensions that hellos have today.
var extensionNames = map[uint16]string{
	0: "server_name", 5: "status_request", 10: "supported_groups", 11: "ec_point_formats", 13: "signature_algorithms", 16: "alpn", 18: "signed_certificate_timestamp",
	23: "extended_master_secret", 35: "session_ticket", 41: "pre_shared_key", 42: "early_data", 43: "supported_versions", 44: "cookie", 45: "psk_key_exchange_modes",
	49: "post_handshake_auth", 50: "signature_algorithms_cert", 51: "key_share", 65281: "renegotiation_info",
}

func extensionList(h *record.Hello) string {
	var out []string
	for _, e := range h.Extensions {
		name, ok := extensionNames[e.Type]
		if !ok {
			name = fmt.Sprint(e.Type)
		}
		out = append(out, name)
	}
	return strings.Join(out, ", ")
}
