package http

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"fmt"
	"io"
	"net/http/httputil"
	"slices"
	"strings"

	"github.com/pyops-go/pyops/packet"
)

// BodyOptions are the options of [Body].
type BodyOptions struct {
	// Max is how many bytes a body may have once it is decoded; 0 means 16 MiB. More
	// is an error: a few bytes may decode to very many.
	Max int
}

// Body is what a message carries, with the chunks joined and gzip or deflate undone
// as its headers say. A packet without a message or without a body has none; a body
// that is cut short or in an encoding that is not known is an error, with what could
// be read. The packet is not changed: scapy puts the decoded body into it, so that it
// no longer builds to the bytes it came from.
func Body(p *packet.Packet, opts *BodyOptions) ([]byte, error) {
	limit := 16 << 20
	if opts != nil && opts.Max > 0 {
		limit = opts.Max
	}
	if p == nil {
		return nil, nil
	}
	var head *packet.Header
	var body []byte
	for _, h := range p.Layers() {
		switch {
		case h.Proto() == requestProto || h.Proto() == responseProto:
			head = h
		case head != nil && h.Name() == "Raw":
			v, _ := h.Get("load")
			body, _ = packet.Bytes(v)
		}
	}
	if head == nil || len(body) == 0 {
		return nil, nil
	}
	var r io.Reader = bytes.NewReader(body)
	undo := append(codings(head, "Transfer_Encoding"), codings(head, "Content_Encoding")...)
	if len(undo) > maxCodings {
		return body, &packet.Error{Kind: packet.ErrValue, Op: "decode", Path: "body", Reason: fmt.Sprintf("%d encodings, at most %d were expected", len(undo), maxCodings)}
	}
	for _, coding := range undo {
		next, err := decoder(coding, r)
		if err != nil {
			return body, err
		}
		r = next
	}
	b, err := io.ReadAll(io.LimitReader(r, int64(limit)+1))
	if len(b) > limit {
		return b[:limit], &packet.Error{Kind: packet.ErrValue, Op: "decode", Path: "body", Reason: fmt.Sprintf("at most %d bytes were expected", limit)}
	}
	if err != nil {
		return b, damaged(err)
	}
	return b, nil
}

// maxCodings is how many encodings may lie in each other.
const maxCodings = 4

// codings are the encodings that a header names, in the order in which they are
// undone.
func codings(h *packet.Header, field string) []string {
	var words []string
	for _, v := range valuesOf(h, field) {
		b, _ := packet.Bytes(v)
		for word := range strings.SplitSeq(string(b), ",") {
			if word = strings.ToLower(strings.TrimSpace(word)); word != "" {
				words = append(words, word)
			}
		}
	}
	slices.Reverse(words)
	return words
}

// valuesOf are the values of a header, which may have no field in a request.
func valuesOf(h *packet.Header, field string) []any {
	if v, err := h.Get(field); err == nil {
		if list, ok := v.([]any); ok {
			return list
		}
		return []any{v}
	}
	var list []any
	v, _ := h.Get("Unknown_Headers")
	unknown, _ := v.([]packet.Option)
	for _, o := range unknown {
		if strings.EqualFold(o.Name, strings.ReplaceAll(field, "_", "-")) {
			list = append(list, o.Value)
		}
	}
	return list
}

func decoder(coding string, r io.Reader) (io.Reader, error) {
	var next io.Reader
	var err error
	switch coding {
	case "identity":
		return r, nil
	case "chunked":
		return httputil.NewChunkedReader(r), nil
	case "gzip", "x-gzip":
		next, err = gzip.NewReader(r)
	case "deflate":
		// Servers send zlib's format, as they should, or deflate without it: the first
		// two bytes of zlib's are a multiple of 31.
		peeked := bufio.NewReader(r)
		b, _ := peeked.Peek(2)
		if len(b) == 2 && b[0]&15 == 8 && (int(b[0])<<8+int(b[1]))%31 == 0 {
			next, err = zlib.NewReader(peeked)
		} else {
			next = flate.NewReader(peeked)
		}
	default:
		return nil, &packet.Error{Kind: packet.ErrValue, Op: "decode", Path: "body", Input: coding, Reason: "chunked, gzip or deflate was expected"}
	}
	if err != nil {
		return nil, damaged(err)
	}
	return next, nil
}

func damaged(err error) error {
	return &packet.Error{Kind: packet.ErrMalformed, Op: "decode", Path: "body", Reason: "it is cut short or damaged", Err: err}
}
