// Signed requests come to OPM and to channels; a fault of one of the two distinguishes them by their length.
import type { OmacBehaviour } from '../behaviour.ts';
import type { Variation } from '../driver.ts';

/** Requests and answers of OPM are pages, those of channels are a few dozen bytes. */
const longestOfChannels = 256;

export type RequestOf = 'opm' | 'channel';

function ownerOf(data: Buffer): RequestOf {
  return data.length > longestOfChannels ? 'opm' : 'channel';
}

/** The OMAC of requests is compared in another way. */
export const requestOmacCompared =
  (whose: RequestOf, matches: OmacBehaviour['omacMatches']): Variation =>
  (correct) => {
    let owner: RequestOf = whose;
    return {
      omac(key, data) {
        owner = ownerOf(data);
        return correct.omac(key, data);
      },
      omacMatches: (seen, expected) =>
        owner === whose ? matches(seen, expected) : correct.omacMatches(seen, expected),
    };
  };

const differences = (seen: Buffer, expected: Buffer): number[] =>
  [...seen].map((byte, at) => byte ^ (expected[at] ?? 0));

/** All differences are put together by xor before they are looked at. */
export const xorFolded: OmacBehaviour['omacMatches'] = (seen, expected) =>
  differences(seen, expected).reduce((sum, one) => sum ^ one, 0) === 0;

export const topBitsIgnored: OmacBehaviour['omacMatches'] = (seen, expected) =>
  differences(seen, expected).every((one) => (one & 0x7f) === 0);

/** Answers are signed in another way, or not at all. */
export const answerSigned =
  (whose: RequestOf, sign: (correct: OmacBehaviour, key: Buffer, answer: Buffer) => void): Variation =>
  (correct) => ({
    signAnswer(key, answer) {
      if (ownerOf(answer) === whose) sign(correct, key, answer);
      else correct.signAnswer(key, answer);
    },
  });
