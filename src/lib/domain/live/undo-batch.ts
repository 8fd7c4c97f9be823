import { isUnknown, removePresencesOf } from '../agent/agent-record.ts';
import type { ContactRecord } from '../contact/contact-record.ts';
import type { LiveState } from './live-state.ts';
import { untell } from './scope.ts';

/**
 * Takes out of the state all that an import brought and that counts now.
 * @param derive derives a contact anew from the events it still has
 */
export function undoBatch(state: LiveState, batch: string, derive: (record: ContactRecord) => void): void {
	for (const record of state.contacts.values()) {
		if (!record.removeBatch(batch)) continue;
		derive(record);
		if (record.events.length === 0) state.contacts.delete(record.contact);
	}
	for (const agent of state.agents.values()) {
		removePresencesOf(agent, batch);
		if (isUnknown(agent)) state.agents.delete(agent.agent);
	}
	for (const scope of state.queues.values())
		if (untell(scope, batch) && scope.told.size === 0 && scope.open.size === 0) state.queues.delete(scope.queue);
}
