// Lines that no suite would send: broken JSON, wrong types, mutated requests. The same for the same count.
import { argv, stdout } from 'node:process';

const handles = [
  'device-1',
  'device-2',
  'device-3',
  'session-3',
  'session-4',
  'surface-5',
  'channel-6',
  'output-7',
  'device-',
  'session-99999999999',
  null,
  7,
];
const guids = [
  '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F',
  'c1949895-d72a-4a1d-8e5d-ed857d171520',
  '00000000-0000-0000-0000-000000000000',
  '9B6BD711-4F74',
  'zz',
  5,
];
const numbers = [
  0,
  1,
  2,
  16,
  255,
  256,
  257,
  4096,
  65536,
  4294967295,
  4294967296,
  -1,
  0.5,
  1e300,
  1e-9,
  '256',
  null,
];
const bytes = [
  '',
  '00',
  '0',
  'zz',
  '00'.repeat(16),
  'ff'.repeat(255),
  'FF'.repeat(256),
  '7f'.repeat(257),
  '00'.repeat(48),
  'ab'.repeat(5000),
  null,
  [],
];
const placements = ['guard-after', 'guard-before', 'unaligned', 'read-only', 'elsewhere', 3];

/** Parameters of every call, each with values that fit and values that do not. No call may touch memory that is not its own. */
const calls = {
  initialize: { protocol: [1, 2, '1'], options: [{}, { table: '7' }, { profil: 'x' }, [], 3] },
  CreateDevice: {},
  DestroyDevice: { hDevice: handles },
  GetContentProtectionCaps: { hDevice: handles, CryptoType: guids, DecodeProfile: guids },
  GetCryptoKeyExchangeType: { hDevice: handles, CryptoType: guids, DecodeProfile: guids, Index: numbers },
  CreateCryptoSession: { hDevice: handles, CryptoType: guids, DecodeProfile: guids, KeyExchangeType: guids },
  DestroyCryptoSession: { hDevice: handles, hCryptoSession: handles },
  GetCertificateSize: {
    hDevice: handles,
    CertificateType: numbers,
    CryptoSessionType: guids,
    ChannelType: numbers,
  },
  GetCertificate: {
    hDevice: handles,
    CertificateType: numbers,
    CryptoSessionType: guids,
    ChannelType: numbers,
    CertificateSize: numbers,
    buffer: placements,
  },
  NegotiateCryptoSessionKeyExchange: {
    hDevice: handles,
    hCryptoSession: handles,
    flags: numbers,
    DataSize: [0, 1, 16, 255, 257, 512, -1, '256'],
    pData: bytes,
    buffer: placements,
  },
  NegotiateCryptoSessionKeyExchangeMT: {
    hDevice: handles,
    hCryptoSession: handles,
    flags: numbers,
    DataSize: [0, 1, 16, 255, 257, 512, -1, '256'],
    pData: bytes,
    buffer: placements,
  },
  StartSessionKeyRefresh: { hDevice: handles, hCryptoSession: handles, RandomNumberSize: numbers },
  FinishSessionKeyRefresh: { hDevice: handles, hCryptoSession: handles },
  GetEncryptionBltKey: { hDevice: handles, hCryptoSession: handles, KeySize: numbers },
  DecryptionBlt: { hDevice: handles, hCryptoSession: handles, Data: bytes, ContentKey: bytes, IV: bytes },
  EncryptionBlt: { hDevice: handles, hCryptoSession: handles, hSurface: handles },
  DestroySurface: { hDevice: handles, hSurface: handles },
  CreateAuthenticatedChannel: { hDevice: handles, ChannelType: numbers },
  DestroyAuthenticatedChannel: { hDevice: handles, hAuthChannel: handles },
  NegotiateAuthenticatedChannelKeyExchange: {
    hDevice: handles,
    hAuthChannel: handles,
    DataSize: [0, 16, 255, 257],
    pData: bytes,
    buffer: placements,
  },
  QueryAuthenticatedChannel: {
    hDevice: handles,
    hAuthChannel: handles,
    InputData: bytes,
    OutputDataSize: numbers,
  },
  ConfigureAuthenticatedChannel: { hDevice: handles, hAuthChannel: handles, InputData: bytes },
  OPMCreateProtectedOutput: {},
  OPMGetInformation: { hProtectedOutput: handles, Parameters: bytes },
  'test/probeSessionKey': { hCryptoSession: handles },
  'test/probeChannelKey': { hAuthChannel: handles },
  'test/provisionKey': { pkcs8: bytes },
  'test/failAllocation': { after: numbers },
  'test/memoryUse': {},
  'test/reset': {},
  nothing: { x: numbers },
};

/** Numbers from 0 to below `limit`, by a generator of 32 bits of state (mulberry32). */
function seeded(seed) {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % limit;
  };
}

export function* fuzzLines(count, seed = 1) {
  const below = seeded(seed);
  const pick = (list) => list[below(list.length)];
  const methods = Object.keys(calls);
  const ids = [1, 0, -5, 1.5, 'a', '\u{1F600}', null, true, [], {}];

  const request = (id) => {
    const method = pick(methods);
    const params = {};
    for (const [name, values] of Object.entries(calls[method]))
      if (below(12) > 0) params[name] = pick(values);
    const whole = { jsonrpc: '2.0', id: below(4) === 0 ? pick(ids) : id, method, params };
    if (below(30) === 0) delete whole[pick(Object.keys(whole))];
    if (below(40) === 0) whole.params = pick([null, [], 'x', 1, { hDevice: {} }]);
    return JSON.stringify(whole);
  };

  const broken = (text) => {
    const raw = Buffer.from(text);
    for (let edits = 1 + below(4); edits > 0; edits--) {
      const at = below(raw.length);
      if (below(2) === 0) raw[at] = below(256);
      else raw.copyWithin(at, Math.min(raw.length, at + below(9)));
    }
    return raw.map((byte) => (byte === 10 ? 32 : byte));
  };

  const oddities = [
    () => '['.repeat(below(5000)),
    () => '{"a":'.repeat(below(200)),
    () => `"\\u${below(65536).toString(16).padStart(4, '0')}\\ud800"`,
    () => `{"jsonrpc":"2.0","id":${'9'.repeat(below(400))},"method":"x"}`,
    () =>
      `{"jsonrpc":"2.0","id":"${'\\"'.repeat(below(2000))}","method":"CreateDevice","params":{"a":[${'0,'.repeat(below(2000))}0]}}`,
    () => String.fromCharCode(...Array.from({ length: below(60) }, () => 32 + below(95))),
    () => Buffer.from(Array.from({ length: below(60) }, () => below(256)).filter((byte) => byte !== 10)),
    () => '',
    () => '\u0000{}',
    () => `${' '.repeat(below(3000))}{}`,
    () => `-${below(10)}e${below(99999)}`,
  ];

  for (let i = 0; i < count; i++) {
    const kind = below(10);
    yield Buffer.from(kind < 6 ? request(i) : kind < 9 ? broken(request(i)) : pick(oddities)());
  }
}

if (argv[1]?.endsWith('fuzz-lines.mjs')) {
  for (const line of fuzzLines(Number(argv[2] ?? 1000))) {
    if (!stdout.write(Buffer.concat([line, Buffer.from('\n')])))
      await new Promise((resolve) => stdout.once('drain', resolve));
  }
}
