package curlx

import (
	"bytes"
	"crypto/des"
	"encoding/base64"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/Azure/go-ntlmssp"
	//lint:ignore SA1019 NTLM is made of it
	"golang.org/x/crypto/md4"
)

// Flags of NTLM messages that matter here.
const (
	ntlmUnicode   = 1 << 0
	ntlmTarget    = 1 << 23
	ntlmFirst     = 1<<1 | 1<<2 | 1<<9 | 1<<15 | 1<<19 // OEM, target, NTLM, always sign, extended security
	ntlmSignature = "NTLMSSP\x00"
)

// ntlmHost is the workstation that we say we are, as libcurl does: our own name is
// nobody's business.
const ntlmHost = "WORKSTATION"

// ntlmValue makes the header's value for NTLM: the first message, or the answer to
// the challenge.
func (a *authState) ntlmValue(u login) (string, error) {
	if a.ntlm == nil {
		m := binary.LittleEndian.AppendUint32([]byte(ntlmSignature), 1)
		m = binary.LittleEndian.AppendUint32(m, ntlmFirst)
		a.sentNT = true
		return "NTLM " + base64.StdEncoding.EncodeToString(append(m, make([]byte, 16)...)), nil
	}
	m, err := ntlmAnswer(a.ntlm, u)
	if err != nil {
		return "", err
	}
	a.done = true
	return "NTLM " + base64.StdEncoding.EncodeToString(m), nil
}

// ntlmAnswer answers a challenge: by NTLMv2 where the server told of itself, as
// all since Windows NT 4 do, else by what came before.
func ntlmAnswer(challenge []byte, u login) ([]byte, error) {
	bad := fail(E_AUTH_ERROR, "NTLM: the challenge cannot be answered")
	if len(challenge) < 32 || !bytes.HasPrefix(challenge, []byte(ntlmSignature)) || binary.LittleEndian.Uint32(challenge[8:]) != 2 {
		return nil, bad
	}
	flags := binary.LittleEndian.Uint32(challenge[20:])
	if flags&ntlmTarget != 0 && len(challenge) >= 48 && binary.LittleEndian.Uint16(challenge[40:]) > 0 {
		m, err := ntlmssp.NewAuthenticateMessage(challenge, u.user, u.password, nil)
		if err != nil {
			return nil, bad.because(err)
		}
		return m, nil
	}
	domain, user := "", u.user
	if i := strings.IndexAny(u.user, `\/`); i >= 0 {
		domain, user = u.user[:i], u.user[i+1:]
	}
	nonce := challenge[24:32]
	text := func(s string) []byte {
		if flags&ntlmUnicode != 0 {
			return utf16le(s)
		}
		return []byte(s)
	}
	lm, err := ntlmResponse(lmHash(u.password), nonce)
	if err != nil {
		return nil, bad.because(err)
	}
	nt, err := ntlmResponse(ntHash(u.password), nonce)
	if err != nil {
		return nil, bad.because(err)
	}
	m := binary.LittleEndian.AppendUint32([]byte(ntlmSignature), 3)
	at := uint32(64)
	var body []byte
	for _, part := range [][]byte{lm, nt, text(domain), text(user), text(ntlmHost)} {
		m = binary.LittleEndian.AppendUint16(m, uint16(len(part)))
		m = binary.LittleEndian.AppendUint16(m, uint16(len(part)))
		m = binary.LittleEndian.AppendUint32(m, at+uint32(len(body)))
		body = append(body, part...)
	}
	m = append(m, make([]byte, 8)...)
	m = binary.LittleEndian.AppendUint32(m, flags)
	return append(m, body...), nil
}

func utf16le(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

// lmHash is LAN Manager's hash: DES of a constant by the password in capitals.
func lmHash(password string) []byte {
	var key [14]byte
	copy(key[:], strings.ToUpper(password))
	var out []byte
	for _, half := range [][]byte{key[:7], key[7:]} {
		b, err := desBlock(half, []byte("KGS!@#$%"))
		if err != nil {
			return nil
		}
		out = append(out, b...)
	}
	return out
}

// ntHash is Windows NT's hash of a password.
func ntHash(password string) []byte {
	h := md4.New()
	h.Write(utf16le(password))
	return h.Sum(nil)
}

// ntlmResponse encrypts a challenge by a hash, taken for three keys of DES.
func ntlmResponse(hash, nonce []byte) ([]byte, error) {
	keys := slices.Concat(hash, make([]byte, 5))
	var out []byte
	for i := 0; i < 21; i += 7 {
		b, err := desBlock(keys[i:i+7], nonce)
		if err != nil {
			return nil, err
		}
		out = append(out, b...)
	}
	return out, nil
}

// desBlock encrypts one block by a key of seven bytes.
func desBlock(key, block []byte) ([]byte, error) {
	var spread [8]byte
	var bits uint64
	for _, k := range key {
		bits = bits<<8 | uint64(k)
	}
	for i := range 8 {
		spread[i] = byte(bits>>(49-7*i)) << 1
	}
	c, err := des.NewCipher(spread[:])
	if err != nil {
		return nil, err
	}
	out := make([]byte, 8)
	c.Encrypt(out, block)
	return out, nil
}

// ntlmRound takes the server's challenge.
func (x *exchange) ntlmRound(a *authState, list []challenge) error {
	if a.ntlm != nil {
		a.refused = true
		return nil
	}
	for _, c := range list {
		if !strings.EqualFold(c.scheme, "NTLM") || c.params == "" {
			continue
		}
		m, err := base64.StdEncoding.DecodeString(c.params)
		if err != nil {
			return fail(E_AUTH_ERROR, "NTLM: the challenge is not in base 64").because(err)
		}
		a.ntlm = m
		x.onceMore()
		return nil
	}
	a.refused = true
	return nil
}
