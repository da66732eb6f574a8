// All properties, in the order in which they take turns in the plan.
import type { Property } from '../src/2-plan/property.ts';
import { buffer } from './buffer.ts';
import { certificate } from './certificate.ts';
import { channel } from './channel.ts';
import { encoding } from './encoding.ts';
import { errors } from './errors.ts';
import { interaction } from './interaction.ts';
import { memory } from './memory.ts';
import { message } from './message.ts';
import { opm } from './opm.ts';
import { precedence } from './precedence.ts';
import { random } from './random.ts';
import { rsa } from './rsa.ts';
import { sequences } from './sequences.ts';
import { size } from './size.ts';
import { state } from './state.ts';
import { threads } from './threads.ts';
import { vectors } from './vectors.ts';

export const properties: readonly Property[] = [
  encoding,
  state,
  size,
  rsa,
  message,
  opm,
  buffer,
  errors,
  threads,
  memory,
  certificate,
  channel,
  interaction,
  sequences,
  precedence,
  random,
  vectors,
];
