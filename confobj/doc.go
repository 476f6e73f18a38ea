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
//		c, err := confobj.Load("server.conf", nil)
//		if err != nil {
//			log.Fatal(err)
//		}
//		port, err := c.Sub("web").AsInt("port")
//		fmt.Println(port, err)
//		_ = c.Sub("web").Set("hosts", []string{"a.example.org", "b.example.org"})
//		err = c.Write()
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
// [Load] reads a file, [Parse] its contents, [NewConfigObj] all that Python's
// constructor takes. A [Section] is a dictionary in the order of the file, and
// [ConfigObj] the outermost one: [Section.Get], [Section.Set], [Section.Delete],
// [Section.Sub] for the sections below. Comments are kept with the keys.
//
// %(name)s in a value stands for the value of another key, looked for in the
// section, in its DEFAULT section, and so on outwards; [InterpolationTemplate]
// writes that $name.
//
// # Writing
//
// [ConfigObj.Write] replaces a file in one step: whoever reads it finds the old
// one or the new one, whole. It is laid out as ConfigObj does it; with
// PreserveFormat only the lines of what was changed differ from what was read.
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
// and says what does not pass; a [Validator] has the checks and takes more.
//
// # Beyond ConfigObj
//
// [Unmarshal] and [Marshal] go from a section to a struct and back,
// [ConfigObjError.Detail] shows the line of an error with a caret, and [Watch]
// tells of changes of a file.
//
// # Where ConfigObj is wrong
//
// Time for a hostile line grows exponentially there, UTF-16 files fail, text
// outside of ASCII is not written by default, a crash while writing loses the
// file, and some keys and values are written so that they do not come back.
// Here they are not; parity.tsv lists these as "fixed".
//
// # From Python to Go
//
// The full table with reasons is parity.tsv.
//
//	Python                                             Go
//	configobj.BOMS                                     ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_LIST                                 ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_SET                                  ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_UTF16                                ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_UTF16_BE                             ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_UTF16_LE                             ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.BOM_UTF8                                 ConfigObjOptions.Encoding, ConfigObj.BOM                                                                            adapted
//	configobj.ConfigObj                                ConfigObj
//	configobj.ConfigObj.BOM                            ConfigObj.BOM                                                                                                       fixed
//	configobj.ConfigObj.__delitem__                    Section.Delete
//	configobj.ConfigObj.__getitem__                    Section.Get
//	configobj.ConfigObj.__init__                       NewConfigObj, Load, Parse                                                                                           fixed
//	configobj.ConfigObj.__iter__                       Section.All
//	configobj.ConfigObj.__repr__                       ConfigObj.String, Repr                                                                                              adapted
//	configobj.ConfigObj.__setitem__                    Section.Set                                                                                                         fixed
//	configobj.ConfigObj.__str__                        Section.String                                                                                                      fixed
//	configobj.ConfigObj.as_bool                        Section.AsBool
//	configobj.ConfigObj.as_float                       Section.AsFloat
//	configobj.ConfigObj.as_int                         Section.AsInt, Section.AsBigInt                                                                                     adapted
//	configobj.ConfigObj.as_list                        Section.AsList
//	configobj.ConfigObj.clear                          Section.Clear
//	configobj.ConfigObj.comments                       Section.Comments, Section.SetComments                                                                               adapted
//	configobj.ConfigObj.configspec                     Section.Configspec, ConfigObjOptions.Configspec                                                                     adapted
//	configobj.ConfigObj.copy                           Section.Dict                                                                                                        adapted
//	configobj.ConfigObj.create_empty                   ConfigObjOptions.CreateEmpty
//	configobj.ConfigObj.default_encoding               ConfigObjOptions.DefaultEncoding                                                                                    fixed
//	configobj.ConfigObj.default_values                 Section.DefaultValues                                                                                               adapted
//	configobj.ConfigObj.defaults                       Section.Defaults                                                                                                    adapted
//	configobj.ConfigObj.depth                          Section.Depth
//	configobj.ConfigObj.dict                           Section.Dict                                                                                                        adapted
//	configobj.ConfigObj.encoding                       ConfigObjOptions.Encoding
//	configobj.ConfigObj.extra_values                   Section.ExtraValues                                                                                                 adapted
//	configobj.ConfigObj.file_error                     ConfigObjOptions.FileError
//	configobj.ConfigObj.filename                       ConfigObj.Filename
//	configobj.ConfigObj.final_comment                  ConfigObj.FinalComment
//	configobj.ConfigObj.get                            Section.GetOr, Section.Get                                                                                          adapted
//	configobj.ConfigObj.indent_type                    ConfigObjOptions.IndentType
//	configobj.ConfigObj.initial_comment                ConfigObj.InitialComment
//	configobj.ConfigObj.inline_comments                Section.InlineComment, Section.SetInlineComment                                                                     adapted
//	configobj.ConfigObj.interpolation                  ConfigObjOptions.Interpolation, Interpolation, InterpolationConfigParser, InterpolationTemplate, InterpolationOff   adapted
//	configobj.ConfigObj.items                          Section.Items
//	configobj.ConfigObj.iteritems                      Section.Items                                                                                                       adapted
//	configobj.ConfigObj.iterkeys                       Section.All
//	configobj.ConfigObj.itervalues                     Section.Values                                                                                                      adapted
//	configobj.ConfigObj.keys                           Section.Keys
//	configobj.ConfigObj.list_values                    ConfigObjOptions.NoListValues                                                                                       adapted
//	configobj.ConfigObj.main                           Section.Main
//	configobj.ConfigObj.merge                          Section.Merge                                                                                                       fixed
//	configobj.ConfigObj.name                           Section.Name
//	configobj.ConfigObj.newlines                       ConfigObj.Newlines
//	configobj.ConfigObj.parent                         Section.Parent
//	configobj.ConfigObj.pop                            Section.Pop, Section.PopOr                                                                                          adapted
//	configobj.ConfigObj.popitem                        Section.PopItem
//	configobj.ConfigObj.raise_errors                   ConfigObjOptions.RaiseErrors
//	configobj.ConfigObj.reload                         ConfigObj.Reload                                                                                                    fixed
//	configobj.ConfigObj.rename                         Section.Rename                                                                                                      fixed
//	configobj.ConfigObj.reset                          ConfigObj.Reset
//	configobj.ConfigObj.restore_default                Section.RestoreDefault                                                                                              fixed
//	configobj.ConfigObj.restore_defaults               Section.RestoreDefaults
//	configobj.ConfigObj.scalars                        Section.Scalars                                                                                                     adapted
//	configobj.ConfigObj.sections                       Section.Sections                                                                                                    adapted
//	configobj.ConfigObj.setdefault                     Section.SetDefault
//	configobj.ConfigObj.stringify                      ConfigObjOptions.NoStringify                                                                                        adapted
//	configobj.ConfigObj.unrepr                         ConfigObjOptions.Unrepr
//	configobj.ConfigObj.update                         Section.Update                                                                                                      fixed
//	configobj.ConfigObj.validate                       ConfigObj.Validate, ValidateOptions, Result                                                                         fixed
//	configobj.ConfigObj.values                         Section.Values
//	configobj.ConfigObj.walk                           Section.Walk, WalkOptions                                                                                           adapted
//	configobj.ConfigObj.write                          ConfigObj.Write, ConfigObj.WriteFile, ConfigObj.WriteTo, ConfigObj.Bytes, ConfigObj.Lines                           fixed
//	configobj.ConfigObj.write_empty_values             ConfigObjOptions.WriteEmptyValues
//	configobj.ConfigObjError                           ErrConfigObj, ConfigObjError                                                                                        adapted
//	configobj.ConfigObjError.__init__                  ConfigObjError                                                                                                      adapted
//	configobj.ConfigObjError.line                      ConfigObjError.Line
//	configobj.ConfigObjError.line_number               ConfigObjError.LineNumber                                                                                           adapted
//	configobj.ConfigParserInterpolation                InterpolationConfigParser, Section.Get                                                                              adapted
//	configobj.ConfigParserInterpolation.__init__       InterpolationConfigParser, Section.Get                                                                              adapted
//	configobj.ConfigParserInterpolation.interpolate    InterpolationConfigParser, Section.Get                                                                              adapted
//	configobj.ConfigParserInterpolation.section        InterpolationConfigParser, Section.Get                                                                              adapted
//	configobj.ConfigspecError                          ErrConfigspec, ConfigObjError                                                                                       adapted
//	configobj.ConfigspecError.__init__                 ConfigObjError                                                                                                      adapted
//	configobj.ConfigspecError.line                     ConfigObjError.Line
//	configobj.ConfigspecError.line_number              ConfigObjError.LineNumber                                                                                           adapted
//	configobj.DEFAULT_INDENT_TYPE                      ConfigObjOptions.IndentType                                                                                         adapted
//	configobj.DEFAULT_INTERPOLATION                    InterpolationConfigParser                                                                                           adapted
//	configobj.DuplicateError                           ErrDuplicate, ConfigObjError                                                                                        adapted
//	configobj.DuplicateError.__init__                  ConfigObjError                                                                                                      adapted
//	configobj.DuplicateError.line                      ConfigObjError.Line
//	configobj.DuplicateError.line_number               ConfigObjError.LineNumber                                                                                           adapted
//	configobj.InterpolationEngine                      Interpolation, Section.Get                                                                                          adapted
//	configobj.InterpolationEngine.__init__             Interpolation, Section.Get                                                                                          adapted
//	configobj.InterpolationEngine.interpolate          Interpolation, Section.Get                                                                                          adapted
//	configobj.InterpolationEngine.section              Interpolation, Section.Get                                                                                          adapted
//	configobj.InterpolationError                       ErrInterpolation, ConfigObjError                                                                                    adapted
//	configobj.InterpolationError.__init__              ConfigObjError                                                                                                      adapted
//	configobj.InterpolationError.line                  ConfigObjError.Line
//	configobj.InterpolationError.line_number           ConfigObjError.LineNumber                                                                                           adapted
//	configobj.InterpolationLoopError                   ErrInterpolationLoop, ConfigObjError                                                                                adapted
//	configobj.InterpolationLoopError.__init__          ConfigObjError                                                                                                      adapted
//	configobj.InterpolationLoopError.line              ConfigObjError.Line
//	configobj.InterpolationLoopError.line_number       ConfigObjError.LineNumber                                                                                           adapted
//	configobj.MISSING                                  Section.Pop, Section.PopOr                                                                                          adapted
//	configobj.MissingInterpolationOption               ErrMissingInterpolationOption, ConfigObjError                                                                       adapted
//	configobj.MissingInterpolationOption.__init__      ConfigObjError                                                                                                      adapted
//	configobj.MissingInterpolationOption.line          ConfigObjError.Line
//	configobj.MissingInterpolationOption.line_number   ConfigObjError.LineNumber                                                                                           adapted
//	configobj.NestingError                             ErrNesting, ConfigObjError                                                                                          adapted
//	configobj.NestingError.__init__                    ConfigObjError                                                                                                      adapted
//	configobj.NestingError.line                        ConfigObjError.Line
//	configobj.NestingError.line_number                 ConfigObjError.LineNumber                                                                                           adapted
//	configobj.OPTION_DEFAULTS                          ConfigObjOptions                                                                                                    adapted
//	configobj.ParseError                               ErrParse, ConfigObjError                                                                                            adapted
//	configobj.ParseError.__init__                      ConfigObjError                                                                                                      adapted
//	configobj.ParseError.line                          ConfigObjError.Line
//	configobj.ParseError.line_number                   ConfigObjError.LineNumber                                                                                           adapted
//	configobj.ReloadError                              ErrReload, Error                                                                                                    adapted
//	configobj.ReloadError.__init__                     ErrReload, Error                                                                                                    adapted
//	configobj.RepeatSectionError                       ErrRepeatSection, ConfigObjError                                                                                    adapted
//	configobj.RepeatSectionError.__init__              ConfigObjError                                                                                                      adapted
//	configobj.RepeatSectionError.line                  ConfigObjError.Line
//	configobj.RepeatSectionError.line_number           ConfigObjError.LineNumber                                                                                           adapted
//	configobj.Section                                  Section
//	configobj.Section.__delitem__                      Section.Delete
//	configobj.Section.__getitem__                      Section.Get
//	configobj.Section.__init__                         NewConfigObj, Section.Set                                                                                           adapted
//	configobj.Section.__iter__                         Section.All
//	configobj.Section.__repr__                         Repr                                                                                                                fixed
//	configobj.Section.__setitem__                      Section.Set                                                                                                         fixed
//	configobj.Section.__str__                          Section.String                                                                                                      fixed
//	configobj.Section.as_bool                          Section.AsBool
//	configobj.Section.as_float                         Section.AsFloat
//	configobj.Section.as_int                           Section.AsInt, Section.AsBigInt                                                                                     adapted
//	configobj.Section.as_list                          Section.AsList
//	configobj.Section.clear                            Section.Clear
//	configobj.Section.comments                         Section.Comments, Section.SetComments                                                                               adapted
//	configobj.Section.configspec                       Section.Configspec, ConfigObjOptions.Configspec                                                                     adapted
//	configobj.Section.copy                             Section.Dict                                                                                                        adapted
//	configobj.Section.default_values                   Section.DefaultValues                                                                                               adapted
//	configobj.Section.defaults                         Section.Defaults                                                                                                    adapted
//	configobj.Section.depth                            Section.Depth
//	configobj.Section.dict                             Section.Dict                                                                                                        adapted
//	configobj.Section.extra_values                     Section.ExtraValues                                                                                                 adapted
//	configobj.Section.get                              Section.GetOr, Section.Get                                                                                          adapted
//	configobj.Section.inline_comments                  Section.InlineComment, Section.SetInlineComment                                                                     adapted
//	configobj.Section.items                            Section.Items
//	configobj.Section.iteritems                        Section.Items                                                                                                       adapted
//	configobj.Section.iterkeys                         Section.All
//	configobj.Section.itervalues                       Section.Values                                                                                                      adapted
//	configobj.Section.keys                             Section.Keys
//	configobj.Section.main                             Section.Main
//	configobj.Section.merge                            Section.Merge                                                                                                       fixed
//	configobj.Section.name                             Section.Name
//	configobj.Section.parent                           Section.Parent
//	configobj.Section.pop                              Section.Pop, Section.PopOr                                                                                          adapted
//	configobj.Section.popitem                          Section.PopItem
//	configobj.Section.rename                           Section.Rename                                                                                                      fixed
//	configobj.Section.restore_default                  Section.RestoreDefault                                                                                              fixed
//	configobj.Section.restore_defaults                 Section.RestoreDefaults
//	configobj.Section.scalars                          Section.Scalars                                                                                                     adapted
//	configobj.Section.sections                         Section.Sections                                                                                                    adapted
//	configobj.Section.setdefault                       Section.SetDefault
//	configobj.Section.update                           Section.Update                                                                                                      fixed
//	configobj.Section.values                           Section.Values
//	configobj.Section.walk                             Section.Walk, WalkOptions                                                                                           adapted
//	configobj.SimpleVal                                SimpleVal                                                                                                           adapted
//	configobj.SimpleVal.__init__                       SimpleVal                                                                                                           adapted
//	configobj.SimpleVal.baseErrorClass                 ErrConfigObj                                                                                                        adapted
//	configobj.SimpleVal.check                          SimpleVal.Check
//	configobj.TemplateInterpolation                    InterpolationTemplate, Section.Get                                                                                  adapted
//	configobj.TemplateInterpolation.__init__           InterpolationTemplate, Section.Get                                                                                  adapted
//	configobj.TemplateInterpolation.interpolate        InterpolationTemplate, Section.Get                                                                                  adapted
//	configobj.TemplateInterpolation.section            InterpolationTemplate, Section.Get                                                                                  adapted
//	configobj.UnreprError                              ErrUnrepr, ConfigObjError                                                                                           adapted
//	configobj.UnreprError.__init__                     ConfigObjError                                                                                                      adapted
//	configobj.UnreprError.line                         ConfigObjError.Line
//	configobj.UnreprError.line_number                  ConfigObjError.LineNumber                                                                                           adapted
//	configobj.flatten_errors                           FlattenErrors, FlatError                                                                                            fixed
//	configobj.get_extra_values                         GetExtraValues, ExtraValue
//	configobj.interpolation_engines                    Interpolation, Section.Get                                                                                          adapted
//	configobj.match_utf8                               ConfigObjOptions.Encoding                                                                                           adapted
//	configobj.unrepr                                   Unrepr                                                                                                              adapted
//	validate.ValidateError                             ErrValidate, ValidateError                                                                                          adapted
//	validate.Validator                                 Validator, NewValidator
//	validate.Validator.__init__                        NewValidator
//	validate.Validator.baseErrorClass                  ErrValidate                                                                                                         adapted
//	validate.Validator.check                           Validator.Check                                                                                                     fixed
//	validate.Validator.functions                       Validator.Functions, CheckFunc, Args
//	validate.Validator.get_default_value               Validator.GetDefaultValue
//	validate.VdtMissingValue                           ErrVdtMissingValue, ValidateError                                                                                   adapted
//	validate.VdtParamError                             ErrVdtParam, ValidateError                                                                                          adapted
//	validate.VdtParamError.__init__                    NewVdtParamError
//	validate.VdtTypeError                              ErrVdtType, ValidateError                                                                                           adapted
//	validate.VdtTypeError.__init__                     NewVdtTypeError
//	validate.VdtUnknownCheckError                      ErrVdtUnknownCheck, ValidateError                                                                                   adapted
//	validate.VdtUnknownCheckError.__init__             ValidateError                                                                                                       adapted
//	validate.VdtValueError                             ErrVdtValue, ValidateError                                                                                          adapted
//	validate.VdtValueError.__init__                    NewVdtValueError
//	validate.VdtValueTooBigError                       ErrVdtValueTooBig, ValidateError                                                                                    adapted
//	validate.VdtValueTooBigError.__init__              ValidateError                                                                                                       adapted
//	validate.VdtValueTooLongError                      ErrVdtValueTooLong, ValidateError                                                                                   adapted
//	validate.VdtValueTooLongError.__init__             ValidateError                                                                                                       adapted
//	validate.VdtValueTooShortError                     ErrVdtValueTooShort, ValidateError                                                                                  adapted
//	validate.VdtValueTooShortError.__init__            ValidateError                                                                                                       adapted
//	validate.VdtValueTooSmallError                     ErrVdtValueTooSmall, ValidateError                                                                                  adapted
//	validate.VdtValueTooSmallError.__init__            ValidateError                                                                                                       adapted
//	validate.bool_dict                                 IsBoolean                                                                                                           adapted
//	validate.dottedQuadToNum                           DottedQuadToNum
//	validate.force_list                                ForceList
//	validate.fun_dict                                  IsMixedList                                                                                                         adapted
//	validate.is_bool_list                              IsBoolList
//	validate.is_boolean                                IsBoolean
//	validate.is_float                                  IsFloat
//	validate.is_float_list                             IsFloatList
//	validate.is_int_list                               IsIntList
//	validate.is_integer                                IsInteger
//	validate.is_ip_addr                                IsIPAddr
//	validate.is_ip_addr_list                           IsIPAddrList
//	validate.is_list                                   IsList
//	validate.is_mixed_list                             IsMixedList
//	validate.is_option                                 IsOption
//	validate.is_string                                 IsString
//	validate.is_string_list                            IsStringList
//	validate.is_tuple                                  IsTuple
//	validate.numToDottedQuad                           NumToDottedQuad
package confobj
