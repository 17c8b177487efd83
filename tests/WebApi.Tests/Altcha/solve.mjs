// Solves a challenge with the ALTCHA widget's own code. Reads the answer of GET /api/captcha/ from standard input and
// writes what the widget would put into the form.
import { readFileSync } from 'node:fs';
import { pbkdf2, solveChallenge } from 'altcha/lib';

const challenge = JSON.parse(readFileSync(0, 'utf8'));
const solution = await solveChallenge({ challenge, deriveKey: pbkdf2.deriveKey });
const { parameters, signature } = challenge;
process.stdout.write(btoa(JSON.stringify({ challenge: { parameters, signature }, solution })));
