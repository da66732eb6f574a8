// --emit python: the calls of a case as a program that speaks the adapter protocol; the standard library is all it needs.
import type { Case } from '../../recipe/case.ts';
import { HandleNames, kinds, type Transcript } from './transcript.ts';

function literal(value: unknown, handles: HandleNames): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  const name = handles.of(value);
  if (name !== undefined) return name;
  return typeof value === 'string' ? wrapped(value) : JSON.stringify(value);
}

/** Long hexadecimal text over several lines, as Python joins them. */
function wrapped(text: string): string {
  if (text.length <= 64) return JSON.stringify(text);
  const lines = (text.match(/.{1,64}/g) ?? []).map((line) => `            ${JSON.stringify(line)}`);
  return `(\n${lines.join('\n')}\n        )`;
}

/** The program. `options` are those of the adapter; `expected` is said of the case. */
export function pythonProgram(
  planned: Case,
  { calls }: Transcript,
  {
    options,
    expected,
  }: { readonly options: Readonly<Record<string, string>>; readonly expected: readonly string[] },
): string {
  const handles = new HandleNames();
  const steps = calls.map(({ method, params, result }) => {
    const members = Object.entries(params)
      .map(([name, value]) => `        ${JSON.stringify(name)}: ${literal(value, handles)},\n`)
      .join('');
    const given = members === '' ? '{}' : `{\n${members}    }`;
    const certificate = result['Certificate'];
    const lines = [`answer = call(\n    ${JSON.stringify(method)},\n    ${given},\n)`];
    if (typeof certificate === 'string') {
      const bytes = wrapped(certificate).replaceAll('        ', '    ');
      lines.push(`same_certificate(\n    answer,\n    ${bytes},\n)`);
    }
    for (const [name, value] of Object.entries(result)) {
      if (name in kinds && typeof value === 'string')
        lines.push(`${handles.give(name, value)} = answer.get(${JSON.stringify(name)})`);
    }
    return lines.join('\n');
  });
  return `"""${planned.title}

Case ${planned.id} of kexcts. Run it with the command of an adapter:

    python3 case.py ./my-adapter --its --arguments

${expected.join('\n')}
"""

import json
import subprocess
import sys

if len(sys.argv) < 2:
    sys.exit("give the command that starts the adapter")

adapter = subprocess.Popen(
    sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
)
count = 0


def call(method, params):
    """Makes one call, prints it with its answer, and returns the result."""
    global count
    count += 1
    request = {"jsonrpc": "2.0", "id": count, "method": method, "params": params}
    print("->", method, json.dumps(params))
    adapter.stdin.write(json.dumps(request) + "\\n")
    adapter.stdin.flush()
    line = adapter.stdout.readline()
    if line == "":
        sys.exit(f"the adapter ended during {method}: {adapter.wait()}")
    answer = json.loads(line)
    if "error" in answer:
        sys.exit(f"{method}: {answer['error']}")
    print("<-", json.dumps(answer["result"]))
    return answer["result"]


def same_certificate(answer, certificate):
    """Blocks below were made for one certificate."""
    if answer["Certificate"].lower() != certificate:
        sys.exit("the driver has another certificate; have this program written anew")


call(
    "initialize",
    {
        "protocol": 1,
        "suite": {"name": "kexcts", "version": "case ${planned.id}"},
        "options": ${JSON.stringify(options)},
    },
)
${steps.join('\n')}
adapter.stdin.close()
sys.exit(adapter.wait())
`;
}
