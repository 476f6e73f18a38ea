package curlx

import (
	"bufio"
	"errors"
	"io"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

// maxCodings is how many codings a body may have, one on the other.
const maxCodings = 5

// decoder frees a body from its codings, the one applied last first. end gives
// back what the decoders hold.
func decoder(body io.Reader, codings []string) (r io.Reader, end func(), err error) {
	if len(codings) > maxCodings {
		return nil, nil, fail(E_BAD_CONTENT_ENCODING, "Reject response due to more than %d content encodings", maxCodings)
	}
	var ends []func()
	end = func() {
		for _, f := range ends {
			f()
		}
	}
	r = body
	for i := len(codings) - 1; i >= 0; i-- {
		switch codings[i] {
		case "identity", "none":
		case "gzip", "x-gzip":
			r = &gzipReader{src: bufio.NewReader(r)}
		case "deflate":
			r = &deflateReader{src: bufio.NewReader(r)}
		case "br":
			r = brotliEnd{brotli.NewReader(r)}
		case "zstd":
			// A window of 128 MiB is what the zstd program takes at most; memory grows
			// with what the frame says, so it is kept to what browsers allow.
			z, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(8<<20), zstd.WithDecoderLowmem(true))
			if err != nil {
				end()
				return nil, nil, decodeError(err)
			}
			ends = append(ends, z.Close)
			r = z
		default:
			end()
			return nil, nil, fail(E_BAD_CONTENT_ENCODING,
				"Unrecognized content encoding type. libcurl understands deflate, gzip, br, zstd content encodings.")
		}
	}
	return r, end, nil
}

// decodeError is the error of a body that cannot be decoded.
func decodeError(err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	words := err.Error()
	switch {
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, zlib.ErrHeader):
		words = "incorrect header check"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zlib.ErrChecksum):
		words = "incorrect data check"
	case errors.Is(err, io.ErrUnexpectedEOF):
		words = "the body ends too soon"
	}
	return fail(E_BAD_CONTENT_ENCODING, "Error while processing content unencoding: %s", words).because(err)
}

// A gzipReader decodes gzip of one or several members. It opens the first one when
// it is read, so that an empty body is an empty body.
type gzipReader struct {
	src *bufio.Reader
	z   *gzip.Reader
}

func (g *gzipReader) Read(p []byte) (int, error) {
	if g.z == nil {
		head, err := g.src.Peek(2)
		if len(head) == 0 {
			return 0, err
		}
		if string(head) != "\x1f\x8b"[:len(head)] {
			return 0, gzip.ErrHeader
		}
		z, err := gzip.NewReader(g.src)
		if err != nil {
			return 0, err
		}
		g.z = z
	}
	return g.z.Read(p)
}

// A deflateReader decodes deflate: zlib's format, as the standard says, or the raw
// one that some servers send instead.
type deflateReader struct {
	src *bufio.Reader
	z   io.Reader
}

func (d *deflateReader) Read(p []byte) (int, error) {
	if d.z == nil {
		head, err := d.src.Peek(2)
		if len(head) == 0 {
			return 0, err
		}
		if len(head) == 2 && head[0]&0x0f == 8 && (int(head[0])<<8|int(head[1]))%31 == 0 {
			if d.z, err = zlib.NewReader(d.src); err != nil {
				return 0, err
			}
		} else {
			d.z = flate.NewReader(d.src)
		}
	}
	return d.z.Read(p)
}

// brotliEnd makes of the brotli package's errors what they are.
type brotliEnd struct{ r io.Reader }

func (b brotliEnd) Read(p []byte) (int, error) { return b.r.Read(p) }
