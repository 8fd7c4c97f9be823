import { type Reason, reason } from '../../reasons/reason.ts';
import type { SettingsFault } from './fault.ts';
import { nearestName } from './nearest-name.ts';
import { repeats } from './repeats.ts';
import type { WrittenQueue } from './settings-file.ts';

/** Queues named twice, under two names at once, merged into nothing or in a circle. */
export function checkQueues(queues: readonly WrittenQueue[]): SettingsFault[] {
	return [
		...repeats(queues, ['queues'], 'id', ({ id }) => id),
		...queues.flatMap((queue, index) => [...checkRenames(queue, index, queues), ...checkMerger(queue, index, queues)])
	];
}

function checkRenames(queue: WrittenQueue, index: number, queues: readonly WrittenQueue[]): SettingsFault[] {
	return (queue.renamedFrom ?? []).flatMap((old, at) => {
		const path = ['queues', index, 'renamedFrom', at];
		if (queues.some(({ id }) => id === old))
			return [{ path, reason: reason('renamed-and-listed', { old, queue: queue.id }) }];
		const other = queues.find((one, place) => place < index && one.renamedFrom?.includes(old) === true);
		return other === undefined ? [] : [{ path, reason: reason('renamed-twice', { old, queue: other.id }) }];
	});
}

function checkMerger(queue: WrittenQueue, index: number, queues: readonly WrittenQueue[]): SettingsFault[] {
	if (queue.mergedInto === undefined) return [];
	const path = ['queues', index, 'mergedInto'];
	const chain = [queue.id];
	for (let at: WrittenQueue | undefined = queue; at?.mergedInto !== undefined;) {
		const into: string = at.mergedInto;
		// Every queue of a circle would say so; the one that comes first in the list is enough.
		if (chain.includes(into)) {
			const isOwn = into === queue.id && queues.findIndex(({ id }) => chain.includes(id)) === index;
			return isOwn ? [{ path, reason: reason('merged-in-a-circle', { chain: [...chain, into].join(' → ') }) }] : [];
		}
		chain.push(into);
		at = queues.find(({ id }) => id === into);
	}
	if (queues.some(({ id }) => id === queue.mergedInto)) return [];
	return [{ path, reason: unknownQueue(queue.mergedInto, queues) }];
}

function unknownQueue(name: string, queues: readonly WrittenQueue[]): Reason {
	const nearest = nearestName(
		name,
		queues.map(({ id }) => id)
	);
	return nearest === null
		? reason('merged-into-unknown', { queue: name })
		: reason('merged-into-unknown-near', { queue: name, nearest });
}
