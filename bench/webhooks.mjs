#!/usr/bin/env node
// Measures how fast events of a burst of sign-ups reach two webhooks, in two builds of the service, in turn on this
// machine, without captcha and limits, with a cheap hash and without mail. The receivers are in this process.
//   node bench/webhooks.mjs BEFORE AFTER [rounds] [sign-ups]
// BEFORE and AFTER are folders with a build in their folder WebApi. Build bench/Load first.
// Environment: STORE=postgres measures on PostgreSQL (bench/rivals/pg.sh must run), otherwise SQLite.
// SLOW_MS=100 lets the second receiver wait before each answer.
// Prints a line a run. "behind" is the time from the last reply until the last event arrived. After a minute the rest
// is not waited for. CPU of a delivery is what the same burst takes beyond one without webhooks.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [before, after, rounds = 2, count = 3000] = process.argv.slice(2);
const onPostgres = process.env.STORE === 'postgres';
const port = Number(process.env.PORT ?? 8095);
const url = `http://127.0.0.1:${port}`;
const load = process.env.LOAD ?? join(import.meta.dirname, 'Load/bin/Release/net10.0/Load.dll');
const connection = `Host=127.0.0.1;Port=${process.env.PG_PORT ?? 54321};Username=postgres;Database=`;
const patience = 60_000;
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts the events that arrive, each once, and remembers when the last new one did. */
async function receiver(delay) {
    const seen = new Set();
    const it = { seen, repeated: 0, last: 0 };
    const server = createServer((request, response) => {
        request.resume().on('end', async () => {
            if (delay) await sleep(delay);
            response.writeHead(204).end();
            it.repeated += seen.has(request.headers['webhook-id']) ? 1 : 0;
            seen.add(request.headers['webhook-id']);
            it.last = performance.now();
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return Object.assign(it, { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() });
}

/** Seconds of CPU of a process, of its children and of those that have ended. */
function cpu(process) {
    let ticks = 0;
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        try {
            const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ')[1].split(' ');
            if (Number(id) === process) ticks += fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
            else if (Number(fields[1]) === process) ticks += Number(fields[11]) + Number(fields[12]);
        } catch {
            // It has ended.
        }
    }
    return ticks / 100;
}

async function call(method, path, body, token) {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
}

/** Lets a load sign up; returns sign-ups a second. */
function signUp(work, number, label) {
    const file = join(work, `${label}.json`);
    const arguments_ = ['run', '--url', url, '--mode', 'nocode', '--count', number, '--warmup', 0, '--clients', 64];
    return new Promise((resolve, reject) => {
        const run = spawn('dotnet', [load, ...arguments_.map(String), '--json', file], { stdio: 'ignore' });
        run.on('exit', (code) => {
            if (code > 1) return reject(new Error(`The load ended with ${code}.`));
            const result = JSON.parse(readFileSync(file, 'utf8').trim().split('\n').at(-1));
            if (code === 1) console.log(`${label}: ${result.breaches.join(', ')}`);
            const { count, p99 } = Object.values(result.kinds)[0].accepted;
            resolve({ count, rate: count / result.seconds, p99 });
        });
    });
}

async function measure(name, build) {
    const work = mkdtempSync(join(tmpdir(), 'webhooks-bench-'));
    const database = 'bench_webhooks';
    const server = ['-h', '127.0.0.1', '-p', process.env.PG_PORT ?? '54321', '-U', 'postgres'];
    const sql = (text) => execFileSync('psql', [...server, '-qc', text]);
    if (onPostgres) {
        sql(`drop database if exists ${database} with (force)`);
        sql(`create database ${database}`);
    }

    const env = {
        ...process.env,
        Urls: url,
        PublicUrl: url,
        DataDirectory: work,
        ConnectionStrings__Registration: onPostgres ? connection + database : '',
        Captcha__Provider: 'None',
        RateLimits__Enabled: 'false',
        Passwords__MemoryKiB: '8',
        Passwords__Iterations: '1',
        Registration__RequireActivation: 'false',
        Webhooks__AllowPrivateNetworks: 'true',
        Logging__LogLevel__Default: 'Warning',
    };
    const log = openSync(join(work, 'log'), 'w');
    const stdio = ['ignore', log, log];
    const service = spawn('dotnet', [join(build, 'WebApi/WebApi.dll')], { env, cwd: work, stdio });
    const receivers = [await receiver(0), await receiver(Number(process.env.SLOW_MS ?? 0))];
    try {
        while (!(await fetch(`${url}/health/ready`).catch(() => null))?.ok) {
            if (service.exitCode !== null) throw new Error(readFileSync(join(work, 'log'), 'utf8'));
            await sleep(200);
        }

        const account = { username: 'olga_bench', password: 'Correct-horse7' };
        await call('POST', '/api/register/', {
            username: account.username,
            nickname: 'Olga Bench',
            email: 'operator@example.org',
            password1: account.password,
            password2: account.password,
            invitation_code: '',
            recaptcha: '',
        });
        const grant = ['admin', 'grant', account.username, '--reason', 'bench'];
        execFileSync('dotnet', [join(build, 'WebApi/Silo.dll'), ...grant], { env, cwd: work, stdio: 'ignore' });
        const { token } = await call('POST', '/jwt/login/', { ...account, use_cookies: false });

        const postmaster = onPostgres
            ? Number(execFileSync(join(import.meta.dirname, 'rivals/pg.sh'), ['status'], { encoding: 'utf8' }))
            : 0;
        const used = () => cpu(service.pid) + (postmaster ? cpu(postmaster) : 0);
        await signUp(work, 2000, 'warm');
        await sleep(3000);
        let start = used();
        const bare = await signUp(work, Number(count), 'bare');
        await sleep(5000);
        const bareCpu = used() - start;

        for (const one of receivers) {
            await call('POST', '/api/admin/webhooks/', { url: one.url, events: ['user.registered'] }, token);
        }

        start = used();
        const begun = performance.now();
        const hooked = await signUp(work, Number(count), 'hooked');
        const end = performance.now();
        const arrived = () => receivers.reduce((sum, one) => sum + one.seen.size, 0);
        while (arrived() < 2 * hooked.count && performance.now() - end < patience) await sleep(50);
        const last = Math.max(...receivers.map((one) => one.last));
        await sleep(3000);
        const delivered = arrived();
        const extra = ((used() - start - bareCpu) * 1000) / delivered;
        const all = delivered === 2 * hooked.count;
        const rateOf = (one) => ((one.seen.size / (one.last - begun)) * 1000).toFixed(0);
        console.log(
            `${name}: ${delivered} of ${2 * hooked.count} deliveries, ` +
                `${(delivered / (last - begun) * 1000).toFixed(0)}/s, ` +
                `${all ? `${((last - end) / 1000).toFixed(1)} s behind` : 'not all'}; ` +
                `each receiver ${receivers.map(rateOf)}/s; ` +
                `CPU ${extra.toFixed(2)} ms a delivery; ` +
                `sign-ups ${hooked.rate.toFixed(0)}/s (without ${bare.rate.toFixed(0)}), ` +
                `p99 ${hooked.p99.toFixed(0)} ms (without ${bare.p99.toFixed(0)}); ` +
                `repeated ${receivers.reduce((sum, one) => sum + one.repeated, 0)}`,
        );
    } finally {
        receivers.forEach((one) => one.close());
        service.kill();
        await new Promise((resolve) => (service.exitCode === null ? service.on('exit', resolve) : resolve()));
        rmSync(work, { recursive: true });
        if (onPostgres) sql(`drop database if exists ${database} with (force)`);
    }
}

for (let round = 1; round <= rounds; round++) {
    const pair = [['before', before], ['after', after]];
    for (const [name, build] of round % 2 ? pair : pair.reverse()) await measure(name, build);
}
process.exit(0);
