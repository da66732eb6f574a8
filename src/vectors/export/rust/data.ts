// --language rust: cargo test with the `rsa` crate.
import type { FlatVectors } from '../flat-vectors.ts';
import type { Exporter } from '../exporter.ts';

const quoted = (text: string): string => JSON.stringify(text);

function vectorsRs({ keys, vectors }: FlatVectors): string {
  const keyRows = keys
    .map(
      (key) =>
        `    VectorKey {\n        name: ${quoted(key.name)},\n        pkcs8: ${quoted(key.pkcs8)},\n    },\n`,
    )
    .join('');
  const rows = vectors.map((one) => {
    const right = one.keys.map(quoted);
    const list =
      right.length > 1
        ? `&[\n${right.map((key) => `            ${key},\n`).join('')}        ]`
        : `&[${right.join(', ')}]`;
    const members = [
      `id: ${quoted(one.id)}`,
      `comment: ${quoted(one.comment)}`,
      `kind: Kind::${one.kind === 'opm' ? 'Opm' : 'Session'}`,
      `result: Expected::${one.result.charAt(0).toUpperCase()}${one.result.slice(1)}`,
      `key_name: ${quoted(one.keyName)}`,
      `hash: ${quoted(one.hash)}`,
      `mgf_hash: ${quoted(one.mgfHash)}`,
      `data_size: ${one.dataSize}`,
      `data: ${quoted(one.data)}`,
      `keys: ${list}`,
      `random: ${quoted(one.random)}`,
      `status_sequence: ${one.statusSequence}`,
      `command_sequence: ${one.commandSequence}`,
    ];
    return `    Vector {\n${members.map((member) => `        ${member},\n`).join('')}    },\n`;
  });
  return `//! The test vectors. All bytes are hexadecimal.

use crate::{Expected, Kind, Vector, VectorKey};

pub const KEYS: &[VectorKey] = &[
${keyRows}];

pub const VECTORS: &[Vector] = &[
${rows.join('')}];
`;
}

export const rust: Exporter = {
  language: 'rust',
  run: 'cargo test',
  data: (exported) => [{ path: 'tests/known_answers/vectors.rs', text: vectorsRs(exported) }],
};
