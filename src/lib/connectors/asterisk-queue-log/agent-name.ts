/**
 * Kinds of interface whose address is an extension or a device account, and so stands for a person. Lines to the outside
 * world (DAHDI/1, Zap/g1, Khomp/b0c3) are left as they are: their numbers count lines and may equal somebody's extension.
 */
const personal = /^(?:agent|local|sip|pjsip|iax2?|sccp|skinny|motif|ooh323)\/(.+)$/i;

/** What Asterisk adds to an interface to name one channel of it; versions up to 1.4 logged that as the agent. */
const channelSuffix = /-[0-9a-f]{8}(?:;[12])?$/i;

/**
 * One name for one agent, or null where a line names none.
 *
 * Asterisk logs a member's name in calls but its interface in ADDMEMBER, REMOVEMEMBER and PAUSEALL (unless
 * log_membername_as_agent is set), so the same person is `Agent/1141` on the phone and `Local/1141@callback-agent` at
 * login; and whoever is dialled through a Local channel for one queue is `SIP/1141` or `PJSIP/1141` in another. What they
 * share is the address, so that is the name: 1141. Context and options (`@from-internal/n`) say how the call gets there,
 * not who answers.
 *
 * Two people with one extension in two contexts (tenants) become one that way, and a member called "Ann" who is dialled
 * at `SIP/1141` stays two: no rule can know. `spellings` is for such sites: it gives the name for a spelling as logged,
 * and wins.
 */
export function agentName(spelling: string, spellings?: ReadonlyMap<string, string>): string | null {
	const trimmed = spelling.trim();
	if (trimmed === '' || trimmed === 'NONE') return null;
	const own = spellings?.get(trimmed);
	if (own !== undefined) return own;
	const address = personal.exec(trimmed)?.[1];
	if (address === undefined) return trimmed;
	const [dialled = ''] = address.split(/[@/]/);
	const name = dialled.replace(channelSuffix, '').trim();
	if (name === '') return trimmed;
	return spellings?.get(name) ?? name;
}
