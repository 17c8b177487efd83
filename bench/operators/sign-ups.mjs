// node sign-ups.mjs URL NAMES COUNT CODE...: signs up COUNT accounts, 64 at a time, with the codes in turn. Names begin
// with NAMES. A code "-" is followed by a file with a code at the begin of each line. A sign-up that met an overloaded
// service is repeated. Prints JSON: the answers by status and error code, the rate, times in milliseconds, and the
// codes of the new accounts.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

const [url, names, total, ...rest] = process.argv.slice(2);
const codes = rest[0] === '-' ? firstCells(rest[1]) : rest;
const password = 'Correct-horse7';
const answers = {};
const times = [];
const made = [];
let next = 0;

function firstCells(file) {
    const lines = readFileSync(file, 'utf8').split('\n').slice(1, -1);
    return lines.map((line) => line.split(',')[0]);
}

async function signUp(number) {
    const name = `${names}${String(number).padStart(6, '0')}`;
    const form = {
        username: name,
        nickname: name,
        email: `${name}@example.org`,
        password1: password,
        password2: password,
        invitation_code: codes[number % codes.length],
        recaptcha: '',
    };
    while (true) {
        const answer = await fetch(`${url}/api/register/`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'Idempotency-Key': name },
            body: JSON.stringify(form),
        });
        const body = await answer.json();
        if (answer.status !== 503) return [answer, body];
        count('503, repeated');
        await setTimeout(1000 * Number(answer.headers.get('Retry-After')));
    }
}

async function client() {
    while (next < Number(total)) {
        const begin = performance.now();
        const [answer, body] = await signUp(next++);
        times.push(performance.now() - begin);
        const [field, errors] = Object.entries(body.errors ?? {})[0] ?? [];
        count(field ? `${answer.status} ${field}: ${errors[0].code}` : `${answer.status}`);
        if (answer.ok) made.push(body.invitation_code);
    }
}

function count(outcome) {
    answers[outcome] = (answers[outcome] ?? 0) + 1;
}

const begin = performance.now();
await Promise.all(Array.from({ length: 64 }, client));
const seconds = (performance.now() - begin) / 1000;
times.sort((a, b) => a - b);
const at = (share) => Math.round(times[Math.floor((times.length - 1) * share)]);
const rate = Math.round(times.length / seconds);
console.log(JSON.stringify({ answers, rate, median: at(0.5), p99: at(0.99), codes: made }));
