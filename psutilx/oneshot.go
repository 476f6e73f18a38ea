package psutilx

import "sync"

// Oneshot begins a stretch in which files of the process that hold several
// figures are read once, and ends it when the function that it returns is
// called: Process.oneshot.
//
//	defer p.Oneshot()()
//
// What is read in it is of one moment, and much cheaper. Stretches may be
// nested; the outermost counts. It is shared by all goroutines that use the
// Process at that time.
func (p *Process) Oneshot() (end func()) {
	p = p.real()
	p.shot.enter()
	return sync.OnceFunc(p.shot.leave)
}

// A shot keeps what has been read while it is on.
type shot struct {
	mu    sync.Mutex
	depth int
	files map[string][]byte
}

// inShot are the files that several methods read.
var inShot = map[string]bool{"stat": true, "status": true, "smaps": true, "statm": true}

func (s *shot) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.depth++; s.depth == 1 {
		s.files = map[string][]byte{}
	}
}

func (s *shot) leave() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.depth--; s.depth == 0 {
		s.files = nil
	}
}

func (s *shot) get(name string) ([]byte, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, ok := s.files[name]
	return data, ok
}

func (s *shot) put(name string, data []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.depth > 0 && inShot[name] {
		s.files[name] = data
	}
}
