import { expect, test } from 'vitest';
import { reasonText } from '../../reasons/reason.ts';
import { defaultSiteSettings } from '../site-settings.ts';
import { effectiveTree, layeredSettings, settingsOrigins } from './layered-settings.ts';
import { readSettings } from './read-settings.ts';
import { isDefinition, settingsChanges, treeChanges } from './settings-changes.ts';
import { patchTree, settingsTree, treePathName, treeValues, writtenPath, writtenTree } from './settings-tree.ts';

const base = defaultSiteSettings;
const file = {
	channels: { phone: [{ target: '20s' }, { from: '2026-01-01', target: '30s' }], chat: { target: '50s' } },
	norms: { phone: { queueDepth: null, longestWait: '4m' } },
	queues: [{ id: 'orders', names: 'Orders', norms: { queueDepth: 6 } }, { id: 'fax' }],
	hours: { monday: ['09:00-17:00'], tuesday: ['09:00-17:00'] },
	holidays: [{ date: '2026-12-25' }]
};

/** The layers after patches, one after the other. */
function after(...patches: readonly unknown[]) {
	const browser = patches.reduce<ReturnType<typeof settingsTree>>(
		(tree, patch) => patchTree(tree, settingsTree(patch, true)),
		new Map()
	);
	return { file: settingsTree(file), browser };
}

function holding(...patches: readonly unknown[]) {
	const layered = layeredSettings(after(...patches), base);
	if (!layered.ok) throw new Error(JSON.stringify(layered.faults));
	return layered.settings;
}

test('a file survives being taken apart and put together', () => {
	const read = readSettings(file);
	expect(layeredSettings(after(), base)).toEqual(read);
	expect(readSettings(writtenTree(settingsTree(file)))).toEqual(read);
	expect(readSettings(writtenTree(effectiveTree(after(), base)))).toEqual(read);
});

test('a patch changes the one value it names and leaves its neighbours to the file', () => {
	const settings = holding({
		queues: [{ id: 'orders', norms: { longestWait: '2m' } }],
		hours: { saturday: ['10:00-12:00'] }
	});
	expect(settings.queues.map(({ id }) => id)).toEqual(['orders', 'fax']);
	expect(settings.queues[0]).toMatchObject({
		names: { nl: 'Orders', en: 'Orders' },
		norm: { queueDepth: 6, longestWaitMs: 120_000 }
	});
	expect(settings.opening.centre).toMatchObject({ monday: [{ fromMinute: 540 }], saturday: [{ fromMinute: 600 }] });
	expect(holding({ queues: [{ id: 'orders', names: { en: 'Sales' } }] }).queues[0]?.names).toEqual({
		nl: 'Orders',
		en: 'Sales'
	});
});

test('a period of a channel is changed and added by its date', () => {
	const settings = holding({
		channels: { phone: [{ from: '2026-06-01', target: '40s' }], chat: { targetShare: '90%' } }
	});
	expect(settings.channelChanges.map(({ from, settings: { targetMs } }) => [from, targetMs])).toEqual([
		['2026-01-01', 30_000],
		['2026-06-01', 40_000]
	]);
	expect(settings.channels.chat).toMatchObject({ targetMs: 50_000, targetShare: 0.9 });
	expect(holding({ channels: { phone: { target: '15s' } } }).channels.phone.targetMs).toBe(15_000);
	expect(holding({ channels: { visit: [{ from: '2026-06-01', target: '5m' }] } }).channels.visit.targetMs).toBe(
		600_000
	);
});

test('null goes back to the file, and what was only said in the browser is gone', () => {
	const first = {
		roster: '5h',
		queues: [
			{ id: 'orders', norms: { longestWait: '2m' } },
			{ id: 'new', names: 'New' }
		]
	};
	const undo = {
		roster: null,
		queues: [
			{ id: 'orders', norms: { longestWait: null } },
			{ id: 'new', names: null }
		]
	};
	expect(holding(first, undo)).toEqual(holding());
	expect(after(first, undo).browser.size).toBe(0);
	expect(after({ holidays: [] }, { holidays: null }).browser.size).toBe(0);
	expect(after(first, { queues: null }).browser.has('queues')).toBe(false);
});

test('no norm is said as none in the browser and as null in the file, and both read the same', () => {
	expect(holding().norms.queue.phone.queueDepth).toBeNull();
	expect(holding({ norms: { phone: { longestWait: 'none' } } }).norms.queue.phone.longestWaitMs).toBeNull();
	expect(
		holding({ norms: { phone: { queueDepth: 4 } } }, { norms: { phone: { queueDepth: null } } }).norms.queue.phone
			.queueDepth
	).toBeNull();
});

test('lists without names of their own are set as a whole', () => {
	expect(holding({ holidays: [] }).opening.holidays).toEqual([]);
	expect(holding({ abandonReasonsCounted: ['hung_up'] }).abandonReasonsCounted).toEqual(['hung_up']);
});

test('a queue that others count under stays in the list when nothing else is said of it', () => {
	const merged = {
		queues: [
			{ id: 'fax', mergedInto: 'post' },
			{ id: 'post', names: 'Post' }
		]
	};
	expect(holding(merged, { queues: [{ id: 'post', names: null }] }).queues.map(({ id }) => id)).toEqual([
		'orders',
		'fax',
		'post'
	]);
});

test('what makes the whole invalid is told at its place by name', () => {
	const faults = (patch: unknown): string[] => {
		const layered = layeredSettings(after(patch), base);
		return layered.ok ? [] : layered.faults.map(({ path, reason }) => `${treePathName(path)}: ${reasonText(reason)}`);
	};
	expect(faults({ queues: [{ id: 'fax', mergedInto: 'gone' }] })).toEqual([
		'queues[fax].mergedInto: there is no queue gone in this list'
	]);
	expect(faults({ channels: { phone: [{ from: '2026-06-01', target: 'soon' }] } })).toEqual([
		'channels.phone[2026-06-01].target: must be a duration like 20s, 1m30s or 24h, not "soon"'
	]);
	expect(faults({ channels: { chat: { target: 'soon' } } })[0]).toMatch(/^channels\.chat\.target: /);
	expect(faults({ nonsense: 1 })[0]).toMatch(/^nonsense: there is no such field/);
	expect(faults({ roster: { a: 1 } })[0]).toMatch(/^roster: must be a duration/);
	expect(faults({ queues: [{ names: 'no id' }] })[0]).toMatch(/^queues\[0\]\.id: missing/);
	expect(faults({ queues: 'all' })[0]).toMatch(/^queues: must be a list/);
	expect(faults({ exceptionalHours: [{ date: '2026-01-01', hours: ['9-5'] }] })[0]).toMatch(
		/^exceptionalHours\[0\]\.hours\[0\]: /
	);
	expect(faults({ surveys: { scales: { csat: { top: [9] } } } })[0]).toMatch(
		/^surveys\.scales\.csat\.top: 9 is not on the scale/
	);
	expect(faults({ constructor: { a: 1 }, toString: [] }).length).toBeGreaterThan(0);
});

test('every value says from which layer it comes', () => {
	const origins = settingsOrigins(
		after({ roster: '5h', channels: { phone: [{ from: '2026-06-01', target: '40s' }] } }),
		base
	);
	expect(Object.fromEntries(origins)).toMatchObject({
		roster: 'browser',
		'site.zone': 'default',
		'channels.phone.target': 'file',
		'channels.phone.targetShare': 'default',
		'channels.phone[2026-01-01].target': 'file',
		'channels.phone[2026-06-01].target': 'browser',
		'channels.chat.target': 'file',
		'queues[orders].norms.queueDepth': 'file',
		'hours.monday': 'file',
		'norms.phone.queueDepth': 'file'
	});
});

test('a place in the tree leads back to its place in the file', () => {
	for (const [path] of treeValues(settingsTree(file))) {
		const keys = writtenPath(file, path);
		let at: unknown = file;
		for (const key of keys) at = Reflect.get(Object(at), key);
		// Names that were one text for all languages stand where that text stands.
		expect([treePathName(path), at === undefined]).toEqual([treePathName(path), path[2] === 'names']);
	}
});

test('changes name the values that differ, and which of them say what a figure means', () => {
	const changes = settingsChanges(
		holding(),
		holding({ channels: { phone: { target: '25s' } }, queues: [{ id: 'fax', names: 'Fax' }] })
	);
	expect(changes.map(({ path, before, after: now }) => [treePathName(path), before, now, isDefinition(path)])).toEqual([
		['channels.phone.target', '20s', '25s', true],
		['queues[fax].names.nl', undefined, 'Fax', false],
		['queues[fax].names.en', undefined, 'Fax', false]
	]);
	expect(treeChanges(after().browser, after({ queues: [{ id: 'a' }] }).browser).map(({ path }) => path)).toEqual([
		['queues', 'a']
	]);
});

test.each([
	['channels.phone.shortAbandon', true],
	['channels.phone.targetShare', false],
	['abandonReasonsCounted', true],
	['surveys.scales.csat.top', true],
	['surveys.shown', false],
	['site.zone', true],
	['site.name', false],
	['norms.centre.queueDepth', false],
	['closing.openHandling', true]
])('%s is a definition: %s', (path, is) => {
	expect(
		isDefinition(path.split('.').flatMap((name, at) => (at === 2 && path.startsWith('channels') ? ['', name] : [name])))
	).toBe(is);
});
