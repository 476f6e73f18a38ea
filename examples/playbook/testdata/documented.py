# Prints the arguments that Ansible documents of each module that it is asked for.
import json
import sys

from ansible.parsing.plugin_docs import read_docstring
from ansible.plugins.loader import fragment_loader, module_loader
from ansible.utils.plugin_docs import add_fragments

out = {}
for name in sys.argv[1:]:
    path = module_loader.find_plugin(name)
    doc = read_docstring(path)["doc"] if path else None
    if doc:
        add_fragments(doc, path, fragment_loader)
        out[name] = {k: v.get("aliases") or [] for k, v in (doc.get("options") or {}).items()}
print(json.dumps(out))
