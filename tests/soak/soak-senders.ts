import { Agent, request } from 'node:http';

/** Events a contact brings: it waits, is answered and ends, and meanwhile the people of the centre change what they do. */
const eventsPerContact = 8;
/** In how many requests a second's events come. */
const requestsPerSecond = 10;
const queues = ['Sales', 'Orders', 'Returns', 'Billing', 'Support', 'Chat'];
const agentCount = 60;

/** What was sent so far, and what became of it. */
export type Sent = { acknowledged: number; refused: number; contacts: number };

/**
 * Sends events at an even pace until it is stopped, as an exchange would.
 * @returns the counts, which go on, and how to stop, which resolves once nothing is under way
 */
export function sendEvents(
	url: string,
	key: string,
	eventsPerSecond: number
): Readonly<{ sent: Readonly<Sent>; stop: () => Promise<void> }> {
	const agent = new Agent({ keepAlive: true, maxSockets: 4 });
	const sent: Sent = { acknowledged: 0, refused: 0, contacts: 0 };
	const underWay = new Set<Promise<void>>();
	const began = performance.now();
	let made = 0;
	const timer = setInterval(() => {
		const due = Math.floor(((performance.now() - began) / 1_000) * eventsPerSecond);
		// What a busy machine could not make in time is not made up for in one go.
		const events = Array.from({ length: Math.min(due - made, eventsPerSecond) }, (_, no) => eventNo(made + no, sent));
		made = due;
		if (events.length === 0) return;
		const post = postEvents(url, key, agent, events).then((status) => {
			if (status === 200) sent.acknowledged += events.length;
			else sent.refused += events.length;
		});
		underWay.add(post);
		void post.finally(() => underWay.delete(post));
	}, 1_000 / requestsPerSecond);
	return {
		sent,
		async stop() {
			clearInterval(timer);
			await Promise.all(underWay);
			agent.destroy();
		}
	};
}

function eventNo(no: number, sent: Sent): Record<string, unknown> {
	const contactNo = Math.floor(no / eventsPerContact);
	const envelope = { specversion: '1.0', source: 'pbx', id: `soak-${no}`, time: new Date().toISOString() };
	const agent = `agent-${no % agentCount}`;
	const answered = contactNo - 20;
	const ended = contactNo - 80;
	switch (no % eventsPerContact) {
		case 0: {
			sent.contacts++;
			const queue = queues[contactNo % queues.length];
			const data = { contact: `c${contactNo}`, queue, channel: queue === 'Chat' ? 'chat' : 'phone' };
			return { ...envelope, type: 'contact.queued', data };
		}
		case 1:
			if (answered < 0) break;
			if (answered % 12 === 0) return { ...envelope, type: 'contact.abandoned', data: { contact: `c${answered}` } };
			return {
				...envelope,
				type: 'contact.answered',
				data: { contact: `c${answered}`, agent: `agent-${answered % agentCount}` }
			};
		case 2:
			if (ended < 0 || ended % 12 === 0) break;
			return {
				...envelope,
				type: 'contact.ended',
				data: { contact: `c${ended}`, agent: `agent-${ended % agentCount}` }
			};
	}
	const state = ['ready', 'not_ready', 'offline'][Math.floor(no / agentCount) % 3];
	return { ...envelope, type: 'agent.state_changed', data: { agent, state } };
}

function postEvents(url: string, key: string, agent: Agent, events: readonly unknown[]): Promise<number> {
	return new Promise((resolve) => {
		const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/cloudevents-batch+json' };
		const posted = request(`${url}/api/events`, { method: 'POST', agent, headers }, (answer) => {
			answer.resume().on('end', () => resolve(answer.statusCode ?? 0));
			answer.on('error', () => resolve(0));
		});
		posted.on('error', () => resolve(0));
		posted.end(JSON.stringify(events));
	});
}
