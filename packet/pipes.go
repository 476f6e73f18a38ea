package packet

import (
	"context"
	"fmt"
	"io"
	"time"
)

// SniffSource emits packets as they are captured: scapy's SniffSource.
func SniffSource(opts *SniffOptions) *Pipe {
	return NewSource("SniffSource", func(ctx context.Context, emit func(Message)) error {
		for p, err := range Capture(ctx, opts) {
			if err != nil {
				return err
			}
			emit(Message{Value: p})
		}
		return nil
	})
}

// RdPcapSource emits the packets of a capture file: scapy's RdpcapSource.
func RdPcapSource(path string) *Pipe {
	s := SniffSource(&SniffOptions{Offline: path})
	s.Name = "RdpcapSource"
	return s
}

// PeriodicSource emits a value again and again, count times or for ever if that is
// zero: scapy's PeriodicSource.
func PeriodicSource(value any, every time.Duration, count int) *Pipe {
	return NewSource("PeriodicSource", func(ctx context.Context, emit func(Message)) error {
		for n := 0; count <= 0 || n < count; n++ {
			if err := pause(ctx, every, n > 0); err != nil {
				return err
			}
			emit(Message{Value: value})
		}
		return nil
	})
}

// ValuesSource emits values: scapy's CLIFeeder.
func ValuesSource(values ...any) *Pipe {
	return NewSource("CLIFeeder", func(ctx context.Context, emit func(Message)) error {
		for _, v := range values {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			emit(Message{Value: v})
		}
		return nil
	})
}

// TransformDrain makes another value of each; nil is left out: scapy's
// TransformDrain.
func TransformDrain(f func(v any) any) *Pipe {
	return NewDrain("TransformDrain", func(m Message, emit func(Message)) error {
		if v := f(m.Value); v != nil {
			emit(Message{v, m.High})
		}
		return nil
	})
}

// UpDrain lifts messages from the low line to the high one: scapy's UpDrain.
func UpDrain() *Pipe {
	return NewDrain("UpDrain", func(m Message, emit func(Message)) error {
		if !m.High {
			emit(Message{m.Value, true})
		}
		return nil
	})
}

// DownDrain takes messages from the high line to the low one: scapy's DownDrain.
func DownDrain() *Pipe {
	return NewDrain("DownDrain", func(m Message, emit func(Message)) error {
		if m.High {
			emit(Message{Value: m.Value})
		}
		return nil
	})
}

// ConsoleSink writes a line a message, packets as their summary: scapy's
// ConsoleSink.
func ConsoleSink(w io.Writer) *Pipe {
	return NewSink("ConsoleSink", func(m Message) error {
		line := fmt.Sprint(m.Value)
		if p, ok := m.Value.(*Packet); ok {
			line = p.Summary()
		}
		if m.High {
			line = ">>" + line
		} else {
			line = ">" + line
		}
		_, err := fmt.Fprintln(w, line)
		return err
	}, nil)
}

// InjectSink sends packets, with [Sendp] if they begin with a link header and with
// [Send] otherwise: scapy's InjectSink and Inject3Sink. ctx bounds what is sent.
func InjectSink(ctx context.Context, opts *SendOptions) *Pipe {
	return NewSink("InjectSink", func(m Message) error {
		p, ok := m.Value.(*Packet)
		if !ok {
			return &Error{Kind: ErrValue, Op: "inject", Input: fmt.Sprintf("%T", m.Value), Reason: "a *Packet was expected"}
		}
		send := Sendp
		if len(p.layers) > 0 && (p.layers[0].Name() == "IP" || p.layers[0].Name() == "IPv6") {
			send = Send
		}
		_, err := send(ctx, p, opts)
		return err
	}, nil)
}

// WrPcapSink writes packets into a capture file: scapy's WrpcapSink.
func WrPcapSink(path string, opts *WrPcapOptions) *Pipe {
	var w *PcapWriter
	return NewSink("WrpcapSink", func(m Message) error {
		p, ok := m.Value.(*Packet)
		if !ok {
			return &Error{Kind: ErrValue, Op: "wrpcap", Input: fmt.Sprintf("%T", m.Value), Reason: "a *Packet was expected"}
		}
		if w == nil {
			var err error
			if w, err = CreatePcap(path, opts); err != nil {
				return err
			}
		}
		return w.Write(p)
	}, func() error {
		if w == nil {
			return nil
		}
		err := w.Close()
		w = nil
		return err
	})
}

// QueueSink puts messages into a channel, which is closed once no more come: scapy's
// QueueSink. Somebody has to receive from it, or all pipes wait.
func QueueSink(ctx context.Context, queue chan<- Message) *Pipe {
	return NewSink("QueueSink", func(m Message) error {
		select {
		case queue <- m:
			return nil
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}, func() error {
		close(queue)
		return nil
	})
}
