// Vectors as cases of a plan: made anew for a driver's own certificate, or sent as they are to a driver that takes their key.
import type { Contract } from '../1-contract/model.ts';
import { Draft, draftFromSteps } from '../2-plan/draft.ts';
import type { CallOptions, BlockToSend } from '../steps/block-to-send.ts';
import type { Dialect } from '../core/protocol/adapter.ts';
import type { Case } from '../steps/case.ts';
import type { DeclaredPoint } from '../steps/declared-point.ts';
import { hashTitles, isCertificateGroup, type ExchangeGroup, type ExchangeVector } from './format.ts';
import { readVectorFiles } from './read-files.ts';
import { caseId } from '../steps/case.ts';

/** What decides which vectors there are, and how they are called. */
export interface VectorCaseContext {
  readonly contract: Contract;
  readonly dialect: Dialect;
  readonly profile: { readonly hash: string; readonly mgfHash: string };
}

/** A vector with the group and the file it stands in. */
export interface LocatedVector {
  readonly file: string;
  readonly group: ExchangeGroup;
  readonly vector: ExchangeVector;
}

let cachedVectors: readonly LocatedVector[] | undefined;

/** All vectors of exchanges in this package, in the order of files and groups; read once. */
export function publishedExchangeVectors(): readonly LocatedVector[] {
  cachedVectors ??= readVectorFiles().flatMap((file) =>
    file.testGroups.flatMap((group) =>
      isCertificateGroup(group) ? [] : group.tests.map((vector) => ({ file: file.name, group, vector })),
    ),
  );
  return cachedVectors;
}

/** The vectors of a profile's hashes. */
export function vectorsOfProfile({ profile }: Pick<VectorCaseContext, 'profile'>): LocatedVector[] {
  const [sha, mgfSha] = [hashTitles[profile.hash], hashTitles[profile.mgfHash]];
  return publishedExchangeVectors().filter(({ group }) => group.sha === sha && group.mgfSha === mgfSha);
}

/** `crypto-session-opm-sha512 tcId 7: …` */
export function vectorTitle({ file, vector }: LocatedVector): string {
  return `${file} tcId ${vector.tcId}: ${vector.comment}`;
}

/** The calls that make a vector's block for the driver's own certificate. Recipes are the same whatever the key. */
export function draftForOwnCertificate(context: VectorCaseContext, { vector }: LocatedVector): Draft {
  const { steps } = vector.recipe;
  const last = steps.length - 1;
  return draftFromSteps(
    context,
    steps.map((step, at) => ({ step, point: at === last ? vector.point : null })),
  );
}

/** The variables of a point that describe the bytes themselves. */
const bytePointVariables = ['encoding', 'integer'] as const;

/**
 * The calls that send a vector's bytes as they stand, to a driver that takes the private key of its group. Of OPM there are
 * none: an output has a random number of its own.
 */
export function draftOfSameBytes(
  context: VectorCaseContext,
  { group, vector }: LocatedVector,
): Draft | undefined {
  const { ct, msg, dataSize, buffer, point } = vector;
  const declares: DeclaredPoint = Object.fromEntries(
    bytePointVariables.flatMap((name) => {
      const value = point[name];
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  const sent: BlockToSend = {
    block: { form: 'bytes', bytes: ct, ...(msg === undefined ? {} : { M: msg }) },
    declares,
  };
  const options: CallOptions = {
    ...(dataSize === undefined || dataSize === ct.length / 2 ? {} : { DataSize: dataSize }),
    ...(buffer === undefined ? {} : { buffer }),
  };
  const draft = new Draft(context).provisionKey(group.privateKeyPkcs8);
  switch (group.type) {
    case 'CryptoSessionKeyExchange':
      return draft.session().negotiate('s', sent, options);
    case 'AuthenticatedChannelKeyExchange':
      return draft.channel('c').negotiateChannel('c', sent, options);
    case 'OpmKeyExchange':
      return undefined;
  }
}

/** Whether two things are wrong with a vector's block: a number at n or above is none in itself. */
export function hasTwoDefects({ vector }: LocatedVector): boolean {
  return bytePointVariables.every((name) => vector.point[name] !== undefined);
}

/** A draft as a case. */
export function caseFrom(draft: Draft, title: string): Case {
  const recipe = draft.recipe();
  return { id: caseId(recipe), kind: 'vector', property: 'vectors', title, recipe, points: draft.points };
}
