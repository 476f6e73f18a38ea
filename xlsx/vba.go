package xlsx

import (
	"io"
	"os"
)

// A vbaProject is a workbook's macros, taken over from another workbook as they
// are.
type vbaProject struct {
	name      string // by which macros know the workbook
	project   []byte
	signature []byte
}

const maxVBA = 256 << 20

// AddVBAProject adds macros from a vbaProject.bin, which the workbook that they
// were written in has. The name of the file should then end in .xlsm. A file
// that is not there is an error with code -1.
func (wb *Workbook) AddVBAProject(path string) error {
	return wb.addVBA(path, "")
}

// AddSignedVBAProject adds macros with their signature, from a vbaProject.bin
// and a vbaProjectSignature.bin.
func (wb *Workbook) AddSignedVBAProject(path, signature string) error {
	return wb.addVBA(path, signature)
}

func (wb *Workbook) addVBA(path, signature string) error {
	project, err := os.Open(path)
	if err != nil {
		return vbaError(path, err)
	}
	defer project.Close()
	if signature == "" {
		return wb.readVBA(path, project, nil)
	}
	sig, err := os.Open(signature)
	if err != nil {
		return vbaError(signature, err)
	}
	defer sig.Close()
	return wb.readVBA(path, project, sig)
}

// AddVBAProjectReader is as [Workbook.AddVBAProject], and with a signature that
// is not nil as [Workbook.AddSignedVBAProject].
func (wb *Workbook) AddVBAProjectReader(project, signature io.Reader) error {
	return wb.readVBA("", project, signature)
}

func (wb *Workbook) readVBA(where string, project, signature io.Reader) error {
	v := vbaProject{name: "ThisWorkbook"}
	var err error
	if v.project, err = readAtMost(project, maxVBA); err != nil {
		return vbaError(where, err)
	}
	if len(v.project) == 0 {
		return &Error{Kind: ErrParameter, Code: -1, Op: "AddVBAProject", Where: where, Reason: "the project is empty"}
	}
	if signature != nil {
		if v.signature, err = readAtMost(signature, maxVBA); err != nil {
			return vbaError(where, err)
		}
	}
	if err := wb.enter("AddVBAProject"); err != nil {
		return err
	}
	defer wb.mu.Unlock()
	if wb.vba.name != "" {
		v.name = wb.vba.name
	}
	wb.vba = v
	return nil
}

func vbaError(where string, err error) error {
	return &Error{Kind: ErrXlsxFile, Code: -1, Op: "AddVBAProject", Where: where, Reason: "the project cannot be read", Err: err}
}

// SetVBAName sets the name by which macros know the workbook; "" is
// ThisWorkbook.
func (wb *Workbook) SetVBAName(name string) {
	if name == "" {
		name = "ThisWorkbook"
	}
	if wb.enter("SetVBAName") != nil {
		return
	}
	defer wb.mu.Unlock()
	wb.vba.name = name
}
