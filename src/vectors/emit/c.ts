// --emit c: the calls of a case as a program in C against kexcts_driver.h, to be linked with a driver and stepped through.
import { SuiteError } from '../../core/errors.ts';
import type { Params, Result } from '../../core/protocol/adapter.ts';
import type { Case } from '../../steps/case.ts';
import { ByteArrays } from './c-data.ts';
import { encryptFunction, maskFunction, opmBlock } from './c-opm.ts';
import type { RebuildableBlock } from './rebuildable-block.ts';
import { HandleNames, type Transcript } from './transcript.ts';

function guid(text: unknown): string {
  const digits = String(text).replaceAll('-', '').toLowerCase();
  const tail = (digits.slice(16).match(/../g) ?? []).map((byte) => `0x${byte}`).join(', ');
  return `&(struct kexcts_guid){0x${digits.slice(0, 8)}, 0x${digits.slice(8, 12)}, 0x${digits.slice(12, 16)}, {${tail}}}`;
}

const lowerHex = (value: unknown): string => (typeof value === 'string' ? value.toLowerCase() : '');

interface ProgramState {
  readonly data: ByteArrays;
  readonly handles: HandleNames;
}

type Writer = (params: Params, result: Result, writing: ProgramState, built?: RebuildableBlock) => string[];

const handleName = ({ handles }: ProgramState, value: unknown): string => handles.nameOf(value) ?? 'NULL';

function declareHandle(member: string, result: Result, { handles }: ProgramState): string {
  const given = result[member];
  return handles.assign(member, typeof given === 'string' ? given : `none-${member}`);
}

/** pData: a copy of just so many bytes, so that a sanitizer sees what is read or written beyond. */
function copyOfData(
  params: Params,
  writing: ProgramState,
): { readonly before: string[]; readonly pointer: string; readonly after: string[] } {
  const { pData } = params;
  if (pData === null || pData === undefined) return { before: [], pointer: 'NULL', after: [] };
  const hex = lowerHex(pData);
  const name = writing.data.nameFor(hex);
  return {
    before: [`pData = copy_of(${name}, ${hex.length / 2});`],
    pointer: 'pData',
    after: ['free(pData);'],
  };
}

const negotiate =
  (member: string, object: string, flags: boolean): Writer =>
  (params, _result, writing) => {
    const { before, pointer, after } = copyOfData(params, writing);
    const given = [handleName(writing, params['hDevice']), handleName(writing, params[object])];
    if (flags) given.push(`${Number(params['flags'] ?? 0)}u`);
    given.push(`${Number(params['DataSize'])}u`, pointer);
    return [...before, `print_status("${member}", driver->${member}(${given.join(', ')}));`, ...after];
  };

function certificateInfo(params: Params): string {
  const type = params['CryptoSessionType'];
  const crypto = type === undefined ? '{0, 0, 0, {0}}' : guid(type).replace(/^&\(struct kexcts_guid\)/, '');
  return `&(struct kexcts_certificate_info){${Number(params['CertificateType'])}, ${Number(params['ChannelType'] ?? 0)}, ${crypto}}`;
}

const destroy =
  (member: string, ...members: readonly string[]): Writer =>
  (params, _result, writing) => [
    `driver->${member}(${members.map((name) => handleName(writing, params[name])).join(', ')});`,
  ];

const probe =
  (member: string, object: string): Writer =>
  (params, _result, writing) => [
    `print_key("${member}", driver->${member}(${handleName(writing, params[object])}, key), key);`,
  ];

const writers: Readonly<Record<string, Writer>> = {
  CreateDevice: (_params, result, writing) => {
    const name = declareHandle('hDevice', result, writing);
    return [`print_status("CreateDevice", driver->CreateDevice(&${name}));`];
  },
  DestroyDevice: destroy('DestroyDevice', 'hDevice'),
  CreateCryptoSession: (params, result, writing) => {
    const given = [
      handleName(writing, params['hDevice']),
      guid(params['CryptoType']),
      guid(params['DecodeProfile']),
      guid(params['KeyExchangeType']),
    ];
    const name = declareHandle('hCryptoSession', result, writing);
    return [
      `print_status("CreateCryptoSession", driver->CreateCryptoSession(${given.join(', ')}, &${name}));`,
    ];
  },
  DestroyCryptoSession: destroy('DestroyCryptoSession', 'hDevice', 'hCryptoSession'),
  GetCertificateSize: (params, _result, writing) => [
    `driver->GetCertificateSize(${handleName(writing, params['hDevice'])}, ${certificateInfo(params)}, &size);`,
  ],
  GetCertificate: (params, result, writing) => {
    const hex = lowerHex(result['Certificate']);
    const name = writing.data.nameFor(hex);
    return [
      `expect_size(size, ${hex.length / 2});`,
      'certificate = malloc(size);',
      `driver->GetCertificate(${handleName(writing, params['hDevice'])}, ${certificateInfo(params)}, size, certificate);`,
      `expect_certificate(certificate, ${name}, ${hex.length / 2});`,
      'free(certificate);',
    ];
  },
  NegotiateCryptoSessionKeyExchange: (params, result, writing) => {
    const five = params['flags'] !== undefined;
    const member = five ? 'NegotiateCryptoSessionKeyExchangeFlags' : 'NegotiateCryptoSessionKeyExchange';
    return negotiate(member, 'hCryptoSession', five)(params, result, writing);
  },
  NegotiateCryptoSessionKeyExchangeMT: negotiate(
    'NegotiateCryptoSessionKeyExchangeMT',
    'hCryptoSession',
    true,
  ),
  CreateAuthenticatedChannel: (params, result, writing) => {
    const name = declareHandle('hAuthChannel', result, writing);
    const given = `${handleName(writing, params['hDevice'])}, ${Number(params['ChannelType'])}u, &${name}, &channel_handle`;
    return [`print_status("CreateAuthenticatedChannel", driver->CreateAuthenticatedChannel(${given}));`];
  },
  DestroyAuthenticatedChannel: destroy('DestroyAuthenticatedChannel', 'hDevice', 'hAuthChannel'),
  NegotiateAuthenticatedChannelKeyExchange: negotiate(
    'NegotiateAuthenticatedChannelKeyExchange',
    'hAuthChannel',
    false,
  ),
  FinishSessionKeyRefresh: destroy('FinishSessionKeyRefresh', 'hDevice', 'hCryptoSession'),
  StartSessionKeyRefresh: (params, _result, writing) => [
    `driver->StartSessionKeyRefresh(${handleName(writing, params['hDevice'])}, ${handleName(writing, params['hCryptoSession'])}, 16, random_number);`,
  ],
  GetEncryptionBltKey: (params, _result, writing) => [
    `driver->GetEncryptionBltKey(${handleName(writing, params['hDevice'])}, ${handleName(writing, params['hCryptoSession'])}, 16, key);`,
  ],
  OPMCreateProtectedOutput: (_params, result, writing) => {
    const name = declareHandle('hProtectedOutput', result, writing);
    return [`print_status("OPMCreateProtectedOutput", driver->OPMCreateProtectedOutput(&${name}));`];
  },
  OPMDestroyProtectedOutput: (params, _result, writing) => [
    `print_status("OPMDestroyProtectedOutput", driver->OPMDestroyProtectedOutput(${handleName(writing, params['hProtectedOutput'])}));`,
  ],
  OPMGetRandomNumber: (params, _result, writing) => {
    const output = handleName(writing, params['hProtectedOutput']);
    return [
      `print_status("OPMGetRandomNumber", driver->OPMGetRandomNumber(${output}, random_of_${output}));`,
    ];
  },
  OPMSetSigningKeyAndSequenceNumbers: (params, _result, writing, built) => {
    const output = handleName(writing, params['hProtectedOutput']);
    const { before, block } = opmBlock(params, output, writing.data, built);
    const member = 'OPMSetSigningKeyAndSequenceNumbers';
    return [...before, `print_status("${member}", driver->${member}(${output}, ${block}));`];
  },
  'test/probeSigningKey': (params, _result, writing) => {
    const output = handleName(writing, params['hProtectedOutput']);
    const asked = `driver->probeSigningKey(${output}, key, &sequences[0], &sequences[1])`;
    return [`print_key("probeSigningKey", ${asked}, key);`];
  },
  'test/memoryUse': () => ['driver->memoryUse(&memory[0], &memory[1]);'],
  'test/probeSessionKey': probe('probeSessionKey', 'hCryptoSession'),
  'test/probeChannelKey': probe('probeChannelKey', 'hAuthChannel'),
  'test/provisionKey': (params, _result, { data }) => {
    const hex = lowerHex(params['pkcs8']);
    return [`print_status("provisionKey", driver->provisionKey(${data.nameFor(hex)}, ${hex.length / 2}));`];
  },
};

/** Methods that only look, so that a program without them is the same case. */
const omittedMethods: ReadonlySet<string> = new Set(['OPMGetCertificateSize', 'OPMGetCertificate']);

/**
 * The program.
 * @throws SuiteError `EMIT_METHOD` for a case with a call that is not written in C
 */
export function cProgram(
  planned: Case,
  { calls }: Transcript,
  {
    options,
    expected,
  }: { readonly options: Readonly<Record<string, string>>; readonly expected: readonly string[] },
): string {
  const writing: ProgramState = { data: new ByteArrays(), handles: new HandleNames() };
  // Allocations fail in the call behind the one that says so, and in nothing that the program does by itself.
  let arm: string | undefined;
  const steps = calls.flatMap(({ method, params, result, rebuilt: built }) => {
    if (method === 'test/failAllocation') {
      const { after } = params;
      arm = typeof after === 'number' ? `driver->armAllocation(${after}u);` : undefined;
      return [];
    }
    const writer = writers[method];
    if (writer !== undefined) {
      const lines = writer(params, result, writing, built);
      if (arm === undefined) return lines;
      const at = lines.findIndex((line) => line.includes('driver->'));
      const disarm = 'driver->disarmAllocation(&allocation_failed, &allocations);';
      const around = [...lines.slice(0, at), arm, lines[at] ?? '', disarm, ...lines.slice(at + 1)];
      arm = undefined;
      return around;
    }
    if (omittedMethods.has(method)) return [];
    throw new SuiteError(
      'EMIT_METHOD',
      `expected a case whose calls can be written in C; ${planned.id} calls ${method}`,
      'use --emit python, which writes all of them',
    );
  });
  const body = steps.join('\n');
  const uses = (word: string): boolean => new RegExp(`\\b${word}\\b`).test(body);
  const outputs = writing.handles.all().filter((name) => uses(`random_of_${name}`));
  const optionRows = Object.entries(options).map(
    ([name, value]) => `{${JSON.stringify(name)}, ${JSON.stringify(value)}}`,
  );
  const locals = [
    ...writing.handles.all().map((name) => `void *${name} = NULL;`),
    ...(uses('pData') ? ['uint8_t *pData;'] : []),
    ...(uses('certificate')
      ? ['uint32_t size = 0;', 'uint8_t *certificate;']
      : uses('size')
        ? ['uint32_t size = 0;']
        : []),
    ...(uses('key') ? ['uint8_t key[16] = {0};'] : []),
    ...(uses('random_number') ? ['uint8_t random_number[16];'] : []),
    ...(uses('block') ? ['uint8_t block[256];'] : []),
    ...(uses('sequences') ? ['uint32_t sequences[2] = {0};'] : []),
    ...(uses('memory') ? ['uint64_t memory[2] = {0};'] : []),
    ...(uses('allocations') ? ['uint32_t allocation_failed = 0;', 'uint64_t allocations = 0;'] : []),
    ...outputs.map((output) => `uint8_t random_of_${output}[16] = {0};`),
    ...(uses('channel_handle') ? ['uint64_t channel_handle = 0;'] : []),
  ];
  const comment = [planned.title, `Case ${planned.id} of kexcts.`, ...expected]
    .join('\n')
    .replaceAll('*/', '* /')
    .split('\n')
    .map((line) => ` * ${line}`.trimEnd())
    .join('\n');
  return `/*
${comment}
 *
 * cc -g -I native/include case.c ./libdriver.so${uses('encrypt') ? ' -lcrypto' : ''} -o case && ./case
 * With -fsanitize=address also what lies before and behind pData is watched.
 */
#include <kexcts_driver.h>
${uses('encrypt') ? '#include <openssl/bn.h>\n' : ''}${uses('mask') ? '#include <openssl/evp.h>\n' : ''}#include <stdio.h>
#include <stdlib.h>
#include <string.h>

${writing.data.text()}
static void print_status(const char *call, kexcts_status status) {
  printf("%s: 0x%08x\\n", call, (unsigned)status);
}
${
  uses('print_key')
    ? `
static void print_key(const char *hook, int32_t there, const uint8_t key[16]) {
  printf("%s: ", hook);
  for (int at = 0; there == 1 && at < 16; at++) {
    printf("%02x", key[at]);
  }
  puts(there == 1 ? "" : "none");
}
`
    : ''
}${
    uses('copy_of')
      ? `
static uint8_t *copy_of(const uint8_t *bytes, size_t size) {
  uint8_t *copy = malloc(size);
  if (copy != NULL) {
    memcpy(copy, bytes, size);
  }
  return copy;
}
`
      : ''
  }${
    uses('expect_size')
      ? `
static void other_certificate(void) {
  fputs("the driver has another certificate; have this program written anew\\n", stderr);
  exit(EXIT_FAILURE);
}

static void expect_size(uint32_t size, uint32_t expected) {
  if (size != expected) {
    other_certificate();
  }
}

static void expect_certificate(const uint8_t *seen, const uint8_t *expected, size_t size) {
  if (memcmp(seen, expected, size) != 0) {
    other_certificate();
  }
}
`
      : ''
  }
${uses('mask') ? maskFunction : ''}${uses('encrypt') ? encryptFunction : ''}
static void KEXCTS_CALL set_error(kexcts_status hr) { print_status("pfnSetErrorCb", hr); }

int main(void) {
  const struct kexcts_driver *driver = kexcts_get_driver(KEXCTS_DRIVER_VERSION);
  const struct kexcts_host host = {sizeof host, set_error};
${optionRows.length === 0 ? '' : `  const struct kexcts_option options[] = {${optionRows.join(', ')}};\n`}  char problem[256] = "";
${locals.map((line) => `  ${line}\n`).join('')}
  if (driver == NULL) {
    fputs("the driver has no table of this version\\n", stderr);
    return EXIT_FAILURE;
  }
  if (driver->OpenAdapter != NULL &&
      driver->OpenAdapter(&host, ${optionRows.length === 0 ? 'NULL' : 'options'}, ${optionRows.length}, problem, sizeof problem) < 0) {
    fprintf(stderr, "OpenAdapter: %s\\n", problem);
    return EXIT_FAILURE;
  }
${steps.map((line) => `  ${line}\n`).join('')}  if (driver->CloseAdapter != NULL) {
    driver->CloseAdapter();
  }
  return EXIT_SUCCESS;
}
`;
}
