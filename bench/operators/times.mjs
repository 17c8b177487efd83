// node times.mjs URL HUB [COUNT]: how long operators' reads take, one after the other; KEY has the API key. Prints a
// table in Markdown. HUB is the id of an account with many invitees.
import { randomInt } from 'node:crypto';

const [url, hub, count = 200] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${process.env.KEY}` };

async function get(path) {
    const answer = await fetch(url + path, { headers });
    const body = await answer.text();
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${body}`);
    return JSON.parse(body);
}

/** The cursors of pages deep in a list, in order. */
async function cursorsOf(path, pages) {
    const cursors = [];
    for (let cursor = ''; cursors.length < pages; ) {
        cursor = (await get(`${path}&limit=200${cursor}`)).next_cursor;
        if (!cursor) break;
        cursor = `&cursor=${encodeURIComponent(cursor)}`;
        cursors.push(cursor);
    }
    return cursors;
}

const one = (list) => list[randomInt(list.length)];
const seed = () => `seed${String(randomInt(1, 700_000)).padStart(7, '0')}`;
const people = '/api/admin/people/?limit=50';
const codes = '/api/admin/codes/?limit=50';
const invitees = `${people}&inviter=${hub}`;
const ofHub = await cursorsOf(`/api/admin/people/?inviter=${hub}`, 50);
const ofAll = await cursorsOf('/api/admin/people/?order=oldest', 50);
const ids = (await get(`/api/admin/people/?limit=200&order=oldest${one(ofAll)}`)).items.map((item) => item.id);
const hubCode = (await get(`/api/admin/people/${hub}/`)).codes[0].code;
const day = 24 * 3600 * 1000;
const ago = (time) => encodeURIComponent(new Date(Date.now() - time).toISOString());

const reads = {
    'people, the newest': () => people,
    'people, a page deep in the list': () => `${people}&order=oldest${one(ofAll)}`,
    'people, begin of a username': () => `${people}&search=${seed().slice(0, randomInt(5, 11))}`,
    'people, a whole address': () => `${people}&search=${seed()}@example.org&field=email&exact=true`,
    'people, an id': () => `${people}&search=${one(ids)}`,
    'people, a whole code': () => `${people}&search=${hubCode}`,
    'people, disabled': () => `${people}&state=disabled`,
    'people, frozen': () => `${people}&state=frozen`,
    'people, ended': () => `${people}&state=ended`,
    'people who used the code of the hub': () => `${people}&code=${hubCode}`,
    'invitees of the hub, first page': () => invitees,
    'invitees of the hub, a later page': () => `${invitees}${one(ofHub)}`,
    'inviters of a person': () => `/api/admin/people/${one(ids)}/inviters/`,
    'one person': () => `/api/admin/people/${one(ids)}/`,
    'one person, the hub': () => `/api/admin/people/${hub}/`,
    'codes, the newest': () => codes,
    'codes, the most used': () => `${codes}&order=used`,
    'codes, begin of a code': () => `${codes}&search=${hubCode.slice(0, 2)}`,
    'codes of nobody': () => `${codes}&owner=none`,
    'codes, exhausted': () => `${codes}&state=exhausted`,
    'one code, of the hub': () => `/api/admin/codes/${hubCode}/`,
    'a code’s statistics by hour': () => `/api/admin/codes/${hubCode}/statistics/?step=hour&from=${ago(day)}`,
    'statistics by hour, a day': () => `/api/admin/statistics/?step=hour&from=${ago(day)}`,
    'statistics by day, a month': () => `/api/admin/statistics/?step=day&from=${ago(30 * day)}`,
    'audit log, the newest': () => '/api/admin/audit/?limit=50',
    'quarantine': () => '/api/admin/quarantine/',
};

console.log('| read | median ms | p95 | p99 | slowest |\n|---|--:|--:|--:|--:|');
for (const [name, path] of Object.entries(reads)) {
    const times = [];
    for (let i = -10; i < count; i++) {
        const asked = path();
        const begin = performance.now();
        await get(asked);
        if (i >= 0) times.push(performance.now() - begin);
    }
    times.sort((a, b) => a - b);
    const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].toFixed(1);
    console.log(`| ${name} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} | ${at(1)} |`);
}
