"""Runs the notebook on stdin with its kernel, in the folder given. Prints a line of JSON when a cell begins and ends,
and at last the whole notebook with its outputs."""

import json
import os
import sys

import nbformat
from nbclient import NotebookClient

# the kernel inherits stdout: what it prints there must not get between the lines of the report
report = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)


def say(**event):
    print(json.dumps(event, ensure_ascii=False), file=report, flush=True)


folder, timeout = sys.argv[1], int(sys.argv[2])
notebook = nbformat.reads(sys.stdin.buffer.read().decode("utf-8"), as_version=4)
client = NotebookClient(
    notebook,
    timeout=timeout,
    allow_errors=True,
    coalesce_streams=True,
    record_timing=False,
    resources={"metadata": {"path": folder}},
    on_cell_execute=lambda cell, cell_index: say(begins=cell["id"]),
    on_cell_executed=lambda cell, cell_index, execute_reply: say(ends=cell["id"]),
)
try:
    client.execute()
except Exception as error:  # a dead kernel, a cell without end: two lines of it say more than a traceback of asyncio
    say(failed=f"{type(error).__name__}: {error}")
    sys.exit(1)
say(notebook=json.loads(nbformat.writes(notebook)))
