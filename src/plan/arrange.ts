// Brings about the circumstances of one interaction case, call by call, and makes the call under test.
import { placements, type Placement } from '../protocol/adapter.ts';
import { blockDefects, blockOf, spoil } from './block-defects.ts';
import type { CallDefect } from './call-defects.ts';
import { Draft } from './draft.ts';
import { keyOf, valid, type CallOptions, type Sent } from './sent.ts';
import type { Circumstance, NegotiateCall } from './interaction-factors.ts';
import type { PlanContext } from './property.ts';

/** One interaction: the value of each circumstance (absent: the normal one), and the defect. */
export interface Arrangement {
  readonly call: NegotiateCall;
  readonly circumstances: Readonly<Partial<Record<Circumstance, string>>>;
  readonly defect: CallDefect;
  /** Keys and seeds grow from it. */
  readonly label: string;
}

/**
 * The recipe of an arrangement: the last call is the one under test.
 * The session under test is `s`, another one that lives is `t`; those that come and go are named for what they are for.
 */
export function arrange(context: PlanContext, arrangement: Arrangement): Draft {
  return new Arranger(context, arrangement).draft();
}

class Arranger {
  private readonly made: Draft;
  private readonly arrangement: Arrangement;
  private readonly defect: CallDefect;
  private readonly device: string;
  private readonly data: Sent | null;
  private readonly options: CallOptions;
  private readonly refusal: Sent;
  /** Where the last Negotiate call was one that must be refused. */
  private refused: 'refused-here' | 'refused-elsewhere' | 'none' = 'none';
  private keyShared = false;

  constructor(context: PlanContext, arrangement: Arrangement) {
    this.arrangement = arrangement;
    const { label } = arrangement;
    this.made = new Draft(context);
    this.device = this.is('certificateRead', 'never') ? 'd2' : 'd0';
    this.defect = this.is('buffer', 'guard-short') ? claimed(arrangement.defect) : arrangement.defect;
    const shared = this.is('encryptedFor', 'shared');
    this.data = this.defect.data(blockOf(label, keyOf(label), shared ? 'opm' : undefined));
    this.options = this.defect.options;
    const [, lhash] = blockDefects(context);
    const refused = `${label}/refused`;
    this.refusal = lhash === undefined ? valid(refused) : spoil(lhash, blockOf(refused, keyOf(refused)));
    if (shared) this.made.where('shared');
  }

  draft(): Draft {
    if (this.device === 'd2') this.made.device('d2');
    this.session('s', this.is('decodeProfile', 'supported') ? { decodeProfile: 'supported' } : {});
    this.keyInForce();
    this.otherSession();
    this.earlierUse();
    this.previousCall();
    this.underTest();
    return this.made;
  }

  private is(name: Circumstance, value: string): boolean {
    return this.arrangement.circumstances[name] === value;
  }

  private session(as: string, options: { decodeProfile?: 'supported' } = {}): void {
    this.made.session(as, { device: this.device, ...options });
  }

  private accepted(session: string, data: Sent): void {
    this.made.negotiate(session, data);
    this.refused = 'none';
  }

  private turnedDown(session: string, data: Sent, options: CallOptions = {}): void {
    this.made.negotiate(session, data, options);
    this.refused = session === 's' ? 'refused-here' : 'refused-elsewhere';
  }

  /** A valid block of its own, or, where the case shares its key among sessions, another encryption of that key. */
  private otherBlock(name: string): Sent {
    const { label } = this.arrangement;
    const block = this.data?.block;
    if (!this.is('keyUse', 'shared') || block === undefined || !('M' in block))
      return valid(`${label}/${name}`);
    this.keyShared = true;
    return valid(`${label}/${name}`, block.M);
  }

  /** Sends the bytes of the call under test before it. Where nothing is wrong with them, DataSize 0 has them refused. */
  private earlier(session: string, refuse: boolean): void {
    const { data } = this;
    if (data === null) return;
    if (this.defect.inBytes) this.turnedDown(session, data, this.options);
    else if (refuse) this.turnedDown(session, data, { DataSize: 0 });
    else this.accepted(session, data);
  }

  private keyInForce(): void {
    const { label } = this.arrangement;
    if (!this.is('sessionKey', 'set')) return;
    const itself = this.is('blockUse', 'used-on-this-session') && !this.defect.inBytes;
    if (itself && this.data !== null) this.accepted('s', this.data);
    else this.accepted('s', valid(`${label}/first`));
    if (this.is('refresh', 'idle') || this.arrangement.circumstances.refresh === undefined) return;
    this.made.startRefresh('s');
    if (this.is('refresh', 'overtaken')) this.accepted('s', valid(`${label}/second`));
  }

  private otherSession(): void {
    const keyed = this.is('otherSession', 'keyed');
    if (!keyed && !this.is('otherSession', 'idle')) return;
    this.session('t');
    const used = this.is('blockUse', 'used-on-other-session');
    const itself = used && !this.defect.inBytes;
    if (keyed && !itself) this.accepted('t', this.otherBlock('other'));
    if (used) this.earlier('t', !keyed);
  }

  private earlierUse(): void {
    if (this.is('blockUse', 'used-on-destroyed-session')) {
      this.session('gone');
      this.earlier('gone', false);
      this.made.destroySession('gone');
    }
    if (this.is('keyUse', 'shared') && !this.keyShared) {
      this.session('sharing');
      this.accepted('sharing', this.otherBlock('sharing'));
      this.made.destroySession('sharing');
    }
    if (
      this.is('blockUse', 'used-on-this-session') &&
      (this.defect.inBytes || !this.is('sessionKey', 'set'))
    ) {
      this.earlier('s', true);
    }
  }

  private previousCall(): void {
    const wanted = this.arrangement.circumstances.previousCall ?? 'none';
    if (wanted === this.refused) return;
    if (wanted === 'refused-here') {
      this.turnedDown('s', this.refusal);
    } else if (wanted === 'refused-elsewhere') {
      const lives = this.arrangement.circumstances.otherSession ?? 'absent';
      if (lives === 'absent') this.session('refusing');
      this.turnedDown(lives === 'absent' ? 'refusing' : 't', this.refusal);
      if (lives === 'absent') this.made.destroySession('refusing');
    } else {
      this.session('between');
      this.accepted('between', valid(`${this.arrangement.label}/between`));
      this.made.destroySession('between');
    }
  }

  private underTest(): void {
    const { call, circumstances, label } = this.arrangement;
    const { data, options, made } = this;
    const concurrency = circumstances.concurrency ?? 'alone';
    if (concurrency !== 'alone' && data !== null) {
      const beside = concurrency === 'same-session' ? 's' : 't';
      made.concurrently([
        { session: 's', data },
        { session: beside, data: valid(`${label}/beside`) },
      ]);
      return;
    }
    const MT = call === 'NegotiateCryptoSessionKeyExchangeMT' ? { MT: true } : {};
    const buffer = circumstances.buffer ?? 'plain';
    const placed = isPlacement(buffer) ? { buffer } : {};
    made.negotiate('s', data, { ...options, ...placed, ...MT });
  }
}

/** A size that is too large where the block stands alone before an inaccessible page: only DataSize is wrong. */
function claimed(defect: CallDefect): CallDefect {
  return {
    ...defect,
    inBytes: false,
    data: (block) => ({ block, declares: {} }),
    options: { ...defect.options, buffer: 'guard-after' },
  };
}

function isPlacement(buffer: string): buffer is Placement {
  return (placements as readonly string[]).includes(buffer);
}
