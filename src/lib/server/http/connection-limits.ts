/** What a connection may cost; a test has shorter ones. */
export type ConnectionLimits = Readonly<{
	/** How long the head of a request may take to come, ms. */
	headersMs: number;
	/** How long a whole request may take to come, ms. An answer, as a stream is one, may last. */
	requestMs: number;
	/** How often the two are looked after, ms. */
	checkMs: number;
	/** How long a connection is kept for another request, ms; longer than proxies in front keep theirs. */
	keepAliveMs: number;
	/** How long nothing at all may move on a connection whose request is there, ms: a stream has its heartbeat. */
	idleMs: number;
	/** How long an encrypted connection may take to come about, ms. */
	handshakeMs: number;
	/** Headers of one request: no browser, proxy or sender needs as many. */
	headers: number;
	/** Connections at a time; as many streams as a process serves, and others beside them. */
	connections: number;
}>;

/** {@link ConnectionLimits} of a server. */
export const connectionLimits: ConnectionLimits = {
	headersMs: 10_000,
	requestMs: 15_000,
	checkMs: 2_000,
	keepAliveMs: 65_000,
	idleMs: 120_000,
	handshakeMs: 10_000,
	headers: 64,
	connections: 14_000
};
