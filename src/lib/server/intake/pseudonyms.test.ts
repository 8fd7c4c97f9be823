import { createHmac } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import type { SourceEvent } from '#lib/domain/contact/contact-event.ts';
import { queued } from '../../../../tests/support/contact-events.ts';
import { temporaryFolder } from '../../../../tests/support/temporary-folder.ts';
import { LogUnfit } from '../database/sqlite/log-unfit.ts';
import { loadPseudonymKey } from './pseudonym-key.ts';
import { Pseudonyms } from './pseudonyms.ts';

const fails = vi.hoisted(() => ({ read: '', chmod: '' }));
vi.mock('node:fs', async (original) => {
	const fs = await original<typeof import('node:fs')>();
	const unless = (code: string): void => {
		if (code !== '') throw Object.assign(new Error('no'), { code });
	};
	const readFileSync = (...parts: Parameters<typeof fs.readFileSync>) => (
		unless(fails.read),
		fs.readFileSync(...parts)
	);
	const chmodSync = (...parts: Parameters<typeof fs.chmodSync>) => (unless(fails.chmod), fs.chmodSync(...parts));
	return { ...fs, readFileSync, chmodSync };
});
afterEach(() => void Object.assign(fails, { read: '', chmod: '' }));

const key = Buffer.alloc(32, 7);

test('is the start of the HMAC-SHA256 of kind and identifier, for any key and identifier', () => {
	const kinds = fc.constantFrom('contact' as const, 'agent' as const, 'customer' as const);
	const identifiers = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 300 }),
		fc.string({ minLength: 240, maxLength: 300 })
	);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 100 }), kinds, identifiers, (bytes, kind, identifier) => {
			const expected = createHmac('sha256', bytes).update(`${kind}:${identifier}`).digest('base64url');
			expect(new Pseudonyms(Buffer.from(bytes)).of(kind, identifier)).toBe(expected.slice(0, 22));
		}),
		{ numRuns: 500 }
	);
});

test('is the same for one identifier at any time, however much came between', () => {
	const pseudonyms = new Pseudonyms(key);
	const first = Array.from({ length: 30_000 }, (_, at) => pseudonyms.of('contact', `${at}`));
	const again = Array.from({ length: 30_000 }, (_, at) => pseudonyms.of('contact', `${at}`));
	expect(again).toEqual(first);
	expect(new Set(first).size).toBe(30_000);
});

test('differs by kind and by key', () => {
	const pseudonyms = new Pseudonyms(key);
	expect(pseudonyms.of('contact', 'x')).not.toBe(pseudonyms.of('agent', 'x'));
	expect(pseudonyms.of('contact', 'x')).not.toBe(new Pseudonyms(Buffer.alloc(32, 8)).of('contact', 'x'));
});

test('replaces every identifier of an event, in its place, and nothing else', () => {
	const pseudonyms = new Pseudonyms(key);
	const transferred: SourceEvent = {
		source: 'pbx',
		id: 'a',
		type: 'contact.transferred',
		time: 1,
		data: { contact: 'c', agent: 'x', toQueue: 'sales', toAgent: 'y', wrapUp: true }
	};
	const anonymous = pseudonyms.applyTo(transferred);
	expect(JSON.stringify(anonymous.data)).toBe(
		JSON.stringify({
			contact: pseudonyms.of('contact', 'c'),
			agent: pseudonyms.of('agent', 'x'),
			toQueue: 'sales',
			toAgent: pseudonyms.of('agent', 'y'),
			wrapUp: true
		})
	);
	expect(transferred.data).toMatchObject({ contact: 'c', toAgent: 'y' });
	const data = { contact: 'c', queue: 'q', channel: 'chat' as const, customer: 'k' };
	expect(pseudonyms.applyTo(queued('b', { data, supersedes: 'a' }))).toEqual(
		queued('b', {
			data: { ...data, contact: pseudonyms.of('contact', 'c'), customer: pseudonyms.of('customer', 'k') },
			supersedes: 'a'
		})
	);
});

test('has a key that is made once, for its owner alone, and stays', () => {
	const file = join(temporaryFolder(), 'bereik.key');
	const made = loadPseudonymKey(file, true);
	expect(made).toHaveLength(32);
	expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
	expect(loadPseudonymKey(file, true)).toEqual(made);
	expect(loadPseudonymKey(file, false)).toEqual(made);
	expect(readdirSync(join(file, '..'))).toEqual(['bereik.key']);
	expect(loadPseudonymKey(join(temporaryFolder(), 'other.key'), true)).not.toEqual(made);
});

test('makes no key once the log has events, and takes none that is damaged', () => {
	const file = join(temporaryFolder(), 'bereik.key');
	expect(() => loadPseudonymKey(file, false)).toThrow(/bring it back from the backup/);
	expect(readdirSync(join(file, '..'))).toEqual([]);
	loadPseudonymKey(file, true);
	writeFileSync(file, readFileSync(file, 'utf8').slice(0, 20));
	expect(() => loadPseudonymKey(file, true)).toThrow(/holds no pseudonym key/);
});

test('has a key in a file that this user may read and own, or says which and why in one sentence', () => {
	const file = join(temporaryFolder(), 'bereik.key');
	loadPseudonymKey(file, true);
	fails.read = 'EACCES';
	expect(() => loadPseudonymKey(file, true)).toThrow(new LogUnfit(`${file}: cannot be read by this user`));
	Object.assign(fails, { read: '', chmod: 'EPERM' });
	const foreign = new LogUnfit(`${file} belongs to another user: it has to be the server's own`);
	expect(() => loadPseudonymKey(file, true)).toThrow(foreign);
	const folder = join(temporaryFolder(), 'bereik.key');
	mkdirSync(folder);
	expect(() => loadPseudonymKey(folder, true)).toThrow(new LogUnfit(`${folder}: cannot be read (EISDIR)`));
});
