// Lines that nobody should send, made from lines that somebody may: reproducible from a seed.

/** JSON values, as text: numbers that no double holds are among them. */
const hostileValues = [
  'null',
  'true',
  '0',
  '-1',
  '1.5',
  '-0',
  '1e400',
  '1e-400',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '-2147483649',
  '1' + '0'.repeat(400),
  '""',
  '"0"',
  '"zz"',
  '"00"',
  '"é"',
  '"\\u0000"',
  '"\\ud83d\\ude00"',
  `"${'a'.repeat(5000)}"`,
  '[]',
  '{}',
  '[[]]',
  '{"a":1}',
  '"device:0:1"',
  '"device:99999999999999999999:1"',
];

/** mulberry32: numbers in [0, 1), the same for the same seed. */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function mutateBytes(next, line) {
  const bytes = Buffer.from(line);
  const at = Math.floor(next() * bytes.length);
  const kind = Math.floor(next() * 5);
  if (kind === 0) bytes[at] = Math.floor(next() * 256);
  if (kind === 1) return bytes.subarray(0, at);
  if (kind === 2)
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(Math.floor(next() * bytes.length))]);
  if (kind === 3)
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from('[{"\\u\x00'.charAt(Math.floor(next() * 6)).repeat(1 + next() * 100)),
      bytes.subarray(at),
    ]);
  if (kind === 4) bytes[at] ^= 1 << Math.floor(next() * 8);
  return bytes;
}

function mutateMember(next, request) {
  const names = Object.keys(request.params);
  const name = names[Math.floor(next() * names.length)] ?? 'hDevice';
  const params = { ...request.params };
  const kind = Math.floor(next() * 3);
  if (kind === 0) delete params[name];
  else if (kind === 1) params[name] = '@';
  else if (typeof params[name] === 'string')
    params[name] = params[name].slice(Math.floor(next() * 3) - 1).repeat(1 + Math.floor(next() * 2));
  const hostile = hostileValues[Math.floor(next() * hostileValues.length)];
  return Buffer.from(JSON.stringify({ ...request, params }).replace('"@"', () => hostile));
}

/** An endless row of mutated lines, ended by \n and without one inside. */
export function* mutatedLines(seed, requests) {
  const next = random(seed);
  for (let id = 1; ; id++) {
    const request = { jsonrpc: '2.0', id, ...requests[Math.floor(next() * requests.length)] };
    const line = next() < 0.5 ? mutateMember(next, request) : mutateBytes(next, JSON.stringify(request));
    yield Buffer.concat([Buffer.from(line.filter((byte) => byte !== 0x0a)), Buffer.from('\n')]);
  }
}
