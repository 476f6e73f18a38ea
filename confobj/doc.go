// Package confobj reads, changes, validates and writes configuration files as
// Python's ConfigObj does, with its validate.
//
//	package main
//
//	import (
//		"fmt"
//		"log"
//
//		"github.com/pyops-go/pyops/confobj"
//	)
//
//	func main() {
//		c, err := confobj.Load("server.conf", &confobj.ConfigObjOptions{FileError: true})
//		if err != nil {
//			log.Fatal(err)
//		}
//		port, err := c.Sub("web").AsInt("port")
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println("port", port)
//		if err := c.Sub("web").Set("hosts", []string{"a.example.org", "b.example.org"}); err != nil {
//			log.Fatal(err)
//		}
//		if err := c.Write(); err != nil {
//			log.Fatal(err)
//		}
//	}
//
// # The file
//
//	# Keys and values; a comma makes a list, quotes keep one out.
//	name = pyops
//	hosts = a.example.org, b.example.org
//	motto = "small, sharp tools"   # what follows is a comment
//	text = '''one line
//	and another'''
//
//	[web]              # a section
//	    port = 8080
//	    [[tls]]        # a section within
//	        cert = %(name)s.pem
//
// [Load] reads a file, [Parse] its contents, and [NewConfigObj] all that Python's
// constructor takes. A [Section] is a dictionary in the order of the file, and a
// [ConfigObj] is the outermost one. [Section.Get], [Section.Set] and
// [Section.Delete] are what d[key] is in Python; [Section.Sub] finds a section
// below. A section that is not there is nil: it can be read and holds nothing, so
// that c.Sub("web").AsInt("port") is an error and no panic. Comments are kept with
// the keys.
//
// A value is text, or a list of text, a []string; [Section.AsInt], [Section.AsBool],
// [Section.AsFloat] and [Section.AsStrings] read it as something else. Section.Get
// gives it as an any, which [Str] makes text of.
//
// %(name)s in a value stands for the value of another key. It is looked for in the
// section, in its DEFAULT section, and so on outwards; [InterpolationTemplate]
// writes that $name.
//
// # Writing
//
// [ConfigObj.Write] replaces a file in one step: whoever reads it finds the old
// one or the new one, whole. It is laid out as ConfigObj does it; with
// PreserveFormat, only the lines of what was changed differ from what was read.
// What is written reads back as the same values, under every option that changes
// the format; what cannot be written so is an error.
//
// # Validation
//
// A configspec names the keys, the check of each, and what it is when missing:
//
//	port = integer(1, 65535, default=80)
//	mode = option(fast, safe, default=safe)
//	[__many__]
//	    hosts = string_list(min=1)
//
// [ConfigObj.Validate] turns text into numbers and the like, fills in defaults,
// and says what does not pass. A [Validator] has the checks and takes more.
//
// # Errors
//
// An error is one line that says where and what, such as
//
//	confobj: server.conf: Parse error in value at line 3.
//	confobj: no key "port" in [web]
//
// and [ConfigObjError.Detail] shows the lines of a file with a caret below the
// place. errors.Is knows Python's classes: [ErrParse], [ErrKey] and the others; a
// file that is not there is also [io/fs.ErrNotExist].
//
// # Beyond ConfigObj
//
// [Unmarshal] and [Marshal] go from a section to a struct and back, and [Watch]
// tells of changes of a file.
//
// # Where ConfigObj is wrong
//
// Its time for a hostile line grows exponentially, UTF-16 files fail, text outside
// of ASCII is not written by default, a crash while writing loses the file, and
// some keys and values are written so that they do not come back. Here they are
// not; PYTHON.md lists these as "fixed".
//
// # From Python to Go
//
// These are the names that people look for first; PYTHON.md, beside the sources,
// has them all, with what differs.
//
//	Python                                Go
//	configobj.ConfigObj                   ConfigObj
//	configobj.ConfigObj.__init__          NewConfigObj, Load, Parse                                                                   fixed
//	configobj.ConfigObj.write             ConfigObj.Write, ConfigObj.WriteFile, ConfigObj.WriteTo, ConfigObj.Bytes, ConfigObj.Lines   fixed
//	configobj.ConfigObj.validate          ConfigObj.Validate, ValidateOptions, Result                                                 fixed
//	configobj.ConfigObj.reload            ConfigObj.Reload                                                                            fixed
//	configobj.ConfigObj.reset             ConfigObj.Reset
//	configobj.ConfigObj.initial_comment   ConfigObj.InitialComment
//	configobj.ConfigObj.encoding          ConfigObjOptions.Encoding
//	configobj.Section.__getitem__         Section.Get, Section.AsString, Section.Sub                                                  adapted
//	configobj.Section.__setitem__         Section.Set                                                                                 fixed
//	configobj.Section.__delitem__         Section.Delete
//	configobj.Section.get                 Section.GetOr, Section.Get                                                                  adapted
//	configobj.Section.as_bool             Section.AsBool
//	configobj.Section.as_int              Section.AsInt, Section.AsIntBig                                                             adapted
//	configobj.Section.as_float            Section.AsFloat
//	configobj.Section.as_list             Section.AsList, Section.AsStrings
//	configobj.Section.dict                Section.Dict                                                                                adapted
//	configobj.Section.keys                Section.Keys
//	configobj.Section.items               Section.Items
//	configobj.Section.sections            Section.Sections                                                                            adapted
//	configobj.Section.scalars             Section.Scalars                                                                             adapted
//	configobj.Section.comments            Section.Comments, Section.SetComments                                                       adapted
//	configobj.Section.inline_comments     Section.InlineComment, Section.SetInlineComment                                             adapted
//	configobj.Section.merge               Section.Merge                                                                               fixed
//	configobj.Section.rename              Section.Rename                                                                              fixed
//	configobj.Section.walk                Section.Walk, WalkOptions                                                                   adapted
//	configobj.Section.restore_defaults    Section.RestoreDefaults
//	configobj.flatten_errors              FlattenErrors, FlatError                                                                    fixed
//	configobj.get_extra_values            GetExtraValues, ExtraValue
//	validate.Validator                    Validator, NewValidator
//	validate.Validator.check              Validator.Check, Validator.CheckMissing                                                     fixed
//	configobj.ConfigObjError              ErrConfigObj, ConfigObjError                                                                adapted
//	configobj.InterpolationError          ErrInterpolation, ConfigObjError                                                            adapted
package confobj
