"""Runs Ansible's modules: a JSON object a line tells which, and their results come back, one a line."""
import importlib
import json
import os
import subprocess
import sys


def run(job):
    if "sh" in job:
        p = subprocess.run(["sh", "-c", job["sh"]], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return {"said": p.stdout.decode("utf-8", "replace")}
    name = "ansible.modules." + job["module"]
    importlib.import_module(name)
    args = dict(job["args"], _ansible_check_mode=job["check"], _ansible_diff=True, _ansible_no_log=False)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        os.dup2(theirs, 1)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        sys.stdout = os.fdopen(1, "w")
        from ansible.module_utils import basic
        basic._ANSIBLE_ARGS = json.dumps({"ANSIBLE_MODULE_ARGS": args}).encode()
        try:
            importlib.import_module(name).main()
        except SystemExit:
            pass
        except BaseException as e:
            print(json.dumps({"failed": True, "msg": "crashed: %r" % e}))
        sys.stdout.flush()
        os._exit(0)
    os.close(theirs)
    with os.fdopen(ours) as f:
        text = f.read()
    os.waitpid(child, 0)
    result = json.loads(text)
    result.pop("invocation", None)
    return result


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
