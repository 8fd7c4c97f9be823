/*
 * What each kind of text is sealed for. A sealed text opens for its own purpose alone, so nobody can move one row's text to
 * another; whoever seals and `bereik secrets reseal` have to name it the same way.
 */

/** Of a webhook secret, by its id. */
export function webhookSecretPurpose(id: string): string {
	return `webhook:${id}`;
}

/** Of the refresh token of a session, by the session's id. */
export function refreshTokenPurpose(sessionId: string): string {
	return `refresh-token:${sessionId}`;
}

/** Of what a customer wrote, by the event that brought it. */
export function commentPurpose(source: string, eventId: string): string {
	return `comment:${JSON.stringify([source, eventId])}`;
}

/** Of the key of a contact's comments, by the contact's pseudonym. */
export function commentKeyPurpose(contact: string): string {
	return `comment-key:${contact}`;
}

/** Of what an erasure still has to look for, by its id. */
export function erasurePurpose(id: string): string {
	return `erasure:${id}`;
}

/** Of what other servers are told of an erasure, by when it was. Nobody seals it anew: it is kept for a day. */
export function erasureNoticePurpose(at: number): string {
	return `erasure-notice:${at}`;
}

/** Of what shows that several servers have the same keys. */
export const sealProofPurpose = 'servers-agree';
