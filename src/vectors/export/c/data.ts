// --language c: a program of its own with OpenSSL 3, which prints TAP.
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

/** A string literal of C; what it holds is hexadecimal, PEM or a comment of ours. */
export function cString(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

/** An array of bytes: strings as long as some vectors are go beyond what ISO C promises. */
function bytes(hex: string): string {
  const digits = hex.match(/../g) ?? [];
  return digits.length === 0 ? 'NULL' : `(const uint8_t[]){${digits.map((one) => `0x${one}`).join(', ')}}`;
}

function vectorsC({ keys, vectors }: FlatVectors): string {
  const places = new Map(keys.map((key, at) => [key.name, at]));
  const keyRows = keys.map((key) => `    {${cString(key.name)}, ${cString(key.pem)}},\n`).join('');
  const rows = vectors.map((one) => {
    const members = [
      `.id = ${cString(one.id)}`,
      `.comment = ${cString(one.comment)}`,
      `.kind = ${one.kind === 'opm' ? 'VECTOR_OPM' : 'VECTOR_SESSION'}`,
      `.result = VECTOR_${one.result.toUpperCase()}`,
      `.key = ${places.get(one.keyName) ?? 0}`,
      `.hash = ${cString(one.hash)}`,
      `.mgf_hash = ${cString(one.mgfHash)}`,
      `.data_size = ${one.dataSize}u`,
      `.data = ${bytes(one.data)}`,
      `.data_length = ${one.data.length / 2}`,
      `.keys = ${cString(one.keys.join(' '))}`,
      `.random = ${cString(one.random)}`,
      `.status_sequence = ${one.statusSequence}u`,
      `.command_sequence = ${one.commandSequence}u`,
    ];
    return `    {${members.join(',\n     ')}},\n`;
  });
  return `/* clang-format off */
#include "vectors.h"

const struct vector_key vector_keys[] = {
${keyRows}};
const size_t vector_key_count = ${keys.length};

const struct vector vectors[] = {
${rows.join('')}};
const size_t vector_count = ${vectors.length};
`;
}

export const c: Exporter = {
  language: 'c',
  run: 'make test',
  data: (exported) => [{ path: 'vectors.c', text: vectorsC(exported) }],
};
