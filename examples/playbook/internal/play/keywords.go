package play

import "strings"

func words(s string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(s) {
		out[w] = true
	}
	return out
}

const common = `name vars tags become become_user become_method become_flags become_exe environment no_log check_mode diff
	any_errors_fatal ignore_errors ignore_unreachable connection port remote_user run_once throttle timeout debugger collections module_defaults`

var (
	playKeys = words(common + ` hosts gather_facts gather_subset gather_timeout fact_path vars_files vars_prompt roles pre_tasks tasks
		post_tasks handlers strategy serial max_fail_percentage force_handlers order user`)
	blockKeys = words(common + ` block rescue always when delegate_to delegate_facts notify`)
	taskKeys  = words(common + ` when action local_action args loop loop_control register until retries delay changed_when failed_when notify
		listen delegate_to delegate_facts async poll`)
	roleKeys    = words(common + ` role when delegate_to`)
	promptKeys  = words("name prompt default private confirm unsafe")
	controlKeys = words("loop_var index_var label pause extended extended_allitems")

	// notPlayed are keys of Ansible's that this program knows and does not obey: to
	// pass over one would play something else than what is written.
	notPlayed = words("async poll debugger module_defaults collections delegate_facts")

	// withForms are the loops before loop.
	withForms = words("items list dict file fileglob nested cartesian together sequence indexed_items first_found flattened subelements lines")

	// expressions are keywords that are expressions without braces.
	expressions = words("when changed_when failed_when until that")
)

func names(sets ...map[string]bool) []string {
	var out []string
	for _, s := range sets {
		for k := range s {
			out = append(out, k)
		}
	}
	return out
}
