// OPM's plaintext: the output's random number, a signing key, and the first sequence numbers of status and command requests,
// both little-endian (page of DxgkDdiOPMSetSigningKeyAndSequenceNumbers).
import type { Hex, OaepBlock, Piece } from '../ciphertexts/block.ts';
import { oaepBlock } from './block-defects.ts';
import { deterministicBytes } from '../core/deterministic-bytes.ts';
import { sessionKeyFor, type BlockToSend } from '../steps/block-to-send.ts';

export interface OpmParameters {
  /** Absent: the output's own. */
  readonly random?: Hex;
  readonly status?: number;
  readonly command?: number;
  /** What follows the 40 bytes. */
  readonly rest?: Hex;
}

/** A sequence number as it lies in the plaintext. */
function littleEndian(value: number): Hex {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes.toString('hex');
}

/** A block of parameters with nothing wrong, unless another random number is given. */
export function opmParametersBlock(label: string, parameters: OpmParameters = {}): OaepBlock {
  const numbers = Buffer.from(deterministicBytes(`sequence/${label}`, 8), 'hex');
  const { random, status = numbers.readUInt32LE(0), command = numbers.readUInt32LE(4), rest } = parameters;
  const pieces: Piece[] = [
    random ?? '$random',
    sessionKeyFor(label),
    littleEndian(status),
    littleEndian(command),
  ];
  return oaepBlock(label, rest === undefined ? pieces : [...pieces, rest]);
}

/** Parameters as they are sent. */
export function opmParameters(label: string, parameters: OpmParameters = {}): BlockToSend {
  return {
    block: opmParametersBlock(label, parameters),
    declares: parameters.random === undefined ? {} : { random: 'differs' },
  };
}
