package expect

import "io"

// logRead logs what was read.
func (s *Session) logRead(text []byte) error {
	s.logging.Lock()
	defer s.logging.Unlock()
	s.Transcript.hide(s.Secrets...)
	s.Transcript.output(text)
	return logTo(text, s.LogFile, s.LogFileRead)
}

// logSend logs what is about to be sent.
func (s *Session) logSend(text []byte) error {
	s.logging.Lock()
	defer s.logging.Unlock()
	s.Transcript.hide(s.Secrets...)
	s.Transcript.input(text)
	return logTo(text, s.LogFile, s.LogFileSend)
}

// flusher is a log with a buffer of its own, such as *bufio.Writer: the original
// flushes after each entry.
type flusher interface{ Flush() error }

func logTo(text []byte, logs ...io.Writer) error {
	for _, w := range logs {
		if w == nil {
			continue
		}
		if _, err := w.Write(text); err != nil {
			return err
		}
		if f, ok := w.(flusher); ok {
			if err := f.Flush(); err != nil {
				return err
			}
		}
	}
	return nil
}
