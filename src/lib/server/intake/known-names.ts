import { settingsOfQueue } from '#lib/domain/settings/queue-settings.ts';
import type { Projection } from '../live/projection.ts';
import type { CurrentSettings } from '../settings/current-settings.ts';
import type { KnownNames } from './new-names.ts';

/** The names that the live state holds: what it forgets makes room for others, and a start finds them again. */
export function knownNames(projection: Pick<Projection, 'state'>, current: Pick<CurrentSettings, 'now'>): KnownNames {
	return {
		hasQueue: (queue) => projection.state.queues.get(queue) !== undefined,
		isQueueSet: (queue) => settingsOfQueue(current.now, queue) !== null,
		queueCount: () => projection.state.queues.size,
		hasAgent: (agent) => projection.state.agents.has(agent),
		agentCount: () => projection.state.agents.size
	};
}
