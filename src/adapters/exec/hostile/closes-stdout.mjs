// Closes its standard output and lives on.
import { closeSync } from 'node:fs';
import { serve } from './line-server.mjs';

serve(() => closeSync(1));
