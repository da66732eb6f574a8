// Brings about the circumstances of one interaction case, call by call, and makes the call under test.
import { placements, type Placement } from '../core/protocol/adapter.ts';
import { blockDefects, oaepBlock, applyDefect } from './block-defects.ts';
import type { CallDefect } from './call-defects.ts';
import { Draft } from './draft.ts';
import { sessionKeyFor, validBlock, type CallOptions, type BlockToSend } from '../steps/block-to-send.ts';
import type { Circumstance, NegotiateCall } from './interaction-factors.ts';
import type { PlanContext } from './property.ts';

/** One interaction: the value of each circumstance (absent: the normal one), and the defect. */
export interface InteractionCase {
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
export function buildInteractionCase(context: PlanContext, interaction: InteractionCase): Draft {
  return new InteractionCaseBuilder(context, interaction).draft();
}

class InteractionCaseBuilder {
  private readonly caseDraft: Draft;
  private readonly interaction: InteractionCase;
  private readonly defect: CallDefect;
  private readonly device: string;
  private readonly data: BlockToSend | null;
  private readonly options: CallOptions;
  private readonly rejectedBlock: BlockToSend;
  /** Where the last Negotiate call was one that must be refused. */
  private lastRejection: 'refused-here' | 'refused-elsewhere' | 'none' = 'none';
  private keyShared = false;

  constructor(context: PlanContext, arrangement: InteractionCase) {
    this.interaction = arrangement;
    const { label } = arrangement;
    this.caseDraft = new Draft(context);
    this.device = this.is('certificateRead', 'never') ? 'd2' : 'd0';
    this.defect = this.is('buffer', 'guard-short') ? withClaimedSize(arrangement.defect) : arrangement.defect;
    const shared = this.is('encryptedFor', 'shared');
    this.data = this.defect.data(oaepBlock(label, sessionKeyFor(label), shared ? 'opm' : undefined));
    this.options = this.defect.options;
    const [, lhash] = blockDefects(context);
    const refused = `${label}/refused`;
    this.rejectedBlock =
      lhash === undefined
        ? validBlock(refused)
        : applyDefect(lhash, oaepBlock(refused, sessionKeyFor(refused)));
    if (shared) this.caseDraft.requireCertificates('shared');
  }

  draft(): Draft {
    if (this.device === 'd2') this.caseDraft.device('d2');
    this.session('s', this.is('decodeProfile', 'supported') ? { decodeProfile: 'supported' } : {});
    this.setSessionKey();
    this.createOtherSession();
    this.useBlockBefore();
    this.makePreviousCall();
    this.callUnderTest();
    return this.caseDraft;
  }

  private is(name: Circumstance, value: string): boolean {
    return this.interaction.circumstances[name] === value;
  }

  private session(as: string, options: { decodeProfile?: 'supported' } = {}): void {
    this.caseDraft.session(as, { device: this.device, ...options });
  }

  private accepted(session: string, data: BlockToSend): void {
    this.caseDraft.negotiate(session, data);
    this.lastRejection = 'none';
  }

  private rejected(session: string, data: BlockToSend, options: CallOptions = {}): void {
    this.caseDraft.negotiate(session, data, options);
    this.lastRejection = session === 's' ? 'refused-here' : 'refused-elsewhere';
  }

  /** A valid block of its own, or, where the case shares its key among sessions, another encryption of that key. */
  private otherBlock(name: string): BlockToSend {
    const { label } = this.interaction;
    const block = this.data?.block;
    if (!this.is('keyUse', 'shared') || block === undefined || !('M' in block))
      return validBlock(`${label}/${name}`);
    this.keyShared = true;
    return validBlock(`${label}/${name}`, block.M);
  }

  /** Sends the bytes of the call under test before it. Where nothing is wrong with them, DataSize 0 has them refused. */
  private sendBlockBefore(session: string, refuse: boolean): void {
    const { data } = this;
    if (data === null) return;
    if (this.defect.inBlock) this.rejected(session, data, this.options);
    else if (refuse) this.rejected(session, data, { DataSize: 0 });
    else this.accepted(session, data);
  }

  private setSessionKey(): void {
    const { label } = this.interaction;
    if (!this.is('sessionKey', 'set')) return;
    const itself = this.is('blockUse', 'used-on-this-session') && !this.defect.inBlock;
    if (itself && this.data !== null) this.accepted('s', this.data);
    else this.accepted('s', validBlock(`${label}/first`));
    if (this.is('refresh', 'idle') || this.interaction.circumstances.refresh === undefined) return;
    this.caseDraft.startRefresh('s');
    if (this.is('refresh', 'overtaken')) this.accepted('s', validBlock(`${label}/second`));
  }

  private createOtherSession(): void {
    const keyed = this.is('otherSession', 'keyed');
    if (!keyed && !this.is('otherSession', 'idle')) return;
    this.session('t');
    const used = this.is('blockUse', 'used-on-other-session');
    const itself = used && !this.defect.inBlock;
    if (keyed && !itself) this.accepted('t', this.otherBlock('other'));
    if (used) this.sendBlockBefore('t', !keyed);
  }

  private useBlockBefore(): void {
    if (this.is('blockUse', 'used-on-destroyed-session')) {
      this.session('gone');
      this.sendBlockBefore('gone', false);
      this.caseDraft.destroySession('gone');
    }
    if (this.is('keyUse', 'shared') && !this.keyShared) {
      this.session('sharing');
      this.accepted('sharing', this.otherBlock('sharing'));
      this.caseDraft.destroySession('sharing');
    }
    if (
      this.is('blockUse', 'used-on-this-session') &&
      (this.defect.inBlock || !this.is('sessionKey', 'set'))
    ) {
      this.sendBlockBefore('s', true);
    }
  }

  private makePreviousCall(): void {
    const wanted = this.interaction.circumstances.previousCall ?? 'none';
    if (wanted === this.lastRejection) return;
    if (wanted === 'refused-here') {
      this.rejected('s', this.rejectedBlock);
    } else if (wanted === 'refused-elsewhere') {
      const lives = this.interaction.circumstances.otherSession ?? 'absent';
      if (lives === 'absent') this.session('refusing');
      this.rejected(lives === 'absent' ? 'refusing' : 't', this.rejectedBlock);
      if (lives === 'absent') this.caseDraft.destroySession('refusing');
    } else {
      this.session('between');
      this.accepted('between', validBlock(`${this.interaction.label}/between`));
      this.caseDraft.destroySession('between');
    }
  }

  private callUnderTest(): void {
    const { call, circumstances, label } = this.interaction;
    const { data, options, caseDraft: made } = this;
    const concurrency = circumstances.concurrency ?? 'alone';
    if (concurrency !== 'alone' && data !== null) {
      const beside = concurrency === 'same-session' ? 's' : 't';
      made.concurrently([
        { session: 's', data },
        { session: beside, data: validBlock(`${label}/beside`) },
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
function withClaimedSize(defect: CallDefect): CallDefect {
  return {
    ...defect,
    inBlock: false,
    data: (block) => ({ block, declares: {} }),
    options: { ...defect.options, buffer: 'guard-after' },
  };
}

function isPlacement(buffer: string): buffer is Placement {
  return (placements as readonly string[]).includes(buffer);
}
