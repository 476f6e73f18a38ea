package run

import (
	"fmt"

	"github.com/pyops-go/pyops/examples/playbook/internal/jinja"
	"github.com/pyops-go/pyops/examples/playbook/internal/play"
	"github.com/pyops-go/pyops/examples/playbook/internal/source"
	"github.com/pyops-go/pyops/examples/playbook/internal/value"
)

// prompts asks for the variables of vars_prompt that -e does not give. Where nobody
// can be asked, each takes its default, and one without a default is an error.
func (r *Runner) prompts(p *play.Play) (*value.Dict, error) {
	out := value.NewDict()
	list, _ := p.Keys.Value("vars_prompt").([]any)
	for _, e := range list {
		d, ok := e.(*value.Dict)
		name := value.Str(orText(d.Value("name"), ""))
		if !ok || name == "" {
			return nil, &source.Error{Pos: p.Pos, Reason: "vars_prompt; expected a list of dictionaries with name"}
		}
		if r.Extra.Has(name) {
			continue
		}
		missing, hasMissing := d.Get("default")
		if r.Ask == nil {
			if !hasMissing {
				return nil, &source.Error{Pos: p.Pos, Reason: fmt.Sprintf("vars_prompt: nobody is there to be asked for %s; give it by -e %s=...", name, name)}
			}
			r.printer.warn("Not prompting as we are not in interactive mode")
			out.Set(name, missing)
			continue
		}
		question := "input for " + name
		if text := value.Str(orText(d.Value("prompt"), "")); text != "" {
			question = text
			if hasMissing {
				question += " [" + value.Str(jinja.Final(missing)) + "]"
			}
		}
		hidden := true
		if v, ok := d.Get("private"); ok {
			hidden, _ = value.Bool(jinja.Final(v))
		}
		confirm, _ := value.Bool(jinja.Final(d.Value("confirm")))
		for {
			answer, err := r.Ask(question+": ", hidden)
			if err != nil {
				return nil, err
			}
			if confirm {
				again, err := r.Ask("confirm "+question+": ", hidden)
				if err != nil {
					return nil, err
				}
				if again != answer {
					r.printer.line("***** VALUES ENTERED DO NOT MATCH ****")
					continue
				}
			}
			if answer == "" && hasMissing {
				out.Set(name, missing)
			} else {
				out.Set(name, answer) // a text, whatever braces it has
			}
			break
		}
	}
	return out, nil
}
