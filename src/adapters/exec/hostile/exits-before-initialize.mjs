// Exits with status 4 and a word on standard error, without reading anything.
import { writeSync } from 'node:fs';

writeSync(2, 'no \u001b[31mlicence\u001b[0m found\n');
process.exit(4);
