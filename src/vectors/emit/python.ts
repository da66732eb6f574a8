// --emit python: the calls of a case as a program that speaks the adapter protocol; the standard library is all it needs.
import type { Case } from '../../steps/case.ts';
import type { RebuildableBlock } from './rebuildable-block.ts';
import { HandleNames, handleKinds, type Transcript } from './transcript.ts';

function pythonLiteral(value: unknown, handles: HandleNames): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  const name = handles.nameOf(value);
  if (name !== undefined) return name;
  return typeof value === 'string' ? wrapped(value) : JSON.stringify(value);
}

/** Long hexadecimal text over several lines, as Python joins them. */
function wrapped(text: string): string {
  if (text.length <= 64) return JSON.stringify(text);
  const lines = (text.match(/.{1,64}/g) ?? []).map((line) => `            ${JSON.stringify(line)}`);
  return `(\n${lines.join('\n')}\n        )`;
}

/** A block that is built anew around the random number of an output. */
function encryptedExpression(
  { unmasked, randomPlaces: places, mask, modulus, exponent }: RebuildableBlock,
  output: string,
): string {
  const at = places.map((one) => `(${one.at}, "${one.xor.toString('hex')}")`).join(', ');
  // As hashlib names them.
  const hash = mask === undefined ? 'None' : JSON.stringify(mask.hash.replace('-', '_'));
  return [
    'encrypted(',
    `            ${wrapped(unmasked.toString('hex'))},`,
    `            [${at}],`,
    `            random_of_${output},`,
    `            ${hash},`,
    `            ${mask?.seedBytes ?? 0},`,
    `            0x${modulus.toString('hex')},`,
    `            ${exponent},`,
    '        )',
  ].join('\n');
}

const blockFunctions = `
def mask(data, seed, hash_name):
    """MGF1 (RFC 8017, B.2.1), XORed to data."""
    stream = b""
    while len(stream) < len(data):
        counter = (len(stream) // hashlib.new(hash_name).digest_size).to_bytes(4, "big")
        stream += hashlib.new(hash_name, seed + counter).digest()
    return bytes(a ^ b for a, b in zip(data, stream))


def encrypted(unmasked, places, random, hash_name, seed_size, n, e):
    """The block around a random number, as hexadecimal digits."""
    em = bytearray.fromhex(unmasked)
    for at, difference in places:
        changed = zip(random, bytes.fromhex(difference))
        em[at : at + 16] = bytes(a ^ b for a, b in changed)
    if hash_name is not None:
        seed, db = em[1 : 1 + seed_size], em[1 + seed_size :]
        masked_db = mask(db, bytes(seed), hash_name)
        em[1:] = mask(seed, masked_db, hash_name) + masked_db
    return pow(int.from_bytes(em, "big"), e, n).to_bytes(len(em), "big").hex()

`;

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
  const steps = calls.map(({ method, params, result, rebuilt: built }) => {
    const output = handles.nameOf(params['hProtectedOutput']) ?? '';
    const members = Object.entries(params)
      .map(([name, value]) => {
        const anew = built !== undefined && name === 'EncryptedParameters';
        return `        ${JSON.stringify(name)}: ${anew ? encryptedExpression(built, output) : pythonLiteral(value, handles)},\n`;
      })
      .join('');
    const given = members === '' ? '{}' : `{\n${members}    }`;
    const certificate = result['Certificate'];
    const lines = [`answer = call(\n    ${JSON.stringify(method)},\n    ${given},\n)`];
    if (typeof certificate === 'string') {
      const bytes = wrapped(certificate).replaceAll('        ', '    ');
      lines.push(`same_certificate(\n    answer,\n    ${bytes},\n)`);
    }
    if (method === 'OPMGetRandomNumber')
      lines.push(`random_of_${output} = bytes.fromhex(answer["RandomNumber"])`);
    for (const [name, value] of Object.entries(result)) {
      if (name in handleKinds && typeof value === 'string')
        lines.push(`${handles.assign(name, value)} = answer.get(${JSON.stringify(name)})`);
    }
    return lines.join('\n');
  });
  const builds = calls.some(({ rebuilt: built }) => built !== undefined);
  return `"""${planned.title}

Case ${planned.id} of kexcts. Run it with the command of an adapter:

    python3 case.py ./my-adapter --its --arguments

${expected.join('\n')}
"""

${builds ? 'import hashlib\n' : ''}import json
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

${builds ? blockFunctions : ''}
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
